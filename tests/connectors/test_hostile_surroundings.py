"""Servers and environments that mean harm: what they may not get is a secret, all of the memory, or an endless run."""

from __future__ import annotations

import asyncio
import dataclasses
import gzip
import json
import socket
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

pytest.importorskip("msgraph")
pytest.importorskip("okta")

import msgspec

from idplint.connectors import paging
from idplint.connectors.auth0_credentials import AccessToken
from idplint.connectors.entra_client import open_client
from idplint.connectors.entra_clouds import GLOBAL
from idplint.connectors.entra_github import GitHubAssertion
from idplint.connectors.entra_sign_in import SignIn
from idplint.connectors.entra_vendor import Clock
from idplint.connectors.hiding import Hidden
from idplint.connectors.manners import Manners
from idplint.connectors.transport import LONGEST_ANSWER, Unreachable
from idplint.errors import ConnectorError
from tests.connectors import auth0_runs, auth0_server, entra_run, okta_runs
from tests.connectors.entra_server import entra_estate, error
from tests.connectors.loopback import Fault, Handler, Reply, Request
from tests.connectors.okta_server import okta_estate
from tests.connectors.test_okta_sign_in import TOKEN_URL, by_key, estate_with_key

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENT = Manners(attempts=1, first_wait=0.001, answer_within=30)
PASSWORD = "planted-proxy-password"  # noqa: S105 - of a proxy that is not there
BEARER = "planted-bearer"

# --- secrets that come back -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "token", ["plantedToken0123456789", "eyJ" + "hbGciOiJub25lIn0." + "eyJ" + "wbGFudGVkIjoxfQ.planted"]
)
def test_a_token_that_graph_sends_back_as_its_error_code_is_not_quoted(token: str) -> None:
    estate = entra_estate()
    estate.tokens = {token}
    run = entra_run.export(estate, fault=entra_run.when("claimsPolicy", error(403, token)), tokens=[token])
    assert run.unread
    assert token[:12] not in repr(run.unread)


def test_a_token_that_auth0_sends_back_as_its_error_code_is_not_quoted() -> None:
    estate = auth0_server.auth0_estate()
    estate.static = "plantedOpaqueToken0123456789"
    for status in (401, 403):
        fault = auth0_runs.on(auth0_runs.SCIM_LIST, auth0_server.trouble(status, "Forbidden", "no", estate.static))
        run = auth0_runs.export(estate, fault=fault, proof=AccessToken(estate.static, "AUTH0_API_TOKEN"))
        shown = repr([each.unread for each in run.harvested]) + repr(run.error) + str(run.error)
        assert run.error or any(each.unread for each in run.harvested)
        assert "plantedOpaque" not in shown


def test_an_assertion_that_okta_sends_back_is_not_quoted() -> None:
    assertions: list[str] = []

    def echo(_: int, request: Request) -> Reply | None:
        if TOKEN_URL not in request.target:
            return None
        assertions.append(parse_qs(request.body.decode())["client_assertion"][0])
        told = {"error": "invalid_client", "error_description": f"cannot verify {assertions[-1]}"}
        return Reply(401, json.dumps(told).encode())

    run = okta_runs.export(estate_with_key(), fault=echo, credential=by_key())
    assert "cannot verify ***" in str(run.error)
    assert not any(part in str(run.error) for part in assertions[0].split("."))


# --- addresses of the environment -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "proxy",
    [f"http://u:{PASSWORD}#x@127.0.0.1:9", f"http://u:{PASSWORD}/x@127.0.0.1:9", f"foo://u:{PASSWORD}@127.0.0.1:9"],
)
def test_the_password_of_a_proxy_that_cannot_be_read_is_not_quoted(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(ConnectorError, match="an address of a proxy cannot be read") as raised:
        open_client()
    assert "planted" not in str(raised.value)


def test_certificates_that_are_not_there_are_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
    with pytest.raises(ConnectorError, match="certificates cannot be used: no such file") as raised:
        open_client()
    assert "SSL_CERT_FILE" in (raised.value.help or "")


@pytest.mark.parametrize(
    ("url", "bearer"), [("https://[", BEARER), ("https://h/", f"{BEARER}é"), ("https://h/", f"{BEARER}\nx")]
)
def test_a_workflows_variables_that_cannot_be_used_are_named_and_not_quoted(url: str, bearer: str) -> None:
    with pytest.raises(ConnectorError, match=r"ACTIONS_ID_TOKEN_REQUEST_(URL|TOKEN)") as raised:
        GitHubAssertion(url, bearer, "api://x", Hidden(), 1.0)
    assert BEARER not in str(raised.value)


# --- answers without an end -------------------------------------------------------------------------------------------


def packed(content: bytes) -> Reply:
    """A body that is JSON of the right shape, and grows a thousandfold when it is unpacked."""
    return Reply(body=gzip.compress(content + b" " * LONGEST_ANSWER), headers=[("Content-Encoding", "gzip")])


def test_an_answer_of_graph_that_is_too_long_is_not_kept() -> None:
    fault = entra_run.when("000001/claimsPolicy", packed(b'{"claims": []}'))
    run = entra_run.export(fault=fault, manners=PATIENT)
    (unread,) = run.of(1).unread
    assert (unread.part, "it is longer than 64 MiB" in unread.reason) == ("claimsPolicy", True)


def test_an_answer_of_okta_that_is_too_long_is_not_kept() -> None:
    run = okta_runs.export(okta_estate(), fault=okta_runs.on("/api/v1/apps?", packed(b"[]")), manners=PATIENT)
    assert "it is longer than 64 MiB" in str(run.error)


def test_an_answer_of_auth0_that_is_too_long_is_not_kept() -> None:
    fault = auth0_runs.on(auth0_runs.LIST, packed(b'{"connections": []}'))
    run = auth0_runs.export(auth0_server.auth0_estate(), fault=fault, manners=PATIENT)
    assert "it is longer than 64 MiB" in str(run.error)


def test_an_answer_of_graph_that_is_packed_twice_is_not_unpacked() -> None:
    twice = Reply(body=gzip.compress(gzip.compress(b'{"claims": []}')), headers=[("Content-Encoding", "gzip, gzip")])
    run = entra_run.export(fault=entra_run.when("000001/claimsPolicy", twice), manners=PATIENT)
    (unread,) = run.of(1).unread
    assert "it is packed in a way that was not asked for" in unread.reason


def test_an_answer_of_auth0_that_is_packed_twice_is_not_unpacked() -> None:
    twice = Reply(
        body=gzip.compress(gzip.compress(b'{"connections": []}')), headers=[("Content-Encoding", "gzip, gzip")]
    )
    run = auth0_runs.export(auth0_server.auth0_estate(), fault=auth0_runs.on(auth0_runs.LIST, twice), manners=PATIENT)
    assert "it is packed in a way that was not asked for" in str(run.error)


@pytest.mark.parametrize("cut", [1, 9, 15, -1])
def test_an_answer_that_cannot_be_unpacked_is_none(cut: int) -> None:
    broken = Reply(body=gzip.compress(b'{"connections": []}')[:cut], headers=[("Content-Encoding", "gzip")])
    run = auth0_runs.export(auth0_server.auth0_estate(), fault=auth0_runs.on(auth0_runs.LIST, broken), manners=PATIENT)
    assert "the answer cannot be unpacked" in str(run.error)


def test_an_answer_in_thousands_of_packed_pieces_is_not_unpacked() -> None:
    pieces = Reply(body=gzip.compress(b" ") * 5000, headers=[("Content-Encoding", "gzip")])
    run = auth0_runs.export(auth0_server.auth0_estate(), fault=auth0_runs.on(auth0_runs.LIST, pieces), manners=PATIENT)
    assert "it is packed in more pieces than any server makes" in str(run.error)


def test_packed_answers_are_asked_for_and_read() -> None:
    def pack(handler: Handler) -> Fault:
        def reply(_: int, request: Request) -> Reply:
            assert request.headers["accept-encoding"] == "gzip"
            plain = handler(request)
            half = len(plain.body) // 2
            content = gzip.compress(plain.body[:half]) + gzip.compress(plain.body[half:])
            return dataclasses.replace(plain, body=content, headers=[*plain.headers, ("Content-Encoding", "gzip")])

        return reply

    graph = entra_run.export(fault=pack(entra_estate().handler))
    assert graph.found == entra_run.export().found
    estate = auth0_server.auth0_estate()
    assert auth0_runs.export(estate, fault=pack(estate.handler)).bundles == auth0_runs.export(estate).bundles


@pytest.fixture
def dripping() -> Iterator[int]:
    """The port of a server that sends one byte after the other for as long as somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                try:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
                    while True:
                        connection.sendall(b" ")
                        time.sleep(0.02)
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        yield server.getsockname()[1]


def test_an_id_token_that_comes_byte_by_byte_is_not_waited_for(dripping: int) -> None:
    assertion = GitHubAssertion(f"http://127.0.0.1:{dripping}/", BEARER, "api://x", Hidden(), 0.3)

    async def fetch() -> None:
        async with asyncio.timeout(20):
            await assertion.fetch()

    with pytest.raises(Unreachable, match="cannot be reached"):
        asyncio.run(fetch())


class Silent:
    """A credential that is never given."""

    async def get_token(self, *_: str, **__: Any) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None:
        return


def test_a_sign_in_that_never_ends_is_given_up() -> None:
    sign_in = SignIn({}, GLOBAL, Clock(), Hidden(), 0.01, make=lambda *_: Silent())

    async def get() -> None:
        async with asyncio.timeout(20):
            await sign_in.get_token("scope")

    with pytest.raises(Unreachable, match="did not come to an end"):
        asyncio.run(get())


def test_a_list_of_ever_new_pages_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "_MOST_PAGES", 30)
    estate = auth0_server.auth0_estate()
    whole = estate.handler
    pages = 0

    def endless(request: Request) -> Reply:
        nonlocal pages
        reply = whole(request)
        if auth0_runs.LIST not in request.target:
            return reply
        pages += 1
        return Reply(body=msgspec.json.encode({**msgspec.json.decode(reply.body), "next": f"page-{pages}"}))

    run = auth0_runs.export(estate, handler=lambda request: endless(_without_checkpoint(request)))
    assert "sends a list that never ends" in str(run.error)
    assert pages == 30


def _without_checkpoint(request: Request) -> Request:
    return dataclasses.replace(request, query={name: value for name, value in request.query.items() if name != "from"})


# --- bodies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [300, 600, 900])
def test_an_option_of_any_depth_leaves_the_connection_readable(depth: int) -> None:
    estate = auth0_server.auth0_estate()
    whole = estate.handler

    def deep(request: Request) -> Reply:
        reply = whole(request)
        if auth0_runs.LIST not in request.target:
            return reply
        nested = b'{"a":' * depth + b"1" + b"}" * depth
        return Reply(body=reply.body.replace(b'"options": {', b'"options": {"novel": ' + nested + b", ", 1))

    run = auth0_runs.export(estate, handler=deep)
    assert run.error is None
    assert run.bundles.keys() == auth0_runs.export(auth0_server.auth0_estate()).bundles.keys()
