"""What the fuzzer found once, in its smallest form."""

from __future__ import annotations

from idplint.expressions import auth0_mapping
from idplint.expressions.okta import classic, identity_engine
from idplint.expressions.outcomes import Undecided
from idplint.expressions.users import UserAttributes
from tests.expressions.fuzz_targets import CPU_SECONDS, Tally, timed
from tests.expressions.test_entra_claims_samples import configuration, evaluated, transformation


def test_a_long_replacement_for_every_character_does_not_fill_the_memory() -> None:
    """Ten gigabytes, where both the value and the replacement had 100,000 characters."""
    claim = configuration(
        transformation("regexReplace", "mail", regex="(?<each>.)", replacement="-" * 100_000 + "{each}")
    )
    outcome = evaluated(claim, {"mail": "a" * 3_000})
    assert isinstance(outcome, Undecided)
    assert "too long" in outcome.reason


def test_a_long_constant_is_not_folded_anew_for_every_element() -> None:
    """Five seconds, and longer with a longer constant."""
    node = auth0_mapping.parse('emails[type eq "work' + "\udced" * 100_000 + '"].value')
    user = UserAttributes({"emails": [{"type": ["a", "b@c", ""] * 6_000, "value": "x"}]})
    assert timed(lambda: auth0_mapping.evaluate(node, user), Tally(), CPU_SECONDS) is None


def test_an_attribute_of_thousands_of_values_is_not_read_anew_each_time_it_is_named() -> None:
    """Thirteen seconds and 700 MB for 10,000 times."""
    node = classic.parse("user.x + " * 20_000 + "'a'")
    user = UserAttributes({"user.x": ["a", "b@c", ""] * 3_000})
    outcome = timed(lambda: classic.evaluate(node, user), Tally(), CPU_SECONDS)
    assert isinstance(outcome, Undecided)
    assert "too long" in outcome.reason


def test_a_list_is_not_written_out_for_every_item_it_is_compared_with() -> None:
    """Three seconds for two lists of 9,000 values."""
    node = identity_engine.parse("user.profile.x.contains(user.profile.y)")
    values = ["a", "b@c", ""] * 3_000
    user = UserAttributes({"user.profile.x": values, "user.profile.y": values})
    assert timed(lambda: identity_engine.evaluate(node, user), Tally(), CPU_SECONDS) is False
