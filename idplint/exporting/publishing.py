"""Moving what was staged to where people read it, so that at every moment the folder says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.exporting.manifest_accounts import interrupted
from idplint.exporting.own_files import content_of, unwritable
from idplint.inputs.export_manifest import MANIFEST_NAME, manifest_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.exporting.planning import Plan
    from idplint.exporting.staging import Staging

_UNFINISHED = "unfinished.manifest"
_FINAL = "final.manifest"


def publish(plans: Iterable[tuple[Plan, Staging]]) -> None:
    """Carry plans out, one folder after the other.

    In each folder the manifest says `complete: false` before the first document changes, and the truth after the last. Nothing
    is written on the way that could find the disk full: files are only moved and removed. What has not changed is not touched.

    Raises:
        IdplintError: A file cannot be written, moved or removed; the manifest of that folder then says `complete: false`.
    """
    prepared = [(plan, staging) for plan, staging in plans if _prepare(plan, staging)]
    for plan, staging in prepared:
        if plan.replaced or plan.removed:
            _move(plan, staging, _UNFINISHED, MANIFEST_NAME)
            for file, name in sorted(plan.replaced.items()):
                _move(plan, staging, name, file)
            for file in plan.removed:
                _remove(plan, file)
        _move(plan, staging, _FINAL, MANIFEST_NAME)


def _prepare(plan: Plan, staging: Staging) -> bool:
    """Stage both manifests; False where nothing in the folder changes."""
    final = manifest_text(plan.manifest)
    if not plan.replaced and not plan.removed and content_of(plan.folder / MANIFEST_NAME) == final:
        return False
    staging.write(_UNFINISHED, manifest_text(interrupted(plan.manifest, plan.previous)))
    staging.write(_FINAL, final)
    return True


def _move(plan: Plan, staging: Staging, name: str, file: str) -> None:
    path = plan.folder / file
    try:
        staging.path(name).replace(path)
    except OSError as error:
        raise unwritable(path, error) from None


def _remove(plan: Plan, file: str) -> None:
    path = plan.folder / file
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from None
