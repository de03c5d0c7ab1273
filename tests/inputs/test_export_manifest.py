"""Manifests of exports: written so that a cut shows, and read so strictly that files may be removed on their word."""

from __future__ import annotations

import datetime
import json
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from idplint.documents.reading import read_document
from idplint.inputs.export_manifest import (
    Asked,
    MalformedManifestError,
    Manifest,
    UnknownPart,
    head_of,
    head_tree,
    manifest_of,
    manifest_text,
    manifest_tree,
    read_manifest,
    recognise,
)

MANIFEST = Manifest(
    idp="entra",
    tenant="5d1c0f6e-0000-4a00-9000-00000000c0de",
    host="graph.microsoft.com",
    api_versions=("v1.0", "beta"),
    exported_on=datetime.date(2026, 5, 4),
    applications=2,
    files=("ledger-5d1c0f6e.yaml", "wiki-5d1c0f6f.yaml"),
    kept=("wiki-5d1c0f6f.yaml",),
    left_out={"managed identity": 4},
    unknown=(
        UnknownPart("claimsPolicy", 1, "Graph refused it (403)", "grant Policy.Read.All, then export again"),
        UnknownPart("synchronizationJobs", 2, "the cloud does not offer it", "", offered=False),
    ),
    lacking={"ledger-5d1c0f6e.yaml": ("claimsPolicy",)},
    asked=Asked(app=("Ledger*",), limit=5),
    complete=False,
)


def changed(**members: Any) -> dict[str, Any]:
    tree = json.loads(manifest_text(MANIFEST))
    tree["export"] |= members
    return {"idplint": 1, "export": {key: value for key, value in tree["export"].items() if value is not ...}}


def test_a_manifest_that_was_written_reads_as_the_same() -> None:
    assert read_manifest(manifest_text(MANIFEST)) == MANIFEST
    assert manifest_of(yaml.safe_load(yaml.safe_dump(manifest_tree(MANIFEST), sort_keys=False))) == MANIFEST


def test_a_manifest_is_text_that_can_be_compared_line_by_line() -> None:
    lines = manifest_text(MANIFEST).decode().splitlines()

    assert lines[:4] == ["{", '  "idplint": 1,', '  "export": {', '    "idp": "entra",']
    assert lines[-3:] == ['    "complete": false', "  }", "}"]
    assert '    "exported_on": "2026-05-04",' in lines


def test_what_does_not_apply_is_not_written() -> None:
    whole = msgspec.structs.replace(MANIFEST, asked=None, lacking={}, unknown=(), complete=True)

    assert list(manifest_tree(whole)["export"]) == [
        "idp",
        "tenant",
        "host",
        "api_versions",
        "exported_on",
        "applications",
        "files",
        "kept",
        "left_out",
        "unknown",
        "complete",
    ]


@given(cut=st.integers(0, 2000))
def test_a_trailer_cut_off_anywhere_is_no_manifest(cut: int) -> None:
    text = yaml.safe_dump(manifest_tree(msgspec.structs.replace(MANIFEST, complete=True)), sort_keys=False).rstrip()
    start = text[: cut % len(text)]

    try:
        tree = yaml.safe_load(start)
    except yaml.YAMLError:
        return
    with pytest.raises(MalformedManifestError):
        manifest_of(tree)


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"complete": "true"}, ("export", "complete")),
        ({"complete": ...}, ("export",)),
        ({"surprise": 1}, ("export",)),
        ({"idp": "ldap"}, ("export", "idp")),
        ({"exported_on": "yesterday"}, ("export", "exported_on")),
        ({"exported_on": "2026-05-04T10:00:00Z"}, ("export", "exported_on")),
        ({"applications": -1}, ("export", "applications")),
        ({"applications": True}, ("export", "applications")),
        ({"files": ["../ledger.yaml"]}, ("export", "files", 0)),
        ({"files": ["a.yaml", "/etc/x.yaml"]}, ("export", "files", 1)),
        ({"files": ["a.yaml", "b\\c.yaml"]}, ("export", "files", 1)),
        ({"files": ["C:x.yaml"]}, ("export", "files", 0)),
        ({"files": [".hidden.yaml"]}, ("export", "files", 0)),
        ({"files": ["a.yaml\n"]}, ("export", "files", 0)),
        ({"files": ["manifest.json"]}, ("export", "files", 0)),
        ({"files": ["idplint.yaml"]}, ("export", "files", 0)),
        ({"files": ["notes.txt"]}, ("export", "files", 0)),
        ({"files": [7]}, ("export", "files", 0)),
        ({"files": ["A.yaml", "a.yaml"], "kept": [], "lacking": {}}, ("export", "files")),
        ({"kept": ["other.yaml"]}, ("export", "kept")),
        ({"lacking": {"other.yaml": []}}, ("export", "lacking")),
        ({"left_out": {"x": "many"}}, ("export", "left_out")),
        ({"unknown": [{"part": "x"}]}, ("export", "unknown", 0)),
        ({"asked": {"limit": 0}}, ("export", "asked", "limit")),
    ],
)
def test_a_manifest_that_no_export_writes_is_refused_with_the_place(
    members: dict[str, Any], pointer: tuple[str | int, ...]
) -> None:
    with pytest.raises(MalformedManifestError) as refused:
        manifest_of(changed(**members))

    assert refused.value.pointer == pointer
    assert refused.value.help


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"null", b'{"idplint": 2}', b"[" * 100_000])
def test_bytes_that_are_no_manifest_are_refused(content: bytes) -> None:
    with pytest.raises(MalformedManifestError):
        read_manifest(content)


def test_a_head_reads_as_it_was_written() -> None:
    head = head_of(head_tree("okta", "contoso.okta.com"))

    assert (head.idp, head.tenant) == ("okta", "contoso.okta.com")
    with pytest.raises(MalformedManifestError):
        head_of({"idplint": 1, "export": {"begins": False, "idp": "okta", "tenant": "x"}})


@pytest.mark.parametrize(
    ("tree", "kind"),
    [
        (head_tree("okta", "contoso.okta.com"), "head"),
        (manifest_tree(MANIFEST), "manifest"),
        ({"idplint": 1, "export": None}, "manifest"),
        ({"idplint": 1, "application": {"name": "x"}, "export": {}}, None),
        ({"idplint": 1}, None),
        ({"export": {"begins": True}}, None),
        ({"name": "an app", "icons": [], "start_url": "/"}, None),
    ],
)
def test_head_and_manifest_are_known_by_their_keys(tree: dict[str, Any], kind: str | None) -> None:
    (record,) = read_document("x.json", json.dumps(tree).encode()).records

    assert recognise(record) == kind
