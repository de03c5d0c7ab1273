"""Writing to the terminal or a pipe: reports to standard output, everything else to standard error."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

from idplint.errors import IdplintError
from idplint.reports.escaping import defuse_line, neutralise

if TYPE_CHECKING:
    from collections.abc import Sequence


class Format(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"


class ColourChoice(StrEnum):
    """When to colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def prepare_streams() -> None:
    """Make standard error exist, and both streams take every character."""
    if sys.stderr is None:  # as `2>&-` leaves it
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open until the process ends
    # Windows consoles and C locales would otherwise fail on the first accent.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def standard_output() -> TextIO:
    """Where reports go.

    Raises:
        IdplintError: It is closed, as `>&-` leaves it.
    """
    if sys.stdout is None:
        raise IdplintError("there is no standard output to write to", help="do not close it; use /dev/null")
    return sys.stdout


def write(text: str) -> None:
    """Print to standard output at once, with exactly one line end; nothing where there is nothing to print.

    Raises:
        BrokenPipeError: Whatever read the output went away.
        IdplintError: The output cannot be written, for another reason.
    """
    if not text:
        return
    stream = standard_output()
    try:
        stream.write(text if text.endswith("\n") else f"{text}\n")
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon(stream)
        raise unwritable(error) from None


def unwritable(error: OSError) -> IdplintError:
    """Why standard output cannot be written."""
    reason = (error.strerror or type(error).__name__).lower()
    return IdplintError(f"the output cannot be written: {reason}", help="the run is not complete; write it elsewhere")


def complain(*lines: str) -> None:
    """Print lines to standard error, in such a form that no terminal and no CI runner obeys what input put into them."""
    text = "".join(f"{defuse_line(neutralise(line))}\n" for line in lines)
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        # Nobody reads it; the exit code still says what happened.
        abandon(sys.stderr)


def complain_of(message: str, advice: str | None = None) -> None:
    """Print an error and what to do about it to standard error."""
    complain(f"error: {message}", *([f"  = help: {advice}"] if advice else []))


def abandon(stream: TextIO | None) -> None:
    """Let what is left in a stream that cannot be written go nowhere, so that the interpreter can end in peace."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def place(path: str | None, line: int | None, column: int | None) -> str:
    """`path:line:column: ` as far as they are known, to stand before a message."""
    known: Sequence[object] = [part for part in (path, line, column) if part is not None]
    return f"{':'.join(str(part) for part in known)}: " if known else ""


def environment() -> dict[str, str]:
    """The environment variables that decide about colour."""
    return dict(os.environ)
