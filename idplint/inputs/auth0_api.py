"""Auth0 Management API bodies: enterprise connections and SCIM configurations, recognised by content, joined by id.

A bundle holds a connection, its SCIM configuration (null: there is none) and the tenant's host.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from idplint.inputs import auth0_wire as wire
from idplint.inputs.adapter import Reading
from idplint.inputs.auth0_connection import STRATEGIES, ConnectionParts, assemble, is_id
from idplint.inputs.part import Part
from idplint.inputs.reading_problems import problems_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.documents.document import Collection, Record
    from idplint.findings import Problem
    from idplint.inputs.adapter import EmptyCollection, Fragment

    W = TypeVar("W")

MARKS: tuple[bytes, ...] = (
    b'"con_',
    b'"user_id_attribute"',
    b'"userid_attribute"',
    b'"set_user_root_attributes"',
    b'"fieldsMap"',
)

_CONNECTION = "connection"
_CONNECTIONS = "connections"
_CONFIGURATION = "scim-configuration"
_CONFIGURATIONS = "scim-configurations"
_BUNDLE = "bundle"
_BUNDLE_KEYS = frozenset({"scimconfiguration", "domain", "notread"})


def recognise(record: Record) -> str | None:
    """Return the kind of Auth0 body a record is, judged by its content, or None.

    Kinds: `connection`, `scim-configuration`, a page of either, `connections` and `scim-configurations`, and `bundle`.
    """
    keys = record.keys
    if "connection" in keys and not _BUNDLE_KEYS.isdisjoint(keys):
        connection = record.decode(wire.Bundle).value.connection
        return _BUNDLE if isinstance(connection, wire.Connection) and is_id(connection.id) else None
    if "connection_id" in keys:
        # A directory provisioning configuration looks alike, but it pulls users and is no SCIM.
        if "synchronize_automatically" in keys or keys.keys().isdisjoint(
            {"user_id_attribute", "mapping", "tenant_name"}
        ):
            return None
        return _CONFIGURATION if is_id(record.decode(wire.ScimConfiguration).value.connection_id) else None
    if {"id", "name", "strategy"} <= keys.keys():
        return _CONNECTION if is_id(record.decode(wire.Connection).value.id) else None
    if "connections" in keys:
        listed = record.decode(wire.ConnectionPage).value.connections
        return _CONNECTIONS if listed and all(is_id(each.id) for each in listed) else None
    if "scim_configurations" in keys:
        found = record.decode(wire.ScimConfigurationPage).value.scim_configurations
        return _CONFIGURATIONS if found and all(is_id(each.connection_id) for each in found) else None
    return None


def recognise_collection(collection: Collection) -> str | None:  # noqa: ARG001 - the shape every adapter has
    """Return None: an empty list of Auth0's does not tell what it would hold."""
    return None


def read(fragments: Sequence[Fragment], empties: Sequence[EmptyCollection]) -> Reading:  # noqa: ARG001
    """Join connections and SCIM configurations into one partial application, service provider side, per connection."""
    problems: list[Problem] = []
    connections: list[tuple[Part[wire.Connection], Part[wire.Bundle] | None]] = []
    configurations: dict[str, list[Part[wire.ScimConfiguration]]] = {}
    for fragment in fragments:
        record = fragment.record
        if fragment.kind == _CONNECTION:
            connections.append((_decode(record, wire.Connection, problems), None))
        elif fragment.kind == _BUNDLE:
            bundle = _decode(record, wire.Bundle, problems)
            connection, configuration = bundle.value.connection, bundle.value.scim_configuration
            if isinstance(connection, wire.Connection):
                connections.append((bundle.below(connection, "connection"), bundle))
                if isinstance(configuration, wire.ScimConfiguration):
                    part = bundle.below(configuration, "scimConfiguration")
                    configurations.setdefault(str(connection.id), []).append(part)
        elif fragment.kind == _CONNECTIONS:
            connection_page = _decode(record, wire.ConnectionPage, problems)
            listed = connection_page.value.connections or []
            connections += [
                (connection_page.below(each, "connections", index), None) for index, each in enumerate(listed)
            ]
        else:
            for part in _configurations(record, fragment.kind, problems):
                configurations.setdefault(str(part.value.connection_id), []).append(part)
    both = [
        ConnectionParts(part.value.id, part, configurations.get(part.value.id, []), bundle=bundle)
        for part, bundle in connections
        if isinstance(part.value.id, str)
    ]
    with_connection = {parts.id for parts in both}
    both += [
        ConnectionParts(ident, None, held) for ident, held in configurations.items() if ident not in with_connection
    ]
    return Reading(tuple(assemble(parts) for parts in both if parts.strategy in STRATEGIES), tuple(problems))


def _decode(record: Record, of: type[W], problems: list[Problem]) -> Part[W]:
    part = Part.of(record, of)
    if part.decoded.malformed:
        problems += problems_of(part.origin.path, part.decoded)
    return part


def _configurations(record: Record, kind: str, problems: list[Problem]) -> list[Part[wire.ScimConfiguration]]:
    if kind == _CONFIGURATION:
        return [_decode(record, wire.ScimConfiguration, problems)]
    page = _decode(record, wire.ScimConfigurationPage, problems)
    listed = page.value.scim_configurations or []
    return [page.below(each, "scim_configurations", index) for index, each in enumerate(listed)]
