"""One Okta application: how people sign in, and everything else that was read of it, as a partial application."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET

from idplint.inputs.okta_attributes import hook_note, read_attributes, sign_on_of, unread_claims, unread_sign_on
from idplint.inputs.okta_provisioning import read_provisioning
from idplint.inputs.okta_username import application_username
from idplint.inputs.okta_wire import (
    Credentials,
    Links,
    OAuthCredentials,
    OAuthSettings,
    Settings,
    SignOn,
)
from idplint.inputs.pairing_keys import keys_from_acs, keys_from_entity_id, keys_from_scim_endpoint
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
from idplint.model.values import Fact, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.inputs.okta_parts import OktaParts
    from idplint.inputs.okta_wire import App
    from idplint.inputs.part import Part

_PROTOCOLS = {
    "SAML_2_0": Protocol.SAML,
    "SAML_1_1": Protocol.SAML,
    "OPENID_CONNECT": Protocol.OIDC,
    "WS_FEDERATION": Protocol.WS_FED,
    "AUTO_LOGIN": Protocol.NONE,
    "BASIC_AUTH": Protocol.NONE,
    "BOOKMARK": Protocol.NONE,
    "BROWSER_PLUGIN": Protocol.NONE,
    "SECURE_PASSWORD_STORE": Protocol.NONE,
    None: Protocol.NONE,  # directories and HR sources
}
_OKTA_HOST = re.compile(r"(?P<org>[a-z0-9-]+?)(?:-admin)?\.okta\.com")


def assemble(parts: OktaParts) -> PartialApplication:
    """Put together what was read of one application. The application's id is text."""
    app = parts.app
    protocol = _protocol(parts)
    known = protocol.value if isinstance(protocol, Sourced) else None
    provisioning = read_provisioning(parts)
    acs_urls, entity_ids = _acs_urls(app), _entity_ids(app)
    return PartialApplication(
        id=f"okta:{parts.id}",
        layer=Layer.RAW,
        origin=app.origin,
        name=_text(app, "label", app.value.label) or _text(app, "name", app.value.name),
        idp=IdentityProvider(IdpKind.OKTA, org_of(app.value.links)),
        enabled=_enabled(parts),
        protocol=protocol,
        name_id=_name_id(parts, known),
        attributes=read_attributes(parts, known),
        other_attributes=unread_claims(parts) if known is Protocol.SAML else None,
        acs_urls=acs_urls,
        entity_ids=entity_ids,
        application_username=application_username(parts),
        provisioning=provisioning,
        keys=_keys(parts, acs_urls or (), entity_ids or ()),
        catalogue_hints=(app.value.name,) if isinstance(app.value.name, str) else (),
    )


def org_of(links: object) -> str | None:
    """Return the org that API links lead to: its name on okta.com, elsewhere the whole host; None without links."""
    urls = links.urls() if isinstance(links, Links) else []
    for url in urls:
        try:
            host = (urlsplit(url).hostname or "").lower()
        except ValueError:
            continue
        okta = _OKTA_HOST.fullmatch(host)
        if okta or host:
            return okta["org"] if okta else host
    return None


def _text(part: Part[App], key: str, text: object) -> Sourced[str] | None:
    return Sourced(text, part.origin.at(key)) if isinstance(text, str) and text else None


def _enabled(parts: OktaParts) -> Fact[bool] | None:
    broken = parts.app.unknown_if_broken("application status", "status")
    if broken:
        return broken
    status = parts.app.value.status
    return Sourced(status == "ACTIVE", parts.app.origin.at("status")) if isinstance(status, str) else None


def _protocol(parts: OktaParts) -> Fact[Protocol]:
    app = parts.app
    at = app.origin.at("signOnMode")
    broken = app.unknown_if_broken("sign-on protocol", "signOnMode")
    if broken:
        return broken
    mode = app.value.sign_on_mode
    if mode is UNSET:
        return Unknown("sign-on protocol", "the app was read without its `signOnMode`", parts.app_call)
    protocol = _PROTOCOLS.get(mode)
    if protocol is None:
        remedy = f"state it in a native document with `id: okta:{parts.id}`: `sign_on: {{protocol: saml}}`"
        return Unknown("sign-on protocol", f"idplint does not know the sign-on mode {mode!r}", remedy, at)
    return Sourced(protocol, at)


# --- NameID ----------------------------------------------------------------------------------------------------------


def _name_id(parts: OktaParts, protocol: Protocol | None) -> Claim | Unknown | None:
    if protocol in {Protocol.OIDC, Protocol.NONE}:
        return None
    if protocol is not Protocol.SAML:
        return Unknown("NameID", "idplint reads the NameID of Okta's SAML apps only", _state_name_id(parts))
    sign_on = sign_on_of(parts.app)
    if sign_on is None:
        return unread_sign_on(parts, "NameID")
    return _saml_name_id(parts, sign_on)


def _saml_name_id(parts: OktaParts, sign_on: Part[SignOn]) -> Claim | Unknown:
    broken = sign_on.unknown_if_broken("NameID", "subjectNameIdTemplate")
    if broken:
        return broken
    template = sign_on.value.subject_name_id_template
    if template is UNSET:
        reason = "catalog app: Okta does not expose the NameID of apps from its catalog"
        return Unknown("NameID", reason, _state_name_id(parts), sign_on.origin)
    at = sign_on.origin.at("subjectNameIdTemplate")
    if not isinstance(template, str) or not template.strip():
        return Unknown(
            "NameID", "the app's subjectNameIdTemplate is empty", "set it under Configure SAML > Name ID", at
        )
    source = Sourced(SourceExpression(template, Dialect.OKTA_TEMPLATE), at, note=hook_note(parts, sign_on))
    written = sign_on.value.subject_name_id_format
    name_id_format = Sourced(written, sign_on.origin.at("subjectNameIdFormat")) if isinstance(written, str) else None
    return Claim("NameID", (ClaimBranch(source),), at, name_id_format)


def _state_name_id(parts: OktaParts) -> str:
    label = msgspec.json.encode(parts.app.value.label if isinstance(parts.app.value.label, str) else parts.id).decode()
    return (
        "preview the assertion in Okta, then state its NameID in a native document: "
        f'{{idplint: 1, application: {{name: {label}, id: "okta:{parts.id}"}}, '
        'sign_on: {name_id: [{source: "${user.userName}", dialect: okta-template}]}}'
    )


# --- addresses and keys ----------------------------------------------------------------------------------------------


def _acs_urls(app: Part[App]) -> tuple[Sourced[str], ...] | None:
    settings = app.value.settings
    found: list[Sourced[str]] = []
    sign_on = sign_on_of(app)
    if sign_on:
        wire = sign_on.value
        found += _urls(sign_on, "ssoAcsUrl", wire.sso_acs_url) + _urls(
            sign_on, "ssoAcsUrlOverride", wire.sso_acs_url_override
        )
        found += [
            Sourced(endpoint.url, sign_on.origin.at("acsEndpoints", index, "url"))
            for index, endpoint in enumerate(wire.acs_endpoints or ())
            if isinstance(endpoint.url, str) and endpoint.url
        ]
    if isinstance(settings, Settings) and isinstance(settings.oauth_client, OAuthSettings):
        at = app.origin.at("settings", "oauthClient", "redirect_uris")
        found += [Sourced(uri, at.at(index)) for index, uri in enumerate(settings.oauth_client.redirect_uris or ())]
    return tuple(found) or None


def _entity_ids(app: Part[App]) -> tuple[Sourced[str], ...] | None:
    sign_on = sign_on_of(app)
    if sign_on is None:
        return None
    wire = sign_on.value
    found = _urls(sign_on, "audience", wire.audience) + _urls(sign_on, "audienceOverride", wire.audience_override)
    return tuple(found) or None


def _urls(sign_on: Part[SignOn], key: str, url: object) -> list[Sourced[str]]:
    return [Sourced(url, sign_on.origin.at(key))] if isinstance(url, str) and url else []


def _keys(
    parts: OktaParts, acs_urls: tuple[Sourced[str], ...], entity_ids: tuple[Sourced[str], ...]
) -> tuple[PairingKey, ...]:
    keys = [PairingKey("object-id", parts.id)]
    credentials = parts.app.value.credentials
    if isinstance(credentials, Credentials) and isinstance(credentials.oauth_client, OAuthCredentials):
        client_id = credentials.oauth_client.client_id
        keys += [PairingKey("app-id", client_id)] if isinstance(client_id, str) and client_id else []
    for url in acs_urls:
        keys += keys_from_acs(url.value)
    for entity_id in entity_ids:
        keys += keys_from_entity_id(entity_id.value)
    endpoint = parts.connection.value.base_url if parts.connection else None
    if isinstance(endpoint, str):
        keys += keys_from_scim_endpoint(endpoint)
    return tuple(dict.fromkeys(keys))
