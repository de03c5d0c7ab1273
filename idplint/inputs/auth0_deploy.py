"""Auth0 as code: connections in trees of the Auth0 Deploy CLI, beside the bodies of the Management API.

Source: Auth0 Deploy CLI, "Available Resource Config Formats": one `tenant.yaml` whose `connections` is a list, or a directory
with one JSON file a connection. A connection holds its SCIM configuration. The exporter leaves `scim_configuration` out both
where SCIM is not configured and where its token lacks `read:scim_config`, so its absence says nothing.

This is the one adapter for Auth0, because a connection in code may be the one whose bodies lie beside it as a snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from idplint.documents.malformed import Decoded
from idplint.findings import Label, Problem
from idplint.inputs import auth0_api
from idplint.inputs import auth0_wire as wire
from idplint.inputs.adapter import Reading
from idplint.inputs.auth0_connection import STRATEGIES, ConnectionParts, assemble
from idplint.inputs.auth0_deploy_keywords import KeywordPart, keyword_at, keyword_in
from idplint.inputs.auth0_deploy_snapshots import with_jit_of_both
from idplint.inputs.part import Part, Passage
from idplint.inputs.reading_problems import nameless, problems_of
from idplint.model.application import Layer, PartialApplication
from idplint.model.values import Origin, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from idplint.documents.document import Collection, Record
    from idplint.documents.malformed import Malformed
    from idplint.inputs.adapter import EmptyCollection, Fragment

MARKS: tuple[bytes, ...] = (
    *auth0_api.MARKS,
    b"scim_configuration",
    b"set_user_root_attributes:",
    b"fieldsMap:",
    *(b"strategy: %s" % kind.encode() for kind in sorted(STRATEGIES)),
    *(b"strategy: '%s'" % kind.encode() for kind in sorted(STRATEGIES)),
    *(b'strategy: "%s"' % kind.encode() for kind in sorted(STRATEGIES)),
    *(b'"strategy": "%s"' % kind.encode() for kind in sorted(STRATEGIES)),
)

_CONNECTION = "deploy-connection"
_TENANT = "deploy-tenant"

_PAGE_KEYS = frozenset({"connections", "start", "limit", "length", "total", "next"})
"""Of a page of the Management API; a tree's `tenant.yaml` has other keys beside its connections."""
_TREE_KEYS = frozenset({"tenant", "clients", "databases", "resourceservers", "actions", "roles"})
_CONNECTION_KEYS = frozenset({"options", "scim_configuration", "enabled_clients", "realms"})
_KEYWORD_HELP = (
    "quote the keyword if YAML takes it for a comment; else write the value itself, or check the tree after replacement"
)


def recognise(record: Record) -> str | None:
    """Return the kind of Auth0 record, judged by its content, or None.

    Kinds: `deploy-connection`, `deploy-tenant`, and those of the Management API. A connection with an id is a body of the
    API unless it holds its SCIM configuration, which the API keeps apart.
    """
    keys = record.keys
    if "connections" in keys and not {"name", "strategy"} & keys.keys() and _is_tenant(record):
        return _TENANT
    if {"name", "strategy"} <= keys.keys() and not _CONNECTION_KEYS.isdisjoint(keys):
        connection = record.decode(wire.DeployConnection).value
        kind = connection.strategy
        of_api = _has_id(connection) and "scim_configuration" not in keys
        if isinstance(kind, str) and (kind in STRATEGIES or keyword_in(kind)) and not of_api:
            return _CONNECTION
    return auth0_api.recognise(record)


def recognise_collection(collection: Collection) -> str | None:
    """Return None, as for the Management API: an empty list does not tell what it would hold."""
    return auth0_api.recognise_collection(collection)


def read(fragments: Sequence[Fragment], empties: Sequence[EmptyCollection]) -> Reading:
    """Give one partial application, service provider side, per connection in code and per connection in a snapshot.

    A connection in code is `auth0:<tenant>/<name>`, or `auth0:<name>` where nothing names the tenant; with an id, as
    exported with identifiers, `auth0:<id>`. Pairing finds the snapshot of the same connection by its name.
    """
    of_api = auth0_api.read([each for each in fragments if each.kind not in {_CONNECTION, _TENANT}], empties)
    problems = [*of_api.problems]
    in_code = [
        (_assembled(parts), parts)
        for fragment in fragments
        if fragment.kind in {_CONNECTION, _TENANT}
        for written in _connections(fragment, problems)
        if (parts := _parts(written, problems)) is not None
    ]
    return Reading(tuple(with_jit_of_both(in_code, of_api.applications)), tuple(problems))


def _has_id(connection: wire.DeployConnection) -> bool:
    return isinstance(connection.id, str) and connection.id.startswith("con_")


def _is_tenant(record: Record) -> bool:
    keys = record.keys.keys()
    decoded = record.decode(wire.DeployTenant)
    listed = decoded.value.connections
    if not isinstance(listed, list):
        # A keyword in place of the list: only the other keys tell what this file is.
        return not _TREE_KEYS.isdisjoint(keys) and _at_list(record) is not None
    of_api = keys <= _PAGE_KEYS and all(_has_id(each) and each.scim_configuration is msgspec.UNSET for each in listed)
    return not of_api and any(
        isinstance(each.name, str) and (each.strategy in STRATEGIES or keyword_in(each.strategy) is not None)
        for each in listed
    )


def _at_list(record: Record) -> str | None:
    return keyword_at(record.document, (*record.pointer, "connections"))


def _connections(fragment: Fragment, problems: list[Problem]) -> Iterator[Part[wire.DeployConnection]]:
    """The connections of a record, as decoded; what cannot be read of those that take part in SCIM becomes a problem."""
    if fragment.kind == _CONNECTION:
        part = Part.of(fragment.record, wire.DeployConnection)
        problems += _wrong_types(part)
        yield part
        return
    tenant = Part.of(fragment.record, wire.DeployTenant)
    listed = tenant.value.connections
    if not isinstance(listed, list):
        if in_place := _at_list(fragment.record):
            problems.append(_keyword_problem("the list of connections", in_place, tenant.origin.at("connections")))
        return
    # Each connection with its own malformed values only: all of them for each would be quadratic.
    depth = len(tenant.origin.pointer) + 1
    malformed: dict[str | int, list[Malformed]] = defaultdict(list)
    for wrong in tenant.decoded.malformed:
        malformed[wrong.pointer[depth]].append(wrong)
    for index, each in enumerate(listed):
        decoded = Decoded(tenant.value, tuple(malformed.get(index, ())))
        part = Part(each, tenant.origin.at("connections", index), decoded, tenant.record)
        if isinstance(each.strategy, str) and each.strategy not in STRATEGIES and not keyword_in(each.strategy):
            continue
        problems += _wrong_types(part)
        whole = next((wrong for wrong in decoded.malformed if wrong.pointer == part.origin.pointer), None)
        if whole is None:
            yield part
        elif keyword := keyword_in(whole.found):
            problems.append(_keyword_problem("a connection", keyword, part.origin))


def _wrong_types(part: Part[wire.DeployConnection]) -> list[Problem]:
    wrong = tuple(each for each in part.decoded.malformed if not keyword_in(each.found))
    return problems_of(part.origin.path, Decoded(part.value, wrong)) if wrong else []


def _keyword_problem(what: str, keyword: str, origin: Origin) -> Problem:
    return Problem(
        predicate="unreadable",
        outcome="record",
        slots={
            "path": origin.path,
            "detail": f"{what} is the Deploy CLI's keyword {keyword}, whose value is not in this file",
            "help": _KEYWORD_HELP,
        },
        labels=(Label(origin, "a keyword of the Deploy CLI", primary=True),),
    )


def _tenant(part: Part[wire.DeployConnection]) -> str:
    """The tenant, where the SCIM configuration was kept as the API answers it; no other key of a tree names it."""
    scim = part.value.scim_configuration
    named = scim.tenant_name if isinstance(scim, wire.ScimConfiguration) else None
    return named.lower() if isinstance(named, str) and not keyword_in(named) else ""


def _parts(written: Part[wire.DeployConnection], problems: list[Problem]) -> ConnectionParts | None:
    """What idplint reads of a connection; None of a kind that takes no part in SCIM, or where it cannot be told apart."""
    kind, name = written.value.strategy, written.value.name
    if keyword := keyword_in(kind):
        problems.append(_keyword_problem("the strategy of a connection", keyword, written.origin.at("strategy")))
    if kind not in STRATEGIES:
        return None
    if not isinstance(name, str) or not name:
        at = written.origin.at("name")
        if keyword := keyword_at(written.record.document, at.pointer):
            problems.append(_keyword_problem("the name of a connection", keyword, at))
        elif not written.broken("name"):
            problems.append(nameless("a connection", "name", written.origin))
        return None
    part = KeywordPart.reading(written)
    tenant = _tenant(written)
    ident = part.value.id if _has_id(part.value) else None
    scim = part.value.scim_configuration
    connection: Passage[wire.Connection] = part.below(part.value)
    return ConnectionParts(
        id=ident if isinstance(ident, str) else f"{tenant}/{name}" if tenant else name,
        connection=connection,
        configurations=[part.below(scim, "scim_configuration")] if isinstance(scim, wire.ScimConfiguration) else [],
        layer=Layer.CODE,
    )


def _assembled(parts: ConnectionParts) -> PartialApplication:
    application = assemble(parts)
    facts = application.service_provider
    if parts.configurations or facts is None or parts.connection is None:
        return application
    return msgspec.structs.replace(
        application, service_provider=msgspec.structs.replace(facts, scim_key=_no_scim_key(parts.connection))
    )


def _no_scim_key(part: Passage[wire.Connection]) -> Unknown:
    return part.unknown_if_broken("SCIM key", "scim_configuration") or Unknown(
        "SCIM key",
        "the connection has no scim_configuration here, which the Deploy CLI also leaves out where it may not read it",
        "export again with the scope read:scim_config, or declare `link: {scim: …}` under `applications:` in idplint.yaml",
        part.origin,
    )
