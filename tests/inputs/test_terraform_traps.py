"""Ways to write Terraform that would mislead a reader who takes the words for what they seem to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.engine import Options, load, report_of
from idplint.findings import Severity
from idplint.model.application import Claim, Creation, Protocol
from idplint.model.values import Sourced, Unknown
from tests.inputs.terraform_estates import ASSIGNMENT, CLAIMS, LEDGER, NAME_ID, mapping, name_id, policy, write

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Report
    from idplint.model.application import Application

EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"


def app(arguments: str = "", name: str = "ledger") -> str:
    """A SAML application at Okta with the username as NameID in the format of an address, as most are written."""
    return f"""
resource "okta_app_saml" "{name}" {{
  label                    = "{name}"
  sso_url                  = "https://{name}.example/acs"
  audience                 = "urn:{name}"
  subject_name_id_template = "$${{user.userName}}"
  subject_name_id_format   = "{EMAIL}"
  {arguments}
}}
"""


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> tuple[dict[str, Application], Report]:
    """The applications by address, and what is reported."""
    write(folder, {name.replace("__", "/") + ".tf": text for name, text in files.items()})
    monkeypatch.chdir(folder)
    found = load(["."], Options())
    applications = {
        application.id.partition("#")[2]: application for estate in found.estates for application in estate.applications
    }
    return applications, report_of(found, Options())


def only(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> Application:
    """The one application."""
    applications, _ = run(folder, monkeypatch, main=text)
    (application,) = applications.values()
    return application


def sources(claim: Claim | Unknown | None) -> list[str]:
    assert isinstance(claim, Claim)
    return [branch.source.value.text for branch in claim.branches if isinstance(branch.source, Sourced)]


def alarms(report: Report) -> list[str]:
    return [finding.code for finding in report.findings if finding.severity is not Severity.NOTE]


def test_a_username_in_the_format_of_an_address_is_no_defect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    applications, report = run(tmp_path, monkeypatch, main=app())
    assert sources(applications["okta_app_saml.ledger"].name_id) == ["${user.userName}"]
    assert report.findings == ()


def test_the_application_that_provisions_a_product_is_not_compared_with_the_one_that_signs_people_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scim = """
resource "okta_app_swa" "ledger_scim" {
  label = "ledger"
}
data "okta_user_profile_mapping_source" "user" {}
resource "okta_profile_mapping" "scim" {
  source_id = data.okta_user_profile_mapping_source.user.id
  target_id = okta_app_swa.ledger_scim.id
  mappings {
    id          = "externalId"
    expression  = "user.costCenter"
    push_status = "PUSH"
  }
}
"""
    applications, report = run(tmp_path, monkeypatch, main=app() + scim)
    assert applications.keys() == {"okta_app_saml.ledger", "okta_app_swa.ledger_scim"}
    assert isinstance(applications["okta_app_saml.ledger"].provisioning, Unknown)
    assert alarms(report) == []


def test_resources_of_sibling_directories_are_not_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    features = """
resource "okta_app_features" "ledger" {
  app_id = okta_app_saml.ledger.id
  name   = "USER_PROVISIONING"
  status = "ENABLED"
}
"""
    applications, report = run(tmp_path, monkeypatch, sso__main=app(), scim__main=features)
    assert isinstance(applications["okta_app_saml.ledger"].provisioning, Unknown)
    assert [(finding.code, finding.outcome) for finding in report.findings] == [("IDP904", "orphan")]


@pytest.mark.parametrize("comment", ["#", "//", "/*"])
def test_a_resource_in_a_comment_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comment: str) -> None:
    old = app('inline_hook_id = "${user.email}"', "old")
    quoted = f"/*{old}*/" if comment == "/*" else "\n".join(f"{comment} {line}" for line in old.splitlines())
    applications, report = run(tmp_path, monkeypatch, main=app() + quoted)
    assert applications.keys() == {"okta_app_saml.ledger"}
    assert report.findings == ()


@pytest.mark.parametrize(
    "arguments",
    ["features = []", 'features = ["PUSH_NEW_USERS"]', "lifecycle {\n ignore_changes = [features]\n }", ""],
)
def test_features_of_an_application_tell_nothing_of_provisioning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str
) -> None:
    assert isinstance(only(tmp_path, monkeypatch, app(arguments)).provisioning, Unknown)


def test_a_feature_that_imports_people_provisions_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbound = """
resource "okta_app_features" "ledger" {
  app_id = okta_app_saml.ledger.id
  name   = "INBOUND_PROVISIONING"
  status = "ENABLED"
}
"""
    assert isinstance(only(tmp_path, monkeypatch, app() + inbound).provisioning, Unknown)


def test_a_catalog_app_without_a_template_has_an_unknown_name_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'resource "okta_app_saml" "chat" {\n label = "Chat"\n preconfigured_app = "slack"\n}\n'
    found = only(tmp_path, monkeypatch, text)
    assert isinstance(found.name_id, Unknown)
    assert "catalog" in found.name_id.reason


def test_an_attribute_called_nameidentifier_is_not_the_name_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = only(
        tmp_path,
        monkeypatch,
        app(f'attribute_statements {{\n name = "{NAME_ID}"\n values = ["user.employeeNumber"]\n }}'),
    )
    assert sources(found.name_id) == ["${user.userName}"]
    assert isinstance(found.attributes, tuple)
    assert [claim.name for claim in found.attributes] == [NAME_ID]


@pytest.mark.parametrize("claim", [f"{CLAIMS}/name", "name"])
def test_a_policy_that_maps_only_the_name_leaves_the_name_id_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, claim: str
) -> None:
    entry = f'{{ Source = "user", ID = "employeeid", SamlClaimType = "{claim}" }}'
    found = only(tmp_path, monkeypatch, LEDGER + policy(mapping(entry, basic='"true"')) + ASSIGNMENT)
    assert sources(found.name_id) == ["user.userprincipalname"]
    moved = only(tmp_path, monkeypatch, LEDGER + policy(mapping(name_id('"employeeid"'))) + ASSIGNMENT)
    assert sources(moved.name_id) == ["user.employeeid"]


def test_blocks_written_as_a_list_are_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = 'attribute_statements = [{ name = "mail", values = ["user.email"] }]'
    found = only(tmp_path, monkeypatch, app(listed))
    assert isinstance(found.attributes, tuple)
    assert [(claim.name, sources(claim)) for claim in found.attributes] == [("mail", ["user.email"])]


@pytest.mark.parametrize(("enabled", "creates"), [("true", Creation.ENABLED), ("false", None)])
def test_domains_for_new_users_count_only_while_saml_is_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, enabled: str, creates: Creation | None
) -> None:
    text = f"""
resource "datadog_organization_settings" "this" {{
  name = "contoso"
  settings {{
    saml {{
      enabled = {enabled}
    }}
    saml_autocreate_users_domains {{
      enabled = true
      domains = ["contoso.com"]
    }}
  }}
}}
"""
    applications, _ = run(tmp_path, monkeypatch, main=text)
    stated = [each.service_provider.creates for each in applications.values()]
    assert [fact.value for fact in stated if isinstance(fact, Sourced)] == ([creates] if creates else [])


@pytest.mark.parametrize(
    ("flag", "creates"),
    [
        ("reject_non_provisioned_users = true", Creation.DISABLED),
        ("allow_non_provisioned_users = false", Creation.DISABLED),
        ("reject_non_provisioned_users = false", Creation.ENABLED),
        ("allow_non_provisioned_users = true", Creation.ENABLED),
    ],
)
def test_a_flag_that_was_renamed_with_the_opposite_sense_is_read_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: str, creates: Creation
) -> None:
    text = f"""
resource "grafana_sso_settings" "saml" {{
  provider_name = "saml"
  saml_settings {{
    allow_sign_up = true
  }}
}}
resource "grafana_scim_config" "this" {{
  enable_user_sync = true
  {flag}
}}
"""
    stated = only(tmp_path, monkeypatch, text).service_provider.creates
    assert isinstance(stated, Sourced)
    assert stated.value is creates


def test_an_openid_connect_app_has_a_username_and_no_name_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
resource "okta_app_oauth" "web" {
  label              = "Web"
  type               = "web"
  features           = ["PUSH_NEW_USERS"]
  user_name_template = "$${user.email}"
}
"""
    found = only(tmp_path, monkeypatch, text)
    assert isinstance(found.protocol, Sourced)
    assert found.protocol.value is Protocol.OIDC
    assert found.name_id is None


@pytest.mark.parametrize(
    "body",
    [
        "{ synchronizationRules = [{}] }",
        "{ synchronizationRules = [{ objectMappings = [{}] }] }",
        '{ synchronizationRules = [{ objectMappings = [{ targetObjectName = "User", attributeMappings = [{}] }] }] }',
        "{ synchronizationRules = [{ objectMappings = [{ attributeMappings = [{ source = {} }] }] }] }",
    ],
)
def test_empty_objects_as_in_published_samples_are_no_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    text = f"""
resource "msgraph_resource_action" "schema" {{
  resource_url = "servicePrincipals/${{azuread_service_principal.ledger.object_id}}/synchronization/jobs/scim.1/schema"
  method       = "PUT"
  body         = {body}
}}
"""
    applications, report = run(tmp_path, monkeypatch, main=LEDGER + text)
    assert len(applications) == 1
    assert alarms(report) == []
