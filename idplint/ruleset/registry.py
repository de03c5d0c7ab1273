"""Every predicate by name. A predicate that is not listed here does not exist."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from idplint.ruleset.predicates import (
    attributes,
    code,
    creation,
    inputs,
    join_keys,
    key_quality,
    key_shape,
    lifecycle,
    lost_attributes,
)
from idplint.ruleset.spec import RuleSpec

if TYPE_CHECKING:
    from idplint.ruleset.predicate import Predicate

PREDICATES: dict[str, Predicate] = {
    predicate.name: predicate
    for family in (join_keys, key_quality, key_shape, lifecycle, creation, attributes, lost_attributes, code, inputs)
    for predicate in family.PREDICATES
}


@cache
def rules() -> tuple[RuleSpec, ...]:
    """Every rule, by code, from the compiled index that ships with idplint."""
    text = Path(__file__).with_name("rules.json").read_bytes()
    return tuple(msgspec.json.decode(text, type=list[RuleSpec]))


@cache
def rules_by_predicate() -> dict[str, RuleSpec]:
    """The rule that reports a predicate's problems; each of the 9xx predicates has one."""
    return {rule.predicate: rule for rule in rules()}
