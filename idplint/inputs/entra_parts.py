"""The parts of one Entra application before they are joined: each body with the place it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from idplint.findings import Problem
    from idplint.inputs.entra_wire import (
        ApplicationObject,
        Bundle,
        ClaimsMappingPolicy,
        ClaimsPolicy,
        RoleAssignment,
        ServicePrincipal,
        SynchronizationJob,
        SynchronizationSchema,
    )
    from idplint.inputs.part import Part
    from idplint.model.values import Origin, Unknown


@dataclass(slots=True)
class JobParts:
    """A synchronization job and its schema, which may come from another file."""

    job: Part[SynchronizationJob]
    schema: Part[SynchronizationSchema | None] | None = None


@dataclass(slots=True)
class EntraParts:
    """Everything that was read of one service principal. None is: not read."""

    service_principal: Part[ServicePrincipal]
    application: Part[ApplicationObject | None] | None = None
    mapping_policies: list[Part[ClaimsMappingPolicy]] | None = None
    mapping_policies_at: Origin | None = None
    claims_policy: Part[ClaimsPolicy | None] | None = None
    jobs: list[JobParts] | None = None
    jobs_at: Origin | None = None
    assignments: Part[list[RoleAssignment]] | None = None
    tenant: str | None = None
    """The tenant's id, where the bundle names it."""
    bundle: Part[Bundle] | None = None
    """The bundle all this came in, which may say why something is not there."""
    problems: list[Problem] = field(default_factory=list)
    """What assembling the parts met that cannot be read."""
    broken: dict[str, Unknown] = field(default_factory=dict)
    """Bodies that were there but could not be read, by fact."""
