"""`Time.*` of the classic language: texts in, texts out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.okta import patterns, times
from idplint.expressions.okta.inner import Inner, Moment, OpenText, text_of, undecided
from idplint.expressions.okta.language import Function

if TYPE_CHECKING:
    from collections.abc import Sequence


def _iso(moment: Moment) -> Inner:
    # Documented as ISO 8601; a full second may or may not be followed by `.000`.
    milliseconds = times.milliseconds_of(moment)
    start = times.without_zone(moment)
    return f"{start}.{milliseconds:03}Z" if milliseconds else OpenText(f"{start}.000Z", len(start))


def _moment(value: Inner, function: str) -> Moment:
    return times.from_iso(value.text if isinstance(value, OpenText) else text_of(value, function))


def _from_windows(arguments: Sequence[Inner]) -> Inner:
    return _iso(times.from_windows(text_of(arguments[0], "Time.fromWindowsToIso8601")))


def _from_unix(arguments: Sequence[Inner]) -> Inner:
    return _iso(times.from_unix(text_of(arguments[0], "Time.fromUnixToIso8601")))


def _from_string(arguments: Sequence[Inner]) -> Inner:
    for argument in arguments:
        text_of(argument, "Time.fromStringToIso8601")
    raise undecided("the time zone that Time.fromStringToIso8601 gives a text is not documented by Okta")


def _to_windows(arguments: Sequence[Inner]) -> Inner:
    return times.to_windows(_moment(arguments[0], "Time.fromIso8601ToWindows"))


def _to_unix(arguments: Sequence[Inner]) -> Inner:
    return times.to_unix(_moment(arguments[0], "Time.fromIso8601ToUnix"))


def _to_string(arguments: Sequence[Inner]) -> Inner:
    name = "Time.fromIso8601ToString"
    return patterns.formatted(_moment(arguments[0], name), text_of(arguments[1], name), year_of_era=True)


FUNCTIONS = {
    "Time.fromWindowsToIso8601": Function(1, 1, _from_windows),
    "Time.fromUnixToIso8601": Function(1, 1, _from_unix),
    "Time.fromStringToIso8601": Function(2, 2, _from_string),
    "Time.fromIso8601ToWindows": Function(1, 1, _to_windows),
    "Time.fromIso8601ToUnix": Function(1, 1, _to_unix),
    "Time.fromIso8601ToString": Function(2, 2, _to_string),
}
"""By the name as written."""
