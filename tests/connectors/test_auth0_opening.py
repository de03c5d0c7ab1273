"""Which credentials and proxies the environment may hold, and what is said of others."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from idplint.connectors.auth0_credentials import AccessToken, ClientCredentials, credentials_from
from idplint.connectors.harvest import Wanted
from idplint.connectors.hiding import Hidden
from idplint.connectors.opening import open_connector
from idplint.errors import ConnectorError, UsageError
from tests.connectors.auth0_server import CLIENT_ID, CLIENT_SECRET, DOMAIN, auth0_estate
from tests.connectors.tls_proxy import PASSWORD, Internet

if TYPE_CHECKING:
    from pathlib import Path

CLIENT = {"AUTH0_DOMAIN": DOMAIN, "AUTH0_CLIENT_ID": CLIENT_ID, "AUTH0_CLIENT_SECRET": CLIENT_SECRET}


def read(**environment: str) -> object:
    return credentials_from(environment, Hidden()).proof


# --- credentials -----------------------------------------------------------------------------------------------------


def test_a_client_or_a_token_signs_in_and_a_token_goes_before() -> None:
    assert read(**CLIENT) == ClientCredentials(CLIENT_ID, CLIENT_SECRET)
    assert read(**CLIENT | {"AUTH0_ACCESS_TOKEN": "t.o.k"}) == AccessToken("t.o.k", "AUTH0_ACCESS_TOKEN")
    assert read(**{"AUTH0_DOMAIN": DOMAIN} | {"AUTH0_API_TOKEN": " t.o.k\n"}) == AccessToken("t.o.k", "AUTH0_API_TOKEN")


@pytest.mark.parametrize("domain", [DOMAIN, f"https://{DOMAIN}/", DOMAIN.upper(), f" {DOMAIN} "])
def test_the_domain_may_be_written_as_the_address_bar_has_it(domain: str) -> None:
    credentials = credentials_from(CLIENT | {"AUTH0_DOMAIN": domain}, Hidden())
    assert credentials.domain == DOMAIN
    assert credentials.audience == f"https://{DOMAIN}/api/v2/"


@pytest.mark.parametrize(
    "domain",
    [
        "contoso",
        "http://contoso.eu.auth0.com",
        f"{DOMAIN}/api",
        f"evil.example#{DOMAIN}",
        f"user:pass@{DOMAIN}",
        f"{DOMAIN}:8443",
        "a b.c",
        "-a.b",
        "ä.example",
        "[::1]",
        "x" * 5000,
        f"{DOMAIN}\nevil.example",
    ],
)
def test_a_domain_that_is_no_host_name_is_refused(domain: str) -> None:
    with pytest.raises(ConnectorError) as raised:
        credentials_from(CLIENT | {"AUTH0_DOMAIN": domain}, Hidden())
    assert "AUTH0_DOMAIN is no host name" in raised.value.message
    assert len(raised.value.message) < 200
    assert "\n" not in raised.value.message


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET are not set (or a token in AUTH0_API_TOKEN)"),
        ({"AUTH0_DOMAIN": DOMAIN, "AUTH0_CLIENT_ID": CLIENT_ID}, "AUTH0_CLIENT_SECRET is not set"),
        ({"AUTH0_API_TOKEN": "t.o.k"}, "AUTH0_DOMAIN is not set"),
        (CLIENT | {"AUTH0_CLIENT_SECRET": "  "}, "AUTH0_CLIENT_SECRET is not set"),
    ],
)
def test_variables_that_are_missing_are_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(ConnectorError) as raised:
        credentials_from(environment, Hidden())
    assert named in raised.value.message


@pytest.mark.parametrize("secret", ["planted-se\ncret-value", "planted-sécret-value", "planted-\u201csecret\u201d"])
def test_a_secret_that_no_header_can_hold_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(ConnectorError) as raised:
        credentials_from(CLIENT | {"AUTH0_CLIENT_SECRET": secret}, Hidden())
    assert "AUTH0_CLIENT_SECRET holds characters" in raised.value.message
    assert "planted" not in f"{raised.value!r}{raised.value.help}"


def test_credentials_do_not_show_in_what_represents_them() -> None:
    credentials = credentials_from(CLIENT, Hidden())
    assert CLIENT_SECRET not in repr(credentials)
    assert "t.o.k" not in repr(AccessToken("t.o.k", "AUTH0_API_TOKEN"))


# --- opening ---------------------------------------------------------------------------------------------------------


def test_opening_imports_no_sdk_before_it_is_asked_for_one() -> None:
    code = (
        "import sys, idplint.connectors.opening;"
        "print(sorted({'httpx', 'aiohttp', 'okta', 'msgraph', 'azure', 'kiota_http', 'msal'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("idp", ["auth0", "entra", "okta"])
def test_an_extra_that_is_not_installed_is_named_with_the_command_that_installs_it(idp: str) -> None:
    code = (
        "import sys\n"
        "for each in ('aiohttp', 'azure', 'httpx', 'kiota_abstractions', 'msgraph', 'msgraph_core', 'okta'):\n"
        "    sys.modules[each] = None\n"
        "from idplint.connectors.opening import open_connector\n"
        "from idplint.errors import ConnectorError\n"
        "try:\n"
        f"    open_connector({idp!r}, 'global', 8)\n"
        "except ConnectorError as error:\n"
        "    print(error.message, '|', error.help)\n"
    )
    environment = {
        **os.environ,
        **CLIENT,
        "OKTA_CLIENT_ORGURL": "https://acme.okta.com",
        "OKTA_CLIENT_TOKEN": "00planted",
        "AZURE_TENANT_ID": "11111111-1111-4111-8111-111111111111",
        "AZURE_CLIENT_ID": "22222222-2222-4222-8222-222222222222",
        "AZURE_CLIENT_SECRET": "planted",
    }
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.startswith(f"export {idp} needs ")
    assert done.stdout.endswith(f", which is not installed | pip install 'idplint[{idp}]'\n")


def test_another_cloud_than_the_global_one_is_for_entra_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CLIENT.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match="for entra alone"):
        open_connector("auth0", "china", 8)
    with pytest.raises(UsageError, match="no connector"):
        open_connector("ping", "global", 8)


# --- the environment's proxies and certificates ----------------------------------------------------------------------


def exported(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> int:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in (CLIENT | environment).items():
        monkeypatch.setenv(name, value)

    async def run() -> int:
        connector = open_connector("auth0", "global", 4)
        try:
            await connector.tenancy()
            return len([each async for each in connector.harvest(Wanted())])
        finally:
            await connector.close()

    return asyncio.run(run())


def test_the_environments_proxy_and_authority_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with Internet({DOMAIN: auth0_estate().handler}, tmp_path, asks_password=True) as internet:
        assert exported(monkeypatch, internet.environment) == 12
        assert set(internet.tunnels) == {DOMAIN}
        assert internet.refused == []


def test_a_server_whose_authority_is_not_trusted_is_not_told_the_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Internet({DOMAIN: auth0_estate().handler}, tmp_path) as internet:
        environment = {name: value for name, value in internet.environment.items() if name != "SSL_CERT_FILE"}
        with pytest.raises(ConnectorError) as raised:
            exported(monkeypatch, environment)
        assert f"does not trust the certificate of {DOMAIN}" in raised.value.message
        assert "SSL_CERT_FILE" in (raised.value.help or "")
        assert internet.requests == 0


@pytest.mark.parametrize(
    "environment",
    [
        {"HTTPS_PROXY": "nonsense://127.0.0.1:1"},
        {"HTTPS_PROXY": f"socks5://user:{PASSWORD}@127.0.0.1:1"},
        {"HTTPS_PROXY": f"http://user:{PASSWORD}@[::1"},
        {"SSL_CERT_FILE": "/nowhere/authority.pem"},
    ],
)
def test_proxies_and_certificates_that_cannot_be_used_are_named(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    with pytest.raises(ConnectorError) as raised:
        exported(monkeypatch, environment)
    assert "proxies or certificates" in raised.value.message
    assert PASSWORD not in f"{raised.value!r} {raised.value.help}"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"AUTH0_DOMAIN": "contoso.invalid"}, "no host of the name in AUTH0_DOMAIN is known"),
        ({"HTTPS_PROXY": "http://proxy.invalid:3128"}, "no host of the proxy's name is known"),
        ({"AUTH0_DOMAIN": "contoso.invalid", "HTTPS_PROXY": "http://proxy.invalid:1", "NO_PROXY": "*"}, "AUTH0_DOMAIN"),
    ],
)
def test_a_host_that_nobody_knows_is_an_error_at_once(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: str
) -> None:
    with pytest.raises(ConnectorError) as raised:
        exported(monkeypatch, environment)
    assert said in raised.value.message
    assert "check" in (raised.value.help or "")
