"""Configuration as code in languages that idplint does not read is named, never silently passed over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import idplint
from tests.entra_bundles import bundle

if TYPE_CHECKING:
    from pathlib import Path

HEALTHY = json.dumps(bundle(acs="https://contoso.eu.auth0.com/login/callback?connection=entra"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "infra/main.bicep": "param name string",
        "infra/other.bicep": "param name string",
        "live/terragrunt.hcl": "inputs = {}",
        "main.tf.json": '{"resource": {}}',
        "Pulumi.yaml": "name: sso\nruntime: python\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "idplint", "check", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def test_each_language_is_counted_with_an_example(folder: Path) -> None:
    (folder / "healthy.json").write_text(HEALTHY)
    report = idplint.check(["."])
    assert [(each.kind, each.files, each.example) for each in report.summary.not_read] == [
        ("Bicep", 2, "infra/main.bicep"),
        ("Pulumi", 1, "Pulumi.yaml"),
        ("Terraform JSON", 1, "main.tf.json"),
        ("Terragrunt", 1, "live/terragrunt.hcl"),
    ]
    assert (report.summary.files, report.summary.skipped, report.errors) == (1, 0, ())


@pytest.mark.usefixtures("folder")
def test_other_files_of_the_same_suffix_are_not_looked_at(folder: Path) -> None:
    for name in ("packer.hcl", ".terraform.lock.hcl"):
        (folder / name).write_text("{ not [ read")
    summary = idplint.check(["."]).summary
    assert (summary.files, summary.skipped, summary.skipped_broken) == (0, 0, 0)


def test_the_text_says_so_once_and_the_run_is_a_proper_one(folder: Path) -> None:
    (folder / "healthy.json").write_text(HEALTHY)
    finished = run(".", "--strict")
    assert finished.returncode != 2
    said = [line for line in finished.stdout.splitlines() if line.startswith("Recognised, not read: ")]
    assert len(said) == 1
    assert "2 files of Bicep (infra/main.bicep, ...)" in said[0]
    assert "1 file of Terragrunt (live/terragrunt.hcl)" in said[0]


@pytest.mark.usefixtures("folder")
def test_where_there_is_nothing_else_the_message_names_them() -> None:
    finished = run(".")
    assert finished.returncode == 3
    assert "nothing that idplint reads in ." in finished.stderr
    assert "2 files of Bicep (infra/main.bicep, ...)" in finished.stderr


@pytest.mark.usefixtures("folder")
def test_a_file_that_was_named_is_answered_in_the_same_way() -> None:
    finished = run("live/terragrunt.hcl", "--allow-empty")
    assert finished.returncode == 0
    assert "1 file of Terragrunt (live/terragrunt.hcl)" in finished.stdout


@pytest.mark.usefixtures("folder")
def test_programs_find_them_in_the_summary() -> None:
    summary = json.loads(run(".", "--format", "json").stdout)["summary"]
    assert {"kind": "Terragrunt", "files": 1, "example": "live/terragrunt.hcl"} in summary["not_read"]


def test_a_path_cannot_colour_the_terminal(folder: Path) -> None:
    (folder / "infra" / "a\x1b[31m.bicep").write_text("param name string")
    finished = run("infra")
    assert "\x1b" not in finished.stdout + finished.stderr
