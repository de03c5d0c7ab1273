"""Finding values in JSON text: a small scanner that looks only at the text it is given.

The text has been read by a strict decoder before it comes here, so the scanner trusts its syntax.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

import msgspec

from idplint.documents.malformed import BAG
from idplint.model.values import Pointer

if TYPE_CHECKING:
    from collections.abc import Iterator


_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SCALAR = re.compile(r"[^ \t\n\r,\]}]+")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)
_KEY_OR_BRACKET = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")(?:[ \t\n\r]*(:))?|[\[\]{}]', re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)",
    re.DOTALL,
)
_LONGEST_INTEGER = 4000
"""Digits; Python refuses to convert more than 4300."""

Region = tuple[int, int]
"""Code-point offsets in a text, the end exclusive."""


class Found(msgspec.Struct, frozen=True):
    """Where a pointer leads inside one text."""

    written: Pointer
    """The steps that exist, as spelled."""
    value: Region
    key: Region
    source: str
    """The JSON text of the value, with every string on the way already unescaped."""
    missing: int = 0
    """How many steps at the end of the pointer do not exist."""


class StringMap:
    """Which characters of a text the characters of a string came from.

    Made of pieces in order: inside a piece of width 1 characters correspond one to one; a piece of another width is one
    character that was written as an escape.
    """

    def __init__(self, pieces: list[tuple[int, int, int]]) -> None:
        """Take pieces as (offset in the string, offset in the text, width in the text)."""
        self._inner = [piece[0] for piece in pieces]
        self._outer = [piece[1] for piece in pieces]
        self._width = [piece[2] for piece in pieces]

    def region(self, inner: Region) -> Region:
        """The part of the text that a part of the string came from."""
        start, end = inner
        piece = self._piece(start)
        first = self._outer[piece] + start - self._inner[piece]
        if end <= start:
            return first, first
        piece = self._piece(end - 1)
        return first, self._outer[piece] + end - 1 - self._inner[piece] + self._width[piece]

    def _piece(self, offset: int) -> int:
        return bisect_right(self._inner, offset) - 1


def read(text: str | bytes) -> object:
    """Decode JSON text into plain Python values; numbers out of range become floats.

    Raises:
        ValueError: It is not JSON.
        RecursionError: It is nested too deeply.
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return json.loads(text, parse_int=_integer, parse_constant=_refuse_constant, strict=True)


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < _LONGEST_INTEGER else float(digits)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def check(text: bytes) -> None:
    """Decode JSON text for its syntax alone.

    Raises:
        msgspec.DecodeError: It is not JSON.
    """
    try:
        msgspec.json.decode(text)
    except msgspec.ValidationError:
        return  # only a number out of range


def read_nested(text: str, otherwise: object) -> object:
    """Decode JSON that stands in a string; `otherwise` where it is none."""
    try:
        return read(text)
    except (ValueError, RecursionError):
        return otherwise


def skip_space(text: str, position: int) -> int:
    """The offset of the next character that is not white space."""
    match = _SPACE.match(text, position)
    return match.end() if match else position


def skip_value(text: str, position: int) -> int:
    """The offset behind the value that begins at the position."""
    first = text[position]
    if first not in "[{":
        match = (_STRING if first == '"' else _SCALAR).match(text, position)
        return match.end() if match else position + 1
    depth = 0
    for token in _TOKEN.finditer(text, position):
        bracket = text[token.start()]
        if bracket in "[{":
            depth += 1
        elif bracket in "]}":
            depth -= 1
            if depth == 0:
                return token.end()
    return len(text)


def members(text: str, position: int) -> Iterator[tuple[Region, int]]:
    """The members of the object at the position: the region of each key and the offset of each value."""
    position = skip_space(text, position + 1)
    while position < len(text) and text[position] == '"':
        key_end = skip_value(text, position)
        value = skip_space(text, skip_space(text, key_end) + 1)
        yield (position, key_end), value
        position = skip_space(text, skip_value(text, value))
        if text[position] != ",":
            return
        position = skip_space(text, position + 1)


def items(text: str, position: int) -> Iterator[int]:
    """The offsets of the items of the list at the position."""
    position = skip_space(text, position + 1)
    while position < len(text) and text[position] != "]":
        yield position
        position = skip_space(text, skip_value(text, position))
        if text[position] == ",":
            position = skip_space(text, position + 1)


def key_name(text: str, region: Region) -> str:
    """The decoded key in a region that includes its quotes."""
    name = text[region[0] + 1 : region[1] - 1]
    return str(json.loads(text[region[0] : region[1]], strict=False)) if "\\" in name else name


def find_duplicate_key(text: str) -> tuple[Region, str] | None:
    """The first key that its object already has, or None."""
    open_keys: list[set[str] | None] = []
    for token in _KEY_OR_BRACKET.finditer(text):
        first = text[token.start()]
        if first == "{":
            open_keys.append(set())
        elif first == "[":
            open_keys.append(None)
        elif first in "]}":
            if open_keys:
                open_keys.pop()
        elif token[2] and open_keys:
            keys = open_keys[-1]
            name = key_name(text, token.span(1))
            if keys is not None and name in keys:
                return token.span(1), name
            if keys is not None:
                keys.add(name)
    return None


def find_depth(text: str, limit: int) -> int | None:
    """The offset of the first bracket that opens a level beyond the limit, or None."""
    depth = 0
    for token in _TOKEN.finditer(text):
        bracket = text[token.start()]
        if bracket in "[{":
            depth += 1
            if depth > limit:
                return token.start()
        elif bracket in "]}":
            depth -= 1
    return None


def string_map(text: str, region: Region) -> StringMap:
    """Where the characters of the string in a region, which includes its quotes, came from."""
    start, end = region
    pieces = [(0, start + 1, 1)]
    inner, outer = 0, start + 1
    for escape in _ESCAPE.finditer(text, start + 1, end - 1):
        inner += escape.start() - outer
        pieces.append((inner, escape.start(), escape.end() - escape.start()))
        inner, outer = inner + 1, escape.end()
        pieces.append((inner, outer, 1))
    return StringMap(pieces)


def locate(text: str, position: int, pointer: Pointer) -> Found:
    """Follow a pointer as far as it goes.

    Args:
        text: JSON text.
        position: Offset at which the value begins that the pointer starts from.
        pointer: Steps; keys are taken as written, else whatever their case, else from an AdditionalProperties bag.

    Returns:
        The deepest value that exists.
    """
    written: list[str | int] = []
    key: Region | None = None
    missing = len(pointer)
    for number, step in enumerate(pointer):
        first = text[position]
        if first == '"':
            nested = _enter(text, position, pointer[number:])
            if nested is not None:
                return msgspec.structs.replace(nested, written=(*written, *nested.written))
        hit = _member(text, position, step) if first == "{" else _item(text, position, step) if first == "[" else None
        if hit is None:
            break
        steps, key, position = hit
        written.extend(steps)
        missing -= 1
    value = (position, skip_value(text, position))
    return Found(tuple(written), value, key or value, text[value[0] : value[1]], missing)


_Hit = tuple[tuple[str | int, ...], Region | None, int]


def _item(text: str, position: int, step: str | int) -> _Hit | None:
    if isinstance(step, str):
        if not (step.isascii() and step.isdigit() and len(step) <= len(str(len(text)))):
            return None
        step = int(step)
    for index, offset in enumerate(items(text, position)):
        if index == step:
            return (step,), None, offset
    return None


def _member(text: str, position: int, step: str | int) -> _Hit | None:
    name = str(step)
    hit, bag = _own_member(text, position, name)
    if hit is not None or bag is None:
        return hit
    bag_key, bag_position = bag
    hit, _ = _own_member(text, bag_position, name)
    if hit is None:
        return None
    return (bag_key, *hit[0]), hit[1], hit[2]


def _own_member(text: str, position: int, name: str) -> tuple[_Hit | None, tuple[str, int] | None]:
    """The last member of that name, else the last whatever its case; and the object in the AdditionalProperties bag."""
    lowered = name.lower()
    exact: _Hit | None = None
    folded: _Hit | None = None
    bag: tuple[str, int] | None = None
    for region, value in members(text, position):
        spelled = key_name(text, region)
        if spelled == name:
            exact = ((spelled,), region, value)
        elif exact is None and spelled.lower() == lowered:
            folded = ((spelled,), region, value)
        elif text[value] == "{" and spelled.lower() == BAG:
            bag = (spelled, value)
    return exact or folded, bag


def _enter(text: str, position: int, pointer: Pointer) -> Found | None:
    """Follow a pointer into the JSON in the string at the position; None where that string is not JSON."""
    region = (position, skip_value(text, position))
    inner = json.loads(text[region[0] : region[1]], strict=False)
    if not is_container(inner):
        return None
    found = locate(inner, skip_space(inner, 0), pointer)
    if not found.written:
        return None
    mapping = string_map(text, region)
    return Found(found.written, mapping.region(found.value), mapping.region(found.key), found.source, found.missing)


def is_container(text: str) -> bool:
    """Whether a text is a JSON object or array."""
    absent = object()
    return text.lstrip(" \t\n\r")[:1] in ("{", "[") and read_nested(text, absent) is not absent
