"""Where an export grows until it is whole: a folder beside its destination that nobody else may enter."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from idplint.errors import IdplintError
from idplint.exporting.own_files import refuse_link, unwritable

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = ".idplint-export-"


class Staging:
    """Files that are not yet where they belong.

    Their names end in `.part`, so that no check of a folder reads what a killed export left behind.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, content: bytes) -> None:
        """Keep a file for later; one of the same name is replaced.

        Raises:
            IdplintError: It cannot be written, for example because the disk is full.
        """
        try:
            self.path(name).write_bytes(content)
        except OSError as error:
            raise unwritable(self.folder.parent, error) from None

    def read(self, name: str) -> bytes:
        """The content of a file that was kept.

        Raises:
            IdplintError: It cannot be read.
        """
        try:
            return self.path(name).read_bytes()
        except OSError as error:
            raise unwritable(self.folder.parent, error) from None

    def path(self, name: str) -> Path:
        """Where a file that was kept lies now."""
        return self.folder / f"{name}.part"


@contextmanager
def staged_nowhere() -> Iterator[Staging]:
    """A staging folder for a stream, among the system's temporary files."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX.lstrip(".")))
    except OSError as error:
        raise unwritable(Path(tempfile.gettempdir()), error) from None
    try:
        yield Staging(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def staged(destination: Path) -> Iterator[Staging]:
    """A staging folder inside the folder that files will be moved to; it goes away whatever happens.

    Folders that had to be made are removed again where nothing was moved into them. One export at a time may write to a
    destination, on systems that lock folders; what a killed one left there is removed.

    Raises:
        IdplintError: The destination is a link, cannot be written, or another export is writing to it.
    """
    refuse_link(destination)
    made: list[Path] = []
    lock: int | None = None
    folder: Path | None = None
    try:
        try:
            _make(destination, made)
            lock = _locked(destination)
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=destination))
        except OSError as error:
            raise unwritable(destination, error) from None
        yield Staging(folder)
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        for each in reversed(made):
            with suppress(OSError):  # not empty: it is wanted
                each.rmdir()
        if lock is not None:
            os.close(lock)


def _make(folder: Path, made: list[Path]) -> None:
    for each in [*reversed(folder.parents), folder]:
        try:
            each.mkdir()
        except OSError:
            # A parent may be on a read-only system or in a folder nobody may write to; that it is there is enough.
            if not each.is_dir():
                raise
        else:
            made.append(each)


def _locked(destination: Path) -> int | None:
    """A lock on the folder for as long as the descriptor is open; None where folders cannot be locked."""
    if sys.platform == "win32":
        return None
    descriptor = os.open(destination, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise IdplintError(
            "another export is writing to this folder", path=str(destination), help="wait until it has ended"
        ) from None
    except OSError:
        os.close(descriptor)
        return None  # a network file system without locks
    for left in destination.glob(f"{PREFIX}*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
    return descriptor
