# The SAML applications of Contoso, one module instance each.
locals {
  apps = {
    ledger = {
      label   = "Ledger"
      acs_url = "https://ledger.example/saml/acs"
      # The e-mail address arrives as an attribute; the ledger looks people up by the user name.
      name_id = "$${user.userName}"
    }
    tide-charts = {
      label   = "Tide Charts"
      acs_url = "https://tides.example/saml/acs"
      name_id = "$${user.email}"
    }
  }
}

module "app" {
  source   = "./modules/saml-app"
  for_each = local.apps

  label   = each.value.label
  acs_url = each.value.acs_url
  name_id = each.value.name_id
}

data "okta_user_profile_mapping_source" "user" {}

resource "okta_profile_mapping" "tide_charts" {
  source_id = data.okta_user_profile_mapping_source.user.id
  target_id = module.app["tide-charts"].id

  mappings {
    id          = "email"
    expression  = "user.email"
    push_status = "PUSH"
  }
}
