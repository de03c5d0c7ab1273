"""Values of a wrong type, and bodies that join nothing, as problems for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.findings import Label, Problem
from idplint.model.values import Origin

if TYPE_CHECKING:
    from idplint.documents.document import Decoded


def problems_of(path: str, decoded: Decoded[object]) -> list[Problem]:
    """One problem for every value of a wrong type that a decoding met."""
    return [
        Problem(
            predicate="unreadable",
            outcome="truncated" if malformed.truncated else "wrong-type",
            slots={"path": path, "expected": malformed.expected, "found": malformed.found},
            labels=(Label(Origin(path, malformed.pointer), f"{malformed.expected} was expected here", primary=True),),
        )
        for malformed in decoded.malformed
    ]


def orphan(what: str, origin: Origin, candidates: tuple[str, ...], remedy: str) -> Problem:
    """A body that names no application and could belong to several, or to none that was read.

    Args:
        what: The body, with its article: `a claims policy`.
        origin: Where it stands.
        candidates: Ids of the applications it could belong to.
        remedy: What would make it clear.
    """
    listed = ", ".join(candidates[:5]) if candidates else "none was read"
    return Problem(
        predicate="ambiguous-pairing",
        outcome="orphan",
        slots={"what": what, "candidates": listed, "remedy": remedy},
        labels=(Label(origin, "belongs to no application that was read", primary=True),),
    )


def nameless(what: str, key: str, origin: Origin) -> Problem:
    """A body without the id that every answer is about.

    Args:
        what: The body, with its article: `a service principal`.
        key: The key that is missing: `id`.
        origin: Where the body stands.
    """
    return Problem(
        predicate="unreadable",
        outcome="record",
        slots={
            "path": origin.path,
            "detail": f"{what} without `{key}`",
            "help": f"export it again with `{key}`, without $select or with it in the list",
        },
        labels=(Label(origin, f"`{key}` is missing", primary=True),),
    )
