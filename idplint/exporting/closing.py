"""The closing words of an export: what was written, what is unknown, why, and what would give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.exporting.flow import Outcome
    from idplint.inputs.export_manifest import UnknownPart

_HEADING = ("part", "applications", "why it is unknown")


def closing_lines(outcome: Outcome) -> Iterator[str]:
    """Lines for standard error, as yet unescaped: a table of what is unknown, what was left out, and one line of summary."""
    if outcome.unknown:
        yield from _table(outcome.unknown)
    for why, number in outcome.left_out.items():
        yield f"left out: {_counted(number, 'application')}, {why}"
    yield _summary(outcome)


def _table(rows: tuple[UnknownPart, ...]) -> Iterator[str]:
    parts = max(len(_HEADING[0]), *(len(row.part) for row in rows))
    numbers = len(_HEADING[1])
    yield f"{_HEADING[0]:<{parts}}  {_HEADING[1]}  {_HEADING[2]}"
    for row in rows:
        offered = "" if row.offered else " (no call of this cloud gives it)"
        yield f"{row.part:<{parts}}  {row.applications:>{numbers}}  {row.reason}{offered}"
        if row.remedy:
            yield f"{'':<{parts}}  {'':>{numbers}}  = help: {row.remedy}"


def _summary(outcome: Outcome) -> str:
    manifest, plan = outcome.manifest, outcome.plan
    whose = f"{_counted(outcome.applications, 'application')} of {manifest.idp} tenant {manifest.tenant}"
    verdict = "" if outcome.complete else "incomplete: "
    if plan is None:
        return f"{verdict}exported {whose}"
    counts = (
        (len(plan.replaced), "written"),
        (plan.unchanged, "unchanged"),
        (len(plan.removed), "removed"),
        (plan.kept, "kept from an earlier export"),
    )
    said = ", ".join(f"{number} {what}" for number, what in counts if number) or "nothing to write"
    return f"{verdict}exported {whose} to {plan.folder}: {said}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
