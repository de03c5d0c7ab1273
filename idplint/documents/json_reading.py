"""JSON and JSON Lines: one pass splits a file into raw records; positions are looked for only when asked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from idplint.documents import json_text
from idplint.documents.document import Collection, DocumentBroken, Entry, ReadProblem
from idplint.documents.json_source import JsonSource, Part
from idplint.documents.json_syntax import (
    DEPTH_LIMIT,
    depth_problem,
    duplicate_key,
    duplicate_problem,
    lone_surrogates,
    surrogate_problem,
    syntax_problem,
)
from idplint.documents.malformed import BAG
from idplint.documents.spans import span_in_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from idplint.model.values import Pointer

T = TypeVar("T")

DUPLICATES_LIMIT = 8 << 20
"""Bytes up to which a document is searched for duplicate keys."""

_SPACE = b" \t\n\r"
_OPEN_LIST = ord("[")
_OPEN_OBJECT = ord("{")
_AS_LISTS = bytes.maketrans(b"{}", b"[]")
_OUTSIDE = bytes(set(range(256)) - set(b'[]{}"'))
_BAG_KEYS = (b'"AdditionalProperties"', b'"additionalProperties"')


class _Envelope(msgspec.Struct, forbid_unknown_fields=True):
    """What OData APIs put around a list; any other key sends the document the longer way."""

    value: list[msgspec.Raw]
    context: object = msgspec.field(default=None, name="@odata.context")
    next_link: object = msgspec.field(default=None, name="@odata.nextLink")
    count: object = msgspec.field(default=None, name="@odata.count")


_read_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_read_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_read_envelope = msgspec.json.Decoder(_Envelope).decode


@cache
def _decoder(wanted: Any) -> msgspec.json.Decoder[Any]:  # noqa: ANN401 - the cache cannot carry the type through
    return msgspec.json.Decoder(wanted)


class JsonPayload:
    """The value of a record as raw JSON."""

    __slots__ = ("_bags", "_raw")

    def __init__(self, raw: msgspec.Raw, *, bags: bool) -> None:
        """Take a raw object, and whether its document has an AdditionalProperties bag anywhere."""
        self._raw = raw
        self._bags = bags

    def keys(self) -> Iterable[str]:
        """The top-level keys as spelled."""
        return _read_members(self._raw)

    def bag_keys(self) -> Iterable[str]:
        """The keys inside a top-level AdditionalProperties bag, as spelled."""
        return self._bag()

    def has_bag(self) -> bool:
        """Whether a bag may stand anywhere in the record."""
        return self._bags and _mentions_bag(bytes(self._raw))

    def member(self, key: str) -> object:
        """The decoded value of a top-level key, else of a key inside the bag, else None."""
        found = _read_members(self._raw).get(key)
        if found is None:
            found = self._bag().get(key)
        return None if found is None else json_text.read(bytes(found))

    def tree(self) -> object:
        """The whole record as plain Python values."""
        return json_text.read(bytes(self._raw))

    def decode(self, wanted: type[T]) -> T:
        """The record as a typed value, or msgspec.ValidationError."""
        return cast("T", _decoder(cast("Any", wanted)).decode(self._raw))

    def _bag(self) -> dict[str, msgspec.Raw]:
        if self._bags:
            for key, raw in _read_members(self._raw).items():
                if key.lower() == BAG and memoryview(raw)[0] == _OPEN_OBJECT:
                    return _read_members(raw)
        return {}


def _mentions_bag(content: bytes) -> bool:
    return any(key in content for key in _BAG_KEYS)


class Split(msgspec.Struct):
    """What a file turned out to hold."""

    source: JsonSource
    checks_keys: bool
    """Whether duplicate keys are looked for."""
    bags: bool
    """Whether an AdditionalProperties bag may stand anywhere."""
    entries: list[Entry]
    collections: list[Collection]
    problems: list[ReadProblem]


def read_json(content: bytes) -> Split:
    """Split one JSON document into raw records.

    Duplicate keys are looked for in documents of up to 8 MiB; bigger ones, which only programs write, are not checked,
    and the last of two counts.

    Args:
        content: UTF-8 without a byte order mark.

    Raises:
        DocumentBroken: It is not JSON, or nested too deeply.
    """
    split = _start(content, by_line=False)
    _split(split, _trimmed(content, 0, len(content)), ())
    return split


def read_json_lines(content: bytes) -> Split:
    """Split a document that has one JSON object on each line, as `read_json`; a broken line costs only itself."""
    split = _start(content, by_line=True)
    parts = split.source.parts
    for bounds in _lines(content):
        count = len(parts)
        try:
            _split(split, bounds, (count,))
        except DocumentBroken as broken:
            split.problems.append(broken.problem)
        del parts[count + 1 :]
        if len(parts) == count:
            parts.append(None)
    return split


def is_json_lines(content: bytes, *, several: bool = True) -> bool:
    """Whether the first line with anything on it is a complete object and, if several are asked for, more follow."""
    first = next(_lines(content), None)
    if first is None or (several and not content[first[1] :].strip(_SPACE)):
        return False
    try:
        _read_members(content[first[0] : first[1]])
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def _start(content: bytes, *, by_line: bool) -> Split:
    source = JsonSource(content, by_line=by_line)
    return Split(source, len(content) <= DUPLICATES_LIMIT, _mentions_bag(content), [], [], [])


def _lines(content: bytes) -> Iterator[tuple[int, int]]:
    """The byte offsets of the lines that are not blank."""
    start = 0
    while start < len(content):
        feed = content.find(b"\n", start)
        end = feed if feed >= 0 else len(content)
        bounds = _trimmed(content, start, end)
        if bounds[0] < bounds[1]:
            yield bounds
        start = end + 1


def _trimmed(content: bytes, start: int, end: int) -> tuple[int, int]:
    """The same stretch without the white space around it."""
    while start < end and content[start] in _SPACE:
        start += 1
    while start < end and content[end - 1] in _SPACE:
        end -= 1
    return start, end


def _split(split: Split, bounds: tuple[int, int], prefix: Pointer) -> None:
    """Add the records of the value that fills a stretch of the file, without white space around it."""
    source = split.source
    chunk = source.content[slice(*bounds)]
    halves = lone_surrogates(chunk)
    try:
        part, context = _part(split, _patched(chunk, halves), bounds, prefix)
    except msgspec.DecodeError:
        raise DocumentBroken(syntax_problem(chunk.decode(), *source.lines.place(bounds[0]))) from None
    except RecursionError:
        raise DocumentBroken(depth_problem(chunk.decode(), *source.lines.place(bounds[0]))) from None
    source.parts.append(part)
    if part.listed:
        split.collections.append(Collection(part.pointer, context, len(part.raws)))
    elif not part.raws and source.by_line:
        span = source.lines.span(*bounds)
        split.problems.append(ReadProblem("this line is not a JSON object", span, "put one object on each line"))
    for index, raw in enumerate(part.raws):
        problem = _problem(split, part, index, [bounds[0] + half for half in halves])
        if problem is not None:
            split.problems.append(problem)
        elif memoryview(raw)[0] == _OPEN_OBJECT:
            pointer = (*part.pointer, index) if part.listed else part.pointer
            split.entries.append(Entry(pointer, JsonPayload(raw, bags=split.bags), context))


def _patched(chunk: bytes, halves: list[int]) -> bytes:
    """The same text with harmless escapes for the halves of characters, so that the other records can be read."""
    if not halves:
        return chunk
    patched = bytearray(chunk)
    for half in halves:
        patched[half : half + 6] = b"\\ufffd"
    return bytes(patched)


def _part(split: Split, chunk: bytes, bounds: tuple[int, int], prefix: Pointer) -> tuple[Part, str | None]:
    """Decode the outermost level: the list or record, and the envelope's context."""
    content = split.source.content
    if chunk[0] == _OPEN_LIST:
        return Part(content, bounds, prefix, prefix, _read_list(chunk)), None
    if chunk[0] != _OPEN_OBJECT:
        json_text.check(chunk)
        return Part(content, bounds, prefix, prefix, None), None
    if not split.checks_keys:
        try:
            envelope = _read_envelope(chunk)
        except msgspec.ValidationError:
            pass  # other keys than an envelope's: look at them one by one
        else:
            part = Part(content, bounds, prefix, (*prefix, "value"), envelope.value)
            return part, envelope.context if isinstance(envelope.context, str) else None
    members = _read_members(chunk)
    if not _is_envelope(members):
        return Part(content, bounds, prefix, prefix, [msgspec.Raw(chunk)]), None
    if split.checks_keys:
        _refuse_duplicates(split, chunk, bounds[0], members)
    raw = members.get("@odata.context")
    context = None if raw is None else json_text.read(bytes(raw))
    part = Part(content, bounds, prefix, (*prefix, "value"), _read_list(members["value"]))
    return part, context if isinstance(context, str) else None


def _is_envelope(members: dict[str, msgspec.Raw]) -> bool:
    """Whether an object is a list with OData annotations beside it (or the Count that PowerShell 5 adds)."""
    value = members.get("value")
    if value is None or memoryview(value)[0] != _OPEN_LIST:
        return False
    return all(key in {"value", "Count"} or key.startswith("@") for key in members)


def _refuse_duplicates(split: Split, chunk: bytes, start: int, members: dict[str, msgspec.Raw]) -> None:
    """DocumentBroken where the envelope itself has a key twice: which list is meant?"""
    expected = sum(2 + bytes(raw).count(b'"') for raw in members.values())
    if chunk.count(b'"') == expected:
        return
    text = chunk.decode()
    met: set[str] = set()
    for region, _ in json_text.members(text, 0):
        name = json_text.key_name(text, region)
        if name in met:
            span = span_in_text(text, *region, *split.source.lines.place(start))
            raise DocumentBroken(duplicate_key(name, span))
        met.add(name)


def _problem(split: Split, part: Part, index: int, halves: list[int]) -> ReadProblem | None:
    """Why an item must be left out, or None.

    Raises:
        DocumentBroken: It is nested too deeply, so the file is nobody's configuration.
    """
    raw = bytes(part.raws[index])
    levels = len(part.pointer) + 1 if part.listed else len(part.pointer)
    if raw.count(b"[") + raw.count(b"{") > DEPTH_LIMIT - levels and is_deeper(raw, DEPTH_LIMIT - levels):
        text, place = split.source.text_and_place(part.item_bounds(index))
        raise DocumentBroken(depth_problem(text, *place, DEPTH_LIMIT - levels))
    if halves:
        start, end = part.item_bounds(index)
        half = next((half for half in halves if start <= half < end), None)
        if half is not None:
            escape = split.source.content[half : half + 6].decode()
            return surrogate_problem(split.source.lines.span(half, half + 6), escape)
    if split.checks_keys and has_duplicate_key(raw):
        text, place = split.source.text_and_place(part.item_bounds(index))
        return duplicate_problem(text, *place)
    return None


def is_deeper(raw: bytes, limit: int) -> bool:
    """Whether a JSON text is nested deeper than a number of levels; without a loop over its characters."""
    # With escaped quotes gone every quote opens or closes a string; with everything but brackets and quotes gone,
    # empty strings can go as well (removing two neighbours changes no other quote's side); then strings are every
    # other piece.
    brackets = raw.replace(b"\\\\", b"").replace(b'\\"', b"").translate(_AS_LISTS, _OUTSIDE).replace(b'""', b"")
    brackets = b"".join(brackets.split(b'"')[::2])
    for _ in range(limit):
        brackets = brackets.replace(b"[]", b"")
        if not brackets:
            return False
    return True


def has_duplicate_key(raw: bytes) -> bool:
    """Whether any object of a JSON text has a key twice.

    Decoding keeps one of the two, so encoding again gives fewer quotes: every other quote comes back, unless it was
    written as an escape.
    """
    if b"\\u0022" not in raw:
        try:
            return raw.count(b'"') != msgspec.json.encode(msgspec.json.decode(raw)).count(b'"')
        except (msgspec.MsgspecError, OverflowError):
            pass  # a number out of range
    return json_text.find_duplicate_key(raw.decode()) is not None
