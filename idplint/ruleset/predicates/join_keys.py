"""Predicates on the join of login and account: do NameID and SCIM key carry the same value?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.analysis.advice import editability, source_words, where_scim
from idplint.analysis.alignment import Disagreement, align
from idplint.analysis.application_analysis import flow_text
from idplint.analysis.judgement import PLAUSIBLE_KEYS, KeyJudgement, judge_keys, wrongly_aligned
from idplint.analysis.key_facets import PAIRWISE, sends_pairwise
from idplint.analysis.link import Link, key_words
from idplint.analysis.sources import mapping_of
from idplint.expressions.causes import cause
from idplint.expressions.comparison import NO_VALUE, Reach
from idplint.expressions.normal_forms.reading import form_of
from idplint.findings import Label, Witness
from idplint.model.application import AttributeMapping
from idplint.model.values import Sourced, Unknown
from idplint.ruleset.answers import Answer, Fine, NotApplicable, Undecided, Violation
from idplint.ruleset.predicate import Predicate
from idplint.ruleset.predicates.gates import caution_of, needs_login_and_scim, when_not_found

if TYPE_CHECKING:
    from collections.abc import Iterator

    import msgspec

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.analysis.keys import Comparison, Difference
    from idplint.model.application import Claim

_KEY_SLOTS = frozenset(
    {"login_key", "login_source", "scim_attribute", "scim_source", "provider", "because", "audience", "cause", "advice"}
)
_MISMATCH_OUTCOMES = (
    "everyone",
    "some",
    "class",
    "edge",
    "likely-everyone",
    "likely-some",
    "likely-class",
    "likely-edge",
    "unlinked-everyone",
    "unlinked-some",
    "unlinked-class",
    "unlinked-edge",
    "unlinked-other-claim",
    "unlinked-oidc",
)


def _judged(analysis: ApplicationAnalysis) -> Answer | tuple[str, Claim, list[KeyJudgement]]:
    """The judgement of every job, or the answer that settles the rule beforehand."""
    gate = needs_login_and_scim(analysis)
    if gate is not None:
        return gate
    if isinstance(analysis.link, Unknown):
        return Undecided(analysis.link)
    login = analysis.login
    if isinstance(login, Unknown):
        return Undecided(login)
    key, claim = login
    return key, claim, judge_keys(analysis, claim)


def join_key_mismatch(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """The value a login carries is not the value SCIM stored under the attribute the provider joins on."""
    judged = _judged(analysis)
    if not isinstance(judged, tuple):
        yield judged
        return
    key, _, judgements = judged
    for judgement in judgements:
        comparison = judgement.comparison
        if judgement.verdict == "undecided" and judgement.missing and not judgement.agreed_with:
            yield Undecided(judgement.missing)
        elif judgement.verdict == "mismatch" and comparison and comparison.difference:
            yield _mismatch(analysis, key, judgement, comparison, comparison.difference)
        else:
            yield Fine()


def _mismatch(
    analysis: ApplicationAnalysis,
    key: str,
    judgement: KeyJudgement,
    comparison: Comparison,
    difference: Difference,
) -> Violation:
    reach = judgement.reach or difference.reach
    if not judgement.linked:
        outcome = f"unlinked-{reach.value}"
        if judgement.other_claim is not None:
            # Hardly any OIDC client keys people on a pairwise `sub`; most take e-mail, oid or the sign-in name.
            outcome = "unlinked-oidc" if key.startswith("oidc:") else "unlinked-other-claim"
    elif isinstance(analysis.link, Link) and not analysis.link.certain:
        outcome = f"likely-{reach.value}"
    else:
        outcome = reach.value
    slots = _slots(analysis, key, comparison, difference)
    slots["other_claim"] = ""
    if judgement.other_claim is not None:
        other, attribute = judgement.other_claim
        slots["other_claim"] = other.name
        kind = "oidc" if key.startswith("oidc:") else "attribute"
        line = f"link: {{login: {flow_text(f'{kind}:{other.name}')}, scim: {flow_text(attribute)}}}"
        slots["settle"] = analysis.line_to_paste(line)
    return Violation(
        outcome=outcome,
        slots=slots,
        labels=_labels(analysis, key, comparison, difference),
        witness=_witness(analysis, key, difference),
        caution=caution_of(difference.login),
    )


def _slots(analysis: ApplicationAnalysis, key: str, comparison: Comparison, difference: Difference) -> dict[str, str]:
    link = analysis.link
    login, scim = difference.login.value, difference.scim.value
    return {
        "login_key": key_words(key),
        "login_source": source_words(login),
        "scim_attribute": comparison.attribute,
        "scim_source": source_words(scim),
        "provider": analysis.profile.name,
        "because": link.because
        if isinstance(link, Link)
        else "which SCIM attribute the service provider joins on is not known",
        "audience": difference.audience.words,
        "cause": _cause(analysis, key, comparison, difference),
        "advice": align(
            analysis,
            Disagreement(
                key=key,
                login=login,
                attribute=comparison.attribute,
                scim=scim,
                audience=difference.audience,
                agrees_with=_agreeing(analysis, comparison),
            ),
        ),
        "settle": analysis.line_to_paste(
            f"link: {{login: {flow_text(key)}, scim: {flow_text(comparison.attribute)}}}",
            "what it reads at login, and the SCIM attribute it joins on",
        ),
    }


def _cause(analysis: ApplicationAnalysis, key: str, comparison: Comparison, difference: Difference) -> str:
    """What one side does to the value that the other does not, as the end of a sentence; empty where there is nothing to say."""
    stated = analysis.application.application_username
    username = stated.value if isinstance(stated, Sourced) else None
    user_class, idp = difference.audience.user_class, analysis.application.idp.kind
    login, scim = (form_of(end.value, idp, user_class, username) for end in (difference.login, difference.scim))
    found = cause(login, scim, (key_words(key), comparison.attribute))
    # The outcome `class` names the class itself.
    small = difference.reach is Reach.EDGE and not difference.audience.is_everyone
    whom = f", for {difference.audience.words}" if small else ""
    return f"{whom}, because {found}" if found else whom


def _agreeing(analysis: ApplicationAnalysis, comparison: Comparison) -> str | None:
    """A SCIM attribute that the login agrees with, though the provider does not join on it."""
    if not isinstance(analysis.link, Link):
        return None
    for attribute in PLAUSIBLE_KEYS:
        held = analysis.against(comparison.claim, comparison.provisioning, attribute)
        if attribute not in analysis.link.scim and held.verdict == "agrees":
            return attribute
    return None


def _labels(
    analysis: ApplicationAnalysis, key: str, comparison: Comparison, difference: Difference
) -> tuple[Label, ...]:
    login, scim = difference.login, difference.scim
    ends = [
        (login.origin, f"{key_words(key)} carries {source_words(login.value)}"),
        (scim.origin, f"SCIM fills {comparison.attribute} from {source_words(scim.value)}"),
    ]
    # A tie goes to the sign-on end; otherwise to the end that an author edits more readily.
    first = min(range(2), key=lambda index: (editability(analysis, ends[index][0].path), index))
    labels = [Label(origin, text, primary=index == first) for index, (origin, text) in enumerate(ends)]
    if isinstance(analysis.link, Link) and analysis.link.scim_origin is not None:
        labels.append(Label(analysis.link.scim_origin, f"{analysis.profile.name} joins on this"))
    return tuple(sorted(labels, key=lambda label: not label.primary))


def _witness(analysis: ApplicationAnalysis, key: str, difference: Difference) -> Witness | None:
    example = difference.agreement.witness
    if example is None:
        return None
    login_value = example.login_value
    if login_value == NO_VALUE and sends_pairwise(analysis, key):
        login_value = PAIRWISE
    outcome = when_not_found(analysis)
    return Witness(example.user.words, example.user.user_class.value, login_value, example.scim_value, outcome)


def nameid_is_not_externalid(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """At a provider nobody knows, the login key agrees with userName or e-mail, but not with externalId."""
    if analysis.link is not None:
        yield NotApplicable("which attribute the service provider joins on is known")
        return
    judged = _judged(analysis)
    if not isinstance(judged, tuple):
        yield judged
        return
    key, _, judgements = judged
    for judgement in judgements:
        comparison = judgement.comparison
        if judgement.verdict == "undecided" and judgement.missing:
            yield Undecided(judgement.missing)
        elif judgement.verdict == "not_externalid" and comparison and comparison.difference and comparison.mapping:
            difference = comparison.difference
            slots = _slots(analysis, key, comparison, difference)
            line = f"link: {{scim: {flow_text(judgement.agreed_with or 'userName')}}}"
            slots["settle"] = analysis.line_to_paste(line, f"or {comparison.attribute}: the SCIM attribute it joins on")
            yield Violation(
                outcome="chosen" if comparison.mapping.chosen else "default",
                slots=slots,
                labels=_labels(analysis, key, comparison, difference),
                witness=_witness(analysis, key, difference),
            )
        else:
            yield Fine()


def other_scim_attribute_agrees(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """Somebody aligned the login with a SCIM attribute that the provider does not join on."""
    if analysis.link is None:
        yield NotApplicable("which attribute the service provider joins on is not known")
        return
    judged = _judged(analysis)
    if not isinstance(judged, tuple):
        yield judged
        return
    key, claim, judgements = judged
    for judgement in judgements:
        if judgement.verdict == "undecided" and judgement.missing:
            yield Undecided(judgement.missing)
            continue
        aligned = wrongly_aligned(analysis, claim, judgement)
        comparison = judgement.comparison
        if aligned is None or aligned.mapping is None or comparison is None or comparison.difference is None:
            yield Fine()
            continue
        slots = _slots(analysis, key, comparison, comparison.difference)
        slots["aligned"] = aligned.attribute
        yield Violation(
            outcome="aligned",
            slots=slots,
            labels=(
                *_labels(analysis, key, comparison, comparison.difference),
                Label(aligned.mapping.origin, f"{aligned.attribute} agrees with {key_words(key)}, but does not count"),
            ),
            witness=_witness(analysis, key, comparison.difference),
        )


def scim_key_unmapped(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """Nothing fills the SCIM attribute that the provider joins on."""
    if analysis.link is None:
        yield NotApplicable("which attribute the service provider joins on is not known")
        return
    gate = needs_login_and_scim(analysis)
    link, jobs = analysis.link, analysis.provisioning
    if gate is not None:
        yield gate
        return
    if isinstance(link, Unknown):
        yield Undecided(link)
        return
    if isinstance(jobs, Unknown):
        yield Undecided(jobs)
        return
    for job in jobs:
        if isinstance(job.mappings, Unknown):
            yield Undecided(job.mappings)
            continue
        held = [mapping_of(job, key) for key in link.scim]
        mapped = [key for key, mapping in zip(link.scim, held, strict=True) if mapping is not None]
        default = held[0]
        if isinstance(default, AttributeMapping):
            # A mapping of which nothing was read stands for one that may be there or not.
            unread = isinstance(default.source, Unknown) and default.source.fact == "SCIM mapping"
            yield Undecided(default.source) if unread and isinstance(default.source, Unknown) else Fine()
        elif isinstance(default, Unknown):
            yield Undecided(default)
        elif mapped:
            yield Undecided(
                Unknown(
                    "SCIM key",
                    f"{link.setting} was not read: {link.scim[0]} is not mapped, {mapped[0]} is",
                    analysis.line_to_paste(f"link: {{scim: {flow_text(mapped[0])}}}", " | ".join(link.scim)),
                    job.origin,
                )
            )
        else:
            attribute = link.scim[0]
            labels = [Label(job.origin, f"no mapping fills {attribute}", primary=True)]
            if link.scim_origin is not None:
                labels.append(Label(link.scim_origin, f"{analysis.profile.name} joins on this"))
            yield Violation(
                outcome="unmapped" if link.certain else "likely-unmapped",
                slots={
                    "scim_attribute": attribute,
                    "provider": analysis.profile.name,
                    "because": link.because,
                    "advice": f"map {attribute} ({where_scim(analysis, attribute)}) to the source that "
                    f"{key_words(link.login[0])} carries; accounts that exist get the value at their next update. "
                    f"{analysis.profile.advice.scim_side or 'The service provider may not link them by itself'}",
                },
                labels=tuple(labels),
            )


_ANY = _KEY_SLOTS | {"settle", "other_claim"}

PREDICATES = (
    Predicate("join-key-mismatch", dict.fromkeys(_MISMATCH_OUTCOMES, _ANY), join_key_mismatch),
    Predicate(
        "nameid-is-not-externalid",
        dict.fromkeys(("chosen", "default"), _KEY_SLOTS | {"settle"}),
        nameid_is_not_externalid,
    ),
    Predicate(
        "other-scim-attribute-agrees",
        {"aligned": _KEY_SLOTS | {"settle", "aligned"}},
        other_scim_attribute_agrees,
    ),
    Predicate(
        "scim-key-unmapped",
        dict.fromkeys(("unmapped", "likely-unmapped"), frozenset({"scim_attribute", "provider", "because", "advice"})),
        scim_key_unmapped,
    ),
)
