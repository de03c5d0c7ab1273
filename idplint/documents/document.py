"""What reading a file gives: a document of records whose values can be decoded and found again in the text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

import msgspec

from idplint.documents import typed
from idplint.documents.malformed import BAG, Decoded, Malformed
from idplint.documents.spans import Span
from idplint.model.values import Pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from idplint.documents.hcl_blocks import HclFile

T = TypeVar("T")

_REMEMBERED = 1024
"""Pointers whose places stay known: a report asks for the span of each, then for its spelling."""

__all__ = ["Collection", "Decoded", "Document", "DocumentBroken", "Malformed", "ReadProblem", "Record"]


class ReadProblem(msgspec.Struct, frozen=True):
    """Something in a file that cannot be read, and where."""

    message: str
    span: Span
    help: str
    """One line that says what to do next."""


class DocumentBroken(Exception):  # noqa: N818 - named for what happened to the document
    """No part of the file can be used: syntax, encoding, depth, size or too many aliases.

    Attributes:
        problem: What is wrong and where.
    """

    def __init__(self, problem: ReadProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Payload(Protocol):
    """The value of one record, in whichever syntax it is written."""

    def keys(self) -> Iterable[str]:
        """The top-level keys as spelled."""

    def bag_keys(self) -> Iterable[str]:
        """The keys inside a top-level AdditionalProperties bag, as spelled."""

    def has_bag(self) -> bool:
        """Whether a bag may stand anywhere in the record."""

    def member(self, key: str) -> object:
        """The decoded value of a top-level key, as spelled, or of a key inside the bag; None where there is none."""

    def tree(self) -> object:
        """The whole record as plain Python values."""

    def decode(self, wanted: type[T]) -> T:
        """The record as a typed value, or msgspec.ValidationError."""


class Located(msgspec.Struct, frozen=True):
    """Where a pointer leads."""

    written: Pointer
    """The pointer as far as it exists, as spelled in the file, followed by the steps that do not exist."""
    complete: bool
    """Whether the whole pointer exists; if not, the spans are those of the deepest ancestor that does."""
    value: Span
    key: Span


class Source(Protocol):
    """The text of a document and the way from pointers to places in it."""

    def locate(self, pointer: Pointer) -> Located:
        """Where a pointer leads."""

    def value(self, pointer: Pointer) -> object:
        """The decoded value at a pointer, or KeyError."""

    def line(self, number: int) -> str | None:
        """The text of a 1-based line."""


class Entry(msgspec.Struct, frozen=True):
    """A record before it knows its document."""

    pointer: Pointer
    payload: Payload
    context: str | None = None
    """The `@odata.context` of the envelope."""


class Record:
    """One object of a document: an application, a policy, an export of either.

    Attributes:
        document: Where it stands.
        pointer: The prefix of every pointer into this record; `()` where the record is the whole document.
    """

    __slots__ = ("_envelope_context", "_keys", "_payload", "document", "pointer")

    def __init__(self, document: Document, entry: Entry) -> None:
        self.document = document
        self.pointer = entry.pointer
        self._payload = entry.payload
        self._envelope_context = entry.context
        self._keys: dict[str, str] | None = None

    @property
    def keys(self) -> dict[str, str]:
        """Lower-cased top-level keys, and those inside an AdditionalProperties bag, each with its spelling."""
        if self._keys is None:
            self._keys = {key.lower(): key for key in self._payload.keys()}  # noqa: SIM118 - a payload is no dict
            if BAG in self._keys:
                for key in self._payload.bag_keys():
                    self._keys.setdefault(key.lower(), key)
        return self._keys

    @property
    def context(self) -> str | None:
        """The `@odata.context` of the record itself, else of the envelope it came in."""
        key = self.keys.get("@odata.context")
        own = self._payload.member(key) if key is not None else None
        return own if isinstance(own, str) else self._envelope_context

    def decode(self, wanted: type[T], *, any_case: bool = False) -> Decoded[T]:
        """Read the record as a typed value.

        Keys are matched as spelled, else whatever their case, else inside an AdditionalProperties bag. Unknown keys are
        ignored. A value of the wrong type leaves its field at the default, and is listed.

        Case variants below the top level are looked for only where a top-level key begins with a capital, does not
        match a field's case, or a bag stands somewhere in the record: objects of Graph's PowerShell module have one.

        Args:
            wanted: A msgspec Struct whose fields all have defaults.
            any_case: Look for case variants at every depth, for records of which the quick reading found nothing.
        """
        if not (any_case or typed.keys_differ(wanted, self.keys) or self._payload.has_bag()):
            try:
                return Decoded(self._payload.decode(wanted))
            except msgspec.ValidationError:
                pass  # some value has the wrong type: find out which
        return typed.convert(self._payload.tree(), wanted, self.pointer)

    def tree(self) -> object:
        """The whole record as plain Python values; decoded anew at every call."""
        return self._payload.tree()

    def nested(self, text: str, wanted: type[T], pointer: Pointer) -> Decoded[T]:
        """Read JSON that stands inside a string of this record, such as a claims-mapping policy's definition.

        Args:
            text: The decoded string.
            wanted: A msgspec Struct whose fields all have defaults.
            pointer: Absolute pointer of the string; pointers of malformed values continue it into the text.
        """
        return typed.convert_text(text, wanted, pointer)


class Collection(msgspec.Struct, frozen=True):
    """A list of records as an API returned it, also when it is empty."""

    pointer: Pointer
    """Of the list itself."""
    context: str | None
    """The envelope's `@odata.context`."""
    count: int
    """Number of items, whether or not they could be read."""


class Document:
    """A file that could be read, at least in part.

    Attributes:
        path: The display path.
        format: Which syntax it turned out to be.
        records: Every object found in it, in order; of HCL none, whose blocks mean something only as a module.
        collections: The lists those objects stood in, also empty ones.
        problems: What had to be left out, and where.
        hcl: The blocks of an HCL file; None of any other format.
    """

    def __init__(
        self,
        path: str,
        format: Literal["json", "jsonl", "yaml", "hcl"],  # noqa: A002 - the word the contract with inputs uses
        source: Source,
        entries: Iterable[Entry],
        collections: tuple[Collection, ...] = (),
        problems: tuple[ReadProblem, ...] = (),
        hcl: HclFile | None = None,
    ) -> None:
        self.path = path
        self.format = format
        self.records: tuple[Record, ...] = tuple([Record(self, entry) for entry in entries])
        self.collections = collections
        self.problems = problems
        self.hcl = hcl
        self._source = source
        self._remembered: Callable[[Pointer], Located] | None = None

    def span(self, pointer: Pointer, part: Literal["value", "key"] = "value") -> Span:
        """The region of a value or of its key; strings include their quotes.

        The pointer is resolved as written, else whatever the case, else inside an AdditionalProperties bag; the last
        of duplicate keys counts. A string with steps left over is entered as nested JSON. Where the pointer does not
        exist, the region is that of the deepest ancestor that does. A list item or a whole document has no key: its
        value is returned.
        """
        located = self._located(pointer)
        return located.key if part == "key" else located.value

    def written_pointer(self, pointer: Pointer) -> Pointer:
        """The same place with keys as spelled in the file; steps that do not exist stay as they are."""
        return self._located(pointer).written

    def _located(self, pointer: Pointer) -> Located:
        if self._remembered is None:  # most documents are never asked
            self._remembered = lru_cache(_REMEMBERED)(self._source.locate)
        return self._remembered(pointer)

    def value_at(self, pointer: Pointer) -> object:
        """The decoded value at a pointer, which is resolved as by `span`.

        Raises:
            KeyError: The pointer does not exist.
        """
        return self._source.value(pointer)

    def line(self, number: int) -> str | None:
        """The text of a 1-based line without its line end, or None where there is no such line."""
        return self._source.line(number)
