"""JSON Pointers, as idplint writes them for people and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from idplint.model.values import Pointer


def format_pointer(pointer: Pointer) -> str:
    """Write a pointer in the form of RFC 6901.

    Args:
        pointer: Keys and indices from the top of the document.

    Returns:
        The empty string for the whole document, else `/key/0/other`, with `~` and `/` in keys escaped as `~0` and `~1`.
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
