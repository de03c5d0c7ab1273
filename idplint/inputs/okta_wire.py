"""Okta management API bodies as they arrive, naming only the fields idplint reads.

Source: Okta management OpenAPI 2026.06 (Applications, Application Features, Application Connections, Profile Mappings,
Schemas, Identity Providers). `UNSET` is a key that is absent (not read), None is null (read, empty).
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from idplint.inputs.not_read import NotReadKeys

T = TypeVar("T")
Optional: TypeAlias = T | UnsetType | None


class Wire(msgspec.Struct, rename="camel"):
    """An Okta object: camelCase keys, unknown keys ignored."""


class Link(Wire):
    """One entry of `_links`."""

    href: Optional[str] = UNSET


class Links(Wire):
    """The entries of `_links` that name the org and the application."""

    self_: Optional[Link] = msgspec.field(name="self", default=UNSET)
    users: Optional[Link] = UNSET
    groups: Optional[Link] = UNSET
    activate: Optional[Link] = UNSET
    deactivate: Optional[Link] = UNSET

    def urls(self) -> list[str]:
        """Return the addresses of the management API among the links."""
        links = (self.self_, self.users, self.groups, self.activate, self.deactivate)
        return [link.href for link in links if isinstance(link, Link) and isinstance(link.href, str)]


class UserNameTemplate(Wire):
    """`credentials.userNameTemplate` of an application, `policy.subject.userNameTemplate` of an identity provider."""

    template: Optional[str] = UNSET
    type: Optional[str] = UNSET
    push_status: Optional[str] = UNSET


class OAuthCredentials(msgspec.Struct):
    """`credentials.oauthClient`, without the secret."""

    client_id: Optional[str] = UNSET


class Credentials(Wire):
    """`credentials` of an application."""

    user_name_template: Optional[UserNameTemplate] = UNSET
    oauth_client: Optional[OAuthCredentials] = UNSET


class AttributeStatement(Wire):
    """One SAML attribute statement."""

    type: Optional[str] = UNSET
    name: Optional[str] = UNSET
    values: Optional[list[str | None]] = UNSET


class AcsEndpoint(Wire):
    """One further assertion consumer service."""

    url: Optional[str] = UNSET


class InlineHook(Wire):
    """A SAML assertion inline hook, as an application refers to it or, with its name, by itself."""

    id: Optional[str] = UNSET
    name: Optional[str] = UNSET


class SignOn(Wire):
    """`settings.signOn`; an application from the catalog has no subjectNameIdTemplate."""

    sso_acs_url: Optional[str] = UNSET
    sso_acs_url_override: Optional[str] = UNSET
    acs_endpoints: Optional[list[AcsEndpoint]] = UNSET
    audience: Optional[str] = UNSET
    audience_override: Optional[str] = UNSET
    subject_name_id_template: Optional[str] = UNSET
    subject_name_id_format: Optional[str] = UNSET
    attribute_statements: Optional[list[AttributeStatement]] = UNSET
    configured_attribute_statements: Optional[list[AttributeStatement]] = UNSET
    inline_hooks: Optional[list[InlineHook]] = UNSET


class OAuthSettings(msgspec.Struct):
    """`settings.oauthClient`."""

    redirect_uris: Optional[list[str]] = UNSET


class Settings(Wire):
    """`settings` of an application."""

    sign_on: Optional[SignOn] = UNSET
    oauth_client: Optional[OAuthSettings] = UNSET


class App(Wire):
    """An application."""

    id: Optional[str] = UNSET
    name: Optional[str] = UNSET
    label: Optional[str] = UNSET
    status: Optional[str] = UNSET
    features: Optional[list[str]] = UNSET
    sign_on_mode: Optional[str] = UNSET
    credentials: Optional[Credentials] = UNSET
    settings: Optional[Settings] = UNSET
    links: Optional[Links] = msgspec.field(name="_links", default=UNSET)


class MappingEnd(Wire):
    """Source or target of a profile mapping: a user type or an application."""

    id: Optional[str] = UNSET
    name: Optional[str] = UNSET
    type: Optional[str] = UNSET


class MappingProperty(Wire):
    """What fills one target property."""

    expression: Optional[str] = UNSET
    push_status: Optional[str] = UNSET


class Mapping(Wire):
    """A profile mapping; the list call leaves `properties` out."""

    id: Optional[str] = UNSET
    source: Optional[MappingEnd] = UNSET
    target: Optional[MappingEnd] = UNSET
    properties: Optional[dict[str, MappingProperty | None]] = UNSET
    not_read: NotReadKeys = UNSET


class SchemaProperty(Wire):
    """One property of the app user schema, with its SCIM name."""

    external_name: Optional[str] = UNSET
    external_namespace: Optional[str] = UNSET


class SchemaSet(Wire):
    """The base or the custom properties."""

    properties: Optional[dict[str, SchemaProperty | None]] = UNSET


class SchemaDefinitions(Wire):
    """`definitions` of the app user schema."""

    base: Optional[SchemaSet] = UNSET
    custom: Optional[SchemaSet] = UNSET


class UserSchema(Wire):
    """The app user schema."""

    id: Optional[str] = UNSET
    definitions: Optional[SchemaDefinitions] = UNSET


class Switch(Wire):
    """A capability that is ENABLED or DISABLED."""

    status: Optional[str] = UNSET


class CreateCapability(Wire):
    """`capabilities.create`."""

    lifecycle_create: Optional[Switch] = UNSET


class UpdateCapability(Wire):
    """`capabilities.update`, without passwords."""

    profile: Optional[Switch] = UNSET
    lifecycle_deactivate: Optional[Switch] = UNSET


class Capabilities(Wire):
    """`capabilities` of the feature USER_PROVISIONING."""

    create: Optional[CreateCapability] = UNSET
    update: Optional[UpdateCapability] = UNSET


class Feature(Wire):
    """An application feature."""

    name: Optional[str] = UNSET
    status: Optional[str] = UNSET
    capabilities: Optional[Capabilities] = UNSET
    links: Optional[Links] = msgspec.field(name="_links", default=UNSET)


class Connection(Wire):
    """The default provisioning connection, without its token."""

    status: Optional[str] = UNSET
    base_url: Optional[str] = UNSET
    links: Optional[Links] = msgspec.field(name="_links", default=UNSET)


class FederatedClaim(Wire):
    """A claim of an application's token; its expression is in the dialect of the Identity Engine."""

    name: Optional[str] = UNSET
    expression: Optional[str] = UNSET


class Bundle(Wire):
    """All bodies of one application under one roof. An absent key was not read, null was read and is empty."""

    app: Optional[App] = UNSET
    profile_mappings: Optional[list[Mapping]] = UNSET
    user_schema: Optional[UserSchema] = UNSET
    features: Optional[list[Feature]] = UNSET
    connection: Optional[Connection] = UNSET
    federated_claims: Optional[list[FederatedClaim]] = UNSET
    inline_hooks: Optional[list[InlineHook]] = UNSET
    not_read: NotReadKeys = UNSET


class AppMark(Wire):
    """What tells an application from any other object under the key `app`."""

    id: Optional[str] = UNSET
    sign_on_mode: Optional[str] = UNSET


class BundleMark(Wire):
    """What tells a bundle, without decoding all of it."""

    app: Optional[AppMark] = UNSET


class SchemaMark(Wire):
    """What tells an app user schema from any other JSON schema."""

    id: Optional[str] = UNSET


class JitPolicy(Wire):
    """`policy.provisioning` of an identity provider."""

    action: Optional[str] = UNSET
    profile_master: Optional[bool] = UNSET


class LinkedGroups(Wire):
    """`policy.accountLink.filter.groups`."""

    include: Optional[list[str]] = UNSET


class LinkedUsers(Wire):
    """`policy.accountLink.filter.users`."""

    exclude: Optional[list[str]] = UNSET
    exclude_admins: Optional[bool] = UNSET


class LinkFilter(Wire):
    """`policy.accountLink.filter`; null where there is none."""

    groups: Optional[LinkedGroups] = UNSET
    users: Optional[LinkedUsers] = UNSET


class LinkPolicy(Wire):
    """`policy.accountLink` of an identity provider."""

    action: Optional[str] = UNSET
    filter: Optional[LinkFilter] = UNSET


class SubjectPolicy(Wire):
    """`policy.subject` of an identity provider."""

    user_name_template: Optional[UserNameTemplate] = UNSET
    match_type: Optional[str] = UNSET
    match_attribute: Optional[str] = UNSET
    filter: Optional[str] = UNSET


class IdpPolicy(Wire):
    """`policy` of an identity provider."""

    provisioning: Optional[JitPolicy] = UNSET
    account_link: Optional[LinkPolicy] = UNSET
    subject: Optional[SubjectPolicy] = UNSET


class Trust(Wire):
    """`protocol.credentials.trust`: whom Okta trusts, and the entity id it goes by."""

    audience: Optional[str] = UNSET


class IdpCredentials(Wire):
    """`protocol.credentials`, without the client secret."""

    trust: Optional[Trust] = UNSET
    client: Optional[OAuthCredentials] = UNSET


class IdpSettings(Wire):
    """`protocol.settings`."""

    honor_persistent_name_id: Optional[bool] = UNSET


class IdpProtocol(Wire):
    """`protocol` of an identity provider."""

    credentials: Optional[IdpCredentials] = UNSET
    settings: Optional[IdpSettings] = UNSET


class InboundIdp(Wire):
    """An identity provider that signs people in to Okta."""

    id: Optional[str] = UNSET
    type: Optional[str] = UNSET
    name: Optional[str] = UNSET
    status: Optional[str] = UNSET
    protocol: Optional[IdpProtocol] = UNSET
    policy: Optional[IdpPolicy] = UNSET
