"""Folders of an export: what their manifests say when they are checked."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING

import pytest
import yaml

import idplint
from idplint.documents.reading import read_document
from idplint.inputs.export_manifest import Manifest, UnknownPart, manifest_text, manifest_tree
from idplint.inputs.recognition import Recognised
from tests.engine.written_exports import DOCUMENTS, FILES, manifest

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Finding, Report


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a complete export in `okta/`, which is the current directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "okta").mkdir()
    for name, tree in zip(FILES, DOCUMENTS, strict=True):
        (tmp_path / "okta" / name).write_text(yaml.safe_dump(tree, sort_keys=False))
    (tmp_path / "okta" / "manifest.json").write_bytes(manifest_text(manifest()))
    return tmp_path


def about_exports(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.code in ("IDP901", "IDP906")]


@pytest.mark.usefixtures("folder")
def test_a_complete_export_says_nothing_and_its_manifest_is_a_file_that_was_read() -> None:
    report = idplint.check(["."])

    assert (about_exports(report), report.errors) == ([], ())
    assert (report.summary.files, report.summary.skipped, report.summary.applications) == (3, 0, 2)


def test_an_incomplete_export_names_what_is_missing_for_how_many_and_what_would_give_it(folder: Path) -> None:
    unknown = (
        UnknownPart(
            "profileMappings", 2, "Okta refused it (403)", "grant okta.profileMappings.read, then export again"
        ),
        UnknownPart("connection", 1, "not offered", "", offered=False),
    )
    held = manifest(complete=False, unknown=unknown, kept=FILES)
    (folder / "okta" / "manifest.json").write_bytes(manifest_text(held))

    (finding,) = about_exports(idplint.check(["."]))

    assert (finding.code, finding.outcome, finding.severity.value) == ("IDP906", "incomplete", "note")
    assert finding.message == (
        "the export of contoso.okta.com is incomplete: profileMappings of 2 applications was not read "
        "(Okta refused it (403)); 2 documents stayed as an earlier export wrote them"
    )
    assert finding.help.startswith("grant okta.profileMappings.read, then export again")
    assert [(place.path, place.pointer) for place in finding.locations] == [("okta/manifest.json", "/export/complete")]


def test_an_interrupted_export_says_so(folder: Path) -> None:
    (folder / "okta" / "manifest.json").write_bytes(manifest_text(manifest(complete=False)))

    (finding,) = about_exports(idplint.check(["."]))

    assert "it was interrupted" in finding.message
    assert finding.help.startswith("export again")


def test_many_missing_parts_are_not_all_listed(folder: Path) -> None:
    unknown = tuple(UnknownPart(f"part{number}", 1, "refused", f"grant {number}") for number in range(9))
    (folder / "okta" / "manifest.json").write_bytes(manifest_text(manifest(complete=False, unknown=unknown)))

    (finding,) = about_exports(idplint.check(["."]))

    assert "part2 of 1 application was not read (refused); and 6 more" in finding.message
    assert "part3" not in finding.message


def test_a_document_deleted_by_hand_is_noticed_where_the_folder_is_walked(folder: Path) -> None:
    (folder / "okta" / FILES[1]).unlink()

    for paths in (["."], ["okta"]):
        (finding,) = about_exports(idplint.check(paths))
        assert finding.outcome == "missing-file"
        assert finding.message.endswith("1 cannot be found in its folder: wiki-00000002.yaml")
        assert finding.locations[0].pointer == "/export/files/1"


def test_nothing_is_said_of_files_that_were_not_named(folder: Path) -> None:
    (folder / "okta" / FILES[1]).unlink()

    report = idplint.check(["okta/manifest.json", f"okta/{FILES[0]}"])

    assert about_exports(report) == []
    assert about_exports(idplint.check([f"okta/{FILES[0]}"])) == []


def test_a_document_that_is_excluded_is_not_missing(folder: Path) -> None:
    (folder / "idplint.yaml").write_text(f"exclude: [okta/{FILES[1]}]\n")

    report = idplint.check(["."])

    assert about_exports(report) == []
    assert report.summary.applications == 1


def test_an_incomplete_export_is_not_reported_for_missing_files_as_well(folder: Path) -> None:
    (folder / "okta" / FILES[1]).unlink()
    (folder / "okta" / "manifest.json").write_bytes(manifest_text(manifest(complete=False)))

    assert [finding.outcome for finding in about_exports(idplint.check(["."]))] == ["incomplete"]


def test_a_broken_manifest_is_input_that_cannot_be_read(folder: Path) -> None:
    tree = manifest_tree(manifest())
    tree["export"]["complete"] = "yes"
    (folder / "okta" / "manifest.json").write_text(json.dumps(tree, indent=2))

    (finding,) = about_exports(idplint.check(["."]))

    assert (finding.code, finding.outcome) == ("IDP901", "record")
    assert "expected `bool`, got `str`" in finding.message
    assert finding.locations[0].pointer == "/export/complete"


def test_a_manifest_cut_off_is_input_that_cannot_be_read(folder: Path) -> None:
    (folder / "okta" / "manifest.json").write_bytes(manifest_text(manifest())[:100])

    assert [finding.code for finding in about_exports(idplint.check(["."]))] == ["IDP901"]


def test_a_manifest_of_somebody_else_is_passed_over(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"name": "Ledger", "start_url": "/", "display": "standalone"}')

    report = idplint.check(["."])

    assert (about_exports(report), report.summary.skipped) == ([], 1)


def test_a_folder_in_which_only_the_manifest_is_left_holds_no_application(folder: Path) -> None:
    for name in FILES:
        (folder / "okta" / name).unlink()
    (folder / "okta" / "manifest.json").write_bytes(manifest_text(manifest(files=())))

    report = idplint.check(["."])

    assert (report.summary.files, report.summary.applications, report.errors) == (1, 0, ())


def test_documents_carry_the_day_of_the_export_unless_they_were_kept(folder: Path) -> None:
    held = manifest(kept=FILES[1:])
    recognised = Recognised()
    recognised.add(read_document("okta/manifest.json", manifest_text(held)), folder / "okta")
    recognised.add(read_document("manifest.json", manifest_text(manifest(files=("a.yaml",)))))

    assert recognised.exports.exported_on == {f"okta/{FILES[0]}": held.exported_on, "a.yaml": held.exported_on}


def test_where_code_differs_from_an_export_its_day_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    connection = {"id": "con_0000000000000001", "name": "ledger", "strategy": "samlp", "options": {}}
    scim = {"connection_id": "con_0000000000000001", "connection_name": "ledger", "strategy": "samlp"}
    native = {
        "idplint": 1,
        "application": {"name": "ledger", "id": "auth0:con_0000000000000001"},
        "service_provider": {
            "id": "auth0",
            "variant": "samlp",
            "link": {"login": "name_id", "scim": "externalId"},
            "basis": "read",
        },
    }
    (tmp_path / "auth0").mkdir()
    (tmp_path / "auth0" / "ledger-00000001.yaml").write_text(yaml.safe_dump(native, sort_keys=False))
    held = Manifest(
        idp="auth0",
        tenant="contoso.eu.auth0.com",
        host="contoso.eu.auth0.com",
        api_versions=("v2",),
        exported_on=datetime.date(2026, 5, 4),
        applications=1,
        files=("ledger-00000001.yaml",),
        kept=(),
        left_out={},
        unknown=(),
        complete=True,
    )
    (tmp_path / "auth0" / "manifest.json").write_bytes(manifest_text(held))
    code = {"connections": [{**connection, "scim_configuration": {**scim, "user_id_attribute": "userName"}}]}
    (tmp_path / "tenant.yaml").write_text(yaml.safe_dump(code, sort_keys=False))

    found = [finding for finding in idplint.check(["."]).findings if finding.code == "IDP905"]

    assert ["the snapshot of 2026-05-04" in finding.message for finding in found] == [True]
