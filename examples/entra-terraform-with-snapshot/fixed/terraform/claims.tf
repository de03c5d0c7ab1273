locals {
  claim_types = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"

  # Which attribute of a person goes out under which claim.
  ledger_claims = {
    nameidentifier = "userprincipalname"
    emailaddress   = "mail"
    givenname      = "givenname"
    surname        = "surname"
  }
}

resource "azuread_claims_mapping_policy" "ledger" {
  display_name = "Ledger: what the assertion carries"

  definition = [jsonencode({
    ClaimsMappingPolicy = {
      Version              = 1
      IncludeBasicClaimSet = "false"
      ClaimsSchema = [
        for claim, attribute in local.ledger_claims : {
          Source        = "user"
          ID            = attribute
          SamlClaimType = "${local.claim_types}/${claim}"
        }
      ]
    }
  })]
}

resource "azuread_service_principal_claims_mapping_policy_assignment" "ledger" {
  claims_mapping_policy_id = azuread_claims_mapping_policy.ledger.id
  service_principal_id     = azuread_service_principal.ledger.id
}
