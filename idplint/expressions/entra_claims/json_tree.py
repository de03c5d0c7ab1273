"""JSON as a tree that knows where in the text each value stands; keys are found whatever their case."""

from __future__ import annotations

import re
from json import JSONDecoder
from typing import TypeAlias

import msgspec

from idplint.expressions.syntax import MAX_DEPTH, Span

Members: TypeAlias = "dict[str, Json]"
"""By lower-cased key: Graph writes camelCase, its PowerShell module PascalCase, mapping policies any mixture."""


class Json(msgspec.Struct, frozen=True):
    """One JSON value and its place."""

    value: str | int | float | bool | tuple[Json, ...] | dict[str, Json] | None
    span: Span


class BrokenJsonError(Exception):
    """The text is not JSON, or not JSON that can be read in one way only."""

    def __init__(self, reason: str, span: Span) -> None:
        super().__init__(reason)
        self.reason = reason
        self.span = span


_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None}
_LONGEST_NUMBER = 300
_read_string = JSONDecoder().raw_decode


def read_json(text: str) -> Json:
    """Read one JSON value.

    Raises:
        BrokenJsonError: The text is no JSON, names a key twice, or nests more than `MAX_DEPTH` deep.
    """
    reader = _Reader(text)
    found, end = reader.value(reader.after_space(0), 0)
    end = reader.after_space(end)
    if end < len(text):
        raise BrokenJsonError("text stands after the JSON value", (end, len(text)))
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text

    def after_space(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def value(self, at: int, depth: int) -> tuple[Json, int]:
        if depth > MAX_DEPTH:
            raise BrokenJsonError(f"the JSON nests more than {MAX_DEPTH} deep", (at, at + 1))
        first = self._text[at : at + 1]
        if first == "{":
            return self._object(at, depth)
        if first == "[":
            return self._list(at, depth)
        if first == '"':
            content, end = self._string(at)
            return Json(content, (at, end)), end
        for word, meaning in _WORDS.items():
            if self._text.startswith(word, at):
                end = at + len(word)
                return Json(meaning, (at, end)), end
        return self._number(at)

    def _number(self, at: int) -> tuple[Json, int]:
        found = _NUMBER.match(self._text, at)
        if not found:
            raise BrokenJsonError("a JSON value was expected", (at, min(at + 1, len(self._text))))
        written, end = found.group(), found.end()
        if len(written) > _LONGEST_NUMBER:
            raise BrokenJsonError("the number is too long", (at, end))
        return Json(float(written) if set(written) & set(".eE") else int(written), (at, end)), end

    def _string(self, at: int) -> tuple[str, int]:
        try:
            content, end = _read_string(self._text, at)
        except ValueError as problem:
            reason = "the JSON string is not closed, or holds a wrong escape"
            raise BrokenJsonError(reason, (at, len(self._text))) from problem
        return str(content), end

    def _list(self, at: int, depth: int) -> tuple[Json, int]:
        items: list[Json] = []
        end = self.after_space(at + 1)
        while not self._text.startswith("]", end):
            if items:
                end = self._comma(end)
            item, end = self.value(end, depth + 1)
            items.append(item)
            end = self.after_space(end)
        return Json(tuple(items), (at, end + 1)), end + 1

    def _object(self, at: int, depth: int) -> tuple[Json, int]:
        members: dict[str, Json] = {}
        end = self.after_space(at + 1)
        while not self._text.startswith("}", end):
            if members:
                end = self._comma(end)
            if not self._text.startswith('"', end):
                raise BrokenJsonError("a key in double quotes was expected", (end, min(end + 1, len(self._text))))
            start = end
            key, end = self._string(start)
            if key.lower() in members:
                raise BrokenJsonError(f"the key {key!r} stands twice in one object", (start, end))
            end = self.after_space(end)
            if not self._text.startswith(":", end):
                raise BrokenJsonError("a colon was expected", (end, min(end + 1, len(self._text))))
            members[key.lower()], end = self.value(self.after_space(end + 1), depth + 1)
            end = self.after_space(end)
        return Json(members, (at, end + 1)), end + 1

    def _comma(self, at: int) -> int:
        if not self._text.startswith(",", at):
            raise BrokenJsonError("a comma or a closing bracket was expected", (at, min(at + 1, len(self._text))))
        return self.after_space(at + 1)


def member(members: Members, key: str) -> Json | None:
    """The value of a key, or None where it is absent or null."""
    found = members.get(key.lower())
    return None if found is None or found.value is None else found


def text_of(members: Members, key: str) -> str | None:
    """The text of a key, or None where it is absent, null or no text."""
    found = member(members, key)
    return found.value if found and isinstance(found.value, str) else None
