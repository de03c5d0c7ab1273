"""Files that idplint may replace: whole or not at all, never through a link, never somebody else's."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from idplint.documents.document import DocumentBroken
from idplint.documents.reading import MAX_BYTES, read_document
from idplint.errors import IdplintError
from idplint.inputs import native

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.documents.document import Document


def refuse_to_overwrite(path: Path) -> None:
    """Make sure that nothing stands at a path, or a native document.

    Raises:
        IdplintError: Something else stands there.
    """
    content = content_of(path)
    if content is not None and not is_native(str(path), content):
        raise IdplintError(
            "is not a native document, and is not overwritten",
            path=str(path),
            help="move the file away, or write to another folder with --out",
        )


def content_of(path: Path) -> bytes | None:
    """The bytes of a plain file; None where nothing stands.

    Raises:
        IdplintError: It is a link, a folder or anything else that is no file, or it cannot be read.
    """
    try:
        kind = path.lstat()
        if stat.S_ISLNK(kind.st_mode):
            raise IdplintError("is a symbolic link, which is not followed", path=str(path), help="remove the link")
        if not stat.S_ISREG(kind.st_mode) and not stat.S_ISDIR(kind.st_mode):
            # Opening a pipe would wait for whoever writes to it.
            raise IdplintError("is not a file, and is not replaced", path=str(path), help="move it away")
        if kind.st_size > MAX_BYTES:
            raise IdplintError("is too large for a file of idplint's", path=str(path), help="move the file away")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unwritable(path, error) from None


def refuse_link(folder: Path) -> None:
    """Make sure that a folder which idplint names by itself is no link.

    Raises:
        IdplintError: It is one.
    """
    if folder.is_symlink():
        raise IdplintError("is a symbolic link, which is not followed", path=str(folder), help="remove the link")


def is_native(path: str, content: bytes) -> bool:
    """Whether bytes are one native document and nothing else, as idplint writes it."""
    try:
        document: Document = read_document(path, content)
    except DocumentBroken:
        return False
    if document.problems or len(document.records) != 1:
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
        raise unwritable(path, error) from None
    try:
        with file:
            file.write(text)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> IdplintError:
    """Why a file or folder cannot be written."""
    # mkdir names the folder that is in the way; whoever reads about a file with an odd name would look for it in vain.
    where = error.filename if isinstance(error, FileExistsError | NotADirectoryError) else path
    reason = (error.strerror or type(error).__name__).lower()
    return IdplintError(f"cannot be written: {reason}", path=str(where), help="name another folder with --out")
