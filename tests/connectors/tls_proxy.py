"""The Internet of a test: a CONNECT proxy on this machine, behind which vendors' host names lead to loopback servers.

Programs are told of it as of any company's proxy, by environment variables, and check certificates as ever: those of the
servers come from an authority that only lives as long as the test.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import trustme

from tests.connectors.loopback import Loopback

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.connectors.loopback import Fault, Handler, Reply, Request

USER = "proxy-user"
PASSWORD = "planted-proxy-password"  # noqa: S105 - of a proxy that is gone when the test is


@dataclass
class Internet:
    """`with Internet({"graph.microsoft.com": handler}, folder) as internet:` runs the proxy and the servers."""

    hosts: Mapping[str, Handler]
    folder: Path
    """Takes the authority's certificate."""
    fault: Fault | None = None
    """Given the index of a request over all hosts together."""
    asks_password: bool = False
    servers: dict[str, Loopback] = field(default_factory=dict)
    tunnels: list[str] = field(default_factory=list)
    """Every host that a tunnel was opened to, in order."""
    refused: list[str] = field(default_factory=list)
    """First lines of what was not let through."""

    def __enter__(self) -> Self:
        authority = trustme.CA(organization_name="An authority of the tests")
        self.certificate = self.folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.certificate))
        self._open = contextlib.ExitStack()
        for host, handler in self.hosts.items():
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert(host).configure_cert(tls)
            self.servers[host] = self._open.enter_context(Loopback(handler, self._fault, tls))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._listening = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._open.close()

    @property
    def requests(self) -> int:
        """How many requests arrived, over all hosts."""
        return sum(len(server.seen) for server in self.servers.values())

    @property
    def environment(self) -> dict[str, str]:
        """The variables that send a program here, and no others."""
        login = f"{USER}:{PASSWORD}@" if self.asks_password else ""
        proxy = f"http://{login}127.0.0.1:{self.port}"
        return {"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, "SSL_CERT_FILE": str(self.certificate)}

    def restart(self, fault: Fault | None) -> None:
        """Forget what arrived, and go wrong like this from now on."""
        for server in self.servers.values():
            server.seen.clear()
        self.fault = fault

    def _fault(self, _: int, request: Request) -> Reply | None:
        # Each server counts for itself, and has already counted this one.
        return self.fault(self.requests - 1, request) if self.fault else None

    async def _listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self._tunnel, "127.0.0.1", 0)
        self.port = int(server.sockets[0].getsockname()[1])
        return server

    async def _stop(self) -> None:
        self._listening.close()
        here = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not here]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            host = self._allowed(first, lines)
            if host is None:
                self.refused.append(first)
                status = "407 Proxy Authentication Required" if self.asks_password else "403 Forbidden"
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
                await writer.drain()
                return
            self.tunnels.append(host)
            onward_reader, onward_writer = await asyncio.open_connection("127.0.0.1", self.servers[host].port)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(_pipe(reader, onward_writer), _pipe(onward_reader, writer))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _allowed(self, first: str, lines: list[str]) -> str | None:
        method, _, rest = first.partition(" ")
        host, _, port = rest.partition(" ")[0].rpartition(":")
        if method != "CONNECT" or port != "443" or host not in self.servers:
            return None
        login = "proxy-authorization: basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.asks_password and login.lower() not in {line.lower() for line in lines}:
            return None
        return host


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    finally:
        writer.close()
