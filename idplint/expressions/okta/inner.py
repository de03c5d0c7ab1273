"""Values while an Okta expression is being evaluated, and how evaluation stops short of one.

Okta evaluates on the Java platform: text is counted in UTF-16 units and integers have 32 bits.
"""

from __future__ import annotations

import datetime
from typing import TypeAlias

import msgspec

from idplint.expressions.outcomes import Failed, Undecided, Value

MAX_TEXT = 1_000_000
"""Longer texts are undecided: Okta's own limits are far below."""
INTEGER_LEAST, INTEGER_MOST = -(2**31), 2**31 - 1


class StoppedError(Exception):
    """Evaluation ended without a value.

    Args:
        outcome: What the whole expression comes to.
    """

    def __init__(self, outcome: Undecided | Failed) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class Moment(msgspec.Struct, frozen=True):
    """A point in time with a zone (the Identity Engine's ZonedDateTime)."""

    when: datetime.datetime
    zone: str | None = None
    """The zone id asked for by `toZone`; None is UTC."""
    shows_milliseconds: bool | None = None
    """Whether `.000` is shown; None where Okta documents neither."""


class Country(msgspec.Struct, frozen=True):
    """A country found by one of its codes."""

    alpha2: str


class OpenText(msgspec.Struct, frozen=True):
    """A text of which only the first characters are documented (a time without milliseconds)."""

    text: str
    certain: int


Inner: TypeAlias = "str | int | float | bool | list[Inner] | Moment | Country | OpenText | None"


def undecided(reason: str) -> StoppedError:
    """To raise where idplint will not say."""
    return StoppedError(Undecided(reason))


def failed(reason: str) -> StoppedError:
    """To raise where Okta itself fails."""
    return StoppedError(Failed(reason))


def text_of(value: Inner, function: str) -> str:
    """The text handed to a function.

    Raises:
        StoppedError: The value is no text: Okta documents no conversion, and nothing about null.
    """
    if isinstance(value, str):
        return value
    if value is None:
        raise undecided(f"what {function} makes of null is not documented by Okta")
    if isinstance(value, OpenText):
        raise undecided("whether Okta writes `.000` for a time without milliseconds is not documented")
    raise undecided(f"{function} is documented for text only, not for {described(value)}")


def integer_of(value: Inner, function: str) -> int:
    """The whole number handed to a function.

    Raises:
        StoppedError: The value is something else.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise undecided(f"{function} wants a whole number, not {described(value)}")


def described(value: Inner) -> str:
    """What a value is, in a few words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a Boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, Moment):
        return "a date and time"
    if isinstance(value, Country):
        return "a country"
    return "text"


def limited(text: str) -> str:
    """The text itself.

    Raises:
        StoppedError: It is longer than idplint works with.
    """
    check_length(len(text))
    return text


def check_length(length: int) -> None:
    """Stops before a text of this length is made."""
    if length > MAX_TEXT:
        raise undecided(f"the value is longer than {MAX_TEXT} characters")


def java_length(text: str) -> int:
    """Length in UTF-16 units, as Java counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def java_slice(text: str, start: int, end: int) -> str:
    """From one UTF-16 unit up to another; both must be inside the text.

    Raises:
        StoppedError: The cut goes through a character.
    """
    if text.isascii():
        return text[start:end]
    cut = text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end]
    try:
        return cut.decode("utf-16-le")
    except UnicodeDecodeError:
        raise undecided("the cut goes through a character outside the Basic Multilingual Plane") from None


def integer_result(value: int) -> int:
    """The whole number itself, if it is one of Java's int.

    Raises:
        StoppedError: It is not: what Okta does then is not documented.
    """
    if INTEGER_LEAST <= value <= INTEGER_MOST:
        return value
    raise undecided("the whole number does not fit into 32 bits")


def settled(value: Inner, depth: int = 0) -> Value:
    """The value as Okta would hand it out.

    Raises:
        StoppedError: Okta documents no way to write it.
    """
    if isinstance(value, list):
        if depth > 5:  # noqa: PLR2004 - attributes have flat arrays
            raise undecided("the array is nested too deeply")
        return [settled(item, depth + 1) for item in value]
    if isinstance(value, Moment):
        from idplint.expressions.okta.times import shown

        return shown(value)
    if isinstance(value, Country):
        raise undecided("a country is no value yet; ask for one of its codes")
    if isinstance(value, OpenText):
        raise undecided("whether Okta writes `.000` for a time without milliseconds is not documented")
    return value
