"""Why a text is not JSON, said for people, with the place."""

from __future__ import annotations

import json
import re

from idplint.documents.document import ReadProblem
from idplint.documents.json_text import find_depth, find_duplicate_key
from idplint.documents.spans import Span, span_in_text

DEPTH_LIMIT = 200
"""Levels of lists and objects; what identity providers write stays below 20."""

_LONE_SURROGATE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
_WORD = re.compile(r"-?[A-Za-z_][\w.]*|[^\s]", re.ASCII)
_NOT_JSON = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|(-?Infinity|NaN)', re.DOTALL)

_CONVERT = "correct the file; `python -m json.tool FILE` checks JSON"


def lone_surrogates(content: bytes) -> list[int]:
    """The byte offsets of the escapes that name half a character."""
    if b"\\ud" not in content and b"\\uD" not in content:
        return []
    return [escape.start() for escape in _LONE_SURROGATE.finditer(content) if escape[1]]


def surrogate_problem(span: Span, escape: str) -> ReadProblem:
    """The problem of a string with half a character in it."""
    message = f"the escape {escape} is half of a character and its other half is missing"
    return ReadProblem(message, span, "write both \\u escapes of the character, or the character itself")


def duplicate_problem(text: str, line: int = 1, column: int = 1) -> ReadProblem | None:
    """The problem of the first key given twice in a JSON text that begins at the given place, or None."""
    duplicate = find_duplicate_key(text)
    if duplicate is None:
        return None
    (start, end), key = duplicate
    return duplicate_key(key, span_in_text(text, start, end, line, column))


def duplicate_key(key: str, span: Span) -> ReadProblem:
    """The problem of a key that stands at the span, but also before it."""
    message = f"key {quoted(key)} is given twice; readers disagree which one counts"
    return ReadProblem(message, span, "keep one of the two")


def depth_problem(text: str, line: int = 1, column: int = 1, limit: int = DEPTH_LIMIT) -> ReadProblem:
    """The problem of a text nested too deeply, at the bracket that opens the first level beyond the limit."""
    start = find_depth(text, limit)
    span = span_in_text(text, start or 0, (start or 0) + 1, line, column)
    return too_deep(span)


def too_deep(span: Span) -> ReadProblem:
    """The problem of a document nested too deeply."""
    return ReadProblem(f"nested deeper than {DEPTH_LIMIT} levels", span, "no identity provider writes such a document")


def syntax_problem(text: str, line: int = 1, column: int = 1) -> ReadProblem:
    """Explain why a strict reader refused a text.

    Args:
        text: What should have been one JSON value.
        line: Where the text begins in its file.
        column: As `line`.
    """
    try:
        json.loads(text, parse_int=len, parse_float=len, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        start, message, remedy = _explain(text, error.pos, error.msg)
    except RecursionError:
        return depth_problem(text, line, column)
    except ValueError as error:
        start = next((match.start() for match in _NOT_JSON.finditer(text) if match[1]), 0)
        message, remedy = f"{error} is not a JSON value", "write null, or a number"
    else:
        start, message, remedy = 0, "this is not JSON", _CONVERT
    word = _WORD.match(text, start)
    return ReadProblem(message, span_in_text(text, start, word.end() if word else start, line, column), remedy)


def _refuse(name: str) -> object:
    raise ValueError(name)


def _explain(text: str, position: int, message: str) -> tuple[int, str, str]:  # noqa: C901, PLR0911 - a table of cases
    """The offset, the message and the remedy for what json.loads said."""
    if message.startswith(("Unterminated string", "Invalid control character")):
        if message.startswith("Invalid"):
            return position, "a string goes over the end of its line, or holds a control character", "write it as \\n"
        return position, "this string is never closed", 'add the missing "'
    if message.startswith("Invalid \\"):
        return position, "the string holds an escape that JSON does not know", "write a backslash as \\\\"
    before = text[:position].rstrip(" \t\n\r")
    if position >= len(text.rstrip(" \t\n\r")):
        return position, "the text ends in the middle of a value", "something is cut off: write or export it again"
    found = quoted(text[position])
    if text.startswith(("//", "/*", "#"), position):
        return position, "a comment: JSON has none", "take the comment out, or write the file as YAML"
    if text[position] in "]}" and before.endswith(","):
        return len(before) - 1, f"a comma before {found}: JSON does not allow one there", "take the comma out"
    if message.startswith("Illegal trailing comma"):  # Python 3.13 points at the comma itself
        after = text[position + 1 :].lstrip(" \t\n\r")[:1]
        return position, f"a comma before {quoted(after)}: JSON does not allow one there", "take the comma out"
    if message.startswith("Extra data"):
        return position, f"the document is over, but {found} follows", "put one document on each line, or all in a list"
    if text[position] == "'":
        return position, "a single quote: JSON strings and keys take double quotes", 'write " instead'
    if message.startswith("Expecting property name"):
        return position, f"expected a key in double quotes, found {found}", _CONVERT
    if message.startswith("Expecting ':'"):
        return position, f"expected a colon after the key, found {found}", _CONVERT
    if message.startswith("Expecting ','"):
        return position, f"expected a comma or the end of the list or object, found {found}", _CONVERT
    return position, f"expected a value, found {found}", _CONVERT


def quoted(text: str) -> str:
    """Text in double quotes, clipped and without control characters."""
    return f'"{printable(text, 60)}"'


def printable(text: str, longest: int) -> str:
    """Text clipped and without control characters, so that no file can write to a terminal through a message."""
    shown = "".join(
        character if character.isprintable() else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in text[:longest]
    )
    return shown if len(text) <= longest and len(shown) <= longest else shown[: longest - 1] + "…"
