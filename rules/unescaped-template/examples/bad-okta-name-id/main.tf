resource "okta_app_saml" "ledger" {
  label                    = "Ledger"
  sso_url                  = "https://ledger.example/acs"
  recipient                = "https://ledger.example/acs"
  destination              = "https://ledger.example/acs"
  audience                 = "urn:ledger"
  subject_name_id_template = "${user.email}"
  subject_name_id_format   = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
}
