"""How output may look on the stream it goes to: colour, width, characters."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, TextIO, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

ColourChoice: TypeAlias = Literal["auto", "always", "never"]
"""What the person asked for with `--color`."""

Role: TypeAlias = Literal["error", "warning", "note", "undecided", "frame", "strong"]
"""What a piece of text is, which decides its colour."""

# Sixteen-colour codes only: they follow the terminal's own theme, light or dark.
_SEQUENCES: dict[Role, str] = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "undecided": "1;35",
    "frame": "1;34",
    "strong": "1",
}

# One character of each kind a report may hold: punctuation, accented, wide, beyond the first plane.
_SAMPLE = "\u2026\u00e9\u6f22\U0001f511"


class Style(msgspec.Struct, frozen=True):
    """What the stream can show."""

    colour: bool = False
    width: int | None = None
    """Columns of the terminal; None where the output is not a terminal; lines are then made to fit 120."""
    unicode: bool = True
    """False where the stream's encoding cannot take every character; output is then pure ASCII."""

    def paint(self, role: Role, text: str) -> str:
        """The text in the colour of its role, or as it is where colour is off."""
        return f"\x1b[{_SEQUENCES[role]}m{text}\x1b[0m" if self.colour and text else text


def decide_style(stream: TextIO, environment: Mapping[str, str], colour_choice: ColourChoice) -> Style:
    """The style for one stream; to be asked for standard output and standard error separately.

    Colour: `--color always|never`, then `NO_COLOR`, then `FORCE_COLOR` or `CLICOLOR_FORCE`, then `CLICOLOR=0`, then
    whether the stream is a terminal that is not `dumb` (https://no-color.org, https://bixense.com/clicolors).
    """
    terminal = stream.isatty()
    return Style(
        colour=_colour(environment, colour_choice, terminal=terminal),
        width=_width(stream, environment) if terminal else None,
        unicode=_takes_unicode(stream),
    )


def _colour(environment: Mapping[str, str], choice: ColourChoice, *, terminal: bool) -> bool:
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return environment.get("CLICOLOR") != "0" and terminal and environment.get("TERM") != "dumb"


def _width(stream: TextIO, environment: Mapping[str, str]) -> int | None:
    columns = environment.get("COLUMNS", "")
    if columns.isascii() and columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        # A terminal without a known size (a serial line, some containers) says 0.
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None


def _takes_unicode(stream: TextIO) -> bool:
    encoding: str | None = stream.encoding
    if encoding is None:  # an in-memory stream holds text, not bytes
        return True
    try:
        _SAMPLE.encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return False
    return True
