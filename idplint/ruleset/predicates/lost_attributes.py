"""Attributes that SCIM fills and a login takes away, because it rewrites the profile and does not carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.analysis.sources import mapping_of
from idplint.findings import Label
from idplint.model.application import AttributeMapping, Protocol, UpdateTime
from idplint.model.values import Basis, Sourced, Unknown
from idplint.ruleset.answers import Answer, Fine, NotApplicable, Undecided, Violation
from idplint.ruleset.predicate import Predicate
from idplint.ruleset.predicates.gates import needs_login_and_scim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import msgspec

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.model.application import Claim, PairedAttribute
    from idplint.model.values import Origin

_SLOTS = frozenset({"says", "scim_attributes", "provider", "claims"})
_EMAIL = "emails"
"""An e-mail address may also come from the NameID, so a missing claim does not prove it lost."""


def login_sync_overwrites_scim(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """A login rewrites the whole profile, and carries nothing for an attribute that SCIM fills."""
    updates, protocol = analysis.updates, analysis.application.protocol
    if not analysis.profile.login_clears:
        yield NotApplicable("a login takes nothing away at this service provider, as far as is documented")
    elif isinstance(updates, Sourced) and updates.value is not UpdateTime.EVERY_LOGIN:
        yield NotApplicable("later logins change no attribute")
    elif isinstance(protocol, Sourced) and protocol.value is not Protocol.SAML:
        yield NotApplicable("nobody signs in by SAML")
    elif (gate := needs_login_and_scim(analysis)) is not None:
        yield gate
    else:
        yield _judged(analysis)


def _judged(analysis: ApplicationAnalysis) -> Answer:
    attributes, pairs = analysis.application.attributes, analysis.application.service_provider.attribute_pairs
    if isinstance(attributes, Unknown):
        return Undecided(attributes)
    lost = _lost(analysis, analysis.profile.attribute_pairs if pairs is None else pairs, attributes)
    if isinstance(lost, Unknown):
        return Undecided(lost)
    if not lost:
        return Fine("the login carries what SCIM fills")
    if analysis.application.other_attributes is not None:
        return Undecided(analysis.application.other_attributes)
    updates = analysis.updates
    if isinstance(updates, Unknown):
        return Undecided(updates)
    if pairs is None:
        return Undecided(
            Unknown(
                "SCIM mapping of the connection",
                f"which attributes of the profile SCIM fills at {analysis.profile.name} stands in no file that was read",
                "write `mapping` and `user_id_attribute` beside the connection, or add the answer of "
                "GET /api/v2/connections/<id>/scim-configuration",
            )
        )
    return _violation(analysis, updates, lost)


def _lost(
    analysis: ApplicationAnalysis, pairs: Iterable[PairedAttribute], attributes: tuple[Claim, ...]
) -> list[tuple[PairedAttribute, AttributeMapping]] | Unknown:
    """The attributes that a job of SCIM fills and no claim of the login carries."""
    sent = {claim.name.casefold() for claim in attributes}
    jobs = analysis.provisioning
    lost: dict[str, tuple[PairedAttribute, AttributeMapping]] = {}
    for job in jobs if isinstance(jobs, tuple) else ():
        if isinstance(job.mappings, Unknown):
            return job.mappings
        for pair in pairs:
            if any(name.casefold() in sent for name in pair.login):
                continue
            for path in pair.scim:
                line = mapping_of(job, path)
                if isinstance(line, AttributeMapping) and not path.casefold().startswith(_EMAIL):
                    lost.setdefault(pair.says, (pair, line))
    return list(lost.values())


def _violation(
    analysis: ApplicationAnalysis, updates: Sourced[UpdateTime], lost: list[tuple[PairedAttribute, AttributeMapping]]
) -> Violation:
    read = updates.basis in (Basis.READ, Basis.DECLARED)
    when = "profiles are rewritten at every login" + ("" if read else ", by default")
    return Violation(
        outcome="lost" if read else "lost-by-default",
        slots={
            "says": " and ".join(pair.says for pair, _ in lost),
            "scim_attributes": ", ".join(line.target for _, line in lost),
            "claims": " and ".join(pair.login[0] for pair, _ in lost),
            "provider": analysis.profile.name,
        },
        labels=(
            Label(updates.origin, when, primary=True),
            *(Label(_place(line), f"SCIM fills {line.target}, which no login carries") for _, line in lost),
        ),
    )


def _place(line: AttributeMapping) -> Origin:
    return line.source.origin if isinstance(line.source, Sourced) else line.origin


PREDICATES = (
    Predicate(
        "login-sync-overwrites-scim",
        dict.fromkeys(("lost", "lost-by-default"), _SLOTS),
        login_sync_overwrites_scim,
    ),
)
