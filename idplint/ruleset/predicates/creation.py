"""Predicates on who may create and change accounts: SCIM, the login (JIT), or both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.findings import Label
from idplint.model.application import AccountLink, Creation
from idplint.model.values import Basis, Sourced, Unknown
from idplint.ruleset.answers import Answer, Fine, NotApplicable, Undecided, Violation
from idplint.ruleset.predicate import Predicate

if TYPE_CHECKING:
    from collections.abc import Iterator

    import msgspec

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.model.values import Origin

_SLOTS = frozenset({"provider", "reason", "switch", "heal", "line"})


def jit_and_scim(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """Both a login and SCIM create accounts, or the only one that may is off."""
    verdict = analysis.profile.both_on.verdict
    if analysis.federated is False:
        yield NotApplicable("nobody signs in by SAML or OIDC")
    elif verdict in ("allowed", "recommended"):
        yield Fine(f"{analysis.profile.name} allows both")
    elif verdict == "impossible":
        yield _impossible(analysis)
    elif verdict == "required":
        yield _required(analysis)
    else:
        yield _conflict(analysis)


def _conflict(analysis: ApplicationAnalysis) -> Answer:
    jit, scim = analysis.jit, analysis.scim_on
    if isinstance(jit, Sourced) and jit.value is Creation.DISABLED:
        return Fine("JIT is off")
    if scim is False:
        return Fine("SCIM is off")
    if isinstance(analysis.federated, Unknown):
        return Undecided(analysis.federated)
    if isinstance(scim, Unknown):
        return Undecided(scim)
    if isinstance(jit, Unknown):
        return Undecided(jit)
    certain = jit.basis in (Basis.READ, Basis.DECLARED)
    outcome = f"conflict-{analysis.profile.both_on.severity}" if certain else "conflict-by-default"
    words = "JIT is on" if certain else f"{analysis.profile.name} creates accounts at login unless that was turned off"
    return _violation(analysis, outcome, jit.origin, words)


def _impossible(analysis: ApplicationAnalysis) -> Answer:
    scim = analysis.scim_on
    if isinstance(scim, Unknown):
        return Undecided(scim)
    return (
        Fine() if scim else _violation(analysis, "scim-missing", analysis.application.origin, "no provisioning is on")
    )


def _required(analysis: ApplicationAnalysis) -> Answer:
    jit, scim = analysis.jit, analysis.scim_on
    if isinstance(jit, Sourced) and jit.value is Creation.ENABLED:
        return Fine("JIT is on, as SCIM alone creates nobody here")
    if scim is False:
        return Fine("SCIM is off")
    if isinstance(scim, Unknown):
        return Undecided(scim)
    if isinstance(jit, Unknown):
        return Undecided(jit)
    return _violation(analysis, "jit-missing", jit.origin, "JIT is off")


def _violation(analysis: ApplicationAnalysis, outcome: str, jit_origin: Origin, words: str) -> Violation:
    jobs = analysis.provisioning
    labels = [Label(jit_origin, words, primary=True)]
    if isinstance(jobs, tuple) and jobs:
        state = jobs[0].state
        labels.append(Label(state.origin or jobs[0].origin, "SCIM is on"))
    return Violation(
        outcome=outcome,
        slots={
            "provider": analysis.profile.name,
            "reason": analysis.profile.both_on.reason,
            "switch": analysis.profile.jit.switch or "the service provider's SSO settings",
            "heal": _heal(analysis),
            "line": analysis.line_to_paste("jit: disabled"),
        },
        labels=tuple(labels),
    )


def _heal(analysis: ApplicationAnalysis) -> str:
    heal = analysis.profile.heal
    return f"; for accounts that a login already created: {heal}" if heal else ""


def pre_scim_users(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """Accounts that existed before SCIM, or that logins create beside it, are never managed by SCIM."""
    if analysis.profile.adopts_login_accounts != "no":
        yield NotApplicable("nothing says that this service provider leaves such accounts alone")
        return
    scim = analysis.scim_on
    if scim is False or analysis.federated is False:
        yield NotApplicable("SCIM is off" if scim is False else "nobody signs in by SAML or OIDC")
        return
    stated = analysis.application.service_provider.accounts_before_scim
    jit = analysis.jit
    certain_jit = (
        isinstance(jit, Sourced) and jit.value is Creation.ENABLED and jit.basis in (Basis.READ, Basis.DECLARED)
    )
    if not certain_jit and stated is not None and stated.value == "none":
        yield Fine("no account existed before SCIM")
    elif isinstance(scim, Unknown):
        yield Undecided(scim)
    elif stated is not None and stated.value == "present":
        yield _unmanaged(analysis, "accounts-before-scim", stated.origin, "accounts existed before SCIM")
    elif certain_jit and isinstance(jit, Sourced):
        yield _unmanaged(
            analysis, "accounts-by-login", jit.origin, "a login creates accounts that SCIM does not manage"
        )
    else:
        yield Undecided(
            Unknown(
                "accounts before SCIM",
                f"whether accounts existed at {analysis.profile.name} before SCIM was switched on stands in no file",
                analysis.line_to_paste("accounts_before_scim: none", "or present"),
            )
        )


def _unmanaged(analysis: ApplicationAnalysis, outcome: str, origin: Origin, words: str) -> Violation:
    return Violation(
        outcome=outcome,
        slots={
            "provider": analysis.profile.name,
            "heal": analysis.profile.heal or "re-create the accounts through SCIM",
            "switch": analysis.profile.jit.switch or "the service provider's SSO settings",
        },
        labels=(Label(origin, words, primary=True),),
    )


def idp_links_accounts(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """Whoever the identity provider asserts is linked to the account of that name, and anybody else gets a new one."""
    links, jit = analysis.application.service_provider.links, analysis.jit
    if links is None:
        yield NotApplicable("this service provider has no such setting, or it was not read")
    elif isinstance(jit, Sourced) and jit.value is Creation.DISABLED:
        yield NotApplicable("logins create nobody")
    elif isinstance(links, Unknown):
        yield Undecided(links)
    elif links.value is not AccountLink.ANYBODY:
        yield Fine()
    elif isinstance(jit, Unknown):
        yield Undecided(jit)
    else:
        default = links.basis is Basis.IDP_DEFAULT
        yield Violation(
            outcome="by-default" if default else "unfiltered",
            slots={"provider": analysis.profile.name},
            labels=(
                Label(links.origin, "a login is linked to any account that matches", primary=True),
                Label(jit.origin, "a login creates an account where none matches"),
            ),
        )


PREDICATES = (
    Predicate(
        "jit-and-scim",
        dict.fromkeys(
            ("conflict-error", "conflict-warning", "conflict-by-default", "scim-missing", "jit-missing"), _SLOTS
        ),
        jit_and_scim,
    ),
    Predicate(
        "pre-scim-users-unmanaged",
        dict.fromkeys(("accounts-before-scim", "accounts-by-login"), frozenset({"provider", "heal", "switch"})),
        pre_scim_users,
    ),
    Predicate(
        "idp-links-accounts-unfiltered",
        dict.fromkeys(("by-default", "unfiltered"), frozenset({"provider"})),
        idp_links_accounts,
    ),
)
