"""Paths in Auth0's SCIM mappings: which value of a SCIM user fills an attribute of the profile.

Source: Auth0, "Configure Inbound SCIM", attribute mapping: sub-attributes of multi-valued attributes are selected with the `eq`
operator; `id`, `meta` and `password` are never mapped. The default mapping puts a dot between a schema's URN and its attribute,
RFC 7644 a colon; both are read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.scim_filter import CORE_USER, matches, parse_path
from idplint.expressions.syntax import Attribute, Literal, Node, Operation, Unsupported
from idplint.expressions.users import MISSING

if TYPE_CHECKING:
    from idplint.expressions.outcomes import Outcome
    from idplint.expressions.users import UserAttributes

_NEVER_MAPPED = {
    "id": "Auth0 cannot map `id`: it always answers with its own user_id",
    "meta": "Auth0 cannot map `meta`",
    "password": "Auth0 cannot use `password` for enterprise connections",
}


def parse(text: str) -> Node:
    """Read a path; what cannot be read is `Unsupported`. Never raises."""
    return parse_path(text)


def evaluate(node: Node, user: UserAttributes) -> Outcome:
    """The value at a path of a SCIM user: text, a number, true or false, a list of them, or None. Never raises.

    Args:
        node: From `parse`.
        user: The resource as SCIM sends it, nested; or values by their whole path (`emails[type eq "work"].value`).
    """
    match node:
        case Attribute(path=path):
            return _plain(path, user)
        case Operation(operator="[]", operands=(Attribute(path=path), chosen)):
            return _selected(path, chosen, None, user)
        case Operation(
            operator=".",
            operands=(Operation(operator="[]", operands=(Attribute(path=path), chosen)), Attribute(path=(sub,))),
        ):
            return _selected(path, chosen, sub, user)
        case Unsupported(reason=reason):
            return Undecided(reason)
        case _:
            return Undecided("the path cannot be read")


def _plain(path: tuple[str, ...], user: UserAttributes) -> Outcome:
    path = path[1:] if path[0].lower() == CORE_USER.lower() else path
    if not path:
        return Undecided("the path names a schema and no attribute")
    if path[0].lower() in _NEVER_MAPPED:
        return Failed(_NEVER_MAPPED[path[0].lower()])
    name = _written(path)
    found: object = user.get(*path, any_case=True)
    if found is MISSING:
        found = user.get(name, any_case=True)
    if found is MISSING and len(path) > 1:
        above: object = user.get(*path[:-1], any_case=True)
        if above is None:
            return None
        if isinstance(above, list | tuple):
            return Undecided(
                f"{_written(path[:-1])} has several values, and a path without a filter to one of them is not documented"
            )
    return _resolved(found, name)


def _written(path: tuple[str, ...]) -> str:
    return (
        ":".join((path[0], ".".join(path[1:]))) if path[0].lower().startswith("urn:") and path[1:] else ".".join(path)
    )


def _selected(path: tuple[str, ...], chosen: Node, sub: str | None, user: UserAttributes) -> Outcome:
    path = path[1:] if path[0].lower() == CORE_USER.lower() else path
    comparison = _equality(chosen)
    if comparison is None or not path:
        return Undecided("Auth0 documents no filters but a single comparison with `eq`")
    name = f"{_written(path)}[{comparison}]" + (f".{sub}" if sub else "")
    given: object = user.get(name, any_case=True)
    if given is not MISSING:
        return _resolved(given, name)
    held: object = user.get(*path, any_case=True)
    if held is MISSING:
        return Undecided(f"{_written(path)} was not given")
    if held is None:
        return None
    elements = list(held) if isinstance(held, list | tuple) else [held]
    if not all(isinstance(each, Mapping) for each in elements):
        return Undecided(f"{_written(path)} was not given as a list of complex values")
    return _one_of([each for each in elements if isinstance(each, Mapping)], chosen, sub, name)


def _equality(chosen: Node) -> str | None:
    match chosen:
        case Operation(operator="eq", operands=(Attribute(path=(name,)), Literal(value=value))):
            return f"{name} eq {json.dumps(value, ensure_ascii=False)}"
        case _:
            return None


def _one_of(elements: list[Mapping[object, object]], chosen: Node, sub: str | None, name: str) -> Outcome:
    found: list[Mapping[object, object]] = []
    for element in elements:
        readings = [matches(chosen, element, folds=folds) for folds in (True, False)]
        if readings[0] != readings[1]:
            return Undecided("whether Auth0 compares letter case in a mapping's filter is not documented")
        if not isinstance(readings[0], bool):
            return readings[0]
        if readings[0]:
            found.append(element)
    if not found:
        return None
    values = [_resolved(_sub_value(each, sub), name) for each in found]
    if any(each != values[0] or type(each) is not type(values[0]) for each in values):
        return Undecided("several values match the filter, and which one Auth0 takes is not documented")
    return values[0]


def _sub_value(element: Mapping[object, object], sub: str | None) -> object:
    if sub is None:
        return element
    keys = [sub] if sub in element else [key for key in element if isinstance(key, str) and key.lower() == sub.lower()]
    return element[keys[0]] if len(keys) == 1 else MISSING


def _resolved(held: object, name: str) -> Outcome:
    if held is MISSING:
        return Undecided(f"{name} was not given")
    if held is None or isinstance(held, str | int | float):
        return held
    if isinstance(held, list | tuple):
        items = [each for each in held if isinstance(each, str | int | float)]
        if len(items) == len(held):
            return list(items)
    return Undecided(f"{name} is complex, and what Auth0 stores of it is not documented")
