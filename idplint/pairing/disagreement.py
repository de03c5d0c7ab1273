"""Whether two copies of one statement contradict each other, and which of two that do not says more.

A copy that leaves something out, or marks it as unread, contradicts nothing: a list without profile mappings beside a bundle with
them is one application, not two answers.
"""

from __future__ import annotations

from idplint.model.application import SCIM_ON, AttributeMapping, Claim, Provisioning, SourceExpression
from idplint.model.values import Basis, Sourced, Unknown

_NOT_READ = "not read"


def disagree(one: object, other: object, *, copies: bool = True) -> bool:
    """Whether two known statements of one fact cannot both be true.

    Args:
        one: A statement.
        other: Another.
        copies: They are two copies of one record: then a value with a caveat, or a default, gives way to one that was simply
            read, and contradicts nothing.
    """
    if isinstance(one, Sourced) and isinstance(other, Sourced):
        gives_way = copies and _caveat(one) != _caveat(other)
        return not gives_way and _plain(one.value) != _plain(other.value)
    if isinstance(one, Claim) and isinstance(other, Claim):
        theirs = {branch.users: branch.source for branch in other.branches}
        return any(
            disagree(branch.source, theirs[branch.users], copies=copies)
            for branch in one.branches
            if branch.users in theirs
        )
    if isinstance(one, Provisioning) and isinstance(other, Provisioning):
        return _states_differ(one, other) or _mappings_disagree(one.mappings, other.mappings)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return _lists_disagree(one, other)
    return False


def richness(value: object) -> int:
    """How much a statement says: the number of values in it that were read without a caveat."""
    if isinstance(value, Sourced):
        return 0 if _caveat(value) else 1
    if isinstance(value, Claim):
        return sum(richness(branch.source) for branch in value.branches)
    if isinstance(value, AttributeMapping):
        return richness(value.source)
    if isinstance(value, Provisioning):
        return richness(value.state) + richness(value.mappings) + (value.rest is None)
    return sum(map(richness, value)) if isinstance(value, tuple) else 0


def _caveat(value: Sourced[object]) -> bool:
    """Whether a value is a default or a conclusion, or its note says that what may override it was not read."""
    return value.basis is not Basis.READ or _NOT_READ in value.note


def _plain(value: object) -> object:
    if isinstance(value, SourceExpression):
        return value.dialect, value.text.strip().casefold()
    return value


def _on(job: Provisioning) -> bool | None:
    return job.state.value in SCIM_ON if isinstance(job.state, Sourced) else None


def _states_differ(one: Provisioning, other: Provisioning) -> bool:
    states = {_on(one), _on(other)}
    return states == {True, False}


def _mappings_disagree(
    one: tuple[AttributeMapping, ...] | Unknown, other: tuple[AttributeMapping, ...] | Unknown
) -> bool:
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return False
    theirs = {line.target.casefold(): line.source for line in other}
    return any(
        disagree(line.source, theirs[line.target.casefold()]) for line in one if line.target.casefold() in theirs
    )


def _lists_disagree(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    jobs = [item for item in (*one, *other) if isinstance(item, Provisioning)]
    if jobs and not (one and other):
        # "Nobody is provisioned" against a job that runs.
        return any(_on(job) for job in jobs)
    if jobs and len(one) == len(other) == 1:
        return disagree(one[0], other[0])
    names = {getattr(item, "name", None): item for item in other}
    return any(
        disagree(item, names[name])
        for item in one
        if (name := getattr(item, "name", None)) is not None and name in names
    )
