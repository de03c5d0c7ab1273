"""What two sources come to for people who lack what a choice takes first, and what a declared fact says of who lacks what.

Derived by hand from documentation: Okta, "Okta Expression Language overview" (conditional expressions); Microsoft, "Reference for
writing expressions for attribute mappings" (Coalesce). The letters before the sources are explained in `written_sources`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.directory.attributes import okta_attribute
from idplint.directory.samples import UserClass
from idplint.expressions.facets import Key, emptiness, shared_constant
from idplint.expressions.normal_forms.building import Builder
from idplint.expressions.normal_forms.forms import Applied
from idplint.model.application import Dialect, IdpKind
from tests.expressions.written_sources import (
    EVERYONE,
    EXTERNAL_GUESTS,
    SOME,
    Facts,
    Shown,
    assert_shown,
    branch,
    compared,
    directory,
    name_id,
    named,
    output,
    source,
    step,
)

if TYPE_CHECKING:
    from idplint.expressions.normal_forms.forms import Form

BEA = "Bea Quill"
BEA_LOGIN, BEA_MAIL = "bquill@contoso.com", "bea.quill@contoso.com"
LATER_CHOICES = [
    ("c user.secondEmail ?: user.login", "c user.secondEmail ?: user.email", Shown(SOME, BEA, BEA_LOGIN, BEA_MAIL)),
    ("c user.mobilePhone ?: user.login", "c user.mobilePhone ?: user.email", Shown(SOME, BEA, BEA_LOGIN, BEA_MAIL)),
    (
        "c user.secondEmail != null ? user.secondEmail : user.login",
        "c user.secondEmail != null ? user.secondEmail : user.email",
        Shown(SOME, BEA, BEA_LOGIN, BEA_MAIL),
    ),
    # Nobody of idplint's own people has a second address and no employee number.
    (
        "c user.employeeNumber ?: user.secondEmail ?: user.login",
        "c user.employeeNumber ?: user.secondEmail ?: user.email",
        Shown(SOME, BEA, BEA_LOGIN, BEA_MAIL),
    ),
    (
        "p Coalesce([employeeId], [mail])",
        "p Coalesce([employeeId], [userPrincipalName])",
        Shown(SOME, BEA, BEA_MAIL, BEA_LOGIN),
    ),
]


@pytest.mark.parametrize(("login", "scim", "shown"), named(LATER_CHOICES))
def test_two_chains_are_tried_on_people_who_lack_their_first_choice(login: str, scim: str, shown: Shown) -> None:
    assert_shown(compared(login, scim), shown)
    back = compared(scim, login)
    assert (back.verdict, back.reach) == ("different", shown.reach)


def test_the_person_shown_says_what_they_lack() -> None:
    witness = compared("c user.secondEmail ?: user.login", "c user.secondEmail ?: user.email").witness
    assert witness is not None
    assert witness.user.special == "a member whose e-mail differs from her login, without secondEmail"


def test_nobody_lacks_what_was_declared_to_be_filled_for_everybody() -> None:
    one, other = "c user.secondEmail ?: user.login", "c user.secondEmail ?: user.email"
    assert compared(one, other, Facts(never_null=("user.secondEmail",))).verdict == "same_given"
    equal = Facts(equivalent=(("user.secondEmail", "user.email"),))
    assert compared(one, other, equal).verdict == "same_given"


def test_guests_are_not_made_to_lack_what_their_invitation_fills() -> None:
    two = name_id(branch("userprincipalname"), branch("mail", users="externalGuests"))
    assert compared(two, "p [mail]", users=EXTERNAL_GUESTS).verdict == "undecided"


def test_a_first_choice_on_one_side_concerns_those_who_have_it() -> None:
    found = compared("c user.employeeNumber ?: user.login", "c user.login")
    assert_shown(found, Shown(SOME, "Ada Marsh", "1042", "ada.marsh@contoso.com"))
    # Everybody who has a number, or is sent nothing.
    plain = compared("c user.employeeNumber", "c user.login")
    assert_shown(plain, Shown(EVERYONE, "Ada Marsh", "1042", "ada.marsh@contoso.com"))


def test_small_letters_and_the_value_itself_are_one_choice() -> None:
    builder = Builder(UserClass.MEMBERS)
    second = builder.source(okta_attribute("secondEmail"), Dialect.OKTA_CLASSIC)
    login = builder.source(okta_attribute("login"), Dialect.OKTA_CLASSIC)
    lower = builder.lower(second)
    chains: list[tuple[tuple[Form, ...], Form]] = [
        ((lower, second), lower),
        ((second, lower), second),
        ((second, login, lower), Applied("first", (second, login))),
        ((lower, builder.before_at(second), login), Applied("first", (lower, login))),
    ]
    for chain, expected in chains:
        assert builder.first(*chain) == expected


def test_a_chain_that_names_one_attribute_twice_agrees_with_the_plain_one() -> None:
    assert (
        compared("c user.secondEmail", "c user.secondEmail ?: String.toLowerCase(user.secondEmail)").verdict == "same"
    )
    assert compared("e user.mail", "p Coalesce([mail], ToLower([mail]))").verdict == "same"
    # Not so where something stands behind: what ToLower makes of nothing, and whether Coalesce takes it, is not documented.
    assert compared("e user.mail", "p Coalesce([mail], ToLower([mail]), [userPrincipalName])").verdict == "undecided"


FILLED = [
    (IdpKind.ENTRA, "e user.mail", Facts(equivalent=(("user.mail", "user.userPrincipalName"),))),
    (IdpKind.ENTRA, "p ToLower([mail])", Facts(equivalent=(("user.mail", "user.userPrincipalName"),))),
    (IdpKind.OKTA, "c user.employeeNumber", Facts(equivalent=(("user.login", "user.employeeNumber"),))),
    (
        IdpKind.OKTA,
        "c user.secondEmail",
        Facts(equivalent=(("user.email", "user.login"), ("user.secondEmail", "user.email"))),
    ),
    (
        IdpKind.ENTRA,
        "e user.extensionattribute1",
        Facts(equivalent=(("user.extensionAttribute1", "user.employeeId"),), never_null=("user.employeeId",)),
    ),
]


@pytest.mark.parametrize(("idp", "key", "facts"), FILLED)
def test_what_always_equals_a_filled_attribute_is_never_empty(idp: IdpKind, key: str, facts: Facts) -> None:
    found = emptiness(Key(source(key), directory(idp, facts)))
    assert found.verdict == "never"
    assert found.given
    assert emptiness(Key(source(key), directory(idp, Facts()))).verdict == "sometimes"


def test_two_attributes_that_both_may_be_empty_stay_so_when_declared_equal() -> None:
    facts = Facts(equivalent=(("user.mail", "user.extensionAttribute1"),))
    assert emptiness(Key(source("e user.mail"), directory(IdpKind.ENTRA, facts))).verdict == "sometimes"


def test_an_equivalence_declared_for_members_fills_nothing_for_guests() -> None:
    facts = directory(IdpKind.ENTRA, Facts(equivalent=(("user.mail", "user.userPrincipalName"),)))
    assert emptiness(Key(source("e user.mail"), facts, EXTERNAL_GUESTS)).verdict == "sometimes"


DEFAULTS = [
    (IdpKind.OKTA, 'c user.employeeNumber ?: "none"', "none"),
    (IdpKind.OKTA, 'c user.employeeNumber != null ? user.employeeNumber : "none"', "none"),
    (IdpKind.OKTA, 'c user.employeeNumber == null ? "none" : user.employeeNumber', "none"),
    (IdpKind.ENTRA, 'p Coalesce([employeeId], "unassigned")', "unassigned"),
    (IdpKind.ENTRA, name_id(branch("employeeid", step("ifEmpty", "employeeid", output=output("'unassigned'")))), "unassigned"),
    (IdpKind.ENTRA, name_id(branch(None, step("ifEmpty", "employeeid", output=output("'unassigned'")))), "unassigned"),
    (IdpKind.OKTA, "c user.employeeNumber != null ? user.employeeNumber : user.login", None),
    (IdpKind.OKTA, 'c user.login != null ? user.login : "none"', None),
    (IdpKind.OKTA, "c user.login", None),
    (IdpKind.ENTRA, 'p Replace([userPrincipalName], "@contoso.com", , , "@contoso.example", , )', None),
]  # fmt: skip


@pytest.mark.parametrize(("idp", "key", "constant"), DEFAULTS)
def test_a_constant_for_those_without_a_value_is_found_in_whatever_choice(
    idp: IdpKind, key: str, constant: str | None
) -> None:
    assert shared_constant(Key(source(key), directory(idp, Facts()))) == constant


def test_nobody_gets_the_constant_where_everybody_has_a_value() -> None:
    key = source('c user.employeeNumber != null ? user.employeeNumber : "none"')
    facts = directory(IdpKind.OKTA, Facts(never_null=("user.employeeNumber",)))
    assert shared_constant(Key(key, facts)) is None
