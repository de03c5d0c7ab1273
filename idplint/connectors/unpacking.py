"""Reading an answer of httpx with a bound on what it is unpacked to: httpx itself unpacks whatever it is sent, in one go."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from idplint.connectors.transport import LONGEST_ANSWER, Unreachable

if TYPE_CHECKING:
    import httpx

PACKED_AS = "gzip"
"""What requests have to say that they accept, as `Accept-Encoding`."""
_GZIP = 16 + zlib.MAX_WBITS
_MOST_MEMBERS = 64
_TOO_LONG = f"it is longer than {LONGEST_ANSWER >> 20} MiB"


async def whole_content(response: httpx.Response) -> bytes:
    """Read an answer that was asked for as a stream, and close it.

    Raises:
        Unreachable: It is longer than `LONGEST_ANSWER`, or packed in another way than once and as `PACKED_AS`.
        httpx.HTTPError: It does not come to its end.
    """
    packed = bytearray()
    try:
        async for piece in response.aiter_raw():
            packed += piece
            if len(packed) > LONGEST_ANSWER:
                raise Unreachable(_TOO_LONG)
    finally:
        await response.aclose()
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in {"", "identity"} or not packed:
        return bytes(packed)
    if coding != PACKED_AS:
        raise Unreachable("it is packed in a way that was not asked for")
    return _unpacked(bytes(packed))


def _unpacked(packed: bytes) -> bytes:
    content = bytearray()
    try:
        # What is packed may consist of several members, one after the other (RFC 1952, section 2.2); what a server sends is one.
        for _ in range(_MOST_MEMBERS):
            if not packed:
                break
            member = zlib.decompressobj(_GZIP)
            content += member.decompress(packed, LONGEST_ANSWER + 1 - len(content))
            if len(content) > LONGEST_ANSWER:
                raise Unreachable(_TOO_LONG)
            if not member.eof:
                raise Unreachable("the answer cannot be unpacked")
            packed = member.unused_data
        else:
            raise Unreachable("it is packed in more pieces than any server makes")
    except zlib.error:
        raise Unreachable("the answer cannot be unpacked") from None
    return bytes(content)
