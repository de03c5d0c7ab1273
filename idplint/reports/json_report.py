"""The report for programs: a versioned JSON envelope and its JSON Schema.

Within version 1 only new keys are added; the committed schema, `report.schema.json` beside this module, is written from
the structs here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

# The schema is made from the annotations, so these names are needed when it is.
from idplint.findings import Confidence, Severity
from idplint.reports.escaping import json_text

if TYPE_CHECKING:
    from idplint.findings import ApplicationName, Finding, Location, Report, Witness
    from idplint.reports.sources import Sources
    from idplint.reports.style import Style

SCHEMA_ID = "urn:idplint:schema:report:1"

Count = Annotated[int, msgspec.Meta(ge=0)]
Position = Annotated[int, msgspec.Meta(ge=1)]


class NotReadEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files of a language that idplint recognises and does not read."""

    kind: str
    files: Position
    example: Annotated[str, msgspec.Meta(description="The path of the first of them.")]


class SummaryEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Counts over the whole run."""

    errors: Count
    warnings: Count
    notes: Count
    undecided: Count
    ignored: Annotated[int, msgspec.Meta(ge=0, description="Findings left out because somebody ignored them.")]
    applications: Count
    files: Annotated[int, msgspec.Meta(ge=0, description="Files that were recognised and read.")]
    skipped: Annotated[int, msgspec.Meta(ge=0, description="Files that were looked into and are not for idplint.")]
    skipped_broken: Annotated[int, msgspec.Meta(ge=0, description="Of the skipped files, those that do not parse.")]
    not_read: Annotated[
        list[NotReadEntry],
        msgspec.Meta(
            description="Code in languages that idplint recognises and does not read; neither read nor skipped."
        ),
    ]


class ApplicationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A service provider as one identity provider sees it."""

    id: str
    name: str
    idp: str


class LocationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A labelled region: 1-based lines and columns in Unicode code points, end exclusive."""

    path: str
    pointer: Annotated[
        str,
        msgspec.Meta(description="JSON Pointer (RFC 6901); it enters JSON text inside a string as if it were nested."),
    ]
    line: Position
    column: Position
    end_line: Position
    end_column: Position
    label: str
    primary: bool


class WitnessEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sample user for whom the two keys differ, and what happens then."""

    user: str
    user_class: str = msgspec.field(name="class")
    login_value: str
    scim_value: str
    outcome: str


class FindingEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is wrong."""

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    application: ApplicationEntry | None
    message: str
    locations: list[LocationEntry]
    witness: WitnessEntry | None
    help: str
    docs: str
    fingerprint: Annotated[str, msgspec.Meta(description="Stays the same when lines move.")]
    outcome: str


class UndecidedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fact that is missing, and the rules that cannot answer without it."""

    fact: str
    application: ApplicationEntry
    codes: list[str]
    reason: str
    remedy: str


class ErrorEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the run, or a part of it, could not be done properly."""

    message: str
    path: str | None
    line: Position | None
    help: str | None


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one run of idplint has to say."""

    version: Literal[1]
    summary: SummaryEntry
    findings: list[FindingEntry]
    undecided: list[UndecidedEntry]
    errors: list[ErrorEntry]


def render(report: Report, sources: Sources, style: Style) -> str:  # noqa: ARG001 - every reporter takes the sources
    """The report as JSON, indented by two; the same report gives the same bytes."""
    envelope = envelope_of(report)
    try:
        encoded = msgspec.json.encode(envelope)
    except UnicodeEncodeError:
        # A file name need not be valid UTF-8; its odd bytes are lone surrogates, which msgspec refuses.
        written = json.dumps(msgspec.to_builtins(envelope), ensure_ascii=False)
        encoded = json_text(written, unicode=style.unicode).encode()
    return json_text(msgspec.json.format(encoded, indent=2).decode(), unicode=style.unicode) + "\n"


def envelope_of(report: Report) -> Envelope:
    """The report in the shape that is promised to readers of the JSON."""
    return Envelope(
        version=1,
        summary=msgspec.convert(report.summary, SummaryEntry, from_attributes=True),
        findings=[_finding(finding) for finding in report.findings],
        undecided=[
            UndecidedEntry(
                fact=fact.fact,
                application=_application(fact.application),
                codes=list(fact.codes),
                reason=fact.reason,
                remedy=fact.remedy,
            )
            for fact in report.undecided
        ],
        errors=[ErrorEntry(error.message, error.path, error.line, error.help) for error in report.errors],
    )


def _application(application: ApplicationName) -> ApplicationEntry:
    return ApplicationEntry(application.id, application.name, application.idp)


def _location(location: Location) -> LocationEntry:
    return LocationEntry(
        path=location.path,
        pointer=location.pointer,
        line=location.line,
        column=location.column,
        end_line=location.end_line,
        end_column=location.end_column,
        label=location.label,
        primary=location.primary,
    )


def _witness(witness: Witness) -> WitnessEntry:
    return WitnessEntry(
        user=witness.user,
        user_class=witness.user_class,
        login_value=witness.login_value,
        scim_value=witness.scim_value,
        outcome=witness.outcome,
    )


def _finding(finding: Finding) -> FindingEntry:
    return FindingEntry(
        code=finding.code,
        name=finding.name,
        severity=finding.severity,
        confidence=finding.confidence,
        application=_application(finding.application) if finding.application else None,
        message=finding.message,
        locations=[_location(location) for location in finding.locations],
        witness=_witness(finding.witness) if finding.witness else None,
        help=finding.help,
        docs=finding.docs,
        fingerprint=finding.fingerprint,
        outcome=finding.outcome,
    )


def report_schema() -> dict[str, object]:
    """JSON Schema (draft 2020-12) of what `render` prints."""
    (_,), components = msgspec.json.schema_components([Envelope], ref_template="#/$defs/{name}")
    definitions = {name: {**schema} for name, schema in sorted(components.items())}
    envelope = definitions.pop(Envelope.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **envelope,
        "title": "idplint report, version 1",
        "$defs": definitions,
    }


def schema_text() -> str:
    """The schema as it is committed."""
    return json.dumps(report_schema(), indent=2) + "\n"
