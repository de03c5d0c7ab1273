"""Which application of the identity provider a service provider's connection belongs to, by the keys both carry."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from idplint.model.application import PairingKey
from idplint.providers.catalogue import profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_STRENGTH = ("auth0-connection-id", "okta-idp", "app-id", "auth0-connection", "entity-id")
"""Kinds of key, the one that proves most first."""
_HOST = "host:"
_CLOSENESS = range(3)

_Carriers: TypeAlias = "dict[tuple[str, str], list[tuple[int, PairingKey]]]"
"""Groups and their keys, by kind and value of the key."""


class Contest(msgspec.Struct, frozen=True):
    """A connection that could belong to several applications, or with other connections to one."""

    connection: int
    key: PairingKey
    applications: tuple[int, ...]
    rivals: tuple[int, ...]
    """Other connections that the same key names."""


class Matching:
    """Connections and the applications they belong to, both as groups of records.

    Attributes:
        owners: The application of each connection that has one.
        contests: What no key settles, by connection.
    """

    def __init__(
        self,
        idp_side: Mapping[int, Sequence[PairingKey]],
        sp_side: Mapping[int, Sequence[PairingKey]],
        root: Callable[[int], int],
    ) -> None:
        """Match by every kind of key, the strongest first.

        Args:
            idp_side: Keys of the identity provider's records, by position.
            sp_side: Keys of the service provider's records, by position.
            root: The representative of the group that `pair:` or equal ids have put a record in.
        """
        applications = {root(position) for position in idp_side}
        self.owners = {root(position): root(position) for position in sp_side if root(position) in applications}
        self.contests: dict[int, Contest] = {}
        offered, asked = _carriers(idp_side, root), _carriers(sp_side, root)
        for kind in _STRENGTH:
            for name, asking in asked.items():
                if name[0] == kind and name in offered:
                    self._settle(offered[name], asking)

    def _settle(self, offered: list[tuple[int, PairingKey]], asking: list[tuple[int, PairingKey]]) -> None:
        """Match the applications and connections that carry one key; whether they fit depends on the key's scope alone."""
        settled = [(one, key) for one, key in asking if one in self.owners]
        free: dict[PairingKey, list[int]] = defaultdict(list)
        for application, key in offered:
            taken = (self.owners[one] == application and _closeness(key, theirs) is not None for one, theirs in settled)
            if not any(taken):
                free[key].append(application)
        for closeness in _CLOSENESS:
            open_: dict[PairingKey, list[int]] = defaultdict(list)
            for one, key in asking:
                if one not in self.owners and one not in self.contests:
                    open_[key].append(one)
            fitting = {key: [other for other in free if _closeness(other, key) == closeness] for key in open_}
            for key, connections in open_.items():
                found = tuple(dict.fromkeys(application for other in fitting[key] for application in free[other]))
                if not found:
                    continue
                same = [one for other, ones in open_.items() if set(fitting[other]) & set(fitting[key]) for one in ones]
                if len(found) == 1 and len(set(same)) == 1:
                    self.owners[connections[0]] = found[0]
                    continue
                for connection in connections:
                    rivals = tuple(one for one in dict.fromkeys(same) if one != connection)
                    self.contests[connection] = Contest(connection, key, found, rivals)
            for key in {other for others in fitting.values() for other in others}:
                del free[key]


def _carriers(side: Mapping[int, Sequence[PairingKey]], root: Callable[[int], int]) -> _Carriers:
    carriers: dict[tuple[str, str], dict[tuple[int, PairingKey], None]] = defaultdict(dict)
    for position, keys in side.items():
        for key in keys:
            folded = msgspec.structs.replace(key, value=key.value.lower(), scope=key.scope.lower())
            carriers[key.kind, folded.value][root(position), folded] = None
    return {name: [*held] for name, held in carriers.items()}


def _closeness(one: PairingKey, other: PairingKey) -> int | None:
    """How well the tenants of two equal keys fit: 0 the same, 1 one is not named, 2 a host that may be anybody's.

    None where they differ, or where the host is known to be another service provider's.
    """
    if one.scope == other.scope:
        return 0
    hosts = [scope.removeprefix(_HOST) for scope in (one.scope, other.scope) if scope.startswith(_HOST)]
    if hosts:
        return None if len(hosts) > 1 or hosts[0] in _hosts_of_others() else 2
    return None if one.scope and other.scope else 1


@cache
def _hosts_of_others() -> frozenset[str]:
    """Hosts which the catalogue knows to belong to a service provider that is not Auth0."""
    return frozenset(
        host.lower()
        for held in profiles().values()
        if held.id != "auth0"
        for host in held.recognise.acs_hosts
        if "*" not in host
    )
