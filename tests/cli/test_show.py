"""`show`: what it prints where, and its exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.entra_bundles import bundle

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program


def test_applications_are_chosen_by_name_or_id(program: Program, tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text(json.dumps(bundle()))
    for pattern in ("ledger", "Led*", "entra:5d1c*"):
        finished = program("show", ".", "--application", pattern)
        assert (finished.code, finished.err) == (0, "")
        assert "Ledger" in finished.out


def test_a_pattern_that_matches_nothing_is_told_what_was_read(program: Program, tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text(json.dumps(bundle()))
    finished = program("show", ".", "--application", "NoSuch")
    assert (finished.code, finished.out) == (3, "")
    assert "no application matches `NoSuch`" in finished.err
    assert "Ledger (entra:5d1c0f6e-0001-4a00-9000-0000000000a1)" in finished.err


def test_nothing_read(program: Program) -> None:
    finished = program("show", ".")
    assert finished.code == 3
    assert "no application was read" in finished.err


def test_what_could_not_be_read_goes_to_standard_error(program: Program, tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text(json.dumps(bundle()))
    (tmp_path / "bad.json").write_text('{"servicePrincipal": {"id": "a"')
    finished = program("show", ".")
    assert finished.code == 1
    assert "Ledger" in finished.out
    assert "error: bad.json:1:32: bad.json cannot be read" in finished.err
    assert "[IDP901]" in finished.err
    (tmp_path / "app.json").unlink()
    assert program("show", ".").code == 1


def test_errors_of_the_run_win_and_are_all_there(program: Program, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.json").write_text(json.dumps(bundle()))
        (tmp_path / name / "idplint.yaml").write_text("nonsense: 1\n")
    (tmp_path / "app.json").write_text(json.dumps(bundle()))
    finished = program("show", ".")
    assert finished.code == 2
    assert "Ledger" in finished.out
    assert "error: a/idplint.yaml:1:1: unknown key `nonsense`" in finished.err
    assert "error: b/idplint.yaml:1:1: unknown key `nonsense`" in finished.err
