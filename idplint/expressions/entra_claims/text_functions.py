"""The transformations on one text. Where the documentation can be read in two ways that differ here, the answer is Undecided.

Source: Microsoft, "Customize SAML token claims", table of the functions to transform claims; the resource types of the same
names in the beta reference of Microsoft Graph.
"""

from __future__ import annotations

import unicodedata

from idplint.expressions.outcomes import Undecided

_CASE = "whether {} compares letter case is not documented, and it matters here"


def mail_prefix(text: str) -> str | Undecided:
    """What stands before the `@`; a text without one stays."""
    before, at, after = text.partition("@")
    if at and (not before or "@" in after):
        return Undecided("what extractMailPrefix makes of this text is not documented: it has no single local part")
    return before


def without_domain(text: str) -> str | Undecided:
    """As `mail_prefix`, for the input that a Join of a NameID loses its domain from."""
    found = mail_prefix(text)
    if isinstance(found, Undecided):
        return Undecided("what the domain part of this text is, that a NameID Join removes, is not documented")
    return found


def matches(kind: str, text: str, value: str) -> bool | Undecided:
    """Whether a text contains, starts with or ends with a value."""
    exact = _compared(kind, text, value)
    if exact != _compared(kind, _folded(text), _folded(value)):
        return Undecided(_CASE.format(kind))
    return exact


def _compared(kind: str, text: str, value: str) -> bool:
    if kind == "startsWith":
        return text.startswith(value)
    return text.endswith(value) if kind == "endsWith" else value in text


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def part(name: str, kind: str, text: str, values: tuple[str, ...]) -> str | Undecided:
    """One of the three kinds of `extract`."""
    return extract(kind, text, *values) if name == "extract" else extract_run(name, kind, text)


def extract(kind: str, text: str, value: str, second: str = "") -> str | Undecided:
    """What follows the first match (`after`), comes before it (`before`), or stands between it and a second one (`between`)."""
    start = _first(text, value, 0)
    if isinstance(start, Undecided):
        return start
    if kind == "before":
        return text[:start]
    start += len(value)
    if kind == "after":
        return text[start:]
    end = _first(text, second, start)
    return end if isinstance(end, Undecided) else text[start:end]


def _first(text: str, value: str, start: int) -> int | Undecided:
    exact, folded = text.find(value, start), text.lower().find(value.lower(), start)
    if len(text.lower()) != len(text) or exact != folded:
        return Undecided(_CASE.format("extract"))
    if exact < 0:
        return Undecided("what extract yields where nothing matches is not documented")
    return exact


def extract_run(kind: str, end: str, text: str) -> str | Undecided:
    """The letters (`extractAlpha`) or digits (`extractNumber`) that a text starts (`prefix`) or ends (`suffix`) with."""
    directed = text if end == "prefix" else text[::-1]
    plain = _run(kind, directed, ascii_only=True)
    if plain != _run(kind, directed, ascii_only=False):
        return Undecided(f"whether {kind} counts characters beyond a to z and 0 to 9 is not documented")
    if not plain:
        return Undecided(f"what {kind} yields for a text with no such {end} is not documented")
    return plain if end == "prefix" else plain[::-1]


def _run(kind: str, text: str, *, ascii_only: bool) -> str:
    for at, letter in enumerate(text):
        belongs = letter.isalpha() or unicodedata.combining(letter) if kind == "extractAlpha" else letter.isdigit()
        if not belongs or (ascii_only and not letter.isascii()):
            return text[:at]
    return text


def substring(text: str, index: int, length: int | None) -> str | Undecided:
    """A part of a text from a 0-based position, at most so many characters long."""
    if any(ord(letter) > 0xFFFF for letter in text):  # noqa: PLR2004 - the end of the Basic Multilingual Plane
        return Undecided("how substring counts characters beyond the Basic Multilingual Plane is not documented")
    if index < 0 or (length is not None and length <= 0):
        return Undecided("what substring does with this position or length is not documented")
    if index >= len(text):
        return Undecided("what substring yields for a position beyond the end of the text is not documented")
    return text[index:] if length is None else text[index : index + length]


def trim(ends: str, text: str, value: str) -> str | Undecided:
    """A text without what matches at its start (`leading`), its end (`trailing`) or both (`leadingandtrailing`)."""
    leading, trailing = ends != "trailing", ends != "leading"
    if not value:
        same = (not leading or text == text.lstrip()) and (not trailing or text == text.rstrip())
        return text if same else Undecided("what trim removes where no value is configured is not documented")
    readings = {_trim_characters(text, value, leading=leading, trailing=trailing)}
    if value.lower() != value.upper():
        both = value.lower() + value.upper()
        readings.add(_trim_characters(text, both, leading=leading, trailing=trailing))
    if len(value) > 1:
        readings.add(_trim_once(text, value, leading=leading, trailing=trailing))
        readings.add(_trim_repeated(text, value, leading=leading, trailing=trailing))
    if len(readings) > 1:
        return Undecided("whether trim removes a text, repeats of it, or each of its characters is not documented")
    return readings.pop()


def _trim_characters(text: str, characters: str, *, leading: bool, trailing: bool) -> str:
    text = text.lstrip(characters) if leading else text
    return text.rstrip(characters) if trailing else text


def _trim_once(text: str, value: str, *, leading: bool, trailing: bool) -> str:
    text = text.removeprefix(value) if leading else text
    return text.removesuffix(value) if trailing else text


def _trim_repeated(text: str, value: str, *, leading: bool, trailing: bool) -> str:
    start, end, size = 0, len(text), len(value)
    while leading and text.startswith(value, start, end):
        start += size
    while trailing and text.endswith(value, start, end):
        end -= size
    return text[start:end]
