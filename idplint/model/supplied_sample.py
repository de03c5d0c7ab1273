"""A person whom somebody described in `idplint.yaml`, in their own words."""

from __future__ import annotations

from typing import Literal

import msgspec


class SuppliedSample(msgspec.Struct, frozen=True, gc=False):
    """One entry of `directory.samples`, before its attribute names are looked up in a directory."""

    name: str
    special: str
    """In a few words, what is special about them; empty where nothing was said."""
    user_class: Literal["members", "entra_guests", "external_guests"]
    attributes: tuple[tuple[str, str | None], ...]
    """Attribute names as they were written, each with its value; None is an attribute that is empty."""
