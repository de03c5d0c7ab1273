"""Which profile mappings lead to which application: Okta lists headers, and gives expressions one mapping at a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

from idplint.connectors.paging import ListNotRead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from idplint.connectors.okta_calls import OktaCalls
    from idplint.connectors.session import Refusal

_FEW = 20
"""So many applications are asked for one by one, where perhaps no more are wanted; a list of all costs more for these."""


class MappingHeaders:
    """The headers of outbound mappings, by the application they lead to."""

    def __init__(self, calls: OktaCalls, *, whole: bool) -> None:
        """Make headers that are read when the first are asked for.

        Args:
            calls: Reads.
            whole: Whether every application is wanted.
        """
        self._calls = calls
        self._left = 0 if whole else _FEW
        self._listing: asyncio.Task[dict[str, list[bytes]] | Refusal] | None = None

    async def of(self, app: str) -> list[dict[str, Any]] | Refusal:
        """The outbound mappings of an application, without their expressions."""
        if self._left > 0 and self._listing is None:
            self._left -= 1
            listed = await self._grouped(self._calls.mapping_headers(app))
        else:
            if self._listing is None:
                self._listing = asyncio.ensure_future(self._grouped(self._calls.mapping_headers()))
            # One application that is given up must not end the list for the others.
            listed = await asyncio.shield(self._listing)
        if not isinstance(listed, dict):
            return listed
        return [msgspec.json.decode(header) for header in listed.get(app, ())]

    async def close(self) -> None:
        """Stop reading."""
        if self._listing is not None:
            self._listing.cancel()
            await asyncio.gather(self._listing, return_exceptions=True)

    async def _grouped(self, read: AsyncIterator[list[dict[str, Any]]]) -> dict[str, list[bytes]] | Refusal:
        # As JSON, which takes a tenth of the room: the headers of a whole org wait for their applications.
        found: dict[str, list[bytes]] = {}
        try:
            async for page in read:
                for header in page:
                    target = _target_app(header)
                    if target is not None:
                        found.setdefault(target, []).append(msgspec.json.encode(_without_links(header)))
        except ListNotRead as error:
            return error.refusal
        return found


def _target_app(header: dict[str, Any]) -> str | None:
    """The application that an outbound mapping leads to; None for one that leads to Okta."""
    source, target = header.get("source"), header.get("target")
    if not isinstance(source, dict) or not isinstance(target, dict):
        return None
    outbound = (source.get("type"), target.get("type")) == ("user", "appuser")
    return target["id"] if outbound and isinstance(target.get("id"), str) else None


def _without_links(header: dict[str, Any]) -> dict[str, Any]:
    ends = {
        name: {key: value for key, value in header[name].items() if key != "_links"} for name in ("source", "target")
    }
    return {"id": header["id"], **ends}
