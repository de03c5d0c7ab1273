"""Which partial records are one application.

Records join by the same id, by an explicit `pair:`, and, between an identity provider's application and a service provider's
connection, by a key that is unique on each side. Equal names and shared ids join nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from idplint.findings import Label, Problem
from idplint.pairing.declarations import names_match
from idplint.pairing.identifiers import same_id, split_id
from idplint.pairing.matching import Contest, Matching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from idplint.config.settings import DeclaredApplication
    from idplint.model.application import PartialApplication

_VENDOR_MADE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|0oa[0-9a-z]+|con_[0-9a-z]+")
"""Ids that no two tenants share, so that `contoso.com/<id>` and `<tenant id>/<id>` are the same object."""


_SHOWN = 5
"""Candidates that a message names."""


class Components:
    """Partial records in groups, one group an application (a union-find over their positions)."""

    def __init__(self, partials: Sequence[PartialApplication]) -> None:
        # Reading order is the order of file names; what an answer depends on must not be.
        self._partials = sorted(
            partials, key=lambda partial: (partial.id, partial.origin.path, *map(str, partial.origin.pointer))
        )
        self._parent = list(range(len(partials)))
        self._application_of: dict[int, int] = {}
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
        """The records of each application."""
        grouped: dict[int, list[PartialApplication]] = defaultdict(list)
        for position, partial in enumerate(self._partials):
            grouped[self.root(position)].append(partial)
        return list(grouped.values())

    def join_same_ids(self) -> None:
        """Unite records that carry the same id, the tenant part left out or not.

        Ids that people made up may be the same in two tenants: there the tenants must not differ, and an id without a
        tenant joins neither of two.
        """
        same: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for position, partial in enumerate(self._partials):
            kind, tenant, proper = split_id(partial.id)
            same[kind, proper]["" if _VENDOR_MADE.fullmatch(proper) else tenant].append(position)
        for by_tenant in same.values():
            tenants = [tenant for tenant in by_tenant if tenant]
            if len(tenants) == 1:
                by_tenant[tenants[0]] += by_tenant.pop("", [])
            for positions in by_tenant.values():
                for position in positions[1:]:
                    self.unite(positions[0], position)

    def join_declared(self, declared: Iterable[DeclaredApplication]) -> None:
        """Unite what `pair:` names, together with the one application that the entry matches."""
        for entry in declared:
            if not entry.pair:
                continue
            roots: list[int] = []
            for ident in entry.pair:
                found = self._with_id(ident.value)
                roots += [self.root(position) for position in found[:1]]
                if not found:
                    self.problems.append(
                        Problem(
                            predicate="configuration",
                            outcome="matches-nothing",
                            slots={"match": f"pair: {ident.value}"},
                            labels=(Label(ident.origin, "matches no application that was read", primary=True),),
                        )
                    )
            for root in roots[1:]:
                self.unite(roots[0], root)
            matched = {self.root(index) for index, partial in enumerate(self._partials) if names_match(entry, partial)}
            if roots and len(matched) == 1:
                self.unite(matched.pop(), roots[0])

    def _with_id(self, ident: str) -> list[int]:
        return [index for index, partial in enumerate(self._partials) if same_id(partial.id, ident)]

    def join_service_providers(self) -> None:
        """Unite each service provider's connection with the one application whose keys name it."""
        idp_side = {index: partial.keys for index, partial in enumerate(self._partials) if partial.side == "idp"}
        sp_side = {index: partial.keys for index, partial in enumerate(self._partials) if partial.side == "sp"}
        matching = Matching(idp_side, sp_side, self.root)
        self._application_of = {self.root(index): index for index in reversed(idp_side)}
        self.problems += [self._ambiguous(contest) for _, contest in sorted(matching.contests.items())]
        for connection, application in matching.owners.items():
            self.unite(application, connection)

    def _ambiguous(self, contest: Contest) -> Problem:
        partial = self._partials[contest.connection]
        applications = [self._application_of[root] for root in contest.applications]
        candidates = [self._partials[position] for position in (*applications, *contest.rivals)]
        idents = [*dict.fromkeys(candidate.id for candidate in candidates)]
        more = len(idents) - _SHOWN
        return Problem(
            predicate="ambiguous-pairing",
            outcome="several",
            slots={
                "what": f"{partial.id} ({contest.key.kind} {contest.key.value})",
                "candidates": ", ".join([*idents[:_SHOWN], *([f"{more} more"] if more > 0 else [])]),
                "remedy": f"`- {{match: {{id: {candidates[0].id!r}}}, pair: [{partial.id!r}]}}` under "
                "`applications:` in idplint.yaml",
            },
            labels=(
                Label(partial.origin, f"could belong to {len(candidates)} records", primary=True),
                *(Label(candidate.origin, f"a candidate: {candidate.id}") for candidate in candidates[:_SHOWN]),
            ),
        )
