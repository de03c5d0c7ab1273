"""What the program imports before it does its work; every name here once cost people time on every run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "auth0-entra" / "broken" / "entra" / "contoso-customer-portal.json"


def imported(folder: Path, *args: str) -> frozenset[str]:
    """Every module that a run of the program imports, and every package above one."""
    finished = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "idplint", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert finished.returncode in {0, 1}, finished.stderr
    names = {
        line.rpartition("|")[2].strip() for line in finished.stderr.splitlines() if line.startswith("import time:")
    }
    assert "idplint" in names, "the import times could not be read"
    return frozenset(name[:end] for name in names for end, sign in enumerate(f"{name}.") if sign == ".")


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version_imports_nothing_but_the_package(tmp_path: Path, flag: str) -> None:
    names = imported(tmp_path, flag)
    heavy = {"typer", "click", "msgspec", "yaml", "jsonschema", "ruamel", "rich", "importlib.metadata"}
    assert not names & heavy
    assert {name for name in names if name.startswith("idplint.")} <= {"idplint.__main__"}


@pytest.mark.parametrize("output", ["text", "concise", "json", "github"])
def test_check_of_a_json_file_imports_only_what_reading_json_needs(tmp_path: Path, output: str) -> None:
    shutil.copy(EXAMPLE, tmp_path)  # away from the example's idplint.yaml
    names = imported(tmp_path, "check", "--format", output, EXAMPLE.name)
    assert {"msgspec", "typer"} <= names
    needless = {
        "yaml",  # no YAML file was met
        "ruamel",  # writes YAML; nothing is written
        "jsonschema",  # explains a file that does not fit its form; this one fits
        "rich",  # typer brings it; the program prints plain text
        "pygments",
        "pydantic",  # typer from 0.29 on
        "msgraph",
        "okta",
        "azure",
        "asyncio",
        "importlib.metadata",
        "urllib.request",
    }
    assert not names & needless


def test_check_of_a_yaml_file_imports_no_yaml_writer(tmp_path: Path) -> None:
    path = tmp_path / "ledger.yaml"
    path.write_text("idplint: 1\napplication: {name: Ledger, idp: {kind: entra}}\n", encoding="utf-8")
    names = imported(tmp_path, "check", str(path))
    assert "yaml" in names
    assert not names & {"ruamel", "jsonschema", "rich", "importlib.metadata"}


def test_library_is_imported_only_when_it_is_used(tmp_path: Path) -> None:
    code = "import sys, idplint; print(sorted({name.partition('.')[0] for name in sys.modules} & {'msgspec', 'typer'}))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, env=environment
    )
    assert finished.stdout.strip() == "[]"
