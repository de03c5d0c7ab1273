"""The commands, and what happens to errors, interrupts and closed pipes."""

from __future__ import annotations

import gc
import io
import os
import sys
from typing import Annotated

import typer

from idplint import __version__
from idplint.cli import check, convert, evaluating, explain, export, rules, schema, show
from idplint.cli.output import abandon, complain, complain_of, prepare_streams, unwritable
from idplint.errors import IdplintError

PIPE_CLOSED = 141
_FAILED = 2

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

for _name, _command in (
    ("check", check.check),
    ("show", show.show),
    ("convert", convert.convert),
    ("export", export.export),
    ("rules", rules.rules),
    ("explain", explain.explain),
    ("schema", schema.schema),
    ("eval", evaluating.eval_),
):
    app.command(_name)(_command)


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


def run() -> None:
    """Run the command line; ends the process with its exit code."""
    # A run keeps nearly all that it makes until it ends, and makes next to no cycles: collecting finds nothing.
    gc.disable()
    prepare_streams()
    sys.exit(_outcome())


def _outcome() -> int:
    """The exit code of the command that was asked for; errors are a message instead of a traceback."""
    try:
        code = app(standalone_mode=False)
    except SystemExit as ending:
        # typer takes a pipe that was closed for an ending of its own.
        if not isinstance(ending.__context__, BrokenPipeError):
            raise
    except BrokenPipeError:
        pass
    except Exception as error:  # noqa: BLE001 - people get a message and an exit code, whatever happened
        return _failed(error)
    else:
        return code if isinstance(code, int) else 0
    abandon(sys.__stdout__)
    return PIPE_CLOSED


def _failed(error: Exception) -> int:
    if isinstance(error, OSError) and error.filename is None:
        # It is about no file, and the commands take care of what they write: typer could not print its help.
        abandon(sys.__stdout__)
        error = unwritable(error)
    # typer's usage errors have no public class in common, but all can print themselves.
    show = getattr(error, "show", None)
    if isinstance(error, IdplintError):
        complain_of(str(error), error.help)
    elif show is not None:
        text = io.StringIO()
        show(file=text)
        complain(*text.getvalue().rstrip("\n").split("\n"))
    elif os.environ.get("IDPLINT_TRACEBACK"):
        raise error
    else:
        # A bug of idplint's own: the run must not look complete, and the traceback is for whoever reports it.
        complain(
            f"internal error: {type(error).__name__}: {error}",
            "  = help: this is a bug in idplint; IDPLINT_TRACEBACK=1 shows where, for the report",
        )
    return _FAILED
