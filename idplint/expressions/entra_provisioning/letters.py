"""How .NET changes the case of letters, as far as that is the same in every version and culture.

.NET maps one character to one character. Invariant casing leaves the dotless i and the dotted I alone; Turkish pairs each
with the other i. Letters outside the ranges below, and those that old and new Unicode tables treat differently, are
undecided.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from idplint.expressions.entra_provisioning.values import Undecidable

_CERTAIN_RANGES: Final = (
    (0x00, 0x17E),
    (0x386, 0x3CE),
    (0x400, 0x45F),
    (0x460, 0x4FF),
    (0x1E00, 0x1E95),
    (0x1EA0, 0x1EF9),
)
_CERTAIN: Final = frozenset({"Ș", "ș", "Ț", "ț", "Ǎ", "ǎ", "Ǐ", "ǐ", "Ǒ", "ǒ", "Ǔ", "ǔ", "Ǧ", "ǧ", "Ǫ", "ǫ", "Ǭ", "ǭ"})
_OPEN: Final = frozenset({"µ", "ĸ", "ŉ", "\u017f", "\u04c0", "\u04cf", "ΐ", "ΰ", "ϴ", "ẞ"})
_SMALL_DOTLESS: Final = "\N{LATIN SMALL LETTER DOTLESS I}"
_CAPITAL_DOTTED: Final = "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"
_UNCHANGED: Final = frozenset({_SMALL_DOTLESS, _CAPITAL_DOTTED, "ß"})
_CULTURE = re.compile(r"([a-z]{2})(?:-[A-Z]{2})?", re.ASCII)
_LIKE_INVARIANT: Final = frozenset(
    "ar bg ca cs da de el en es et fa fi fr he hi hr hu id is it ja ko lv mk ms nb nl nn no pl pt ro ru sk sl sq sr sv th uk vi zh".split()  # noqa: SIM905, E501
)


@lru_cache(maxsize=4096)
def lower(character: str) -> str:
    """The small letter, invariant.

    Raises:
        Undecidable: Tables disagree about this character.
    """
    return _mapped(character, character.lower())


@lru_cache(maxsize=4096)
def upper(character: str) -> str:
    """The capital letter, invariant.

    Raises:
        Undecidable: Tables disagree about this character.
    """
    return _mapped(character, character.upper())


def _mapped(character: str, mapped: str) -> str:
    if character in _UNCHANGED or (mapped == character and character not in _OPEN):
        return character
    code = ord(character)
    certain = character in _CERTAIN or any(low <= code <= high for low, high in _CERTAIN_RANGES)
    if len(mapped) != 1 or character in _OPEN or not certain:
        raise Undecidable(f"which case .NET gives the character U+{code:04X} is not certain")
    return mapped


def lower_text(text: str, culture: str = "") -> str:
    """A text in small letters, by the rules of a culture such as `tr-TR`; the empty one is invariant.

    Raises:
        Undecidable: The culture or a character is not certain.
    """
    if _is_turkish(culture, text):
        text = text.replace("I", _SMALL_DOTLESS).replace(_CAPITAL_DOTTED, "i")
    return text.lower() if text.isascii() else "".join(map(lower, text))


def upper_text(text: str, culture: str = "") -> str:
    """A text in capitals, by the rules of a culture.

    Raises:
        Undecidable: The culture or a character is not certain.
    """
    if _is_turkish(culture, text):
        text = text.replace("i", _CAPITAL_DOTTED).replace(_SMALL_DOTLESS, "I")
    return text.upper() if text.isascii() else "".join(map(upper, text))


def _is_turkish(culture: str, text: str) -> bool:
    if not culture:
        return False
    match = _CULTURE.fullmatch(culture)
    if match and match.group(1) in {"tr", "az"}:
        return True
    if not match or match.group(1) not in _LIKE_INVARIANT:
        raise Undecidable(f"the casing rules of the culture {culture[:20]!r} are not certain")
    if _SMALL_DOTLESS in text or _CAPITAL_DOTTED in text:
        raise Undecidable(f"how the culture {culture} changes the case of Turkish letters is not certain")
    return False
