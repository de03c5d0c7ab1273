"""What expressions of each dialect read of the sample people, through the real evaluation."""

from __future__ import annotations

import pytest

from idplint.directory.samples import SampleUser, UserClass, sample_users
from idplint.directory.views import attributes_of
from idplint.expressions.evaluation import language
from idplint.expressions.outcomes import Undecided
from idplint.expressions.users import UserAttributes
from idplint.model.application import Dialect, IdpKind


def person(name: str, idp: IdpKind) -> SampleUser:
    return next(user for each in UserClass for user in sample_users(idp, each) if user.name == name)


def evaluated(text: str, dialect: Dialect, name: str) -> object:
    idp = IdpKind.OKTA if dialect.value.startswith("okta") else IdpKind.ENTRA
    spoken = language(dialect.value)
    return spoken.evaluate(spoken.parse(text), UserAttributes(attributes_of(person(name, idp), dialect)))


@pytest.mark.parametrize(
    ("dialect", "text", "name", "value"),
    [
        (Dialect.ENTRA_PROVISIONING, "[mail]", "Bea Quill", "bea.quill@contoso.com"),
        (Dialect.ENTRA_PROVISIONING, "[userPrincipalName]", "Omar Reyes", "omar@partner.example"),
        (Dialect.ENTRA_PROVISIONING, "[userPrincipalName]", "Elif Kaya", "elif@fabrikam.com"),
        (Dialect.ENTRA_PROVISIONING, "[onPremisesUserPrincipalName]", "Ivo Brandt", "ivo.brandt@corp.local"),
        (Dialect.ENTRA_PROVISIONING, 'Coalesce([mail], "none")', "Noa Berg", "none"),
        (
            Dialect.ENTRA_CLAIMS,
            "user.userprincipalname",
            "Hana Sato",
            "hana_sato_example.net#EXT#@contoso.onmicrosoft.com",
        ),
        (Dialect.ENTRA_CLAIMS, "user.othermail", "Ada Marsh", "ada@example.org"),
        (Dialect.OKTA_TEMPLATE, "${source.samAccountName}", "Ivo Brandt", "ivo.brandt"),
        (Dialect.OKTA_TEMPLATE, "${fn:substringBefore(source.login, '@')}", "Ada Marsh", "ada.marsh"),
        (Dialect.OKTA_TEMPLATE, "${user.email}", "Cem Dar", "cem.dar@contoso.com"),
        (Dialect.OKTA_CLASSIC, "user.nickName == null ? 'none' : user.nickName", "Noa Berg", "none"),
        (Dialect.OKTA_CLASSIC, 'user.getInternalProperty("id")', "Ada Marsh", "00u1ada0000000000marsh"),
        (Dialect.OKTA_CLASSIC, "source.userName", "Nils Aaker", "nils.aaker@corp.contoso.com"),
        (Dialect.OKTA_IDENTITY_ENGINE, "user.profile.login", "Cem Dar", "cdar"),
        (Dialect.OKTA_IDENTITY_ENGINE, "user.id", "Ada Marsh", "00u1ada0000000000marsh"),
    ],
)
def test_an_expression_reads_the_persons_value(dialect: Dialect, text: str, name: str, value: str) -> None:
    assert evaluated(text, dialect, name) == value


@pytest.mark.parametrize(
    ("dialect", "text", "name"),
    [
        (Dialect.ENTRA_CLAIMS, "user.userprincipalname", "Elif Kaya"),
        (Dialect.ENTRA_PROVISIONING, "ToLower([extensionAttribute1], )", "Ada Marsh"),
        (Dialect.OKTA_CLASSIC, "user.badgeNumber", "Ada Marsh"),
    ],
)
def test_what_is_not_known_of_a_person_stays_undecided(dialect: Dialect, text: str, name: str) -> None:
    assert isinstance(evaluated(text, dialect, name), Undecided)


def test_an_empty_attribute_is_none_and_an_unknown_one_is_left_out() -> None:
    seen = attributes_of(person("Noa Berg", IdpKind.ENTRA), Dialect.ENTRA_CLAIMS)
    assert seen["user.mail"] is None
    assert seen["user.class"] == "members"
    assert "user.extensionattribute1" not in seen
    seen = attributes_of(person("Dana Ortiz", IdpKind.OKTA), Dialect.OKTA_TEMPLATE)
    assert seen["source.samAccountName"] is None
    assert "source.id" not in seen


def test_the_identity_engine_sees_nothing_outside_the_profile_but_the_id() -> None:
    seen = attributes_of(person("Ada Marsh", IdpKind.OKTA), Dialect.OKTA_IDENTITY_ENGINE)
    assert [name for name in seen if not name.startswith("user.profile.")] == ["user.id"]


@pytest.mark.parametrize("dialect", [Dialect.OIDC_CLAIM, Dialect.CONSTANT])
def test_a_dialect_without_expressions_sees_nothing(dialect: Dialect) -> None:
    assert attributes_of(person("Ada Marsh", IdpKind.ENTRA), dialect) == {}
