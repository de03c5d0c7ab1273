"""Microsoft Graph bodies as people save them, and the Entra bundle: recognised by content, joined by ids.

Loose bodies are joined by the ids in `@odata.context`, by job, resource and app id; where a body names nothing, by the folder it
lies in (EntraExporter keeps one folder per object id), or by being beside the only service principal of its folder.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import UNSET

from idplint.inputs import entra_wire as wire
from idplint.inputs.adapter import EmptyCollection, Fragment, Reading
from idplint.inputs.entra_application import assemble
from idplint.inputs.entra_joining import Pool
from idplint.inputs.entra_parts import EntraParts, JobParts
from idplint.inputs.part import Part
from idplint.inputs.reading_problems import problems_of
from idplint.model.values import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.documents.document import Collection, Record
    from idplint.findings import Problem
    from idplint.model.application import PartialApplication

MARKS: tuple[bytes, ...] = (
    b'"servicePrincipal"',
    b'"servicePrincipalType"',
    b'"ClaimsMappingPolicy"',
    b"ClaimsMappingPolicy",
    b"samlNameIdClaim",
    b'"synchronizationRules"',
    b'"synchronizationJobs"',
    b"synchronization/jobs",
)

_COLLECTION_KINDS = (
    ("claimsmappingpolicies", "mapping-policy"),
    ("claimspolicy", "claims-policy"),
    ("synchronization/jobs", "job"),
    ("approleassignedto", "assignment"),
)
_JOB_ID = re.compile(r"^[A-Za-z0-9_]+\.[0-9a-f]{32}\.[0-9a-f-]{36}$")


def recognise(record: Record) -> str | None:
    """The kind of Graph body a record is: bundle, service-principal, application, mapping-policy, claims-policy, job, ..."""
    keys = record.keys
    if "serviceprincipal" in keys:
        return "bundle"
    if "synchronizationrules" in keys:
        return "schema"
    if "definition" in keys:
        return "mapping-policy" if _mentions(record, "ClaimsMappingPolicy") else None
    if "claims" in keys and ("includebasicclaimset" in keys or _mentions(record, "samlNameIdClaim")):
        return "claims-policy"
    if "templateid" in keys and "schedule" in keys and "status" in keys:
        return "job"
    if "resourceid" in keys and "principaltype" in keys and "approleid" in keys:
        return "assignment"
    if "appid" in keys and "id" in keys:
        if "serviceprincipaltype" in keys or "serviceprincipalnames" in keys or "preferredsinglesignonmode" in keys:
            return "service-principal"
        if "identifieruris" in keys:
            return "application"
    return None


def _mentions(record: Record, word: str) -> bool:
    """Whether a word stands anywhere in a record's values; asked only of the few records whose keys leave it open."""
    return word in str(record.tree())


def recognise_collection(collection: Collection) -> str | None:
    """What an empty Graph list would hold, by its `@odata.context`."""
    context = (collection.context or "").lower()
    if "serviceprincipals('" not in context:
        return None
    return next((kind for name, kind in _COLLECTION_KINDS if context.rstrip("/").endswith(name)), None)


def read(fragments: Sequence[Fragment], empties: Sequence[EmptyCollection]) -> Reading:
    """Join Graph bodies into one partial application per service principal."""
    problems: list[Problem] = []
    applications: list[PartialApplication] = []
    pool = Pool()
    for fragment in fragments:
        record = fragment.record
        if fragment.kind == "bundle":
            parts = _bundle(record, problems)
            if parts is not None:
                applications.append(assemble(parts))
        else:
            pool.add(fragment.kind, record, problems)
    for empty in empties:
        pool.add_empty(empty)
    applications += [assemble(parts) for parts in pool.joined(problems)]
    return Reading(tuple(applications), tuple(problems))


def _bundle(record: Record, problems: list[Problem]) -> EntraParts | None:
    decoded = record.decode(wire.Bundle)
    path = record.document.path
    at = Origin(path, record.pointer)
    if decoded.malformed:
        problems += problems_of(path, decoded)
    bundle = decoded.value
    principal = bundle.service_principal
    if not isinstance(principal, wire.ServicePrincipal) or not isinstance(principal.id, str):
        return None
    whole: Part[wire.Bundle] = Part(bundle, at, decoded, record)
    parts = EntraParts(whole.below(principal, "servicePrincipal"))
    if bundle.application is not UNSET:
        parts.application = whole.below(bundle.application, "application")
    _bundle_mapping_policies(whole, parts)
    _bundle_claims_policy(whole, parts)
    _bundle_jobs(whole, parts)
    return parts


def _bundle_mapping_policies(bundle: Part[wire.Bundle], parts: EntraParts) -> None:
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
        policies, steps = policies.value or [], (*steps, "value")
    parts.mapping_policies_at = bundle.origin.at(*steps)
    parts.mapping_policies = [
        bundle.below(policy, *steps, index)
        for index, policy in enumerate(policies or [])
        if not isinstance(policy.deleted_date_time, str)
    ]


def _bundle_claims_policy(bundle: Part[wire.Bundle], parts: EntraParts) -> None:
    if broken := bundle.unknown_if_broken("NameID", "claimsPolicy"):
        parts.broken["claims policy"] = broken
        return
    policy = bundle.value.claims_policy
    if policy is UNSET:
        return
    if isinstance(policy, wire.ClaimsPolicy) and policy.value is not UNSET and policy.claims is UNSET:
        # The API reference shows the policy inside a list; an empty list is no policy.
        listed = policy.value or []
        if listed:
            parts.claims_policy = bundle.below(listed[0], "claimsPolicy", "value", 0)
        else:
            parts.claims_policy = bundle.below(None, "claimsPolicy", "value")
        return
    parts.claims_policy = bundle.below(policy or None, "claimsPolicy")


def _bundle_jobs(bundle: Part[wire.Bundle], parts: EntraParts) -> None:
    if isinstance(bundle.value.synchronization_jobs, list | wire.JobList):
        steps: tuple[str, ...] = ("synchronizationJobs",)
        jobs = bundle.value.synchronization_jobs
        if isinstance(jobs, wire.JobList):
            jobs, steps = jobs.value or [], ("synchronizationJobs", "value")
        parts.jobs = []
        for index, job in enumerate(jobs):
            part = bundle.below(job, *steps, index)
            schema = None if job.schema is UNSET else part.below(job.schema or None, "schema")
            parts.jobs.append(JobParts(part, schema))
        parts.jobs_at = bundle.origin.at(*steps)
    elif broken := bundle.unknown_if_broken("SCIM state", "synchronizationJobs"):
        parts.broken["jobs"] = broken
    elif bundle.value.synchronization_jobs is None:
        parts.jobs = []
        parts.jobs_at = bundle.origin.at("synchronizationJobs")
