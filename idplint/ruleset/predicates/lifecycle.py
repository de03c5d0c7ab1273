"""Predicates on what becomes of a key when a person changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.analysis.advice import source_words, where_scim
from idplint.analysis.judgement import PLAUSIBLE_KEYS
from idplint.analysis.key_facets import login_keys
from idplint.analysis.link import Link, key_words
from idplint.analysis.scim_paths import same_path
from idplint.analysis.sources import is_application_username, mapping_of
from idplint.expressions.facets import changes
from idplint.findings import Label, Witness
from idplint.model.application import SCIM_ON, AttributeMapping, IdpKind
from idplint.model.values import Sourced, Unknown
from idplint.ruleset.answers import Answer, Fine, NotApplicable, Undecided, Violation
from idplint.ruleset.predicate import Predicate
from idplint.ruleset.predicates.gates import when_not_found

if TYPE_CHECKING:
    from collections.abc import Iterator

    import msgspec

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.analysis.key_facets import LoginKey
    from idplint.analysis.keys import Comparison
    from idplint.directory.transitions import Transition
    from idplint.model.application import Claim, Provisioning

_SLOTS = frozenset({"login_key", "login_source", "scim_attribute", "provider", "what", "where"})


def key_not_pushed(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """SCIM sends a key at creation only, and the login carries its new value once it changes."""
    stated = analysis.application.provisioning
    if analysis.federated is False or analysis.scim_on is False:
        yield NotApplicable("nobody signs in by SAML or OIDC" if analysis.federated is False else "SCIM is off")
    elif isinstance(stated, Unknown):
        yield Undecided(stated)
    else:
        for job in stated:
            if isinstance(job.state, Unknown) or job.state.value in SCIM_ON:
                yield from _judged(analysis, job)


def _judged(analysis: ApplicationAnalysis, job: Provisioning) -> Iterator[Answer]:
    if isinstance(job.mappings, Unknown):
        yield Undecided(job.state if isinstance(job.state, Unknown) else job.mappings)
        return
    if job.rest is None and not any(line.flow == "create_only" for line in job.mappings):
        yield Fine("every value is sent on change")
        return
    link = analysis.link
    if isinstance(link, Unknown):
        yield Undecided(link)
        return
    keys = link.scim[:1] if link is not None else PLAUSIBLE_KEYS
    lines = {key: mapping_of(job, key) for key in keys}
    if not any(isinstance(line, AttributeMapping) and line.flow == "create_only" for line in lines.values()):
        missing = next((unread for line in lines.values() if (unread := _unread(line)) is not None), None)
        if missing is not None and isinstance(job.state, Unknown):
            missing = job.state
        yield Undecided(missing) if missing else Fine("the key is sent on change")
        return
    login = analysis.login
    if isinstance(login, Unknown):
        yield Undecided(login)
        return
    name, claim = login
    case = link.case if link is not None else "unknown"
    compared = [analysis.against(claim, job, key, case) for key, line in lines.items() if line is not None]
    yield from _answers(analysis, job, name, claim, compared)


def _unread(line: AttributeMapping | Unknown | None) -> Unknown | None:
    """Why it is not known when a line is sent; a line whose source was not read was not read at all."""
    source = line.source if isinstance(line, AttributeMapping) else line
    return source if isinstance(source, Unknown) else None


def _answers(
    analysis: ApplicationAnalysis, job: Provisioning, name: str, claim: Claim, compared: list[Comparison]
) -> Iterator[Answer]:
    agreeing = [each for each in compared if each.verdict == "agrees" and each.mapping is not None]
    missing = next((each.missing for each in compared if each.missing is not None), None)
    if not agreeing:
        yield Undecided(missing) if missing else NotApplicable("login key and SCIM key are not the same yet (IDP101)")
        return
    if not all(each.mapping is not None and each.mapping.flow == "create_only" for each in agreeing):
        yield Fine("a key that agrees with the login is sent on change")
        return
    if _follows_the_account(job, claim, agreeing):
        yield Fine("the application username, which both sides carry, is only made once")
        return
    for found in login_keys(analysis, claim):
        if isinstance(found, Unknown):
            yield Undecided(found)
            continue
        happening = next(iter(changes(found.key)), None)
        if happening is None:
            yield Fine("nothing that happens to people changes it")
        else:
            yield _violation(analysis, job, name, found, agreeing[0], happening)


def _follows_the_account(job: Provisioning, claim: Claim, agreeing: list[Comparison]) -> bool:
    """Whether the login carries Okta's application username, which then stays as it was created, too."""
    carries = all(
        isinstance(branch.source, Sourced) and is_application_username(branch.source.value) for branch in claim.branches
    )
    if not carries:
        return False
    if any(same_path(each.attribute, "userName") for each in agreeing):
        return True
    username = mapping_of(job, "userName")
    return isinstance(username, AttributeMapping) and username.flow == "create_only"


def _violation(
    analysis: ApplicationAnalysis,
    job: Provisioning,
    name: str,
    found: LoginKey,
    key: Comparison,
    happening: Transition,
) -> Violation:
    origin = key.mapping.origin if key.mapping else job.origin
    outcome = "not-pushed" if isinstance(analysis.link, Link) else "not-pushed-unlinked"
    if isinstance(job.state, Unknown):
        outcome = "not-pushed-if-on"
    values = [str(value) for _, value in found.key.values((happening.before, happening.after))]
    return Violation(
        outcome=outcome,
        slots={
            "login_key": key_words(name),
            "login_source": source_words(found.source.value),
            "scim_attribute": key.attribute,
            "provider": analysis.profile.name,
            "what": happening.words.partition(":")[0],
            "where": _where(analysis, key.attribute),
        },
        labels=(
            Label(origin, f"{key.attribute} is sent when the account is created, and not again", primary=True),
            Label(found.source.origin, f"{key_words(name)} carries {source_words(found.source.value)} as it is now"),
        ),
        witness=Witness(
            happening.after.words,
            happening.after.user_class.value,
            values[1],
            values[0],
            when_not_found(analysis),
        ),
    )


def _where(analysis: ApplicationAnalysis, attribute: str) -> str:
    place = where_scim(analysis, attribute)
    if analysis.application.idp.kind is IdpKind.OKTA:
        return f'{place}; in Terraform `push_status = "PUSH"` on that line, for DONT_PUSH is the default'
    return place


PREDICATES = (
    Predicate(
        "key-not-pushed",
        dict.fromkeys(("not-pushed", "not-pushed-unlinked", "not-pushed-if-on"), _SLOTS),
        key_not_pushed,
    ),
)
