"""`convert` writes what idplint reads again, and spoils nothing that stands there."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from idplint.exporting.document_names import Names
from tests.entra_bundles import OBJECT_ID, bundle

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program

OTHER_ID = OBJECT_ID.replace("0001", "0009")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app.json").write_text(json.dumps(bundle()))
    return tmp_path


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_documents_are_written_again_over_themselves(program: Program, folder: Path) -> None:
    for _ in range(2):
        finished = program("convert", "app.json", "--out", "new/snapshot")
        assert (finished.code, finished.out, finished.err) == (0, "new/snapshot/ledger.yaml\n", "")
    assert contents(folder / "new" / "snapshot") == ["ledger.yaml"], "no temporary file stays"
    assert program("check", "new").code == program("check", "app.json").code


@pytest.mark.parametrize(
    "content", ["", "key: value\n", "- {idplint: 1}\n- {idplint: 1}\n", "idplint: 1\nidplint: 1\n"]
)
def test_other_files_are_not_overwritten(program: Program, folder: Path, content: str) -> None:
    (folder / "app.json").write_text(json.dumps([bundle(name="Atlas", object_id=OTHER_ID), bundle()]))
    (folder / "out").mkdir()
    (folder / "out" / "ledger.yaml").write_text(content)
    finished = program("convert", "app.json", "--out", "out")
    assert (finished.code, finished.out) == (2, "")
    assert "out/ledger.yaml: is not a native document" in finished.err
    assert (folder / "out" / "ledger.yaml").read_text() == content
    assert contents(folder / "out") == ["ledger.yaml"], "nothing is written where not all can be"


def test_nothing_is_written_through_a_link(program: Program, folder: Path) -> None:
    (folder / "precious").write_text("idplint: 1\napplication: {name: Mine}\n")
    (folder / "out").mkdir()
    (folder / "out" / "ledger.yaml").symlink_to(folder / "precious")
    finished = program("convert", "app.json", "--out", "out")
    assert finished.code == 2
    assert "out/ledger.yaml: is a symbolic link" in finished.err
    assert "Mine" in (folder / "precious").read_text()
    (folder / "out" / "ledger.yaml").unlink()
    (folder / "out" / "ledger.yaml").symlink_to(folder / "nowhere")
    assert program("convert", "app.json", "--out", "out").code == 2
    assert not (folder / "nowhere").exists()


@pytest.mark.parametrize("name", ["idplint", "IDPlint!", ".idplint"])
def test_no_document_is_named_like_the_configuration(program: Program, folder: Path, name: str) -> None:
    (folder / "app.json").write_text(json.dumps(bundle(name=name)))
    finished = program("convert", "app.json", "--out", ".")
    assert finished.code == 0
    assert not (folder / "idplint.yaml").exists()
    assert finished.out == f"idplint-entra-{OBJECT_ID}.yaml\n"


def test_names_are_safe_and_given_once() -> None:
    names = Names()
    chosen = [names.choose("../../etc/passwd", "okta:1"), names.choose("会社", ""), names.choose("会社", "")]
    chosen += [
        names.choose("CON", "okta:2"),
        names.choose("etc passwd", "okta:1"),
        names.choose("etc passwd", "okta:1"),
    ]
    assert chosen == [
        "etc-passwd.yaml",
        "application.yaml",
        "application-2.yaml",
        "con-okta-2.yaml",
        "etc-passwd-okta-1.yaml",
        "etc-passwd-okta-1-2.yaml",
    ]
    assert len(names.choose("x" * 300, "y" * 300)) < 100


def test_each_estate_has_its_own_folder(program: Program, folder: Path) -> None:
    (folder / "app.json").unlink()
    for name in ("prod", "test"):
        (folder / "tenants" / name).mkdir(parents=True)
        (folder / "tenants" / name / "app.json").write_text(json.dumps(bundle()))
        (folder / "tenants" / name / "idplint.yaml").write_text("")
    finished = program("convert", ".", "--out", "out")
    assert finished.code == 0
    assert sorted(finished.out.splitlines()) == ["out/tenants-prod/ledger.yaml", "out/tenants-test/ledger.yaml"]
    assert program("convert", "tenants/prod", "--out", "one").out == "one/ledger.yaml\n"
    (folder / "out2").mkdir()
    (folder / "out2" / "tenants-prod").symlink_to(folder / "one")
    assert program("convert", ".", "--out", "out2").code == 2


def test_unreadable_input_is_said_and_fails(program: Program, folder: Path) -> None:
    (folder / "bad.json").write_text('{"servicePrincipal": {"id": "a"')
    finished = program("convert", ".", "--out", "out")
    assert (finished.code, finished.out) == (1, "out/ledger.yaml\n")
    assert "bad.json" in finished.err
    assert "[IDP901]" in finished.err


def test_errors_of_the_run_write_nothing(program: Program, folder: Path) -> None:
    (folder / "idplint.yaml").write_text("nonsense: 1\n")
    finished = program("convert", ".", "--out", "out")
    assert (finished.code, finished.out) == (2, "")
    assert "idplint.yaml:1:1" in finished.err
    assert not (folder / "out").exists()


def test_nothing_recognised_is_said(program: Program, folder: Path) -> None:
    (folder / "app.json").write_text("{}")
    finished = program("convert", ".", "--out", "out")
    assert (finished.code, finished.out) == (3, "")
    assert "no application was read" in finished.err


@pytest.mark.parametrize("out", ["app.json", "app.json/below"])
def test_a_file_where_the_folder_should_be(program: Program, folder: Path, out: str) -> None:
    finished = program("convert", "app.json", "--out", out)
    assert finished.code == 2
    assert finished.err.startswith("error: app.json")
    assert "cannot be written" in finished.err
    assert "internal" not in finished.err


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such file names")
def test_a_file_name_that_is_no_utf8_converts_to_what_is_read_again(program: Program, folder: Path) -> None:
    # The reason why the NameID is unknown names both files.
    for name, source in ((b"caf\xe9.json", "objectid"), (b"other-\xff.json", "mail")):
        (folder / os.fsdecode(name)).write_text(json.dumps(bundle(name_id=source)))
    (folder / "app.json").unlink()
    program("convert", ".", "--out", "out")
    assert "caf\\udce9.json" in (folder / "out" / "ledger.yaml").read_text().replace("\\\\", "\\")
    read = program("check", "out", "--format", "json").report
    assert "IDP901" not in [finding["code"] for finding in read["findings"]]
    assert read["summary"]["applications"] == 1
