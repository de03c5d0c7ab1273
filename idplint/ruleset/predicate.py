"""What a predicate declares: the outcomes it may have, and the slots of each that a message may use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.ruleset.answers import Answer


class NoParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A predicate that takes no parameters."""


@dataclass(frozen=True)
class Predicate:
    """A typed question about one application, or the name under which reading and pairing report problems."""

    name: str
    outcomes: Mapping[str, frozenset[str]]
    """Every violation it may report, with the slots it fills for each."""
    answer: Callable[[ApplicationAnalysis, msgspec.Struct], Iterable[Answer]] | None = None
    """None where the run itself, not an application, is judged: those problems arrive ready made."""
    params: type[msgspec.Struct] = field(default=NoParams)
