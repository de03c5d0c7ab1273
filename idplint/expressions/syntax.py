"""One small syntax tree for every dialect. Spans are offsets of code points in the expression's text, end exclusive."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

Span: TypeAlias = tuple[int, int]

MAX_LENGTH = 1_000_000
"""Longer texts are `Unsupported` unread (Entra takes 10,000 characters)."""
MAX_DEPTH = 100
"""Deeper nesting is `Unsupported`."""


class Literal(msgspec.Struct, frozen=True):
    """A constant."""

    value: str | int | float | bool | None
    span: Span


class Attribute(msgspec.Struct, frozen=True):
    """A reference to an attribute, by its path as written: `("mail",)`, `("user", "login")`."""

    path: tuple[str, ...]
    span: Span


class Call(msgspec.Struct, frozen=True):
    """A function or method call."""

    name: str
    """As written, with its namespace: `Join`, `String.substringBefore`, `fn:toLowerCase`."""
    arguments: tuple[Node | None, ...]
    """None is an argument that was left out."""
    span: Span
    receiver: Node | None = None
    """What a method is called on."""


class Operation(msgspec.Struct, frozen=True):
    """A unary or binary operator, or an index, a projection, a ternary."""

    operator: str
    """`+`, `==`, `not`, `?:` (ternary with three operands, Elvis with two), `[]`, `.![]` …"""
    operands: tuple[Node, ...]
    span: Span


class Sequence(msgspec.Struct, frozen=True):
    """A list literal, or the parts of a template in order."""

    items: tuple[Node, ...]
    span: Span
    template: bool = False
    """Whether the items are concatenated as text."""


class Unsupported(msgspec.Struct, frozen=True):
    """What could not be read, and why; whatever depends on it is undecided."""

    reason: str
    span: Span


Node: TypeAlias = Literal | Attribute | Call | Operation | Sequence | Unsupported
