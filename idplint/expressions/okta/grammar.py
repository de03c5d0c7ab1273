"""The one parser of Okta's dialects: operator precedence by hand (Pratt), with a switch per dialect.

Hand-written: the dialects share nine tenths of their grammar, errors carry exact positions, and nothing is imported for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.okta.language import NAMESPACES
from idplint.expressions.okta.tokens import Token, Tokens, UnreadableError
from idplint.expressions.syntax import (
    MAX_DEPTH,
    MAX_LENGTH,
    Attribute,
    Call,
    Literal,
    Node,
    Operation,
    Sequence,
    Unsupported,
)

if TYPE_CHECKING:
    from idplint.expressions.okta.language import Function, Language

_WORDS = {"and": "&&", "or": "||", "not": "!", "matches": "matches"}
_TEMPLATE_WORDS = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "empty": "empty",
    "div": "/",
    "mod": "%",
}
_BINDING = dict.fromkeys(("==", "!=", "<", ">", "<=", ">=", "matches"), 4) | {"||": 2, "&&": 3, "+=": 5, "+": 6, "-": 6}
_BINDING |= dict.fromkeys("*/%", 7)
_TERNARY, _COMPARISON, _UNARY = 1, 4, 8
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class Parser:
    """Parses one expression, from a position on.

    Args:
        text: The whole text of the field.
        start: Where the expression begins.
        language: The dialect.
    """

    def __init__(self, text: str, start: int, language: Language) -> None:
        self._language = language
        self._tokens = Tokens(text, start, template=language.template)
        self._depth = 0

    @property
    def current(self) -> Token:
        """The token that was not consumed."""
        return self._tokens.current

    def expression(self, least: int = 0) -> Node:
        """The expression of operators that bind at least so tightly.

        Raises:
            UnreadableError: It cannot be read.
        """
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UnreadableError(f"nested more than {MAX_DEPTH} deep", (self.current.start, self.current.end))
        left = self._unary()
        while True:
            operator = self._operator()
            binding = _BINDING.get(operator, 0)
            if binding and binding >= max(least, 1) and self._allowed(operator):
                left = self._binary(left, operator, binding)
            elif operator in {"?", "?:"} and least <= _TERNARY:
                left = self._conditional(left, operator)
            else:
                break
        self._depth -= 1
        return left

    def _operator(self) -> str:
        token = self.current
        if token.kind == "operator":
            return token.text
        if token.kind == "name":
            return self._word(token.text)
        return ""

    def _word(self, name: str) -> str:
        lowered = name.lower()
        if self._language.template and lowered in _TEMPLATE_WORDS:
            return _TEMPLATE_WORDS[lowered]
        return _WORDS.get(lowered, "")

    def _allowed(self, operator: str) -> bool:
        if operator == "+=" and not self._language.template:
            raise UnreadableError("`+=` assigns; Okta's expressions cannot", (self.current.start, self.current.end))
        if operator == "matches" and self._language.template:
            raise UnreadableError("`matches` is not documented for templates", (self.current.start, self.current.end))
        return True

    def _binary(self, left: Node, operator: str, binding: int) -> Node:
        # Chains of one operator stay flat, so that a long sum is not a deep tree.
        operands = [left]
        while self._operator() == operator:
            self._tokens.advance()
            operands.append(self.expression(binding + 1))
            if binding == _COMPARISON:
                break
        if binding == _COMPARISON and _BINDING.get(self._operator()) == _COMPARISON:
            raise UnreadableError("two comparisons in a row", (self.current.start, self.current.end))
        return Operation(operator, tuple(operands), (left.span[0], operands[-1].span[1]))

    def _conditional(self, left: Node, operator: str) -> Node:
        token = self._tokens.advance()
        if operator == "?:":
            if not self._language.elvis:
                raise UnreadableError(
                    "`?:` without a middle value is not documented for templates", (token.start, token.end)
                )
            other = self.expression(_TERNARY)
            return Operation("?:", (left, other), (left.span[0], other.span[1]))
        then = self.expression(_TERNARY)
        self._expect(":", "the conditional has no `:`")
        other = self.expression(_TERNARY)
        return Operation("?:", (left, then, other), (left.span[0], other.span[1]))

    def _unary(self) -> Node:
        operator = self._operator()
        token = self.current
        if operator in {"!", "-", "empty"}:
            self._tokens.advance()
            operand = self.expression(_UNARY)
            return Operation(operator, (operand,), (token.start, operand.span[1]))
        if operator in {"++", "--"}:
            raise UnreadableError(f"`{operator}` is not supported by Okta", (token.start, token.end))
        return self._postfix(self._primary())

    def _primary(self) -> Node:
        token = self._tokens.advance()
        span = (token.start, token.end)
        if token.kind == "text":
            return Literal(token.text[1:-1], span)
        if token.kind == "number":
            if len(token.text) > 18:  # noqa: PLR2004 - more digits than any of Okta's number types
                raise UnreadableError("the number has too many digits", span)
            return Literal(float(token.text) if "." in token.text else int(token.text), span)
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            node = self.expression()
            self._expect(")", "the parenthesis is never closed", token)
            return node
        if token.text == "{" and self._language.arrays:
            return self._array(token)
        if token.kind == "end":
            raise UnreadableError("the expression ends too early", span)
        raise UnreadableError(f"`{token.text}` cannot stand here", span)

    def _named(self, token: Token) -> Node:
        span = (token.start, token.end)
        if self.current.text == "(":
            return self._call(token.text, None, span)
        lowered = token.text.lower()
        if lowered in _CONSTANTS:
            return Literal(_CONSTANTS[lowered], span)
        if lowered in {"instanceof", "between", "new"}:
            raise UnreadableError(f"`{token.text}` is not supported by Okta", span)
        return Attribute((token.text,), span)

    def _postfix(self, node: Node) -> Node:
        while True:
            text = self.current.text if self.current.kind == "operator" else ""
            if text == ".":
                self._tokens.advance()
                node = self._member(node)
            elif text == "[":
                opening = self._tokens.advance()
                index = self.expression()
                closing = self._expect("]", "the bracket is never closed", opening)
                node = Operation("[]", (node, index), (node.span[0], closing.end))
            elif text == ".![":
                opening = self._tokens.advance()
                inside = self.expression()
                closing = self._expect("]", "the projection is never closed", opening)
                node = Operation(".![]", (node, inside), (node.span[0], closing.end))
            elif text == "?.":
                raise UnreadableError(
                    "safe navigation `?.` is not documented by Okta", (self.current.start, self.current.end)
                )
            else:
                return node

    def _member(self, node: Node) -> Node:
        token = self._tokens.advance()
        if token.kind != "name":
            raise UnreadableError("a name must follow the dot", (token.start, token.end))
        span = (node.span[0], token.end)
        if self.current.text == "(":
            if isinstance(node, Attribute) and len(node.path) == 1 and node.path[0] in NAMESPACES:
                return self._call(f"{node.path[0]}.{token.text}", None, span)
            return self._call(token.text, node, span)
        if isinstance(node, Attribute):
            return Attribute((*node.path, token.text), span) if len(node.path) < MAX_DEPTH else self._too_long(node)
        return Operation(".", (node, Attribute((token.text,), (token.start, token.end))), span)

    def _too_long(self, node: Node) -> Node:
        raise UnreadableError(f"a path of more than {MAX_DEPTH} names", node.span)

    def _call(self, name: str, receiver: Node | None, span: tuple[int, int]) -> Node:
        opening = self._tokens.advance()
        arguments = self._items(opening, ")")
        span = (span[0], self._tokens.previous_end)
        return self._checked(Call(name, tuple(arguments), span, receiver))

    def _items(self, opening: Token, closing: str) -> list[Node]:
        items: list[Node] = []
        if self.current.text != closing:
            items.append(self.expression())
            while self.current.text == ",":
                self._tokens.advance()
                items.append(self.expression())
        self._expect(closing, f"the `{opening.text}` is never closed", opening)
        return items

    def _array(self, opening: Token) -> Node:
        items: list[Node] = []
        pairs = False
        while self.current.text != "}" or items:
            items.append(self.expression())
            if self.current.text == ":" and (pairs or len(items) == 1):
                pairs = True
                self._tokens.advance()
                items.append(self.expression())
            if self.current.text != ",":
                break
            self._tokens.advance()
        closing = self._expect("}", "the brace is never closed", opening)
        span = (opening.start, closing.end)
        return Operation("{:}", tuple(items), span) if pairs else Sequence(tuple(items), span)

    def _expect(self, text: str, complaint: str, opening: Token | None = None) -> Token:
        if self.current.kind == "operator" and self.current.text == text:
            # The brace that ends a template's hole is left to the caller: literal text follows it.
            return self._tokens.advance()
        place = self.current if opening is None or self.current.kind != "end" else opening
        reason = (
            complaint if opening is None or self.current.kind == "end" else f"`{self.current.text}` cannot stand here"
        )
        raise UnreadableError(reason, (place.start, place.end))

    def _checked(self, call: Call) -> Node:
        language = self._language
        namespace = call.name.partition(".")[0]
        if namespace in language.rejected or call.name in language.live:
            return call
        known: Function | None = (language.functions if call.receiver is None else language.methods).get(call.name)
        written = call.name if call.receiver is None else f".{call.name}"
        if known is None:
            return Unsupported(f"{written}() is not documented for {language.title}", call.span)
        count = len(call.arguments) + (call.receiver is not None)
        if count < known.least or (known.most is not None and count > known.most):
            return Unsupported(
                f"{written}() has {len(call.arguments)} arguments, which Okta does not document", call.span
            )
        return call


def parse_plain(text: str, language: Language) -> Node:
    """An expression that fills the whole field; what cannot be read is `Unsupported`."""
    if len(text) > MAX_LENGTH:
        return Unsupported(f"longer than {MAX_LENGTH} characters", (0, len(text)))
    try:
        parser = Parser(text, 0, language)
        if parser.current.kind == "end":
            return Unsupported("the expression is empty", (0, len(text)))
        node = parser.expression()
        if parser.current.kind != "end":
            last = parser.current
            return Unsupported(f"`{last.text[:40]}` cannot stand here", (last.start, last.end))
    except UnreadableError as error:
        return Unsupported(error.reason, error.span)
    return too_deep(node) or node


def too_deep(node: Node) -> Unsupported | None:
    """The first node below too many others, or None. Walks without recursion."""
    waiting: list[tuple[Node, int]] = [(node, 1)]
    while waiting:
        current, depth = waiting.pop()
        if depth > MAX_DEPTH:
            return Unsupported(f"nested more than {MAX_DEPTH} deep", current.span)
        waiting.extend((child, depth + 1) for child in _children(current))
    return None


def _children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Operation):
        return node.operands
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Call):
        given = tuple(argument for argument in node.arguments if argument is not None)
        return given if node.receiver is None else (node.receiver, *given)
    return ()
