"""The commands, and what happens to errors, interrupts and closed pipes."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import click
import typer

from idplint import __version__
from idplint.cli import check, convert, explain, rules, schema, show
from idplint.errors import IdplintError

app = typer.Typer(
    name="idplint",
    help="Find the SSO and SCIM settings that lock people out, before they are merged.",
    epilog="Exit codes: 0 nothing found, 1 findings, 2 could not run properly, 3 nothing recognised.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check.check)
app.command("show")(show.show)
app.command("convert")(convert.convert)
app.command("rules")(rules.rules)
app.command("explain")(explain.explain)
app.command("schema")(schema.schema)

INTERRUPTED = 130


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the flag's value
    if wanted:
        typer.echo(f"idplint {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version


def run() -> int:
    """Run the command line and return the exit code."""
    # Windows consoles and C locales would otherwise fail on the first accent.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        result = app(standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        error.show(sys.stderr)
        return 2
    except click.exceptions.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        return INTERRUPTED
    except IdplintError as error:
        sys.stderr.write(f"error: {error}\n")
        if error.help:
            sys.stderr.write(f"  = help: {error.help}\n")
        return 2
    except BrokenPipeError:
        # The reader went away (`| head`); keep the interpreter from complaining when it flushes again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0
