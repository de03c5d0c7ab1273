from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from idplint.inputs.native_yaml import yaml_text

TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "true",
            "N",
            "a: b",
            "a:b",
            "https://x.example/?a=1&b=%20+",
            "[mail]",
            "- a",
            "a #b",
            "ends:",
            "two words (here)",
            "\u2028\x85\ufeff\t\r\n\0\x7f",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
KEYS = st.one_of(st.sampled_from(["name", "y", "@odata.type", "link.login.0", "é"]), st.text(min_size=1, max_size=10))
KEYS = KEYS.filter(lambda key: key.isprintable())
SCALARS = st.one_of(TEXTS, st.integers(), st.booleans())


def trees(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3))

    return st.dictionaries(KEYS, st.recursive(leaves, nested, max_leaves=12), min_size=1, max_size=4)


@given(
    tree=trees(st.one_of(SCALARS, st.none())),
    comment=st.text(st.characters(exclude_categories=["C", "Z"])),
)
def test_whatever_is_written_is_read_again(tree: dict[str, Any], comment: str) -> None:
    text = yaml_text(tree, dict.fromkeys(tree, comment))
    assert yaml.safe_load(text) == tree
    assert yaml_text(yaml.safe_load(text), dict.fromkeys(tree, comment)) == text


def test_a_comment_stands_in_the_line_before_its_key() -> None:
    assert yaml_text({"a": 1, "b": {"c": 2}}, {"b": "Here > there"}) == "a: 1\n# Here > there\nb:\n  c: 2\n"


def test_half_a_character_becomes_text_that_can_be_stored() -> None:
    assert yaml_text({"a": "x\udc80"}, {}) == 'a: "x\\\\udc80"\n'
