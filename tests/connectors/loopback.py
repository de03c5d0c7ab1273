"""A real HTTP server on 127.0.0.1, in a thread of its own, that can fail in every way a vendor's can."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from aiohttp import web

if TYPE_CHECKING:
    import ssl


@dataclass(frozen=True)
class Request:
    """What arrived."""

    method: str
    path: str
    """Decoded, without the query."""
    query: dict[str, str]
    target: str
    """Path and query as they were sent."""
    headers: dict[str, str]
    """By lower-case name."""
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What goes back."""

    status: int = 200
    body: bytes = b""
    headers: Iterable[tuple[str, str]] = ()
    content_type: str = "application/json"
    delay: float = 0.0
    """Seconds before the first byte."""
    cut_after: int | None = None
    """Close the connection after so many bytes of the body, though all of them were announced; None: do not."""


Handler = Callable[[Request], Reply]
Fault = Callable[[int, Request], Reply | None]
"""Given the index of a request and the request: what to answer in place of the handler; None: nothing goes wrong."""


@dataclass
class Loopback:
    """A server; `with Loopback(handler) as server:` runs it."""

    handler: Handler
    fault: Fault | None = None
    tls: ssl.SSLContext | None = None
    seen: list[Request] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def methods(self) -> set[str]:
        """Every method that arrived."""
        return {request.method for request in self.seen}

    async def _start(self) -> None:
        # No access log, and no wait for connections that clients keep open.
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self.tls)
        await site.start()
        self._site = site
        self.port = int(self._runner.addresses[0][1])

    async def _stop(self) -> None:
        await self._site.stop()
        # A connection that was just accepted is not the runner's to close before the loop went round.
        for _ in range(5):
            await asyncio.sleep(0)
        await self._runner.cleanup()
        for _ in range(5):
            await asyncio.sleep(0)
        # Answers that are still held back.
        late = asyncio.all_tasks() - {asyncio.current_task()}
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for _ in range(5):
            await asyncio.sleep(0)

    async def _answer(self, arrived: web.BaseRequest) -> web.StreamResponse:
        request = Request(
            arrived.method,
            arrived.path,
            dict(arrived.query),
            arrived.raw_path,
            {name.lower(): value for name, value in arrived.headers.items()},
            await arrived.read(),
        )
        index = len(self.seen)
        self.seen.append(request)
        reply = (self.fault and self.fault(index, request)) or self.handler(request)
        if reply.delay:
            await asyncio.sleep(reply.delay)
        if reply.cut_after is None:
            response = web.Response(status=reply.status, body=reply.body, content_type=reply.content_type)
            for name, value in reply.headers:
                response.headers.add(name, value)
            return response
        stream = web.StreamResponse(status=reply.status, headers={"Content-Length": str(len(reply.body) + 1)})
        stream.content_type = reply.content_type
        with suppress(ConnectionError):  # the client may be gone before it is cut off
            await stream.prepare(arrived)
            await stream.write(reply.body[: reply.cut_after])
        if arrived.transport is not None:
            arrived.transport.abort()
        return stream
