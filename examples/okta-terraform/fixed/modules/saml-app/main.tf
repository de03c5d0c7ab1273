variable "label" {
  type = string
}

variable "acs_url" {
  type = string
}

variable "name_id" {
  type    = string
  default = "$${user.userName}"
}

variable "attributes" {
  description = "SAML attributes and the Okta expressions that fill them."
  type        = map(string)
  default     = { email = "user.email", displayName = "user.displayName" }
}

resource "okta_app_saml" "this" {
  label                    = var.label
  sso_url                  = var.acs_url
  recipient                = var.acs_url
  destination              = var.acs_url
  audience                 = "urn:contoso:${lower(replace(var.label, " ", "-"))}"
  subject_name_id_template = var.name_id
  subject_name_id_format   = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
  response_signed          = true
  signature_algorithm      = "RSA_SHA256"
  digest_algorithm         = "SHA256"
  authn_context_class_ref  = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"

  dynamic "attribute_statements" {
    for_each = var.attributes
    content {
      name   = attribute_statements.key
      values = [attribute_statements.value]
    }
  }
}

output "id" {
  value = okta_app_saml.this.id
}
