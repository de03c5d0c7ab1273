"""What a run reports: findings with labelled places, and what could not be decided."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import msgspec

from idplint.documents.spans import Span
from idplint.model.values import Origin

if TYPE_CHECKING:
    from idplint.errors import IdplintError


class Severity(StrEnum):
    """How bad a finding is: an error locks people out, a warning may, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for note, 1 for warning, 2 for error."""
        return ("note", "warning", "error").index(self.value)


class Confidence(StrEnum):
    """How sure idplint is that a finding is true of the running system."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Label(msgspec.Struct, frozen=True, gc=False):
    """A place in a file and what it has to do with the finding; exactly one label of a finding is primary."""

    origin: Origin
    text: str
    primary: bool = False
    span: Span | None = None
    """The region itself, where no pointer can lead there because the document is broken."""


class Location(msgspec.Struct, frozen=True, gc=False):
    """A label resolved to a region: 1-based lines and columns in code points, end exclusive."""

    path: str
    pointer: str
    """JSON Pointer (RFC 6901), entering nested JSON text as if it were part of the document."""
    line: int
    column: int
    end_line: int
    end_column: int
    label: str
    primary: bool


class Witness(msgspec.Struct, frozen=True, gc=False):
    """A sample user for whom the two keys differ, and what happens to them."""

    user: str
    """Name and, in a few words, what is special: `Ada Marsh, a member`."""
    user_class: str = msgspec.field(name="class")
    login_value: str
    scim_value: str
    outcome: str
    """What then happens: refused, second account, someone else's account, overwritten, unknown; in words."""


class ApplicationName(msgspec.Struct, frozen=True, gc=False):
    """The application a finding is about."""

    id: str
    name: str
    idp: str


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing that is wrong, where, for whom and what to do about it."""

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    application: ApplicationName | None
    message: str
    locations: tuple[Location, ...]
    witness: Witness | None
    help: str
    docs: str
    """Where the rule is explained: the `idplint explain` command line."""
    fingerprint: str
    """Stable over line moves: from the code, the application id and the pointers."""
    outcome: str = ""
    """Which outcome of the rule this is, e.g. `everyone`."""


class UndecidedFact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A missing fact of one application, with the rules that cannot answer without it."""

    fact: str
    application: ApplicationName
    codes: tuple[str, ...]
    reason: str
    remedy: str


class RunError(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Why the run, or a part of it, could not be done properly."""

    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    """Not part of the JSON report, whose errors have had four keys from the beginning."""
    help: str | None = None

    @classmethod
    def of(cls, error: IdplintError) -> RunError:
        """What an exception says."""
        return cls(message=error.message, path=error.path, line=error.line, column=error.column, help=error.help)


class Problem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something that reading, configuring or pairing met; a 9xx rule turns it into a finding."""

    predicate: Literal[
        "unreadable",
        "configuration",
        "declared-contradicts-read",
        "ambiguous-pairing",
        "code-differs-from-snapshot",
        "incomplete-export",
    ]
    outcome: str
    slots: dict[str, str]
    labels: tuple[Label, ...]
    application: ApplicationName | None = None


class NotRead(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Files of a language that idplint recognises and does not read."""

    kind: str
    """`Bicep`, `Terragrunt`."""
    files: int
    example: str
    """The display path of the first of them."""


class Summary(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Counts for the footer."""

    errors: int
    warnings: int
    notes: int
    undecided: int
    ignored: int
    applications: int
    files: int
    """Files that were recognised and read."""
    skipped: int
    """Files looked into and left: not ours, or broken and not ours."""
    skipped_broken: int
    """Of those, how many could not be parsed."""
    not_read: tuple[NotRead, ...] = ()
    """Configuration as code in languages that idplint does not read, which count as neither read nor skipped."""


class Report(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Everything a run has to say; reporters print it, the exit code follows from it."""

    summary: Summary
    findings: tuple[Finding, ...]
    undecided: tuple[UndecidedFact, ...]
    errors: tuple[RunError, ...]
