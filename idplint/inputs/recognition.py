"""Handing every record to the first format that knows it, and reading what each format was handed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.inputs.adapter import EmptyCollection, Fragment, Reading
from idplint.inputs.export_manifest import recognise as export_part
from idplint.inputs.exports import ExportReading
from idplint.inputs.registry import ADAPTERS

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.documents.document import Document, Record
    from idplint.findings import Problem
    from idplint.model.application import PartialApplication


class Recognised:
    """The records of an estate, sorted by the format that knows them.

    Attributes:
        exports: What manifests of exports, and heads and trailers of their streams, say of the documents added so far.
    """

    def __init__(self) -> None:
        self.exports = ExportReading()
        self._fragments: list[list[Fragment]] = [[] for _ in ADAPTERS]
        self._empties: list[list[EmptyCollection]] = [[] for _ in ADAPTERS]
        self._code: list[Document] = []

    def add(self, document: Document, walked: Path | None = None) -> bool:
        """Take the records and empty collections of a document; whether any format knows any of them.

        Of code every file is taken, since variables may stand in any, but only those that declare a resource which is read
        are known.

        Args:
            document: What was read.
            walked: The folder it lies in, if that was walked; a file that an export lists can be missing only there.
        """
        if document.format == "hcl" or any(_may_be_plan(record) for record in document.records):
            # Most estates hold no Terraform: its reader is loaded by those that do.
            from idplint.inputs.terraform import declares_ours

            self._code.append(document)
            return declares_ours(document)
        known = exported = False
        for record in document.records:
            if export_part(record) is not None:
                known = exported = True
                continue
            for number, adapter in enumerate(ADAPTERS):
                kind = adapter.recognise(record)
                if kind is not None:
                    self._fragments[number].append(Fragment(record, kind))
                    known = True
                    break
        for collection in document.collections:
            if collection.count:
                continue
            for number, adapter in enumerate(ADAPTERS):
                kind = adapter.recognise_collection(collection)
                if kind is not None:
                    self._empties[number].append(EmptyCollection(document, collection, kind))
                    known = True
                    break
        if exported:
            self.exports.add(document, walked)
        return known

    def read(self, project_root: Path | None = None) -> Reading:
        """Everything the formats made of their records.

        Args:
            project_root: The directory outside of which code may refer to nothing; None where it may refer to no file.
        """
        applications: list[PartialApplication] = []
        problems: list[Problem] = []
        for adapter, fragments, empties in zip(ADAPTERS, self._fragments, self._empties, strict=True):
            if fragments or empties:
                reading = adapter.read(fragments, empties)
                applications += reading.applications
                problems += reading.problems
        opened: tuple[Document, ...] = ()
        if self._code:
            from idplint.inputs.terraform import read_terraform

            code = read_terraform(self._code, project_root)
            applications += code.applications
            problems += code.problems
            opened = code.opened
        return Reading(tuple(applications), tuple(problems), opened)


def _may_be_plan(record: Record) -> bool:
    return "format_version" in record.keys
