"""JSTL's `fn:` functions, as its specification defines them; null is the empty text.

`f:` is an older prefix Okta once documented; there what is not found stays undecided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.okta import functions_strings as strings
from idplint.expressions.okta.inner import (
    Inner,
    check_length,
    described,
    integer_of,
    java_length,
    java_slice,
    limited,
    undecided,
)
from idplint.expressions.okta.language import Function

if TYPE_CHECKING:
    from collections.abc import Sequence

_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#034;"), ("'", "&#039;"))
_BLANKS = "".join(map(chr, range(33)))


def as_text(value: Inner) -> str:
    """The text the template language makes of a value; null is empty.

    Raises:
        StoppedError: Not documented for such a value.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    raise undecided(f"how a template writes {described(value)} is not documented by Okta")


def _texts(arguments: Sequence[Inner]) -> list[str]:
    return [as_text(argument) for argument in arguments]


def _contains(arguments: Sequence[Inner]) -> Inner:
    text, searched = _texts(arguments)
    return searched in text


def _contains_any_case(arguments: Sequence[Inner]) -> Inner:
    text, searched = _texts(arguments)
    return searched.upper() in text.upper()


def _starts_with(arguments: Sequence[Inner]) -> Inner:
    text, searched = _texts(arguments)
    return text.startswith(searched)


def _ends_with(arguments: Sequence[Inner]) -> Inner:
    text, searched = _texts(arguments)
    return text.endswith(searched)


def _index_of(arguments: Sequence[Inner]) -> Inner:
    text, searched = _texts(arguments)
    place = text.find(searched)
    return place if place < 0 else java_length(text[:place])


def _length(arguments: Sequence[Inner]) -> Inner:
    value = arguments[0]
    return len(value) if isinstance(value, list) else java_length(as_text(value))


def _replace(arguments: Sequence[Inner]) -> Inner:
    text, before, after = _texts(arguments)
    return strings.replaced(text, before, after) if before else text


def _split(arguments: Sequence[Inner]) -> Inner:
    text, marks = _texts(arguments)
    if not text or not marks:
        return [text]
    if not marks.isascii():
        raise undecided("fn:split at other than ASCII characters is not read by idplint")
    text = text.translate(dict.fromkeys(map(ord, marks), marks[0]))
    # Java's tokenizer: every character separates, and gaps give nothing.
    return [part for part in text.split(marks[0]) if part]


def _join(arguments: Sequence[Inner]) -> Inner:
    items = arguments[0]
    if not isinstance(items, list):
        raise undecided(f"fn:join of {described(items)} is not documented")
    separator = as_text(arguments[1])
    parts = _texts(items)
    check_length(sum(map(len, parts)) + len(parts) * len(separator))
    return separator.join(parts)


def _substring(arguments: Sequence[Inner]) -> Inner:
    text = as_text(arguments[0])
    start, end = integer_of(arguments[1], "fn:substring"), integer_of(arguments[2], "fn:substring")
    last = java_length(text)
    start = max(start, 0)
    end = last if end < 0 or end > last else end
    return java_slice(text, start, end) if start < end else ""


def _substring_before(arguments: Sequence[Inner]) -> Inner:
    text, mark = _texts(arguments)
    return text.partition(mark)[0] if mark and mark in text else ""


def _substring_after(arguments: Sequence[Inner]) -> Inner:
    text, mark = _texts(arguments)
    return text.partition(mark)[2] if mark else text


def _lower(arguments: Sequence[Inner]) -> Inner:
    return limited(as_text(arguments[0]).lower())


def _upper(arguments: Sequence[Inner]) -> Inner:
    return limited(as_text(arguments[0]).upper())


def _trim(arguments: Sequence[Inner]) -> Inner:
    return as_text(arguments[0]).strip(_BLANKS)


def _escape_xml(arguments: Sequence[Inner]) -> Inner:
    text = as_text(arguments[0])
    for character, escape in _ESCAPES:
        text = strings.replaced(text, character, escape)
    return text


FUNCTIONS = {
    "fn:contains": Function(2, 2, _contains),
    "fn:containsIgnoreCase": Function(2, 2, _contains_any_case),
    "fn:startsWith": Function(2, 2, _starts_with),
    "fn:endsWith": Function(2, 2, _ends_with),
    "fn:indexOf": Function(2, 2, _index_of),
    "fn:length": Function(1, 1, _length),
    "fn:replace": Function(3, 3, _replace),
    "fn:split": Function(2, 2, _split),
    "fn:join": Function(2, 2, _join),
    "fn:substring": Function(3, 3, _substring),
    "fn:substringBefore": Function(2, 2, _substring_before),
    "fn:substringAfter": Function(2, 2, _substring_after),
    "fn:toLowerCase": Function(1, 1, _lower),
    "fn:toUpperCase": Function(1, 1, _upper),
    "fn:trim": Function(1, 1, _trim),
    "fn:escapeXml": Function(1, 1, _escape_xml),
    "f:substring": Function(3, 3, strings.substring),
    "f:substringBefore": Function(2, 2, strings.substring_before),
    "f:substringAfter": Function(2, 2, strings.substring_after_present),
    "f:toLowerCase": Function(1, 1, strings.lower),
    "f:toUpperCase": Function(1, 1, strings.upper),
    "f:replace": Function(3, 3, strings.replace),
}
"""By the name as written."""
