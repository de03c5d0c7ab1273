"""The invented people of an Okta org, the most ordinary first. Okta has no classes of users: all are members.

Base attributes are those of Okta's "User profile"; how a sign-in name comes from Active Directory follows Okta, "Okta username
format" (SAM account name with the domain, or `appuser.samAccountName` as a custom one).
"""

from __future__ import annotations

from types import MappingProxyType

from idplint.directory.sample_user import SampleUser, Trait, UserClass


def _person(number: int, name: str, special: str, traits: set[Trait], **changed: str | None) -> SampleUser:
    """A person whose common attributes are filled, except for what is said here.

    Args:
        number: Sets one person's numbers apart from another's.
        name: A first name and a last name.
        special: In a few words, what is special about them.
        traits: With CLOUD_ONLY the Active Directory attributes are empty.
        changed: Attributes that hold something else, by Okta's name or `ad_` and Active Directory's.
    """
    first, last = name.split(" ")
    handle = f"{first}.{last}".lower()
    values: dict[str, str | None] = {
        "okta.id": f"00u1sample{number:010}",
        "okta.login": f"{handle}@contoso.com",
        "okta.email": f"{handle}@contoso.com",
        "okta.secondEmail": f"{handle}@example.org",
        "okta.employeeNumber": f"{1000 + number}",
        "okta.firstName": first,
        "okta.middleName": None,
        "okta.lastName": last,
        "okta.honorificPrefix": None,
        "okta.honorificSuffix": None,
        "okta.displayName": name,
        "okta.nickName": first,
        "okta.title": "Analyst",
        "okta.userType": "Employee",
        "okta.organization": "Contoso",
        "okta.division": "Europe",
        "okta.department": "Finance",
        "okta.costCenter": "CC-310",
        "okta.manager": "Ines Roth",
        "okta.managerId": "1001",
        "okta.streetAddress": "1 Sample Street",
        "okta.postalAddress": None,
        "okta.city": "Leeds",
        "okta.state": "England",
        "okta.zipCode": "LS1 0AA",
        "okta.countryCode": "GB",
        "okta.primaryPhone": f"+44 20 7946 01{number:02}",
        "okta.mobilePhone": f"+44 7700 9001{number:02}",
        "okta.preferredLanguage": "en",
        "okta.locale": "en_GB",
        "okta.timezone": "Europe/London",
        "okta.profileUrl": None,
        "ad.samAccountName": f"{first[0]}{last}".lower(),
        "ad.userPrincipalName": f"{handle}@corp.contoso.com",
        "ad.employeeID": f"E-{1000 + number}",
    }
    if Trait.CLOUD_ONLY in traits:
        values |= {attribute: None for attribute in values if attribute.startswith("ad.")}
    for key, value in changed.items():
        values[key.replace("ad_", "ad.") if key.startswith("ad_") else f"okta.{key}"] = value
    return SampleUser(name, special, UserClass.MEMBERS, MappingProxyType(values), frozenset(traits))


OKTA_PEOPLE = (
    _person(
        42,
        "Ada Marsh",
        "a member",
        {Trait.PLAIN, Trait.SYNCED},
        id="00u1ada0000000000marsh",
        secondEmail="ada@example.org",
        title="Engineer",
        department="Research",
        city="London",
        zipCode="EC1A 0AA",
        primaryPhone="+44 20 7946 0001",
        mobilePhone="+44 7700 900001",
    ),
    _person(
        43,
        "Bea Quill",
        "a member whose e-mail differs from her login",
        {Trait.MAIL_DIFFERS, Trait.SYNCED},
        id="00u1bea0000000000quill",
        login="bquill@contoso.com",
        secondEmail="bea@example.org",
        title="Buyer",
        department="Purchasing",
        primaryPhone="+44 20 7946 0002",
        mobilePhone="+44 7700 900002",
        ad_userPrincipalName="bquill@corp.contoso.com",
    ),
    _person(
        44,
        "Cem Dar",
        "a member whose login is no e-mail address",
        {Trait.LOGIN_NOT_EMAIL, Trait.MAIL_DIFFERS, Trait.CLOUD_ONLY},
        login="cdar",
    ),
    _person(
        45,
        "Edda Frost",
        "a member whose e-mail changed while her login did not",
        {Trait.EMAIL_CHANGED, Trait.MAIL_DIFFERS, Trait.CLOUD_ONLY},
        email="edda.winter@contoso.com",
    ),
    _person(
        46,
        "Ivo Brandt",
        "a member from Active Directory whose login has its domain",
        {Trait.AD_WITH_SUFFIX, Trait.MAIL_DIFFERS, Trait.SYNCED},
        login="ivo.brandt@corp.contoso.com",
        ad_samAccountName="ivo.brandt",
    ),
    _person(
        47,
        "Nils Aaker",
        "a member from Active Directory whose login is the bare account name",
        {Trait.AD_WITHOUT_SUFFIX, Trait.LOGIN_NOT_EMAIL, Trait.MAIL_DIFFERS, Trait.SYNCED},
        login="nils.aaker",
        ad_samAccountName="nils.aaker",
    ),
    _person(
        48,
        "Dana Ortiz",
        "a member whose address has capital letters",
        {Trait.MIXED_CASE, Trait.CLOUD_ONLY},
        login="Dana.Ortiz@contoso.com",
        email="Dana.Ortiz@contoso.com",
    ),
    _person(
        49,
        "Zoë O'Hara",
        "a member with an accent and an apostrophe in her name",
        {Trait.ACCENTS, Trait.CLOUD_ONLY},
        login="zoe.o'hara@contoso.com",
        email="zoe.o'hara@contoso.com",
        secondEmail="zoe@example.org",
    ),
    _person(50, "Kim Lee", "a member who has a namesake at contoso.net", {Trait.SAME_PREFIX, Trait.CLOUD_ONLY}),
    _person(
        51,
        "Kimi Lee",
        "a member who has a namesake at contoso.com",
        {Trait.SAME_PREFIX, Trait.CLOUD_ONLY},
        login="kim.lee@contoso.net",
        email="kim.lee@contoso.net",
    ),
    _person(52, "Christina Vale", "a member with a long name", {Trait.SAME_START, Trait.CLOUD_ONLY}),
    _person(
        53, "Christine Vogel", "a member whose name begins like a colleague's", {Trait.SAME_START, Trait.CLOUD_ONLY}
    ),
    _person(
        54,
        "Noa Berg",
        "a member of whom only the required attributes are filled",
        {Trait.CLOUD_ONLY},
        **dict.fromkeys(
            (
                *("secondEmail", "employeeNumber", "displayName", "nickName", "title", "userType", "organization"),
                *("division", "department", "costCenter", "manager", "managerId", "streetAddress", "city", "state"),
                *("zipCode", "countryCode", "primaryPhone", "mobilePhone", "preferredLanguage", "locale", "timezone"),
            )
        ),
    ),
)
"""All of them, the most ordinary first."""
