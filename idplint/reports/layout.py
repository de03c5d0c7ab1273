"""Text measured and broken as a terminal shows it: wide characters take two columns, combining marks none."""

from __future__ import annotations

import re
import unicodedata

from idplint.reports.escaping import inline_commands, visible

_TAB = 4

# Hangul vowels and final consonants join the syllable before them.
_JOINING_HANGUL = range(0x1160, 0x1200)

# Code between backticks is there to be copied: it is never broken.
_WORD = re.compile(r"(?:`[^`]*`|[^\s`]|`)+")


def display_width(text: str) -> int:
    """Columns the text takes on a terminal; for text that is already safe to print."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"} or ord(character) in _JOINING_HANGUL:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def cells(text: str, *, unicode: bool) -> list[str]:
    """What each code point of a source line looks like in print, tabs expanded, everything unsafe written out."""
    shown: list[str] = []
    column = 0
    commands = set(inline_commands(text))
    for index, character in enumerate(text):
        if character == "\t":
            cell = " " * (_TAB - column % _TAB)
        elif index in commands:
            cell = "\\x23"
        else:
            cell = visible(character, unicode=unicode)
        column += display_width(cell)
        shown.append(cell)
    return shown


def wrap(text: str, room: int | None) -> list[str]:
    """The text in lines of at most `room` columns, broken at white space; None is all the room there is.

    Lines that begin with white space are code and stay as they are, as does code between backticks.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if room is None or paragraph[:1].isspace() or display_width(paragraph) <= room:
            lines.append(paragraph.rstrip())
        else:
            lines.extend(_filled(paragraph, room))
    return lines


def _filled(paragraph: str, room: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in _WORD.findall(paragraph):
        candidate = f"{line} {word}" if line else word
        if line and display_width(candidate) > room:
            lines.append(line)
            line = word
        else:
            line = candidate
    lines.append(line)
    return lines
