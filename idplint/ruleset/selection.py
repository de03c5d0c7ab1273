"""Which rules a run asks, by code, name, code prefix or `default`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from idplint.ruleset.spec import RuleSpec

_GROUPS = ("default", "all")


def find_rule(rules: Iterable[RuleSpec], wanted: str) -> RuleSpec:
    """The rule of a code, a name or an alias.

    Raises:
        UsageError: There is none; the help names the nearest.
    """
    listed = list(rules)
    folded = wanted.lower()
    for rule in listed:
        if folded in (rule.code.lower(), rule.name, *rule.aliases):
            return rule
    raise _unknown(listed, wanted)


def select_rules(rules: Sequence[RuleSpec], select: Iterable[str], ignore: Iterable[str]) -> tuple[RuleSpec, ...]:
    """The rules that `select` names and `ignore` does not, in order of code.

    Rules on input and configuration are always asked unless ignored: a file that was not read must never go unsaid.

    Raises:
        UsageError: A word names no rule and no group of rules.
    """
    chosen = {rule.code for word in (list(select) or ["default"]) for rule in _matching(rules, word)}
    chosen |= {rule.code for rule in rules if rule.category == "input-and-configuration"}
    dropped = {rule.code for word in ignore for rule in _matching(rules, word)}
    return tuple(rule for rule in rules if rule.code in chosen - dropped)


def _matching(rules: Sequence[RuleSpec], word: str) -> list[RuleSpec]:
    folded = word.strip().lower()
    if folded in _GROUPS:
        return [rule for rule in rules if rule.status in ("stable", "deprecated") or folded == "all"]
    by_name = [rule for rule in rules if folded in (rule.code.lower(), rule.name, *rule.aliases)]
    if by_name:
        return by_name
    by_prefix = [rule for rule in rules if folded.startswith("idp") and rule.code.lower().startswith(folded)]
    if by_prefix:
        return by_prefix
    by_category = [rule for rule in rules if rule.category == folded]
    if by_category:
        return by_category
    raise _unknown(rules, word)


def _unknown(rules: Iterable[RuleSpec], word: str) -> UsageError:
    import difflib

    names = [name for rule in rules for name in (rule.code, rule.name)]
    near = difflib.get_close_matches(word.upper(), names, 1) or difflib.get_close_matches(word.lower(), names, 1)
    hint = f"did you mean `{near[0]}`? " if near else ""
    return UsageError(f"no rule `{word}`", help=f"{hint}`idplint rules` lists them all")
