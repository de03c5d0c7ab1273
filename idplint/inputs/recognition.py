"""Handing every record to the first format that knows it, and reading what each format was handed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.inputs.adapter import EmptyCollection, Fragment, Reading
from idplint.inputs.registry import ADAPTERS

if TYPE_CHECKING:
    from idplint.documents.document import Document
    from idplint.findings import Problem
    from idplint.model.application import PartialApplication


class Recognised:
    """The records of an estate, sorted by the format that knows them."""

    def __init__(self) -> None:
        self._fragments: list[list[Fragment]] = [[] for _ in ADAPTERS]
        self._empties: list[list[EmptyCollection]] = [[] for _ in ADAPTERS]

    def add(self, document: Document) -> bool:
        """Take the records and empty collections of a document; whether any format knows any of them."""
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

    def read(self) -> Reading:
        """Everything the formats made of their records."""
        applications: list[PartialApplication] = []
        problems: list[Problem] = []
        for adapter, fragments, empties in zip(ADAPTERS, self._fragments, self._empties, strict=True):
            if fragments or empties:
                reading = adapter.read(fragments, empties)
                applications += reading.applications
                problems += reading.problems
        return Reading(tuple(applications), tuple(problems))
