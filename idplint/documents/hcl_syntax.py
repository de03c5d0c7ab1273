"""The syntax of HCL as frozen values: what the parser's tree says, without the parser.

HCL is described in the native syntax specification (`hclsyntax/spec.md` of hashicorp/hcl). Offsets are UTF-8 byte offsets
into the document; `Lines` turns them into lines and columns.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Syntax(msgspec.Struct, frozen=True, gc=False):
    """A stretch of HCL that means something.

    Attributes:
        start: Byte offset of the first character.
        end: As `start`, exclusive.
    """

    start: int
    end: int


class Literal(Syntax, frozen=True, gc=False):
    """A number, a truth value, null, or text without anything to evaluate in it; escapes are already resolved."""

    value: str | int | float | bool | None


class Template(Syntax, frozen=True):
    """Text with sequences in it, in order."""

    parts: tuple[Piece, ...]


class TemplateIf(Syntax, frozen=True):
    """A `%{ if }` directive."""

    test: Expression
    yes: tuple[Piece, ...]
    no: tuple[Piece, ...]


class TemplateFor(Syntax, frozen=True):
    """A `%{ for }` directive."""

    key_name: str | None
    value_name: str
    collection: Expression
    parts: tuple[Piece, ...]


class Variable(Syntax, frozen=True, gc=False):
    """A name at the beginning of a traversal: `var`, `local`, `each`, the type of a resource, or a name that `for` binds."""

    name: str


class GetAttribute(Syntax, frozen=True):
    """`base.name`."""

    base: Expression
    name: str


class Index(Syntax, frozen=True):
    """`base[key]`, and the old spelling `base.0`."""

    base: Expression
    key: Expression


class Splat(Syntax, frozen=True):
    """`base[*].a.b` and `base.*.a.b`: the steps are taken from each element."""

    base: Expression
    steps: tuple[str | Expression, ...]
    """Names of attributes and index expressions, in order."""


class Call(Syntax, frozen=True):
    """A function call; `spread` where the last argument is followed by `...`."""

    name: str
    arguments: tuple[Expression, ...]
    spread: bool


class Conditional(Syntax, frozen=True):
    """`test ? yes : no`."""

    test: Expression
    yes: Expression
    no: Expression


class Unary(Syntax, frozen=True):
    """`!x` or `-x`."""

    operator: str
    operand: Expression


class Binary(Syntax, frozen=True):
    """Two operands and the operator between them."""

    operator: str
    left: Expression
    right: Expression


class TupleItems(Syntax, frozen=True):
    """`[a, b]`."""

    items: tuple[Expression, ...]


class ObjectItem(Syntax, frozen=True):
    """`key = value`; a bare name as key is a literal."""

    key: Expression
    value: Expression


class ObjectItems(Syntax, frozen=True):
    """`{ a = b }`."""

    items: tuple[ObjectItem, ...]


class For(Syntax, frozen=True):
    """`[for k, v in x : ...]` or `{for k, v in x : key => value...}`."""

    key_name: str | None
    value_name: str
    collection: Expression
    key: Expression | None
    """The key of each pair where an object is built, else None."""
    value: Expression
    condition: Expression | None
    grouped: bool
    """Whether values of equal keys are gathered in lists (`...`)."""


class Unreadable(Syntax, frozen=True, gc=False):
    """An expression that could not be read, and why in one clause."""

    reason: str


Expression: TypeAlias = (
    Literal
    | Template
    | Variable
    | GetAttribute
    | Index
    | Splat
    | Call
    | Conditional
    | Unary
    | Binary
    | TupleItems
    | ObjectItems
    | For
    | Unreadable
)

Piece: TypeAlias = str | Expression | TemplateIf | TemplateFor
"""Text, an interpolated expression, or a directive."""
