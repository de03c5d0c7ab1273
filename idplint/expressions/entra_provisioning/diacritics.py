"""Microsoft's table for NormalizeDiacritics (reference for writing expressions, as of its 2025 revisions).

Small letters only: every row has its capitals, which become capitals (`Æ` becomes `AE`, `Ø` becomes `OE`).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from idplint.expressions.entra_provisioning.values import Undecidable

_ROWS: Final = {
    "a": "ä à â ã å á ą ă ā ā́ ā̀ ā̂ ā̃ ǟ ā̈ ǡ a̱ å̄",
    "ae": "æ ǣ",
    "c": "ç č ć c̄ c̱",
    "d": "ď d̄ ḏ",
    "e": "ë è é ê ę ě ė ē ḗ ḕ ē̂ ē̃ ê̄ e̱ ë̄ e̊̄",
    "g": "ğ ḡ g̱",
    "i": "ï î ì í ī ī́ ī̀ ī̂ ī̃ i̱",
    "l": "ľ ł l̄ ḹ ḻ",
    "n": "ñ ń ň n̄ ṉ",
    "o": "ö ò ő õ ô ó ō ṓ ṑ ō̂ ō̃ ȫ ō̈ ǭ ȭ ȱ o̱",
    "oe": "ø ø̄ œ̄",
    "r": "ř r̄ ṟ ṝ",
    "s": "š ś ș ş s̄ s̱",
    "t": "ť ț t̄ ṯ",
    "u": "ü ù û ú ů ű ū ū́ ū̀ ū̂ ū̃ u̇̄ ǖ ṻ ṳ̄ u̱",
    "y": "ÿ ý ȳ ȳ́ ȳ̀ ȳ̃ y̱",
    "z": "ź ž ż z̄ ẕ",
}


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    table = {"ß": "ss", "\N{LATIN SMALL LETTER DOTLESS I}": "i", "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}": "I"}
    for plain, row in _ROWS.items():
        for form in row.split():
            composed = unicodedata.normalize("NFC", form)
            table[composed] = plain
            table[unicodedata.normalize("NFC", composed.upper())] = plain.upper()
    return table


def without_diacritics(text: str) -> str:
    """The text with the letters of the table replaced.

    Raises:
        Undecidable: A letter has a diacritic, or is a variant of a Latin letter, but stands in no row.
    """
    if text.isascii():
        return text
    parts: list[str] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.combining(text[at]):
            parts.append(_plain(text[start:at]))
            start = at
    return "".join(parts)


def _plain(cluster: str) -> str:
    if cluster.isascii():
        return cluster
    found = _table().get(cluster)
    if found is not None:
        return found
    character = cluster[0]
    marked = len(cluster) > 1 or unicodedata.combining(character) or unicodedata.decomposition(character)
    latin = unicodedata.category(character).startswith("L") and "LATIN" in unicodedata.name(character, "")
    if marked or latin:
        raise Undecidable(f"Microsoft's table of diacritics has no row for U+{ord(character):04X}")
    return cluster
