"""The invented people are what their traits say they are, and complete enough to evaluate expressions for them."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from idplint.directory.attributes import entra_names, okta_names
from idplint.directory.samples import (
    SampleUser,
    Trait,
    UserClass,
    guest_upn,
    population,
    sample_users,
    with_domain,
)
from idplint.directory.transitions import transitions
from idplint.model.application import Dialect, IdpKind

if TYPE_CHECKING:
    from idplint.directory.attributes import Attribute

SIGN_IN = {IdpKind.ENTRA: "entra.userPrincipalName", IdpKind.OKTA: "okta.login"}
MAIL = {IdpKind.ENTRA: "entra.mail", IdpKind.OKTA: "okta.email"}
KNOWN: dict[IdpKind, tuple[Attribute, ...]] = {
    IdpKind.ENTRA: tuple(attribute for attribute, _, _ in entra_names()),
    IdpKind.OKTA: okta_names(),
}
MEMBERS = [(idp, user) for idp in SIGN_IN for user in sample_users(idp, UserClass.MEMBERS)]
GUESTS = [
    user
    for user_class in (UserClass.ENTRA_GUESTS, UserClass.EXTERNAL_GUESTS)
    for user in sample_users(IdpKind.ENTRA, user_class)
]
EVERYBODY = [*(user for _, user in MEMBERS), *GUESTS]
CHANGED = [(idp, each.after) for idp in SIGN_IN for each in transitions(idp)]


def by_name(value: object) -> str:
    return value.name if isinstance(value, SampleUser) else str(value)


def person(idp: IdpKind, name: str) -> SampleUser:
    return next(user for kind, user in MEMBERS if kind is idp and user.name == name)


def held(user: SampleUser, name: str) -> str:
    value = user.values[name]
    assert value is not None
    return value


def test_the_ordinary_come_first() -> None:
    for idp in SIGN_IN:
        assert [user.words.partition(",")[0] for user in sample_users(idp, UserClass.MEMBERS)[:2]] == [
            "Ada Marsh",
            "Bea Quill",
        ]
    assert [user.name for user in GUESTS] == ["Elif Kaya", "Omar Reyes", "Rosa Lind", "Hana Sato"]
    assert sample_users(IdpKind.OKTA, UserClass.EXTERNAL_GUESTS) == ()
    assert sample_users(IdpKind.OTHER, UserClass.MEMBERS) == ()


def test_every_trait_is_somebodys() -> None:
    shown = set(chain.from_iterable(user.traits for user in EVERYBODY))
    assert shown == set(Trait) - {Trait.SUPPLIED}


@pytest.mark.parametrize(("idp", "user"), MEMBERS, ids=by_name)
def test_of_a_member_every_known_attribute_is_filled_or_known_to_be_empty(idp: IdpKind, user: SampleUser) -> None:
    wanted = {attribute.name: attribute for attribute in KNOWN[idp] if "extensionAttribute" not in attribute.name}
    assert set(user.values) == set(wanted)
    for name, value in user.values.items():
        assert value != ""
        assert value is not None or wanted[name].nullable, name


@pytest.mark.parametrize(("idp", "user"), [*MEMBERS, *CHANGED], ids=by_name)
def test_traits_of_members_say_what_the_values_show(idp: IdpKind, user: SampleUser) -> None:
    name, mail = held(user, SIGN_IN[idp]), user.values[MAIL[idp]]
    on_premises = [user.values[attribute.name] for attribute in KNOWN[idp] if attribute.on_premises]
    deleted = name.startswith("3f0e7a520000")
    assert (Trait.MIXED_CASE in user.traits) == (name != name.lower())
    assert (Trait.NO_MAIL in user.traits) == (mail is None)
    assert (Trait.ACCENTS in user.traits) == ("'" in name) == (not "".join(map(str, user.values.values())).isascii())
    assert (Trait.LOGIN_NOT_EMAIL in user.traits) == ("@" not in name)
    assert (Trait.CLOUD_ONLY in user.traits) == (on_premises == [None] * len(on_premises))
    assert (Trait.SYNCED in user.traits) == (None not in on_premises)
    if not deleted and Trait.EMAIL_CHANGED not in user.traits and Trait.AD_WITH_SUFFIX not in user.traits:
        assert (Trait.MAIL_DIFFERS in user.traits) == (mail is not None and mail.lower() != name.lower())
    if Trait.EMAIL_CHANGED in user.traits:
        assert mail != name
    if user.traits & {Trait.AD_WITH_SUFFIX, Trait.AD_WITHOUT_SUFFIX}:
        account = held(user, "ad.samAccountName")
        assert re.fullmatch(rf"{re.escape(account)}(@corp\.contoso\.com)?", name)
        assert ("@" in name) == (Trait.AD_WITH_SUFFIX in user.traits)


@pytest.mark.parametrize("idp", SIGN_IN, ids=str)
def test_two_share_a_prefix_and_two_share_a_beginning(idp: IdpKind) -> None:
    names = {
        trait: [held(user, SIGN_IN[idp]) for kind, user in MEMBERS if kind is idp and trait in user.traits]
        for trait in (Trait.SAME_PREFIX, Trait.SAME_START)
    }
    one, other = names[Trait.SAME_PREFIX]
    assert one != other
    assert one.partition("@")[0] == other.partition("@")[0]
    one, other = (name.partition("@")[0] for name in names[Trait.SAME_START])
    assert one != other
    assert one[:8] == other[:8]


def test_identifiers_are_nobody_elses() -> None:
    for idp in SIGN_IN:
        users = [*sample_users(idp, UserClass.MEMBERS), *(GUESTS if idp is IdpKind.ENTRA else ())]
        assert len({user.words for user in users}) == len(users)
        for attribute in KNOWN[idp]:
            if attribute.unique:
                filled = [value for user in users if (value := user.values.get(attribute.name)) is not None]
                assert len(set(filled)) == len(filled), attribute.name


def test_a_renamed_member_keeps_old_names_elsewhere() -> None:
    mara = person(IdpKind.ENTRA, "Mara Winter")
    assert mara.traits >= {Trait.RENAMED}
    assert "winter" in held(mara, "entra.userPrincipalName")
    assert "winter" not in held(mara, "entra.mailNickname") + held(mara, "entra.onPremisesSamAccountName")


@pytest.mark.parametrize("user", EVERYBODY, ids=by_name)
def test_addresses_are_at_domains_that_belong_to_nobody(user: SampleUser) -> None:
    invented = re.compile(
        r"[^@]*@(corp\.contoso\.com|corp\.local|contoso\.(com|net|onmicrosoft\.com)|fabrikam\.com|partner\.example"
        r"|example\.(org|net)|gmail\.com)"
    )
    addresses = [value for value in user.values.values() if value is not None and "@" in value]
    assert addresses
    assert [value for value in addresses if not invented.fullmatch(value)] == []
    assert ("gmail.com" in "".join(addresses)) == (Trait.GOOGLE in user.traits)


@pytest.mark.parametrize("user", GUESTS, ids=by_name)
def test_guests_come_from_no_active_directory(user: SampleUser) -> None:
    known = [attribute for attribute in KNOWN[IdpKind.ENTRA] if attribute.on_premises]
    assert [user.values[attribute.name] for attribute in known] == [None] * len(known)
    assert user.values["entra.employeeId"] is None
    missing = {attribute.name for attribute in KNOWN[IdpKind.ENTRA]} - set(user.values)
    assert {name for name in missing if "extensionAttribute" not in name} == {"entra.userPrincipalName"}


@pytest.mark.parametrize("user", GUESTS, ids=by_name)
def test_what_a_guests_upn_yields_depends_on_who_reads_it(user: SampleUser) -> None:
    raw = held(user, "entra.originalUserPrincipalName")
    assert raw.endswith("#EXT#@contoso.onmicrosoft.com")
    assert guest_upn(user, Dialect.ENTRA_PROVISIONING) == user.values["entra.mail"]
    carried = None if user.user_class is UserClass.ENTRA_GUESTS else raw
    assert guest_upn(user, Dialect.ENTRA_CLAIMS) == carried
    assert guest_upn(user, Dialect.OIDC_CLAIM) is None


def guest(upn: str | None) -> SampleUser:
    values = {} if upn is None else {"entra.originalUserPrincipalName": upn}
    return SampleUser("Kai Ito", "a guest", UserClass.EXTERNAL_GUESTS, values)


@pytest.mark.parametrize("upn", [None, "kai@partner.example", "kai#EXT#@contoso.onmicrosoft.com"])
def test_a_guests_name_that_cannot_be_decoded_yields_nothing(upn: str | None) -> None:
    assert guest_upn(guest(upn), Dialect.ENTRA_PROVISIONING) is None


def test_an_underscore_in_a_guests_address_stays() -> None:
    read = guest_upn(guest("kai_ito_partner.example#EXT#@contoso.onmicrosoft.com"), Dialect.ENTRA_PROVISIONING)
    assert read == "kai_ito@partner.example"


def test_a_members_upn_is_no_guests() -> None:
    assert guest_upn(person(IdpKind.ENTRA, "Ada Marsh"), Dialect.ENTRA_PROVISIONING) is None


def test_an_empty_attribute_is_shown_as_nothing_and_an_unknown_one_as_whose_it_is() -> None:
    noa = person(IdpKind.ENTRA, "Noa Berg")
    attributes = {attribute.name: attribute for attribute in KNOWN[IdpKind.ENTRA]}
    assert noa.value(attributes["entra.mail"]) == ""
    assert noa.value(attributes["entra.givenName"]) == "Noa"
    assert noa.value(attributes["entra.extensionAttribute1"]) == "<extensionAttribute1 of Noa Berg>"


def supplied(name: str, user_class: UserClass = UserClass.MEMBERS) -> SampleUser:
    return SampleUser(name, "described in idplint.yaml", user_class, {}, frozenset({Trait.SUPPLIED}))


def test_supplied_people_stand_between_the_ordinary_and_the_special() -> None:
    jo, kai = supplied("Jo Park"), supplied("Kai Ito", UserClass.EXTERNAL_GUESTS)
    for idp in SIGN_IN:
        names = [user.name for user in population(idp, UserClass.MEMBERS, (jo, kai))]
        assert names[:3] == ["Ada Marsh", "Bea Quill", "Jo Park"]
        assert len(names) == len(sample_users(idp, UserClass.MEMBERS)) + 1
    names = [user.name for user in population(IdpKind.ENTRA, UserClass.EXTERNAL_GUESTS, (jo, kai))]
    assert names == ["Omar Reyes", "Kai Ito", "Rosa Lind", "Hana Sato"]
    assert population(IdpKind.OTHER, UserClass.MEMBERS, (jo,)) == (jo,)


def test_a_person_moves_to_another_domain_with_all_their_addresses() -> None:
    ada = person(IdpKind.ENTRA, "Ada Marsh")
    moved = with_domain(ada, "CONTOSO.com", "sub.example")
    assert moved.words == "Ada Marsh, a member whose address is at sub.example"
    changed = {name: value for name, value in moved.values.items() if value != ada.values[name]}
    assert changed == {
        "entra.userPrincipalName": "ada.marsh@sub.example",
        "entra.originalUserPrincipalName": "ada.marsh@sub.example",
        "entra.mail": "ada.marsh@sub.example",
        "entra.proxyAddresses": "SMTP:ada.marsh@sub.example",
    }
    assert with_domain(person(IdpKind.ENTRA, "Bea Quill"), "contoso.com", "sub.example").special == (
        "a member whose mail differs from her user principal name and whose address is at sub.example"
    )


def test_a_person_without_an_address_there_does_not_move() -> None:
    ada = person(IdpKind.OKTA, "Ada Marsh")
    for old in ("fabrikam.com", "oso.com", "contoso", "ontoso.com", ""):
        assert with_domain(ada, old, "sub.example") is ada


def test_a_guests_encoded_address_moves_with_the_guest() -> None:
    moved = with_domain(GUESTS[0], "fabrikam.com", "sub.example")
    assert moved.values["entra.originalUserPrincipalName"] == "elif_sub.example#EXT#@contoso.onmicrosoft.com"
    assert guest_upn(moved, Dialect.ENTRA_PROVISIONING) == moved.values["entra.mail"] == "elif@sub.example"
    assert with_domain(GUESTS[0], "contoso.onmicrosoft.com", "sub.example") is GUESTS[0]
