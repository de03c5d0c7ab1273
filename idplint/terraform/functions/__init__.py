"""The functions of Terraform's language that idplint works out; the table is in `registry`."""
