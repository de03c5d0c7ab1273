"""What is known of the service provider, out of all records that speak of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from idplint.inputs.auth0_connection import no_jit
from idplint.model.application import Layer, ServiceProviderFacts, UpdateTime
from idplint.model.values import Basis, Sourced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.model.application import Creation, PartialApplication
    from idplint.pairing.choosing import Choosing
    from idplint.pairing.code_over_snapshot import Layering

    Stated = list[tuple[PartialApplication, Any]]

_BASIS_ORDER = {Basis.READ: 0, Basis.DECLARED: 1, Basis.INFERRED: 2, Basis.CATALOGUE: 3, Basis.IDP_DEFAULT: 4}
_UNSETTLED = {"login_keys": "login key", "scim_key": "SCIM key", "creates": "JIT", "updates": "login updates"}
"""Facts of the service provider that may be unknown because two copies disagree."""
_FACTS = {
    **_UNSETTLED,
    "id": "service provider",
    "variant": "service provider variant",
    "case": "case rule",
    "links": "account linking",
    "scim_configured": "SCIM configuration",
    "accounts_before_scim": "accounts before SCIM",
}


def merged_facts(
    objects: Sequence[Sequence[PartialApplication]], choosing: Choosing, layering: Layering
) -> ServiceProviderFacts:
    """Every fact from the record that knows it best: read before declared before concluded before assumed.

    Args:
        objects: The records of each object that may speak of the service provider.
        choosing: Chooses among records of one kind.
        layering: Chooses between code and a snapshot of one object.
    """
    spoken = [[record for record in records if record.service_provider is not None] for records in objects]
    alone = [record.service_provider for records in spoken for record in records if record.service_provider]
    if len(alone) < 2:  # noqa: PLR2004 - nothing to weigh
        return alone[0] if alone else ServiceProviderFacts()
    fields: dict[str, Any] = {}
    for field in ServiceProviderFacts.__struct_fields__:
        stated: Stated = []
        for records in spoken:
            own = [(record, getattr(record.service_provider, field)) for record in records]
            stated += own if len(own) < 2 else _of_one_object(own, field, choosing, layering)  # noqa: PLR2004
        fields[field] = _best_known(choosing, stated, _UNSETTLED.get(field, ""))
    return ServiceProviderFacts(**fields)


def _of_one_object(stated: Stated, field: str, choosing: Choosing, layering: Layering) -> Stated:
    """What code and a snapshot of one object say, as one statement; without code, all there is."""
    code = [item for item in stated if item[0].layer is Layer.CODE]
    updates = _updates_in_code(code) if field == "creates" else None
    if updates is not None:
        stated = [(record, None if _rests_on_another_setting(record, updates) else value) for record, value in stated]
    lower = [item for item in stated if item[0].layer is not Layer.CODE]
    if not code or not lower:
        return stated
    choose = partial(_best_known, choosing)
    in_code, read = choose(code, ""), choose(lower, "")
    if _is_guess(in_code) and _rank(read) < _rank(in_code):
        # What code only suggests does not contradict what the running system says.
        return [(lower[0][0], choose(lower, _UNSETTLED.get(field, "")))]
    value = layering.settle(stated, _FACTS.get(field, ""), choose=choose, copies=_UNSETTLED.get(field, ""))
    if updates is not None and not isinstance(value, Sourced):
        value = _jit_of_auth0([record for record, _ in stated], updates) or value
    return [(code[0][0], value)]


def _updates_in_code(code: Stated) -> Sourced[UpdateTime] | None:
    """When logins write the profile, where code says so."""
    stated = [record.service_provider.updates for record, _ in code if record.service_provider]
    return next((each for each in stated if isinstance(each, Sourced) and each.basis is Basis.READ), None)


def _rests_on_another_setting(record: PartialApplication, updates: Sourced[UpdateTime]) -> bool:
    """Whether a snapshot concluded JIT from when logins write the profile, and code now says something else of that."""
    facts = record.service_provider
    if record.layer is Layer.CODE or facts is None or not isinstance(facts.creates, Sourced):
        return False
    held = facts.updates.value if isinstance(facts.updates, Sourced) else None
    return facts.creates.basis is Basis.INFERRED and held != updates.value


def _jit_of_auth0(records: Sequence[PartialApplication], updates: Sourced[UpdateTime]) -> Sourced[Creation] | None:
    """JIT of an Auth0 connection, where code holds one of the two settings it is concluded from and a snapshot the other."""
    facts = [record.service_provider for record in records if record.service_provider]
    is_auth0 = any(each.id is not None and each.id.value == "auth0" for each in facts)
    scim = any(each.scim_configured is not None and each.scim_configured.value for each in facts)
    return no_jit(updates.origin) if is_auth0 and scim and updates.value is UpdateTime.NEVER else None


def _best_known(choosing: Choosing, stated: Stated, fact: str) -> Any:  # noqa: ANN401 - any field
    if not stated:
        return None
    ranked = sorted(stated, key=lambda item: _rank(item[1]))
    best = _rank(ranked[0][1])
    # A value that was only concluded or assumed does not contradict one that was read.
    weighed = [item for item in ranked if _rank(item[1]) == best] or ranked
    value = choosing.choose(weighed, fact)
    return value if value is not None else choosing.choose(ranked, "")


def _rank(value: object) -> int:
    first = value[0] if isinstance(value, tuple) and value else value
    return _BASIS_ORDER[first.basis] if isinstance(first, Sourced) else len(_BASIS_ORDER)


def _is_guess(value: object) -> bool:
    """Whether a value in code was concluded or assumed; a provider's static default is what applying the code will set."""
    first = value[0] if isinstance(value, tuple) and value else value
    return isinstance(first, Sourced) and first.basis in (Basis.INFERRED, Basis.CATALOGUE)
