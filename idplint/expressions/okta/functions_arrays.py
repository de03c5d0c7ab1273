"""`Arrays.*` of the classic language. A text of comma-separated values stands for an array."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idplint.expressions.okta.inner import (
    Inner,
    check_length,
    described,
    integer_of,
    text_of,
    undecided,
)
from idplint.expressions.okta.language import Function

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN_ITEM = re.compile(r"(?![-+]?[\d.]+$|true$|false$|null$)\S(?:.*\S)?", re.IGNORECASE | re.DOTALL)
MOST_ITEMS = 100_000
"""Longer arrays are undecided."""


def array_of(value: Inner, function: str) -> list[Inner]:
    """The array handed to a function.

    Raises:
        StoppedError: It is none, or a text whose reading as an array is not documented.
    """
    if isinstance(value, list):
        if len(value) > MOST_ITEMS:
            raise undecided(f"the array has more than {MOST_ITEMS} items")
        return value
    if isinstance(value, str):
        items = separated(value)
        if not all(_PLAIN_ITEM.fullmatch(item) for item in items):
            raise undecided("how Okta reads blanks, numbers and gaps in comma-separated values is not documented")
        return list(items)
    raise undecided(f"what {function} makes of {described(value)} is not documented by Okta")


def separated(text: str) -> list[str]:
    """The items of comma-separated text; an empty text is an empty array (Okta support, "How to Convert String to Array")."""
    items = text.split(",") if text else []
    if len(items) > MOST_ITEMS:
        raise undecided(f"the array has more than {MOST_ITEMS} items")
    return items


def same_item(left: Inner, right: Inner) -> bool:
    """Whether two items are equal.

    Raises:
        StoppedError: They read the same but differ in type.
    """
    if type(left) is type(right):
        return left == right
    if None in (left, right):
        raise undecided("whether items of different types are equal is not documented by Okta")
    if isinstance(left, list) or isinstance(right, list):
        return (
            False  # nor does a list read like any single value; writing a long one for every item would take its time
        )
    if str(left) == str(right) or left == right:
        raise undecided("whether items of different types are equal is not documented by Okta")
    return False


def _add(arguments: Sequence[Inner]) -> Inner:
    if arguments[1] is None:
        raise undecided("adding null to an array is not documented by Okta")
    return [*array_of(arguments[0], "Arrays.add"), arguments[1]]


def removed(items: list[Inner], value: Inner) -> Inner:
    """The array without a value.

    Raises:
        StoppedError: It occurs more than once: which of them go is not documented.
    """
    places = [place for place, item in enumerate(items) if same_item(item, value)]
    if len(places) > 1:
        raise undecided("whether every one of several equal items is removed is not documented by Okta")
    return [item for place, item in enumerate(items) if place not in places]


def _remove(arguments: Sequence[Inner]) -> Inner:
    return removed(array_of(arguments[0], "Arrays.remove"), arguments[1])


def _clear(arguments: Sequence[Inner]) -> Inner:
    if not isinstance(arguments[0], str):
        array_of(arguments[0], "Arrays.clear")
    return []


def item_at(items: list[Inner], position: int) -> Inner:
    """The item at a 0-based position.

    Raises:
        StoppedError: There is none: not documented by Okta.
    """
    if not 0 <= position < len(items):
        raise undecided(f"position {position} of an array of {len(items)} is not documented by Okta")
    return items[position]


def _get(arguments: Sequence[Inner]) -> Inner:
    return item_at(array_of(arguments[0], "Arrays.get"), integer_of(arguments[1], "Arrays.get"))


def flattened(values: Sequence[Inner]) -> list[Inner]:
    """One level of arrays opened.

    Raises:
        StoppedError: There are arrays inside arrays, or null among the values.
    """
    flat: list[Inner] = []
    for value in values:
        if isinstance(value, list):
            if any(isinstance(item, list) for item in value):
                raise undecided("how deep Okta flattens arrays is not documented")
            flat.extend(value)
        elif value is None:
            raise undecided("flattening null is not documented by Okta")
        else:
            flat.append(value)
    return flat


def _flatten(arguments: Sequence[Inner]) -> Inner:
    return flattened(
        [array_of(argument, "Arrays.flatten") if isinstance(argument, str) else argument for argument in arguments]
    )


def _contains(arguments: Sequence[Inner]) -> Inner:
    return has_item(array_of(arguments[0], "Arrays.contains"), arguments[1])


def has_item(items: list[Inner], value: Inner) -> bool:
    """Whether a value is among the items."""
    # An item that is surely equal decides, whatever else is in the array.
    if any(type(item) is type(value) and item == value for item in items):
        return True
    return any(same_item(item, value) for item in items)


def _size(arguments: Sequence[Inner]) -> Inner:
    value = arguments[0]
    if value is None:
        return 0
    if isinstance(value, str):
        if value.startswith(",") or value.endswith(",") or ",," in value or value.isspace():
            raise undecided("whether gaps between commas count is not documented by Okta")
        return len(separated(value))
    return len(array_of(value, "Arrays.size"))


def _is_empty(arguments: Sequence[Inner]) -> Inner:
    return _size(arguments) == 0


def _to_csv(arguments: Sequence[Inner]) -> Inner:
    parts: list[str] = []
    for item in array_of(arguments[0], "Arrays.toCsvString"):
        if isinstance(item, int) and not isinstance(item, bool):
            parts.append(str(item))
        else:
            parts.append(text_of(item, "Arrays.toCsvString"))
    check_length(sum(map(len, parts)) + len(parts))
    return ",".join(parts)


FUNCTIONS = {
    "Arrays.add": Function(2, 2, _add),
    "Arrays.remove": Function(2, 2, _remove),
    "Arrays.clear": Function(1, 1, _clear),
    "Arrays.get": Function(2, 2, _get),
    "Arrays.flatten": Function(1, None, _flatten),
    "Arrays.contains": Function(2, 2, _contains),
    "Arrays.size": Function(1, 1, _size),
    "Arrays.isEmpty": Function(1, 1, _is_empty),
    "Arrays.toCsvString": Function(1, 1, _to_csv),
}
"""By the name as written."""
