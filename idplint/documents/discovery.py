"""Which files there are: those that were named, and those found in directories."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from idplint.documents.discovery_patterns import Patterns
from idplint.documents.unsupported_code import is_unsupported_name
from idplint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".tf", ".tfvars", ".tofu", ".yaml", ".yml"})
"""Files looked into when a directory is walked."""

SKIPPED_DIRECTORIES = frozenset({".git", ".terraform", "node_modules", ".venv", "__pycache__"})
"""Never walked into: copies, caches and other people's files."""


class Candidate(msgspec.Struct, frozen=True):
    """A file to look into. It may turn out to be unreadable, or not ours."""

    path: Path
    display: str
    """How messages name it: relative to the current directory when below it, else as given; forward slashes."""
    named: bool
    """Whether the user named the file itself, not only a directory above it."""
    unlisted: str | None = None
    """Why this is a directory whose files are not known; None for a file."""


class _Ignores(msgspec.Struct, frozen=True):
    """The patterns of one .gitignore file."""

    directory: str
    patterns: Patterns


def discover(
    paths: Sequence[Path],
    *,
    root: Path,
    exclude: Sequence[str] = (),
    skip_names: frozenset[str] = frozenset(),
) -> Iterator[Candidate]:
    """Find the files to look into, in a stable order, each once.

    Named files always come. Directories are walked in order of names: files with a known suffix, except what
    .gitignore files (from the root down) and `exclude` hide. Links to directories are never followed, links to files
    only inside the root. A directory that cannot be listed comes as a candidate that says so.

    Args:
        paths: Files and directories.
        root: The project's directory: where `exclude` and .gitignore files begin to count.
        exclude: Patterns as in a .gitignore file, relative to the root; they do not hide named files.
        skip_names: Names of files and directories that are passed over in walking.

    Raises:
        UsageError: A path does not exist, or lies in the root but links out of it.
    """
    walk = _Walk(root, exclude, skip_names)
    named: set[str] = set()
    for path in paths:
        walk.require(path)
        if not path.is_dir():
            named.add(os.path.realpath(path))
    return walk.candidates(paths, named)


class _Walk:
    def __init__(self, root: Path, exclude: Sequence[str], skip_names: frozenset[str]) -> None:
        self._root = os.path.abspath(root)  # noqa: PTH100 - resolve() would follow links, which are compared with this
        self._real_root = os.path.realpath(root)
        self._exclude = Patterns(exclude) if exclude else None
        self._skipped = SKIPPED_DIRECTORIES | skip_names
        self._skip_names = skip_names
        self._met: set[str] = set()
        self._real_directories: dict[str, str] = {}

    def require(self, path: Path) -> None:
        """UsageError unless the path may be read."""
        try:
            path.stat()
        except (OSError, ValueError) as error:
            reason, advice = "does not exist", "spelling"
            if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
                reason = f"cannot be looked into: {(error.strerror or type(error).__name__).lower()}"
            if isinstance(error, PermissionError):
                advice = "permissions"
            raise UsageError(reason, path=_display(str(path)), help=f"check the {advice} of the path") from None
        if _is_below(os.path.abspath(path), self._root) and not self._is_inside(str(path)):  # noqa: PTH100
            message = f"is a link that leads out of {_display(self._root)}"
            raise UsageError(message, path=_display(str(path)), help="name the file that it links to")

    def candidates(self, paths: Iterable[Path], named: set[str]) -> Iterator[Candidate]:
        for path in paths:
            found = self._walk(path) if path.is_dir() else ((str(path), None),)
            for file, unlisted in found:
                real = self._real(file)
                if real not in self._met:
                    self._met.add(real)
                    yield Candidate(Path(file), _display(file), real in named, unlisted)

    def _is_inside(self, path: str) -> bool:
        return _is_below(os.path.realpath(path), self._real_root)

    def _real(self, file: str) -> str:
        """Where a file really stands; its directory, which has many others, is followed once."""
        directory, name = os.path.split(file)
        if not name or name in {os.curdir, os.pardir} or os.path.islink(file):  # noqa: PTH114 - no Path for every file
            return os.path.realpath(file)
        if directory not in self._real_directories:
            self._real_directories[directory] = os.path.realpath(directory)
        return os.path.join(self._real_directories[directory], name)  # noqa: PTH118 - as above

    def _walk(self, top: Path) -> Iterator[tuple[str, str | None]]:
        """The files below a directory, names in order, the files of a directory among its subdirectories.

        Beside each stands None, or for a directory the reason why it cannot be listed.
        """
        start = str(top)
        # A stack, not recursion: paths may be deeper than Python's stack.
        waiting: list[tuple[str, bool, tuple[_Ignores, ...]]] = [(start, True, self._above(start))]
        while waiting:
            path, is_directory, ignores = waiting.pop()
            if not is_directory:
                yield path, None
                continue
            try:
                with os.scandir(path) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name, reverse=True)
            except OSError as error:
                yield path, (error.strerror or type(error).__name__).lower()
                continue
            if any(entry.name == ".gitignore" for entry in entries):
                ignores = (*ignores, *_read_ignores(path))
            for entry in entries:
                kept = self._keep(entry, ignores)
                if kept is not None:
                    waiting.append((entry.path, kept, ignores))

    def _keep(self, entry: os.DirEntry[str], ignores: tuple[_Ignores, ...]) -> bool | None:
        """Whether an entry is a directory to walk (True), a file to look into (False), or neither (None)."""
        try:
            is_directory = entry.is_dir(follow_symlinks=False)
            if entry.name in (self._skipped if is_directory else self._skip_names):
                return None
            if not is_directory and not self._is_readable_kind(entry):
                return None
        except PermissionError:
            # It stands in a directory that may be listed but not searched: opening the file tells why.
            if not _has_known_suffix(entry.name):
                return None
            is_directory = False
        except OSError:
            return None
        path = os.path.abspath(entry.path)  # noqa: PTH100
        if self._exclude is not None and self._exclude.ignores(_relative(path, self._root, is_directory=is_directory)):
            return None
        return None if _decide(ignores, path, is_directory=is_directory) else is_directory

    def _is_readable_kind(self, entry: os.DirEntry[str]) -> bool:
        if not _has_known_suffix(entry.name):
            return False
        if entry.is_symlink():
            return self._is_inside(entry.path) and stat.S_ISREG(entry.stat().st_mode)
        return entry.is_file(follow_symlinks=False)

    def _above(self, directory: str) -> tuple[_Ignores, ...]:
        """The .gitignore files from the root down to a directory's parent.

        A directory that was named is walked even where they hide it; then they do not count below it either.
        """
        path = os.path.abspath(directory)  # noqa: PTH100
        if path == self._root or not _is_below(path, self._root):
            return ()
        ignores: tuple[_Ignores, ...] = ()
        current = self._root
        for name in Path(os.path.relpath(path, self._root)).parts:
            ignores = (*ignores, *_read_ignores(current))
            current = os.path.join(current, name)  # noqa: PTH118
            if _decide(ignores, current, is_directory=True):
                return ()
        return ignores


def _has_known_suffix(name: str) -> bool:
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - no Path for every file there is
    return suffix in SUFFIXES or is_unsupported_name(name)


def _is_below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)


def _display(path: str) -> str:
    here = os.getcwd()  # noqa: PTH109
    absolute = os.path.abspath(path)  # noqa: PTH100
    below = absolute != here and _is_below(absolute, here)
    shown = absolute[len(here.rstrip(os.sep)) + 1 :] if below else os.curdir if absolute == here else path
    return shown.replace(os.sep, "/")


def _read_ignores(directory: str) -> tuple[_Ignores, ...]:
    """The patterns of the .gitignore file in a directory, if there is one."""
    try:
        text = Path(directory, ".gitignore").read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return ()
    return (_Ignores(os.path.abspath(directory), Patterns(text.split("\n"))),)  # noqa: PTH100


def _decide(ignores: Iterable[_Ignores], path: str, *, is_directory: bool) -> bool:
    """Whether a path is hidden: the deepest file with a pattern for it decides."""
    for ignore in reversed(tuple(ignores)):
        ignored = ignore.patterns.decide(_relative(path, ignore.directory), is_directory=is_directory)
        if ignored is not None:
            return ignored
    return False


def _relative(path: str, directory: str, *, is_directory: bool = False) -> str:
    """A path as patterns that count from a directory see it."""
    return os.path.relpath(path, directory).replace(os.sep, "/") + "/" * is_directory
