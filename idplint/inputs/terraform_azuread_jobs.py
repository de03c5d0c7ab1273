"""Provisioning of an Entra application, as far as Terraform code sets it: jobs, their SCIM endpoint, and schemas sent to Graph.

The azuread provider has no resource for attribute mappings. A job in code therefore says nothing of them, and a snapshot may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import msgspec

from idplint.inputs.entra_provisioning import is_inbound_or_directory, read_schema
from idplint.inputs.entra_wire import SynchronizationJob, SynchronizationSchema
from idplint.inputs.terraform_graph_bodies import GraphBody, member, sourced_text, variants
from idplint.inputs.terraform_values import boolean_fact, items, leads_to, not_known, text_fact
from idplint.model.application import Provisioning, ProvisioningState
from idplint.model.values import Basis, Fact, Sourced, Unknown
from idplint.terraform import Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.findings import Problem
    from idplint.inputs.terraform_azuread_principals import Principal, Statement
    from idplint.terraform import Body, Estate, Resource, Value

_BASE_ADDRESS = "baseaddress"
_SELECTING = ("sourceDirectoryName", "targetDirectoryName", "sourceObjectName", "targetObjectName")
"""Keys that decide whether a rule provisions people at all."""
_REMEDY = "keep a snapshot of the application beside the code, with its synchronization jobs and their schemas"
_NO_MAPPINGS = Unknown("SCIM mapping", "the code does not hold the attribute mappings of the job", _REMEDY)
_NO_STATE = Unknown("SCIM state", "the code does not tell whether the job runs", _REMEDY)


def read_code_provisioning(
    principal: Principal, estate: Estate, problems: list[Problem]
) -> tuple[Provisioning, ...] | None:
    """The outbound jobs that code speaks of; None where it speaks of none."""
    jobs = [job for job in principal.said("job") if not is_inbound(job, estate)]
    if principal.said("job") and not jobs:
        return None
    endpoint = _endpoint(principal, estate)
    schemas = principal.said("schema")
    found: list[Provisioning] = []
    for job in jobs:
        own = [each for each in schemas if _means(each, job, alone=len(jobs) == 1, estate=estate)]
        schemas = [each for each in schemas if each not in own]
        found += _job(job, own, principal, estate, problems)
    for schema in schemas:
        found += _schema(schema, _NO_STATE, "", estate, problems)
    if not found and endpoint is not None:
        secrets = principal.said("secrets")[0]
        found.append(Provisioning(_NO_STATE, _NO_MAPPINGS, secrets.resource.origin))
    if endpoint is not None:
        found = [msgspec.structs.replace(each, endpoint=endpoint) for each in found]
    return tuple(found) if found or principal.said("job") else None


def is_inbound(job: Statement, estate: Estate) -> bool:
    """Whether a job provisions a directory and no application."""
    written = job.resource.argument("template_id") if job.body is None else member(job.body, "templateId", estate)
    template = sourced_text(text_fact(written, "synchronization template", estate))
    return template is not None and is_inbound_or_directory(SynchronizationJob(template_id=template.value))


def _means(schema: Statement, job: Statement, *, alone: bool, estate: Estate) -> bool:
    """Whether a schema is that of a job."""
    meant = leads_to(schema.about, estate) if schema.about is not None else None
    return alone if meant is None else meant.address == job.resource.address


def _job(
    job: Statement, schemas: list[Statement], principal: Principal, estate: Estate, problems: list[Problem]
) -> list[Provisioning]:
    state = _state(job, principal, estate)
    name = _name(job, estate)
    found = [
        msgspec.structs.replace(each, state=state)
        for schema in schemas
        for each in _schema(schema, state, name, estate, problems)
    ]
    if found or schemas:
        return found
    return [Provisioning(state, _NO_MAPPINGS, job.resource.origin, name)]


def _state(job: Statement, principal: Principal, estate: Estate) -> Fact[ProvisioningState]:
    resource = job.resource
    if job.body is not None:
        # Graph makes a job that does not run until it is started.
        started = [each for each in principal.said("job start") if _means(each, job, alone=True, estate=estate)]
        if started:
            note = "the code starts the job"
            return Sourced(ProvisioningState.ACTIVE, started[0].resource.origin, Basis.INFERRED, note)
        return _NO_STATE
    if resource.ignores("enabled"):
        return _NO_STATE
    enabled = boolean_fact(resource.argument("enabled"), "SCIM state", estate)
    if enabled is None:
        note = "`enabled` is true unless it is set"
        return Sourced(ProvisioningState.ACTIVE, resource.origin.at("enabled"), Basis.IDP_DEFAULT, note)
    if isinstance(enabled, Unknown):
        return enabled
    return Sourced(ProvisioningState.ACTIVE if enabled.value else ProvisioningState.DISABLED, enabled.origin)


def _name(job: Statement, estate: Estate) -> str:
    """The job's id, which only a state knows: the last part of `/servicePrincipals/<id>/synchronization/jobs/<job>`."""
    ident = sourced_text(text_fact(job.resource.argument("id"), "job id", estate))
    return ident.value.rpartition("/")[2] if ident else ""


def _schema(
    schema: Statement, state: Fact[ProvisioningState], name: str, estate: Estate, problems: list[Problem]
) -> list[Provisioning]:
    at = schema.resource.origin
    if schema.body is None or schema.resource.ignores("body"):
        return [Provisioning(state, _NO_MAPPINGS, at, name)]
    options = variants(schema.body, estate)
    value = options[0]
    if len(options) > 1:
        reason = "the code leaves open which mappings it sends"
        unknown = Unknown("SCIM mapping", reason, "check the plan instead", schema.resource.origin.at("body"))
        return [Provisioning(state, unknown, at, name)]
    if not isinstance(value, Known):
        return [Provisioning(state, not_known(value, "SCIM mapping"), at, name)]
    body = GraphBody(value)
    open_ = body.obstacle(*_SELECTING)
    if open_ is not None:
        return [Provisioning(state, not_known(open_, "SCIM mapping"), at, name)]
    passage = body.decoded(SynchronizationSchema)
    problems += body.problems(passage)
    if broken := passage.unknown_if_broken("SCIM mapping"):
        return [Provisioning(state, body.unknown(broken), at, name)]
    # The state stands elsewhere in code, and is no part of the body.
    return [body.provisioning(each) for each in read_schema(passage, state, name)]


def _endpoint(principal: Principal, estate: Estate) -> Sourced[str] | None:
    """The SCIM base URL that code stores beside the token, which is never looked at."""
    found = []
    for statement in principal.said("secrets"):
        values: list[Value] = []
        if statement.body is None:
            if not statement.resource.ignores("credential"):
                values = [each.argument("value") for each in _addresses(statement, estate)]
        elif not statement.resource.ignores("body"):
            held = items(member(statement.body, "value", estate), "SCIM endpoint", estate)
            entries = () if isinstance(held, Unknown) else held
            named = [each for each in entries if _is_address(member(each, "key", estate), estate)]
            values = [member(each, "value", estate) for each in named]
        urls = (_url(value, statement.resource, estate) for value in values)
        found += [url for url in urls if url is not None]
    return found[0] if len(found) == 1 else None


def _addresses(statement: Statement, estate: Estate) -> Iterator[Body]:
    for block in statement.resource.blocks("credential"):
        if _is_address(block.argument("key"), estate):
            yield block


def _is_address(key: Value, estate: Estate) -> bool:
    name = sourced_text(text_fact(key, "credential", estate))
    return name is not None and name.value.strip().lower() == _BASE_ADDRESS


def _url(value: Value, resource: Resource, estate: Estate) -> Sourced[str] | None:
    """Scheme, host and path of an address; what may hold a password or a token is left out, and not shown either."""
    text = sourced_text(text_fact(value, "SCIM endpoint", estate))
    if text is None:
        return None
    try:
        parts = urlsplit(text.value.strip())
        host, port = parts.hostname, parts.port
    except ValueError:  # an unbalanced bracket in the host, a port that is no number
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    place = f"[{host}]" if ":" in host else host
    netloc = f"{place}:{port}" if port else place
    kept = urlunsplit((parts.scheme.lower(), netloc, parts.path, "", ""))
    whole = "@" not in parts.netloc and not parts.query and not parts.fragment
    return Sourced(kept, text.origin if whole else resource.origin)
