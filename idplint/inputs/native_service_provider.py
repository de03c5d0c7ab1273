"""The service provider's section of a native document: what is known of it, and which connection it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from idplint.config.explanation import nearest
from idplint.config.statements import stated_facts
from idplint.inputs.native_sources import MisstatedError, lone_unknown
from idplint.model.application import PairingKey
from idplint.model.values import Basis, Origin, Sourced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from msgspec import UnsetType

    from idplint.inputs.native_document import ConnectionSection, ServiceProviderSection
    from idplint.model.application import ServiceProviderFacts

_PLACES = (
    "id",
    "variant",
    "link.login",
    "link.scim",
    "link.case",
    "login.creates",
    "login.updates",
    "login.links",
    "accounts_before_scim",
    "scim_configured",
)


def service_provider_facts(section: ServiceProviderSection | UnsetType, at: Origin) -> ServiceProviderFacts | None:
    """Return what the section states; None where there is none, or where it says that nothing is known.

    Args:
        section: The section.
        at: Where it stands.

    Raises:
        MisstatedError: Something in it has no meaning.
    """
    if section is UNSET or lone_unknown(section, at):
        return None
    basis = _basis(section, at)
    facts = stated_facts(section, at, basis)
    if section.scim_configured is UNSET:
        return facts
    scim = Sourced(section.scim_configured, at.at("scim_configured"), basis("scim_configured"))
    return msgspec.structs.replace(facts, scim_configured=scim)


def _basis(section: ServiceProviderSection, at: Origin) -> Callable[[str], Basis]:
    """Return what tells the basis of a value by its place."""
    held = section.basis
    if held is UNSET:
        return lambda _: Basis.DECLARED
    if isinstance(held, Basis):
        return lambda _: held
    for place in held:
        if place.removeprefix("link.login.").isdecimal() or place in _PLACES:
            continue
        near = nearest(place, _PLACES)
        listed = "allowed here: " + ", ".join(f"`{each}`" for each in _PLACES)
        raise MisstatedError(
            Origin(at.path, (*at.pointer, "basis", place), "key"),
            f"unknown place `{place}` in `basis`",
            f"did you mean `{near}`? {listed}" if near else listed,
        )
    return lambda place: held.get(place) or held.get(place.rstrip("0123456789").rstrip("."), Basis.DECLARED)


def connection_keys(section: ServiceProviderSection | UnsetType, at: Origin) -> tuple[PairingKey, ...]:
    """Return the names under which the application of a connection is found; none where the section holds no connection.

    Args:
        section: Of the service provider.
        at: Where it stands.

    Raises:
        MisstatedError: Connections of this service provider are not known, or a name in it has no meaning there.
    """
    if section is UNSET or section.connection is UNSET:
        return ()
    vendor = "" if section.id is UNSET else section.id
    return _keys(section.connection, vendor, at.at("connection"))


def _keys(section: ConnectionSection, vendor: str, at: Origin) -> tuple[PairingKey, ...]:
    given = {name: value for name in section.__struct_fields__ if (value := getattr(section, name)) is not UNSET}
    strange = {"auth0": ("entity_id",), "okta": ("name", "tenant")}.get(vendor)
    if strange is None:
        raise MisstatedError(
            at, "`connection` stands without `id: auth0` or `id: okta`", "name the service provider, or remove it"
        )
    for name in strange:
        if name in given:
            raise MisstatedError(at.at(name), f"`{name}` names no connection of {vendor}", "remove it")
    keys: list[PairingKey] = []
    if "id" in given:
        keys.append(PairingKey("auth0-connection-id" if vendor == "auth0" else "okta-idp", given["id"]))
    if "name" in given:
        keys.append(PairingKey("auth0-connection", given["name"], given.get("tenant", "").lower()))
    elif "tenant" in given:
        raise MisstatedError(at.at("tenant"), "`tenant` stands without `name`", "add the connection's name")
    if "entity_id" in given:
        keys.append(PairingKey("entity-id", given["entity_id"]))
    if "client_id" in given:
        keys.append(PairingKey("app-id", given["client_id"]))
    return tuple(keys)


def connection_section(keys: Sequence[PairingKey]) -> dict[str, str]:
    """Return the `connection` of a document that `connection_keys` reads as these keys; of several of one kind the first."""
    section: dict[str, str] = {}
    tenants = (key.scope for key in keys if key.kind == "auth0-connection" and ":" not in key.scope)
    for key in keys:
        if key.kind in _KINDS:
            section.setdefault(_KINDS[key.kind], key.value)
    tenant = next((tenant for tenant in tenants if tenant), "")
    if tenant:
        section["tenant"] = tenant
    return {name: section[name] for name in _ORDER if name in section}


_KINDS = {
    "auth0-connection-id": "id",
    "okta-idp": "id",
    "auth0-connection": "name",
    "entity-id": "entity_id",
    "app-id": "client_id",
}
_ORDER = ("id", "name", "tenant", "client_id", "entity_id")
