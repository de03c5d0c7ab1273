"""`okta-identity-engine`: federated claims, sign-on policies, governance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.okta import interpreter
from idplint.expressions.okta.grammar import parse_plain
from idplint.expressions.okta.language import LIVE, Language
from idplint.expressions.okta.methods import METHODS

if TYPE_CHECKING:
    from idplint.expressions.outcomes import Outcome
    from idplint.expressions.syntax import Node
    from idplint.expressions.users import UserAttributes

LANGUAGE = Language(
    name="okta-identity-engine",
    title="the Identity Engine language",
    functions={},
    methods=METHODS,
    live=LIVE,
    rejected={},
)


def parse(text: str) -> Node:
    """The expression's tree; what cannot be read is `Unsupported`. Raises nothing."""
    return parse_plain(text, LANGUAGE)


def evaluate(node: Node, user: UserAttributes) -> Outcome:
    """What the expression gives for a user. Raises nothing."""
    return interpreter.evaluate(node, user, LANGUAGE)
