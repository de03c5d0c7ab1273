"""The Okta application username: what `${user.userName}` and the SCIM `userName` stand for.

`credentials.userNameTemplate` makes it, unless an outbound profile mapping fills `userName`, which then wins (Okta
help, "Override the app username").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from idplint.inputs.not_read import unread
from idplint.inputs.okta_wire import Credentials, MappingProperty, UserNameTemplate
from idplint.model.application import OVERRIDES_TEMPLATE, Dialect, SourceExpression
from idplint.model.values import Fact, Origin, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.inputs.okta_parts import OktaParts
    from idplint.inputs.okta_wire import Mapping
    from idplint.inputs.part import Part

FACT = "application username"
Flow = Literal["always", "create_only"]

DEFAULT_TEMPLATE = "${source.login}"
_FLOWS: dict[object, Flow] = {"PUSH": "always", "DONT_PUSH": "create_only"}
OVERRIDE_UNREAD = "a profile mapping may override this template, and the mappings were not read"


@dataclass(frozen=True, slots=True)
class Username:
    """How the application username of one user type comes about."""

    source: Fact[SourceExpression]
    origin: Origin
    chosen: bool
    """False for Okta's default template `${source.login}`."""
    flow: Flow | None


def flow_of(push_status: object) -> Flow | None:
    """Return when a value is sent, by Okta's push status; None where that was not read."""
    return _FLOWS.get(push_status)


def application_username(parts: OktaParts) -> Fact[SourceExpression]:
    """Return the application username that holds for every user type, or why there is no single one."""
    usernames = [username_of(parts, mapping) for mapping in parts.mappings or ()] or [username_of(parts, None)]
    first = usernames[0].source
    if len(usernames) == 1:
        return first
    unknown = next((each.source for each in usernames if isinstance(each.source, Unknown)), None)
    if unknown is not None:
        return unknown
    if len({each.source.value for each in usernames if isinstance(each.source, Sourced)}) == 1:
        return first
    return Unknown(
        FACT,
        "the profile mappings of the app's user types make different usernames",
        "give `userName` the same expression in every mapping to this app",
        usernames[1].origin,
    )


def username_of(parts: OktaParts, mapping: Part[Mapping] | None) -> Username:
    """Return the application username under one mapping, or (None) under the template alone."""
    if mapping is None or not isinstance(mapping.value.properties, dict):
        if refused := _refused(parts, mapping):
            return Username(refused, parts.app.origin, chosen=True, flow=None)
        return _from_template(parts, override_read=mapping is None and parts.mappings is not None)
    at = mapping.origin.at("properties", "userName")
    broken = mapping.unknown_if_broken(FACT, "properties", "userName", "expression")
    if broken:
        return Username(broken, at, chosen=True, flow=None)
    line = mapping.value.properties.get("userName")
    if not isinstance(line, MappingProperty) or not isinstance(line.expression, str) or not line.expression.strip():
        return _from_template(parts, override_read=True)
    expression = SourceExpression(line.expression, Dialect.OKTA_CLASSIC)
    source = Sourced(expression, at.at("expression"), note=OVERRIDES_TEMPLATE)
    return Username(source, at, chosen=True, flow=flow_of(line.push_status))


def _refused(parts: OktaParts, mapping: Part[Mapping] | None) -> Unknown | None:
    """Why the username is not known although there is a template: whoever asked for what may override it was refused."""
    if mapping is None and parts.mappings is not None:
        return None
    otherwise = Unknown(FACT, OVERRIDE_UNREAD, parts.app_call)
    part, key = (parts.bundle, "profileMappings") if mapping is None else (mapping, "properties")
    said = unread(part, key, otherwise)
    return None if said is otherwise else said


def _from_template(parts: OktaParts, *, override_read: bool) -> Username:
    app = parts.app
    at = app.origin.at("credentials", "userNameTemplate")
    broken = app.unknown_if_broken(FACT, "credentials", "userNameTemplate")
    if broken:
        return Username(broken, at, chosen=True, flow=None)
    credentials = app.value.credentials
    template = credentials.user_name_template if isinstance(credentials, Credentials) else msgspec.UNSET
    if not isinstance(template, UserNameTemplate):
        missing = Unknown(FACT, "credentials.userNameTemplate was not read", parts.app_call)
        return Username(missing, app.origin, chosen=True, flow=None)
    note = "" if override_read else OVERRIDE_UNREAD
    chosen = template.template != DEFAULT_TEMPLATE or template.type == "CUSTOM"
    # Okta knows a push status for CUSTOM templates only.
    flow = flow_of(template.push_status) if template.type == "CUSTOM" else None
    return Username(_template_source(template, at, note), at, chosen, flow)


def _template_source(template: UserNameTemplate, at: Origin, note: str) -> Fact[SourceExpression]:
    text, kind = template.template, template.type or "BUILT_IN"
    if template.type == "NONE" or not isinstance(text, str) or not text.strip():
        return Unknown(
            FACT,
            "the app has no username template, so an administrator types each username",
            "set a template under Sign On > Credentials Details > Application username format",
            at,
        )
    # A template without holes would be the same text for everybody: the type is what is missing, not the `${}`.
    if kind == "CUSTOM":
        dialect = Dialect.OKTA_CLASSIC
    elif kind == "BUILT_IN" and (template.type or "${" in text):
        dialect = Dialect.OKTA_TEMPLATE
    else:
        return Unknown(
            FACT,
            f"idplint does not know username templates of the type {template.type or 'none'!r}",
            "use a BUILT_IN or CUSTOM template",
            at,
        )
    return Sourced(SourceExpression(text, dialect), at.at("template"), note=note)
