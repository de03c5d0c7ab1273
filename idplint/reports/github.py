"""The report as GitHub workflow commands, which become annotations on the lines of a pull request.

A step may show ten errors, ten warnings and ten notices; the rest vanish without a word, so what is left out is counted
in a plain last line (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from idplint.findings import Severity
from idplint.reports.escaping import github_message, github_property, neutralise
from idplint.reports.wording import Naming, counted, naming, one_line, place, primary_first, prose, shown, witnessed

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
    names = naming(report, unicode=style.unicode)
    commands: dict[Level, list[str]] = {level: [] for level in LEVELS}
    commands["error"].extend(_run_error(error, unicode=style.unicode) for error in report.errors)
    # The one notice about undecided facts stands for many, so it comes before the notes.
    if report.undecided:
        commands["notice"].append(_undecided(report.undecided, unicode=style.unicode))
    for finding in report.findings:
        level = _LEVEL_OF[finding.severity]
        commands[level].append(_finding(level, finding, names))
    lines = [line for level in LEVELS for line in commands[level][:PER_LEVEL]]
    lines.extend(_tail(commands))
    return "".join(f"{line}\n" for line in lines)


def _tail(commands: dict[Level, list[str]]) -> list[str]:
    left = {level: max(0, len(commands[level]) - PER_LEVEL) for level in LEVELS}
    if not any(left.values()):
        return []
    kinds = ", ".join(counted(number, level) for level, number in left.items() if number)
    return [f"{sum(left.values())} more not shown ({kinds}): GitHub keeps {PER_LEVEL} of each kind"]


def _command(level: Level, properties: dict[str, str | int], message: list[str]) -> str:
    """One command; `message` in lines, which the annotation keeps."""
    written = ",".join(f"{name}={github_property(str(value))}" for name, value in properties.items())
    return f"::{level} {written}::{github_message(chr(10).join(message))}"


def _finding(level: Level, finding: Finding, names: Naming) -> str:
    unicode = names.unicode
    locations = primary_first(finding)
    message = one_line(finding.message, unicode=unicode)
    lines = [f"{names.of(finding.application)}: {message}" if finding.application else message]
    for other in locations[1:]:
        ends = "The other end" if len(locations) == 2 else "Another place"  # noqa: PLR2004 - a pair has one other end
        label = f", {shown(other.label, unicode=unicode)}" if other.label else ""
        lines.append(f"{ends}: {place(other, unicode=unicode)}{label}")
    if finding.witness is not None:
        lines.append(_witness(finding.witness, unicode=unicode))
    if finding.help:
        lines.append(f"Help: {prose(finding.help, unicode=unicode)}")
    if finding.docs:
        lines.append(f"Docs: {one_line(finding.docs, unicode=unicode)}")
    properties = _region(locations[0], unicode=unicode) if locations else {}
    properties["title"] = shown(f"{finding.code} {finding.name}", unicode=unicode)
    return _command(level, properties, lines)


def _region(location: Location, *, unicode: bool) -> dict[str, str | int]:
    region: dict[str, str | int] = {
        "file": neutralise(location.path, unicode=unicode),
        "line": location.line,
        "endLine": location.end_line,
    }
    # GitHub drops an annotation with columns over several lines.
    if location.line == location.end_line:
        region["col"] = location.column
        region["endColumn"] = location.end_column
    return region


def _witness(witness: Witness, *, unicode: bool) -> str:
    login, scim = (witnessed(value, unicode=unicode) for value in (witness.login_value, witness.scim_value))
    user, outcome = (one_line(text, unicode=unicode) for text in (witness.user, witness.outcome))
    return f"For example {user}: the login carries {login}, SCIM stored {scim}, so {outcome}"


def _undecided(undecided: Sequence[UndecidedFact], *, unicode: bool) -> str:
    applications = len({fact.application.id for fact in undecided})
    codes = ", ".join(sorted({neutralise(code, unicode=unicode) for fact in undecided for code in fact.codes}))
    facts = counted(len(undecided), "missing fact")
    leaves = "leaves" if len(undecided) == 1 else "leave"
    lines = [
        f"{facts} in {counted(applications, 'application')} {leaves} {codes or 'rules'} undecided there.",
        "The text and JSON reports say what is missing, why, and how to supply it.",
    ]
    return _command("notice", {"title": "idplint undecided"}, lines)


def _run_error(error: RunError, *, unicode: bool) -> str:
    properties: dict[str, str | int] = {}
    if error.path is not None:
        properties["file"] = neutralise(error.path, unicode=unicode)
        if error.line is not None:
            properties["line"] = error.line
            if error.column is not None:
                properties["col"] = error.column
    properties["title"] = "idplint could not finish"
    lines = [one_line(error.message, unicode=unicode)]
    if error.help:
        lines.append(f"Help: {prose(error.help, unicode=unicode)}")
    return _command("error", properties, lines)
