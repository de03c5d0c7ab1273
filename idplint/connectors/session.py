"""Reading from a vendor: every request of a run goes through one session, which repeats what may be repeated."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import msgspec

from idplint.connectors.hiding import Hidden
from idplint.connectors.manners import Manners, asked_wait, rest_wait
from idplint.connectors.transport import Answer, Transport, Unreachable
from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_OK = 200
_MULTIPLE = 300
_UNAUTHORISED = 401
_FORBIDDEN = 403
_NOT_FOUND = 404
_TOO_MANY = 429
_MAY_PASS = frozenset({408, 425, _TOO_MANY, 500, 502, 503, 504})
"""Answers that another attempt may better: RFC 9110 section 15, RFC 8470 (425), RFC 6585 (429)."""


class Trouble(Enum):
    """What stood in the way of an answer."""

    NOT_FOUND = "not found"
    """The vendor itself says that there is no such thing; a bare 404, as a proxy gives it, is `FAILED`."""
    FORBIDDEN = "refused"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    MALFORMED = "malformed"
    FAILED = "failed"


class Refusal(msgspec.Struct, frozen=True):
    """Why there is no body, after every attempt that seemed worth it."""

    trouble: Trouble
    reason: str
    """One clause: `Microsoft Graph refused it (403 Authorization_RequestDenied)`."""
    status: int | None = None
    code: str | None = None
    """The vendor's error code."""


class Body(msgspec.Struct, frozen=True):
    """What was read."""

    tree: Any
    """The JSON document as plain values."""
    next_link: str | None
    """From the header `Link`; Graph's stands inside the body."""


class Vendor(Protocol):
    """How a vendor words its refusals."""

    name: str
    """As messages name it."""

    def error_code(self, tree: object) -> str | None:
        """The code inside an error body; None where it is no error body of this vendor's."""

    def says_there_is_none(self, code: str | None) -> bool:
        """Whether a 404 is the vendor's own answer, so that the thing does not exist, and no gateway's."""

    def refuses_credential(self, code: str | None) -> bool:
        """Whether a 401 is about the credential as a whole, rather than about this one call."""

    def help_credential(self) -> str:
        """One line: what to do where the credential is refused."""


class Session:
    """One run's way to a vendor.

    Attributes:
        requests: How many were sent so far, repeated ones included, those for tokens not.
    """

    def __init__(
        self,
        transport: Transport,
        vendor: Vendor,
        origin: str,
        manners: Manners,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        hidden: Hidden | None = None,
    ) -> None:
        """Make a session.

        Args:
            transport: Carries requests.
            vendor: How refusals are worded.
            origin: Scheme, host and port that requests may go to, and no others.
            manners: Limits.
            sleep: Waits; tests count instead.
            hidden: What no message may show; a vendor that knows its own codes by their form needs none.
        """
        self.requests = 0
        self.vendor = vendor
        self._transport = transport
        self._origin = _origin(origin)
        self._manners = manners
        self._sleep = sleep
        self._hidden = hidden or Hidden()
        self._slots = asyncio.Semaphore(manners.concurrency)
        self._paused_until = 0.0
        self._renewing = asyncio.Lock()
        self._renewals = 0

    async def read(self, url: str, accept: Callable[[Any], bool]) -> Body | Refusal:
        """Read one JSON document.

        Args:
            url: Absolute, of this session's origin.
            accept: Whether a document has the expected shape; one that has not counts as malformed.

        Raises:
            ConnectorError: The credential is refused, or the address leads elsewhere.
        """
        if _origin(url) != self._origin:
            raise ConnectorError(
                f"{self.vendor.name} names an address elsewhere ({_shown(url)}), which is not followed",
                help="a proxy may rewrite its answers; ask from another network",
            )
        async with self._slots:
            return await self._read(url, accept)

    async def _read(self, url: str, accept: Callable[[Any], bool]) -> Body | Refusal:
        renewed = False
        attempt = 0
        while True:
            attempt += 1
            await self._pass_pause()
            renewals = self._renewals
            self.requests += 1
            answer = None
            try:
                answer = await self._transport.get(url)
            except Unreachable as error:
                reading: Body | Refusal = Refusal(Trouble.UNREACHABLE, f"{self.vendor.name} gave no answer: {error}")
            else:
                reading = self._judge(answer, accept)
            if answer is not None:
                self._rest(answer)
            if isinstance(reading, Body):
                return reading
            if reading.status == _UNAUTHORISED and self.vendor.refuses_credential(reading.code):
                if renewed:
                    raise self._refused(reading)
                renewed = True
                await self._renew(renewals)
                continue
            if reading.trouble is not Trouble.UNREACHABLE and not _may_pass(reading):
                return reading
            throttled = reading.trouble is Trouble.THROTTLED
            asked = asked_wait(answer.headers, throttled=throttled) if answer is not None else None
            wait = self._manners.wait(attempt, asked)
            if wait is None:
                return msgspec.structs.replace(reading, reason=f"{reading.reason}, and asked to wait {asked:.0f} s")
            if attempt >= self._manners.attempts:
                return reading
            if throttled:
                self._pause(wait)
            await self._sleep(wait)

    def _judge(self, answer: Answer, accept: Callable[[Any], bool]) -> Body | Refusal:
        name = self.vendor.name
        try:
            tree = msgspec.json.decode(answer.content)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            tree = None
        if _OK <= answer.status < _MULTIPLE:
            # `null` is no document that any of the vendors gives.
            if tree is not None and accept(tree):
                return Body(tree, answer.next_link)
            return Refusal(Trouble.MALFORMED, f"{name} answered with something else than was asked for", answer.status)
        code = self._word(self.vendor.error_code(tree))
        words = f"{answer.status} {code}" if code else str(answer.status)
        if answer.status in (_FORBIDDEN, _UNAUTHORISED):
            return Refusal(Trouble.FORBIDDEN, f"{name} refused it ({words})", answer.status, code)
        if answer.status == _NOT_FOUND and self.vendor.says_there_is_none(code):
            return Refusal(Trouble.NOT_FOUND, f"{name} has no such thing ({words})", answer.status, code)
        if answer.status == _TOO_MANY:
            return Refusal(Trouble.THROTTLED, f"{name} was asked too often ({words})", answer.status, code)
        return Refusal(Trouble.FAILED, f"{name} failed ({words})", answer.status, code)

    def _word(self, code: str | None) -> str | None:
        """An error code as messages print it: a server's word, but nothing that only looks like one, such as our own token."""
        if code is None or not code.isascii() or not code.replace("_", "").replace(".", "").replace("-", "").isalnum():
            return None
        return code[:80] if self._hidden.hide(code) == code else None

    async def _renew(self, renewals: int) -> None:
        """Have another token fetched, once for all requests that went out with the same one."""
        async with self._renewing:
            if renewals == self._renewals:
                await self._transport.renew()
                self._renewals += 1

    def _refused(self, refusal: Refusal) -> ConnectorError:
        return ConnectorError(
            f"{self.vendor.name} does not accept the credential ({refusal.status} {refusal.code or ''}".rstrip() + ")",
            help=self.vendor.help_credential(),
        )

    def _pause(self, seconds: float) -> None:
        """Hold back every request: a server that throttles one would throttle the next."""
        self._paused_until = max(self._paused_until, asyncio.get_running_loop().time() + seconds)

    def _rest(self, answer: Answer) -> None:
        """Hold back requests that would be refused anyway; where that is for too long, let the server say so itself."""
        seconds = rest_wait(answer.headers) if _OK <= answer.status < _MULTIPLE else 0.0
        if 0 < seconds <= self._manners.longest_wait:
            self._pause(seconds)

    async def _pass_pause(self) -> None:
        left = self._paused_until - asyncio.get_running_loop().time()
        if left > 0:
            await self._sleep(left)

    async def close(self) -> None:
        """Close connections."""
        await self._transport.close()


def _may_pass(refusal: Refusal) -> bool:
    return refusal.trouble is Trouble.MALFORMED or refusal.status in _MAY_PASS


def _origin(url: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return ("", None, None)
    if parts.username is not None or parts.password is not None:
        return ("", None, None)
    return (parts.scheme, parts.hostname, port)


def _shown(url: str) -> str:
    scheme, host, _ = _origin(url)
    return f"{scheme}://{host}" if host and host.isascii() else "one that cannot be read"
