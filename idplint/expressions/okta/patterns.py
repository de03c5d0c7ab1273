"""Date and time patterns: Joda's in the classic language, Java's own in the Identity Engine one.

Only letters on which both agree are read, besides Joda's `Y` (year of era); everything else is undecided.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from idplint.expressions.okta.inner import Moment, undecided

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PIECE = re.compile(r"(?P<letter>([A-Za-z])\2*)|'(?P<quoted>(?:[^']|'')*)'|(?P<plain>[^A-Za-z'])")
_LONGEST = 200
_FULL, _SHORT, _TWO = 4, 3, 2


def _pieces(pattern: str) -> Iterator[tuple[str, str]]:
    """Letters and literal text in order: `("letter", "yyyy")`, `("text", "-")`."""
    if len(pattern) > _LONGEST:
        raise undecided("the date pattern is too long")
    place = 0
    while place < len(pattern):
        match = _PIECE.match(pattern, place)
        if match is None:
            raise undecided("the date pattern has an open quotation mark")
        place = match.end()
        if match["letter"] is not None:
            yield "letter", match["letter"]
        elif match["plain"] is not None:
            if match["plain"] in "[]{}#":
                raise undecided(f"`{match['plain']}` in a date pattern is reserved")
            yield "text", match["plain"]
        else:
            yield "text", match["quoted"].replace("''", "'") or "'"


def formatted(moment: Moment, pattern: str, *, year_of_era: bool) -> str:
    """The moment written by a pattern.

    Args:
        moment: The moment.
        pattern: The pattern.
        year_of_era: Joda's `Y` is the year of the era; in Java's own patterns it counts by weeks and is not read.

    Raises:
        StoppedError: A letter of the pattern is not read by idplint.
    """
    if not pattern:
        raise undecided("an empty date pattern is not documented by Okta")
    return "".join(
        _field(moment, piece, year_of_era=year_of_era) if kind == "letter" else piece
        for kind, piece in _pieces(pattern)
    )


def _field(moment: Moment, letters: str, *, year_of_era: bool) -> str:
    when, letter, count = moment.when, letters[0], len(letters)
    if letter == "y" or (year_of_era and letter == "Y"):
        if count not in {_TWO, _FULL}:
            raise _unread(letters)
        return f"{when.year % 100:02}" if count == _TWO else f"{when.year:04}"
    if letter == "M" and count in {_SHORT, _FULL}:
        name = _MONTHS[when.month - 1]
        return name if count == _FULL else name[:3]
    if letter == "E" and count in {_SHORT, _FULL}:
        name = _DAYS[when.weekday()]
        return name if count == _FULL else name[:3]
    if letter == "S" and count <= _SHORT:
        return f"{when.microsecond // 1000:03}"[:count]
    if letter == "a" and count == 1:
        return "AM" if when.hour < 12 else "PM"  # noqa: PLR2004
    numbers = {
        "M": when.month,
        "d": when.day,
        "H": when.hour,
        "h": (when.hour + 11) % 12 + 1,
        "m": when.minute,
        "s": when.second,
    }
    if letter in numbers and count <= _TWO:
        return f"{numbers[letter]:0{count}}"
    raise _unread(letters)


def parsed(text: str, pattern: str) -> Moment:
    """The moment a text stands for, by a pattern of the Identity Engine; in UTC, as its documentation shows.

    Raises:
        StoppedError: A letter is not read by idplint, or the text is not written strictly by the pattern.
    """
    expression = ""
    fields: list[str] = []
    for kind, piece in _pieces(pattern):
        if kind == "text":
            expression += re.escape(piece)
            continue
        if piece in fields or (expression and expression.endswith("{1,2})")):
            raise undecided("a date pattern with a field twice or with fields run together is not read by idplint")
        fields.append(piece)
        expression += f"({_expected(piece)})"
    match = re.fullmatch(expression, text, re.ASCII)
    if match is None or len(text) > _LONGEST:
        raise undecided("the text is not written strictly by the date pattern")
    return _built(dict(zip(fields, match.groups(), strict=True)))


def _expected(letters: str) -> str:
    if letters == "yyyy":
        return r"\d{4}"
    if letters in {"MMM", "MMMM"}:
        return "|".join(name if letters == "MMMM" else name[:3] for name in _MONTHS)
    if letters in {"MM", "dd", "HH", "mm", "ss"}:
        return r"\d{2}"
    if letters in {"M", "d", "H"}:
        return r"\d{1,2}"
    if letters == "SSS":
        return r"\d{3}"
    raise _unread(letters)


def _built(found: dict[str, str]) -> Moment:
    by_letter = {letters[0]: value for letters, value in found.items()}
    if len(by_letter) != len(found) or any(letter not in by_letter for letter in "yMdHm"):
        raise undecided("the date pattern does not give a whole date and time")
    month = by_letter["M"]
    names = [name[:3] for name in _MONTHS]
    number = int(month) if month.isdigit() else names.index(month[:3]) + 1
    try:
        when = datetime.datetime(
            int(by_letter["y"]),
            number,
            int(by_letter["d"]),
            int(by_letter["H"]),
            int(by_letter["m"]),
            int(by_letter.get("s", 0)),
            int(by_letter.get("S", 0)) * 1000,
            tzinfo=datetime.UTC,
        )
    except ValueError:
        raise undecided("there is no such date or time") from None
    # The documentation prints a time parsed without a fraction without one.
    return Moment(when, None, "S" in by_letter)


def _unread(letters: str) -> Exception:
    return undecided(f"`{letters[:20]}` in a date pattern is not read by idplint")
