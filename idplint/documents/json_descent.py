"""Going down into JSON bytes at the decoder's speed, working out offsets only for the containers on the way.

The decoder splits a container into the raw texts of its children. Their lengths, and the keys and white space between
them, give their offsets. Where that leaves any doubt, the answer says so, and the scanner of `json_text` decides.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from idplint.documents.malformed import BAG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from idplint.model.values import Pointer

_MEMBER = re.compile(rb'[ \t\n\r]*,?[ \t\n\r]*("[^"\\]*(?:\\.[^"\\]*)*")[ \t\n\r]*:[ \t\n\r]*', re.DOTALL)
_BETWEEN = re.compile(rb"[ \t\n\r,]*")
_SPACE = b" \t\n\r"
_OPEN_OBJECT = ord("{")
_OPEN_LIST = ord("[")
_QUOTE = ord('"')

_REMEMBERED = 512
"""Containers whose children stay known: the two or three labels of a finding share most of the way to them."""

_read_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_read_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode

Bounds = tuple[int, int]
"""Byte offsets in a file, the end exclusive."""


class Member(NamedTuple):
    """Where a member of an object stands."""

    key: Bounds
    value: Bounds


class Items:
    """The items of a list; raws know their length, so items before the wanted one need only be stepped over."""

    __slots__ = ("_content", "_ends", "_first", "_raws")

    def __init__(self, content: bytes, first: int, raws: Sequence[msgspec.Raw]) -> None:
        """Take the offset at which the first item may begin, white space before it included."""
        self._content = content
        self._first = first
        self._raws = raws
        self._ends: list[int] = []

    def __len__(self) -> int:
        return len(self._raws)

    def bounds(self, index: int) -> Bounds:
        """The byte offsets of an item."""
        ends = self._ends
        while len(ends) <= index:
            gap = _BETWEEN.match(self._content, ends[-1] if ends else self._first)
            ends.append((gap.end() if gap else 0) + len(memoryview(self._raws[len(ends)])))
        return ends[index] - len(memoryview(self._raws[index])), ends[index]


class Descent(NamedTuple):
    """How far a pointer leads."""

    written: Pointer
    """The steps that were taken, as spelled."""
    bounds: Bounds
    """The value they lead to."""
    key: Bounds | None
    """Its key, if it is a member of an object."""
    left: Pointer
    """The steps that were not taken."""
    sure: bool
    """Whether those steps do not exist; if not, the value is a string, or has to be scanned."""


class Containers:
    """The lists and objects of a JSON text, read when a pointer leads through them."""

    __slots__ = ("_content", "_items", "_members")

    def __init__(self, content: bytes) -> None:
        self._content = content
        # Bound to the content, not to this object: documents go as soon as nobody holds them.
        self._items = lru_cache(_REMEMBERED)(partial(_items, content))
        self._members = lru_cache(_REMEMBERED)(partial(_members, content))

    def descend(self, bounds: Bounds, pointer: Pointer) -> Descent:
        """Follow a pointer from the value at the bounds as far as it exists.

        Keys are taken as written, else the last whatever its case, else from an AdditionalProperties bag.
        """
        written: list[str | int] = []
        key: Bounds | None = None
        for number, step in enumerate(pointer):
            first = self._content[bounds[0]]
            hit: tuple[str | None, str | int, Member] | None = None
            sure = first != _QUOTE
            if first == _OPEN_OBJECT:
                hit, sure = self._member(bounds, str(step))
            elif first == _OPEN_LIST:
                items = self._items(*bounds)
                sure = items is not None
                index = _index(step, items) if items is not None else None
                if items is not None and index is not None:
                    bounds, key = items.bounds(index), None
                    written.append(index)
                    continue
            if hit is None:
                return Descent(tuple(written), bounds, key, pointer[number:], sure)
            bag, spelled, (key, bounds) = hit
            if bag is not None:
                written.append(bag)
            written.append(spelled)
        return Descent(tuple(written), bounds, key, (), sure=True)

    def _member(self, bounds: Bounds, name: str) -> tuple[tuple[str | None, str, Member] | None, bool]:
        """The bag's key, the key and the place of a member; and whether it does not exist where there is none."""
        members = self._members(*bounds)
        if members is None:
            return None, False
        spelled = _spelled(members, name)
        if spelled is not None:
            return (None, spelled, members[spelled]), True
        for bag in reversed(members):
            if bag.lower() == BAG and self._content[members[bag].value[0]] == _OPEN_OBJECT:
                inside = self._members(*members[bag].value)
                if inside is None:
                    return None, False
                spelled = _spelled(inside, name)
                return ((bag, spelled, inside[spelled]) if spelled is not None else None), True
        return None, True


def _index(step: str | int, items: Items) -> int | None:
    """The index that a step stands for, if the list is that long."""
    if isinstance(step, str):
        digits = step.lstrip("0") or "0"
        # A longer number is no index of this list, and Python refuses to convert the longest.
        if not (step.isascii() and step.isdigit() and len(digits) <= len(str(len(items)))):
            return None
        step = int(digits)
    return step if 0 <= step < len(items) else None


def _spelled(members: Mapping[str, Member], name: str) -> str | None:
    """The key of that name, else the last whatever its case."""
    if name in members:
        return name
    lowered = name.lower()
    return next((key for key in reversed(tuple(members)) if key.lower() == lowered), None)


def _members(content: bytes, start: int, end: int) -> dict[str, Member] | None:
    """The members of the object at the bounds; None where its keys or the syntax leave a doubt.

    Every value must be the text that the decoder gave for its key, and the last must close the object. No JSON value
    but a number begins with another, and after a number neither a comma nor a brace can be a digit: so each step is a
    whole member. An object with a key twice has more members than the decoder gave, and never ends in time.
    """
    try:
        raws = _read_members(memoryview(content)[start:end])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    members: dict[str, Member] = {}
    position = start + 1
    for name, raw in raws.items():
        key = _MEMBER.match(content, position)
        if key is None:
            return None
        text = memoryview(raw)
        value = key.end()
        if not content.startswith(text, value):
            return None
        position = value + len(text)
        members[name] = Member(key.span(1), (value, position))
    closing = content[position:end] if position < end else b""
    return members if closing.lstrip(_SPACE) == b"}" else None


def _items(content: bytes, start: int, end: int) -> Items | None:
    """The items of the list at the bounds; None where the decoder refuses it."""
    try:
        return Items(content, start + 1, _read_list(memoryview(content)[start:end]))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
