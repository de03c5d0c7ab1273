"""Source excerpts under a finding: the lines its labels point at, with line numbers and carets."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from idplint.findings import Location
from idplint.reports.layout import cells, display_width, wrap
from idplint.reports.masking import mask_secrets
from idplint.reports.wording import place, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.findings import Severity
    from idplint.reports.sources import Sources
    from idplint.reports.style import Role, Style

DEFAULT_WIDTH = 120
"""Columns to which source lines are clipped and prose is wrapped where the output is not a terminal."""

_NARROWEST = 40
_NEAR = 4
"""Labels at most this many lines apart share an excerpt."""

_LOOK_BACK = 16_384
"""Code points of a long line searched backwards for the key of a secret that reaches into the excerpt."""

_READABLE_LABEL = 24
"""Columns a label needs to be worth wrapping beside its carets' start."""


class _Row(msgspec.Struct, frozen=True):
    """A source line as printed, and where one label's carets go under it."""

    location: Location
    text: str
    offset: int
    length: int
    clipped: bool


def gutter_width(locations: Sequence[Location]) -> int:
    """Columns for the line numbers of a finding; two at least, so that short files look alike."""
    return max(2, *(len(str(location.line)) for location in locations)) if locations else 2


def excerpts(locations: Sequence[Location], severity: Severity, sources: Sources, style: Style) -> list[str]:
    """The places of one finding, the first of `locations` first, each with its source line where that is at hand."""
    pad = " " * gutter_width(locations)
    room = max(style.width or DEFAULT_WIDTH, _NARROWEST) - len(pad) - 3
    rows = [(location, _row(location, sources, room, style)) for location in locations]
    bar = pad + style.paint("frame", " |")
    lines: list[str] = []
    while rows:
        location, row = rows.pop(0)
        marker = style.paint("frame", "-->" if location.primary else ":::")
        if row is None:
            label = f": {shown(location.label, unicode=style.unicode)}" if location.label else ""
            lines.append(f"{pad}{marker} {place(location, unicode=style.unicode)}{_pointer(location, style)}{label}")
            continue
        together = [row, *_taken_near(row, rows)]
        lines.append(f"{pad}{marker} {_heading(row, style)}")
        lines.extend(f"{pad}{style.paint('frame', ':::')} {_heading(other, style)}" for other in together[1:])
        lines.append(bar)
        lines.extend(_body(together, severity, len(pad), room, style))
        lines.append(bar)
    return lines


def _heading(row: _Row, style: Style) -> str:
    return place(row.location, unicode=style.unicode) + (_pointer(row.location, style) if row.clipped else "")


def _pointer(location: Location, style: Style) -> str:
    return f" at {shown(location.pointer, unicode=style.unicode)}" if location.pointer else ""


def _taken_near(row: _Row, rows: list[tuple[Location, _Row | None]]) -> list[_Row]:
    """The rows that fit into the excerpt of `row`, removed from `rows`; a clipped line shares with nobody."""
    if row.clipped:
        return []
    taken = [
        other
        for location, other in rows
        if other is not None
        and not other.clipped
        and location.path == row.location.path
        and abs(location.line - row.location.line) <= _NEAR
    ]
    rows[:] = [pair for pair in rows if pair[1] not in taken]
    return taken


def _body(together: list[_Row], severity: Severity, gutter: int, room: int, style: Style) -> list[str]:
    lines: list[str] = []
    previous: int | None = None
    in_order = sorted(together, key=lambda row: (row.location.line, not row.location.primary, row.offset))
    for number, rows in groupby(in_order, key=lambda row: row.location.line):
        if previous is not None and number > previous + 1:
            lines.append(style.paint("frame", "..."))
        previous = number
        for index, row in enumerate(rows):
            if index == 0:
                lines.append(f"{style.paint('frame', f'{number:>{gutter}} |')} {row.text}".rstrip())
            lines.extend(_underline(row, severity, gutter, room, style))
    return lines


def _underline(row: _Row, severity: Severity, gutter: int, room: int, style: Style) -> list[str]:
    bar = " " * gutter + style.paint("frame", " |")
    primary = row.location.primary
    role: Role = severity.value if primary else "frame"
    carets = style.paint(role, ("^" if primary else "-") * row.length)
    label = shown(row.location.label, unicode=style.unicode)
    line = f"{bar} {' ' * row.offset}{carets}"
    if style.width is None or row.offset + row.length + 1 + display_width(label) <= room:
        return [f"{line} {style.paint(role, label)}" if label else line]
    # No room beside the carets: the label goes below them, further left where the line would get too short to read.
    indent = min(row.offset, max(0, room - max(_READABLE_LABEL, display_width(label))))
    return [line, *(f"{bar} {' ' * indent}{style.paint(role, part)}" for part in wrap(label, room - indent))]


def _row(location: Location, sources: Sources, room: int, style: Style) -> _Row | None:
    line = sources.line(location.path, location.line)
    # Bytes that are no text, read as text, say nothing, and columns in them are not where an editor shows them.
    if line is None or "\ufffd" in line or "\0" in line:
        return None
    line = line.rstrip("\r")
    start = min(max(location.column - 1, 0), len(line))
    end = location.end_column - 1 if location.end_line == location.line else len(line.rstrip())
    end = min(max(end, start), len(line))
    part, first = _part(line, start, 2 * room)
    printed = cells(part, unicode=style.unicode)
    widths = [display_width(cell) for cell in printed]
    start, end, beyond = start - first, min(end - first, len(part)), len(line) - first
    left, right = 0, len(part)
    before = after = ""
    clipped = len(part) < len(line) or sum(widths) > room
    if clipped:
        ellipsis = "\u2026" if style.unicode else "..."
        left, right = _window(widths, start, end, room - 2 * len(ellipsis))
        before = ellipsis if first + left > 0 else ""
        after = ellipsis if right < beyond else ""
    return _Row(
        location,
        before + "".join(printed[left:right]) + after,
        len(before) + sum(widths[left:start]),
        max(1, sum(widths[start : min(end, right)])),
        clipped,
    )


def _part(line: str, start: int, reach: int) -> tuple[str, int]:
    """The line without its secrets, and 0; of a very long line only what lies within `reach` of `start`, and where.

    A minified file is one line of many megabytes, and every finding in it comes here.
    """
    if len(line) <= reach:
        return mask_secrets(line), 0
    searched = max(0, start - _LOOK_BACK)
    first = max(0, start - reach)
    return mask_secrets(line[searched : start + reach])[first - searched :], first


def _window(widths: list[int], start: int, end: int, room: int) -> tuple[int, int]:
    """The slice of cells to show: the span (or as much as there is room for), then context, evenly on both sides."""
    left = right = min(start, len(widths))
    while right < end and widths[right] <= room:
        room -= widths[right]
        right += 1
    if right < end:
        return left, right
    share = room // 2
    while left > 0 and widths[left - 1] <= share:
        left -= 1
        share -= widths[left]
        room -= widths[left]
    while right < len(widths) and widths[right] <= room:
        room -= widths[right]
        right += 1
    while left > 0 and widths[left - 1] <= room:
        left -= 1
        room -= widths[left]
    while left < start and not widths[left]:  # a mark whose character was left out
        left += 1
    return left, right
