"""`idplint export`: write a live tenant down as native documents."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from idplint.cli.output import complain, complain_of, environment, standard_output, write
from idplint.errors import NothingThere, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from idplint.connectors.harvest import Connector
    from idplint.exporting.flow import Order, Outcome

_INCOMPLETE = 2
_NOTHING = 3
_INTERRUPTED = 130
_STREAM = "-"


class Source(StrEnum):
    """An identity provider whose tenant can be read."""

    ENTRA = "entra"
    AZUREAD = "azuread"
    OKTA = "okta"
    AUTH0 = "auth0"

    @property
    def idp(self) -> str:
        """The name under which it is written down."""
        return Source.ENTRA.value if self is Source.AZUREAD else self.value


class Cloud(StrEnum):
    """A Microsoft cloud; each has tenants of its own."""

    GLOBAL = "global"
    USGOV = "usgov"
    USGOV_DOD = "usgov-dod"
    CHINA = "china"


def export(
    source: Annotated[
        Source, typer.Argument(help="Whose tenant to read; azuread is entra.", metavar="entra|okta|auth0")
    ],
    out: Annotated[
        str, typer.Option("--out", metavar="<path>", help="Folder to write to, created if not there; `-` streams.")
    ],
    raw: Annotated[
        str | None, typer.Option("--raw", metavar="<path>", help="Keep the redacted bodies as bundles in this folder.")
    ] = None,
    app: Annotated[
        list[str] | None,
        typer.Option("--app", metavar="<name or id>", help="Only this application; a pattern. May be repeated."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="<number>", help="At most this many applications.")
    ] = None,
    cloud: Annotated[Cloud, typer.Option("--cloud", help="Microsoft cloud of an Entra tenant.")] = Cloud.GLOBAL,
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, max=64, metavar="<number>", help="Requests under way at once.")
    ] = 8,
    allow_incomplete: Annotated[
        bool, typer.Option("--allow-incomplete", help="Exit with 0 though something could not be read.")
    ] = False,
) -> int:
    """Write a live tenant down as native documents, reading only.

    Credentials come from the environment, never from options: docs/connectors.md. Documents of an earlier export are
    replaced, but never by one that knows less; other files are not touched.

    Examples: idplint export entra --out snapshot · idplint export okta --out - | idplint check -
    """
    order = _order(out, raw, tuple(app or ()), limit)

    def opened() -> Connector:
        return _opened(source.idp, cloud.value, concurrency)

    # Whoever runs an export of ten thousand applications wants its memory back on the way.
    gc.enable()
    try:
        with _terminated_like_interrupted():
            outcome = run_export(opened, order)
    except NothingThere as error:
        complain_of(str(error), error.help)
        return _NOTHING
    except KeyboardInterrupt:
        complain("interrupted: the folder is as it was, or its manifest says `complete: false`")
        return _INTERRUPTED
    return 0 if outcome.complete or allow_incomplete else _INCOMPLETE


def run_export(opened: Callable[[], Connector], order: Order) -> Outcome:
    """Export, with progress and closing words on standard error.

    Args:
        opened: Opens the tenant; called inside the event loop.
        order: What to export, and to where.

    Raises:
        IdplintError: Nothing could be exported.
    """
    import asyncio

    from idplint.exporting.closing import closing_lines
    from idplint.exporting.flow import export as export_tenant
    from idplint.exporting.progress import progress

    if order.out is None:
        _prepare_stream()

    outcomes: list[Outcome] = []

    async def whole() -> None:
        outcomes.append(
            await export_tenant(opened(), order, watch=lambda: progress(sys.stderr, environment()), write=write)
        )

    try:
        asyncio.run(whole())
    except KeyboardInterrupt:
        if not outcomes:
            raise
        # It came while documents were moved, and had to wait until they were all in their places.
    complain(*closing_lines(outcomes[0]))
    return outcomes[0]


def _prepare_stream() -> None:
    """Have standard output carry YAML, whatever the terminal speaks; that there is none is said before anything is read."""
    reconfigure = getattr(standard_output(), "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", newline="\n")


def _order(out: str, raw: str | None, names: tuple[str, ...], limit: int | None) -> Order:
    import datetime

    from idplint.connectors.harvest import Wanted
    from idplint.exporting.flow import Order

    for option, value in (("--out", out), ("--raw", raw)):
        if value == "":
            raise UsageError(f"{option} is empty", help="write `.` for the current directory")
    if raw == _STREAM:
        raise UsageError("--raw names a folder; only --out can be a stream")
    if "" in names:
        raise UsageError("--app is empty", help="leave it out for every application")
    if raw is not None and out != _STREAM and Path(out).resolve() == Path(raw).resolve():
        raise UsageError(
            "--out and --raw are one folder", help="keep the bodies in a folder of their own, which no check reads"
        )
    return Order(
        wanted=Wanted(names=names, limit=limit),
        out=None if out == _STREAM else Path(out),
        raw=None if raw is None else Path(raw),
        today=datetime.datetime.now(tz=datetime.UTC).date(),
    )


def _opened(idp: str, cloud: str, concurrency: int) -> Connector:
    from idplint.connectors.opening import open_connector

    return open_connector(idp, cloud, concurrency)


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """Make SIGTERM do what Ctrl-C does, so that connections are closed and staged files removed."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        handler = signal.getsignal(signal.SIGINT)
        if callable(handler):
            handler(number, frame)
        else:  # a shell that starts jobs in the background has them ignore Ctrl-C
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
