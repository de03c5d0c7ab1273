"""Progress for whoever watches a terminal; silence for everything else."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


def shows_progress(stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Whether somebody watches: a terminal that can move its cursor, and no CI job."""
    if stream is None or not stream.isatty() or environment.get("TERM") == "dumb":
        return False
    return environment.get("CI", "").lower() in {"", "0", "false"}


@contextmanager
def progress(stream: TextIO | None, environment: Mapping[str, str]) -> Iterator[Callable[[int], None]]:
    """Yield what takes the number of applications read so far."""
    if stream is None or not shows_progress(stream, environment):
        yield _silent
        return
    # Imported here: only people who watch wait for it.
    try:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    except ImportError:
        yield _silent
        return
    columns = (SpinnerColumn(), TextColumn("{task.completed} applications read"), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda count: bar.update(task, completed=count)


def _silent(count: int) -> None:
    del count
