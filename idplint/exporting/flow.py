"""The way of an export: from a connector through redaction and the inputs to documents in a folder or a stream."""

from __future__ import annotations

import asyncio
import datetime
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from idplint.connectors.harvest import Wanted
from idplint.errors import NothingThere
from idplint.exporting.harvest_log import BUNDLE, DOCUMENT, HarvestLog, unknown_parts, writable
from idplint.exporting.planning import Plan, plan, previous_manifest
from idplint.exporting.publishing import publish
from idplint.exporting.staging import staged, staged_nowhere
from idplint.exporting.stream import stream_manifest, stream_texts
from idplint.inputs.export_manifest import Manifest, UnknownPart

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from idplint.connectors.harvest import Connector
    from idplint.exporting.staging import Staging


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to export, and to where."""

    wanted: Wanted
    out: Path | None
    """The folder above the one for the identity provider; None: a stream."""
    raw: Path | None = None
    """Where the redacted bundles are kept; None: nowhere."""
    today: datetime.date


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What an export came to."""

    manifest: Manifest
    """What stands in the folder, or was streamed."""
    plan: Plan | None
    """What happened to the folder; None for a stream."""
    applications: int
    """Applications that this run was given."""
    complete: bool
    """Whether this run read all it was asked for, whatever the folder held before."""
    unknown: tuple[UnknownPart, ...]
    """What this run could not read."""
    left_out: dict[str, int]


async def export(
    connector: Connector,
    order: Order,
    *,
    watch: Callable[[], AbstractContextManager[Callable[[int], None]]],
    write: Callable[[str], None],
) -> Outcome:
    """Read a tenant and write its documents; until everything was read, nothing that stands in a folder changes.

    Args:
        connector: Reads the tenant; it is closed in any case.
        order: What to export, and to where.
        watch: Entered while applications are read; what it yields is called with their number so far, after each.
        write: Takes the pieces of a stream.

    Raises:
        ConnectorError: The tenant cannot be read.
        NothingThere: It shows no application.
        IdplintError: A folder cannot be written, or is not an earlier export's to replace.
    """
    with ExitStack() as folders:
        try:
            tenancy = await connector.tenancy()
            log = HarvestLog(tenancy, order.wanted)
            out = None if order.out is None else order.out / log.idp
            raw = None if order.raw is None else order.raw / log.idp
            for folder in (out, raw):
                if folder is not None:
                    previous_manifest(folder, tenancy)  # refuses before an hour is spent on reading
            staging = folders.enter_context(staged_nowhere() if out is None else staged(out))
            raw_staging = None if raw is None else folders.enter_context(staged(raw))
            with watch() as step:
                async for harvested in connector.harvest(order.wanted):
                    log.take(harvested, staging, raw_staging)
                    step(len(log))
            log.left_out = {writable(why): number for why, number in connector.left_out.items()}
            if not log:
                raise _nothing_there(log)
        finally:
            await connector.close()
        # Nothing is awaited while files are moved: an interrupt waits until the folder is whole again.
        plans: list[tuple[Plan, Staging]] = []
        if out is not None:
            plans.append((plan(out, DOCUMENT, staging, log, order.today), staging))
        if raw is not None and raw_staging is not None:
            plans.append((plan(raw, BUNDLE, raw_staging, log, order.today), raw_staging))
        publish(plans)
        manifest = plans[0][0].manifest if out is not None else stream_manifest(log, order.today)
        if out is None:
            for text in stream_texts(log, staging, manifest):
                write(text)
                await asyncio.sleep(0)  # a stream has no whole to wait for
        return Outcome(
            manifest=manifest,
            plan=plans[0][0] if out is not None else None,
            applications=len(log),
            complete=log.complete,
            unknown=unknown_parts(log.applications),
            left_out=dict(sorted(log.left_out.items())),
        )


def _nothing_there(log: HarvestLog) -> NothingThere:
    """An empty tenant and a credential that sees nothing of it look alike, and the first is rare."""
    left_out = "".join(f"; left out: {number}, {why}" for why, number in log.left_out.items())
    return NothingThere(
        f"{log.idp} tenant {log.tenancy.tenant} shows no application{left_out}",
        help="check which applications the credential may see; nothing was written or removed",
    )
