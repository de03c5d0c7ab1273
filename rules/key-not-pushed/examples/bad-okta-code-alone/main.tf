data "okta_user_profile_mapping_source" "user" {}

resource "okta_app_saml" "ledger" {
  label                    = "Ledger"
  sso_url                  = "https://ledger.example/acs"
  recipient                = "https://ledger.example/acs"
  destination              = "https://ledger.example/acs"
  audience                 = "urn:contoso:ledger"
  subject_name_id_template = "$${user.email}"
  subject_name_id_format   = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
}

resource "okta_profile_mapping" "ledger" {
  source_id = data.okta_user_profile_mapping_source.user.id
  target_id = okta_app_saml.ledger.id

  mappings {
    id         = "email"
    expression = "user.email"
  }
}
