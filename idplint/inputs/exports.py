"""What exports say about the documents beside them: their age, what they lack, and whether all of them are there."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from idplint.documents.archive import STDIN
from idplint.documents.document import DocumentBroken
from idplint.documents.reading import read_document
from idplint.findings import Label, Problem, RunError
from idplint.inputs.export_manifest import MalformedManifestError, head_of, manifest_of, recognise
from idplint.model.values import Origin

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from idplint.documents.document import Document, Record
    from idplint.inputs.export_manifest import Head, Manifest

    T = TypeVar("T")

_NAMED = 3
"""Parts and files that a message names at most."""
_LONGEST_HEAD = 4096
_DOCUMENT_START = re.compile(rb"^---[ \t\r]*$", re.MULTILINE)
_INTERRUPTED = "it was interrupted, or could not list the applications to the end"
_CUT_OFF = "see what the command before it in the pipe says, and run both again"


class ExportReading:
    """What manifests, heads and trailers came to.

    Attributes:
        problems: Exports that are incomplete, and manifests that cannot be read.
        errors: Streams that are not whole.
        exported_on: The day of the export, by the display path of a document.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.errors: list[RunError] = []
        self.exported_on: dict[str, datetime.date] = {}

    def add(self, document: Document, folder: Path | None) -> None:
        """Read every manifest, head and trailer of a document.

        Args:
            document: Holds one of them at least.
            folder: Where it lies, if it was met while that folder was walked; None if it was named, or came through a pipe.
        """
        stream: _Stream | None = None
        for record in document.records:
            kind = recognise(record)
            if kind == "head":
                if stream is not None:
                    self.errors.append(ends_early(document.path))
                stream = _Stream(self._read(record, head_of))
            elif kind is None:
                if stream is not None:
                    stream.documents += 1
            elif (manifest := self._read(record, manifest_of)) is not None:
                at = Origin(document.path, record.pointer)
                self.problems += _incomplete(manifest, at)
                if stream is None:
                    self._beside(manifest, at, folder)
                else:
                    self.exported_on[document.path] = manifest.exported_on
                    self.errors += stream.faults(manifest, document.path)
                    stream = None
        if stream is not None:
            self.errors.append(ends_early(document.path))

    def _beside(self, manifest: Manifest, at: Origin, folder: Path | None) -> None:
        beside = at.path.rpartition("/")[0]
        for name in manifest.files:
            # A document that was kept is older than the manifest, and nothing says by how much.
            if name not in manifest.kept:
                self.exported_on[f"{beside}/{name}" if beside else name] = manifest.exported_on
        if folder is not None and manifest.complete:
            self.problems += _missing(manifest, at, folder)

    def _read(self, record: Record, read: Callable[[object], T]) -> T | None:
        path = record.document.path
        try:
            return read(record.tree())
        except MalformedManifestError as error:
            self.problems.append(
                Problem(
                    predicate="unreadable",
                    outcome="record",
                    slots={"path": path, "detail": error.message, "help": error.help or ""},
                    labels=(Label(Origin(path, record.pointer + error.pointer), "here", primary=True),),
                )
            )
        return None


@dataclass
class _Stream:
    """A head, and the number of documents that came after it."""

    head: Head | None
    documents: int = 0

    def faults(self, trailer: Manifest, path: str) -> Iterator[RunError]:
        """Why the trailer is not that of this head and these documents."""
        if self.head is not None and (self.head.idp, self.head.tenant) != (trailer.idp, trailer.tenant):
            yield ends_early(path)
        elif trailer.applications != self.documents:
            held = f"{self.documents} {'document' if self.documents == 1 else 'documents'}"
            yield RunError(
                message=f"{_stream(path)} holds {held} where its trailer counts {trailer.applications}",
                path=path,
                help=_CUT_OFF,
            )


def begins_stream(content: bytes) -> bool:
    """Whether bytes that cannot be read as a whole begin with the head of a stream."""
    start = content[:_LONGEST_HEAD].lstrip()
    first = next((part for part in _DOCUMENT_START.split(start) if part.strip()), b"")
    without_rest = first.rstrip().rpartition(b"\n")[0]  # of a separator that was cut off
    return any(_is_head(part) for part in (first, without_rest) if part)


def ends_early(path: str) -> RunError:
    """What is said of a stream without its own trailer."""
    return RunError(message=f"{_stream(path)} ends early", path=path, help=_CUT_OFF)


def _is_head(content: bytes) -> bool:
    try:
        records = read_document(STDIN, content).records
    except DocumentBroken:
        return False
    return bool(records) and recognise(records[0]) == "head"


def _stream(path: str) -> str:
    return "the export stream on standard input" if path == STDIN else f"the export stream in {path}"


def _incomplete(manifest: Manifest, at: Origin) -> Iterator[Problem]:
    if manifest.complete:
        return
    lacking = [each for each in manifest.unknown if each.offered]
    clauses = [
        f"{each.part} of {_counted(each.applications, 'application')} was not read ({each.reason})" for each in lacking
    ]
    what = _some(clauses, "; ") or _INTERRUPTED
    if manifest.kept:
        them = "it" if len(manifest.kept) == 1 else "them"
        what += f"; {_counted(len(manifest.kept), 'document')} stayed as an earlier export wrote {them}"
    remedies = list(dict.fromkeys(each.remedy for each in lacking if each.remedy))
    yield Problem(
        predicate="incomplete-export",
        outcome="incomplete",
        slots={"tenant": manifest.tenant, "what": what, "remedy": _some(remedies, "; ") or "export again"},
        labels=(Label(at.at("export", "complete"), "the export says so itself", primary=True),),
    )


def _missing(manifest: Manifest, at: Origin, folder: Path) -> Iterator[Problem]:
    gone = [name for name in manifest.files if not os.path.lexists(folder / name)]
    if gone:
        yield Problem(
            predicate="incomplete-export",
            outcome="missing-file",
            slots={"tenant": manifest.tenant, "number": str(len(gone)), "files": _some(gone, ", ")},
            labels=(
                Label(at.at("export", "files", manifest.files.index(gone[0])), "listed, and not there", primary=True),
            ),
        )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _some(texts: list[str], separator: str) -> str:
    more = f"{separator}and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
    return separator.join(texts[:_NAMED]) + more
