"""Evaluates a parsed Okta expression for one user. Every node is visited at most once, and the text handled is limited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.okta import operators, references
from idplint.expressions.okta.functions_arrays import item_at
from idplint.expressions.okta.functions_jstl import as_text
from idplint.expressions.okta.inner import (
    Inner,
    OpenText,
    StoppedError,
    check_length,
    described,
    failed,
    integer_of,
    integer_result,
    settled,
    undecided,
)
from idplint.expressions.syntax import (
    MAX_DEPTH,
    Attribute,
    Call,
    Literal,
    Node,
    Operation,
    Sequence,
    Unsupported,
)

if TYPE_CHECKING:
    from idplint.expressions.okta.language import Language
    from idplint.expressions.outcomes import Outcome
    from idplint.expressions.users import UserAttributes

_MOST_WORK = 50_000_000
"""Characters handled by all functions of one evaluation together."""
_ITEM = 16
"""What an item of an array costs besides its characters, in characters."""
_NOT_IN_CONDITIONS = ("Convert.", "Arrays.", "Time.")
_CONDITIONS = frozenset({"==", "!=", "<", ">", "<=", ">=", "matches", "&&", "||", "!"})

_LEAST = {"!": 1, "-": 1, "empty": 1, "{:}": 0}
_MOST = dict.fromkeys(("==", "!=", "<", ">", "<=", ">=", "matches", ".", ".![]", "[]"), 2) | {
    "!": 1,
    "empty": 1,
    "?:": 3,
}
"""How many operands an operator has; where nothing is said, two or any number."""


def evaluate(node: Node, user: UserAttributes, language: Language) -> Outcome:
    """The value of an expression, or why there is none; raises nothing."""
    try:
        if language.name == "okta-classic" and isinstance(node, Operation) and node.operator in _CONDITIONS:
            _check_condition(node, ("Convert.", "Time."))
        return settled(Interpreter(user, language).value(node))
    except StoppedError as stopped:
        return stopped.outcome


class Interpreter:
    """One evaluation."""

    def __init__(self, user: UserAttributes, language: Language) -> None:
        self._user = user
        self._language = language
        self._matcher = operators.Matcher()
        self._read: dict[tuple[str, ...], Inner] = {}
        self._work = 0
        self._depth = 0

    def value(self, node: Node) -> Inner:
        """The value of a node.

        Raises:
            StoppedError: There is none.
        """
        self._depth += 1
        if self._depth > MAX_DEPTH + 2:
            raise undecided(f"nested more than {MAX_DEPTH} deep")
        found = self._visit(node)
        self._depth -= 1
        return found

    def _visit(self, node: Node) -> Inner:
        if isinstance(node, Literal):
            return self._literal(node)
        if isinstance(node, Attribute):
            return self._attribute(node)
        if isinstance(node, Unsupported):
            raise undecided(node.reason)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Sequence):
            return self._template(node) if node.template else [self.value(item) for item in node.items]
        return self._operation(node)

    def _literal(self, node: Literal) -> Inner:
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            return integer_result(node.value)
        return node.value

    def _attribute(self, node: Attribute) -> Inner:
        # An expression may name the same attribute of thousands of values thousands of times.
        if node.path not in self._read:
            self._read[node.path] = references.attribute(node.path, self._user, self._language)
        found = self._read[node.path]
        if self._language.name == "okta-identity-engine" and node.path in references.TIMES and isinstance(found, str):
            from idplint.expressions.okta.times import from_iso

            return from_iso(found)
        return found

    def _template(self, node: Sequence) -> Inner:
        parts: list[str] = []
        length = 0
        for item in node.items:
            found = self.value(item)
            if found is None:
                raise undecided("what a template writes for null is not documented by Okta")
            parts.append(as_text(found))
            length += len(parts[-1])
            check_length(length)
        return "".join(parts)

    def _call(self, node: Call) -> Inner:
        reason = self._language.rejected.get(node.name.partition(".")[0])
        if reason is not None and node.receiver is None:
            raise failed(f"{node.name}: {reason}")
        known = (self._language.functions if node.receiver is None else self._language.methods).get(node.name)
        if node.name in self._language.live and (known is None or node.receiver is None):
            return references.live(node, self._user)
        if known is None:
            raise undecided(f"{node.name}() is not documented for {self._language.title}")
        arguments = [] if node.receiver is None else [self.value(node.receiver)]
        for argument in node.arguments:
            if argument is None:
                raise undecided(f"{node.name}() with an argument left out is not documented by Okta")
            arguments.append(self.value(argument))
        if len(arguments) < known.least or (known.most is not None and len(arguments) > known.most):
            raise undecided(f"{node.name}() has {len(arguments)} arguments, which Okta does not document")
        self._count(arguments)
        return known.run(arguments)

    def _count(self, values: list[Inner]) -> None:
        for value in values:
            if isinstance(value, str):
                self._work += len(value)
            elif isinstance(value, list):
                self._work += sum(len(item) if isinstance(item, str) else 1 for item in value) + _ITEM * len(value)
            self._work += 1
            if self._work > _MOST_WORK:
                raise undecided("the expression takes too long to evaluate")

    def _operation(self, node: Operation) -> Inner:
        operator, operands = node.operator, node.operands
        if not _LEAST.get(operator, 2) <= len(operands) <= _MOST.get(operator, len(operands)):
            raise undecided(f"`{operator}` with {len(operands)} operands is not documented by Okta")
        if operator == "?:":
            return self._conditional(operands)
        if operator in {"&&", "||"}:
            # Left to right, and no further than needed.
            decided = operator == "||"
            return next((decided for part in operands if operators.boolean(self.value(part)) is decided), not decided)
        if operator == ".":
            return self._member(node)
        if operator == ".![]":
            raise undecided("a projection of groups depends on the live directory")
        if operator == "{:}":
            raise undecided("a map is no value of its own")
        values = [self.value(operand) for operand in operands]
        self._count(values)
        if len(values) == 1:
            return self._unary(operator, values[0])
        return self._binary(operator, values)

    def _conditional(self, operands: tuple[Node, ...]) -> Inner:
        if len(operands) == 2:  # noqa: PLR2004 - Elvis
            first = self.value(operands[0])
            return self.value(operands[1]) if first is None or first == "" else first
        condition, then, other = operands
        if self._language.name == "okta-classic":
            _check_condition(condition, _NOT_IN_CONDITIONS)
        return self.value(then if operators.boolean(self.value(condition)) else other)

    def _member(self, node: Operation) -> Inner:
        chain = references.live_members(node)
        if chain is not None and chain[0].name in self._language.live:
            return references.live(chain[0], self._user, chain[1])
        raise undecided("a property of what a function gives is not documented by Okta")

    def _unary(self, operator: str, value: Inner) -> Inner:
        if operator == "!":
            return not operators.boolean(value)
        if operator == "empty":
            if value is None or isinstance(value, str | list):
                return not value
            raise undecided(f"`empty` of {described(value)} is not documented by Okta")
        if isinstance(value, int) and not isinstance(value, bool):
            return integer_result(-value)
        if isinstance(value, float):
            return -value
        raise undecided(f"what `-` makes of {described(value)} is not documented by Okta")

    def _binary(self, operator: str, values: list[Inner]) -> Inner:
        left, right = values[0], values[-1]
        if operator == "+":
            return operators.template_sum(values) if self._language.template else operators.summed(values)
        if operator == "+=":
            return operators.template_joined(values)
        if operator == "-":
            return operators.subtracted(values)
        if operator in {"==", "!="}:
            return operators.equal(left, right) is (operator == "==")
        if operator in {"<", ">", "<=", ">="}:
            return operators.ordered(operator, left, right)
        if operator == "matches":
            return self._matcher.matches(left, right)
        if operator == "[]" and isinstance(left, list) and not isinstance(right, OpenText):
            return item_at(left, integer_of(right, "an index"))
        raise undecided(f"`{operator}` on {described(left)} is not documented by Okta")


def _check_condition(condition: Node, prefixes: tuple[str, ...]) -> None:
    """Stops at functions that Okta documents as not supported in conditions."""
    waiting: list[Node] = [condition]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call):
            if node.name.startswith(prefixes):
                raise undecided(f"{node.name} is documented as not supported in conditions")
            waiting.extend(argument for argument in node.arguments if argument is not None)
        elif isinstance(node, Operation):
            waiting.extend(node.operands)
