"""Do two plain sources carry the same value? One table per directory, and what must hold for any pair."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idplint.directory.samples import UserClass
from idplint.expressions.comparison import Agreement, Reach, compare
from idplint.expressions.known_directory import Equivalences, KnownDirectory, bare_directory
from idplint.model.application import Dialect, IdpKind, SourceExpression


def entra(claim: str, source: str, users: UserClass = UserClass.MEMBERS, *declared: tuple[str, str]) -> Agreement:
    return compare(
        SourceExpression(claim, Dialect.ENTRA_CLAIMS),
        SourceExpression(source, Dialect.ENTRA_PROVISIONING),
        KnownDirectory(idp=IdpKind.ENTRA, equivalences=Equivalences.declared(IdpKind.ENTRA, declared)),
        users,
    )


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("user.objectid", "[objectId]", "same"),
        ("user.ObjectID", "[objectid]", "same"),
        ("user.userprincipalname", "[userPrincipalName]", "same"),
        ("user.localuserprincipalname", "[userPrincipalName]", "same"),
        ("user.userprincipalname", "[originalUserPrincipalName]", "same"),
        ("user.onpremisesimmutableid", "[immutableId]", "same"),
        ("user.extensionattribute7", "[extensionAttribute7]", "same"),
        ("user.extension_0f0f_badge", "[extension_0F0F_badge]", "same"),
        ("user.mail", "[userPrincipalName]", Reach.SOME),
        ("user.mail", "[otherMails]", Reach.SOME),
        ("user.userprincipalname", "[objectId]", Reach.EVERYONE),
        ("user.userprincipalname", "[mailNickname]", Reach.EVERYONE),
        ("user.employeeid", "[objectId]", Reach.EVERYONE),
        ("user.pairwiseid", "[objectId]", Reach.EVERYONE),
        ("user.extensionattribute1", "[extensionAttribute2]", Reach.SOME),
        ("user.extensionattribute1", "[objectId]", Reach.SOME),
        ("user.onpremisessamaccountname", "[extension_0f0f_sAMAccountName]", "undecided"),
        ("user.mail", "ToLower([mail], )", Reach.EDGE),
        ("user.shoesize", "[mail]", "undecided"),
        ("application.objectid", "[objectId]", "undecided"),
        ('{"attribute":null,"transformations":[]}', "[mail]", "undecided"),
    ],
)
def test_entra_members(claim: str, source: str, expected: str | Reach) -> None:
    agreement = entra(claim, source)
    if isinstance(expected, Reach):
        assert (agreement.verdict, agreement.reach) == ("different", expected)
        assert agreement.witness is not None
        assert agreement.witness.login_value != agreement.witness.scim_value
    else:
        assert agreement.verdict == expected
        assert bool(agreement.reason) == (expected == "undecided")


@pytest.mark.parametrize(
    ("claim", "source", "users", "expected"),
    [
        ("user.userprincipalname", "[userPrincipalName]", UserClass.EXTERNAL_GUESTS, "different"),
        ("user.userprincipalname", "[userPrincipalName]", UserClass.ENTRA_GUESTS, "undecided"),
        ("user.localuserprincipalname", "[originalUserPrincipalName]", UserClass.EXTERNAL_GUESTS, "same"),
        ("user.localuserprincipalname", "[originalUserPrincipalName]", UserClass.ENTRA_GUESTS, "same"),
        ("user.localuserprincipalname", "[userPrincipalName]", UserClass.EXTERNAL_GUESTS, "different"),
        ("user.mail", "[mail]", UserClass.EXTERNAL_GUESTS, "same"),
        ("user.objectid", "[objectId]", UserClass.ENTRA_GUESTS, "same"),
    ],
)
def test_entra_guests(claim: str, source: str, users: UserClass, expected: str) -> None:
    assert entra(claim, source, users).verdict == expected


def test_an_external_guest_shows_the_raw_and_the_decoded_name() -> None:
    example = entra("user.userprincipalname", "[userPrincipalName]", UserClass.EXTERNAL_GUESTS).witness
    assert example is not None
    assert "#EXT#@contoso.onmicrosoft.com" in example.login_value
    assert example.scim_value == "omar@partner.example"


def test_a_declared_equivalence_decides_and_is_named() -> None:
    agreement = entra("user.mail", "[userPrincipalName]", UserClass.MEMBERS, ("user.mail", "user.userPrincipalName"))
    assert agreement.verdict == "same_given"
    assert "mail = userPrincipalName" in agreement.reason
    assert entra("user.mail", "[objectId]", UserClass.MEMBERS, ("user.mail", "user.userPrincipalName")).reach is (
        Reach.EVERYONE
    )


def okta(login: str, scim: str, dialect: Dialect = Dialect.OKTA_TEMPLATE) -> Agreement:
    return compare(
        SourceExpression(login, dialect), SourceExpression(scim, Dialect.OKTA_CLASSIC), bare_directory(IdpKind.OKTA)
    )


@pytest.mark.parametrize(
    ("login", "scim", "expected"),
    [
        ("${user.email}", "user.email", "same"),
        ("${ source.email }", "user.email", "same"),
        ("${source.login}", "user.login", "same"),
        ("${user.email}", "user.login", Reach.SOME),
        ("${user.email}", 'user.getInternalProperty("id")', Reach.EVERYONE),
        ("${source.samAccountName}", "user.login", Reach.EVERYONE),
        ("${user.costCenterCode}", "user.email", Reach.SOME),
        ("${user.getInternalProperty('id')}", 'user.getInternalProperty("id")', "undecided"),
        ("${fn:substringBefore(source.login, '@')}", "user.login", Reach.EVERYONE),
        ("${user.userName}", "user.login", "undecided"),
        ("fixed", "user.login", Reach.EVERYONE),
    ],
)
def test_okta(login: str, scim: str, expected: str | Reach) -> None:
    agreement = okta(login, scim)
    assert (agreement.reach if isinstance(expected, Reach) else agreement.verdict) == expected


def test_okta_identity_engine_paths_name_the_same_attributes() -> None:
    assert okta("user.profile.email", "user.email", Dialect.OKTA_IDENTITY_ENGINE).verdict == "same"
    assert okta("user.id", 'user.getInternalProperty("id")', Dialect.OKTA_CLASSIC).verdict == "same"


def test_oidc_claims_of_each_directory() -> None:
    sub = SourceExpression("sub", Dialect.OIDC_CLAIM)
    oid = SourceExpression("oid", Dialect.OIDC_CLAIM)
    object_id = SourceExpression("[objectId]", Dialect.ENTRA_PROVISIONING)
    okta_id = SourceExpression('user.getInternalProperty("id")', Dialect.OKTA_CLASSIC)
    assert compare(oid, object_id, bare_directory(IdpKind.ENTRA)).verdict == "same"
    assert compare(sub, object_id, bare_directory(IdpKind.ENTRA)).reach is Reach.EVERYONE
    assert compare(sub, okta_id, bare_directory(IdpKind.OKTA)).verdict == "same"
    assert (
        compare(SourceExpression("groups", Dialect.OIDC_CLAIM), okta_id, bare_directory(IdpKind.OKTA)).verdict
        == "undecided"
    )


def test_a_directory_idplint_does_not_know_is_undecided() -> None:
    one, other = (
        SourceExpression("user.mail", Dialect.ENTRA_CLAIMS),
        SourceExpression("[mail]", Dialect.ENTRA_PROVISIONING),
    )
    assert compare(one, SourceExpression("x", Dialect.CONSTANT), bare_directory(IdpKind.OTHER)).verdict == "undecided"
    assert compare(one, one, bare_directory(IdpKind.OTHER)).verdict == "same"
    assert compare(one, other, bare_directory(IdpKind.OTHER)).verdict == "same"


expressions = st.builds(
    SourceExpression,
    st.one_of(
        st.sampled_from(
            [
                "user.mail",
                "user.objectid",
                "[mail]",
                "[objectId]",
                "${user.email}",
                "${user.userName}",
                "user.login",
                "sub",
            ]
        ),
        st.text(max_size=30),
    ),
    st.sampled_from(list(Dialect)),
)


@given(expressions, expressions, st.sampled_from(list(IdpKind)), st.sampled_from(list(UserClass)))
def test_comparison_never_raises_is_symmetric_and_shows_what_it_claims(
    one: SourceExpression, other: SourceExpression, idp: IdpKind, users: UserClass
) -> None:
    agreement, mirrored = (
        compare(one, other, bare_directory(idp), users),
        compare(other, one, bare_directory(idp), users),
    )
    assert agreement.verdict == mirrored.verdict
    assert agreement.reach == mirrored.reach
    assert compare(one, one, bare_directory(idp), users).verdict == "same"
    assert (agreement.witness is not None) == (agreement.verdict == "different")
    if agreement.witness and mirrored.witness:
        assert agreement.witness.login_value == mirrored.witness.scim_value
        assert agreement.witness.login_value != agreement.witness.scim_value
    assert (agreement.verdict == "undecided") <= bool(agreement.reason)
