"""Lists that come in pages, and work that is done side by side."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from idplint.connectors.session import Refusal, Trouble

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable

    from idplint.connectors.session import Body, Session

    T = TypeVar("T")
    R = TypeVar("R")

_MOST_EMPTY_PAGES = 1000
"""Vendors may send pages without items; a list that goes on with nothing else never ends."""


_MOST_PAGES = 10_000
"""At 100 items a page, which is the least that a vendor gives, a million; a list that is longer never ends."""


class ListNotRead(Exception):  # noqa: N818 - what happened, not a mistake of anybody's
    """A list could not be read to its end, so that what it names is not all there is.

    Attributes:
        refusal: Why.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


async def pages(
    session: Session,
    url: str,
    accept: Callable[[Any], bool],
    items: Callable[[Any], list[Any]],
    following: Callable[[Body], str | None],
) -> AsyncIterator[list[Any]]:
    """Yield the items of each page of a list.

    Args:
        session: Reads.
        url: The first page.
        accept: Whether a document is a page.
        items: The items of a page.
        following: The address of the next page; None after the last.

    Raises:
        ListNotRead: A page is missing, or the list leads back to one that was read or never ends.
        ConnectorError: The credential is refused, or a page stands at another host.
    """
    seen = {url}
    empty = number = 0
    address: str | None = url
    while address is not None:
        reading = await session.read(address, accept)
        if isinstance(reading, Refusal):
            raise ListNotRead(reading)
        page = items(reading.tree)
        empty = 0 if page else empty + 1
        address = following(reading)
        number += 1
        endless = address is not None and number >= _MOST_PAGES
        if endless or address in seen or empty > _MOST_EMPTY_PAGES:
            reason = f"{session.vendor.name} sends a list that {'never ends' if endless else 'leads back to itself'}"
            raise ListNotRead(Refusal(Trouble.MALFORMED, reason))
        yield page
        if address is not None:
            seen.add(address)


async def side_by_side(
    items: AsyncIterable[T], work: Callable[[T], Awaitable[R]], width: int
) -> AsyncGenerator[R, None]:
    """Yield what `work` makes of each item, as it is done: at most `width` at a time, and no item fetched before it is needed."""
    running: set[asyncio.Task[R]] = set()
    source = aiter(items)
    exhausted = False
    try:
        while running or not exhausted:
            while not exhausted and len(running) < width:
                try:
                    item = await anext(source)
                except StopAsyncIteration:
                    exhausted = True
                else:
                    running.add(asyncio.ensure_future(work(item)))
            if running:
                done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    result = task.result()
                    running.discard(task)
                    yield result
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
