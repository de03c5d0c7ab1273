"""What the manifest of an export says: of this run, of documents that stay from an earlier one, and of both together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from idplint.exporting.harvest_log import Exported, unknown_parts, writable
from idplint.inputs.export_manifest import Asked, Manifest, UnknownPart

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from idplint.connectors.harvest import Wanted
    from idplint.exporting.harvest_log import HarvestLog

_INTERRUPTED = UnknownPart(
    part="documents",
    applications=0,
    reason="the export was interrupted while documents were being replaced, so old ones stand beside new ones",
    remedy="export again",
)


class Standing(msgspec.Struct, frozen=True):
    """Which documents will stand in a folder."""

    renewed: Mapping[str, Exported]
    """Documents of this run, by file name."""
    kept: tuple[str, ...] = ()
    """Documents of an earlier export of applications about which this run knows less, or nothing."""
    untouched: tuple[str, ...] = ()
    """Documents of an earlier export of applications that this run was not asked for."""

    @property
    def files(self) -> list[str]:
        """All of them, sorted."""
        return sorted({*self.renewed, *self.kept, *self.untouched})


def manifest_of(log: HarvestLog, standing: Standing, previous: Manifest | None, today: datetime.date) -> Manifest:
    """The manifest that will stand beside these documents.

    A run that was asked for some applications only leaves an earlier export what it was: as old as its oldest part, complete
    where both are.

    Args:
        log: What was read.
        standing: The documents that will stand there.
        previous: The manifest that stands there; None where none does, or where nothing of it stays.
        today: The day of this run.
    """
    own = Manifest(
        idp=log.idp,
        tenant=log.tenancy.tenant,
        host=log.tenancy.host,
        api_versions=tuple(log.tenancy.api_versions),
        exported_on=today,
        complete=log.complete,
        applications=len(standing.files),
        files=tuple(standing.files),
        kept=tuple(sorted(standing.kept)),
        left_out=dict(sorted(log.left_out.items())),
        unknown=unknown_parts(log.applications),
        lacking=_lacking(standing, previous),
        asked=None if log.wanted.is_whole else _asked(log.wanted),
    )
    if previous is None or log.wanted.is_whole:
        return own
    return msgspec.structs.replace(
        own,
        exported_on=min(previous.exported_on, today),
        complete=own.complete and previous.complete,
        kept=tuple(sorted({*standing.kept, *(set(previous.kept) & set(standing.untouched))})),
        left_out=dict(previous.left_out),
        unknown=_together(own.unknown, _still_unknown(previous, standing.untouched)),
        asked=_both_asked(previous.asked, own.asked),
    )


def interrupted(final: Manifest, previous: Manifest | None) -> Manifest:
    """What the manifest says until the last document is in its place: not complete, and it may be either export."""
    earlier = {} if previous is None else {file: frozenset(previous.lacking.get(file, ())) for file in previous.files}
    later = {file: frozenset(final.lacking.get(file, ())) for file in final.files}
    files = sorted({*earlier, *later})
    lacking = {}
    for file in files:
        # A document that may be the old one is worth what it would be worth if it were.
        parts = earlier.get(file, later.get(file, frozenset())) & later.get(file, earlier.get(file, frozenset()))
        if parts:
            lacking[file] = tuple(sorted(parts))
    return msgspec.structs.replace(
        final,
        complete=False,
        exported_on=min(previous.exported_on, final.exported_on) if previous else final.exported_on,
        applications=len(files),
        files=tuple(files),
        unknown=(*final.unknown, msgspec.structs.replace(_INTERRUPTED, applications=len(files))),
        lacking=lacking,
    )


def _lacking(standing: Standing, previous: Manifest | None) -> dict[str, tuple[str, ...]]:
    lacking = {}
    for file in standing.files:
        if file in standing.renewed:
            parts = {unread.part for unread in standing.renewed[file].unread}
        else:
            parts = set(previous.lacking.get(file, ())) if previous else set()
        if parts:
            lacking[file] = tuple(sorted(parts))
    return lacking


def _still_unknown(previous: Manifest, untouched: Sequence[str]) -> Iterable[UnknownPart]:
    """What an earlier export did not know of the applications whose documents stay untouched, part by part.

    Rather too many are counted than too few: which part it was for which an older document was kept is not written down.
    """
    rows: dict[str, list[UnknownPart]] = defaultdict(list)
    for row in previous.unknown:
        rows[row.part].append(row)
    lacking = Counter(part for file in previous.files for part in set(previous.lacking.get(file, ())))
    staying = Counter(part for file in untouched for part in set(previous.lacking.get(file, ())))
    kept = len(set(previous.kept) & set(untouched))
    for part, held in rows.items():
        counted = sum(row.applications for row in held)
        # What is counted beyond the documents that lack the part are applications whose older document was kept.
        number = staying[part] + min(kept, max(0, counted - lacking[part]))
        if number and len(held) == 1:
            yield msgspec.structs.replace(held[0], applications=number)
        elif number:
            # Which of them had which reason was not written down.
            yield UnknownPart(
                part=part,
                applications=number,
                reason="; or ".join(dict.fromkeys(row.reason for row in held)),
                remedy="; or ".join(dict.fromkeys(row.remedy for row in held if row.remedy)),
                offered=any(row.offered for row in held),
            )


def _together(*sides: Iterable[UnknownPart]) -> tuple[UnknownPart, ...]:
    counted: Counter[UnknownPart] = Counter()
    for side in sides:
        for row in side:
            counted[msgspec.structs.replace(row, applications=0)] += row.applications
    rows = (msgspec.structs.replace(row, applications=number) for row, number in counted.items())
    return tuple(sorted(rows, key=lambda row: (row.part, row.reason, row.remedy)))


def _asked(wanted: Wanted) -> Asked:
    return Asked(app=tuple(sorted(writable(name) for name in wanted.names)), limit=wanted.limit)


def _both_asked(earlier: Asked | None, now: Asked | None) -> Asked | None:
    if earlier is None or now is None:
        return None  # the folder holds a whole tenant
    limits = [each.limit for each in (earlier, now) if each.limit is not None]
    return Asked(app=tuple(sorted({*earlier.app, *now.app})), limit=max(limits, default=None))
