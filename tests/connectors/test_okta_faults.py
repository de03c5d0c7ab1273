"""What goes wrong between an Okta org and an export, through the real SDK: waits, cuts, loops and refusals."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate
from typing import TYPE_CHECKING

import msgspec
import pytest

pytest.importorskip("okta")

from idplint.connectors.hiding import Hidden
from idplint.connectors.manners import Manners, asked_wait, rest_wait
from idplint.connectors.okta_calls import OktaCalls
from idplint.connectors.okta_opening import connect
from idplint.connectors.okta_transport import OktaTransport
from idplint.connectors.okta_vendor import OktaVendor
from idplint.connectors.session import Session
from idplint.errors import ConnectorError
from tests.connectors.loopback import Loopback, Reply, Request
from tests.connectors.okta_runs import FAST, WHOLE, Run, api_token, export, on
from tests.connectors.okta_server import app_id, okta_estate, trouble

if TYPE_CHECKING:
    from tests.connectors.loopback import Fault


@pytest.fixture(scope="module")
def whole() -> Run:
    return export(okta_estate())


def limited(seconds: float, remaining: str = "0", limit: str = "600", skew: float = 0.0) -> list[tuple[str, str]]:
    """The headers of an org whose clock is ahead by `skew`."""
    now = time.time() + skew
    return [
        ("Date", formatdate(now, usegmt=True)),
        ("X-Rate-Limit-Limit", limit),
        ("X-Rate-Limit-Remaining", remaining),
        ("X-Rate-Limit-Reset", str(int(now + seconds))),
    ]


THROTTLED = b'{"errorCode": "E0000047"}'


@pytest.mark.parametrize(
    "reply",
    [
        Reply(429, THROTTLED),
        Reply(429, THROTTLED, [("Retry-After", "0")]),
        Reply(429, b"<html>slow down"),
        Reply(500),
        Reply(502, b"<html>"),
        Reply(503, headers=limited(3000)),
        Reply(504),
        Reply(cut_after=0),
        Reply(body=b"[]" * 50, cut_after=10),
        Reply(body=b"[", content_type="application/json"),
        Reply(body=b"\xff\xfe\x00", content_type="text/html"),
        Reply(body=b"null"),
        Reply(body=b"not gzip", headers=[("Content-Encoding", "gzip")]),
        Reply(headers=[("Content-Encoding", "a-coding-of-next-year")], body=b"xyz"),
        Reply(delay=0.8),
    ],
    ids=lambda reply: (
        f"{reply.status}-{reply.body[:8]!r}-{'cut' if reply.cut_after is not None else len(list(reply.headers))}"
    ),
)
@pytest.mark.parametrize(
    "place", ["/apps?limit", "/mappings?after", "prm00000000000000001", "connections/default", "idps"]
)
def test_what_passes_leaves_no_trace(place: str, reply: Reply, whole: Run) -> None:
    run = export(okta_estate(), fault=on(place, reply, times=1))
    assert run.error is None
    assert run.bundles == whole.bundles
    assert not run.lacking
    assert run.requests == len(run.server.seen) == whole.requests + 1


@pytest.mark.parametrize(
    "headers",
    [
        [("Retry-After", formatdate(0, usegmt=True)), ("Date", formatdate(0, usegmt=True))],
        limited(0, skew=86400),
        limited(0, limit="0", skew=-86400),
    ],
    ids=["date", "reset", "concurrency"],
)
def test_a_throttled_org_is_asked_again_when_it_said(headers: list[tuple[str, str]], whole: Run) -> None:
    begin = time.monotonic()
    run = export(okta_estate(), fault=on("/apps?after", Reply(429, THROTTLED, headers), times=1))
    assert run.bundles == whole.bundles
    assert time.monotonic() - begin >= 1


def test_a_wait_above_the_ceiling_is_not_waited_for() -> None:
    reply = Reply(429, THROTTLED, limited(3600, skew=-7200))
    begin = time.monotonic()
    run = export(okta_estate(), fault=on("prm00000000000000001", reply))
    assert run.error is None
    assert run.lacking == {app_id(1): ["profileMappings.properties"]}
    [unread] = next(each.unread for each in run.harvested if each.unread)
    assert unread.reason.startswith("Okta was asked too often (429 E0000047), and asked to wait 36")
    assert run.asked("prm00000000000000001") == 1
    assert time.monotonic() - begin < 3000


def test_a_skewed_clock_does_not_change_how_long_is_waited() -> None:
    for skew in (-86400.0, 0.0, 86400.0):
        headers = {name.lower(): value for name, value in limited(7, skew=skew)}
        assert 7 <= (asked_wait(headers) or 0) <= 9
        assert 7 <= rest_wait(headers) <= 9


def test_limits_are_not_waited_for_after_a_failure_of_another_kind() -> None:
    headers = {name.lower(): value for name, value in limited(50)}
    assert asked_wait(headers, throttled=False) is None
    assert asked_wait({**headers, "retry-after": "3"}, throttled=False) == 3


def test_there_is_no_rest_where_something_remains_or_the_headers_say_nothing() -> None:
    assert rest_wait({name.lower(): value for name, value in limited(50, remaining="1")}) == 0
    assert rest_wait({name.lower(): value for name, value in limited(50, limit="0")}) == 0
    assert rest_wait({"x-rate-limit-remaining": "0"}) == 0
    assert rest_wait({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "soon", "date": "yesterday"}) == 0
    assert rest_wait({}) == 0


@pytest.mark.parametrize(("remaining", "rests"), [("0", True), ("1", False)])
def test_the_next_request_waits_when_the_limit_is_used_up(remaining: str, rests: bool) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def read(server: Loopback) -> None:
        credential = api_token(server.url)
        vendor = OktaVendor(credential.mode)
        transport = OktaTransport(credential, vendor, FAST, Hidden())
        session = Session(transport, vendor, server.url, Manners(), sleep)
        calls = OktaCalls(session, server.url)
        await calls.application(app_id(1))
        assert not waits
        await calls.application(app_id(1))
        await session.close()

    estate = okta_estate()

    def handler(request: Request) -> Reply:
        return with_headers(estate.handler(request), limited(20, remaining))

    with Loopback(handler) as server:
        asyncio.run(read(server))
    assert bool(waits) == rests
    assert all(19 <= wait <= 22 for wait in waits)


def with_headers(reply: Reply, headers: list[tuple[str, str]]) -> Reply:
    return Reply(reply.status, reply.body, headers, reply.content_type)


# --- lists that do not end ------------------------------------------------------------------------------------------


def linking(target: str, body: bytes = b"[]") -> Reply:
    return Reply(body=body, headers=[("Link", f'<{target}>; rel="next"')])


def test_a_list_of_applications_that_leads_back_to_itself_ends_the_run() -> None:
    def fault(_: int, request: Request) -> Reply | None:
        return linking("/api/v1/apps?limit=200") if "/apps?after" in request.target else None

    run = export(okta_estate(), fault=fault)
    assert isinstance(run.error, ConnectorError)
    assert "leads back to itself" in run.error.message


def test_a_list_of_applications_that_never_ends_and_holds_nothing_ends_the_run() -> None:
    def fault(index: int, request: Request) -> Reply | None:
        return linking(f"/api/v1/apps?after={index}") if "/apps?" in request.target else None

    run = export(okta_estate(), fault=fault)
    assert isinstance(run.error, ConnectorError)
    assert "leads back to itself" in run.error.message
    assert run.asked("/apps?") < 1100


def test_a_list_of_mappings_that_leads_back_leaves_the_mappings_unknown() -> None:
    run = export(okta_estate(), fault=on("/mappings?", linking("/api/v1/mappings?limit=200")))
    assert run.error is None
    assert run.lacking.keys() == {app_id(number) for number in (*range(1, 10), 13, 14, 16)}
    assert {unread for each in run.harvested for unread in each.unread} == {
        next(each.unread[0] for each in run.harvested if each.unread)
    }


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/api/v1/apps?after=2",
        "http://127.0.0.1:1/api/v1/apps",
        "//evil.example/apps",
        "http://user@127.0.0.1/",
        "http://[",
        "file:///etc/passwd",
        "https://127.0.0.1/api/v1/apps",
    ],
)
def test_a_page_at_another_host_is_not_fetched(target: str) -> None:
    run = export(okta_estate(), fault=on("/apps?after", linking(target)))
    assert isinstance(run.error, ConnectorError)
    assert "names an address elsewhere" in run.error.message


def test_a_redirection_is_not_followed() -> None:
    with Loopback(lambda _: Reply(body=b"[]")) as elsewhere:
        reply = Reply(302, headers=[("Location", f"{elsewhere.url}/api/v1/apps")])
        run = export(okta_estate(), fault=on("/apps?limit", reply))
        assert isinstance(run.error, ConnectorError)
        assert "Okta failed (302)" in run.error.message
        assert not elsewhere.seen


# --- credentials that end ---------------------------------------------------------------------------------------------


def test_an_api_token_that_is_refused_ends_the_run_and_says_what_to_check() -> None:
    run = export(okta_estate(), fault=on("/apps", trouble(401, "E0000011")))
    assert isinstance(run.error, ConnectorError)
    assert run.error.message == "Okta does not accept the credential (401 E0000011)"
    assert "OKTA_CLIENT_TOKEN" in (run.error.help or "")


def test_a_401_that_passes_leaves_no_trace(whole: Run) -> None:
    run = export(okta_estate(), fault=on("/apps?after", trouble(401, "E0000011"), times=1))
    assert run.error is None
    assert run.bundles == whole.bundles


def test_a_server_that_is_not_there_is_an_error_and_no_traceback() -> None:
    with Loopback(lambda _: Reply()) as server:
        url = server.url

    async def run() -> None:
        connector = connect(api_token(url), FAST, Hidden())
        try:
            async for _ in connector.harvest(WHOLE):
                pass
        finally:
            await connector.close()

    with pytest.raises(ConnectorError, match=r"Okta gave no answer: it cannot be connected to \(.*refused"):
        asyncio.run(run())


@pytest.mark.parametrize(
    ("proxy", "said"),
    [("", "no host of the name in OKTA_CLIENT_ORGURL"), ("http://proxy.invalid:3128", "no host of the proxy's name")],
)
def test_a_host_that_nobody_knows_is_an_error_at_once(proxy: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.setenv("NO_PROXY", "")

    async def run() -> None:
        connector = connect(
            api_token("https://acme.invalid"), msgspec.structs.replace(FAST, answer_within=20), Hidden()
        )
        try:
            async for _ in connector.harvest(WHOLE):
                pass
        finally:
            assert connector.requests == 1
            await connector.close()

    with pytest.raises(ConnectorError, match=said):
        asyncio.run(run())


# --- every fault at every request --------------------------------------------------------------------------------------

FAULTS = {
    "401": trouble(401, "E0000011"),
    "403": trouble(403, "E0000006"),
    "404": trouble(404, "E0000007"),
    "429": Reply(429, THROTTLED),
    "500": Reply(500, b"{}"),
    "cut": Reply(body=b"[]", cut_after=1),
    "malformed": Reply(body=b'{"errorCode"'),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_one_fault_anywhere_gives_the_same_export_or_one_that_says_what_it_lacks(kind: str, whole: Run) -> None:
    passes = kind in {"401", "429", "500", "cut", "malformed"}
    for index in range(whole.requests):
        run = export(okta_estate(), fault=at(index, FAULTS[kind]))
        if passes:
            assert run.error is None
            assert run.bundles == whole.bundles
        elif run.error is None:
            for ident, bundle in run.bundles.items():
                if ident not in whole.bundles:
                    assert run.unread
                    continue
                lacking = {part.partition(".")[0] for part in run.lacking.get(ident, ())}
                for part, value in whole.bundles[ident].items():
                    same = bundle.get(part) == value
                    # A 404 is a statement of the server's: there is none.
                    assert same or part in lacking or (kind == "404" and not bundle.get(part)), (index, ident, part)
            if run.bundles.keys() != whole.bundles.keys():
                assert run.unread


def at(number: int, reply: Reply) -> Fault:
    return lambda index, _: reply if index == number else None
