"""One application out of the partial records that speak of it: which statement counts, and which lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

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
from idplint.pairing.identifiers import same_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.model.application import PartialApplication

T = TypeVar("T")

_LAYER_ORDER = {Layer.CODE: 0, Layer.DECLARED: 1, Layer.NATIVE: 2, Layer.RAW: 3}
_BASIS_ORDER = {Basis.READ: 0, Basis.DECLARED: 1, Basis.INFERRED: 2, Basis.CATALOGUE: 3, Basis.IDP_DEFAULT: 4}

_REMEDY = "check it together with the Entra or Okta export, or name the application with `pair:` in idplint.yaml"
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
        return _choose([getattr(record, field) for record in from_records], fact, contested)

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
        enabled=chosen("enabled", sign_on, "application state")
        or Unknown("application state", "nothing that was read tells whether it is enabled", _NO_SIGN_ON.remedy),
        protocol=protocol,
        name_id=name_id,
        attributes=attributes,
        acs_urls=tuple(dict.fromkeys(url for record in idp_side for url in record.acs_urls or ())),
        entity_ids=tuple(dict.fromkeys(entity for record in idp_side for entity in record.entity_ids or ())),
        application_username=chosen("application_username", [*sign_on, *idp_side], "application username"),
        provisioning=_provisioning(idp_side, lead, contested),
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


def _choose(values: Sequence[T | None], fact: str, contested: list[Contested]) -> T | None:
    """The first known value, else the first statement that it is unknown, else None."""
    known = [value for value in values if _known(value)]
    if not known:
        return next((value for value in values if value is not None), None)
    if fact and len(known) > 1:
        losers = [value for value in known[1:] if _comparable(value) != _comparable(known[0])]
        if losers and (places := [place for value in losers if (place := _origin(value))]):
            winner = _origin(known[0])
            if winner is not None:
                reason = "code beats native documents, native documents beat raw bodies"
                contested.append(Contested(fact, winner, tuple(places), reason))
    return known[0]


def _comparable(value: object) -> object:
    if isinstance(value, Sourced):
        return value.value
    branches = getattr(value, "branches", None)
    if branches is not None:
        return tuple((branch.users, _comparable(branch.source)) for branch in branches)
    return None if isinstance(value, tuple) else value


def _origin(value: object) -> Origin | None:
    found = getattr(value, "origin", None)
    return found if isinstance(found, Origin) else None


def _provisioning(
    records: Sequence[PartialApplication], lead: str, contested: list[Contested]
) -> tuple[Provisioning, ...] | Unknown:
    if not records:
        return _NO_PROVISIONING
    jobs: list[Provisioning] = []
    unknown: Unknown | None = None
    for ident in (lead, *_others(records, lead)):
        stated = [record.provisioning for record in records if same_id(record.id, ident)]
        value = _choose(stated, "", contested)
        if isinstance(value, tuple):
            jobs += value
        elif isinstance(value, Unknown) and unknown is None:
            unknown = value
        elif value is None and unknown is None:
            unknown = Unknown("SCIM state", f"nothing that was read tells of provisioning from {ident}", _REMEDY)
    if jobs or unknown is None:
        return tuple(jobs)
    return unknown


def _service_provider(records: Sequence[PartialApplication], contested: list[Contested]) -> ServiceProviderFacts:
    spoken = [record.service_provider for record in records if record.service_provider is not None]
    if len(spoken) < 2:  # noqa: PLR2004 - nothing to weigh
        return spoken[0] if spoken else ServiceProviderFacts()
    fields = {}
    for field in ServiceProviderFacts.__struct_fields__:
        stated = [getattr(facts, field) for facts in spoken]
        stated.sort(key=_basis_rank)
        fields[field] = _choose(stated, field.replace("_", " "), contested)
    return ServiceProviderFacts(**fields)


def _basis_rank(value: object) -> int:
    first = value[0] if isinstance(value, tuple) and value else value
    return _BASIS_ORDER[first.basis] if isinstance(first, Sourced) else len(_BASIS_ORDER)
