"""What `show` and `convert` say of input that could not be read: they print no report that would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.cli.output import complain_of, place
from idplint.engine import unreadable

if TYPE_CHECKING:
    from idplint.engine import Run

_FAILED = 2
_UNREADABLE = 1


def complain_of_reading(run: Run) -> int:
    """Print to standard error what went wrong with a run.

    Returns:
        The exit code that follows: 2 for errors of the run, 1 for input that could not be read, else 0.
    """
    for error in run.errors:
        complain_of(f"{place(error.path, error.line, error.column)}{error.message}", error.help)
    findings = unreadable(run)
    for finding in findings:
        first = finding.locations[0] if finding.locations else None
        where = place(first.path, first.line, first.column) if first else ""
        complain_of(f"{where}{finding.message} [{finding.code}]", finding.help)
    if run.errors:
        return _FAILED
    return _UNREADABLE if findings else 0
