"""Which resources in Terraform code are one Entra enterprise application, and which others speak of it.

A service principal and its registration are two resources, and data sources look up either; jobs, secrets and policy assignments
name the service principal by reference or by object id. References join within one root module only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import msgspec

from idplint.inputs.terraform_graph_bodies import member
from idplint.inputs.terraform_values import leads_to, settled
from idplint.terraform import Known, Resource, Unset, Value, alternatives
from idplint.terraform.values import identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.terraform import Estate

SERVICE_PRINCIPAL = "azuread_service_principal"
FROM_TEMPLATE = "azuread_application_from_template"
GRAPH_RESOURCE = "msgraph_resource"
REGISTRATIONS = ("azuread_application", "azuread_application_registration")
_RANK = (SERVICE_PRINCIPAL, FROM_TEMPLATE, GRAPH_RESOURCE, *REGISTRATIONS)
"""Types of resources that are an enterprise application or its registration; the first stands for all."""
MEMBERS = frozenset(_RANK) - {GRAPH_RESOURCE}

_OBJECT_IDS = ("object_id", "id")
_APP_IDS = ("client_id", "application_id")
"""`application_id` is what `client_id` was called before version 3 of the provider."""
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Statement(msgspec.Struct, frozen=True):
    """What one resource says of a service principal."""

    kind: Literal[
        "service principal",
        "registration",
        "certificate",
        "policy assignment",
        "claims policy",
        "job",
        "job start",
        "schema",
        "secrets",
    ]
    resource: Resource
    owner: Value
    """Names the service principal."""
    by: Literal["object id", "app id"] = "object id"
    body: Value | None = None
    """What is sent to Graph; None where the resource has arguments of its own."""
    about: Value | None = None
    """The policy or the job that is meant besides."""


@dataclass(slots=True)
class Principal:
    """One enterprise application in code.

    Attributes:
        root: The root module.
        resources: Itself, its registration and what looks them up; none where other resources name it by its id alone.
        object_ids: Of the service principal.
        app_ids: Client ids.
        statements: What other resources say of it.
    """

    root: str
    resources: list[Resource] = field(default_factory=list)
    object_ids: list[str] = field(default_factory=list)
    app_ids: list[str] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    @property
    def main(self) -> Resource:
        """The resource that stands for it: the service principal, else what else there is."""
        members = self.resources or [statement.resource for statement in self.statements]
        return min(members, key=lambda each: (each.mode == "data", _rank(each)))

    def of_type(self, *types: str) -> list[Resource]:
        """Its managed resources of some types."""
        return [each for each in self.resources if each.type in types and each.mode == "managed"]

    def said(self, kind: str) -> list[Statement]:
        """The statements of a kind."""
        return [statement for statement in self.statements if statement.kind == kind]


def _rank(resource: Resource) -> int:
    return _RANK.index(resource.type) if resource.type in _RANK else len(_RANK)


class Principals:
    """The enterprise applications of an estate.

    Args:
        estate: Where references lead.
        members: Service principals, registrations and data sources of either.
    """

    def __init__(self, estate: Estate, members: Iterable[Resource]) -> None:
        self._estate = estate
        self._of: dict[tuple[str, str], Principal] = {}
        self._by_id: dict[tuple[str, str, str], Principal] = {}
        self._unresolved: dict[tuple[str, str], Principal] = {}
        self._all: list[Principal] = []
        self._join(list(members))

    def all(self) -> list[Principal]:
        """Every enterprise application, in order of their resources."""
        return [each for each in self._all if each.resources or each.statements]

    def attach(self, statement: Statement) -> None:
        """Give a statement to the application it names.

        What names none that can be told keeps together by what is written: it is an application of which nothing else is known.
        """
        root = statement.resource.root_directory
        principal = self._named(statement.owner, statement.by, root)
        if principal is None:
            name = (root, identity(statement.owner))
            if isinstance(statement.owner, Unset):
                name = (root, statement.resource.address)
            principal = self._unresolved.get(name)
            if principal is None:
                principal = self._unresolved[name] = self._new(root)
        principal.statements.append(statement)
        self._of.setdefault((root, statement.resource.address), principal)

    def _new(self, root: str) -> Principal:
        principal = Principal(root)
        self._all.append(principal)
        return principal

    def _named(self, owner: Value, by: str, root: str) -> Principal | None:
        """The application that a value names; a new one where it gives the id of one that is not in code."""
        resource = leads_to(owner, self._estate)
        if resource is not None:
            return self._of.get((resource.root_directory, resource.address))
        ident = guid_in(settled(owner, self._estate))
        if ident is None:
            return None
        found = self._by_id.get((root, by, ident))
        if found is None:
            found = self._new(root)
            (found.object_ids if by == "object id" else found.app_ids).append(ident)
            self._by_id[root, by, ident] = found
        return found

    def _join(self, members: list[Resource]) -> None:
        """Put service principals, registrations and data sources of one application together."""
        position = {(each.root_directory, each.address): number for number, each in enumerate(members)}
        same = _Same(len(members))
        idents: dict[tuple[str, str, str], int] = {}
        for number, resource in enumerate(members):
            for by, value in _identities(resource, self._estate):
                other = leads_to(value, self._estate)
                if other is not None:
                    same.unite(number, position.get((other.root_directory, other.address), number))
                    continue
                ident = guid_in(settled(value, self._estate))
                if ident is not None and (by == "app id" or is_principal(resource)):
                    same.unite(idents.setdefault((resource.root_directory, by, ident), number), number)
        made: dict[int, Principal] = {}
        for number, resource in enumerate(members):
            principal = made.get(same.first(number))
            if principal is None:
                principal = made[same.first(number)] = self._new(resource.root_directory)
            principal.resources.append(resource)
            self._of[resource.root_directory, resource.address] = principal
        for (root, by, ident), number in idents.items():
            principal = made[same.first(number)]
            (principal.object_ids if by == "object id" else principal.app_ids).append(ident)
            self._by_id[root, by, ident] = principal


class _Same:
    """Which of some positions mean one thing; the first stands for all."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def first(self, number: int) -> int:
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def unite(self, one: int, other: int) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self._above[high] = low


def is_principal(resource: Resource) -> bool:
    """Whether a resource is a service principal, not only its registration."""
    return resource.type in {SERVICE_PRINCIPAL, FROM_TEMPLATE, GRAPH_RESOURCE}


def _identities(resource: Resource, estate: Estate) -> list[tuple[str, Value]]:
    """The values by which a resource names itself, or what it belongs to, each with the kind of id."""
    if resource.type == GRAPH_RESOURCE:
        app_id = member(resource.argument("body"), "appId", estate)
        return [("app id", app_id), ("object id", resource.argument("id"))]
    if resource.type == FROM_TEMPLATE:
        # Its `application_id` is the path of the registration, its `id` that of its making.
        return [("object id", resource.argument("service_principal_object_id"))]
    return [
        *[("object id", resource.argument(name)) for name in _OBJECT_IDS],
        ("object id", resource.imported_id()),
        *[("app id", resource.argument(name)) for name in _APP_IDS],
    ]


def guid_in(value: Value) -> str | None:
    """The last GUID of a text: `/servicePrincipals/<id>`, or the id alone. None where the text is open."""
    options = alternatives(value)
    if len(options) == 1 and isinstance(options[0], Known) and isinstance(options[0].value, str):
        found = _GUID.findall(options[0].value)
        return found[-1].lower() if found else None
    return None
