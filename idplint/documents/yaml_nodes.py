"""YAML text to a tree of nodes with offsets: no Python object is ever built by tag, and aliases cannot explode."""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from idplint.documents.document import DocumentBroken, ReadProblem
from idplint.documents.json_syntax import DEPTH_LIMIT, duplicate_key, printable, quoted, too_deep
from idplint.documents.spans import Span, span_in_text

if TYPE_CHECKING:
    from collections.abc import Iterator

ALIAS_LIMIT = 100_000
"""Nodes that the aliases of a file may stand for, all together."""

_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS = frozenset({"str", "int", "float", "bool", "null", "timestamp"})
_NULL = re.compile(r"~|null|Null|NULL|")
_TRUTH = re.compile(r"true|false", re.IGNORECASE)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,308})")
_BASED = re.compile(r"0x[0-9a-fA-F]{1,256}|0o[0-7]{1,256}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufeff\uff00-\ufffd\U00010000-\U0010ffff]")
_TAB = "this is not YAML: a tab stands where YAML takes only spaces"
_FIX = "correct the file; `yamllint FILE` checks YAML"


class Node(ABC):
    """A value of a YAML document.

    Attributes:
        start: Code-point offset in the text.
        end: As `start`, exclusive.
        size: Nodes it stands for, aliases followed.
        height: Levels of sequences and mappings in it.
        problem: The first thing in it that cannot be read.
    """

    __slots__ = ("end", "height", "problem", "size", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.size = 1
        self.height = 0
        self.problem: ReadProblem | None = None

    @abstractmethod
    def value(self) -> object:
        """The plain Python value."""


class Scalar(Node):
    """A single value.

    Attributes:
        text: Decoded, whatever its type.
        style: `'`, `"`, `|` or `>` as in the file; None for plain.
    """

    __slots__ = ("kind", "style", "text")

    def __init__(self, start: int, end: int, text: str, style: str | None, kind: str | None) -> None:
        """Take the type's name from an explicit tag, or None to go by the text."""
        super().__init__(start, end)
        self.text = text
        self.style = style
        self.kind = kind

    def value(self) -> object:
        """A string, number, truth value or None."""
        if self.kind in ("str", "timestamp") or (self.kind is None and self.style is not None):
            return self.text
        return plain_value(self.text)


class Sequence(Node):
    """A list of values."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int) -> None:
        super().__init__(start, end)
        self.items: list[Node] = []

    def value(self) -> object:
        """A list."""
        return [item.value() for item in self.items]


class Mapping(Node):
    """Keys and values; the pairs of merged mappings are among them.

    Attributes:
        pairs: Key text to key and value.
    """

    __slots__ = ("pairs",)

    def __init__(self, start: int, end: int) -> None:
        super().__init__(start, end)
        self.pairs: dict[str, tuple[Scalar, Node]] = {}

    def value(self) -> object:
        """A dict."""
        return {key: value.value() for key, (_, value) in self.pairs.items()}


def plain_value(text: str) -> object:
    """What an unquoted scalar means.

    Only `true` and `false` in any case, `null`, `~`, nothing at all, and decimal, `0x` and `0o` numbers are not text.
    So `on`, `off`, `yes` and `no`, dates, times, numbers with leading zeros and `.inf` stay as written: whoever writes
    `jit: on` means the word, and gets it.
    """
    if _NULL.fullmatch(text):
        return None
    if _TRUTH.fullmatch(text):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text


class _Open:
    """A sequence or mapping whose end has not come yet."""

    __slots__ = ("anchor", "flow", "key", "merges", "node")

    def __init__(self, node: Sequence | Mapping, anchor: str | None, *, flow: bool) -> None:
        self.node = node
        self.anchor = anchor
        self.flow = flow
        self.key: Node | None = None
        self.merges: list[Node] = []


class Composer:
    """Builds the nodes of every document in a text.

    It works on parser events in a loop of its own: the composers of PyYAML recurse, and build what an alias bomb says.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._stack: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
        self._aliased = 0

    def documents(self) -> Iterator[Node]:
        """The root of each document that is not empty.

        Raises:
            DocumentBroken: The text is not YAML, is nested too deeply, or its aliases stand for too much.
        """
        match = _UNPRINTABLE.search(self._text)
        if match:
            raise self._broken("a control character, which YAML does not allow", match.start(), match.end())
        try:
            yield from self._compose()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            start = min(mark.index, len(self._text)) if mark else 0
            if self._text.startswith("\t", start):
                problem = ReadProblem(_TAB, self._span(start, start + 1), "indent with spaces")
                raise DocumentBroken(problem) from None
            said = ", ".join(part for part in (error.context, error.problem) if part)
            raise self._broken(f"this is not YAML: {printable(said, 120)}", start, start) from None
        except yaml.YAMLError as error:
            raise self._broken(f"this is not YAML: {printable(str(error), 120)}", 0, 0) from None

    def _compose(self) -> Iterator[Node]:
        loader: Any = _loader()(self._text)
        try:
            while loader.check_event():
                event = loader.get_event()
                if isinstance(event, yaml.DocumentStartEvent):
                    self._anchors = {}
                node = self._take(event)
                if node is not None:
                    yield node
        finally:
            loader.dispose()

    def _take(self, event: Any) -> Node | None:  # noqa: ANN401 - PyYAML's stubs leave events untyped
        """Fit one event in; the node, if it completes a document."""
        if isinstance(event, yaml.ScalarEvent):
            return self._add(self._scalar(event), event.anchor)
        if isinstance(event, yaml.AliasEvent):
            return self._add(self._alias(event), None)
        if isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            return self._close(event)
        return None

    def _scalar(self, event: Any) -> Scalar:  # noqa: ANN401
        start, end = event.start_mark.index, event.end_mark.index
        if event.style in ("|", ">"):
            end = start + len(self._text[start:end].rstrip())
        kind = self._kind(event.tag, _SCALAR_TAGS)
        node = Scalar(start, end, event.value, event.style or None, "str" if event.tag == "!" else kind)
        if event.tag and event.tag != "!" and (kind is None or not _fits(kind, node)):
            node.problem = self._tag_problem(event.tag, node)
        return node

    def _alias(self, event: Any) -> Node:  # noqa: ANN401
        start, end = event.start_mark.index, event.end_mark.index
        target = self._anchors.get(event.anchor)
        if target is None:
            what = "stands inside the value it names" if event.anchor in self._anchors else "names no anchor"
            raise self._broken(f"alias {quoted(event.anchor)} {what}", start, end)
        self._aliased += target.size
        self._limit_aliases(start, end)
        return target

    def _limit_aliases(self, start: int, end: int) -> None:
        if self._aliased > ALIAS_LIMIT:
            message = f"the aliases of this file stand for more than {ALIAS_LIMIT} values"
            raise DocumentBroken(
                ReadProblem(message, self._span(start, end), "write the values out, or use fewer aliases")
            )

    def _open(self, event: Any) -> None:  # noqa: ANN401
        start, end = event.start_mark.index, event.end_mark.index
        if len(self._stack) >= DEPTH_LIMIT:
            raise DocumentBroken(too_deep(self._span(start, start + 1)))
        sequence = isinstance(event, yaml.SequenceStartEvent)
        node = Sequence(start, end) if sequence else Mapping(start, end)
        wanted = "seq" if sequence else "map"
        if event.tag and event.tag != "!" and self._kind(event.tag, frozenset({wanted})) is None:
            node.problem = self._tag_problem(event.tag, node)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._stack.append(_Open(node, event.anchor, flow=bool(event.flow_style)))

    def _close(self, event: Any) -> Node | None:  # noqa: ANN401
        closed = self._stack.pop()
        node = closed.node
        if closed.flow:
            node.end = event.end_mark.index
        if isinstance(node, Mapping):
            for merged in closed.merges:
                self._merge(node, merged)
        node.height += 1
        if node.height + len(self._stack) > DEPTH_LIMIT:
            raise DocumentBroken(too_deep(self._span(node.start, node.start + 1)))
        return self._add(node, closed.anchor)

    def _add(self, node: Node, anchor: str | None) -> Node | None:
        """Put a complete node where it belongs; the node itself, if it is a whole document."""
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._stack:
            return node
        top = self._stack[-1]
        parent = top.node
        parent.size += node.size
        parent.height = max(parent.height, node.height)
        parent.problem = parent.problem or node.problem
        if not top.flow and node.start >= parent.start:
            parent.end = max(parent.end, node.end)
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif top.key is None:
            top.key = node
        else:
            key, top.key = top.key, None
            self._pair(top, parent, key, node)
        return None

    def _pair(self, top: _Open, parent: Mapping, key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            message = "a key that is a list or a mapping; only text can be a key here"
            parent.problem = parent.problem or ReadProblem(
                message, self._span(key.start, key.end), "use text as the key"
            )
        elif key.text == "<<" and key.style is None:
            merged = value.items if isinstance(value, Sequence) else [value]
            if not all(isinstance(item, Mapping) for item in merged):
                span = self._span(value.start, value.end)
                message = "a merge key << takes a mapping, or a list of mappings"
                parent.problem = parent.problem or ReadProblem(message, span, "merge an alias of a mapping")
            else:
                top.merges.extend(merged)
        elif key.text in parent.pairs:
            parent.problem = parent.problem or duplicate_key(key.text, self._span(key.start, key.end))
        else:
            parent.pairs[key.text] = (key, value)

    def _merge(self, node: Mapping, merged: Node) -> None:
        """Add the pairs of another mapping whose keys this one does not have; of several, the first counts."""
        if isinstance(merged, Mapping):
            self._aliased += len(merged.pairs)
            self._limit_aliases(node.start, node.start + 1)
            for key, pair in merged.pairs.items():
                node.pairs.setdefault(key, pair)

    def _kind(self, tag: str | None, allowed: frozenset[str]) -> str | None:
        if tag is None or not tag.startswith(_CORE):
            return None
        name = tag.removeprefix(_CORE)
        return name if name in allowed else None

    def _tag_problem(self, tag: str, node: Node) -> ReadProblem:
        shown = "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else tag
        message = f"tag {quoted(shown)} is not one that idplint reads"
        end = node.end if isinstance(node, Scalar) else node.start + 1
        return ReadProblem(message, self._span(node.start, end), "write the value itself")

    def _broken(self, message: str, start: int, end: int) -> DocumentBroken:
        return DocumentBroken(ReadProblem(message, self._span(start, end), _FIX))

    def _span(self, start: int, end: int) -> Span:
        return span_in_text(self._text, start, end)


def _fits(kind: str, node: Scalar) -> bool:
    """Whether the text of a scalar is what its explicit tag says."""
    value = plain_value(node.text)
    match kind:
        case "null":
            return value is None
        case "bool":
            return isinstance(value, bool)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return True


@cache
def _loader() -> type[Any]:
    """PyYAML's parser, the one in C where it was built with it."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
