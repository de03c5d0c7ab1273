"""What expressions are brought to before they are compared.

Two equal forms carry the same value for everybody of one class of users; two unequal ones may still do so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.directory.attributes import Attribute
    from idplint.model.application import Dialect

LOWER = "lower"
UPPER = "upper"
BEFORE_AT = "before-at"
"""The part of an address before its `@`."""
JOIN = "join"
"""Texts one after the other."""
FIRST = "first"
"""The first operand that is not empty."""


_SHARED = frozenset({LOWER, UPPER, BEFORE_AT, JOIN, FIRST})


@dataclass(frozen=True, slots=True)
class Source:
    """The value of one directory attribute."""

    identity: str
    """Equal identities are equal values for the class of users the form was made for."""
    attribute: Attribute = field(compare=False)
    dialect: Dialect = field(compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """The same text for everybody."""

    text: str


@dataclass(frozen=True, slots=True)
class Applied:
    """A function of other values: one of those above, or a vendor's own as `<dialect>:<name>`."""

    function: str
    operands: tuple[Form | None, ...]
    """None is an argument that was left out."""


@dataclass(frozen=True, slots=True)
class Open:
    """A part of which idplint does not know what it yields."""

    token: str
    """Two equal tokens stand for the same text in the same dialect."""
    reason: str = field(compare=False)
    repeatable: bool = field(default=True, compare=False)
    """False where the same text may yield another value the next time: chance, time, uniqueness."""


Form: TypeAlias = Source | Text | Applied | Open


def parts(form: Form) -> Iterator[Form]:
    """A form and everything inside it, outermost first."""
    pending: list[Form] = [form]
    while pending:
        part = pending.pop()
        yield part
        if isinstance(part, Applied):
            pending.extend(operand for operand in reversed(part.operands) if operand is not None)


def sources(form: Form) -> Iterator[Source]:
    """The directory attributes that a form reads."""
    return (part for part in parts(form) if isinstance(part, Source))


def is_repeatable(form: Form) -> bool:
    """Whether evaluating it twice for one person is certain to yield one value."""
    return all(part.repeatable for part in parts(form) if isinstance(part, Open))


def is_understood(form: Form) -> bool:
    """Whether nothing in it is a vendor's own function, or is not known."""
    return all(
        part.function in _SHARED if isinstance(part, Applied) else not isinstance(part, Open) for part in parts(form)
    )


def with_operands(form: Applied, operands: tuple[Form | None, ...]) -> Applied:
    """The same function of other operands."""
    return form if operands == form.operands else Applied(form.function, operands)
