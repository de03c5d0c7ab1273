"""Partial records as adapters for Terraform and for snapshots give them, written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from idplint.config.settings import DeclaredApplication, Match
from idplint.model.application import (
    AttributeMapping,
    Claim,
    ClaimBranch,
    Dialect,
    IdentityProvider,
    IdpKind,
    Layer,
    PairingKey,
    PartialApplication,
    Protocol,
    Provisioning,
    ProvisioningState,
    SourceExpression,
)
from idplint.model.values import Origin, Sourced, Unknown
from idplint.pairing.joining import Joined, join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.model.application import Application

ACS = "https://contoso.eu.auth0.com/login/callback?connection=ledger"


def okta(text: str, at: Origin, dialect: Dialect = Dialect.OKTA_TEMPLATE, **rest: Any) -> Sourced[SourceExpression]:
    return Sourced(SourceExpression(text, dialect), at, **rest)


def name_id(text: str, at: Origin) -> Claim:
    return Claim("NameID", (ClaimBranch(okta(text, at)),), Origin(at.path, ("the claim",)))


def line(target: str, text: str, at: Origin, dialect: Dialect = Dialect.OKTA_CLASSIC, **rest: Any) -> AttributeMapping:
    return AttributeMapping(target, okta(text, at, dialect, **rest), at)


def silent(at: Origin) -> Unknown:
    """What an adapter puts where a job must have a value and the resource states none."""
    return Unknown("SCIM state", "this resource does not state it", "GET /api/v1/apps/<id>", at)


def computed(at: Origin) -> Unknown:
    """What an adapter puts where an argument is written and its value cannot be told."""
    return Unknown("NameID", "var.name_id has no value in the files", "set it in terraform.tfvars", at.at("argument"))


def at_code(root: str, address: str) -> Origin:
    return Origin(f"{root}/main.tf", (address,))


def code(address: str = "okta_app_saml.ledger", root: str = "prod", **facts: Any) -> PartialApplication:
    facts.setdefault("idp", IdentityProvider(IdpKind.OKTA))
    facts.setdefault("origin", at_code(root, address))
    return PartialApplication(id=f"terraform:{root}#{address}", layer=Layer.CODE, **url_facts(facts))


def snapshot(ident: str = "0oaLEDGER", tenant: str | None = "contoso", **facts: Any) -> PartialApplication:
    facts.setdefault("idp", IdentityProvider(IdpKind.OKTA, tenant))
    facts.setdefault("origin", Origin(f"snapshots/{ident}.json"))
    facts.setdefault("keys", (PairingKey("object-id", ident),))
    facts.setdefault("protocol", Sourced(Protocol.SAML, facts["origin"].at("signOnMode")))
    return PartialApplication(id=f"okta:{ident}", layer=facts.pop("layer", Layer.RAW), **url_facts(facts))


def connection(ident: str, layer: Layer, name: str, scope: str, **facts: Any) -> PartialApplication:
    origin = facts.pop("origin", Origin(f"{ident.partition(':')[2].partition('#')[0]}.file"))
    keys = (PairingKey("auth0-connection", name, scope), *facts.pop("keys", ()))
    if ident.startswith("auth0:con_"):
        keys = (PairingKey("auth0-connection-id", ident.removeprefix("auth0:")), *keys)
    return PartialApplication(id=ident, layer=layer, origin=origin, side="sp", keys=keys, **facts)


def url_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Lists of urls given as plain text, each with a place below its record."""
    for field in ("acs_urls", "entity_ids"):
        if field in facts:
            values = enumerate(facts[field])
            facts[field] = tuple(Sourced(value, facts["origin"].at(field, index)) for index, value in values)
    return facts


def job(
    at: Origin, *lines: AttributeMapping, state: ProvisioningState | Unknown | None = None, **rest: Any
) -> Provisioning:
    held = silent(at) if state is None else state
    stated = held if isinstance(held, Unknown) else Sourced(held, at.at("state"))
    return Provisioning(stated, lines, at, **rest)


def entry(match: dict[str, str], *pair: str, **facts: Any) -> DeclaredApplication:
    at = Origin("idplint.yaml", ("applications", 0))
    named = tuple(Sourced(ident, at.at("pair", index)) for index, ident in enumerate(pair))
    return DeclaredApplication(match=Match(**match), pair=named, origin=at, **facts)


def joined(*partials: PartialApplication, declared: Iterable[DeclaredApplication] = ()) -> Joined:
    return join(partials, tuple(declared))


def only(*partials: PartialApplication, declared: Iterable[DeclaredApplication] = ()) -> Application:
    (application,) = joined(*partials, declared=declared).applications
    return application


def ids(result: Joined) -> set[tuple[str, ...]]:
    """The applications, each as its id and its other ids."""
    return {(application.id, *application.other_ids) for application in result.applications}
