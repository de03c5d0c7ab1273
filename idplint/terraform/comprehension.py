"""`for` expressions, and what they go through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.model.values import Origin, Pointer
from idplint.terraform.conversion import CannotConvert, to_boolean, to_text
from idplint.terraform.operators import undecided
from idplint.terraform.values import (
    Known,
    OneOf,
    Reference,
    Unknown,
    Unset,
    Value,
    first_obstacle,
    known_list,
    known_map,
    one_of,
)

if TYPE_CHECKING:
    from idplint.documents.hcl_syntax import For
    from idplint.terraform.evaluation import Evaluator
    from idplint.terraform.scope import Scope


def bindings(
    collection: Value, key_name: str | None, value_name: str, origin: Origin
) -> list[dict[str, Value]] | Unknown:
    """The names that each turn of a loop binds.

    Args:
        collection: What the loop goes through, not `OneOf`.
        key_name: The name of the key or index, if the loop binds one.
        value_name: The name of the element.
        origin: The expression.
    """
    if isinstance(collection, OneOf):
        return Unknown("the collection may be one of several", "narrow the choice", origin)
    if isinstance(collection, Unset):
        return Unknown("null cannot be gone through", "give a list or a map", origin, fails=True)
    if not isinstance(collection, Known):
        return undecided(collection, origin)
    turns: list[tuple[Value, Value]] = []
    if isinstance(collection.value, tuple):
        for number, item in enumerate(collection.value):
            turns.append((item if collection.is_set else Known(number, origin, origin), item))
    elif isinstance(collection.value, str | int | float):
        return Unknown("text cannot be gone through", "give a list or a map", origin, fails=True)
    else:
        for key in sorted(collection.value):
            item = collection.value[key]
            turns.append((Known(key, collection.written, collection.written), item))
    if key_name is None:
        return [{value_name: item} for _, item in turns]
    return [{key_name: key, value_name: item} for key, item in turns]


def evaluate_for(evaluator: Evaluator, expression: For, scope: Scope, pointer: Pointer) -> Value:
    """The list or object that a `for` expression builds; unknown where it is not known which elements it has."""
    origin = Origin(scope.path, pointer)
    collection = evaluator.concrete(evaluator.evaluate(expression.collection, scope, pointer))
    if isinstance(collection, OneOf):
        return one_of([_built(evaluator, expression, item, scope, pointer) for item in collection.values], origin)
    return _built(evaluator, expression, collection, scope, pointer)


def _built(evaluator: Evaluator, expression: For, collection: Value, scope: Scope, pointer: Pointer) -> Value:  # noqa: C901, PLR0912 - one case for each kind
    origin = Origin(scope.path, pointer)
    if isinstance(collection, Reference):
        return undecided(collection, origin)
    turns = bindings(collection, expression.key_name, expression.value_name, origin)
    if isinstance(turns, Unknown):
        return turns
    items: list[Value] = []
    pairs: dict[str, Value] = {}
    groups: dict[str, list[Value]] = {}
    for names in turns:
        inner = scope.binding(names)
        if expression.condition is not None:
            wanted = _is_wanted(evaluator, expression, inner, pointer)
            if isinstance(wanted, Unknown):
                return wanted
            if not wanted:
                continue
        if expression.key is None:
            items.append(evaluator.evaluate(expression.value, inner, (*pointer, "=>")))
            continue
        key = evaluator.concrete(evaluator.evaluate(expression.key, inner, pointer))
        if isinstance(key, OneOf) or first_obstacle(key) is not None:
            return undecided(first_obstacle(key) or key, origin)
        try:
            name = to_text(key)
        except CannotConvert as error:
            return Unknown(str(error), "correct the key", origin, fails=True)
        value = evaluator.evaluate(expression.value, inner, (*pointer, "=>"))
        if expression.grouped:
            groups.setdefault(name, []).append(value)
        elif name in pairs:
            return Unknown(f"two elements have the key `{name}`", "add `...` or other keys", origin, fails=True)
        else:
            pairs[name] = value
    if expression.key is None:
        return known_list(items, origin)
    return known_map(pairs or {name: known_list(group, origin) for name, group in groups.items()}, origin)


def _is_wanted(evaluator: Evaluator, expression: For, scope: Scope, pointer: Pointer) -> bool | Unknown:
    origin = Origin(scope.path, pointer)
    if expression.condition is None:
        return True
    test = evaluator.concrete(evaluator.evaluate(expression.condition, scope, pointer))
    if isinstance(test, OneOf) or first_obstacle(test) is not None:
        return undecided(first_obstacle(test) or test, origin)
    try:
        return to_boolean(test)
    except CannotConvert as error:
        return Unknown(str(error), "correct the condition", origin, fails=True)
