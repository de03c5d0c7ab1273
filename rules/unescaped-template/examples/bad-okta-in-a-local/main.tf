locals {
  username = "contoso/${source.login}"
}

resource "okta_app_saml" "ledger" {
  label                    = "Ledger"
  sso_url                  = "https://ledger.example/acs"
  audience                 = "urn:ledger"
  subject_name_id_template = "$${user.userName}"
  subject_name_id_format   = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
  user_name_template       = local.username

  attribute_statements {
    name   = "mail"
    values = ["${user.email}"]
  }
}
