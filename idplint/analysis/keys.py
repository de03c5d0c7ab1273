"""Comparing what a login carries with what SCIM stored, attribute by attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from idplint.analysis.scim_paths import same_path
from idplint.analysis.sources import Audience, audiences, is_application_username, mapping_of, resolved
from idplint.expressions.comparison import Agreement, Reach, compare
from idplint.expressions.known_directory import KnownDirectory
from idplint.model.application import AttributeMapping, CaseRule, Claim, IdpKind, Provisioning, SourceExpression
from idplint.model.values import Sourced, Unknown

if TYPE_CHECKING:
    from idplint.model.application import Application


class Difference(msgspec.Struct, frozen=True, gc=False):
    """The worst disagreement of two ends: whom it reaches, and both sources."""

    reach: Reach
    audience: Audience
    agreement: Agreement
    login: Sourced[SourceExpression]
    scim: Sourced[SourceExpression]


class Comparison(msgspec.Struct, frozen=True, gc=False):
    """A claim against the mapping of one SCIM attribute in one provisioning job."""

    verdict: Literal["agrees", "differs", "undecided", "unmapped"]
    attribute: str
    claim: Claim
    provisioning: Provisioning
    mapping: AttributeMapping | None = None
    difference: Difference | None = None
    missing: Unknown | None = None
    """Why undecided."""
    given: str = ""
    """The declared fact that made them agree."""


class Scope(msgspec.Struct, frozen=True, gc=False):
    """What is known of the directory that an application's people come from."""

    directory: KnownDirectory
    guests_in_scope: bool = False
    guests_excluded: bool = False


def compare_claim(
    application: Application,
    claim: Claim,
    provisioning: Provisioning,
    attribute: str,
    scope: Scope,
    case_rule: CaseRule = "unknown",
) -> Comparison:
    """Compare a claim with what fills a SCIM attribute, for every class of users that counts."""
    mapping = mapping_of(provisioning, attribute)
    if isinstance(mapping, Unknown):
        return Comparison("undecided", attribute, claim, provisioning, missing=mapping)
    if mapping is None:
        return Comparison("unmapped", attribute, claim, provisioning)
    own = provisioning.owner in ("", application.id)
    if own and application.idp.kind is IdpKind.OKTA and same_path(attribute, "userName") and _carries_username(claim):
        # Okta's SCIM userName is the application username, and so is this claim: equal whatever it is made of.
        return Comparison("agrees", attribute, claim, provisioning, mapping)
    scim = resolved(application, mapping.source)
    if isinstance(scim, Unknown):
        return Comparison("undecided", attribute, claim, provisioning, mapping, missing=scim)
    worst, missing, given = _over_audiences(application, claim, attribute, scim, scope, case_rule)
    if worst is not None:
        return Comparison("differs", attribute, claim, provisioning, mapping, worst)
    if missing is not None:
        return Comparison("undecided", attribute, claim, provisioning, mapping, missing=missing)
    return Comparison("agrees", attribute, claim, provisioning, mapping, given=given)


def _over_audiences(
    application: Application,
    claim: Claim,
    attribute: str,
    scim: Sourced[SourceExpression],
    scope: Scope,
    case_rule: CaseRule,
) -> tuple[Difference | None, Unknown | None, str]:
    """The worst difference over all classes of users that count, what is missing to be sure, and the declared fact used."""
    worst: Difference | None = None
    missing: Unknown | None = None
    given = ""
    stated = application.application_username
    username = stated.value if isinstance(stated, Sourced) else None
    for audience, source in audiences(
        claim, guests_in_scope=scope.guests_in_scope, guests_excluded=scope.guests_excluded
    ):
        login = resolved(application, source)
        if isinstance(login, Unknown):
            missing = missing or login
            continue
        agreement = compare(login.value, scim.value, scope.directory, audience.user_class, case_rule, username)
        if agreement.verdict == "undecided":
            missing = missing or _not_comparable(claim, attribute, agreement, login)
        elif agreement.verdict == "different":
            reach = agreement.reach or Reach.SOME
            if not audience.is_everyone and reach is not Reach.EDGE:
                reach = Reach.CLASS
            found = Difference(reach, audience, agreement, login, scim)
            if worst is None or found.reach.rank > worst.reach.rank:
                worst = found
        elif agreement.verdict == "same_given":
            given = agreement.reason
    return worst, missing, given


def _carries_username(claim: Claim) -> bool:
    return all(
        isinstance(branch.source, Sourced) and is_application_username(branch.source.value) for branch in claim.branches
    )


def _not_comparable(claim: Claim, attribute: str, agreement: Agreement, login: Sourced[SourceExpression]) -> Unknown:
    remedy = "compare the two by hand: `idplint show` prints both ends with their places"
    if agreement.declarable:
        remedy = "where both always hold the same value, declare `directory: {equivalent: [[…, …]]}` in idplint.yaml"
    return Unknown(f"{claim.name} against {attribute}", agreement.reason, remedy, login.origin)
