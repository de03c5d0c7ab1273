"""What sign-on and SCIM addresses give away of the connection they belong to."""

from __future__ import annotations

import pytest

from idplint.inputs.pairing_keys import keys_from_acs, keys_from_entity_id, keys_from_scim_endpoint
from idplint.model.application import PairingKey


@pytest.mark.parametrize(
    ("url", "value", "scope"),
    [
        ("https://contoso.eu.auth0.com/login/callback?connection=entra", "entra", "contoso"),
        ("https://Contoso.auth0.com/login/callback/?connection=entra&organization=org_1", "entra", "contoso"),
        ("https://contoso.us.auth0.com/login/callback?connection=acme%20saml", "acme saml", "contoso"),
        ("https://login.docker.com/login/callback?connection=entra", "entra", "host:login.docker.com"),
        ("https://login.contoso.com/login/callback?connection=entra", "entra", "host:login.contoso.com"),
        ("https://evil-auth0.com/login/callback?connection=entra", "entra", "host:evil-auth0.com"),
    ],
)
def test_auth0_callback_names_tenant_and_connection(url: str, value: str, scope: str) -> None:
    assert keys_from_acs(url) == (PairingKey("auth0-connection", value, scope),)


@pytest.mark.parametrize(
    "url",
    [
        "https://contoso.eu.auth0.com/login/callback",
        "https://contoso.eu.auth0.com/login/callback?connection=",
        "https://contoso.eu.auth0.com/login/callback?connection=a&connection=b",
        "https://contoso.eu.auth0.com/samlp/abc?connection=entra",
        "/login/callback?connection=entra",
        "https://slack.com/sso/saml",
        "https://contoso.okta.com/sso/saml2/",
        "https://[broken/login/callback?connection=entra",
        "",
    ],
)
def test_other_acs_urls_name_no_connection(url: str) -> None:
    assert keys_from_acs(url) == ()


@pytest.mark.parametrize("host", ["contoso.okta.com", "contoso.oktapreview.com", "id.contoso.com"])
def test_okta_acs_names_the_identity_provider(host: str) -> None:
    keys = keys_from_acs(f"https://{host}/sso/saml2/0oaPARTNER000000001d7")
    assert keys == (PairingKey("okta-idp", "0oaPARTNER000000001d7"),)


def test_auth0_entity_id_names_the_connection_of_its_acs() -> None:
    from_entity_id = keys_from_entity_id("urn:auth0:contoso:entra")
    assert from_entity_id == keys_from_acs("https://contoso.eu.auth0.com/login/callback?connection=entra")


def test_okta_entity_id_is_a_key_of_its_own() -> None:
    entity_id = "https://www.okta.com/saml2/service-provider/spabc123"
    assert keys_from_entity_id(entity_id) == (PairingKey("entity-id", entity_id),)


@pytest.mark.parametrize("entity_id", ["https://slack.com", "urn:auth0:contoso", "urn:payroll", ""])
def test_shared_entity_ids_name_nothing(entity_id: str) -> None:
    assert keys_from_entity_id(entity_id) == ()


@pytest.mark.parametrize("tail", ["", "/", "?aadOptscim062020", "/Users"])
def test_auth0_scim_endpoint_names_the_connection(tail: str) -> None:
    keys = keys_from_scim_endpoint(f"https://contoso.eu.auth0.com/scim/v2/connections/con_Abc123{tail}")
    assert keys == (PairingKey("auth0-connection-id", "con_Abc123"),)


@pytest.mark.parametrize(
    "url", ["https://scim.example.com/v2", "https://scim.example.com/scim/v2/connections/12", "[", ""]
)
def test_other_scim_endpoints_name_nothing(url: str) -> None:
    assert keys_from_scim_endpoint(url) == ()
