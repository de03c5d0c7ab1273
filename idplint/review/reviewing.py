"""Turning raw answers into what the report prints: severities as configured, ignores, positions, one order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from idplint.documents.pointers import format_pointer
from idplint.findings import Finding, Location, UndecidedFact
from idplint.review.fingerprints import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from idplint.documents.spans import Span
    from idplint.findings import Label, Severity
    from idplint.model.values import Origin, Pointer
    from idplint.ruleset.running import RawFinding, RawUndecided


class Locator(Protocol):
    """Finds regions of text for origins."""

    def span(self, origin: Origin) -> Span:
        """The region an origin stands for."""

    def written_pointer(self, origin: Origin) -> Pointer:
        """The pointer as the file spells it."""


def locate(label: Label, locator: Locator) -> Location:
    """Resolve a label to a region of its file."""
    span = label.span or locator.span(label.origin)
    return Location(
        path=label.origin.path,
        pointer=format_pointer(locator.written_pointer(label.origin)),
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
        label=label.text,
        primary=label.primary,
    )


def finish(raw: RawFinding, severities: Mapping[str, Severity], locator: Locator) -> Finding:
    """A finding with its configured severity, its positions and its fingerprint."""
    locations = tuple(locate(label, locator) for label in raw.labels)
    # What concerns no application is told apart by its file.
    subject = raw.application.id if raw.application else next((label.origin.path for label in raw.labels), "")
    return Finding(
        code=raw.rule.code,
        name=raw.rule.name,
        severity=severities.get(raw.rule.code, raw.severity),
        confidence=raw.confidence,
        application=raw.application,
        message=raw.message,
        locations=locations,
        witness=raw.witness,
        help=raw.help,
        docs=raw.rule.docs,
        fingerprint=fingerprint(raw.rule.code, subject, [format_pointer(label.origin.pointer) for label in raw.labels]),
        outcome=raw.outcome,
    )


def order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Worst first, then by place; findings that are the same to the letter come once."""
    unique = {(finding.fingerprint, finding.message, finding.locations): finding for finding in findings}
    return tuple(
        sorted(
            unique.values(),
            key=lambda finding: (
                -finding.severity.rank,
                *_place(finding),
                finding.code,
                finding.message,
            ),
        )
    )


def _place(finding: Finding) -> tuple[str, int, int]:
    if not finding.locations:
        return "", 0, 0
    first = finding.locations[0]
    return first.path, first.line, first.column


def gather(undecided: Iterable[RawUndecided]) -> tuple[UndecidedFact, ...]:
    """One entry per application and missing fact, with all the rules it blocks.

    Facts that are missing for one reason and supplied by one step (NameID and attributes of an unread policy) are one.
    """
    by_fact: dict[tuple[str, str], list[RawUndecided]] = {}
    for item in undecided:
        by_fact.setdefault((item.application.id, item.missing.fact), []).append(item)
    gathered: dict[tuple[str, str, str], list[RawUndecided]] = {}
    for (application_id, _), items in by_fact.items():
        missing = items[0].missing
        gathered.setdefault((application_id, missing.reason, missing.remedy), []).extend(items)
    facts = [
        UndecidedFact(
            fact=items[0].missing.fact,
            application=items[0].application,
            codes=tuple(sorted({item.rule.code for item in items})),
            reason=items[0].missing.reason,
            remedy=items[0].missing.remedy,
        )
        for items in gathered.values()
    ]
    return tuple(sorted(facts, key=lambda fact: (fact.application.name.lower(), fact.application.id, fact.codes)))
