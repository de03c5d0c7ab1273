"""Nothing that people or programs write makes the claims dialect raise."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.expressions import entra_claims
from idplint.expressions.entra_claims.dotnet_regex import Pattern, find_all, translate
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.users import UserAttributes
from tests.expressions.test_entra_claims_examples import EXAMPLES

_TEXTS = [claim if isinstance(claim, str) else json.dumps(claim) for _, claim, _, _ in EXAMPLES]
_VALUES = st.none() | st.text(max_size=20) | st.booleans() | st.integers() | st.lists(st.text(max_size=5), max_size=3)
_NAMES = ["mail", "userprincipalname", "employeeid", "country", "displayname", "extensionattribute1", "proxyaddresses"]
_USERS = st.fixed_dictionaries({}, optional=dict.fromkeys([*_NAMES, "othermail", "user.class", "user.groups"], _VALUES))


def assert_sound(text: str, user: dict[str, Any]) -> None:
    outcome = entra_claims.evaluate(entra_claims.parse(text), UserAttributes(user))
    assert outcome is None or isinstance(outcome, str | list | Undecided | Failed)
    if isinstance(outcome, Undecided | Failed):
        assert outcome.reason


@given(st.text(), _USERS)
def test_any_text(text: str, user: dict[str, Any]) -> None:
    assert_sound(text, user)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_TEXTS), st.data(), _USERS)
def test_mutated_examples(text: str, choice: st.DataObject, user: dict[str, Any]) -> None:
    start = choice.draw(st.integers(0, len(text)))
    end = choice.draw(st.integers(start, min(len(text), start + 12)))
    piece = choice.draw(
        st.sampled_from(["", "null", "[]", "{}", '""', "17", "true", '"x"', "\\", "}", "join"]) | st.text(max_size=6)
    )
    assert_sound(text[:start] + piece + text[end:], user)


_JSON = st.recursive(
    _VALUES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "attribute",
                    "transformations",
                    "@odata.type",
                    "id",
                    "source",
                    "input",
                    "configurations",
                    "ClaimsSchema",
                    "ID",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(_JSON, _USERS)
def test_any_json(claim: object, user: dict[str, Any]) -> None:
    assert_sound(json.dumps(claim), user)


@settings(deadline=None)
@given(
    st.text(alphabet="ab()[]{}?*+|^$\\.<>'=!:-,123wdsbkpi@# é", max_size=25), st.text(alphabet="ab@1 é", max_size=12)
)
def test_any_pattern(pattern: str, text: str) -> None:
    translated = translate(pattern)
    if isinstance(translated, Pattern):
        found = find_all(translated, text, 0.5)
        assert isinstance(found, list) or found.reason != "the regular expression cannot be read", pattern
