"""The vocabulary of idplint: applications, sign-on, provisioning, and where each value came from. Data only."""
