"""Values while an expression is evaluated, and the two ways in which evaluating one stops."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, TypeAlias

import msgspec

if TYPE_CHECKING:
    from idplint.expressions.outcomes import Value
    from idplint.expressions.syntax import Node

MAX_OUTPUT = 1_000_000
"""Characters of the longest text an expression may build."""

_BEYOND_64_BITS = 1 << 63
_INTEGER = re.compile(r"-?[0-9]{1,19}", re.ASCII)


class Undecidable(Exception):  # noqa: N818 - an answer, not an error
    """idplint cannot say what the expression yields."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Rejected(Exception):  # noqa: N818 - an answer, not an error
    """Entra itself fails or refuses."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Moment(msgspec.Struct, frozen=True):
    """A date and time, as CDate, DateAdd and DateFromNum yield it."""

    utc: datetime.datetime
    """Without time zone information, in UTC."""

    @property
    def text(self) -> str:
        """As Entra writes it: `M/d/yyyy h:mm:ss tt`."""
        at = self.utc
        half = "AM" if at.hour < 12 else "PM"  # noqa: PLR2004 - noon
        return f"{at.month}/{at.day}/{at.year:04} {at.hour % 12 or 12}:{at.minute:02}:{at.second:02} {half}"


Inner: TypeAlias = "bool | int | str | Moment | list[Inner] | None"


class Evaluating(Protocol):
    """What functions need of the evaluation that calls them."""

    deadline: float
    """When searches with regular expressions have to end, on the monotonic clock."""

    def value(self, node: Node) -> Inner:
        """What a node yields."""

    def either(self, question: str, reason: str) -> bool:
        """The answer assumed to a question that documentation leaves open; the whole is evaluated for both.

        Args:
            question: The same question gets the same answer throughout one evaluation.
            reason: Given to the reader when the answer matters.
        """


class Arguments:
    """The arguments of one call; each is evaluated when it is asked for."""

    def __init__(self, function: str, nodes: tuple[Node | None, ...], evaluating: Evaluating) -> None:
        self.function = function
        self.nodes = nodes
        self.evaluating = evaluating

    def given(self, position: int) -> bool:
        """Whether an argument stands at this position, counted from 0."""
        return position < len(self.nodes) and self.nodes[position] is not None

    def value(self, position: int) -> Inner:
        """What the argument yields.

        Raises:
            Undecidable: Among others when nothing stands there.
        """
        node = self.nodes[position] if position < len(self.nodes) else None
        if node is None:
            raise Undecidable(f"what {self.function} makes of this left-out argument is not documented")
        return self.evaluating.value(node)

    def text(self, position: int) -> str:
        """The argument as text.

        Raises:
            Undecidable: It was never set, or is a list.
        """
        return as_text(self.value(position), self.function)

    def number(self, position: int) -> int:
        """The argument as a whole number.

        Raises:
            Undecidable: It is none.
        """
        return as_number(self.value(position), self.function)


def as_text(value: Inner, function: str) -> str:
    """A single value as text; booleans are `True` and `False`.

    Raises:
        Undecidable: The value is null or a list.
    """
    if isinstance(value, str):
        return value
    if value is None:
        raise Undecidable(f"what {function} makes of a value that was never set is not documented")
    if isinstance(value, Moment):
        return value.text
    if isinstance(value, list):
        raise Undecidable(f"what {function} makes of several values is not documented")
    return str(value)


def as_number(value: Inner, function: str) -> int:
    """A whole number, also when written as text.

    Raises:
        Undecidable: It is something else.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    raise Undecidable(f"{function} needs a whole number here")


def from_user(value: object, name: str) -> Inner:
    """A user's attribute as a value.

    Raises:
        Undecidable: It has a type that no documentation speaks of.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) < _BEYOND_64_BITS:
        return value
    if isinstance(value, list | tuple):
        items = [from_user(item, name) for item in value]
        if any(isinstance(item, list) for item in items):
            raise Undecidable(f"[{name}] holds lists inside a list")
        return items
    if isinstance(value, int):
        raise Undecidable(f"[{name}] is a number of more than 64 bits")
    kind = "an object" if isinstance(value, Mapping) else f"of type {type(value).__name__}"
    raise Undecidable(f"[{name}] is {kind}; its value as text is not documented")


def to_result(value: Inner) -> Value:
    """What the caller gets: text, a list of text, or None.

    Raises:
        Undecidable: A list holds a value that was never set.
    """
    if value is None:
        return None
    if isinstance(value, list):
        return [as_text(item, "a list") for item in value]
    return bounded(as_text(value, ""))


def bounded(text: str) -> str:
    """The text, unless it is too long.

    Raises:
        Undecidable: It is.
    """
    if len(text) > MAX_OUTPUT:
        raise Undecidable(f"the result is longer than {MAX_OUTPUT:,} characters")
    return text
