variable "email_template" {
  type    = string
  default = "$${user.email}"
}

resource "okta_group" "user" {
  name = "user"
}

resource "okta_app_saml" "ledger" {
  label                    = "Ledger ${okta_group.user.name}"
  sso_url                  = "https://ledger.example/acs"
  audience                 = "urn:ledger"
  subject_name_id_template = var.email_template
  subject_name_id_format   = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
  user_name_template       = "$${source.email}"

  attribute_statements {
    name   = "mail"
    values = ["user.email"]
  }
}
