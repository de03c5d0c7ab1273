"""Okta applications in Terraform code: how people sign in, and under which name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.engine import check
from idplint.model.application import (
    HOOK_NOTE,
    Claim,
    Dialect,
    Layer,
    PairingKey,
    Protocol,
)
from idplint.model.values import Basis, Sourced, Unknown
from tests.inputs.terraform_okta_samples import EMAIL_FORMAT, line, lines_of, mapping, only, saml, sources, text_of

if TYPE_CHECKING:
    from pathlib import Path


def test_an_escaped_template_is_what_okta_gets() -> None:
    found = saml(
        f'subject_name_id_template = "$${{user.email}}"\nsubject_name_id_format = "{EMAIL_FORMAT}"\n'
        'sso_url = "https://ledger.example/acs"\naudience = "urn:ledger"'
    )
    assert isinstance(found.name_id, Claim)
    assert sources(found.name_id) == ["${user.email}"]
    assert found.name_id.format == Sourced(EMAIL_FORMAT, found.origin.at("subject_name_id_format"))
    assert found.name_id.origin == found.origin.at("subject_name_id_template")
    assert (found.layer, found.side, found.name) == (Layer.CODE, "idp", Sourced("Ledger", found.origin.at("label")))
    assert isinstance(found.protocol, Sourced)
    assert found.protocol.value is Protocol.SAML
    assert [url.value for url in found.acs_urls or ()] == ["https://ledger.example/acs"]
    assert [entity.value for entity in found.entity_ids or ()] == ["urn:ledger"]


@pytest.mark.parametrize(
    "written",
    ['"${user.email}"', "user.email", '"mailto:${user.email}"', 'true ? user.email : "x"', "local.template"],
)
def test_an_unescaped_template_is_a_reference_to_nothing(written: str) -> None:
    found = saml(f"subject_name_id_template = {written}", 'locals {\n  template = "${user.email}"\n}\n')
    assert isinstance(found.name_id, Unknown)
    assert found.name_id.misread == "user.email"
    assert found.name_id.remedy == 'write "$${user.email}"'


def test_a_reference_to_something_declared_is_no_unescaped_template() -> None:
    found = saml('subject_name_id_template = "${source.email}"', 'resource "source" "email" {}')
    assert isinstance(found.name_id, Unknown)
    assert found.name_id.misread == ""


def test_an_unescaped_template_in_a_module_is_named_as_the_module_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "modules" / "app"
    module.mkdir(parents=True)
    (tmp_path / "main.tf").write_text('module "app" {\n  source = "./modules/app"\n  for_each = { "a.b" = 1 }\n}\n')
    (module / "main.tf").write_text(
        'resource "okta_app_saml" "x" {\n  label = "X"\n  subject_name_id_template = "${user.email}"\n}\n'
    )
    monkeypatch.chdir(tmp_path)
    report = check(["."])
    assert [(each.code, each.locations[0].path) for each in report.findings] == [("IDP201", "modules/app/main.tf")]
    assert "`user.email`" in report.findings[0].message


def test_a_choice_of_templates_is_every_one_of_them() -> None:
    found = saml(
        'subject_name_id_template = var.eu ? "$${user.email}" : "$${user.login}"', 'variable "eu" {\n  type = bool\n}'
    )
    assert sorted(sources(found.name_id)) == ["${user.email}", "${user.login}"]
    assert isinstance(found.name_id, Claim)
    assert {branch.users for branch in found.name_id.branches} == {None}


def test_a_template_or_nothing_is_no_choice_between_two_identities() -> None:
    found = saml(
        'preconfigured_app = var.catalog ? "slack" : null\n'
        'subject_name_id_template = var.catalog ? null : "$${user.email}"',
        'variable "catalog" {\n  type = bool\n}',
    )
    assert sources(found.name_id) == ["${user.email}"]


def test_the_name_id_of_a_catalog_app_is_unknown_and_leaves_the_word_to_a_snapshot() -> None:
    found = saml('preconfigured_app = "slack"')
    assert isinstance(found.name_id, Unknown)
    assert found.name_id.origin == found.origin
    assert isinstance(found.attributes, Unknown)
    assert found.catalogue_hints == ("slack",)


def test_a_template_without_braces_is_neither_expression_nor_constant() -> None:
    found = saml('subject_name_id_template = "user.costCode"')
    assert isinstance(found.name_id, Unknown)
    assert found.name_id.remedy == 'write "$${user.costCode}"'
    assert sources(saml('subject_name_id_template = "ledger-everybody"').name_id) == ["ledger-everybody"]


def test_what_terraform_leaves_alone_is_not_said_by_code() -> None:
    found = saml(
        'subject_name_id_template = "$${user.email}"\nuser_name_template = "$${source.email}"\nstatus = "INACTIVE"\n'
        "lifecycle {\n  ignore_changes = [subject_name_id_template, user_name_template, status, attribute_statements]\n}"
    )
    assert (found.name_id, found.application_username, found.enabled, found.attributes) == (None, None, None, None)


def test_status_is_active_unless_set() -> None:
    assert isinstance(saml().enabled, Sourced)
    assert [saml(text).enabled.value for text in ("", 'status = "INACTIVE"')] == [True, False]  # type: ignore[union-attr]


def test_an_inline_hook_may_replace_every_value() -> None:
    found = saml(
        'subject_name_id_template = "$${user.email}"\ninline_hook_id = okta_inline_hook.saml.id\n'
        'attribute_statements {\n  name = "mail"\n  values = ["user.email"]\n}',
        'resource "okta_inline_hook" "saml" {}',
    )
    assert isinstance(found.attributes, tuple)
    notes = [
        branch.source.note
        for claim in (found.name_id, *found.attributes)
        if isinstance(claim, Claim)
        for branch in claim.branches
        if isinstance(branch.source, Sourced)
    ]
    assert notes == [HOOK_NOTE, HOOK_NOTE]


@pytest.mark.parametrize(
    "written",
    [
        'attribute_statements {\n  name = "mail"\n  values = ["user.email"]\n}',
        'attribute_statements = [{ name = "mail", values = ["user.email"] }]',
        (
            'dynamic "attribute_statements" {\n  for_each = { mail = "user.email" }\n  content {\n'
            "    name = attribute_statements.key\n    values = [attribute_statements.value]\n  }\n}"
        ),
        (
            'dynamic "attribute_statements" {\n  for_each = ["mail"]\n  iterator = each_one\n  content {\n'
            '    name = each_one.value\n    values = ["user.email"]\n  }\n}'
        ),
    ],
)
def test_attribute_statements_however_they_are_written(written: str) -> None:
    found = saml(written)
    assert isinstance(found.attributes, tuple)
    (claim,) = found.attributes
    assert (claim.name, sources(claim)) == ("mail", ["user.email"])
    assert isinstance(claim.branches[0].source, Sourced)
    assert claim.branches[0].source.value.dialect is Dialect.OKTA_CLASSIC


def test_statements_of_groups_and_without_a_name_are_no_claims() -> None:
    found = saml(
        'attribute_statements {\n  name = "groups"\n  type = "GROUP"\n  filter_type = "REGEX"\n  filter_value = ".*"\n}\n'
        "attribute_statements {}\n"
    )
    assert found.attributes == ()


def test_a_statement_whose_name_is_open_leaves_all_attributes_open() -> None:
    found = saml(
        'dynamic "attribute_statements" {\n  for_each = var.claims\n  content {\n    name = attribute_statements.key\n'
        "    values = [attribute_statements.value]\n  }\n}",
        'variable "claims" {\n  type = map(string)\n}',
    )
    assert isinstance(found.attributes, Unknown)


def test_a_federated_claim_is_an_attribute_in_the_dialect_of_identity_engine() -> None:
    found = saml(
        "",
        'resource "okta_app_federated_claim" "number" {\n  app_id = okta_app_saml.ledger.id\n  name = "number"\n'
        '  expression = "user.profile.employeeNumber"\n}',
    )
    assert isinstance(found.attributes, tuple)
    (claim,) = found.attributes
    assert isinstance(claim.branches[0].source, Sourced)
    assert claim.branches[0].source.value.dialect is Dialect.OKTA_IDENTITY_ENGINE


def test_an_oauth_app_has_a_subject_and_no_name_id() -> None:
    found = only(
        'resource "okta_app_oauth" "web" {\n  label = "Web"\n  type = "web"\n  client_id = "web-client"\n'
        '  redirect_uris = ["https://web.example/callback", var.other]\n}\nvariable "other" {}'
    )
    assert isinstance(found.protocol, Sourced)
    assert found.protocol.value is Protocol.OIDC
    assert found.name_id is None
    assert isinstance(found.attributes, tuple)
    assert [claim.name for claim in found.attributes] == ["sub"]
    assert PairingKey("app-id", "web-client") in found.keys
    assert [url.value for url in found.acs_urls or ()] == ["https://web.example/callback"]


@pytest.mark.parametrize(
    "kind",
    ["auto_login", "basic_auth", "bookmark", "secure_password_store", "shared_credentials", "swa", "three_field"],
)
def test_apps_without_federation(kind: str) -> None:
    found = only(f'resource "okta_app_{kind}" "a" {{\n  label = "A"\n}}')
    assert isinstance(found.protocol, Sourced)
    assert found.protocol.value is Protocol.NONE
    assert (found.name_id, found.attributes) == (None, ())


def test_further_acs_endpoints_are_kept() -> None:
    found = saml(
        'sso_url = "https://a.example/acs"\nacs_endpoints = ["https://b.example/acs"]\n'
        'acs_endpoints_indices {\n  url = "https://c.example/acs"\n  index = 2\n}'
    )
    assert [url.value for url in found.acs_urls or ()] == [
        "https://a.example/acs",
        "https://b.example/acs",
        "https://c.example/acs",
    ]


# --- application username --------------------------------------------------------------------------------------------


def test_the_username_is_the_login_unless_set() -> None:
    username = saml().application_username
    assert isinstance(username, Sourced)
    assert (username.value.text, username.value.dialect) == ("${source.login}", Dialect.OKTA_TEMPLATE)
    assert username.basis is Basis.IDP_DEFAULT


@pytest.mark.parametrize(
    ("arguments", "text", "dialect"),
    [
        ('user_name_template = "$${source.email}"', "${source.email}", Dialect.OKTA_TEMPLATE),
        (
            'user_name_template = "user.employeeNumber"\nuser_name_template_type = "CUSTOM"',
            "user.employeeNumber",
            Dialect.OKTA_CLASSIC,
        ),
    ],
)
def test_the_type_of_a_username_template_decides_its_language(arguments: str, text: str, dialect: Dialect) -> None:
    username = saml(arguments).application_username
    assert isinstance(username, Sourced)
    assert (username.value.text, username.value.dialect) == (text, dialect)
    assert username.basis is Basis.READ


@pytest.mark.parametrize(
    "arguments",
    [
        'user_name_template = "user.email"',
        'user_name_template_type = "NONE"',
        'user_name_template_type = "CUSTOM"',
        'user_name_template_type = "SOMETHING"',
        "user_name_template = var.template",
        'user_name_template = var.flag ? "$${source.email}" : "$${source.login}"',
        "user_name_template_type = var.template",
    ],
)
def test_usernames_that_code_does_not_tell(arguments: str) -> None:
    found = saml(arguments, 'variable "template" {}\nvariable "flag" {}')
    assert isinstance(found.application_username, Unknown)


def test_a_mapping_of_user_name_in_code_overrides_the_template() -> None:
    found = saml('user_name_template = "$${source.email}"', mapping(line("userName", "user.employeeNumber")))
    assert isinstance(found.application_username, Sourced)
    assert found.application_username.value.text == "user.employeeNumber"
    assert text_of(lines_of(found)["userName"]) == "user.employeeNumber"
