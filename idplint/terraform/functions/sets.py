"""Functions of sets: which elements there are must be known, for two of them may turn out equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.terraform.conversion import as_set
from idplint.terraform.functions.collections import Obstacle, listed, tolerant
from idplint.terraform.values import Known, Unset, Value, first_obstacle, identity, known_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.model.values import Origin


def _elements(value: Value) -> tuple[Value, ...]:
    items = listed(value)
    if len(items) > 1:
        for item in items:
            if (obstacle := first_obstacle(item)) is not None:
                raise Obstacle(obstacle)
    return items


def _toset(arguments: list[Value], origin: Origin) -> Value:
    value = arguments[0]
    if isinstance(value, Unset) or (isinstance(value, Known) and value.is_set):
        return value
    return as_set(_elements(value), origin)


def _distinct(arguments: list[Value], origin: Origin) -> Value:
    kept: dict[str, Value] = {}
    for item in _elements(arguments[0]):
        kept.setdefault(identity(item), item)
    return known_list(kept.values(), origin)


def _union(arguments: list[Value], origin: Origin) -> Value:
    items = tuple([item for argument in arguments for item in _elements(argument)])
    return as_set(_elements(known_list(items, origin)), origin)


def _intersection(arguments: list[Value], origin: Origin) -> Value:
    marks = [{identity(item) for item in _known(argument)} for argument in arguments[1:]]
    kept = [item for item in _known(arguments[0]) if all(identity(item) in mark for mark in marks)]
    return as_set(tuple(kept), origin)


def _subtract(arguments: list[Value], origin: Origin) -> Value:
    taken = {identity(item) for item in _known(arguments[1])}
    return as_set(tuple([item for item in _known(arguments[0]) if identity(item) not in taken]), origin)


def _known(value: Value) -> tuple[Value, ...]:
    items = listed(value)
    for item in items:
        if (obstacle := first_obstacle(item)) is not None:
            raise Obstacle(obstacle)
    return items


FUNCTIONS: dict[str, Callable[[list[Value], Origin], Value]] = {
    name: tolerant(work)
    for name, work in {
        "distinct": _distinct,
        "setintersection": _intersection,
        "setsubtract": _subtract,
        "setunion": _union,
        "toset": _toset,
    }.items()
}
"""By Terraform's name."""
