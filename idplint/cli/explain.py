"""`idplint explain`: what a rule finds, why it matters, how to fix it."""

from __future__ import annotations

from typing import Annotated

import typer

from idplint.cli.output import write
from idplint.ruleset.prose import prose
from idplint.ruleset.registry import rules
from idplint.ruleset.selection import find_rule


def explain(
    rule: Annotated[str, typer.Argument(help="A rule's code or name.", metavar="CODE|NAME")],
) -> int:
    """Print what a rule finds, why it matters and how to fix it."""
    found = find_rule(rules(), rule)
    severities = ", ".join(dict.fromkeys(outcome.severity.value for outcome in found.outcomes.values()))
    write(f"{found.code} {found.name}\n{found.summary}\nSeverity: {severities}\n\n{prose(found).rstrip()}")
    return 0
