"""The other files of modules that were read in part: siblings in their directories, and local modules that they call.

A pre-commit hook is given the changed files only, but a changed `main.tf` means something only with the `variables.tf` beside it.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from idplint.documents.document import Document, DocumentBroken
from idplint.documents.hcl_reading import SIZE_LIMIT
from idplint.documents.reading import read_document
from idplint.terraform.module_files import ModuleFiles, directory_of, gathered
from idplint.terraform.project_files import ProjectFiles, displayed

if TYPE_CHECKING:
    from collections.abc import Iterable

_SUFFIXES = (".tf", ".tofu", ".tfvars")
_NEVER = ".terraform"

OPENED_LIMIT = 5000
"""Files that are opened besides those that were given."""


class Completion:
    """Finds and reads what is missing of modules.

    Attributes:
        opened: The documents that were read here, in order.
        broken: Why files could not be read, by path.
    """

    def __init__(self, documents: Iterable[Document], files: ProjectFiles, *, allowed: bool) -> None:
        """Take what was read, what may be read, and whether anything may be opened at all."""
        self._documents = [document for document in documents if document.hcl is not None]
        self._known = {os.path.abspath(document.path) for document in self._documents}  # noqa: PTH100 - no link is followed
        self._files = files
        self._allowed = allowed
        self.opened: list[Document] = []
        self.broken: dict[str, DocumentBroken] = {}

    def modules(self) -> dict[str, ModuleFiles]:
        """The modules, as complete as they can be made."""
        modules = gathered(self._documents)
        if not self._allowed:
            return modules
        looked: set[str] = set()
        waiting = {directory_of(document.path) for document in self._documents}
        while waiting:
            opened = len(self.opened)
            for directory in sorted(waiting):
                self._complete(directory)
            looked |= waiting
            if len(self.opened) > opened:
                modules = gathered([*self._documents, *self.opened])
            waiting = {target for module in modules.values() for _, target in module.called()} - looked
        for path in self.broken:
            module = modules.get(directory_of(path))
            if module is not None:
                module.incomplete = f"`{path}` cannot be read, so the module may declare more than could be read"
        return modules

    def _complete(self, directory: str) -> None:
        if f"{os.sep}{_NEVER}{os.sep}" in directory + os.sep or not self._files.is_inside(directory):
            return
        try:
            with os.scandir(directory) as listing:
                names = sorted(entry.name for entry in listing if entry.name.endswith(_SUFFIXES))
        except OSError:
            return
        for name in names:
            path = os.path.join(directory, name)  # noqa: PTH118 - no link is followed
            if path in self._known or len(self.opened) >= OPENED_LIMIT or name.startswith("."):
                continue
            self._known.add(path)
            if self._files.is_inside(path):
                self._open(path)

    def _open(self, path: str) -> None:
        display = displayed(path)
        try:
            status = os.stat(path)  # noqa: PTH116 - as the listing gives it
            if not stat.S_ISREG(status.st_mode) or status.st_size > SIZE_LIMIT:
                return
            with open(path, "rb") as file:  # noqa: PTH123 - as the listing gives it
                content = file.read(SIZE_LIMIT + 1)
            self.opened.append(read_document(display, content))
        except OSError:
            return
        except DocumentBroken as broken:
            self.broken[display] = broken
