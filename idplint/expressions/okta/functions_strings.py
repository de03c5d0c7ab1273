"""`String.*` of the classic language, and the deprecated bare functions that do the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.okta.inner import (
    Inner,
    OpenText,
    check_length,
    integer_of,
    java_length,
    java_slice,
    limited,
    text_of,
    undecided,
)
from idplint.expressions.okta.language import Function

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_SEARCH = 20_000_000
"""Characters times keys that one `String.stringSwitch` may search."""


def _append(arguments: Sequence[Inner]) -> Inner:
    return limited(text_of(arguments[0], "String.append") + text_of(arguments[1], "String.append"))


def _join(arguments: Sequence[Inner]) -> Inner:
    texts = [text_of(argument, "String.join") for argument in arguments]
    check_length(sum(map(len, texts)) + len(texts) * len(texts[0]))
    return texts[0].join(texts[1:])


def length(arguments: Sequence[Inner]) -> Inner:
    """Length in UTF-16 units."""
    return java_length(text_of(arguments[0], "the length"))


def remove_spaces(arguments: Sequence[Inner]) -> Inner:
    """Without its spaces."""
    text = text_of(arguments[0], "removeSpaces")
    if any(character.isspace() and character != " " for character in text):
        raise undecided("whether removeSpaces removes other blanks than the space is not documented")
    return text.replace(" ", "")


def replaced(text: str, match: str, replacement: str, count: int = -1) -> str:
    """Every literal occurrence replaced, or the first ones.

    Raises:
        StoppedError: Nothing is searched for, or the result is too long.
    """
    if not match:
        raise undecided("replacing an empty text is not documented by Okta")
    found = text.count(match) if count < 0 else min(count, text.count(match))
    check_length(len(text) + found * (len(replacement) - len(match)))
    return text.replace(match, replacement, count)


def replace(arguments: Sequence[Inner]) -> Inner:
    """Every literal occurrence, left to right."""
    text, match, replacement = (text_of(argument, "replace") for argument in arguments)
    return replaced(text, match, replacement)


def _replace_first(arguments: Sequence[Inner]) -> Inner:
    text, match, replacement = (text_of(argument, "String.replaceFirst") for argument in arguments)
    return replaced(text, match, replacement, 1)


def _starts_with(arguments: Sequence[Inner]) -> Inner:
    return text_of(arguments[0], "String.startsWith").startswith(text_of(arguments[1], "String.startsWith"))


def contains(arguments: Sequence[Inner]) -> Inner:
    """Whether a text stands in another, case kept."""
    return text_of(arguments[1], "a search in text") in text_of(arguments[0], "a search in text")


def _switch(arguments: Sequence[Inner]) -> Inner:
    name = "String.stringSwitch"
    text, default = text_of(arguments[0], name), arguments[1]
    if len(arguments) % 2:
        raise undecided(f"{name} has a key without a value")
    if len(text) * len(arguments) > _MOST_SEARCH:
        raise undecided(f"{name} has too much to search")
    for key, value in zip(arguments[2::2], arguments[3::2], strict=True):
        searched = text_of(key, name)
        if not searched:
            raise undecided(f"what an empty key of {name} matches is not documented")
        # Documented: keys are tried in the order given, and a part of the text is enough.
        if searched in text:
            return value
    return default


def substring(arguments: Sequence[Inner]) -> Inner:
    """From a 0-based position up to another, or to the end.

    Raises:
        StoppedError: A position is outside the text: not documented by Okta.
    """
    value = arguments[0]
    start = integer_of(arguments[1], "substring")
    if isinstance(value, OpenText):
        end = integer_of(arguments[2], "substring") if len(arguments) > 2 else value.certain + 1  # noqa: PLR2004
        if 0 <= start <= end <= value.certain:
            return value.text[start:end]
    text = text_of(value, "substring")
    last = java_length(text)
    end = integer_of(arguments[2], "substring") if len(arguments) > 2 else last  # noqa: PLR2004
    if not 0 <= start <= end <= last:
        raise undecided(f"substring from {start} to {end} leaves a text of {last} characters: not documented by Okta")
    return java_slice(text, start, end)


def substring_before(arguments: Sequence[Inner]) -> Inner:
    """Before the first occurrence.

    Raises:
        StoppedError: There is none: not documented by Okta.
    """
    text, mark = _searched(arguments, "substringBefore")
    if mark not in text:
        raise undecided(f"what substringBefore gives where {mark[:40]!r} does not occur is not documented by Okta")
    return text.partition(mark)[0]


def _substring_after(arguments: Sequence[Inner]) -> Inner:
    # Absent: the empty text (Okta support, "Creating a Custom Alias Attribute Using Secondary Email in Salesforce").
    text, mark = _searched(arguments, "substringAfter")
    return text.partition(mark)[2]


def substring_after_present(arguments: Sequence[Inner]) -> Inner:
    """After the first occurrence.

    Raises:
        StoppedError: There is none: not documented for this dialect.
    """
    text, mark = _searched(arguments, "substringAfter")
    if mark not in text:
        raise undecided(
            f"what substringAfter gives where {mark[:40]!r} does not occur is not documented by Okta for this function"
        )
    return text.partition(mark)[2]


def _searched(arguments: Sequence[Inner], name: str) -> tuple[str, str]:
    text, mark = text_of(arguments[0], name), text_of(arguments[1], name)
    if not mark:
        raise undecided(f"{name} with an empty search text is not documented by Okta")
    return text, mark


def upper(arguments: Sequence[Inner]) -> Inner:
    """In upper case."""
    return limited(text_of(arguments[0], "toUpperCase").upper())


def lower(arguments: Sequence[Inner]) -> Inner:
    """In lower case."""
    return limited(text_of(arguments[0], "toLowerCase").lower())


FUNCTIONS = {
    "String.append": Function(2, 2, _append),
    "String.join": Function(2, None, _join),
    "String.len": Function(1, 1, length),
    "String.removeSpaces": Function(1, 1, remove_spaces),
    "String.replace": Function(3, 3, replace),
    "String.replaceFirst": Function(3, 3, _replace_first),
    "String.startsWith": Function(2, 2, _starts_with),
    "String.stringContains": Function(2, 2, contains),
    "String.stringSwitch": Function(2, None, _switch),
    "String.substring": Function(3, 3, substring),
    "String.substringAfter": Function(2, 2, _substring_after),
    "String.substringBefore": Function(2, 2, substring_before),
    "String.toUpperCase": Function(1, 1, upper),
    "String.toLowerCase": Function(1, 1, lower),
    "toUpperCase": Function(1, 1, upper),
    "toLowerCase": Function(1, 1, lower),
    "substringBefore": Function(2, 2, substring_before),
    "substringAfter": Function(2, 2, substring_after_present),
    "substring": Function(3, 3, substring),
}
"""By the name as written."""
