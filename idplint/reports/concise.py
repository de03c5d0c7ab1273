"""The report with one line per finding, for grep and for editors that jump to `path:line:column`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.reports.escaping import defuse_line, neutralise
from idplint.reports.wording import Naming, error_place, footer, naming, one_line, place, primary_first

if TYPE_CHECKING:
    from idplint.findings import Finding, Report, RunError, UndecidedFact
    from idplint.reports.sources import Sources
    from idplint.reports.style import Style


def render(report: Report, sources: Sources, style: Style) -> str:  # noqa: ARG001 - every reporter takes the sources
    """The report as lines: findings, undecided facts, errors, counts."""
    names = naming(report, unicode=style.unicode)
    lines = [
        *(_finding(finding, names, style) for finding in report.findings),
        *(_undecided(fact, names, style) for fact in report.undecided),
        *(_error(error, style) for error in report.errors),
        *footer(report, unicode=style.unicode),
    ]
    return "".join(f"{defuse_line(line)}\n" for line in lines)


def _finding(finding: Finding, names: Naming, style: Style) -> str:
    where = "".join(f"{place(location, unicode=style.unicode)}: " for location in primary_first(finding)[:1])
    code = neutralise(finding.code, unicode=style.unicode)
    head = style.paint(finding.severity.value, f"{finding.severity}[{code}]")
    line = f"{where}{head} {one_line(finding.message, unicode=style.unicode)}"
    return line if finding.application is None else f"{line} [{names.of(finding.application)}]"


def _undecided(fact: UndecidedFact, names: Naming, style: Style) -> str:
    codes = neutralise(", ".join(fact.codes), unicode=style.unicode)
    reason = one_line(f"{fact.fact} unknown: {fact.reason}", unicode=style.unicode)
    line = f"{style.paint('undecided', f'undecided[{codes}]')} {names.of(fact.application)}: {reason}"
    return f"{line}; to decide it: {one_line(fact.remedy, unicode=style.unicode)}" if fact.remedy else line


def _error(error: RunError, style: Style) -> str:
    where = error_place(error, unicode=style.unicode)
    head = f"{where}: " if where else ""
    line = f"{head}{style.paint('error', 'error')}: {one_line(error.message, unicode=style.unicode)}"
    return f"{line}; help: {one_line(error.help, unicode=style.unicode)}" if error.help else line
