"""From the parser's nodes to expressions.

tree-sitter-hcl leaves four things to us: white space in a template belongs to no node, `a ? b : c ? d : e` comes grouped to the
left where HCL groups to the right, escapes and heredoc indentation are raw, and postfix steps are siblings of their base.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from idplint.documents.hcl_strings import undouble, unescape
from idplint.documents.hcl_syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    Index,
    Literal,
    ObjectItem,
    ObjectItems,
    Piece,
    Splat,
    TemplateFor,
    TemplateIf,
    TupleItems,
    Unary,
    Unreadable,
    Variable,
)
from idplint.documents.hcl_templates import INTROS, marked, meaningful, resolved, stripped, strips, unindented, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tree_sitter import Node

DEPTH_LIMIT = 100
"""Levels of nesting in one expression; what people write stays below 15."""

_DIGITS_LIMIT = 300
_DEEP = f"it is nested deeper than {DEPTH_LIMIT} levels"
_BROKEN = "the file is broken here"
_WHOLE = re.compile(r"[0-9]+")
_PLAIN = re.compile(rb"[ !#-\[\]-z|}~]*")
"""ASCII without a backslash, a quote or an opening brace: nothing in it is escaped, and nothing is a sequence."""


class Reader:
    """Reads the expressions of one file; holds only its bytes."""

    __slots__ = ("_content",)

    def __init__(self, content: bytes) -> None:
        self._content = content

    def expression(self, node: Node, depth: int = 0) -> Expression:
        """The expression that a node of type `expression` or below stands for; never raises on what the file says."""
        if node.has_error:
            return Unreadable(node.start_byte, node.end_byte, _BROKEN)
        return self._terms(meaningful(node.children) if node.type == "expression" else [node], depth)

    def text(self, node: Node) -> str:
        """The source text of a node."""
        return self._slice(node.start_byte, node.end_byte)

    def _slice(self, start: int, end: int) -> str:
        return self._content[start:end].decode("utf-8", "replace")

    def _terms(self, nodes: Sequence[Node], depth: int) -> Expression:
        """A base with the postfix steps that follow it, or an expression in parentheses with its steps."""
        if depth > DEPTH_LIMIT:
            return Unreadable(nodes[0].start_byte, nodes[-1].end_byte, _DEEP)
        if nodes[0].type == "(":
            base = self.expression(nodes[1], depth + 1)
            rest = nodes[3:]
        else:
            base = self._term(nodes[0], depth)
            rest = nodes[1:]
        # Steps nest to the left: a long chain is as deep for its evaluation as one in parentheses.
        if len(rest) + depth > DEPTH_LIMIT:
            return Unreadable(base.start, nodes[-1].end_byte, _DEEP)
        for step in rest:
            base = self._step(base, step, depth)
        return base

    def _term(self, node: Node, depth: int) -> Expression:
        kind = node.type
        reader = _READERS.get(kind)
        if reader is None:
            return Unreadable(node.start_byte, node.end_byte, f"a construct that idplint does not know ({kind})")
        return reader(self, node, depth + 1)

    def _only(self, node: Node, depth: int) -> Expression:
        return self._term(meaningful(node.children)[0], depth)

    def _nested(self, node: Node, depth: int) -> Expression:
        return self.expression(node, depth)

    def _step(self, base: Expression, step: Node, depth: int) -> Expression:
        children = meaningful(step.children)
        end = step.end_byte
        if step.type == "get_attr":
            return GetAttribute(base.start, end, base, self.text(children[-1]))
        if step.type == "index":
            inner = children[0]
            if inner.type == "legacy_index":
                number = self._slice(inner.start_byte, end).removeprefix(".")
                key: Expression = Literal(inner.start_byte + 1, end, _number(number.strip()))
            else:
                key = self.expression(meaningful(inner.children)[1], depth + 1)
            return Index(base.start, end, base, key)
        if step.type == "splat":
            return self._splat(base, children[0], depth)
        return Unreadable(base.start, end, f"a construct that idplint does not know ({step.type})")

    def _splat(self, base: Expression, node: Node, depth: int) -> Expression:
        steps = meaningful(node.children)[1:]
        taken: list[str | Expression] = []
        end = node.start_byte + 2
        for number, step in enumerate(steps):
            if step.type == "get_attr":
                taken.append(self.text(meaningful(step.children)[-1]))
            elif node.type == "attr_splat":  # an index after `.*` belongs to the list as a whole
                result: Expression = Splat(base.start, end, base, tuple(taken))
                for later in steps[number:]:
                    result = self._step(result, later, depth)
                return result
            else:
                index = self._step(base, step, depth)
                taken.append(index.key if isinstance(index, Index) else index)
            end = step.end_byte
        return Splat(base.start, node.end_byte, base, tuple(taken))

    def _literal(self, node: Node, depth: int) -> Expression:
        child = meaningful(node.children)[0]
        if child.type == "string_lit":
            return self._quoted(child, depth)
        text = self.text(child)
        if child.type == "numeric_lit":
            value: str | int | float | bool | None = _number(text)
            if value is None:
                return Unreadable(node.start_byte, node.end_byte, "a number too large to work with")
        else:
            value = {"true": True, "false": False}.get(text)
        return Literal(node.start_byte, node.end_byte, value)

    def _variable(self, node: Node, depth: int) -> Expression:  # noqa: ARG002 - one signature for all of its kind
        return Variable(node.start_byte, node.end_byte, self.text(node))

    def _call(self, node: Node, depth: int) -> Expression:
        arguments: list[Expression] = []
        spread = False
        for child in node.children:
            if child.type == "function_arguments":
                arguments = [self.expression(item, depth) for item in child.children if item.type == "expression"]
                spread = any(item.type == "ellipsis" for item in child.children)
        return Call(node.start_byte, node.end_byte, self.text(node.children[0]), tuple(arguments), spread)

    def _conditional(self, node: Node, depth: int) -> Expression:
        # Grouped to the left by the parser: gather the chain, then build it from the right.
        links: list[tuple[Node, Node]] = []
        test = node
        while test.type == "conditional":
            parts = [child for child in test.children if child.type == "expression"]
            links.append((parts[1], parts[2]))
            test = parts[0]
            inner = meaningful(test.children)
            if len(inner) == 1 and inner[0].type == "conditional":
                test = inner[0]
        links.reverse()
        if len(links) + depth > DEPTH_LIMIT:
            return Unreadable(node.start_byte, node.end_byte, _DEEP)
        tests = [test, *(no for _, no in links[:-1])]
        result = self.expression(links[-1][1], depth)
        for condition, (yes, _) in zip(reversed(tests), reversed(links), strict=True):
            result = Conditional(
                condition.start_byte,
                node.end_byte,
                self.expression(condition, depth),
                self.expression(yes, depth),
                result,
            )
        return result

    def _operation(self, node: Node, depth: int) -> Expression:
        inner = meaningful(node.children)[0]
        children = meaningful(inner.children)
        if inner.type == "unary_operation":
            operand = self._terms(children[1:], depth)
            return Unary(node.start_byte, node.end_byte, self.text(children[0]), operand)
        middle = next(index for index, child in enumerate(children) if index and child.type in _OPERATORS)
        left = self._terms(children[:middle], depth)
        right = self._terms(children[middle + 1 :], depth)
        return Binary(node.start_byte, node.end_byte, children[middle].type, left, right)

    def _tuple(self, node: Node, depth: int) -> Expression:
        items = tuple([self.expression(child, depth) for child in node.children if child.type == "expression"])
        return TupleItems(node.start_byte, node.end_byte, items)

    def _object(self, node: Node, depth: int) -> Expression:
        items = []
        for child in node.children:
            if child.type == "object_elem":
                key, value = (part for part in child.children if part.type == "expression")
                items.append(
                    ObjectItem(child.start_byte, child.end_byte, self._key(key, depth), self.expression(value, depth))
                )
        return ObjectItems(node.start_byte, node.end_byte, tuple(items))

    def _key(self, node: Node, depth: int) -> Expression:
        children = meaningful(node.children)
        if len(children) == 1 and children[0].type == "variable_expr":
            return Literal(node.start_byte, node.end_byte, self.text(node))
        return self.expression(node, depth)

    def _for(self, node: Node, depth: int) -> Expression:
        inner = meaningful(node.children)[0]
        key_name = condition = None
        value_name = ""
        collection: Expression | None = None
        results: list[Expression] = []
        for child in inner.children:
            if child.type == "for_intro":
                key_name, value_name, collection = self._intro(child, depth)
            elif child.type == "expression":
                results.append(self.expression(child, depth))
            elif child.type == "for_cond":
                condition = self.expression(child.children[-1], depth)
        if collection is None or not results:
            return Unreadable(node.start_byte, node.end_byte, _BROKEN)
        grouped = any(child.type == "ellipsis" for child in inner.children)
        key = results[0] if inner.type == "for_object_expr" else None
        return For(
            node.start_byte, node.end_byte, key_name, value_name, collection, key, results[-1], condition, grouped
        )

    def _intro(self, node: Node, depth: int) -> tuple[str | None, str, Expression]:
        """The names that a `for` binds, and what it goes through."""
        names = [self.text(child) for child in node.children if child.type == "identifier"]
        collection = next(child for child in node.children if child.type == "expression")
        return (names[0] if len(names) > 1 else None), names[-1], self.expression(collection, depth)

    def _template(self, node: Node, depth: int) -> Expression:
        inner = meaningful(node.children)[0]
        return self._heredoc(inner, depth) if inner.type == "heredoc_template" else self._quoted(inner, depth)

    def _quoted(self, node: Node, depth: int) -> Expression:
        start, end = node.start_byte, node.end_byte
        if _PLAIN.fullmatch(self._content, start + 1, end - 1):  # most of them, and their nodes are dear
            return Literal(start, end, self._slice(start + 1, end - 1))
        pieces = self._pieces(node.children[1:-1], node.start_byte + 1, node.end_byte - 1, depth)
        return whole(node, resolved(pieces, unescape))

    def _heredoc(self, node: Node, depth: int) -> Expression:
        opening = node.children[0]
        begin = self._content.find(b"\n", node.children[1].end_byte) + 1
        last = node.children[-1].start_byte
        stop = self._content.rfind(b"\n", begin - 1, last) + 1
        pieces = self._pieces(node.children[2:-1], begin, max(begin, stop), depth)
        if self.text(opening).startswith("<<-"):
            pieces = unindented(pieces)
        return whole(node, resolved(pieces, undouble))

    def _pieces(self, nodes: Sequence[Node], start: int, end: int, depth: int) -> list[Piece]:
        """Raw text and sequences of a stretch of template."""
        pieces: list[Piece] = []
        strip = False
        for node in nodes:
            if node.type not in ("template_interpolation", "template_directive"):
                continue
            pieces.append(stripped(self._slice(start, node.start_byte), left=strip, right=strips(node, first=True)))
            pieces.append(
                self._interpolation(node, depth)
                if node.type == "template_interpolation"
                else self._directive(meaningful(node.children)[0], depth)
            )
            strip = strips(node, first=False)
            start = node.end_byte
        pieces.append(stripped(self._slice(start, end), left=strip, right=False))
        return [piece for piece in pieces if piece != ""]

    def _interpolation(self, node: Node, depth: int) -> Piece:
        inner = next((child for child in node.children if child.type == "expression"), None)
        return Literal(node.start_byte, node.end_byte, "") if inner is None else self.expression(inner, depth)

    def _directive(self, node: Node, depth: int) -> Piece:
        if depth > DEPTH_LIMIT:
            return Unreadable(node.start_byte, node.end_byte, _DEEP)
        intros = [child for child in node.children if child.type in INTROS]
        groups = []
        for opening, closing in pairwise(intros):
            between = [
                child
                for child in node.children
                if opening.end_byte <= child.start_byte and child.end_byte <= closing.start_byte
            ]
            pieces = self._pieces(between, opening.end_byte, closing.start_byte, depth + 1)
            if pieces and isinstance(pieces[0], str) and marked(opening, last=True):
                pieces[0] = pieces[0].lstrip()
            if pieces and isinstance(pieces[-1], str) and marked(closing, last=False):
                pieces[-1] = pieces[-1].rstrip()
            groups.append(tuple(pieces))
        if node.type == "template_for" and groups:
            key_name, value_name, collection = self._intro(intros[0], depth)
            return TemplateFor(node.start_byte, node.end_byte, key_name, value_name, collection, groups[0])
        if node.type == "template_if" and groups:
            test = next(child for child in intros[0].children if child.type == "expression")
            no = groups[1] if len(groups) > 1 else ()
            return TemplateIf(node.start_byte, node.end_byte, self.expression(test, depth), groups[0], no)
        return Unreadable(node.start_byte, node.end_byte, _BROKEN)


def _number(text: str) -> int | float | None:
    if _WHOLE.fullmatch(text):
        return int(text) if len(text) <= _DIGITS_LIMIT else None
    try:
        value = float(text)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


_OPERATORS = frozenset({"==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "&&", "||"})
_READERS: dict[str, Callable[[Reader, Node, int], Expression]] = {
    "expression": Reader._nested,  # noqa: SLF001 - the class's own table, written once
    "literal_value": Reader._literal,  # noqa: SLF001
    "string_lit": Reader._quoted,  # noqa: SLF001
    "template_expr": Reader._template,  # noqa: SLF001
    "variable_expr": Reader._variable,  # noqa: SLF001
    "function_call": Reader._call,  # noqa: SLF001
    "conditional": Reader._conditional,  # noqa: SLF001
    "operation": Reader._operation,  # noqa: SLF001
    "collection_value": Reader._only,  # noqa: SLF001
    "tuple": Reader._tuple,  # noqa: SLF001
    "object": Reader._object,  # noqa: SLF001
    "for_expr": Reader._for,  # noqa: SLF001
}
