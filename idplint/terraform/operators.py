"""Operators of Terraform's language, on known values.

Source: developer.hashicorp.com/terraform/language/expressions/operators and the HCL native syntax specification.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from idplint.terraform.conversion import CannotConvert, to_boolean, to_number
from idplint.terraform.values import Known, Unknown, Unset, Value, first_obstacle, identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.model.values import Origin

_ARITHMETIC: dict[str, Callable[[int | float, int | float], int | float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "%": math.fmod,
}
_COMPARISONS: dict[str, Callable[[int | float, int | float], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_LARGEST = 10**300


def unary(operator: str, operand: Value, origin: Origin) -> Value:
    """The result of `!x` or `-x`.

    Args:
        operator: As written.
        operand: Not `OneOf`.
        origin: The expression.
    """
    if (obstacle := first_obstacle(operand)) is not None:
        return undecided(obstacle, origin)
    try:
        if operator == "!":
            return Known(not to_boolean(operand), origin, origin)
        return number(-to_number(operand), origin)
    except CannotConvert as error:
        return Unknown(str(error), "correct the expression", origin, fails=True)


def binary(operator: str, left: Value, right: Value, origin: Origin) -> Value:
    """The result of an operator between two operands, neither of them `OneOf`."""
    if operator in {"&&", "||"}:
        return _logic(operator, left, right, origin)
    for operand in (left, right):
        if (obstacle := first_obstacle(operand)) is not None:
            return undecided(obstacle, origin)
    if operator in {"==", "!="}:
        return Known((_comparable(left) == _comparable(right)) is (operator == "=="), origin, origin)
    try:
        first, second = to_number(left), to_number(right)
        if operator in _COMPARISONS:
            return Known(_COMPARISONS[operator](first, second), origin, origin)
        return number(_ARITHMETIC[operator](first, second), origin)
    except CannotConvert as error:
        return Unknown(str(error), "correct the expression", origin, fails=True)
    except (ArithmeticError, ValueError):
        return Unknown("the calculation has no result", "correct the expression", origin, fails=True)


def _comparable(value: Value) -> str:
    """Equal for values that `==` holds equal: numbers by value, all else by type and content."""
    if isinstance(value, Known) and isinstance(value.value, float) and value.value.is_integer():
        return f"int {int(value.value)!r}"
    return identity(value)


def _logic(operator: str, left: Value, right: Value, origin: Origin) -> Value:
    """`&&` and `||`; one operand may decide although the other is not known."""
    decisive = operator == "||"
    missing = None
    for operand in (left, right):
        if (obstacle := first_obstacle(operand)) is not None:
            missing = missing or obstacle
            continue
        try:
            if to_boolean(operand) is decisive:
                return Known(decisive, origin, origin)
        except CannotConvert as error:
            return Unknown(str(error), "correct the expression", origin, fails=True)
    return Known(not decisive, origin, origin) if missing is None else undecided(missing, origin)


def number(value: float, origin: Origin) -> Value:
    """A calculated number; whole ones are integers."""
    if abs(value) > _LARGEST or not math.isfinite(value):
        return Unknown("a number too large to work with", "correct the expression", origin)
    whole = isinstance(value, float) and value.is_integer()
    return Known(int(value) if whole else value, origin, origin)


def undecided(obstacle: Value, origin: Origin) -> Unknown:
    """What becomes of an expression that needs a value which is not known.

    Args:
        obstacle: The value.
        origin: The expression, for obstacles that do not say where they stand.
    """
    match obstacle:
        case Unknown():
            # Pieces and structure belong to the operand, not to what is made of it.
            return Unknown(obstacle.reason, obstacle.remedy, obstacle.origin, obstacle.fails)
        case Known() | Unset():
            return Unknown("it is not worked out", "write the value itself", origin)
        case _:
            address = getattr(obstacle, "address", None)
            if address is None:
                return Unknown("it depends on a value that may be one of several", "write the value itself", origin)
            name = ".".join([address, *map(str, obstacle.path)])  # type: ignore[union-attr]
            return Unknown(
                f"it depends on `{name}`, which the provider supplies", "read a plan in JSON as well", origin
            )
