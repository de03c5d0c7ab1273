"""Functions of lists and maps, which keep the elements with their origins, also those that are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.terraform.conversion import (
    CannotConvert,
    described,
    items_of,
    to_boolean,
    to_number,
    to_text,
)
from idplint.terraform.limits import ITEMS_LIMIT, TooMuch
from idplint.terraform.operators import number, undecided
from idplint.terraform.selection import element_of
from idplint.terraform.values import (
    Known,
    OneOf,
    Unknown,
    Unset,
    Value,
    first_obstacle,
    identity,
    known_list,
    known_map,
    origin_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from idplint.model.values import Origin


class Obstacle(Exception):  # noqa: N818 - named for what happened
    """A list or map that the function needs is not known.

    Attributes:
        value: What stands there.
    """

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


def listed(value: Value) -> tuple[Value, ...]:
    """The elements of a list or set.

    Raises:
        Obstacle: It is not known.
        CannotConvert: It is something else.
    """
    if isinstance(value, Known):
        if isinstance(value.value, tuple):
            return value.value
        raise CannotConvert(f"a list is needed where {described(value)} stands")
    if isinstance(value, Unset):
        raise CannotConvert("a list is needed where null stands")
    raise Obstacle(value)


def mapped(value: Value) -> Mapping[str, Value]:
    """The pairs of a map or object; raises as `listed`."""
    if isinstance(value, Known):
        if not isinstance(value.value, str | int | float | tuple):
            return value.value
        raise CannotConvert(f"a map is needed where {described(value)} stands")
    if isinstance(value, Unset):
        raise CannotConvert("a map is needed where null stands")
    raise Obstacle(value)


def whole_number(value: Value) -> int:
    """A known whole number; raises as `listed`."""
    if first_obstacle(value) is not None:
        raise Obstacle(value)
    found = to_number(value)
    if not isinstance(found, int):
        raise CannotConvert("a whole number is needed here")
    return found


def tolerant(work: Callable[[list[Value], Origin], Value]) -> Callable[[list[Value], Origin], Value]:
    """A function whose obstacles end as unknown values."""

    def guarded(arguments: list[Value], origin: Origin) -> Value:
        try:
            return work(arguments, origin)
        except Obstacle as obstacle:
            return undecided(obstacle.value, origin)

    return guarded


def _merge(arguments: list[Value], origin: Origin) -> Value:
    pairs: dict[str, Value] = {}
    for argument in arguments:
        if not isinstance(argument, Unset):
            pairs.update(mapped(argument))
    return known_map(pairs, origin)


def _concat(arguments: list[Value], origin: Origin) -> Value:
    return known_list([item for argument in arguments for item in listed(argument)], origin)


def _flatten(arguments: list[Value], origin: Origin) -> Value:
    flat: list[Value] = []
    waiting = list(reversed(listed(arguments[0])))
    while waiting:
        item = waiting.pop()
        if isinstance(item, Known) and isinstance(item.value, tuple):
            waiting.extend(reversed(item.value))
        elif isinstance(item, Known | Unset):
            flat.append(item)
        else:
            # It may be a list of any length.
            raise Obstacle(item)
    return known_list(flat, origin)


def _keys(arguments: list[Value], origin: Origin) -> Value:
    at = origin_of(arguments[0])
    return known_list([Known(key, at, at) for key in sorted(mapped(arguments[0]))], origin)


def _values(arguments: list[Value], origin: Origin) -> Value:
    pairs = mapped(arguments[0])
    return known_list([pairs[key] for key in sorted(pairs)], origin)


def _length(arguments: list[Value], origin: Origin) -> Value:
    value = arguments[0]
    if isinstance(value, Known) and isinstance(value.value, str):
        return Known(len(value.value), origin, origin)
    items = items_of(value)
    if items is None:
        if isinstance(value, Known | Unset):
            raise CannotConvert(f"`length` takes no {described(value)}")
        raise Obstacle(value)
    if isinstance(value, Known) and value.is_set and (obstacle := first_obstacle(value)) is not None:
        raise Obstacle(obstacle)
    return Known(len(items), origin, origin)


def _contains(arguments: list[Value], origin: Origin) -> Value:
    items, sought = listed(arguments[0]), arguments[1]
    if (obstacle := first_obstacle(sought)) is not None:
        raise Obstacle(obstacle)
    mark = identity(sought)
    missing = None
    for item in items:
        met = first_obstacle(item)
        missing = missing or met
        if met is None and identity(item) == mark:
            return Known(value=True, written=origin, used=origin)
    if missing is not None:
        raise Obstacle(missing)
    return Known(value=False, written=origin, used=origin)


def _element(arguments: list[Value], origin: Origin) -> Value:
    """As an index, but starting again at the beginning behind the end."""
    items = listed(arguments[0])
    if not items:
        raise CannotConvert("an empty list has no element")
    if first_obstacle(arguments[1]) is not None:
        return element_of(arguments[0], arguments[1], origin)
    return items[whole_number(arguments[1]) % len(items)]


def _index(arguments: list[Value], origin: Origin) -> Value:
    mark = identity(arguments[1])
    for place, item in enumerate(listed(arguments[0])):
        for value in (item, arguments[1]):
            if (obstacle := first_obstacle(value)) is not None:
                raise Obstacle(obstacle)
        if identity(item) == mark:
            return Known(place, origin, origin)
    raise CannotConvert("the list has no such element")


def _zipmap(arguments: list[Value], origin: Origin) -> Value:
    names, items = listed(arguments[0]), listed(arguments[1])
    if len(names) != len(items):
        raise CannotConvert("`zipmap` needs as many keys as values")
    pairs: dict[str, Value] = {}
    for name, item in zip(names, items, strict=True):
        if first_obstacle(name) is not None:
            raise Obstacle(name)
        pairs[to_text(name)] = item
    return known_map(pairs, origin)


def _slice(arguments: list[Value], origin: Origin) -> Value:
    items = listed(arguments[0])
    start, end = whole_number(arguments[1]), whole_number(arguments[2])
    if not 0 <= start <= end <= len(items):
        raise CannotConvert("the bounds lie outside the list")
    return known_list(items[start:end], origin)


def _reverse(arguments: list[Value], origin: Origin) -> Value:
    return known_list(reversed(listed(arguments[0])), origin)


def _sort(arguments: list[Value], origin: Origin) -> Value:
    items = listed(arguments[0])
    for item in items:
        if first_obstacle(item) is not None:
            raise Obstacle(item)
    return known_list(sorted(items, key=to_text), origin)


def _chunklist(arguments: list[Value], origin: Origin) -> Value:
    items, size = listed(arguments[0]), whole_number(arguments[1])
    if size < 1:
        raise CannotConvert("the size of a chunk must be positive")
    return known_list([known_list(items[start : start + size], origin) for start in range(0, len(items), size)], origin)


def _tolist(arguments: list[Value], origin: Origin) -> Value:
    value = arguments[0]
    if isinstance(value, Unset):
        return value
    return known_list(listed(value), origin)


def _tomap(arguments: list[Value], origin: Origin) -> Value:
    value = arguments[0]
    return value if isinstance(value, Unset) else known_map(mapped(value), origin)


def _tostring(arguments: list[Value], origin: Origin) -> Value:
    value = arguments[0]
    if isinstance(value, Unset) or (isinstance(value, Known) and isinstance(value.value, str)):
        return value
    if first_obstacle(value) is not None:
        raise Obstacle(value)
    return Known(to_text(value), origin_of(value), origin)


def _tonumber(arguments: list[Value], origin: Origin) -> Value:
    value = arguments[0]
    if isinstance(value, Unset):
        return value
    if first_obstacle(value) is not None:
        raise Obstacle(value)
    return Known(to_number(value), origin_of(value), origin)


def _tobool(arguments: list[Value], origin: Origin) -> Value:
    value = arguments[0]
    if isinstance(value, Unset):
        return value
    if first_obstacle(value) is not None:
        raise Obstacle(value)
    return Known(to_boolean(value), origin_of(value), origin)


def _every(arguments: list[Value], origin: Origin, *, wanted: bool) -> Value:
    """`alltrue` (wanted is True) and `anytrue`: one element that is otherwise, or so, decides."""
    missing = None
    for item in listed(arguments[0]):
        if isinstance(item, OneOf | Unknown) or first_obstacle(item) is not None:
            missing = missing or item
        elif not isinstance(item, Unset) and to_boolean(item) is not wanted:
            return Known(not wanted, origin, origin)
        elif isinstance(item, Unset) and wanted:
            return Known(value=False, written=origin, used=origin)
    if missing is not None:
        raise Obstacle(missing)
    return Known(wanted, origin, origin)


def _sum(arguments: list[Value], origin: Origin) -> Value:
    items = listed(arguments[0])
    for item in items:
        if first_obstacle(item) is not None:
            raise Obstacle(item)
    return number(sum(to_number(item) for item in items), origin)


def _setproduct(arguments: list[Value], origin: Origin) -> Value:
    rows: list[list[Value]] = [[]]
    for argument in arguments:
        items = listed(argument)
        if len(rows) * len(items) * len(arguments) > ITEMS_LIMIT:
            raise TooMuch(f"it holds more than {ITEMS_LIMIT} values")
        rows = [[*row, item] for row in rows for item in items]
    return known_list([known_list(row, origin) for row in rows], origin)


FUNCTIONS: dict[str, Callable[[list[Value], Origin], Value]] = {
    name: tolerant(work)
    for name, work in {
        "alltrue": lambda arguments, origin: _every(arguments, origin, wanted=True),
        "anytrue": lambda arguments, origin: _every(arguments, origin, wanted=False),
        "chunklist": _chunklist,
        "concat": _concat,
        "contains": _contains,
        "element": _element,
        "flatten": _flatten,
        "index": _index,
        "keys": _keys,
        "length": _length,
        "merge": _merge,
        "reverse": _reverse,
        "setproduct": _setproduct,
        "slice": _slice,
        "sort": _sort,
        "sum": _sum,
        "tobool": _tobool,
        "tolist": _tolist,
        "tomap": _tomap,
        "tonumber": _tonumber,
        "tostring": _tostring,
        "values": _values,
        "zipmap": _zipmap,
    }.items()
}
"""By Terraform's name."""
