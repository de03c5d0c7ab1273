"""Methods of the Identity Engine language; the receiver is the first argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.okta import functions_arrays as arrays
from idplint.expressions.okta import functions_conversion as conversion
from idplint.expressions.okta import functions_strings as strings
from idplint.expressions.okta import patterns, times
from idplint.expressions.okta.functions_countries import METHODS as COUNTRY_METHODS
from idplint.expressions.okta.inner import (
    Inner,
    Moment,
    described,
    integer_of,
    text_of,
    undecided,
)
from idplint.expressions.okta.language import Function, Implementation

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPECIAL = frozenset("\\^$.|?*+()[]{}")
_SECONDS = {"Days": 86_400, "Hours": 3_600, "Minutes": 60, "Seconds": 1}


def _list(value: Inner, method: str) -> list[Inner]:
    if isinstance(value, list):
        if len(value) > arrays.MOST_ITEMS:
            raise undecided(f"the array has more than {arrays.MOST_ITEMS} items")
        return value
    raise undecided(f".{method}() is documented for arrays, not for {described(value)}")


def _moment(value: Inner, method: str) -> Moment:
    if isinstance(value, Moment):
        return value
    raise undecided(f".{method}() is documented for a date and time, not for {described(value)}")


def _contains(arguments: Sequence[Inner]) -> Inner:
    if isinstance(arguments[0], list):
        return arrays.has_item(_list(arguments[0], "contains"), arguments[1])
    return strings.contains(arguments)


def _replace_first(arguments: Sequence[Inner]) -> Inner:
    text, match, replacement = (text_of(argument, ".replaceFirst()") for argument in arguments)
    if _SPECIAL & set(match) or {"$", "\\"} & set(replacement):
        raise undecided("whether .replaceFirst() takes a regular expression is not documented by Okta")
    return strings.replaced(text, match, replacement, 1)


def _size(arguments: Sequence[Inner]) -> Inner:
    return len(_list(arguments[0], "size"))


def _is_empty(arguments: Sequence[Inner]) -> Inner:
    return not _list(arguments[0], "isEmpty")


def _add(arguments: Sequence[Inner]) -> Inner:
    if arguments[1] is None:
        raise undecided("adding null to an array is not documented by Okta")
    return [*_list(arguments[0], "add"), arguments[1]]


def _remove(arguments: Sequence[Inner]) -> Inner:
    return arrays.removed(_list(arguments[0], "remove"), arguments[1])


def _flatten(arguments: Sequence[Inner]) -> Inner:
    return list(arrays.flattened(_list(arguments[0], "flatten")))


def _parse_time(arguments: Sequence[Inner]) -> Inner:
    text = text_of(arguments[0], ".parseStringTime()")
    if len(arguments) == 1:
        return times.from_iso(text)
    return patterns.parsed(text, text_of(arguments[1], ".parseStringTime()"))


def _to_string(arguments: Sequence[Inner]) -> Inner:
    moment = _moment(arguments[0], "toString")
    if len(arguments) == 1:
        return times.plain_text(moment)
    return patterns.formatted(moment, text_of(arguments[1], ".toString()"), year_of_era=False)


def _to_zone(arguments: Sequence[Inner]) -> Inner:
    return times.in_zone(_moment(arguments[0], "toZone"), text_of(arguments[1], ".toZone()"))


def _moving(unit: str, sign: int) -> Implementation:
    def run(arguments: Sequence[Inner]) -> Inner:
        count = integer_of(arguments[1], f"the number of {unit.lower()}")
        return times.moved(_moment(arguments[0], f"plus{unit}"), sign * count * _SECONDS[unit])

    return run


def _within(unit: str) -> Implementation:
    def run(arguments: Sequence[Inner]) -> Inner:
        _moment(arguments[0], f"within{unit}")
        if integer_of(arguments[1], f"the number of {unit.lower()}") == 0:
            # Documented: no moment is within a span of nothing.
            return False
        raise undecided(f".within{unit}() depends on the time of evaluation")

    return run


METHODS = {
    "toUpperCase": Function(1, 1, strings.upper),
    "toLowerCase": Function(1, 1, strings.lower),
    "substring": Function(2, 3, strings.substring),
    "replace": Function(3, 3, strings.replace),
    "replaceFirst": Function(3, 3, _replace_first),
    "length": Function(1, 1, strings.length),
    "removeSpaces": Function(1, 1, strings.remove_spaces),
    "contains": Function(2, 2, _contains),
    "substringBefore": Function(2, 2, strings.substring_before),
    "substringAfter": Function(2, 2, strings.substring_after_present),
    "size": Function(1, 1, _size),
    "isEmpty": Function(1, 1, _is_empty),
    "add": Function(2, 2, _add),
    "remove": Function(2, 2, _remove),
    "flatten": Function(1, 1, _flatten),
    "toInteger": Function(1, 1, conversion.to_integer),
    "toNumber": Function(1, 1, conversion.to_number),
    **COUNTRY_METHODS,
    "parseWindowsTime": Function(
        1, 1, lambda arguments: times.from_windows(text_of(arguments[0], ".parseWindowsTime()"))
    ),
    "parseUnixTime": Function(1, 1, lambda arguments: times.from_unix(text_of(arguments[0], ".parseUnixTime()"))),
    "parseStringTime": Function(1, 2, _parse_time),
    "toWindows": Function(1, 1, lambda arguments: times.to_windows(_moment(arguments[0], "toWindows"))),
    "toUnix": Function(1, 1, lambda arguments: times.to_unix(_moment(arguments[0], "toUnix"))),
    "toString": Function(1, 2, _to_string),
    "toZone": Function(2, 2, _to_zone),
    **{f"plus{unit}": Function(2, 2, _moving(unit, 1)) for unit in _SECONDS},
    **{f"minus{unit}": Function(2, 2, _moving(unit, -1)) for unit in _SECONDS},
    **{f"within{unit}": Function(2, 2, _within(unit)) for unit in _SECONDS},
}
"""By the name as written."""
