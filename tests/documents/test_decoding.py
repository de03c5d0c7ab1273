"""Typed decoding: exact keys fast, other spellings tolerantly, wrong types listed."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.documents.document import Decoded, Malformed, Record
from idplint.documents.reading import read_document


class Source(msgspec.Struct, rename="camel"):
    expression: str | msgspec.UnsetType | None = msgspec.UNSET
    parts: list[Source] | msgspec.UnsetType | None = msgspec.UNSET


class Application(msgspec.Struct, rename="camel"):
    display_name: str | msgspec.UnsetType | None = msgspec.UNSET
    enabled: bool | msgspec.UnsetType | None = msgspec.UNSET
    priority: int | msgspec.UnsetType | None = msgspec.UNSET
    tags: list[str] | msgspec.UnsetType | None = msgspec.UNSET
    source: Source | msgspec.UnsetType | None = msgspec.UNSET
    sources: list[Source] | msgspec.UnsetType | None = msgspec.UNSET
    settings: dict[str, str] | msgspec.UnsetType | None = msgspec.UNSET
    id_or_ids: str | list[str] | msgspec.UnsetType | None = msgspec.UNSET
    anything: object = msgspec.UNSET
    kind: Literal["saml", "oidc"] | msgspec.UnsetType = msgspec.UNSET
    odata_type: str | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="@odata.type")
    client_secret: int | msgspec.UnsetType = msgspec.UNSET


def _record(value: object, path: str = "a.json") -> Record:
    (record,) = read_document(path, json.dumps(value).encode()).records
    return record


def _decode(value: object) -> Decoded[Application]:
    return _record(value).decode(Application)


def test_absent_null_and_present_differ() -> None:
    value = _decode({"displayName": None, "enabled": False, "unknown": 1}).value
    assert (value.display_name, value.enabled, value.priority) == (None, False, msgspec.UNSET)


@pytest.mark.parametrize(
    "value",
    [
        {"displayName": "x", "source": {"expression": "y"}, "@odata.type": "t"},
        {"displayname": "x", "SOURCE": {"Expression": "y"}, "@odata.type": "t"},
        {"DisplayName": "x", "Source": {"Expression": "y"}, "@OData.Type": "t"},
        {"Id": "1", "AdditionalProperties": {"displayName": "x", "Source": {"expression": "y"}, "@odata.type": "t"}},
        {"displayName": "x", "source": {"AdditionalProperties": {"Expression": "y"}}, "@odata.type": "t"},
        {"Id": 1, "displayName": "x", "DISPLAYNAME": "z", "source": {"EXPRESSION": "y"}, "@odata.type": "t"},
    ],
)
def test_every_spelling_of_keys_is_read(value: object) -> None:
    decoded = _decode(value)
    assert decoded.malformed == ()
    assert decoded.value == Application(display_name="x", source=Source(expression="y"), odata_type="t")


def test_yaml_is_read_like_json() -> None:
    text = b"DisplayName: 'on'\nenabled: TRUE\npriority: 0x10\ntags: [on, no, 2020-01-01, 012, 1:30]\nkind: saml\n"
    (record,) = read_document("a.yaml", text).records
    decoded = record.decode(Application)
    assert decoded.malformed == ()
    assert decoded.value == Application(
        display_name="on", enabled=True, priority=16, tags=["on", "no", "2020-01-01", "012", "1:30"], kind="saml"
    )


def test_yaml_words_stay_text() -> None:
    (record,) = read_document(
        "a.yaml",
        b"a: on\nb: Off\nc: yes\nd: no\ne: False\nf: ~\ng:\nh: null\ni: .inf\nj: 1e3\nk: -1.5\nl: '1'\n"
        b"m: e1\nn: .\no: +\np: 1e999\non: y\n",
    ).records
    assert record.tree() == {
        "a": "on", "b": "Off", "c": "yes", "d": "no", "e": False, "f": None, "g": None, "h": None,
        "i": ".inf", "j": 1000.0, "k": -1.5, "l": "1", "m": "e1", "n": ".", "o": "+", "p": "1e999", "on": "y",
    }  # fmt: skip


def test_yaml_merges_fill_what_is_missing() -> None:
    document = read_document("a.yaml", b"base: &b {a: 1, b: 2}\nx:\n  b: 3\n  <<: *b\ny: {<<: [{a: 4}, *b]}\n")
    assert document.value_at(("x",)) == {"b": 3, "a": 1}
    assert document.value_at(("y",)) == {"a": 4, "b": 2}
    assert document.span(("x", "a")).line == 1


@pytest.mark.parametrize(
    ("member", "pointer", "expected", "found"),
    [
        ({"displayName": 5}, ("displayName",), "text", "a number (5)"),
        ({"displayName": True}, ("displayName",), "text", "true or false (true)"),
        ({"enabled": "yes"}, ("enabled",), "true or false", 'text ("yes")'),
        ({"enabled": 1}, ("enabled",), "true or false", "a number (1)"),
        ({"priority": True}, ("priority",), "a number", "true or false (true)"),
        ({"priority": 1.5}, ("priority",), "a number", "a number (1.5)"),
        ({"tags": "x"}, ("tags",), "a list", 'text ("x")'),
        ({"tags": ["x", None]}, ("tags", 1), "text", "null"),
        ({"tags": {}}, ("tags",), "a list", "an object (empty)"),
        ({"source": [1]}, ("source",), "an object", "a list (1 item)"),
        ({"source": {"expression": {"a": 1, "b": 2}}}, ("source", "expression"), "text", "an object (a, b)"),
        ({"idOrIds": 1}, ("idOrIds",), "text or a list", "a number (1)"),
        ({"kind": "wsfed"}, ("kind",), '"saml" or "oidc"', 'text ("wsfed")'),
        ({"kind": None}, ("kind",), '"saml" or "oidc"', "null"),
        ({"settings": {"a": "x", "b": 1}}, ("settings", "b"), "text", "a number (1)"),
        ({"tags": "y" * 60}, ("tags",), "a list", 'text ("' + "y" * 39 + '…")'),
        ({"tags": "\x1b[31m\u202e"}, ("tags",), "a list", 'text ("\\x1b[31m\\u202e")'),
        ({"clientSecret": "hunter2"}, ("clientSecret",), "a number", "text"),
    ],
)
def test_a_wrong_type_is_listed_and_stays_unset(
    member: dict[str, object], pointer: tuple[str | int, ...], expected: str, found: str
) -> None:
    decoded = read_document("a.json", json.dumps([{}, {"@odata.type": "t", **member}]).encode()).records[1]
    result = decoded.decode(Application)
    assert result.malformed == (Malformed((1, *pointer), expected, found),)
    assert result.value.odata_type == "t"
    if len(pointer) == 1 or pointer[0] == "tags":
        name = {"displayName": "display_name", "idOrIds": "id_or_ids", "clientSecret": "client_secret"}
        assert getattr(result.value, name.get(str(pointer[0]), str(pointer[0]))) is msgspec.UNSET


def test_list_items_keep_their_indices() -> None:
    decoded = _decode({"sources": [{"expression": "a"}, "@{expression=b}", {"expression": 3}, {"expression": "d"}]})
    assert isinstance(decoded.value.sources, list)
    assert [source.expression for source in decoded.value.sources] == ["a", msgspec.UNSET, msgspec.UNSET, "d"]
    assert [malformed.pointer for malformed in decoded.malformed] == [("sources", 1), ("sources", 2, "expression")]
    assert [malformed.truncated for malformed in decoded.malformed] == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "System.Object[]",
        "System.Collections.Hashtable",
        "System.Collections.Hashtable System.Collections.Hashtable",
        "@{id=1; name=x}",
        "@{id=1} @{id=2}",
        "Microsoft.Graph.PowerShell.Models.MicrosoftGraphAppRole",
        "System.Collections.Generic.Dictionary`2[System.String,System.Object]",
    ],
)
def test_powershell_truncation_is_recognised(text: str) -> None:
    (malformed,) = _decode({"Sources": text}).malformed
    assert malformed.truncated


@pytest.mark.parametrize("text", ["System", "x@{", "", "my System.Object[]"])
def test_other_text_is_not_truncation(text: str) -> None:
    (malformed,) = _decode({"sources": text}).malformed
    assert not malformed.truncated


def test_broken_below_asks_at_below_and_above() -> None:
    decoded = _decode({"sources": [{}, {"expression": 3}], "tags": 1})
    assert decoded.broken_below(("sources",)) == decoded.malformed[1]
    assert decoded.broken_below(("sources", 1, "Expression")) == decoded.malformed[1]
    assert decoded.broken_below(("AdditionalProperties", "TAGS", 0)) == decoded.malformed[0]
    assert decoded.broken_below(("sources", 0)) is None
    assert decoded.broken_below(()) is not None


def test_keys_and_context_come_from_record_bag_and_envelope() -> None:
    document = read_document(
        "a.json",
        b'{"@odata.context": "outer", "@microsoft.graph.tips": "t", "value": '
        b'[{"Id": 1, "AdditionalProperties": {"@odata.context": "bag", "id": 2, "Other": 3}}, '
        b'{"@odata.context": "own"}, {"@odata.context": 5}, 7]}',
    )
    assert [record.context for record in document.records] == ["bag", "own", "outer"]
    assert document.records[0].keys == {
        "id": "Id",
        "additionalproperties": "AdditionalProperties",
        "@odata.context": "@odata.context",
        "other": "Other",
    }
    (collection,) = document.collections
    assert (collection.pointer, collection.context, collection.count) == (("value",), "outer", 4)


@pytest.mark.parametrize("path", ["a.json", "a.yaml"])
def test_an_empty_envelope_is_a_collection(path: str) -> None:
    text = b'{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications", "value": []}'
    document = read_document(path, b"# comment\n" + text if path == "a.yaml" else text)
    assert document.records == ()
    (collection,) = document.collections
    assert (collection.count, collection.pointer) == (0, ("value",))
    assert collection.context is not None
    assert collection.context.endswith("#applications")


def test_other_keys_beside_value_make_one_record() -> None:
    values: list[object] = [{"value": [], "name": "x"}, {"value": "x"}, {"value": {}}]
    for value in values:
        assert _record(value).pointer == ()


def test_scalars_and_lists_of_scalars_hold_no_records() -> None:
    for text in (b"5", b'"x"', b"null", b"[1, [2], null]", b"[]"):
        document = read_document("a.json", text)
        assert document.records == ()
        assert document.problems == ()


def test_nested_text_is_decoded_with_absolute_pointers() -> None:
    inner = json.dumps({"DisplayName": "x", "source": {"expression": 1}})
    record = read_document("a.json", json.dumps([{"definition": [inner]}]).encode()).records[0]
    pointer = (0, "definition", 0)
    decoded = record.nested(inner, Application, pointer)
    assert decoded.value.display_name == "x"
    (malformed,) = decoded.malformed
    assert malformed.pointer == (*pointer, "source", "expression")
    assert record.document.value_at(malformed.pointer) == 1


@pytest.mark.parametrize("text", ["not json", "{", "[" * 100_000, "System.Object[]", "5"])
def test_nested_text_that_is_no_object_is_malformed_itself(text: str) -> None:
    decoded = _record({"a": text}).nested(text, Application, ("a",))
    (malformed,) = decoded.malformed
    assert (malformed.pointer, malformed.expected) == (("a",), "an object")
    assert malformed.truncated == text.startswith("System")
    assert decoded.value == Application()


@pytest.mark.parametrize(
    ("path", "text", "form"),
    [
        ("a.json", '{"a": 1}', "json"),
        ("a.json", '{"a": 1}\n{"a": 2}', "jsonl"),
        ("a.jsonl", '{"a": 1}', "jsonl"),
        ("a.ndjson", '{"a": 1}\n\n{"a": 2}', "jsonl"),
        ("a.jsonl", '{\n"a": 1}', "json"),
        ("a.yaml", '{"a": 1}', "json"),
        ("a.yaml", "{a: 1}", "yaml"),
        ("a.yml", "a: 1", "yaml"),
        ("export", '[{"a": 1}]', "json"),
        ("export", "a: 1", "yaml"),
    ],
)
def test_content_decides_and_the_suffix_hints(path: str, text: str, form: str) -> None:
    document = read_document(path, text.encode())
    assert document.format == form
    assert document.records[0].decode(Source).malformed == ()


_SOURCES = st.recursive(
    st.builds(Source, expression=st.none() | st.text() | st.just(msgspec.UNSET)),
    lambda inner: st.builds(Source, parts=st.none() | st.lists(inner, max_size=3) | st.just(msgspec.UNSET)),
    max_leaves=5,
)
_APPLICATIONS = st.builds(
    Application,
    display_name=st.none() | st.text() | st.just(msgspec.UNSET),
    enabled=st.none() | st.booleans(),
    priority=st.integers(-(2**63), 2**63),
    tags=st.lists(st.text(), max_size=3),
    source=_SOURCES,
    sources=st.none() | st.lists(_SOURCES, max_size=3),
    settings=st.dictionaries(st.text(), st.text(), max_size=3),
    id_or_ids=st.text() | st.lists(st.text(), max_size=2),
    anything=st.none() | st.lists(st.integers(), max_size=2),
    kind=st.sampled_from(["saml", "oidc"]),
)


@given(_APPLICATIONS)
@settings(max_examples=300, deadline=None)
def test_the_tolerant_way_gives_what_the_fast_way_gives(application: Application) -> None:
    text = msgspec.json.encode(application)
    (fast,) = read_document("a.json", text).records
    (tolerant,) = read_document("a.json", b'{"Id": 1, ' + text[1:]).records
    assert fast.decode(Application) == Decoded(application)
    assert tolerant.decode(Application) == Decoded(application)


def test_reading_json_loads_neither_yaml_nor_pathspec() -> None:
    program = (
        "import sys; from pathlib import Path; from idplint.documents.reading import read_document;"
        "from idplint.documents.discovery import discover;"
        "read_document('a.json', b'[{}]'); list(discover([Path(sys.executable)], root=Path('/')));"
        "print({'yaml', 'pathspec'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert result.stdout == "set()\n"
