"""`idplint show`: what idplint understood of each application."""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import typer

from idplint.cli.output import write
from idplint.engine import Options, load
from idplint.errors import IdplintError
from idplint.reports.understanding import understanding


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
    """Print both keys, mappings, JIT and assumptions of each application, every value with its place."""
    run = load(tuple(paths or ()), Options(config=config))
    shown = 0
    for estate in run.estates:
        for analysis in estate.analyses:
            held = analysis.application
            names = (held.id.lower(), held.name.lower(), *(ident.lower() for ident in held.other_ids))
            if application is None or any(fnmatchcase(name, application.lower()) for name in names):
                separator = "\n" if shown else ""
                write(f"{separator}{understanding(analysis, run.documents)}")
                shown += 1
    if run.errors:
        first = run.errors[0]
        raise IdplintError(first.message, path=first.path, line=first.line, help=first.help)
    if not shown:
        sys.stderr.write("error: no application was read\n  = help: idplint check names what was looked for\n")
        return 3
    return 0
