"""The Entra bundle: verbatim Graph bodies of one application. An absent key was not read; null was read and is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from idplint.inputs import entra_wire as wire
from idplint.inputs.entra_assignment import ASSIGNED
from idplint.inputs.entra_parts import EntraParts, JobParts
from idplint.inputs.part import Part
from idplint.inputs.reading_problems import nameless, problems_of
from idplint.model.values import Unknown

if TYPE_CHECKING:
    from idplint.documents.document import Record
    from idplint.findings import Problem
    from idplint.model.values import Origin


def read_bundle(record: Record, problems: list[Problem]) -> EntraParts | None:
    """The parts of a bundle; None where it has no service principal with an id."""
    bundle = Part.of(record, wire.Bundle)
    if _looks_empty(bundle.value):
        # PowerShell objects under camelCase keys: nothing below the first level has the case that Graph writes.
        bundle = Part.of(record, wire.Bundle, any_case=True)
    if bundle.decoded.malformed:
        problems += problems_of(record.document.path, bundle.decoded)
    principal = bundle.value.service_principal
    if not isinstance(principal, wire.ServicePrincipal) or not isinstance(principal.id, str):
        if not bundle.decoded.malformed:
            problems.append(nameless("a service principal", "id", bundle.origin.at("servicePrincipal")))
        return None
    parts = EntraParts(bundle.below(principal, "servicePrincipal"), bundle=bundle)
    if isinstance(bundle.value.tenant, str) and bundle.value.tenant.strip():
        parts.tenant = bundle.value.tenant.strip().lower()
    if bundle.value.application is not UNSET:
        parts.application = bundle.below(bundle.value.application, "application")
    _mapping_policies(bundle, parts)
    _claims_policy(bundle, parts)
    _jobs(bundle, parts)
    _assignments(bundle, parts)
    return parts


def _looks_empty(bundle: wire.Bundle) -> bool:
    """Whether some body of a bundle came out without the one key that it always has."""
    principal, policy, jobs = bundle.service_principal, bundle.claims_policy, bundle.synchronization_jobs
    if isinstance(principal, wire.ServicePrincipal) and principal.id is UNSET:
        return True
    if isinstance(policy, wire.ClaimsPolicy) and policy.claims is UNSET and policy.value is UNSET:
        return True
    policies = bundle.claims_mapping_policies
    if isinstance(policies, list) and any(held.definition is UNSET for held in policies):
        return True
    return isinstance(jobs, list) and any(
        job.id is UNSET
        or (isinstance(job.schema, wire.SynchronizationSchema) and job.schema.synchronization_rules is UNSET)
        for job in jobs
    )


def _not_a_body(
    body: wire.MappingPolicyList | wire.ClaimsPolicy | wire.JobList | wire.AssignmentList, fact: str, origin: Origin
) -> Unknown | None:
    """Why an object without the expected list tells nothing; None for a 404, which says that there is none."""
    error = body.error
    if isinstance(error, wire.GraphError):
        if error.says_there_is_none:
            return None
        return Unknown(
            fact,
            f"Graph answered {error.code or 'an error'} instead of the body",
            "grant the permission that docs/getting-input.md names, and export again",
            origin,
        )
    return Unknown(fact, "the body has a shape that Graph does not document", "export it again, verbatim", origin)


def _mapping_policies(bundle: Part[wire.Bundle], parts: EntraParts) -> None:
    if broken := bundle.unknown_if_broken("NameID", "claimsMappingPolicies"):
        parts.broken["mapping policies"] = broken
        return
    steps: tuple[str, ...] = ("claimsMappingPolicies",)
    policies = bundle.value.claims_mapping_policies
    if policies is UNSET:
        expanded = parts.service_principal.value.claims_mapping_policies
        if expanded is UNSET:
            return
        policies, steps = expanded, ("servicePrincipal", "claimsMappingPolicies")
    if isinstance(policies, wire.MappingPolicyList):
        if policies.value is UNSET and (unknown := _not_a_body(policies, "NameID", bundle.origin.at(*steps))):
            parts.broken["mapping policies"] = unknown
            return
        policies, steps = policies.value or [], (*steps, "value")
    parts.mapping_policies_at = bundle.origin.at(*steps)
    parts.mapping_policies = [
        bundle.below(policy, *steps, index)
        for index, policy in enumerate(policies or [])
        if not isinstance(policy.deleted_date_time, str)
    ]


def _claims_policy(bundle: Part[wire.Bundle], parts: EntraParts) -> None:
    if broken := bundle.unknown_if_broken("NameID", "claimsPolicy"):
        parts.broken["claims policy"] = broken
        return
    policy = bundle.value.claims_policy
    if policy is UNSET:
        return
    if isinstance(policy, wire.ClaimsPolicy) and policy.claims is UNSET:
        if policy.value is UNSET:
            unknown = _not_a_body(policy, "NameID", bundle.origin.at("claimsPolicy"))
            if unknown:
                parts.broken["claims policy"] = unknown
            else:
                parts.claims_policy = bundle.below(None, "claimsPolicy")
        elif policy.value and len(policy.value) > 1:
            at = bundle.origin.at("claimsPolicy", "value", 1)
            reason = "the body lists several claims policies, and an application has one at most"
            parts.broken["claims policy"] = Unknown("NameID", reason, "export it again, verbatim", at)
        elif policy.value:
            # The API reference shows the policy inside a list; an empty list is no policy.
            parts.claims_policy = bundle.below(policy.value[0], "claimsPolicy", "value", 0)
        else:
            parts.claims_policy = bundle.below(None, "claimsPolicy", "value")
        return
    parts.claims_policy = bundle.below(policy or None, "claimsPolicy")


def _jobs(bundle: Part[wire.Bundle], parts: EntraParts) -> None:
    jobs = bundle.value.synchronization_jobs
    if jobs is UNSET:
        if broken := bundle.unknown_if_broken("SCIM state", "synchronizationJobs"):
            parts.broken["jobs"] = broken
        return
    steps: tuple[str, ...] = ("synchronizationJobs",)
    if isinstance(jobs, wire.JobList):
        if jobs.value is UNSET and (unknown := _not_a_body(jobs, "SCIM state", bundle.origin.at(*steps))):
            parts.broken["jobs"] = unknown
            return
        jobs, steps = jobs.value or [], ("synchronizationJobs", "value")
    parts.jobs_at = bundle.origin.at(*steps)
    parts.jobs = []
    for index, job in enumerate(jobs or []):
        part = bundle.below(job, *steps, index)
        schema = None if job.schema is UNSET else part.below(job.schema or None, "schema")
        parts.jobs.append(JobParts(part, schema))


def _assignments(bundle: Part[wire.Bundle], parts: EntraParts) -> None:
    listed = bundle.value.app_role_assigned_to
    if broken := bundle.unknown_if_broken(ASSIGNED, "appRoleAssignedTo"):
        parts.broken["assignments"] = broken
        return
    if listed is UNSET:
        return
    steps: tuple[str, ...] = ("appRoleAssignedTo",)
    if isinstance(listed, wire.AssignmentList):
        if listed.value is UNSET and (unknown := _not_a_body(listed, ASSIGNED, bundle.origin.at(*steps))):
            parts.broken["assignments"] = unknown
            return
        listed, steps = listed.value or [], (*steps, "value")
    parts.assignments = bundle.below(listed or [], *steps)
