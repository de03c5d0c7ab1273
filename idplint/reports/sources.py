"""How a reporter gets at the text of a file it prints an excerpt of."""

from __future__ import annotations

from typing import Protocol


class Sources(Protocol):
    """The files of a run, by display path."""

    def line(self, path: str, number: int) -> str | None:
        """The text of a 1-based line without its line end, or None where the text is not at hand."""
