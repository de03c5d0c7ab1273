"""Text from input made safe to print: no terminal escapes, no reordering, no forged commands for a CI runner."""

from __future__ import annotations

import re

LONGEST_VALUE = 200
"""Code points of one value - a name, a label, a pointer - in what is printed for people; the JSON report has it whole."""

LONGEST_WORD = 400
"""As `LONGEST_VALUE`, of a word in prose: longer than the web addresses there, which are meant to be copied."""

LONGEST_PARAGRAPH = 1_200
"""As `LONGEST_VALUE`, of a line of prose, which is a sentence of ours around a few values."""

_MOST_PARAGRAPHS = 20

_LONG_WORD = re.compile(rf"(?<!\S)\S{{{LONGEST_WORD + 1},}}")

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Not printable by Python's word, yet an ordinary space in Japanese names.
_IDEOGRAPHIC_SPACE = "\u3000"

# GitHub's older and Azure Pipelines' runners obey these wherever on a line they stand.
_INLINE_COMMAND = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)

# GitHub's runner skips leading white space before `::name ...::`. Our own marker `::: path` names no command.
_LINE_COMMAND = re.compile(r"(\s*):(?=:(?!: ))")

_UNSAFE_IN_JSON = re.compile(r"[^\x20-\x7e\n]")


def visible(character: str, *, unicode: bool = True) -> str:
    """One code point as it may be printed: itself, or a backslash notation of it.

    Written out are control characters, bidirectional and other invisible format characters, line and paragraph
    separators, unusual spaces, surrogates, private and unassigned code points; and whatever is not ASCII where
    `unicode` is false.
    """
    if (character.isprintable() or character == _IDEOGRAPHIC_SPACE) and (unicode or character.isascii()):
        return character
    if character in _NAMED:
        return _NAMED[character]
    number = ord(character)
    if number <= 0xFF:  # noqa: PLR2004 - two hexadecimal digits
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - four digits


def inline_commands(text: str) -> list[int]:
    """Where in the text the first character of an inline runner command (`##[`, `##vso[`) stands."""
    return [match.start() for match in _INLINE_COMMAND.finditer(text)]


def clip(text: str, *, unicode: bool = True, longest: int = LONGEST_VALUE) -> str:
    """A value cut to so many code points, an ellipsis being the last where something is missing."""
    if len(text) <= longest:
        return text
    ellipsis = _ellipsis(unicode=unicode)
    return text[: longest - len(ellipsis)] + ellipsis


def clip_prose(text: str, *, unicode: bool = True) -> str:
    """Prose with values in it, the overlong ones cut: words first, so that what follows them can still be read."""
    if len(text) <= LONGEST_WORD:
        return text
    text = _LONG_WORD.sub(lambda match: clip(match.group(), unicode=unicode, longest=LONGEST_WORD), text)
    first, *others = text.split("\n", _MOST_PARAGRAPHS)
    kept = [
        first,
        *others[: _MOST_PARAGRAPHS - 1],
        *([_ellipsis(unicode=unicode)] if others[_MOST_PARAGRAPHS - 1 :] else []),
    ]
    return "\n".join(clip(paragraph, unicode=unicode, longest=LONGEST_PARAGRAPH) for paragraph in kept)


def _ellipsis(*, unicode: bool) -> str:
    return "\u2026" if unicode else "..."


def neutralise(text: str, *, unicode: bool = True, multiline: bool = False) -> str:
    """Text from input as it may stand in human-readable output; line feeds stay only where `multiline`."""
    if not text.isprintable() or not (unicode or text.isascii()):
        text = "".join(
            character if multiline and character == "\n" else visible(character, unicode=unicode) for character in text
        )
    return _INLINE_COMMAND.sub(r"\\x23#", text) if "##" in text else text


def defuse_line(line: str) -> str:
    """A finished output line that no CI runner takes for a command, whatever it was put together from."""
    line = _LINE_COMMAND.sub(r"\1\\x3a", line, count=1) if _LINE_COMMAND.match(line) else line
    return _INLINE_COMMAND.sub(r"\\x23#", line) if "##" in line else line


def github_message(text: str) -> str:
    """Escape the message of a GitHub workflow command (actions/toolkit, `escapeData`)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """Escape a property value of a GitHub workflow command (actions/toolkit, `escapeProperty`)."""
    return github_message(text).replace(":", "%3A").replace(",", "%2C")


def json_text(text: str, *, unicode: bool = True) -> str:
    """Finished JSON with everything unsafe to print written as a JSON escape: it decodes to the same values.

    Lone surrogates, which JSON readers refuse, become the visible text of their escape.
    """

    def escape(match: re.Match[str]) -> str:
        character = match.group()
        if unicode and (character.isprintable() or character == _IDEOGRAPHIC_SPACE):
            return character
        if "\ud800" <= character <= "\udfff":
            return f"\\\\u{ord(character):04x}"
        units = character.encode("utf-16-be").hex()
        return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))

    # Such characters can only stand inside strings, so no structure is touched.
    return _INLINE_COMMAND.sub(r"\\u0023#", _UNSAFE_IN_JSON.sub(escape, text))
