"""Values with their origin, and the unknown as a value of its own."""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, Literal, TypeAlias, TypeVar

import msgspec

T = TypeVar("T")

Pointer: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the top of a document to a value. A string on the way is entered as nested JSON."""


class Origin(msgspec.Struct, frozen=True, gc=False):
    """A place in a file: which value (or key) of which document."""

    path: str
    """The document's display path, the key under which the run keeps it."""
    pointer: Pointer = ()
    part: Literal["value", "key"] = "value"

    def at(self, *steps: str | int) -> Origin:
        """The place reached from here by further keys and indices."""
        return Origin(self.path, self.pointer + steps)


class Basis(StrEnum):
    """Why idplint holds a value to be true."""

    READ = "read"
    """Written in a file at the value's origin."""
    DECLARED = "declared"
    """Said by a person in `idplint.yaml` or in a native document's service_provider section."""
    IDP_DEFAULT = "idp-default"
    """The identity provider's documented default; the origin is where one would change it."""
    CATALOGUE = "catalogue"
    """Usual for this service provider, by its catalogue entry."""
    INFERRED = "inferred"
    """Concluded from other values, along a documented rule."""


class Sourced(msgspec.Struct, Generic[T], frozen=True, gc=False):
    """A value and the place it was read from, or where one would edit it."""

    value: T
    origin: Origin
    basis: Basis = Basis.READ
    note: str = ""
    """Why this basis, in words for `show`; empty where it was simply read."""


class Unknown(msgspec.Struct, frozen=True, gc=False):
    """A fact idplint does not have. Never a default, never false."""

    fact: str
    """What is missing, in the field's words: `NameID`, `SCIM mapping of externalId`, `JIT`."""
    reason: str
    """Why it is missing, a clause without a full stop."""
    remedy: str
    """How to supply it: a call to make, or the very line to paste."""
    origin: Origin | None = None
    """Where the unreadable or truncated value stands, if it stands anywhere."""
    misread: str = ""
    """The identity provider's expression that the file's own language takes for one of its own, as it stands there."""


Fact: TypeAlias = Sourced[T] | Unknown
"""A value that was found, or the statement that it was not."""
