"""The names that one identity (the records of one object) gives, for finding the same object in code and in a snapshot."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from idplint.model.application import IdpKind, Layer, PartialApplication, Protocol
from idplint.model.values import Sourced
from idplint.pairing.identifiers import TERRAFORM, split_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
STRENGTH = {
    "idp": ("object-id", "app-id", "acs-url", "app-entity-id"),
    "sp": ("auth0-connection-id", "okta-idp", "auth0-connection"),
}
"""Kinds of key by side, the one that proves most first."""
_DECISIVE = ("object-id", "app-id", "auth0-connection-id", "okta-idp")
"""Kinds of which an object has one for good: two that differ are two objects."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Identity(msgspec.Struct, frozen=True):
    """The records of one object: one application of one tenant, or one resource in code with those that refer to it."""

    position: int
    """Of its first record, which stands for it."""
    records: tuple[PartialApplication, ...]

    @property
    def side(self) -> str:
        """`idp` or `sp`."""
        return self.records[0].side

    @property
    def in_code(self) -> bool:
        """Whether a record of it is code."""
        return any(record.layer is Layer.CODE for record in self.records)

    @property
    def in_snapshot(self) -> bool:
        """Whether a record of it is not code."""
        return any(record.layer is not Layer.CODE for record in self.records)

    def idents(self) -> tuple[str, ...]:
        """The ids of its records, that of an application before those that refer to it."""
        return tuple(dict.fromkeys(record.id for record in sorted(self.records, key=refers)))

    def names(self, kind: str) -> frozenset[str]:
        """The values of one kind of key. Urls and entity ids count exactly; addresses of one's own machine name nothing."""
        return frozenset(value for record in self.records for value in _values(record, kind))

    def units(self, *, code: bool) -> frozenset[str]:
        """Where its names should be unique: root modules or trees of code, tenants of a snapshot."""
        wanted = [record for record in self.records if (record.layer is Layer.CODE) is code]
        return frozenset(_code_unit(record) if code else _tenant(record).lower() for record in wanted)

    def idp_kinds(self) -> set[IdpKind]:
        """The identity providers that its records name."""
        return {record.idp.kind for record in self.records if record.idp and record.idp.kind is not IdpKind.UNKNOWN}

    def signs_in(self) -> set[bool]:
        """Whether people sign in to it, by each record that tells."""
        stated = (record.protocol for record in self.records)
        return {fact.value is not Protocol.NONE for fact in stated if isinstance(fact, Sourced)}


def refers(record: PartialApplication) -> bool:
    """Whether a record only speaks of another one, by its Terraform address."""
    return any(key.kind == "terraform-address" for key in record.keys)


def may_be_one(code: Identity, snapshot: Identity) -> bool:
    """Whether nothing tells two identities, the one in code and the one in a snapshot, apart."""
    if code.side != snapshot.side:
        return False
    for kind in _DECISIVE:
        ours, theirs = code.names(kind), snapshot.names(kind)
        if ours and theirs:
            # A multi-tenant application has its client id in every tenant.
            return not ours.isdisjoint(theirs) and (kind != "app-id" or _tenants_fit(code, snapshot))
    return _tenants_fit(code, snapshot)


def same_identity_provider(code: Identity, snapshot: Identity) -> bool:
    """Whether both name one identity provider; a service provider's record need not."""
    kinds = code.idp_kinds() | snapshot.idp_kinds()
    if code.side == "sp":
        return len(kinds) <= 1
    return len(kinds) == 1 and bool(code.idp_kinds()) and bool(snapshot.idp_kinds())


def _values(record: PartialApplication, kind: str) -> Iterator[str]:
    for key in record.keys:
        if key.kind == kind:
            yield key.value if kind in ("acs-url", "app-entity-id") else key.value.lower()
    if kind == "acs-url":
        yield from (url.value for url in record.acs_urls or () if not _is_loopback(url.value))
    elif kind == "app-entity-id":
        yield from (entity.value for entity in record.entity_ids or ())


def _is_loopback(url: str) -> bool:
    try:
        return (urlsplit(url).hostname or "") in _LOOPBACK
    except ValueError:  # an unbalanced bracket in the host
        return False


def _code_unit(record: PartialApplication) -> str:
    kind, tenant, _ = split_id(record.id)
    return tenant if kind == TERRAFORM and tenant else posixpath.dirname(record.origin.path)


def _tenant(record: PartialApplication) -> str:
    """The tenant or org a record names; "" where it names none. A directory of code is no tenant."""
    if record.idp is not None and record.idp.tenant:
        return record.idp.tenant
    scopes = [key.scope for key in record.keys if key.kind == "auth0-connection" and not key.scope.startswith("host:")]
    if scopes and scopes[0] and not scopes[0].startswith(f"{TERRAFORM}:"):
        return scopes[0]
    kind, tenant, _ = split_id(record.id)
    return "" if kind == TERRAFORM else tenant


def _tenants(identity: Identity) -> Sequence[str]:
    return [tenant.lower() for record in identity.records if (tenant := _tenant(record))]


def _tenants_fit(code: Identity, snapshot: Identity) -> bool:
    return all(_one_tenant(one, other) for one in _tenants(code) for other in _tenants(snapshot))


def _one_tenant(one: str, other: str) -> bool:
    """Whether two names may be one tenant: an id and a domain may, `contoso` and `contoso.okta.com` too."""
    if one == other or (_UUID.fullmatch(one) is None) != (_UUID.fullmatch(other) is None):
        return True
    short, long = sorted((one, other), key=len)
    return "." not in short and long.partition(".")[0] == short
