"""Okta's operators on values that are already known."""

from __future__ import annotations

import re
import time
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, TypeGuard

from idplint.expressions.okta.functions_jstl import as_text
from idplint.expressions.okta.inner import (
    Inner,
    OpenText,
    check_length,
    described,
    integer_result,
    undecided,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

REGEX_SECONDS = 0.5
"""All regular expressions of one evaluation together."""
_LONGEST_PATTERN = 1000
_ORDERS = {"<": lt, ">": gt, "<=": le, ">=": ge}
# What Java and Python read alike; look-arounds, back references, properties and class arithmetic are left out.
_COMMON = re.compile(
    r"(?:\(\?i\))?+(?:\\[dwsDWS.\\+*?()\[\]{}|^$/@_-]|\[\^?+(?:[^\[\]\\&]|\\[dws.\\+*?()\[\]{}|^$-])++\]"
    r"|\((?:\?:|(?!\?))|[^\\\[\]{}()]|\)|\{\d{1,3}+(?:,\d{0,3}+)?\})*+"
)


def summed(values: Iterable[Inner]) -> Inner:
    """`+` from left to right: numbers are added until a text comes, then everything is joined.

    Raises:
        StoppedError: Null is among them, or a value whose text Okta does not document.
    """
    number: int | float | None = None
    parts: list[str] = []
    length = 0
    for value in values:
        if value is None:
            raise undecided("what `+` makes of null is not documented by Okta")
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise undecided(f"what `+` makes of {described(value)} is not documented by Okta")
        if parts or isinstance(value, str):
            if not parts and number is not None:
                parts.append(_digits(number))
            parts.append(value if isinstance(value, str) else _digits(value))
            length += len(parts[-1])
            check_length(length)
        else:
            number = value if number is None else _added(number, value)
    if parts:
        return "".join(parts)
    return number


def _added(left: float, right: float) -> int | float:
    total = left + right
    return integer_result(total) if isinstance(total, int) else total


def _digits(number: float) -> str:
    if isinstance(number, int):
        return str(number)
    raise undecided("how Okta writes a number with a fraction is not documented")


def template_sum(values: list[Inner]) -> Inner:
    """`+` of a template, which adds numbers only.

    Raises:
        StoppedError: One is no number.
    """
    if any(isinstance(value, bool) or not isinstance(value, int) for value in values):
        raise undecided("in a template `+` adds numbers; Okta documents `+=` for joining texts")
    return summed(values)


def template_joined(values: list[Inner]) -> Inner:
    """`+=` of a template.

    Raises:
        StoppedError: Null is among them, or a value whose text is not documented.
    """
    if None in values:
        raise undecided("what `+=` makes of null is not documented by Okta")
    parts = [as_text(value) for value in values]
    check_length(sum(map(len, parts)))
    return "".join(parts)


def subtracted(values: list[Inner]) -> Inner:
    """`-` from left to right.

    Raises:
        StoppedError: One is no number.
    """
    result: int | float | None = None
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise undecided(f"what `-` makes of {described(value)} is not documented by Okta")
        result = value if result is None else _added(result, -value)
    return result


def equal(left: Inner, right: Inner) -> bool:
    """`==`: null equals only null, which is how the documentation tells it from the empty text.

    Raises:
        StoppedError: The two are of different types.
    """
    if isinstance(left, OpenText) or isinstance(right, OpenText):
        raise undecided("whether Okta writes `.000` for a time without milliseconds is not documented")
    if left is None or right is None:
        return left is None and right is None
    if isinstance(left, bool) and isinstance(right, bool):
        return left == right
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if _number(left) and _number(right):
        return left == right
    raise undecided(f"comparing {described(left)} with {described(right)} is not documented by Okta")


def ordered(operator: str, left: Inner, right: Inner) -> bool:
    """`<`, `>`, `<=`, `>=` of numbers, or of texts character by character.

    Raises:
        StoppedError: The two are something else.
    """
    compare = _ORDERS[operator]
    if isinstance(left, str) and isinstance(right, str) and left.isascii() and right.isascii():
        return bool(compare(left, right))
    if _number(left) and _number(right):
        return bool(compare(left, right))
    raise undecided(f"whether {described(left)} is before {described(right)} is not documented by Okta")


def _number(value: Inner) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def boolean(value: Inner) -> bool:
    """The truth of a condition.

    Raises:
        StoppedError: It is no Boolean.
    """
    if isinstance(value, bool):
        return value
    raise undecided(f"a condition must be a Boolean; this one is {described(value)}")


class Matcher:
    """`matches`, with one time limit for all regular expressions of an evaluation."""

    def __init__(self) -> None:
        self._left = REGEX_SECONDS

    def matches(self, value: Inner, pattern: Inner) -> bool:
        """Whether a text is written by a regular expression.

        Raises:
            StoppedError: The expression has parts that Java reads differently, takes too long, or fits only a part of
                the text: the platform wants all of it, Okta's examples suggest that a part is enough.
        """
        if not isinstance(value, str) or not isinstance(pattern, str):
            raise undecided(f"`matches` between {described(value)} and {described(pattern)} is not documented by Okta")
        plain = value.isascii() and pattern.isascii() and not {"\n", "\r"} & set(value)
        if not plain or len(pattern) > _LONGEST_PATTERN or not _COMMON.fullmatch(pattern):
            raise undecided("the regular expression is not one that idplint reads exactly as Java does")
        import regex

        begun = time.monotonic()
        try:
            compiled = regex.compile(pattern, regex.ASCII | regex.VERSION0)
            whole = compiled.fullmatch(value, timeout=max(self._left, 0.001)) is not None
            part = whole or compiled.search(value, timeout=max(self._left, 0.001)) is not None
        except (regex.error, TimeoutError, RecursionError, OverflowError, MemoryError):
            raise undecided("the regular expression cannot be read, or takes too long") from None
        self._left -= time.monotonic() - begun
        if self._left <= 0:
            raise undecided("the regular expressions take too long")
        if whole != part:
            raise undecided("whether `matches` is satisfied with a part of the text is not documented by Okta")
        return whole
