"""Plans of the estates of this folder, in the format that Terraform documents for `terraform show -json`.

No provider runs here: what it would add (defaults of its schema, what it computes) is written by hand, from the documentation of
the providers. Source of the format: developer.hashicorp.com/terraform/internals/json-format.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tests.engine.written_estates import App

_IN_MODULE = "module.app"


class Planned(NamedTuple):
    """A resource as a plan has it.

    Attributes:
        kind: Its type.
        expressed: The arguments that code writes, with the values that are known.
        references: The arguments that refer to an attribute of another resource, which is known only after apply.
        defaults: What the provider's schema fills in.
        computed: What the provider decides when it applies.
        sensitive: Arguments that are marked sensitive.
    """

    kind: str
    expressed: dict[str, Any]
    references: dict[str, str] = {}  # noqa: RUF012 - a default that nobody changes
    defaults: dict[str, Any] = {}  # noqa: RUF012 - as above
    computed: tuple[str, ...] = ("id",)
    sensitive: tuple[str, ...] = ()


def plan(planned: Callable[[App], Iterable[Planned]], apps: Sequence[App], *, in_module: bool = False) -> str:
    """A plan that creates the resources of some applications, in the root module or in instances of a module."""
    resources: list[dict[str, Any]] = []
    children: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    configured: dict[str, dict[str, Any]] = {}
    for number, app in enumerate(apps):
        module = f'{_IN_MODULE}["app{number}"]' if in_module else ""
        name = "this" if in_module else f"it{number}"
        here = []
        for each in planned(app):
            here.append(_values(each, name, module))
            changes.append(_change(each, name, module))
            configured[f"{each.kind}.{name}"] = _configuration(each, name, in_module=in_module)
        if in_module:
            children.append({"address": module, "resources": here})
        else:
            resources += here
    declared = list(configured.values())
    root: dict[str, Any] = {"resources": resources} if resources else {}
    if children:
        root["child_modules"] = children
    calls = {
        "app": {
            "source": "./modules/app",
            "for_each_expression": {"references": ["local.apps"]},
            "expressions": {member: {"references": [f"each.value.{member}", "each.value"]} for member in apps[0]},
            "module": {"resources": declared, "variables": {member: {} for member in apps[0]}},
        }
    }
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.9.8",
            "planned_values": {"root_module": root},
            "resource_changes": changes,
            "configuration": {"root_module": {"module_calls": calls} if in_module else {"resources": declared}},
            "timestamp": "2025-06-02T08:00:00Z",
            "applyable": True,
            "complete": True,
            "errored": False,
        }
    )


def _address(planned: Planned, name: str, module: str) -> str:
    return ".".join(filter(None, (module, planned.kind, name)))


def _after(planned: Planned) -> dict[str, Any]:
    written = {name: value for name, value in planned.expressed.items() if value is not None}
    nothing: dict[str, Any] = dict.fromkeys(planned.expressed)
    known = nothing | planned.defaults | written
    return {name: value for name, value in known.items() if name not in _open(planned)}


def _open(planned: Planned) -> dict[str, bool]:
    """What is known only after apply; what code writes is known."""
    computed = (name for name in planned.computed if planned.expressed.get(name) is None)
    return dict.fromkeys((*planned.references, *computed), True)


def _values(planned: Planned, name: str, module: str) -> dict[str, Any]:
    return {
        "address": _address(planned, name, module),
        "mode": "managed",
        "type": planned.kind,
        "name": name,
        "provider_name": f"registry.terraform.io/example/{planned.kind.partition('_')[0]}",
        "schema_version": 0,
        "values": _after(planned),
        "sensitive_values": dict.fromkeys(planned.sensitive, True),
    }


def _change(planned: Planned, name: str, module: str) -> dict[str, Any]:
    change = {
        "actions": ["create"],
        "before": None,
        "after": _after(planned),
        "after_unknown": _open(planned),
        "before_sensitive": False,
        "after_sensitive": dict.fromkeys(planned.sensitive, True),
    }
    where = {"module_address": module} if module else {}
    address = _address(planned, name, module)
    return {"address": address, **where, "mode": "managed", "type": planned.kind, "name": name, "change": change}


def _configuration(planned: Planned, name: str, *, in_module: bool) -> dict[str, Any]:
    """The resource's block: constants and names, never what an expression says."""
    expressions: dict[str, Any] = {}
    for argument, value in planned.expressed.items():
        if value is not None and argument not in planned.sensitive:
            expressions[argument] = _expression(value) if not in_module else {"references": [f"var.{argument}"]}
    for argument, attribute in planned.references.items():
        kind, _, last = attribute.partition(".")
        expressions[argument] = {"references": [f"{kind}.{name}.{last}", f"{kind}.{name}"]}
    return {
        "address": f"{planned.kind}.{name}",
        "mode": "managed",
        "type": planned.kind,
        "name": name,
        "provider_config_key": planned.kind.partition("_")[0],
        "expressions": expressions,
        "schema_version": 0,
    }


def _expression(value: object) -> Any:
    """A constant; of nested blocks, those of each of their arguments."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [{name: _expression(member) for name, member in item.items() if member is not None} for item in value]
    return {"constant_value": value}


def _blocks(bodies: Sequence[dict[str, Any]], **defaults: Any) -> list[dict[str, Any]]:
    return [
        {**defaults, **{name: value for name, value in body.items() if value is not None or name not in defaults}}
        for body in bodies
    ]


# --- vendors ---------------------------------------------------------------------------------------------------------


def okta(app: App) -> Iterator[Planned]:
    """What `okta/okta` plans."""
    yield Planned(
        "okta_app_saml",
        {
            "label": app["name"],
            "sso_url": app["acs"],
            "status": app["status"],
            "subject_name_id_template": app["name_id"],
            "subject_name_id_format": app["format"],
            "user_name_template": app["username"],
            "attribute_statements": _blocks(
                app["attributes"],
                type="EXPRESSION",
                namespace="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified",
                filter_type=None,
                filter_value=None,
            ),
        },
        defaults={
            "status": "ACTIVE",
            "user_name_template": "${source.login}",
            "user_name_template_type": "BUILT_IN",
            "preconfigured_app": None,
            "inline_hook_id": None,
        },
        computed=("id", "features", "sign_on_mode", "metadata", "entity_url"),
    )
    if app["wanted"]:
        yield Planned(
            "okta_profile_mapping",
            {
                "source_id": "oty1contosoUser01d7",  # a data source that has been read
                "delete_when_absent": app["complete"],
                "mappings": _blocks(app["mappings"], push_status="DONT_PUSH"),
            },
            references={"target_id": "okta_app_saml.id"},
            defaults={"delete_when_absent": False, "always_apply": False},
            computed=("id", "target_type", "source_type", "source_name", "target_name"),
        )


def entra(app: App) -> Iterator[Planned]:
    """What `hashicorp/azuread` plans."""
    yield Planned(
        "azuread_application",
        {"display_name": app["name"], "web": [{"redirect_uris": [app["acs"]]}]},
        defaults={"sign_in_audience": "AzureADMyOrg", "identifier_uris": None, "template_id": None},
        computed=("id", "client_id", "object_id"),
    )
    yield Planned(
        "azuread_service_principal",
        {"account_enabled": app["enabled"], "preferred_single_sign_on_mode": app["mode"]},
        references={"client_id": "azuread_application.client_id"},
        defaults={"account_enabled": True, "app_role_assignment_required": False},
        computed=("id", "object_id", "display_name", "saml_metadata_url"),
    )
    if not app["wanted"]:
        return
    yield Planned(
        "azuread_claims_mapping_policy", {"display_name": app["name"], "definition": [json.dumps(app["policy"])]}
    )
    yield Planned(
        "azuread_service_principal_claims_mapping_policy_assignment",
        {},
        references={
            "claims_mapping_policy_id": "azuread_claims_mapping_policy.id",
            "service_principal_id": "azuread_service_principal.id",
        },
    )
    yield Planned(
        "azuread_synchronization_job",
        {"template_id": "scim", "enabled": app["job_enabled"]},
        references={"service_principal_id": "azuread_service_principal.id"},
        defaults={"enabled": True},
        computed=("id", "schedule"),
    )


def auth0(app: App) -> Iterator[Planned]:
    """What `auth0/auth0` plans; an argument of `options` that code leaves out stays null in a plan that creates."""
    options = {"user_id_attribute": app["login"], "set_user_root_attributes": app["updates"]}
    yield Planned(
        "auth0_connection",
        {"name": app["connection"], "strategy": app["strategy"], "options": [options]},
        computed=("id", "realms", "is_domain_connection"),
    )
    if app["wanted"]:
        yield Planned(
            "auth0_connection_scim_configuration",
            {"user_id_attribute": app["scim"], "mapping": list(app["pairs"])},
            references={"connection_id": "auth0_connection.id"},
            computed=("id", "user_id_attribute", "connection_name", "strategy", "tenant_name"),
        )


PLANNED = {"okta": okta, "entra": entra, "auth0": auth0}
