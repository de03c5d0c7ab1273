"""The ID token that GitHub gives a workflow, which Entra takes as a credential.

Source: GitHub, "OpenID Connect reference" (`ACTIONS_ID_TOKEN_REQUEST_URL`, `ACTIONS_ID_TOKEN_REQUEST_TOKEN`, `audience`).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from idplint.connectors.entra_client import open_client
from idplint.connectors.transport import Unreachable, is_private
from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from idplint.connectors.hiding import Hidden

_UNSET = "unset it, or export inside a GitHub workflow, which sets it"


class _Reply(msgspec.Struct):
    value: str


class GitHubAssertion:
    """A workflow's ID token.

    Attributes:
        requests: How many were sent so far.
    """

    def __init__(self, url: str, bearer: str, audience: str, hidden: Hidden, within: float) -> None:
        """Prepare to ask.

        Args:
            url: Value of `ACTIONS_ID_TOKEN_REQUEST_URL`.
            bearer: Value of `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
            audience: Whom the token is meant for.
            hidden: Takes every credential.
            within: Seconds that an answer may take.

        Raises:
            ConnectorError: The address is not one that a credential may be sent to.
        """
        hidden.keep(bearer)
        if not (bearer.isascii() and bearer.isprintable()):
            # It could be no header, and the exception that says so would quote it.
            raise ConnectorError("ACTIONS_ID_TOKEN_REQUEST_TOKEN holds characters that no token has", help=_UNSET)
        if not is_private(url):
            raise ConnectorError("ACTIONS_ID_TOKEN_REQUEST_URL is no https address", help=_UNSET)
        parts = urlsplit(url)
        self.requests = 0
        self._url = f"{url}{'&' if parts.query else '?'}audience={quote(audience, safe='')}"
        self._host = parts.hostname or "GitHub"
        self._bearer = bearer
        self._hidden = hidden
        self._within = within
        self._token = ""

    def current(self) -> str:
        """The token that was fetched last."""
        return self._token

    async def fetch(self) -> None:
        """Ask for a token; each is valid for minutes only.

        Raises:
            Unreachable: No whole answer came.
            ConnectorError: GitHub refuses.
        """
        self.requests += 1
        headers = {"Authorization": f"Bearer {self._bearer}", "Accept": "application/json"}
        try:
            # httpx's own limit is for each piece of an answer, of which there may be any number.
            async with asyncio.timeout(self._within), open_client(timeout=self._within) as client:
                answer = await client.get(self._url, headers=headers)
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL):
            raise Unreachable(f"{self._host}, which gives workflows their ID token, cannot be reached") from None
        if answer.status_code in {408, 429} or answer.is_server_error:
            raise Unreachable(f"{self._host}, which gives workflows their ID token, failed ({answer.status_code})")
        try:
            self._token = msgspec.json.decode(answer.content, type=_Reply).value if answer.is_success else ""
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._token = ""
        if not self._token:
            raise ConnectorError(
                f"{self._host} gives this workflow no ID token ({answer.status_code})",
                help="give the job `permissions: id-token: write`",
            )
        self._hidden.keep(self._token)
