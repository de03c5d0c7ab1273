"""What evaluating an expression may come to, besides a value."""

from __future__ import annotations

from typing import TypeAlias, Union

import msgspec


class Undecided(msgspec.Struct, frozen=True):
    """idplint will not say: the expression cannot be read, is not documented here, or depends on more than the user."""

    reason: str


class Failed(msgspec.Struct, frozen=True):
    """The vendor itself would fail or reject the expression."""

    reason: str


Value: TypeAlias = Union[str, int, float, bool, None, list["Value"]]
"""What an expression yields: Entra gives text, lists of text or None (booleans as 'True' and 'False'); Okta any of these."""

Outcome: TypeAlias = Value | Undecided | Failed
