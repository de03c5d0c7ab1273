"""Auth0 connections in Terraform: alone, through variables and modules, in plans, and beside a snapshot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from idplint import check
from idplint.documents.reading import read_document
from idplint.engine import Options, load
from idplint.inputs.terraform import read_terraform
from idplint.model.application import Creation, Layer, PairingKey, UpdateTime
from idplint.model.values import Basis, Sourced, Unknown

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Report
    from idplint.model.application import Application, PartialApplication, ServiceProviderFacts

SAML = """
resource "auth0_connection" "payroll" {
  name     = "payroll"
  strategy = "samlp"
  options {
    user_id_attribute        = "email"
    set_user_root_attributes = "never_on_login"
    client_secret            = "do-not-tell"
  }
}
"""
SCIM = """
resource "auth0_connection_scim_configuration" "payroll" {
  connection_id     = auth0_connection.payroll.id
  user_id_attribute = "externalId"
  mapping {
    auth0 = "email"
    scim  = "emails[type eq \\"work\\"].value"
  }
  mapping {
    auth0 = "app_metadata.external_id"
    scim  = "externalId"
  }
}
"""
ONLY_ID = """
resource "auth0_connection_scim_configuration" "payroll" {
  connection_id = auth0_connection.payroll.id
}
"""
ENTRA = """\
idplint: 1
application: {name: Payroll, id: "entra:contoso.com/6f0c0000-0000-4000-8000-000000000001"}
sign_on:
  protocol: saml
  name_id: {source: user.userprincipalname}
  attributes: [{name: email, source: user.mail}]
  acs_urls: ["https://contoso.eu.auth0.com/login/callback?connection=payroll"]
provisioning:
  state: active
  mappings:
    - {target: userName, source: "[userPrincipalName]", matching_precedence: 1}
    - {target: externalId, source: "[objectId]"}
"""


class Code:
    """Files on disk, and what is made of them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        (folder / ".git").mkdir()
        monkeypatch.chdir(folder)

    def write(self, **files: str | dict[str, Any]) -> None:
        """Write files; `__` in a name stands for a dot."""
        for name, content in files.items():
            path = self.folder / name.replace("__", ".")
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    def partials(self, main: str, **files: str | dict[str, Any]) -> tuple[PartialApplication, ...]:
        """What the code alone says."""
        self.write(main__tf=main, **files)
        paths = sorted(path for path in self.folder.rglob("*") if path.suffix in {".tf", ".tfvars", ".json"})
        documents = [read_document(str(path.relative_to(self.folder)), path.read_bytes()) for path in paths]
        return read_terraform(documents, self.folder).applications

    def facts(self, main: str, **files: str | dict[str, Any]) -> ServiceProviderFacts:
        """What the code alone says of the service provider."""
        (application,) = self.partials(main, **files)
        return facts_of(application)

    def applications(self, main: str, **files: str | dict[str, Any]) -> list[Application]:
        """The applications of the whole folder."""
        self.write(main__tf=main, **files)
        return [each for estate in load(["."], Options()).estates for each in estate.applications]

    def check(self, main: str, **files: str | dict[str, Any]) -> Report:
        """What a user sees."""
        self.write(main__tf=main, **files)
        return check(["."])


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Code:
    return Code(tmp_path, monkeypatch)


def facts_of(application: PartialApplication | Application) -> ServiceProviderFacts:
    assert application.service_provider is not None
    return application.service_provider


def keys_of(facts: ServiceProviderFacts) -> list[str]:
    assert isinstance(facts.login_keys, tuple)
    return [key.value for key in facts.login_keys]


# --- what the arguments say -------------------------------------------------------------------------------------------


def test_a_connection_and_its_scim_configuration_are_one_application(code: Code) -> None:
    (application,) = code.partials(SAML + SCIM)
    facts = facts_of(application)
    assert (application.id, application.side, application.layer) == (
        "terraform:.#auth0_connection.payroll",
        "sp",
        Layer.CODE,
    )
    assert application.keys == (PairingKey("auth0-connection", "payroll"),)
    assert facts.variant is not None
    assert facts.variant.value == "samlp"
    assert keys_of(facts) == ["attribute:email", "name_id"]
    assert isinstance(facts.scim_key, Sourced)
    assert (facts.scim_key.value, facts.scim_key.basis) == ("externalId", Basis.READ)
    assert isinstance(facts.updates, Sourced)
    assert facts.updates.value is UpdateTime.NEVER
    assert isinstance(facts.creates, Sourced)
    assert (facts.creates.value, facts.creates.basis) == (Creation.DISABLED, Basis.INFERRED)
    assert facts.attribute_pairs is not None
    assert [pair.says for pair in facts.attribute_pairs] == ["e-mail"]


@pytest.mark.parametrize(
    ("strategy", "key"), [("samlp", "userName"), ("oidc", "externalId"), ("okta", "externalId"), ("waad", "externalId")]
)
def test_a_scim_configuration_that_names_only_its_connection_has_the_services_default(
    code: Code, strategy: str, key: str
) -> None:
    facts = code.facts(SAML.replace("samlp", strategy) + ONLY_ID)
    assert isinstance(facts.scim_key, Sourced)
    assert (facts.scim_key.value, facts.scim_key.basis) == (key, Basis.CATALOGUE)
    assert facts.attribute_pairs is None


def test_a_connection_without_a_scim_configuration_says_nothing_of_scim(code: Code) -> None:
    facts = code.facts(SAML)
    assert facts.scim_key is None
    assert facts.scim_configured is None
    assert isinstance(facts.creates, Unknown)


def test_no_options_say_nothing_of_the_login(code: Code) -> None:
    facts = code.facts('resource "auth0_connection" "payroll" {\n  name = "payroll"\n  strategy = "samlp"\n}\n')
    assert facts.login_keys is None
    assert facts.updates is None


def test_options_that_are_ignored_say_nothing_of_the_login(code: Code) -> None:
    ignored = SAML.rstrip().removesuffix("}") + "  lifecycle {\n    ignore_changes = [options]\n  }\n}\n"
    facts = code.facts(ignored)
    assert facts.login_keys is None
    assert facts.updates is None


@pytest.mark.parametrize(("claim", "key"), [("oid", "oidc:oid"), ("sub", "oidc:sub")])
def test_entra_by_openid_connect_looks_people_up_by_the_claim_that_is_chosen(code: Code, claim: str, key: str) -> None:
    facts = code.facts(SAML.replace("samlp", "waad").replace('"email"', f'"{claim}"'))
    assert keys_of(facts) == [key]


def test_entra_without_a_choice_is_left_to_the_snapshot(code: Code) -> None:
    facts = code.facts(SAML.replace("samlp", "waad").replace('user_id_attribute        = "email"', ""))
    assert isinstance(facts.login_keys, Unknown)
    assert facts.login_keys.origin is None
    assert "user_id_attribute" in facts.login_keys.remedy


def test_a_client_id_joins_the_application_that_people_sign_in_to(code: Code) -> None:
    (application,) = code.partials(SAML.replace("samlp", "okta").replace("client_secret", 'client_id = "0oa7"\n    x'))
    assert PairingKey("app-id", "0oa7") in application.keys


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ('jsonencode({ user_id = "uid" })', ["attribute:uid", "name_id"]),
        ('jsonencode({ user_id = ["uid", "mail"] })', ["attribute:uid", "attribute:mail", "name_id"]),
        ('"{\\"user_id\\": \\"uid\\"}"', ["attribute:uid", "name_id"]),
        ('jsonencode({ email = "mail" })', ["name_id"]),
    ],
)
def test_a_map_of_fields_names_the_login_key(code: Code, written: str, keys: list[str]) -> None:
    facts = code.facts(SAML.replace('user_id_attribute        = "email"', f"fields_map = {written}"))
    assert keys_of(facts) == keys


@pytest.mark.parametrize("written", ['"not json"', '"[1]"', "var.map", "jsonencode(var.map)"])
def test_a_map_of_fields_that_cannot_be_read_leaves_the_login_key_unknown(code: Code, written: str) -> None:
    text = SAML.replace('user_id_attribute        = "email"', f"fields_map = {written}")
    facts = code.facts(text + 'variable "map" {}\n')
    assert isinstance(facts.login_keys, Unknown)
    assert facts.login_keys.fact == "login key"


# --- values that stand elsewhere --------------------------------------------------------------------------------------


def test_a_value_is_known_where_it_was_written(code: Code) -> None:
    facts = code.facts(SAML.replace('"email"', "var.key") + 'variable "key" {}\n', terraform__tfvars='key = "mail"\n')
    assert keys_of(facts) == ["attribute:mail", "name_id"]
    assert isinstance(facts.login_keys, tuple)
    assert facts.login_keys[0].origin.path == "terraform.tfvars"


def test_a_value_without_a_default_is_unknown(code: Code) -> None:
    facts = code.facts(SAML.replace('"email"', "var.key") + 'variable "key" {}\n')
    assert isinstance(facts.login_keys, Unknown)


def test_one_of_two_values_is_unknown(code: Code) -> None:
    facts = code.facts(SAML.replace('"email"', 'var.new ? "uid" : "email"') + 'variable "new" {}\n')
    assert isinstance(facts.login_keys, Unknown)


def test_a_value_or_nothing_is_the_value(code: Code) -> None:
    facts = code.facts(SAML.replace('"email"', 'var.new ? "uid" : null') + 'variable "new" {}\n')
    assert keys_of(facts) == ["attribute:uid", "name_id"]


def test_connections_made_for_each_keep_their_own_scim_configuration(code: Code) -> None:
    text = """
    locals { customers = { acme = "externalId", beta = "userName" } }
    resource "auth0_connection" "this" {
      for_each = local.customers
      name     = each.key
      strategy = "samlp"
      options {}
    }
    resource "auth0_connection_scim_configuration" "this" {
      for_each          = local.customers
      connection_id     = auth0_connection.this[each.key].id
      user_id_attribute = each.value
      mapping {
        auth0 = "username"
        scim  = "userName"
      }
    }
    """
    found = {each.id: facts_of(each).scim_key for each in code.partials(text)}
    assert {ident: key.value for ident, key in found.items() if isinstance(key, Sourced)} == {
        'terraform:.#auth0_connection.this["acme"]': "externalId",
        'terraform:.#auth0_connection.this["beta"]': "userName",
    }


def test_a_scim_configuration_that_may_not_be_there_proves_nothing(code: Code) -> None:
    text = SAML + SCIM.replace("connection_id ", "count = var.scim ? 1 : 0\n  connection_id ") + 'variable "scim" {}\n'
    facts = code.facts(text)
    assert facts.scim_configured is None
    assert isinstance(facts.creates, Unknown)


def test_a_strategy_that_is_not_known_is_no_reason_to_be_silent(code: Code) -> None:
    (application,) = code.partials(SAML.replace('"samlp"', "var.kind") + SCIM + 'variable "kind" {}\n')
    facts = facts_of(application)
    assert facts.variant is None
    assert isinstance(facts.login_keys, Unknown)
    assert isinstance(facts.scim_key, Sourced)


def test_other_kinds_of_connection_are_passed_over(code: Code) -> None:
    assert code.partials(SAML.replace("samlp", "auth0")) == ()


def test_a_scim_configuration_for_the_id_of_a_connection_elsewhere_is_kept(code: Code) -> None:
    (application,) = code.partials(SCIM.replace("auth0_connection.payroll.id", '"con_Payroll1"'))
    facts = facts_of(application)
    assert application.keys == (PairingKey("auth0-connection-id", "con_Payroll1"),)
    assert isinstance(facts.scim_key, Sourced)
    assert isinstance(facts.login_keys, Unknown)
    assert facts.login_keys.origin is None


def test_a_scim_configuration_for_a_connection_that_is_looked_up_belongs_to_its_name(code: Code) -> None:
    text = 'data "auth0_connection" "payroll" {\n  name = "payroll"\n}\n' + SCIM.replace(
        "auth0_connection.payroll.id", "data.auth0_connection.payroll.id"
    )
    (application,) = code.partials(text)
    assert application.keys == (PairingKey("auth0-connection", "payroll"),)
    assert isinstance(facts_of(application).scim_key, Sourced)


def test_a_scim_configuration_that_names_no_known_connection_is_reported(code: Code) -> None:
    report = code.check(SAML + SCIM.replace("auth0_connection.payroll.id", "var.id") + 'variable "id" {}\n')
    (finding,) = [each for each in report.findings if each.code == "IDP904"]
    assert "terraform:.#auth0_connection.payroll" in finding.message
    assert finding.locations[0].path == "main.tf"


# --- plans and states -------------------------------------------------------------------------------------------------


def plan(connection: dict[str, Any], scim: dict[str, Any], unknown: dict[str, Any]) -> dict[str, Any]:
    """A plan that makes a connection and its SCIM configuration."""
    resources = [
        {
            "address": "auth0_connection.payroll",
            "mode": "managed",
            "type": "auth0_connection",
            "name": "payroll",
            "values": connection,
        },
        {
            "address": "auth0_connection_scim_configuration.payroll",
            "mode": "managed",
            "type": "auth0_connection_scim_configuration",
            "name": "payroll",
            "values": scim,
        },
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": [
            {"address": each["address"], "change": {"after_unknown": unknown.get(str(each["type"]), {})}}
            for each in resources
        ],
        "configuration": {
            "root_module": {
                "resources": [
                    {
                        "address": "auth0_connection_scim_configuration.payroll",
                        "mode": "managed",
                        "type": "auth0_connection_scim_configuration",
                        "name": "payroll",
                        "expressions": {
                            "connection_id": {"references": ["auth0_connection.payroll.id", "auth0_connection.payroll"]}
                        },
                    }
                ]
            }
        },
    }


def test_a_plan_gives_what_the_code_gives(code: Code) -> None:
    options = [{"user_id_attribute": "email", "set_user_root_attributes": None, "fields_map": None}]
    body = plan(
        {"name": "payroll", "strategy": "samlp", "options": options},
        {},
        {
            "auth0_connection": {"id": True, "options": [{"set_user_root_attributes": True}]},
            "auth0_connection_scim_configuration": {
                "connection_id": True,
                "user_id_attribute": True,
                "mapping": True,
                "tenant_name": True,
            },
        },
    )
    facts = code.facts("", plan__json=body)
    assert keys_of(facts) == ["attribute:email", "name_id"]
    assert isinstance(facts.scim_key, Sourced)
    assert (facts.scim_key.value, facts.scim_key.basis) == ("userName", Basis.CATALOGUE)
    assert isinstance(facts.updates, Sourced)
    assert facts.updates.basis is Basis.CATALOGUE


def test_a_state_tells_ids_and_the_tenant(code: Code) -> None:
    body = plan(
        {"id": "con_Payroll1", "name": "payroll", "strategy": "samlp", "options": [{}]},
        {
            "connection_id": "con_Payroll1",
            "tenant_name": "Contoso",
            "strategy": "samlp",
            "user_id_attribute": "userName",
        },
        {},
    )
    body["values"] = body.pop("planned_values")
    del body["resource_changes"], body["configuration"]
    (application,) = code.partials("", state__json=body)
    assert application.keys == (
        PairingKey("auth0-connection-id", "con_Payroll1"),
        PairingKey("auth0-connection", "payroll", "contoso"),
    )
    assert isinstance(facts_of(application).scim_key, Sourced)


# --- what a user sees -------------------------------------------------------------------------------------------------


def test_the_mismatch_between_code_and_the_export_of_the_idp_is_found_at_both_ends(code: Code) -> None:
    report = code.check(SAML + SCIM, entra__yaml=ENTRA)
    (finding,) = report.findings
    assert (finding.code, finding.severity.value) == ("IDP101", "error")
    assert {place.path for place in finding.locations} == {"main.tf", "entra.yaml"}
    assert finding.witness is not None
    assert "JIT user provisioning is disabled" in finding.witness.outcome


def test_aligned_keys_are_quiet(code: Code) -> None:
    aligned = ENTRA.replace("source: user.mail}]", "source: user.objectid}]")
    assert code.check(SAML + SCIM, entra__yaml=aligned).findings == ()


SNAPSHOT = {
    "id": "con_Payroll1",
    "name": "payroll",
    "strategy": "samlp",
    "options": {"user_id_attribute": "upn", "set_user_root_attributes": "never_on_login"},
}
SNAPSHOT_OF_SCIM = {
    "connection_id": "con_Payroll1",
    "connection_name": "payroll",
    "strategy": "samlp",
    "tenant_name": "contoso",
    "user_id_attribute": "userName",
    "mapping": [],
}


def test_code_moves_the_login_key_and_the_snapshot_keeps_what_code_does_not_say(code: Code) -> None:
    (application,) = code.applications(SAML, connection__json=SNAPSHOT, scim__json=SNAPSHOT_OF_SCIM)
    facts = application.service_provider
    assert keys_of(facts)[0] == "attribute:email"
    assert isinstance(facts.scim_key, Sourced)
    assert facts.scim_key.value == "userName"


def test_the_services_default_in_code_does_not_contradict_the_snapshot(code: Code) -> None:
    text = SAML.replace('user_id_attribute        = "email"', "")
    (application,) = code.applications(text + ONLY_ID, connection__json=SNAPSHOT, scim__json=SNAPSHOT_OF_SCIM)
    assert keys_of(application.service_provider)[0] == "attribute:upn"
    assert [each.code for each in check(["."]).findings if each.code == "IDP905"] == []


def test_jit_is_not_off_because_the_snapshot_was_when_code_turns_the_updates_on(code: Code) -> None:
    text = SAML.replace("never_on_login", "on_each_login")
    (application,) = code.applications(text, connection__json=SNAPSHOT, scim__json=SNAPSHOT_OF_SCIM)
    assert isinstance(application.service_provider.creates, Unknown)


def test_connections_of_one_name_in_two_root_modules_are_not_mixed_up(code: Code) -> None:
    for stage in ("staging", "production"):
        (code.folder / stage).mkdir()
        (code.folder / stage / "main.tf").write_text(SAML + SCIM)
    report = code.check("", entra__yaml=ENTRA)
    assert "IDP904" in [each.code for each in report.findings]
    assert "IDP101" not in [each.code for each in report.findings]


def test_connections_in_comments_are_none(code: Code) -> None:
    assert code.partials("/*" + SAML + "*/\n" + "".join(f"# {line}\n" for line in SCIM.splitlines())) == ()


@pytest.mark.parametrize(
    "text",
    [
        'resource "auth0_connection" "payroll" {}',
        'resource "auth0_connection" "payroll" {\n  name = 7\n  strategy = ["samlp"]\n  options = "x"\n}',
        SAML.replace("options {", "options {}\n  options {"),
        SAML + SCIM.replace('"externalId"', "[]"),
        SAML
        + SCIM.replace("mapping {", 'dynamic "mapping" {\n for_each = var.none\n content {\n', 1).replace("}", "}}}"),
        SAML.replace('"email"', "auth0_connection.payroll.options[0].user_id_attribute"),
        SAML + SCIM.replace("auth0_connection.payroll.id", "auth0_connection_scim_configuration.payroll.id"),
        SAML.replace('"email"', '"${"'),
    ],
)
def test_strange_code_is_answered_and_not_fallen_over(code: Code, text: str) -> None:
    report = code.check(text, entra__yaml=ENTRA)
    assert report.errors == ()


def test_secrets_stand_in_no_report(code: Code) -> None:
    run_text = repr(code.applications(SAML + SCIM, entra__yaml=ENTRA))
    assert "do-not-tell" not in run_text
