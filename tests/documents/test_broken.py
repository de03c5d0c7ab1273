"""Files that cannot be read: every one gives a message with its place, and none anything else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.documents.document import Document, DocumentBroken, ReadProblem
from idplint.documents.reading import read_document

if TYPE_CHECKING:
    import random


class Anything(msgspec.Struct, rename="camel"):
    a: str | msgspec.UnsetType | None = msgspec.UNSET
    b: list[int] | msgspec.UnsetType | None = msgspec.UNSET
    display_name: str | msgspec.UnsetType = msgspec.UNSET


def _problem(content: bytes | str, path: str = "a.json") -> ReadProblem:
    with pytest.raises(DocumentBroken) as raised:
        read_document(path, content.encode() if isinstance(content, str) else content)
    return raised.value.problem


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ('{"a": 1,\n "b": 2,}', 2, 8, 'a comma before "}": JSON does not allow one there'),
        ('{"a": [1,2 , ]}', 1, 12, 'a comma before "]": JSON does not allow one there'),
        ('{\n  // note\n  "a": 1}', 2, 3, "a comment: JSON has none"),
        ('{"a": 1 /* x */}', 1, 9, "a comment: JSON has none"),
        ("{'a': 1}", 1, 2, "a single quote: JSON strings and keys take double quotes"),
        ("{a: 1}", 1, 2, 'expected a key in double quotes, found "a"'),
        ('{"a" 1}', 1, 6, 'expected a colon after the key, found "1"'),
        ('{"a": 1 "b": 2}', 1, 9, 'expected a comma or the end of the list or object, found """'),
        ('{"a": tru}', 1, 7, 'expected a value, found "t"'),
        ('{"é😀": NaN}', 1, 8, "NaN is not a JSON value"),
        ('{"NaN": -Infinity}', 1, 9, "-Infinity is not a JSON value"),
        ('{"a": [1, 2', 1, 12, "the text ends in the middle of a value"),
        ('{"a": "x', 1, 7, "this string is never closed"),
        ('{"a": "x\ny"}', 1, 9, "a string goes over the end of its line, or holds a control character"),
        ('{"a": "\\x"}', 1, 8, "the string holds an escape that JSON does not know"),
        ('{"a": 1} {"b": 2}', 1, 10, 'the document is over, but "{" follows'),
        ("", 1, 1, "the file is empty"),
        (" \n ", 1, 1, "the file holds nothing but white space"),
        ('{"a": \x001}', 1, 7, "the file holds a NUL byte, so it is not text"),
        ('[{"a": 1}, {"b": 2]', 1, 19, 'expected a comma or the end of the list or object, found "]"'),
    ],
)
def test_json_errors_say_what_and_where(text: str, line: int, column: int, message: str) -> None:
    problem = _problem(text)
    assert (problem.span.line, problem.span.column, problem.message) == (line, column, message)
    assert problem.help


def test_a_bom_alone_is_an_empty_file() -> None:
    assert _problem(b"\xef\xbb\xbf").message == "the file is empty"


def test_invalid_bytes_are_shown_at_their_place() -> None:
    problem = _problem(b'{\n"\xc3\xa9": "M\xfcller"}')
    assert problem.message == "this is not UTF-8 text: byte 0xfc belongs to no character here"
    assert (problem.span.line, problem.span.column) == (2, 8)


@pytest.mark.parametrize(
    "content",
    [
        b"\x7fELF\x02\x01\x01" + bytes(9) + b"\xfe\xff",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"\x1f\x8b\x08\x00\xe9",
        b"PK\x03\x04\x14\x00\x08\xff",
    ],
)
def test_a_binary_file_is_not_to_be_saved_as_utf8(content: bytes) -> None:
    problem = _problem(content, "a.yaml")
    assert problem.message == "the file is not text"
    assert problem.help == "name the text that was exported, or exclude this file"


def test_text_with_a_nul_is_not_to_be_saved_as_utf8() -> None:
    assert "UTF-8" not in _problem(b'{"a": "\x00"}').help
    assert "UTF-8" in _problem(b'{"a": "M\xfcller"}').help


def test_half_a_utf16_character_is_shown_at_its_place() -> None:
    problem = _problem(b"\xff\xfe" + '{"a": "'.encode("utf-16-le") + b"\x00\xd8" + '"}'.encode("utf-16-le"))
    assert problem.message.startswith("this is not UTF-16 text")
    assert problem.span.column == 8


def test_a_lone_surrogate_costs_only_its_record() -> None:
    document = read_document(
        "a.json", rb'[{"a": "ok \ud83d\ude00"}, {"a": "\ud83d"}, {"a": "\\ud83d"}, {"b": "\uDE00x"}]'
    )
    assert [record.pointer for record in document.records] == [(0,), (2,)]
    assert [problem.message for problem in document.problems] == [
        r"the escape \ud83d is half of a character and its other half is missing",
        r"the escape \uDE00 is half of a character and its other half is missing",
    ]
    assert document.problems[0].span.column == 35
    assert document.span((2, "a")).column == 51


@pytest.mark.parametrize("pad", [0, 9 << 20])
@pytest.mark.parametrize("text", ["[" * 300 + "]" * 300, '[{"a":' * 150 + "1" + "}]" * 150, "[" * 100_000])
def test_deep_json_is_refused(text: str, pad: int) -> None:
    problem = _problem('{"pad": "' + "x" * pad + '", "deep": ' + text + "}")
    assert problem.message == "nested deeper than 200 levels"
    assert problem.span.column > 200


def test_brackets_in_strings_do_not_count_as_depth() -> None:
    texts = ["[" * 500, '\\"[' * 300, "\\\\", '[\\"', "]" * 300]
    document = read_document("a.json", json.dumps({"a": texts}).encode())
    assert document.value_at(("a",)) == texts


def test_brackets_in_strings_do_not_hide_depth() -> None:
    assert _problem('["]",' * 300 + "1" + "]" * 300).message == "nested deeper than 200 levels"


def test_200_levels_are_read() -> None:
    assert read_document("a.json", b'{"a":' * 200 + b"1" + b"}" * 200).records
    assert read_document("a.yaml", b"- [" + b"[" * 198 + b"]" * 199).records == ()


@pytest.mark.parametrize("text", ["[" * 300 + "]" * 300, "[" * 100_000, "- " * 300 + "x", "{a: " * 5000, "&a [x]\n"])
def test_deep_yaml_is_refused(text: str) -> None:
    if text.startswith("&"):
        text = "- &a0 [x]\n" + "".join(f"- &a{n} [*a{n - 1}]\n" for n in range(1, 300))
    assert _problem(text, "a.yaml").message == "nested deeper than 200 levels"


def test_an_alias_bomb_is_refused() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    assert _problem(bomb, "a.yaml").message == "the aliases of this file stand for more than 100000 values"


def test_a_merge_bomb_is_refused() -> None:
    keys = "\n".join(f"  k{n}: 1" for n in range(1000))
    bomb = f"base: &base\n{keys}\n" + "".join(f"m{n}:\n  <<: *base\n" for n in range(2000))
    assert "aliases" in _problem(bomb, "a.yaml").message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: *b", 'alias "b" names no anchor'),
        ("a: &b [*b]", 'alias "b" stands inside the value it names'),
        ("a: 'x", "this is not YAML: while scanning a quoted scalar, found unexpected end of stream"),
        ("a: \x07", "a control character, which YAML does not allow"),
        ("a:\n\t- b", "this is not YAML: a tab stands where YAML takes only spaces"),
        ("a:\n  b: 1\n\tc: 2\n", "this is not YAML: a tab stands where YAML takes only spaces"),
        ("a: |\n\tx\n", "this is not YAML: a tab stands where YAML takes only spaces"),
    ],
)
def test_yaml_errors(text: str, message: str) -> None:
    problem = _problem(text, "a.yaml")
    assert problem.message.startswith(message)
    assert problem.span.line >= 1


def test_yaml_errors_are_at_their_line() -> None:
    assert _problem("a: 1\nb: [1\nc: 2\n", "a.yaml").span.line == 3


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('[{"a": 1}, {"x": {"b": 1, "é": 2, "b": 3}}]', 35),
        ('[{"a": 1}, {"b": 1, "\\u0062": 1e999}]', 21),
        ('{"value": [{"a": 1}, {"b": 1, "\\u0022": 3, "b" : 1}], "@odata.count": 2}', 44),
    ],
)
def test_a_duplicate_key_costs_only_its_record(text: str, column: int) -> None:
    document = read_document("a.json", text.encode())
    assert [record.tree() for record in document.records] == [{"a": 1}]
    (problem,) = document.problems
    assert problem.message == 'key "b" is given twice; readers disagree which one counts'
    assert problem.span.column == column


def test_a_duplicate_key_of_the_envelope_breaks_the_document() -> None:
    problem = _problem('{"value": [{"a": 1}],\n "value": []}')
    assert 'key "value" is given twice' in problem.message
    assert problem.span.line == 2


def test_a_duplicate_key_in_yaml_costs_only_its_record() -> None:
    document = read_document("a.yaml", b"a: 1\n---\nb: {c: 1, c: 2}\n---\n- d: 1\n- {e: 1, 'e': 2}\n")
    assert [(record.pointer, record.tree()) for record in document.records] == [((0,), {"a": 1}), ((2, 0), {"d": 1})]
    assert [(problem.span.line, problem.span.column) for problem in document.problems] == [(3, 11), (6, 10)]


@pytest.mark.parametrize(
    "value",
    [
        "!!python/object/apply:os.system [x]",
        "!Ref x",
        "!!binary aGk=",
        "!!set {a}",
        "!!int abc",
        "!!bool on",
        "!!str [a]",
    ],
)
def test_foreign_tags_cost_only_their_record(value: str) -> None:
    document = read_document("a.yaml", f"good: 1\n---\nbad: {value}\n".encode())
    assert [record.tree() for record in document.records] == [{"good": 1}]
    (problem,) = document.problems
    assert problem.message.startswith('tag "!')
    assert (problem.span.line, problem.span.column) == (3, 6)


def test_a_broken_line_costs_only_itself() -> None:
    document = read_document("a.jsonl", b'{"a": 1}\n{"a": }\n\n[1\n"x"\n{"a": 2}\n{"a": "\\ud800"}\n')
    assert [(record.pointer, record.tree()) for record in document.records] == [((0,), {"a": 1}), ((4,), {"a": 2})]
    assert [problem.span.line for problem in document.problems] == [2, 4, 5, 7]
    assert document.span((4, "a")).line == 6


def test_a_file_above_the_limit_is_refused() -> None:
    with pytest.raises(DocumentBroken, match="larger than 10 bytes"):
        read_document("a.json", b'{"a": "0123456789"}', max_bytes=10)


def test_messages_carry_no_control_characters() -> None:
    for text in ('{"\x1b[31m": 1, "\x1b[31m": 2}', "{\x1b", '{"\\u001b[31m": 1, "\\u001b[31m": 2}'):
        try:
            problems = read_document("a.json", text.encode()).problems
        except DocumentBroken as broken:
            problems = (broken.problem,)
        assert problems
        assert all(problem.message.isprintable() for problem in problems)


def _use(document: Document) -> None:
    """Everything a reader does with a document."""
    for problem in document.problems:
        assert problem.message.isprintable()
    for record in document.records:
        assert isinstance(record.tree(), dict)
        decoded = record.decode(Anything)
        for malformed in decoded.malformed:
            assert malformed.found.isprintable()
            document.span(malformed.pointer)
        assert record.context is None or isinstance(record.context, str)
        for key in record.keys.values():
            pointer = (*record.pointer, key)
            document.span(pointer, "key")
            document.span((*pointer, "a", 0))
            document.value_at(pointer)
            record.nested(key, Anything, pointer)
    for collection in document.collections:
        document.span(collection.pointer)
    document.span(())
    document.line(1)


def _read_or_refuse(path: str, content: bytes) -> None:
    problem = None
    try:
        document = read_document(path, content)
    except DocumentBroken as broken:
        problem = broken.problem
    if problem is None:
        _use(document)
    else:
        assert problem.message.isprintable()
        assert problem.help
        assert problem.span.line >= 1
        assert problem.span.column >= 1


_PATHS = st.sampled_from(["a.json", "a.yaml", "a.jsonl", "a", "a.tf"])


@given(_PATHS, st.binary(max_size=60))
@settings(max_examples=1500, deadline=None)
def test_random_bytes(path: str, content: bytes) -> None:
    _read_or_refuse(path, content)


@given(_PATHS, st.text(alphabet="{}[]\",:\\u0d8e19ab-.\n \t#&*!|>'?<%@~é😀\x85\u2028", max_size=60))
@settings(max_examples=3000, deadline=None)
def test_random_syntax(path: str, text: str) -> None:
    _read_or_refuse(path, text.encode())


_SEEDS = (
    json.dumps({"@odata.context": "c", "value": [{"a": "x", "b": [1]}, {"A": "\ud83d\ude00", "B": {}}]}).encode(),
    b'{"a": "{\\"b\\": [1, {\\"c\\": \\"\\\\u0041\\"}]}", "AdditionalProperties": {"b": [1e999]}}\n{"a": null}\n',
    b"a: &x {b: [1, 2], c: *y}\n<<: {d: |\n  text\n }\n---\n- a: 'it''s'\n  b: !!int '3'\n- *x\n",
    b'base: &b\n  a: 1\nother:\n  <<: *b\n  b: >-\n    folded\n    text\n  \'{"a": 1}\': "\\x41\\u263a"\n',
    b"\xff\xfe{\x00}\x00",
)


@given(_PATHS, st.sampled_from(_SEEDS), st.randoms(use_true_random=False), st.integers(1, 6))
@settings(max_examples=3000, deadline=None)
def test_mutated_documents(path: str, seed: bytes, chance: random.Random, count: int) -> None:
    content = bytearray(seed)
    for _ in range(count):
        place = chance.randrange(len(content) + 1)
        length = chance.randrange(4)
        piece = seed[(start := chance.randrange(len(seed))) : start + chance.randrange(12)]
        content[place : place + length] = chance.choice([piece, bytes([chance.randrange(256)]), b"", piece * 3])
    _read_or_refuse(path, bytes(content))
