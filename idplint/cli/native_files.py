"""Where `idplint convert` writes: one folder for each estate."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from idplint.exporting.document_names import Names
from idplint.exporting.own_files import refuse_link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from idplint.config.settings import Settings

_TOP = "top"
_UNGOVERNED = "without-configuration"


def estate_folders(out: Path, settings: Sequence[Settings]) -> list[Path]:
    """The folder of each estate: `out` itself for one, else one below it, called after where its `idplint.yaml` stands.

    Raises:
        IdplintError: Such a folder is a symbolic link.
    """
    if len(settings) == 1:
        return [out]
    names = Names()
    folders = []
    for each in settings:
        where = str(PurePosixPath(each.path).parent) if each.path is not None else _UNGOVERNED
        folder = out / names.stem(where, "", _TOP)
        refuse_link(folder)
        folders.append(folder)
    return folders
