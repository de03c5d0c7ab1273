"""The form of `rules/<name>/rule.yaml`."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Literal

import msgspec

from idplint.errors import ConfigurationError
from idplint.findings import Confidence, Severity

if TYPE_CHECKING:
    from idplint.ruleset.predicate import Predicate


class OutcomeSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one outcome of a predicate is reported."""

    severity: Severity
    confidence: Confidence
    message: str
    help: str = ""
    """Empty: the rule's own help."""


class RuleSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule."""

    code: str
    name: str
    summary: str
    category: Literal[
        "join-keys", "name-id-shape", "jit-and-lifecycle", "attributes", "guests-and-scope", "input-and-configuration"
    ]
    since: str
    status: Literal["preview", "stable", "deprecated", "removed"]
    predicate: str
    outcomes: dict[str, OutcomeSpec]
    help: str
    references: tuple[str, ...]
    params: dict[str, object] = {}
    aliases: tuple[str, ...] = ()
    never_undecided: str = ""
    """Why the rule always has an answer; empty where it may be undecided."""

    @property
    def docs(self) -> str:
        """The command that explains the rule."""
        return f"idplint explain {self.code}"


def check_spec(spec: RuleSpec, predicate: Predicate, path: str) -> None:
    """Reject outcomes and slots that the predicate does not have, and outcomes that the rule forgets.

    Raises:
        ConfigurationError: Naming the outcome or slot, and those there are.
    """
    if unknown := spec.outcomes.keys() - predicate.outcomes.keys():
        raise ConfigurationError(
            f"predicate `{predicate.name}` has no outcome `{min(unknown)}`",
            path=path,
            help=f"outcomes: {', '.join(predicate.outcomes)}",
        )
    if missing := predicate.outcomes.keys() - spec.outcomes.keys():
        raise ConfigurationError(f"outcome `{min(missing)}` has no severity and message", path=path)
    for name, outcome in spec.outcomes.items():
        slots = predicate.outcomes[name]
        for text in (outcome.message, outcome.help or spec.help):
            used = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
            if foreign := used - slots:
                raise ConfigurationError(
                    f"outcome `{name}` has no slot `{{{min(foreign)}}}`",
                    path=path,
                    help=f"slots: {', '.join(sorted(slots))}",
                )
