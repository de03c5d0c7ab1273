"""What a provider's documentation shows, and what has nothing to do with people, raises no alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.findings import Severity
from tests.inputs.terraform_estates import checked

if TYPE_CHECKING:
    from pathlib import Path

HEALTHY = """
data "azuread_client_config" "current" {}

resource "azuread_application" "example" {
  display_name = "example"
  owners       = [data.azuread_client_config.current.object_id]
  template_id  = data.azuread_application_template.example.template_id
  feature_tags {
    enterprise = true
    gallery    = true
  }
}

data "azuread_application_template" "example" {
  display_name = "Marketo"
}

resource "azuread_service_principal" "example" {
  client_id                     = azuread_application.example.client_id
  use_existing                  = true
  preferred_single_sign_on_mode = "saml"
  app_role_assignment_required  = false
  login_url                     = "https://marketo.example/login"
}

resource "azuread_service_principal_token_signing_certificate" "example" {
  service_principal_id = azuread_service_principal.example.id
}

resource "azuread_claims_mapping_policy" "my_policy" {
  definition = [
    jsonencode({
      ClaimsMappingPolicy = {
        ClaimsSchema = [
          { ID = "employeeid", JwtClaimType = "name", Source = "user"
            SamlClaimType = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name" },
          { ID = "tenantcountry", JwtClaimType = "country", Source = "company"
            SamlClaimType = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/country" },
        ]
        IncludeBasicClaimSet = "true"
        Version              = 1
      }
    }),
  ]
  display_name = "My Policy"
}

resource "azuread_service_principal_claims_mapping_policy_assignment" "app" {
  claims_mapping_policy_id = azuread_claims_mapping_policy.my_policy.id
  service_principal_id     = azuread_service_principal.example.id
}

resource "azuread_synchronization_secret" "example" {
  service_principal_id = azuread_service_principal.example.id
  credential {
    key   = "BaseAddress"
    value = "https://adb-example.example/api/2.0/preview/scim"
  }
  credential {
    key   = "SecretToken"
    value = "not-a-real-one"
  }
}

resource "azuread_synchronization_job" "example" {
  service_principal_id = azuread_service_principal.example.id
  template_id          = "dataBricks"
  enabled              = true
}
"""


def test_what_a_providers_documentation_shows_raises_no_alarm(tmp_path: Path) -> None:
    report = checked(tmp_path, {"main.tf": HEALTHY})
    assert report.summary.applications == 1
    assert not [each for each in report.findings if each.severity is not Severity.NOTE], report.findings


def test_a_machine_that_deploys_raises_no_alarm(tmp_path: Path) -> None:
    text = """
resource "azuread_application" "deploy" {
  display_name = "deploy"
}
resource "azuread_service_principal" "deploy" {
  client_id = azuread_application.deploy.client_id
}
resource "azuread_application_federated_identity_credential" "deploy" {
  application_id = azuread_application.deploy.id
  display_name   = "pipeline"
}
"""
    report = checked(tmp_path, {"main.tf": text})
    assert report.summary.applications == 0
    assert report.findings == ()
    assert report.errors == ()
