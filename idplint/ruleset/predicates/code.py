"""Predicates on what only files of code can get wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.findings import Label
from idplint.model.application import Claim
from idplint.model.values import Unknown
from idplint.ruleset.answers import Answer, Fine, Violation
from idplint.ruleset.predicate import Predicate

if TYPE_CHECKING:
    from collections.abc import Iterator

    import msgspec

    from idplint.analysis.application_analysis import ApplicationAnalysis
    from idplint.model.application import Application


def unescaped_template(analysis: ApplicationAnalysis, _params: msgspec.Struct) -> Iterator[Answer]:
    """An expression of the identity provider is written so that the file's own language takes it for one of its own."""
    found = {(each.origin, each.misread): each for each in _facts(analysis.application) if each.misread}
    if not found:
        yield Fine()
    for unknown in found.values():
        origin = unknown.origin or analysis.application.origin
        yield Violation(
            outcome="taken-for-a-reference",
            slots={"fact": unknown.fact, "expression": unknown.misread, "remedy": unknown.remedy},
            labels=(Label(origin, f"Terraform looks for an object `{unknown.misread}`", primary=True),),
        )


def _facts(application: Application) -> Iterator[Unknown]:
    """Every source of an application that is not known."""
    claims = [application.name_id, *_items(application.attributes)]
    sources: list[object] = [*claims, application.application_username, application.service_provider.login_keys]
    sources += [branch.source for claim in claims if isinstance(claim, Claim) for branch in claim.branches]
    sources += [application.attributes, application.provisioning]
    for job in _items(application.provisioning):
        sources += [getattr(job, "mappings", None)]
        sources += [getattr(line, "source", None) for line in _items(getattr(job, "mappings", None))]
    yield from (source for source in sources if isinstance(source, Unknown))


def _items(held: object) -> tuple[object, ...]:
    return held if isinstance(held, tuple) else ()


PREDICATES = (
    Predicate(
        "unescaped-template",
        {"taken-for-a-reference": frozenset({"fact", "expression", "remedy"})},
        unescaped_template,
    ),
)
