"""The prose of a rule: `rules/<name>/doc.md`, in the wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from idplint.ruleset.spec import RuleSpec


def rules_folder() -> Path:
    """Where the rule folders are: packed into the wheel, or beside the package in a checkout."""
    package = Path(__file__).parent.parent
    packed = package / "_rules"
    return packed if packed.is_dir() else package.parent / "rules"


def prose(rule: RuleSpec) -> str:
    """The rule's documentation, Markdown."""
    return (rules_folder() / rule.name / "doc.md").read_text(encoding="utf-8")
