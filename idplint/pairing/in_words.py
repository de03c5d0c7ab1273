"""Statements in the words of a message."""

from __future__ import annotations

from enum import Enum

from idplint.model.application import AttributeMapping, Claim, Provisioning, SourceExpression
from idplint.model.values import Sourced, Unknown

_LONGEST = 80
"""Characters of one statement; transformations as JSON run to thousands."""


def in_words(value: object) -> str:
    """What a statement says, on one line: `user.mail`, active, no."""
    if isinstance(value, Sourced):
        return in_words(value.value)
    if isinstance(value, Unknown):
        return f"unknown ({value.reason})"
    if isinstance(value, SourceExpression):
        return f"`{_short(value.text)}`"
    if isinstance(value, AttributeMapping):
        return in_words(value.source)
    if isinstance(value, Claim):
        branches = (f"{in_words(each.source)}{f' for {each.users}' if each.users else ''}" for each in value.branches)
        return ", ".join(branches) or "nothing"
    if isinstance(value, Provisioning):
        return in_words(value.state)
    if isinstance(value, tuple):
        return ", ".join(map(in_words, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _short(str(value.value if isinstance(value, Enum) else value))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
