"""`idplint show`: what idplint understood of each application."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from idplint.cli.output import complain, complain_of, write
from idplint.cli.reading import complain_of_reading
from idplint.engine import Options, load
from idplint.reports.understanding import understanding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.model.application import Application

_NOTHING = 3
_LISTED = 20
"""Applications that a message names at most."""


def show(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files and directories to read; `-` is standard input. Default: `paths` of idplint.yaml, else `.`."
        ),
    ] = None,
    application: Annotated[
        str | None, typer.Option("--application", help="Only applications of this id or name; a pattern.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Use this idplint.yaml for every input.", envvar="IDPLINT_CONFIG")
    ] = None,
) -> int:
    """Print what was understood of each application.

    Both keys, mappings, JIT and assumptions, every value with its place.
    """
    run = load(tuple(paths or ()), Options(config=config))
    analyses = [analysis for estate in run.estates for analysis in estate.analyses]
    shown = 0
    for analysis in analyses:
        if application is None or _matches(analysis.application, application):
            separator = "\n" if shown else ""
            write(f"{separator}{understanding(analysis, run.documents)}")
            shown += 1
    code = complain_of_reading(run)
    if shown:
        return code
    if application is not None and analyses:
        _say_no_match(application, [analysis.application for analysis in analyses])
    else:
        complain_of("no application was read", "idplint check names what was looked for")
    return code or _NOTHING


def _matches(held: Application, pattern: str) -> bool:
    names = (held.id, held.name, *held.other_ids)
    return any(fnmatchcase(name.lower(), pattern.lower()) for name in names)


def _say_no_match(pattern: str, read: Sequence[Application]) -> None:
    complain(f"error: no application matches `{pattern}`", "  these were read:")
    complain(*(f"  - {held.name} ({held.id})" for held in read[:_LISTED]))
    if len(read) > _LISTED:
        complain(f"  - and {len(read) - _LISTED} more")
    complain("  = help: write a name or an id, with * for any text")
