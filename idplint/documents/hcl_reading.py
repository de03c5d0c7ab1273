"""HCL documents: bytes to lazily read blocks, and the way from pointers to places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.documents.document import DocumentBroken, Located, ReadProblem
from idplint.documents.hcl_blocks import HclFile
from idplint.documents.hcl_checks import LISTED, problems_of
from idplint.documents.hcl_parser import Lost, parse_hcl, parse_parts
from idplint.documents.hcl_pointers import Way, follow, key_text
from idplint.documents.hcl_syntax import Expression, Literal, ObjectItems, Template, TupleItems, Unreadable
from idplint.documents.spans import Lines, Span

if TYPE_CHECKING:
    from idplint.model.values import Pointer

SIZE_LIMIT = 16 << 20
"""Bytes above which an HCL file is refused."""

_START = Span(1, 1, 1, 1)


class Split(msgspec.Struct):
    """What a file turned out to hold."""

    source: HclSource
    problems: tuple[ReadProblem, ...]


class HclSource:
    """The text of an HCL document.

    Attributes:
        file: Its blocks and arguments.
        lines: Its text.
    """

    def __init__(self, file: HclFile, lines: Lines) -> None:
        self.file = file
        self.lines = lines

    def locate(self, pointer: Pointer) -> Located:
        """Where a pointer leads."""
        way = self._follow(pointer)
        key = self.lines.span(*way.key)
        return Located(pointer, way.taken == len(pointer), self.lines.span(*way.value), key)

    def value(self, pointer: Pointer) -> object:
        """The value at a pointer if it is written out literally, or KeyError."""
        way = self._follow(pointer)
        if way.taken < len(pointer) or way.expression is None:
            raise KeyError(pointer)
        return _plain(way.expression, pointer)

    def line(self, number: int) -> str | None:
        """The text of a 1-based line."""
        return self.lines.line(number)

    def _follow(self, pointer: Pointer) -> Way:
        return follow(self.file.body, pointer)


def _more_exact(of_whole: list[ReadProblem], of_parts: list[list[ReadProblem]]) -> list[ReadProblem]:
    """The problems of the stretches of a broken file, the first where the parser came furthest.

    Where every stretch is sound by itself, the mistake lies between them, and those of the whole count.
    """
    told = [problem for problems in of_parts for problem in problems]
    if not told or not of_whole:
        return told or of_whole
    first, whole = told[0].span, of_whole[0].span
    following = told[len(of_parts[0])].span if len(of_parts) > 1 and of_parts[1] else None
    if (first.line, first.column) < (whole.line, whole.column) and (following is None or whole.line < following.line):
        told[0] = of_whole[0]
    return told[:LISTED]


def _plain(expression: Expression, pointer: Pointer) -> object:
    match expression:
        case Literal():
            return expression.value
        case TupleItems():
            return [_plain(item, pointer) for item in expression.items]
        case ObjectItems():
            plain: dict[str, object] = {}
            for item in expression.items:
                if not isinstance(item.key, Literal):
                    raise KeyError(pointer)
                plain[key_text(item.key)] = _plain(item.value, pointer)
            return plain
        case _:
            raise KeyError(pointer)


def read_hcl(content: bytes) -> Split:
    """Read an HCL file; of a broken one, the blocks that can still be told apart.

    Args:
        content: UTF-8 without a byte order mark.

    Raises:
        DocumentBroken: It is larger than `SIZE_LIMIT`, or the parser finds no way through it.
    """
    if len(content) > SIZE_LIMIT:
        message = f"an HCL file larger than {SIZE_LIMIT >> 20} MiB"
        raise DocumentBroken(ReadProblem(message, _START, "split it into smaller files"))
    lines = Lines(content)
    try:
        root = parse_hcl(content).root_node
    except Lost as lost:
        message = "this is not HCL: nothing up to here makes sense of the text before it"
        span = lines.span(lost.offset, lost.offset)
        raise DocumentBroken(ReadProblem(message, span, "correct the file, or leave it out with `exclude`")) from None
    problems = problems_of(root, lines)
    roots = [root]
    if root.has_error:
        parts = [tree.root_node for tree in parse_parts(content)]
        problems = _more_exact(problems, [problems_of(part, lines) for part in parts if part.has_error])
        roots = parts if any(not part.has_error and part.child_count for part in parts) else roots
    return Split(HclSource(HclFile(roots, content), lines), tuple(problems))


_MARKER = "IDPLINT_TEMPLATE_END"


def read_template(text: str) -> Expression:
    """The template that a whole file is, as `templatefile` takes it; offsets are those of no file."""
    marker = _MARKER
    while marker in text:
        marker += "_"
    content = f"t = <<{marker}\n{text}\n{marker}\n".encode("utf-8", "replace")
    nothing = Unreadable(0, 0, "the file is not a template that Terraform reads")
    try:
        root = parse_hcl(content).root_node
    except Lost:
        return nothing
    attribute = HclFile([root], content).body.attributes.get("t")
    if root.has_error or attribute is None:
        return nothing
    expression = attribute.expression
    # The line feed before the marker is not the file's.
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        return msgspec.structs.replace(expression, value=expression.value.removesuffix("\n"))
    if isinstance(expression, Template):
        *before, last = expression.parts
        trimmed = last.removesuffix("\n") if isinstance(last, str) else last
        return msgspec.structs.replace(expression, parts=(*before, trimmed) if trimmed else tuple(before))
    return nothing
