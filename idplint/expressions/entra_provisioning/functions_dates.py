"""Dates: reading, reckoning with Visual Basic's intervals, FILETIME numbers, formats."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import TYPE_CHECKING

from idplint.expressions.entra_provisioning.dotnet_dates import ReadDate, read_date, write_date
from idplint.expressions.entra_provisioning.values import Inner, Moment, Rejected, Undecidable, as_text, bounded

if TYPE_CHECKING:
    from idplint.expressions.entra_provisioning.values import Arguments

_FILETIME_EPOCH = datetime.datetime(1601, 1, 1)  # noqa: DTZ001 - moments are kept in UTC without a zone
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(\.[0-9]{1,6})?)? ?(Z|[+-][0-9]{2}:[0-9]{2})?",
    re.ASCII,
)
_AMERICAN = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}( [0-9]{1,2}:[0-9]{2}:[0-9]{2} [AP]M)?", re.ASCII)
_UNITS = {"d": 86_400, "h": 3_600, "n": 60, "s": 1}
_INTERVALS = frozenset({"yyyy", "m", "ww", *_UNITS})
_ONLY_IN_VISUAL_BASIC = frozenset({"q", "w", "y"})
_STYLES = frozenset(
    {
        "None",
        "RoundtripKind",
        "AllowLeadingWhite",
        "AllowTrailingWhite",
        "AllowInnerWhite",
        "AllowWhiteSpaces",
        "AdjustToUniversal",
        "AssumeUniversal",
    }
)
_DEFAULT_STYLES = frozenset({"RoundtripKind", "AllowLeadingWhite", "AllowTrailingWhite"})


def _read(text: str, function: str) -> ReadDate:
    """A date as Microsoft's examples write it: ISO 8601, or `M/d/yyyy` with or without a time."""
    try:
        if match := _ISO.fullmatch(text):
            day, minutes, seconds, fraction, zone = match.groups()
            if fraction and not seconds:
                raise Undecidable(f"{function} cannot be said to read {text[:40]!r}")
            written = f"{day}T{minutes or '00:00'}{seconds or ':00'}{(fraction or '.0').ljust(7, '0')}{zone or ''}"
            return read_date(written, "yyyy-MM-ddTHH:mm:ss.ffffffK")
        if match := _AMERICAN.fullmatch(text):
            return read_date(text, "M/d/yyyy h:mm:ss tt" if match.group(1) else "M/d/yyyy")
    except Rejected:
        pass
    raise Undecidable(f"whether {function} reads {text[:40]!r} as a date is not documented")


def _moment(value: Inner, function: str) -> Moment:
    return value if isinstance(value, Moment) else Moment(_read(as_text(value, function), function).utc)


def _whole_seconds(moment: Moment, function: str) -> datetime.datetime:
    if moment.utc.microsecond:
        raise Undecidable(f"whether {function} counts fractions of a second is not documented")
    return moment.utc


def to_date(call: Arguments) -> Inner:
    """CDate: a date in UTC; one without a zone is taken to be in UTC."""
    return _moment(call.value(0), "CDate")


def _interval(call: Arguments) -> str:
    interval = call.text(0)
    if interval in _INTERVALS:
        return interval
    if interval.lower() in _INTERVALS | _ONLY_IN_VISUAL_BASIC:
        raise Undecidable(f"the interval {interval!r} is not documented for {call.function}")
    raise Rejected(f"{call.function} knows the intervals yyyy, m, d, ww, h, n and s, not {interval[:20]!r}")


def date_add(call: Arguments) -> Inner:
    """DateAdd: a date some intervals later; after a shorter month's end stands its last day."""
    interval, number = _interval(call), call.number(1)
    at = _moment(call.value(2), "DateAdd").utc
    try:
        if interval in {"yyyy", "m"}:
            return Moment(_add_months(at, number * 12 if interval == "yyyy" else number))
        return Moment(at + datetime.timedelta(seconds=number * _UNITS.get(interval, 7 * _UNITS["d"])))
    except (OverflowError, ValueError):
        raise Rejected("DateAdd leaves the years 1 to 9999") from None


def _add_months(at: datetime.datetime, months: int) -> datetime.datetime:
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        raise OverflowError
    last = calendar.monthrange(year, month + 1)[1]
    return at.replace(year=year, month=month + 1, day=min(at.day, last))


def date_diff(call: Arguments) -> Inner:
    """DateDiff: from the first date to the second, as Visual Basic counts: whole days, hours, minutes and seconds;
    months and years by the calendar; weeks by the Sundays between (the reference's example yields -493).
    """  # noqa: D205
    interval = _interval(call)
    start = _whole_seconds(_moment(call.value(1), "DateDiff"), "DateDiff")
    end = _whole_seconds(_moment(call.value(2), "DateDiff"), "DateDiff")
    if interval == "yyyy":
        return end.year - start.year
    if interval == "m":
        return (end.year - start.year) * 12 + end.month - start.month
    if interval == "ww":
        seconds = int((_back_to_sunday(end) - _back_to_sunday(start)).total_seconds())
        return _towards_zero(_towards_zero(seconds, _UNITS["d"]), 7)
    return _towards_zero(int((end - start).total_seconds()), _UNITS[interval])


def _back_to_sunday(at: datetime.datetime) -> datetime.datetime:
    try:
        return at - datetime.timedelta(days=at.isoweekday() % 7)
    except OverflowError:
        raise Undecidable("the date lies before the first week of the calendar") from None


def _towards_zero(number: int, unit: int) -> int:
    return abs(number) // unit * (1 if number >= 0 else -1)


def date_from_number(call: Arguments) -> Inner:
    """DateFromNum: the moment of a FILETIME, in steps of 100 ns since 1601."""
    number = call.number(0)
    if number < 0 or number % 10:
        raise Undecidable("DateFromNum of this number is not documented")
    try:
        return Moment(_FILETIME_EPOCH + datetime.timedelta(microseconds=number // 10))
    except OverflowError:
        raise Undecidable("the number lies beyond the year 9999") from None


def number_from_date(call: Arguments) -> Inner:
    """NumFromDate: the FILETIME of a moment."""
    value = call.value(0)
    if isinstance(value, Moment):
        at = _whole_seconds(value, "NumFromDate")
    else:
        text = as_text(value, "NumFromDate")
        if not _ISO.fullmatch(text):
            raise Undecidable("NumFromDate is documented for ISO 8601")
        read = _read(text, "NumFromDate")
        if read.offset_minutes is None:
            raise Undecidable("which time zone NumFromDate assumes for a date without one is not documented")
        at = read.utc
    if at < _FILETIME_EPOCH:
        raise Undecidable("the date lies before 1601")
    return (at - _FILETIME_EPOCH) // datetime.timedelta(microseconds=1) * 10


def format_date_time(call: Arguments) -> Inner:
    """FormatDateTime: a date from one .NET format into another; three arguments are the form without styles."""
    value = call.value(0)
    text, older = as_text(value, "FormatDateTime"), len(call.nodes) == 3  # noqa: PLR2004
    if not text:
        raise Undecidable("what FormatDateTime makes of an empty text is not documented")
    if older and not call.given(1):
        raise Undecidable("FormatDateTime without an output format is not documented")
    pattern, output = call.text(1 if older else 2), call.text(2 if older else 3)
    styles = _styles(call.text(1)) if not older and call.given(1) else _DEFAULT_STYLES
    if styles & {"AllowLeadingWhite", "AllowWhiteSpaces"}:
        text = text.lstrip()
    if styles & {"AllowTrailingWhite", "AllowWhiteSpaces"}:
        text = text.rstrip()
    try:
        read = read_date(text, pattern)
    except Rejected:
        if isinstance(value, Moment):
            raise Undecidable(
                "Microsoft's pages disagree on how a date that DateAdd or CDate yields is formatted"
            ) from None
        if styles & {"AllowInnerWhite", "AllowWhiteSpaces"}:
            raise Undecidable("a date with white space inside is not carried over") from None
        raise
    return bounded(_formatted(read, output, styles))


def _styles(text: str) -> frozenset[str]:
    names = frozenset(name.strip().removeprefix("DateTimeStyles.") for name in text.split(","))
    if not text:
        return _DEFAULT_STYLES
    if not names <= _STYLES or ("RoundtripKind" in names and names & {"AdjustToUniversal", "AssumeUniversal"}):
        raise Undecidable("idplint does not know these DateTimeStyles")
    return names


def _formatted(read: ReadDate, output: str, styles: frozenset[str]) -> str:
    if read.offset_minutes is None:
        if styles & {"AssumeUniversal"} and "AdjustToUniversal" not in styles:
            raise Undecidable("the result depends on the time zone of Microsoft's servers")
        return write_date(read.local, output, zone="" if "AdjustToUniversal" not in styles else None)
    if "AdjustToUniversal" in styles:
        return write_date(read.utc, output, zone="Z")
    if read.universal and "RoundtripKind" in styles:
        return write_date(read.local, output, zone="Z")
    # .NET turns an offset into the server's local time, which is nowhere documented.
    as_written, in_utc = (write_date(at, output, zone=None) for at in (read.local, read.utc))
    if as_written != in_utc:
        raise Undecidable("the result depends on the time zone of Microsoft's servers")
    return in_utc
