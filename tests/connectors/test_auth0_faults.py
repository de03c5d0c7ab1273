"""An Auth0 tenant that throttles, breaks, refuses or talks too much."""

from __future__ import annotations

import json
import logging
from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest

from idplint.connectors.auth0_credentials import AccessToken, Auth0Credentials
from idplint.connectors.manners import Manners
from idplint.errors import ConnectorError
from tests.connectors.auth0_runs import BY_SECRET, LIST, SCIM_LIST, SIGN_ON, Run, export, on
from tests.connectors.auth0_server import (
    CLIENT_SECRET,
    DOMAIN,
    auth0_estate,
    planted,
    token,
    trouble,
)
from tests.connectors.loopback import Loopback, Reply, Request

if TYPE_CHECKING:
    from tests.connectors.loopback import Fault


@pytest.fixture(scope="module")
def sound() -> Run:
    return export(auth0_estate())


# --- lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(200, b'{"connections": [], "next": "again"}'), "leads back to itself"),
        (Reply(200, b'[{"id": "con_1"}]'), "something else"),
        (Reply(200, b'{"connections": [{"name": "without an id"}]}'), "something else"),
        (Reply(302, b"", [("location", "https://elsewhere.example/")]), "302"),
        (Reply(200, b'{"connections": [', cut_after=10), "no answer"),
        (Reply(500, b""), "500"),
    ],
)
def test_a_list_that_cannot_be_read_to_its_end_ends_the_run(reply: Reply, told: str) -> None:
    run = export(auth0_estate(), fault=on(LIST, reply))
    assert isinstance(run.error, ConnectorError)
    assert told in run.error.message


def test_a_list_whose_pages_never_end_is_given_up() -> None:
    served = 0

    def handler(request: Request) -> Reply:
        nonlocal served
        if request.path.endswith("/connections"):
            served += 1
            return Reply(200, json.dumps({"connections": [], "next": str(served)}).encode())
        return estate.handler(request)

    estate = auth0_estate()
    run = export(estate, handler=handler, manners=Manners())
    assert isinstance(run.error, ConnectorError)


def test_redirections_are_not_followed() -> None:
    with Loopback(lambda _: Reply(200, b"{}")) as elsewhere:
        run = export(auth0_estate(), fault=on(LIST, Reply(307, b"", [("location", f"{elsewhere.url}/steal")])))
        assert isinstance(run.error, ConnectorError)
        assert elsewhere.seen == []


# --- waiting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        [("retry-after", "0")],
        [("retry-after", formatdate(0, usegmt=True))],
        [],
        # A clock that is a day ahead: the server's own Date says that the wait is over.
        [("x-ratelimit-reset", "1800000000"), ("date", formatdate(1_800_000_001, usegmt=True))],
        [("x-ratelimit-reset", "not a number")],
    ],
)
@pytest.mark.parametrize("part", [SIGN_ON, LIST, SCIM_LIST])
def test_a_tenant_that_throttles_once_is_asked_again(part: str, headers: list[tuple[str, str]], sound: Run) -> None:
    run = export(auth0_estate(), fault=on(part, Reply(429, b'{"statusCode":429}', headers), times=1))
    assert run.error is None
    assert run.bundles == sound.bundles


def test_a_tenant_that_asks_for_an_hour_is_not_waited_for() -> None:
    now = 1_800_000_000
    headers = [("x-ratelimit-reset", str(now + 3600)), ("date", formatdate(now, usegmt=True))]
    run = export(auth0_estate(), fault=on(LIST, Reply(429, b"{}", headers)))
    assert isinstance(run.error, ConnectorError)
    assert "asked to wait 3601 s" in run.error.message


@pytest.mark.parametrize(
    "reply",
    [Reply(200, b"{}", delay=2), Reply(200, b'{"a": 1}', cut_after=3), Reply(200, b"nothing"), Reply(503, b"")],
)
@pytest.mark.parametrize("part", [SIGN_ON, LIST, SCIM_LIST])
def test_a_slow_cut_or_garbled_answer_is_asked_for_again(part: str, reply: Reply, sound: Run) -> None:
    run = export(auth0_estate(), fault=on(part, reply, times=1))
    assert run.error is None
    assert run.bundles == sound.bundles


def test_an_answer_that_does_not_come_is_given_up() -> None:
    run = export(
        auth0_estate(), fault=on(LIST, Reply(200, b"{}", delay=2)), manners=Manners(answer_within=0.2, attempts=1)
    )
    assert isinstance(run.error, ConnectorError)
    assert "longer than 0.2 s" in run.error.message


# --- credentials -----------------------------------------------------------------------------------------------------


def test_a_token_that_expires_on_the_way_is_fetched_again_once(sound: Run) -> None:
    estate = auth0_estate()

    def expire(_: int, request: Request) -> None:
        if "from=" in request.target and len(estate.tokens) == 1:
            estate.expired = set(estate.tokens)

    run = export(estate, fault=expire)
    assert run.bundles == sound.bundles
    assert len(run.targets(SIGN_ON)) == 2


def test_a_token_that_is_refused_for_good_ends_the_run() -> None:
    estate = auth0_estate()
    run = export(estate, fault=on("/api/v2/", trouble(401, "Unauthorized", "Bad audience", "invalid_token")))
    assert isinstance(run.error, ConnectorError)
    assert "does not accept the credential (401 invalid_token)" in run.error.message
    assert len(run.targets(SIGN_ON)) == 2


def test_a_token_from_the_environment_is_used_as_it_is(sound: Run) -> None:
    estate = auth0_estate()
    estate.static = token(77)
    run = export(estate, proof=AccessToken(estate.static, "AUTH0_API_TOKEN"))
    assert run.bundles == sound.bundles
    assert not run.targets(SIGN_ON)


def test_a_token_from_the_environment_that_is_refused_says_how_to_get_another() -> None:
    estate = auth0_estate()
    run = export(estate, proof=AccessToken(token(78), "AUTH0_API_TOKEN"))
    assert isinstance(run.error, ConnectorError)
    assert "24 hours" in (run.error.help or "")


def test_behind_a_custom_domain_the_tenant_is_the_one_that_the_token_is_for() -> None:
    estate = auth0_estate()
    estate.static = token(79)
    proof = AccessToken(estate.static, "AUTH0_API_TOKEN")
    run = export(estate, proof=proof, audience="https://login.contoso.com/api/v2/")
    assert run.tenancy.tenant == DOMAIN
    assert {bundle["domain"] for bundle in run.bundles.values()} == {DOMAIN}


@pytest.mark.parametrize("text", ["opaque", "a.b.c", "..", "a.bnVsbA.c", "a.W10.c", "a.eyJhdWQiOjF9.c", "é.é.é"])
def test_a_token_that_is_none_of_ours_to_read_leaves_the_audience_to_say_the_tenant(text: str) -> None:
    from idplint.connectors.auth0_credentials import tenant_domain

    credentials = Auth0Credentials("login.contoso.com", f"https://{DOMAIN}/api/v2/", BY_SECRET)
    assert tenant_domain(credentials, text) == DOMAIN


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (
            Reply(401, b'{"error":"access_denied","error_description":"Unauthorized"}'),
            "401 access_denied): Unauthorized",
        ),
        (Reply(403, b'{"error":"unauthorized_client"}'), "403 unauthorized_client"),
        (Reply(404, b"<html>"), "(404)"),
        (Reply(302, b"", [("location", "https://elsewhere.example")]), "(302)"),
    ],
)
def test_a_client_that_gets_no_token_is_told_why_after_one_attempt(reply: Reply, told: str) -> None:
    run = export(auth0_estate(), fault=on(SIGN_ON, reply))
    assert isinstance(run.error, ConnectorError)
    assert told in run.error.message
    assert "AUTH0_CLIENT_SECRET" in (run.error.help or "")
    assert len(run.server.seen) == 1


def test_a_token_endpoint_that_is_broken_for_good_ends_the_run() -> None:
    run = export(auth0_estate(), fault=on(SIGN_ON, Reply(503, b"")))
    assert isinstance(run.error, ConnectorError)


@pytest.mark.parametrize("given", ["to\nken", "tökén", "", None, 5])
def test_a_token_that_can_be_no_header_is_no_token(given: object) -> None:
    body = json.dumps({"access_token": given}).encode()
    run = export(auth0_estate(), fault=on(SIGN_ON, Reply(200, body)))
    assert isinstance(run.error, ConnectorError)
    assert "something else than a token" in run.error.message


# --- secrets ---------------------------------------------------------------------------------------------------------


def test_no_credential_and_no_secret_of_a_body_shows_anywhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    estate = auth0_estate()
    estate.static = token(80)
    echo = (CLIENT_SECRET + " " + " ".join(planted(estate))).encode()
    faults: list[Fault | None] = [
        None,
        on(SIGN_ON, Reply(401, json.dumps({"error": "e", "error_description": f"no, {CLIENT_SECRET}!"}).encode())),
        on(LIST, trouble(400, "Bad Request", echo.decode(), CLIENT_SECRET)),
        on(SCIM_LIST, trouble(403, "Forbidden", echo.decode(), "insufficient_scope")),
        on("/api/v2/", Reply(401, echo)),
    ]
    shown = []
    for fault in faults:
        for proof in (BY_SECRET, AccessToken(estate.static, "AUTH0_API_TOKEN")):
            run = export(estate, fault=fault, proof=proof)
            shown += [repr(run.harvested), repr(run.error), str(run.error), getattr(run.error, "help", "") or ""]
            shown += [repr(run.error.__cause__) if run.error else "", repr(proof)]
    shown += [caplog.text]
    for secret in planted(estate):
        assert secret not in "\n".join(shown)
    assert "planted-" not in "\n".join(shown)
    assert "httpx" not in caplog.text


def test_options_that_are_no_secret_stay() -> None:
    bundle = export(auth0_estate()).bundles[f"con_{1:016d}"]
    assert bundle["connection"]["options"] == {
        "set_user_root_attributes": "never_on_login",
        "signingCert": "MII",
        "gateway_authentication": {"method": "bearer"},
        "token_endpoint": "https://idp.contoso.com/token",
    }
