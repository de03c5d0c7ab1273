"""Which object of a snapshot is meant by which object in code.

A key joins the two only if it is unique within its root module, or tree of code, and within its tenant. Two that both fit are
ambiguous, from whichever side one looks; a value that one side holds twice in one place is shared, and proves nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec

from idplint.pairing.identities import STRENGTH, Identity, may_be_one, same_identity_provider

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PAIRS = 10_000
"""Pairs of holders of one value that are looked at; of more, the value is taken as shared."""
_SUBJECTS = 20
"""Holders of a shared reply URL that are tried for one to name in the message."""


class Rivalry(msgspec.Struct, frozen=True):
    """An object that could be any of several on the other side."""

    subject: Identity
    candidates: tuple[Identity, ...]
    key: str
    """Kind and value of the key they share."""


class CodeMatching:
    """Pairs of one object in code and one in a snapshot.

    Attributes:
        pairs: The code's identity and the snapshot's.
        rivalries: What keys leave open.
    """

    def __init__(self, identities: Sequence[Identity]) -> None:
        """Match by every kind of key, the strongest first.

        Args:
            identities: All of an estate, in an order that does not depend on that of files; those that hold code and a
                snapshot already are settled.
        """
        self._identities = identities if any(identity.in_code for identity in identities) else ()
        self._open = {identity.position: identity for identity in self._identities}
        for identity in self._identities:
            if identity.in_code and identity.in_snapshot:
                del self._open[identity.position]
        self.pairs: list[tuple[Identity, Identity]] = []
        self.rivalries: list[Rivalry] = []
        self._fits: dict[tuple[int, int], bool] = {}
        for side, kinds in STRENGTH.items():
            for kind in kinds:
                self._match(side, kind)
        self._complain_of_shared_urls()

    def _match(self, side: str, kind: str) -> None:
        edges: dict[tuple[int, int], str] = {}
        for value, code, snapshots in self._carried(side, kind):
            few = len(code) * len(snapshots) <= _PAIRS
            if few and not _shared(code, code=True) and not _shared(snapshots, code=False):
                edges |= dict.fromkeys(self._edges(code, snapshots), f"{kind} {value}")
        self._settle(edges)

    def _carried(self, side: str, kind: str) -> Iterator[tuple[str, list[Identity], list[Identity]]]:
        """Each value that code and snapshots both hold, with those that hold it."""
        carriers: dict[str, list[Identity]] = defaultdict(list)
        for identity in self._identities:
            if identity.side == side:
                for value in identity.names(kind):
                    carriers[value].append(identity)
        for value, held in sorted(carriers.items()):
            code = [identity for identity in held if identity.in_code]
            snapshots = [identity for identity in held if identity.in_snapshot]
            if code and snapshots:
                yield value, code, snapshots

    def _edges(self, code: Sequence[Identity], snapshots: Sequence[Identity]) -> list[tuple[int, int]]:
        return [
            (one.position, other.position)
            for one in code
            if one.position in self._open
            for other in snapshots
            if other.position in self._open and self._fit(one, other)
        ]

    def _fit(self, code: Identity, snapshot: Identity) -> bool:
        both = (code.position, snapshot.position)
        if both not in self._fits:
            self._fits[both] = same_identity_provider(code, snapshot) and may_be_one(code, snapshot)
        return self._fits[both]

    def _settle(self, edges: dict[tuple[int, int], str]) -> None:
        """Pair those that fit only each other; the others that fit somebody are open to no weaker key."""
        ours, theirs = _neighbours(edges)
        taken = []
        for code, snapshot in edges:
            taken += [code, snapshot]
            if len(ours[code]) == 1 and len(theirs[snapshot]) == 1:
                self.pairs.append((self._open[code], self._open[snapshot]))
        self._complain(edges)
        for position in taken:
            self._open.pop(position, None)

    def _complain(self, edges: dict[tuple[int, int], str]) -> None:
        ours, theirs = _neighbours(edges)
        for code, snapshots in ours.items():
            if len(snapshots) > 1:
                candidates = tuple(self._open[each] for each in snapshots)
                self.rivalries.append(Rivalry(self._open[code], candidates, edges[code, snapshots[0]]))
        for snapshot, codes in theirs.items():
            if len(codes) > 1 and all(len(ours[code]) == 1 for code in codes):
                candidates = tuple(self._open[each] for each in codes)
                self.rivalries.append(Rivalry(self._open[snapshot], candidates, edges[codes[0], snapshot]))

    def _complain_of_shared_urls(self) -> None:
        """A reply URL that one place holds twice joins nothing; where nothing else does either, that is said.

        Not of entity ids: that of a vendor stands in every application that a customer has made of it.
        """
        for value, code, snapshots in self._carried("idp", "acs-url"):
            open_code = [each for each in code if each.position in self._open]
            open_snapshots = [each for each in snapshots if each.position in self._open]
            for subject in open_code[:_SUBJECTS]:
                candidates = tuple(each for each in open_snapshots if self._fit(subject, each))
                if len(candidates) > 1:
                    others = f", as of {len(open_code) - 1} more in code" if len(open_code) > 1 else ""
                    self.rivalries.append(Rivalry(subject, candidates, f"acs-url {value}{others}"))
                    break
                if candidates and len(open_code) > 1:
                    rivals = tuple(each for each in open_code if self._fit(each, candidates[0]))
                    if len(rivals) > 1:
                        self.rivalries.append(Rivalry(candidates[0], rivals, f"acs-url {value}"))
                        break


def _shared(holders: Sequence[Identity], *, code: bool) -> bool:
    """Whether two of those that hold a value stand in one root module or one tenant."""
    counts = Counter(unit for identity in holders for unit in identity.units(code=code))
    return any(count > 1 for count in counts.values())


def _neighbours(edges: dict[tuple[int, int], str]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    ours: dict[int, list[int]] = defaultdict(list)
    theirs: dict[int, list[int]] = defaultdict(list)
    for code, snapshot in edges:
        ours[code].append(snapshot)
        theirs[snapshot].append(code)
    return ours, theirs
