"""Any history of exports into one folder: whole ones and partial ones, of a tenant that changes and refuses."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.connectors.harvest import Unread
from idplint.errors import NothingThere
from idplint.exporting.native_documents import idents_in
from tests.exporting.conftest import Snapshot, contents
from tests.exporting.memory_connector import REFUSED, application, guid, without

if TYPE_CHECKING:
    from idplint.connectors.harvest import Harvested

JOBS = Unread("synchronizationJobs", "refused", "grant Synchronization.Read.All", "Synchronization.Read.All")
ABSENT = Unread("claimsMappingPolicies", "not offered here", "", offered=False)
PARTS = (REFUSED, JOBS, ABSENT)
IDENTS = (guid(1), f"{guid(1)[:-2]}b2", guid(2), guid(3))
"""Two that a short name cannot tell apart."""

applications = st.dictionaries(
    st.sampled_from(IDENTS),
    st.tuples(st.sampled_from(["Ledger", "Atlas"]), st.frozensets(st.sampled_from(PARTS), max_size=2)),
)
runs = st.tuples(applications, st.none() | st.frozensets(st.sampled_from(IDENTS), min_size=1))


def tenant(drawn: dict[str, tuple[str, frozenset[Unread]]]) -> list[Harvested]:
    return [
        without(application(0, name, ident=ident), *sorted(unread, key=lambda each: each.part))
        for ident, (name, unread) in drawn.items()
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(runs, min_size=1, max_size=6))
def test_every_history_leaves_one_document_for_each_application_and_a_true_manifest(
    history: list[tuple[dict[str, tuple[str, frozenset[Unread]]], frozenset[str] | None]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        snapshot = Snapshot(Path(folder) / "out")
        lacking: dict[str, frozenset[str]] = {}
        for drawn, names in history:
            seen = {ident for ident in drawn if names is None or ident in names}
            if not seen:
                before_it = contents(snapshot.folder)
                with pytest.raises(NothingThere):
                    snapshot.export(tenant(drawn), names=sorted(names or ()))
                assert contents(snapshot.folder) == before_it, "an empty answer is no reason to remove anything"
                continue
            outcome = snapshot.export(tenant(drawn), names=sorted(names or ()))
            found = {name: text for name, text in contents(snapshot.folder).items() if name != "manifest.json"}
            manifest = json.loads((snapshot.folder / "manifest.json").read_text(encoding="utf-8"))["export"]
            assert sorted(found) == manifest["files"], "what is listed is there, and nothing else"
            assert manifest["applications"] == len(found)
            owners = {
                ident.removeprefix("entra:"): name for name, text in found.items() for ident in idents_in(name, text)
            }
            assert len(owners) == len(found), "no application has two documents"

            assert seen <= owners.keys()
            if names is None and outcome.complete:
                assert owners.keys() == seen
                assert manifest["complete"]
                assert not manifest["kept"]
            else:
                assert lacking.keys() <= owners.keys(), "nothing vanishes"
            assert not (manifest["complete"] and not outcome.complete)
            for ident in seen:
                now = frozenset(each.part for each in drawn[ident][1] if each.offered)
                before = lacking.get(ident)
                stays = before is not None and not now <= before
                assert (owners[ident] in manifest["kept"]) == stays
                lacking[ident] = before if stays and before is not None else now
            if names is None and outcome.complete:
                lacking = {ident: parts for ident, parts in lacking.items() if ident in seen}
            for ident, name in owners.items():
                listed = set(manifest.get("lacking", {}).get(name, ())) - {ABSENT.part}
                assert listed == lacking[ident]
            if names is None:
                counted = {row["part"]: row["applications"] for row in manifest["unknown"]}
                assert counted == {
                    part.part: number
                    for part in PARTS
                    if (number := sum(part in unread for _, unread in drawn.values()))
                }
            again = snapshot.contents()
            snapshot.export(tenant(drawn), names=sorted(names or ()))
            if names and manifest["kept"]:
                # Whose older document was kept, and for what, is not written down: such rows may count too many.
                del again["entra/manifest.json"]
            assert again.items() <= snapshot.contents().items(), "the same again changes nothing"
