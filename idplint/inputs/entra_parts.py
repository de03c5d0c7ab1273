"""The parts of one Entra application before they are joined: each body with the place it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from idplint.model.values import Origin, Unknown

if TYPE_CHECKING:
    from idplint.documents.document import Decoded, Malformed, Record
    from idplint.inputs.entra_wire import (
        ApplicationObject,
        ClaimsMappingPolicy,
        ClaimsPolicy,
        ServicePrincipal,
        SynchronizationJob,
        SynchronizationSchema,
    )

T = TypeVar("T")
W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A body that was read. `value` None is the statement that there is none."""

    value: T
    origin: Origin
    decoded: Decoded[object]
    """The decoding it came from, which knows the values of a wrong type."""
    record: Record

    def below(self, value: W, *steps: str | int) -> Part[W]:
        """A part of this part."""
        return Part(value, self.origin.at(*steps), self.decoded, self.record)

    def broken(self, *steps: str | int) -> Malformed | None:
        """The value of a wrong type at, above or below a place in this part, if there is one."""
        if not self.decoded.malformed:
            return None
        return self.decoded.broken_below(self.origin.pointer + steps)

    def unknown_if_broken(self, fact: str, *steps: str | int) -> Unknown | None:
        """The statement that `fact` cannot be known because what stands at a place could not be read."""
        malformed = self.broken(*steps)
        if malformed is None:
            return None
        at = Origin(self.origin.path, malformed.pointer)
        if malformed.truncated:
            return Unknown(
                fact,
                "ConvertTo-Json cut the value off because its -Depth was too small",
                "export again with `ConvertTo-Json -Depth 30`",
                at,
            )
        return Unknown(fact, f"{malformed.expected} was expected here and {malformed.found} stands", "export it again", at)


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
    broken: dict[str, Unknown] = field(default_factory=dict)
    """Bodies that were there but could not be read, by fact."""
