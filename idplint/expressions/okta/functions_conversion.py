"""Numbers from text and whole numbers from fractions: `Convert.*`, `toInteger()` and `toNumber()`."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from idplint.expressions.okta.inner import (
    Inner,
    described,
    failed,
    integer_result,
    text_of,
    undecided,
)
from idplint.expressions.okta.language import Function

if TYPE_CHECKING:
    from collections.abc import Sequence

_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
# Java's own parser of numbers takes more spellings than Okta documents: blanks, exponents, suffixes, hexadecimal, NaN.
_JAVA_MIGHT = re.compile(
    r"\s*[-+]?(?:[\d.]|nan|infinity|0x)[\da-fpx.+_-]*\s*|\s*[-+]?(?:nan|infinity)\s*", re.IGNORECASE
)


def rounded(number: float) -> int:
    """The nearest whole number.

    Raises:
        StoppedError: It lies exactly between two: not documented by Okta.
    """
    if isinstance(number, int):
        return number
    if not math.isfinite(number) or abs(number) >= 2**53:
        raise undecided("the number is too large to round faithfully")
    if abs(number - math.floor(number) - 0.5) < 1e-12:  # noqa: PLR2004
        raise undecided("how Okta rounds a half is not documented")
    return math.floor(number + 0.5)


def _to_int(arguments: Sequence[Inner]) -> Inner:
    value = arguments[0]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return integer_result(rounded(value))
    text = text_of(value, "Convert.toInt")
    if not _WHOLE.fullmatch(text):
        raise undecided("Convert.toInt is documented for a text of digits")
    return integer_result(int(text))


def _to_num(arguments: Sequence[Inner]) -> Inner:
    text = text_of(arguments[0], "Convert.toNum")
    if not _DECIMAL.fullmatch(text):
        raise undecided("Convert.toNum is documented for a text of digits, with a point")
    return float(text)


def _parsed(value: Inner, function: str) -> float:
    text = text_of(value, function)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if not text.strip() or _JAVA_MIGHT.fullmatch(text):
        raise undecided(f"whether {function}() takes this spelling of a number is not documented by Okta")
    raise failed(f"{function}() of text that is no number throws an exception")


def to_integer(arguments: Sequence[Inner]) -> Inner:
    """The nearest whole number; beyond 32 bits it wraps around, as the documentation's examples show."""
    value = arguments[0]
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = rounded(value)
    elif isinstance(value, str):
        whole = rounded(_parsed(value, "toInteger"))
    else:
        raise undecided(f"toInteger() of {described(value)} is not documented by Okta")
    return (whole + 2**31) % 2**32 - 2**31


def to_number(arguments: Sequence[Inner]) -> Inner:
    """The number a text spells."""
    return _parsed(arguments[0], "toNumber")


FUNCTIONS = {
    "Convert.toInt": Function(1, 1, _to_int),
    "Convert.toNum": Function(1, 1, _to_num),
}
"""By the name as written."""
