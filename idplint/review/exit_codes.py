"""The exit code of a run.

0: nothing at or above `--fail-on`; 1: findings; 2: the run could not be done properly; 3: nothing was recognised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.findings import Severity

if TYPE_CHECKING:
    from idplint.findings import Report


class ExitPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What the person asked the exit code to mean."""

    fail_on: Severity = Severity.ERROR
    allow_empty: bool = False
    exit_zero: bool = False
    """Findings do not fail the run; errors of the run itself still do."""
    strict: bool = False
    """What could not be decided fails the run, and what could not be read stops it being proper."""


def exit_code(report: Report, policy: ExitPolicy) -> int:
    """The exit code; a run that was not done properly wins over findings."""
    if report.errors:
        return 2
    if policy.strict and (
        report.summary.skipped_broken or any(finding.code == "IDP901" for finding in report.findings)
    ):
        return 2
    failing = any(finding.severity.rank >= policy.fail_on.rank for finding in report.findings)
    if policy.strict and report.undecided:
        failing = True
    if failing:
        return 0 if policy.exit_zero else 1
    if report.summary.files == 0 and not policy.allow_empty:
        return 3
    return 0
