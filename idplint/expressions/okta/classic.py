"""`okta-classic`: mappings, custom usernames, SAML attribute statements, group rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.okta import (
    functions_arrays,
    functions_conversion,
    functions_countries,
    functions_strings,
    functions_time,
    interpreter,
)
from idplint.expressions.okta.grammar import parse_plain
from idplint.expressions.okta.language import LIVE, Language

if TYPE_CHECKING:
    from idplint.expressions.outcomes import Outcome
    from idplint.expressions.syntax import Node
    from idplint.expressions.users import UserAttributes

LANGUAGE = Language(
    name="okta-classic",
    title="the classic expression language",
    functions={
        **functions_strings.FUNCTIONS,
        **functions_arrays.FUNCTIONS,
        **functions_conversion.FUNCTIONS,
        **functions_countries.FUNCTIONS,
        **functions_time.FUNCTIONS,
    },
    methods={},
    live=LIVE,
    rejected={},
)


def parse(text: str) -> Node:
    """The expression's tree; what cannot be read is `Unsupported`. Raises nothing."""
    return parse_plain(text, LANGUAGE)


def evaluate(node: Node, user: UserAttributes) -> Outcome:
    """What the expression gives for a user. Raises nothing."""
    return interpreter.evaluate(node, user, LANGUAGE)
