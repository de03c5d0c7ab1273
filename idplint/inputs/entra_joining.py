"""Joining loose Graph bodies to the service principal they belong to."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from msgspec import UNSET

from idplint.inputs import entra_wire as wire
from idplint.inputs.entra_assignment import is_of_people
from idplint.inputs.entra_parts import EntraParts, JobParts
from idplint.inputs.part import Part
from idplint.inputs.reading_problems import nameless, orphan, problems_of
from idplint.model.values import Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.documents.document import Record
    from idplint.findings import Problem
    from idplint.inputs.adapter import EmptyCollection

W = TypeVar("W")

_PRINCIPAL = re.compile(r"servicePrincipals\((?:appId=)?'([^']+)'\)", re.IGNORECASE)
_JOB = re.compile(r"jobs\('([^']+)'\)", re.IGNORECASE)
_TYPES: dict[str, type[wire.Wire]] = {
    "service-principal": wire.ServicePrincipal,
    "application": wire.ApplicationObject,
    "mapping-policy": wire.ClaimsMappingPolicy,
    "claims-policy": wire.ClaimsPolicy,
    "job": wire.SynchronizationJob,
    "schema": wire.SynchronizationSchema,
    "assignment": wire.RoleAssignment,
}
_TENANT_POLICIES = "#policies/claimsmappingpolicies"
_WORDS = {
    "application": "an application registration",
    "mapping-policy": "a claims mapping policy",
    "claims-policy": "a claims policy",
    "job": "a synchronization job",
    "schema": "a synchronization schema",
}


class Pool:
    """Loose bodies of one estate, waiting for their service principal."""

    def __init__(self) -> None:
        self._bodies: dict[str, list[Part[wire.Wire]]] = {kind: [] for kind in _TYPES}
        self._empties: list[EmptyCollection] = []

    def add(self, kind: str, record: Record, problems: list[Problem]) -> None:
        """Decode a recognised body and keep it."""
        decoded = record.decode(_TYPES[kind])
        path = record.document.path
        if decoded.malformed:
            problems += problems_of(path, decoded)
        self._bodies[kind].append(Part(decoded.value, Origin(path, record.pointer), decoded, record))

    def add_empty(self, empty: EmptyCollection) -> None:
        """Keep the statement that a service principal has none of something."""
        self._empties.append(empty)

    def joined(self, bundles: list[EntraParts], problems: list[Problem]) -> list[EntraParts]:
        """Every service principal with the bodies that belong to it; the rest become problems.

        Args:
            bundles: Service principals that came with bodies of their own; loose bodies fill what those left out.
            problems: Takes what joins nothing.
        """
        problems += [
            nameless("a service principal", "id", part.origin)
            for part in self._of("service-principal", wire.ServicePrincipal)
            if not isinstance(part.value.id, str) and not part.decoded.malformed
        ]
        loose = [
            EntraParts(part)
            for part in self._of("service-principal", wire.ServicePrincipal)
            if isinstance(part.value.id, str)
        ]
        principals = [*bundles, *loose]
        index = _Principals(principals)
        for parts in loose:
            expanded = parts.service_principal.value.claims_mapping_policies
            if expanded is not UNSET:
                parts.mapping_policies_at = parts.service_principal.origin.at("claimsMappingPolicies")
                parts.mapping_policies = [
                    parts.service_principal.below(policy, "claimsMappingPolicies", number)
                    for number, policy in enumerate(expanded or [])
                    if not isinstance(policy.deleted_date_time, str)
                ]
        self._join_empties(index)
        self._join_applications(principals)
        self._join_mapping_policies(index, problems)
        self._join_each("claims-policy", index, problems, _set_claims_policy)
        self._join_each("job", index, problems, _add_job)
        self._join_schemas(index, principals, problems)
        self._join_assignments(index)
        index.share()
        for parts in principals:
            if parts.jobs is not None:
                parts.jobs.sort(key=lambda job: str(job.job.value.id))
        return principals

    def _join_empties(self, index: _Principals) -> None:
        for empty in self._empties:
            match = _PRINCIPAL.search(empty.collection.context or "")
            parts = index.named(match.group(1)) if match else None
            if parts is None:
                continue
            at = Origin(empty.document.path, empty.collection.pointer)
            if empty.kind == "mapping-policy" and parts.mapping_policies is None:
                parts.mapping_policies, parts.mapping_policies_at = [], at
            elif empty.kind == "claims-policy" and parts.claims_policy is None:
                principal = parts.service_principal
                parts.claims_policy = Part(None, at, principal.decoded, principal.record)
            elif empty.kind == "job" and parts.jobs is None:
                parts.jobs, parts.jobs_at = [], at
            elif empty.kind == "assignment" and parts.assignments is None:
                principal = parts.service_principal
                parts.assignments = Part([], at, principal.decoded, principal.record)

    def _join_applications(self, principals: list[EntraParts]) -> None:
        by_app_id = {part.value.app_id: part for part in self._of("application", wire.ApplicationObject)}
        for parts in principals:
            found = by_app_id.get(parts.service_principal.value.app_id)
            if found is not None:
                parts.application = found.below(found.value)

    def _join_assignments(self, index: _Principals) -> None:
        """One person's assignment is enough to tell that somebody is; some of a list without people tell nothing."""
        for assignment in self._of("assignment", wire.RoleAssignment):
            parts = index.named(str(assignment.value.resource_id))
            if parts is not None and parts.assignments is None and is_of_people(assignment.value):
                parts.assignments = assignment.below([assignment.value])

    def _of(self, kind: str, of: type[W]) -> list[Part[W]]:
        return [part.below(part.value) for part in self._bodies[kind] if isinstance(part.value, of)]

    def _join_mapping_policies(self, index: _Principals, problems: list[Problem]) -> None:
        for policy in self._of("mapping-policy", wire.ClaimsMappingPolicy):
            if isinstance(policy.value.deleted_date_time, str):
                continue
            if isinstance(policy.value.applies_to, list):
                for target in policy.value.applies_to:
                    parts = index.by_id.get(str(target.id).lower())
                    if parts is not None:
                        _add_mapping_policy(parts, policy)
                continue
            if _TENANT_POLICIES in (policy.record.context or "").lower():
                # The tenant's list of policies says nothing of what is assigned where; a folder named after one does.
                parts = index.by_folder_name(policy)
                if parts is not None:
                    _add_mapping_policy(parts, policy)
                continue
            self._join_one("mapping-policy", policy, index, problems, _add_mapping_policy)

    def _join_each(
        self,
        kind: str,
        index: _Principals,
        problems: list[Problem],
        join: Callable[[EntraParts, Part[wire.Wire]], None],
    ) -> None:
        for part in self._bodies[kind]:
            self._join_one(kind, part, index, problems, join)

    def _join_one(
        self,
        kind: str,
        part: Part[W],
        index: _Principals,
        problems: list[Problem],
        join: Callable[[EntraParts, Part[W]], None],
    ) -> None:
        parts = index.owner(part)
        if parts is None:
            remedy = "save the body with its `@odata.context`, or as a bundle"
            problems.append(orphan(_WORDS[kind], part.origin, index.candidates(), remedy))
        else:
            join(parts, part)

    def _join_schemas(self, index: _Principals, principals: list[EntraParts], problems: list[Problem]) -> None:
        jobs = {str(job.job.value.id): job for parts in principals for job in parts.jobs or [] if job.job.value.id}
        for schema in self._of("schema", wire.SynchronizationSchema):
            match = _JOB.search(schema.record.context or "")
            job_id = match.group(1) if match else schema.value.id
            job = jobs.get(str(job_id))
            if job is None:
                parts = index.owner(schema)
                job = parts.jobs[0] if parts and parts.jobs and len(parts.jobs) == 1 else None
            if job is None:
                remedy = "save it beside its job's body, or as a bundle"
                problems.append(orphan(_WORDS["schema"], schema.origin, index.candidates(), remedy))
            else:
                job.schema = schema.below(schema.value)


class _Principals:
    """Service principals by id, by app id and by the folder their file lies in."""

    def __init__(self, principals: list[EntraParts]) -> None:
        self.by_id: dict[str, EntraParts] = {}
        self._by_app_id: dict[str, EntraParts] = {}
        self._by_folder: dict[PurePosixPath, dict[str, EntraParts]] = {}
        self._same: dict[str, list[EntraParts]] = {}
        for parts in principals:
            ident = str(parts.service_principal.value.id).lower()
            self._same.setdefault(ident, []).append(parts)
            held = self.by_id.setdefault(ident, parts)
            self._by_app_id.setdefault(str(parts.service_principal.value.app_id).lower(), held)
            folder = PurePosixPath(parts.service_principal.origin.path).parent
            self._by_folder.setdefault(folder, {})[ident] = held

    def share(self) -> None:
        """Give every body of one service principal what was joined to another: a list and a single body, say."""
        for same in self._same.values():
            for parts in same[1:]:
                _fill(same[0], parts)
            for parts in same[1:]:
                _fill(parts, same[0])

    def named(self, ident: str) -> EntraParts | None:
        """The service principal of an object id or app id."""
        return self.by_id.get(ident.lower()) or self._by_app_id.get(ident.lower())

    def by_folder_name(self, part: Part[W]) -> EntraParts | None:
        """The service principal after whose id the body's file or one of its folders is named."""
        path = PurePosixPath(part.origin.path)
        named = (self.by_id.get(folder.name.lower()) for folder in (path.with_suffix(""), *path.parents))
        return next((found for found in named if found is not None), None)

    def candidates(self) -> tuple[str, ...]:
        """Ids of all service principals, as findings print them."""
        return tuple(f"entra:{ident}" for ident in sorted(self.by_id))

    def owner(self, part: Part[W]) -> EntraParts | None:
        """The service principal a body belongs to: by context, by a folder named after it, by being alone beside it."""
        match = _PRINCIPAL.search(part.record.context or "")
        if match:
            return self.named(match.group(1))
        found = self.by_folder_name(part)
        if found is not None:
            return found
        beside = [*self._by_folder.get(PurePosixPath(part.origin.path).parent, {}).values()]
        return beside[0] if len(beside) == 1 else None


def _fill(parts: EntraParts, other: EntraParts) -> None:
    """Take over what was read of the same service principal elsewhere, and only there."""
    if parts.mapping_policies is None and "mapping policies" not in parts.broken:
        parts.mapping_policies, parts.mapping_policies_at = other.mapping_policies, other.mapping_policies_at
    if parts.claims_policy is None and "claims policy" not in parts.broken:
        parts.claims_policy = other.claims_policy
    if parts.jobs is None and "jobs" not in parts.broken:
        parts.jobs, parts.jobs_at = other.jobs, other.jobs_at
    if parts.assignments is None and "assignments" not in parts.broken:
        parts.assignments = other.assignments
    parts.application = parts.application or other.application
    parts.tenant = parts.tenant or other.tenant
    parts.bundle = parts.bundle or other.bundle


def _add_mapping_policy(parts: EntraParts, policy: Part[wire.ClaimsMappingPolicy]) -> None:
    if parts.mapping_policies is None:
        parts.mapping_policies, parts.mapping_policies_at = [], policy.origin
        parts.broken.pop("mapping policies", None)
    known = {held.value.id for held in parts.mapping_policies}
    if policy.value.id is UNSET or policy.value.id not in known:
        parts.mapping_policies.append(policy)


def _set_claims_policy(parts: EntraParts, policy: Part[wire.Wire]) -> None:
    if isinstance(policy.value, wire.ClaimsPolicy) and parts.claims_policy is None:
        parts.claims_policy = policy.below(policy.value)
        parts.broken.pop("claims policy", None)


def _add_job(parts: EntraParts, job: Part[wire.Wire]) -> None:
    if isinstance(job.value, wire.SynchronizationJob):
        part = job.below(job.value)
        job_id = part.value.id
        schema = None if part.value.schema is UNSET else part.below(part.value.schema or None, "schema")
        parts.broken.pop("jobs", None)
        parts.jobs_at = parts.jobs_at or part.origin
        parts.jobs = parts.jobs or []
        held = next((known for known in parts.jobs if isinstance(job_id, str) and known.job.value.id == job_id), None)
        if held is None:
            parts.jobs.append(JobParts(part, schema))
        elif held.schema is None:
            held.schema = schema
