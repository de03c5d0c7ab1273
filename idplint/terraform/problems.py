"""What is wrong with a module, for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.findings import Label, Problem

if TYPE_CHECKING:
    from idplint.model.values import Origin


def problem(origin: Origin, detail: str, remedy: str) -> Problem:
    """Something in a Terraform configuration that could not be read or followed.

    Args:
        origin: Where it stands.
        detail: What is wrong, a clause.
        remedy: What to do about it.
    """
    return Problem(
        predicate="unreadable",
        outcome="record",
        slots={"path": origin.path, "detail": detail, "help": remedy},
        labels=(Label(origin, "here", primary=True),),
    )
