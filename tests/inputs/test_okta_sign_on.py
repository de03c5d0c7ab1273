"""How people sign in to an Okta app: protocol, NameID, attributes, addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.inputs import okta_api
from idplint.model.application import (
    Claim,
    Dialect,
    IdpKind,
    PairingKey,
    PartialApplication,
    Protocol,
    SourceExpression,
)
from idplint.model.values import Basis, Sourced, Unknown
from tests.inputs.vendor_samples import APP_ID, Estate, app, assert_origins_hold, catalog_app, sign_on, text_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def read_app(estate: Estate, body: object) -> PartialApplication:
    estate.add("app.json", body)
    reading = estate.read(okta_api)
    assert reading.problems == ()
    (application,) = reading.applications
    return application


def known_name_id(application: PartialApplication) -> Sourced[SourceExpression]:
    assert isinstance(application.name_id, Claim)
    (branch,) = application.name_id.branches
    assert isinstance(branch.source, Sourced)
    return branch.source


def test_custom_saml_app_tells_everything_with_its_place(estate: Estate) -> None:
    application = read_app(estate, [app()])
    assert application.id == f"okta:{APP_ID}"
    assert application.name is not None
    assert application.name.value == "Payroll"
    assert application.idp is not None
    assert (application.idp.kind, application.idp.tenant) == (IdpKind.OKTA, "acme")
    assert isinstance(application.protocol, Sourced)
    assert application.protocol.value is Protocol.SAML
    assert isinstance(application.name_id, Claim)
    assert application.name_id.format is not None
    assert application.name_id.format.value.endswith("emailAddress")
    assert text_of(known_name_id(application)) == "${user.email}"
    assert known_name_id(application).origin.pointer == (0, "settings", "signOn", "subjectNameIdTemplate")
    assert application.catalogue_hints == ("acme_payroll_1",)
    assert_origins_hold(estate, estate.read(okta_api))


def test_name_id_of_the_application_username_is_left_to_analysis(estate: Estate) -> None:
    signed = sign_on(subjectNameIdTemplate="${user.userName}")
    application = read_app(estate, app(settings={"signOn": signed}))
    source = known_name_id(application)
    assert text_of(source) == "${user.userName}"
    assert source.value.dialect is Dialect.OKTA_TEMPLATE


def test_catalog_app_hides_its_name_id(estate: Estate) -> None:
    application = read_app(estate, catalog_app())
    assert isinstance(application.name_id, Unknown)
    assert application.name_id.reason.startswith("catalog app")
    assert f'id: "okta:{APP_ID}"' in application.name_id.remedy
    assert isinstance(application.attributes, Unknown)


def test_app_without_sign_on_settings_asks_for_the_app(estate: Estate) -> None:
    application = read_app(estate, app(settings={}))
    assert isinstance(application.name_id, Unknown)
    assert application.name_id.remedy == f"GET /api/v1/apps/{APP_ID}"
    assert isinstance(application.attributes, Unknown)


def test_null_template_is_not_a_catalog_app(estate: Estate) -> None:
    application = read_app(estate, app(settings={"signOn": sign_on(subjectNameIdTemplate=None)}))
    assert isinstance(application.name_id, Unknown)
    assert "empty" in application.name_id.reason


def test_inline_hook_keeps_the_value_and_says_so(estate: Estate) -> None:
    application = read_app(estate, app(settings={"signOn": sign_on(inlineHooks=[{"id": "cal1"}])}))
    assert text_of(known_name_id(application)) == "${user.email}"
    assert "inline hook" in known_name_id(application).note
    assert known_name_id(read_app(estate, app())).note == ""


def test_attributes_are_single_valued_expressions_and_groups_are_left_out(estate: Estate) -> None:
    statements = [
        {"type": "EXPRESSION", "name": "email", "values": ["user.email"]},
        {"type": "EXPRESSION", "name": "names", "values": ["user.firstName", "user.lastName"]},
        {"type": "GROUP", "name": "groups", "filterType": "EQUALS", "filterValue": "staff"},
    ]
    configured = [
        {"type": "EXPRESSION", "name": "User.Email", "values": ["user.login"]},
        {"type": "EXPRESSION", "name": "email", "values": ["user.secondEmail"]},
    ]
    signed = sign_on(attributeStatements=statements, configuredAttributeStatements=configured)
    application = read_app(estate, app(settings={"signOn": signed}))
    assert isinstance(application.attributes, tuple)
    claims = {claim.name: claim.branches[0].source for claim in application.attributes}
    assert list(claims) == ["email", "names", "User.Email"]
    assert text_of(claims["email"]) == "user.email"
    assert text_of(claims["User.Email"]) == "user.login"
    names = claims["names"]
    assert isinstance(names, Unknown)
    assert "2 values" in names.reason


def test_wrong_typed_template_is_a_problem_and_makes_the_name_id_unknown(estate: Estate) -> None:
    estate.add("app.json", [app(settings={"signOn": sign_on(subjectNameIdTemplate=7)})])
    reading = estate.read(okta_api)
    (problem,) = reading.problems
    assert (problem.predicate, problem.outcome) == ("unreadable", "wrong-type")
    assert problem.labels[0].origin.pointer == (0, "settings", "signOn", "subjectNameIdTemplate")
    (application,) = reading.applications
    assert isinstance(application.name_id, Unknown)
    assert isinstance(application.attributes, tuple)
    assert [claim.name for claim in application.attributes] == ["uid"]


def test_truncated_sign_on_is_no_catalog_app(estate: Estate) -> None:
    estate.add(
        "app.json", app(settings={"signOn": "@{ssoAcsUrl=https://payroll.example.com/acs; audience=urn:payroll}"})
    )
    reading = estate.read(okta_api)
    assert [problem.outcome for problem in reading.problems] == ["truncated"]
    (application,) = reading.applications
    assert isinstance(application.name_id, Unknown)
    assert "-Depth" in application.name_id.reason
    assert isinstance(application.attributes, Unknown)


def test_one_wrong_typed_attribute_value_leaves_the_others(estate: Estate) -> None:
    statements = [
        {"type": "EXPRESSION", "name": "email", "values": ["user.email"]},
        {"type": "EXPRESSION", "name": "uid", "values": "user.id"},
    ]
    estate.add("app.json", app(settings={"signOn": sign_on(attributeStatements=statements)}))
    (application,) = estate.read(okta_api).applications
    assert isinstance(application.attributes, tuple)
    email, uid = application.attributes
    assert text_of(email.branches[0].source) == "user.email"
    assert isinstance(uid.branches[0].source, Unknown)


def test_attribute_without_a_readable_name_makes_the_list_unknown(estate: Estate) -> None:
    statements = [{"type": "EXPRESSION", "name": ["email"], "values": ["user.email"]}]
    estate.add("app.json", app(settings={"signOn": sign_on(attributeStatements=statements)}))
    (application,) = estate.read(okta_api).applications
    assert isinstance(application.attributes, Unknown)


@pytest.mark.parametrize(
    ("mode", "protocol"),
    [
        ("SAML_2_0", Protocol.SAML),
        ("SAML_1_1", Protocol.SAML),
        ("OPENID_CONNECT", Protocol.OIDC),
        ("WS_FEDERATION", Protocol.WS_FED),
        ("BOOKMARK", Protocol.NONE),
        ("BROWSER_PLUGIN", Protocol.NONE),
        (None, Protocol.NONE),
    ],
)
def test_sign_on_modes(estate: Estate, mode: str | None, protocol: Protocol) -> None:
    application = read_app(estate, app(signOnMode=mode))
    assert isinstance(application.protocol, Sourced)
    assert application.protocol.value is protocol
    assert application.protocol.basis is Basis.READ


def test_strange_sign_on_mode_is_unknown_and_so_is_what_it_carries(estate: Estate) -> None:
    application = read_app(estate, app(signOnMode="AWS_FEDERATED_LOGIN"))
    assert isinstance(application.protocol, Unknown)
    assert "AWS_FEDERATED_LOGIN" in application.protocol.reason
    assert isinstance(application.name_id, Unknown)
    assert isinstance(application.attributes, Unknown)


def test_oidc_app_has_a_sub_and_no_name_id(estate: Estate) -> None:
    body = app(
        signOnMode="OPENID_CONNECT",
        credentials={"oauthClient": {"client_id": "0oaPAYROLL00000001d7", "client_secret": "hush"}},
        settings={"oauthClient": {"redirect_uris": ["https://contoso.eu.auth0.com/login/callback"]}},
    )
    application = read_app(estate, body)
    assert application.name_id is None
    assert isinstance(application.attributes, tuple)
    (sub,) = application.attributes
    source = sub.branches[0].source
    assert isinstance(source, Sourced)
    assert (sub.name, source.value.text, source.value.dialect) == ("sub", "sub", Dialect.OIDC_CLAIM)
    assert source.basis is Basis.IDP_DEFAULT
    assert PairingKey("app-id", "0oaPAYROLL00000001d7") in application.keys
    assert application.acs_urls is not None
    assert [url.value for url in application.acs_urls] == ["https://contoso.eu.auth0.com/login/callback"]
    assert "hush" not in repr(application)


def test_addresses_become_pairing_keys(estate: Estate) -> None:
    signed = sign_on(acsEndpoints=[{"index": 0, "url": "https://acme.okta.com/sso/saml2/0oaPARTNER"}])
    application = read_app(estate, app(settings={"signOn": signed}))
    assert application.acs_urls is not None
    assert [url.value for url in application.acs_urls] == [
        "https://contoso.eu.auth0.com/login/callback?connection=payroll",
        "https://acme.okta.com/sso/saml2/0oaPARTNER",
    ]
    assert application.keys == (
        PairingKey("object-id", APP_ID),
        PairingKey("auth0-connection", "payroll", "contoso"),
        PairingKey("okta-idp", "0oaPARTNER"),
    )


def test_catalog_app_with_overrides_gives_its_addresses(estate: Estate) -> None:
    overridden = catalog_app(ssoAcsUrlOverride="https://payroll.example.com/acs", audienceOverride="urn:payroll")
    application = read_app(estate, overridden)
    assert application.acs_urls is not None
    assert application.entity_ids is not None
    assert [url.value for url in application.acs_urls] == ["https://payroll.example.com/acs"]
    assert [entity_id.value for entity_id in application.entity_ids] == ["urn:payroll"]


@pytest.mark.parametrize(
    ("host", "tenant"),
    [
        ("acme.okta.com", "acme"),
        ("acme-admin.okta.com", "acme"),
        ("acme.oktapreview.com", "acme.oktapreview.com"),
        ("id.contoso.com", "id.contoso.com"),
    ],
)
def test_org_comes_from_the_links(estate: Estate, host: str, tenant: str) -> None:
    application = read_app(estate, app(_links={"self": {"href": f"https://{host}/api/v1/apps/{APP_ID}"}}))
    assert application.idp is not None
    assert application.idp.tenant == tenant


def test_org_is_not_guessed_without_links(estate: Estate) -> None:
    application = read_app(estate, app(_links={}))
    assert application.idp is not None
    assert application.idp.tenant is None


def test_inactive_app_is_not_enabled(estate: Estate) -> None:
    application = read_app(estate, app(status="INACTIVE"))
    assert isinstance(application.enabled, Sourced)
    assert application.enabled.value is False
