"""Predicates on what a key looks like: does the provider take a value of this shape at all?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idplint.analysis.advice import source_words, where_login
from idplint.analysis.key_facets import login_keys
from idplint.analysis.link import key_words
from idplint.directory.attributes import Shape
from idplint.expressions.normal_forms.building import is_address
from idplint.expressions.normal_forms.forms import Form, Open, Source, parts, sources
from idplint.expressions.population import people
from idplint.findings import Label
from idplint.model.values import Unknown
from idplint.ruleset.answers import Answer, Fine, NotApplicable, Undecided, Violation
from idplint.ruleset.predicate import Predicate
from idplint.ruleset.predicates.gates import caution_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import msgspec

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.analysis.key_facets import LoginKey

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_SLOTS = frozenset({"login_key", "login_source", "provider", "where", "value"})


def key_is_no_address(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """The provider knows people by their e-mail address, and the login carries something else."""
    if analysis.profile.advice.key_shape != "address":
        yield NotApplicable("the service provider is not known to want an e-mail address")
        return
    if analysis.federated is False:
        yield NotApplicable("nobody signs in by SAML or OIDC")
        return
    login = analysis.login
    if isinstance(analysis.federated, Unknown):
        yield Undecided(analysis.federated)
        return
    if isinstance(analysis.link, Unknown):
        yield Undecided(analysis.link)
        return
    if isinstance(login, Unknown):
        yield Undecided(login)
        return
    key, claim = login
    for found in login_keys(analysis, claim):
        yield Undecided(found) if isinstance(found, Unknown) else _answer(analysis, key, found)


def _answer(analysis: ApplicationAnalysis, key: str, found: LoginKey) -> Answer:
    form, _ = found.key.form()
    if is_address(form) or _is_login(form):
        return Fine()
    free = next((each for each in sources(form) if each.attribute.shape is Shape.FREE), None)
    unread = next((part for part in parts(form) if isinstance(part, Open)), None)
    if free is not None or unread is not None:
        reason = (
            unread.reason if unread else f"what {free.attribute.label if free else ''} holds only the company knows"
        )
        remedy = "carry the e-mail address, or compare a value by hand with what the provider expects"
        return Undecided(Unknown(f"shape of {key_words(key)}", reason, remedy, found.source.origin))
    for _, value in found.key.values(people(found.key.directory, found.key.user_class)):
        if value is None:
            continue
        if isinstance(value, str) and _ADDRESS.fullmatch(value):
            return Fine()
        return _violation(analysis, key, found, str(value))
    return Undecided(
        Unknown(
            f"shape of {key_words(key)}",
            f"what {source_words(found.source.value)} yields cannot be told from the expression",
            "carry the e-mail address, or compare a value by hand with what the provider expects",
            found.source.origin,
        )
    )


def _is_login(form: Form) -> bool:
    """Whether it is Okta's login, an address by default; where an org relaxed that, only the org knows."""
    return isinstance(form, Source) and form.attribute.name == "okta.login"


def _violation(analysis: ApplicationAnalysis, key: str, found: LoginKey, value: str) -> Violation:
    return Violation(
        outcome="no-address",
        slots={
            "login_key": key_words(key),
            "login_source": source_words(found.source.value),
            "provider": analysis.profile.name,
            "where": where_login(analysis, key),
            "value": value,
        },
        labels=(
            Label(found.source.origin, f"{key_words(key)} carries {source_words(found.source.value)}", primary=True),
        ),
        caution=caution_of(found.source),
    )


PREDICATES = (Predicate("key-is-no-address", {"no-address": _SLOTS}, key_is_no_address),)
