"""Okta in Terraform as a user sees it: healthy code, code beside a snapshot, hostile code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.engine import check
from tests.inputs.terraform_okta_samples import EMAIL_FORMAT, OUTBOUND, read

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Report


def report_on(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> Report:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    (folder / "idplint.yaml").touch()
    monkeypatch.chdir(folder)
    return check(["."])


HOUSE_STYLE = f"""
resource "okta_app_saml" "ledger" {{
  label                    = "Ledger"
  sso_url                  = "https://ledger.example/acs"
  recipient                = "https://ledger.example/acs"
  destination              = "https://ledger.example/acs"
  audience                 = "urn:ledger"
  subject_name_id_template = "$${{user.userName}}"
  subject_name_id_format   = "{EMAIL_FORMAT}"
  attribute_statements {{
    type         = "GROUP"
    name         = "groups"
    filter_type  = "REGEX"
    filter_value = ".*"
  }}
}}
/* resource "okta_app_saml" "old" {{
  subject_name_id_template = "${{user.email}}"
}} */
# resource "okta_app_saml" "older" {{}}
resource "okta_app_oauth" "web" {{
  label          = "Web"
  type           = "web"
  grant_types    = ["authorization_code"]
  redirect_uris  = ["https://web.example/callback"]
  response_types = ["code"]
}}
resource "okta_app_user_schema_property" "p" {{
  app_id = "<app id>"
  index  = "customPropertyName"
  title  = "customPropertyName"
  type   = "string"
  master = "OKTA"
}}
resource "okta_app_user_base_schema_property" "b" {{
  app_id = okta_app_oauth.web.id
  index  = "userName"
  title  = "Username"
  type   = "string"
}}
resource "okta_idp_saml" "partner" {{
  name              = "Partner"
  issuer            = "https://idp.example"
  sso_url           = "https://idp.example/sso"
  kid               = "key"
  username_template = "idpuser.email"
}}
"""


def test_healthy_code_gives_no_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = report_on(tmp_path, monkeypatch, main__tf=HOUSE_STYLE)
    assert report.summary.applications == 3
    assert report.summary.skipped == 0
    assert [(each.code, each.severity.value) for each in report.findings] == [("IDP305", "note")]


SNAPSHOT = """
idplint: 1
application:
  name: Ledger
  id: okta:contoso/0oa1ledger
  username: {source: "${source.login}"}
sign_on:
  protocol: saml
  name_id: {source: "${user.userName}"}
  attributes: []
  acs_urls: ["https://ledger.example/acs"]
provisioning:
  state: active
  mappings:
    - {target: userName, source: "${source.login}", dialect: okta-template, matching_precedence: 1}
    - {target: externalId, source: 'user.getInternalProperty("id")'}
    - {target: "emails[primary eq true].value", source: user.email, flow: always}
service_provider:
  link: {login: name_id, scim: userName, case: fold}
  login: {creates: disabled}
"""


def found_beside_snapshot(report: Report) -> list[tuple[str, str]]:
    return [(each.code, each.outcome) for each in report.findings if each.code != "IDP905"]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("$${user.userName}", []),
        ("$${user.login}", []),
        ("$${user.email}", [("IDP101", "some")]),
        ("$${user.employeeNumber}", [("IDP101", "everyone")]),
    ],
)
def test_code_moves_the_name_id_and_the_snapshot_tells_the_account(
    template: str, found: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"""
resource "okta_app_saml" "ledger" {{
  label                    = "Ledger"
  sso_url                  = "https://ledger.example/acs"
  subject_name_id_template = "{template}"
}}
"""
    report = report_on(tmp_path, monkeypatch, main__tf=code, ledger__yaml=SNAPSHOT)
    assert report.summary.applications == 1
    assert found_beside_snapshot(report) == found


def test_a_username_template_in_code_moves_what_scim_sends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = """
resource "okta_app_saml" "ledger" {
  label                    = "Ledger"
  sso_url                  = "https://ledger.example/acs"
  subject_name_id_template = "$${user.login}"
  user_name_template       = "$${source.email}"
}
"""
    report = report_on(tmp_path, monkeypatch, main__tf=code, ledger__yaml=SNAPSHOT)
    assert found_beside_snapshot(report) == [("IDP101", "some")]


def test_catalog_apps_are_undecided_with_code_and_decided_by_a_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """
resource "okta_app_saml" "ledger" {
  label             = "Ledger"
  preconfigured_app = "ledger"
  sso_url           = "https://ledger.example/acs"
}
"""
    unknown = SNAPSHOT.replace('name_id: {source: "${user.userName}"}', "name_id: {unknown: catalog app}")
    report = report_on(tmp_path, monkeypatch, main__tf=code, ledger__yaml=unknown)
    assert {each.fact for each in report.undecided} == {"NameID"}
    report = report_on(tmp_path, monkeypatch, main__tf=code, ledger__yaml=SNAPSHOT)
    assert report.undecided == ()


def test_apps_of_two_root_modules_are_not_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "main.tf").write_text(HOUSE_STYLE)
    report = report_on(tmp_path, monkeypatch)
    assert report.summary.applications == 6


@pytest.mark.parametrize("push", ["PUSH", "DONT_PUSH", ""])
def test_the_push_status_of_a_custom_template_counts_where_the_login_carries_the_attribute(
    push: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"""
{OUTBOUND}
resource "okta_app_saml" "ledger" {{
  label                          = "Ledger"
  sso_url                        = "https://ledger.example/acs"
  subject_name_id_template       = "$${{user.email}}"
  user_name_template             = "user.email"
  user_name_template_type        = "CUSTOM"
  user_name_template_push_status = "{push}"
}}
resource "okta_profile_mapping" "ledger" {{
  source_id          = data.okta_user_profile_mapping_source.user.id
  target_id          = okta_app_saml.ledger.id
  delete_when_absent = true
  mappings {{
    id         = "displayName"
    expression = "user.displayName"
  }}
}}
"""
    report = report_on(tmp_path, monkeypatch, main__tf=code, ledger__yaml=SNAPSHOT)
    expected = [("IDP304", "not-pushed")] if push == "DONT_PUSH" else []
    assert found_beside_snapshot(report) == expected


# --- bad input -------------------------------------------------------------------------------------------------------


VALUES = st.sampled_from(
    [
        '"x"',
        '""',
        "null",
        "1",
        "true",
        "[]",
        "{}",
        '["a", null, 1]',
        '{ id = "email" }',
        "[{}]",
        "var.open",
        "var.missing",
        "okta_app_saml.ledger",
        "okta_app_saml.ledger.id",
        "okta_app_saml.missing.id",
        "data.okta_app.x.id",
        '"${user.email}"',
        "user",
        "each.value",
        "[for x in var.open : x]",
        'jsonencode({ a = "b" })',
        "okta_app_saml.ledger[*].id",
        'var.open ? "a" : ["b"]',
    ]
)
NAMES = st.sampled_from(
    [
        "label",
        "status",
        "id",
        "app_id",
        "target_id",
        "source_id",
        "mappings",
        "index",
        "external_name",
        "external_namespace",
        "capabilities",
        "name",
        "subject_name_id_template",
        "subject_name_id_format",
        "user_name_template",
        "user_name_template_type",
        "user_name_template_push_status",
        "preconfigured_app",
        "attribute_statements",
        "acs_endpoints",
        "acs_endpoints_indices",
        "redirect_uris",
        "delete_when_absent",
        "username_template",
        "subject_match_type",
        "provisioning_action",
        "account_link_action",
        "account_link_group_include",
        "profile_master",
        "expression",
        "base_url",
        "features",
        "for_each",
        "count",
    ]
)
KINDS = st.sampled_from(
    [
        "okta_app_saml",
        "okta_app_oauth",
        "okta_app_swa",
        "okta_profile_mapping",
        "okta_app_user_schema_property",
        "okta_app_features",
        "okta_app_connection",
        "okta_app_federated_claim",
        "okta_idp_saml",
        "okta_idp_oidc",
    ]
)
RESOURCES = st.lists(st.tuples(KINDS, st.dictionaries(NAMES, VALUES, max_size=8)), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(RESOURCES)
def test_arguments_of_every_kind_are_read_or_unknown(resources: list[tuple[str, dict[str, str]]]) -> None:
    text = 'variable "open" {}\nresource "okta_app_saml" "ledger" {\n  label = "Ledger"\n}\n'
    for number, (kind, arguments) in enumerate(resources):
        body = "".join(f"  {name} = {value}\n" for name, value in arguments.items())
        text += f'resource "{kind}" "r{number}" {{\n{body}}}\n'
    applications = read(text).applications
    idents = [each.id for each in applications]
    assert "terraform:.#okta_app_saml.ledger" in idents
    assert len(idents) == len(set(idents))
