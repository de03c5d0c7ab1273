"""What a snapshot of a connection concludes about JIT, where the connection in code has moved on.

Whether a login may create accounts is concluded from two settings, of which code may hold one and the snapshot the other.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from idplint.inputs.auth0_connection import creates
from idplint.model.values import Basis, Sourced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from idplint.inputs.auth0_connection import ConnectionParts
    from idplint.model.application import PartialApplication

    InCode: TypeAlias = tuple[PartialApplication, ConnectionParts]


def with_jit_of_both(code: Sequence[InCode], snapshots: Sequence[PartialApplication]) -> list[PartialApplication]:
    """Return all connections, those in code first, with JIT concluded anew where code says when logins write the profile.

    What the snapshot concluded from its own, older setting then goes; its SCIM configuration counts where code holds none.

    Args:
        code: Connections in code, and what they were assembled from.
        snapshots: Connections of the estate that were read from bodies of the Management API.
    """
    held = list(snapshots)
    written = Counter(name for application, _ in code for name, _ in _names(application))
    result = []
    for application, parts in code:
        same = _same(application, held) if all(written[name] == 1 for name, _ in _names(application)) else []
        facts = application.service_provider
        stated = facts.updates if facts else None
        if not same or facts is None or not isinstance(stated, Sourced) or stated.basis is not Basis.READ:
            result.append(application)
            continue
        scim = bool(parts.configurations)
        for number in same:
            theirs = held[number].service_provider
            if theirs is not None:
                scim = scim or (theirs.scim_configured is not None and theirs.scim_configured.value)
                held[number] = replace(held[number], service_provider=replace(theirs, creates=None))
        result.append(replace(application, service_provider=replace(facts, creates=creates(parts, scim=scim))))
    return [*result, *held]


def _same(application: PartialApplication, snapshots: Sequence[PartialApplication]) -> list[int]:
    """The records of the one connection in a snapshot that a connection in code is; none where several may be it."""
    by_id = [number for number, snapshot in enumerate(snapshots) if snapshot.id == application.id]
    if by_id:
        return by_id
    named = [
        number
        for number, snapshot in enumerate(snapshots)
        if any(
            name == other and (not tenant or not other_tenant or tenant == other_tenant)
            for name, tenant in _names(application)
            for other, other_tenant in _names(snapshot)
        )
    ]
    return named if len({snapshots[number].id for number in named}) == 1 else []


def _names(application: PartialApplication) -> Iterator[tuple[str, str]]:
    """The connection's name, unique in its tenant whatever the case, and the tenant; "" where nothing names it."""
    return ((key.value.lower(), key.scope) for key in application.keys if key.kind == "auth0-connection")
