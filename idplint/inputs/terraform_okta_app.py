"""One Okta application in code: how people sign in, what the login carries, and where it goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from idplint.inputs.okta_attributes import SUB_NOTE
from idplint.inputs.pairing_keys import keys_from_acs, keys_from_entity_id, keys_from_scim_endpoint
from idplint.inputs.terraform_okta_parts import AppParts, active, known_text, org_of, text_of
from idplint.inputs.terraform_okta_provisioning import code_provisioning, code_username
from idplint.inputs.terraform_okta_templates import bare, expressions, one_expression, with_note
from idplint.inputs.terraform_values import items, texts
from idplint.model.application import (
    HOOK_NOTE,
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
from idplint.model.values import Basis, Sourced, Unknown
from idplint.terraform import Unset, alternatives

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.model.values import Fact
    from idplint.terraform import Body, Resource

PROTOCOLS = {
    "okta_app_saml": Protocol.SAML,
    "okta_app_oauth": Protocol.OIDC,
    "okta_app_auto_login": Protocol.NONE,
    "okta_app_basic_auth": Protocol.NONE,
    "okta_app_bookmark": Protocol.NONE,
    "okta_app_secure_password_store": Protocol.NONE,
    "okta_app_shared_credentials": Protocol.NONE,
    "okta_app_swa": Protocol.NONE,
    "okta_app_three_field": Protocol.NONE,
}
"""Types of resources that are applications, and how people sign in to them."""

_NAME_ID = "NameID"
_ATTRIBUTES = "login attributes"
_TEMPLATE = "subject_name_id_template"


def assemble_app(parts: AppParts) -> PartialApplication:
    """Put together what code says of one application."""
    app = parts.app
    protocol = PROTOCOLS.get(app.type) if app else None
    provisioning = code_provisioning(parts)
    acs_urls, entity_ids = tuple(_acs_urls(parts)), tuple(_entity_ids(parts))
    return PartialApplication(
        id=parts.id,
        layer=Layer.CODE,
        origin=parts.origin,
        name=_name(parts),
        idp=IdentityProvider(IdpKind.OKTA, org_of(parts.subject, parts.estate)),
        enabled=active(app, parts.estate) if app else None,
        protocol=Sourced(protocol, app.origin) if app and protocol else _unread_protocol(parts),
        name_id=_name_id(parts),
        attributes=_attributes(parts),
        acs_urls=acs_urls or None,
        entity_ids=entity_ids or None,
        application_username=code_username(parts, provisioning),
        provisioning=provisioning,
        keys=_keys(parts, acs_urls, entity_ids),
        catalogue_hints=_hints(parts),
    )


def _name(parts: AppParts) -> Sourced[str] | None:
    described = parts.app or parts.data
    return known_text(described, "label", parts.estate) if described else None


def _unread_protocol(parts: AppParts) -> Unknown:
    return Unknown(
        "sign-on protocol",
        f"{parts.subject.address} belongs to an application that is not in the code that was read",
        "check it together with the module that holds the application, or with a snapshot of it",
    )


# --- NameID ----------------------------------------------------------------------------------------------------------


def _is_saml(app: Resource | None) -> bool:
    return app is not None and app.type == "okta_app_saml"


def _from_catalog(parts: AppParts, app: Resource) -> Sourced[str] | Unknown | None:
    """The catalog's name of an application; None for one that was made by hand.

    `var.catalog ? null : var.template` is no choice between two identities: where the code sets a template if it sets no name
    from the catalog, the template counts.
    """
    value = app.argument("preconfigured_app")
    found = text_of(app, "preconfigured_app", "application from the catalog", parts.estate)
    may_be_unset = any(isinstance(each, Unset) for each in alternatives(value))
    template_unset = isinstance(app.argument(_TEMPLATE), Unset)
    return None if found is not None and may_be_unset and not template_unset else found


def _name_id(parts: AppParts) -> Claim | Unknown | None:
    app, estate = parts.app, parts.estate
    if app is None or not _is_saml(app):
        return None
    catalog = _from_catalog(parts, app)
    if isinstance(catalog, Unknown):
        return Unknown(_NAME_ID, catalog.reason, catalog.remedy, app.origin)
    if catalog is not None:
        reason = "catalog app: Okta does not expose the NameID of apps from its catalog"
        return Unknown(_NAME_ID, reason, _state_name_id(parts), app.origin)
    if app.ignores(_TEMPLATE):
        return None
    value = app.argument(_TEMPLATE)
    found = [_template(source) for source in expressions(value, _NAME_ID, Dialect.OKTA_TEMPLATE, estate)]
    if not found:
        return Unknown(_NAME_ID, f"the code sets no `{_TEMPLATE}`", f"set `{_TEMPLATE}`", app.origin)
    if len(found) == 1 and isinstance(found[0], Unknown):
        return found[0]
    branches = tuple(ClaimBranch(with_note(source, _hook_note(app))) for source in found)
    at = next((source.origin for source in found if source.origin), None) or app.origin.at(_TEMPLATE)
    return Claim(_NAME_ID, branches, at, known_text(app, "subject_name_id_format", estate))


def _template(source: Fact[SourceExpression]) -> Fact[SourceExpression]:
    if isinstance(source, Unknown) or not bare(source.value.text):
        return source
    text = source.value.text.strip()
    reason = f"Okta documents templates with `${{}}` only, and what it makes of `{text}` without them stands nowhere"
    return Unknown(_NAME_ID, reason, f'write "$${{{text}}}"', source.origin)


def _hook_note(app: Resource) -> str:
    return "" if isinstance(app.argument("inline_hook_id"), Unset) else HOOK_NOTE


def _state_name_id(parts: AppParts) -> str:
    name = known_text(parts.subject, "label", parts.estate)
    label, ident = json.dumps(name.value if name else parts.id), json.dumps(parts.id)
    return (
        "preview the assertion in Okta, then state its NameID in a native document and pair the two: "
        f'{{idplint: 1, application: {{name: {label}, id: "okta:<app id>"}}, '
        'sign_on: {name_id: [{source: "${user.userName}", dialect: okta-template}]}} and in idplint.yaml '
        f'applications: [{{match: {{id: "okta:<app id>"}}, pair: [{ident}]}}]'
    )


# --- attributes ------------------------------------------------------------------------------------------------------


def _attributes(parts: AppParts) -> tuple[Claim, ...] | Unknown | None:
    app = parts.app
    federated = tuple(_federated(parts))
    if any(isinstance(each, Unknown) for each in federated):
        return next(each for each in federated if isinstance(each, Unknown))
    claims = tuple(each for each in federated if isinstance(each, Claim))
    if app is None:
        return claims or None
    if app.type == "okta_app_oauth":
        sub = SourceExpression("sub", Dialect.OIDC_CLAIM)
        branch = ClaimBranch(Sourced(sub, app.origin, Basis.IDP_DEFAULT, SUB_NOTE))
        return (Claim("sub", (branch,), app.origin), *claims)
    if not _is_saml(app):
        return ()
    if app.ignores("attribute_statements"):
        return claims or None
    stated = _statements(parts, app)
    if isinstance(stated, Unknown):
        return stated
    # Names are unique across statements and federated claims; an app's own statement comes first.
    named = {claim.name: claim for claim in (*claims, *stated)}
    if not named and _from_catalog(parts, app) is not None:
        reason = "catalog app: Okta does not expose the attributes that its template sends"
        return Unknown(_ATTRIBUTES, reason, _state_name_id(parts), app.origin)
    return tuple(named.values())


def _statements(parts: AppParts, app: Resource) -> tuple[Claim, ...] | Unknown:
    claims: dict[str, Claim] = {}
    for body in app.blocks("attribute_statements"):
        name = text_of(body, "name", _ATTRIBUTES, parts.estate)
        if isinstance(name, Unknown):
            return name
        kind = text_of(body, "type", _ATTRIBUTES, parts.estate, "EXPRESSION")
        if name is None or (isinstance(kind, Sourced) and kind.value == "GROUP") or name.value in claims:
            continue
        unknown = kind if isinstance(kind, Unknown) else body.exists.fact(_ATTRIBUTES) if body.exists else None
        branches = (ClaimBranch(unknown),) if unknown else _branches(parts, name.value, body, _hook_note(app))
        claims[name.value] = Claim(name.value, branches, body.origin)
    return tuple(claims.values())


def _branches(parts: AppParts, name: str, body: Body, note: str) -> tuple[ClaimBranch, ...]:
    values = items(body.argument("values"), _ATTRIBUTES, parts.estate)
    if isinstance(values, Unknown):
        return (ClaimBranch(values),)
    sources: tuple[Fact[SourceExpression], ...] = ()
    if len(values) == 1:
        sources = expressions(values[0], _ATTRIBUTES, Dialect.OKTA_CLASSIC, parts.estate)
    if not sources:
        count = f"{len(values)} values" if values else "no value"
        reason = f"the attribute {name} has {count}, and idplint follows an attribute with one"
        remedy = "give the attribute statement a single value"
        return (ClaimBranch(Unknown(_ATTRIBUTES, reason, remedy, body.origin)),)
    return tuple(ClaimBranch(with_note(source, note)) for source in sources)


def _federated(parts: AppParts) -> Iterator[Claim | Unknown]:
    """The claims of Identity Engine, one resource each."""
    for resource in parts.claims:
        name = text_of(resource, "name", _ATTRIBUTES, parts.estate)
        source = one_expression(
            resource.argument("expression"), _ATTRIBUTES, Dialect.OKTA_IDENTITY_ENGINE, parts.estate
        )
        if isinstance(name, Unknown):
            yield name
        elif name is not None and source is not None and not resource.ignores("expression"):
            yield Claim(name.value, (ClaimBranch(source),), resource.origin)


# --- addresses and keys ----------------------------------------------------------------------------------------------


def _acs_urls(parts: AppParts) -> Iterator[Sourced[str]]:
    app = parts.app
    if app is None:
        return
    sso_url = known_text(app, "sso_url", parts.estate)
    urls = [sso_url] if sso_url else []
    for name in ("acs_endpoints", "redirect_uris"):
        held = items(app.argument(name), name, parts.estate)
        for item in held if isinstance(held, tuple) else ():
            found = list(texts(item, name, parts.estate))
            urls += [url for url in found if isinstance(url, Sourced) and len(found) == 1]
    for body in app.blocks("acs_endpoints_indices"):
        indexed = known_text(body, "url", parts.estate) if body.exists is None else None
        urls += [indexed] if indexed else []
    yield from dict.fromkeys(urls)


def _entity_ids(parts: AppParts) -> Iterator[Sourced[str]]:
    found = known_text(parts.app, "audience", parts.estate) if parts.app else None
    if found is not None:
        yield found


def _hints(parts: AppParts) -> tuple[str, ...]:
    found = known_text(parts.app, "preconfigured_app", parts.estate) if parts.app else None
    return (found.value,) if found else ()


def _keys(
    parts: AppParts, acs_urls: tuple[Sourced[str], ...], entity_ids: tuple[Sourced[str], ...]
) -> tuple[PairingKey, ...]:
    keys = [PairingKey("object-id", parts.app_id)] if parts.app_id else []
    client_id = known_text(parts.app, "client_id", parts.estate) if parts.app else None
    keys += [PairingKey("app-id", client_id.value)] if client_id else []
    for url in acs_urls:
        keys += keys_from_acs(url.value)
    for entity_id in entity_ids:
        keys += keys_from_entity_id(entity_id.value)
    for connection in parts.connections:
        endpoint = known_text(connection, "base_url", parts.estate)
        keys += keys_from_scim_endpoint(endpoint.value) if endpoint else ()
    return tuple(dict.fromkeys(keys))
