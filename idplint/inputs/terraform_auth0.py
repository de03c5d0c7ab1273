"""Auth0 connections and their SCIM configurations in Terraform code, plans and states.

Source: documentation of the provider `auth0/auth0`, resources `auth0_connection` and `auth0_connection_scim_configuration`.
The arguments are read as the Management API's fields, so that one reading of them serves code and bodies alike.

`options` is optional and computed, and so is what a SCIM configuration leaves out: where code is silent, the service's default is
only assumed, and a snapshot knows better. A connection without a SCIM configuration in code may have one all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.inputs.adapter import Reading
from idplint.inputs.auth0_connection import STRATEGIES, ConnectionParts, assemble
from idplint.inputs.pairing_keys import auth0_tenant
from idplint.inputs.reading_problems import orphan
from idplint.inputs.terraform_auth0_wire import connection, connection_ident, scim_configuration
from idplint.inputs.terraform_values import configured_text, leads_to, resource_id, text_fact
from idplint.model.application import Creation, Layer, PartialApplication, UpdateTime
from idplint.model.values import Basis, Sourced, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.findings import Problem
    from idplint.terraform import Estate, Resource

_CONNECTION = "auth0_connection"
_CONFIGURATION = "auth0_connection_scim_configuration"

TYPES = frozenset({_CONNECTION, _CONFIGURATION})
"""Resource types that are read."""

_NO_USER_ID = (
    'set `user_id_attribute = "oid"` in `options`, '
    "or declare `link: {login: oidc:oid}` under `applications:` in idplint.yaml"
)


def read(estate: Estate, resources: Sequence[Resource]) -> Reading:
    """Give one partial application, service provider side, per connection that takes part in SCIM.

    A SCIM configuration belongs to the connection of its root module that it refers to, or whose id it names.
    """
    connections = {
        (resource.root_directory, resource.address): resource for resource in resources if resource.type == _CONNECTION
    }
    held: dict[tuple[str, str], list[Resource]] = {name: [] for name in connections}
    alone: list[tuple[str, Resource]] = []
    problems: list[Problem] = []
    by_ident = _by_ident(estate, connections)
    for resource in resources:
        if resource.type != _CONFIGURATION or resource.mode == "data":
            continue
        named = resource.argument("connection_id")
        target = leads_to(named, estate)
        if target is not None and (target.root_directory, target.address) in held:
            held[target.root_directory, target.address].append(resource)
            continue
        ident = text_fact(named, "connection", estate)
        if not isinstance(ident, Sourced):
            problems.append(_orphan(resource, connections))
        elif (resource.root_directory, ident.value) in by_ident:
            held[by_ident[resource.root_directory, ident.value]].append(resource)
        else:
            alone.append((ident.value, resource))
    applications = [_of_connection(estate, connections[name], held[name]) for name in connections]
    applications += [_of_configuration(estate, ident, resource) for ident, resource in alone]
    return Reading(tuple(each for each in applications if each is not None), tuple(problems))


def _by_ident(estate: Estate, connections: dict[tuple[str, str], Resource]) -> dict[tuple[str, str], tuple[str, str]]:
    """The connections whose id is known, from a state or because a data source looks them up by it."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for name, resource in connections.items():
        ident = connection_ident(estate, resource)
        if ident is not None:
            found.setdefault((resource.root_directory, ident), name)
    return found


def _orphan(resource: Resource, connections: dict[tuple[str, str], Resource]) -> Problem:
    candidates = [resource_id(each) for (root, _), each in connections.items() if root == resource.root_directory]
    remedy = "refer to the connection (`connection_id = auth0_connection.<name>.id`), or check the plan as well"
    return orphan("a SCIM configuration", resource.origin, tuple(candidates), remedy)


def _of_connection(estate: Estate, resource: Resource, configurations: Sequence[Resource]) -> PartialApplication | None:
    """What code says of a connection; None of a kind that takes no part in SCIM, and of one that is only looked up."""
    if resource.mode == "data" and not configurations:
        return None
    body = connection(estate, resource)
    parts = ConnectionParts(
        id=connection_ident(estate, resource)
        or (body.value.name if isinstance(body.value.name, str) else resource.address),
        connection=body,
        configurations=[scim_configuration(estate, each) for each in configurations],
        layer=Layer.CODE,
        ident=resource_id(resource),
    )
    if parts.strategy not in STRATEGIES and (parts.strategy is not None or not _may_take_part(parts)):
        return None
    return _of_tenant(_in_code(parts, configurations), resource, estate)


def _of_tenant(application: PartialApplication, resource: Resource, estate: Estate) -> PartialApplication:
    """The application with its connection's name in the tenant that the provider is configured for.

    A domain of one's own (`login.example.com`) names no tenant.
    """
    tenant = auth0_tenant(configured_text(resource, "domain", estate).lower())
    if not tenant:
        return application
    keys = [
        msgspec.structs.replace(key, scope=tenant) if key.kind == "auth0-connection" and not key.scope else key
        for key in application.keys
    ]
    return msgspec.structs.replace(application, keys=tuple(keys))


def _may_take_part(parts: ConnectionParts) -> bool:
    """Whether a connection of a kind that is not known may take part in SCIM: not one that names no kind at all."""
    return bool(parts.configurations) or any(part.broken("strategy") for part in parts.bodies)


def _of_configuration(estate: Estate, ident: str, resource: Resource) -> PartialApplication:
    """What a SCIM configuration says of a connection that is not in code."""
    configurations = [scim_configuration(estate, resource)]
    parts = ConnectionParts(ident, None, configurations, Layer.CODE, resource_id(resource))
    return _in_code(parts, [resource])


def _in_code(parts: ConnectionParts, configurations: Sequence[Resource]) -> PartialApplication:
    """The application, with what code only leaves out as silence, and what it changes not left to a snapshot."""
    application = assemble(parts)
    facts = application.service_provider
    if facts is None:
        return application
    login_keys = facts.login_keys
    if isinstance(login_keys, Unknown) and parts.options and login_keys.origin == parts.options.origin:
        login_keys = msgspec.structs.replace(login_keys, remedy=_NO_USER_ID, origin=None)
    creates, configured = facts.creates, facts.scim_configured
    doubt = next((each.exists for each in configurations if each.exists is not None), None)
    if doubt is not None:
        configured = None
        if isinstance(creates, Sourced) and creates.value is Creation.DISABLED:
            creates = doubt.fact("JIT")
    elif isinstance(creates, Unknown) and _rewrites(facts.updates):
        # The snapshot may conclude from an older setting that JIT is off.
        creates = msgspec.structs.replace(creates, origin=getattr(facts.updates, "origin", None))
    return msgspec.structs.replace(
        application,
        service_provider=msgspec.structs.replace(
            facts, login_keys=login_keys, creates=creates, scim_configured=configured
        ),
    )


def _rewrites(updates: object) -> bool:
    """Whether code says that a login writes the profile, or sets it to something that is not known."""
    if isinstance(updates, Sourced):
        return updates.basis is Basis.READ and updates.value is not UpdateTime.NEVER
    return isinstance(updates, Unknown)
