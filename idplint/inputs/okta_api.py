"""Okta management API bodies as people save them, and the Okta bundle: recognised by content, joined by ids.

A loose profile mapping names its application in `target.id`, a user schema in the address that is its `id`, a feature
or connection in its `_links`. Nothing is joined by lying in the same folder: one folder usually holds a whole org.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from msgspec import UNSET

from idplint.inputs import okta_wire as wire
from idplint.inputs.adapter import Reading
from idplint.inputs.okta_app import assemble
from idplint.inputs.okta_idp import assemble_idp
from idplint.inputs.okta_parts import OktaParts
from idplint.inputs.part import Part
from idplint.inputs.reading_problems import orphan, problems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from idplint.documents.document import Collection, Record
    from idplint.findings import Problem
    from idplint.inputs.adapter import EmptyCollection, Fragment

    W = TypeVar("W")

MARKS: tuple[bytes, ...] = (
    b'"signOnMode"',
    b'"userNameTemplate"',
    b'"subjectNameIdTemplate"',
    b'"profileMappings"',
    b'"appuser"',
    b"/meta/schemas/apps/",
    b'"USER_PROVISIONING"',
)

_APP = "app"
_BUNDLE = "bundle"
_MAPPING = "mapping"
_SCHEMA = "schema"
_FEATURE = "feature"
_CONNECTION = "connection"
_IDP = "identity-provider"

_BUNDLE_KEYS = frozenset(
    {"profilemappings", "userschema", "features", "connection", "federatedclaims", "inlinehooks", "notread"}
)
_FEATURE_NAMES = frozenset({"USER_PROVISIONING", "INBOUND_PROVISIONING"})
_IN_APP = re.compile(r"/apps/(?P<id>[A-Za-z0-9]+)(?:/|\Z)")
_SCHEMAS = "/meta/schemas/apps/"


def recognise(record: Record) -> str | None:
    """Return the kind of Okta body a record is, judged by its content, or None.

    Kinds: `app`, `bundle`, `mapping`, `schema`, `feature`, `connection`, `identity-provider`.
    """
    keys = record.keys
    if "signonmode" in keys and "id" in keys and ("label" in keys or "credentials" in keys):
        return _APP
    if "app" in keys and (not _BUNDLE_KEYS.isdisjoint(keys) or len(keys) == 1):
        return _BUNDLE if _has_app(record) else None
    if {"source", "target"} <= keys.keys():
        return _MAPPING if _is_mapping(record) else None
    if {"id", "definitions"} <= keys.keys():
        ident = record.decode(wire.SchemaMark).value.id
        return _SCHEMA if isinstance(ident, str) and _SCHEMAS in ident else None
    if {"name", "capabilities"} <= keys.keys():
        return _FEATURE if record.decode(wire.Feature).value.name in _FEATURE_NAMES else None
    if {"type", "protocol", "policy"} <= keys.keys():
        policy = record.decode(wire.InboundIdp).value.policy
        known = isinstance(policy, wire.IdpPolicy) and (policy.provisioning is not UNSET or policy.subject is not UNSET)
        return _IDP if known else None
    if {"status", "profile", "_links"} <= keys.keys() and keys.keys() <= {*_CONNECTION_KEYS}:
        return _CONNECTION
    return None


_CONNECTION_KEYS = ("status", "profile", "_links", "authscheme", "baseurl")


def recognise_collection(collection: Collection) -> str | None:  # noqa: ARG001 - the shape every adapter has
    """Return None: Okta answers with bare arrays, and an empty one does not tell what it would hold."""
    return None


def read(fragments: Sequence[Fragment], empties: Sequence[EmptyCollection]) -> Reading:  # noqa: ARG001
    """Join Okta bodies into one partial application per application or identity provider that was read."""
    pool = _Pool()
    for fragment in fragments:
        pool.add(fragment)
    pool.join()
    applications = [assemble(parts) for parts in pool.apps]
    inbound = [application for part in pool.idps if (application := assemble_idp(part))]
    return Reading((*applications, *inbound), tuple(pool.problems))


def _has_app(record: Record) -> bool:
    app = record.decode(wire.BundleMark).value.app
    return isinstance(app, wire.AppMark) and isinstance(app.id, str) and app.sign_on_mode is not UNSET


def _is_mapping(record: Record) -> bool:
    mapping = record.decode(wire.Mapping).value
    ends = (mapping.source, mapping.target)
    kinds = {end.type for end in ends if isinstance(end, wire.MappingEnd)}
    return len(kinds) == len(ends) and kinds <= {"user", "appuser"}


class _Pool:
    """The bodies of one estate: applications, and what waits for its application."""

    def __init__(self) -> None:
        self.apps: list[OktaParts] = []
        self.idps: list[Part[wire.InboundIdp]] = []
        self.problems: list[Problem] = []
        self._mappings: list[Part[wire.Mapping]] = []
        self._schemas: list[Part[wire.UserSchema]] = []
        self._features: list[Part[wire.Feature]] = []
        self._connections: list[Part[wire.Connection]] = []

    def add(self, fragment: Fragment) -> None:
        """Decode a recognised body and keep it."""
        record = fragment.record
        match fragment.kind:
            case "app":
                self._add_app(OktaParts(self._decode(record, wire.App)))
            case "bundle":
                self._add_bundle(self._decode(record, wire.Bundle))
            case "mapping":
                self._mappings.append(self._decode(record, wire.Mapping))
            case "schema":
                self._schemas.append(self._decode(record, wire.UserSchema))
            case "feature":
                self._features.append(self._decode(record, wire.Feature))
            case "connection":
                self._connections.append(self._decode(record, wire.Connection))
            case _:
                self.idps.append(self._decode(record, wire.InboundIdp))

    def join(self) -> None:
        """Give every loose body to its application; one whose application was not read becomes a problem."""
        by_id: dict[str, list[OktaParts]] = {}
        for parts in self.apps:
            by_id.setdefault(parts.id, []).append(parts)
        # The list call gives the headers of a whole org's mappings: one of an app that was not asked about is no loss.
        mappings = [
            mapping
            for mapping in _outbound(self._mappings)
            if mapping.value.properties is not UNSET or _mapped_app(mapping) in by_id
        ]
        self._join(by_id, mappings, _mapped_app, _add_mapping, "a profile mapping")
        self._join(by_id, self._schemas, _schema_app, _set_schema, "an app user schema")
        self._join(by_id, self._features, _linked_app, _add_feature, "an application feature")
        self._join(by_id, self._connections, _linked_app, _set_connection, "a provisioning connection")

    def _decode(self, record: Record, of: type[W]) -> Part[W]:
        part = Part.of(record, of)
        if part.decoded.malformed:
            self.problems += problems_of(part.origin.path, part.decoded)
        return part

    def _add_app(self, parts: OktaParts) -> None:
        if isinstance(parts.app.value.id, str):
            self.apps.append(parts)

    def _add_bundle(self, bundle: Part[wire.Bundle]) -> None:
        held = bundle.value
        if not isinstance(held.app, wire.App):
            return
        parts = OktaParts(bundle.below(held.app, "app"), bundle=bundle)
        _bundle_mappings(bundle, parts)
        if held.user_schema is None:
            empty = wire.UserSchema(definitions=wire.SchemaDefinitions())
            parts.schema = bundle.below(empty, "userSchema")
        elif bundle.broken("userSchema", "definitions"):
            parts.schema = bundle.below(wire.UserSchema(), "userSchema")
        elif held.user_schema and held.user_schema.definitions is not UNSET:
            parts.schema = bundle.below(held.user_schema, "userSchema")
        if isinstance(held.features, list):
            parts.features = [bundle.below(feature, "features", index) for index, feature in enumerate(held.features)]
        if isinstance(held.connection, wire.Connection):
            parts.connection = bundle.below(held.connection, "connection")
        if held.federated_claims is not UNSET or bundle.broken("federatedClaims"):
            parts.federated_claims = bundle.below(held.federated_claims or [], "federatedClaims")
        for hook in held.inline_hooks or ():
            if isinstance(hook.id, str) and isinstance(hook.name, str):
                parts.hook_names[hook.id] = hook.name
        self._add_app(parts)

    def _join(
        self,
        by_id: dict[str, list[OktaParts]],
        bodies: Sequence[Part[W]],
        app_of: Callable[[Part[W]], str | None],
        join: Callable[[OktaParts, Part[W]], None],
        what: str,
    ) -> None:
        for body in bodies:
            app_id = app_of(body)
            owners = by_id.get(app_id or "", [])
            for parts in owners:
                join(parts, body)
            if not owners:
                remedy = (
                    f"save the body of GET /api/v1/apps/{app_id} as well"
                    if app_id
                    else "save it inside its application's bundle"
                )
                self.problems.append(orphan(what, body.origin, tuple(f"okta:{ident}" for ident in by_id), remedy))


def _bundle_mappings(bundle: Part[wire.Bundle], parts: OktaParts) -> None:
    held = bundle.value.profile_mappings
    broken = bundle.unknown_if_broken("SCIM mapping", "profileMappings") if not isinstance(held, list) else None
    if broken:
        parts.unread_mappings = broken
    elif held is None or held == []:
        parts.mappings = []
    elif isinstance(held, list):
        listed = [bundle.below(mapping, "profileMappings", index) for index, mapping in enumerate(held)]
        # A list of inbound mappings alone was asked for by source: it does not say that there is no outbound one.
        parts.mappings = [each for each in listed if _is_outbound(each.value)] or None


def _is_outbound(mapping: wire.Mapping) -> bool:
    ends = (mapping.source, mapping.target)
    return [end.type if isinstance(end, wire.MappingEnd) else None for end in ends] == ["user", "appuser"]


def _outbound(mappings: Sequence[Part[wire.Mapping]]) -> list[Part[wire.Mapping]]:
    """Return the outbound mappings, without those headers that another body gives in full."""
    outbound = [mapping for mapping in mappings if _is_outbound(mapping.value)]
    full = {mapping.value.id for mapping in outbound if mapping.value.properties is not UNSET}
    return [each for each in outbound if each.value.properties is not UNSET or each.value.id not in full]


def _mapped_app(mapping: Part[wire.Mapping]) -> str | None:
    target = mapping.value.target
    return target.id if isinstance(target, wire.MappingEnd) and isinstance(target.id, str) else None


def _schema_app(schema: Part[wire.UserSchema]) -> str | None:
    return _app_in(schema.value.id)


def _linked_app(body: Part[wire.Feature] | Part[wire.Connection]) -> str | None:
    links = body.value.links
    urls = links.urls() if isinstance(links, wire.Links) else []
    return next((found for url in urls if (found := _app_in(url))), None)


def _app_in(url: object) -> str | None:
    found = _IN_APP.search(url) if isinstance(url, str) else None
    return found["id"] if found else None


def _add_mapping(parts: OktaParts, mapping: Part[wire.Mapping]) -> None:
    held = parts.mappings or []
    same = [each for each in held if each.value.id == mapping.value.id]
    if not same:
        parts.mappings = [*held, mapping]
    elif mapping.value.properties is not UNSET and same[0].value.properties is UNSET:
        parts.mappings = [mapping if each is same[0] else each for each in held]


def _set_schema(parts: OktaParts, schema: Part[wire.UserSchema]) -> None:
    parts.schema = parts.schema or schema


def _add_feature(parts: OktaParts, feature: Part[wire.Feature]) -> None:
    parts.features.append(feature)


def _set_connection(parts: OktaParts, connection: Part[wire.Connection]) -> None:
    parts.connection = parts.connection or connection
