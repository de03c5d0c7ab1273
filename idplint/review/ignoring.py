"""Ignores of `idplint.yaml`: which findings they cover, which have expired, which cover nothing."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from idplint.documents.pointers import format_pointer
from idplint.findings import Label, Problem
from idplint.pairing.identifiers import same_id

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from idplint.config.settings import Ignore
    from idplint.ruleset.running import RawFinding
    from idplint.ruleset.spec import RuleSpec


class Ignores:
    """The ignores of one configuration, with a memory of which were used.

    Args:
        entries: As configured.
        today: The day that decides about expiry.
        ran: The rules that the run asks; of the others nobody knows what they would have found.
    """

    def __init__(self, entries: Sequence[Ignore], today: datetime.date, ran: Iterable[RuleSpec]) -> None:
        asked = tuple(ran)
        self._entries = [entry for entry in entries if any(_names(entry, rule) for rule in asked)]
        self._today = today
        self._used: set[int] = set()
        self._expired: set[int] = set()

    def covers(self, finding: RawFinding) -> bool:
        """Whether an entry that has not expired ignores a finding."""
        covered = False
        for number, entry in enumerate(self._entries):
            if not _matches(entry, finding):
                continue
            if entry.until is not None and entry.until < self._today:
                self._expired.add(number)
            else:
                self._used.add(number)
                covered = True
        return covered

    def problems(self) -> list[Problem]:
        """Entries that expired while their finding is still there, and entries that ignored nothing."""
        found = []
        for number, entry in enumerate(self._entries):
            if number in self._used:
                continue
            slots = {"rule": entry.rule, "application": entry.application or "every application"}
            if number in self._expired:
                slots |= {"until": str(entry.until), "reason": entry.reason}
                outcome, words = "expired-ignore", "this entry has expired"
            else:
                outcome, words = "unused-ignore", "this entry ignores nothing"
            found.append(
                Problem(
                    predicate="configuration",
                    outcome=outcome,
                    slots=slots,
                    labels=(Label(entry.origin, words, primary=True),),
                )
            )
        return found


def _names(entry: Ignore, rule: RuleSpec) -> bool:
    return entry.rule.lower() in (rule.code.lower(), rule.name, *rule.aliases)


def _matches(entry: Ignore, finding: RawFinding) -> bool:
    if not _names(entry, finding.rule):
        return False
    if entry.pointer is not None and entry.pointer not in {
        format_pointer(label.origin.pointer) for label in finding.labels
    }:
        return False
    if entry.application is None:
        return True
    if finding.application is None:
        return False
    idents = (finding.application.id, *finding.aliases)
    wanted = entry.application
    return any(same_id(ident, wanted) or fnmatchcase(ident.lower(), wanted.lower()) for ident in idents) or fnmatchcase(
        finding.application.name.lower(), wanted.lower()
    )
