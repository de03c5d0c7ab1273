"""YAML documents: records from nodes, and the way from pointers to places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import msgspec

from idplint.documents import json_text
from idplint.documents.document import Collection, Entry, Located, ReadProblem
from idplint.documents.json_text import Region, StringMap
from idplint.documents.malformed import BAG
from idplint.documents.spans import Lines, span_in_text
from idplint.documents.yaml_nodes import Composer, Mapping, Node, Scalar, Sequence
from idplint.model.values import Pointer

if TYPE_CHECKING:
    from collections.abc import Iterable


T = TypeVar("T")

_DOUBLE_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_SINGLE_ESCAPE = re.compile("''")


class YamlPayload:
    """The value of a record as a node."""

    __slots__ = ("_node",)

    def __init__(self, node: Mapping) -> None:
        self._node = node

    def keys(self) -> Iterable[str]:
        """The top-level keys as spelled."""
        return self._node.pairs

    def bag_keys(self) -> Iterable[str]:
        """The keys inside a top-level AdditionalProperties bag, as spelled."""
        bag = _bag(self._node)
        return bag.pairs if bag else ()

    def has_bag(self) -> bool:
        """Whether a bag may stand anywhere: taken as given, because people write YAML, in whatever case they like."""
        return True

    def member(self, key: str) -> object:
        """The value of a top-level key, else of a key inside the bag, else None."""
        for mapping in (self._node, _bag(self._node)):
            if mapping is not None and key in mapping.pairs:
                return mapping.pairs[key][1].value()
        return None

    def tree(self) -> object:
        """The whole record as plain Python values."""
        return self._node.value()

    def decode(self, wanted: type[T]) -> T:
        """The record as a typed value, or msgspec.ValidationError."""
        return msgspec.convert(self._node.value(), wanted)


def _bag(node: Mapping) -> Mapping | None:
    for key, (_, value) in node.pairs.items():
        if key.lower() == BAG and isinstance(value, Mapping):
            return value
    return None


class _Way(msgspec.Struct, frozen=True):
    """Where a pointer leads."""

    written: Pointer
    value: Region
    key: Region
    missing: int
    node: Node
    source: str | None = None
    """The JSON text of the value, where the way led into a string."""


class YamlSource:
    """The text of a YAML document."""

    def __init__(self, content: bytes, text: str) -> None:
        self._lines = Lines(content)
        self._text = text
        self.roots: list[Node] = []

    def locate(self, pointer: Pointer) -> Located:
        """Where a pointer leads."""
        way = self._follow(pointer)
        written = (*way.written, *pointer[len(pointer) - way.missing :])
        return Located(
            written, way.missing == 0, span_in_text(self._text, *way.value), span_in_text(self._text, *way.key)
        )

    def value(self, pointer: Pointer) -> object:
        """The decoded value at a pointer, or KeyError."""
        way = self._follow(pointer)
        if way.missing:
            raise KeyError(pointer)
        return way.node.value() if way.source is None else json_text.read(way.source)

    def line(self, number: int) -> str | None:
        """The text of a 1-based line."""
        return self._lines.line(number)

    def _follow(self, pointer: Pointer) -> _Way:
        written: list[str | int] = []
        node = self.roots[0] if len(self.roots) == 1 else _all(self.roots, len(self._text))
        key: Region | None = None
        for number, step in enumerate(pointer):
            hit = _step(node, step)
            if hit is None:
                way = self._enter(node, tuple(written), pointer[number:])
                value = (node.start, node.end)
                return way or _Way(tuple(written), value, key or value, len(pointer) - number, node)
            steps, key_node, node = hit
            key = (key_node.start, key_node.end) if key_node is not None else None
            written.extend(steps)
        value = (node.start, node.end)
        return _Way(tuple(written), value, key or value, 0, node)

    def _enter(self, node: Node, written: Pointer, pointer: Pointer) -> _Way | None:
        """Follow a pointer into JSON in a string; None where there is none."""
        if not isinstance(node, Scalar) or not isinstance(node.value(), str) or not json_text.is_container(node.text):
            return None
        found = json_text.locate(node.text, json_text.skip_space(node.text, 0), pointer)
        if not found.written:
            return None
        mapping = _string_map(self._text, node)
        whole = (node.start, node.end)
        value, key = (mapping.region(found.value), mapping.region(found.key)) if mapping else (whole, whole)
        return _Way((*written, *found.written), value, key, found.missing, node, found.source)


def _all(roots: list[Node], end: int) -> Sequence:
    """Several documents as one list."""
    node = Sequence(0, end)
    node.items = roots
    return node


def _step(node: Node, step: str | int) -> tuple[tuple[str | int, ...], Scalar | None, Node] | None:
    """One step down: the steps as spelled, the key, and the value."""
    if isinstance(node, Sequence):
        if isinstance(step, str):
            step = int(step) if step.isascii() and step.isdigit() and len(step) <= len(str(len(node.items))) else -1
        return ((step,), None, node.items[step]) if 0 <= step < len(node.items) else None
    if not isinstance(node, Mapping):
        return None
    name = str(step)
    spelled = _spelled(node, name)
    if spelled is not None:
        return (spelled,), *node.pairs[spelled]
    for bag_key, (_, bag) in node.pairs.items():
        if bag_key.lower() == BAG and isinstance(bag, Mapping):
            spelled = _spelled(bag, name)
            if spelled is not None:
                return (bag_key, spelled), *bag.pairs[spelled]
    return None


def _spelled(node: Mapping, name: str) -> str | None:
    """The key of that name, else the last whatever its case."""
    if name in node.pairs:
        return name
    lowered = name.lower()
    return next((key for key in reversed(node.pairs) if key.lower() == lowered), None)


def _string_map(text: str, node: Scalar) -> StringMap | None:
    """Where the characters of a string came from; None for the styles that fold lines."""
    source = text[node.start : node.end]
    if node.style is None:
        return StringMap([(0, node.start, 1)]) if source == node.text else None
    if node.style == "|":
        return _block_map(text, node)
    if node.style == ">" or "\n" in source:
        return None
    pattern = _SINGLE_ESCAPE if node.style == "'" else _DOUBLE_ESCAPE
    pieces = [(0, node.start + 1, 1)]
    inner, outer = 0, node.start + 1
    for escape in pattern.finditer(text, node.start + 1, node.end - 1):
        inner += escape.start() - outer
        pieces.append((inner, escape.start(), escape.end() - escape.start()))
        inner, outer = inner + 1, escape.end()
        pieces.append((inner, outer, 1))
    return StringMap(pieces)


def _block_map(text: str, node: Scalar) -> StringMap | None:
    """The lines of a literal block, each behind its indentation."""
    pieces: list[tuple[int, int, int]] = []
    inner = 0
    line_start = text.find("\n", node.start) + 1
    for line in node.text.split("\n"):
        feed = text.find("\n", line_start)
        line_end = feed if feed >= 0 else len(text)
        content_end = line_end - 1 if text[line_start:line_end].endswith("\r") else line_end
        if not text[line_start:content_end].endswith(line):
            return None
        pieces.append((inner, content_end - len(line), 1))
        inner += len(line) + 1
        line_start = line_end + 1
    return StringMap(pieces)


class Split(msgspec.Struct):
    """What a file turned out to hold."""

    source: YamlSource
    entries: list[Entry]
    collections: list[Collection]
    problems: list[ReadProblem]


def read_yaml(content: bytes) -> Split:
    """Read every document of a YAML file: each a mapping, a sequence of mappings or an OData envelope.

    Args:
        content: UTF-8 without a byte order mark.

    Raises:
        DocumentBroken: It is not YAML, is nested too deeply, or its aliases stand for too much.
    """
    text = content.decode()
    source = YamlSource(content, text)
    source.roots.extend(Composer(text).documents())
    split = Split(source, [], [], [])
    for number, root in enumerate(source.roots):
        _split(split, root, () if len(source.roots) == 1 else (number,))
    return split


def _split(split: Split, root: Node, prefix: Pointer) -> None:
    items, context = root, None
    if isinstance(root, Mapping) and _is_envelope(root):
        items = root.pairs["value"][1]
        raw = root.pairs["@odata.context"][1].value() if "@odata.context" in root.pairs else None
        context = raw if isinstance(raw, str) else None
        prefix = (*prefix, "value")
    if isinstance(items, Sequence):
        split.collections.append(Collection(prefix, context, len(items.items)))
        met = [(item, (*prefix, index)) for index, item in enumerate(items.items)]
        if root.problem is not None and not any(item.problem for item, _ in met):
            split.problems.append(root.problem)  # of the list itself
            return
    else:
        met = [(root, prefix)]
    for item, pointer in met:
        if item.problem is not None:
            split.problems.append(item.problem)
        elif isinstance(item, Mapping):
            split.entries.append(Entry(pointer, YamlPayload(item), context))


def _is_envelope(root: Mapping) -> bool:
    if "value" not in root.pairs or not isinstance(root.pairs["value"][1], Sequence):
        return False
    return all(key in ("value", "Count") or key.startswith("@") for key in root.pairs)
