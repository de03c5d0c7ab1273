"""The invented people of an Entra ID tenant, the most ordinary of each class first.

What a kind of account has and lacks follows Microsoft, "Properties of a B2B collaboration user" and "user resource type"; UPNs
may hold an apostrophe but no accents (Microsoft, "Directory and password policies": allowed characters).
"""

from __future__ import annotations

from types import MappingProxyType

from idplint.directory.sample_user import SampleUser, Trait, UserClass

_ON_PREMISES = (
    "onPremisesUserPrincipalName",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "onPremisesImmutableId",
)


def _person(
    name: str, special: str, user_class: UserClass, traits: set[Trait], values: dict[str, str | None]
) -> SampleUser:
    held = MappingProxyType({f"entra.{key}": value for key, value in values.items()})
    return SampleUser(name, special, user_class, held, frozenset(traits))


def _member(number: int, name: str, special: str, traits: set[Trait], **changed: str | None) -> SampleUser:
    """A member whose attributes are all filled, except for what is said here.

    Args:
        number: Sets one person's numbers apart from another's.
        name: A given name and a surname.
        special: In a few words, what is special about them.
        traits: With CLOUD_ONLY the on-premises attributes are empty.
        changed: Attributes that hold something else. The original UPN and the proxy address follow UPN and mail.
    """
    given, surname = name.split(" ")
    handle = f"{given}.{surname}".lower()
    values: dict[str, str | None] = {
        "objectId": f"3f0e7a52-0000-4000-8000-{number:012}",
        "userPrincipalName": f"{handle}@contoso.com",
        "onPremisesUserPrincipalName": f"{handle}@corp.contoso.com",
        "mail": f"{handle}@contoso.com",
        "otherMails": f"{handle}@example.org",
        "mailNickname": handle,
        "onPremisesSamAccountName": f"{given[0]}{surname}".lower(),
        "onPremisesSecurityIdentifier": f"S-1-5-21-1111-2222-3333-{1100 + number}",
        "onPremisesImmutableId": f"sample{number:02}immutable==",
        "employeeId": f"{1000 + number}",
        "pairwiseId": f"kL3wPairwiseOfSample{number:02}",
        "displayName": name,
        "givenName": given,
        "surname": surname,
        "jobTitle": "Analyst",
        "department": "Finance",
        "companyName": "Contoso",
        "city": "Leeds",
        "country": "United Kingdom",
        "state": "England",
        "telephoneNumber": f"+44 20 7946 01{number:02}",
        "mobile": f"+44 7700 9001{number:02}",
    }
    if Trait.CLOUD_ONLY in traits:
        values |= dict.fromkeys(_ON_PREMISES)
    values |= changed
    values["originalUserPrincipalName"] = values["userPrincipalName"]
    values["proxyAddresses"] = None if values["mail"] is None else f"SMTP:{values['mail']}"
    return _person(name, special, UserClass.MEMBERS, traits, values)


def _guest(name: str, special: str, user_class: UserClass, traits: set[Trait], **stated: str | None) -> SampleUser:
    """A guest. What `userPrincipalName` yields for them depends on the place that reads it, so it is not among the values.

    Args:
        name: A given name and a surname.
        special: In a few words, what is special about them.
        user_class: How they sign in.
        traits: As for anybody.
        stated: At least `objectId`, `mail` and `pairwiseId`; attributes that an invitation does not fill are empty.
    """
    given, surname = name.split(" ")
    handle = f"{stated['mail']}".replace("@", "_") + "#EXT#"
    empty = ("employeeId", "jobTitle", "department", "city", "country", "state", "telephoneNumber", "mobile")
    values: dict[str, str | None] = {
        **dict.fromkeys((*_ON_PREMISES, *empty)),
        "originalUserPrincipalName": f"{handle}@contoso.onmicrosoft.com",
        "mailNickname": handle,
        "otherMails": stated["mail"],
        "proxyAddresses": f"SMTP:{stated['mail']}",
        "displayName": name,
        "givenName": given,
        "surname": surname,
        "companyName": None,
    }
    return _person(name, special, user_class, traits, values | stated)


_ADA = _member(
    42,
    "Ada Marsh",
    "a member",
    {Trait.PLAIN, Trait.SYNCED},
    objectId="3f0e7a52-0000-4000-8000-00000000ada0",
    otherMails="ada@example.org",
    onPremisesSecurityIdentifier="S-1-5-21-1111-2222-3333-1104",
    onPremisesImmutableId="ada0immutable==",
    pairwiseId="kL3wPairwiseOfAda0",
    jobTitle="Engineer",
    department="Research",
    city="London",
    telephoneNumber="+44 20 7946 0001",
    mobile="+44 7700 900001",
)
_BEA = _member(
    43,
    "Bea Quill",
    "a member whose mail differs from her user principal name",
    {Trait.MAIL_DIFFERS, Trait.SYNCED},
    objectId="3f0e7a52-0000-4000-8000-00000000bea0",
    userPrincipalName="bquill@contoso.com",
    onPremisesUserPrincipalName="bquill@corp.contoso.com",
    otherMails="bea@example.org",
    onPremisesSecurityIdentifier="S-1-5-21-1111-2222-3333-1105",
    onPremisesImmutableId="bea0immutable==",
    pairwiseId="kL3wPairwiseOfBea0",
    jobTitle="Buyer",
    department="Purchasing",
    telephoneNumber="+44 20 7946 0002",
    mobile="+44 7700 900002",
)

ENTRA_PEOPLE = (
    _ADA,
    _BEA,
    _member(44, "Finn Doyle", "a member created in Entra ID itself", {Trait.CLOUD_ONLY}, employeeId=None),
    _member(
        45,
        "Ivo Brandt",
        "a member whose on-premises domain Entra ID does not know",
        {Trait.SYNCED, Trait.MAIL_DIFFERS},
        userPrincipalName="ivo.brandt@contoso.onmicrosoft.com",
        onPremisesUserPrincipalName="ivo.brandt@corp.local",
    ),
    _member(
        46,
        "Mara Winter",
        "a member who was renamed last year",
        {Trait.RENAMED, Trait.SYNCED},
        mailNickname="mara.sommer",
        onPremisesSamAccountName="msommer",
    ),
    _member(47, "Noa Berg", "a member without a mailbox", {Trait.NO_MAIL, Trait.SYNCED}, mail=None, otherMails=None),
    _member(
        48,
        "Dana Ortiz",
        "a member whose address has capital letters",
        {Trait.MIXED_CASE, Trait.SYNCED},
        userPrincipalName="Dana.Ortiz@contoso.com",
        mail="Dana.Ortiz@contoso.com",
    ),
    _member(
        49,
        "Zoë O'Hara",
        "a member with an accent and an apostrophe in her name",
        {Trait.ACCENTS, Trait.SYNCED},
        userPrincipalName="zoe.o'hara@contoso.com",
        onPremisesUserPrincipalName="zoe.o'hara@corp.contoso.com",
        mail="zoe.o'hara@contoso.com",
        otherMails="zoe@example.org",
        mailNickname="zoe.ohara",
        onPremisesSamAccountName="zohara",
    ),
    _member(50, "Kim Lee", "a member who has a namesake at contoso.net", {Trait.SAME_PREFIX, Trait.SYNCED}),
    _member(
        51,
        "Kimi Lee",
        "a member who has a namesake at contoso.com",
        {Trait.SAME_PREFIX, Trait.CLOUD_ONLY},
        userPrincipalName="kim.lee@contoso.net",
        mail="kim.lee@contoso.net",
        mailNickname="kim.lee",
    ),
    _member(52, "Christina Vale", "a member with a long name", {Trait.SAME_START, Trait.SYNCED}),
    _member(
        53,
        "Christine Vogel",
        "a member whose name begins like a colleague's",
        {Trait.SAME_START, Trait.SYNCED},
    ),
    _guest(
        "Elif Kaya",
        "a guest from another Entra tenant",
        UserClass.ENTRA_GUESTS,
        {Trait.PLAIN, Trait.ENTRA_GUEST},
        objectId="3f0e7a52-0000-4000-8000-00000000e11f",
        mail="elif@fabrikam.com",
        pairwiseId="kL3wPairwiseOfElif",
        companyName="Fabrikam",
    ),
    _guest(
        "Omar Reyes",
        "a guest who signs in with a one-time passcode",
        UserClass.EXTERNAL_GUESTS,
        {Trait.PLAIN, Trait.ONE_TIME_PASSCODE},
        objectId="3f0e7a52-0000-4000-8000-000000000aa0",
        mail="omar@partner.example",
        pairwiseId="kL3wPairwiseOfOmar",
    ),
    _guest(
        "Rosa Lind",
        "a guest who signs in with Google",
        UserClass.EXTERNAL_GUESTS,
        {Trait.GOOGLE},
        objectId="3f0e7a52-0000-4000-8000-000000000aa1",
        mail="rosa.lind.contoso.guest@gmail.com",
        pairwiseId="kL3wPairwiseOfRosa",
    ),
    _guest(
        "Hana Sato",
        "a guest whose organisation signs her in through SAML",
        UserClass.EXTERNAL_GUESTS,
        {Trait.SAML_GUEST},
        objectId="3f0e7a52-0000-4000-8000-000000000aa2",
        mail="hana_sato@example.net",
        pairwiseId="kL3wPairwiseOfHana",
    ),
)
"""Members, then guests from Entra tenants, then other guests."""
