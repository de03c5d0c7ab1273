"""Functions that choose among their arguments: `coalesce`, `try`, `lookup` and their kin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.terraform.conversion import items_of
from idplint.terraform.operators import undecided
from idplint.terraform.selection import element_of
from idplint.terraform.values import (
    Known,
    OneOf,
    Reference,
    Unknown,
    Unset,
    Value,
    alternatives,
    combined,
    first_obstacle,
    known_list,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.model.values import Origin


def _coalesce(arguments: list[Value], origin: Origin) -> Value:
    """The first that is neither null nor empty text; of those that may be, each is possible."""
    return _first(arguments, origin, lambda value: isinstance(value, Unset) or _is(value, ""))


def _coalescelist(arguments: list[Value], origin: Origin) -> Value:
    return _first(arguments, origin, lambda value: isinstance(value, Unset) or items_of(value) == ())


def _first(arguments: list[Value], origin: Origin, is_passed: Callable[[Value], bool]) -> Value:
    possible: list[Value] = []
    for argument in arguments:
        passed = False
        for value in alternatives(argument):
            if isinstance(value, Unknown) and value.fails:
                return value
            if is_passed(value):
                passed = True
                continue
            possible.append(value)
            # A resource's attribute may turn out empty, and so may what is not known.
            passed = passed or isinstance(value, Unknown | Reference)
        if not passed:
            return one_of(possible, origin)
    if possible:
        return one_of(possible, origin)
    return Unknown("all arguments are null or empty", "give one that is not", origin, fails=True)


def _is(value: Value, scalar: object) -> bool:
    return isinstance(value, Known) and value.value == scalar


def _failing(value: Value) -> bool | None:
    """Whether Terraform refuses an expression; None where that cannot be told."""
    obstacle = first_obstacle(value)
    match obstacle:
        case None:
            return False
        case Unknown():
            return True if obstacle.fails else None
        case Reference():
            return None if obstacle.declared else True
        case _:
            return None


def _try(arguments: list[Value], origin: Origin) -> Value:
    """The first expression that does not fail; where that cannot be told, each that may be it."""
    possible: list[Value] = []
    for argument in arguments:
        settled = True
        for value in alternatives(argument):
            failing = _failing(value)
            if failing is not True:
                possible.append(value)
            settled = settled and failing is False
        if settled:
            break
    if not possible:
        return Unknown("every expression fails", "correct the expressions", origin, fails=True)
    return one_of(possible, origin)


def _can(arguments: list[Value], origin: Origin) -> Value:
    answers = {_failing(value) for value in alternatives(arguments[0])}
    if answers in ({True}, {False}):
        return Known(answers == {False}, origin, origin)
    return Unknown("whether the expression fails is not known", "read a plan in JSON as well", origin)


def _lookup(arguments: list[Value], origin: Origin) -> Value:
    """`map[key]`, or the default where there is no such key."""
    whole, key, *rest = arguments
    return combined([whole, key], origin, lambda row: _looked_up(row[0], row[1], rest, origin))


def _looked_up(whole: Value, key: Value, rest: list[Value], origin: Origin) -> Value:
    if not isinstance(whole, Known) or isinstance(whole.value, str | int | float | tuple):
        return undecided(whole, origin)
    if not isinstance(key, Known):
        values = [element_of(whole, key, origin)] if whole.value else []
        return one_of([*values, *rest], origin) if values or rest else undecided(key, origin)
    found = element_of(whole, key, origin)
    return rest[0] if rest and isinstance(found, Unknown) and found.fails else found


def _one(arguments: list[Value], origin: Origin) -> Value:
    """Null of an empty list, else its only element."""
    return combined([arguments[0]], origin, lambda row: _only(row[0], origin))


def _only(value: Value, origin: Origin) -> Value:
    items = items_of(value)
    if items is None:
        return undecided(value, origin)
    if len(items) > 1:
        return Unknown("`one` is given several elements", "correct the expression", origin, fails=True)
    return items[0] if items else Unset(origin, origin)


def _compact(arguments: list[Value], origin: Origin) -> Value:
    """The list without null and empty text; unknown where an element may be either."""
    return combined([arguments[0]], origin, lambda row: _compacted(row[0], origin))


def _compacted(value: Value, origin: Origin) -> Value:
    items = items_of(value)
    if items is None:
        return undecided(value, origin)
    kept = []
    for item in items:
        if isinstance(item, Unknown | OneOf):
            return undecided(item, origin)
        if not isinstance(item, Unset) and not _is(item, ""):
            kept.append(item)
    return known_list(kept, origin)


def _sensitive(arguments: list[Value], origin: Origin) -> Value:  # noqa: ARG001 - one signature for all of its kind
    return Unknown("it is marked sensitive", "declare the fact in idplint.yaml", origin)


def _nonsensitive(arguments: list[Value], origin: Origin) -> Value:  # noqa: ARG001 - one signature for all of its kind
    return arguments[0]


FUNCTIONS: dict[str, Callable[[list[Value], Origin], Value]] = {
    "can": _can,
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": _compact,
    "lookup": _lookup,
    "nonsensitive": _nonsensitive,
    "one": _one,
    "sensitive": _sensitive,
    "try": _try,
}
"""By Terraform's name."""
