"""`idplint rules`: list the rules."""

from __future__ import annotations

from idplint.cli.output import write
from idplint.ruleset.registry import rules as all_rules


def rules() -> int:
    """List every rule with its code, name and what it finds."""
    listed = all_rules()
    width = max(len(rule.name) for rule in listed)
    write("\n".join(f"{rule.code}  {rule.name:<{width}}  {rule.summary}" for rule in listed))
    return 0
