"""Whether login key and SCIM key agree, for a provider whose join is known and for one where it is not (design: verdicts)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from idplint.analysis.application_analysis import flow_text
from idplint.analysis.keys import Comparison
from idplint.analysis.link import Link
from idplint.analysis.scim_paths import WORK_EMAIL, canonical_path, same_path
from idplint.expressions.comparison import Reach
from idplint.expressions.normal_forms.forms import Source
from idplint.expressions.normal_forms.reading import form_of
from idplint.model.application import Claim, Provisioning
from idplint.model.values import Basis, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.model.application import SourceExpression

PLAUSIBLE_KEYS = ("externalId", "userName", WORK_EMAIL)
"""The SCIM attributes that a service provider nobody knows may join on."""

_IDENTIFYING_CLAIMS = (
    "oid",
    "preferred_username",
    "emailaddress",
    "email",
    "mail",
    "upn",
    "uid",
    "userid",
    "user_id",
    "name",
)
_DEFAULT_NAME_IDS = frozenset({"user.userprincipalname", "${user.userName}", "${source.login}", "${user.login}"})


class KeyJudgement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one provisioning job means for the join."""

    verdict: Literal["agrees", "mismatch", "unmapped", "undecided", "not_externalid", "nothing_to_compare"]
    job: Provisioning
    comparison: Comparison | None = None
    """The comparison that decides, or the one to show."""
    reach: Reach | None = None
    missing: Unknown | None = None
    linked: bool = True
    """Whether the join was known; False where plausible pairs were tried."""
    agreed_with: str | None = None
    """A plausible SCIM attribute other than externalId that the login key agrees with."""
    other_claim: tuple[Claim, str] | None = None
    """Another emitted attribute, and the SCIM attribute it agrees with, where the login key agrees with none."""


def judge_keys(analysis: ApplicationAnalysis, claim: Claim) -> list[KeyJudgement]:
    """One judgement for every provisioning job that is on. The link must not be unknown, and SCIM must be on."""
    jobs = analysis.provisioning
    if isinstance(jobs, Unknown) or isinstance(analysis.link, Unknown):
        return []
    if analysis.link is None:
        return [judgement for job in jobs for judgement in _judge_unlinked(analysis, claim, job)]
    link = analysis.link
    judged = [_judge_linked(analysis, link, claim, job) for job in jobs]
    for job in analysis.uncertain_jobs:
        # A job that may or may not run changes nothing where it agrees; where it does not, its state decides.
        uncertain = _judge_linked(analysis, link, claim, job)
        if uncertain.verdict != "agrees" and isinstance(job.state, Unknown):
            judged.append(KeyJudgement(verdict="undecided", job=job, missing=job.state))
    return judged


def _judge_linked(analysis: ApplicationAnalysis, link: Link, claim: Claim, job: Provisioning) -> KeyJudgement:
    comparisons = [_exactly(analysis.against(claim, job, attribute, link.case)) for attribute in link.scim]
    default = comparisons[0]
    if default.verdict == "agrees":
        return KeyJudgement(verdict="agrees", job=job, comparison=default)
    if default.verdict == "undecided":
        return KeyJudgement(verdict="undecided", job=job, comparison=default, missing=default.missing)
    agreeing = next((held for held in comparisons if held.verdict == "agrees"), None)
    open_one = next((held for held in comparisons if held.verdict == "undecided"), None)
    if agreeing or open_one:
        return KeyJudgement(
            verdict="undecided", job=job, comparison=default, missing=_setting_unread(analysis, link, agreeing, default)
        )
    differing = [held for held in comparisons if held.difference is not None]
    if not differing:
        return KeyJudgement(verdict="unmapped", job=job, comparison=default)
    reach = min((held.difference.reach for held in differing if held.difference), key=lambda found: found.rank)
    return KeyJudgement(verdict="mismatch", job=job, comparison=differing[0], reach=reach)


def _exactly(comparison: Comparison) -> Comparison:
    """A comparison on a key; undecided where only another spelling of the e-mail is mapped.

    Not every provider takes `emails[type eq "work"]` for the primary address: Auth0 drops what its mapping does not name.
    """
    mapping = comparison.mapping
    if mapping is None or canonical_path(mapping.target) == canonical_path(comparison.attribute):
        return comparison
    missing = Unknown(
        "SCIM mapping",
        f"the provider joins on {comparison.attribute} and only {mapping.target} is mapped; "
        "whether it takes the one for the other stands in no file",
        f"map {comparison.attribute} itself, or declare what is joined on: link: {{scim: {flow_text(mapping.target)}}}",
        mapping.origin,
    )
    return msgspec.structs.replace(comparison, verdict="undecided", difference=None, missing=missing)


def _setting_unread(
    analysis: ApplicationAnalysis, link: Link, agreeing: Comparison | None, default: Comparison
) -> Unknown:
    problem = "the keys differ" if default.verdict == "differs" else "nothing is mapped"
    other = f", with {agreeing.attribute} they agree" if agreeing else ""
    choices = " | ".join(link.scim)
    return Unknown(
        "SCIM key",
        f"{link.setting} was not read: with {default.attribute} {problem}{other}",
        analysis.line_to_paste(
            f"link: {{scim: {flow_text(agreeing.attribute if agreeing else link.scim[0])}}}", choices
        ),
        default.claim.origin,
    )


def _judge_unlinked(analysis: ApplicationAnalysis, claim: Claim, job: Provisioning) -> list[KeyJudgement]:
    """The judgement for people in general, and one more where a class of users differs although the rest agrees."""
    comparisons = [analysis.against(claim, job, attribute) for attribute in PLAUSIBLE_KEYS]
    for_most = [_for_most(comparison) for comparison in comparisons]
    general = _judge_plausible(analysis, claim, job, for_most)
    agreed = general.comparison.attribute if general.verdict == "agrees" and general.comparison else general.agreed_with
    special = next((held for held in comparisons if held.attribute == agreed and held.difference is not None), None)
    if special is None:
        return [general]
    return [
        general,
        KeyJudgement(verdict="mismatch", job=job, comparison=special, linked=False),
    ]


def _for_most(comparison: Comparison) -> Comparison:
    """A comparison as it is for people in general: a difference of one class of users, or at the edge, left out."""
    if comparison.difference is not None and comparison.difference.reach in {Reach.CLASS, Reach.EDGE}:
        return msgspec.structs.replace(comparison, verdict="agrees", difference=None)
    return comparison


def _judge_plausible(
    analysis: ApplicationAnalysis, claim: Claim, job: Provisioning, comparisons: list[Comparison]
) -> KeyJudgement:
    mapped = [held for held in comparisons if held.verdict != "unmapped"]
    if not mapped:
        return KeyJudgement(verdict="nothing_to_compare", job=job, linked=False)
    external = comparisons[0]
    agreeing = next((held for held in mapped if held.verdict == "agrees"), None)
    if external.verdict == "agrees":
        return KeyJudgement(verdict="agrees", job=job, comparison=external, linked=False)
    if agreeing is not None:
        if external.verdict == "unmapped":
            return KeyJudgement(verdict="agrees", job=job, comparison=agreeing, linked=False)
        return KeyJudgement(
            verdict="undecided" if external.verdict == "undecided" else "not_externalid",
            job=job,
            comparison=external,
            missing=external.missing,
            linked=False,
            agreed_with=agreeing.attribute,
        )
    undecided = next((held for held in mapped if held.verdict == "undecided"), None)
    if undecided is not None:
        return KeyJudgement(verdict="undecided", job=job, comparison=undecided, missing=undecided.missing, linked=False)
    reaches = [held.difference.reach for held in mapped if held.difference]
    unique = (held for held in mapped if held.difference and is_unique(held.difference.scim.value, analysis))
    return KeyJudgement(
        verdict="mismatch",
        job=job,
        comparison=next(unique, mapped[0]),
        reach=min(reaches, key=lambda found: found.rank),
        linked=False,
        other_claim=_other_claim(analysis, claim, job),
    )


def is_unique(source: SourceExpression, analysis: ApplicationAnalysis) -> bool:
    """Whether no two people of the directory can have one value: only such a source is fit for a key."""
    form = form_of(source, analysis.application.idp.kind)
    return isinstance(form, Source) and form.attribute.unique


def _other_claim(analysis: ApplicationAnalysis, login: Claim, job: Provisioning) -> tuple[Claim, str] | None:
    """Another e-mail, UPN or uid attribute of the assertion that agrees with a plausible SCIM attribute."""
    attributes = analysis.application.attributes
    if isinstance(attributes, Unknown):
        return None
    for claim in attributes:
        if claim is login or claim.name.rpartition("/")[2].lower() not in _IDENTIFYING_CLAIMS:
            continue
        for attribute in PLAUSIBLE_KEYS:
            if analysis.against(claim, job, attribute).verdict == "agrees":
                return claim, attribute
    return None


def wrongly_aligned(analysis: ApplicationAnalysis, claim: Claim, judgement: KeyJudgement) -> Comparison | None:
    """A SCIM attribute that somebody aligned with the login although the provider joins on another one.

    Two untouched defaults that happen to agree were aligned by nobody.
    """
    if judgement.verdict != "mismatch" or not isinstance(analysis.link, Link):
        return None
    for attribute in PLAUSIBLE_KEYS:
        if any(same_path(attribute, key) for key in analysis.link.scim):
            continue
        found = analysis.against(claim, judgement.job, attribute)
        # A NameID that is somebody's e-mail was hardly chosen for the sake of the e-mail mapping.
        aligned = _chosen(claim) and attribute != WORK_EMAIL
        if found.verdict == "agrees" and found.mapping and (found.mapping.chosen or aligned):
            return found
    return None


def _chosen(claim: Claim) -> bool:
    """Whether somebody decided what the claim carries: its source is not the identity provider's default."""
    return any(
        isinstance(branch.source, Sourced)
        and branch.source.basis is not Basis.IDP_DEFAULT
        and branch.source.value.text not in _DEFAULT_NAME_IDS
        for branch in claim.branches
    )
