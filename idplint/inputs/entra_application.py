"""One Entra enterprise application, assembled from the bodies that speak of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.inputs.entra_assignment import read_assignment
from idplint.inputs.entra_claims import read_claims
from idplint.inputs.entra_provisioning import read_provisioning
from idplint.inputs.pairing_keys import keys_from_acs, keys_from_entity_id
from idplint.model.application import (
    Claim,
    ClaimBranch,
    Dialect,
    IdentityProvider,
    IdpKind,
    Layer,
    PairingKey,
    PartialApplication,
    Protocol,
    SourceExpression,
)
from idplint.model.values import Basis, Fact, Origin, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.inputs.entra_parts import EntraParts

_MODES = {
    "saml": Protocol.SAML,
    "oidc": Protocol.OIDC,
    "password": Protocol.NONE,
    "notsupported": Protocol.NONE,
}
_NO_PEOPLE = frozenset({"managedidentity", "socialidp"})
_MICROSOFT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
"""The tenant that owns Microsoft's own applications, of which every tenant has hundreds."""
_CUSTOM_SAML_TAG = "windowsazureactivedirectorycustomsinglesignonapplication"


def assemble(parts: EntraParts) -> PartialApplication:
    """Everything the bodies say about one enterprise application."""
    principal = parts.service_principal.value
    at = parts.service_principal.origin
    ident = str(principal.id).lower()
    protocol = _protocol(parts)
    name_id, attributes = _claims(parts, protocol)
    acs_urls = tuple(Sourced(url, at.at("replyUrls", index)) for index, url in enumerate(principal.reply_urls or []))
    entity_ids = _entity_ids(parts)
    tenant = _tenant(parts)
    keys = [PairingKey("object-id", ident)]
    if isinstance(principal.app_id, str):
        keys.append(PairingKey("app-id", principal.app_id.lower()))
    keys += [key for url in acs_urls for key in keys_from_acs(url.value)]
    keys += [key for entity in entity_ids for key in keys_from_entity_id(entity.value)]
    hints = [value for value in (principal.application_template_id,) if isinstance(value, str)]
    return PartialApplication(
        id=f"entra:{ident}",
        layer=Layer.RAW,
        origin=at,
        name=Sourced(principal.display_name, at.at("displayName")) if isinstance(principal.display_name, str) else None,
        idp=IdentityProvider(IdpKind.ENTRA, tenant),
        enabled=_enabled(parts),
        protocol=protocol,
        name_id=name_id,
        attributes=attributes,
        acs_urls=acs_urls,
        entity_ids=entity_ids,
        provisioning=read_provisioning(parts),
        assignment=read_assignment(parts),
        keys=tuple(dict.fromkeys(keys)),
        catalogue_hints=tuple(hints),
    )


def _protocol(parts: EntraParts) -> Fact[Protocol]:
    """How people sign in, also where `preferredSingleSignOnMode` is null, as it is for older SAML applications."""
    principal = parts.service_principal.value
    at = parts.service_principal.origin
    mode = principal.preferred_single_sign_on_mode
    kind = principal.service_principal_type
    if isinstance(kind, str) and kind.lower() in _NO_PEOPLE:
        return Sourced(Protocol.NONE, at.at("servicePrincipalType"), Basis.INFERRED, "no person signs in to one")
    if principal.app_owner_organization_id == _MICROSOFT and not principal.reply_urls:
        place = at.at("appOwnerOrganizationId")
        return Sourced(Protocol.NONE, place, Basis.INFERRED, "an application of Microsoft's own, without reply URLs")
    if isinstance(mode, str) and mode:
        return protocol_of_mode(mode, at.at("preferredSingleSignOnMode"))
    policy = parts.claims_policy.value if parts.claims_policy else None
    if parts.claims_policy and policy and any(claim.is_name_id for claim in policy.claims or []):
        return Sourced(
            Protocol.SAML, parts.claims_policy.origin, Basis.INFERRED, "the claims policy sets a SAML NameID"
        )
    if isinstance(principal.preferred_token_signing_key_thumbprint, str):
        place = at.at("preferredTokenSigningKeyThumbprint")
        return Sourced(Protocol.SAML, place, Basis.INFERRED, "a token-signing certificate is set")
    tags = {tag.lower() for tag in principal.tags or [] if isinstance(tag, str)}
    # The tag alone proves nothing: provisioning-only applications are made from the same template.
    if _CUSTOM_SAML_TAG in tags and principal.reply_urls:
        return Sourced(Protocol.SAML, at.at("tags"), Basis.INFERRED, "tagged as custom SAML, with a reply URL")
    reason = (
        "preferredSingleSignOnMode is null and nothing else shows SAML"
        if mode is None or mode == ""
        else "preferredSingleSignOnMode was not read"
    )
    return Unknown(
        "sign-on protocol",
        reason,
        f"az rest --url https://graph.microsoft.com/v1.0/servicePrincipals/{principal.id}"
        "?$select=preferredSingleSignOnMode, or pair the provisioning-only application with `pair:` in idplint.yaml",
        at,
    )


def protocol_of_mode(mode: str, at: Origin) -> Fact[Protocol]:
    """How people sign in, by the value of `preferredSingleSignOnMode` and where that stands."""
    known = _MODES.get(mode.lower())
    if known is not None:
        return Sourced(known, at)
    return Unknown(
        "sign-on protocol",
        f"preferredSingleSignOnMode {mode!r} is not one idplint knows",
        "declare `sign_on` in a native document",
        at,
    )


def _claims(parts: EntraParts, protocol: Fact[Protocol]) -> tuple[Claim | Unknown | None, tuple[Claim, ...] | Unknown]:
    if isinstance(protocol, Unknown):
        reason = f"the sign-on protocol is unknown: {protocol.reason}"
        unknown = Unknown("sign-on protocol", reason, protocol.remedy, protocol.origin)
        return unknown, unknown
    if protocol.value is Protocol.SAML:
        return read_claims(parts)
    if protocol.value is Protocol.OIDC:
        return None, oidc_claims(protocol.origin)
    return None, ()


def oidc_claims(origin: Origin) -> tuple[Claim, ...]:
    """The claims of Entra's ID tokens that service providers look people up by; `origin` tells that it is OIDC."""
    return tuple(_oidc_claim(name, origin) for name in ("oid", "sub", "preferred_username"))


def _oidc_claim(name: str, origin: Origin) -> Claim:
    """A claim of Entra's ID tokens: `oid` is the object id, `sub` is pairwise per application.

    Source: Microsoft, "ID token claims reference" (`preferred_username` comes with v2.0 tokens and the profile scope).
    """
    note = "Entra fills this claim itself"
    return Claim(
        name,
        (ClaimBranch(Sourced(SourceExpression(name, Dialect.OIDC_CLAIM), origin, Basis.IDP_DEFAULT, note)),),
        origin,
    )


def _enabled(parts: EntraParts) -> Fact[bool]:
    enabled = parts.service_principal.value.account_enabled
    at = parts.service_principal.origin
    if isinstance(enabled, bool):
        return Sourced(enabled, at.at("accountEnabled"))
    return Unknown("application state", "accountEnabled was not read", "export the whole service principal", at)


def _entity_ids(parts: EntraParts) -> tuple[Sourced[str], ...]:
    principal = parts.service_principal.value
    names = [
        Sourced(name, parts.service_principal.origin.at("servicePrincipalNames", index))
        for index, name in enumerate(principal.service_principal_names or [])
        if name != principal.app_id
    ]
    application = parts.application
    if application is not None and application.value is not None:
        held = {name.value for name in names}
        names += [
            Sourced(uri, application.origin.at("identifierUris", index))
            for index, uri in enumerate(application.value.identifier_uris or [])
            if uri not in held
        ]
    return tuple(names)


def _tenant(parts: EntraParts) -> str | None:
    """The tenant id inside a job id, `<template>.<tenant without dashes>.<guid>`, else the one that a bundle names.

    No other body names the tenant.
    """
    for job in parts.jobs or []:
        pieces = str(job.job.value.id).split(".")
        if len(pieces) == 3 and len(pieces[1]) == 32:  # noqa: PLR2004 - the documented form of a job id
            digits = pieces[1]
            return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    return parts.tenant
