"""Signing in to Entra with the real azure-identity, at a sign-in service on loopback that speaks TLS."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import time
from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("msgraph")

import trustme

from idplint.connectors.entra_clouds import CLOUDS
from idplint.connectors.entra_sign_in import SignIn
from idplint.connectors.entra_vendor import Clock
from idplint.connectors.hiding import Hidden, silence_sdks
from idplint.connectors.transport import Unreachable
from idplint.errors import ConnectorError
from tests.connectors.entra_bodies import TENANT
from tests.connectors.entra_service import ENVIRON, PLANTED, SCOPE, Run, Service, jwt, refusal, reply
from tests.connectors.loopback import Loopback, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def server(
    authority: trustme.CA, service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Loopback]:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    # Where the chain looks for tools and for other credentials.
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("AZURE_AUTHORITY_HOST", "AZURE_TOKEN_CREDENTIALS", "IDENTITY_ENDPOINT", "MSI_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with Loopback(service.handler, tls=tls) as running:
        yield running


@pytest.fixture
def run(server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    return Run(server, monkeypatch, tmp_path)


def test_a_client_secret_is_exchanged_once_and_the_token_tells_the_tenant(run: Run, service: Service) -> None:
    assert len({*run.tokens(None, None, None)}) == 1
    assert service.issued == 1
    assert service.forms[0]["scope"] == [SCOPE]
    assert run.sign_in.requests == 1


def test_the_tenant_is_the_tokens_rather_than_the_environments(server: Loopback, run: Run) -> None:
    async def whole() -> str | None:
        await run.sign_in.get_token(SCOPE, enable_cae=True)
        tenant = run.sign_in.tenant
        await run.sign_in.close()
        return tenant

    run.environ = {}
    assert asyncio.run(whole()) == TENANT


def test_a_token_that_is_about_to_end_is_replaced(run: Run, service: Service) -> None:
    service.lives = 0
    assert len({*run.tokens(None, None)}) == 2


def test_renewing_forgets_the_token_inside_the_sdk_as_well(run: Run, service: Service) -> None:
    assert len({*run.tokens(None, "renew")}) == 2


def test_a_claims_challenge_is_passed_on_once_for_all_who_met_it(run: Run, service: Service) -> None:
    challenge = '{"access_token": {"nbf": {"essential": true, "value": "1"}}}'
    tokens = run.tokens(None, challenge, challenge, None)
    assert service.issued == 2
    assert tokens[1:] == [tokens[1]] * 3
    assert "nbf" in service.forms[1]["claims"][0]


@pytest.mark.parametrize(
    ("code", "help_line"),
    [
        ("7000215", "AZURE_CLIENT_SECRET is wrong: it has to be the secret's value, not its id"),
        (
            "7000222",
            "AZURE_CLIENT_SECRET has expired: make a new secret, or use a certificate or a federated credential",
        ),
        (
            "700016",
            "check that AZURE_CLIENT_ID is the client id of an application in the tenant that AZURE_TENANT_ID names",
        ),
        ("90002", "check that AZURE_TENANT_ID is the tenant's id, and that --cloud names its cloud"),
    ],
)
def test_a_refused_credential_is_named_with_its_code_and_advice(
    run: Run, service: Service, code: str, help_line: str
) -> None:
    service.queue = [refusal(code)]
    with pytest.raises(ConnectorError) as raised:
        run.tokens()
    assert str(raised.value) == f"127.0.0.1 refuses the credential (AADSTS{code})"
    assert raised.value.help == help_line
    assert len(service.forms) == 1


def test_a_refusal_without_a_code_is_quoted_without_the_credential(run: Run, service: Service) -> None:
    service.queue = [reply(400, {"error": "invalid_client", "error_description": f"{PLANTED} is wrong " * 40})]
    with pytest.raises(ConnectorError) as raised:
        run.tokens()
    assert "*** is wrong" in str(raised.value)
    assert PLANTED not in str(raised.value)
    assert len(str(raised.value)) < 400
    assert "\n" not in str(raised.value)


def test_a_wrong_clock_is_named_where_the_credential_is_refused(run: Run, service: Service) -> None:
    service.queue = [refusal("700024", Date=formatdate(time.time() + 3600, usegmt=True))]
    with pytest.raises(ConnectorError) as raised:
        run.tokens()
    assert str(raised.value).endswith("(AADSTS700024), and this machine's clock is 60 minutes slow")
    assert raised.value.help == "set the clock right, then export again"


@pytest.mark.parametrize(
    "answer",
    [
        Reply(503),
        reply(429, {"error": "slow_down"}, **{"Retry-After": "3600"}),
        refusal("90024"),
        Reply(200, b'{"access_'),
        Reply(200, b"<html>sign in to the hotel</html>", content_type="text/html"),
        reply(200, {}),
        reply(200, {"token_type": "Bearer"}),
        Reply(200, b"{}", cut_after=1),
    ],
    ids=["503", "429", "transient", "truncated", "portal", "empty", "no-token", "cut"],
)
def test_a_sign_in_service_that_fails_may_be_asked_again(run: Run, service: Service, answer: Reply) -> None:
    service.queue = [answer]
    with pytest.raises(Unreachable, match=r"^the sign-in service 127\.0\.0\.1 "):
        run.tokens()
    # Asking again is the session's business.
    assert len(service.forms) == 1


def test_a_sign_in_service_that_is_not_there_is_named(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = Run(server, monkeypatch, tmp_path)
    server.__exit__(None, None, None)
    try:
        with pytest.raises(Unreachable, match=r"^the sign-in service 127\.0\.0\.1 cannot be reached$"):
            run.tokens()
    finally:
        server.__enter__()


def test_without_any_credential_every_variable_is_named(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Managed identity is left out: it would ask an address that this machine may not have.
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "dev")
    run = Run(server, monkeypatch, tmp_path, {"AZURE_TENANT_ID": TENANT})
    with pytest.raises(ConnectorError) as raised:
        run.tokens()
    assert str(raised.value) == ("no credential for Microsoft Graph was found: AZURE_CLIENT_ID is not set")
    assert raised.value.help == (
        "set AZURE_TENANT_ID and AZURE_CLIENT_ID, and one of AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH and "
        "AZURE_FEDERATED_TOKEN_FILE; or sign in with `az login`"
    )


def test_variables_that_are_empty_are_named(server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run = Run(server, monkeypatch, tmp_path, {**ENVIRON, "AZURE_CLIENT_ID": "", "AZURE_CLIENT_SECRET": ""})
    with pytest.raises(ConnectorError) as raised:
        run.tokens()
    assert str(raised.value) == (
        "no credential for Microsoft Graph was found: AZURE_CLIENT_ID is empty, AZURE_CLIENT_SECRET is empty"
    )


def test_a_federated_token_file_that_is_not_there_is_named(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environ = {name: ENVIRON[name] for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID")}
    run = Run(server, monkeypatch, tmp_path, {**environ, "AZURE_FEDERATED_TOKEN_FILE": str(tmp_path / "absent")})
    with pytest.raises(ConnectorError, match=r"the credential cannot be used: .*absent"):
        run.tokens()


def test_the_azure_cli_is_asked_once_for_a_whole_run(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "dev")
    tool = tmp_path / "az"
    answer = json.dumps({"accessToken": jwt(7), "expires_on": 4102444800, "expiresOn": "2100-01-01 00:00:00.000000"})
    tool.write_text(f"#!/bin/sh\necho asked >> {tmp_path}/calls\necho '{answer}'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    run = Run(server, monkeypatch, tmp_path, {})
    assert {*run.tokens(None, None, None)} == {jwt(7)}
    assert (tmp_path / "calls").read_text() == "asked\n"


def test_a_certificate_that_is_none_is_an_error_and_no_traceback(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "cert.pem").write_text(f"{PLANTED}\n")
    environ = {name: ENVIRON[name] for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID")}
    for path in ("cert.pem", "absent.pem"):
        run = Run(server, monkeypatch, tmp_path, {**environ, "AZURE_CLIENT_CERTIFICATE_PATH": str(tmp_path / path)})
        with pytest.raises(ConnectorError, match="the credential cannot be used: ") as raised:
            run.tokens()
        assert PLANTED not in str(raised.value)


def test_a_certificate_signs_the_request(
    server: Loopback, service: Service, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority.issue_cert("exporter.example", key_type=trustme.KeyType.RSA).private_key_and_cert_chain_pem.write_to_path(
        str(tmp_path / "own.pem")
    )
    environ = {name: ENVIRON[name] for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID")}
    run = Run(server, monkeypatch, tmp_path, {**environ, "AZURE_CLIENT_CERTIFICATE_PATH": str(tmp_path / "own.pem")})
    assert run.tokens() == [jwt(1)]
    assert "client_assertion" in service.forms[0]


@pytest.mark.parametrize("cloud", sorted(CLOUDS))
def test_a_federated_token_file_is_exchanged_at_the_sign_in_service_of_the_cloud(
    server: Loopback, service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cloud: str
) -> None:
    (tmp_path / "federated").write_text("token-of-the-cluster")
    environ = {name: ENVIRON[name] for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID")}
    environ["AZURE_FEDERATED_TOKEN_FILE"] = str(tmp_path / "federated")
    assert Run(server, monkeypatch, tmp_path, environ, cloud).tokens() == [jwt(1)]
    assert service.forms[0]["client_assertion"] == ["token-of-the-cluster"]


def workflow(server: Loopback) -> dict[str, str]:
    environ = {name: ENVIRON[name] for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID")}
    address = f"{server.url}/github/token?api-version=2.0"
    return {**environ, "ACTIONS_ID_TOKEN_REQUEST_URL": address, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": PLANTED}


@pytest.mark.parametrize(
    ("cloud", "audience"),
    [("global", ""), ("usgov", "USGov"), ("usgov-dod", "USGov"), ("china", "China")],
)
def test_a_github_workflow_signs_in_with_its_id_token(
    server: Loopback, service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cloud: str, audience: str
) -> None:
    run = Run(server, monkeypatch, tmp_path, workflow(server), cloud)
    assert len({*run.tokens(None, "renew")}) == 2
    assert server.seen[0].query == {"api-version": "2.0", "audience": f"api://AzureADTokenExchange{audience}"}
    assert [form["client_assertion"] for form in service.forms] == [["assertion-of-the-workflow"]] * 2
    assert run.sign_in.requests == len(server.seen) == 4


def test_a_secret_goes_before_the_workflows_id_token(
    server: Loopback, service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Run(server, monkeypatch, tmp_path, {**workflow(server), "AZURE_CLIENT_SECRET": PLANTED}).tokens()
    assert "client_assertion" not in service.forms[0]


@pytest.mark.parametrize(
    ("answer", "raises", "words"),
    [
        (Reply(403, PLANTED.encode()), ConnectorError, r"gives this workflow no ID token \(403\)"),
        (Reply(200, b"[]"), ConnectorError, r"gives this workflow no ID token \(200\)"),
        (Reply(302, headers=[("Location", "https://elsewhere.example/")]), ConnectorError, r"no ID token \(302\)"),
        (Reply(502), Unreachable, r"failed \(502\)"),
        (Reply(200, b"{}", cut_after=0), Unreachable, "cannot be reached"),
    ],
    ids=["403", "shape", "redirect", "502", "cut"],
)
def test_a_workflow_without_id_token_is_told_what_to_do(
    server: Loopback,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    answer: Reply,
    raises: type[Exception],
    words: str,
) -> None:
    service.queue = [answer]
    run = Run(server, monkeypatch, tmp_path, workflow(server))
    with pytest.raises(raises, match=words) as raised:
        run.tokens()
    assert PLANTED not in str(raised.value)
    if isinstance(raised.value, ConnectorError):
        assert raised.value.help == "give the job `permissions: id-token: write`"


def test_a_workflows_bearer_is_not_sent_in_clear() -> None:
    environ = {**ENVIRON, "ACTIONS_ID_TOKEN_REQUEST_URL": "http://example.com/", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "x"}
    del environ["AZURE_CLIENT_SECRET"]
    with pytest.raises(ConnectorError, match="is no https address"):
        SignIn(environ, CLOUDS["global"], Clock(), Hidden(), 1.0)


def test_no_logger_shows_a_credential_or_a_token_even_at_debug(
    run: Run, service: Service, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AZURE_LOG_LEVEL", "HTTPX_LOG_LEVEL"):
        monkeypatch.setenv(name, "DEBUG")
    caplog.set_level(logging.DEBUG)
    silence_sdks()
    service.queue = [refusal("7000215")]
    with pytest.raises(ConnectorError):
        run.tokens()
    run.tokens(None, "renew")
    assert [record for record in caplog.records if record.name.split(".")[0] != "asyncio"] == []
