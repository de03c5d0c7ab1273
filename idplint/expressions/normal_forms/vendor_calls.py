"""Functions and operators of one vendor that have no counterpart elsewhere: equal where name and operands are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.normal_forms.forms import Applied, Form, Text
from idplint.expressions.syntax import Call, Literal, Node, Operation, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.expressions.normal_forms.reading import Reader


def literal(node: Literal) -> Form:
    """A constant: text as text, everything else under its type, for `1` is not `"1"`."""
    if isinstance(node.value, str):
        return Text(node.value)
    return Applied(f"constant:{type(node.value).__name__}:{node.value}", ())


def as_written(node: Call | Operation | Sequence, reader: Reader, read: Callable[[Node, Reader], Form]) -> Applied:
    """The call itself, of the normal forms of its arguments."""
    vendor = reader.dialect.value
    if isinstance(node, Call):
        given = ((node.receiver,) if node.receiver is not None else ()) + node.arguments
        kind = "method" if node.receiver is not None else "function"
        return Applied(
            f"{vendor}:{kind}:{node.name}", tuple(None if each is None else read(each, reader) for each in given)
        )
    if isinstance(node, Operation):
        return Applied(f"{vendor}:{node.operator}", tuple(read(each, reader) for each in node.operands))
    return Applied(f"{vendor}:list", tuple(read(each, reader) for each in node.items))
