"""One application out of the partial records that speak of it: which statement counts, and which lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from idplint.inputs.entra_application import oidc_claims
from idplint.model.application import (
    Application,
    Contested,
    IdentityProvider,
    IdpKind,
    Layer,
    Protocol,
    Provisioning,
    ServiceProviderFacts,
)
from idplint.model.values import Basis, Origin, Sourced, Unknown
from idplint.pairing.disagreement import disagree, richness
from idplint.pairing.identifiers import same_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.model.application import PartialApplication

T = TypeVar("T")

_LAYER_ORDER = {Layer.CODE: 0, Layer.DECLARED: 1, Layer.NATIVE: 2, Layer.RAW: 3}
_BASIS_ORDER = {Basis.READ: 0, Basis.DECLARED: 1, Basis.INFERRED: 2, Basis.CATALOGUE: 3, Basis.IDP_DEFAULT: 4}

_REMEDY = "check it together with the Entra or Okta export, or name the application with `pair:` in idplint.yaml"
_LAYER_WORDS = {
    Layer.CODE: "code",
    Layer.DECLARED: "a declared fact",
    Layer.NATIVE: "a native document",
    Layer.RAW: "a raw body",
}
_FACTS = {"login_keys": "login key", "scim_key": "SCIM key", "creates": "JIT", "updates": "login updates"}
"""Facts of the service provider that may be unknown because two copies disagree."""
_NO_SIGN_ON = Unknown("sign-on protocol", "only the service provider's side was read", _REMEDY)
_NO_PROVISIONING = Unknown("SCIM state", "only the service provider's side was read", _REMEDY)


def merge(records: Sequence[PartialApplication]) -> Application:
    """Join the records of one application.

    Code beats native documents, these beat raw bodies; a known value beats an unknown one. Where two applications of the
    identity provider were paired, sign-on comes from the one people sign in to and provisioning from all of them.
    """
    ordered = sorted(records, key=_order)
    idp_side = [record for record in ordered if record.side == "idp"]
    sp_side = [record for record in ordered if record.side == "sp"]
    lead = _sign_on_id(idp_side) if idp_side else sp_side[0].id
    sign_on = [record for record in idp_side if same_id(record.id, lead)]
    contested: list[Contested] = []

    def chosen(field: str, from_records: Sequence[PartialApplication], fact: str) -> Any:  # noqa: ANN401 - any field
        return _choose([(record, getattr(record, field)) for record in from_records], fact, contested)

    name = chosen("name", [*sign_on, *idp_side, *sp_side], "")
    first = sign_on[0] if sign_on else sp_side[0]
    idp = next((record.idp for record in sign_on if record.idp), IdentityProvider(IdpKind.UNKNOWN))
    protocol = chosen("protocol", sign_on, "sign-on protocol") or _NO_SIGN_ON
    service_provider = _service_provider([*idp_side, *sp_side], contested)
    if isinstance(protocol, Unknown) and idp.kind is IdpKind.ENTRA:
        protocol = _protocol_of_connection(service_provider) or protocol
    name_id = chosen("name_id", sign_on, "NameID")
    if isinstance(name_id, Unknown) and isinstance(protocol, Sourced) and protocol.value is Protocol.OIDC:
        name_id = None
    if name_id is None and (isinstance(protocol, Unknown) or protocol.value is Protocol.SAML):
        name_id = Unknown("NameID", "nothing that was read tells the NameID", _NO_SIGN_ON.remedy)
    attributes = chosen("attributes", sign_on, "login attributes")
    if isinstance(attributes, Unknown) and isinstance(protocol, Sourced) and protocol.basis is Basis.INFERRED:
        attributes = oidc_claims(protocol.origin) if protocol.value is Protocol.OIDC else attributes
    if attributes is None:
        attributes = Unknown("login attributes", "nothing that was read tells the claims", _NO_SIGN_ON.remedy)
    return Application(
        id=lead,
        other_ids=_others(ordered, lead),
        name=name.value if isinstance(name, Sourced) else lead,
        idp=idp,
        origin=first.origin,
        layers={record.origin.path: record.layer for record in records},
        enabled=_off_at_the_provider(sp_side, contested)
        or chosen("enabled", sign_on, "application state")
        or Unknown("application state", "nothing that was read tells whether it is enabled", _NO_SIGN_ON.remedy),
        protocol=protocol,
        name_id=name_id,
        attributes=attributes,
        acs_urls=tuple(dict.fromkeys(url for record in idp_side for url in record.acs_urls or ())),
        entity_ids=tuple(dict.fromkeys(entity for record in idp_side for entity in record.entity_ids or ())),
        application_username=chosen("application_username", sign_on, "application username"),
        provisioning=_provisioned(idp_side, lead, service_provider, contested),
        service_provider=service_provider,
        guests=chosen("guests", idp_side, "guests"),
        catalogue_hints=tuple(dict.fromkeys(hint for record in idp_side for hint in record.catalogue_hints)),
        app_id=next((key.value for record in sign_on for key in record.keys if key.kind == "app-id"), None),
        contested=tuple(contested),
    )


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


def _sign_on_id(records: Sequence[PartialApplication]) -> str:
    """The id of the application that people sign in to.

    One whose protocol is federated, else one whose protocol is unknown, and of those one that provisions nobody: many an
    OIDC application has never had its sign-on mode set, and the other half is then the one made for SCIM.
    """

    def rank(record: PartialApplication) -> int:
        if isinstance(record.protocol, Sourced):
            return 3 if record.protocol.value is Protocol.NONE else 0
        return 2 if isinstance(record.provisioning, tuple) and record.provisioning else 1

    return min(records, key=rank).id


def _others(records: Sequence[PartialApplication], lead: str) -> tuple[str, ...]:
    """The ids of the other halves, each once, whether or not a record names the tenant."""
    found: list[str] = []
    for ident in sorted({record.id for record in records}, key=lambda ident: (-len(ident), ident)):
        if not any(same_id(ident, held) for held in (lead, *found)):
            found.append(ident)
    return tuple(sorted(found))


def _known(value: object) -> bool:
    return value is not None and not isinstance(value, Unknown)


def _choose(
    values: Sequence[tuple[PartialApplication, T | None]], fact: str, contested: list[Contested]
) -> T | Unknown | None:
    """The known value of the best layer, the one that says most; else the first statement that it is unknown, else None.

    Two copies of one layer that contradict each other leave the fact unknown.
    """
    known = [(record, value) for record, value in values if value is not None and not isinstance(value, Unknown)]
    if not known:
        return next((value for _, value in values if value is not None), None)
    layer = known[0][0].layer
    copies = [(record, value) for record, value in known if record.layer is layer]
    record, best = max(copies, key=lambda item: richness(item[1]))
    if not fact:
        return best
    for other, value in known:
        if value is best or not disagree(best, value, copies=other.layer is layer):
            continue
        winner, loser = _origin(best) or record.origin, _origin(value) or other.origin
        if other.layer is layer:
            contested.append(Contested(fact, winner, (loser,), "two copies disagree", settled=False))
            return Unknown(
                fact,
                f"two copies of the application disagree ({winner.path} and {loser.path})",
                "remove the copy that is out of date, or give each copy's folder an idplint.yaml of its own",
                loser,
            )
        reason = f"{_LAYER_WORDS[layer]} beats {_LAYER_WORDS[other.layer]}"
        contested.append(Contested(fact, winner, (loser,), reason))
    return best


def _origin(value: object) -> Origin | None:
    if isinstance(value, tuple):
        return _origin(value[0]) if value else None
    found = getattr(value, "origin", None)
    return found if isinstance(found, Origin) else None


def _off_at_the_provider(records: Sequence[PartialApplication], contested: list[Contested]) -> Sourced[bool] | None:
    """The service provider's statement that its side is switched off: then nobody signs in, whatever the IdP says."""
    for ident in dict.fromkeys(record.id for record in records):
        stated = [(record, record.enabled) for record in records if record.id == ident]
        found = _choose(stated, "application state", contested)
        if isinstance(found, Sourced) and not found.value:
            return found
    return None


def _provisioned(
    records: Sequence[PartialApplication], lead: str, facts: ServiceProviderFacts, contested: list[Contested]
) -> tuple[Provisioning, ...] | Unknown:
    """The jobs; unknown where none runs although the service provider's side shows that SCIM is set up."""
    jobs = _provisioning(records, lead, contested)
    alone = all(same_id(record.id, lead) for record in records)
    if jobs or not alone or not facts.scim_configured or not facts.scim_configured.value:
        # Jobs that are off, or a paired application without any, are the ones that would provision.
        return jobs
    return Unknown(
        "SCIM state",
        "the service provider has a SCIM configuration, but this application provisions nobody: another one may",
        f'add to `applications:` in idplint.yaml: - {{match: {{id: "{lead}"}}, pair: [<id of the one that provisions>]}}',
        facts.scim_configured.origin,
    )


def _provisioning(
    records: Sequence[PartialApplication], lead: str, contested: list[Contested]
) -> tuple[Provisioning, ...] | Unknown:
    if not records:
        return _NO_PROVISIONING
    jobs: list[Provisioning] = []
    unknown: Unknown | None = None
    for ident in (lead, *_others(records, lead)):
        stated = [(record, record.provisioning) for record in records if same_id(record.id, ident)]
        value = _choose(stated, "SCIM mapping", contested)
        if isinstance(value, tuple):
            jobs += [msgspec.structs.replace(job, owner=ident) for job in value]
        elif isinstance(value, Unknown) and unknown is None:
            unknown = value
        elif value is None and unknown is None:
            unknown = Unknown("SCIM state", f"nothing that was read tells of provisioning from {ident}", _REMEDY)
    if jobs or unknown is None:
        return tuple(jobs)
    return unknown


def _service_provider(records: Sequence[PartialApplication], contested: list[Contested]) -> ServiceProviderFacts:
    spoken = [(record, record.service_provider) for record in records if record.service_provider is not None]
    if len(spoken) < 2:  # noqa: PLR2004 - nothing to weigh
        return spoken[0][1] if spoken else ServiceProviderFacts()
    fields: dict[str, Any] = {}
    for field in ServiceProviderFacts.__struct_fields__:
        stated = [(record, getattr(facts, field)) for record, facts in spoken]
        stated.sort(key=lambda item: _basis_rank(item[1]))
        best = _basis_rank(stated[0][1])
        # A value that was only concluded or assumed does not contradict one that was read.
        weighed = [item for item in stated if _basis_rank(item[1]) == best] or stated
        value = _choose(weighed, _FACTS.get(field, ""), contested)
        fields[field] = value if value is not None else _choose(stated, "", contested)
    return ServiceProviderFacts(**fields)


def _basis_rank(value: object) -> int:
    first = value[0] if isinstance(value, tuple) and value else value
    return _BASIS_ORDER[first.basis] if isinstance(first, Sourced) else len(_BASIS_ORDER)
