"""Provisioning expressions as text, to a syntax tree.

A hand-written descent: the grammar is calls, constants and attributes, arguments may be left out anywhere, and messages
need exact positions; nothing has to be imported for it.
"""

from __future__ import annotations

import re
from typing import Final

from idplint.expressions.entra_provisioning.catalogue import ELSEWHERE, SIGNATURES
from idplint.expressions.syntax import (
    MAX_DEPTH,
    MAX_LENGTH,
    Attribute,
    Call,
    Literal,
    Node,
    Operation,
    Span,
    Unsupported,
)

COMPARISONS: Final = frozenset({"=", "<>", ">", ">=", "<", "<="})
WORD: Final = "word"
"""The operator of a bare word such as `vbBinaryCompare`; its one operand is the word."""

_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INTEGER = re.compile(r"-?[0-9]{1,19}(?![\w.])")
_HEX = re.compile(r"&[Hh]([0-9A-Fa-f]{1,16})(?!\w)")
_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_ESCAPE = re.compile(r'\\([\\"])')
_PLAIN_ATTRIBUTE = re.compile(r'\[([^\[\]"]+)\]')
_COMPARISON = re.compile(r"<>|>=|<=|[=><]")
_WORDS = {
    ("InStr", 3): frozenset({"vbTextCompare", "vbBinaryCompare"}),
    ("IIF", 1): frozenset({"IgnoreAttributeFlow", "IgnoreObjectFlow"}),
    ("IIF", 2): frozenset({"IgnoreAttributeFlow", "IgnoreObjectFlow"}),
}
_OTHER_OPERATORS = {
    "&": "`&` joins text in Entra Connect sync rules; provisioning expressions have Append and Join",
    "+": "`+` is not an operator here; Append and Join put text together",
    "|": "conditions have no OR; Microsoft advises nested IIF calls",
    "!": "`!` is not an operator here; unequal is written `<>`",
    "'": "text stands in double quotes",
    "“": "text stands in straight double quotes",
    "”": "text stands in straight double quotes",
    "(": "only a function's arguments stand in parentheses",
}
_CLIP = 40


class _Unreadable(Exception):  # noqa: N818 - it ends the reading, it is not an error of the program
    """The text cannot be read from here on."""

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.span: Span = (start, end)


def parse(text: str) -> Node:
    """Read an expression. Never raises: what cannot be read is an `Unsupported` node with its position and reason."""
    if len(text) > MAX_LENGTH:
        return Unsupported(f"the expression is longer than {MAX_LENGTH:,} characters", (0, len(text)))
    reader = _Reader(text)
    try:
        return reader.expression()
    except _Unreadable as stop:
        return Unsupported(stop.reason, stop.span)


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def expression(self) -> Node:
        self._skip_space()
        if self.at == len(self.text):
            raise _Unreadable("the expression is empty", 0, len(self.text))
        node = self._argument(0)
        self._skip_space()
        if self.at < len(self.text):
            raise self._unexpected("after the expression")
        if isinstance(node, Operation):
            return _out_of_place(node)
        return node

    def _skip_space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        if match:
            self.at = match.end()

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _unexpected(self, where: str) -> _Unreadable:
        character = self._peek()
        if not character:
            return _Unreadable(f"the expression ends {where}", self.at, self.at)
        reason = _OTHER_OPERATORS.get(character, f"`{character}` is not expected {where}")
        name = _NAME.match(self.text, self.at)
        if name and name.group().upper() in {"AND", "OR"}:
            reason = "conditions have no AND and no OR; Microsoft advises nested IIF calls"
        return _Unreadable(reason, self.at, name.end() if name else self.at + 1)

    def _argument(self, depth: int) -> Node:
        start = self.at
        left = self._operand(depth)
        end = self.at
        self._skip_space()
        match = _COMPARISON.match(self.text, self.at)
        if not match:
            self.at = end
            return left
        self.at = match.end()
        self._skip_space()
        if self._peek() in {"=", ">", "<"}:
            raise _Unreadable("equal is written `=`, unequal `<>`", match.start(), self.at + 1)
        right = self._operand(depth)
        end = self.at
        self._skip_space()
        if _COMPARISON.match(self.text, self.at):
            raise _Unreadable("a condition compares two values, not more", self.at, self.at + 1)
        self.at = end
        return Operation(match.group(), (left, right), (start, end))

    def _operand(self, depth: int) -> Node:
        character = self._peek()
        if character == '"':
            return self._string()
        if character == "[":
            return self._attribute()
        if character in {"&", "-"} or "0" <= character <= "9":
            return self._number()
        name = _NAME.match(self.text, self.at)
        if not name:
            raise self._unexpected("where a value should stand")
        self.at = name.end()
        self._skip_space()
        if self._peek() == "(":
            return self._call(name, depth)
        self.at = name.end()
        return Operation(WORD, (Literal(name.group(), name.span()),), name.span())

    def _string(self) -> Node:
        match = _STRING.match(self.text, self.at)
        if not match:
            raise _Unreadable("the text that begins here has no closing quotation mark", self.at, len(self.text))
        self.at = match.end()
        # Only \\ and \" are documented; a backslash before anything else stays (Microsoft's Workday guide has "\+(?<…").
        return Literal(_ESCAPE.sub(r"\1", match.group(1)), match.span())

    def _number(self) -> Node:
        start = self.at
        if match := _INTEGER.match(self.text, start):
            self.at = match.end()
            return Literal(int(match.group()), match.span())
        if match := _HEX.match(self.text, start):
            self.at = match.end()
            number = int(match.group(1), 16)
            # In VBA &HFFFF is -1, in Visual Basic .NET 65535; &HFFFFFFFF is -1 in both, but not in C#.
            if 0x8000 <= number <= 0xFFFF or number > 0x7FFFFFFF:  # noqa: PLR2004
                raise _Unreadable("whether this hexadecimal number is negative is not documented", *match.span())
            return Literal(number, match.span())
        if self._peek() == "&":
            raise self._unexpected("where a value should stand")
        raise _Unreadable("only whole numbers of up to 19 digits are documented", start, start + 1)

    def _attribute(self) -> Node:
        start = self.at
        if match := _PLAIN_ATTRIBUTE.match(self.text, start):
            self.at = match.end()
            name = match.group(1).strip()
            if name:
                return Attribute(tuple(name.split(".")), match.span())
        # Names such as [emails[type eq "work"].value] hold brackets and quotation marks of their own.
        depth, quoted, at = 0, False, start
        while at < len(self.text):
            character = self.text[at]
            if character == '"':
                quoted = not quoted
            elif not quoted and character == "[":
                depth += 1
            elif not quoted and character == "]":
                depth -= 1
                if depth == 0:
                    break
            at += 1
        if at >= len(self.text):
            raise _Unreadable("the attribute that begins here has no closing bracket", start, len(self.text))
        self.at = at + 1
        name = self.text[start + 1 : at].strip()
        if not name:
            raise _Unreadable("the brackets hold no attribute name", start, self.at)
        return Attribute(tuple(name.split(".")), (start, self.at))

    def _call(self, name: re.Match[str], depth: int) -> Node:
        if depth >= MAX_DEPTH:
            raise _Unreadable(f"calls are nested deeper than {MAX_DEPTH}", name.start(), name.end())
        opening = self.at
        self.at += 1
        arguments: list[Node | None] = []
        while True:
            self._skip_space()
            character = self._peek()
            if not character:
                raise _Unreadable("the parenthesis that opens here is not closed", opening, len(self.text))
            if character in {",", ")"}:
                if character == "," or arguments or self.text[opening + 1 : self.at].strip():
                    arguments.append(None)
            else:
                arguments.append(self._argument(depth + 1))
                self._skip_space()
                character = self._peek()
                if not character:
                    raise _Unreadable("the parenthesis that opens here is not closed", opening, len(self.text))
                if character not in {",", ")"}:
                    raise self._unexpected("between arguments")
            self.at += 1
            if character == ")":
                return build_call(name.group(), arguments, (name.start(), self.at), name.span())


def build_call(name: str, arguments: list[Node | None], span: Span, name_span: Span) -> Node:
    """A call, or an `Unsupported` node where Microsoft documents no such function or another number of arguments."""
    signature = SIGNATURES.get(name)
    if signature is None:
        return Unsupported(_unknown(name), name_span)
    complaint = signature.complaint(tuple(argument is not None for argument in arguments))
    if complaint:
        return Unsupported(f"{name} {complaint}", span)
    placed = tuple(_placed(name, position, argument) for position, argument in enumerate(arguments))
    return Call(name, placed, span)


def _placed(function: str, position: int, argument: Node | None) -> Node | None:
    if not isinstance(argument, Operation):
        return argument
    if argument.operator in COMPARISONS and (function, position) in {("IIF", 0), ("CBool", 0)}:
        sides = tuple(_out_of_place(side) if isinstance(side, Operation) else side for side in argument.operands)
        return Operation(argument.operator, sides, argument.span)
    if argument.operator == WORD:
        word = argument.operands[0]
        allowed = _WORDS.get((function, position), frozenset())
        if isinstance(word, Literal) and word.value in allowed:
            return argument
    return _out_of_place(argument)


def _out_of_place(node: Operation) -> Unsupported:
    if node.operator == WORD:
        return Unsupported("a bare word; text stands in double quotes, an attribute in brackets", node.span)
    return Unsupported("a comparison stands only in the condition of IIF or in CBool", node.span)


def _unknown(name: str) -> str:
    shown = name if len(name) <= _CLIP else f"{name[: _CLIP - 1]}…"
    for known in SIGNATURES:
        if known.lower() == name.lower():
            return f"there is no function {shown}: names are case-sensitive, Microsoft documents {known}"
    for known in ELSEWHERE:
        if known.lower() == name.lower():
            return f"{known} belongs to Entra Connect sync or cloud sync; it is not documented for provisioning"
    return f"Microsoft documents no function {shown} for provisioning"
