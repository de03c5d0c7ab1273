"""The report for people: one block per finding with source excerpts, then what is undecided, then the counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.findings import Confidence, Severity
from idplint.reports.escaping import defuse_line, neutralise
from idplint.reports.excerpts import DEFAULT_WIDTH, excerpts, gutter_width
from idplint.reports.layout import display_width, wrap
from idplint.reports.wording import (
    Naming,
    counted,
    error_place,
    footer,
    naming,
    one_line,
    place,
    primary_first,
    prose,
    shown,
    witnessed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.findings import Finding, Report, RunError, UndecidedFact, Witness
    from idplint.reports.sources import Sources
    from idplint.reports.style import Style

_FOLDED_CODE = "IDP102"
_NAMED_IN_FOLD = 3
_NARROWEST_PROSE = 30


def render(report: Report, sources: Sources, style: Style) -> str:
    """The report as text. Remarks are wrapped and source lines clipped; messages keep their line, for grep."""
    names = naming(report, unicode=style.unicode)
    folded = [finding for finding in report.findings if _folds(finding)]
    blocks = [_finding(finding, names, sources, style) for finding in report.findings if not _folds(finding)]
    blocks.append(_folded_notes(folded, names, style))
    blocks.append([line for alike in _alike(report.undecided) for line in _undecided(alike, names, style)])
    blocks.append([line for error in report.errors for line in _error(error, style)])
    blocks.append(footer(report, unicode=style.unicode))
    return "\n".join("".join(f"{defuse_line(line)}\n" for line in block) for block in blocks if block)


def _folds(finding: Finding) -> bool:
    return finding.code == _FOLDED_CODE and finding.severity is Severity.NOTE


def _finding(finding: Finding, names: Naming, sources: Sources, style: Style) -> list[str]:
    locations = primary_first(finding)
    pad = " " * gutter_width(locations)
    code = neutralise(finding.code, unicode=style.unicode)
    head = style.paint(finding.severity.value, f"{finding.severity}[{code}]")
    message = one_line(finding.message, unicode=style.unicode)
    lines = [f"{head}{style.paint('strong', f': {message}')}"]
    if finding.application is not None:
        lines.append(f"{pad}application: {names.full(finding.application)}")
    lines.extend(excerpts(locations, finding.severity, sources, style))
    if finding.witness is not None:
        lines.extend(_witness(finding.witness, pad, style))
    if finding.help:
        lines.extend(_remark("help", finding.help, pad, style))
    if finding.docs:
        lines.extend(_remark("docs", finding.docs, pad, style))
    if finding.confidence is not Confidence.HIGH:
        lines.extend(_remark("confidence", finding.confidence.value, pad, style))
    return lines


def _witness(witness: Witness, pad: str, style: Style) -> list[str]:
    lines = _remark("for example", shown(witness.user, unicode=style.unicode), pad, style)
    rows = (
        ("login carries", witnessed(witness.login_value, unicode=style.unicode)),
        ("SCIM stored", witnessed(witness.scim_value, unicode=style.unicode)),
        ("so", one_line(witness.outcome, unicode=style.unicode)),
    )
    for name, value in rows:
        lines.extend(_hanging(f"{pad}     {name:<16}", f"{pad}     {name:<16}", value, style))
    return lines


def _remark(name: str, text: str, pad: str, style: Style) -> list[str]:
    """`= name: text`, further lines below the text."""
    painted = f"{pad} {style.paint('frame', '=')} {style.paint('strong', f'{name}:')} "
    return _hanging(f"{pad} = {name}: ", painted, prose(text, unicode=style.unicode), style)


def _hanging(plain: str, painted: str, text: str, style: Style) -> list[str]:
    """A prefix and text, wrapped to the right of the prefix; `plain` is the prefix as it measures."""
    indent = display_width(plain)
    first, *others = wrap(text, max((style.width or DEFAULT_WIDTH) - indent, _NARROWEST_PROSE))
    return [f"{painted}{first}".rstrip(), *(f"{' ' * indent}{line}".rstrip() for line in others)]


def _folded_notes(folded: Sequence[Finding], names: Naming, style: Style) -> list[str]:
    """One line for each outcome, however many applications share it."""
    by_outcome: dict[str, list[Finding]] = {}
    for finding in folded:
        by_outcome.setdefault(finding.outcome, []).append(finding)
    lines: list[str] = []
    for outcome, alike in by_outcome.items():
        lines.extend(_fold(outcome, alike, names, style))
    return lines


def _fold(outcome: str, alike: Sequence[Finding], names: Naming, style: Style) -> list[str]:
    first = alike[0]
    if len(alike) == 1:
        where = "".join(f"{place(location, unicode=style.unicode)}: " for location in primary_first(first)[:1])
        text = where + one_line(first.message, unicode=style.unicode)
        if first.application is not None:
            text += f" [{names.of(first.application)}]"
    else:
        # Which other attribute agrees may differ between them; their messages say it, this line must be true of all.
        text = f"{counted(len(alike), 'application')} whose NameID agrees with another SCIM attribute, not externalId"
        if "default" in outcome:
            text += ", by the identity provider's default"
        known = list(dict.fromkeys(names.of(finding.application) for finding in alike if finding.application))
        if known:
            text += f": {', '.join(known[:_NAMED_IN_FOLD])}"
        if len(known) > _NAMED_IN_FOLD:
            text += f" (and {len(known) - _NAMED_IN_FOLD} more)"
    if first.help:
        text += f"; to settle: {prose(first.help, unicode=style.unicode)}"
    head = f"note[{_FOLDED_CODE}]"
    lines = wrap(f"{head}: {text}", max(style.width - 4, _NARROWEST_PROSE) if style.width else None)
    lines[0] = style.paint("note", head) + lines[0].removeprefix(head)
    return [lines[0], *(f"    {line}".rstrip() for line in lines[1:])]


def _alike(undecided: Sequence[UndecidedFact]) -> list[list[UndecidedFact]]:
    """Facts that are missing for one reason in several applications, together; a tenant has hundreds of those."""
    together: dict[tuple[str, tuple[str, ...], str], list[UndecidedFact]] = {}
    for fact in undecided:
        together.setdefault((fact.fact, fact.codes, fact.reason), []).append(fact)
    return list(together.values())


def _undecided(alike: Sequence[UndecidedFact], names: Naming, style: Style) -> list[str]:
    first = alike[0]
    codes = neutralise(", ".join(first.codes), unicode=style.unicode)
    reason = one_line(f"{first.fact} unknown: {first.reason}", unicode=style.unicode)
    head = style.paint("undecided", f"undecided[{codes}]")
    who = ", ".join(names.of(fact.application) for fact in alike[:_NAMED_IN_FOLD])
    if len(alike) > 1:
        more = f" (and {len(alike) - _NAMED_IN_FOLD} more)" if len(alike) > _NAMED_IN_FOLD else ""
        who = f"{counted(len(alike), 'application')}: {who}{more}"
    remedy = "to decide it" if len(alike) == 1 else "to decide the first"
    return [
        f"{head}: {who}: {reason}",
        *(_remark(remedy, first.remedy, " ", style) if first.remedy else []),
    ]


def _error(error: RunError, style: Style) -> list[str]:
    where = error_place(error, unicode=style.unicode)
    message = one_line(error.message, unicode=style.unicode)
    message = f"{where}: {message}" if where else message
    return [
        f"{style.paint('error', 'error')}: {message}",
        *(_remark("help", error.help, " ", style) if error.help else []),
    ]
