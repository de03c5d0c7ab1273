"""What Terraform code says of an Entra application's provisioning, and what a snapshot adds to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from idplint.engine import Options, load
from idplint.model.application import Provisioning, ProvisioningState
from idplint.model.values import Basis, Sourced, Unknown
from idplint.reports import REPORTERS, render
from idplint.reports.style import Style
from tests.inputs.terraform_estates import LEDGER, Code, checked, write

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.model.application import Application

PRINCIPAL = "azuread_service_principal.ledger.id"
SNAPSHOT = """
idplint: 1
application:
  name: Ledger
  id: entra:contoso.onmicrosoft.com/b6a0f0a2-93a1-5b53-9a55-2f2ad6b8a301
sign_on:
  protocol: saml
  name_id: {source: user.mail}
  attributes: []
  acs_urls: ["https://ledger.example/saml/acs"]
provisioning:
  state: active
  mappings:
    - {target: userName, source: "[mail]", matching_precedence: 1}
    - {target: externalId, source: "[objectId]"}
"""


def job(more: str = "", template: str = '"scim"') -> str:
    return f"""
resource "azuread_synchronization_job" "ledger" {{
  service_principal_id = {PRINCIPAL}
  template_id          = {template}
  {more}
}}
"""


def secret(*credentials: tuple[str, str]) -> str:
    blocks = "".join(f"  credential {{\n    key   = {key}\n    value = {value}\n  }}\n" for key, value in credentials)
    return f"""
resource "azuread_synchronization_secret" "ledger" {{
  service_principal_id = {PRINCIPAL}
{blocks}}}
"""


def only_job(code: Code) -> Provisioning:
    jobs = code.only.provisioning
    assert isinstance(jobs, tuple), jobs
    (found,) = jobs
    return found


@pytest.mark.parametrize(
    ("more", "state", "basis"),
    [
        ("", ProvisioningState.ACTIVE, Basis.IDP_DEFAULT),
        ("enabled = null", ProvisioningState.ACTIVE, Basis.IDP_DEFAULT),
        ("enabled = true", ProvisioningState.ACTIVE, Basis.READ),
        ("enabled = false", ProvisioningState.DISABLED, Basis.READ),
        ('enabled = "false"', ProvisioningState.DISABLED, Basis.READ),
    ],
)
def test_a_job_runs_unless_it_is_switched_off(
    tmp_path: Path, more: str, state: ProvisioningState, basis: Basis
) -> None:
    found = only_job(Code(tmp_path, LEDGER + job(more))).state
    assert isinstance(found, Sourced)
    assert (found.value, found.basis) == (state, basis)


def test_a_switch_without_a_value_is_unknown_and_one_that_is_ignored_is_silence(tmp_path: Path) -> None:
    unset = only_job(Code(tmp_path, 'variable "on" {}\n' + LEDGER + job("enabled = var.on"))).state
    assert isinstance(unset, Unknown)
    assert unset.origin is not None
    ignored = job("enabled = true\n  lifecycle {\n    ignore_changes = [enabled]\n  }")
    silent = only_job(Code(tmp_path, LEDGER + ignored)).state
    assert isinstance(silent, Unknown)
    assert silent.origin is None


def test_code_says_nothing_of_mappings_and_the_snapshot_does(tmp_path: Path) -> None:
    assert isinstance(only_job(Code(tmp_path, LEDGER + job())).mappings, Unknown)
    write(tmp_path, {"snapshot/ledger.yaml": SNAPSHOT})
    (application,) = _applications(tmp_path)
    assert isinstance(application.provisioning, tuple)
    (merged,) = application.provisioning
    assert isinstance(merged.mappings, tuple)
    assert [line.target for line in merged.mappings] == ["userName", "externalId"]
    assert isinstance(merged.state, Sourced)
    assert merged.state.origin.path.endswith("main.tf")


def test_a_job_that_code_switches_off_is_off_whatever_the_snapshot_says(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": LEDGER + job("enabled = false"), "snapshot/ledger.yaml": SNAPSHOT})
    (application,) = _applications(tmp_path)
    assert isinstance(application.provisioning, tuple)
    assert isinstance(application.provisioning[0].state, Sourced)
    assert application.provisioning[0].state.value is ProvisioningState.DISABLED


def _applications(folder: Path) -> tuple[Application, ...]:
    (estate,) = load([folder], Options()).estates
    return estate.applications


@pytest.mark.parametrize("template", ["AD2AADProvisioning", "Workday", "Azure2Azure"])
def test_directory_and_hr_jobs_are_no_provisioning_of_an_application(tmp_path: Path, template: str) -> None:
    assert Code(tmp_path, LEDGER + job(template=f'"{template}"')).only.provisioning is None


SECRETS = secret(
    ('"BaseAddress"', '"https://ada:pass-9d41@ledger.example:8443/scim/v2?aadOptscim062020&key=pass-9d42#pass-9d43"'),
    ('"SecretToken"', '"pass-9d44"'),
)


def test_the_endpoint_is_kept_without_what_may_be_secret(tmp_path: Path) -> None:
    endpoint = only_job(Code(tmp_path, LEDGER + job() + SECRETS)).endpoint
    assert isinstance(endpoint, Sourced)
    assert endpoint.value == "https://ledger.example:8443/scim/v2"


@pytest.mark.parametrize("format_", REPORTERS)
def test_no_report_shows_a_secret(tmp_path: Path, format_: str) -> None:
    code = Code(tmp_path, LEDGER + job("enabled = 5") + SECRETS)
    endpoint = only_job(code).endpoint
    assert endpoint is not None
    assert "pass-9d" not in code.written(endpoint.origin), "a label would quote the line"
    printed = render(format_, checked(tmp_path, {}), load([tmp_path], Options()).documents, Style())
    assert "pass-9d" not in printed
    assert "pass-9d" not in repr(_applications(tmp_path))


def test_an_endpoint_names_the_connection_that_receives(tmp_path: Path) -> None:
    address = '"https://contoso.eu.auth0.com/scim/v2/connections/con_c0nt0s0Ledger1"'
    code = Code(tmp_path, LEDGER + job() + secret(('"BaseAddress"', address)))
    assert ("auth0-connection-id", "con_c0nt0s0Ledger1") in {(key.kind, key.value) for key in code.only.keys}
    endpoint = only_job(code).endpoint
    assert endpoint is not None
    assert code.written(endpoint.origin) == address


@pytest.mark.parametrize(
    "address", ['"abc"', '"https://[::1"', '"https://x:port/"', "var.nowhere", "null", "5", '"ftp://x/"']
)
def test_what_is_no_address_gives_no_endpoint(tmp_path: Path, address: str) -> None:
    code = Code(tmp_path, LEDGER + job() + secret(('"BaseAddress"', address)))
    assert only_job(code).endpoint is None


def test_secrets_alone_leave_state_and_mappings_to_the_snapshot(tmp_path: Path) -> None:
    code = Code(tmp_path, LEDGER + secret(('"BaseAddress"', '"https://ledger.example/scim"')))
    found = only_job(code)
    assert isinstance(found.state, Unknown)
    assert found.state.origin is None
    assert found.endpoint is not None


def test_credentials_of_a_dynamic_block_are_read(tmp_path: Path) -> None:
    dynamic = f"""
resource "azuread_synchronization_secret" "ledger" {{
  service_principal_id = {PRINCIPAL}
  dynamic "credential" {{
    for_each = {{ BaseAddress = "https://ledger.example/scim", SyncAll = "false" }}
    content {{
      key   = credential.key
      value = credential.value
    }}
  }}
}}
"""
    endpoint = only_job(Code(tmp_path, LEDGER + job() + dynamic)).endpoint
    assert endpoint is not None
    assert endpoint.value == "https://ledger.example/scim"


def line(target: str, source: str, priority: int = 0) -> dict[str, object]:
    return {
        "targetAttributeName": target,
        "matchingPriority": priority,
        "flowType": "Always",
        "source": {"type": "Attribute", "name": source, "expression": f"[{source}]"},
    }


def schema(*lines: dict[str, object]) -> dict[str, object]:
    return {
        "synchronizationRules": [
            {
                "sourceDirectoryName": "Azure Active Directory",
                "targetDirectoryName": "customappsso",
                "objectMappings": [
                    {
                        "enabled": True,
                        "sourceObjectName": "User",
                        "targetObjectName": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                        "attributeMappings": list(lines),
                    }
                ],
            }
        ]
    }


def sent(
    body: str,
    url: str = '"servicePrincipals/${azuread_service_principal.ledger.object_id}/synchronization/jobs/scim.1/schema"',
) -> str:
    return f"""
resource "msgraph_resource_action" "schema" {{
  resource_url = {url}
  method       = "PUT"
  body         = {body}
}}
"""


def test_a_schema_that_code_sends_is_the_mapping(tmp_path: Path) -> None:
    body = json.dumps(schema(line("userName", "userPrincipalName", 1), line("externalId", "objectId")))
    code = Code(tmp_path, LEDGER + job() + sent(body))
    found = only_job(code)
    assert isinstance(found.mappings, tuple)
    assert [(each.target, each.matching_precedence) for each in found.mappings] == [
        ("userName", 1),
        ("externalId", None),
    ]
    source = found.mappings[1].source
    assert isinstance(source, Sourced)
    assert code.written(source.origin) == '"[objectId]"'
    assert isinstance(found.state, Sourced), "the job beside it tells whether it runs"


@pytest.mark.parametrize(
    "wrap",
    ['jsondecode(file("${path.module}/schema.json"))', 'jsonencode(jsondecode(file("${path.module}/schema.json")))'],
)
def test_a_schema_may_stand_in_a_file(tmp_path: Path, wrap: str) -> None:
    code = Code(
        tmp_path, {"main.tf": LEDGER + job() + sent(wrap), "schema.json": schema(line("externalId", "objectId"))}
    )
    found = only_job(code)
    assert isinstance(found.mappings, tuple)
    assert found.mappings[0].origin.path.endswith("schema.json")


def test_one_line_that_is_not_known_leaves_the_others_known(tmp_path: Path) -> None:
    body = json.dumps(schema(line("userName", "userPrincipalName", 1), line("externalId", "SOURCE"))).replace(
        '"[SOURCE]"', "var.source"
    )
    code = Code(tmp_path, 'variable "source" {}\n' + LEDGER + job() + sent(body))
    found = only_job(code)
    assert isinstance(found.mappings, tuple)
    assert isinstance(found.mappings[0].source, Sourced)
    assert isinstance(found.mappings[1].source, Unknown)
    assert found.mappings[1].source.origin is not None


def test_a_target_that_is_not_known_may_be_any(tmp_path: Path) -> None:
    body = json.dumps(schema(line("TARGET", "userPrincipalName"))).replace('"TARGET"', "var.target")
    found = only_job(Code(tmp_path, 'variable "target" {}\n' + LEDGER + job() + sent(body)))
    assert found.mappings == ()
    assert isinstance(found.rest, Unknown)


def test_a_direction_that_is_not_known_leaves_the_mapping_unknown(tmp_path: Path) -> None:
    body = json.dumps(schema(line("externalId", "objectId"))).replace('"customappsso"', "var.target")
    found = only_job(Code(tmp_path, 'variable "target" {}\n' + LEDGER + job() + sent(body)))
    assert isinstance(found.mappings, Unknown)
    assert found.mappings.origin is not None


def test_one_of_several_schemas_is_unknown(tmp_path: Path) -> None:
    one, other = (json.dumps(schema(line("externalId", source))) for source in ("objectId", "mail"))
    code = Code(tmp_path, 'variable "on" {}\n' + LEDGER + job() + sent(f"var.on ? {one} : {other}"))
    assert isinstance(only_job(code).mappings, Unknown)


def test_a_job_made_through_graph_runs_once_code_starts_it(tmp_path: Path) -> None:
    made = """
resource "msgraph_resource" "job" {
  url  = "servicePrincipals/${azuread_service_principal.ledger.object_id}/synchronization/jobs"
  body = { templateId = "scim" }
}
"""
    started = """
resource "msgraph_resource_action" "start" {
  resource_url = "servicePrincipals/${azuread_service_principal.ledger.object_id}/synchronization/jobs/${msgraph_resource.job.id}"
  action       = "start"
  method       = "POST"
}
"""
    stopped = only_job(Code(tmp_path, LEDGER + made)).state
    assert isinstance(stopped, Unknown)
    running = only_job(Code(tmp_path, LEDGER + made + started)).state
    assert isinstance(running, Sourced)
    assert (running.value, running.basis) == (ProvisioningState.ACTIVE, Basis.INFERRED)


def test_secrets_sent_to_graph_give_the_endpoint_alone(tmp_path: Path) -> None:
    text = (
        LEDGER
        + job()
        + """
resource "msgraph_resource_action" "secrets" {
  resource_url = "servicePrincipals/${azuread_service_principal.ledger.object_id}/synchronization/secrets"
  method       = "PUT"
  body = {
    value = [
      { key = "BaseAddress", value = "https://ledger.example/scim" },
      { key = "SecretToken", value = "pass-9d44" },
    ]
  }
}
"""
    )
    found = Code(tmp_path, text).only
    assert "pass-9d" not in repr(found)
    assert isinstance(found.provisioning, tuple)
    assert found.provisioning[0].endpoint is not None


@pytest.mark.parametrize(
    "body",
    [
        "null",
        "5",
        '"not JSON"',
        "[]",
        "{}",
        "{ synchronizationRules = null }",
        "{ synchronizationRules = 5 }",
        "{ synchronizationRules = [null, 5, {}] }",
        "{ synchronizationRules = [{ objectMappings = [{ attributeMappings = [{ targetAttributeName = 5 }] }] }] }",
        "{ synchronizationRules = var.nowhere }",
        "var.nowhere",
        '{ synchronizationRules = [{ objectMappings = [{ attributeMappings = [{ targetAttributeName = "\ue0000\ue001" }] }] }] }',
    ],
)
def test_whatever_a_schema_is_reading_goes_on(tmp_path: Path, body: str) -> None:
    code = Code(tmp_path, LEDGER + job() + sent(body))
    assert isinstance(code.only.provisioning, tuple)
    assert checked(tmp_path, {}).summary.applications == 1


def test_a_service_principal_of_directory_synchronization_is_left_out(tmp_path: Path) -> None:
    text = """
resource "azuread_application_from_template" "sync" {
  display_name = "Cloud sync"
  template_id  = "1a4721b3-e57f-4451-ae87-ef078703ec94"
}
resource "msgraph_resource_action" "secrets" {
  resource_url = "servicePrincipals/${azuread_application_from_template.sync.service_principal_object_id}/synchronization/secrets"
  method       = "PUT"
  body         = { value = [{ key = "Domain", value = "corp.example" }] }
}
resource "msgraph_resource" "job" {
  url  = "servicePrincipals/${azuread_application_from_template.sync.service_principal_object_id}/synchronization/jobs"
  body = { templateId = "AD2AADProvisioning" }
}
"""
    assert Code(tmp_path, text).applications == ()
