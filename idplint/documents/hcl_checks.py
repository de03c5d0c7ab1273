"""What is wrong with an HCL file: where the parser stumbled, and what Terraform refuses although it parses."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from idplint.documents.document import ReadProblem
from idplint.documents.hcl_strings import INVALID_ESCAPE
from idplint.documents.json_syntax import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from idplint.documents.spans import Lines

LISTED = 10
"""Problems of one file that are told; the first is mostly the cause of the others."""

_TOKEN = re.compile(rb"[\w.-]+|\S", re.ASCII)
_SEQUENCE = re.compile(rb"(?<!\$)\$\{|(?<!%)%\{")
_UNSEPARATED = re.compile(rb"""=[^,\n#=]{0,200}[\w"')}\]][ \t]{1,9}(["\w-]+)[ \t]{0,9}=(?![=>])""")
_ARGUMENT = re.compile(rb"([A-Za-z_][\w-]*)[ \t]*=[ \t]*[^\s/#=]", re.ASCII)
"""The beginning of an argument as nearly all are written: name and value on one line, no comment between."""

_SUSPECTS = 200
"""Places of one kind that are looked at in the tree; a sound file has a handful."""

_REMEDY = "correct the file; `terraform fmt` shows where Terraform stops reading"
_FRAMES = frozenset(
    {"string_lit", "quoted_template", "heredoc_template", "template_interpolation", "template_directive"}
)
_NAMES = {
    "quoted_template_end": "a closing quote",
    "block_end": "a closing brace",
    "object_end": "a closing brace",
    "tuple_end": "a closing bracket",
    "template_interpolation_end": "a closing brace",
    "template_directive_end": "a closing brace",
    "identifier": "a name or value",
    "<<": "a value",
    "heredoc_identifier": "the end of the text",
}


def problems_of(root: Node, lines: Lines) -> list[ReadProblem]:
    """Everything that makes Terraform refuse a file, in order, at most `LISTED`.

    Args:
        root: The root of the parser's tree.
        lines: The same bytes.
    """
    found = _syntax(root, lines) if root.has_error else _refused(root, lines)
    listed: list[ReadProblem] = []
    for problem in found:
        listed.append(problem)
        if len(listed) == LISTED:
            break
    return listed


def _syntax(root: Node, lines: Lines) -> Iterator[ReadProblem]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        opening = _opening(node) if node.is_missing else None
        if opening is not None:
            span = lines.span(opening.start_byte, opening.end_byte)
            yield ReadProblem('this is not HCL: "{" is never closed', span, _REMEDY)
        elif node.is_missing:
            place = lines.span(node.start_byte, node.start_byte)
            yield ReadProblem(f"this is not HCL: {_NAMES.get(node.type, quoted(node.type))} is missing", place, _REMEDY)
        elif node.is_error:
            yield _stumbled(node, lines)
        elif node.has_error:
            waiting.extend(reversed(node.children))


def _opening(missing: Node) -> Node | None:
    """The brace that opens the block whose closing brace is missing."""
    end = missing.parent if missing.type == "}" else None
    block = end.parent if end is not None and end.type == "block_end" else None
    if block is None:
        return None
    return next((child for child in block.children if child.type == "block_start"), None)


def _stumbled(node: Node, lines: Lines) -> ReadProblem:
    """The problem of a stretch that the parser could make nothing of."""
    opened: list[Node] = []
    for child in node.children:
        if child.type in {"block_start", "object_start", "tuple_start", "quoted_template_start", "heredoc_start"}:
            opened.append(child)
        elif child.type in {"block_end", "object_end", "tuple_end", "quoted_template_end"} and opened:
            opened.pop()
    content = lines.content
    if opened and not content[node.end_byte :].strip():
        start, end = opened[-1].start_byte, opened[-1].end_byte
        what = quoted(content[start:end].decode("utf-8", "replace"))
        return ReadProblem(f"this is not HCL: {what} is never closed", lines.span(start, end), _REMEDY)
    inner = next((child for child in node.children if child.is_error), node)
    token = _TOKEN.search(content, inner.start_byte, max(inner.end_byte, inner.start_byte + 1))
    start, end = token.span() if token else (inner.start_byte, inner.end_byte)
    what = quoted(content[start:end].decode("utf-8", "replace"))
    return ReadProblem(f"this is not HCL: {what} is not expected here", lines.span(start, end), _REMEDY)


def _refused(root: Node, lines: Lines) -> Iterator[ReadProblem]:
    """What the parser lets pass and HCL does not allow."""
    content = lines.content
    for child in root.children:
        if child.type == "object":
            place = lines.span(child.start_byte, child.start_byte + 1)
            yield ReadProblem("this is JSON, not HCL", place, "name the file `.tf.json`")
    waiting = [child for child in root.children if child.type == "body"]
    while waiting:
        names: set[bytes] = set()
        before = None
        for node in waiting.pop().children:
            kind = node.type
            if kind == "attribute":
                name, apart = _name_of(node, content)
                if name in names:
                    message = f"argument {quoted(name.decode('utf-8', 'replace'))} is given twice"
                    span = lines.span(node.start_byte, node.start_byte + len(name))
                    yield ReadProblem(message, span, "keep one of the two")
                names.add(name)
                if apart is not None:
                    span = lines.span(apart.start_byte, apart.end_byte)
                    yield ReadProblem("the value stands on another line than its name", span, _REMEDY)
            elif kind == "block":
                yield from _header(node, lines, waiting)
            else:
                continue
            if before is not None and b"\n" not in content[before : node.start_byte]:
                span = lines.span(node.start_byte, node.start_byte + 1)
                yield ReadProblem("an argument or block begins on the line of another", span, "begin a new line")
            before = node.end_byte
    yield from _escapes(root, lines)
    yield from _broken_lines(root, lines)


def _name_of(argument: Node, content: bytes) -> tuple[bytes, Node | None]:
    """The name of an argument, and its `=` if the value stands on another line."""
    usual = _ARGUMENT.match(content, argument.start_byte)
    if usual is not None:
        return usual[1], None
    children = argument.children
    first = children[0]
    name = content[first.start_byte : first.end_byte]
    apart = len(children) > 2 and b"\n" in content[first.end_byte : children[-1].start_byte]  # noqa: PLR2004 - counted in the line itself
    return name, children[1] if apart else None


def _header(block: Node, lines: Lines, waiting: list[Node]) -> Iterator[ReadProblem]:
    """What is wrong with the frame of a block; its body is put where bodies wait."""
    content = lines.content
    body = opening = None
    for child in block.children:
        if child.type == "body":
            body = child
            waiting.append(child)
        elif child.type == "block_start":
            opening = child
        elif child.type == "string_lit" and _SEQUENCE.search(content, child.start_byte, child.end_byte):
            span = lines.span(child.start_byte, child.end_byte)
            yield ReadProblem("a label cannot hold a template sequence", span, "write the name itself")
    if opening is None:
        return
    if b"\n" in content[block.start_byte : opening.start_byte]:
        span = lines.span(opening.start_byte, opening.end_byte)
        yield ReadProblem("the brace of a block stands on another line than its type", span, _REMEDY)
    if body is None:
        return
    if b"\n" not in content[opening.end_byte : body.start_byte]:
        alone = [child for child in body.children if child.type != "comment"]
        closed = b"\n" not in content[body.end_byte : block.end_byte]
        if len(alone) != 1 or alone[0].type != "attribute" or not closed:
            span = lines.span(body.start_byte, body.start_byte + 1)
            yield ReadProblem("a block on one line can hold one argument and nothing else", span, "begin a new line")
    elif b"\n" not in content[body.end_byte : block.end_byte]:
        span = lines.span(block.end_byte - 1, block.end_byte)
        yield ReadProblem("the closing brace stands on the line of an argument", span, "begin a new line")


def _broken_lines(root: Node, lines: Lines) -> Iterator[ReadProblem]:
    """Quoted strings that go over the end of a line, and the items of objects that nothing separates."""
    content = lines.content
    for offset in islice(_ends_of_odd_lines(content), _SUSPECTS):
        node = root.descendant_for_byte_range(offset, offset + 1)
        while node is not None and node.type not in _FRAMES:
            node = node.parent
        if node is not None and node.type in {"string_lit", "quoted_template"}:
            span = lines.span(node.start_byte, node.start_byte + 1)
            yield ReadProblem("this string goes over the end of its line", span, "write \\n, or a heredoc")
    for match in islice(_UNSEPARATED.finditer(content), _SUSPECTS):
        node = root.descendant_for_byte_range(match.start(1), match.start(1) + 1)
        while node is not None and node.type not in {"object_elem", *_FRAMES}:
            node = node.parent
        before = node.prev_sibling if node is not None and node.type == "object_elem" else None
        if node is None or before is None or before.type != "object_elem":
            continue
        if b"\n" not in content[before.end_byte : node.start_byte]:
            span = lines.span(node.start_byte, node.start_byte + 1)
            yield ReadProblem("nothing separates this item from the one before it", span, "put a comma there")


def _ends_of_odd_lines(content: bytes) -> Iterator[int]:
    """The line feeds after lines with an odd number of quotes: so it is where a string goes over its line's end."""
    offset = 0
    for line in content.split(b"\n"):
        offset += len(line) + 1
        if (line.count(b'"') - line.count(b'\\"')) % 2 and offset <= len(content):
            yield offset - 1


def _escapes(root: Node, lines: Lines) -> Iterator[ReadProblem]:
    content = lines.content
    suspects = [match.span() for match in INVALID_ESCAPE.finditer(content) if match.end() - match.start() == 1]
    for start, end in suspects[:_SUSPECTS]:
        node = root.descendant_for_byte_range(start, end)
        if node is None or node.type != "template_literal":
            continue
        above = node.parent
        while above is not None and above.type not in {"string_lit", "quoted_template", "heredoc_template"}:
            above = above.parent
        if above is not None and above.type != "heredoc_template":
            yield ReadProblem(
                "the string holds an escape that HCL does not know",
                lines.span(start, end + 1),
                "write a backslash as \\\\",
            )
