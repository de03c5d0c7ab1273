"""The commands, and what happens to errors, interrupts and closed pipes."""

from __future__ import annotations

import functools
import gc
import os
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn, ParamSpec

import typer

from idplint import __version__
from idplint.cli import check, convert, explain, rules, schema, show
from idplint.errors import IdplintError

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")

INTERRUPTED = 130
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


def _ending(command: Callable[P, int]) -> Callable[P, NoReturn]:
    """End the process with a command's exit code, and with a message instead of a traceback."""

    @functools.wraps(command)
    def run_command(*args: P.args, **kwargs: P.kwargs) -> NoReturn:
        try:
            code = command(*args, **kwargs)
            sys.stdout.flush()
        except KeyboardInterrupt:
            code = INTERRUPTED
        except BrokenPipeError:
            # The reader went away (`| head`); keep the interpreter from complaining when it flushes again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = PIPE_CLOSED
        except IdplintError as error:
            sys.stderr.write(f"error: {error}\n")
            if error.help:
                sys.stderr.write(f"  = help: {error.help}\n")
            code = _FAILED
        except Exception as error:
            # A bug of idplint's own: the run must not look complete, and the traceback is for whoever reports it.
            if os.environ.get("IDPLINT_TRACEBACK"):
                raise
            sys.stderr.write(f"internal error: {type(error).__name__}: {error}\n")
            sys.stderr.write("  = help: this is a bug in idplint; IDPLINT_TRACEBACK=1 shows where, for the report\n")
            code = _FAILED
        raise typer.Exit(code)

    return run_command


for _name, _command in (
    ("check", check.check),
    ("show", show.show),
    ("convert", convert.convert),
    ("rules", rules.rules),
    ("explain", explain.explain),
    ("schema", schema.schema),
):
    app.command(_name)(_ending(_command))


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
    # Windows consoles and C locales would otherwise fail on the first accent.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    app()
