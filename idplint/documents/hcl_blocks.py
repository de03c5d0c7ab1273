"""Blocks and arguments of an HCL file, converted from the parser's tree only where somebody looks.

A repository holds far more HCL than concerns identity: bodies and expressions stay nodes of the parser until they are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.documents.hcl_expressions import Reader
from idplint.documents.hcl_syntax import Expression, Literal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tree_sitter import Node

NESTING_LIMIT = 50
"""Levels of blocks in blocks; providers stay below 8."""

TOP_LEVEL = frozenset(
    {
        "check",
        "data",
        "ephemeral",
        "import",
        "locals",
        "module",
        "moved",
        "output",
        "provider",
        "removed",
        "resource",
        "terraform",
        "variable",
    }
)
"""Block types of Terraform's language that stand at the top of a file: those that count inside a broken stretch."""


class Attribute:
    """`name = expression`.

    Attributes:
        name: As written.
        key: Byte offsets of the name, the end exclusive.
        start: Byte offset of the whole.
        end: As `start`, exclusive.
    """

    __slots__ = ("_expression", "_node", "_reader", "end", "key", "name", "start")

    def __init__(self, node: Node, reader: Reader) -> None:
        name = node.children[0]
        self.name = reader.text(name)
        self.key = (name.start_byte, name.end_byte)
        self.start, self.end = node.start_byte, node.end_byte
        self._node = node
        self._reader = reader
        self._expression: Expression | None = None

    @property
    def expression(self) -> Expression:
        """What is assigned."""
        if self._expression is None:
            last = self._node.children[-1]
            self._expression = (
                self._reader.expression(last)
                if last.type == "expression"
                else Unreadable(self.start, self.end, "the file is broken here")
            )
        return self._expression


class Block:
    """`type "label" { ... }`.

    Attributes:
        type: As written.
        labels: Unescaped, in order.
        start: Byte offset of the whole.
        end: As `start`, exclusive.
        key: Byte offsets of type and labels together, the end exclusive.
        broken: Whether something in it could not be parsed; what it says is then not known as a whole.
    """

    __slots__ = ("_body", "_level", "_node", "_reader", "broken", "end", "key", "labels", "start", "type")

    def __init__(self, node: Node, reader: Reader, level: int) -> None:
        self.start, self.end = node.start_byte, node.end_byte
        names = []
        last = node
        for child in node.children:
            if child.type == "identifier":
                names.append(reader.text(child))
            elif child.type == "string_lit":
                label = reader.expression(child)
                # An unreadable label cannot be anyone's name.
                names.append(label.value if isinstance(label, Literal) and isinstance(label.value, str) else "")
            elif child.type == "block_start":
                break
            else:
                continue
            last = child
        self.type = names[0] if names else ""
        self.labels = tuple(names[1:])
        self.key = (self.start, last.end_byte)
        self.broken = node.has_error
        self._node = node
        self._reader = reader
        self._level = level
        self._body: Body | None = None

    @property
    def body(self) -> Body:
        """What stands between the braces."""
        if self._body is None:
            inner = next((child for child in self._node.children if child.type == "body"), None)
            deep = self._level >= NESTING_LIMIT
            nodes = [] if inner is None or deep else inner.children
            self._body = Body(nodes, self._reader, self._level + 1, (self.start, self.end), deep=deep)
        return self._body


class Body:
    """Arguments and nested blocks, in order.

    Attributes:
        attributes: By name; of a name that is given twice, the first.
        repeated: Names that are given more than once, which HCL does not allow.
        blocks: In order.
        bounds: Byte offsets of the block, or of the file, the end exclusive.
        deep: Whether the contents were left out because blocks are nested beyond `NESTING_LIMIT`.
    """

    __slots__ = ("attributes", "blocks", "bounds", "deep", "repeated")

    def __init__(
        self, nodes: Iterable[Node], reader: Reader, level: int, bounds: tuple[int, int], *, deep: bool = False
    ) -> None:
        self.attributes: dict[str, Attribute] = {}
        self.repeated: set[str] = set()
        self.bounds = bounds
        self.deep = deep
        blocks = []
        for node in nodes:
            if node.type == "attribute" and node.children and node.children[0].type == "identifier":
                attribute = Attribute(node, reader)
                if attribute.name in self.attributes:
                    self.repeated.add(attribute.name)
                self.attributes.setdefault(attribute.name, attribute)
            elif node.type == "block":
                blocks.append(Block(node, reader, level))
        self.blocks = tuple(blocks)

    def of_type(self, type: str) -> tuple[Block, ...]:  # noqa: A002 - Terraform's and HCL's word
        """The nested blocks of a type, in order."""
        return tuple([block for block in self.blocks if block.type == type])


class HclFile:
    """A parsed file.

    Attributes:
        body: What stands at its top level; of a broken file, as much as can be told apart.
        broken: Whether any of it could not be parsed.
    """

    __slots__ = ("body", "broken")

    def __init__(self, roots: Sequence[Node], content: bytes) -> None:
        """Take the roots of the parser's trees: one, or of a broken file several, each of a stretch."""
        self.broken = any(root.has_error for root in roots)
        nodes = [node for root in roots for node in _top_level(root)]
        self.body = Body(nodes, Reader(content), 0, (0, len(content)))


def _top_level(root: Node) -> Iterator[Node]:
    if not root.has_error:
        for child in root.children:
            if child.type == "body":
                yield from child.children
        return
    # Inside what is broken only whole blocks count, and only of types that stand nowhere else.
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if (node.type == "block" and _type_of(node) in TOP_LEVEL) or (
            node.type == "attribute" and not node.has_error and _is_outermost(node)
        ):
            yield node
        if node.has_error:
            waiting.extend(reversed(node.children))


def _is_outermost(node: Node) -> bool:
    """Whether a node stands directly in the body of the file."""
    body = node.parent
    return body is not None and body.type == "body" and body.parent is not None and body.parent.type == "config_file"


def _type_of(block: Node) -> str:
    name = block.children[0].text if block.children else None
    return name.decode("utf-8", "replace") if name else ""
