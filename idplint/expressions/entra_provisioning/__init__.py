"""Microsoft Entra's provisioning expressions: read them, and say what they yield for one user."""

from __future__ import annotations

from idplint.expressions.entra_provisioning.evaluation import evaluate
from idplint.expressions.entra_provisioning.parser import parse
from idplint.expressions.entra_provisioning.stored_tree import read_stored_tree

__all__ = ["evaluate", "parse", "read_stored_tree"]
