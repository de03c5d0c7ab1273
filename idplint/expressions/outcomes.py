"""What evaluating an expression may come to, besides a value."""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Undecided(msgspec.Struct, frozen=True):
    """idplint will not say: the expression cannot be read, is not documented here, or depends on more than the user."""

    reason: str


class Failed(msgspec.Struct, frozen=True):
    """The vendor itself would fail or reject the expression."""

    reason: str


Value: TypeAlias = "str | int | float | bool | list[Value] | None"
"""What an expression yields: Entra gives text, lists of text or None (booleans as 'True' and 'False'); Okta any of these."""

Outcome: TypeAlias = "Value | Undecided | Failed"
