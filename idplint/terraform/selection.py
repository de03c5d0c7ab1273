"""Attributes, indices and splats of values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from idplint.model.values import Origin, Pointer
from idplint.terraform.conversion import CannotConvert, to_number, to_text
from idplint.terraform.operators import undecided
from idplint.terraform.values import (
    ALTERNATIVES_LIMIT,
    Known,
    OneOf,
    Reference,
    Unknown,
    Unset,
    Value,
    known_list,
    one_of,
)

if TYPE_CHECKING:
    from idplint.documents.hcl_syntax import Expression
    from idplint.terraform.evaluation import Evaluator
    from idplint.terraform.scope import Scope


def attribute_of(value: Value, name: str, origin: Origin) -> Value:
    """`value.name`.

    Args:
        value: Anything.
        name: The attribute.
        origin: The expression.
    """
    match value:
        case OneOf():
            return one_of([attribute_of(item, name, origin) for item in value.values], origin)
        case Reference():
            return msgspec.structs.replace(value, path=(*value.path, name), written=origin, used=origin)
        case Unknown():
            return undecided(value, origin)
        case Known(value=str() | int() | float() | tuple()):
            if isinstance(value.value, tuple) and name.isdigit():
                return element_of(value, Known(int(name), origin, origin), origin)
            return Unknown(f"it has no attribute `{name}`", "correct the expression", origin, fails=True)
        case Known(value=Mapping() as pairs):
            if name in pairs:
                found: Value = pairs[name]
                return found
            return Unknown(f"the object has no attribute `{name}`", "correct the expression", origin, fails=True)
        case Unset():
            return Unknown(f"null has no attribute `{name}`", "correct the expression", origin, fails=True)
    raise AssertionError(value)


def element_of(value: Value, key: Value, origin: Origin) -> Value:  # noqa: PLR0911 - one answer for each kind
    """`value[key]`; a key that is not known may be any that there is."""
    if isinstance(value, OneOf):
        return one_of([element_of(item, key, origin) for item in value.values], origin)
    if isinstance(key, OneOf):
        return one_of([element_of(value, item, origin) for item in key.values], origin)
    if isinstance(value, Unknown):
        return undecided(value, origin)
    if not isinstance(key, Known):
        return _some_element(value, key, origin)
    if isinstance(value, Reference):
        step = key.value
        if not isinstance(step, str | int) or isinstance(step, bool):
            return Unknown("the index is neither text nor a number", "correct the expression", origin, fails=True)
        return msgspec.structs.replace(value, path=(*value.path, step), written=origin, used=origin)
    try:
        if isinstance(value, Known) and isinstance(value.value, tuple) and not value.is_set:
            index = to_number(key)
            if isinstance(index, int) and 0 <= index < len(value.value):
                return value.value[index]
            return Unknown("the list has no element of that index", "correct the expression", origin, fails=True)
        if isinstance(value, Known) and not isinstance(value.value, str | int | float | tuple):
            return attribute_of(value, to_text(key), origin)
    except CannotConvert as error:
        return Unknown(str(error), "correct the expression", origin, fails=True)
    return Unknown("it has no elements", "correct the expression", origin, fails=True)


def _some_element(value: Value, key: Value, origin: Origin) -> Value:
    if isinstance(value, Known) and not isinstance(value.value, str | int | float):
        items = value.value if isinstance(value.value, tuple) else tuple(value.value.values())
        if 0 < len(items) <= ALTERNATIVES_LIMIT:
            return one_of(items, origin)
    return undecided(key, origin)


def splat(
    evaluator: Evaluator, base: Value, steps: tuple[str | Expression, ...], scope: Scope, pointer: Pointer
) -> Value:
    """`base[*].a.b`: of a list the steps from each element, of null an empty list, of anything else a list of one."""
    origin = Origin(scope.path, pointer)
    match base:
        case OneOf():
            return one_of([splat(evaluator, item, steps, scope, pointer) for item in base.values], origin)
        case Unset():
            return known_list((), origin)
        case Unknown():
            return undecided(base, origin)
        case Known(value=tuple() as items):
            elements: tuple[Value, ...] = items
        case _:
            elements = (base,)
    evaluator.budget.step(len(elements))
    taken = []
    for element in elements:
        value = element
        for step in steps:
            if isinstance(step, str):
                value = attribute_of(value, step, origin)
            else:
                value = element_of(value, evaluator.concrete(evaluator.evaluate(step, scope, pointer)), origin)
        taken.append(value)
    return known_list(taken, origin)
