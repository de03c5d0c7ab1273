"""`export --out -`: one stream of documents that is not mistaken for a whole one when it is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.documents.reading import read_document
from idplint.engine import check
from idplint.errors import NothingThere
from idplint.inputs.export_manifest import head_of, manifest_of
from tests.exporting.memory_connector import REFUSED, TENANT, Memory, application, without

if TYPE_CHECKING:
    from pathlib import Path

    from tests.exporting.conftest import Snapshot

ODD = "\x85 next \u2028 line: {\U0001f600} #\x7f \ufeff"
THREE = [application(1, "Zebra"), application(2, "atlas"), application(3, ODD, name_id="user.mail")]


def records(stream: str) -> list[object]:
    document = read_document("stream.yaml", stream.encode())
    assert not document.problems
    return [record.tree() for record in document.records]


def test_head_documents_by_name_and_trailer(snapshot: Snapshot) -> None:
    snapshot.export(Memory(applications=THREE, left_out={ODD: 1}), stream=True)
    head, *documents, trailer = records("".join(snapshot.streamed))
    assert head_of(head).tenant == TENANT
    names = [document["application"]["name"] for document in documents if isinstance(document, dict)]
    assert names == ["atlas", ODD, "Zebra"]
    manifest = manifest_of(trailer)
    assert (manifest.applications, manifest.complete, manifest.left_out) == (3, True, {ODD: 1})
    assert manifest.files == ("atlas-00000002.yaml", "next-line-00000003.yaml", "zebra-00000001.yaml")
    assert not snapshot.out.exists()


def test_streams_of_one_tenant_are_the_same_and_hold_what_a_folder_does(snapshot: Snapshot) -> None:
    snapshot.export(THREE)
    snapshot.export(THREE, stream=True)
    first = "".join(snapshot.streamed)
    snapshot.export(list(reversed(THREE)), stream=True)
    assert "".join(snapshot.streamed) == first
    for name in snapshot.documents:
        assert f"---\n{(snapshot.folder / name).read_text(encoding='utf-8')}---" in first


def test_a_stream_of_an_incomplete_export_says_so_in_its_trailer(snapshot: Snapshot) -> None:
    outcome = snapshot.export([without(THREE[0], REFUSED)], stream=True)
    assert not outcome.complete
    manifest = manifest_of(records("".join(snapshot.streamed))[-1])
    assert (manifest.complete, [row.part for row in manifest.unknown]) == (False, ["claimsPolicy"])


def test_raw_bundles_are_kept_beside_a_stream(snapshot: Snapshot, tmp_path: Path) -> None:
    snapshot.export(THREE, stream=True, raw=tmp_path / "raw")
    assert len(list((tmp_path / "raw" / "entra").glob("*.json"))) == 4


def test_of_a_tenant_that_shows_nothing_nothing_is_streamed(snapshot: Snapshot) -> None:
    with pytest.raises(NothingThere, match="shows no application"):
        snapshot.export([], stream=True)
    assert "".join(snapshot.streamed) == ""


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_stream_kept_in_a_file_that_lost_a_document_is_not_checked_as_a_whole(
    snapshot: Snapshot, tmp_path: Path, lost: int
) -> None:
    snapshot.export(THREE, stream=True)
    path = tmp_path / "stream.yaml"
    path.write_text("".join(snapshot.streamed), encoding="utf-8")
    whole = check(path)
    assert (whole.errors, whole.summary.applications) == ((), 3)
    pieces = [*snapshot.streamed]
    del pieces[1 + lost]
    path.write_text("".join(pieces), encoding="utf-8")
    assert check(path).errors
