"""What an Okta application's login carries beside the NameID: attribute statements, and claims that are kept elsewhere.

Source: Okta management API, `settings.signOn` of an application (attributeStatements, configuredAttributeStatements, inlineHooks)
and GET /api/v1/apps/{appId}/federated-claims, whose expressions are written for the Identity Engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from idplint.inputs.not_read import unread
from idplint.inputs.okta_wire import Settings, SignOn
from idplint.model.application import (
    HOOK_NOTE,
    HOOK_REPLACES,
    Claim,
    ClaimBranch,
    Dialect,
    Protocol,
    SourceExpression,
)
from idplint.model.values import Basis, Fact, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.inputs.okta_parts import OktaParts
    from idplint.inputs.okta_wire import App, AttributeStatement, FederatedClaim
    from idplint.inputs.part import Part
    from idplint.model.values import Origin

_ATTRIBUTES = "login attributes"
SUB_NOTE = "Okta's ID token carries the Okta user id as sub"


def sign_on_of(app: Part[App]) -> Part[SignOn] | None:
    """Return `settings.signOn` of an application; None where it was not read."""
    settings = app.value.settings
    if isinstance(settings, Settings) and isinstance(settings.sign_on, SignOn):
        return app.below(settings.sign_on, "settings", "signOn")
    return None


def unread_sign_on(parts: OktaParts, fact: str) -> Unknown:
    """Return why a fact is not known that stands in `settings.signOn`."""
    broken = parts.app.unknown_if_broken(fact, "settings", "signOn")
    return broken or Unknown(fact, "the app was read without `settings.signOn`", parts.app_call)


def hook_note(parts: OktaParts, sign_on: Part[SignOn]) -> str:
    """Return the remark that an inline hook may replace what the assertion says, with its name where that was read."""
    hooks = sign_on.value.inline_hooks or ()
    if not hooks and not sign_on.broken("inlineHooks"):
        return ""
    names = [parts.hook_names[hook.id] for hook in hooks if isinstance(hook.id, str) and hook.id in parts.hook_names]
    if not names:
        return HOOK_NOTE
    # Remarks on a value are parted by semicolons.
    listed = " and ".join(repr(name.replace(";", ",")) for name in names)
    return f"the SAML inline {'hook' if len(names) == 1 else 'hooks'} {listed} {HOOK_REPLACES}"


def read_attributes(parts: OktaParts, protocol: Protocol | None) -> tuple[Claim, ...] | Unknown:
    """Return what an application's login carries beside the NameID.

    Args:
        parts: What was read of the application.
        protocol: How people sign in; None where that is not known.
    """
    if protocol is Protocol.OIDC:
        at = parts.app.origin.at("signOnMode")
        sub = SourceExpression("sub", Dialect.OIDC_CLAIM)
        return (Claim("sub", (ClaimBranch(Sourced(sub, at, Basis.IDP_DEFAULT, SUB_NOTE)),), at),)
    if protocol is Protocol.NONE:
        return ()
    if protocol is Protocol.SAML:
        return _saml_attributes(parts)
    return Unknown(_ATTRIBUTES, "idplint reads the attributes of Okta's SAML apps only", _state_attributes(parts))


def _saml_attributes(parts: OktaParts) -> tuple[Claim, ...] | Unknown:
    sign_on = sign_on_of(parts.app)
    if sign_on is None:
        return unread_sign_on(parts, _ATTRIBUTES)
    written, configured = sign_on.value.attribute_statements, sign_on.value.configured_attribute_statements
    lists = (("attributeStatements", written), ("configuredAttributeStatements", configured))
    note = hook_note(parts, sign_on)
    claims: dict[str, Claim] = {}
    for key, statements in lists:
        broken = _broken_statements(sign_on, key, statements)
        if broken:
            return broken
        for index, statement in enumerate(statements or ()):
            # Names are unique across both lists; an app's own statement replaces the catalog's.
            if isinstance(statement.name, str) and statement.type != "GROUP" and statement.name not in claims:
                claims[statement.name] = _claim(statement.name, sign_on.below(statement, key, index), note)
    from_catalog = sign_on.value.subject_name_id_template is UNSET
    if not written and not configured and (from_catalog or written is UNSET):
        hidden = "catalog app: Okta does not expose the attributes that its template sends"
        reason = hidden if from_catalog else "the app was read without its `attributeStatements`"
        return Unknown(_ATTRIBUTES, reason, _state_attributes(parts), sign_on.origin)
    return _with_federated(parts, claims, note)


def unread_claims(parts: OktaParts) -> Unknown | None:
    """Return why a login may carry more than the attributes that were read, where a bundle says so."""
    if parts.federated_claims is not None:
        return None
    blank = Unknown(_ATTRIBUTES, "", f"{parts.app_call}/federated-claims")
    said = unread(parts.bundle, "federatedClaims", blank)
    # A bundle that does not speak of them is one from before they were read.
    return None if said is blank else said


def _with_federated(parts: OktaParts, claims: dict[str, Claim], note: str) -> tuple[Claim, ...] | Unknown:
    """Return the claims of the attribute statements with those that are kept beside the application."""
    listed = parts.federated_claims
    if listed is None:
        return tuple(claims.values())
    found = {**claims}
    for index, claim in enumerate(listed.value):
        broken = listed.unknown_if_broken(_ATTRIBUTES, index, "name")
        if broken:
            return broken
        if isinstance(claim.name, str) and claim.name:
            at = listed.origin.at(index)
            source = _both_sources(claim.name, at) if claim.name in found else _federated(listed, index, note)
            found[claim.name] = Claim(claim.name, (ClaimBranch(source),), at)
    broken = None if listed.value else listed.unknown_if_broken(_ATTRIBUTES)
    return broken or tuple(found.values())


def _federated(listed: Part[list[FederatedClaim]], index: int, note: str) -> Fact[SourceExpression]:
    claim, at = listed.value[index], listed.origin.at(index, "expression")
    broken = listed.unknown_if_broken(_ATTRIBUTES, index, "expression")
    if broken:
        return broken
    if not isinstance(claim.expression, str) or not claim.expression.strip():
        return Unknown(_ATTRIBUTES, f"the claim {claim.name} has no expression", "give the claim an expression", at)
    return Sourced(SourceExpression(claim.expression, Dialect.OKTA_IDENTITY_ENGINE), at, note=note)


def _both_sources(name: str, at: Origin) -> Unknown:
    reason = f"{name} is an attribute statement and a federated claim, and which of them is sent is not documented"
    return Unknown(_ATTRIBUTES, reason, "remove one of the two", at)


def _broken_statements(sign_on: Part[SignOn], key: str, statements: object) -> Unknown | None:
    """Return why a list of statements is not known: it is no list, or a name or type in it cannot be read."""
    if not isinstance(statements, list):
        return sign_on.unknown_if_broken(_ATTRIBUTES, key)
    for index in range(len(statements)):
        for field in ("name", "type"):
            broken = sign_on.unknown_if_broken(_ATTRIBUTES, key, index, field)
            if broken:
                return broken
    return None


def _claim(name: str, statement: Part[AttributeStatement], note: str) -> Claim:
    values = statement.value.values or []
    at = statement.origin
    broken = statement.unknown_if_broken(_ATTRIBUTES, "values")
    source: Fact[SourceExpression]
    if broken:
        source = broken
    elif len(values) == 1 and isinstance(values[0], str):
        source = Sourced(SourceExpression(values[0], Dialect.OKTA_CLASSIC), at.at("values", 0), note=note)
    else:
        count = f"{len(values)} values" if values else "no value"
        reason = f"the attribute {name} has {count}, and idplint follows an attribute with one"
        source = Unknown(_ATTRIBUTES, reason, "give the attribute statement a single value", at)
    return Claim(name, (ClaimBranch(source),), at)


def _state_attributes(parts: OktaParts) -> str:
    line = 'sign_on: {attributes: [{name: email, source: "user.email", dialect: okta-classic}]}'
    return (
        "preview the assertion in Okta, then state what the service provider reads in a native document with "
        f"`id: okta:{parts.id}`: `{line}`"
    )
