"""What a provisioning expression yields for one user."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

from idplint.expressions.entra_provisioning.catalogue import SIGNATURES
from idplint.expressions.entra_provisioning.parser import COMPARISONS, WORD
from idplint.expressions.entra_provisioning.values import (
    Arguments,
    Inner,
    Rejected,
    Undecidable,
    from_user,
    to_result,
)
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.syntax import MAX_DEPTH, Attribute, Call, Literal, Node, Operation, Sequence, Unsupported
from idplint.expressions.users import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from idplint.expressions.outcomes import Outcome
    from idplint.expressions.users import UserAttributes

_MAX_STEPS = 20_000
_MAX_RUNS = 32
_SECONDS = 1.0
"""For all regular expressions of one evaluation together."""
_CLIP = 80
_MAX_SEGMENTS = 100


def evaluate(node: Node, user: UserAttributes) -> Outcome:
    """What the expression yields for a user: text, a list of text, None, `Undecided` or `Failed`. Never raises.

    Where documentation leaves a question open, the expression is evaluated for both answers; only when they yield
    the same is there a value.
    """
    objection = _objection(node)
    if objection is not None:
        return objection
    deadline = time.monotonic() + _SECONDS
    pending: list[dict[str, bool]] = [{}]
    first: tuple[Outcome, str] | None = None
    for _ in range(_MAX_RUNS):
        run = _Run(user, pending.pop(), deadline)
        outcome = _outcome(node, run)
        pending.extend(run.alternatives)
        if first is None:
            first = (outcome, run.open_reason)
        elif outcome != first[0] and not (isinstance(outcome, Failed) and isinstance(first[0], Failed)):
            return first[0] if isinstance(first[0], Undecided) else Undecided(first[1])
        if not pending:
            return first[0]
    return Undecided("too many of its parts are not documented")


def _outcome(node: Node, run: _Run) -> Outcome:
    try:
        return to_result(_at_the_top(node, run))
    except Undecidable as stop:
        return Undecided(stop.reason)
    except Rejected as stop:
        return Failed(stop.reason)


def _at_the_top(node: Node, run: _Run) -> Inner:
    if isinstance(node, Call) and node.name == "IgnoreFlowIfNullOrEmpty" and node.arguments[0] is not None:
        value = run.value(node.arguments[0])
        # The attribute is then dropped from the flow: nothing is carried over.
        return None if value == "" else value
    return run.value(node)


def _objection(root: Node) -> Outcome:
    """Why the expression cannot be evaluated for anybody; None when it can."""
    failed: Failed | None = None
    for node, depth in _walk(root):
        if isinstance(node, Unsupported):
            return Undecided(node.reason)
        if depth > MAX_DEPTH + 1:
            return Undecided(f"calls are nested deeper than {MAX_DEPTH}")
        if isinstance(node, Sequence) or (isinstance(node, Call) and node.name not in SIGNATURES):
            return Undecided("this is no provisioning expression")
        if isinstance(node, Call) and node.name == "SelectUniqueValue" and depth:
            failed = Failed("SelectUniqueValue stands only at the top, never inside another function")
    return failed


def _walk(root: Node) -> Iterator[tuple[Node, int]]:
    pending = [(root, 0)]
    while pending:
        node, depth = pending.pop()
        yield node, depth
        if depth > MAX_DEPTH + 1:
            continue
        below: tuple[Node | None, ...] = ()
        if isinstance(node, Call):
            below = node.arguments
        elif isinstance(node, Operation):
            below = node.operands
        pending.extend((child, depth + 1) for child in below if child is not None)


@lru_cache(maxsize=1)
def _library() -> dict[str, Callable[[Arguments], Inner]]:
    # Only evaluation needs the functions; reading an expression stays light.
    from idplint.expressions.entra_provisioning.functions import LIBRARY

    return LIBRARY


class _Run:
    """One evaluation under one set of answers to the open questions."""

    def __init__(self, user: UserAttributes, answers: dict[str, bool], deadline: float) -> None:
        self.deadline = deadline
        self._user = user
        self._answers = answers
        self._steps = 0
        self.alternatives: list[dict[str, bool]] = []
        self.open_reason = ""

    def value(self, node: Node) -> Inner:
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise Undecidable(f"evaluating takes more than {_MAX_STEPS:,} steps")
        match node:
            case Literal():
                return self._literal(node)
            case Attribute():
                return self._attribute(node)
            case Call():
                return _library()[node.name](Arguments(node.name, node.arguments, self))
            case Operation(operator=operator) if operator in COMPARISONS:
                from idplint.expressions.entra_provisioning.conditions import compare

                return compare(operator, self.value(node.operands[0]), self.value(node.operands[1]))
            case Operation(operator=operator) if operator == WORD:
                raise Undecidable("what an ignored flow leaves in the target depends on its present value")
            case _:
                raise Undecidable("this is no provisioning expression")

    def either(self, question: str, reason: str) -> bool:
        if question not in self._answers:
            self.alternatives.append({**self._answers, question: True})
            self._answers[question] = False
            self.open_reason = self.open_reason or reason
        return self._answers[question]

    def _literal(self, node: Literal) -> Inner:
        if isinstance(node.value, float):
            raise Undecidable("only whole numbers are documented")
        return from_user(node.value, "a constant")

    def _attribute(self, node: Attribute) -> Inner:
        name = ".".join(node.path)
        shown = name if len(name) <= _CLIP else f"{name[: _CLIP - 1]}…"
        if len(node.path) > _MAX_SEGMENTS:
            raise Undecidable(f"[{shown}] has more than {_MAX_SEGMENTS} parts")
        found = self._user.get(*node.path)
        if found is MISSING:
            raise Undecidable(f"[{shown}] was not given")
        return from_user(found, shown)
