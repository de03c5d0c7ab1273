"""Names in `idplint.yaml` that stand for nothing: rules and service providers that do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from idplint.errors import UsageError
from idplint.findings import RunError
from idplint.model.values import Origin
from idplint.providers.catalogue import profiles
from idplint.ruleset.registry import rules
from idplint.ruleset.selection import find_rule, select_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.config.settings import Settings
    from idplint.documents.archive import Documents


def unknown_rules(settings: Settings, documents: Documents) -> list[RunError]:
    """Rules that the configuration names and that do not exist, each with its place."""
    found = []
    for origin, word, one in _rule_names(settings):
        try:
            if one:
                find_rule(rules(), word)
            else:
                select_rules(rules(), [word], ())
        except UsageError as error:
            found.append(_at(origin, documents, error.message, error.help))
    return found


def _rule_names(settings: Settings) -> Iterator[tuple[Origin | None, str, bool]]:
    """Every place that names rules, the name, and whether it must be exactly one rule."""
    keys: tuple[tuple[Literal["select", "ignore"], tuple[str, ...]], ...] = (
        ("select", settings.select),
        ("ignore", settings.ignore),
    )
    for key, words in keys:
        for index, word in enumerate(words):
            yield settings.origin(key, index), word, False
    for name in settings.severities:
        yield Origin(settings.path, ("severity", name), "key") if settings.path else None, name, True
    for entry in settings.ignores:
        yield entry.origin.at("rule"), entry.rule, True


def unknown_providers(settings: Settings, documents: Documents) -> list[RunError]:
    """Service providers that the configuration names and the catalogue does not have."""
    import difflib

    found = []
    for entry in settings.applications:
        stated = entry.facts.id
        if stated is not None and stated.value not in profiles():
            near = difflib.get_close_matches(stated.value, profiles(), 1)
            hint = f"did you mean `{near[0]}`? " if near else ""
            message = f"no service provider `{stated.value}` in the catalogue"
            found.append(_at(stated.origin, documents, message, f"{hint}known: {', '.join(sorted(profiles()))}"))
    return found


def _at(origin: Origin | None, documents: Documents, message: str, advice: str | None) -> RunError:
    if origin is None:
        return RunError(message=message, help=advice)
    span = documents.span(origin)
    return RunError(message=message, path=origin.path, line=span.line, column=span.column, help=advice)
