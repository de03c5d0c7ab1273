"""The machinery that loads rules and runs them. The rules themselves are folders in the top-level `rules/`."""
