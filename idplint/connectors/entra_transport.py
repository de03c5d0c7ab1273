"""Microsoft's Graph SDK as far as it carries requests: its adapter and its authentication, without its models and its retries.

`msgraph.GraphRequestAdapter` hands over the response as it came, whatever its status. What the SDK would do on its own is off:
repeating and following redirections are middleware of its client, and it is given a bare one. A claims challenge (continuous
access evaluation) is answered once per request, by the adapter.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from idplint.connectors.entra_client import open_client
from idplint.connectors.transport import Answer, Unreachable, is_private
from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from idplint.connectors.entra_clouds import Cloud
    from idplint.connectors.entra_sign_in import SignIn
    from idplint.connectors.entra_vendor import Clock
    from idplint.connectors.manners import Manners


class GraphTransport:
    """Requests to Microsoft Graph."""

    def __init__(self, cloud: Cloud, sign_in: SignIn, clock: Clock, manners: Manners) -> None:
        """Make a transport; nothing is sent.

        Args:
            cloud: Which Graph; https, but for a loopback address.
            sign_in: Gives tokens.
            clock: Learns the servers' time.
            manners: Limits.

        Raises:
            ConnectorError: The address would carry the token in clear, or the environment's proxies cannot be used.
        """
        from kiota_authentication_azure.azure_identity_authentication_provider import (
            AzureIdentityAuthenticationProvider,
        )
        from msgraph.graph_request_adapter import GraphRequestAdapter

        host = urlsplit(cloud.graph).hostname or ""
        if not is_private(cloud.graph):
            raise ConnectorError(f"{cloud.graph} is no https address")
        self._requests = 0
        self._scope = f"{cloud.graph}/.default"
        self._sign_in = sign_in
        self._clock = clock
        self._within = manners.answer_within
        # Bare: the SDK's own client would repeat and follow on its own, and what it wraps around this one never closes it.
        self._client = open_client(
            timeout=manners.answer_within,
            limits=httpx.Limits(max_connections=manners.concurrency, max_keepalive_connections=manners.concurrency),
            headers={"User-Agent": "idplint", "Accept": "application/json"},
            event_hooks={"request": [self._count]},
        )
        provider = AzureIdentityAuthenticationProvider(sign_in, scopes=[self._scope], allowed_hosts=[host])
        self._adapter = GraphRequestAdapter(provider, self._client)

    @property
    def requests(self) -> int:
        """How many requests were sent so far, those for tokens included."""
        return self._requests + self._sign_in.requests

    async def get(self, url: str) -> Answer:
        """Ask once; see `Transport`."""
        # First, so that a slow sign-in is not taken for a slow answer; the adapter then gets the same token.
        await self._sign_in.get_token(self._scope, enable_cae=True)
        try:
            async with asyncio.timeout(self._within):
                response = await self._send(url)
        except TimeoutError:
            raise Unreachable(f"nothing came within {self._within:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            raise Unreachable(_clause(error)) from None
        except ValueError:
            # The adapter decodes a challenge without looking whether it is base64, and text.
            raise Unreachable("its challenge for another token cannot be read") from None
        headers: dict[str, str] = {}
        for name, value in response.headers.multi_items():
            headers.setdefault(name.lower(), value)
        self._clock.note(headers.get("date"))
        return Answer(response.status_code, headers, response.content)

    async def _send(self, url: str) -> httpx.Response:
        from kiota_abstractions.method import Method
        from kiota_abstractions.native_response_handler import NativeResponseHandler
        from kiota_abstractions.request_information import RequestInformation
        from kiota_http.middleware.options import ResponseHandlerOption

        request = RequestInformation(Method.GET)
        request.url = url
        request.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
        response: Any = await self._adapter.send_primitive_async(request, "bytes", {})
        if not isinstance(response, httpx.Response):
            raise Unreachable("the Graph SDK handed over no response")
        return response

    async def _count(self, _: httpx.Request) -> None:
        self._requests += 1

    async def renew(self) -> None:
        """Forget the token in use."""
        await self._sign_in.renew()

    async def close(self) -> None:
        """Close connections."""
        await self._client.aclose()
        await self._sign_in.close()


def _clause(error: Exception) -> str:
    """What went wrong, in words of our own: an SDK's may hold addresses with credentials."""
    if isinstance(error, httpx.TimeoutException):
        return "it took too long"
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "its certificate is not trusted here (SSL_CERT_FILE names other authorities)"
    if isinstance(error, httpx.ProxyError):
        return "the proxy refused"
    if isinstance(error, httpx.ConnectError):
        return "it cannot be connected to"
    if isinstance(error, httpx.DecodingError):
        return "the answer cannot be unpacked"
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return "the address cannot be read"
    return "the connection was cut"
