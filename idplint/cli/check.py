"""`idplint check`: read configuration and report what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from idplint.cli.output import ColourChoice, Format, complain, environment, standard_output, write
from idplint.engine import Options, load, report_of
from idplint.errors import UsageError
from idplint.findings import Severity
from idplint.inputs.registry import WHAT_IS_READ
from idplint.reports import render
from idplint.reports.style import decide_style
from idplint.reports.wording import not_read_words
from idplint.review.exit_codes import ExitPolicy, exit_code

if TYPE_CHECKING:
    from idplint.findings import Summary

_NOTHING = 3


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files and directories to read; `-` is standard input. Default: `paths` of idplint.yaml, else `.`."
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            help="Use this file for every input, instead of the nearest idplint.yaml.", envvar="IDPLINT_CONFIG"
        ),
    ] = None,
    select: Annotated[
        list[str] | None, typer.Option(help="Only these rules (code, name, prefix such as IDP1, or `default`).")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Not these rules.")] = None,
    output_format: Annotated[Format, typer.Option("--format", help="How to print the report.")] = Format.TEXT,
    fail_on: Annotated[Severity, typer.Option(help="Exit with 1 from this severity on.")] = Severity.ERROR,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Exit with 0 where nothing is recognised.")
    ] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail on what could not be decided (1) or not be read (2).")
    ] = False,
    color: Annotated[ColourChoice, typer.Option(help="When to colour.")] = ColourChoice.AUTO,
) -> int:
    """Read configuration and report what is wrong with it.

    Examples: idplint check exports/ · idplint check --format github . · az rest … | idplint check -
    """
    wanted = tuple(paths or ())
    options = Options(config=config, select=_words(select), ignore=_words(ignore))
    if select and not options.select:
        raise UsageError("--select names no rule", help="leave it out for the default rules")
    style = decide_style(standard_output(), environment(), color.value)
    run = load(wanted, options)
    report = report_of(run, options)
    write(render(output_format.value, report, run.documents, style))
    code = exit_code(report, ExitPolicy(fail_on=fail_on, allow_empty=allow_empty, exit_zero=exit_zero, strict=strict))
    if code == _NOTHING:
        _say_nothing_recognised(wanted, report.summary)
    return code


def _words(given: list[str] | None) -> tuple[str, ...]:
    return tuple(word.strip() for part in given or [] for word in part.split(",") if word.strip())


def _say_nothing_recognised(paths: tuple[str, ...], summary: Summary) -> None:
    where = ", ".join(paths) or "the current directory"
    if summary.not_read:
        complain(
            f"error: nothing that idplint reads in {where}",
            f"  recognised, not read: {not_read_words(summary)}",
        )
    else:
        complain(f"error: nothing recognised in {where}")
    complain(
        "  idplint reads, by content:",
        *(f"  - {line}" for line in WHAT_IS_READ),
        "  = help: export the configuration (README, Getting input), or pass --allow-empty",
    )
