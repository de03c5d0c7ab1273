"""Text of HCL strings: escapes, the two doubled signs, heredoc indentation and strip markers.

Source: HCL native syntax specification, sections "Template Expressions" and "Heredoc".
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(
    r"\\(?:(?P<plain>[nrt\"\\])|u(?P<short>[0-9a-fA-F]{4})|U(?P<long>[0-9a-fA-F]{8}))|(?P<doubled>\$\$|%%)(?=\{)"
)
_DOUBLED = re.compile(r"(\$\$|%%)(?=\{)")
INVALID_ESCAPE = re.compile(rb'\\(?![nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|\\\\')
"""A backslash that begins no escape; a pair of backslashes matches too, so that its second one is not taken for a first."""

_PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_LAST_CHARACTER = 0x10FFFF
_REPLACEMENT = "\ufffd"


def unescape(text: str) -> str:
    """The text of a quoted string: backslash escapes resolved, `$${` and `%%{` as `${` and `%{`.

    An escape that names no character (a surrogate, or beyond Unicode) becomes U+FFFD, as in Terraform; a backslash that
    begins no escape stays as it is.
    """
    if "\\" not in text and "{" not in text:
        return text
    return _ESCAPE.sub(_resolved, text)


def undouble(text: str) -> str:
    """The text of a heredoc, where only `$${` and `%%{` are escapes."""
    return _DOUBLED.sub(lambda match: match[1][0], text) if "{" in text else text


def _resolved(match: re.Match[str]) -> str:
    if match["plain"]:
        return _PLAIN[match["plain"]]
    if match["doubled"]:
        return match["doubled"][0]
    number = int(match["short"] or match["long"], 16)
    if number > _LAST_CHARACTER or 0xD800 <= number <= 0xDFFF:  # noqa: PLR2004 - counted in the line itself
        return _REPLACEMENT
    return chr(number)


def without_indent(texts: list[str | None]) -> list[str]:
    """Strip a `<<-` heredoc: the smallest indentation of its lines is taken from every line.

    Lines of nothing but white space neither count nor change.

    Args:
        texts: The literal texts in order, None where a sequence stands; lines may begin in the middle of a text.

    Returns:
        The texts without indentation, empty where a sequence stands.
    """
    pieces = [text.splitlines(keepends=True) if text else [] for text in texts]
    starts: list[tuple[int, int]] = []
    smallest: int | None = None
    fresh = True
    for number, text in enumerate(texts):
        if text is None:
            if fresh:
                smallest = 0
            fresh = False
            continue
        for index, line in enumerate(pieces[number]):
            if fresh and not (line.endswith("\n") and not line.strip()):
                width = len(line) - len(line.lstrip())
                smallest = width if smallest is None else min(smallest, width)
                starts.append((number, index))
            fresh = line.endswith("\n")
    for number, index in starts:
        pieces[number][index] = pieces[number][index][smallest or 0 :]
    return ["".join(lines) for lines in pieces]
