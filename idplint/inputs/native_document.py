"""The form of a native document, key by key; its JSON Schema is generated from here."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

from idplint.config.statements import ServiceProviderStatement, Text, Unstated
from idplint.model.application import Dialect
from idplint.model.values import Basis

_SOURCE = "Where the value comes from in the directory, as the identity provider's configuration writes it."
_DIALECT = "The language of the source; left out, the one usual for the identity provider and place."
_BASIS = "Why the value is held true; left out, it was read. idp-default marks what nobody has touched."
_NOTE = "A remark on the value, shown with it."
_UNKNOWN = "Why nothing is known of this; stands alone or with `remedy`."
_REMEDY = "How to find it out: the call to make or the line to write."

UserClass: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^(members|entra_guests|external_guests|((entra_guests|external_guests)\+)?groups:[^,\s]+(,[^,\s]+)*)$"
    ),
]
_USERS = (
    "Whom this entry is for: members, entra_guests, external_guests or groups:<id>,<id>; the entry without it is for "
    "everyone else."
)


class IdpSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The identity provider."""

    kind: Annotated[Literal["entra", "okta", "other", "unknown"], Meta(description="Which identity provider it is.")]
    tenant: Annotated[
        Text | UnsetType, Meta(description="Entra tenant (domain or id) or Okta org (subdomain or host).")
    ] = UNSET


class StructuredSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source that is no plain text: a constant, a claim's configuration, or the statement that it is not known."""

    constant: Annotated[str | UnsetType, Meta(description="The same text for everybody.")] = UNSET
    odata_type: Annotated[str | UnsetType, Meta(description="As Microsoft Graph writes it.")] = msgspec.field(
        default=UNSET, name="@odata.type"
    )
    attribute: Annotated[
        dict[str, Any] | UnsetType | None,
        Meta(description="customClaimsPolicy configuration: the attribute to start from."),
    ] = UNSET
    transformations: Annotated[
        tuple[dict[str, Any], ...] | UnsetType,
        Meta(description="customClaimsPolicy configuration: what is done to it."),
    ] = UNSET
    unknown: Annotated[Text | UnsetType, Meta(description=_UNKNOWN)] = UNSET
    remedy: Annotated[Text | UnsetType, Meta(description=_REMEDY)] = UNSET


Source: TypeAlias = Text | StructuredSource


class UsernameSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Okta's application username, which `${user.userName}` and the SCIM userName stand for."""

    source: Annotated[Source | UnsetType, Meta(description=_SOURCE)] = UNSET
    dialect: Annotated[Dialect | UnsetType, Meta(description=_DIALECT)] = UNSET
    basis: Annotated[Basis | UnsetType, Meta(description=_BASIS)] = UNSET
    note: Annotated[Text | UnsetType, Meta(description=_NOTE)] = UNSET
    unknown: Annotated[Text | UnsetType, Meta(description=_UNKNOWN)] = UNSET
    remedy: Annotated[Text | UnsetType, Meta(description=_REMEDY)] = UNSET


class AssignmentSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is let in; nobody is named."""

    required: Annotated[
        bool | Unstated | UnsetType, Meta(description="Whether only people who were assigned may sign in.")
    ] = UNSET
    assigned: Annotated[
        bool | Unstated | UnsetType, Meta(description="Whether at least one user or group is assigned.")
    ] = UNSET


class ApplicationSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which application this is."""

    name: Annotated[Text, Meta(description="The application's name.")]
    id: Annotated[
        Text | UnsetType,
        Meta(description="entra:<tenant>/<object id> or okta:<org>/<id>; the tenant or org may be left out."),
    ] = UNSET
    idp: Annotated[
        IdpSection | UnsetType, Meta(description="The identity provider; left out, it is taken from `id`.")
    ] = UNSET
    enabled: Annotated[
        bool | Unstated | UnsetType, Meta(description="Whether the application is enabled at the identity provider.")
    ] = UNSET
    app_id: Annotated[Text | UnsetType, Meta(description="Application (client) id.")] = UNSET
    assignment: Annotated[AssignmentSection | UnsetType, Meta(description="Entra only: who is let in.")] = UNSET
    username: Annotated[UsernameSection | UnsetType, Meta(description="Okta only: the application username.")] = UNSET
    guests: Annotated[
        Literal["present", "none"] | UnsetType, Meta(description="Whether guests have access to this application.")
    ] = UNSET
    catalogue_name: Annotated[
        Text | tuple[Text, ...] | UnsetType,
        Meta(
            description="What the identity provider's gallery calls the application: Entra template id, Okta app name."
        ),
    ] = UNSET


class NameIdEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The source of the NameID for one class of users."""

    users: Annotated[UserClass | UnsetType, Meta(description=_USERS)] = UNSET
    source: Annotated[Source | UnsetType, Meta(description=_SOURCE)] = UNSET
    dialect: Annotated[Dialect | UnsetType, Meta(description=_DIALECT)] = UNSET
    format: Annotated[
        Text | UnsetType, Meta(description="NameID format as configured, in the vendor's word; one for all entries.")
    ] = UNSET
    basis: Annotated[Basis | UnsetType, Meta(description=_BASIS)] = UNSET
    note: Annotated[Text | UnsetType, Meta(description=_NOTE)] = UNSET
    unknown: Annotated[Text | UnsetType, Meta(description=_UNKNOWN)] = UNSET
    remedy: Annotated[Text | UnsetType, Meta(description=_REMEDY)] = UNSET


class AttributeEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The source of an attribute or claim, for one class of users."""

    name: Annotated[Text, Meta(description="Full name of the SAML attribute, or the OIDC claim.")]
    source: Annotated[Source, Meta(description=_SOURCE)]
    users: Annotated[UserClass | UnsetType, Meta(description=_USERS)] = UNSET
    dialect: Annotated[Dialect | UnsetType, Meta(description=_DIALECT)] = UNSET
    basis: Annotated[Basis | UnsetType, Meta(description=_BASIS)] = UNSET
    note: Annotated[Text | UnsetType, Meta(description=_NOTE)] = UNSET


class SignOnSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How people sign in and what the login carries."""

    protocol: Annotated[
        Literal["saml", "oidc", "ws-fed", "none"] | Unstated | UnsetType, Meta(description="How people sign in.")
    ] = UNSET
    name_id: Annotated[
        Literal["none"] | NameIdEntry | Annotated[tuple[NameIdEntry, ...], Meta(min_length=1)] | UnsetType,
        Meta(description="The source of the NameID: one entry, a list with an entry for each class of users, or none."),
    ] = UNSET
    attributes: Annotated[
        tuple[AttributeEntry, ...] | Unstated | UnsetType,
        Meta(description="What else the login carries; an empty list says that it is nothing."),
    ] = UNSET
    other_attributes: Annotated[
        Unstated | UnsetType, Meta(description="Why the login may carry attributes that are not listed.")
    ] = UNSET
    acs_urls: Annotated[
        tuple[Text, ...] | UnsetType, Meta(description="Assertion consumer service (reply, redirect) URLs.")
    ] = UNSET
    entity_ids: Annotated[
        tuple[Text, ...] | UnsetType, Meta(description="Entity ids (identifiers, audiences) of the service provider.")
    ] = UNSET
    unknown: Annotated[Text | UnsetType, Meta(description=_UNKNOWN)] = UNSET
    remedy: Annotated[Text | UnsetType, Meta(description=_REMEDY)] = UNSET


class MappingEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of an attribute mapping."""

    target: Annotated[Text, Meta(description="The SCIM attribute that is filled, as configured: externalId.")]
    source: Annotated[Source, Meta(description=_SOURCE)]
    dialect: Annotated[Dialect | UnsetType, Meta(description=_DIALECT)] = UNSET
    matching_precedence: Annotated[
        Annotated[int, Meta(ge=1)] | UnsetType,
        Meta(description="Place among the attributes that find an existing account; 1 is tried first."),
    ] = UNSET
    flow: Annotated[Literal["always", "create_only"] | UnsetType, Meta(description="When the value is sent.")] = UNSET
    default_value: Annotated[
        str | UnsetType, Meta(description="What is sent on creation where the source is empty.")
    ] = UNSET
    basis: Annotated[Basis | UnsetType, Meta(description=_BASIS)] = UNSET
    chosen: Annotated[
        bool | UnsetType,
        Meta(
            description="Whether somebody decided on this line; left out, lines that are the vendor's default are not."
        ),
    ] = UNSET
    note: Annotated[Text | UnsetType, Meta(description=_NOTE)] = UNSET


class JobSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One provisioning job (Entra) or provisioning feature set (Okta)."""

    name: Annotated[Text | UnsetType, Meta(description="Tells several jobs apart.")] = UNSET
    state: Annotated[
        Literal["active", "not_yet_run", "quarantined", "paused", "disabled", "unknown"] | Unstated | UnsetType,
        Meta(description="Whether the job runs."),
    ] = UNSET
    endpoint: Annotated[Text | UnsetType, Meta(description="SCIM base URL.")] = UNSET
    mappings: Annotated[
        tuple[MappingEntry, ...] | Unstated | UnsetType,
        Meta(
            description="What fills which SCIM attribute; what is not listed is not sent, unless other_mappings is unknown."
        ),
    ] = UNSET
    other_mappings: Annotated[
        Unstated | UnsetType, Meta(description="Why attributes that are not listed may be sent all the same.")
    ] = UNSET
    unknown: Annotated[Text | UnsetType, Meta(description=_UNKNOWN)] = UNSET
    remedy: Annotated[Text | UnsetType, Meta(description=_REMEDY)] = UNSET


class ConnectionSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The service provider's own record of this sign-on: an Auth0 connection, or an identity provider of an Okta org."""

    id: Annotated[Text | UnsetType, Meta(description="Its id: con_... (Auth0), 0oa... (Okta).")] = UNSET
    name: Annotated[Text | UnsetType, Meta(description="Auth0: the connection's name, as reply URLs have it.")] = UNSET
    tenant: Annotated[
        Text | UnsetType, Meta(description="Auth0: the tenant, the first part of its host on auth0.com.")
    ] = UNSET
    client_id: Annotated[
        Text | UnsetType,
        Meta(description="Client id by which the service provider is known to the identity provider (OpenID Connect)."),
    ] = UNSET
    entity_id: Annotated[
        Text | UnsetType,
        Meta(description="Okta: the entity id (audience) under which the identity provider trusts it."),
    ] = UNSET


class ServiceProviderSection(ServiceProviderStatement, frozen=True, forbid_unknown_fields=True):
    """What is known of the service provider."""

    connection: Annotated[
        ConnectionSection | UnsetType,
        Meta(
            description="The service provider's own record, by which it finds the identity provider's application; needs "
            "id: auth0 or id: okta. A document with it and without sign_on, provisioning and application.idp is that record."
        ),
    ] = UNSET
    scim_configured: Annotated[
        bool | UnsetType, Meta(description="Whether SCIM is set up at the service provider, whoever provisions.")
    ] = UNSET
    basis: Annotated[
        Basis | dict[str, Basis] | UnsetType,
        Meta(
            description="Why the values are held true: one word for all, or a mapping by place such as "
            "{link.scim: read, login.creates: inferred}; what is not named is declared."
        ),
    ] = UNSET
    unknown: Annotated[Text | UnsetType, Meta(description=_UNKNOWN)] = UNSET
    remedy: Annotated[Text | UnsetType, Meta(description=_REMEDY)] = UNSET


class NativeDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One application as idplint sees it, written by hand or by `idplint convert`. What is left out is not known."""

    idplint: Annotated[Literal[1], Meta(description="Version of this form.")]
    application: Annotated[ApplicationSection, Meta(description="Which application this is.")]
    sign_on: Annotated[
        Literal["none"] | SignOnSection | UnsetType,
        Meta(description="How people sign in and what the login carries; none where there is no federated sign-on."),
    ] = UNSET
    provisioning: Annotated[
        Literal["none"] | JobSection | tuple[JobSection, ...] | UnsetType,
        Meta(description="The provisioning job, or a list of them; none where accounts are not provisioned."),
    ] = UNSET
    service_provider: Annotated[
        ServiceProviderSection | UnsetType, Meta(description="What is known of the service provider.")
    ] = UNSET
