"""From partial records and declared facts to applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.findings import ApplicationName, Label, Problem
from idplint.model.application import Application
from idplint.pairing.components import Components
from idplint.pairing.declarations import apply_declarations
from idplint.pairing.differences import differences
from idplint.pairing.merging import merge

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from idplint.config.settings import DeclaredApplication
    from idplint.model.application import Contested, PartialApplication


class Joined(msgspec.Struct, frozen=True):
    """The applications of an estate, and what pairing could not settle."""

    applications: tuple[Application, ...]
    problems: tuple[Problem, ...]


def join(
    partials: Sequence[PartialApplication],
    declared: Sequence[DeclaredApplication],
    exported_on: Mapping[str, datetime.date] | None = None,
) -> Joined:
    """Group, merge and complete partial records; the result is sorted by name and id.

    Args:
        partials: What every record of the estate says.
        declared: The entries of `applications:` in `idplint.yaml`.
        exported_on: The day a snapshot was exported, by the path of the file, where something tells it.
    """
    components = Components(partials)
    components.join_same_ids()
    components.join_references()
    components.join_declared(declared)
    components.join_code_with_snapshots(declared)
    components.join_service_providers()
    components.join_sole_products(declared)
    problems = list(components.problems)
    used: set[int] = set()
    applications = [apply_declarations(merge(group), declared, problems, used) for group in components.groups()]
    for application in applications:
        problems += [_copies(application, contested) for contested in application.contested if not contested.settled]
        problems += differences(application, exported_on or {})
    for number, entry in enumerate(declared):
        if number not in used:
            problems.append(
                Problem(
                    predicate="configuration",
                    outcome="matches-nothing",
                    slots={"match": entry.match.words},
                    labels=(Label(entry.origin, "matches no application that was read", primary=True),),
                )
            )
    applications.sort(key=lambda application: (application.name.lower(), application.id))
    return Joined(tuple(applications), tuple(problems))


def _copies(application: Application, contested: Contested) -> Problem:
    """Two records of one application that give two answers, neither of which is better than the other."""
    loser = contested.losers[0]
    return Problem(
        predicate="ambiguous-pairing",
        outcome="copies",
        slots={"fact": contested.fact, "one": contested.winner.path, "other": loser.path},
        labels=(Label(contested.winner, "one copy", primary=True), Label(loser, "the other copy")),
        application=ApplicationName(application.id, application.name, application.idp.kind.value),
    )
