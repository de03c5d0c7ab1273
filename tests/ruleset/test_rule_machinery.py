"""Selection by code, name and prefix; loading rejects what a predicate does not have."""

from __future__ import annotations

import msgspec
import pytest

from idplint.errors import ConfigurationError, UsageError
from idplint.ruleset.registry import PREDICATES, rules
from idplint.ruleset.selection import find_rule, select_rules
from idplint.ruleset.spec import OutcomeSpec, RuleSpec, check_spec


def codes(select: list[str], ignore: list[str] | None = None) -> list[str]:
    return [rule.code for rule in select_rules(rules(), select, ignore or []) if not rule.code.startswith("IDP9")]


def test_selection() -> None:
    everything = codes([])
    lifecycle = [code for code in everything if code.startswith("IDP3")]
    assert everything == sorted(everything)
    assert codes(["default"]) == everything
    assert codes(["idp101"]) == ["IDP101"]
    assert codes(["join-key-mismatch", "IDP3"]) == ["IDP101", *lifecycle]
    assert codes(["join-keys"]) == [rule.code for rule in rules() if rule.category == "join-keys"]
    assert codes(["default"], ["IDP1"]) == [code for code in everything if not code.startswith("IDP1")]


def test_input_rules_are_asked_whatever_is_selected_unless_ignored() -> None:
    assert "IDP901" in [rule.code for rule in select_rules(rules(), ["IDP101"], [])]
    assert "IDP901" not in [rule.code for rule in select_rules(rules(), ["IDP101"], ["IDP901"])]


@pytest.mark.parametrize("word", ["IDP999", "", "join", "IDP1011"])
def test_a_word_that_names_no_rule(word: str) -> None:
    with pytest.raises(UsageError) as raised:
        select_rules(rules(), [word], [])
    assert "idplint rules" in str(raised.value.help)


def test_the_nearest_name_is_offered() -> None:
    with pytest.raises(UsageError) as raised:
        find_rule(rules(), "jit-and-skim")
    assert "jit-and-scim" in str(raised.value.help)


def changed(**outcomes: OutcomeSpec) -> RuleSpec:
    rule = find_rule(rules(), "IDP303")
    return msgspec.structs.replace(rule, outcomes={**rule.outcomes, **outcomes})


def test_a_rule_cannot_have_an_outcome_or_slot_that_its_predicate_lacks() -> None:
    rule = find_rule(rules(), "IDP303")
    predicate = PREDICATES[rule.predicate]
    some = next(iter(rule.outcomes.values()))
    check_spec(rule, predicate, "rule.yaml")
    with pytest.raises(ConfigurationError, match="no outcome `astray`"):
        check_spec(changed(astray=some), predicate, "rule.yaml")
    strange = msgspec.structs.replace(some, message="{provider} and {nonsense}")
    with pytest.raises(ConfigurationError, match=r"no slot `\{nonsense\}`"):
        check_spec(changed(**{"accounts-by-login": strange}), predicate, "rule.yaml")
    fewer = msgspec.structs.replace(rule, outcomes={"accounts-by-login": some})
    with pytest.raises(ConfigurationError, match="accounts-before-scim"):
        check_spec(fewer, predicate, "rule.yaml")


def test_every_shipped_rule_fits_its_predicate() -> None:
    for rule in rules():
        check_spec(rule, PREDICATES[rule.predicate], rule.name)
    assert {rule.predicate for rule in rules()} == set(PREDICATES)
