"""httpx as Entra's connector uses it: nothing is followed or repeated, and no answer takes more memory than there may be."""

from __future__ import annotations

from typing import Any

import httpx

from idplint.connectors.on_the_way import unusable_way
from idplint.connectors.unpacking import PACKED_AS, whole_content

_OF_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class BoundedClient(httpx.AsyncClient):  # type: ignore[misc, unused-ignore]
    """A client whose answers end at `LONGEST_ANSWER`, however small they were packed."""

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's
        """Send, and read the whole answer.

        Raises:
            Unreachable: The answer is too long, or cannot be unpacked.
            httpx.HTTPError: No whole answer came.
        """
        response = await super().send(request, **{**options, "stream": True})
        content = await whole_content(response)
        # They speak of the packed content.
        headers = [(name, value) for name, value in response.headers.multi_items() if name not in _OF_TRANSFER]
        return httpx.Response(response.status_code, headers=headers, content=content, request=request)


def open_client(**options: Any) -> BoundedClient:  # noqa: ANN401 - httpx's
    """Make a client that goes by the environment's proxies and certificates.

    Args:
        options: More, as httpx names it.

    Raises:
        ConnectorError: The environment's proxies or certificates cannot be used.
    """
    try:
        client = BoundedClient(follow_redirects=False, **options)
    except ImportError:
        raise unusable_way("a SOCKS proxy takes the package socksio, which is not installed") from None
    except OSError as error:
        raise unusable_way((error.strerror or type(error).__name__).lower()) from None
    except (ValueError, httpx.InvalidURL):
        # What they say quotes the address, in which a password may stand where none is looked for.
        raise unusable_way("an address of a proxy cannot be read") from None
    client.headers["Accept-Encoding"] = PACKED_AS
    return client
