"""Regions of a text, and the way from an offset to a line and a column."""

from __future__ import annotations

from bisect import bisect_right

import msgspec

_STRIDE = 1 << 16
"""Distance in bytes between remembered places: far enough to cost nothing, near enough to count from quickly."""

_CONTINUES = 0xC0, 0x80
"""Mask and value of the bytes inside a UTF-8 sequence."""


class Span(msgspec.Struct, frozen=True):
    """A region of a file: 1-based lines and columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Lines:
    """Lines and columns of a UTF-8 text, counted only as far as somebody asks.

    Only a line feed ends a line; a carriage return before it belongs to the line end.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        # Remembered places, ascending: byte offset, and the 1-based line and column there.
        self._offsets = [0]
        self._places = [(1, 1)]
        # The place asked for last: the next one is often a few bytes behind it.
        self._near = (0, 1, 1)
        self._latest: tuple[int, str] | None = None

    def place(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column (code points) of a byte offset; offsets past the end count as the end."""
        offset = min(offset, len(self.content))
        index = bisect_right(self._offsets, offset) - 1
        while index == len(self._offsets) - 1 and self._offsets[-1] + _STRIDE < offset:
            self._remember()
            index += 1
        if self._offsets[index] <= self._near[0] <= offset:
            place = self._count(*self._near, offset)
        else:
            place = self._count(self._offsets[index], *self._places[index], offset)
        if not self._is_inside(offset):
            self._near = (offset, *place)
        return place

    def span(self, start: int, end: int) -> Span:
        """The region between two byte offsets."""
        return Span(*self.place(start), *self.place(end))

    def line(self, number: int) -> str | None:
        """The text of a 1-based line without its line end, or None where there is no such line."""
        if self._latest is not None and self._latest[0] == number:
            return self._latest[1]
        start = self._start_of_line(number)
        if start is None:
            return None
        end = self.content.find(b"\n", start)
        text = self.content[start : end if end >= 0 else len(self.content)].decode("utf-8", "replace")
        self._latest = (number, text.removesuffix("\r"))
        return self._latest[1]

    def _start_of_line(self, number: int) -> int | None:
        if number < 1:
            return None
        if number == 1:
            return 0
        self.place(len(self.content))
        # The last remembered place before the line feed that ends line number - 1.
        index = max(0, bisect_right(self._places, (number, 0)) - 1)
        offset, line = self._offsets[index], self._places[index][0]
        while line < number:
            offset = self.content.find(b"\n", offset) + 1
            if offset == 0:
                return None
            line += 1
        return offset

    def _remember(self) -> None:
        offset = self._offsets[-1] + _STRIDE
        while self._is_inside(offset):
            offset -= 1
        self._places.append(self._count(self._offsets[-1], *self._places[-1], offset))
        self._offsets.append(offset)

    def _is_inside(self, offset: int) -> bool:
        """Whether an offset falls into the middle of a character."""
        mask, value = _CONTINUES
        return offset < len(self.content) and self.content[offset] & mask == value

    def _count(self, known: int, line: int, column: int, offset: int) -> tuple[int, int]:
        feeds = self.content.count(b"\n", known, offset)
        if feeds:
            known = self.content.rfind(b"\n", known, offset) + 1
            column = 1
        passed = self.content[known:offset]
        return line + feeds, column + (len(passed) if passed.isascii() else len(passed.decode("utf-8", "ignore")))


def span_in_text(text: str, start: int, end: int, line: int = 1, column: int = 1) -> Span:
    """The region between two code-point offsets of a text that itself begins at the given line and column."""
    return Span(*_advance(text, start, line, column), *_advance(text, end, line, column))


def _advance(text: str, offset: int, line: int, column: int) -> tuple[int, int]:
    feeds = text.count("\n", 0, offset)
    if feeds:
        return line + feeds, offset - text.rfind("\n", 0, offset)
    return line, column + offset
