"""Phrases that several reporters share: places, names, counts, the footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.reports.escaping import clip, clip_prose, neutralise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.findings import ApplicationName, Finding, Location, Report, RunError, Summary


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def place(location: Location, *, unicode: bool = True) -> str:
    """`path:line:column`, which editors and terminals make a link of; never clipped, lest the link lead nowhere."""
    return f"{neutralise(location.path, unicode=unicode)}:{location.line}:{location.column}"


def primary_first(finding: Finding) -> list[Location]:
    """The locations with the primary one in front, otherwise in their order."""
    return sorted(finding.locations, key=lambda location: not location.primary)


def shown(value: str, *, unicode: bool = True) -> str:
    """One value from input, safe to print and not too long to."""
    return neutralise(clip(value, unicode=unicode), unicode=unicode)


def prose(text: str, *, unicode: bool = True) -> str:
    """Sentences around values from input, safe to print; line feeds stay."""
    return neutralise(clip_prose(text, unicode=unicode), unicode=unicode, multiline=True)


def one_line(text: str, *, unicode: bool = True) -> str:
    """Sentences of several lines as one, safe to print."""
    text = clip_prose(text, unicode=unicode)
    return neutralise(" ".join(part.strip() for part in text.split("\n") if part.strip()), unicode=unicode)


def error_place(error: RunError, *, unicode: bool = True) -> str:
    """`path:line:column` of an error as far as it is known; empty where it has no place."""
    known: list[object] = [part for part in (error.path, error.line, error.column) if part is not None]
    return neutralise(":".join(str(part) for part in known), unicode=unicode)


def witnessed(value: str, *, unicode: bool = True) -> str:
    """A sample value such that nothing and white space at the ends can be seen."""
    if not value:
        return "(nothing)"
    printed = shown(value, unicode=unicode)
    return f'"{printed}"' if value != value.strip() else printed


class Naming(msgspec.Struct, frozen=True):
    """What to call the applications of a report: by name, with the id where two of them share one."""

    shared: frozenset[str]
    unicode: bool

    def of(self, application: ApplicationName) -> str:
        """`Contoso Docs`, or `Contoso Docs (entra, 4f1c...)` where the name alone is not enough."""
        if application.name in self.shared:
            return self.full(application)
        return shown(application.name or application.id, unicode=self.unicode)

    def full(self, application: ApplicationName) -> str:
        """`Contoso Docs (entra)`, with the id where two applications share the name."""
        marks = [application.idp] if application.idp not in {"", "unknown"} else []
        if application.name in self.shared:
            marks.append(application.id)
        name = shown(application.name or application.id, unicode=self.unicode)
        written = ", ".join(shown(mark, unicode=self.unicode) for mark in marks)
        return f"{name} ({written})" if marks else name


def naming(report: Report, *, unicode: bool = True) -> Naming:
    """The naming for all applications that the report mentions."""
    identities: dict[str, str] = {}
    shared: set[str] = set()
    for application in _applications(report):
        if identities.setdefault(application.name, application.id) != application.id:
            shared.add(application.name)
    return Naming(frozenset(shared), unicode)


def _applications(report: Report) -> Iterable[ApplicationName]:
    for finding in report.findings:
        if finding.application is not None:
            yield finding.application
    for undecided in report.undecided:
        yield undecided.application


def footer(report: Report, *, unicode: bool = True) -> list[str]:
    """The closing lines: what was found in how much, and whether anything is missing from it."""
    summary = report.summary
    counts = [
        counted(summary.errors, "error") if summary.errors else "",
        counted(summary.warnings, "warning") if summary.warnings else "",
        counted(summary.notes, "note") if summary.notes else "",
    ]
    found = [count for count in counts if count]
    quiet = not found and not summary.undecided
    parts = found or ["No findings"]
    if summary.undecided:
        parts.append(f"{summary.undecided} undecided")
    line = f"{', '.join(parts)} in {counted(summary.applications, 'application')} ({_files(summary)})"
    if summary.ignored:
        line += f"; {summary.ignored} ignored"
    lines = [f"{line}." if quiet else line]
    if summary.not_read:
        lines.append(f"Recognised, not read: {not_read_words(summary, unicode=unicode)}.")
    if report.errors:
        above = "the error above" if len(report.errors) == 1 else f"the {len(report.errors)} errors above"
        lines.append(f"This run is incomplete: see {above}.")
    return lines


def not_read_words(summary: Summary, *, unicode: bool = True) -> str:
    """`2 files of Bicep (infra/main.bicep, ...), 1 file of Terragrunt (live/terragrunt.hcl)`."""
    return ", ".join(
        f"{counted(each.files, 'file')} of {each.kind} "
        f"({neutralise(each.example, unicode=unicode)}{', ...' if each.files > 1 else ''})"
        for each in summary.not_read
    )


def _files(summary: Summary) -> str:
    files = f"{counted(summary.files, 'file')} read"
    if summary.skipped:
        files += f", {summary.skipped} skipped"
    if summary.skipped_broken:
        files += f", {summary.skipped_broken} of them not parseable"
    return files
