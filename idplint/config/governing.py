"""Which inputs each configuration governs, and what a run reads where nothing is named."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from idplint.config.discovery import CONFIG_NAMES, display_path, find_config
from idplint.config.load import load_settings
from idplint.config.settings import Settings
from idplint.documents.discovery import Candidate, discover
from idplint.errors import ConfigurationError, UsageError
from idplint.findings import RunError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from idplint.documents.archive import Documents

# os.path in this module: pathlib's questions about files raise where a folder above may not be searched.


def current_directory() -> Path:
    """The current directory.

    Raises:
        UsageError: Somebody removed it.
    """
    try:
        return Path.cwd()
    except OSError:
        raise UsageError(
            "the current directory does not exist any more", help="change to a directory that exists"
        ) from None


def project_root(start: Path) -> Path:
    """The nearest directory upwards that holds `.git`; `start` itself where there is none."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if _exists(folder / ".git")), start)


def outermost(folder: Path, named: frozenset[Path] = frozenset()) -> Path:
    """The last folder upwards that may hold a file's configuration.

    The project's root; outside a repository the current directory, or the folder that was named on the command line.

    Args:
        folder: Resolved.
        named: From `folders_of`.
    """
    root = project_root(folder)
    if _exists(root / ".git"):
        return root
    bounds = named | {Path.cwd().resolve()}
    around = [each for each in (folder, *folder.parents) if each in bounds]
    return around[-1] if around else folder


def folders_of(paths: Sequence[Path]) -> frozenset[Path]:
    """The folders that were named, and those of the files that were, resolved."""
    folders = {path if os.path.isdir(path) else path.parent for path in paths}  # noqa: PTH112
    return frozenset(folder.resolve() for folder in folders)


def by_configuration(
    paths: Sequence[str | Path], config: Path | None, errors: list[RunError]
) -> Iterator[tuple[Path | None, list[Candidate | None]]]:
    """The inputs in groups, one for each configuration that governs some.

    Args:
        paths: Files and directories; `-` is standard input, which None stands for among the candidates.
        config: The configuration that was named, for every input.
        errors: Receives what is wrong about the search for configurations.

    Raises:
        UsageError: A path or the configuration that was named does not exist.
    """
    if config is not None:
        _require(config)
    grouped: dict[Path | None, list[Candidate | None]] = defaultdict(list)
    files = [Path(path) for path in paths if str(path) != "-"]
    named = folders_of(files)
    nearest: dict[Path, Path | None] = {}

    def governing(folder: Path) -> Path | None:
        if config is not None:
            return config
        if folder not in nearest:
            try:
                nearest[folder] = find_config(folder, outermost(folder, named))
            except ConfigurationError as error:
                nearest[folder] = None
                if (found := RunError.of(error)) not in errors:
                    errors.append(found)
        return nearest[folder]

    candidates = discover(files, root=project_root(Path.cwd()), skip_names=CONFIG_NAMES)
    if len(files) < len(paths):
        grouped[governing(Path.cwd())].append(None)
    of_folder: dict[Path, Path | None] = {}
    for candidate in candidates:
        folder = candidate.path.parent
        if folder not in of_folder:
            of_folder[folder] = governing(folder.resolve())
        grouped[of_folder[folder]].append(candidate)
    yield from grouped.items()


def default_paths(config: Path | None, documents: Documents, errors: list[RunError]) -> Sequence[Path]:
    """What to read when nothing is named: `paths` of the nearest configuration, else the current directory.

    Args:
        config: The configuration that was named, instead of the nearest.
        documents: Finds the places of what is wrong.
        errors: Receives what is wrong with the configuration or with an entry of its `paths`.
    """
    here = Path.cwd()
    try:
        found = config or find_config(here, project_root(here))
        readable = found is not None and os.path.isfile(found)  # noqa: PTH113
        settings = load_settings(found, display_path(found)) if found is not None and readable else Settings()
    except ConfigurationError as error:
        errors.append(RunError.of(error))
        return ()
    if found is None or not settings.paths:
        return (here,)
    top = outermost(found.parent.resolve())
    usable = []
    for index, path in enumerate(settings.paths):
        target = found.parent / path
        wrong = _mistake(target, top)
        if wrong is None:
            usable.append(_shortest(target))
            continue
        origin = settings.origin("paths", index)
        span = documents.span(origin) if origin else None
        errors.append(
            RunError(
                message=f"`paths` names `{path}`, which {wrong}",
                path=settings.path,
                line=span.line if span else None,
                column=span.column if span else None,
                help="paths are relative to the configuration and stay inside the project",
            )
        )
    return tuple(usable)


def _mistake(target: Path, top: Path) -> str | None:
    try:
        real = Path(os.path.realpath(target))
    except ValueError:  # a NUL
        return "does not exist"
    if not real.is_relative_to(top):
        return "leads out of the project"
    return None if _exists(target) else "does not exist"


def _shortest(target: Path) -> Path:
    """The path as people would name it from here."""
    try:
        return Path(os.path.relpath(target.parent.resolve() / target.name))
    except ValueError:  # another drive
        return target


def _require(config: Path) -> None:
    """UsageError unless the configuration that was named is a file."""
    try:
        if config.is_file():
            return
        reason = f"no configuration file {config}"
    except OSError as error:
        reason = f"the configuration file {config} cannot be read: {(error.strerror or '').lower()}"
    raise UsageError(reason, help="correct --config")


def _exists(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110
