"""Terraform's automatic conversions, and the type constraints of variables.

Source: developer.hashicorp.com/terraform/language/expressions/types (type conversion) and .../type-constraints (`optional`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.documents.hcl_syntax import Call, Expression, Literal, ObjectItems, TupleItems, Variable
from idplint.terraform.values import (
    Known,
    OneOf,
    Unknown,
    Unset,
    Value,
    identity,
    known_list,
    known_map,
    one_of,
    origin_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.model.values import Origin

_DEPTH = 30
_DIGITS = 300


class CannotConvert(Exception):  # noqa: N818 - named for what happened
    """Terraform would refuse the value where it stands; the message is a clause."""


def scalar_text(value: str | float) -> str:
    """A scalar as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def to_text(value: Value) -> str:
    """The text of a known scalar.

    Raises:
        CannotConvert: It is a list or an object, or null.
    """
    if isinstance(value, Known) and isinstance(value.value, str | int | float):
        return scalar_text(value.value)
    raise CannotConvert(f"text is needed where {described(value)} stands")


def to_number(value: Value) -> int | float:
    """The number that a known scalar is or spells.

    Raises:
        CannotConvert: It is none.
    """
    if isinstance(value, Known):
        scalar = value.value
        if isinstance(scalar, int | float) and not isinstance(scalar, bool):
            return scalar
        if isinstance(scalar, str) and scalar.strip() == scalar and 0 < len(scalar) <= _DIGITS and "_" not in scalar:
            try:
                return int(scalar) if scalar.lstrip("-").isdigit() else _finite(scalar)
            except ValueError:
                pass
    raise CannotConvert(f"a number is needed where {described(value)} stands")


def _finite(text: str) -> int | float:
    number = float(text)
    if number != number or number in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN is the value unlike itself
        raise ValueError(text)
    return int(number) if number.is_integer() else number


def to_boolean(value: Value) -> bool:
    """The truth value that a known scalar is or spells.

    Raises:
        CannotConvert: It is none.
    """
    if isinstance(value, Known):
        if isinstance(value.value, bool):
            return value.value
        if value.value == "true":
            return True
        if value.value == "false":
            return False
    raise CannotConvert(f"true or false is needed where {described(value)} stands")


def described(value: Value) -> str:
    """The kind of a value in words."""
    match value:
        case Known(value=bool()):
            return "true or false"
        case Known(value=str()):
            return "text"
        case Known(value=int() | float()):
            return "a number"
        case Known(value=tuple()):
            return "a list"
        case Known():
            return "an object"
        case Unset():
            return "null"
        case _:
            return "a value that is not known"


def items_of(value: Value) -> tuple[Value, ...] | None:
    """The elements of a known list, set, tuple or object, in Terraform's order; None for anything else."""
    if isinstance(value, Known):
        if isinstance(value.value, tuple):
            return value.value
        if not isinstance(value.value, str | int | float):
            return tuple([value.value[key] for key in sorted(value.value)])
    return None


def as_set(items: tuple[Value, ...], written: Origin) -> Value:
    """A set: each value once, text and numbers in order."""
    met: dict[str, Value] = {}
    for item in items:
        met.setdefault(identity(item), item)
    ordered = sorted(met.values(), key=_rank)
    return known_list(ordered, written, is_set=True)


def _rank(value: Value) -> tuple[int, float, str]:
    if isinstance(value, Known):
        if isinstance(value.value, str):
            return (1, 0, value.value)
        if isinstance(value.value, int | float):
            return (0, float(value.value) if abs(value.value) < 10**300 else 0.0, "")
    return (2, 0, "")


def constrained(value: Value, type_: Expression, default: Callable[[Expression], Value], depth: int = 0) -> Value:
    """A value converted to the type that a variable declares.

    Args:
        value: What was given.
        type_: The `type` argument's expression.
        default: Works out the second argument of `optional(...)`.
        depth: Levels so far.

    Returns:
        The converted value; unknown where Terraform would refuse it; unchanged where the constraint says nothing.
    """
    if isinstance(value, OneOf):
        return one_of([constrained(item, type_, default, depth) for item in value.values], origin_of(value))
    if not isinstance(value, Known) or depth > _DEPTH:
        return value
    try:
        return _converted(value, type_, default, depth)
    except CannotConvert as error:
        return Unknown(str(error), "give a value of the declared type", value.written, fails=True)


def _converted(value: Known, type_: Expression, default: Callable[[Expression], Value], depth: int) -> Value:
    match type_:
        case Variable(name="string"):
            return value if isinstance(value.value, str) else Known(to_text(value), value.written, value.used)
        case Variable(name="number"):
            return Known(to_number(value), value.written, value.used)
        case Variable(name="bool"):
            return Known(to_boolean(value), value.written, value.used)
        case Call(name="list" | "set" | "map" as kind, arguments=(element,)):
            return _collection(value, kind, element, default, depth)
        case Call(name="object", arguments=(ObjectItems(items=members),)):
            if isinstance(value.value, str | int | float | tuple):
                raise CannotConvert(f"an object is needed where {described(value)} stands")
            converted: dict[str, Value] = {}
            for member in members:
                if isinstance(member.key, Literal) and isinstance(member.key.value, str):
                    given = value.value.get(member.key.value)
                    converted[member.key.value] = _member(given, member.value, value, default, depth)
            return known_map(converted, value.written)
        case Call(name="tuple", arguments=(TupleItems(items=types),)):
            if not isinstance(value.value, tuple) or len(value.value) != len(types):
                raise CannotConvert(f"a list of {len(types)} is needed where {described(value)} stands")
            pairs = zip(value.value, types, strict=True)
            return known_list([constrained(item, each, default, depth + 1) for item, each in pairs], value.written)
        case _:
            return value


def _collection(
    value: Known, kind: str, element: Expression, default: Callable[[Expression], Value], depth: int
) -> Value:
    if kind == "map":
        if isinstance(value.value, str | int | float | tuple):
            raise CannotConvert(f"a map is needed where {described(value)} stands")
        converted = {key: constrained(item, element, default, depth + 1) for key, item in value.value.items()}
        return known_map(converted, value.written)
    if not isinstance(value.value, tuple):
        raise CannotConvert(f"a list is needed where {described(value)} stands")
    items = tuple([constrained(item, element, default, depth + 1) for item in value.value])
    return as_set(items, value.written) if kind == "set" else known_list(items, value.written)


def _member(
    given: Value | None, type_: Expression, whole: Known, default: Callable[[Expression], Value], depth: int
) -> Value:
    """An attribute of an object type, which may be `optional(type, default)`."""
    inner, fallback = type_, None
    optional = isinstance(type_, Call) and type_.name == "optional" and type_.arguments
    if optional and isinstance(type_, Call):
        inner = type_.arguments[0]
        fallback = type_.arguments[1] if len(type_.arguments) > 1 else None
    if given is None or isinstance(given, Unset):
        if fallback is not None:
            return constrained(default(fallback), inner, default, depth + 1)
        if given is None and not optional:
            raise CannotConvert("an attribute of the declared object type is missing")
        return given or Unset(None, whole.used)
    return constrained(given, inner, default, depth + 1)
