"""Where `idplint convert` writes: names that are safe, files that are its own to replace, nothing through a link."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from idplint.config.discovery import CONFIG_NAMES
from idplint.documents.document import DocumentBroken
from idplint.documents.reading import read_document
from idplint.errors import IdplintError
from idplint.inputs import native

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.config.settings import Settings
    from idplint.documents.document import Document

_LONGEST = 80
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that Windows takes for devices whatever their suffix."""
_TOP = "top"
_UNGOVERNED = "without-configuration"


class Names:
    """File names made from what people call things; each is given once."""

    def __init__(self) -> None:
        self._taken = _DEVICES | {name.rpartition(".")[0] for name in CONFIG_NAMES}

    def choose(self, name: str, ident: str) -> str:
        """A file name from an application's name, with its id where that is taken; it never leaves the folder."""
        return f"{self.stem(name, ident, 'application')}.yaml"

    def stem(self, name: str, ident: str, otherwise: str) -> str:
        """The same without a suffix; `otherwise` is for names of which no letter can stand in a file name."""
        plain = _plain(name) or otherwise
        stem = plain
        if stem in self._taken and _plain(ident):
            stem = plain = f"{plain}-{_plain(ident)}"
        number = 2
        while stem in self._taken:
            stem = f"{plain}-{number}"
            number += 1
        self._taken |= {stem}
        return stem


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST].strip("-")


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
        if folder.is_symlink():
            raise IdplintError("is a symbolic link, which is not followed", path=str(folder), help="remove the link")
        folders.append(folder)
    return folders


def refuse_to_overwrite(path: Path) -> None:
    """Make sure that nothing stands at a path, or a native document.

    Raises:
        IdplintError: Something else stands there.
    """
    if path.is_symlink():
        raise IdplintError("is a symbolic link, which is not followed", path=str(path), help="remove the link")
    try:
        document = read_document(str(path), path.read_bytes())
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unwritable(path, error) from None
    except DocumentBroken:
        document = None  # nobody knows what it is
    if not _is_native(document):
        raise IdplintError(
            "is not a native document, and is not overwritten",
            path=str(path),
            help="move the file away, or write to another folder with --out",
        )


def _is_native(document: Document | None) -> bool:
    """Whether a document is what `convert` would write: one native document and nothing else."""
    if document is None or document.problems or len(document.records) != 1:
        return False
    return native.recognise(document.records[0]) is not None


def write_file(path: Path, text: str) -> None:
    """Write a file so that it is there as a whole or not at all, and never through a link.

    Raises:
        IdplintError: The folder or the file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Exclusive creation does not follow a link that somebody laid there.
        file = unfinished.open("x", encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with file:
            file.write(text)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> IdplintError:
    # mkdir names the folder that is in the way; whoever reads about a file with an odd name would look for it in vain.
    where = error.filename if isinstance(error, FileExistsError | NotADirectoryError) else path
    reason = (error.strerror or type(error).__name__).lower()
    return IdplintError(f"cannot be written: {reason}", path=str(where), help="name another folder with --out")
