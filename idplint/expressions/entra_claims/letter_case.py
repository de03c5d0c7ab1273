"""Lower and upper case as .NET's invariant culture maps them: one character to one character."""

from __future__ import annotations

from idplint.expressions.outcomes import Undecided

# Letters on which .NET's two implementations (Windows NLS, ICU) or its cultures disagree: dotted and dotless i, long s, micro,
# Kelvin, Ohm, Ångström, capital sharp s, Greek symbol letters, the iota subscript.
_CONTESTED = frozenset("\u0130\u0131\u017f\u00b5\u212a\u2126\u212b\u1e9e\u1e9b\u0345") | {
    chr(code) for code in range(0x3D0, 0x3F7)
}
_SETTLED = ((0x0, 0x586), (0x1E00, 0x1EFF))


def lower_case(text: str) -> str | Undecided:
    """Every letter of a text in lower case."""
    return _mapped(text, upper=False)


def upper_case(text: str) -> str | Undecided:
    """Every letter of a text in upper case."""
    return _mapped(text, upper=True)


def _mapped(text: str, *, upper: bool) -> str | Undecided:
    if text.isascii():
        return text.upper() if upper else text.lower()
    # Letter by letter: Python would turn a final sigma into another letter, .NET does not.
    mapped: list[str] = []
    for letter in text:
        other = letter.upper() if upper else letter.lower()
        if letter in _CONTESTED or (other != letter and not (_settled(letter) and _settled(other))):
            return Undecided(f"which letter Entra makes of {letter!r} is not documented")
        mapped.append(other)
    return "".join(mapped)


def _settled(letter: str) -> bool:
    return len(letter) == 1 and any(low <= ord(letter) <= high for low, high in _SETTLED)
