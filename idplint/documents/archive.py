"""All documents of a run, for whoever points at a place in one of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from idplint.documents.document import Document, DocumentBroken
from idplint.documents.reading import read_document
from idplint.documents.spans import Span

if TYPE_CHECKING:
    from idplint.model.values import Origin, Pointer

STDIN = "<stdin>"
"""The path under which standard input is kept."""

_UNQUOTED = "format_version"
"""A key of Terraform's plans and states, which say elsewhere which of their values are sensitive, and put all on one line."""


class Documents:
    """The documents of a run by path; finds regions of text for origins, and lines for excerpts.

    Plans and states of Terraform are not quoted: what stands beside a value may be sensitive under any name.
    """

    def __init__(self) -> None:
        self._held: dict[str, Document] = {}
        self._broken: dict[str, list[str]] = {}
        self._quoted: dict[str, bool] = {}

    def keep(self, document: Document) -> None:
        """Remember a document under its path."""
        self._held[document.path] = document

    def keep_broken(self, path: str, content: bytes) -> None:
        """Remember the lines of a file that could not be parsed, for excerpts."""
        text = content.decode("utf-8", "replace")
        self._broken[path] = [] if f'"{_UNQUOTED}"' in text else text.splitlines()

    def get(self, path: str) -> Document | None:
        """The document of a path, reading it now if the run only pointed at it (a configuration file)."""
        if path not in self._held and path not in self._broken and path != STDIN:
            try:
                self._held[path] = read_document(path, Path(path).read_bytes())
            except (OSError, DocumentBroken):
                return None
        return self._held.get(path)

    def span(self, origin: Origin) -> Span:
        """The region an origin stands for; the first character of the file where it cannot be read."""
        document = self.get(origin.path)
        return document.span(origin.pointer, origin.part) if document else Span(1, 1, 1, 1)

    def written_pointer(self, origin: Origin) -> Pointer:
        """The pointer as the file spells it."""
        document = self.get(origin.path)
        return document.written_pointer(origin.pointer) if document else origin.pointer

    def line(self, path: str, number: int) -> str | None:
        """A source line, without its end; None where there is none, or it is not to be quoted."""
        document = self.get(path)
        if document is not None:
            if path not in self._quoted:
                self._quoted[path] = not any(_UNQUOTED in record.keys for record in document.records)
            return document.line(number) if self._quoted[path] else None
        lines = self._broken.get(path, [])
        return lines[number - 1] if 0 < number <= len(lines) else None
