"""Predicates on attributes other than the key: does the login say the same of a person as SCIM does?"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from idplint.analysis.advice import editability, source_words
from idplint.analysis.sources import mapping_of
from idplint.findings import Label, Witness
from idplint.model.application import Claim, Creation, UpdateTime
from idplint.model.values import Basis, Sourced, Unknown
from idplint.ruleset.answers import Answer, Fine, NotApplicable, Undecided, Violation
from idplint.ruleset.predicate import Predicate
from idplint.ruleset.predicates.gates import caution_of, needs_login_and_scim

if TYPE_CHECKING:
    from collections.abc import Iterator

    import msgspec

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.analysis.keys import Comparison
    from idplint.model.application import PairedAttribute, Provisioning

_SLOTS = frozenset({"says", "login_attribute", "login_source", "scim_attribute", "scim_source", "provider", "when"})


def login_attribute_source_differs(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """A login rewrites an attribute from another source than SCIM does."""
    updates = analysis.updates
    if isinstance(updates, Sourced) and updates.value is UpdateTime.NEVER:
        yield NotApplicable("a login changes no attribute")
        return
    gate = needs_login_and_scim(analysis)
    if gate is not None:
        yield gate
        return
    attributes = analysis.application.attributes
    if isinstance(attributes, Unknown):
        yield Undecided(attributes)
        return
    jobs = analysis.provisioning
    stated = analysis.application.service_provider.attribute_pairs
    pairs = analysis.profile.attribute_pairs if stated is None else stated
    for job in jobs if isinstance(jobs, tuple) else ():
        if isinstance(job.mappings, Unknown):
            yield Undecided(job.mappings)
            continue
        for pair in pairs:
            compared = _compared(analysis, pair, job)
            for comparison in compared:
                yield _answer(analysis, pair, comparison)
            unread = analysis.application.other_attributes
            if unread is not None and not compared and any(mapping_of(job, attribute) for attribute in pair.scim):
                yield Undecided(unread)


_NAME_ID_CLAIM = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"
"""The name under which a provider's own map may take the NameID for an attribute."""


@lru_cache
def _lowered(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


def _compared(analysis: ApplicationAnalysis, pair: PairedAttribute, job: Provisioning) -> list[Comparison]:
    """The first emitted attribute of a pair against the first SCIM attribute that is mapped."""
    attributes = analysis.application.attributes
    if isinstance(attributes, Unknown):
        return []
    names = _lowered(pair.login)
    claim = next((claim for claim in attributes if claim.name.lower() in names), None)
    if claim is None and _NAME_ID_CLAIM in names and isinstance(analysis.application.name_id, Claim):
        claim = analysis.application.name_id
    if claim is None:
        return []
    for attribute in pair.scim:
        comparison = analysis.against(claim, job, attribute)
        if comparison.verdict != "unmapped":
            return [comparison]
    return []


def _answer(analysis: ApplicationAnalysis, pair: PairedAttribute, comparison: Comparison) -> Answer:
    if comparison.verdict == "undecided" and comparison.missing is not None:
        # Without a login that rewrites attributes there is nothing to lose; then the other fact matters more.
        rewrites = _rewrites(analysis)
        return Undecided(rewrites if isinstance(rewrites, Unknown) else comparison.missing)
    difference = comparison.difference
    if difference is None:
        return Fine()
    rewrites = _rewrites(analysis)
    if isinstance(rewrites, Unknown):
        return Undecided(rewrites)
    example = difference.agreement.witness
    ends = [
        Label(
            difference.login.origin,
            f"the login sends {comparison.claim.name} from {source_words(difference.login.value)}",
        ),
        Label(difference.scim.origin, f"SCIM fills {comparison.attribute} from {source_words(difference.scim.value)}"),
    ]
    first = min(range(2), key=lambda index: (editability(analysis, ends[index].origin.path), index))
    labels = tuple(
        sorted(
            (Label(end.origin, end.text, primary=index == first) for index, end in enumerate(ends)),
            key=lambda label: not label.primary,
        )
    )
    outcome, when = rewrites
    return Violation(
        outcome=outcome,
        slots={
            "says": pair.says,
            "login_attribute": comparison.claim.name,
            "login_source": source_words(difference.login.value),
            "scim_attribute": comparison.attribute,
            "scim_source": source_words(difference.scim.value),
            "provider": analysis.profile.name,
            "when": when,
        },
        labels=labels,
        witness=Witness(
            example.user.words, example.user.user_class.value, example.login_value, example.scim_value, "overwritten"
        )
        if example
        else None,
        caution=caution_of(difference.login),
    )


def _rewrites(analysis: ApplicationAnalysis) -> tuple[str, str] | Unknown:
    """Whether a login rewrites attributes: outcome and words; or the fact that is missing."""
    updates, jit = analysis.updates, analysis.jit
    if isinstance(updates, Sourced):
        outcome = "rewritten" if updates.basis in (Basis.READ, Basis.DECLARED) else "rewritten-by-default"
        when = "at every login" if updates.value is UpdateTime.EVERY_LOGIN else "at the first login"
        return outcome, when
    if isinstance(jit, Sourced) and jit.value is Creation.ENABLED:
        outcome = "rewritten" if jit.basis in (Basis.READ, Basis.DECLARED) else "rewritten-by-default"
        return outcome, "when a login creates or updates the account"
    return updates


PREDICATES = (
    Predicate(
        "login-attribute-source-differs",
        dict.fromkeys(("rewritten", "rewritten-by-default"), _SLOTS),
        login_attribute_source_differs,
    ),
)
