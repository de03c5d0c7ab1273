"""Configurations of providers and `import` blocks: what they say of a resource."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.terraform.modules import APP, apps, estate, shown

if TYPE_CHECKING:
    from pathlib import Path

PROVIDERS = """
provider "okta" {
  org_name = "contoso"
}
provider "okta" {
  alias    = "eu"
  org_name = var.org
}
variable "org" {
  default = "contoso-eu"
}
"""
TWO = f"""
resource "{APP}" "default" {{
}}
resource "{APP}" "eu" {{
  provider = okta.eu
}}
resource "{APP}" "lost" {{
  provider = okta.nowhere
}}
"""


def orgs(directory: Path, files: dict[str, str]) -> dict[str, object]:
    return {address: shown(each.configured("org_name")) for address, each in apps(estate(directory, files)).items()}


def ids(directory: Path, files: dict[str, str]) -> dict[str, object]:
    return {address: shown(each.imported_id()) for address, each in apps(estate(directory, files)).items()}


def test_a_resource_has_the_configuration_it_names_or_the_default_one(tmp_path: Path) -> None:
    assert orgs(tmp_path, {"main.tf": PROVIDERS + TWO}) == {
        f"{APP}.default": "contoso",
        f"{APP}.eu": "contoso-eu",
        f"{APP}.lost": None,
    }


def test_without_a_configuration_in_the_files_nothing_is_known(tmp_path: Path) -> None:
    assert orgs(tmp_path, {"main.tf": f'resource "{APP}" "it" {{\n}}\n'}) == {f"{APP}.it": None}


@pytest.mark.parametrize(
    ("handed", "expected"),
    [
        ("", {"default": "contoso", "eu": None}),
        ("providers = { okta = okta.eu }", {"default": "contoso-eu", "eu": None}),
        ("providers = { okta.eu = okta }", {"default": "contoso", "eu": "contoso"}),
        ('providers = { "okta.eu" = "okta.eu" }', {"default": "contoso", "eu": "contoso-eu"}),
        ("providers = 5", {"default": "contoso", "eu": None}),
    ],
)
def test_a_module_has_the_configurations_that_its_call_hands_over(
    tmp_path: Path, handed: str, expected: dict[str, str | None]
) -> None:
    call = f'module "sso" {{\n  source = "./sso"\n  {handed}\n}}\n'
    found = orgs(tmp_path, {"main.tf": PROVIDERS + call, "sso/main.tf": TWO})
    assert {name: found[f"module.sso.{APP}.{name}"] for name in expected} == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"constant_value": "contoso"}, "contoso"),
        ({"references": ["var.org"]}, "contoso-eu"),
        ({"references": ["var.nowhere"]}, ("unknown", "the plan does not show its value")),
        ({"references": ["var.org", "local.x"]}, ("unknown", "the plan does not show its value")),
        ({"references": []}, ("unknown", "the plan does not show its value")),
        (5, ("unknown", "the plan does not show its value")),
        (None, None),
    ],
)
def test_a_plan_tells_the_configuration_of_a_provider_in_constants_and_variables(
    tmp_path: Path, expression: object, expected: object
) -> None:
    app = {"address": f"{APP}.it", "mode": "managed", "type": APP, "name": "it"}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "variables": {"org": {"value": "contoso-eu"}},
        "planned_values": {"root_module": {"resources": [{**app, "values": {}}]}},
        "configuration": {
            "provider_config": {"okta.eu": {"name": "okta", "alias": "eu", "expressions": {"org_name": expression}}},
            "root_module": {"resources": [{**app, "provider_config_key": "okta.eu", "expressions": {}}]},
        },
    }
    assert orgs(tmp_path, {"plan.json": json.dumps(plan)}) == {f"{APP}.it": expected}


def test_an_import_gives_the_id_at_its_address_only(tmp_path: Path) -> None:
    text = f"""
resource "{APP}" "ledger" {{
  for_each = toset(["a", "b"])
}}
module "sso" {{
  source = "./sso"
}}
import {{
  to = {APP}.ledger["a"]
  id = "0oa1"
}}
import {{
  to = module.sso.{APP}.it
  id = local.ident
}}
locals {{
  ident = "0oa2"
}}
"""
    assert ids(tmp_path, {"main.tf": text, "sso/main.tf": f'resource "{APP}" "it" {{\n}}\n'}) == {
        f'{APP}.ledger["a"]': "0oa1",
        f'{APP}.ledger["b"]': None,
        f"module.sso.{APP}.it": "0oa2",
    }


@pytest.mark.parametrize(
    "block",
    [
        f'import {{\n  to = {APP}.it\n  id = "0oa1"\n}}\nimport {{\n  to = {APP}.it\n  id = "0oa2"\n}}',
        f'import {{\n  for_each = toset(["0oa1"])\n  to = {APP}.it\n  id = each.value\n}}',
        'import {\n  id = "0oa1"\n}',
        f"import {{\n  to = {APP}.it\n}}",
        'import {\n  to = "x"\n  id = "0oa1"\n}',
        'import {\n  to = 1 + 1\n  id = "0oa1"\n}',
        f'import {{\n  to = {APP}.it{"[0]" * 200}\n  id = "0oa1"\n}}',
    ],
)
def test_an_import_that_settles_no_id_is_passed_over(tmp_path: Path, block: str) -> None:
    assert ids(tmp_path, {"main.tf": f'resource "{APP}" "it" {{\n}}\n{block}\n'}) == {f"{APP}.it": None}


def test_an_import_in_a_module_that_is_called_counts_for_nothing(tmp_path: Path) -> None:
    inner = f'resource "{APP}" "it" {{\n}}\nimport {{\n  to = {APP}.it\n  id = "0oa1"\n}}\n'
    found = ids(tmp_path, {"main.tf": 'module "sso" {\n  source = "./sso"\n}\n', "sso/main.tf": inner})
    assert found == {f"module.sso.{APP}.it": None}


@pytest.mark.parametrize(
    ("beside", "reported"),
    [
        (f'resource "{APP}" "it" {{\n}}\n', True),
        ('module "sso" {\n  source = "./sso"\n}\n', True),
        ('resource "okta_group" "it" {\n}\n', False),
        ("", False),
    ],
)
def test_a_missing_module_is_reported_where_the_code_holds_something_for_idplint(
    tmp_path: Path, beside: str, *, reported: bool
) -> None:
    files = {"main.tf": f'module "m" {{\n  source = "./nowhere"\n}}\n{beside}'}
    if "./sso" in beside:
        files["sso/main.tf"] = f'resource "{APP}" "it" {{\n}}\n'
    found = estate(tmp_path, files)
    assert [problem.slots["detail"] for problem in found.problems] == (
        ["the module `m` names a directory that does not exist"] if reported else []
    )
