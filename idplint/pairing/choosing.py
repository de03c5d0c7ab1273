"""Which of several statements of one fact counts, and a list of those that lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from idplint.model.application import Claim, Contested, Layer
from idplint.model.values import Basis, Origin, Sourced, Unknown
from idplint.pairing.disagreement import disagree, richness
from idplint.pairing.in_words import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.model.application import PartialApplication

T = TypeVar("T")

_LAYER_WORDS = {
    Layer.CODE: "code",
    Layer.DECLARED: "a declared fact",
    Layer.NATIVE: "a native document",
    Layer.RAW: "a raw body",
}


class Choosing:
    """Chooses among the statements of the records of one application.

    Attributes:
        contested: What was chosen against something else, so far.
    """

    def __init__(self) -> None:
        """Nothing is contested yet."""
        self.contested: list[Contested] = []

    def choose(self, values: Sequence[tuple[PartialApplication, T | None]], fact: str) -> T | Unknown | None:
        """The known value of the best layer, the one that says most; else the first statement that it is unknown, else None.

        Two copies of one layer that contradict each other leave the fact unknown.

        Args:
            values: Statements, those of the better layer first.
            fact: Its name; "" where nobody need be told which of several counts.
        """
        known = [(record, value) for record, value in values if value is not None and not isinstance(value, Unknown)]
        if not known:
            return next((value for _, value in values if value is not None), None)
        layer = known[0][0].layer
        copies = [(record, value) for record, value in known if record.layer is layer]
        record, best = max(copies, key=lambda item: richness(item[1]))
        if not fact:
            return best
        for other, value in known:
            if value is best or not disagree(best, value, copies=other.layer is layer):
                continue
            winner, loser = origin_of(best) or record.origin, origin_of(value) or other.origin
            if other.layer is layer:
                return self.unsettled(fact, winner, loser)
            reason = f"{_LAYER_WORDS[layer]} beats {_LAYER_WORDS[other.layer]}"
            self.contested.append(Contested(fact, winner, (loser,), reason))
        return best

    def unsettled(self, fact: str, one: Origin, other: Origin) -> Unknown:
        """The fact as unknown, because two copies disagree and neither is better."""
        self.contested.append(Contested(fact, one, (other,), "two copies disagree", settled=False))
        return Unknown(
            fact,
            f"two copies of the application disagree ({one.path} and {other.path})",
            "remove the copy that is out of date, or give each copy's folder an idplint.yaml of its own",
            other,
        )

    def code_wins(self, fact: str, code: object, snapshot: object, at: tuple[Origin, Origin]) -> None:
        """Remember that code says one thing and the snapshot another.

        Args:
            fact: Its name; "" where nobody need be told.
            code: What code says.
            snapshot: What the snapshot says.
            at: Where they stand, if the values themselves do not tell; of a claim, where its sources do.
        """
        if fact:
            said = (in_words(code), in_words(snapshot))
            places = (_place(code, at[0]), _place(snapshot, at[1]))
            reason = f"code says {said[0]}, the snapshot {said[1]}"
            self.contested.append(Contested(fact, places[0], places[1:], reason, said=said))

    def code_is_unreadable(self, fact: str, code: Unknown, snapshot: object, at: tuple[Origin, Origin]) -> Unknown:
        """The fact as unknown: code sets it to something that cannot be told, so that what the snapshot says may change."""
        place = _place(snapshot, at[1])
        if fact:
            reason = "code sets it to something that is not known here"
            self.contested.append(Contested(fact, code.origin or at[0], (place,), reason))
        now = f"the snapshot says {in_words(snapshot)} ({place.path}), which code may change"
        return msgspec.structs.replace(code, reason=f"{code.reason}; {now}")


def origin_of(value: object) -> Origin | None:
    """Where a statement stands; of a list, its first item."""
    if isinstance(value, tuple):
        return origin_of(value[0]) if value else None
    found = getattr(value, "origin", None)
    return found if isinstance(found, Origin) else None


def _place(value: object, at: Origin) -> Origin:
    return at if isinstance(value, Claim) else origin_of(value) or at


def is_silent(value: object, at: Origin) -> bool:
    """Whether a record that stands at a place says nothing of a fact.

    An unknown value with a place of its own is written and cannot be told; without one, or at the record as a whole, it is
    only not written.
    """
    return value is None or (isinstance(value, Unknown) and (value.origin is None or value.origin == at))


def is_persons_word(value: object) -> bool:
    """Whether a value was declared, by a person who knows what files do not say."""
    first = value[0] if isinstance(value, tuple) and value else value
    return isinstance(first, Sourced) and first.basis is Basis.DECLARED
