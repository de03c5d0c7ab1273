"""One application: a service provider as one identity provider sees it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeAlias

import msgspec

from idplint.model.values import Basis, Fact, Origin, Sourced, Unknown


class IdpKind(StrEnum):
    """Which identity provider signs people in and provisions them."""

    ENTRA = "entra"
    OKTA = "okta"
    OTHER = "other"
    """Named, but not one idplint knows the directory of."""
    UNKNOWN = "unknown"
    """Only the service provider's side was read."""


class IdentityProvider(msgspec.Struct, frozen=True, gc=False):
    """The tenant or org an application lives in."""

    kind: IdpKind
    tenant: str | None = None
    """Entra tenant (domain or id) or Okta org (subdomain or host); None where nothing names it."""


class Dialect(StrEnum):
    """The language a source expression is written in."""

    ENTRA_CLAIMS = "entra-claims"
    """`user.<claim id>`, or JSON text of one customClaimsPolicy configuration or claims-mapping transformation."""
    ENTRA_PROVISIONING = "entra-provisioning"
    OKTA_TEMPLATE = "okta-template"
    """Literal text with `${...}` holes: subjectNameIdTemplate and BUILT_IN username templates."""
    OKTA_CLASSIC = "okta-classic"
    OKTA_IDENTITY_ENGINE = "okta-identity-engine"
    OIDC_CLAIM = "oidc-claim"
    """The name of a claim that the IdP itself fills: `sub`, `oid`, `email`."""
    CONSTANT = "constant"
    """The text itself, the same for everybody."""


HOOK_REPLACES = "may replace this value at sign-in"
"""What the note ends with on values that are not certain to be what is sent."""

HOOK_NOTE = f"a SAML assertion inline hook {HOOK_REPLACES}"
"""That note, where nothing names the hook."""

OVERRIDES_TEMPLATE = "the profile mapping of userName overrides credentials.userNameTemplate"
"""The note on an Okta application username that a profile mapping makes, and no template, wherever that is changed."""


class SourceExpression(msgspec.Struct, frozen=True, gc=False):
    """Where a value comes from in the directory, as the vendor's configuration states it, unparsed."""

    text: str
    dialect: Dialect


class Protocol(StrEnum):
    """How people sign in."""

    SAML = "saml"
    OIDC = "oidc"
    WS_FED = "ws-fed"
    NONE = "none"
    """No federated sign-on: passwords, bookmarks, or a provisioning-only application."""


class ClaimBranch(msgspec.Struct, frozen=True, gc=False):
    """The source of a claim for one class of users."""

    source: Fact[SourceExpression]
    users: str | None = None
    """`members`, `entra_guests`, `external_guests`, `groups:<id>[,<id>]`; None is everyone not named by another branch."""


class Claim(msgspec.Struct, frozen=True, gc=False):
    """One thing an assertion or ID token carries: the NameID or a named attribute."""

    name: str
    """`NameID`, the full SAML attribute name, or an OIDC claim name."""
    branches: tuple[ClaimBranch, ...]
    origin: Origin
    format: Sourced[str] | None = None
    """NameID format as configured, the vendor's own word."""


class ProvisioningState(StrEnum):
    """Whether a provisioning job runs."""

    ACTIVE = "active"
    NOT_YET_RUN = "not_yet_run"
    QUARANTINED = "quarantined"
    PAUSED = "paused"
    DISABLED = "disabled"


SCIM_ON = frozenset({ProvisioningState.ACTIVE, ProvisioningState.NOT_YET_RUN, ProvisioningState.QUARANTINED})
"""The states in which accounts are, or will be, created by SCIM."""


class AttributeMapping(msgspec.Struct, frozen=True, gc=False):
    """One line of an attribute mapping: which source fills which SCIM attribute."""

    target: str
    """SCIM path as configured: `userName`, `externalId`, `emails[type eq "work"].value`."""
    source: Fact[SourceExpression]
    origin: Origin
    matching_precedence: int | None = None
    """1 is tried first; None where the attribute is not used for matching."""
    flow: Literal["always", "create_only"] | None = None
    """When the value is sent: at every change, or only when the account is created; None is not read."""
    default_value: str | None = None
    """Constant sent on creation where the source is empty."""
    chosen: bool = True
    """False where this is the identity provider's untouched default, so nobody decided it."""


class Provisioning(msgspec.Struct, frozen=True, gc=False):
    """One outbound user-provisioning job (Entra) or provisioning feature set (Okta)."""

    state: Fact[ProvisioningState]
    mappings: tuple[AttributeMapping, ...] | Unknown
    origin: Origin
    name: str = ""
    """Job id or mapping name, to tell several apart."""
    endpoint: Sourced[str] | None = None
    """SCIM base URL, where readable."""
    owner: str = ""
    """Id of the application that provisions, where several were joined."""
    rest: Unknown | None = None
    """Why a target that is not listed may be filled all the same; None where the list is complete."""


class Creation(StrEnum):
    """Whether a login may create an account (JIT)."""

    ENABLED = "enabled"
    DISABLED = "disabled"


class UpdateTime(StrEnum):
    """Whether a login rewrites the account's attributes."""

    EVERY_LOGIN = "every_login"
    FIRST_LOGIN = "first_login"
    NEVER = "never"


class AccountLink(StrEnum):
    """Whose existing account a first login may be linked to."""

    ANYBODY = "anybody"
    SOME = "some"
    """Only accounts, or only asserted names, that a filter lets through."""
    NOBODY = "nobody"


class PairedAttribute(msgspec.Struct, frozen=True, gc=False):
    """A login attribute and the SCIM attribute that say the same of a person."""

    says: str
    """In words: `role`, `e-mail`."""
    login: tuple[str, ...]
    """Names of the claim, compared without regard to case; the first that is sent counts."""
    scim: tuple[str, ...]


CaseRule: TypeAlias = Literal["exact", "fold", "unknown"]
"""How a service provider compares two values; what differs only in case under `unknown` is the edge."""


class ServiceProviderFacts(msgspec.Struct, frozen=True, gc=False):
    """What was read or declared about the service provider. None is silence; the catalogue may then speak."""

    id: Sourced[str] | None = None
    """Catalogue id: `auth0`, `docker`, `okta`, `generic`."""
    variant: Sourced[str] | None = None
    """Catalogue variant, e.g. the Auth0 connection strategy."""
    login_keys: tuple[Sourced[str], ...] | Unknown | None = None
    """Ordered: `name_id`, `attribute:<name>`, `oidc:<claim>`; the first that the login carries is looked up."""
    scim_key: Fact[str] | None = None
    """The SCIM attribute whose value is looked up."""
    case: Sourced[CaseRule] | None = None
    """`exact`, `fold` or `unknown`: how the two values are compared."""
    creates: Fact[Creation] | None = None
    """JIT."""
    updates: Fact[UpdateTime] | None = None
    links: Fact[AccountLink] | None = None
    """Whose account a first login is linked to, where the service provider lets people choose."""
    scim_configured: Sourced[bool] | None = None
    """Whether the service provider's side shows that SCIM is set up, whoever provisions."""
    attribute_pairs: tuple[PairedAttribute, ...] | None = None
    """Which login attribute and which SCIM attribute fill one attribute there, where its own maps were read."""
    accounts_before_scim: Sourced[str] | None = None
    """`present` or `none`: accounts created before SCIM was switched on."""


class Layer(StrEnum):
    """Which kind of source a partial record is, in falling order of how editable it is."""

    CODE = "code"
    DECLARED = "declared"
    NATIVE = "native"
    RAW = "raw"


class PairingKey(msgspec.Struct, frozen=True, gc=False):
    """A name under which two records may be recognised as one application, if it is unique on each side.

    `object-id` names what the application's own id names: the service principal in Entra, the app in Okta.
    `terraform-address` is a reference: the record speaks of the application at that address of its root module.
    """

    kind: Literal[
        "object-id",
        "app-id",
        "acs-url",
        "app-entity-id",
        "auth0-connection",
        "auth0-connection-id",
        "okta-idp",
        "entity-id",
        "declared-id",
        "terraform-address",
    ]
    value: str
    scope: str = ""
    """Tenant, org or root module (`terraform:<directory>`) that the value is unique in; empty where nothing names it."""


class Assignment(msgspec.Struct, frozen=True, gc=False):
    """Who is let in at the identity provider. Nobody is named: only whether there is anybody."""

    required: Fact[bool]
    """Whether only people who were assigned may sign in."""
    assigned: Fact[bool]
    """Whether at least one user or group is assigned."""


class PartialApplication(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one record of one document says about an application. None is silence, `Unknown` a statement."""

    id: str
    """`entra:<object id>`, `okta:<app id>`, `auth0:<connection id>`."""
    layer: Layer
    origin: Origin
    side: Literal["idp", "sp"] = "idp"
    """Whether the identity provider or the service provider tells this."""
    name: Sourced[str] | None = None
    idp: IdentityProvider | None = None
    enabled: Fact[bool] | None = None
    protocol: Fact[Protocol] | None = None
    name_id: Claim | Unknown | None = None
    attributes: tuple[Claim, ...] | Unknown | None = None
    other_attributes: Unknown | None = None
    """Why an attribute that is not listed may be sent all the same; None where the list is complete."""
    acs_urls: tuple[Sourced[str], ...] | None = None
    entity_ids: tuple[Sourced[str], ...] | None = None
    application_username: Fact[SourceExpression] | None = None
    """Okta only: what `${user.userName}` and the SCIM `userName` stand for."""
    provisioning: tuple[Provisioning, ...] | Unknown | None = None
    service_provider: ServiceProviderFacts | None = None
    guests: Sourced[bool] | None = None
    """Whether guests are known to be in scope of this application."""
    assignment: Assignment | None = None
    keys: tuple[PairingKey, ...] = ()
    catalogue_hints: tuple[str, ...] = ()
    """Names the IdP's gallery gives the application (Okta app name, Entra gallery name): recognition only."""


class Connection(msgspec.Struct, frozen=True, gc=False):
    """The service provider's own record, an Auth0 connection or an identity provider of an Okta org, read by itself."""

    keys: tuple[PairingKey, ...]
    """Under which the identity provider's application is found."""
    enabled: Fact[bool] | None = None
    """Whether the service provider's side is switched on."""


class Contested(msgspec.Struct, frozen=True, gc=False):
    """A fact that two sources state differently, and which of them idplint follows."""

    fact: str
    winner: Origin
    losers: tuple[Origin, ...]
    reason: str
    settled: bool = True
    """False where two copies of one record disagree: then neither counts, and the fact is unknown."""
    said: tuple[str, ...] = ()
    """Where code and a snapshot state different values: what code says and what the snapshot says, in words."""


class Application(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One service provider as seen from one identity provider, joined from all that speaks of it."""

    id: str
    other_ids: tuple[str, ...]
    """Ids of the other halves: a SCIM-only application, the service provider's connection."""
    name: str
    idp: IdentityProvider
    origin: Origin
    layers: dict[str, Layer]
    """Layer of each document path that this application was joined from."""
    enabled: Fact[bool]
    protocol: Fact[Protocol]
    name_id: Claim | Unknown | None
    """None where the protocol has no NameID."""
    attributes: tuple[Claim, ...] | Unknown
    acs_urls: tuple[Sourced[str], ...]
    entity_ids: tuple[Sourced[str], ...]
    application_username: Fact[SourceExpression] | None
    provisioning: tuple[Provisioning, ...] | Unknown
    service_provider: ServiceProviderFacts
    guests: Sourced[bool] | None
    catalogue_hints: tuple[str, ...]
    app_id: str | None = None
    """Client id of the application that people sign in to: a service provider's connection may name it."""
    other_attributes: Unknown | None = None
    """Why a login may carry an attribute that is not listed; None where the list is complete."""
    assignment: Assignment | None = None
    connection: Connection | None = None
    """Where nothing but the service provider's side was read."""
    contested: tuple[Contested, ...] = ()


__all__ = [
    "SCIM_ON",
    "AccountLink",
    "Application",
    "Assignment",
    "AttributeMapping",
    "Basis",
    "CaseRule",
    "Claim",
    "ClaimBranch",
    "Connection",
    "Contested",
    "Creation",
    "Dialect",
    "IdentityProvider",
    "IdpKind",
    "Layer",
    "PairedAttribute",
    "PairingKey",
    "PartialApplication",
    "Protocol",
    "Provisioning",
    "ProvisioningState",
    "ServiceProviderFacts",
    "SourceExpression",
    "UpdateTime",
]
