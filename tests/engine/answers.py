"""What a user is told of a repository, without the places and addresses it stands at."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from idplint.engine import check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from idplint.findings import Report, Severity, Witness


class Said(NamedTuple):
    """One finding."""

    code: str
    application: str
    outcome: str
    severity: Severity
    witness: Witness | None


class Answer(NamedTuple):
    """What was found, and what was not decided: application, fact and codes."""

    findings: frozenset[Said]
    undecided: frozenset[tuple[str, str, tuple[str, ...]]]


def answer(files: Mapping[str, str]) -> Answer:
    """What is told of some files, by relative path."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), files)
        return told(check(folder))


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files to the letter, with the line ends that they have."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def told(report: Report) -> Answer:
    """What a report tells."""
    assert report.errors == ()
    found = (
        Said(each.code, each.application.name if each.application else "", each.outcome, each.severity, each.witness)
        for each in report.findings
    )
    undecided = ((each.application.name, each.fact, each.codes) for each in report.undecided)
    return Answer(frozenset(found), frozenset(undecided))
