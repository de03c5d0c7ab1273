"""Predicates, one module a family."""
