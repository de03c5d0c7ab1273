"""Applications in code that an id or a tenant names: snapshots join by these, and not where they differ."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from idplint.engine import Options, load
from tests.inputs.terraform_estates import LEDGER, write

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.model.application import Application

GUID = "6f0c2f4e-7a1b-4c1d-9f62-0d3b8a5e4c21"
TENANT = "11111111-2222-4333-8444-555555555555"
APP = """
resource "okta_app_saml" "ledger" {
  label                    = "Ledger"
  subject_name_id_template = "$${user.userName}"
}
import {
  to = okta_app_saml.ledger
  id = "0oa1ledger"
}
"""
SNAPSHOT = """
idplint: 1
application: {name: Ledger, id: "%s"}
sign_on: {protocol: saml}
"""


def applications(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> list[Application]:
    """Names of files are written with `__` for the dot."""
    write(folder, {name.replace("__", "."): text for name, text in files.items()})
    monkeypatch.chdir(folder)
    return [application for estate in load(["."], Options()).estates for application in estate.applications]


def test_an_imported_application_joins_its_snapshot_by_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = SNAPSHOT % "okta:contoso/0oa1ledger"
    (found,) = applications(tmp_path, monkeypatch, main__tf=APP, ledger__yaml=snapshot)
    assert found.id == "okta:contoso/0oa1ledger"
    assert found.other_ids == ("terraform:.#okta_app_saml.ledger",)
    assert len(applications(tmp_path, monkeypatch, ledger__yaml=SNAPSHOT % "okta:contoso/0oa1other")) == 2


def test_more_after_the_id_of_an_import_is_no_part_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = APP.replace('"0oa1ledger"', '"0oa1ledger/skip_users/skip_groups"')
    (found,) = applications(tmp_path, monkeypatch, main__tf=code, ledger__yaml=SNAPSHOT % "okta:contoso/0oa1ledger")
    assert found.id == "okta:contoso/0oa1ledger"


@pytest.mark.parametrize(
    ("provider", "tenant"),
    [
        ('org_name = "contoso"', "contoso"),
        ('org_name = "Contoso"\n base_url = "oktapreview.com"', "contoso.oktapreview.com"),
        ('base_url = "okta.com"', None),
        ("org_name = var.org", None),
        ('org_name = ""', None),
    ],
)
def test_the_provider_names_the_org(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: str, tenant: str | None
) -> None:
    code = f'variable "org" {{}}\nprovider "okta" {{\n {provider}\n}}\n{APP}'
    (found,) = applications(tmp_path, monkeypatch, main__tf=code)
    assert found.idp.tenant == tenant


@pytest.mark.parametrize(("org", "count"), [("contoso", 1), ("fabrikam", 2)])
def test_a_snapshot_of_another_org_is_not_joined_by_its_reply_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, org: str, count: int
) -> None:
    url = "https://ledger.example/acs"
    code = f'provider "okta" {{\n org_name = "{org}"\n}}\nresource "okta_app_saml" "x" {{\n sso_url = "{url}"\n}}\n'
    snapshot = SNAPSHOT.replace("saml}", f'saml, acs_urls: ["{url}"]}}') % "okta:contoso/0oa1ledger"
    assert len(applications(tmp_path, monkeypatch, main__tf=code, ledger__yaml=snapshot)) == count


@pytest.mark.parametrize("ident", [GUID, f"/servicePrincipals/{GUID}"])
def test_an_imported_service_principal_joins_its_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ident: str
) -> None:
    code = f"""
provider "azuread" {{
  tenant_id = "{TENANT.upper()}"
}}
import {{
  to = azuread_service_principal.ledger
  id = "{ident}"
}}
import {{
  to = azuread_application.ledger
  id = "/applications/{TENANT}"
}}
{LEDGER}"""
    snapshot = SNAPSHOT % f"entra:contoso.onmicrosoft.com/{GUID}"
    (alone,) = applications(tmp_path, monkeypatch, main__tf=code)
    assert alone.idp.tenant == TENANT
    (found,) = applications(tmp_path, monkeypatch, ledger__yaml=snapshot)
    assert found.id == f"entra:contoso.onmicrosoft.com/{GUID}"


def test_the_id_of_a_registration_is_none_of_its_service_principal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f'import {{\n to = azuread_application.ledger\n id = "/applications/{GUID}"\n}}\n{LEDGER}'
    snapshot = SNAPSHOT % f"entra:contoso.onmicrosoft.com/{GUID}"
    assert len(applications(tmp_path, monkeypatch, main__tf=code, ledger__yaml=snapshot)) == 2


def test_an_imported_identity_provider_joins_the_app_that_signs_people_in_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """
resource "okta_idp_saml" "partner" {
  name = "Partner"
}
import {
  to = okta_idp_saml.partner
  id = "0oa7partner"
}
"""
    app = """
resource "okta_app_saml" "hub" {
  sso_url = "https://contoso.okta.com/sso/saml2/0oa7partner"
}
"""
    assert len(applications(tmp_path, monkeypatch, main__tf=code + app)) == 1


@pytest.mark.parametrize(("domain", "count"), [("contoso.eu.auth0.com", 1), ("fabrikam.eu.auth0.com", 2)])
def test_the_provider_names_the_tenant_of_a_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, domain: str, count: int
) -> None:
    code = f"""
provider "auth0" {{
  domain = "{domain}"
}}
resource "auth0_connection" "payroll" {{
  name     = "payroll"
  strategy = "samlp"
}}
resource "okta_app_saml" "payroll" {{
  sso_url = "https://contoso.eu.auth0.com/login/callback?connection=payroll"
}}
"""
    assert len(applications(tmp_path, monkeypatch, main__tf=code)) == count


def test_an_imported_connection_joins_the_body_of_the_api_by_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """
resource "auth0_connection" "payroll" {
  name     = var.name
  strategy = "samlp"
}
variable "name" {}
import {
  to = auth0_connection.payroll
  id = "con_Payroll1"
}
"""
    body = {"id": "con_Payroll1", "name": "payroll", "strategy": "samlp", "options": {}}
    (found,) = applications(tmp_path, monkeypatch, main__tf=code, connection__json=json.dumps(body))
    assert "terraform:.#auth0_connection.payroll" in (found.id, *found.other_ids)
