"""Which `idplint.yaml` governs a run: the nearest one, never one from outside the project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from idplint.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG_NAMES = frozenset({"idplint.yaml", "idplint.yml", ".idplint.yaml", ".idplint.yml"})
"""File names that are idplint's configuration wherever they stand."""


def find_config(start: Path, root: Path) -> Path | None:
    """Find the nearest configuration file, walking up.

    Args:
        start: A file or folder of the project. One outside `root` is governed by the configuration in `root`.
        root: The project's top folder, the last one that is looked into.

    Returns:
        The file in the nearest folder that has one, or None.

    Raises:
        ConfigurationError: The folder has two, or the one it has is a symbolic link that leads out of `root`.
    """
    root = root.resolve()
    for folder in _folders(start.resolve(), root):
        found = sorted(name for name in CONFIG_NAMES if _present(folder / name))
        if len(found) > 1:
            raise ConfigurationError(
                f"two configuration files stand side by side: {' and '.join(found)}",
                path=display_path(folder / found[0]),
                help="keep one of them",
            )
        if found:
            return _contained(folder / found[0], root)
    return None


def display_path(path: Path) -> str:
    """How messages name a configuration: from the current directory, with forward slashes."""
    if path.is_absolute():
        try:
            path = Path(os.path.relpath(path.parent.resolve() / path.name))
        except ValueError:  # another drive
            return path.as_posix()
    return path.as_posix()


def _folders(start: Path, root: Path) -> Iterator[Path]:
    if not start.is_relative_to(root):
        yield root
        return
    folder = start if start.is_dir() else start.parent
    while folder.is_relative_to(root):
        yield folder
        if folder == root:
            return
        folder = folder.parent


def _present(path: Path) -> bool:
    # A dangling link is there for whoever put it there: to pass it over would drop their settings in silence.
    # os.path, because pathlib raises where the folder may not be searched.
    return os.path.lexists(path) and (os.path.isfile(path) or os.path.islink(path))  # noqa: PTH113, PTH114


def _contained(path: Path, root: Path) -> Path:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a loop of links, before Python 3.13
        raise ConfigurationError(
            "the configuration file is a symbolic link that leads nowhere",
            path=display_path(path),
            help="put the file itself there",
        ) from None
    if not target.is_relative_to(root):
        raise ConfigurationError(
            "the configuration file is a symbolic link that leads out of the project",
            path=display_path(path),
            help="copy the file into the project, or name it with --config",
        )
    return path


def project_root(configuration: str | None) -> Path:
    """The directory outside of which code may not refer to files.

    Args:
        configuration: Path of the `idplint.yaml` that governs the code; None where there is none.

    Returns:
        The configuration's directory; without one, the repository around the current directory, else that directory itself.
    """
    if configuration is not None:
        return Path(configuration).resolve().parent
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
