"""`okta_idp_saml` and `okta_idp_oidc`: here Okta is the service provider, and somebody else signs people in.

Source: Okta's Terraform provider: `provisioning_action` and `account_link_action` are AUTO, `subject_match_type` is USERNAME and
`username_template` is `idpuser.email` unless set. In the console, linking is off by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.inputs.okta_idp import LINK_FACT, account_link, creation, login_keys, scim_key
from idplint.inputs.pairing_keys import keys_from_entity_id
from idplint.inputs.terraform_okta_parts import active, flag_of, id_of, known_text, text_of
from idplint.inputs.terraform_okta_templates import one_expression
from idplint.inputs.terraform_values import items, resource_id
from idplint.model.application import (
    AccountLink,
    Creation,
    Dialect,
    Layer,
    PairingKey,
    PartialApplication,
    ServiceProviderFacts,
    UpdateTime,
)
from idplint.model.values import Sourced, Unknown
from idplint.terraform import Unset, referenced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.model.values import Fact
    from idplint.terraform import Estate, Resource

TYPES = {"okta_idp_saml": "SAML2", "okta_idp_oidc": "OIDC"}
"""Types of resources, and what the API calls them."""

_DEFAULT_TEMPLATE = "idpuser.email"
_LOGIN_KEY = "login key"
_SENT_TO = ("issuer", "sso_url", "sso_destination", "issuer_url", "authorization_url", "client_id")
"""Arguments in which an identity provider object refers to the application that signs people in to it."""


def assemble_idp(resource: Resource, estate: Estate) -> PartialApplication:
    """What an identity provider object in code says of Okta as the service provider."""
    return PartialApplication(
        id=resource_id(resource),
        layer=Layer.CODE,
        origin=resource.origin,
        side="sp",
        name=known_text(resource, "name", estate),
        enabled=active(resource, estate),
        service_provider=ServiceProviderFacts(
            id=Sourced("okta", resource.origin),
            variant=Sourced(TYPES[resource.type], resource.origin),
            login_keys=_login_keys(resource, estate),
            scim_key=_scim_key(resource, estate),
            creates=_creates(resource, estate),
            updates=_updates(resource, estate),
            links=_links(resource, estate),
        ),
        keys=tuple(dict.fromkeys(_keys(resource, estate))),
    )


def _login_keys(resource: Resource, estate: Estate) -> tuple[Sourced[str], ...] | Unknown | None:
    if resource.ignores("username_template"):
        return None
    # One text, read as an expression: an unescaped one is told by that.
    value = resource.argument("username_template")
    source = one_expression(value, _LOGIN_KEY, Dialect.OKTA_CLASSIC, estate)
    if isinstance(source, Unknown):
        return source
    template: Fact[str] | None = Sourced(source.value.text, source.origin) if source else None
    template = template or text_of(resource, "username_template", _LOGIN_KEY, estate, _DEFAULT_TEMPLATE)
    if not isinstance(template, Sourced):
        return template
    persistent = flag_of(resource, "honor_persistent_name_id", _LOGIN_KEY, estate)
    matched = isinstance(persistent, Sourced) and persistent.value
    return login_keys(template, TYPES[resource.type], resource_id(resource), persistent=matched)


def _scim_key(resource: Resource, estate: Estate) -> Fact[str] | None:
    if resource.ignores("subject_match_type"):
        return None
    found = text_of(resource, "subject_match_type", "SCIM key", estate, "USERNAME")
    if not isinstance(found, Sourced):
        return found
    attribute = known_text(resource, "subject_match_attribute", estate)
    return scim_key(found, attribute.value if attribute else "", resource_id(resource))


def _creates(resource: Resource, estate: Estate) -> Fact[Creation] | None:
    if resource.ignores("provisioning_action"):
        return None
    found = text_of(resource, "provisioning_action", "JIT", estate, "AUTO")
    return creation(found, resource_id(resource)) if isinstance(found, Sourced) else found


def _updates(resource: Resource, estate: Estate) -> Fact[UpdateTime] | None:
    found = None if resource.ignores("profile_master") else flag_of(resource, "profile_master", "login updates", estate)
    if not isinstance(found, Sourced):
        return found
    return Sourced(UpdateTime.EVERY_LOGIN if found.value else UpdateTime.NEVER, found.origin)


def _links(resource: Resource, estate: Estate) -> Fact[AccountLink] | None:
    if resource.ignores("account_link_action"):
        return None
    action = text_of(resource, "account_link_action", LINK_FACT, estate, "AUTO")
    if not isinstance(action, Sourced):
        return action
    if action.value == "AUTO":
        if resource.ignores("account_link_group_include") or resource.ignores("subject_filter"):
            return None
        filtered = _filtered(resource, estate)
        if isinstance(filtered, Unknown):
            return filtered
        return account_link(action, filtered=filtered)
    return account_link(action, filtered=False)


def _filtered(resource: Resource, estate: Estate) -> bool | Unknown:
    """Whether groups or a pattern of names limit who is linked; groups that only exist after apply are groups."""
    value = resource.argument("account_link_group_include")
    groups = items(value, LINK_FACT, estate)
    if isinstance(groups, tuple) and any(not isinstance(each, Unset) for each in groups):
        return True
    pattern = text_of(resource, "subject_filter", LINK_FACT, estate)
    if isinstance(pattern, Sourced):
        return True
    return groups if isinstance(groups, Unknown) else pattern if isinstance(pattern, Unknown) else False


def _keys(resource: Resource, estate: Estate) -> Iterator[PairingKey]:
    ident = id_of(resource, estate)
    if ident:
        yield PairingKey("okta-idp", ident)
    audience = known_text(resource, "audience", estate)
    yield from keys_from_entity_id(audience.value) if audience else ()
    client_id = known_text(resource, "client_id", estate)
    if client_id is not None and resource.type == "okta_idp_oidc":
        yield PairingKey("app-id", client_id.value)
    for name in _SENT_TO:
        for reference in referenced(resource.argument(name)):
            target = estate.resource(reference)
            if target is not None and target.type not in TYPES:
                yield PairingKey("terraform-address", target.address, f"terraform:{target.root_directory}")
