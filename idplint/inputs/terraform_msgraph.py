"""What resources of the msgraph provider say of enterprise applications, by the URL they write to.

Source: the provider's documentation (`msgraph_resource`, `msgraph_update_resource`, `msgraph_resource_action`,
`msgraph_resource_collection`) and the paths of the Microsoft Graph API.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from idplint.inputs.terraform_azuread_principals import FROM_TEMPLATE, GRAPH_RESOURCE, SERVICE_PRINCIPAL, Statement
from idplint.inputs.terraform_graph_bodies import member, sourced_text
from idplint.inputs.terraform_values import settled, text_fact
from idplint.terraform import Known, Reference, Unknown, as_structure, referenced
from idplint.terraform.values import OneOf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from idplint.terraform import Estate, Resource, Value

TYPES = frozenset({GRAPH_RESOURCE, "msgraph_update_resource", "msgraph_resource_action", "msgraph_resource_collection"})

_HOST = r"(?:https://graph\.microsoft\.[a-z.]+/)?(?:(?:v1\.0|beta)/)?/?"
_OWNER = r"servicePrincipals(?:/(?P<id>[^/()]+)|\((?:appId='(?P<app>[^'/]+)'|'(?P<quoted>[^'/]+)')\))"
_PATH = re.compile(
    rf"/?{_HOST}{_OWNER}(?:/(?P<rest>claimsPolicy|claimsMappingPolicies/\$ref|synchronization/secrets"
    r"|synchronization/jobs(?:/(?P<job>[^/]+)/(?P<part>schema|start))?))?/?",
    re.IGNORECASE,
)
_PRINCIPALS = re.compile(rf"/?{_HOST}servicePrincipals/?", re.IGNORECASE)
_POLICIES = re.compile(rf"/?{_HOST}policies/claimsMappingPolicies(?:/[^/]+)?/?", re.IGNORECASE)
_MARK = re.compile("\ue000([0-9]{1,9})\ue001")
_PATH_LIKE = frozenset({(("id",), SERVICE_PRINCIPAL), (("service_principal_id",), FROM_TEMPLATE)})
"""Attributes that hold `/servicePrincipals/<id>`, not the id alone."""
_READS = frozenset({"get", "delete", "head"})
_LONGEST = 2000
"""Characters of a URL that is looked at."""
_DEPTH = 5


class _Url:
    """A URL, with marks for the parts that a provider decides."""

    def __init__(self, value: Value, estate: Estate) -> None:
        self._estate = estate
        self._parts: list[Value] = []
        self.text = self._written(value, "", 0)

    def _written(self, value: Value, before: str, depth: int) -> str:
        held = settled(value, self._estate)
        match held:
            case Known(value=str() as text):
                return text
            case Unknown(parts=parts) if parts and depth < _DEPTH:
                text = ""
                for part in parts:
                    text += self._written(part, before + text, depth + 1)
                return text
            case Reference() if depth < _DEPTH:
                return self._of_resource(held, before, depth)
            case _:
                return self._mark(held)

    def _of_resource(self, held: Reference, before: str, depth: int) -> str:
        """What an attribute of a resource puts into a URL: its id, or a whole path."""
        resource = self._estate.resource(held)
        path = None
        attribute = held.path[:1]
        of_type = resource.type if resource is not None else ""
        if (attribute, of_type) in _PATH_LIKE:
            path = "servicePrincipals/"
        elif resource is not None and attribute == ("id",) and of_type == "azuread_synchronization_job":
            owner = self._written(resource.argument("service_principal_id"), "servicePrincipals/", depth + 1)
            path = f"servicePrincipals/{owner}/synchronization/jobs/"
        elif resource is not None and attribute == ("resource_url",) and of_type in TYPES:
            return f"{self._written(resource.argument('url'), before, depth + 1)}/{self._mark(held)}"
        if path is None or before.lower().endswith(("serviceprincipals/", "synchronization/jobs/")):
            return self._mark(held)
        return f"{path}{self._mark(held)}"

    def _mark(self, value: Value) -> str:
        self._parts.append(value)
        return f"\ue000{len(self._parts) - 1}\ue001"

    def value(self, text: str, written: Value) -> Value:
        """What a piece of the URL stands for: a value that a provider decides, or the text itself.

        Args:
            text: The piece.
            written: The whole URL, which tells where the text stands.
        """
        found = _MARK.fullmatch(text)
        if found is not None and int(found[1]) < len(self._parts):
            return self._parts[int(found[1])]
        return _text(text, written)


def _text(text: str, written: Value) -> Value:
    origin = written.written if isinstance(written, Known | Reference) else getattr(written, "origin", None)
    if origin is None:
        return written
    return Known(text, origin, origin)


def creates_principal(resource: Resource, estate: Estate) -> bool:
    """Whether a resource makes a service principal."""
    return (
        resource.type == GRAPH_RESOURCE
        and resource.mode == "managed"
        and _PRINCIPALS.fullmatch(_Url(resource.argument("url"), estate).text[:_LONGEST]) is not None
    )


def is_mapping_policy(resource: Resource, estate: Estate) -> bool:
    """Whether a resource writes a claims mapping policy."""
    if resource.type not in {GRAPH_RESOURCE, "msgraph_update_resource"} or resource.mode != "managed":
        return False
    if _POLICIES.fullmatch(_Url(resource.argument("url"), estate).text[:_LONGEST]) is not None:
        return True
    return _kind_of_body(_body(resource, estate), estate) == "mapping policy" and not _has_url(resource, estate)


def _has_url(resource: Resource, estate: Estate) -> bool:
    return "/" in _MARK.sub("", _Url(resource.argument("url"), estate).text)


def statements_of(resource: Resource, estate: Estate) -> Iterator[Statement]:
    """What a resource says of a service principal."""
    if resource.mode != "managed" or creates_principal(resource, estate):
        return
    address = resource.argument("resource_url" if resource.type == "msgraph_resource_action" else "url")
    url = _Url(address, estate)
    text = url.text
    if resource.type == "msgraph_resource_action":
        method = sourced_text(text_fact(resource.argument("method"), "method", estate))
        when = sourced_text(text_fact(resource.argument("when"), "when", estate))
        if (method and method.value.lower() in _READS) or (when and when.value == "destroy"):
            return
        action = sourced_text(text_fact(resource.argument("action"), "action", estate))
        if action and action.value:
            text = f"{text.rstrip('/')}/{action.value.lstrip('/')}"
    body = _body(resource, estate)
    match = _PATH.fullmatch(text[:_LONGEST])
    if match is not None:
        named = match["id"] or match["app"] or match["quoted"]
        by: Literal["object id", "app id"] = "app id" if match["app"] else "object id"
        job = url.value(match["job"], address) if match["job"] else None
        rest = (match["rest"] or "").lower()
        yield from _written(resource, url.value(named, address), by, rest, match["part"], job, body, estate)
        return
    # A plan shows no text that is known in part: then the body tells what it is, and the references whose.
    owners = referenced(settled(address, estate))
    kind = _kind_of_body(body, estate)
    if kind in {"claims policy", "schema"} and not re.search("[A-Za-z]{3}", _MARK.sub("", text)):
        owner = next((each for each in owners if _is_principal(each, estate)), None)
        yield Statement(kind, resource, address if owner is None else owner, body=body)


def _written(
    resource: Resource,
    owner: Value,
    by: Literal["object id", "app id"],
    rest: str,
    part: str | None,
    job: Value | None,
    body: Value,
    estate: Estate,
) -> Iterator[Statement]:
    if not rest:
        yield Statement("service principal", resource, owner, by, body)
    elif rest == "claimspolicy":
        yield Statement("claims policy", resource, owner, by, body)
    elif rest.startswith("claimsmappingpolicies"):
        for policy in _assigned(resource, body, estate):
            yield Statement("policy assignment", resource, owner, by, body, policy)
    elif rest.endswith("secrets"):
        yield Statement("secrets", resource, owner, by, body)
    elif part is None:
        yield Statement("job", resource, owner, by, body)
    elif part.lower() == "schema":
        yield Statement("schema", resource, owner, by, body, job)
    else:
        yield Statement("job start", resource, owner, by, body, job)


def _assigned(resource: Resource, body: Value, estate: Estate) -> Sequence[Value]:
    """The policies whose references are written."""
    if resource.type == "msgraph_resource_collection":
        held = settled(resource.argument("reference_ids"), estate)
        if isinstance(held, Known) and isinstance(held.value, tuple):
            return held.value
        return (held,)
    return (member(body, "@odata.id", estate),)


def _body(resource: Resource, estate: Estate) -> Value:
    return as_structure(settled(resource.argument("body"), estate))


def _kind_of_body(body: Value, estate: Estate) -> Literal["claims policy", "schema", "mapping policy"] | None:
    held = body.values[0] if isinstance(body, OneOf) else body
    if not isinstance(held, Known):
        return None
    if isinstance(member(held, "synchronizationRules", estate), Known):
        return "schema"
    if isinstance(member(held, "claims", estate), Known):
        return "claims policy"
    return "mapping policy" if isinstance(member(held, "definition", estate), Known) else None


def _is_principal(reference: Reference, estate: Estate) -> bool:
    resource = estate.resource(reference)
    return resource is not None and (
        resource.type in {SERVICE_PRINCIPAL, FROM_TEMPLATE} or creates_principal(resource, estate)
    )
