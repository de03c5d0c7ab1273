"""Reading through a session, against a real server: what is repeated, how long it waits, and where it stops."""

from __future__ import annotations

import asyncio
import json
import time
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from idplint.connectors.manners import Manners, asked_wait
from idplint.connectors.paging import ListNotRead, pages, side_by_side
from idplint.connectors.session import Body, Refusal, Session, Trouble
from idplint.connectors.transport import Answer, Unreachable
from idplint.errors import ConnectorError
from tests.connectors.loopback import Loopback, Reply, Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

OK = Reply(body=b'{"value": [1]}')


class Plain:
    """The least transport there can be, over a real client."""

    def __init__(self) -> None:
        self.client = httpx.AsyncClient(timeout=0.5, trust_env=False)
        self.token = 0

    async def get(self, url: str) -> Answer:
        try:
            answer = await self.client.get(url, headers={"Authorization": f"Bearer {self.token}"})
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from None
        return Answer(answer.status_code, dict(answer.headers), answer.content)

    async def renew(self) -> None:
        self.token += 1

    async def close(self) -> None:
        await self.client.aclose()


class Acme:
    name = "Acme"

    def error_code(self, tree: object) -> str | None:
        code = tree.get("code") if isinstance(tree, dict) else None
        return code if isinstance(code, str) else None

    def says_there_is_none(self, code: str | None) -> bool:
        return code == "none"

    def refuses_credential(self, code: str | None) -> bool:
        return code != "this-call"

    def help_credential(self) -> str:
        return "sign in again"


class Run:
    """One server, one session, and the waits it asked for."""

    def __init__(self, server: Loopback, **manners: Any) -> None:
        self.waits: list[float] = []
        self.server = server
        self.manners = Manners(jitter=0.0, **manners)

    def read(self, path: str = "/x", accept: Callable[[Any], bool] = lambda tree: isinstance(tree, dict)) -> Any:
        async def reading(session: Session) -> Body | Refusal:
            return await session.read(self.server.url + path, accept)

        return self.having(reading)

    def having(self, work: Callable[[Session], Any]) -> Any:
        async def sleep(seconds: float) -> None:
            self.waits.append(round(seconds, 3))

        async def whole() -> Any:
            self.transport = Plain()
            session = Session(self.transport, Acme(), self.server.url, self.manners, sleep)
            try:
                return await work(session)
            finally:
                await session.close()

        return asyncio.run(whole())


def failing(first: int, reply: Reply) -> Callable[[int, Request], Reply | None]:
    return lambda index, _: reply if index < first else None


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500),
        Reply(503),
        Reply(429),
        Reply(408),
        Reply(body=b'{"value": [1'),
        Reply(body=b"\xff\xfe"),
        Reply(body=b"null"),
        Reply(body=b"[]"),
        Reply(body=b'{"value": [1]}', cut_after=5),
        Reply(cut_after=0),
        Reply(delay=0.8),
    ],
    ids=["500", "503", "429", "408", "truncated", "bytes", "null", "shape", "cut", "cut-at-once", "slow"],
)
def test_what_may_pass_is_asked_again_with_doubling_waits(reply: Reply) -> None:
    with Loopback(lambda _: OK, failing(2, reply)) as server:
        run = Run(server)
        assert run.read().tree == {"value": [1]}
    assert [wait for wait in run.waits if wait >= 1] == run.waits
    assert run.waits[0] == 1.0
    assert 2.0 in run.waits


def test_the_last_attempt_leaves_a_refusal_that_says_what_happened() -> None:
    with Loopback(lambda _: Reply(503, b'{"code": "busy"}')) as server:
        refusal = Run(server, attempts=3).read()
    assert len(server.seen) == 3
    assert refusal == Refusal(Trouble.FAILED, "Acme failed (503 busy)", 503, "busy")


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (403, b'{"code": "no"}', Trouble.FORBIDDEN),
        (401, b'{"code": "this-call"}', Trouble.FORBIDDEN),
        (404, b'{"code": "none"}', Trouble.NOT_FOUND),
        (404, b"<h1>Not Found</h1>", Trouble.FAILED),
        (409, b"{}", Trouble.FAILED),
        (302, b"", Trouble.FAILED),
        (501, b"", Trouble.FAILED),
    ],
)
def test_what_will_not_pass_is_asked_once(status: int, body: bytes, trouble: Trouble) -> None:
    with Loopback(lambda _: Reply(status, body, [("Location", "http://127.0.0.1:9/")])) as server:
        refusal = Run(server).read()
    assert len(server.seen) == 1
    assert refusal.trouble is trouble


def test_a_word_of_the_server_is_printed_only_where_it_is_a_word() -> None:
    with Loopback(lambda _: Reply(403, json.dumps({"code": "\x1b[31m::error::"}).encode())) as server:
        assert Run(server).read().reason == "Acme refused it (403)"


def test_the_wait_that_the_server_names_is_kept() -> None:
    with Loopback(lambda _: OK, failing(1, Reply(429, headers=[("Retry-After", "17")]))) as server:
        run = Run(server)
        run.read()
    assert run.waits[0] == 17


def test_a_wait_beyond_the_ceiling_is_not_waited() -> None:
    with Loopback(lambda _: Reply(429, headers=[("Retry-After", "3600")])) as server:
        run = Run(server)
        refusal = run.read()
    assert (run.waits, len(server.seen)) == ([], 1)
    assert refusal.reason == "Acme was asked too often (429), and asked to wait 3600 s"


def test_a_reset_is_counted_from_the_servers_own_clock() -> None:
    hour_off = time.time() + 3600
    headers = {"date": formatdate(hour_off, usegmt=True), "x-rate-limit-reset": str(int(hour_off) + 20)}
    assert asked_wait(headers) == 21
    assert asked_wait({"date": headers["date"], "retry-after": formatdate(hour_off + 5, usegmt=True)}) == 6
    assert asked_wait({"x-rate-limit-reset": "1"}) is None
    assert asked_wait({"date": "yesterday", "retry-after": "soon", "x-rate-limit-reset": "never"}) is None
    assert asked_wait({"date": headers["date"], "x-rate-limit-reset": "1"}) == 1


def test_a_refused_token_is_renewed_once_for_everybody_who_held_it() -> None:
    def expired(_: int, request: Request) -> Reply | None:
        return Reply(401, b'{"code": "expired"}') if request.headers["authorization"] == "Bearer 0" else None

    async def several(session: Session) -> list[Body | Refusal]:
        url = server.url + "/x"
        return await asyncio.gather(*(session.read(url, lambda _: True) for _ in range(5)))

    with Loopback(lambda _: OK, expired) as server:
        run = Run(server)
        readings = run.having(several)
    assert all(isinstance(reading, Body) for reading in readings)
    assert run.transport.token == 1


def test_a_credential_that_stays_refused_ends_the_run() -> None:
    with Loopback(lambda _: Reply(401, b'{"code": "revoked"}')) as server, pytest.raises(ConnectorError) as raised:
        Run(server).read()
    assert str(raised.value) == "Acme does not accept the credential (401 revoked)"
    assert raised.value.help == "sign in again"
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://127.0.0.2:1/x",
        "https://127.0.0.1/x",
        "http://user@127.0.0.1:1/x",
        "file:///etc/passwd",
        "//",
        "http://[::1",
    ],
)
def test_nothing_is_asked_of_another_host(elsewhere: str) -> None:
    async def leave(session: Session) -> None:
        await session.read(elsewhere, lambda _: True)

    with Loopback(lambda _: OK) as server, pytest.raises(ConnectorError, match="elsewhere"):
        Run(server).having(leave)
    assert server.seen == []


def numbers(following: Callable[[int], str | None]) -> Callable[[Request], Reply]:
    """A list whose page n holds the number n, and whose next page `following` names."""

    def answer(request: Request) -> Reply:
        number = int(request.query.get("page", "0"))
        return Reply(body=json.dumps({"value": [number], "next": following(number)}).encode())

    return answer


def listed(server: Loopback) -> list[int]:
    async def whole(session: Session) -> list[int]:
        found: list[int] = []
        async for page in pages(
            session,
            server.url + "/x",
            lambda tree: isinstance(tree, dict) and isinstance(tree.get("value"), list),
            lambda tree: tree["value"],
            lambda body: None if body.tree["next"] is None else server.url + body.tree["next"],
        ):
            found += page
        return found

    result: list[int] = Run(server, attempts=2).having(whole)
    return result


def test_a_list_is_read_to_its_last_page() -> None:
    with Loopback(numbers(lambda number: f"/x?page={number + 1}" if number < 4 else None)) as server:
        assert listed(server) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("loop", [lambda _: "/x?page=0", lambda number: f"/x?page={1 - number}", lambda _: "/x"])
def test_a_list_that_leads_back_is_not_taken_for_whole(loop: Callable[[int], str | None]) -> None:
    with Loopback(numbers(loop)) as server, pytest.raises(ListNotRead, match="leads back"):
        listed(server)
    assert len(server.seen) <= 3


def test_a_list_of_empty_pages_ends() -> None:
    def answer(request: Request) -> Reply:
        number = int(request.query.get("page", "0"))
        return Reply(body=json.dumps({"value": [], "next": f"/x?page={number + 1}"}).encode())

    with Loopback(answer) as server, pytest.raises(ListNotRead):
        listed(server)


def test_a_page_that_does_not_come_is_not_the_end_of_the_list() -> None:
    def gone(_: int, request: Request) -> Reply | None:
        return Reply(500) if request.query.get("page") == "2" else None

    four = numbers(lambda number: f"/x?page={number + 1}" if number < 4 else None)
    with Loopback(four, gone) as server, pytest.raises(ListNotRead) as raised:
        listed(server)
    assert raised.value.refusal.status == 500


async def counting(upto: int, taken: list[int]) -> AsyncIterator[int]:
    for number in range(upto):
        taken.append(number)
        yield number


def test_work_side_by_side_takes_no_more_than_it_can_do() -> None:
    taken: list[int] = []
    ahead: list[int] = []

    async def work(number: int) -> int:
        await asyncio.sleep(0)
        return number * number

    async def whole() -> list[int]:
        results = []
        async for result in side_by_side(counting(50, taken), work, 4):
            results.append(result)
            ahead.append(len(taken) - len(results))
        return results

    assert sorted(asyncio.run(whole())) == [number * number for number in range(50)]
    assert max(ahead) <= 4


def test_work_that_fails_stops_the_rest() -> None:
    stopped: list[int] = []

    async def work(number: int) -> int:
        if number == 2:
            raise ConnectorError("over")
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.append(number)
            raise
        return number

    async def whole() -> None:
        async for _ in side_by_side(counting(10, []), work, 3):
            pass

    with pytest.raises(ConnectorError, match="over"):
        asyncio.run(whole())
    assert sorted(stopped) == [0, 1]
