"""What becomes of a person's values when something happens to them."""

from __future__ import annotations

import pytest

from idplint.directory.samples import Trait
from idplint.directory.transitions import Transition, transitions
from idplint.model.application import IdpKind

EVERY = [(idp, each) for idp in (IdpKind.ENTRA, IdpKind.OKTA) for each in transitions(idp)]


def named(idp: IdpKind, name: str) -> Transition:
    return next(each for each in transitions(idp) if each.name == name)


def changed(transition: Transition) -> dict[str, str | None]:
    before = transition.before.values
    return {name: value for name, value in transition.after.values.items() if value != before[name]}


def test_the_commonest_comes_first() -> None:
    assert [each.name for each in transitions(IdpKind.ENTRA)] == [
        "renamed",
        "email_changed",
        "moved_domain",
        "soft_deleted",
    ]
    assert [each.name for each in transitions(IdpKind.OKTA)] == ["renamed", "email_changed", "remastered"]
    assert transitions(IdpKind.OTHER) == ()


@pytest.mark.parametrize(("idp", "transition"), EVERY, ids=lambda each: getattr(each, "name", str(each)))
def test_identifiers_and_account_names_outlast_everything(idp: IdpKind, transition: Transition) -> None:
    lasting = {
        IdpKind.ENTRA: (
            *("objectId", "mailNickname", "employeeId", "onPremisesSecurityIdentifier", "onPremisesImmutableId"),
            "onPremisesSamAccountName",
        ),
        IdpKind.OKTA: ("id", "employeeNumber"),
    }[idp]
    assert set(transition.after.values) == set(transition.before.values)
    differing = set(changed(transition))
    assert differing
    assert differing & {f"{idp.value}.{name}" for name in lasting} == set()
    assert "ad.samAccountName" not in differing
    assert transition.before.words != transition.after.words
    assert transition.words[-1] != "."


def test_a_rename_in_entra_changes_every_name_of_the_person() -> None:
    assert set(changed(named(IdpKind.ENTRA, "renamed"))) == {
        "entra.userPrincipalName",
        "entra.originalUserPrincipalName",
        "entra.onPremisesUserPrincipalName",
        "entra.mail",
        "entra.proxyAddresses",
        "entra.displayName",
        "entra.surname",
    }


def test_an_e_mail_address_changes_alone() -> None:
    assert set(changed(named(IdpKind.ENTRA, "email_changed"))) == {"entra.mail", "entra.proxyAddresses"}
    assert set(changed(named(IdpKind.OKTA, "email_changed"))) == {"okta.email"}


def test_a_deleted_user_has_the_object_id_before_the_upn() -> None:
    name = "3f0e7a520000400080000000" + "0000ada0" + "ada.marsh@contoso.com"
    assert changed(named(IdpKind.ENTRA, "soft_deleted")) == {
        "entra.userPrincipalName": name,
        "entra.originalUserPrincipalName": name,
    }


def test_a_member_moves_to_another_domain() -> None:
    moved = changed(named(IdpKind.ENTRA, "moved_domain"))
    assert moved["entra.userPrincipalName"] == moved["entra.mail"] == "ada.marsh@contoso.net"


def test_a_changed_username_format_changes_the_login_only() -> None:
    remastered = named(IdpKind.OKTA, "remastered")
    assert remastered.before.values["okta.login"] == "nils.aaker"
    assert changed(remastered) == {"okta.login": "nils.aaker@corp.contoso.com"}
    assert Trait.AD_WITH_SUFFIX in remastered.after.traits
    assert Trait.AD_WITHOUT_SUFFIX not in remastered.after.traits
