"""Reading files that a configuration names, inside the project only."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from idplint.model.values import Origin
from idplint.terraform.limits import TEXT_LIMIT
from idplint.terraform.problems import problem
from idplint.terraform.values import Known, Unknown, Value

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Problem

_OUTSIDE = "a file outside the project, which is never read"


class ProjectFiles:
    """Reads files below the project's root, each once.

    Attributes:
        problems: Files that were refused, for the report.
        opened: Display paths of the files that were read.
    """

    def __init__(self, root: str | Path | None) -> None:
        """Take the project's root; None allows no file at all."""
        self._root = None if root is None else os.path.realpath(root)
        self._read: dict[str, str | tuple[str, bool]] = {}
        self.problems: dict[Origin, Problem] = {}
        self.opened: dict[str, str] = {}

    def is_inside(self, path: str) -> bool:
        """Whether a path, with every link on it followed, lies in the project."""
        if self._root is None or "\0" in path:
            return False
        real = os.path.realpath(path)
        return real == self._root or real.startswith(self._root.rstrip(os.sep) + os.sep)

    def exists(self, path: str, origin: Origin) -> bool | Unknown:
        """Whether there is such a file."""
        if not self.is_inside(path):
            return self._refused(origin)
        return os.path.isfile(path)  # noqa: PTH113 - a path that a stranger wrote

    def text(self, path: str, origin: Origin) -> Value:
        """The text of a file, written in that file.

        Args:
            path: Absolute, or relative to the current directory.
            origin: The call that names it.
        """
        if not self.is_inside(path):
            return self._refused(origin)
        real = os.path.realpath(path)
        if real not in self._read:
            self._read[real] = _content(real)
        found = self._read[real]
        if isinstance(found, tuple):
            reason, fails = found
            return Unknown(reason, "correct the path", origin, fails=fails)
        display = displayed(path)
        self.opened[display] = found
        return Known(found, Origin(display), origin)

    def _refused(self, origin: Origin) -> Unknown:
        self.problems[origin] = problem(origin, f"the expression names {_OUTSIDE}", "move it into the project")
        return Unknown(f"it names {_OUTSIDE}", "move the file into the project", origin)


def _content(real: str) -> str | tuple[str, bool]:
    """The text, or why there is none and whether Terraform fails on that too."""
    try:
        descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        return f"the file cannot be read: {(error.strerror or type(error).__name__).lower()}", True
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return "the path names no regular file", True
        if status.st_size > TEXT_LIMIT:
            return f"the file is larger than {TEXT_LIMIT} bytes", False
        return os.read(descriptor, TEXT_LIMIT).decode("utf-8")
    except OSError as error:
        return f"the file cannot be read: {(error.strerror or type(error).__name__).lower()}", True
    except UnicodeDecodeError:
        return "the file is not UTF-8 text", True
    finally:
        os.close(descriptor)


def displayed(path: str) -> str:
    """How messages name a path: relative to the current directory when below it; forward slashes."""
    here = os.getcwd()  # noqa: PTH109 - no link is followed
    absolute = os.path.abspath(path)  # noqa: PTH100 - no link is followed
    inside = absolute == here or absolute.startswith(here.rstrip(os.sep) + os.sep)
    return (os.path.relpath(absolute, here) if inside else path).replace(os.sep, "/")
