"""Read-only connections to live tenants, imported by `idplint export` alone: what Entra, Okta and Auth0 answer, verbatim."""
