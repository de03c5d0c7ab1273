"""The claims dialect of Entra: what a claim of a custom claims policy or a claims mapping policy carries for a user."""

from idplint.expressions.entra_claims.evaluation import evaluate
from idplint.expressions.entra_claims.parsing import parse

__all__ = ["evaluate", "parse"]
