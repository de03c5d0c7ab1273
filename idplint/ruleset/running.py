"""Asking rules about applications, and giving ready-made problems their severity and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.findings import ApplicationName, Confidence, Label, Problem, Severity, Witness
from idplint.model.values import Sourced, Unknown
from idplint.ruleset.answers import Undecided, Violation
from idplint.ruleset.predicate import NoParams
from idplint.ruleset.registry import PREDICATES, rules_by_predicate
from idplint.ruleset.spec import RuleSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.model.application import Application


_LOWER = {
    Confidence.HIGH: Confidence.MEDIUM,
    Confidence.MEDIUM: Confidence.LOW,
    Confidence.LOW: Confidence.LOW,
}


class RawFinding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A finding before ignores, severities and positions."""

    rule: RuleSpec
    outcome: str
    severity: Severity
    confidence: Confidence
    message: str
    help: str
    labels: tuple[Label, ...]
    witness: Witness | None
    application: ApplicationName | None
    aliases: tuple[str, ...] = ()
    """Other ids of the application, under which it may be ignored."""


class RawUndecided(msgspec.Struct, frozen=True, gc=False):
    """A rule that could not be answered for an application."""

    rule: RuleSpec
    application: ApplicationName
    missing: Unknown


def ask(rules: Sequence[RuleSpec], analysis: ApplicationAnalysis) -> tuple[list[RawFinding], list[RawUndecided]]:
    """Ask every application rule about one application."""
    application = analysis.application
    name = ApplicationName(application.id, application.name, application.idp.kind.value)
    findings: list[RawFinding] = []
    undecided: list[RawUndecided] = []
    disabled = isinstance(application.enabled, Sourced) and not application.enabled.value
    for rule in rules:
        predicate = PREDICATES[rule.predicate]
        if predicate.answer is None:
            continue
        params = msgspec.convert(rule.params, predicate.params) if rule.params else NoParams()
        for answer in predicate.answer(analysis, params):
            if isinstance(answer, Violation):
                found = _finding(rule, answer.outcome, answer.slots, answer.labels, answer.witness, name)
                if answer.caution:
                    found = msgspec.structs.replace(
                        found,
                        confidence=_LOWER[found.confidence],
                        message=f"{found.message}; {answer.caution}",
                    )
                if disabled:
                    # Nobody signs in to a disabled application: what is wrong there can wait.
                    found = msgspec.structs.replace(
                        found, severity=Severity.NOTE, message=f"{found.message} (the application is disabled)"
                    )
                findings.append(msgspec.structs.replace(found, aliases=application.other_ids))
            elif isinstance(answer, Undecided) and not disabled:
                undecided.append(RawUndecided(rule, name, answer.missing))
    return findings, undecided


def report_problems(
    rules: Sequence[RuleSpec], problems: Iterable[Problem], applications: Iterable[Application] = ()
) -> list[RawFinding]:
    """Turn what reading, configuration and pairing met into findings of the selected 9xx rules.

    Args:
        rules: Those that run.
        problems: Ready made.
        applications: Whose other ids cover their problems, too.
    """
    others = {application.id: application.other_ids for application in applications}
    by_predicate = rules_by_predicate()
    selected = {rule.code for rule in rules}
    return [
        msgspec.structs.replace(
            _finding(rule, problem.outcome, problem.slots, problem.labels, None, problem.application),
            aliases=others.get(problem.application.id, ()) if problem.application else (),
        )
        for problem in problems
        if (rule := by_predicate[problem.predicate]).code in selected
    ]


def _finding(
    rule: RuleSpec,
    outcome: str,
    slots: dict[str, str],
    labels: tuple[Label, ...],
    witness: Witness | None,
    application: ApplicationName | None,
) -> RawFinding:
    spec = rule.outcomes[outcome]
    return RawFinding(
        rule=rule,
        outcome=outcome,
        severity=spec.severity,
        confidence=spec.confidence,
        message=spec.message.format_map(slots),
        help=(spec.help or rule.help).format_map(slots),
        labels=labels,
        witness=witness,
        application=application,
    )
