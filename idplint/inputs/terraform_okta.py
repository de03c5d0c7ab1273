"""The resources of Okta's Terraform provider: applications with what belongs to them, and identity providers.

What belongs to an application names it by a reference, or by its id. What names one that is not in the code that was read is a
record of its own, under its own address, which a snapshot or `pair:` may join.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.inputs import terraform_okta_idp
from idplint.inputs.adapter import Reading
from idplint.inputs.reading_problems import orphan
from idplint.inputs.terraform_okta_app import PROTOCOLS, assemble_app
from idplint.inputs.terraform_okta_parts import AppParts, id_of, known_text
from idplint.inputs.terraform_okta_templates import in_module
from idplint.inputs.terraform_values import leads_to, resource_id, settled
from idplint.terraform import Known, Reference, referenced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.findings import Problem
    from idplint.terraform import Estate, Resource, Value

_MAPPING = "okta_profile_mapping"
_OWNERS = {
    _MAPPING: "target_id",
    "okta_app_user_schema_property": "app_id",
    "okta_app_features": "app_id",
    "okta_app_connection": "id",
    "okta_app_federated_claim": "app_id",
}
"""What belongs to an application, and the argument that names the application."""
_PLACES = {
    _MAPPING: "mappings",
    "okta_app_user_schema_property": "properties",
    "okta_app_features": "features",
    "okta_app_connection": "connections",
    "okta_app_federated_claim": "claims",
}
_USER_TYPES = ("data.okta_user_profile_mapping_source.", "data.okta_user_type.", "okta_user_type.")

TYPES: frozenset[str] = frozenset(
    {*PROTOCOLS, *_OWNERS, *terraform_okta_idp.TYPES, "okta_app", "okta_app_user_base_schema_property"}
)
"""`okta_app` is a data source; a base schema property has no SCIM name, so it says nothing here."""


def read(estate: Estate, resources: Sequence[Resource]) -> Reading:
    """Join Okta resources into one record per application or identity provider."""
    pool = _Pool(estate)
    managed = [each for each in resources if each.mode == "managed"]
    for resource in managed:
        if resource.type in PROTOCOLS:
            pool.add_app(resource)
    for resource in managed:
        if resource.type in _OWNERS:
            pool.add_belonging(resource)
    inbound = [
        terraform_okta_idp.assemble_idp(each, estate) for each in managed if each.type in terraform_okta_idp.TYPES
    ]
    applications = [assemble_app(parts) for parts in pool.parts()]
    return Reading((*applications, *inbound), tuple(pool.problems))


class _Pool:
    """Applications, and what belongs to them."""

    def __init__(self, estate: Estate) -> None:
        self.problems: list[Problem] = []
        self._estate = estate
        self._parts: dict[str, AppParts] = {}
        self._by_app_id: dict[tuple[str, str], AppParts] = {}

    def parts(self) -> list[AppParts]:
        """Those of which code says something; a schema property alone says nothing."""
        return [each for each in self._parts.values() if each.app or _speaks(each)]

    def add_app(self, resource: Resource) -> None:
        """Take an application's own resource."""
        ident = id_of(resource, self._estate)
        parts = AppParts(self._estate, resource, resource, app_id=ident)
        self._parts[resource_id(resource)] = parts
        if ident:
            self._by_app_id[resource.root_directory, ident] = parts

    def add_belonging(self, resource: Resource) -> None:
        """Take what belongs to an application."""
        value = resource.argument(_OWNERS[resource.type])
        if resource.type == _MAPPING and not self._is_outbound(resource, value):
            return
        lost = next((each for each in referenced(value) if not each.declared), None)
        if lost is not None:
            what = f"{resource.type} {resource.address}"
            named = ".".join(map(str, (lost.address, *lost.path)))
            remedy = f"`{named}` is declared nowhere in the module: name the application's resource"
            self.problems.append(orphan(what, resource.origin, tuple(self._ids(resource)), remedy))
            return
        getattr(self._owner(resource, value), _PLACES[resource.type]).append(resource)

    def _owner(self, resource: Resource, value: Value) -> AppParts:
        target = leads_to(value, self._estate)
        if target is not None and resource_id(target) in self._parts:
            return self._parts[resource_id(target)]
        if target is not None and target.mode == "data":
            ident = known_text(target, "id", self._estate)
            return self._other(target, target, ident.value if ident else "")
        held = settled(value, self._estate)
        if isinstance(held, Known) and isinstance(held.value, str):
            return self._other(resource, None, held.value)
        return self._other(resource, None, "")

    def _other(self, subject: Resource, data: Resource | None, app_id: str) -> AppParts:
        """An application that has no resource of its own in the code."""
        known = self._by_app_id.get((subject.root_directory, app_id))
        if app_id and known is not None:
            return known
        parts = self._parts.setdefault(resource_id(subject), AppParts(self._estate, subject, None, data, app_id=app_id))
        if app_id:
            self._by_app_id[subject.root_directory, app_id] = parts
        return parts

    def _is_outbound(self, mapping: Resource, target: Value) -> bool:
        """Whether a profile mapping leads from Okta's users to an application, not the other way."""
        if self._leads_to_app(target):
            return True
        held = settled(target, self._estate)
        if isinstance(held, Known):
            return isinstance(held.value, str) and held.value.startswith("0oa")
        references = referenced(held)
        if references:
            return any(not each.declared for each in references)
        return self._is_user_type(mapping.argument("source_id"))

    def _leads_to_app(self, value: Value) -> bool:
        target = leads_to(value, self._estate)
        return target is not None and (target.type in PROTOCOLS or target.type == "okta_app")

    def _is_user_type(self, value: Value) -> bool:
        held = settled(value, self._estate)
        if isinstance(held, Known):
            return isinstance(held.value, str) and held.value.startswith("oty")
        return isinstance(held, Reference) and in_module(held.address).startswith(_USER_TYPES)

    def _ids(self, resource: Resource) -> list[str]:
        return [
            ident
            for ident, parts in self._parts.items()
            if parts.app and parts.subject.root_directory == resource.root_directory
        ]


def _speaks(parts: AppParts) -> bool:
    return bool(parts.mappings or parts.features or parts.connections or parts.claims)
