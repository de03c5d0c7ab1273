"""Provisioning of one Okta application in code: profile mappings, schema properties, features and the connection.

No Terraform argument switches SCIM on for a custom application: `features` of an app is computed, so that code is silent on the
state unless a feature resource says it. `okta_profile_mapping` states the lines that it lists; whether there are others too says
`delete_when_absent`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from idplint.directory.defaults import is_untouched_default
from idplint.inputs.okta_provisioning import (
    ASSUMED_PATH_NOTE,
    EXTERNAL_ID_NOTE,
    OKTA_USER_ID,
    REMAPPED_NOTE,
    USER_FEATURES,
)
from idplint.inputs.okta_scim_paths import STANDARD_PATHS, ScimPaths
from idplint.inputs.okta_username import FACT, flow_of
from idplint.inputs.okta_wire import SchemaDefinitions, SchemaProperty, SchemaSet, UserSchema
from idplint.inputs.terraform_okta_parts import AppParts, flag_of, known_text, text_of
from idplint.inputs.terraform_okta_templates import one_expression, with_note
from idplint.inputs.terraform_okta_username import TEMPLATE, template_flow, template_username
from idplint.inputs.terraform_values import items
from idplint.model.application import (
    OVERRIDES_TEMPLATE,
    AttributeMapping,
    Dialect,
    IdpKind,
    Provisioning,
    ProvisioningState,
)
from idplint.model.values import Basis, Sourced, Unknown
from idplint.terraform.values import identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from idplint.model.application import SourceExpression
    from idplint.model.values import Fact, Origin
    from idplint.terraform import Body, Resource

_MAPPING = "SCIM mapping"
_STATE = "SCIM state"
_SNAPSHOT = "keep a snapshot of the application beside the code: `idplint convert` writes one"
_COMPUTED = Unknown(
    _STATE, "Terraform cannot switch SCIM on for an Okta app, and no code tells whether it is on", _SNAPSHOT
)
_NO_MAPPING = Unknown(_MAPPING, "no profile mapping to the application stands in code", _SNAPSHOT)
_OTHERS = Unknown(
    _MAPPING,
    "code lists some lines of the profile mapping, and `delete_when_absent` is off, so that others may be there",
    _SNAPSHOT,
)


@dataclass(frozen=True, slots=True)
class _Paths:
    """Where the properties that stand in code are sent."""

    sent: ScimPaths
    declared: frozenset[str]
    """Names of the properties that code describes, sent or not."""
    unread: Unknown | None
    """What is in the way of one of them."""

    def of(self, name: str) -> tuple[str | None, bool]:
        """The SCIM attribute of a property, None where it is not sent or that is not known; and whether it is only assumed."""
        path = "userName" if name == "userName" else self.sent.of(name)
        if path is not None or name in self.declared:
            return path, False
        return STANDARD_PATHS.get(name), True


@dataclass(slots=True)
class _Lines:
    """The lines of the mapping from one user type."""

    resource: Resource
    held: dict[str, AttributeMapping] = field(default_factory=dict)
    rest: Unknown | None = None


def code_provisioning(parts: AppParts) -> tuple[Provisioning, ...] | Unknown | None:
    """One entry for each user type that is mapped; None where code says nothing of provisioning."""
    state, jobs = _state(parts), _jobs(parts)
    endpoint = _endpoint(parts)
    if not jobs:
        if state is None and endpoint is None:
            return _COMPUTED if parts.app else None
        at = parts.connections[0] if parts.connections else parts.features[0] if parts.features else parts.subject
        lines, rest = tuple(_certain(parts, state, None, {})), _NO_MAPPING
        job = Provisioning(state or _COMPUTED, lines or _NO_MAPPING, at.origin, endpoint=endpoint, rest=rest)
        return (job,)
    several = len(jobs) > 1
    return tuple(
        Provisioning(
            state=state or _COMPUTED,
            mappings=(*_certain(parts, state, job.rest, job.held), *job.held.values()),
            origin=job.resource.origin,
            name=_name(parts, job.resource) if several else "",
            endpoint=endpoint,
            rest=job.rest,
        )
        for job in jobs
    )


def _endpoint(parts: AppParts) -> Sourced[str] | None:
    found = (known_text(each, "base_url", parts.estate) for each in parts.connections)
    return next((url for url in found if url), None)


def _name(parts: AppParts, mapping: Resource) -> str:
    stated = known_text(mapping, "source_name", parts.estate)
    return stated.value if stated else mapping.name


def code_username(
    parts: AppParts, provisioning: tuple[Provisioning, ...] | Unknown | None
) -> Fact[SourceExpression] | None:
    """The application username: what a profile mapping in code makes it, else what the template makes."""
    jobs = provisioning if isinstance(provisioning, tuple) else ()
    made = [source for job in jobs for source in _overriding(parts, job)]
    if not made:
        complete = bool(jobs) and all(job.rest is None for job in jobs)
        return template_username(parts.app, parts.estate, override_read=complete) if parts.app else None
    unknown = next((source for source in made if isinstance(source, Unknown)), None)
    if unknown is not None:
        return unknown
    if len(made) == len(jobs) and len({source.value for source in made if isinstance(source, Sourced)}) == 1:
        return made[0]
    return Unknown(
        FACT,
        "the profile mappings of the app's user types make different usernames",
        "give `userName` the same expression in every mapping to this app",
        made[0].origin,
    )


def _overriding(parts: AppParts, job: Provisioning) -> Iterator[Fact[SourceExpression]]:
    """What a mapping fills userName with; the template's own line is none of it."""
    template = parts.app.origin.at(TEMPLATE) if parts.app else None
    for line in job.mappings if isinstance(job.mappings, tuple) else ():
        if line.target == "userName" and line.origin != template:
            yield line.source


# --- is it on? -------------------------------------------------------------------------------------------------------


def _state(parts: AppParts) -> Fact[ProvisioningState] | None:
    on = _user_feature(parts)
    off: Origin | None = None
    for feature in parts.features:
        found = _feature_state(parts, feature)
        if isinstance(found, Unknown):
            return found
        if found is None:
            continue
        enabled, at = found
        on, off = (on or at, off) if enabled else (on, off or at)
    for connection in parts.connections:
        action = text_of(connection, "action", _STATE, parts.estate)
        if isinstance(action, Sourced) and action.value == "deactivate":
            return Sourced(ProvisioningState.DISABLED, action.origin)
    if on:
        return Sourced(ProvisioningState.ACTIVE, on)
    return Sourced(ProvisioningState.DISABLED, off) if off else None


def _user_feature(parts: AppParts) -> Origin | None:
    """Where a state or plan tells that users are provisioned. In code `features` is a list that nobody obeys."""
    app = parts.app or parts.data
    if app is None or not app.planned:
        return None
    held = items(app.argument("features"), _STATE, parts.estate)
    for item in held if isinstance(held, tuple) else ():
        if getattr(item, "value", None) in USER_FEATURES:
            return getattr(item, "written", app.origin)
    return None


def _feature_state(parts: AppParts, feature: Resource) -> tuple[bool, Origin] | Unknown | None:
    """Whether a feature resource writes accounts, and where it says so; the capabilities decide (see `okta_provisioning`)."""
    estate = parts.estate
    name = text_of(feature, "name", _STATE, estate)
    if isinstance(name, Unknown):
        return name
    if name is None or name.value != "USER_PROVISIONING" or feature.ignores("capabilities"):
        return None
    status = text_of(feature, "status", _STATE, estate)
    if isinstance(status, Unknown):
        return status
    if status is not None and status.value == "DISABLED":
        return False, status.origin
    switches = [text_of(each, "status", _STATE, estate) for each in _switches(feature)]
    unknown = next((each for each in switches if isinstance(each, Unknown)), None)
    known = [each for each in switches if isinstance(each, Sourced)]
    on = next((each for each in known if each.value == "ENABLED"), None)
    if on is not None:
        return True, on.origin
    if unknown is not None:
        return unknown
    return (False, known[0].origin) if known and all(each.value == "DISABLED" for each in known) else None


def _switches(feature: Resource) -> Iterator[Body]:
    for capabilities in feature.blocks("capabilities"):
        for create in capabilities.blocks("create"):
            yield from create.blocks("lifecycle_create")
        for update in capabilities.blocks("update"):
            yield from update.blocks("profile")
            yield from update.blocks("lifecycle_deactivate")


# --- what is sent? ---------------------------------------------------------------------------------------------------


def _certain(
    parts: AppParts, state: Fact[ProvisioningState] | None, rest: Unknown | None, held: dict[str, AttributeMapping]
) -> Iterator[AttributeMapping]:
    """What Okta sends of itself, where nothing that is not in code may say otherwise."""
    complete = rest is None and bool(parts.mappings)
    if not complete and not (state and _user_feature(parts)):
        return
    if "userName" not in held and parts.app is not None:
        source = template_username(parts.app, parts.estate, override_read=complete)
        if source is not None:
            at = parts.app.origin.at(TEMPLATE)
            # A plan shows the provider's default as a value, so that the text decides, not whether somebody wrote it.
            chosen = isinstance(source, Unknown) or not is_untouched_default(
                IdpKind.OKTA, "userName", source.value.text
            )
            flow = flow_of(template_flow(parts.app, parts.estate))
            yield AttributeMapping("userName", source, at, matching_precedence=1, flow=flow, chosen=chosen)
    if complete and "externalId" not in held:
        at = parts.mappings[0].origin
        source = Sourced(OKTA_USER_ID, at, Basis.IDP_DEFAULT, EXTERNAL_ID_NOTE)
        yield AttributeMapping("externalId", source, at, chosen=False)


def _jobs(parts: AppParts) -> list[_Lines]:
    """The lines of each user type's mapping; several resources may hold lines of one."""
    paths = _paths(parts)
    found: dict[str, _Lines] = {}
    for mapping in parts.mappings:
        if mapping.ignores("mappings"):
            continue
        key = identity(mapping.argument("source_id"))
        job = found.setdefault(key, _Lines(mapping))
        complete = flag_of(mapping, "delete_when_absent", _MAPPING, parts.estate)
        if not (isinstance(complete, Sourced) and complete.value):
            job.rest = job.rest or _OTHERS
        for body in mapping.blocks("mappings"):
            line = _line(parts, body, paths)
            if isinstance(line, Unknown):
                job.rest = line
            elif line is not None:
                job.held[line.target] = line
        job.rest = paths.unread or job.rest
    return list(found.values())


def _line(parts: AppParts, body: Body, paths: _Paths) -> AttributeMapping | Unknown | None:
    """One line; None where it sends nothing; unknown where what it fills is."""
    estate = parts.estate
    name = text_of(body, "id", _MAPPING, estate)
    if isinstance(name, Unknown):
        return name
    if name is None:
        return None
    target, assumed = paths.of(name.value)
    if target is None and not assumed:
        return None  # a property without a namespace is not sent
    if target is None:
        reason = f"which SCIM attribute {name.value} fills stands in the app's schema, which is not in code"
        remedy = f'add `external_name` and `external_namespace` in an okta_app_user_schema_property "{name.value}"'
        return Unknown(_MAPPING, reason, remedy)
    source: Fact[SourceExpression] | None = one_expression(
        body.argument("expression"), _MAPPING, Dialect.OKTA_CLASSIC, estate
    )
    if body.exists is not None:
        source = body.exists.fact(_MAPPING)
    if source is None:
        return None  # an empty expression maps nothing
    note = OVERRIDES_TEMPLATE if target == "userName" else REMAPPED_NOTE if target == "externalId" else ""
    source = with_note(source, ASSUMED_PATH_NOTE if assumed else note)
    push = text_of(body, "push_status", _MAPPING, estate, "DONT_PUSH")
    chosen = isinstance(source, Unknown) or not is_untouched_default(IdpKind.OKTA, target, source.value.text)
    return AttributeMapping(
        target=target,
        source=source,
        origin=push.origin if isinstance(push, Sourced) and push.basis is Basis.READ else body.origin,
        flow=flow_of(push.value) if isinstance(push, Sourced) else None,
        chosen=chosen,
    )


def _paths(parts: AppParts) -> _Paths:
    declared: set[str] = set()
    held: dict[str, SchemaProperty | None] = {}
    unread: Unknown | None = None
    for resource in parts.properties:
        index, external, namespace = _names(parts, resource, ("index", "external_name", "external_namespace"))
        unread = unread or next((each for each in (index, external, namespace) if isinstance(each, Unknown)), None)
        if isinstance(index, Sourced):
            declared.add(index.value)
        if isinstance(index, Sourced) and isinstance(external, Sourced) and isinstance(namespace, Sourced):
            held[index.value] = SchemaProperty(external.value, namespace.value)
    sent = ScimPaths(UserSchema(definitions=SchemaDefinitions(custom=SchemaSet(held))))
    return _Paths(sent, frozenset(declared), unread)


def _names(parts: AppParts, resource: Resource, names: Iterable[str]) -> Iterator[Fact[str] | None]:
    for name in names:
        yield text_of(resource, name, _MAPPING, parts.estate)
