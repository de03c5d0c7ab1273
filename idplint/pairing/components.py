"""Which partial records are one application.

Records join by the same id, by an explicit `pair:`, and, between an identity provider's application and a service provider's
connection, by a key that is unique on each side. Equal names and shared ids join nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from idplint.findings import Label, Problem
from idplint.pairing.identifiers import same_id, split_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from idplint.config.settings import DeclaredApplication
    from idplint.model.application import PairingKey, PartialApplication

_STRENGTH = ("auth0-connection-id", "okta-idp", "app-id", "auth0-connection")


class Components:
    """Partial records in groups, one group an application (a union-find over their positions)."""

    def __init__(self, partials: Sequence[PartialApplication]) -> None:
        self._partials = partials
        self._parent = list(range(len(partials)))
        self.problems: list[Problem] = []

    def root(self, position: int) -> int:
        """The representative of a record's group."""
        while self._parent[position] != position:
            self._parent[position] = self._parent[self._parent[position]]
            position = self._parent[position]
        return position

    def unite(self, one: int, other: int) -> None:
        """Make two records one application."""
        self._parent[self.root(other)] = self.root(one)

    def groups(self) -> list[list[PartialApplication]]:
        """The records of each application, in the order they were read."""
        grouped: dict[int, list[PartialApplication]] = defaultdict(list)
        for position, partial in enumerate(self._partials):
            grouped[self.root(position)].append(partial)
        return list(grouped.values())

    def join_same_ids(self) -> None:
        """Unite records that carry the same id."""
        first: dict[tuple[str, str], int] = {}
        for position, partial in enumerate(self._partials):
            kind, _, proper = split_id(partial.id)
            held = first.setdefault((kind, proper), position)
            if held != position:
                self.unite(held, position)

    def join_declared(self, declared: Iterable[DeclaredApplication]) -> None:
        """Unite what `pair:` names, together with the application that the entry matches by id."""
        for entry in declared:
            if not entry.pair:
                continue
            wanted = [ident.value for ident in entry.pair]
            if entry.match.id is not None and "*" not in entry.match.id:
                wanted.insert(0, entry.match.id)
            positions = []
            for ident in wanted:
                found = [index for index, partial in enumerate(self._partials) if same_id(partial.id, ident)]
                positions += found[:1]
            for position in positions[1:]:
                self.unite(positions[0], position)

    def join_service_providers(self) -> None:
        """Unite each service provider's connection with the one application whose keys name it."""
        sp_side = [index for index, partial in enumerate(self._partials) if partial.side == "sp"]
        if not sp_side:
            return
        idp_keys: dict[tuple[str, str], list[tuple[int, PairingKey]]] = defaultdict(list)
        for index, partial in enumerate(self._partials):
            if partial.side == "idp":
                for key in partial.keys:
                    idp_keys[key.kind, key.value.lower()].append((index, key))
        for index in sp_side:
            if any(
                self.root(index) == self.root(other)
                for other, partial in enumerate(self._partials)
                if partial.side == "idp"
            ):
                continue
            self._join_one(index, sp_side, idp_keys)

    def _join_one(
        self, index: int, sp_side: list[int], idp_keys: dict[tuple[str, str], list[tuple[int, PairingKey]]]
    ) -> None:
        partial = self._partials[index]
        for kind in _STRENGTH:
            for key in partial.keys:
                if key.kind != kind:
                    continue
                found = {
                    self.root(position): position
                    for position, theirs in idp_keys.get((kind, key.value.lower()), [])
                    if _scopes_agree(key, theirs)
                }
                if not found:
                    continue
                rivals = [
                    other
                    for other in sp_side
                    if self.root(other) != self.root(index)
                    and any(
                        theirs.kind == kind and theirs.value.lower() == key.value.lower() and _scopes_agree(key, theirs)
                        for theirs in self._partials[other].keys
                    )
                ]
                if len(found) == 1 and not rivals:
                    self.unite(next(iter(found.values())), index)
                else:
                    self._ambiguous(index, [*found.values(), *rivals], key)
                return

    def _ambiguous(self, index: int, others: list[int], key: PairingKey) -> None:
        partial = self._partials[index]
        candidates = [self._partials[position] for position in others]
        self.problems.append(
            Problem(
                predicate="ambiguous-pairing",
                outcome="several",
                slots={
                    "what": f"{partial.id} ({key.kind} {key.value})",
                    "candidates": ", ".join(dict.fromkeys(candidate.id for candidate in candidates)),
                    "remedy": f"`- {{match: {{id: {candidates[0].id!r}}}, pair: [{partial.id!r}]}}` under "
                    "`applications:` in idplint.yaml",
                },
                labels=(
                    Label(partial.origin, f"could belong to {len(candidates)} records", primary=True),
                    *(Label(candidate.origin, f"a candidate: {candidate.id}") for candidate in candidates[:5]),
                ),
            )
        )


def _scopes_agree(one: PairingKey, other: PairingKey) -> bool:
    """Whether two keys are of one tenant; a custom domain or a missing tenant rules nothing out."""
    scopes = [scope for scope in (one.scope.lower(), other.scope.lower()) if scope and not scope.startswith("host:")]
    return len(set(scopes)) <= 1
