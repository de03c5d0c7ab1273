"""Entra in Terraform: which resources are one application, how people sign in to it, and what joins it to a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from idplint.engine import Options, load
from idplint.findings import Severity
from idplint.model.application import Claim, IdpKind, Layer, Protocol
from idplint.model.values import Basis, Sourced, Unknown
from tests.inputs.terraform_estates import ASSIGNMENT, LEDGER, Code, checked, mapping, name_id, policy, write

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.model.application import PartialApplication

GUID = "5d1c0f6e-0001-4a00-9000-0000000000a1"
APP_GUID = "5d1c0f6e-0002-4a00-9000-0000000000a1"
JOB = """
resource "azuread_synchronization_job" "ledger" {
  service_principal_id = %s
  template_id          = "scim"
}
"""
MAIL = policy(mapping(name_id('"mail"')))


def keys(application: PartialApplication) -> set[tuple[str, str]]:
    return {(key.kind, key.value) for key in application.keys}


def value(fact: Any) -> object:
    assert isinstance(fact, Sourced), fact
    return fact.value


def test_a_service_principal_and_its_registration_are_one_application(tmp_path: Path) -> None:
    code = Code(tmp_path, LEDGER)
    found = code.only
    assert found.id == f"terraform:{tmp_path}#azuread_service_principal.ledger"
    assert found.layer is Layer.CODE
    assert found.idp is not None
    assert found.idp.kind is IdpKind.ENTRA
    assert value(found.name) == "Ledger"
    assert value(found.protocol) is Protocol.SAML
    assert [url.value for url in found.acs_urls or ()] == ["https://ledger.example/saml/acs"]
    assert [each.value for each in found.entity_ids or ()] == ["https://ledger.example/saml"]
    assert code.written((found.acs_urls or ())[0].origin) == '"https://ledger.example/saml/acs"'


def test_the_default_name_id_never_follows_from_code_alone(tmp_path: Path) -> None:
    found = Code(tmp_path, LEDGER).only
    assert found.name_id is None
    assert found.attributes is None
    assert found.provisioning is None


def test_an_account_is_enabled_unless_it_is_said_not_to_be(tmp_path: Path) -> None:
    unset = Code(tmp_path, LEDGER).only.enabled
    assert isinstance(unset, Sourced)
    assert (unset.value, unset.basis) == (True, Basis.IDP_DEFAULT)
    off = Code(tmp_path, LEDGER.replace('"saml"', '"saml"\n account_enabled = false')).only.enabled
    assert value(off) is False
    ignored = LEDGER.replace('"saml"', '"saml"\n lifecycle {\n ignore_changes = [account_enabled]\n }')
    assert Code(tmp_path, ignored).only.enabled is None


@pytest.mark.parametrize(
    ("mode", "protocol"),
    [
        ('"saml"', Protocol.SAML),
        ('"oidc"', Protocol.OIDC),
        ('"password"', Protocol.NONE),
        ('"notSupported"', Protocol.NONE),
    ],
)
def test_the_sign_on_mode_tells_the_protocol(tmp_path: Path, mode: str, protocol: Protocol) -> None:
    found = Code(tmp_path, LEDGER.replace('"saml"', mode)).only
    assert value(found.protocol) is protocol
    if protocol is Protocol.OIDC:
        assert {claim.name for claim in found.attributes or ()} == {"oid", "sub", "preferred_username"}  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", ['""', "null"])
def test_an_unset_mode_is_silence_and_a_service_principal_of_a_machine_is_left_out(tmp_path: Path, mode: str) -> None:
    assert Code(tmp_path, LEDGER.replace('"saml"', mode)).applications == ()


def test_custom_saml_with_a_reply_url_is_saml_as_in_an_export(tmp_path: Path) -> None:
    tagged = LEDGER.replace(
        'preferred_single_sign_on_mode = "saml"', "feature_tags {\n custom_single_sign_on = true\n }"
    )
    fact = Code(tmp_path, tagged).only.protocol
    assert isinstance(fact, Sourced)
    assert (fact.value, fact.basis) == (Protocol.SAML, Basis.INFERRED)
    without_url = tagged.replace('redirect_uris = ["https://ledger.example/saml/acs"]', "")
    assert isinstance(Code(tmp_path, without_url).only.protocol, Unknown)


def test_a_gallery_application_is_found_through_its_data_sources(tmp_path: Path) -> None:
    code = Code(
        tmp_path,
        """
data "azuread_application_template" "scim" {
  display_name = "Azure Databricks SCIM Provisioning Connector"
}
resource "azuread_application_from_template" "scim" {
  display_name = "Databricks"
  template_id  = data.azuread_application_template.scim.template_id
}
data "azuread_application" "scim" {
  object_id = azuread_application_from_template.scim.application_object_id
}
data "azuread_service_principal" "scim" {
  object_id = azuread_application_from_template.scim.service_principal_object_id
}
resource "azuread_service_principal" "adopted" {
  client_id    = data.azuread_application.scim.client_id
  use_existing = true
}
resource "azuread_synchronization_job" "scim" {
  service_principal_id = data.azuread_service_principal.scim.id
  template_id          = "dataBricks"
}
""",
    )
    assert code.only.id.endswith("#azuread_service_principal.adopted")
    assert value(code.only.name) == "Databricks"
    assert code.only.catalogue_hints == ("Azure Databricks SCIM Provisioning Connector",)
    assert isinstance(code.only.provisioning, tuple)


def test_version_2_of_the_provider_calls_the_client_id_application_id(tmp_path: Path) -> None:
    old = LEDGER.replace(
        "client_id                     = azuread_application.ledger.client_id",
        "application_id = azuread_application.ledger.application_id",
    )
    assert value(Code(tmp_path, old).only.name) == "Ledger"


def test_a_data_source_that_looks_up_an_application_in_code_is_that_application(tmp_path: Path) -> None:
    looked_up = (
        """
data "azuread_service_principal" "again" {
  client_id = azuread_application.ledger.client_id
}
"""
        + JOB % "data.azuread_service_principal.again.object_id"
    )
    found = Code(tmp_path, LEDGER + looked_up).only
    assert value(found.protocol) is Protocol.SAML
    assert found.provisioning


@pytest.mark.parametrize("written", [GUID, f"/servicePrincipals/{GUID}", GUID.upper()])
def test_resources_that_give_one_object_id_speak_of_one_application(tmp_path: Path, written: str) -> None:
    code = Code(
        tmp_path,
        MAIL + ASSIGNMENT.replace("azuread_service_principal.ledger.id", f'"{written}"') + JOB % f'"{GUID}"',
    )
    assert keys(code.only) == {("object-id", GUID)}
    assert code.only.name_id is not None
    assert code.only.provisioning is not None


def test_ids_of_data_sources_are_keys(tmp_path: Path) -> None:
    looked_up = (
        f"""
data "azuread_service_principal" "ledger" {{
  client_id = "{APP_GUID}"
}}
"""
        + JOB % "data.azuread_service_principal.ledger.object_id"
    )
    assert keys(Code(tmp_path, looked_up).only) == {("app-id", APP_GUID)}


def test_a_data_source_that_nothing_refers_to_says_nothing(tmp_path: Path) -> None:
    assert Code(tmp_path, f'data "azuread_service_principal" "x" {{\n  object_id = "{GUID}"\n}}\n').applications == ()


def test_equal_resources_in_sibling_directories_are_two_applications(tmp_path: Path) -> None:
    code = Code(tmp_path, {"eu/main.tf": LEDGER, "us/main.tf": LEDGER})
    assert len({each.id for each in code.applications}) == 2


def test_commented_out_resources_are_not_there(tmp_path: Path) -> None:
    assert Code(tmp_path, f"/*\n{LEDGER}\n*/\n# {MAIL.strip().splitlines()[0]}\n").applications == ()


def test_a_variable_without_a_value_keeps_what_names_it_together_and_nothing_is_alarmed(tmp_path: Path) -> None:
    module = (
        'variable "principal" {}\n'
        + MAIL
        + ASSIGNMENT.replace("azuread_service_principal.ledger.id", "var.principal")
        + JOB % "var.principal"
    )
    found = Code(tmp_path, module).only
    assert found.name_id is not None
    assert found.provisioning is not None
    report = checked(tmp_path, {})
    assert not [each for each in report.findings if each.severity is not Severity.NOTE], report.findings
    assert {each.fact for each in report.undecided} >= {"SCIM mapping"}


def test_a_reference_to_nothing_that_is_declared_is_an_application_of_its_own(tmp_path: Path) -> None:
    code = Code(tmp_path, MAIL + ASSIGNMENT)
    assert code.only.id.endswith("#azuread_service_principal_claims_mapping_policy_assignment.ledger")
    assert not [each for each in checked(tmp_path, {}).findings if each.severity is not Severity.NOTE]


def test_a_local_module_is_followed_to_its_inputs(tmp_path: Path) -> None:
    code = Code(
        tmp_path,
        {
            "main.tf": LEDGER
            + 'module "sso" {\n source = "./sso"\n principal = azuread_service_principal.ledger.id\n attribute = "mail"\n}\n',
            "sso/main.tf": 'variable "principal" {}\nvariable "attribute" {}\n'
            + policy(mapping(name_id("var.attribute")))
            + ASSIGNMENT.replace("azuread_service_principal.ledger.id", "var.principal"),
        },
    )
    found = code.only
    assert value(found.name) == "Ledger"
    assert isinstance(found.name_id, Claim)
    source = found.name_id.branches[0].source
    assert isinstance(source, Sourced)
    assert code.written(source.origin) == '"mail"'


def test_each_instance_is_an_application_with_its_own_values(tmp_path: Path) -> None:
    code = Code(
        tmp_path,
        """
locals {
  apps = { ledger = "mail", kiln = "userprincipalname" }
}
resource "azuread_application" "app" {
  for_each     = local.apps
  display_name = each.key
}
resource "azuread_service_principal" "app" {
  for_each                      = local.apps
  client_id                     = azuread_application.app[each.key].client_id
  preferred_single_sign_on_mode = "saml"
}
"""
        + policy(mapping(name_id("each.value"))).replace("display_name", "for_each = local.apps\n  display_name")
        + """
resource "azuread_service_principal_claims_mapping_policy_assignment" "app" {
  for_each                 = local.apps
  claims_mapping_policy_id = azuread_claims_mapping_policy.ledger[each.key].id
  service_principal_id     = azuread_service_principal.app[each.key].id
}
""",
    )
    sources = {
        value(each.name): each.name_id.branches[0].source.value.text  # type: ignore[union-attr]
        for each in code.applications
    }
    assert sources == {"ledger": "user.mail", "kiln": "user.userprincipalname"}


def test_an_instance_that_may_not_be_there_is_read_all_the_same(tmp_path: Path) -> None:
    counted = ASSIGNMENT.replace("  claims_mapping_policy_id", "  count = var.on ? 1 : 0\n  claims_mapping_policy_id")
    found = Code(tmp_path, 'variable "on" {}\n' + LEDGER + MAIL + counted).only
    assert found.name_id is not None


def test_urls_of_separate_resources_belong_to_the_registration(tmp_path: Path) -> None:
    code = Code(
        tmp_path,
        """
resource "azuread_application_registration" "ledger" {
  display_name = "Ledger"
}
resource "azuread_application_redirect_uris" "web" {
  application_id = azuread_application_registration.ledger.id
  type           = "Web"
  redirect_uris  = ["https://contoso.eu.auth0.com/login/callback?connection=ledger"]
}
resource "azuread_application_redirect_uris" "spa" {
  application_id = azuread_application_registration.ledger.id
  type           = "SPA"
  redirect_uris  = ["https://spa.ledger.example/"]
}
resource "azuread_application_identifier_uri" "ledger" {
  application_id = azuread_application_registration.ledger.id
  identifier_uri = "urn:auth0:contoso:ledger"
}
resource "azuread_service_principal" "ledger" {
  client_id                     = azuread_application_registration.ledger.client_id
  preferred_single_sign_on_mode = "saml"
}
""",
    )
    found = code.only
    assert value(found.name) == "Ledger"
    assert len(found.acs_urls or ()) == 1
    assert ("auth0-connection", "ledger") in keys(found)


def test_a_connection_that_refers_to_the_registration_belongs_to_its_application(tmp_path: Path) -> None:
    text = (
        LEDGER.replace('"saml"', '"oidc"')
        + """
resource "okta_idp_oidc" "entra" {
  name      = "Entra"
  client_id = azuread_application.ledger.client_id
}
"""
    )
    write(tmp_path, {"main.tf": text})
    (estate,) = load([tmp_path], Options()).estates
    (application,) = estate.applications
    assert application.idp.kind is IdpKind.ENTRA
    assert any(ident.endswith("#okta_idp_oidc.entra") for ident in application.other_ids)


def test_a_state_gives_the_ids_that_join_it_to_an_export(tmp_path: Path) -> None:
    def resource(kind: str, **values: object) -> dict[str, object]:
        return {
            "address": f"{kind}.ledger",
            "mode": "managed",
            "type": kind,
            "name": "ledger",
            "values": values,
        }

    state = {
        "format_version": "1.0",
        "terraform_version": "1.11.4",
        "values": {
            "root_module": {
                "resources": [
                    resource(
                        "azuread_service_principal",
                        id=f"/servicePrincipals/{GUID}",
                        object_id=GUID,
                        client_id=APP_GUID,
                        display_name="Ledger",
                        account_enabled=True,
                        preferred_single_sign_on_mode="saml",
                    ),
                    resource(
                        "azuread_synchronization_job",
                        id=f"/servicePrincipals/{GUID}/synchronization/jobs/scim.0f0f.{GUID}",
                        service_principal_id=f"/servicePrincipals/{GUID}",
                        template_id="scim",
                        enabled=True,
                    ),
                ]
            }
        },
    }
    found = Code(tmp_path, {"state.json": state}).only
    assert keys(found) == {("object-id", GUID), ("app-id", APP_GUID)}
    assert value(found.name) == "Ledger"
    assert isinstance(found.provisioning, tuple)
    assert found.provisioning[0].name == f"scim.0f0f.{GUID}"
