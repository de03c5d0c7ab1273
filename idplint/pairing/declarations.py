"""Which declared entry of `idplint.yaml` speaks of which application, and when it contradicts what was read."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import msgspec

from idplint.findings import ApplicationName, Label, Problem
from idplint.model.values import Basis, Sourced, Unknown
from idplint.pairing.identifiers import same_id, split_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.config.settings import DeclaredApplication
    from idplint.model.application import Application, PartialApplication, ServiceProviderFacts

_FIELDS = ("id", "variant", "login_keys", "scim_key", "case", "creates", "updates", "accounts_before_scim")
_WORDS = {
    "id": "service provider",
    "variant": "service provider variant",
    "login_keys": "login key",
    "scim_key": "SCIM key",
    "case": "case rule",
    "creates": "JIT",
    "updates": "login updates",
    "accounts_before_scim": "accounts before SCIM",
}


def speaks_of(entry: DeclaredApplication, application: Application) -> bool:
    """Whether every condition of an entry's `match` holds of an application."""
    match = entry.match
    idents = (application.id, *application.other_ids)
    if match.id is not None and not any(_id_matches(ident, match.id) for ident in idents):
        return False
    if match.name is not None and not fnmatchcase(application.name.lower(), match.name.lower()):
        return False
    return match.acs_url is None or _any_url_matches(application.acs_urls, match.acs_url)


def names_match(entry: DeclaredApplication, partial: PartialApplication) -> bool:
    """Whether every condition of an entry's `match` holds of what one record says."""
    match = entry.match
    name = partial.name.value if partial.name is not None else ""
    return (
        (match.id is None or _id_matches(partial.id, match.id))
        and (match.name is None or fnmatchcase(name.lower(), match.name.lower()))
        and (match.acs_url is None or _any_url_matches(partial.acs_urls or (), match.acs_url))
    )


def _id_matches(ident: str, pattern: str) -> bool:
    kind, _, proper = split_id(ident)
    return same_id(ident, pattern) or any(
        fnmatchcase(form, pattern.lower()) for form in (ident.lower(), f"{kind}:{proper}".lower())
    )


def _any_url_matches(urls: Sequence[Sourced[str]], pattern: str) -> bool:
    return any(fnmatchcase(url.value.lower(), pattern.lower()) for url in urls)


def apply_declarations(
    application: Application, entries: Sequence[DeclaredApplication], problems: list[Problem], used: set[int]
) -> Application:
    """Fill gaps from every matching entry; later entries fill what earlier ones left.

    A declared value that contradicts one that was read becomes a problem, and the read value stays, unless the entry says
    `override:` with a reason.
    """
    facts = application.service_provider
    filled: set[str] = set()
    for number, entry in enumerate(entries):
        if not speaks_of(entry, application):
            continue
        used.add(number)
        facts = _fill(application, facts, entry, filled, problems)
    if facts is application.service_provider:
        return application
    return msgspec.structs.replace(application, service_provider=facts)


def _fill(
    application: Application,
    facts: ServiceProviderFacts,
    entry: DeclaredApplication,
    filled: set[str],
    problems: list[Problem],
) -> ServiceProviderFacts:
    """What is known after one entry; `filled` are the facts that earlier entries gave."""
    changed: dict[str, object] = {}
    if entry.facts.attribute_pairs is not None and "attribute_pairs" not in filled:
        changed["attribute_pairs"] = entry.facts.attribute_pairs
    for field in _FIELDS:
        said = getattr(entry.facts, field)
        if said is None or isinstance(said, Unknown):
            continue
        held = getattr(facts, field)
        if field in filled:
            if _plain(held) != _plain(said):
                problems.append(_declared_twice(application, field, held, said))
            continue
        if held is None or isinstance(held, Unknown) or _weak(held):
            changed[field] = said
        elif _plain(held) != _plain(said):
            if entry.override:
                changed[field] = said
            else:
                problems.append(_contradiction(application, field, held, said))
    filled.update(changed)
    return msgspec.structs.replace(facts, **changed) if changed else facts


def _first(value: object) -> Sourced[object]:
    return value[0] if isinstance(value, tuple) else value  # type: ignore[return-value]


def _weak(value: object) -> bool:
    """Whether a value is only concluded or usual, so that a person's word is better."""
    return _first(value).basis in (Basis.INFERRED, Basis.CATALOGUE, Basis.IDP_DEFAULT)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(str(item.value).lower() for item in value)
    return str(_first(value).value).lower()


def _words(value: object) -> str:
    values = value if isinstance(value, tuple) else (_first(value),)
    return ", ".join(str(held.value) for held in values)


def _declared_twice(application: Application, field: str, held: object, said: object) -> Problem:
    """Two entries that speak of one application and do not agree; the first one counts."""
    fact = _WORDS[field]
    return Problem(
        predicate="configuration",
        outcome="declared-twice",
        slots={"fact": fact, "first": _words(held), "second": _words(said), "name": application.name},
        labels=(
            Label(_first(said).origin, f"{fact}: {_words(said)}", primary=True),
            Label(_first(held).origin, f"{fact}: {_words(held)}, which counts"),
        ),
        application=ApplicationName(application.id, application.name, application.idp.kind.value),
    )


def _contradiction(application: Application, field: str, held: object, said: object) -> Problem:
    fact = _WORDS[field]
    return Problem(
        predicate="declared-contradicts-read",
        outcome="contradiction",
        slots={"fact": fact, "declared": _words(said), "read": _words(held)},
        labels=(
            Label(_first(said).origin, f"declared: {fact} is {_words(said)}", primary=True),
            Label(_first(held).origin, f"read: {fact} is {_words(held)}"),
        ),
        application=ApplicationName(application.id, application.name, application.idp.kind.value),
    )
