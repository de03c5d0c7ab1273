"""Auth0 bodies as they arrive, naming only the fields idplint reads: no secret is among them.

Source: Auth0 Management API v2, connections and SCIM configurations; Auth0 Deploy CLI, "Available Resource Config Formats".
`UNSET` is a key that is absent (not read), None is null (read, empty).
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from idplint.inputs.not_read import NotReadKeys

T = TypeVar("T")
Optional: TypeAlias = T | UnsetType | None


class FieldsMap(msgspec.Struct):
    """`options.fieldsMap`: profile attribute to SAML attribute or attributes."""

    user_id: str | list[str] | UnsetType | None = UNSET
    email: str | list[str] | UnsetType | None = UNSET
    given_name: str | list[str] | UnsetType | None = UNSET
    family_name: str | list[str] | UnsetType | None = UNSET


class Options(msgspec.Struct):
    """`options` of an enterprise connection."""

    client_id: Optional[str] = UNSET
    user_id_attribute: Optional[str] = UNSET
    userid_attribute: Optional[str] = UNSET
    fields_map: Optional[FieldsMap] = msgspec.field(name="fieldsMap", default=UNSET)
    set_user_root_attributes: Optional[str] = UNSET
    waad_protocol: Optional[str] = UNSET


class Connection(msgspec.Struct):
    """A connection."""

    id: Optional[str] = UNSET
    name: Optional[str] = UNSET
    strategy: Optional[str] = UNSET
    options: Optional[Options] = UNSET
    not_read: NotReadKeys = msgspec.field(name="notRead", default=UNSET)


class ScimMappingLine(msgspec.Struct):
    """One line of a SCIM configuration's mapping: which SCIM attribute fills which profile attribute."""

    auth0: Optional[str] = UNSET
    scim: Optional[str] = UNSET


class ScimConfiguration(msgspec.Struct):
    """The SCIM configuration of a connection."""

    connection_id: Optional[str] = UNSET
    connection_name: Optional[str] = UNSET
    strategy: Optional[str] = UNSET
    tenant_name: Optional[str] = UNSET
    user_id_attribute: Optional[str] = UNSET
    mapping: Optional[list[ScimMappingLine]] = UNSET


class ConnectionPage(msgspec.Struct):
    """A page of connections, as the list call answers with totals or checkpoints."""

    connections: Optional[list[Connection]] = UNSET


class ScimConfigurationPage(msgspec.Struct):
    """A page of SCIM configurations."""

    scim_configurations: Optional[list[ScimConfiguration]] = UNSET


class Bundle(msgspec.Struct):
    """A connection with its SCIM configuration (null: Auth0 answered that there is none) and the tenant's host."""

    connection: Optional[Connection] = UNSET
    scim_configuration: Optional[ScimConfiguration] = msgspec.field(name="scimConfiguration", default=UNSET)
    domain: Optional[str] = UNSET
    not_read: NotReadKeys = msgspec.field(name="notRead", default=UNSET)


class DeployConnection(Connection):
    """A connection of a Deploy CLI tree, which holds its SCIM configuration."""

    scim_configuration: Optional[ScimConfiguration] = UNSET


class DeployTenant(msgspec.Struct):
    """The `connections` of a Deploy CLI `tenant.yaml`."""

    connections: Optional[list[DeployConnection]] = UNSET
