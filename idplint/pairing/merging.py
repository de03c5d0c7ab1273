"""One application out of the partial records that speak of it: which statement counts, and which lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from idplint.inputs.entra_application import oidc_claims
from idplint.model.application import (
    Application,
    Assignment,
    Connection,
    IdentityProvider,
    IdpKind,
    Layer,
    Protocol,
    Provisioning,
    ServiceProviderFacts,
)
from idplint.model.values import Basis, Sourced, Unknown
from idplint.pairing.choosing import Choosing
from idplint.pairing.code_over_snapshot import Layering
from idplint.pairing.identifiers import quoted, same_id
from idplint.pairing.identities import refers
from idplint.pairing.item_by_item import SCIM_MAPPING
from idplint.pairing.service_provider import merged_facts
from idplint.pairing.usernames import Usernames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.model.application import PartialApplication, SourceExpression
    from idplint.model.values import Fact

_LAYER_ORDER = {Layer.CODE: 0, Layer.DECLARED: 1, Layer.NATIVE: 2, Layer.RAW: 3}
_REMEDY = "check it together with the Entra or Okta export, or name the application with `pair:` in idplint.yaml"
_NO_SIGN_ON = Unknown("sign-on protocol", "only the service provider's side was read", _REMEDY)
_NO_PROVISIONING = Unknown("SCIM state", "only the service provider's side was read", _REMEDY)


def merge(objects: Sequence[Sequence[PartialApplication]]) -> Application:
    """Join the records of one application.

    Code beats what was read of the running system, native documents beat raw bodies; a known value beats an unknown one, unless
    code sets it. Where two applications of the identity provider were paired, sign-on comes from the one people sign in to and
    provisioning from all of them.

    Args:
        objects: The records of each object that the application consists of: the identity provider's applications and the
            service provider's connections.
    """
    held = [sorted(records, key=_order) if len(records) > 1 else records for records in objects]
    held = sorted(held, key=lambda records: _order(records[0])) if len(held) > 1 else held
    ordered = sorted((record for records in held for record in records), key=_order) if len(held) > 1 else held[0]
    idp_side = [records for records in held if records[0].side == "idp"]
    sp_side = [records for records in held if records[0].side == "sp"]
    choosing = Choosing()
    layering = Layering(choosing)
    sign_on = _sign_on(idp_side) if idp_side else []
    lead = _ident(sign_on or sp_side[0])
    idp_records = [record for record in ordered if record.side == "idp"]
    sp_records = [record for record in ordered if record.side == "sp"]

    def settled(field: str, fact: str) -> Any:  # noqa: ANN401 - any field
        return layering.settle([(record, getattr(record, field)) for record in sign_on], fact)

    def chosen(field: str, records: Sequence[PartialApplication], fact: str) -> Any:  # noqa: ANN401 - any field
        return choosing.choose([(record, getattr(record, field)) for record in records], fact)

    name = chosen("name", [*sign_on, *idp_records, *sp_records], "")
    idp = _identity_provider(sign_on)
    protocol = settled("protocol", "sign-on protocol") or _NO_SIGN_ON
    service_provider = merged_facts([*idp_side, *sp_side], choosing, layering)
    if isinstance(protocol, Unknown) and idp.kind is IdpKind.ENTRA:
        protocol = _protocol_of_connection(service_provider) or protocol
    name_id = settled("name_id", "NameID")
    if isinstance(name_id, Unknown) and isinstance(protocol, Sourced) and protocol.value is Protocol.OIDC:
        name_id = None
    if name_id is None and (isinstance(protocol, Unknown) or protocol.value is Protocol.SAML):
        name_id = Unknown("NameID", "nothing that was read tells the NameID", _NO_SIGN_ON.remedy)
    attributes = settled("attributes", "login attributes")
    if isinstance(attributes, Unknown) and isinstance(protocol, Sourced) and protocol.basis is Basis.INFERRED:
        attributes = oidc_claims(protocol.origin) if protocol.value is Protocol.OIDC else attributes
    if attributes is None:
        attributes = Unknown("login attributes", "nothing that was read tells the claims", _NO_SIGN_ON.remedy)
    jobs = _Jobs(idp_side, lead, choosing, layering)
    return Application(
        id=lead,
        other_ids=_others(ordered, lead),
        name=name.value if isinstance(name, Sourced) else lead,
        idp=idp,
        origin=min(sign_on or sp_side[0], key=refers).origin,
        layers={record.origin.path: record.layer for record in reversed(ordered)},
        enabled=_off_at_the_provider(sp_side, layering)
        or settled("enabled", "application state")
        or Unknown("application state", "nothing that was read tells whether it is enabled", _NO_SIGN_ON.remedy),
        protocol=protocol,
        name_id=name_id,
        attributes=attributes,
        acs_urls=_each_once([url for record in idp_records for url in record.acs_urls or ()]),
        entity_ids=_each_once([entity for record in idp_records for entity in record.entity_ids or ()]),
        application_username=_username(sign_on, choosing, layering),
        provisioning=jobs.beside(service_provider),
        service_provider=service_provider,
        guests=chosen("guests", idp_records, "guests"),
        catalogue_hints=tuple(dict.fromkeys(hint for record in idp_records for hint in record.catalogue_hints)),
        app_id=next((key.value for record in sign_on for key in record.keys if key.kind == "app-id"), None),
        other_attributes=next((each.other_attributes for each in sign_on if each.other_attributes), None),
        assignment=_assignment(sign_on, choosing),
        connection=None if idp_side else _connection(sp_side, layering),
        contested=tuple(dict.fromkeys(choosing.contested)),
    )


def _identity_provider(records: Sequence[PartialApplication]) -> IdentityProvider:
    """The identity provider that the first record names, with the tenant that any of them names."""
    named = [record.idp for record in records if record.idp]
    if not named:
        return IdentityProvider(IdpKind.UNKNOWN)
    tenant = next((idp.tenant for idp in named if idp.tenant and idp.kind is named[0].kind), None)
    return IdentityProvider(named[0].kind, tenant)


def _username(
    records: Sequence[PartialApplication], choosing: Choosing, layering: Layering
) -> Fact[SourceExpression] | None:
    if any(record.layer is Layer.CODE for record in records):
        return Usernames(records, choosing, layering).settled()
    return choosing.choose([(record, record.application_username) for record in records], "application username")


def _each_once(values: Sequence[Sourced[str]]) -> tuple[Sourced[str], ...]:
    """Values in code first; one that a snapshot repeats is that of the code."""
    found: dict[str, Sourced[str]] = {}
    for value in values:
        found.setdefault(value.value, value)
    return tuple(found.values())


def _protocol_of_connection(facts: ServiceProviderFacts) -> Sourced[Protocol] | None:
    """OpenID Connect, where the connection that was joined looks people up by a claim of the ID token.

    Entra leaves preferredSingleSignOnMode null for most applications that sign in by OpenID Connect.
    """
    keys = facts.login_keys
    if not isinstance(keys, tuple) or not keys or not all(key.value.startswith("oidc:") for key in keys):
        return None
    return Sourced(Protocol.OIDC, keys[0].origin, Basis.INFERRED, f"its connection looks people up by {keys[0].value}")


def _order(record: PartialApplication) -> tuple[object, ...]:
    """Layer first; then whatever does not depend on the order in which files were read."""
    return (_LAYER_ORDER[record.layer], record.id, record.origin.path, *map(str, record.origin.pointer))


def _sign_on(objects: Sequence[Sequence[PartialApplication]]) -> Sequence[PartialApplication]:
    """The records of the application that people sign in to.

    One whose protocol is federated, else one whose protocol is unknown, and of those one that provisions nobody: many an
    OIDC application has never had its sign-on mode set, and the other half is then the one made for SCIM.
    """

    def rank(records: Sequence[PartialApplication]) -> int:
        in_code = [record for record in records if record.layer is Layer.CODE and isinstance(record.protocol, Sourced)]
        return min(_distance_from_sign_on(record) for record in in_code or records)

    return min(objects, key=rank) if len(objects) > 1 else objects[0]


def _distance_from_sign_on(record: PartialApplication) -> int:
    if isinstance(record.protocol, Sourced):
        return 3 if record.protocol.value is Protocol.NONE else 0
    return 2 if isinstance(record.provisioning, tuple) and record.provisioning else 1


def _ident(records: Sequence[PartialApplication]) -> str:
    """The id of an object: the vendor's, which stays when code is moved; else that of the resource in code itself."""
    vendors = [record for record in records if record.layer is not Layer.CODE]
    if vendors:
        return min(vendors, key=_distance_from_sign_on).id if len(vendors) > 1 else vendors[0].id
    return min(records, key=refers).id


def _others(records: Sequence[PartialApplication], lead: str) -> tuple[str, ...]:
    """The ids of the other halves, each once, whether or not a record names the tenant."""
    found: list[str] = []
    if len(records) == 1:
        return ()
    for ident in sorted({record.id for record in records}, key=lambda ident: (-len(ident), ident)):
        if not any(same_id(ident, held) for held in (lead, *found)):
            found.append(ident)
    return tuple(sorted(found))


def _off_at_the_provider(objects: Sequence[Sequence[PartialApplication]], layering: Layering) -> Sourced[bool] | None:
    """The service provider's statement that its side is switched off: then nobody signs in, whatever the IdP says."""
    for records in objects:
        found = layering.settle([(record, record.enabled) for record in records], "application state")
        if isinstance(found, Sourced) and not found.value:
            return found
    return None


def _assignment(records: Sequence[PartialApplication], choosing: Choosing) -> Assignment | None:
    stated = [(record, record.assignment) for record in records if record.assignment]
    if not stated:
        return None

    def chosen(field: str, fact: str) -> Any:  # noqa: ANN401 - either field
        return choosing.choose([(record, getattr(held, field)) for record, held in stated], fact)

    return Assignment(chosen("required", "assignment requirement"), chosen("assigned", "assignments"))


def _connection(objects: Sequence[Sequence[PartialApplication]], layering: Layering) -> Connection:
    """The service provider's record, of which no application of the identity provider was read."""
    states = (layering.settle([(each, each.enabled) for each in records], "application state") for records in objects)
    keys = dict.fromkeys(key for records in objects for record in records for key in record.keys)
    return Connection(tuple(keys), next((state for state in states if state is not None), None))


def _unread_scim(facts: ServiceProviderFacts) -> Unknown | None:
    """Why nobody knows whether SCIM is set up at a connection of Auth0, where that is said in place of its SCIM key."""
    key = facts.scim_key
    if not isinstance(key, Unknown) or facts.id is None or facts.id.value != "auth0":
        return None
    reason = (
        f"this application provisions nobody, and the service provider's SCIM configuration was not read: {key.reason}"
    )
    return Unknown("SCIM state", reason, key.remedy, key.origin)


class _Jobs:
    """The jobs of the identity provider's applications, each with the id of the one that provisions."""

    def __init__(
        self, objects: Sequence[Sequence[PartialApplication]], lead: str, choosing: Choosing, layering: Layering
    ) -> None:
        self._objects = objects
        self._lead = lead
        self._choosing = choosing
        self._layering = layering

    def beside(self, facts: ServiceProviderFacts) -> tuple[Provisioning, ...] | Unknown:
        """The jobs; unknown where none runs although the service provider's side shows that SCIM is set up."""
        jobs = self._all() if self._objects else _NO_PROVISIONING
        if jobs or len(self._objects) != 1:
            # Jobs that are off, or a paired application without any, are the ones that would provision.
            return jobs
        if facts.scim_configured is None and (unread := _unread_scim(facts)):
            return unread
        if not facts.scim_configured or not facts.scim_configured.value:
            return jobs
        line = f"- {{match: {{id: {quoted(self._lead)}}}, pair: [<id of the one that provisions>]}}"
        return Unknown(
            "SCIM state",
            "the service provider has a SCIM configuration, but this application provisions nobody: another one may",
            f"add to `applications:` in idplint.yaml: {line}",
            facts.scim_configured.origin,
        )

    def _all(self) -> tuple[Provisioning, ...] | Unknown:
        jobs: list[Provisioning] = []
        unknown: Unknown | None = None
        named = [(_full_ident(records), records) for records in self._objects]
        if len(named) > 1:
            named.sort(key=lambda each: (not same_id(each[0], self._lead), each[0]))
        for ident, records in named:
            value = self._layering.settle([(record, record.provisioning) for record in records], SCIM_MAPPING)
            if isinstance(value, tuple):
                owner = self._lead if same_id(ident, self._lead) else ident
                if any(record.layer is Layer.CODE for record in records):
                    value = Usernames(records, self._choosing, self._layering).in_jobs(value)
                jobs += [msgspec.structs.replace(job, owner=owner) for job in value]
            elif isinstance(value, Unknown) and unknown is None:
                unknown = value
            elif value is None and unknown is None:
                unknown = Unknown("SCIM state", f"nothing that was read tells of provisioning from {ident}", _REMEDY)
        if jobs or unknown is None:
            return tuple(jobs)
        return unknown


def _full_ident(records: Sequence[PartialApplication]) -> str:
    """The id of an object as the record spells it that names its tenant."""
    ident = _ident(records)
    if len(records) == 1:
        return ident
    return max((record.id for record in records if same_id(record.id, ident)), key=lambda held: (len(held), held))
