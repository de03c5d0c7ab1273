"""Whether an Okta application provisions users by SCIM, and which source fills which SCIM attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from idplint.directory.defaults import is_untouched_default
from idplint.inputs.not_read import unread
from idplint.inputs.okta_scim_paths import STANDARD_PATHS, ScimPaths
from idplint.inputs.okta_username import flow_of, username_of
from idplint.inputs.okta_wire import (
    Capabilities,
    CreateCapability,
    MappingEnd,
    MappingProperty,
    Switch,
    UpdateCapability,
)
from idplint.model.application import (
    AttributeMapping,
    Dialect,
    IdpKind,
    Provisioning,
    ProvisioningState,
    SourceExpression,
)
from idplint.model.values import Basis, Fact, Sourced, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.inputs.okta_parts import OktaParts
    from idplint.inputs.okta_wire import Feature, Mapping
    from idplint.inputs.part import Part
    from idplint.model.values import Origin

_FACT = "SCIM mapping"
_SCIM_FEATURE = "SCIM_PROVISIONING"
# Any of these creates, changes or deactivates accounts. GROUP_PUSH alone sends groups, which are no accounts.
USER_FEATURES = ("PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES", "PUSH_USER_DEACTIVATION", _SCIM_FEATURE)
OKTA_USER_ID = SourceExpression('user.getInternalProperty("id")', Dialect.OKTA_CLASSIC)
EXTERNAL_ID_NOTE = "Okta sends its user id as externalId"
REMAPPED_NOTE = "Okta documents no such override for every connector: verify on the wire"
_SCHEMA_UNREAD = "the app user schema, which may remap externalId, was not read"
_OWN_CONNECTOR = "features do not name SCIM_PROVISIONING, so Okta may use its own connector for this app"
ASSUMED_PATH_NOTE = "the SCIM attribute is assumed from the property's name: the app user schema was not read"


def read_provisioning(parts: OktaParts) -> tuple[Provisioning, ...] | Unknown:
    """Return one entry per user type that is provisioned, none where provisioning is off, or why that is not known."""
    state = _state(parts)
    if state is None:
        return ()
    if isinstance(state, Unknown):
        return state
    connection = parts.connection
    endpoint = (
        Sourced(connection.value.base_url, connection.origin.at("baseUrl"))
        if connection and isinstance(connection.value.base_url, str) and connection.value.base_url
        else None
    )
    mappings: list[Part[Mapping] | None] = [*(parts.mappings or ())] or [None]
    return tuple(
        Provisioning(
            state=state,
            mappings=tuple(_lines(parts, mapping)),
            origin=mapping.origin if mapping else state.origin,
            name=_name(mapping, mappings),
            endpoint=endpoint,
            rest=_rest(parts, mapping),
        )
        for mapping in mappings
    )


def _rest(parts: OktaParts, mapping: Part[Mapping] | None) -> Unknown | None:
    """Return why a property that is not listed may be sent all the same; None where the mapping was read."""
    if mapping is not None and isinstance(mapping.value.properties, dict):
        return None
    if mapping is None:
        return None if parts.mappings is not None else parts.mappings_unknown()
    broken = mapping.unknown_if_broken(_FACT, "properties")
    return broken or _header_only(mapping)


def _name(mapping: Part[Mapping] | None, mappings: list[Part[Mapping] | None]) -> str:
    """Return the user type's name, with its id where two types share the name."""
    if mapping is None or not isinstance(mapping.value.source, MappingEnd):
        return ""
    source = mapping.value.source
    if not isinstance(source.name, str):
        return str(source.id or "")
    sharing = sum(
        1
        for each in mappings
        if each and isinstance(each.value.source, MappingEnd) and each.value.source.name == source.name
    )
    return f"{source.name} ({source.id})" if sharing > 1 and isinstance(source.id, str) else source.name


# --- is it on? -------------------------------------------------------------------------------------------------------


def _state(parts: OktaParts) -> Fact[ProvisioningState] | None:
    """Return the state of user provisioning, or None where the app has none."""
    broken = parts.app.unknown_if_broken("SCIM state", "features")
    if broken:
        return broken
    features = parts.app.value.features
    switched_on = _user_feature(parts)
    capability_on, capability_off = _capabilities(parts)
    switched_off = _connection_off(parts) or (None if capability_on else capability_off)
    on = switched_on or capability_on
    if features is UNSET and on is None and switched_off is None:
        otherwise = Unknown("SCIM state", "the app was read without its `features`", parts.app_call)
        return unread(parts.bundle, "features", otherwise)
    if on is None and features is not UNSET:
        return None
    at = switched_off or on
    if at is None:
        return None
    return Sourced(ProvisioningState.DISABLED if switched_off else ProvisioningState.ACTIVE, at)


def _user_feature(parts: OktaParts) -> Origin | None:
    features = parts.app.value.features
    if not isinstance(features, list):
        return None
    index = next((index for index, feature in enumerate(features) if feature in USER_FEATURES), None)
    return None if index is None else parts.app.origin.at("features", index)


def _connection_off(parts: OktaParts) -> Origin | None:
    # UNKNOWN is what Okta answers for every app whose connection its API cannot show: it says nothing.
    if parts.connection and parts.connection.value.status == "DISABLED":
        return parts.connection.origin.at("status")
    return None


def _capabilities(parts: OktaParts) -> tuple[Origin | None, Origin | None]:
    """Return where a feature object says that accounts are written, and where that they are not.

    The outer status may be ENABLED while every capability is DISABLED, so the capabilities decide.
    """
    for feature in parts.features:
        if feature.value.name != "USER_PROVISIONING" or feature.broken():
            continue
        statuses = list(_statuses(feature.value))
        if feature.value.status == "DISABLED":
            return None, feature.origin.at("status")
        if "ENABLED" in statuses:
            return feature.origin.at("capabilities"), None
        if statuses and all(status == "DISABLED" for status in statuses):
            return None, feature.origin.at("capabilities")
    return None, None


def _statuses(feature: Feature) -> Iterator[object]:
    capabilities = feature.capabilities
    if not isinstance(capabilities, Capabilities):
        return
    switches: list[object] = []
    if isinstance(capabilities.create, CreateCapability):
        switches.append(capabilities.create.lifecycle_create)
    if isinstance(capabilities.update, UpdateCapability):
        switches += [capabilities.update.profile, capabilities.update.lifecycle_deactivate]
    yield from (switch.status for switch in switches if isinstance(switch, Switch))


# --- what is sent? ---------------------------------------------------------------------------------------------------


def _lines(parts: OktaParts, mapping: Part[Mapping] | None) -> Iterator[AttributeMapping]:
    username = username_of(parts, mapping)
    yield AttributeMapping(
        target="userName",
        source=username.source,
        origin=username.origin,
        matching_precedence=1,
        flow=username.flow,
        chosen=username.chosen,
    )
    unread = _schema_broken(parts)
    paths = ScimPaths(parts.schema.value) if parts.schema and unread is None else None
    if mapping is not None and isinstance(mapping.value.properties, dict):
        properties = list(_property_lines(mapping, paths, _because(parts, ASSUMED_PATH_NOTE)))
    else:
        broken = mapping.unknown_if_broken(_FACT, "properties") if mapping else None
        properties = list(_unread_lines(parts, mapping, paths, broken))
    if not any(line.target == "externalId" for line in properties):
        yield _external_id(parts, mapping)
    yield from properties


def _schema_broken(parts: OktaParts) -> Unknown | None:
    return parts.schema.unknown_if_broken(_FACT, "definitions") if parts.schema else None


def _external_id(parts: OktaParts, mapping: Part[Mapping] | None) -> AttributeMapping:
    """What Okta sends as externalId where no property is known to be mapped to it."""
    app = parts.app
    features = app.value.features
    at = app.origin.at("features") if features is not UNSET else app.origin
    source: Fact[SourceExpression]
    broken = _schema_broken(parts)
    if broken:
        source = broken
    elif parts.schema is None and _may_be_remapped(parts, mapping):
        remedy = f"add `userSchema` to the bundle: GET /api/v1/meta/schemas/apps/{parts.id}/default"
        source = unread(parts.bundle, "userSchema", Unknown(_FACT, _SCHEMA_UNREAD, remedy, at))
    else:
        notes = [EXTERNAL_ID_NOTE]
        if parts.schema is None:
            notes.append(_because(parts, _SCHEMA_UNREAD))
        if isinstance(features, list) and _SCIM_FEATURE not in features:
            notes.append(_OWN_CONNECTOR)
        source = Sourced(OKTA_USER_ID, at, Basis.IDP_DEFAULT, "; ".join(notes))
    return AttributeMapping(target="externalId", source=source, origin=at, chosen=False)


def _may_be_remapped(parts: OktaParts, mapping: Part[Mapping] | None) -> bool:
    """Whether a property that only the schema could name as externalId is, or may be, mapped."""
    if mapping is None:
        return parts.mappings is None
    properties = mapping.value.properties
    if not isinstance(properties, dict):
        return True
    return any(name != "userName" and name not in STANDARD_PATHS for name in properties)


def _because(parts: OktaParts, note: str) -> str:
    """A note on the app user schema that was not read, with the reason where the bundle gives it."""
    said = unread(parts.bundle, "userSchema", Unknown("app user schema", "", ""))
    return f"{note} ({said.reason})" if said.reason else note


def _property_lines(mapping: Part[Mapping], paths: ScimPaths | None, assumed_path: str) -> Iterator[AttributeMapping]:
    properties = mapping.value.properties
    held = properties if isinstance(properties, dict) else {}
    names = dict.fromkeys([*held, *(str(key) for key in mapping.broken_keys("properties"))])
    for name in names:
        target = STANDARD_PATHS.get(name) if paths is None else paths.of(name)
        if target is None or name == "userName":
            continue
        line = held.get(name)
        at = mapping.origin.at("properties", name)
        source: Fact[SourceExpression]
        broken = mapping.unknown_if_broken(_FACT, "properties", name, "expression")
        if broken:
            source = broken
        elif isinstance(line, MappingProperty) and isinstance(line.expression, str) and line.expression.strip():
            note = assumed_path if paths is None else REMAPPED_NOTE if target == "externalId" else ""
            source = Sourced(SourceExpression(line.expression, Dialect.OKTA_CLASSIC), at.at("expression"), note=note)
        else:
            continue  # an empty expression maps nothing
        flow = flow_of(line.push_status) if isinstance(line, MappingProperty) else None
        chosen = isinstance(source, Unknown) or not is_untouched_default(IdpKind.OKTA, target, source.value.text)
        yield AttributeMapping(target=target, source=source, origin=at, flow=flow, chosen=chosen)


def _unread_lines(
    parts: OktaParts, mapping: Part[Mapping] | None, paths: ScimPaths | None, broken: Unknown | None
) -> Iterator[AttributeMapping]:
    """Yield what a mapping may fill, each with an unknown source; nothing where there is known to be no mapping."""
    if mapping is None and parts.mappings is not None:
        return
    unknown = broken or parts.mappings_unknown()
    if mapping is not None and broken is None:
        unknown = _header_only(mapping)
    assumed = [STANDARD_PATHS[name] for name in ("email", "givenName", "familyName")]
    for target in paths.all() if paths else assumed:
        yield AttributeMapping(target=target, source=unknown, origin=mapping.origin if mapping else parts.app.origin)


def _header_only(mapping: Part[Mapping]) -> Unknown:
    header = "the list of profile mappings leaves the expressions out"
    call = f"GET /api/v1/mappings/{mapping.value.id or '<mapping id>'}"
    return unread(mapping, "properties", Unknown(_FACT, header, call, mapping.origin))
