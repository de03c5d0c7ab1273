"""Which partial records are one application.

Records join by the same id, by an explicit `pair:`, and, between an identity provider's application and a service provider's
connection, by a key that is unique on each side; so do code and a snapshot of one object. Equal names and shared ids join
nothing.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from idplint.findings import Label, Problem
from idplint.model.application import Layer
from idplint.pairing.code_matching import CodeMatching
from idplint.pairing.declarations import names_match
from idplint.pairing.grouping import Grouping
from idplint.pairing.identifiers import TERRAFORM, quoted, root_module, same_id, split_id
from idplint.pairing.identities import Identity, may_be_one, refers
from idplint.pairing.matching import Contest, Matching
from idplint.pairing.sole_products import SoleProducts
from idplint.providers.catalogue import profiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from idplint.config.settings import DeclaredApplication
    from idplint.model.application import PartialApplication
    from idplint.model.values import Sourced
    from idplint.pairing.code_matching import Rivalry

_VENDOR_MADE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|0oa[0-9a-z]+|con_[0-9a-z]+")
"""Ids that no two tenants share, so that `contoso.com/<id>` and `<tenant id>/<id>` are the same object."""


_SHOWN = 5
"""Candidates that a message names."""


class Components:
    """Partial records in groups: those of one object, and those of all objects that make up one application."""

    def __init__(self, partials: Sequence[PartialApplication]) -> None:
        # Reading order is the order of file names; what an answer depends on must not be.
        self._partials = sorted(
            partials, key=lambda partial: (partial.id, partial.origin.path, *map(str, partial.origin.pointer))
        )
        self._applications = Grouping(len(partials))
        self._objects = Grouping(len(partials))
        self._application_of: dict[int, int] = {}
        self._has_code = any(partial.layer is Layer.CODE for partial in partials)
        self.problems: list[Problem] = []

    def groups(self) -> list[list[tuple[PartialApplication, ...]]]:
        """The objects of each application, each as its records."""
        grouped: dict[int, list[tuple[PartialApplication, ...]]] = defaultdict(list)
        for identity in self._identities():
            grouped[self._applications.root(identity.position)].append(identity.records)
        return list(grouped.values())

    def join_same_ids(self) -> None:
        """Unite records that carry the same id, the tenant part left out or not.

        Ids that people made up may be the same in two tenants: there the tenants must not differ, and an id without a
        tenant joins neither of two. In code, such an id without a tenant holds within one folder.
        """
        same: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for position, partial in enumerate(self._partials):
            kind, tenant, proper = split_id(partial.id)
            made = _VENDOR_MADE.fullmatch(proper) is not None
            if partial.layer is Layer.CODE and not tenant and not made:
                kind = f"{kind} in {posixpath.dirname(partial.origin.path)}"
            same[kind, proper]["" if made else tenant].append(position)
        for by_tenant in same.values():
            tenants = [tenant for tenant in by_tenant if tenant]
            if len(tenants) == 1:
                by_tenant[tenants[0]] += by_tenant.pop("", [])
            for positions in by_tenant.values():
                for position in positions[1:]:
                    self._unite_objects(positions[0], position)

    def join_references(self) -> None:
        """Unite what refers to a resource of its root module with that resource; with neither where it refers to several."""
        addresses: dict[tuple[str, str], int] = {}
        for position, partial in enumerate(self._partials):
            kind, directory, address = split_id(partial.id)
            if kind == TERRAFORM and directory:
                addresses.setdefault((directory, address), position)
        for position, partial in enumerate(self._partials):
            wanted = [(root_module(key.scope), key.value) for key in partial.keys if key.kind == "terraform-address"]
            found = {self._objects.root(addresses[name]) for name in wanted if name in addresses} - {position}
            if len(found) > 1:
                candidates = [self._partials[each] for each in sorted(found)]
                self.problems.append(_several(partial, "resources", candidates, partial))
                continue
            for target in found:
                if self._partials[target].side == partial.side:
                    self._unite_objects(target, position)
                else:
                    self._applications.unite(target, position)

    def join_declared(self, declared: Iterable[DeclaredApplication]) -> None:
        """Unite what `pair:` names, together with the one application that the entry matches.

        Where that puts one object in code beside one of a snapshot, and nothing tells them apart, they are the same object.
        """
        for entry in declared:
            if not entry.pair:
                continue
            roots: list[int] = []
            for ident in entry.pair:
                roots += self._named(ident)
            for root in roots[1:]:
                self._applications.unite(roots[0], root)
            self._unite_matched(entry, roots)
            if roots and self._has_code:
                self._join_halves(self._applications.root(roots[0]))

    def join_code_with_snapshots(self, declared: Iterable[DeclaredApplication]) -> None:
        """Unite each object in code with the one of a snapshot that it is, and then what entries match in either."""
        if not self._has_code:
            return
        matching = CodeMatching(self._identities())
        for code, snapshot in matching.pairs:
            self._unite_objects(code.position, snapshot.position)
        self.problems += [_rivals(rivalry) for rivalry in matching.rivalries]
        for entry in declared:
            named = (self._with_id(ident.value) for ident in entry.pair)
            self._unite_matched(entry, [positions[0] for positions in named if len(positions) == 1])

    def join_service_providers(self) -> None:
        """Unite each service provider's connection with the one application whose keys name it."""
        idp_side = {index: partial.keys for index, partial in enumerate(self._partials) if partial.side == "idp"}
        sp_side = {index: partial.keys for index, partial in enumerate(self._partials) if partial.side == "sp"}
        matching = Matching(idp_side, sp_side, self._applications.root)
        self._application_of = {self._applications.root(index): index for index in reversed(idp_side)}
        self.problems += [self._ambiguous(contest) for _, contest in sorted(matching.contests.items())]
        for connection, application in matching.owners.items():
            self._applications.unite(application, connection)

    def join_sole_products(self, declared: Sequence[DeclaredApplication]) -> None:
        """Unite settings that name no connection with the one application of their service provider."""
        groups = {
            root: [self._partials[position] for position in positions]
            for root, positions in self._applications.members().items()
        }
        sole = SoleProducts(groups, declared)
        for settings, application in sole.owners.items():
            self._applications.unite(application, settings)
        for rivals in sole.rivals:
            first = groups[rivals.settings[0]][0]
            others = [groups[number][0] for number in (*rivals.applications, *rivals.settings[1:])]
            name = profiles()[rivals.profile].name
            self.problems.append(_several(first, f"settings of {name}", others, others[0]))

    def _unite_objects(self, one: int, other: int) -> None:
        self._objects.unite(one, other)
        self._applications.unite(one, other)

    def _identities(self) -> list[Identity]:
        return [self._identity(position, positions) for position, positions in self._objects.members().items()]

    def _identity(self, position: int, positions: Sequence[int]) -> Identity:
        return Identity(position, tuple(self._partials[each] for each in positions))

    def _named(self, ident: Sourced[str]) -> Iterator[int]:
        """The object that an entry of `pair:` names; a problem where that is none or one of several."""
        found = self._with_id(ident.value)
        if not found:
            label = Label(ident.origin, "matches no application that was read", primary=True)
            self.problems.append(
                Problem(
                    predicate="configuration",
                    outcome="matches-nothing",
                    slots={"match": f"pair: {ident.value}"},
                    labels=(label,),
                )
            )
        elif len(found) > 1:
            candidates = [self._partials[position] for position in found]
            slots = _slots(f"pair: {ident.value}", candidates, "write the whole id, with its tenant or directory")
            labels = (
                Label(ident.origin, f"could mean {len(candidates)} records", primary=True),
                *(Label(candidate.origin, f"a candidate: {candidate.id}") for candidate in candidates[:_SHOWN]),
            )
            self.problems.append(Problem(predicate="ambiguous-pairing", outcome="several", slots=slots, labels=labels))
        else:
            yield found[0]

    def _with_id(self, ident: str) -> list[int]:
        """The first record of each object that has an id."""
        found = [index for index, partial in enumerate(self._partials) if same_id(partial.id, ident)]
        return list({self._objects.root(index): index for index in reversed(found)}.values())[::-1]

    def _unite_matched(self, entry: DeclaredApplication, roots: Sequence[int]) -> None:
        matched = {
            self._applications.root(index)
            for index, partial in enumerate(self._partials)
            if names_match(entry, partial)
        }
        if roots and len(matched) == 1:
            self._applications.unite(matched.pop(), roots[0])

    def _join_halves(self, application: int) -> None:
        """Within one paired application, find the object of a snapshot that an object in code is."""
        root = self._applications.root(application)
        inside = [
            self._identity(position, positions)
            for position, positions in self._objects.members().items()
            if self._applications.root(position) == root
        ]
        matching = CodeMatching(inside)
        settled = {identity.position for pair in matching.pairs for identity in pair}
        for code, snapshot in matching.pairs:
            self._unite_objects(code.position, snapshot.position)
        free = [identity for identity in inside if identity.position not in settled]
        fitting = [
            (code.position, snapshot.position)
            for code in free
            for snapshot in free
            if code.in_code and not code.in_snapshot and snapshot.in_snapshot and not snapshot.in_code
            if _alike(code, snapshot)
        ]
        for code_at, snapshot_at in fitting:
            if sum(code_at == one or snapshot_at == other for one, other in fitting) == 1:
                self._unite_objects(code_at, snapshot_at)

    def _ambiguous(self, contest: Contest) -> Problem:
        partial = self._partials[contest.connection]
        applications = [self._application_of[root] for root in contest.applications]
        candidates = [self._partials[position] for position in (*applications, *contest.rivals)]
        return _several(partial, f"{contest.key.kind} {contest.key.value}", candidates, candidates[0])


def _alike(code: Identity, snapshot: Identity) -> bool:
    """Whether two objects that were paired may be one: halves of a product differ in whether people sign in to them."""
    return (
        may_be_one(code, snapshot)
        and len(code.idp_kinds() | snapshot.idp_kinds()) <= 1
        and len(code.signs_in() | snapshot.signs_in()) <= 1
    )


def _rivals(rivalry: Rivalry) -> Problem:
    """Code that could be several objects of a snapshot, or the other way round."""
    subject = _speaker(rivalry.subject)
    candidates = [_speaker(candidate) for candidate in rivalry.candidates]
    return _several(subject, rivalry.key, candidates, subject if rivalry.subject.in_snapshot else candidates[0])


def _speaker(identity: Identity) -> PartialApplication:
    return min(identity.records, key=refers)


def _several(
    subject: PartialApplication, key: str, candidates: Sequence[PartialApplication], matched: PartialApplication
) -> Problem:
    """Something that could belong to any of several; the line to paste matches `matched` and pairs the other end."""
    other = candidates[0] if matched is subject else subject
    slots = _slots(
        f"{subject.id} ({key})",
        candidates,
        f"`- {{match: {{id: {quoted(matched.id)}}}, pair: [{quoted(other.id)}]}}` under `applications:` in idplint.yaml",
    )
    return Problem(
        predicate="ambiguous-pairing",
        outcome="several",
        slots=slots,
        labels=(
            Label(subject.origin, f"could belong to {len(candidates)} records", primary=True),
            *(Label(candidate.origin, f"a candidate: {candidate.id}") for candidate in candidates[:_SHOWN]),
        ),
    )


def _slots(what: str, candidates: Sequence[PartialApplication], remedy: str) -> dict[str, str]:
    idents = [*dict.fromkeys(candidate.id for candidate in candidates)]
    more = len(idents) - _SHOWN
    shown = ", ".join([*idents[:_SHOWN], *([f"{more} more"] if more > 0 else [])])
    return {"what": what, "candidates": shown, "remedy": remedy}
