"""Lists of which two sources each state a part: what one says of an item replaces what the other says of that item.

A resource in code may hold one line of a mapping; the other lines are those of the snapshot, or of another resource.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from idplint.model.application import SCIM_ON, AttributeMapping, Claim, Provisioning, SourceExpression
from idplint.model.values import Basis, Fact, Origin, Sourced, Unknown
from idplint.pairing.choosing import is_silent

Weigh: TypeAlias = Callable[[str, Any, Any, tuple[Origin, Origin]], Any]
"""Returns what counts of two statements of a fact (its name, the first, the second, where they stand); neither is silent."""

SCIM_STATE = "SCIM state"
SCIM_MAPPING = "SCIM mapping"


def jobs(
    first: tuple[Provisioning, ...], second: tuple[Provisioning, ...], weigh: Weigh, *, replaces: bool
) -> tuple[Provisioning, ...]:
    """The jobs of both, those that are one job merged: the same name or endpoint, or the only one of each.

    Args:
        first: Jobs.
        second: Jobs.
        weigh: What counts where both speak.
        replaces: The first is what will be: a list of it that is complete leaves no other line, and its only job is the only
            one of the second, whatever that is called. Else both are parts of one whole.
    """
    left = list(second)
    merged = []
    alone = len(first) == len(second) == 1
    for job in first:
        sole = alone and (replaces or not (job.name and second[0].name))
        found = next((other for other in left if sole or _is_one_job(job, other)), None)
        if found is None:
            merged.append(job)
        else:
            left.remove(found)
            merged.append(_job(job, found, weigh, replaces=replaces))
    return (*merged, *left)


def claims(first: tuple[Claim, ...], second: tuple[Claim, ...], weigh: Weigh) -> tuple[Claim, ...]:
    """The claims of both, those of the first before the others; names are compared without regard to case."""
    theirs = {claim.name.casefold(): claim for claim in second}
    merged = []
    for claim in first:
        held = theirs.pop(claim.name.casefold(), None)
        at = (claim.origin, held.origin if held else claim.origin)
        merged.append(claim if held is None else weigh(f"login attribute {claim.name}", claim, held, at))
    return (*merged, *theirs.values())


def runs(job: Provisioning) -> bool:
    """Whether a job is known to run."""
    return isinstance(job.state, Sourced) and job.state.value in SCIM_ON


def says_nothing_of_state(job: Provisioning) -> bool:
    """Whether a job leaves it to others whether it runs."""
    return is_silent(job.state, job.origin)


def with_one_state(held: tuple[Provisioning, ...], unreadable: Unknown | None) -> tuple[Provisioning, ...]:
    """Jobs of one application in code: what one resource says of the state holds for those that are silent.

    Args:
        held: The jobs.
        unreadable: What a resource sets without telling of any job; it is not for a snapshot to say then.
    """
    spoken = [job.state for job in held if not says_nothing_of_state(job)] or ([unreadable] if unreadable else [])
    if len({getattr(state, "value", None) for state in spoken}) != 1:
        return held
    return tuple(msgspec.structs.replace(job, state=spoken[0]) if says_nothing_of_state(job) else job for job in held)


def _is_one_job(one: Provisioning, other: Provisioning) -> bool:
    if one.name and other.name:
        return one.name == other.name
    return bool(one.endpoint and other.endpoint and one.endpoint.value == other.endpoint.value)


def _job(first: Provisioning, second: Provisioning, weigh: Weigh, *, replaces: bool) -> Provisioning:
    at = (first.origin, second.origin)
    mappings, rest = _mappings(first, second, weigh, replaces=replaces)
    endpoint = first.endpoint or second.endpoint
    if first.endpoint and second.endpoint:
        endpoint = weigh("", first.endpoint, second.endpoint, at)
    return Provisioning(
        state=_state(first, second, at, weigh),
        mappings=mappings,
        origin=first.origin,
        name=first.name or second.name,
        endpoint=endpoint if isinstance(endpoint, Sourced) else None,
        rest=rest,
    )


def _state(first: Provisioning, second: Provisioning, at: tuple[Origin, Origin], weigh: Weigh) -> Any:  # noqa: ANN401
    """The state; code says only whether a job is to run, a snapshot also how it fares."""
    if runs(first) and runs(second) and getattr(first.state, "value", None) != getattr(second.state, "value", None):
        return second.state
    return _stated(SCIM_STATE, first.state, second.state, at, weigh)


def _stated(fact: str, first: object, second: object, at: tuple[Origin, Origin], weigh: Weigh) -> Any:  # noqa: ANN401
    if is_silent(first, at[0]):
        return first if is_silent(second, at[1]) and isinstance(first, Unknown) else second
    return first if is_silent(second, at[1]) else weigh(fact, first, second, at)


def _mappings(
    first: Provisioning, second: Provisioning, weigh: Weigh, *, replaces: bool
) -> tuple[tuple[AttributeMapping, ...] | Unknown, Unknown | None]:
    """The lines of a job, and why others than these may be sent."""
    ours, theirs = first.mappings, second.mappings
    if isinstance(ours, Unknown):
        silent = is_silent(ours, first.origin)
        counts = theirs if silent else weigh(SCIM_MAPPING, ours, theirs, (first.origin, second.origin))
        return counts, second.rest if silent else first.rest
    if isinstance(theirs, Unknown):
        return ours, first.rest and (theirs if is_silent(first.rest, first.origin) else first.rest)
    rest = None if first.rest is None else second.rest
    left = {line.target.casefold(): line for line in theirs}
    merged = []
    for line in ours:
        held = left.pop(line.target.casefold(), None)
        if held is None:
            merged.append(line)
        elif is_silent(line.source, first.origin):
            merged.append(held)
        elif is_silent(held.source, second.origin):
            merged.append(_line(line, held, line.source, partial=first.rest is not None))
        else:
            fact = f"{SCIM_MAPPING} of {line.target}"
            source = weigh(fact, line.source, held.source, (line.origin, held.origin))
            merged.append(_line(line, held, source, partial=first.rest is not None))
    if first.rest is not None or not replaces:
        return (*merged, *left.values()), rest
    for line in left.values():
        if _stays(line):
            merged.append(line)
        elif isinstance(line.source, Sourced):
            weigh(f"{SCIM_MAPPING} of {line.target}", (), line.source, (first.origin, line.origin))
    return tuple(merged), rest


def _line(
    line: AttributeMapping, held: AttributeMapping, source: Fact[SourceExpression], *, partial: bool
) -> AttributeMapping:
    """A line of the first with what counts as its source; one line on its own says nothing of matching and flow."""
    if not partial:
        return msgspec.structs.replace(line, source=source)
    return msgspec.structs.replace(
        line,
        source=source,
        matching_precedence=held.matching_precedence if line.matching_precedence is None else line.matching_precedence,
        flow=line.flow or held.flow,
        default_value=held.default_value if line.default_value is None else line.default_value,
    )


def _stays(line: AttributeMapping) -> bool:
    """Whether a line is there without a mapping: what the identity provider sends of itself, and the username."""
    default = isinstance(line.source, Sourced) and line.source.basis is Basis.IDP_DEFAULT
    return default or line.target.casefold() == "username"
