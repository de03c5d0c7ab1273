"""Places found at the decoder's speed are those that a scan of the whole text finds, in whatever order they are asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from idplint.documents import json_text
from idplint.documents.reading import read_document
from idplint.documents.spans import Lines, span_in_text

if TYPE_CHECKING:
    from idplint.documents.spans import Span
    from idplint.model.values import Pointer

_KEYS = ("a", "A", "b", "é", 'q"{,', "additionalProperties", "AdditionalProperties", "\\", "K", "\u212a", "")
_GAP = st.sampled_from(["", "", " ", "\n", "\r\n\t"])
_SCALARS = (
    *("null", "true", "0", "1", "12", "-1.5e3", "1e999", "123456789012345678901234567890"),
    *('""', '"x"', '"é😀"', r'"\u00e9\ud83d\ude00"', r'"\ud83d"', r'"\",\"b\":1}"', '"[1, 2]"', '"]"'),
    *('"12"', r'"{\"a\": [1, {\"B\": \"\\u0041\\n\"}]}"', '"1,\\"b\\":2"'),
)


@st.composite
def _key(draw: st.DrawFn) -> str:
    key = draw(st.sampled_from(_KEYS))
    how = draw(st.integers(0, 3))
    if how == 0:
        return '"' + "".join(f"\\u{ord(character):04x}" for character in key) + '"'
    return json.dumps(key, ensure_ascii=how == 1)


@st.composite
def _object(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    members = draw(st.lists(st.tuples(_GAP, _key(), _GAP, _GAP, values, _GAP), max_size=4))
    written = [f"{g1}{key}{g2}:{g3}{value}{g4}" for g1, key, g2, g3, value, g4 in members]
    return "{" + (",".join(written) or draw(_GAP)) + "}"


@st.composite
def _list(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    items = draw(st.lists(st.tuples(_GAP, values, _GAP), max_size=4))
    return "[" + (",".join("".join(item) for item in items) or draw(_GAP)) + "]"


# Keys may come twice, in another case, and in escapes; strings may look like JSON, and hold half a character.
_VALUES = st.recursive(
    st.sampled_from(_SCALARS), lambda inner: _object(values=inner) | _list(values=inner), max_leaves=14
)
_RECORDS = _object(values=_VALUES)
_STEPS: st.SearchStrategy[str | int] = st.sampled_from([*_KEYS, "B", "É", "k", "none"]) | st.sampled_from(
    [0, 1, 2, 7, -1, "0", "1", "01", "9" * 5000]
)


@given(_RECORDS, st.lists(st.lists(_STEPS, max_size=6).map(tuple), min_size=1, max_size=12), _GAP)
@settings(max_examples=1500, deadline=None)
@example('{"a":1,"b":2,"a":12}', [("a",), ("b",)], "")
@example('{"a":"x","a":"x"}', [("a",)], "")
@example('{"a":12,"b":2,"a":1}', [("a",), ("b",)], "")
@example('{"a":{"b":1},"A":{"b":2},"b":0}', [("a", "b"), ("A", "b")], "")
@example('{"a":"1,\\"b\\":2","b":3,"a":1}', [("a",), ("b",)], "")
@example('{"a":[{"b":1,"b":2},{"b":3}]}', [("a", 0, "b"), ("a", 1, "b")], "")
@example('{"AdditionalProperties":{"a":1},"additionalProperties":{"a":2},"Additionalproperties":3}', [("a",)], "")
# Lengths alone lead on to the end here, by way of the quote inside the key.
@example(r'{"a":1,"b":{"\"kkkkkkkk":0},"a":123456789}', [("a",), ("b",)], "")
def test_places_are_those_of_a_scan(record: str, pointers: list[Pointer], gap: str) -> None:
    text = f"{gap}{record}\n"
    document = read_document("a.json", text.encode())
    for pointer in pointers:
        scanned = json_text.locate(text, len(gap), pointer)
        written = (*scanned.written, *pointer[len(pointer) - scanned.missing :])
        assert document.span(pointer) == span_in_text(text, *scanned.value)
        assert document.span(pointer, "key") == span_in_text(text, *scanned.key)
        assert document.written_pointer(pointer) == written
        if scanned.missing:
            with pytest.raises(KeyError):
                document.value_at(pointer)
        else:
            assert document.value_at(pointer) == json_text.read(scanned.source)


@given(st.lists(_RECORDS, min_size=1, max_size=4), st.data())
@settings(max_examples=200, deadline=None)
def test_records_of_a_list_do_not_mix_up_their_places(records: list[str], data: st.DataObject) -> None:
    text = "[" + ", ".join(records) + "]"
    document = read_document("a.json", text.encode())
    starts = [1 + sum(len(record) + 2 for record in records[:index]) for index in range(len(records))]
    for _ in range(8):
        index = data.draw(st.integers(0, len(records) - 1))
        pointer = tuple(data.draw(st.lists(_STEPS, max_size=4)))
        scanned = json_text.locate(text, starts[index], pointer)
        assert document.span((index, *pointer)) == span_in_text(text, *scanned.value)


@given(
    st.lists(st.sampled_from(["x" * 3000, "é" * 1500, "😀\n", "\r\n", "y", "\n" * 40, "ü\u2028"]), max_size=200),
    st.lists(st.floats(0, 1), min_size=1, max_size=30),
)
@settings(max_examples=100, deadline=None)
def test_lines_and_columns_do_not_depend_on_the_order(pieces: list[str], places: list[float]) -> None:
    content = "".join(pieces).encode()
    lines = Lines(content)
    for place in places:
        offset = int(place * len(content))
        before = content[:offset].decode("utf-8", "ignore")
        expected = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        assert lines.place(offset) == expected
    for number in (1, content.count(b"\n") // 2 + 1, content.count(b"\n") + 1):
        assert lines.line(number) == content.decode().split("\n")[number - 1].removesuffix("\r")


def _text_at(text: str, span: Span) -> str:
    assert span.line == span.end_line == 1
    return text[span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize("letter", ["u", "ü"])
@pytest.mark.parametrize("shape", ["list", "envelope", "member"])
def test_a_place_in_every_item_of_one_long_line(letter: str, shape: Literal["list", "envelope", "member"]) -> None:
    count = 2000
    items = [{"pad": [letter * 400], "jobs": [{"Name": f"{letter}{number}"}], "n": number} for number in range(count)]
    prefix: Pointer = {"list": (), "envelope": ("value",), "member": ("apps",)}[shape]
    value = {"list": items, "envelope": {"value": items}, "member": {"apps": items, "other": 1}}[shape]
    text = json.dumps(value, ensure_ascii=False)
    document = read_document("a.json", text.encode())
    for index in sorted(range(count), key=str):
        pointer = (*prefix, index, "jobs", 0, "name")
        assert _text_at(text, document.span(pointer)) == f'"{letter}{index}"'
        assert _text_at(text, document.span(pointer, "key")) == '"Name"'
        assert document.written_pointer(pointer) == (*prefix, index, "jobs", 0, "Name")
    assert _text_at(text, document.span(prefix)) == json.dumps(items, ensure_ascii=False) or shape == "list"
