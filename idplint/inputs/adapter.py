"""What every input format offers, and what it gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from idplint.documents.document import Collection, Document, Record
from idplint.findings import Problem
from idplint.model.application import PartialApplication

if TYPE_CHECKING:
    from collections.abc import Sequence


class Fragment(msgspec.Struct, frozen=True):
    """A record that an input format recognised as one of its kinds."""

    record: Record
    kind: str


class EmptyCollection(msgspec.Struct, frozen=True):
    """A list without items whose context tells what it would hold: the statement that there are none."""

    document: Document
    collection: Collection
    kind: str


class Reading(msgspec.Struct, frozen=True):
    """What a format made of its fragments."""

    applications: tuple[PartialApplication, ...] = ()
    problems: tuple[Problem, ...] = ()
    opened: tuple[Document, ...] = ()
    """Further documents that were opened on the way, into which findings may lead."""


class Adapter(Protocol):
    """One vendor format. Each module of `idplint.inputs` that reads a format is one."""

    MARKS: tuple[bytes, ...]
    """Byte strings which show that a file that cannot be parsed was meant to be of this format."""

    def recognise(self, record: Record) -> str | None:
        """Return the kind of fragment this record is, judged by its content alone, or None."""

    def recognise_collection(self, collection: Collection) -> str | None:
        """Return what an empty collection would hold, judged by its context, or None."""

    def read(self, fragments: Sequence[Fragment], empties: Sequence[EmptyCollection]) -> Reading:
        """Join fragments of one estate into partial applications."""
