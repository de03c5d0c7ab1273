"""File names made from what people call things: safe in every folder, told apart by the vendor's id."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from idplint.config.discovery import CONFIG_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

_LONGEST = 80
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that Windows takes for devices whatever their suffix."""

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_SHORT = 8
_DIGEST = 16
"""Hexadecimal digits of a digest; longer than a short id, so that neither can look like the other."""

_NAMELESS = "application"
_EXPORTED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:yaml|json)")


class Names:
    """File names without ids, for `convert`; each is given once."""

    def __init__(self) -> None:
        self._taken = _DEVICES | {name.rpartition(".")[0] for name in CONFIG_NAMES}

    def choose(self, name: str, ident: str) -> str:
        """A file name from an application's name, with its id where that is taken; it never leaves the folder."""
        return f"{self.stem(name, ident, _NAMELESS)}.yaml"

    def stem(self, name: str, ident: str, otherwise: str) -> str:
        """The same without a suffix; `otherwise` is for names of which no letter can stand in a file name."""
        plain = _plain(name) or otherwise
        stem = plain
        if stem in self._taken and _plain(ident):
            stem = plain = f"{plain}-{_plain(ident)}"
        number = 2
        while stem in self._taken:
            stem = f"{plain}-{number}"
            number += 1
        self._taken |= {stem}
        return stem


def short_stem(name: str, ident: str) -> str:
    """`ledger-6f0c1d2e`: the name and the first eight letters of a GUID, or the last eight of any other id."""
    return f"{_slug(name)}-{_short(ident)}"


def long_stem(name: str, ident: str) -> str:
    """The name and a digest of the whole id, for applications that `short_stem` cannot tell apart."""
    return f"{_slug(name)}-{_digest(ident)}"


def stems(applications: Iterable[tuple[str, str]], taken: AbstractSet[str] = frozenset()) -> dict[str, str]:
    """Give every application of an export its name: the short one, the long one to all that would share it.

    Args:
        applications: Name and vendor's id of each; ids differ.
        taken: Stems of documents that stay where they are and belong to other applications.

    Returns:
        Stems by id. They consist of small letters, digits and hyphens, so they differ on every file system.
    """
    named = {ident: name for name, ident in applications}
    short = {ident: short_stem(name, ident) for ident, name in named.items()}
    uses = Counter(short.values())
    return {
        ident: stem if uses[stem] == 1 and stem not in taken else long_stem(named[ident], ident)
        for ident, stem in short.items()
    }


def endings(ident: str) -> tuple[str, str]:
    """What a stem for this id ends in after its last hyphen, whatever the application's name."""
    return _short(ident), _digest(ident)


def is_exported_name(file: str) -> bool:
    """Whether this module could have made a file name: one step, nothing hidden, nothing that leads elsewhere."""
    return _EXPORTED.fullmatch(file) is not None and file != "manifest.json"


def _plain(text: str) -> str:
    # Accents fall away instead of tearing words apart: `Größe` is `grosse`.
    letters = "".join(
        each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each)
    )
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_LONGEST].strip("-")


def _slug(name: str) -> str:
    return _plain(name) or _NAMELESS


def _short(ident: str) -> str:
    letters = ident[:_SHORT] if _GUID.fullmatch(ident) else re.sub(r"[^A-Za-z0-9]", "", ident)[-_SHORT:]
    return letters.lower() or _digest(ident)


def _digest(ident: str) -> str:
    import hashlib  # `check` starts without it

    return hashlib.sha256(ident.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
