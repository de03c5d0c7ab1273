"""The token that requests to Microsoft Graph carry: fetched once for all of them, kept while it is valid, never shown."""

from __future__ import annotations

import asyncio
import base64
import re
import time
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

import msgspec

from idplint.connectors.entra_credentials import OWN, github_assertion, hide_credentials, make_credential
from idplint.connectors.entra_refusals import TRANSIENT, code_in, missing, refused, unusable
from idplint.connectors.on_the_way import REFUSALS_OF_PROXIES, distrusted, kept_by_proxy
from idplint.connectors.transport import Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from idplint.connectors.entra_clouds import Cloud
    from idplint.connectors.entra_github import GitHubAssertion
    from idplint.connectors.entra_vendor import Clock
    from idplint.connectors.hiding import Hidden

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_RENEW_BEFORE = 300.0
"""Seconds before its end at which a token is no longer used: a request on its way may take a while."""
_SAME_CHALLENGE = 60.0
_PARTS_OF_CHAIN = 5
"""So many answers, each of which may take its time, are waited for until a chain of credentials has been tried."""
_MAY_PASS = frozenset({408, 429})
_REFUSING = 400
_FAILING = 500

MakeCredential: TypeAlias = "Callable[[Mapping[str, str], Cloud, GitHubAssertion | None, dict[str, Any]], Any]"


class _TokenClaims(msgspec.Struct):
    tid: str


class SignIn:
    """One run's credential, as azure-identity's callers expect one.

    Attributes:
        requests: How many requests it took so far.
        hidden: What no message may show: the credentials, and every token.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        cloud: Cloud,
        clock: Clock,
        hidden: Hidden,
        within: float,
        make: MakeCredential = make_credential,
        **options: Any,  # noqa: ANN401 - azure-core's own
    ) -> None:
        """Make a sign-in; nothing is sent before a token is asked for.

        Args:
            environ: The environment of the process.
            cloud: Where to sign in.
            clock: Learns the servers' time.
            hidden: Takes every credential.
            within: Seconds that an answer may take.
            make: Makes the SDK's credential.
            options: More for azure-core's requests; tests name their certificate.

        Raises:
            ConnectorError: GitHub's address for tokens is no https address.
        """
        self.requests = 0
        self._environ = environ
        self._cloud = cloud
        self._host = urlsplit(cloud.authority).hostname or ""
        self._clock = clock
        self.hidden = hidden
        hide_credentials(environ, hidden)
        self._assertion = github_assertion(environ, cloud, hidden, within)
        self._within = within
        self._options = {
            # The session repeats what may be repeated, and would wait longer than it says otherwise.
            "retry_total": 0,
            "connection_timeout": within,
            "read_timeout": within,
            "raw_request_hook": self._sent,
            "raw_response_hook": self._answered,
            "logging_enable": False,
            **options,
        }
        self._make = make
        self._credential: Any = None
        self._turn = asyncio.Lock()
        self._token: Any = None
        self._use_until = 0.0
        self._challenge: tuple[str, float] = ("", 0.0)
        self._status: int | None = None
        self._asked_service = False

    async def get_token(self, *scopes: str, claims: str | None = None, **options: Any) -> Any:  # noqa: ANN401 - azure's own
        """Return an `azure.core.credentials.AccessToken`.

        Args:
            scopes: What it is for.
            claims: A challenge that a token in use was refused with.
            options: Passed on.

        Raises:
            Unreachable: The sign-in service did not answer.
            ConnectorError: There is no credential, or it is refused.
        """
        async with self._turn:
            now = time.monotonic()
            if claims == self._challenge[0] and now < self._challenge[1] + _SAME_CHALLENGE:
                # Requests that went out together are challenged together.
                claims = None
            if self._token is not None and not claims and now < self._use_until:
                return self._token
            token = await self._fetch(scopes, claims, options)
            self.hidden.keep(token.token)
            lives = token.expires_on - time.time()
            self._token = token
            self._use_until = now + max(lives - _RENEW_BEFORE, lives / 2)
            if claims:
                self._challenge = (claims, now)
            return token

    async def _fetch(self, scopes: tuple[str, ...], claims: str | None, options: dict[str, Any]) -> Any:  # noqa: ANN401
        from azure.core.exceptions import AzureError

        self._status, self._asked_service = None, False
        if self._assertion is not None:
            before = self._assertion.requests
            try:
                await self._assertion.fetch()
            finally:
                self.requests += self._assertion.requests - before
        try:
            if self._credential is None:
                self._credential = self._make(self._environ, self._cloud, self._assertion, self._options)
            async with asyncio.timeout(self._within * _PARTS_OF_CHAIN):
                return await self._credential.get_token(*scopes, claims=claims, **options)
        except TimeoutError:
            # The SDK's own limit is for each piece of an answer, of which there may be any number.
            raise Unreachable("the sign-in did not come to an end") from None
        except AzureError as error:
            raise self._trouble(str(error.message)) from None
        except (OSError, ValueError, TypeError, KeyError) as error:
            # What the SDK makes of a certificate file, of a variable, or of an answer that is no token.
            raise self._trouble(str(error) or type(error).__name__, is_local=True) from None

    def _trouble(self, message: str, *, is_local: bool = False) -> Exception:
        code, line = code_in(message), self.hidden.line(message)
        if code in TRANSIENT:
            return Unreachable(f"the sign-in service {self._host} failed (AADSTS{code})")
        if code is None and self._asked_service:
            if self._status is None:
                return self._not_reached(message)
            if self._status in _MAY_PASS or self._status >= _FAILING:
                return Unreachable(f"the sign-in service {self._host} failed ({self._status})")
            if self._status < _REFUSING:
                return Unreachable(f"the sign-in service {self._host} answered with something else than a token")
        if code is not None or self._asked_service:
            return refused(self._host, code, line, self._clock.trouble)
        variables = {name: self._environ[name] for name in OWN if name in self._environ}
        return unusable(line) if is_local and all(variables.values()) else missing(variables)

    def _not_reached(self, message: str) -> Exception:
        if "CERTIFICATE_VERIFY_FAILED" in message:
            return distrusted(self._host)
        # aiohttp's words for a proxy that answered.
        refusal = re.search(r"\b(\d{3}), message=", message)
        if refusal and int(refusal[1]) in REFUSALS_OF_PROXIES:
            return kept_by_proxy(self._host, int(refusal[1]))
        return Unreachable(f"the sign-in service {self._host} cannot be reached")

    def _sent(self, request: Any) -> None:  # noqa: ANN401 - azure-core's PipelineRequest
        self.requests += 1
        if urlsplit(str(request.http_request.url)).hostname == self._host:
            self._asked_service, self._status = True, None

    def _answered(self, response: Any) -> None:  # noqa: ANN401 - azure-core's PipelineResponse
        if urlsplit(str(response.http_request.url)).hostname == self._host:
            self._status = response.http_response.status_code
            self._clock.note(response.http_response.headers.get("Date"))

    @property
    def tenant(self) -> str | None:
        """The tenant that the token in use is for; None where neither it nor the environment tells.

        Microsoft does not promise that tokens for Graph can be read; so far they are JSON web tokens, and `tid` is the tenant.
        """
        named = self._environ.get("AZURE_TENANT_ID", "")
        for tenant in (_tenant_in(self._token.token) if self._token is not None else "", named):
            if _GUID.fullmatch(tenant):
                return tenant.lower()
        return None

    async def renew(self) -> None:
        """Forget the token, also inside the SDK, whose credentials keep tokens of their own."""
        async with self._turn:
            await self._forget()

    async def close(self) -> None:
        """Close connections."""
        await self._forget()

    async def _forget(self) -> None:
        credential, self._credential = self._credential, None
        self._token, self._use_until = None, 0.0
        if credential is not None:
            await credential.close()


def _tenant_in(token: str) -> str:
    body = token.split(".")[1] if token.count(".") == 2 else ""  # noqa: PLR2004 - header, body, signature
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), type=_TokenClaims).tid
    except (ValueError, msgspec.DecodeError):
        return ""
