"""Joining partial records of one application, and deciding which of several statements counts."""
