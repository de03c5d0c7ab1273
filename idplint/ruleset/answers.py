"""The four answers a rule may give about one application."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from idplint.findings import Label, Witness
from idplint.model.values import Unknown


class Violation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The rule is broken."""

    outcome: str
    slots: dict[str, str]
    labels: tuple[Label, ...]
    witness: Witness | None = None
    caution: str = ""
    """What may make it untrue at run time; lowers the confidence by one step and is said."""


class Undecided(msgspec.Struct, frozen=True, gc=False):
    """The rule cannot be answered without a fact that is missing."""

    missing: Unknown


class Fine(msgspec.Struct, frozen=True, gc=False):
    """The rule holds."""

    because: str = ""


class NotApplicable(msgspec.Struct, frozen=True, gc=False):
    """The rule says nothing about this application."""

    because: str = ""


Answer: TypeAlias = Violation | Undecided | Fine | NotApplicable
