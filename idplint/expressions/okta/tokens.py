r"""Splits an Okta expression into tokens. A backslash inside a text constant is a plain character, as in `"DOM\"`."""

from __future__ import annotations

import re

import msgspec

_NAME = r"[^\W\d][\w$]*"
_OPERATORS = r"\.\s*!\s*\[|\?:|\?\.|==|!=|<=|>=|&&|\|\||\+=|\+\+|--|[-+*/%<>!?:()\[\]{},.]"
_PLAIN = re.compile(
    rf"(?P<name>{_NAME})|(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")|(?P<operator>{_OPERATORS})",
)
_TEMPLATE = re.compile(rf"(?P<name>(?:fn|f):{_NAME}(?=\s*\()|{_NAME})|{_PLAIN.pattern.split('|', 1)[1]}")
_BLANK = re.compile(r"[ \t\r\n]*")


class Token(msgspec.Struct, frozen=True):
    """One token; offsets are code points, end exclusive."""

    kind: str
    """`name`, `number`, `text`, `operator` or `end`."""
    text: str
    """As written, for an operator without inner blanks."""
    start: int
    end: int


class UnreadableError(Exception):
    """The text is not an expression of this dialect.

    Args:
        reason: Why, for a person.
        span: Where.
    """

    def __init__(self, reason: str, span: tuple[int, int]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.span = span


class Tokens:
    """Reads tokens one after the other from a position on."""

    def __init__(self, text: str, start: int, *, template: bool) -> None:
        self._text = text
        self._template = template
        self._pattern = _TEMPLATE if template else _PLAIN
        self._position = start
        self.previous_end = start
        self.current = self._read()

    def advance(self) -> Token:
        """The current token, after moving past it."""
        token = self.current
        self.previous_end = token.end
        self.current = self._read()
        return token

    def _read(self) -> Token:
        start = _BLANK.match(self._text, self._position).end()  # type: ignore[union-attr]
        if start == len(self._text):
            return Token("end", "", start, start)
        match = self._pattern.match(self._text, start)
        if match is None:
            raise UnreadableError(self._complaint(start), (start, start + 1))
        kind = match.lastgroup or "operator"
        text = match.group()
        end = match.end()
        if kind == "text":
            self._check_text(text, start, end)
        elif kind == "number" and re.match(r"\w", self._text[end : end + 1]):
            raise UnreadableError("a number with a letter after it is not documented by Okta", (start, end + 1))
        elif kind == "operator" and len(text) > 2:  # noqa: PLR2004 - only `.![` has more than two characters
            text = ".!["
        # Inside a template the closing brace ends the hole: what stands behind it is literal text, not tokens.
        self._position = end
        return Token(kind, text, start, end)

    def _check_text(self, text: str, start: int, end: int) -> None:
        if self._text[end : end + 1] == text[0]:
            raise UnreadableError(
                "a doubled quotation mark inside a text constant is not documented by Okta", (start, end + 1)
            )
        if self._template and "\\" in text:
            raise UnreadableError(
                "whether Okta takes a backslash inside a template's text constant as an escape is not documented",
                (start, end),
            )

    def _complaint(self, start: int) -> str:
        character = self._text[start]
        if character in "'\"":
            return "the quotation mark is never closed"
        if character == "=":
            return "`=` assigns; Okta compares with `==`"
        if character == "$":
            return "`${` belongs to templates; in this field Okta sends it literally or fails"
        if character in "\u201c\u201d\u2018\u2019":
            return "a typographic quotation mark does not delimit text"
        if character == "#":
            return "variable references are not supported by Okta"
        return f"the character {character!r} has no meaning here"
