"""What value would this user carry? One door to all dialects; each is loaded when it is first asked."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from idplint.errors import UsageError
from idplint.expressions.users import UserAttributes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from idplint.expressions.outcomes import Outcome
    from idplint.expressions.syntax import Node

DIALECTS = {
    "entra-provisioning": "idplint.expressions.entra_provisioning",
    "entra-claims": "idplint.expressions.entra_claims",
    "okta-template": "idplint.expressions.okta.template",
    "okta-classic": "idplint.expressions.okta.classic",
    "okta-identity-engine": "idplint.expressions.okta.identity_engine",
    "auth0-mapping": "idplint.expressions.auth0_mapping",
}
"""Dialect name to the module that parses and evaluates it."""


class Language(Protocol):
    """What each dialect's module offers; neither function ever raises."""

    def parse(self, text: str) -> Node:
        """The syntax tree; what cannot be read is `Unsupported`."""

    def evaluate(self, node: Node, user: UserAttributes) -> Outcome:
        """The value for a user, `Undecided` or `Failed`."""


def language(dialect: str) -> Language:
    """The module of a dialect.

    Raises:
        UsageError: There is no such dialect.
    """
    if dialect not in DIALECTS:
        raise UsageError(f"no dialect `{dialect}`", help=f"dialects: {', '.join(DIALECTS)}")
    return cast("Language", import_module(DIALECTS[dialect]))


def evaluate(expression: str, *, dialect: str, user: Mapping[str, object]) -> Outcome:
    """What an expression yields for a user.

    Args:
        expression: The text. For `entra-claims` also JSON text of one claim configuration, a samlNameIdClaim or the definition
            of a claims mapping policy.
        dialect: A key of `DIALECTS`.
        user: Attributes as the dialect names them, flat (`user.login`) or nested; None was never set, "" was cleared.

    Returns:
        The value; `Undecided` where idplint will not say; `Failed` where the vendor itself would fail or reject.

    Raises:
        UsageError: There is no such dialect.
    """
    spoken = language(dialect)
    return spoken.evaluate(spoken.parse(expression), UserAttributes(user))
