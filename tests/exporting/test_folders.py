"""What stands in a folder after an export, and after the next one."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from idplint.connectors.harvest import Harvested, Unread
from idplint.engine import check
from idplint.errors import ConnectorError, IdplintError, NothingThere
from tests.exporting.conftest import TODAY, Snapshot, contents
from tests.exporting.memory_connector import REFUSED, TENANT, Memory, application, guid, without

if TYPE_CHECKING:
    from pathlib import Path

THREE = [application(1), application(2), application(3)]
FILES = ["product-1-00000001.yaml", "product-2-00000002.yaml", "product-3-00000003.yaml"]
YESTERDAY = TODAY - datetime.timedelta(days=1)


def test_each_application_is_a_document_and_the_manifest_says_so(snapshot: Snapshot) -> None:
    outcome = snapshot.export(Memory(applications=THREE, left_out={"first party": 7}))
    assert outcome.complete
    assert snapshot.documents == FILES
    assert snapshot.manifest == {
        "idp": "entra",
        "tenant": TENANT,
        "host": "graph.example",
        "api_versions": ["v1.0", "beta"],
        "exported_on": "2026-11-22",
        "applications": 3,
        "files": FILES,
        "kept": [],
        "left_out": {"first party": 7},
        "unknown": [],
        "complete": True,
    }


def test_a_second_export_touches_nothing(snapshot: Snapshot) -> None:
    snapshot.export(THREE)
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in snapshot.folder.iterdir()}
    first = snapshot.contents()
    outcome = snapshot.export(list(reversed(THREE)))
    assert snapshot.contents() == first
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in snapshot.folder.iterdir()} == before
    assert outcome.plan is not None
    assert (outcome.plan.replaced, outcome.plan.unchanged) == ({}, 3)


def test_the_next_day_changes_the_manifest_alone(snapshot: Snapshot) -> None:
    snapshot.export(THREE, today=YESTERDAY)
    first = snapshot.contents()
    snapshot.export(THREE)
    changed = {name for name, content in snapshot.contents().items() if first[name] != content}
    assert changed == {"entra/manifest.json"}
    assert snapshot.manifest["exported_on"] == "2026-11-22"


def test_an_application_named_twice_by_the_list_is_one(snapshot: Snapshot) -> None:
    outcome = snapshot.export([without(THREE[0], REFUSED), THREE[0], without(THREE[0], REFUSED)])
    assert (outcome.complete, outcome.applications, snapshot.documents) == (True, 1, FILES[:1])


def test_a_document_that_vanished_is_removed_by_a_complete_export_only(snapshot: Snapshot) -> None:
    snapshot.export(THREE)
    snapshot.export([without(application(4), REFUSED), THREE[0]])
    assert snapshot.documents == [*FILES, "product-4-00000004.yaml"]
    assert not snapshot.manifest["complete"]
    assert snapshot.manifest["kept"] == FILES[1:]
    snapshot.export([THREE[0]], names=[guid(1)])
    assert snapshot.documents == [*FILES, "product-4-00000004.yaml"]
    snapshot.export([THREE[0]], limit=1)
    assert len(snapshot.documents) == 4
    snapshot.export([THREE[0]])
    assert snapshot.documents == FILES[:1]
    assert snapshot.manifest["files"] == FILES[:1]


def test_files_of_other_people_stay(snapshot: Snapshot) -> None:
    snapshot.export(THREE)
    mine = snapshot.folder / "mine.yaml"
    mine.write_text("idplint: 1\napplication: {name: Mine, idp: {kind: entra}}\n", encoding="utf-8")
    (snapshot.folder / "notes.md").write_text("notes", encoding="utf-8")
    snapshot.export(THREE[:1])
    assert snapshot.documents == sorted([FILES[0], "mine.yaml", "notes.md"])


def test_a_tenant_that_shows_nothing_leaves_an_earlier_export_as_it_is(snapshot: Snapshot) -> None:
    snapshot.export(THREE)
    before = snapshot.contents()
    with pytest.raises(NothingThere, match="shows no application"):
        snapshot.export([])
    assert snapshot.contents() == before


@pytest.mark.parametrize(
    "content", ["notes", "idplint: 1\napplication: {name: Mine, idp: {kind: entra}}\n"], ids=["notes", "native"]
)
def test_a_file_that_no_export_wrote_is_not_replaced(snapshot: Snapshot, content: str) -> None:
    snapshot.folder.mkdir(parents=True)
    (snapshot.folder / FILES[1]).write_text(content, encoding="utf-8")
    before = snapshot.contents()
    with pytest.raises(IdplintError, match="was not written by an earlier export"):
        snapshot.export(THREE)
    assert snapshot.contents() == before


def test_a_document_that_people_replaced_by_something_else_is_neither_replaced_nor_removed(snapshot: Snapshot) -> None:
    snapshot.export(THREE)
    (snapshot.folder / FILES[1]).write_text("notes", encoding="utf-8")
    before = snapshot.contents()
    for applications in (THREE, THREE[:1]):
        with pytest.raises(IdplintError, match="no longer what an export wrote"):
            snapshot.export(applications)
        assert snapshot.contents() == before


def test_a_document_that_somebody_edited_or_deleted_is_written_again(snapshot: Snapshot) -> None:
    snapshot.export(THREE)
    first = snapshot.contents()
    (snapshot.folder / FILES[0]).unlink()
    edited = snapshot.folder / FILES[1]
    edited.write_text(edited.read_text(encoding="utf-8").replace("Product 2", "Edited"), encoding="utf-8")
    snapshot.export(THREE)
    assert snapshot.contents() == first


def test_a_document_is_not_replaced_by_one_that_knows_less(snapshot: Snapshot) -> None:
    snapshot.export(THREE, today=YESTERDAY)
    first = snapshot.contents()
    renamed = application(1, "Renamed")
    outcome = snapshot.export([without(renamed, REFUSED), without(application(4), REFUSED), *THREE[1:]])
    assert not outcome.complete
    assert snapshot.contents()[f"entra/{FILES[0]}"] == first[f"entra/{FILES[0]}"]
    assert snapshot.documents == [*FILES, "product-4-00000004.yaml"]
    manifest = snapshot.manifest
    assert (manifest["complete"], manifest["kept"]) == (False, FILES[:1])
    assert manifest["lacking"] == {"product-4-00000004.yaml": ["claimsPolicy"]}
    assert manifest["unknown"] == [
        {"part": "claimsPolicy", "applications": 2, "reason": REFUSED.reason, "remedy": REFUSED.remedy}
    ]
    # What was unknown already may be written anew; what was kept is kept as long as it takes.
    again = [without(renamed, REFUSED), without(application(4, "Fourth"), REFUSED), *THREE[1:]]
    snapshot.export(again)
    assert snapshot.documents == ["fourth-00000004.yaml", *FILES]
    assert snapshot.manifest["kept"] == FILES[:1]
    snapshot.export([renamed, application(4, "Fourth"), *THREE[1:]])
    assert snapshot.documents == ["fourth-00000004.yaml", *FILES[1:], "renamed-00000001.yaml"]
    assert (snapshot.manifest["complete"], snapshot.manifest["kept"]) == (True, [])


def test_a_part_within_a_part_that_was_unknown_is_no_loss(snapshot: Snapshot) -> None:
    jobs = Unread("synchronizationJobs", "refused", "grant Synchronization.Read.All")
    schema = Unread("synchronizationJobs.schema", "refused", "grant Synchronization.Read.All")
    partly = application(1, "Partly")
    partly.bundle["synchronizationJobs"][0].pop("schema")
    partly = Harvested(partly.ident, partly.name, partly.bundle, (schema,))
    snapshot.export([without(application(1), jobs)])
    snapshot.export([partly])
    assert snapshot.documents == ["partly-00000001.yaml"]
    snapshot.export([without(application(1), jobs)])
    assert snapshot.documents == ["partly-00000001.yaml"], "the jobs were known"


def test_what_a_cloud_does_not_offer_makes_no_export_incomplete(snapshot: Snapshot) -> None:
    snapshot.export(THREE)
    absent = Unread("claimsPolicy", "this cloud has no such call", "state it in idplint.yaml", offered=False)
    outcome = snapshot.export([without(each, absent) for each in THREE])
    assert outcome.complete
    assert snapshot.manifest["complete"]
    assert snapshot.manifest["kept"] == []
    assert [(row["applications"], row["offered"]) for row in snapshot.manifest["unknown"]] == [(3, False)]


def test_an_application_that_cannot_be_read_is_counted_and_its_old_document_stays(snapshot: Snapshot) -> None:
    snapshot.export(THREE)
    first = snapshot.contents()
    broken = application(2)
    del broken.bundle["servicePrincipal"]["id"]
    outcome = snapshot.export([THREE[0], broken, THREE[2]])
    assert not outcome.complete
    assert [(row.part, row.applications) for row in outcome.unknown] == [("application", 1)]
    assert "without `id`" in outcome.unknown[0].reason
    assert snapshot.manifest["kept"] == FILES[1:2]
    assert snapshot.contents()[f"entra/{FILES[1]}"] == first[f"entra/{FILES[1]}"]


def test_a_value_of_a_wrong_type_makes_its_part_unknown(snapshot: Snapshot) -> None:
    odd = application(1)
    odd.bundle["synchronizationJobs"] = "soon"
    outcome = snapshot.export([odd])
    assert (outcome.complete, snapshot.documents) == (False, FILES[:1])
    assert [(row.part, row.applications) for row in outcome.unknown] == [("synchronizationJobs", 1)]


def test_another_tenant_is_refused_before_anything_is_read(snapshot: Snapshot) -> None:
    snapshot.export(THREE)
    before = snapshot.contents()
    other = Memory(applications=THREE, tenant="ffffffff-0f0f-0f0f-0f0f-0f0f0f0f0f0f")
    with pytest.raises(IdplintError, match="holds an export of entra tenant 0f0f") as refused:
        snapshot.export(other)
    assert "--out" in (refused.value.help or "")
    assert (other.harvested, other.closed) == (False, True)
    assert snapshot.contents() == before


def test_an_export_that_breaks_off_leaves_everything_as_it_was(snapshot: Snapshot, tmp_path: Path) -> None:
    failing = Memory(applications=[application(1, "Other"), *THREE[1:]], fails_after=2)
    with pytest.raises(ConnectorError):
        snapshot.export(failing, raw=tmp_path / "raw" / "deep")
    assert failing.closed
    assert list(tmp_path.iterdir()) == [], "folders that were made for it are gone"
    snapshot.export(THREE)
    before = snapshot.contents()
    with pytest.raises(ConnectorError):
        snapshot.export(failing)
    assert snapshot.contents() == before


def test_an_export_of_some_applications_refreshes_these_and_ages_with_the_rest(snapshot: Snapshot) -> None:
    snapshot.export(Memory(applications=THREE, left_out={"first party": 7}), today=YESTERDAY)
    before = snapshot.contents()
    outcome = snapshot.export([application(2, "Second"), *THREE], names=["Second"])
    assert outcome.complete
    assert snapshot.documents == [FILES[0], FILES[2], "second-00000002.yaml"]
    assert snapshot.contents()[f"entra/{FILES[0]}"] == before[f"entra/{FILES[0]}"]
    manifest = snapshot.manifest
    assert (manifest["exported_on"], manifest["complete"]) == ("2026-11-21", True)
    assert (manifest["applications"], manifest["left_out"]) == (3, {"first party": 7})
    assert "asked" not in manifest


def test_an_export_of_some_applications_heals_no_incomplete_one(snapshot: Snapshot) -> None:
    other = Unread("synchronizationJobs", "refused", "grant Synchronization.Read.All")
    snapshot.export([without(THREE[0], REFUSED), without(THREE[1], REFUSED, other), THREE[2]])
    outcome = snapshot.export(THREE, names=[guid(1)])
    assert outcome.complete
    manifest = snapshot.manifest
    assert not manifest["complete"]
    assert manifest["lacking"] == {FILES[1]: ["claimsPolicy", "synchronizationJobs"]}
    assert [(row["part"], row["applications"]) for row in manifest["unknown"]] == [
        ("claimsPolicy", 1),
        ("synchronizationJobs", 1),
    ]
    snapshot.export([without(each, REFUSED) for each in THREE], names=[guid(1)])
    assert snapshot.manifest["kept"] == [FILES[0]], "it was whole by now"
    assert [row["applications"] for row in snapshot.manifest["unknown"] if row["part"] == "claimsPolicy"] == [2]


def test_an_export_of_some_applications_says_what_was_asked_for(snapshot: Snapshot) -> None:
    snapshot.export(THREE, names=[guid(2), guid(1)])
    assert snapshot.manifest["asked"] == {"app": [guid(1), guid(2)]}
    snapshot.export(THREE, limit=1)
    assert snapshot.manifest["asked"] == {"app": [guid(1), guid(2)], "limit": 1}
    snapshot.export(THREE)
    assert "asked" not in snapshot.manifest
    assert snapshot.documents == FILES


def test_raw_bundles_lie_beside_under_the_same_names_and_give_the_same_findings(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    estate = [application(1, name_id="user.mail"), *THREE[1:]]
    raw = tmp_path / "raw"
    snapshot.export(estate, raw=raw)
    bundles = raw / "entra"
    assert sorted(contents(bundles)) == ["manifest.json", *(name.replace(".yaml", ".json") for name in FILES)]
    texts = contents(bundles)
    assert texts["product-1-00000001.json"].startswith(b'{\n  "servicePrincipal": {\n    "id": "00000001-')
    before = {path: path.stat().st_mtime_ns for path in bundles.iterdir()}
    snapshot.export(estate, raw=raw)
    assert {path: path.stat().st_mtime_ns for path in bundles.iterdir()} == before
    of_bodies, of_documents = check(raw), check(snapshot.out)
    assert of_bodies.summary.applications == of_documents.summary.applications == 3
    assert {(found.code, found.message) for found in of_bodies.findings} == {
        (found.code, found.message) for found in of_documents.findings
    }
    snapshot.export(estate[:1], raw=raw)
    assert sorted(contents(bundles)) == ["manifest.json", "product-1-00000001.json"]


def test_nothing_is_written_where_the_raw_folder_is_refused(snapshot: Snapshot, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    (raw / "entra").mkdir(parents=True)
    (raw / "entra" / "product-2-00000002.json").write_text("{}", encoding="utf-8")
    with pytest.raises(IdplintError, match="was not written by an earlier export"):
        snapshot.export(THREE, raw=raw)
    assert not snapshot.out.exists()


def test_an_exported_folder_is_checked_like_any_other(snapshot: Snapshot) -> None:
    snapshot.export([without(THREE[0], REFUSED), *THREE[1:]])
    report = check(snapshot.out)
    assert report.summary.applications == 3
    assert [found.code for found in report.findings if found.code.startswith("IDP90")] == ["IDP906"]


def test_nothing_that_idplint_does_not_read_gets_into_any_output(snapshot: Snapshot, tmp_path: Path) -> None:
    marked = application(1)
    planted = {"note": "PLANTED", "deep": [{"key": "PLANTED"}]}
    marked.bundle["servicePrincipal"]["passwordCredentials"] = [{"secretText": "PLANTED"}]
    marked.bundle["servicePrincipal"]["keyCredentials"] = planted
    marked.bundle["synchronizationJobs"][0]["secrets"] = [{"key": "SecretToken", "value": "PLANTED"}]
    marked.bundle["other"] = planted
    marked.bundle["servicePrincipal"]["replyUrls"] = ["https://ada:PLANTED@product.example/acs?token=PLANTED"]
    snapshot.export([marked], raw=tmp_path / "raw")
    snapshot.export([marked], stream=True)
    outputs = [*contents(tmp_path).values(), "".join(snapshot.streamed).encode()]
    assert len(outputs) == 5
    assert all(b"product.example" in text or b"exported_on" in text for text in outputs)
    assert not [text for text in outputs if b"PLANTED" in text]
