"""`idplint convert`: write native documents from any other input."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from idplint.cli.native_files import estate_folders
from idplint.cli.output import complain_of, write
from idplint.cli.reading import complain_of_reading
from idplint.engine import Options, load
from idplint.errors import UsageError
from idplint.exporting.document_names import Names
from idplint.exporting.own_files import refuse_to_overwrite, write_file
from idplint.reports.escaping import neutralise

_NOTHING = 3


def convert(
    paths: Annotated[list[str], typer.Argument(help="Files and directories to read; `-` is standard input.")],
    out: Annotated[str, typer.Option("--out", metavar="<path>", help="Folder to write to; created if not there.")],
    config: Annotated[
        Path | None, typer.Option(help="Use this idplint.yaml for every input.", envvar="IDPLINT_CONFIG")
    ] = None,
) -> int:
    """Write one native document for every application read.

    Files that are no native documents are never overwritten. Where several idplint.yaml govern the input, the documents
    of each go into a folder of their own.
    """
    from idplint.inputs.native_writer import native_text

    if not out:
        raise UsageError("--out is empty", help="write `.` for the current directory")
    run = load(tuple(paths), Options(config=config))
    code = complain_of_reading(run)
    if run.errors:
        return code
    estates = [estate for estate in run.estates if estate.applications]
    if not estates:
        complain_of("no application was read, so nothing was written", "idplint check names what was looked for")
        return code or _NOTHING
    texts = {}
    for folder, estate in zip(estate_folders(Path(out), [each.settings for each in estates]), estates, strict=True):
        names = Names()
        for application in estate.applications:
            texts[folder / names.choose(application.name, application.id)] = native_text(application)
    # All before the first is written: half a snapshot would look like a whole one.
    for path in texts:
        refuse_to_overwrite(path)
    for path, text in texts.items():
        write_file(path, text)
        write(neutralise(str(path)))
    return code
