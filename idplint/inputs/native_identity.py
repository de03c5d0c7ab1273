"""What tells which application a native document is about, and by which names others find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from idplint.inputs.pairing_keys import keys_from_acs, keys_from_entity_id, keys_from_scim_endpoint
from idplint.model.application import IdentityProvider, IdpKind, PairingKey

if TYPE_CHECKING:
    from idplint.inputs.native_document import ApplicationSection, NativeDocument
    from idplint.model.application import PartialApplication


def is_providers_record(document: NativeDocument) -> bool:
    """Whether a document is the service provider's own record alone: a connection, and nothing of an identity provider."""
    facts = document.service_provider
    return (
        facts is not UNSET
        and facts.connection is not UNSET
        and document.sign_on is UNSET
        and document.provisioning is UNSET
        and document.application.idp is UNSET
    )


def identity_provider(section: ApplicationSection) -> IdentityProvider:
    """Return the identity provider that a document names, else the one that its id tells."""
    prefix, rest = "", ""
    if section.id is not UNSET:
        prefix, _, rest = section.id.partition(":")
    tenant: str | None = None
    if prefix in (IdpKind.ENTRA, IdpKind.OKTA):
        tenant = rest.rpartition("/")[0] or None
    if section.idp is not UNSET:
        return IdentityProvider(
            IdpKind(section.idp.kind), tenant if section.idp.tenant is UNSET else section.idp.tenant
        )
    return IdentityProvider(IdpKind(prefix) if prefix in (IdpKind.ENTRA, IdpKind.OKTA) else IdpKind.UNKNOWN, tenant)


def pairing_keys(partial: PartialApplication, section: ApplicationSection) -> tuple[PairingKey, ...]:
    """Return every name under which the application may be recognised, spelled as the vendors' bodies spell it."""
    keys: list[PairingKey] = []
    kind, _, rest = partial.id.partition(":")
    proper = rest.rpartition("/")[2]
    if kind == "auth0":
        keys.append(PairingKey("auth0-connection-id", proper))
    elif kind in (IdpKind.ENTRA, IdpKind.OKTA) and partial.side == "idp":
        keys.append(PairingKey("object-id", proper.lower() if kind == IdpKind.ENTRA else proper))
    if section.app_id is not UNSET:
        keys.append(PairingKey("app-id", section.app_id.lower() if kind == IdpKind.ENTRA else section.app_id))
    for url in partial.acs_urls or ():
        keys += keys_from_acs(url.value)
    for entity_id in partial.entity_ids or ():
        keys += keys_from_entity_id(entity_id.value)
    for job in partial.provisioning if isinstance(partial.provisioning, tuple) else ():
        keys += keys_from_scim_endpoint(job.endpoint.value) if job.endpoint else ()
    return tuple(dict.fromkeys(keys))
