"""Points in time: the three ways Okta writes them, and arithmetic on them."""

from __future__ import annotations

import datetime
import re

from idplint.expressions.okta.inner import Moment, undecided

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?Z", re.ASCII)
_DIGITS = re.compile(r"\d{1,18}", re.ASCII)
_UNIX_START = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_WINDOWS_START = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)
_WINDOWS_UNITS_IN_MILLISECOND = 10_000


def from_iso(text: str) -> Moment:
    """The moment an ISO 8601 text in UTC stands for.

    Raises:
        StoppedError: It is written in another way.
    """
    match = _ISO.fullmatch(text)
    if match is None:
        raise undecided("only ISO 8601 times in UTC, as 2015-07-31T17:18:37.979Z, are read")
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    milliseconds = int(match[7] or 0)
    try:
        when = datetime.datetime(year, month, day, hour, minute, second, milliseconds * 1000, tzinfo=datetime.UTC)
    except ValueError:
        raise undecided("there is no such date or time") from None
    return Moment(when, None, match[7] is not None)


def from_unix(text: str) -> Moment:
    """The moment a number of milliseconds since 1970 stands for."""
    return _since(_UNIX_START, _number(text))


def from_windows(text: str) -> Moment:
    """The moment a number of 100-nanosecond steps since 1601 stands for."""
    steps = _number(text)
    if steps % _WINDOWS_UNITS_IN_MILLISECOND:
        raise undecided("how Okta rounds a Windows time to milliseconds is not documented")
    return _since(_WINDOWS_START, steps // _WINDOWS_UNITS_IN_MILLISECOND)


def _number(text: str) -> int:
    if not _DIGITS.fullmatch(text):
        raise undecided("the time is no plain number")
    return int(text)


def _since(start: datetime.datetime, milliseconds: int) -> Moment:
    try:
        return Moment(start + datetime.timedelta(milliseconds=milliseconds))
    except OverflowError:
        raise undecided("the time is beyond the year 9999") from None


def to_unix(moment: Moment) -> str:
    """Milliseconds since 1970."""
    return str((moment.when - _UNIX_START) // datetime.timedelta(milliseconds=1))


def to_windows(moment: Moment) -> str:
    """100-nanosecond steps since 1601."""
    return str((moment.when - _WINDOWS_START) // datetime.timedelta(milliseconds=1) * _WINDOWS_UNITS_IN_MILLISECOND)


def without_zone(moment: Moment) -> str:
    """ISO 8601 up to the seconds."""
    return moment.when.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")


def milliseconds_of(moment: Moment) -> int:
    """Milliseconds within the second."""
    return moment.when.microsecond // 1000


def shown(moment: Moment) -> str:
    """ISO 8601 as the documentation prints results.

    Raises:
        StoppedError: Whether `.000` is written is not documented.
    """
    milliseconds = milliseconds_of(moment)
    if not milliseconds and moment.shows_milliseconds is None:
        raise undecided("whether Okta writes `.000` for a time without milliseconds is not documented")
    fraction = f".{milliseconds:03}" if milliseconds or moment.shows_milliseconds else ""
    return f"{without_zone(moment)}{fraction}{_offset(moment)}"


def plain_text(moment: Moment) -> str:
    """ISO 8601 as `toString()` writes it: without a fraction of zero.

    Raises:
        StoppedError: Seconds and fraction are both zero: whether the seconds are written is not documented.
    """
    milliseconds = milliseconds_of(moment)
    if not milliseconds and not moment.when.second:
        raise undecided("how toString() writes a time of a full minute is not documented by Okta")
    fraction = f".{milliseconds:03}" if milliseconds else ""
    return f"{without_zone(moment)}{fraction}{_offset(moment)}"


def _offset(moment: Moment) -> str:
    if moment.zone is None:
        return "Z"
    minutes = (moment.when.utcoffset() or datetime.timedelta()) // datetime.timedelta(minutes=1)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}[{moment.zone}]"


def in_zone(moment: Moment, zone: str) -> Moment:
    """The same moment as the clocks of a zone show it.

    Raises:
        StoppedError: The zone is not a region with a city (the short ids have their own history), or unknown here.
    """
    from zoneinfo import ZoneInfo

    if not re.fullmatch(r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_-]+){1,2}", zone) or zone.startswith("Etc/"):
        raise undecided(f"the time zone {zone[:40]!r} is not read by idplint")
    try:
        when = moment.when.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError, OverflowError):
        raise undecided(f"the time zone {zone[:40]!r} is not known on this machine") from None
    if (when.utcoffset() or datetime.timedelta()) % datetime.timedelta(minutes=1):
        raise undecided(f"the clocks of {zone} did not yet run on whole minutes")
    return Moment(when, zone, moment.shows_milliseconds)


def moved(moment: Moment, seconds: int) -> Moment:
    """The moment so many seconds later.

    Raises:
        StoppedError: Local clocks may change in between, or the result is out of range.
    """
    if moment.zone is not None:
        raise undecided("arithmetic on local time is not read by idplint")
    try:
        return Moment(moment.when + datetime.timedelta(seconds=seconds), None, moment.shows_milliseconds)
    except OverflowError:
        raise undecided("the time is out of range") from None
