"""Which files of a folder an export writes, leaves and removes; decided as a whole before the first is touched."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from idplint.errors import IdplintError
from idplint.exporting.document_names import endings, is_exported_name, long_stem, stems
from idplint.exporting.harvest_log import DOCUMENT
from idplint.exporting.manifest_accounts import Standing, manifest_of
from idplint.exporting.native_documents import idents_in, is_bundle
from idplint.exporting.own_files import content_of, is_native, refuse_link
from idplint.inputs.export_manifest import MANIFEST_NAME, MalformedManifestError, Manifest, read_manifest

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from idplint.connectors.harvest import Tenancy
    from idplint.exporting.harvest_log import Exported, HarvestLog
    from idplint.exporting.staging import Staging

_ELSEWHERE = "move it away, or name another folder"


class Plan(msgspec.Struct, frozen=True):
    """What happens to one folder."""

    folder: Path
    replaced: dict[str, str]
    """Files that are new or differ, with the name each has in the staging folder."""
    removed: tuple[str, ...]
    unchanged: int
    kept: int
    """Documents of an earlier export that stay because this run knows less."""
    manifest: Manifest
    previous: Manifest | None


def previous_manifest(folder: Path, tenancy: Tenancy) -> Manifest | None:
    """The manifest of an earlier export of the same tenant; None where there is none.

    Raises:
        IdplintError: It is of another tenant, or is nothing to trust.
    """
    refuse_link(folder)
    path = folder / MANIFEST_NAME
    content = content_of(path) if folder.is_dir() else None
    if content is None:
        return None
    try:
        manifest = read_manifest(content)
    except MalformedManifestError as error:
        raise IdplintError(error.message, path=str(path), help=_ELSEWHERE) from None
    if (manifest.idp, manifest.tenant) != (tenancy.idp, tenancy.tenant):
        raise IdplintError(
            f"this folder holds an export of {manifest.idp} tenant {manifest.tenant}, not of {tenancy.tenant}",
            path=str(folder),
            help="write to another folder with --out",
        )
    for file in manifest.files:
        if not is_exported_name(file):
            raise IdplintError(f"the manifest lists `{file}`, which no export writes", path=str(path), help=_ELSEWHERE)
    return manifest


def plan(folder: Path, kind: str, staging: Staging, log: HarvestLog, today: datetime.date) -> Plan:
    """Decide about one folder; nothing in it changes.

    Args:
        folder: Where the documents will stand.
        kind: `DOCUMENT` or `BUNDLE`.
        staging: Where they are now.
        log: What was read.
        today: The day of the run.

    Raises:
        IdplintError: A file would have to be replaced or removed that is not of an earlier export.
    """
    previous = previous_manifest(folder, log.tenancy)
    there = _Folder(folder, kind, previous)
    owned = {each.ident: there.owned_by(each, staging) for each in log.applications}
    kept: set[str] = set()
    renewing: list[Exported] = []
    for each in log.applications:
        if _knows_more(owned[each.ident], each, kind, previous):
            kept |= owned[each.ident]
        elif kind in each.kinds:
            renewing.append(each)
    others = there.files.difference(*owned.values())
    whole = log.wanted.is_whole
    vanished = others if whole and log.complete else frozenset()
    remaining = others - vanished
    renewed = _named(renewing, owned, kept | remaining, kind, settled=whole and log.complete)
    standing = Standing(
        renewed=renewed,
        kept=tuple(kept | remaining if whole else kept),
        untouched=() if whole else tuple(remaining),
    )
    replaced = {}
    for file, each in renewed.items():
        if staging.read(each.staged_as(kind)) != there.content(file):
            there.require_own(file)
            replaced[file] = each.staged_as(kind)
    renamed = {file for each in renewing for file in owned[each.ident]}
    removed = sorted((vanished | renamed) - renewed.keys())
    for file in removed:
        there.require_own(file)
    return Plan(
        folder=folder,
        replaced=replaced,
        removed=tuple(removed),
        unchanged=len(renewed) - len(replaced),
        kept=len(standing.kept),
        manifest=manifest_of(log, standing, previous, today),
        previous=previous,
    )


class _Folder:
    """The files in a folder that an earlier export wrote."""

    def __init__(self, folder: Path, kind: str, previous: Manifest | None) -> None:
        self._folder = folder
        self._kind = kind
        listed = previous.files if previous is not None else ()
        self.files = frozenset(file for file in listed if os.path.lexists(folder / file))
        self._by_ending: defaultdict[str, list[str]] = defaultdict(list)
        for file in sorted(self.files):
            self._by_ending[file.rpartition(".")[0].rpartition("-")[2]].append(file)

    def content(self, file: str) -> bytes | None:
        return content_of(self._folder / file) if self._folder.is_dir() else None

    def owned_by(self, exported: Exported, staging: Staging) -> frozenset[str]:
        """The documents of an application, under whatever name it had."""
        files = [file for ending in endings(exported.ident) for file in self._by_ending[ending]]
        if not files:
            return frozenset()
        staged = exported.staged_as(self._kind)
        new = staging.read(staged) if self._kind in exported.kinds else None
        return frozenset(file for file in files if self._is_about(file, exported.ident, new))

    def require_own(self, file: str) -> None:
        """Make sure that a file which is to be replaced or removed is one that an earlier export wrote.

        Raises:
            IdplintError: It is not.
        """
        content = self.content(file)
        if content is None:
            return
        path = str(self._folder / file)
        recognised = is_native if self._kind == DOCUMENT else is_bundle
        if file not in self.files:
            raise IdplintError("was not written by an earlier export, and is not replaced", path=path, help=_ELSEWHERE)
        if not recognised(path, content):
            raise IdplintError("is no longer what an export wrote, and is not replaced", path=path, help=_ELSEWHERE)

    def _is_about(self, file: str, ident: str, new: bytes | None) -> bool:
        content = self.content(file)
        if content is None or content == new:
            return content is not None
        # The last letters of an id may be those of another one.
        tails = [each.partition(":")[2] for each in idents_in(file, content)]
        return not tails or any(tail == ident or tail.endswith(f"/{ident}") for tail in tails)


def _knows_more(owned: frozenset[str], exported: Exported, kind: str, previous: Manifest | None) -> bool:
    """Whether documents of an earlier export say what this run could not read."""
    if previous is None or not owned:
        return False
    return kind not in exported.kinds or any(
        not _covered(part, previous.lacking.get(file, ())) for file in owned for part in exported.missing
    )


def _covered(part: str, lacking: Iterable[str]) -> bool:
    """Whether a part, or one that it belongs to, was unknown already."""
    return any(part == each or part.startswith(f"{each}.") for each in lacking)


def _named(
    renewing: list[Exported],
    owned: dict[str, frozenset[str]],
    staying: set[str],
    kind: str,
    *,
    settled: bool,
) -> dict[str, Exported]:
    """The file name of every document of this run.

    Where not every application was seen, one keeps the long name that an earlier export gave it: whose short name it would
    share may only be absent from this run.
    """
    taken = frozenset(file.rpartition(".")[0] for file in staying)
    chosen = stems(((each.name, each.ident) for each in renewing), taken)
    renewed = {}
    for each in renewing:
        long = f"{long_stem(each.name, each.ident)}.{kind}"
        keeps = not settled and long in owned[each.ident]
        renewed[long if keeps else f"{chosen[each.ident]}.{kind}"] = each
    return renewed
