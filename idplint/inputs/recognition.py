"""Handing every record to the first format that knows it, and reading what each format was handed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.inputs.adapter import EmptyCollection, Fragment, Reading
from idplint.inputs.registry import ADAPTERS

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.documents.document import Document, Record
    from idplint.findings import Problem
    from idplint.model.application import PartialApplication


class Recognised:
    """The records of an estate, sorted by the format that knows them."""

    def __init__(self) -> None:
        self._fragments: list[list[Fragment]] = [[] for _ in ADAPTERS]
        self._empties: list[list[EmptyCollection]] = [[] for _ in ADAPTERS]
        self._code: list[Document] = []

    def add(self, document: Document) -> bool:
        """Take the records and empty collections of a document; whether any format knows any of them.

        Of code every file is taken, since variables may stand in any, but only those that declare a resource which is read
        are known.
        """
        if document.format == "hcl" or any(_may_be_plan(record) for record in document.records):
            # Most estates hold no Terraform: its reader is loaded by those that do.
            from idplint.inputs.terraform import declares_ours

            self._code.append(document)
            return declares_ours(document)
        known = False
        for record in document.records:
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
