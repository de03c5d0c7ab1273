"""Files and records that cannot be read, as problems for the report (IDP901)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.documents.spans import Span
from idplint.findings import Label, Problem
from idplint.model.values import Origin

if TYPE_CHECKING:
    from idplint.documents.document import Document, DocumentBroken


def unopened(path: str, error: OSError) -> Problem:
    """A file that the operating system does not give."""
    detail = (error.strerror or "it cannot be opened").lower()
    advice = "check the file's permissions" if isinstance(error, PermissionError) else "check that it can be read"
    return Problem(
        predicate="unreadable",
        outcome="broken",
        slots={"path": path, "detail": detail, "help": advice},
        labels=(Label(Origin(path), "here", primary=True, span=Span(1, 1, 1, 1)),),
    )


def broken(path: str, error: DocumentBroken) -> Problem:
    """A file of which no part can be used."""
    problem = error.problem
    return Problem(
        predicate="unreadable",
        outcome="broken",
        slots={"path": path, "detail": problem.message, "help": problem.help},
        labels=(Label(Origin(path), "here", primary=True, span=problem.span),),
    )


def left_out(document: Document) -> list[Problem]:
    """The records of a file that had to be left out."""
    return [
        Problem(
            predicate="unreadable",
            outcome="record",
            slots={"path": document.path, "detail": problem.message, "help": problem.help},
            labels=(Label(Origin(document.path), "here", primary=True, span=problem.span),),
        )
        for problem in document.problems
    ]
