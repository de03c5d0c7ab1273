"""Lists that go wrong, what passes when it is asked for again, and what ends an export."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from typing import TYPE_CHECKING

import msgspec
import pytest

pytest.importorskip("msgraph")

from idplint.connectors.hiding import silence_sdks
from idplint.errors import ConnectorError
from tests.connectors.entra_bodies import claims_policy, principal_id
from tests.connectors.entra_run import ALL, PARTS, export, quick, when
from tests.connectors.entra_server import body, connector_at, entra_estate, error
from tests.connectors.loopback import Loopback, Reply, Request

if TYPE_CHECKING:
    from idplint.connectors.entra_harvest import EntraConnector

PLANTED = "planted-Value-Of-The-Tests"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


class TestLists:
    """Lists that go wrong: none may pass for whole."""

    def test_a_refused_list_of_applications_names_the_permission(self) -> None:
        with pytest.raises(ConnectorError) as raised:
            export(fault=when(r"/servicePrincipals\?", error(403, "Authorization_RequestDenied")))
        assert str(raised.value) == (
            "the list of applications cannot be read: Microsoft Graph refused it (403 Authorization_RequestDenied)"
        )
        assert raised.value.help == (
            "grant Application.Read.All to the credential, and have an administrator consent to it"
        )

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(500),
            Reply(200, b'{"value": ['),
            body({"value": [{"displayName": "no id"}]}),
            body({"value": [{"id": ""}]}),
            body({"value": None}),
            body({"value": [None]}),
            body({"value": [], "@odata.nextLink": 7}),
            body([]),
        ],
    )
    def test_a_page_of_applications_that_does_not_come_ends_the_run(self, reply: Reply) -> None:
        with pytest.raises(ConnectorError, match="the list of applications cannot be read"):
            export(fault=when(r"/servicePrincipals\?.*skiptoken=3", reply), manners=quick(attempts=2))

    def test_a_list_that_leads_back_ends_the_run(self) -> None:
        def fault(_: int, request: Request) -> Reply | None:
            if "skiptoken=6" not in request.target:
                return None
            link = f"http://{request.headers['host']}{request.target.replace('skiptoken=6', 'skiptoken=3')}"
            return body({"value": [], "@odata.nextLink": link})

        with pytest.raises(ConnectorError, match="leads back to itself"):
            export(fault=fault)

    def test_a_list_that_never_ends_ends_the_run(self) -> None:
        estate = entra_estate()
        again = {"id": estate.principals[0]["id"]}

        def fault(index: int, request: Request) -> Reply | None:
            if not request.path.endswith("/servicePrincipals"):
                return None
            link = f"http://{request.headers['host']}{request.path}?$skiptoken=endless{index}"
            return body({"value": [again], "@odata.nextLink": link})

        with pytest.raises(ConnectorError, match="leads back to itself"):
            export(estate, fault=fault)

    @pytest.mark.parametrize("link", ["https://elsewhere.example/v1.0/x", "http://user:pass@127.0.0.1/x", "/v1.0/x"])
    def test_a_next_page_elsewhere_is_not_followed(self, link: str) -> None:
        with pytest.raises(ConnectorError, match="names an address elsewhere") as raised:
            export(fault=when("skiptoken=3", body({"value": [], "@odata.nextLink": link})))
        assert "pass" not in str(raised.value)

    @pytest.mark.parametrize("part", ["synchronizationJobs", "appRoleAssignedTo"])
    def test_a_parts_list_that_leads_back_is_unknown(self, part: str) -> None:
        def fault(_: int, request: Request) -> Reply | None:
            if not re.search(PARTS[part][0], request.target):
                return None
            link = f"http://{request.headers['host']}{request.target}"
            return body({"value": [], "@odata.nextLink": link})

        (lack,) = export(fault=fault).of(1).unread
        assert (lack.part, lack.reason) == (part, "Microsoft Graph sends a list that leads back to itself")

    def test_a_deep_document_is_no_crash(self) -> None:
        deep = b'{"claims": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
        some = export(fault=when("000001/claimsPolicy", Reply(200, deep)), manners=quick(attempts=1))
        assert [each.part for each in some.of(1).unread] == ["claimsPolicy"]


async def asking_who(connector: EntraConnector) -> None:
    try:
        await connector.tenancy()
    finally:
        await connector.close()


class TestRepeating:
    """What passes when it is asked for again."""

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(429, headers=[("Retry-After", "0")]),
            Reply(429),
            Reply(500),
            Reply(200, b"{"),
            Reply(200, b"\x1f\x8bnot gzip", headers=[("Content-Encoding", "gzip")]),
            Reply(cut_after=0),
        ],
        ids=["429", "headerless", "500", "half", "gzip", "cut"],
    )
    def test_every_call_may_fail_once_and_the_export_is_whole(self, reply: Reply) -> None:
        failed: set[str] = set()

        def fault(_: int, request: Request) -> Reply | None:
            if request.path.endswith("/organization") or request.target in failed:
                return None
            failed.add(request.target)
            return reply

        some = export(fault=fault, manners=quick(longest_wait=2.0))
        assert some.found == export().found
        assert len(failed) > 50

    def test_a_date_to_wait_until_is_compared_with_the_servers_clock(self) -> None:
        headers = [("Retry-After", "Sun, 01 Nov 2020 00:00:00 GMT"), ("Date", "Sun, 01 Nov 2020 00:00:09 GMT")]
        busy = when("000001/claimsPolicy", Reply(503, headers=headers), times=1)
        assert export(fault=busy, manners=quick(longest_wait=2.0)).unread == {}

    def test_a_wait_beyond_the_ceiling_leaves_the_part_unknown(self) -> None:
        some = export(fault=when("000001/claimsPolicy", Reply(429, headers=[("Retry-After", "3600")])))
        (lack,) = some.of(1).unread
        assert lack.reason == "Microsoft Graph was asked too often (429), and asked to wait 3600 s"
        assert lack.remedy == "export again later, with a lower --concurrency"

    def test_a_token_that_has_ended_is_replaced(self) -> None:
        estate = entra_estate()
        estate.tokens = {"second-token"}
        some = export(estate, tokens=["first-token", "second-token"])
        assert {*some.found} == ALL
        assert some.unread == {}

    def test_a_credential_that_is_refused_for_good_ends_the_run(self) -> None:
        estate = entra_estate()
        estate.tokens = {"another"}
        with pytest.raises(ConnectorError) as raised:
            export(estate)
        assert str(raised.value) == "Microsoft Graph does not accept the credential (401 InvalidAuthenticationToken)"

    def test_a_wrong_clock_is_named_where_a_token_is_refused(self) -> None:
        refused = error(401, "InvalidAuthenticationToken", Date="Sun, 01 Nov 2020 00:00:00 GMT")
        with pytest.raises(ConnectorError) as raised:
            export(fault=when("", refused))
        assert str(raised.value.help).startswith("this machine's clock is ")

    def test_a_challenge_is_answered_once_per_request(self) -> None:
        challenge = 'Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="'
        refused = error(401, "InvalidAuthenticationToken", WWW_Authenticate=challenge)
        with Loopback(lambda _: refused) as server, pytest.raises(ConnectorError):
            asyncio.run(asking_who(connector_at(server.url)))
        # Asked, challenged; after another token once more, and that is it.
        assert len(server.seen) == 4
        some = export(fault=when("", refused, times=1))
        assert {*some.found} == ALL
        assert some.requests == len(some.seen)

    def test_a_challenge_that_is_no_challenge_is_no_crash(self) -> None:
        for claims in ("%%%", "//79/Q==", "AA"):
            refused = error(401, "InvalidAuthenticationToken", WWW_Authenticate=f'Bearer claims="{claims}"')
            with pytest.raises(ConnectorError):
                export(fault=when("", refused), manners=quick(attempts=2))

    def test_a_server_that_is_not_there_ends_the_run(self) -> None:
        with Loopback(entra_estate().handler) as server:
            url = server.url
        with pytest.raises(ConnectorError) as raised:
            asyncio.run(asking_who(connector_at(url, quick(attempts=2))))
        assert str(raised.value) == "Microsoft Graph gave no answer: it cannot be connected to"


def test_a_token_is_not_sent_in_clear() -> None:
    with pytest.raises(ConnectorError, match="is no https address"):
        connector_at("http://graph.example")


def test_what_servers_say_is_neither_logged_nor_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    silence_sdks()
    token = f"{PLANTED}-token"
    estate = entra_estate()
    estate.claims_policies[principal_id(2)] = claims_policy("mail", secret=PLANTED)
    some = export(
        estate,
        fault=when("000001/", error(403, PLANTED + "::error::\n", PLANTED, WWW_Authenticate=PLANTED)),
        tokens=[token],
    )
    shown = json.dumps([msgspec.to_builtins(each.unread) for each in some.found.values()])
    assert PLANTED not in shown
    with pytest.raises(ConnectorError) as raised:
        export(fault=when("servicePrincipals", error(500, "x\n" + PLANTED, PLANTED)), manners=quick(attempts=1))
    assert PLANTED not in f"{raised.value} {raised.value.help}"
    # The asyncio module's own lines name selectors, and nothing that was sent.
    assert [record for record in caplog.records if record.name != "asyncio"] == []
