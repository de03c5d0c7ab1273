"""Entra synchronization jobs and schemas as outbound user provisioning.

Source: Microsoft Graph synchronization API (synchronizationJob, synchronizationSchema). Only rules that run from Entra into an
application count; HR and directory jobs use the same API and are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from idplint.directory.defaults import is_untouched_default
from idplint.inputs.entra_wire import MappingSource
from idplint.inputs.not_read import unread
from idplint.model.application import (
    AttributeMapping,
    Dialect,
    IdpKind,
    Provisioning,
    ProvisioningState,
    SourceExpression,
)
from idplint.model.values import Fact, Origin, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.inputs.entra_parts import EntraParts, JobParts
    from idplint.inputs.entra_wire import MappingLine, ObjectMapping, SynchronizationJob, SynchronizationSchema
    from idplint.inputs.part import Part, Passage

_ENTRA_DIRECTORIES = frozenset({"azure active directory", "microsoft entra id"})
_DIRECTORY_TARGETS = ("azure active directory", "microsoft entra id", "active directory")
_NOT_APPLICATIONS = ("ad2aad", "azure2azure", "workday", "successfactors", "aad2ad", "cloudhr", "apitoaad")
_SCHEDULE_OFF = {"paused": ProvisioningState.PAUSED, "disabled": ProvisioningState.DISABLED}
_STATUS = {
    "active": ProvisioningState.ACTIVE,
    "notrun": ProvisioningState.NOT_YET_RUN,
    "paused": ProvisioningState.PAUSED,
    "quarantine": ProvisioningState.QUARANTINED,
    "notconfigured": ProvisioningState.DISABLED,
}
_FLOWS: dict[str, Literal["always", "create_only"]] = {"always": "always", "objectaddonly": "create_only"}


def read_provisioning(parts: EntraParts) -> tuple[Provisioning, ...] | Unknown:
    """Every outbound user mapping of every job, or why none could be read."""
    ident = parts.service_principal.value.id
    if "jobs" in parts.broken:
        return parts.broken["jobs"]
    if parts.jobs is None:
        call = f"az rest --url https://graph.microsoft.com/v1.0/servicePrincipals/{ident}/synchronization/jobs"
        otherwise = Unknown(
            "SCIM state", "the synchronization jobs were not read", f"add `synchronizationJobs`: {call}"
        )
        return unread(parts.bundle, "synchronizationJobs", otherwise)
    found: list[Provisioning] = []
    for job in parts.jobs:
        if not is_inbound_or_directory(job.job.value):
            found += _job(job, str(ident))
    return tuple(found)


def is_inbound_or_directory(job: SynchronizationJob) -> bool:
    """Whether a job provisions a directory, or from an HR system, and so no application."""
    name = job.template_id if isinstance(job.template_id, str) else job.id if isinstance(job.id, str) else ""
    return name.lower().startswith(_NOT_APPLICATIONS)


def _state(job: Part[SynchronizationJob]) -> Fact[ProvisioningState]:
    value = job.value
    schedule = value.schedule.state if value.schedule else None
    if isinstance(schedule, str) and (off := _SCHEDULE_OFF.get(schedule.lower())):
        return Sourced(off, job.origin.at("schedule", "state"))
    code = value.status.code if value.status else None
    if isinstance(code, str) and (state := _STATUS.get(code.lower())):
        return Sourced(state, job.origin.at("status", "code"))
    if isinstance(schedule, str) and schedule.lower() == "active":
        return Sourced(ProvisioningState.ACTIVE, job.origin.at("schedule", "state"))
    return Unknown(
        "SCIM state",
        "the job was read without its schedule and status",
        "export the whole body of /synchronization/jobs",
        job.origin,
    )


def _job(parts: JobParts, ident: str) -> list[Provisioning]:
    job = parts.job
    job_id = job.value.id if isinstance(job.value.id, str) else "<job id>"
    state = _state(job)
    if broken := job.unknown_if_broken("SCIM mapping", "schema"):
        return [Provisioning(state, broken, job.origin, job_id)]
    schema = parts.schema
    if schema is not None and (broken := schema.unknown_if_broken("SCIM mapping")):
        return [Provisioning(state, broken, job.origin, job_id)]
    if schema is None or schema.value is None:
        unknown = Unknown(
            "SCIM mapping",
            f"the schema of synchronization job {job_id} was not read",
            "add `schema` to the job: az rest --url "
            f"https://graph.microsoft.com/v1.0/servicePrincipals/{ident}/synchronization/jobs/{job_id}/schema",
            job.origin,
        )
        return [Provisioning(state, unread(job, "schema", unknown), job.origin, job_id)]
    return read_schema(schema.below(schema.value), state, job_id)


def read_schema(
    schema: Passage[SynchronizationSchema], state: Fact[ProvisioningState], job_id: str
) -> list[Provisioning]:
    """The outbound user mappings of a job's schema; none where it has none.

    Args:
        schema: The body of /schema.
        state: Of the job.
        job_id: Its id; "" where it is not known.
    """
    rules = schema.value.synchronization_rules
    if not isinstance(rules, list):
        unknown = Unknown(
            "SCIM mapping",
            "the job's schema was read without synchronizationRules",
            "export the whole body of /schema",
            schema.origin,
        )
        return [Provisioning(state, unknown, schema.origin, job_id)]
    found = []
    for rule_index, rule in enumerate(rules):
        source = rule.source_directory_name.lower() if isinstance(rule.source_directory_name, str) else ""
        target = rule.target_directory_name.lower() if isinstance(rule.target_directory_name, str) else ""
        if (source and source not in _ENTRA_DIRECTORIES) or target.startswith(_DIRECTORY_TARGETS):
            continue
        for index, mapping in enumerate(rule.object_mappings or []):
            if mapping.enabled is not False and _is_user(mapping):
                at = schema.origin.at("synchronizationRules", rule_index, "objectMappings", index)
                found.append(Provisioning(state, _lines(mapping, at), at, job_id))
    return found


def _is_user(mapping: ObjectMapping) -> bool:
    source = mapping.source_object_name.lower() if isinstance(mapping.source_object_name, str) else "user"
    target = mapping.target_object_name.lower() if isinstance(mapping.target_object_name, str) else ""
    return source == "user" and not target.endswith("group")


def _lines(mapping: ObjectMapping, at: Origin) -> tuple[AttributeMapping, ...] | Unknown:
    if not isinstance(mapping.attribute_mappings, list):
        return Unknown(
            "SCIM mapping",
            "the object mapping was read without attributeMappings",
            "export the whole body of /schema",
            at,
        )
    lines = []
    for index, line in enumerate(mapping.attribute_mappings):
        if isinstance(line.target_attribute_name, str) and not _sends_nothing(line):
            lines.append(_line(line, at.at("attributeMappings", index)))
    return tuple(lines)


def _sends_nothing(line: MappingLine) -> bool:
    """Whether this is a mapping of the type None without a default value, which leaves the attribute as it is.

    Source: Microsoft, "Customize user provisioning attribute-mappings", attribute-mapping types.
    """
    return line.source is None and (line.default_value is None or line.default_value == "")


def _line(line: MappingLine, at: Origin) -> AttributeMapping:
    target = str(line.target_attribute_name)
    source = _source(line, target, at)
    priority = line.matching_priority if isinstance(line.matching_priority, int) else 0
    return AttributeMapping(
        target,
        source,
        at,
        matching_precedence=priority if priority > 0 else None,
        flow=_FLOWS.get(line.flow_type.lower()) if isinstance(line.flow_type, str) else None,
        default_value=line.default_value if isinstance(line.default_value, str) and line.default_value else None,
        chosen=isinstance(source, Unknown) or not is_untouched_default(IdpKind.ENTRA, target, source.value.text),
    )


def _source(line: MappingLine, target: str, at: Origin) -> Fact[SourceExpression]:
    source = line.source
    if not isinstance(source, MappingSource):
        if isinstance(line.default_value, str) and line.default_value:
            return Sourced(SourceExpression(line.default_value, Dialect.CONSTANT), at.at("defaultValue"))
        return Unknown(
            "SCIM mapping",
            f"the mapping of {target} was read without its source",
            "export the whole body of /schema",
            at,
        )
    kind = source.type.lower() if isinstance(source.type, str) else ""
    has_expression = isinstance(source.expression, str) and source.expression != ""
    place = at.at("source", "expression" if has_expression else "name")
    text = source.expression if has_expression else source.name
    if not isinstance(text, str) or not text:
        return Unknown(
            "SCIM mapping",
            f"the mapping of {target} was read without its source",
            "export the whole body of /schema",
            at,
        )
    if kind == "constant":
        return Sourced(SourceExpression(text.strip('"'), Dialect.CONSTANT), place)
    if kind == "attribute" and not text.startswith("["):
        text = f"[{text}]"
    if kind == "function" and not has_expression:
        return Unknown(
            "SCIM mapping",
            f"the mapping of {target} was read without its expression",
            "export the whole body of /schema",
            at,
        )
    return Sourced(SourceExpression(text, Dialect.ENTRA_PROVISIONING), place)
