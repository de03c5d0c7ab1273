"""Auth0's Management API over httpx.

Why not auth0-python: it hands out parsed models and keeps their raw text to itself, repeats requests on its own clock, and
fetches tokens through a second client that takes no settings. httpx, which it is made of, does all that is left.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

import msgspec

from idplint import __version__
from idplint.connectors.auth0_credentials import AccessToken, ClientCredentials
from idplint.connectors.hiding import silence_sdks
from idplint.connectors.on_the_way import REFUSALS_OF_PROXIES, distrusted, kept_by_proxy, unknown_host, unusable_way
from idplint.connectors.transport import Answer, Unreachable
from idplint.connectors.unpacking import PACKED_AS, whole_content
from idplint.errors import ConnectorError

if TYPE_CHECKING:
    import httpx

    from idplint.connectors.auth0_credentials import Auth0Credentials
    from idplint.connectors.hiding import Hidden
    from idplint.connectors.manners import Manners

_OK = 200
_TOO_MANY = 429
_SERVER_ERRORS = 500


class Auth0Transport:
    """Sends GET with a bearer token, and the request for that token.

    Attributes:
        token_requests: How many requests for tokens were sent.
    """

    def __init__(self, credentials: Auth0Credentials, hidden: Hidden, origin: str, manners: Manners) -> None:
        """Make a transport; nothing is sent yet.

        Args:
            credentials: Whom to ask as.
            hidden: What no message may show; is given each token.
            origin: Scheme, host and port of the tenant, without a slash at the end.
            manners: Limits.

        Raises:
            ConnectorError: The environment's proxies or certificates cannot be used.
            ImportError: httpx is not installed.
        """
        import httpx

        silence_sdks()
        self.token_requests = 0
        self._httpx = httpx
        self._credentials = credentials
        self._hidden = hidden
        self._origin = origin
        self._within = manners.answer_within
        self._fetching = asyncio.Lock()
        self._answered = False
        self._token = credentials.proof.text if isinstance(credentials.proof, AccessToken) else None
        try:
            self._client = httpx.AsyncClient(
                follow_redirects=False,
                timeout=manners.answer_within,
                limits=httpx.Limits(max_connections=manners.concurrency),
                headers={
                    "accept": "application/json",
                    "accept-encoding": PACKED_AS,
                    "user-agent": f"idplint/{__version__}",
                },
            )
        except (ImportError, OSError) as error:
            raise unusable_way(hidden.line(str(error))) from None
        except (ValueError, httpx.InvalidURL):
            # The exception quotes the address, in which a password may stand where none is looked for.
            raise unusable_way("an address of a proxy cannot be read") from None

    async def get(self, url: str) -> Answer:
        """Ask once.

        A token endpoint that is throttled or broken answers in the request's place, so that its own wait is kept.

        Raises:
            Unreachable: No whole answer came.
            ConnectorError: No token is to be had, or this machine does not trust the server.
        """
        token = await self._bearer()
        if isinstance(token, Answer):
            return token
        return await self._send(self._client.build_request("GET", url, headers={"authorization": f"Bearer {token}"}))

    async def token(self) -> str | Answer:
        """The token in use, fetched if there is none; or what its endpoint answered, if that may pass.

        Raises:
            Unreachable: No whole answer came.
            ConnectorError: No token is to be had.
        """
        return await self._bearer()

    async def renew(self) -> None:
        """Forget a token that can be fetched again."""
        if isinstance(self._credentials.proof, ClientCredentials):
            self._token = None

    async def close(self) -> None:
        """Close connections."""
        await self._client.aclose()

    async def _bearer(self) -> str | Answer:
        if self._token is not None:
            return self._token
        async with self._fetching:
            if self._token is None:
                fetched = await self._fetch()
                if isinstance(fetched, Answer):
                    return fetched
                self._token = fetched
            return self._token

    async def _fetch(self) -> str | Answer:
        proof = self._credentials.proof
        if isinstance(proof, AccessToken):
            return proof.text
        self.token_requests += 1
        form = {
            "grant_type": "client_credentials",
            "client_id": proof.client_id,
            "client_secret": proof.client_secret,
            "audience": self._credentials.audience,
        }
        answer = await self._send(self._client.build_request("POST", f"{self._origin}/oauth/token", data=form))
        if answer.status == _TOO_MANY or answer.status >= _SERVER_ERRORS:
            return answer
        try:
            tree = msgspec.json.decode(answer.content)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            tree = None
        told = tree if isinstance(tree, dict) else {}
        token = told.get("access_token")
        if answer.status == _OK:
            if isinstance(token, str) and token.isascii() and token.isprintable() and token:
                self._hidden.keep(token)
                return token
            raise Unreachable("its token endpoint answered with something else than a token")
        raise self._no_token(answer.status, told.get("error"), told.get("error_description"))

    def _no_token(self, status: int, error: object, description: object) -> ConnectorError:
        code = f" {self._hidden.line(error)}" if isinstance(error, str) else ""
        words = f": {self._hidden.line(description)}" if isinstance(description, str) else ""
        return ConnectorError(
            f"Auth0 gives no token at {self._origin}/oauth/token ({status}{code}){words}",
            help="check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, that the application may use the Auth0 Management API, "
            "and AUTH0_AUDIENCE where AUTH0_DOMAIN is a custom domain",
        )

    async def _send(self, request: httpx.Request) -> Answer:
        httpx = self._httpx
        try:
            async with asyncio.timeout(self._within):
                response = await self._client.send(request, stream=True)
                content = await whole_content(response)
        except (TimeoutError, httpx.TimeoutException):
            raise Unreachable(f"it took longer than {self._within:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            if _is_caused_by(error, ssl.SSLCertVerificationError):
                raise distrusted(request.url.host) from None
            if not self._answered and _is_caused_by(error, socket.gaierror):
                raise unknown_host("AUTH0_DOMAIN", proxied=_has_proxy(request.url.host)) from None
            status = str(error)[:3]
            if isinstance(error, httpx.ProxyError) and status.isdigit() and int(status) in REFUSALS_OF_PROXIES:
                raise kept_by_proxy(request.url.host, int(status)) from None
            raise Unreachable(self._hidden.line(str(error)) or type(error).__name__) from None
        self._answered = True
        headers: dict[str, str] = {}
        for name, value in response.headers.multi_items():
            headers.setdefault(name.lower(), value)
        return Answer(response.status_code, headers, content)


def _has_proxy(host: str) -> bool:
    proxies = getproxies()
    return bool(proxies.get("https") or proxies.get("all")) and not proxy_bypass(host)


def _is_caused_by(error: BaseException | None, cause: type[BaseException]) -> bool:
    for _ in range(10):
        if error is None:
            return False
        if isinstance(error, cause):
            return True
        error = error.__cause__ or error.__context__
    return False
