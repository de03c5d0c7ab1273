""".NET's custom date and time formats: reading a text by one, writing a moment by one.

Source: "Custom date and time format strings" in Microsoft's .NET documentation; names of months and days are those of the
invariant culture.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Final

import msgspec

from idplint.expressions.entra_provisioning.values import Rejected, Undecidable

_MONTHS: Final = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
_SPECIFIERS: Final = frozenset("dfFghHKmMstyz")
_STANDARD: Final = {"s": "yyyy'-'MM'-'dd'T'HH':'mm':'ss", "u": "yyyy'-'MM'-'dd HH':'mm':'ss'Z'"}
_NOON = 12
_MAX_PATTERN = 1_000


class Part(msgspec.Struct, frozen=True):
    """A piece of a format: a specifier such as `yyyy`, or text that stands for itself."""

    specifier: str
    """Empty for text."""
    text: str = ""


class ReadDate(msgspec.Struct, frozen=True):
    """A date and time as it was written."""

    local: datetime.datetime
    """Without time zone information, as the text has it."""
    offset_minutes: int | None
    """Of the text; None where it names no zone."""
    universal: bool = False
    """Whether the zone was written `Z`."""

    @property
    def utc(self) -> datetime.datetime:
        """The same in UTC; without a zone, unchanged.

        Raises:
            Undecidable: It lies outside the years 1 to 9999.
        """
        try:
            return self.local - datetime.timedelta(minutes=self.offset_minutes or 0)
        except OverflowError:
            raise Undecidable("the date lies outside the years 1 to 9999") from None


@lru_cache(maxsize=256)
def format_parts(pattern: str) -> tuple[Part, ...]:
    """The pieces of a custom format.

    Raises:
        Rejected: .NET refuses the format.
        Undecidable: It is a standard format of one letter, whose result depends on the culture.
    """
    if len(pattern) == 1:
        if pattern not in _STANDARD:
            raise Undecidable(f"what the standard date format {pattern!r} yields depends on the culture")
        pattern = _STANDARD[pattern]
    if not pattern or len(pattern) > _MAX_PATTERN:
        raise Undecidable("an empty or very long date format is not documented")
    parts: list[Part] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character in _SPECIFIERS:
            run = re.compile(re.escape(character) + "+").match(pattern, at)
            specifier = run.group() if run else character
            parts.append(Part(specifier))
            at += len(specifier)
        elif character in "'\"":
            end = pattern.find(character, at + 1)
            if end < 0:
                raise Rejected("the date format has an unclosed quotation mark")
            parts.append(Part("", pattern[at + 1 : end].replace("\\", "")))
            at = end + 1
        elif character == "\\":
            if at + 1 == len(pattern):
                raise Rejected("the date format ends in a backslash")
            parts.append(Part("", pattern[at + 1]))
            at += 2
        elif character == "%":
            if pattern[at + 1 : at + 2] in {"", "%"}:
                raise Rejected("the date format has a percent sign that introduces nothing")
            at += 1
        else:
            parts.append(Part("Z" if character == "Z" else "", character))
            at += 1
    return tuple(parts)


def write_date(at: datetime.datetime, pattern: str, *, zone: str | None) -> str:
    """A date and time by a custom format.

    Args:
        at: Without time zone information.
        pattern: A custom format.
        zone: What `K` stands for; None where that is not known.

    Raises:
        Rejected: .NET refuses the format.
        Undecidable: The result depends on more than the format.
    """
    return "".join(part.text or _written(at, part.specifier, zone) for part in format_parts(pattern))


def _written(at: datetime.datetime, specifier: str, zone: str | None) -> str:
    letter, length = specifier[:1], len(specifier)
    numbers = {"H": at.hour, "h": at.hour % _NOON or _NOON, "m": at.minute, "s": at.second}
    if letter in numbers:
        return str(numbers[letter]).zfill(min(length, 2))
    match letter:
        case "":
            return ""
        case "y":
            return str(at.year % 100).zfill(length) if length <= 2 else str(at.year).zfill(length)  # noqa: PLR2004
        case "M" | "d":
            return _month_or_day(at, letter, length)
        case "t":
            return ("AM" if at.hour < _NOON else "PM")[: 1 if length == 1 else 2]
        case "f" | "F" if length <= 7:  # noqa: PLR2004 - digits .NET keeps
            digits = f"{at.microsecond:06}0"[:length]
            return digits if letter == "f" else digits.rstrip("0")
        case "K" if zone is not None:
            return zone * length
    raise Undecidable(f"what the date format {specifier!r} yields here is not certain")


def _month_or_day(at: datetime.datetime, letter: str, length: int) -> str:
    number, name = (at.month, _MONTHS[at.month - 1]) if letter == "M" else (at.day, _DAYS[at.weekday()])
    if length <= 2:  # noqa: PLR2004 - one or two letters mean the number
        return str(number).zfill(length)
    return name[:3] if length == 3 else name  # noqa: PLR2004 - three letters mean the short name


def read_date(text: str, pattern: str) -> ReadDate:
    """A text read exactly by a custom format.

    Raises:
        Rejected: The text does not have that format.
        Undecidable: What .NET makes of the format depends on more than the format.
    """
    fields: dict[str, str] = {}
    expression = "".join(_expression(part, fields) for part in format_parts(pattern))
    match = re.compile(expression, re.ASCII).fullmatch(text)
    if not match:
        raise Rejected(f"{text[:40]!r} does not have the date format {pattern[:40]!r}")
    return _assembled({key: match.group(key) for key in fields}, text, pattern)


_READ: Final = {
    "yyyy": "[0-9]{4}",
    "M": "[0-9]{1,2}",
    "MM": "[0-9]{2}",
    "MMM": "|".join(name[:3] for name in _MONTHS),
    "MMMM": "|".join(_MONTHS),
    "d": "[0-9]{1,2}",
    "dd": "[0-9]{2}",
    "H": "[0-9]{1,2}",
    "HH": "[0-9]{2}",
    "h": "[0-9]{1,2}",
    "hh": "[0-9]{2}",
    "m": "[0-9]{1,2}",
    "mm": "[0-9]{2}",
    "s": "[0-9]{1,2}",
    "ss": "[0-9]{2}",
    "t": "[AP]",
    "tt": "AM|PM",
    "z": "[+-][0-9]{1,2}",
    "zz": "[+-][0-9]{2}",
    "zzz": "[+-][0-9]{2}:?[0-9]{2}",
    "K": "Z|[+-][0-9]{2}:?[0-9]{2}|",
    "Z": "Z|GMT",
}
_ZONES: Final = frozenset("zKZ")


def _expression(part: Part, fields: dict[str, str]) -> str:
    """The regular expression for one piece; notes the name of its field."""
    specifier = part.specifier
    if not specifier:
        return re.escape(part.text)
    letter = specifier[0]
    # Hours on either clock and zones in any form are one field each.
    name = "zone" if letter in _ZONES else "hour" if letter in "hH" else f"field_{ord(letter)}"
    if letter in "fF":
        pattern, name = (f"[0-9]{{{len(specifier)}}}" if letter == "f" else f"[0-9]{{0,{len(specifier)}}}"), "fraction"
        if len(specifier) > 6:  # noqa: PLR2004 - Python keeps microseconds
            raise Undecidable("idplint does not keep fractions below a microsecond")
    elif specifier in _READ:
        pattern = _READ[specifier]
    else:
        raise Undecidable(f"reading a date by {specifier!r} depends on the culture")
    if name in fields:
        raise Undecidable("a date format that names a part twice is not carried over")
    fields[name] = specifier
    # Names, AM and PM may differ in case; the letters of the format itself may not.
    return f"(?P<{name}>(?i:{pattern}))"


def _assembled(found: dict[str, str], text: str, pattern: str) -> ReadDate:
    def number(letter: str, default: int) -> int:
        return int(found.get(f"field_{ord(letter)}", default))

    if f"field_{ord('y')}" not in found:
        raise Undecidable("a date without a year takes the year of the run")
    month = found.get(f"field_{ord('M')}", "1")
    try:
        local = datetime.datetime(  # noqa: DTZ001 - the zone is kept beside it
            number("y", 1),
            int(month) if month.isdigit() else 1 + [name[:3].lower() for name in _MONTHS].index(month[:3].lower()),
            number("d", 1),
            _hour(found, pattern),
            number("m", 0),
            number("s", 0),
            int(found.get("fraction", "").ljust(6, "0")),
        )
    except ValueError:
        raise Rejected(f"{text[:40]!r} is no date in the format {pattern[:40]!r}") from None
    return ReadDate(local, *_zone(found.get("zone")))


def _hour(found: dict[str, str], pattern: str) -> int:
    hour, half = int(found.get("hour", "0")), found.get(f"field_{ord('t')}", "").upper()[:1]
    on_twelve = any(part.specifier.startswith("h") for part in format_parts(pattern))
    if not on_twelve:
        if half and "hour" in found and (half == "P") is not (hour >= _NOON):
            raise Undecidable("a date that mixes 24 hours with AM and PM is not carried over")
        return hour + _NOON * (half == "P" and "hour" not in found)
    if not 0 <= hour <= _NOON:
        raise ValueError
    return hour % _NOON + _NOON * (half == "P")


def _zone(written: str | None) -> tuple[int | None, bool]:
    if not written:
        return None, False
    if written[0] not in "+-":
        return 0, True
    digits = written[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)  # noqa: PLR2004
    if hours > 14 or minutes > 59:  # noqa: PLR2004 - the widest offset .NET takes
        raise Undecidable("the date has an offset beyond 14 hours")
    total = hours * 60 + minutes
    return (-total if written[0] == "-" else total), False
