"""The report as GitHub workflow commands, which become annotations on the lines of a pull request.

A step may show ten errors, ten warnings and ten notices; the rest vanish without a word, so what is left out is counted
in a plain last line (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from idplint.findings import Severity
from idplint.reports.escaping import defuse_line, github_message, github_property, neutralise
from idplint.reports.wording import Naming, counted, naming, one_line, place, primary_first, witnessed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.findings import Finding, Location, Report, RunError, UndecidedFact, Witness
    from idplint.reports.sources import Sources
    from idplint.reports.style import Style

Level: TypeAlias = Literal["error", "warning", "notice"]

LEVELS: tuple[Level, ...] = ("error", "warning", "notice")
PER_LEVEL = 10
"""Annotations that GitHub keeps for each level of one step."""

_LEVEL_OF: dict[Severity, Level] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def render(report: Report, sources: Sources, style: Style) -> str:  # noqa: ARG001 - every reporter takes the sources
    """The report as one command a line, errors first; empty where there is nothing to say."""
    names = naming(report)
    commands: dict[Level, list[str]] = {level: [] for level in LEVELS}
    commands["error"].extend(_run_error(error) for error in report.errors)
    # The one notice about undecided facts stands for many, so it comes before the notes.
    if report.undecided:
        commands["notice"].append(_undecided(report.undecided))
    for finding in report.findings:
        level = _LEVEL_OF[finding.severity]
        commands[level].append(_finding(level, finding, names))
    lines = [defuse_line_after_command(line) for level in LEVELS for line in commands[level][:PER_LEVEL]]
    lines.extend(_tail(commands))
    return "".join(f"{line}\n" for line in lines)


def _tail(commands: dict[Level, list[str]]) -> list[str]:
    left = {level: max(0, len(commands[level]) - PER_LEVEL) for level in LEVELS}
    if not any(left.values()):
        return []
    kinds = ", ".join(counted(number, level) for level, number in left.items() if number)
    return [f"{sum(left.values())} more not shown ({kinds}): GitHub keeps {PER_LEVEL} of each kind"]
