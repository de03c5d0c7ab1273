"""Folders that an export does not write to, and disks that it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from idplint.errors import IdplintError
from idplint.exporting.staging import PREFIX, staged
from tests.exporting.conftest import contents, listing
from tests.exporting.memory_connector import TENANT, application

if TYPE_CHECKING:
    from tests.exporting.conftest import Snapshot

ROOT = Path(__file__).resolve().parents[2]
TWO = [application(1), application(2)]
FIRST = "product-1-00000001.yaml"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="written for POSIX file systems")


@pytest.mark.parametrize("target", ["nowhere", "elsewhere"])
def test_nothing_is_written_through_a_link_of_a_folder(snapshot: Snapshot, tmp_path: Path, target: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    snapshot.out.mkdir()
    snapshot.folder.symlink_to(tmp_path / target)
    with pytest.raises(IdplintError, match="symbolic link"):
        snapshot.export(TWO)
    assert contents(tmp_path / "elsewhere") == {}
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("name", [FIRST, "manifest.json"])
@pytest.mark.parametrize("exists", [True, False])
def test_nothing_is_written_through_a_link_of_a_file(
    snapshot: Snapshot, tmp_path: Path, name: str, *, exists: bool
) -> None:
    snapshot.export(TWO)
    precious = tmp_path / "precious"
    if exists:
        precious.write_bytes((snapshot.folder / name).read_bytes())
    (snapshot.folder / name).unlink()
    (snapshot.folder / name).symlink_to(precious)
    before = precious.read_bytes() if exists else b""
    with pytest.raises(IdplintError, match="symbolic link"):
        snapshot.export([application(1, "Other"), *TWO[1:]])
    assert precious.exists() == exists
    assert not exists or precious.read_bytes() == before
    assert (snapshot.folder / name).is_symlink()


def test_a_pipe_in_the_place_of_a_document_does_not_make_the_export_wait(snapshot: Snapshot) -> None:
    snapshot.folder.mkdir(parents=True)
    os.mkfifo(snapshot.folder / FIRST)
    with pytest.raises(IdplintError, match="is not a file"):
        snapshot.export(TWO)


def test_a_folder_in_the_place_of_a_document(snapshot: Snapshot) -> None:
    (snapshot.folder / FIRST).mkdir(parents=True)
    with pytest.raises(IdplintError, match="is a directory"):
        snapshot.export(TWO)


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"{}",
        b'{"name": "My web app", "icons": []}',
        b"\xff\xfe\x00",
        b"[" * 5000,
        b'{"idplint": 1, "export": {"complete": true}}',
    ],
    ids=["empty", "object", "web", "bytes", "deep", "short"],
)
def test_a_manifest_that_no_export_wrote_is_not_replaced(snapshot: Snapshot, manifest: bytes) -> None:
    snapshot.folder.mkdir(parents=True)
    (snapshot.folder / "manifest.json").write_bytes(manifest)
    with pytest.raises(IdplintError) as refused:
        snapshot.export(TWO)
    assert (refused.value.path or "").endswith("manifest.json")
    assert snapshot.contents() == {"entra/manifest.json": manifest}


@pytest.mark.parametrize("name", ["../precious.yaml", "sub/precious.yaml", "/precious.yaml", ".git.yaml", "Ünï.yaml"])
def test_a_manifest_cannot_have_files_elsewhere_removed(snapshot: Snapshot, name: str) -> None:
    snapshot.export(TWO)
    native = (snapshot.folder / FIRST).read_bytes()
    (snapshot.out / "precious.yaml").write_bytes(native)
    (snapshot.folder / "sub").mkdir()
    (snapshot.folder / "sub" / "precious.yaml").write_bytes(native)
    path = snapshot.folder / "manifest.json"
    tree = json.loads(path.read_text(encoding="utf-8"))
    tree["export"]["files"].append(name)
    path.write_text(json.dumps(tree), encoding="utf-8")
    before = snapshot.contents()
    with pytest.raises(IdplintError):
        snapshot.export([])
    assert snapshot.contents() == before


def test_two_exports_into_one_folder_at_a_time_are_one_too_many(snapshot: Snapshot) -> None:
    snapshot.export(TWO)
    before = snapshot.contents()
    with staged(snapshot.folder), pytest.raises(IdplintError, match="another export is writing"):
        snapshot.export([application(3)])
    assert snapshot.contents() == before


def test_what_a_killed_export_left_is_removed_by_the_next(snapshot: Snapshot) -> None:
    left = snapshot.folder / f"{PREFIX}abc"
    left.mkdir(parents=True)
    (left / "1.yaml.part").write_text("idplint: 1", encoding="utf-8")
    snapshot.export(TWO)
    assert snapshot.documents == [FIRST, "product-2-00000002.yaml"]


def test_a_staging_folder_is_nobody_elses_to_enter_and_holds_nothing_that_a_check_reads(snapshot: Snapshot) -> None:
    with staged(snapshot.folder) as staging:
        staging.write("1.yaml", b"idplint: 1\n")
        (name,) = listing(staging.folder)
        assert staging.folder.stat().st_mode & 0o777 == 0o700
        assert not name.endswith((".yaml", ".json"))
    assert not snapshot.out.exists()


@pytest.mark.parametrize("out", ["file", "file/below"])
def test_a_file_where_the_folder_should_be(snapshot: Snapshot, tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_text("precious", encoding="utf-8")
    snapshot.out = tmp_path / out
    with pytest.raises(IdplintError, match=r"cannot be written|is a directory|not a directory") as refused:
        snapshot.export(TWO)
    assert (refused.value.path or "").startswith(str(tmp_path / "file"))
    assert (tmp_path / "file").read_text(encoding="utf-8") == "precious"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that even root may not write to")
def test_a_folder_that_cannot_be_written(snapshot: Snapshot) -> None:
    snapshot.out = Path("/proc/idplint-export")
    with pytest.raises(IdplintError, match="cannot be written"):
        snapshot.export(TWO)


CROWDED = """
import resource, sys
from pathlib import Path
from idplint.errors import IdplintError
from tests.exporting.conftest import Snapshot
from tests.exporting.memory_connector import application
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    Snapshot(Path(sys.argv[1])).export([application(n, "Other") for n in (1, 2)])
except IdplintError as error:
    print(error.message)
    sys.exit(7)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files")
@pytest.mark.parametrize("limit", [0, 100, 400])
def test_a_disk_that_is_full_leaves_the_old_export(snapshot: Snapshot, limit: int) -> None:
    snapshot.export(TWO)
    before = snapshot.contents()
    finished = subprocess.run(
        [sys.executable, "-c", CROWDED, str(snapshot.out), str(limit)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (finished.returncode, finished.stdout) == (7, "cannot be written: file too large\n"), finished.stderr
    assert snapshot.contents() == before
    assert not [name for name in snapshot.documents if name.startswith(PREFIX)]


def test_the_manifest_of_another_provider_in_the_folder_is_refused(snapshot: Snapshot) -> None:
    snapshot.export(TWO)
    path = snapshot.folder / "manifest.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"idp": "entra"', '"idp": "okta"'), encoding="utf-8")
    with pytest.raises(IdplintError, match=f"okta tenant {TENANT}"):
        snapshot.export(TWO)
