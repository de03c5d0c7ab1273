"""Microsoft Graph bodies as people save them, and the Entra bundle: recognised by content, joined by ids.

Loose bodies are joined by the ids in `@odata.context`, by job, resource and app id; where a body names nothing, by the folder it
lies in (EntraExporter keeps one folder per object id), or by being beside the only service principal of its folder.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idplint.inputs.adapter import EmptyCollection, Fragment, Reading
from idplint.inputs.entra_application import assemble
from idplint.inputs.entra_bundle import read_bundle
from idplint.inputs.entra_joining import Pool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.documents.document import Collection, Record
    from idplint.findings import Problem
    from idplint.inputs.entra_parts import EntraParts

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
    if "serviceprincipals(" not in context:
        return None
    return next((kind for name, kind in _COLLECTION_KINDS if context.rstrip("/").endswith(name)), None)


def read(fragments: Sequence[Fragment], empties: Sequence[EmptyCollection]) -> Reading:
    """Join Graph bodies into one partial application per service principal."""
    problems: list[Problem] = []
    bundles: list[EntraParts] = []
    pool = Pool()
    for fragment in fragments:
        record = fragment.record
        if fragment.kind == "bundle":
            parts = read_bundle(record, problems)
            if parts is not None:
                bundles.append(parts)
        else:
            pool.add(fragment.kind, record, problems)
    for empty in empties:
        pool.add_empty(empty)
    joined = pool.joined(bundles, problems)
    applications = tuple(assemble(parts) for parts in joined)
    for parts in joined:
        problems += parts.problems
    return Reading(applications, tuple(problems))
