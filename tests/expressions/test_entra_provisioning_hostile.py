"""Nothing anybody writes makes reading or evaluating raise or hang."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.expressions.entra_provisioning import evaluate, parse, read_stored_tree
from idplint.expressions.entra_provisioning.catalogue import SIGNATURES
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.syntax import Unsupported
from idplint.expressions.users import UserAttributes

PERSON: dict[str, object] = {
    "mail": "Ada.O'Hara@contoso.com",
    "none": None,
    "empty": "",
    "many": ["a", "B", ""],
    "flag": True,
    "number": 129699324000000000,
    "date": "2020-12-31-08:00",
    "odd": "İß😀\ud800é\u0301",
    "object": {"a": object()},
    "other": 1.5,
}
PEOPLE = UserAttributes(PERSON)
CONSTANTS = [
    '""',
    '"a"',
    '"1"',
    '"d"',
    '"yyyy-MM-dd"',
    '"(?<a>.)+"',
    '"${a}"',
    "0",
    "1",
    "-3",
    "&HFF",
    "",
    "9223372036854775807",
    "[gone]",
]
SEEDS = [
    'Switch([flag], , "False", "True", "True", "False")',
    r'Replace([mail], , "(?<a>\\w+)@(?<b>[^.]*)", , "${a}$1", , )',
    'Join(", ", "", [many], Left([mail], -1), Mid([odd], 1, 3))',
    'DateDiff("ww", CDate([date]), DateAdd("m", 10, DateFromNum([number])))',
    'FormatDateTime([date], , "yyyy-MM-ddzzz", "ddd, dd MMM yyyy hh:mm:ss.fff tt K")',
    'IIF([number] >= 5, PCase([odd]), Word([mail], 2, "@."))',
    'NormalizeDiacritics(ToUpper(StripSpaces([odd]), "tr-TR"))',
    'InStr([mail], "ADA", 1, vbTextCompare)',
]


def _value() -> st.SearchStrategy[str]:
    leaves = st.sampled_from([f"[{name}]" for name in PERSON] + CONSTANTS) | st.text(max_size=8).map(json.dumps)

    def call(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        names = st.sampled_from(sorted(SIGNATURES))
        return st.builds(lambda name, given_: f"{name}({', '.join(given_)})", names, st.lists(children, max_size=7))

    return st.recursive(leaves, call, max_leaves=12)


def _answers(text: str) -> None:
    outcome = evaluate(parse(text), PEOPLE)
    assert outcome is None or isinstance(outcome, str | Undecided | Failed | list)
    if isinstance(outcome, list):
        assert all(isinstance(item, str) for item in outcome)


@given(st.text())
def test_any_text(text: str) -> None:
    _answers(text)


@settings(max_examples=400, deadline=None)
@given(_value())
def test_any_calls(text: str) -> None:
    _answers(text)


@given(st.sampled_from(SEEDS), st.integers(0, 200), st.integers(0, 6), st.text(max_size=4))
def test_mutated_expressions(seed: str, at: int, length: int, text: str) -> None:
    _answers(seed[:at] + text + seed[at + length :])


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="ab()[]{}|*+?.^$\\<>=!:'-,0123dwsbpLZ", max_size=14),
    st.text(alphabet="ab1 _é\n", max_size=10),
    st.text(max_size=4),
)
def test_any_regular_expression(pattern: str, subject: str, new: str) -> None:
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in (pattern, new)]
    outcome = evaluate(parse(f'Replace([x], , "{quoted[0]}", , "{quoted[1]}", , )'), UserAttributes({"x": subject}))
    assert isinstance(outcome, str | Undecided | Failed)


@given(st.text(alphabet="yMdHhmsftzK:/-. 'T%\\", max_size=12), st.text(alphabet="0123456789:/-. TZ+AMP", max_size=24))
def test_any_date_format(pattern: str, written: str) -> None:
    quoted = pattern.replace("\\", "\\\\")
    outcome = evaluate(parse(f'FormatDateTime([x], , "{quoted}", "{quoted}")'), UserAttributes({"x": written}))
    assert isinstance(outcome, str | Undecided | Failed)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.text(max_size=6)
    | st.sampled_from(["Function", "Attribute", "Constant", *SIGNATURES]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "name", "parameters", "key", "value", "expression"]), inner, max_size=5
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_any_stored_tree(tree: object) -> None:
    outcome = evaluate(read_stored_tree(tree), PEOPLE)
    assert outcome is None or isinstance(outcome, str | Undecided | list)


@pytest.mark.parametrize("opening", ["Not(", "(", "[", '"', "IIF(", "Join(,", "[a[", "Not([a]="])
def test_deep_nesting_is_refused_with_a_position(opening: str) -> None:
    node = parse(opening * 10_000)
    assert isinstance(node, Unsupported)
    assert 0 <= node.span[0] <= node.span[1] <= len(opening) * 10_000


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "[" + "a." * 400_000 + "]",
        '"' + "\\" * 999_998,
        "Join(" + "," * 999_000 + ")",
        "Join(" + ",".join(['"a"'] * 200_000) + ")",
        "1" * 1_000_000,
        " " * 1_000_000,
        "Append([mail]" * 70_000,
        "x" * 2_000_000,
    ],
)
def test_megabytes(text: str) -> None:
    _answers(text)


def test_a_stored_tree_of_any_depth() -> None:
    tree: dict[str, object] = {"type": "Attribute", "name": "mail"}
    for _ in range(10_000):
        tree = {"type": "Function", "name": "Not", "parameters": [{"key": "source", "value": tree}]}
    assert isinstance(evaluate(read_stored_tree(tree), PEOPLE), Undecided)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(.*a){20}$", "(a{1000}){1000}", "((a{1000}){1000}){1000}", "(" * 5_000]
)
def test_catastrophic_regular_expressions_end(pattern: str) -> None:
    user = UserAttributes({"x": "a" * 5_000 + "b"})
    calls = "[x]"
    for _ in range(5):
        calls = f'Append({calls}, Replace([x], , "{pattern}", , "", , ))'
    outcome = evaluate(parse(calls), user)
    assert isinstance(outcome, Undecided | Failed | str)


def test_texts_that_would_grow_without_bound_are_undecided() -> None:
    user = UserAttributes({"x": "a" * 600_000})
    for text in (
        "Append([x], [x])",
        'Join([x], "a", "b", "c")',
        'Replace([x], "a", , , [x], , )',
        'Replace([x], , "a", , [x], , )',
    ):
        outcome = evaluate(parse(text), user)
        assert isinstance(outcome, Undecided), text
        assert "longer than" in outcome.reason
