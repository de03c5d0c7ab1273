"""File names of exported documents, whatever people call their applications."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idplint.engine import check
from idplint.exporting.document_names import is_exported_name, stems
from tests.exporting.memory_connector import REFUSED, application, guid, without

if TYPE_CHECKING:
    from tests.exporting.conftest import Snapshot

TWIN = f"{guid(1)[:-2]}b2"
"""An id that begins like that of the first application."""

HOSTILE = {
    "../x": "x",
    "CON": "con",
    "x" * 300: "x" * 80,
    "\U0001f600": "application",
    "a\nb": "a-b",
    "": "application",
    ".hidden": "hidden",
    "idplint": "idplint",
    "manifest": "manifest",
    "C:\\Windows\\win.ini": "c-windows-win-ini",
    "\x1b[31mred\x07": "31mred",
    "half \ud83d": "half",
    "$(rm -rf /)`id`": "rm-rf-id",
    "NUL\0.yaml": "nul-yaml",
    "---\nidplint: 2": "idplint-2",
}


def test_hostile_names_stay_in_the_folder_and_are_read_again(snapshot: Snapshot) -> None:
    applications = [application(number, name) for number, name in enumerate(HOSTILE, 1)]
    outcome = snapshot.export(applications)
    assert outcome.complete
    expected = sorted(f"{slug}-{number:08x}.yaml" for number, slug in enumerate(HOSTILE.values(), 1))
    assert snapshot.documents == expected
    assert [path.name for path in snapshot.out.parent.iterdir()] == ["snapshot"]
    report = check(snapshot.out)
    assert report.summary.applications == len(HOSTILE)
    assert "IDP901" not in {found.code for found in report.findings}
    before = snapshot.contents()
    snapshot.export(applications)
    assert snapshot.contents() == before


def test_applications_of_one_short_name_are_told_apart_by_the_whole_id(snapshot: Snapshot) -> None:
    twins = [application(1, "Ledger"), application(1, "ledger!", ident=TWIN), application(2, "Ledger")]
    snapshot.export(twins)
    assert len(snapshot.documents) == 3
    assert sum(re.fullmatch(r"ledger-[0-9a-f]{16}\.yaml", name) is not None for name in snapshot.documents) == 2
    assert "ledger-00000002.yaml" in snapshot.documents
    before = snapshot.contents()
    snapshot.export([twins[1], twins[2], twins[0]])
    assert snapshot.contents() == before
    # One of them alone keeps its name: its twin is still there.
    snapshot.export(twins[:1], names=[guid(1)])
    assert {name: text for name, text in snapshot.contents().items() if "manifest" not in name} == {
        name: text for name, text in before.items() if "manifest" not in name
    }
    snapshot.export(twins[:1])
    assert snapshot.documents == ["ledger-00000001.yaml"]


def test_two_exports_of_one_application_each_do_not_overwrite_one_another(snapshot: Snapshot) -> None:
    snapshot.export([application(1, "Ledger")], names=[guid(1)])
    snapshot.export([application(1, "Ledger", ident=TWIN)], names=[TWIN])
    assert len(snapshot.documents) == 2
    texts = [text for name, text in snapshot.contents().items() if "manifest" not in name]
    assert {ident for ident in (guid(1), TWIN) for text in texts if f"entra:{ident}".encode() in text} == {
        guid(1),
        TWIN,
    }


def test_a_kept_document_keeps_its_name_and_nobody_else_gets_it(snapshot: Snapshot) -> None:
    snapshot.export([application(1, "Ledger")])
    snapshot.export([without(application(1, "Atlas"), REFUSED), application(1, "Ledger", ident=TWIN)])
    assert len(snapshot.documents) == 2
    assert snapshot.manifest["kept"] == ["ledger-00000001.yaml"]
    assert f"entra:{guid(1)}" in (snapshot.folder / "ledger-00000001.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("ident", "stem"),
    [
        ("0oa1Bcd2EfGh3IjK4l5m", "ledger-3ijk4l5m"),
        ("con_Ab12", "ledger-conab12"),
        ("6F0C1D2E-0001-4A00-9000-0000000000A1", "ledger-6f0c1d2e"),
        ("../..", "ledger-5fe50a6c93c14b1b"),
    ],
)
def test_a_name_ends_in_the_part_of_the_id_that_people_recognise(ident: str, stem: str) -> None:
    given_name = stems([("Ledger", ident)])[ident]
    assert given_name == stem or (ident == "../.." and re.fullmatch(r"ledger-[0-9a-f]{16}", given_name))


def test_ids_that_differ_in_case_only_are_not_one_file() -> None:
    chosen = stems([("Ledger", "0oaAbCdEfGh"), ("Ledger", "0oaabcdefgh")])
    assert len(set(chosen.values())) == 2


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=8))
def test_every_application_has_a_name_of_its_own_in_any_order(applications: dict[str, str]) -> None:
    chosen = stems((name, ident) for ident, name in applications.items())
    assert len(set(chosen.values())) == len(applications)
    assert all(is_exported_name(f"{stem}.yaml") for stem in chosen.values())
    assert chosen == stems((name, ident) for ident, name in reversed(applications.items()))


def test_what_a_name_gives_away_names_no_file(snapshot: Snapshot) -> None:
    # Put together here, so that no scanner takes it for a real one.
    token = ".".join(["eyJ" + "hbGciOiJub25lIn0", "eyJ" + "wbGFudGVkIjoxfQ", "planted"])
    snapshot.export([application(1, "https://admin:planted-word@ledger.example/x"), application(2, f"Ledger {token}")])
    assert snapshot.documents == ["https-ledger-example-x-00000001.yaml", "redacted-00000002.yaml"]
    assert not [name for name, content in snapshot.contents().items() if b"planted" in content or "planted" in name]
