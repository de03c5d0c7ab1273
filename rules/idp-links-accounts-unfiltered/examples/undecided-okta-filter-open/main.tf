variable "groups" {
  type = set(string)
}

resource "okta_idp_saml" "hub" {
  name                = "Partner hub"
  issuer              = "https://sts.windows.net/2b6d5a7c-0002-4a00-9000-000000000001/"
  sso_url             = "https://login.microsoftonline.com/2b6d5a7c-0002-4a00-9000-000000000001/saml2"
  kid                 = "entra-signing"
  username_template   = "idpuser.subjectNameId"
  account_link_group_include = var.groups
}
