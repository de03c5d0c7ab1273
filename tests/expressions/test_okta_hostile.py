"""Okta's dialects never raise and never hang, whatever the text."""

from __future__ import annotations

import time
from types import ModuleType  # noqa: TC003 - pytest reads the annotation

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.expressions.okta import classic, identity_engine, template
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.users import UserAttributes
from tests.expressions.test_okta_classic_examples import CLASSIC
from tests.expressions.test_okta_examples import ROWS

DIALECTS = (classic, identity_engine, template)
EXPRESSIONS = sorted({str(row[2]) for row in ROWS} | {row[1] for row in CLASSIC})
PIECES = st.sampled_from(
    [
        *(
            "'",
            '"',
            "(",
            ")",
            "{",
            "}",
            "[",
            "]",
            ".![",
            "?:",
            "?",
            ":",
            "${",
            "}",
            ",",
            ".",
            "!",
            "==",
            "matches",
            " AND ",
        ),
        *(
            "user.x",
            "String.len(",
            "fn:split(",
            "Arrays.get(",
            "null",
            "true",
            "1",
            "-1",
            "1.5",
            "'a'",
            "+",
            "-",
            "empty ",
        ),
        *(
            "String.substring(",
            "Convert.toInt(",
            "Time.fromIso8601ToString(",
            ".toInteger()",
            ".flatten()",
            "\ud800",
            "\\",
        ),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def run(text: str, user: object) -> list[object]:
    found: list[object] = []
    for dialect in DIALECTS:
        node = dialect.parse(text)
        msgspec.structs.asdict(node)
        outcome = dialect.evaluate(node, UserAttributes({"user": {"x": user, "login": user}, "appuser": user}))
        assert outcome is None or isinstance(outcome, str | int | float | list | Undecided | Failed)
        found.append(outcome)
    return found


@given(st.text(), VALUES)
def test_any_text(text: str, user: object) -> None:
    run(text, user)


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=25).map("".join), VALUES)
def test_any_row_of_pieces(text: str, user: object) -> None:
    run(text, user)
    run("${" + text + "}", user)


@settings(max_examples=400)
@given(st.sampled_from(EXPRESSIONS), st.data(), VALUES)
def test_mutated_real_expressions(expression: str, data: st.DataObject, user: object) -> None:
    start = data.draw(st.integers(0, len(expression)))
    end = data.draw(st.integers(start, min(len(expression), start + 6)))
    run(expression[:start] + data.draw(PIECES | st.text(max_size=3)) + expression[end:], user)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "1" + ")" * 10_000,
        "{" * 10_000,
        "!" * 10_000 + "true",
        "-" * 10_000 + "1",
        "- " * 10_000 + "1",
        "user.x" + "[0]" * 10_000,
        "user.x" + ".toUpperCase()" * 10_000,
        "user" + ".x" * 10_000,
        "true ? 1 : " * 10_000 + "2",
        "String.len(" * 10_000,
        "user.x ?: " * 10_000 + "1",
        "1 - 1 + " * 10_000 + "1",
        "user.x == user.x && " * 10_000 + "true",
        "${fn:toLowerCase(" * 10_000,
        "${" * 100_000,
        "user.x + " * 111_000 + "'a'",
        "'" + "a" * 999_000 + "'",
        "9" * 999_999,
        "1." * 499_999,
        " " * 999_999 + "1",
        "a" * 1_000_001,
        "{" + "1," * 400_000 + "1}",
        "String.replace(" * 90 + "'aaaa'" + ",'a','aaaaaaaaaaaaaaaaaaaa')" * 90,
        "String.join(user.x, " + "'a', " * 100_000 + "'a')",
        "'" + "a" * 40 + "!' matches '(a+)+(a+)+$'",
        "'a' matches '" + "(?:" * 330 + "'",
        "'a' matches '" + "[^^" * 330 + "'",
        "'a' matches '" + "(" * 900 + ")" * 90 + "'",
    ],
)
def test_large_and_deep_texts_end_soon(dialect: ModuleType, text: str) -> None:
    begun = time.monotonic()
    outcome = dialect.evaluate(dialect.parse(text), UserAttributes({"user": {"x": "x" * 1000}}))
    if isinstance(outcome, str):
        assert len(outcome) <= 1_000_000
    assert time.monotonic() - begun < 20


def test_work_is_limited() -> None:
    text = " + ".join(["String.len(user.x)"] * 30_000)
    begun = time.monotonic()
    outcome = classic.evaluate(classic.parse(text), UserAttributes({"user.x": "x" * 900_000}))
    assert isinstance(outcome, Undecided)
    assert "too long" in outcome.reason
    assert time.monotonic() - begun < 10
