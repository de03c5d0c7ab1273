"""Where an expression stands: which names it sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import msgspec

from idplint.terraform.values import Reference, Unknown, Value

if TYPE_CHECKING:
    from idplint.model.values import Origin


class Surroundings(Protocol):
    """What the names of a module stand for: `var`, `local`, `module`, `path`, resources."""

    def traverse(self, root: str, steps: tuple[str | Value, ...], scope: Scope, origin: Origin) -> tuple[Value, int]:
        """The value at the beginning of a traversal, and how many of its steps lead there."""

    def base_directory(self) -> str:
        """The directory that relative paths of files count from."""


class Root(Protocol):
    """A root module, into which references lead."""

    def follow(self, reference: Reference) -> Value | None:
        """What is written for an attribute of a resource, or None where the provider decides it."""


class Scope(msgspec.Struct, frozen=True):
    """The names that an expression sees."""

    module: Surroundings
    path: str
    """The document."""
    names: Mapping[str, Value]
    """Names bound by `for` and by dynamic blocks, and `each`, `count`."""

    def binding(self, names: Mapping[str, Value]) -> Scope:
        """The scope inside something that binds more names."""
        return Scope(self.module, self.path, {**self.names, **names})


class NoSurroundings:
    """What a template in a file sees: only the names it is given."""

    def __init__(self, directory: str) -> None:
        self._directory = directory

    def traverse(
        self,
        root: str,
        steps: tuple[str | Value, ...],  # noqa: ARG002 - one signature for all of its kind
        scope: Scope,  # noqa: ARG002 - one signature for all of its kind
        origin: Origin,
    ) -> tuple[Value, int]:
        """Unknown: a template in a file sees no names of the module."""
        return Unknown(f"the template is given no `{root}`", "pass it to `templatefile`", origin, fails=True), 0

    def base_directory(self) -> str:
        """The directory that relative paths of files count from."""
        return self._directory
