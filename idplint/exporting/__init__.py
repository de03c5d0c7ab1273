"""A tenant's applications as native documents: read, redacted, written to a folder or a stream (`idplint export`)."""
