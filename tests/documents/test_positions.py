"""Every pointer leads to the text of its value: generated documents, read back from their own spans."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.documents.reading import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.documents.document import Document
    from idplint.documents.spans import Span
    from idplint.model.values import Pointer

_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from('ab\\"/\n\t\r{}[],: 😀é\x7f\u2028'),
        st.characters(codec="utf-8"),
    ),
    max_size=8,
)
_PRINTABLE = st.text(
    alphabet=st.sampled_from("ab\\\"'/\n[]{},:#&*!| 😀é-?<%@~0") | st.characters(codec="ascii", min_codepoint=32),
    max_size=8,
).filter(lambda text: "\x7f" not in text)


def _values(text: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    return st.recursive(
        st.none() | st.booleans() | numbers | text,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
        max_leaves=12,
    )


_VALUES = _values(_TEXT)
_SPACE = st.text(alphabet=" \t\n\r", max_size=2)


@st.composite
def _written(draw: st.DrawFn, value: object) -> str:
    """A value as JSON text with random white space and random escapes."""
    gap = draw(_SPACE)
    match value:
        case dict():
            parts = [f"{gap}{draw(_written(key))}{gap}:{draw(_written(item))}{gap}" for key, item in value.items()]
            return f"{{{','.join(parts)}{gap}}}"
        case list():
            return f"[{gap}{','.join(draw(_written(item)) + gap for item in value)}]"
        case str():
            return json.dumps(value, ensure_ascii=draw(st.booleans()))
        case _:
            return json.dumps(value)


@st.composite
def _documents(draw: st.DrawFn) -> tuple[str, object]:
    value = draw(
        st.one_of(
            st.dictionaries(_TEXT, _VALUES, max_size=4),
            st.lists(st.dictionaries(_TEXT, _VALUES, max_size=3) | st.none() | _TEXT, max_size=4),
            st.fixed_dictionaries({"value": st.lists(st.dictionaries(_TEXT, _VALUES, max_size=3), max_size=4)}),
        )
    )
    return draw(_SPACE) + draw(_written(value)) + draw(_SPACE), value


def _pointers(value: object, prefix: Pointer = ()) -> Iterator[tuple[Pointer, object]]:
    yield prefix, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _pointers(item, (*prefix, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _pointers(item, (*prefix, index))


def _text_at(text: str, span: Span) -> str:
    lines = text.split("\n")
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first = lines[span.line - 1][span.column - 1 :]
    last = lines[span.end_line - 1][: span.end_column - 1]
    return "\n".join([first, *lines[span.line : span.end_line - 1], last])


@given(_documents())
@settings(max_examples=300, deadline=None)
def test_the_text_at_every_pointer_is_the_value(written: tuple[str, object]) -> None:
    text, value = written
    document = read_document("a.json", text.encode())
    for pointer, expected in _pointers(value):
        assert json.loads(_text_at(text, document.span(pointer))) == expected
        assert document.written_pointer(pointer) == pointer
        assert document.value_at(pointer) == expected
        if pointer and isinstance(pointer[-1], str):
            assert json.loads(_text_at(text, document.span(pointer, "key"))) == pointer[-1]


@given(_documents())
@settings(max_examples=150, deadline=None)
def test_records_hold_the_whole_document(written: tuple[str, object]) -> None:
    text, value = written
    document = read_document("a.json", text.encode())
    if isinstance(value, dict) and not (set(value) == {"value"} and isinstance(value["value"], list)):
        assert [(record.pointer, record.tree()) for record in document.records] == [((), value)]
    elif isinstance(value, list):
        objects = [((index,), item) for index, item in enumerate(value) if isinstance(item, dict)]
        assert [(record.pointer, record.tree()) for record in document.records] == objects
        assert [collection.count for collection in document.collections] == [len(value)]


def _unescaped(quoted: str) -> str:
    """The characters that a stretch of a JSON string stands for."""
    return str(json.loads(f'"{quoted}"', strict=False))


@given(
    st.dictionaries(_TEXT, _VALUES, max_size=3) | st.lists(_VALUES, max_size=3),
    st.data(),
)
@settings(max_examples=300, deadline=None)
def test_json_inside_a_string_is_entered(inner: object, data: st.DataObject) -> None:
    inner_text = data.draw(_written(inner))
    ascii_only = data.draw(st.booleans())
    text = "\n" + json.dumps({"é": [json.dumps({"😀": inner_text})]}, ensure_ascii=ascii_only)
    document = read_document("a.json", text.encode())
    for pointer, expected in _pointers(inner):
        if not pointer:
            continue
        absolute = ("é", 0, "😀", *pointer)
        once = _unescaped(_text_at(text, document.span(absolute)))
        assert json.loads(_unescaped(once)) == expected
        assert document.value_at(absolute) == expected
        assert document.written_pointer(absolute) == absolute


@given(_TEXT, st.sampled_from(["'", '"', "|"]), st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_yaml_scalars_span_their_text(value: str, style: str, indent: int) -> None:
    if not all(character.isprintable() or character == "\n" for character in value) or value.strip() != value:
        return
    if style == "|":
        if not value:
            return
        written = "|-\n" + "\n".join(" " * (indent + 3) + line if line else "" for line in value.split("\n"))
    elif style == "'":
        if "\n" in value:
            return
        written = "'" + value.replace("'", "''") + "'"
    else:
        # YAML has no surrogate pairs; it writes such characters with eight digits.
        written = "".join(
            f"\\U{ord(character):08x}" if indent == 0 and not character.isascii() else character
            for character in json.dumps(value, ensure_ascii=False)
        )
    text = f"# é😀\nfirst: 1\nouter:\n{' ' * (indent + 1)}- {{}}\n{' ' * (indent + 1)}- {written}\nlast: [a, b]\n"
    document = read_document("a.yaml", text.encode())
    assert document.value_at(("outer", 1)) == value
    assert _text_at(text, document.span(("outer", 1))) == written.rstrip()
    assert _text_at(text, document.span(("last", 1))) == "b"
    assert _text_at(text, document.span(("last",), "key")) == "last"
    assert _text_at(text, document.span(("last",))) == "[a, b]"


@given(st.dictionaries(_PRINTABLE, _values(_PRINTABLE), max_size=3))
@settings(max_examples=200, deadline=None)
def test_json_written_as_yaml_flow_keeps_its_positions(value: dict[str, object]) -> None:
    text = "# a comment makes this YAML\n" + json.dumps(value, indent=1, ensure_ascii=False)
    document = read_document("a.yaml", text.encode())
    assert document.format == "yaml"
    assert document.problems == ()
    for pointer, expected in _pointers(value):
        found = document.value_at(pointer)
        if isinstance(expected, str | dict | list):
            assert found == expected
            assert json.loads(_text_at(text, document.span(pointer))) == expected


@pytest.mark.parametrize(
    "text",
    [
        """j: '{"a": "it''s", "b": [1, {"c": "x"}]}'""",
        '''j: "{\\"a\\": \\"it's\\", \\"b\\": [1, {\\"c\\": \\"x\\"}]}"''',
        """j: |\n  {"a": "it's",\n   "b": [1, {"c": "x"}]}\n""",
    ],
)
def test_json_inside_a_yaml_string(text: str) -> None:
    document = read_document("a.yaml", text.encode())
    assert document.value_at(("j", "b", 1, "c")) == "x"
    assert _text_at(text, document.span(("j", "b", 1, "c"))).strip('\\"') == "x"
    assert _text_at(text, document.span(("j", "b", 0))) == "1"
    assert _text_at(text, document.span(("j", "b", 1, "c"), "key")).strip('\\"') == "c"


def _document(text: str) -> Document:
    return read_document("a.json", text.encode())


def test_a_pointer_that_does_not_exist_gives_the_deepest_ancestor() -> None:
    text = '{"a": {"b": [1, 2]}, "s": "plain"}'
    document = _document(text)
    assert _text_at(text, document.span(("a", "b", 7, "x"))) == "[1, 2]"
    assert document.written_pointer(("a", "b", 7, "x")) == ("a", "b", 7, "x")
    assert _text_at(text, document.span(("s", "x"))) == '"plain"'
    assert _text_at(text, document.span(("none",))) == text
    with pytest.raises(KeyError):
        document.value_at(("a", "b", 7))


def test_keys_are_found_whatever_their_case_and_in_a_bag() -> None:
    text = '[{"Id": 1, "AdditionalProperties": {"claimsPolicy": {"Name": "x"}}}]'
    document = _document(text)
    assert document.written_pointer((0, "claimspolicy", "name")) == (0, "AdditionalProperties", "claimsPolicy", "Name")
    assert document.value_at((0, "id")) == 1
    assert _text_at(text, document.span((0, "claimsPolicy", "name"))) == '"x"'
    assert _text_at(text, document.span((0, "claimsPolicy", "name"), "key")) == '"Name"'


def test_the_exact_key_wins_over_another_case() -> None:
    assert _document('{"ID": 1, "id": 2, "Id": 3}').value_at(("id",)) == 2


def test_the_last_of_duplicate_keys_counts_in_files_too_big_to_check() -> None:
    text = '{"a": 1, "pad": "' + "x" * (8 << 20) + '", "a": 2}'
    document = _document(text)
    assert document.problems == ()
    assert document.value_at(("a",)) == 2
    assert document.span(("a",)).column == text.index("2}") + 1


def test_lines_are_given_without_their_ends() -> None:
    document = read_document("a.json", b'\xef\xbb\xbf{\r\n"a": "\xc3\xa9"\r\n}')
    assert [document.line(number) for number in range(5)] == [None, "{", '"a": "é"', "}", None]
    assert document.span(("a",)).column == 6


def test_positions_in_utf16_count_characters() -> None:
    text = '{"😀": "é",\r\n "b": 1}'
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        document = read_document("a.json", text.encode(encoding))
        assert _text_at(text, document.span(("😀",))) == '"é"'
        assert document.span(("b",)).line == 2


def test_lines_far_into_a_big_file() -> None:
    rows = [json.dumps({"n": number, "é": "ü" * 500}, ensure_ascii=False) for number in range(4000)]
    text = "[\n" + ",\n".join(rows) + "\n]"
    document = _document(text)
    for number in (3999, 0, 2000, 3998):
        assert document.span((number, "n")).line == number + 2
        assert document.line(number + 2) == rows[number] + ("," if number < 3999 else "")
        assert _text_at(text, document.span((number, "n"))) == str(number)


def test_columns_far_into_one_long_line() -> None:
    text = json.dumps({"value": [{"n": number, "é": "ü" * 500} for number in range(4000)]}, ensure_ascii=False)
    document = _document(text)
    for number in (3999, 0, 2000, 3998):
        assert _text_at(text, document.span(("value", number, "n"))) == str(number)
    assert _text_at(text, document.span(("value",))) == text[len('{"value": ') : -1]


def test_json_lines_have_their_line_as_prefix() -> None:
    text = '{"a": 1}\n\n{"a": {"b": "é"}}\r\n{"value": [{"a": 3}]}\n'
    document = _document(text)
    assert document.format == "jsonl"
    assert [record.pointer for record in document.records] == [(0,), (1,), (2, "value", 0)]
    assert _text_at(text, document.span((1, "a", "b"))) == '"é"'
    assert document.span((1, "a", "b")).line == 3
    assert _text_at(text, document.span((2, "value", 0, "a"))) == "3"
    assert document.span(()).end_line == 5
