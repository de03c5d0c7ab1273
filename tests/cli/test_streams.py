"""Closed, full and missing streams, a folder that is gone, and text that would command a terminal or a CI runner."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.entra_bundles import bundle

if TYPE_CHECKING:
    from tests.cli.conftest import Program

ROOT = Path(__file__).parents[2]
HEALTHY = json.dumps(bundle(acs="https://contoso.eu.auth0.com/login/callback?connection=entra"))

pytestmark = pytest.mark.skipif(os.name == "nt", reason="written for a POSIX shell")


def shell(folder: Path, line: str) -> tuple[int, str, str]:
    """Run a line of shell, in which IDPLINT is the program."""
    finished = subprocess.run(
        ["bash", "-c", line.replace("IDPLINT", f"'{sys.executable}' -m idplint")],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
    )
    return finished.returncode, finished.stdout, finished.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app.json").write_text(HEALTHY)
    return tmp_path


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", ["check .", "show .", "rules", "--help", "check --help"])
def test_a_full_device(folder: Path, command: str) -> None:
    code, _, err = shell(folder, f"IDPLINT {command} > /dev/full")
    assert code == 2
    assert err.startswith("error: the output cannot be written: no space left on device\n")
    assert "Exception" not in err


def test_a_closed_output(folder: Path) -> None:
    code, _, err = shell(folder, "IDPLINT check . >&-")
    assert code == 2
    assert "no standard output" in err
    assert "internal" not in err


def test_a_closed_input(folder: Path) -> None:
    code, out, err = shell(folder, "IDPLINT check - app.json --format json <&-")
    assert (code, err) == (1, "")
    findings = json.loads(out)["findings"]
    assert [(found["code"], found["locations"][0]["path"]) for found in findings] == [("IDP901", "<stdin>")]
    assert "standard input is closed" in findings[0]["message"]


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize(("command", "expected"), [("check nope", 2), ("chek", 2), ("check .", 0)])
def test_a_closed_or_full_standard_error(folder: Path, redirection: str, command: str, expected: int) -> None:
    assert shell(folder, f"IDPLINT {command} {redirection}")[0] == expected


@pytest.mark.parametrize("command", ["--help", "check --help", "rules", "check .", "show ."])
def test_a_reader_that_went_away(folder: Path, command: str) -> None:
    # The reader is gone before the program starts: no race.
    code, _, err = shell(folder, f"mkfifo p; (: < p) & exec 3> p; wait; IDPLINT {command} >&3")
    assert (code, err) == (141, "")


def test_a_current_directory_that_is_gone(folder: Path) -> None:
    for command in ("check", "check -", f"check '{folder}/app.json'", "show"):
        code, _, err = shell(folder, f"mkdir gone; cd gone; rmdir ../gone; IDPLINT {command} < /dev/null")
        assert code == 2
        assert err.startswith("error: the current directory does not exist any more\n")


@pytest.mark.parametrize(
    "args",
    [
        ("check", "HOSTILE"),
        ("check", ".", "--config", "HOSTILE"),
        ("check", ".", "--select", "HOSTILE"),
        ("check", ".", "--format", "HOSTILE"),
        ("check", "--HOSTILE"),
        ("explain", "HOSTILE"),
        ("HOSTILE",),
        ("check", "empty/HOSTILE"),
        ("show", "empty/HOSTILE"),
        ("show", "app.json", "--application", "HOSTILE"),
        ("convert", "app.json", "--out", "taken/HOSTILE"),
    ],
)
def test_nothing_on_standard_error_commands_anybody(program: Program, tmp_path: Path, args: tuple[str, ...]) -> None:
    hostile = "a\n::error::b\x1b[31m##vso[task]\x07"
    (tmp_path / "app.json").write_text(HEALTHY)
    (tmp_path / "taken").write_text("")
    (tmp_path / "empty" / hostile).mkdir(parents=True)
    finished = program(*(arg.replace("HOSTILE", hostile) for arg in args))
    assert finished.code in (2, 3)
    assert finished.err
    assert "\x1b" not in finished.err
    assert "\x07" not in finished.err
    assert "##vso[" not in finished.err
    assert not [line for line in finished.err.splitlines() if line.lstrip().startswith("::")]


def test_empty_words_are_usage_errors(program: Program, tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text(HEALTHY)
    for args in (("check", ""), ("show", ""), ("check", ".", "--select", ""), ("convert", ".", "--out", "")):
        finished = program(*args)
        assert (finished.code, finished.out) == (2, "")
        assert finished.err.startswith("error: ")


def test_the_overview_cuts_nothing_off(program: Program) -> None:
    assert "..." not in program("--help").out.partition("Commands:")[2]
