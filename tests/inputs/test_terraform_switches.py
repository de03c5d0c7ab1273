"""Grafana's and Datadog's own settings in Terraform: what they say, and which application they join."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from idplint import check
from idplint.documents.reading import read_document
from idplint.engine import Options, load
from idplint.inputs.terraform import read_terraform
from idplint.model.application import Creation
from idplint.model.values import Basis, Sourced, Unknown
from idplint.providers.catalogue import profiles

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.model.application import Application, PartialApplication, ServiceProviderFacts

SAML = """
resource "grafana_sso_settings" "saml" {
  provider_name = "saml"
  saml_settings {
    allow_sign_up                    = true
    assertion_attribute_external_uid = "uid"
    skip_org_role_sync               = true
    private_key                      = "do-not-tell"
  }
}
"""
OIDC = """
resource "grafana_sso_settings" "entra" {
  provider_name = "azuread"
  oauth2_settings {
    client_id     = "x"
    allow_sign_up = false
  }
}
"""
SCIM = """
resource "grafana_scim_config" "this" {
  enable_user_sync             = true
  enable_group_sync            = false
  reject_non_provisioned_users = false
}
"""
DATADOG = """
resource "datadog_organization_settings" "this" {
  name = "contoso"
  settings {
    saml {
      enabled = true
    }
    saml_autocreate_users_domains {
      enabled = true
      domains = ["contoso.com"]
    }
    saml_idp_initiated_login {}
    saml_strict_mode {}
  }
}
"""


def idp(
    name: str = "Grafana",
    acs: str = "https://contoso.grafana.net/saml/acs",
    ident: str = "entra:contoso.com/6f0c0000-0000-4000-8000-000000000001",
) -> str:
    """A native document of an application in Entra."""
    return f"""\
idplint: 1
application: {{name: {name}, id: "{ident}"}}
sign_on:
  protocol: saml
  name_id: {{source: user.userprincipalname}}
  attributes: [{{name: uid, source: user.objectid}}]
  acs_urls: ["{acs}"]
provisioning:
  state: active
  mappings:
    - {{target: userName, source: "[userPrincipalName]", matching_precedence: 1}}
    - {{target: externalId, source: "[objectId]"}}
"""


DATADOG_IDP = idp("Datadog", "https://app.datadoghq.eu/account/saml/assertion")


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def partials(folder: Path, text: str) -> tuple[PartialApplication, ...]:
    (folder / "main.tf").write_text(text)
    return read_terraform([read_document("main.tf", text.encode())], folder).applications


def facts(folder: Path, text: str) -> ServiceProviderFacts:
    (application,) = partials(folder, text)
    assert application.service_provider is not None
    return application.service_provider


def jit(folder: Path, text: str) -> str | None:
    """What the code says of JIT: the word, `unknown`, or nothing."""
    creates = facts(folder, text).creates
    return "unknown" if isinstance(creates, Unknown) else creates.value.value if creates else None


def applications(folder: Path, **files: str) -> list[Application]:
    for name, text in files.items():
        path = folder / name.replace("__", ".").replace("_in_", "/")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return [each for estate in load(["."], Options()).estates for each in estate.applications]


# --- Grafana ----------------------------------------------------------------------------------------------------------


def test_grafana_says_whether_a_login_creates_users_and_by_which_attribute_it_finds_them(tmp_path: Path) -> None:
    found = facts(tmp_path, SAML + SCIM)
    assert found.id is not None
    assert found.id.value == "grafana"
    assert isinstance(found.creates, Sourced)
    assert (found.creates.value, found.creates.basis) == (Creation.ENABLED, Basis.READ)
    assert isinstance(found.login_keys, tuple)
    assert [key.value for key in found.login_keys] == ["attribute:uid"]
    assert found.scim_configured is not None
    assert found.scim_configured.value
    assert found.updates is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("= true\n    assertion", "= false\n    assertion"), "disabled"),
        (("allow_sign_up                    = true", ""), None),
        (("allow_sign_up                    = true", "allow_sign_up = var.open"), "unknown"),
        (("saml_settings {", "saml_settings {\n    enabled = false"), None),
        (("saml_settings {", "saml_settings {\n    enabled = var.open"), "unknown"),
        (("= false\n}", "= true\n}"), "disabled"),
        (("= false\n}", "= var.open\n}"), "unknown"),
        (("reject_non_provisioned_users = false", "allow_non_provisioned_users = false"), "disabled"),
        (("reject_non_provisioned_users = false", "allow_non_provisioned_users = true"), "enabled"),
        (("saml_settings {", "lifecycle {\n    ignore_changes = [saml_settings]\n  }\n  saml_settings {"), None),
    ],
)
def test_grafana_and_jit(tmp_path: Path, change: tuple[str, str], said: str | None) -> None:
    text = (SAML + SCIM).replace(*change)
    assert text != SAML + SCIM
    assert jit(tmp_path, text + 'variable "open" {}\n') == said


def test_a_switch_that_may_not_be_there_is_unknown(tmp_path: Path) -> None:
    text = SAML.replace("provider_name", "count = var.open ? 1 : 0\n  provider_name") + 'variable "open" {}\n'
    assert jit(tmp_path, text) == "unknown"


def test_saml_and_openid_connect_are_told_apart(tmp_path: Path) -> None:
    found = partials(tmp_path, SAML + OIDC)
    words = {
        each.protocol.value.value: each.service_provider.creates.value.value
        for each in found
        if isinstance(each.protocol, Sourced)
        and each.service_provider
        and isinstance(each.service_provider.creates, Sourced)
    }
    assert words == {"saml": "enabled", "oidc": "disabled"}


def test_two_ways_of_openid_connect_that_differ_are_unknown(tmp_path: Path) -> None:
    other = OIDC.replace("azuread", "okta").replace('"entra"', '"okta"').replace("= false", "= true")
    assert jit(tmp_path, OIDC + other) == "unknown"


def test_signing_in_with_github_says_nothing(tmp_path: Path) -> None:
    assert partials(tmp_path, OIDC.replace("azuread", "github")) == ()


def test_two_instances_behind_two_provider_configurations_are_two(tmp_path: Path) -> None:
    other = SAML.replace('"saml" {', '"other" {').replace("provider_name", "provider = grafana.b\n  provider_name")
    assert len(partials(tmp_path, SAML + other)) == 2


# --- Datadog ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("x", "x"), "enabled"),
        (("saml {\n      enabled = true", "saml {\n      enabled = false"), None),
        (("saml {\n      enabled = true", "saml {"), None),
        (("      enabled = true\n      domains", "      enabled = false\n      domains"), "disabled"),
        (("      enabled = true\n      domains", "      domains"), "disabled"),
        (('["contoso.com"]', "[]"), "unknown"),
        (('domains = ["contoso.com"]', ""), "unknown"),
        (('["contoso.com"]', "var.domains"), "unknown"),
        (("name = ", "lifecycle {\n    ignore_changes = [settings]\n  }\n  name = "), None),
    ],
)
def test_datadogs_switch_counts_only_while_saml_is_on(
    tmp_path: Path, change: tuple[str, str], said: str | None
) -> None:
    text = DATADOG.replace(*change) + 'variable "domains" {}\n'
    found = partials(tmp_path, text)
    assert (jit(tmp_path, text) if found else None) == said


def test_an_organization_without_settings_is_no_application(tmp_path: Path) -> None:
    assert partials(tmp_path, 'resource "datadog_organization_settings" "this" {\n  name = "contoso"\n}\n') == ()


def test_a_plan_says_what_the_code_says(tmp_path: Path) -> None:
    values = {
        "name": "contoso",
        "settings": [
            {
                "saml": [{"enabled": True}],
                "saml_autocreate_users_domains": [{"enabled": True, "domains": ["contoso.com"]}],
            }
        ],
    }
    resource = {
        "address": "datadog_organization_settings.this",
        "mode": "managed",
        "type": "datadog_organization_settings",
        "name": "this",
        "values": values,
    }
    body = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [resource]}},
    }
    reading = read_terraform([read_document("plan.json", json.dumps(body).encode())], tmp_path)
    (application,) = reading.applications
    assert application.service_provider is not None
    assert isinstance(application.service_provider.creates, Sourced)
    assert application.service_provider.creates.value is Creation.ENABLED


# --- which application ------------------------------------------------------------------------------------------------


def test_the_only_application_of_the_product_has_the_settings(tmp_path: Path) -> None:
    (application,) = applications(tmp_path, main__tf=SAML + SCIM, idp__yaml=idp())
    assert application.name == "Grafana"
    assert isinstance(application.service_provider.creates, Sourced)
    report = check(["."])
    assert [(each.code, each.outcome, each.severity.value) for each in report.findings] == [
        ("IDP301", "conflict-warning", "warning")
    ]
    assert {place.path for place in report.findings[0].locations} == {"main.tf", "idp.yaml"}


def test_jit_beside_scim_is_an_error_at_datadog(tmp_path: Path) -> None:
    applications(tmp_path, main__tf=DATADOG, idp__yaml=DATADOG_IDP)
    report = check(["."])
    assert [(each.code, each.severity.value) for each in report.findings] == [("IDP301", "error")]


def test_with_jit_off_nothing_is_found(tmp_path: Path) -> None:
    off = DATADOG.replace("enabled = true\n      domains", "enabled = false\n      domains")
    applications(tmp_path, main__tf=off, idp__yaml=DATADOG_IDP)
    report = check(["."])
    assert (report.findings, report.undecided) == ((), ())


def test_settings_of_another_product_join_nothing(tmp_path: Path) -> None:
    found = applications(tmp_path, main__tf=DATADOG, idp__yaml=idp())
    assert len(found) == 2


def test_settings_for_saml_do_not_join_an_application_of_openid_connect(tmp_path: Path) -> None:
    oidc = idp(acs="https://contoso.grafana.net/login/azuread").replace("protocol: saml", "protocol: oidc")
    oidc = oidc.replace("  name_id: {source: user.userprincipalname}\n", "")
    assert len(applications(tmp_path, main__tf=SAML, idp__yaml=oidc)) == 2


def test_two_applications_of_the_product_are_not_guessed_between(tmp_path: Path) -> None:
    other = idp("Grafana two", "https://two.grafana.net/saml/acs").replace("000000000001", "000000000002")
    found = applications(tmp_path, main__tf=SAML, idp__yaml=idp(), two__yaml=other)
    assert len(found) == 3
    (finding,) = [each for each in check(["."]).findings if each.code == "IDP904"]
    assert "settings of Grafana" in finding.message
    assert "pair: [" in finding.help
    assert "terraform:.#grafana_sso_settings.saml" in finding.help


def test_the_line_to_paste_settles_it(tmp_path: Path) -> None:
    other = idp("Grafana two", "https://two.grafana.net/saml/acs").replace("000000000001", "000000000002")
    declared = (
        'applications:\n  - {match: {id: "entra:contoso.com/6f0c0000-0000-4000-8000-000000000002"}, '
        "pair: ['terraform:.#grafana_sso_settings.saml']}\n"
    )
    found = applications(tmp_path, main__tf=SAML, idp__yaml=idp(), two__yaml=other, idplint__yaml=declared)
    assert {each.name: isinstance(each.service_provider.creates, Sourced) for each in found} == {
        "Grafana": False,
        "Grafana two": True,
    }
    assert [each.code for each in check(["."]).findings if each.code == "IDP904"] == []


def test_two_instances_are_not_guessed_between(tmp_path: Path) -> None:
    other = SAML.replace('"saml" {', '"other" {').replace("provider_name", "provider = grafana.b\n  provider_name")
    applications(tmp_path, main__tf=SAML + other, idp__yaml=idp())
    findings = check(["."]).findings
    assert [each.code for each in findings if each.code == "IDP904"] == ["IDP904"]
    assert "IDP301" not in [each.code for each in findings]


def test_an_instance_behind_a_host_of_its_own_joins_once_it_is_declared(tmp_path: Path) -> None:
    own = idp(acs="https://metrics.contoso.example/saml/acs")
    assert len(applications(tmp_path, main__tf=SAML, idp__yaml=own)) == 2
    declared = "applications:\n  - {match: {name: Grafana}, service_provider: grafana}\n"
    (application,) = applications(tmp_path, main__tf=SAML, idp__yaml=own, idplint__yaml=declared)
    assert isinstance(application.service_provider.creates, Sourced)


APP = """
resource "azuread_application" "grafana" {{
  display_name    = "Grafana"
  identifier_uris = ["https://{name}.grafana.net/saml/metadata"]
  web {{
    redirect_uris = ["https://{name}.grafana.net/saml/acs"]
  }}
}}

resource "azuread_service_principal" "grafana" {{
  client_id                     = azuread_application.grafana.client_id
  preferred_single_sign_on_mode = "saml"
}}
"""


def test_within_one_root_module_each_application_has_its_own_settings(tmp_path: Path) -> None:
    off = SAML.replace("= true\n    assertion", "= false\n    assertion")
    found = applications(tmp_path, a_in_main__tf=APP.format(name="a") + SAML, b_in_main__tf=APP.format(name="b") + off)
    said = {
        each.acs_urls[0].value: each.service_provider.creates.value.value
        for each in found
        if isinstance(each.service_provider.creates, Sourced)
    }
    assert said == {"https://a.grafana.net/saml/acs": "enabled", "https://b.grafana.net/saml/acs": "disabled"}


def test_an_application_in_the_code_of_another_root_module_is_another_one(tmp_path: Path) -> None:
    assert len(applications(tmp_path, a_in_main__tf=APP.format(name="a"), b_in_main__tf=SAML)) == 2


def test_secrets_stand_in_no_application(tmp_path: Path) -> None:
    assert "do-not-tell" not in repr(applications(tmp_path, main__tf=SAML + SCIM, idp__yaml=idp()))


@pytest.mark.parametrize(
    "text",
    [
        'resource "grafana_sso_settings" "a" {}',
        'resource "grafana_sso_settings" "a" {\n  provider_name = ["saml"]\n  saml_settings = 3\n}',
        SAML.replace("saml_settings {", "saml_settings {}\n  saml_settings {"),
        SAML.replace("= true", '= "perhaps"'),
        DATADOG.replace('["contoso.com"]', '"contoso.com"'),
        SCIM.replace("= true", "= grafana_scim_config.this.enable_user_sync"),
        SCIM.replace("= true", "= grafana_scim_config.b.enable_user_sync")
        + SCIM.replace('"this"', '"b"').replace("= true", "= grafana_scim_config.this.enable_user_sync"),
    ],
)
def test_strange_code_is_answered_and_not_fallen_over(tmp_path: Path, text: str) -> None:
    applications(tmp_path, main__tf=text, idp__yaml=idp())
    assert check(["."]).errors == ()


# --- the catalogue ----------------------------------------------------------------------------------------------------


def test_every_resource_type_belongs_to_one_service_provider() -> None:
    owners = {(each.resource, held.id) for held in profiles().values() for each in held.terraform}
    assert len({resource for resource, _ in owners}) == len(owners)


@pytest.mark.parametrize(
    ("acs", "profile"),
    [
        ("https://contoso.grafana.net/saml/acs", "grafana"),
        ("https://app.datadoghq.com/account/saml/assertion", "datadog"),
        ("https://us3.datadoghq.com/account/saml/assertion/id/7", "datadog"),
        ("https://app.ddog-gov.com/account/saml/assertion", "datadog"),
        ("https://grafana.net.evil.example/saml/acs", "generic"),
        ("https://app.datadoghq.com/other", "generic"),
        ("https://metrics.contoso.example/saml/acs", "generic"),
    ],
)
def test_products_are_recognised_by_their_own_hosts(tmp_path: Path, acs: str, profile: str) -> None:
    (tmp_path / "idp.yaml").write_text(idp(acs=acs))
    assert load(["idp.yaml"], Options()).estates[0].analyses[0].profile.id == profile
