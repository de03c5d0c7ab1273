"""The resources that describe one Okta application, and what all of their readers need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from idplint.inputs.terraform_values import boolean_fact, configured_text, imported_text, resource_id, text_fact
from idplint.model.values import Basis, Sourced

if TYPE_CHECKING:
    from idplint.model.values import Fact, Origin
    from idplint.terraform import Body, Estate, Resource, Value

DEFAULT_NOTE = "the default of Okta's Terraform provider"


@dataclass(slots=True)
class AppParts:
    """What code says of one application."""

    estate: Estate
    subject: Resource
    """The application's own resource or data source; the first that speaks of it where there is none."""
    app: Resource | None
    """The application's own resource."""
    data: Resource | None = None
    app_id: str = ""
    """The application's id, where code holds it."""
    mappings: list[Resource] = field(default_factory=list)
    properties: list[Resource] = field(default_factory=list)
    features: list[Resource] = field(default_factory=list)
    connections: list[Resource] = field(default_factory=list)
    claims: list[Resource] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Of the record."""
        return resource_id(self.subject)

    @property
    def origin(self) -> Origin:
        """Of the record."""
        return self.subject.origin


def org_of(resource: Resource, estate: Estate) -> str | None:
    """The org that a resource's provider is configured for: its host where both parts are written, else its subdomain.

    Source: the provider's documentation, `org_name` and `base_url`; either may come from the environment instead.
    """
    name, base = (configured_text(resource, argument, estate).lower() for argument in ("org_name", "base_url"))
    return f"{name}.{base}" if name and base else name or None


def id_of(resource: Resource, estate: Estate) -> str:
    """Its id in Okta: from a state, or an `import` block, where more may follow after a slash; empty where code has none."""
    found = known_text(resource, "id", estate)
    return found.value if found else imported_text(resource, estate).partition("/")[0]


def text_of(body: Body | Resource, name: str, fact: str, estate: Estate, default: str = "") -> Fact[str] | None:
    """One text; what is empty counts as unset, as in a state.

    Args:
        body: A resource or a block.
        name: Of the argument.
        fact: What it tells, in the field's words.
        estate: Where references lead.
        default: The provider's static default, for the case that it is unset.
    """
    value = body.argument(name)
    found = text_fact(value, fact, estate)
    if isinstance(found, Sourced) and not found.value.strip():
        found = None
    if found is None and default:
        return Sourced(default, _place(value, body.origin, name), Basis.IDP_DEFAULT, DEFAULT_NOTE)
    return found


def flag_of(body: Body | Resource, name: str, fact: str, estate: Estate) -> Fact[bool] | None:
    """True or false; None where it is unset."""
    return boolean_fact(body.argument(name), fact, estate)


def known_text(body: Body | Resource, name: str, estate: Estate) -> Sourced[str] | None:
    """One text that code decides; None also where it is not known."""
    found = text_of(body, name, name, estate)
    return found if isinstance(found, Sourced) else None


def active(resource: Resource, estate: Estate) -> Fact[bool] | None:
    """Whether an application or identity provider is active, by its `status`."""
    if resource.ignores("status"):
        return None
    found = text_of(resource, "status", "application state", estate, "ACTIVE")
    if isinstance(found, Sourced):
        return Sourced(found.value.upper() == "ACTIVE", found.origin, found.basis, found.note)
    return found


def _place(value: Value, block: Origin, name: str) -> Origin:
    """Where the null stands, or the argument could be written."""
    written = getattr(value, "written", None) or getattr(value, "used", None)
    return written or block.at(name)
