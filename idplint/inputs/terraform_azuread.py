"""Entra in Terraform code: resources of the azuread and msgraph providers, one partial application per service principal.

Source: the azuread provider's documentation (versions 2 and 3). An application is told of where code says something of how people
sign in to it or of how it is provisioned; the service principals of machines are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.inputs import terraform_msgraph
from idplint.inputs.adapter import Reading
from idplint.inputs.entra_application import oidc_claims, protocol_of_mode
from idplint.inputs.pairing_keys import keys_from_acs, keys_from_entity_id, keys_from_scim_endpoint
from idplint.inputs.terraform_azuread_claims import MAPPING_POLICY, Claims, read_code_claims
from idplint.inputs.terraform_azuread_jobs import is_inbound, read_code_provisioning
from idplint.inputs.terraform_azuread_principals import (
    FROM_TEMPLATE,
    MEMBERS,
    REGISTRATIONS,
    SERVICE_PRINCIPAL,
    Principal,
    Principals,
    Statement,
)
from idplint.inputs.terraform_graph_bodies import member, sourced_text
from idplint.inputs.terraform_values import boolean_fact, configured_text, items, leads_to, resource_id, text_fact
from idplint.model.application import (
    Claim,
    IdentityProvider,
    IdpKind,
    Layer,
    PairingKey,
    PartialApplication,
    Protocol,
)
from idplint.model.values import Basis, Fact, Sourced, Unknown
from idplint.terraform import Unset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from idplint.findings import Problem
    from idplint.terraform import Estate, Resource, Value

_TEMPLATE = "azuread_application_template"
_REDIRECTS = "azuread_application_redirect_uris"
_IDENTIFIER = "azuread_application_identifier_uri"
_BY_SERVICE_PRINCIPAL = {
    "azuread_service_principal_claims_mapping_policy_assignment": "policy assignment",
    "azuread_service_principal_token_signing_certificate": "certificate",
    "azuread_synchronization_job": "job",
    "azuread_synchronization_secret": "secrets",
}

TYPES: frozenset[str] = frozenset(
    {*MEMBERS, *_BY_SERVICE_PRINCIPAL, *terraform_msgraph.TYPES, MAPPING_POLICY, _TEMPLATE, _REDIRECTS, _IDENTIFIER}
)
"""Resource types that are read."""

_OF_SIGN_ON = frozenset({"policy assignment", "claims policy", "certificate"})
_OF_PROVISIONING = frozenset({"job start", "schema", "secrets"})
_SIGN_ON_FEATURES = ("custom_single_sign_on", "gallery")


def read(estate: Estate, resources: Sequence[Resource]) -> Reading:
    """One partial application per service principal that code says something of."""
    members: list[Resource] = []
    policies: list[Resource] = []
    statements: list[Statement] = []
    for resource in resources:
        if resource.type in MEMBERS or terraform_msgraph.creates_principal(resource, estate):
            members.append(resource)
        elif resource.type in terraform_msgraph.TYPES:
            if terraform_msgraph.is_mapping_policy(resource, estate):
                policies.append(resource)
            else:
                statements += terraform_msgraph.statements_of(resource, estate)
        elif resource.type == MAPPING_POLICY:
            policies.append(resource)
        elif resource.mode == "managed":
            statements.append(_statement(resource))
    principals = Principals(estate, members)
    # Those of azuread first: a URL may name a service principal by its job.
    for statement in sorted(statements, key=lambda each: each.body is not None):
        principals.attach(statement)
    problems: list[Problem] = []
    applications: list[PartialApplication] = []
    for principal in principals.all():
        if _is_for_people(principal, estate):
            applications.append(_application(principal, policies, estate, problems))
            applications += _other_names(principal)
    # A policy that is assigned to several applications is read for each.
    distinct = {(problem.outcome, problem.labels): problem for problem in problems}
    return Reading(tuple(applications), tuple(distinct.values()))


def _statement(resource: Resource) -> Statement:
    kind = _BY_SERVICE_PRINCIPAL.get(resource.type)
    if kind is None:
        return Statement("registration", resource, resource.argument("application_id"))
    about = resource.argument("claims_mapping_policy_id") if kind == "policy assignment" else None
    return Statement(kind, resource, resource.argument("service_principal_id"), about=about)  # type: ignore[arg-type]


def _is_for_people(principal: Principal, estate: Estate) -> bool:
    """Whether code shows that people sign in to an application, or are provisioned into it."""
    if any(statement.kind in _OF_SIGN_ON for statement in principal.statements):
        return True
    modes = [_mode(each.body, estate) for each in principal.said("service principal")]
    modes += [_written_mode(each, estate) for each in principal.resources if each.mode == "managed"]
    if any(mode is not None for mode in modes):
        return True
    jobs = principal.said("job")
    if jobs:
        return not all(is_inbound(job, estate) for job in jobs)
    if principal.of_type(FROM_TEMPLATE) or any(each.kind in _OF_PROVISIONING for each in principal.statements):
        return True
    registrations = principal.of_type(*REGISTRATIONS)
    if any(not isinstance(each.argument("template_id"), Unset) for each in registrations):
        return bool(principal.of_type(SERVICE_PRINCIPAL))
    return any(_features(each, estate) for each in principal.of_type(SERVICE_PRINCIPAL))


def _application(
    principal: Principal, policies: Sequence[Resource], estate: Estate, problems: list[Problem]
) -> PartialApplication:
    main = principal.main
    idp = _tenant(main, estate)
    claims, wrong = read_code_claims(principal, policies, estate)
    problems += wrong
    acs_urls = tuple(_redirects(principal, estate))
    entity_ids = tuple(_identifiers(principal, estate))
    protocol = _protocol(principal, claims, acs_urls, estate)
    name_id, attributes = _by_protocol(protocol, claims)
    provisioning = read_code_provisioning(principal, estate, problems)
    endpoints = [job.endpoint for job in provisioning or () if job.endpoint is not None]
    keys = [
        *(PairingKey("object-id", ident) for ident in principal.object_ids),
        *(PairingKey("app-id", ident) for ident in principal.app_ids),
        *(key for url in acs_urls for key in keys_from_acs(url.value)),
        *(key for entity in entity_ids for key in keys_from_entity_id(entity.value)),
        *(key for endpoint in endpoints for key in keys_from_scim_endpoint(endpoint.value)),
    ]
    return PartialApplication(
        id=resource_id(main),
        layer=Layer.CODE,
        origin=main.origin,
        name=_name(principal, estate),
        idp=idp,
        enabled=_enabled(principal, estate),
        protocol=protocol,
        name_id=name_id,
        attributes=attributes,
        acs_urls=acs_urls or None,
        entity_ids=entity_ids or None,
        provisioning=provisioning,
        keys=tuple(dict.fromkeys(keys)),
        catalogue_hints=tuple(dict.fromkeys(_hints(principal, estate))),
    )


def _tenant(resource: Resource, estate: Estate) -> IdentityProvider:
    """The tenant that a resource's provider is configured for, which may come from the environment instead."""
    return IdentityProvider(IdpKind.ENTRA, configured_text(resource, "tenant_id", estate).lower() or None)


def _other_names(principal: Principal) -> Iterator[PartialApplication]:
    """A record for each further resource that is the application, such as its registration.

    A service provider's connection refers to any of them: an Auth0 connection to the registration's client id.
    """
    main = principal.main
    for resource in principal.resources:
        if resource is not main:
            yield PartialApplication(
                id=resource_id(resource),
                layer=Layer.CODE,
                origin=resource.origin,
                idp=IdentityProvider(IdpKind.ENTRA),
                keys=(PairingKey("terraform-address", main.address, f"terraform:{main.root_directory}"),),
            )


def _name(principal: Principal, estate: Estate) -> Sourced[str] | None:
    named = sorted(principal.resources, key=lambda each: (each.mode == "data", each.type not in REGISTRATIONS))
    found = (sourced_text(text_fact(each.argument("display_name"), "name", estate)) for each in named)
    return next((name for name in found if name is not None and name.value), None)


def _enabled(principal: Principal, estate: Estate) -> Fact[bool] | None:
    for statement in principal.said("service principal"):
        if statement.body is not None and not statement.resource.ignores("body"):
            stated = boolean_fact(member(statement.body, "accountEnabled", estate), "application state", estate)
            if stated is not None:
                return stated
    for resource in principal.of_type(SERVICE_PRINCIPAL):
        if not resource.ignores("account_enabled"):
            enabled = boolean_fact(resource.argument("account_enabled"), "application state", estate)
            if enabled is not None:
                return enabled
            note = "`account_enabled` is true unless it is set"
            return Sourced(value=True, origin=resource.origin.at("account_enabled"), basis=Basis.IDP_DEFAULT, note=note)
    return None


# --- sign-on ---------------------------------------------------------------------------------------------------------


def _mode(body: Value | None, estate: Estate) -> Fact[str] | None:
    if body is None:
        return None
    mode = text_fact(member(body, "preferredSingleSignOnMode", estate), "sign-on protocol", estate)
    return None if isinstance(mode, Sourced) and not mode.value else mode


def _written_mode(resource: Resource, estate: Estate) -> Fact[str] | None:
    """The sign-on mode that a service principal's resource sets; None where it sets none."""
    if resource.type == SERVICE_PRINCIPAL and not resource.ignores("preferred_single_sign_on_mode"):
        mode = text_fact(resource.argument("preferred_single_sign_on_mode"), "sign-on protocol", estate)
        return None if isinstance(mode, Sourced) and not mode.value else mode
    if resource.type in terraform_msgraph.TYPES and not resource.ignores("body"):
        return _mode(resource.argument("body"), estate)
    return None


def _protocol(
    principal: Principal, claims: Claims, acs_urls: tuple[Sourced[str], ...], estate: Estate
) -> Fact[Protocol] | None:
    written = [
        _mode(each.body, estate) for each in principal.said("service principal") if not each.resource.ignores("body")
    ]
    written += [_written_mode(each, estate) for each in principal.resources if each.mode == "managed"]
    for mode in written:
        if isinstance(mode, Unknown):
            return mode
        if mode is not None:
            return protocol_of_mode(mode.value, mode.origin)
    name_id = claims[0]
    if isinstance(name_id, Claim) and any(
        isinstance(branch.source, Sourced) and branch.source.basis is Basis.READ for branch in name_id.branches
    ):
        return Sourced(Protocol.SAML, name_id.origin, Basis.INFERRED, "the code sets a SAML NameID")
    certificates = principal.said("certificate")
    if certificates:
        at = certificates[0].resource.origin
        return Sourced(Protocol.SAML, at, Basis.INFERRED, "a token-signing certificate is set")
    for resource in principal.of_type(SERVICE_PRINCIPAL):
        # Applications that only provision are made from the same template.
        if acs_urls and "custom_single_sign_on" in _features(resource, estate):
            return Sourced(Protocol.SAML, resource.origin, Basis.INFERRED, "tagged as custom SAML, with a reply URL")
    # Without a place: silence, which a snapshot may fill.
    return Unknown(
        "sign-on protocol",
        f"the code does not say how people sign in to {principal.main.address}",
        "set `preferred_single_sign_on_mode` on its service principal, or keep a snapshot of the application beside the code",
    )


def _features(resource: Resource, estate: Estate) -> set[str]:
    """The features of a service principal that show single sign-on, which become tags."""
    found = set()
    for block in (*resource.blocks("feature_tags"), *resource.blocks("features")):
        for name in _SIGN_ON_FEATURES:
            fact = boolean_fact(block.argument(name), name, estate)
            if isinstance(fact, Sourced) and fact.value:
                found.add(name)
    tags = items(resource.argument("tags"), "tags", estate)
    for tag in () if isinstance(tags, Unknown) else tags:
        text = sourced_text(text_fact(tag, "tag", estate))
        if text is not None and text.value.lower() == "windowsazureactivedirectorycustomsinglesignonapplication":
            found.add("custom_single_sign_on")
    return found


def _by_protocol(protocol: Fact[Protocol] | None, claims: Claims) -> Claims:
    if isinstance(protocol, Sourced) and protocol.value is Protocol.OIDC:
        return None, oidc_claims(protocol.origin)
    if isinstance(protocol, Sourced) and protocol.value is Protocol.NONE:
        return None, ()
    return claims


# --- what names it ---------------------------------------------------------------------------------------------------


def _redirects(principal: Principal, estate: Estate) -> Iterator[Sourced[str]]:
    for resource in principal.of_type(*REGISTRATIONS):
        if not resource.ignores("web"):
            for block in resource.blocks("web"):
                yield from _texts(block.argument("redirect_uris"), "reply URL", estate)
    for statement in principal.said("registration"):
        resource = statement.resource
        if resource.type == _REDIRECTS and not resource.ignores("redirect_uris"):
            kind = sourced_text(text_fact(resource.argument("type"), "type", estate))
            if kind is not None and kind.value == "Web":
                yield from _texts(resource.argument("redirect_uris"), "reply URL", estate)


def _identifiers(principal: Principal, estate: Estate) -> Iterator[Sourced[str]]:
    for resource in principal.of_type(*REGISTRATIONS):
        if not resource.ignores("identifier_uris"):
            yield from _texts(resource.argument("identifier_uris"), "entity id", estate)
    for statement in principal.said("registration"):
        if statement.resource.type == _IDENTIFIER:
            uri = sourced_text(text_fact(statement.resource.argument("identifier_uri"), "entity id", estate))
            if uri is not None:
                yield uri


def _texts(value: Value, fact: str, estate: Estate) -> Iterator[Sourced[str]]:
    """The elements of a list that are known."""
    held = items(value, fact, estate)
    for each in () if isinstance(held, Unknown) else held:
        text = sourced_text(text_fact(each, fact, estate))
        if text is not None and text.value:
            yield text


def _hints(principal: Principal, estate: Estate) -> Iterator[str]:
    """The id and the name of the gallery template that an application was made from."""
    for resource in principal.of_type(FROM_TEMPLATE, *REGISTRATIONS):
        written = resource.argument("template_id")
        ident = sourced_text(text_fact(written, "template", estate))
        if ident is not None and ident.value:
            yield ident.value
        template = leads_to(written, estate)
        if template is not None and template.type == _TEMPLATE:
            name = sourced_text(text_fact(template.argument("display_name"), "template", estate))
            if name is not None:
                yield name.value
