"""What may not be opened is said, with its path, and never counts as nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.entra_bundles import bundle

HEALTHY = json.dumps(bundle(acs="https://contoso.eu.auth0.com/login/callback?connection=entra"))
ROOT = Path(__file__).parents[2]


def _without_privileges() -> list[str] | None:
    """How to start a program that permissions hold for; None where that cannot be done."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() != 0:
        return []
    rights = "-dac_override,-dac_read_search"
    command = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]
    if shutil.which("setpriv") is None:
        return None
    tried = subprocess.run([*command, sys.executable, "-c", ""], capture_output=True, check=False)
    return command if tried.returncode == 0 else None


PREFIX = _without_privileges()
pytestmark = pytest.mark.skipif(PREFIX is None, reason="permissions hold nobody back here")


def run(folder: Path, *args: str) -> tuple[int, str, str]:
    finished = subprocess.run(
        [*(PREFIX or ()), sys.executable, "-m", "idplint", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return finished.returncode, finished.stdout, finished.stderr


def report(folder: Path, *args: str) -> tuple[int, Any]:
    code, out, err = run(folder, "check", "--format", "json", *args)
    assert err == ""
    return code, json.loads(out)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "healthy.json").write_text(HEALTHY)
    return tmp_path


def test_a_file_that_may_not_be_opened(folder: Path) -> None:
    (folder / "locked.json").write_text(HEALTHY)
    (folder / "locked.json").chmod(0)
    for args in ((".",), ("locked.json", "healthy.json")):
        code, said = report(folder, *args)
        assert code == 1
        finding = said["findings"][0]
        assert (finding["code"], finding["locations"][0]["path"]) == ("IDP901", "locked.json")
        assert "permission denied" in finding["message"]
        assert said["summary"]["skipped"] == 0


def test_files_in_a_folder_that_may_be_listed_but_not_searched(folder: Path) -> None:
    (folder / "half").mkdir()
    (folder / "half" / "app.json").write_text(HEALTHY)
    (folder / "half").chmod(0o444)
    try:
        code, said = report(folder, ".")
        assert code == 1
        assert [found["locations"][0]["path"] for found in said["findings"]] == ["half/app.json"]
    finally:
        (folder / "half").chmod(0o755)


def test_a_folder_that_may_not_be_listed(folder: Path) -> None:
    (folder / "locked").mkdir(mode=0)
    try:
        for args in (("locked", "--allow-empty"), (".",)):
            code, said = report(folder, *args)
            assert code == 2
            assert [error["path"] for error in said["errors"]] == ["locked"]
            assert "cannot be listed: permission denied" in said["errors"][0]["message"]
        (folder / "idplint.yaml").write_text("exclude: [locked/]\n")
        assert report(folder, ".")[0] == 0, "what is excluded need not be read"
    finally:
        (folder / "locked").chmod(0o755)


def test_a_path_below_a_folder_that_may_not_be_searched(folder: Path) -> None:
    (folder / "locked").mkdir(mode=0)
    try:
        code, _, err = run(folder, "check", "locked/app.json")
        assert code == 2
        assert "locked/app.json: cannot be looked into: permission denied" in err
        code, _, err = run(folder, "check", ".", "--config", "locked/idplint.yaml")
        assert code == 2
        assert "locked/idplint.yaml cannot be read: permission denied" in err
    finally:
        (folder / "locked").chmod(0o755)


def test_a_folder_that_may_not_be_written(folder: Path) -> None:
    (folder / "out").mkdir(mode=0o555)
    code, out, err = run(folder, "convert", "healthy.json", "--out", "out")
    assert code == 2
    assert out == ""
    assert "error: out/ledger.yaml: cannot be written: permission denied" in err
