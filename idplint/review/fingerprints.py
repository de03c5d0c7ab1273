"""A name for a finding that stays the same when lines move."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def fingerprint(code: str, subject: str, pointers: Iterable[str]) -> str:
    """32 hex digits over code, application id (or file, where there is none) and JSON Pointers; never over lines."""
    import hashlib

    text = "\n".join((code, subject, *pointers))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
