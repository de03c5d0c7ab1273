"""The HTTP side that the Okta SDK is given in place of its own: no redirection, no cookie, no second try."""

from __future__ import annotations

import os
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import msgspec

from idplint.connectors.on_the_way import REFUSALS_OF_PROXIES, distrusted, kept_by_proxy, unknown_host
from idplint.connectors.transport import LONGEST_ANSWER, Answer, Unreachable
from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_PARAMETER = r"""\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:"[^"]*"|[^\s";,]*))?"""
_LINK = re.compile(rf"<([^<>]*)>((?:{_PARAMETER})*)")
_RELATION = re.compile(r"""(;\s*rel)\s*=\s*(?:"([^"]*)"|([^\s";,]*))""", re.IGNORECASE)
TOKEN_PATH = "/oauth2/v1/token"  # noqa: S105 - a path


class TokenRefused(Exception):  # noqa: N818 - what happened, not a mistake of anybody's
    """Okta's authorization server gave no token.

    Attributes:
        answer: What it gave instead.
    """

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.status))
        self.answer = answer


class Received(msgspec.Struct, frozen=True):
    """A whole response, under the names that the SDK asks an aiohttp response for."""

    answer: Answer
    content_type: str = "application/json"
    """The SDK reads a token out of this type alone; that it is JSON was seen to before."""
    request_info: None = None

    @property
    def status(self) -> int:
        """The status code."""
        return self.answer.status

    @property
    def headers(self) -> dict[str, str]:
        """By lower-case name."""
        return dict(self.answer.headers)

    async def text(self) -> str:
        """The body for the SDK's eyes; what is read is `answer.content`."""
        return self.answer.content.decode("utf-8", "replace")


class OktaWire:
    """What the SDK takes for an aiohttp session.

    Attributes:
        token_calls: How many calls for tokens were sent.
    """

    def __init__(self, origin: str, answer_within: float, concurrency: int) -> None:
        """Make a session; an event loop has to be running.

        Args:
            origin: Scheme, host and port of the org.
            answer_within: Seconds, for messages: the SDK sets the time-out.
            concurrency: Connections at one time.
        """
        import aiohttp

        self.token_calls = 0
        self._token_url = origin + TOKEN_PATH
        self._answer_within = answer_within
        self._answered = False
        self._proxy = _proxy_for(origin)
        # Not trust_env: aiohttp would also look the host up in ~/.netrc, and fail over two credentials for one request.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=concurrency + 1), cookie_jar=aiohttp.DummyCookieJar()
        )
        # aiohttp repeats a GET by itself where a connection that was kept open turns out to be closed.
        self._session._retry_connection = False  # noqa: SLF001 - there is no public switch

    @asynccontextmanager
    async def request(self, method: str, url: str, **params: Any) -> AsyncIterator[Received]:  # noqa: ANN401 - aiohttp's
        """Send what the SDK wants sent, in so far as reading an org needs it.

        Raises:
            Unreachable: No whole answer came.
            TokenRefused: No token came.
            ConnectorError: The server cannot be trusted, or is not there at all.
        """
        import aiohttp
        from yarl import URL

        for_token = method == "POST" and url == self._token_url
        if not for_token and method != "GET":
            raise ConnectorError("the Okta SDK wanted to send something other than a read, which was stopped")
        self.token_calls += for_token
        # The SDK looks for proxies in its own way, which passes over NO_PROXY.
        params |= {"proxy": self._proxy, "allow_redirects": False}
        try:
            # As it is: what stands in `after` is Okta's.
            async with self._session.request(method, URL(url, encoded=True), **params) as response:
                content = bytearray()
                async for piece in response.content.iter_any():
                    content += piece
                    if len(content) > LONGEST_ANSWER:
                        raise Unreachable(f"it is longer than {LONGEST_ANSWER >> 20} MiB")
                headers = {name.lower(): value for name, value in reversed([*response.headers.items()])}
                following = next_link(url, response.headers.getall("Link", []))
                answer = Answer(response.status, headers, bytes(content), following)
                received = Received(answer)
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
            raise self._trouble(error) from None
        self._answered = True
        if for_token and not _is_token(answer):
            raise TokenRefused(answer)
        yield received

    def _trouble(self, error: Exception) -> Unreachable | ConnectorError:
        """Say what happened without quoting the error, whose text may hold addresses and headers."""
        import aiohttp

        if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
            return distrusted("Okta")
        if isinstance(error, aiohttp.ClientConnectorDNSError) and not self._answered:
            return unknown_host("OKTA_CLIENT_ORGURL", proxied=self._proxy is not None)
        if isinstance(error, aiohttp.ClientHttpProxyError):
            if error.status in REFUSALS_OF_PROXIES:
                return kept_by_proxy("Okta", error.status)
            return Unreachable(f"the proxy answered with {error.status}")
        if isinstance(error, TimeoutError):
            return Unreachable(f"nothing came within {self._answer_within:g} s")
        if isinstance(error, aiohttp.ClientConnectorError):
            number = error.os_error.errno or 0
            # What the system says names an address and a port; look-ups of names have numbers below zero.
            why = os.strerror(number) if number > 0 else "its name is not known" if number < 0 else "no reason given"
            return Unreachable(f"it cannot be connected to ({why})")
        if isinstance(error, aiohttp.ClientConnectionError | aiohttp.ClientPayloadError):
            return Unreachable("the connection was cut")
        return Unreachable("the answer is not to be read as HTTP")

    async def close(self) -> None:
        """Close connections."""
        await self._session.close()


def next_link(url: str, fields: list[str]) -> str | None:
    """The target of the header `Link` whose relation is `next` (RFC 8288, section 3), letter by letter as it came.

    Args:
        url: The address that was asked, against which a relative target is to be read.
        fields: Every value of the header: Okta sends one for each relation.
    """
    for field in fields:
        for target, parameters in _LINK.findall(field):
            for _, quoted, bare in _RELATION.findall(parameters):
                if "next" in (quoted or bare).lower().split():
                    return _joined(url, target)
    return None


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        # What cannot be read leads elsewhere, which is where a session stops.
        return target


def _is_token(answer: Answer) -> bool:
    try:
        tree = msgspec.json.decode(answer.content)
    except (msgspec.DecodeError, RecursionError):
        return False
    if answer.status != 200 or not isinstance(tree, dict):  # noqa: PLR2004 - RFC 6749, section 5.1
        return False
    seconds = tree.get("expires_in", 3600)
    return (
        isinstance(tree.get("access_token"), str)
        and str(tree.get("token_type", "Bearer")).lower() == "bearer"
        and isinstance(seconds, int)
        and not isinstance(seconds, bool)
    )


def _proxy_for(origin: str) -> str | None:
    """The proxy that the environment names for this host, as other programs understand it: NO_PROXY counts."""
    parts = urlsplit(origin)
    if proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return None
    scheme, sign, _ = proxy.partition("://")
    if not sign:
        return f"http://{proxy}"
    if scheme not in {"http", "https"}:
        raise ConnectorError(
            f"the Okta SDK does not speak to {scheme} proxies", help="name an HTTP proxy in HTTPS_PROXY"
        )
    return proxy
