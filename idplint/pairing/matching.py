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
        """Match the applications and connections that carry one key."""
        free = [
            (application, key)
            for application, key in offered
            if not any(
                self.owners.get(other) == application and _closeness(key, theirs) is not None
                for other, theirs in asking
            )
        ]
        for closeness in _CLOSENESS:
            open_ = [(one, key) for one, key in asking if one not in self.owners and one not in self.contests]
            edges = [
                (offer, connection, key)
                for offer in free
                for connection, key in open_
                if _closeness(offer[1], key) == closeness
            ]
            for connection, key in open_:
                offers = [offer for offer, other, _ in edges if other == connection]
                if not offers:
                    continue
                found = tuple(dict.fromkeys(application for application, _ in offers))
                rivals = tuple(
                    dict.fromkeys(other for offer, other, _ in edges if offer in offers and other != connection)
                )
                if len(found) == 1 and not rivals:
                    self.owners[connection] = found[0]
                else:
                    self.contests[connection] = Contest(connection, key, found, rivals)
            taken = [offer for offer, _, _ in edges]
            free = [offer for offer in free if offer not in taken]


def _carriers(side: Mapping[int, Sequence[PairingKey]], root: Callable[[int], int]) -> _Carriers:
    carriers: _Carriers = defaultdict(list)
    for position, keys in side.items():
        for key in keys:
            carrier = (root(position), msgspec.structs.replace(key, value=key.value.lower(), scope=key.scope.lower()))
            held = carriers[key.kind, key.value.lower()]
            if carrier not in held:
                held.append(carrier)
    return carriers


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
