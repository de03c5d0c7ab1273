resource "azuread_application" "ledger" {
  display_name    = "Ledger"
  identifier_uris = ["https://ledger.example/saml/contoso"]

  web {
    redirect_uris = ["https://ledger.example/saml/contoso/acs"]
  }
}

resource "azuread_service_principal" "ledger" {
  client_id                     = azuread_application.ledger.client_id
  preferred_single_sign_on_mode = "saml"
  app_role_assignment_required  = true

  feature_tags {
    custom_single_sign_on = true
    enterprise            = true
  }
}

resource "azuread_synchronization_job" "ledger" {
  service_principal_id = azuread_service_principal.ledger.id
  template_id          = "scim"
}
