"""Where code and a snapshot of one application differ in a fact that decides whether people get in (IDP905)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.findings import ApplicationName, Label, Problem

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping

    from idplint.model.application import Application, Contested

_FACTS = frozenset({"NameID", "application username", "SCIM state", "JIT", "login key", "SCIM key"})
_MAPPING = "SCIM mapping of "
_ATTRIBUTE = "login attribute "
_CORE = "urn:ietf:params:scim:schemas:core:2.0:user:"
_USUAL_KEYS = frozenset({"username", "externalid"})


def differences(application: Application, exported_on: Mapping[str, datetime.date]) -> Iterator[Problem]:
    """One problem for each key fact that code changes.

    Args:
        application: The joined application.
        exported_on: The day a snapshot was exported, by the path of the file, where that is known.
    """
    for contested in application.contested:
        if contested.settled and contested.said and _matters(contested, application):
            yield _problem(application, contested, exported_on)


def _matters(contested: Contested, application: Application) -> bool:
    fact = contested.fact
    facts = application.service_provider
    if fact.startswith(_MAPPING):
        target = fact.removeprefix(_MAPPING).casefold().removeprefix(_CORE)
        key = getattr(facts.scim_key, "value", "")
        return (
            target in _USUAL_KEYS or target.partition("[")[0].partition(".")[0] == "emails" or target == key.casefold()
        )
    if fact.startswith(_ATTRIBUTE):
        read = facts.login_keys if isinstance(facts.login_keys, tuple) else ()
        name = fact.removeprefix(_ATTRIBUTE).casefold()
        return any(key.value.partition(":")[2].casefold() == name for key in read)
    return fact in _FACTS


def _problem(application: Application, contested: Contested, exported_on: Mapping[str, datetime.date]) -> Problem:
    (loser, *_), (code, snapshot) = contested.losers, contested.said
    day = exported_on.get(loser.path)
    age = f" of {day.isoformat()}" if day else ""
    return Problem(
        predicate="code-differs-from-snapshot",
        outcome="differs",
        slots={"fact": contested.fact, "code": code, "snapshot": snapshot, "age": age},
        labels=(
            Label(contested.winner, f"code, which counts: {contested.fact} is {code}", primary=True),
            Label(loser, f"the snapshot{age}: {contested.fact} is {snapshot}"),
        ),
        application=ApplicationName(application.id, application.name, application.idp.kind.value),
    )
