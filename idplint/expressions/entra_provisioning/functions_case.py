"""Upper and lower case, and letters without their diacritics."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from idplint.expressions.entra_provisioning.letters import lower_text, upper, upper_text
from idplint.expressions.entra_provisioning.values import Inner, Undecidable

if TYPE_CHECKING:
    from idplint.expressions.entra_provisioning.values import Arguments

_SEPARATORS = frozenset("Zs Zl Zp Cc Cf Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So".split())  # noqa: SIM905
"""Categories between words, as the reference lists them for PCase."""
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo"})
_BASIC_PLANE = "\uffff"


def to_lower(call: Arguments) -> Inner:
    """ToLower: small letters; without a culture, invariant."""
    return lower_text(call.text(0), call.text(1) if call.given(1) else "")


def to_upper(call: Arguments) -> Inner:
    """ToUpper: capitals; without a culture, invariant."""
    return upper_text(call.text(0), call.text(1) if call.given(1) else "")


def proper_case(call: Arguments) -> Inner:
    """PCase: each word with a capital, the rest small."""
    text = lower_text(call.text(0))
    if call.given(1):
        return _after(text, call.text(1))
    return _title(text, call)


def _after(text: str, separators: str) -> str:
    if not separators:
        raise Undecidable("PCase with an empty set of separators is not documented")
    starts = True
    characters: list[str] = []
    for character in text:
        characters.append(upper(character) if starts else character)
        starts = character in separators
    return "".join(characters)


def _title(text: str, call: Arguments) -> str:
    """.NET's ToTitleCase on a text in small letters: a capital at each letter that begins a run between separators."""
    characters: list[str] = []
    inside = False
    for character in text:
        if character > _BASIC_PLANE:
            raise Undecidable("how PCase treats characters of two UTF-16 units is not certain")
        category = unicodedata.category(character)
        if category in _LETTERS:
            characters.append(character if inside else upper(character))
            inside = True
            continue
        characters.append(character)
        # ToTitleCase keeps an apostrophe inside the word; the guide for Workday expects a capital after it.
        reason = "Microsoft's pages disagree on whether PCase writes a capital after an apostrophe"
        if character == "'" and inside:
            inside = not call.evaluating.either("pcase-apostrophe", reason)
        elif category in _SEPARATORS:
            inside = False
    return "".join(characters)


def normalize_diacritics(call: Arguments) -> Inner:
    """NormalizeDiacritics: letters of Microsoft's table as plain letters, anything without a diacritic as it is."""
    from idplint.expressions.entra_provisioning.diacritics import without_diacritics

    return without_diacritics(call.text(0))
