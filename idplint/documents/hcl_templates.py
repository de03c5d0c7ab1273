"""Pieces of templates: strip markers, escapes and heredoc indentation, at every depth of directives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.documents.hcl_strings import without_indent
from idplint.documents.hcl_syntax import Expression, Literal, Piece, Template, TemplateFor, TemplateIf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tree_sitter import Node

INTROS = frozenset(
    {
        "template_if_intro",
        "template_else_intro",
        "template_if_end",
        "template_for_start",
        "template_for_end",
    }
)
"""Nodes that open, divide or close a directive."""


def meaningful(nodes: Sequence[Node]) -> list[Node]:
    """The nodes without comments."""
    return [node for node in nodes if node.type != "comment"]


def strips(node: Node, *, first: bool) -> bool:
    """Whether a sequence strips the text before it (first) or after it."""
    if node.type == "template_directive":
        intros = [child for child in meaningful(node.children)[0].children if child.type in INTROS]
        return bool(intros) and marked(intros[0] if first else intros[-1], last=not first)
    return marked(node, last=not first)


def marked(node: Node, *, last: bool) -> bool:
    """Whether `~` stands at the beginning, or at the end, of a sequence."""
    markers = [child for child in node.children if child.type == "strip_marker"]
    if not markers:
        return False
    if last:
        return node.end_byte - markers[-1].end_byte <= 1
    return markers[0].start_byte - node.start_byte <= 2  # noqa: PLR2004 - counted in the line itself


def stripped(text: str, *, left: bool, right: bool) -> str:
    """Text without the white space that a strip marker beside it takes away."""
    if left:
        text = text.lstrip()
    return text.rstrip() if right else text


def resolved(pieces: Sequence[Piece], resolve: Callable[[str], str]) -> tuple[Piece, ...]:
    """The pieces with their escapes resolved, at every depth of directives."""
    done: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str):
            done.append(resolve(piece))
        elif isinstance(piece, TemplateIf):
            yes, no = resolved(piece.yes, resolve), resolved(piece.no, resolve)
            done.append(msgspec.structs.replace(piece, yes=yes, no=no))
        elif isinstance(piece, TemplateFor):
            done.append(msgspec.structs.replace(piece, parts=resolved(piece.parts, resolve)))
        else:
            done.append(piece)
    return tuple(done)


def unindented(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a `<<-` heredoc without their indentation; texts inside directives count with the others."""
    texts: list[str | None] = []
    _gather(pieces, texts)
    return _refilled(pieces, iter(without_indent(texts)))


def _gather(pieces: Sequence[Piece], texts: list[str | None]) -> None:
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
            continue
        texts.append(None)
        if isinstance(piece, TemplateIf):
            _gather(piece.yes, texts)
            texts.append(None)
            _gather(piece.no, texts)
            texts.append(None)
        elif isinstance(piece, TemplateFor):
            _gather(piece.parts, texts)
            texts.append(None)


def _refilled(pieces: Sequence[Piece], texts: Iterator[str]) -> list[Piece]:
    filled: list[Piece] = []
    for piece in pieces:
        text = next(texts)
        if isinstance(piece, str):
            filled.append(text)
        elif isinstance(piece, TemplateIf):
            yes = tuple(_refilled(piece.yes, texts))
            next(texts)
            no = tuple(_refilled(piece.no, texts))
            next(texts)
            filled.append(msgspec.structs.replace(piece, yes=yes, no=no))
        elif isinstance(piece, TemplateFor):
            filled.append(msgspec.structs.replace(piece, parts=tuple(_refilled(piece.parts, texts))))
            next(texts)
        else:
            filled.append(piece)
    return filled


def whole(node: Node, pieces: tuple[Piece, ...]) -> Expression:
    """The pieces as one expression: a literal where there is nothing to evaluate."""
    if not pieces:
        return Literal(node.start_byte, node.end_byte, "")
    if len(pieces) == 1 and isinstance(pieces[0], str):
        return Literal(node.start_byte, node.end_byte, pieces[0])
    return Template(node.start_byte, node.end_byte, pieces)
