"""An identity provider object of an Okta org: here Okta is the service provider, and somebody else signs people in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from idplint.inputs.okta_wire import (
    IdpCredentials,
    IdpPolicy,
    IdpProtocol,
    IdpSettings,
    InboundIdp,
    JitPolicy,
    OAuthCredentials,
    SubjectPolicy,
    Trust,
    UserNameTemplate,
)
from idplint.inputs.pairing_keys import keys_from_entity_id
from idplint.model.application import Creation, Layer, PairingKey, PartialApplication, ServiceProviderFacts, UpdateTime
from idplint.model.values import Fact, Origin, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.inputs.part import Part

_TYPES = ("SAML2", "OIDC")
_PROFILE = "idpuser."
_CREATIONS = {"AUTO": Creation.ENABLED, "DISABLED": Creation.DISABLED}
_SCIM_KEYS = {"USERNAME": "userName", "EMAIL": "emails[primary eq true].value"}
# Claims that Okta documents as filling these properties of an OpenID Connect user's profile.
_OIDC_CLAIMS = {"externalId": "sub", "email": "email"}
_PERSISTENT_NOTE = "honorPersistentNameId is on: a NameID of the persistent format is matched instead"
_PROPERTY_NOTE = "the attribute is assumed to bear the name of Okta's profile property"
_STATE_KEY = "link: {scim: userName}"


def assemble_idp(part: Part[InboundIdp]) -> PartialApplication | None:
    """Return what an identity provider object says of Okta as the service provider; None for social and other types."""
    wire = part.value
    if wire.type not in _TYPES or not isinstance(wire.id, str) or not isinstance(wire.type, str):
        return None
    return PartialApplication(
        id=f"okta:{wire.id}",
        layer=Layer.RAW,
        origin=part.origin,
        side="sp",
        name=Sourced(wire.name, part.origin.at("name")) if isinstance(wire.name, str) else None,
        enabled=Sourced(wire.status == "ACTIVE", part.origin.at("status")) if isinstance(wire.status, str) else None,
        service_provider=ServiceProviderFacts(
            id=Sourced("okta", part.origin.at("type")),
            variant=Sourced(wire.type, part.origin.at("type")),
            login_keys=_login_keys(part),
            scim_key=_scim_key(part),
            creates=_creates(part),
            updates=_updates(part),
        ),
        keys=_keys(part),
    )


def _policy(part: Part[InboundIdp]) -> IdpPolicy:
    return part.value.policy or IdpPolicy()


def _subject(part: Part[InboundIdp]) -> SubjectPolicy:
    return _policy(part).subject or SubjectPolicy()


def _login_keys(part: Part[InboundIdp]) -> tuple[Sourced[str], ...] | Unknown:
    template = _subject(part).user_name_template
    text = template.template if isinstance(template, UserNameTemplate) else None
    at = part.origin.at("policy", "subject", "userNameTemplate", "template")
    if not isinstance(text, str):
        return _login_unknown(part, "policy.subject.userNameTemplate was not read", part.origin)
    name = text.strip().removeprefix(_PROFILE)
    if not text.strip().startswith(_PROFILE) or not name.isidentifier():
        # An expression over the profile, not one property of it.
        return _login_unknown(part, f"idplint does not evaluate the username template {text!r}", at)
    notes: list[str] = []
    if part.value.type == "OIDC":
        claim = _OIDC_CLAIMS.get(name)
        if claim is None:
            return _login_unknown(part, f"which claim fills {text} stands in the profile mapping, not here", at)
        key = f"oidc:{claim}"
    elif name == "subjectNameId":
        key = "name_id"
    else:
        key = f"attribute:{name}"
        notes.append(_PROPERTY_NOTE)
    protocol = part.value.protocol
    settings = protocol.settings if isinstance(protocol, IdpProtocol) else None
    if isinstance(settings, IdpSettings) and settings.honor_persistent_name_id is True:
        notes.append(_PERSISTENT_NOTE)
    return (Sourced(key, at, note="; ".join(notes)),)


def _login_unknown(part: Part[InboundIdp], reason: str, origin: Origin) -> Unknown:
    line = f'- {{match: {{id: "okta:{part.value.id}"}}, link: {{login: name_id}}}}'
    return Unknown(
        "login key", reason, f"{line}   # or attribute:<name>; under `applications:` in idplint.yaml", origin
    )


def _scim_key(part: Part[InboundIdp]) -> Fact[str] | None:
    broken = part.unknown_if_broken("SCIM key", "policy", "subject", "matchType")
    if broken:
        return broken
    match_type = _subject(part).match_type
    if match_type is UNSET or match_type is None:
        return None
    at = part.origin.at("policy", "subject", "matchType")
    key = _SCIM_KEYS.get(match_type)
    if key is None:
        attribute = _subject(part).match_attribute
        named = f" {attribute}" if isinstance(attribute, str) and attribute else ""
        reason = f"Okta matches on {match_type}{named}, and which SCIM attribute fills that is not in this object"
        remedy = f'- {{match: {{id: "okta:{part.value.id}"}}, {_STATE_KEY}}}   # under `applications:` in idplint.yaml'
        return Unknown("SCIM key", reason, remedy, at)
    return Sourced(key, at)


def _creates(part: Part[InboundIdp]) -> Fact[Creation] | None:
    broken = part.unknown_if_broken("JIT", "policy", "provisioning", "action")
    if broken:
        return broken
    policy = _policy(part).provisioning
    call = f"GET /api/v1/idps/{part.value.id}"
    if not isinstance(policy, JitPolicy) or not isinstance(policy.action, str):
        return Unknown("JIT", "the identity provider was read without `policy.provisioning.action`", call)
    at = part.origin.at("policy", "provisioning", "action")
    creation = _CREATIONS.get(policy.action)
    if creation is None:
        line = f'- {{match: {{id: "okta:{part.value.id}"}}, jit: disabled}}'
        remedy = f"{line}   # or enabled; under `applications:` in idplint.yaml"
        return Unknown("JIT", f"idplint does not know the provisioning action {policy.action!r}", remedy, at)
    return Sourced(creation, at)


def _updates(part: Part[InboundIdp]) -> Fact[UpdateTime] | None:
    broken = part.unknown_if_broken("profile updates at login", "policy", "provisioning", "profileMaster")
    if broken:
        return broken
    policy = _policy(part).provisioning
    if not isinstance(policy, JitPolicy) or not isinstance(policy.profile_master, bool):
        return None
    update = UpdateTime.EVERY_LOGIN if policy.profile_master else UpdateTime.NEVER
    return Sourced(update, part.origin.at("policy", "provisioning", "profileMaster"))


def _keys(part: Part[InboundIdp]) -> tuple[PairingKey, ...]:
    keys = [PairingKey("okta-idp", str(part.value.id))]
    protocol = part.value.protocol
    credentials = protocol.credentials if isinstance(protocol, IdpProtocol) else None
    if isinstance(credentials, IdpCredentials):
        if isinstance(credentials.trust, Trust) and isinstance(credentials.trust.audience, str):
            keys += keys_from_entity_id(credentials.trust.audience)
        if isinstance(credentials.client, OAuthCredentials) and isinstance(credentials.client.client_id, str):
            keys.append(PairingKey("app-id", credentials.client.client_id))
    return tuple(keys)
