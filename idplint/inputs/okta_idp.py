"""An identity provider object of an Okta org: here Okta is the service provider, and somebody else signs people in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import UNSET

from idplint.inputs.okta_wire import (
    IdpCredentials,
    IdpPolicy,
    IdpProtocol,
    IdpSettings,
    InboundIdp,
    JitPolicy,
    LinkedGroups,
    LinkedUsers,
    LinkFilter,
    LinkPolicy,
    OAuthCredentials,
    SubjectPolicy,
    Trust,
    UserNameTemplate,
)
from idplint.inputs.pairing_keys import keys_from_entity_id
from idplint.model.application import (
    AccountLink,
    Creation,
    Layer,
    PairingKey,
    PartialApplication,
    ServiceProviderFacts,
    UpdateTime,
)
from idplint.model.values import Fact, Origin, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.inputs.part import Part

LINK_FACT = "account linking"
_TYPES = ("SAML2", "OIDC")
_PROFILE = "idpuser."
_CREATIONS = {"AUTO": Creation.ENABLED, "DISABLED": Creation.DISABLED}
_LINKS = {"AUTO": AccountLink.ANYBODY, "DISABLED": AccountLink.NOBODY}
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
            links=_links(part),
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
    ident = f"okta:{part.value.id}"
    if not isinstance(text, str):
        return login_unknown(ident, "policy.subject.userNameTemplate was not read", part.origin)
    protocol = part.value.protocol
    settings = protocol.settings if isinstance(protocol, IdpProtocol) else None
    persistent = isinstance(settings, IdpSettings) and settings.honor_persistent_name_id is True
    at = part.origin.at("policy", "subject", "userNameTemplate", "template")
    return login_keys(Sourced(text, at), str(part.value.type), ident, persistent=persistent)


def login_keys(
    template: Sourced[str], kind: str, ident: str, *, persistent: bool
) -> tuple[Sourced[str], ...] | Unknown:
    """Return what a login is looked up by.

    Args:
        template: Of the username: an expression over the identity provider's profile of the user.
        kind: `SAML2` or `OIDC`.
        ident: The identity provider object's id, for the line to paste.
        persistent: Whether a NameID of the persistent format is matched instead.
    """
    text, at = template.value, template.origin
    name = text.strip().removeprefix(_PROFILE)
    if not text.strip().startswith(_PROFILE) or not name.isidentifier():
        # An expression over the profile, not one property of it.
        return login_unknown(ident, f"idplint does not evaluate the username template {text!r}", at)
    notes = [template.note] if template.note else []
    if kind == "OIDC":
        claim = _OIDC_CLAIMS.get(name)
        if claim is None:
            return login_unknown(ident, f"which claim fills {text} stands in the profile mapping, not here", at)
        key = f"oidc:{claim}"
    elif name == "subjectNameId":
        key = "name_id"
    else:
        key = f"attribute:{name}"
        notes.append(_PROPERTY_NOTE)
    if persistent:
        notes.append(_PERSISTENT_NOTE)
    return (Sourced(key, at, template.basis, "; ".join(notes)),)


def login_unknown(ident: str, reason: str, origin: Origin) -> Unknown:
    """Return the statement that it is not known what a login is looked up by."""
    line = f"- {{match: {{id: {json.dumps(ident)}}}, link: {{login: name_id}}}}"
    return Unknown(
        "login key", reason, f"{line}   # or attribute:<name>; under `applications:` in idplint.yaml", origin
    )


def _scim_key(part: Part[InboundIdp]) -> Fact[str] | None:
    broken = part.unknown_if_broken("SCIM key", "policy", "subject", "matchType")
    if broken:
        return broken
    match_type, attribute = _subject(part).match_type, _subject(part).match_attribute
    if match_type is UNSET or match_type is None:
        return None
    at = part.origin.at("policy", "subject", "matchType")
    named = attribute if isinstance(attribute, str) else ""
    return scim_key(Sourced(match_type, at), named, f"okta:{part.value.id}")


def scim_key(match_type: Sourced[str], attribute: str, ident: str) -> Fact[str]:
    """Return which SCIM attribute fills what accounts are matched on.

    Args:
        match_type: USERNAME, EMAIL, USERNAME_OR_EMAIL, CUSTOM_ATTRIBUTE, or another word.
        attribute: The profile attribute of CUSTOM_ATTRIBUTE, else empty.
        ident: The identity provider object's id, for the line to paste.
    """
    key = _SCIM_KEYS.get(match_type.value)
    if key is None:
        named = f" {attribute}" if attribute else ""
        reason = f"Okta matches on {match_type.value}{named}, and which SCIM attribute fills that is not in this object"
        line = f"- {{match: {{id: {json.dumps(ident)}}}, {_STATE_KEY}}}"
        return Unknown("SCIM key", reason, f"{line}   # under `applications:` in idplint.yaml", match_type.origin)
    return Sourced(key, match_type.origin, match_type.basis, match_type.note)


def _creates(part: Part[InboundIdp]) -> Fact[Creation] | None:
    broken = part.unknown_if_broken("JIT", "policy", "provisioning", "action")
    if broken:
        return broken
    policy = _policy(part).provisioning
    call = f"GET /api/v1/idps/{part.value.id}"
    if not isinstance(policy, JitPolicy) or not isinstance(policy.action, str):
        return Unknown("JIT", "the identity provider was read without `policy.provisioning.action`", call)
    at = part.origin.at("policy", "provisioning", "action")
    return creation(Sourced(policy.action, at), f"okta:{part.value.id}")


def creation(action: Sourced[str], ident: str) -> Fact[Creation]:
    """Return whether a login creates accounts, by the provisioning action: AUTO, DISABLED, or another word."""
    found = _CREATIONS.get(action.value)
    if found is None:
        line = f"- {{match: {{id: {json.dumps(ident)}}}, jit: disabled}}"
        remedy = f"{line}   # or enabled; under `applications:` in idplint.yaml"
        return Unknown("JIT", f"idplint does not know the provisioning action {action.value!r}", remedy, action.origin)
    return Sourced(found, action.origin, action.basis, action.note)


def _links(part: Part[InboundIdp]) -> Fact[AccountLink] | None:
    for steps in (("accountLink",), ("subject", "filter")):
        broken = part.unknown_if_broken(LINK_FACT, "policy", *steps)
        if broken:
            return broken
    policy = _policy(part).account_link
    if not isinstance(policy, LinkPolicy) or not isinstance(policy.action, str):
        return None
    held = policy.filter if isinstance(policy.filter, LinkFilter) else LinkFilter()
    groups = isinstance(held.groups, LinkedGroups) and held.groups.include
    users = isinstance(held.users, LinkedUsers) and (held.users.exclude or held.users.exclude_admins)
    filtered = bool(groups or users or _subject(part).filter)
    return account_link(Sourced(policy.action, part.origin.at("policy", "accountLink", "action")), filtered=filtered)


def account_link(action: Sourced[str], *, filtered: bool) -> Fact[AccountLink]:
    """Return whose account a first login is linked to.

    Args:
        action: AUTO, DISABLED, or another word.
        filtered: Whether groups, users or asserted names are filtered.
    """
    if action.value not in _LINKS:
        reason = f"idplint does not know the account link action {action.value!r}"
        return Unknown(LINK_FACT, reason, "use AUTO or DISABLED", action.origin)
    found = AccountLink.SOME if filtered and action.value == "AUTO" else _LINKS[action.value]
    return Sourced(found, action.origin, action.basis, action.note)


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
