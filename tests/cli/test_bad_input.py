"""One clear message for each kind of bad input, and the rest of the run unharmed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.entra_bundles import bundle

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Finished, Program

HEALTHY = json.dumps(bundle(acs="https://contoso.eu.auth0.com/login/callback?connection=entra"))
BROKEN = json.dumps(bundle(name_id="objectid", acs="https://contoso.eu.auth0.com/login/callback?connection=entra"))


def codes(finished: Finished) -> list[str]:
    return [finding["code"] for finding in finished.report["findings"]]


def only_unreadable(finished: Finished) -> dict[str, Any]:
    findings: list[dict[str, Any]] = [held for held in finished.report["findings"] if held["code"] == "IDP901"]
    assert len(findings) == 1, finished.out
    return findings[0]


def test_a_path_that_does_not_exist(program: Program) -> None:
    finished = program("check", "exprots")
    assert finished.code == 2
    assert "exprots" in finished.err
    assert finished.out == ""


def test_a_folder_without_anything_recognisable(program: Program, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "web", "version": "1.0.0"}')
    finished = program("check", ".")
    assert finished.code == 3
    assert "Entra bundles" in finished.err
    assert "Okta apps" in finished.err
    assert program("check", ".", "--allow-empty").code == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"servicePrincipal": {"id": "a"', "ends"),
        (b"", "empty"),
        (b'{"servicePrincipal": {"id": "\x00"}}', "NUL"),
        (b'{"servicePrincipal": {"id": "\xff\xfe"}}', "UTF-8"),
        (b'{"servicePrincipal": {"id": "\\ud800"}}', "half of a character"),
        (b'{"servicePrincipal": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}", "deep"),
        (b'{"servicePrincipal": {"id": "a"}, "servicePrincipal": {"id": "b"}}', "twice"),
    ],
    ids=["truncated", "empty", "NUL", "not UTF-8", "lone surrogate", "deep", "duplicate key"],
)
def test_a_named_file_that_cannot_be_read(program: Program, tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    (tmp_path / "good.json").write_text(BROKEN)
    finished = program("check", "bad.json", "good.json", "--format", "json")
    assert finished.code == 1
    finding = only_unreadable(finished)
    assert words.lower() in finding["message"].lower()
    assert finding["help"]
    assert finding["locations"][0]["path"] == "bad.json"
    assert finding["locations"][0]["line"] == 1
    assert "IDP101" in codes(finished), "the good file was checked all the same"


def test_an_alias_bomb(program: Program, tmp_path: Path) -> None:
    lines = ["idplint: 1", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (tmp_path / "bomb.yaml").write_text("\n".join(lines))
    finished = program("check", "bomb.yaml", "--format", "json")
    assert finished.code == 1
    assert "alias" in only_unreadable(finished)["message"]


def test_a_strangers_broken_file_is_skipped_and_counted(program: Program, tmp_path: Path) -> None:
    (tmp_path / "theirs.json").write_text('{"compilerOptions": {,}}')
    (tmp_path / "ours.json").write_text(HEALTHY)
    finished = program("check", ".", "--format", "json")
    assert finished.code == 0
    assert finished.report["summary"]["skipped_broken"] == 1
    assert "IDP901" not in codes(finished)
    assert program("check", ".", "--strict").code == 2


def test_a_broken_file_with_our_marks_is_a_finding_though_only_met(program: Program, tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text('{"servicePrincipal": {"id": "a",')
    finished = program("check", ".", "--format", "json")
    assert finished.code == 1
    assert only_unreadable(finished)["locations"][0]["path"] == "export.json"
    assert program("check", ".", "--strict").code == 2


def test_a_wrong_type_inside_one_record_leaves_the_others_alone(program: Program, tmp_path: Path) -> None:
    first, second = json.loads(BROKEN), json.loads(BROKEN)
    first["servicePrincipal"].update(id="5d1c0f6e-0001-4a00-9000-0000000000b2", displayName="Odd")
    first["synchronizationJobs"][0]["schema"] = "System.Object[]"
    (tmp_path / "tenant.json").write_text(json.dumps([first, second]))
    finished = program("check", "tenant.json", "--format", "json")
    finding = only_unreadable(finished)
    assert "-Depth" in finding["message"]
    assert finding["locations"][0]["pointer"] == "/0/synchronizationJobs/0/schema"
    assert [held["application"]["name"] for held in finished.report["findings"] if held["code"] == "IDP101"] == [
        "Ledger"
    ]
    assert any(
        fact["application"]["name"] == "Odd" and "Depth" in fact["reason"] for fact in finished.report["undecided"]
    )


def test_an_unreadable_file(program: Program, tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "good.json").write_text(HEALTHY)
    (tmp_path / "folder.json" / "dangling.json").symlink_to(tmp_path / "nowhere.json")
    finished = program("check", ".", "--format", "json")
    assert finished.code == 0
    assert finished.report["summary"]["files"] == 1


@pytest.mark.parametrize(
    ("config", "place", "words"),
    [
        ("igores: []\n", "idplint.yaml:1:1", "ignores"),
        ("applications:\n  - match: {id: a}\n    jti: enabled\n", "idplint.yaml:3:5", "jit"),
        ("applications:\n  - match: {id: a}\n    jit: on\n", "idplint.yaml:3:10", "enabled"),
        ("ignores:\n  - {rule: IDP301}\n", "idplint.yaml:2:5", "reason"),
        ("directory: {guests: maybe}\n", "idplint.yaml:1:21", "present"),
        ("select: [IDP999]\n", "idplint.yaml", "IDP999"),
        ("a: [\n", "idplint.yaml", ""),
    ],
)
def test_a_configuration_that_cannot_be_followed(
    program: Program, tmp_path: Path, config: str, place: str, words: str
) -> None:
    (tmp_path / "idplint.yaml").write_text(config)
    (tmp_path / "ours.json").write_text(HEALTHY)
    finished = program("check", ".", "--format", "json")
    assert finished.code == 2
    error = finished.report["errors"][0]
    assert error["path"] == "idplint.yaml"
    assert words in f"{error['message']} {error['help']}"
    if place.count(":"):
        assert error["line"] == int(place.split(":")[1])


def test_unknown_rules_and_commands_name_the_nearest(program: Program, tmp_path: Path) -> None:
    (tmp_path / "ours.json").write_text(HEALTHY)
    finished = program("check", ".", "--select", "join-key-missmatch")
    assert finished.code == 2
    assert "join-key-mismatch" in finished.err
    assert program("explain", "IDP1O1").code == 2
    assert program("chek").code == 2


def test_standard_input(program: Program) -> None:
    finished = program("check", "-", "--format", "json", stdin=BROKEN.encode())
    assert finished.code == 1
    assert finished.report["findings"][0]["locations"][0]["path"] == "<stdin>"
    assert program("check", "-", stdin=b"\x00\x01").code == 1


def test_no_traceback_ever_reaches_a_person(program: Program, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "odd.yaml").write_bytes(b"idplint: 1\napplication: !!python/object/apply:os.system [id]\n")
    for format_name in ("text", "concise", "json", "github"):
        finished = program("check", "odd.json", "odd.yaml", "--format", format_name)
        assert finished.code == 1
        assert "Traceback" not in finished.out + finished.err
