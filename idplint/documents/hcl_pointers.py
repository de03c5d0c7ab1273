"""From pointers to places in HCL, and from blocks to their pointers.

A pointer into an HCL document consists of

- for a block: its type, its labels, and, where several blocks of the same type and labels stand in one body, an index among
  them. Nested blocks without labels always carry the index (`"attribute_statements", 0`); blocks at the top of a file carry
  one only from the second of equal type and labels on (`"resource", "okta_app_saml", "ledger"`), and blocks without labels
  there none: `"locals", "template"` is the argument `template` of whichever `locals` block has it;
- for an argument: its name;
- inside an expression: the key of an object or the index of a list; where the value is computed, `"merge()", 1` for an
  argument of a call, `"?"` and `":"` for the branches of a conditional, `"=>"` for the value of a `for` expression. A call
  with one argument (`jsonencode(...)`) may be stepped over. Parentheses do not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.documents.hcl_syntax import (
    Call,
    Conditional,
    Expression,
    For,
    Literal,
    ObjectItems,
    TupleItems,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.documents.hcl_blocks import Block, Body
    from idplint.model.values import Pointer

Bounds = tuple[int, int]
"""Byte offsets, the end exclusive."""


class Way(msgspec.Struct, frozen=True):
    """Where a pointer leads."""

    taken: int
    """Steps that exist."""
    value: Bounds
    key: Bounds
    expression: Expression | None = None
    """The value, where it is one and not a block."""


def follow(body: Body, pointer: Pointer) -> Way:
    """The place a pointer leads to, or its deepest ancestor that exists.

    Args:
        body: The body of the file.
        pointer: As described above.
    """
    bounds = key = body.bounds
    taken = 0
    while taken < len(pointer):
        step = pointer[taken]
        if not isinstance(step, str):
            break
        attribute = body.attributes.get(step)
        if attribute is not None:
            value = (attribute.expression.start, attribute.expression.end)
            return _into(attribute.expression, pointer, Way(taken + 1, value, attribute.key, attribute.expression))
        found = _block(body, pointer, taken)
        if found is None:
            break
        block, taken = found
        bounds, key, body = (block.start, block.end), block.key, block.body
    return Way(taken, bounds, key)


def _block(body: Body, pointer: Pointer, taken: int) -> tuple[Block, int] | None:
    """The block that a pointer names, and the number of steps up to and with its labels and index."""
    fitting: list[tuple[Block, int]] = []
    for block in body.blocks:
        after = taken + 1 + len(block.labels)
        if block.type == pointer[taken] and block.labels == pointer[taken + 1 : after]:
            fitting.append((block, after))
    if not fitting:
        return None
    after = fitting[0][1]
    step = pointer[after] if after < len(pointer) else None
    if isinstance(step, int):
        return (fitting[step][0], after + 1) if 0 <= step < len(fitting) else None
    for block, end in fitting:
        if step in block.body.attributes or any(inner.type == step for inner in block.body.blocks):
            return block, end
    return fitting[0]


def _into(expression: Expression, pointer: Pointer, way: Way) -> Way:
    taken, key = way.taken, way.key
    while taken < len(pointer):
        found = step_into(expression, pointer, taken)
        if found is None:
            break
        expression, taken, own = found
        key = own or (expression.start, expression.end)
    return Way(taken, (expression.start, expression.end), key, expression)


def step_into(expression: Expression, pointer: Pointer, taken: int) -> tuple[Expression, int, Bounds | None] | None:
    """One step down an expression: what stands there, the steps taken so far, and the place of its key."""
    step = pointer[taken]
    match expression:
        case ObjectItems(items=items):
            for number, item in enumerate(reversed(items), start=1):
                named = isinstance(item.key, Literal) and key_text(item.key) == step
                if named or step == len(items) - number:
                    return item.value, taken + 1, (item.key.start, item.key.end)
        case TupleItems(items=items) if isinstance(step, int) and 0 <= step < len(items):
            return items[step], taken + 1, None
        case Conditional() if step in {"?", ":"}:
            return (expression.yes if step == "?" else expression.no), taken + 1, None
        case For() if step == "=>":
            return expression.value, taken + 1, None
        case Call():
            following = pointer[taken + 1] if taken + 1 < len(pointer) else None
            if step == f"{expression.name}()" and isinstance(following, int):
                if 0 <= following < len(expression.arguments):
                    return expression.arguments[following], taken + 2, None
            elif len(expression.arguments) == 1:
                return step_into(expression.arguments[0], pointer, taken)
    return None


def key_text(key: Literal) -> str:
    """The text of a literal key, as Terraform converts numbers and truth values to text."""
    if isinstance(key.value, bool):
        return "true" if key.value else "false"
    return "" if key.value is None else str(key.value)


def with_pointers(body: Body, above: Pointer) -> Iterator[tuple[Block, Pointer]]:
    """The blocks of a body, each with its pointer.

    Args:
        body: Of a file (`above` is empty) or of a block.
        above: The pointer of the body itself.
    """
    met: dict[tuple[str, ...], int] = {}
    for block in body.blocks:
        name = (block.type, *block.labels)
        number = met.get(name, 0)
        met[name] = number + 1
        indexed = number > 0 if block.labels else bool(above)
        yield block, (*above, *name, number) if indexed else (*above, *name)
