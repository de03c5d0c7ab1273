"""Values of the wrong type: what was expected, what stands there, and how a reader asks about them."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from idplint.model.values import Pointer

T_co = TypeVar("T_co", covariant=True)

BAG = "additionalproperties"
"""Lower-cased key under which the Graph PowerShell SDK puts the properties that its model class lacks."""


class Malformed(msgspec.Struct, frozen=True):
    """A value of another type than the one that belongs there."""

    pointer: Pointer
    """Absolute in the document, with keys as the reader names them; `Document.written_pointer` gives the spelling."""
    expected: str
    """What belongs there: `text`, `a number`, `true or false`, `a list`, `an object`, or several joined by `or`."""
    found: str
    """What stands there, in the same words or `null`, with a short, safe excerpt."""
    truncated: bool = False
    """PowerShell's ConvertTo-Json wrote a type name in its place, because its -Depth was too small."""


class Decoded(msgspec.Struct, Generic[T_co], frozen=True):
    """A typed value, and what of it could not be read and so stands at its default."""

    value: T_co
    malformed: tuple[Malformed, ...] = ()

    def broken_below(self, pointer: Pointer) -> Malformed | None:
        """The first malformed value at, below or above a place.

        Args:
            pointer: Absolute in the document; case and AdditionalProperties bags do not matter.
        """
        if not self.malformed:
            return None
        asked = _comparable(pointer)
        for malformed in self.malformed:
            met = _comparable(malformed.pointer)
            shorter = min(len(asked), len(met))
            if asked[:shorter] == met[:shorter]:
                return malformed
        return None


def _comparable(pointer: Pointer) -> Pointer:
    lowered = (step.lower() if isinstance(step, str) else step for step in pointer)
    return tuple(step for step in lowered if step != BAG)
