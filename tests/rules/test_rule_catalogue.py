"""What is on disk, what is compiled, what is registered and what is shown by example are one set of rules."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
import yaml

from idplint.ruleset.prose import prose
from idplint.ruleset.registry import PREDICATES, rules
from idplint.ruleset.spec import RuleSpec, check_spec

RULES = Path(__file__).resolve().parents[2] / "rules"
HEADINGS = [
    "What it finds",
    "Why it matters",
    "Example",
    "How to fix",
    "Accounts already split",
    "When to ignore",
]
IDPS = ("entra", "okta")

NOT_SHOWN = {
    ("IDP301", "scim-missing"): "no service provider of the catalogue has the verdict `impossible`",
    ("IDP301", "jit-missing"): "no service provider of the catalogue has the verdict `required`",
}
"""Outcomes that no input can bring about today, each with the reason."""

every_rule = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)


def _on_disk() -> dict[str, RuleSpec]:
    return {
        path.parent.name: msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), RuleSpec)
        for path in sorted(RULES.glob("*/rule.yaml"))
    }


def _examples(rule: RuleSpec, kind: str) -> list[Path]:
    return sorted(path for path in (RULES / rule.name / "examples").glob(f"{kind}-*") if path.is_dir())


def _outcomes_shown(rule: RuleSpec) -> set[str]:
    shown = set()
    for example in _examples(rule, "bad"):
        expected = yaml.safe_load((example / "expect.yaml").read_text(encoding="utf-8"))
        shown |= {finding["outcome"] for finding in expected["findings"]}
    return shown


def test_every_folder_is_a_compiled_rule_and_every_compiled_rule_a_folder() -> None:
    assert {path.name for path in RULES.iterdir() if path.is_dir()} == {rule.name for rule in rules()}
    assert _on_disk() == {rule.name: rule for rule in rules()}


def test_every_predicate_has_a_rule_and_every_rule_a_predicate() -> None:
    assert set(PREDICATES) == {rule.predicate for rule in rules()}


def test_codes_are_unique_and_sorted() -> None:
    codes = [rule.code for rule in rules()]

    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"IDP[1-9]\d\d", code) for code in codes)


def test_names_select_one_rule() -> None:
    words = [word for rule in rules() for word in (rule.name, *rule.aliases)]

    assert len(words) == len(set(words))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name) for rule in rules())


@every_rule
def test_outcomes_and_slots_are_those_of_the_predicate(rule: RuleSpec) -> None:
    check_spec(rule, PREDICATES[rule.predicate], f"rules/{rule.name}/rule.yaml")


@every_rule
def test_documentation_has_the_headings_in_order(rule: RuleSpec) -> None:
    text = prose(rule)

    assert text == (RULES / rule.name / "doc.md").read_text(encoding="utf-8")
    assert [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")] == HEADINGS
    assert text.startswith("## What it finds\n")


@every_rule
def test_documentation_names_every_outcome(rule: RuleSpec) -> None:
    missing = {outcome for outcome in rule.outcomes if f"`{outcome}`" not in prose(rule)}

    assert not missing


@every_rule
def test_documentation_shows_both_identity_providers(rule: RuleSpec) -> None:
    example = prose(rule).split("## Example", 1)[1].split("\n## ", 1)[0]

    assert "### Entra" in example
    assert "### Okta" in example


@every_rule
def test_there_are_examples_for_both_identity_providers(rule: RuleSpec) -> None:
    kinds = ("bad", "good") if rule.never_undecided else ("bad", "good", "undecided")
    missing = [f"{kind}-{idp}" for kind in kinds for idp in IDPS if not _examples(rule, f"{kind}-{idp}")]

    assert not missing


@every_rule
def test_a_rule_that_is_never_undecided_has_no_such_example(rule: RuleSpec) -> None:
    assert bool(rule.never_undecided) != bool(_examples(rule, "undecided"))


@every_rule
def test_every_outcome_is_shown_or_known_not_to_occur(rule: RuleSpec) -> None:
    known = {outcome for code, outcome in NOT_SHOWN if code == rule.code}

    assert _outcomes_shown(rule) == set(rule.outcomes) - known


def test_outcomes_that_do_not_occur_are_outcomes() -> None:
    outcomes = {(rule.code, outcome) for rule in rules() for outcome in rule.outcomes}

    assert set(NOT_SHOWN) <= outcomes
