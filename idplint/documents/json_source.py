"""The text of a JSON document: from pointers to places, counting and scanning only what somebody asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from idplint.documents import json_text
from idplint.documents.document import Located
from idplint.documents.json_descent import Containers, Items
from idplint.documents.spans import Lines, span_in_text

if TYPE_CHECKING:
    import msgspec

    from idplint.documents.json_descent import Descent
    from idplint.model.values import Pointer

_OPEN_LIST = ord("[")
_BETWEEN = re.compile(rb"[ \t\n\r,]*")


class Part:
    """A stretch of a file that holds one JSON value: a record, or a list of items with or without an envelope.

    Attributes:
        outer: The pointer of the value.
        pointer: The pointer of the list, or as `outer`.
        raws: The items, or the record.
        listed: Whether there is a list.
    """

    __slots__ = ("_content", "_items", "_opened", "bounds", "listed", "outer", "pointer", "raws")

    def __init__(
        self, content: bytes, bounds: tuple[int, int], outer: Pointer, pointer: Pointer, raws: list[msgspec.Raw] | None
    ) -> None:
        """Take the byte offsets of the value, without white space around it, and its items; None for a scalar."""
        self._content = content
        self._items: Items | None = None
        self._opened: tuple[int, tuple[int, int] | None] | None = None
        self.bounds = bounds
        self.outer = outer
        self.pointer = pointer
        self.listed = pointer != outer or content[bounds[0]] == _OPEN_LIST
        self.raws = raws or []

    def item_bounds(self, index: int) -> tuple[int, int]:
        """The byte offsets of an item."""
        if self._items is None:
            self._items = Items(self._content, self._first()[0], self.raws)
        return self._items.bounds(index)

    def list_bounds(self) -> tuple[int, int]:
        """The byte offsets of the whole list."""
        first, _ = self._first()
        end = self.item_bounds(len(self.raws) - 1)[1] if self.raws else first
        return first - 1, self._content.index(b"]", end) + 1

    def list_key(self) -> tuple[int, int] | None:
        """The byte offsets of the envelope's key for the list, if there is an envelope."""
        return self._first()[1]

    def _first(self) -> tuple[int, tuple[int, int] | None]:
        """Where the first item may begin, and the key of the list in its envelope."""
        if self._opened is None:
            if self.pointer != self.outer:
                self._opened = self._in_envelope()
            else:
                self._opened = (self.bounds[0] + self.listed, None)
        return self._opened

    def _in_envelope(self) -> tuple[int, tuple[int, int] | None]:
        # Latin-1 keeps offsets as bytes; every character that JSON syntax uses is ASCII.
        start = self.bounds[0]
        text = self._content[start : self.bounds[1]].decode("latin-1")
        opened: tuple[int, tuple[int, int] | None] = (start, None)
        for key, value in json_text.members(text, 0):
            if json_text.key_name(text, key) == "value" and text[value] == "[":
                opened = (start + value + 1, (start + key[0], start + key[1]))
                first = _BETWEEN.match(self._content, start + value + 1)
                # The last `value` counts. Do not walk over a list that is the right one.
                if first and self.raws and self._content.startswith(bytes(self.raws[0]), first.end()):
                    break
        return opened


class _Stretch(NamedTuple):
    """A part of the text whose bounds are known without scanning."""

    pointer: Pointer
    bounds: tuple[int, int]
    key: tuple[int, int] | None = None


class JsonSource:
    """The text of a JSON or JSON Lines document.

    Attributes:
        parts: One for the document, or one for each line that is not blank; None for a line that is not JSON.
        by_line: Whether this is JSON Lines.
    """

    def __init__(self, content: bytes, *, by_line: bool) -> None:
        self.content = content
        self.lines = Lines(content)
        self.parts: list[Part | None] = []
        self.by_line = by_line
        self._containers: Containers | None = None
        self._latest: tuple[tuple[int, int], str] | None = None

    def locate(self, pointer: Pointer) -> Located:
        """Where a pointer leads."""
        stretch = self._stretch(pointer)
        rest = pointer[len(stretch.pointer) :]
        if not rest or self._is_several(stretch):
            whole = self.lines.span(*stretch.bounds)
            return Located(pointer, not rest, whole, self.lines.span(*stretch.key) if stretch.key else whole)
        way = self._descend(stretch, pointer)
        # The key first: lines are counted on from the place asked for last.
        key = self.lines.span(*way.key) if way.key else None
        if way.sure:
            value = self.lines.span(*way.bounds)
            return Located((*stretch.pointer, *way.written, *way.left), not way.left, value, key or value)
        text, (line, column) = self.text_and_place(way.bounds)
        found = json_text.locate(text, 0, way.left)
        value = span_in_text(text, *found.value, line, column)
        if found.written:
            key = span_in_text(text, *found.key, line, column)
        return Located(
            (*stretch.pointer, *way.written, *found.written, *way.left[len(way.left) - found.missing :]),
            found.missing == 0,
            value,
            key or value,
        )

    def value(self, pointer: Pointer) -> object:
        """The decoded value at a pointer, or KeyError."""
        stretch = self._stretch(pointer)
        if self._is_several(stretch):
            raise KeyError(pointer)
        way = self._descend(stretch, pointer)
        if way.sure and not way.left:
            return json_text.read(self.content[slice(*way.bounds)].decode())
        found = None if way.sure else json_text.locate(self._text(way.bounds), 0, way.left)
        if found is None or found.missing:
            raise KeyError(pointer)
        return json_text.read(found.source)

    def line(self, number: int) -> str | None:
        """The text of a 1-based line."""
        return self.lines.line(number)

    def text_and_place(self, bounds: tuple[int, int]) -> tuple[str, tuple[int, int]]:
        """A stretch of the text, given by byte offsets, with the 1-based line and column where it begins."""
        return self._text(bounds), self.lines.place(bounds[0])

    def _descend(self, stretch: _Stretch, pointer: Pointer) -> Descent:
        """Follow the steps of a pointer that lead on from its stretch."""
        if self._containers is None:
            self._containers = Containers(self.content)
        return self._containers.descend(stretch.bounds, pointer[len(stretch.pointer) :])

    def _is_several(self, stretch: _Stretch) -> bool:
        """Whether a stretch is all of a JSON Lines document, which is no JSON value."""
        return self.by_line and not stretch.pointer

    def _stretch(self, pointer: Pointer) -> _Stretch:
        """The smallest stretch that holds everything below a pointer."""
        part = self._part(pointer)
        if part is None:
            return _Stretch((), (0, len(self.content)))
        depth = len(part.pointer)
        if not part.listed or pointer[:depth] != part.pointer:
            return _Stretch(part.outer, part.bounds)
        index = pointer[depth] if len(pointer) > depth else None
        if isinstance(index, int) and 0 <= index < len(part.raws):
            return _Stretch((*part.pointer, index), part.item_bounds(index))
        return _Stretch(part.pointer, part.list_bounds(), part.list_key())

    def _part(self, pointer: Pointer) -> Part | None:
        if not self.by_line:
            return self.parts[0]
        index = pointer[0] if pointer else None
        return self.parts[index] if isinstance(index, int) and 0 <= index < len(self.parts) else None

    def _text(self, bounds: tuple[int, int]) -> str:
        if self._latest is None or self._latest[0] != bounds:
            self._latest = (bounds, self.content[bounds[0] : bounds[1]].decode())
        return self._latest[1]
