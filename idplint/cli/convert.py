"""`idplint convert`: write native documents from any other input."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from idplint.cli.output import write
from idplint.engine import Options, load
from idplint.errors import IdplintError


def convert(
    paths: Annotated[list[str], typer.Argument(help="Files and directories to read; `-` is standard input.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write to; created if it is not there.")],
    config: Annotated[
        Path | None, typer.Option(help="Use this idplint.yaml for every input.", envvar="IDPLINT_CONFIG")
    ] = None,
) -> int:
    """Write one native document for every application that was read."""
    from idplint.inputs.native_writer import native_text

    run = load(tuple(paths), Options(config=config))
    applications = [application for estate in run.estates for application in estate.applications]
    out.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for application in applications:
        name = file_name(application.name, application.id, taken)
        (out / name).write_text(native_text(application), encoding="utf-8")
        write(str(out / name))
    if run.errors:
        first = run.errors[0]
        raise IdplintError(first.message, path=first.path, line=first.line, help=first.help)
    return 0 if applications else 3


def file_name(name: str, ident: str, taken: set[str]) -> str:
    """A file name from an application's name, with its id where two would be the same; never leaves the folder."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "application"
    if stem in taken:
        stem = f"{stem}-{re.sub(r'[^a-z0-9]+', '-', ident.lower()).strip('-')}"
    taken.add(stem)
    return f"{stem}.yaml"
