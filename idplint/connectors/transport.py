"""One request and one answer, whichever SDK carries them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})

LONGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer that are read, unpacked; the largest page that a vendor gives is a hundredth of that."""


class Answer(msgspec.Struct, frozen=True):
    """What a server answered: any status."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name; of headers that were sent twice, the first."""
    content: bytes
    next_link: str | None = None
    """The target of the header `Link` whose `rel` is `next` (RFC 8288)."""


def is_private(url: str) -> bool:
    """Whether nobody on the way can read what is sent to an address: https, or plain http that stays on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)


class Unreachable(Exception):  # noqa: N818 - what happened, not a mistake of anybody's
    """No whole answer came: refused, cut, too slow, or not to be read as text; the message is one clause."""


class Transport(Protocol):
    """A vendor's SDK as far as it carries requests. It sends GET, and what its credential needs to get a token."""

    async def get(self, url: str) -> Answer:
        """Ask once: without repeating, and without following a redirection, which would carry the credential elsewhere.

        Raises:
            Unreachable: No whole answer came.
            ConnectorError: No token is to be had, so that asking again is useless.
        """

    async def renew(self) -> None:
        """Forget the token in use, so that the next request fetches another one."""

    async def close(self) -> None:
        """Close connections."""
