resource "auth0_connection" "ledger" {
  name     = "ledger"
  strategy = "samlp"
  options {
    entity_id = "urn:auth0:contoso:ledger"
    set_user_root_attributes = "on_each_login"
  }
}

resource "auth0_connection_scim_configuration" "ledger" {
  connection_id     = auth0_connection.ledger.id
  user_id_attribute = "userName"
  mapping {
    auth0 = "username"
    scim  = "userName"
  }
  mapping {
    auth0 = "given_name"
    scim  = "name.givenName"
  }
  mapping {
    auth0 = "family_name"
    scim  = "name.familyName"
  }
}
