"""Exports that come through a pipe: one that was cut off never looks whole."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import idplint
from idplint.documents.archive import STDIN
from idplint.documents.reading import read_document
from idplint.inputs.export_manifest import UnknownPart, head_tree, manifest_tree
from idplint.inputs.recognition import Recognised
from idplint.review.exit_codes import ExitPolicy, exit_code
from tests.engine.written_exports import DOCUMENTS, document, manifest

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Report


def as_yaml(*trees: object) -> str:
    return "---\n".join(yaml.safe_dump(tree, sort_keys=False) for tree in trees)


def as_lines(*trees: object) -> str:
    return "".join(json.dumps(tree) + "\n" for tree in trees)


HEAD = head_tree("okta", "contoso.okta.com")
TRAILER = manifest_tree(manifest())


def run(stdin: str | bytes, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "idplint", *(arguments or ("check", "-"))],
        input=stdin.decode() if isinstance(stdin, bytes) else stdin,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )


@pytest.mark.parametrize("write", [as_yaml, as_lines])
def test_a_whole_stream_is_checked_like_files(write: Any) -> None:
    done = run(write(HEAD, *DOCUMENTS, TRAILER))

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 applications" in done.stdout


@pytest.mark.parametrize("write", [as_yaml, as_lines])
@pytest.mark.parametrize(
    "trees",
    [(HEAD,), (HEAD, DOCUMENTS[0]), (HEAD, *DOCUMENTS), (HEAD, *DOCUMENTS, HEAD, *DOCUMENTS, TRAILER)],
    ids=["head alone", "one document", "no trailer", "a second head"],
)
def test_a_stream_without_its_trailer_is_no_proper_run(write: Any, trees: tuple[object, ...]) -> None:
    done = run(write(*trees))

    assert done.returncode == 2
    assert "the export stream on standard input ends early" in done.stdout + done.stderr


@pytest.mark.parametrize("command", ["show", "convert"])
def test_show_and_convert_refuse_a_stream_without_its_trailer(command: str, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "out")) if command == "convert" else ()

    done = run(as_yaml(HEAD, *DOCUMENTS), command, "-", *out)

    assert done.returncode == 2
    assert "the export stream on standard input ends early" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["show", "convert"])
def test_show_and_convert_read_a_whole_stream(command: str, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "out")) if command == "convert" else ()

    done = run(as_yaml(HEAD, *DOCUMENTS, TRAILER), command, "-", *out)

    assert (done.returncode, done.stderr) == (0, "")
    assert command == "show" or sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "ledger.yaml",
        "wiki.yaml",
    ]


def test_a_trailer_that_counts_other_documents_is_no_proper_run() -> None:
    done = run(as_yaml(HEAD, DOCUMENTS[0], TRAILER))

    assert done.returncode == 2
    assert "holds 1 document where its trailer counts 2" in done.stdout + done.stderr


def test_a_trailer_of_another_tenant_does_not_end_the_stream() -> None:
    done = run(as_yaml(HEAD, *DOCUMENTS, manifest_tree(manifest(tenant="fabrikam.okta.com"))))

    assert done.returncode == 2


def test_a_broken_trailer_does_not_end_the_stream() -> None:
    trailer = manifest_tree(manifest())
    del trailer["export"]["complete"]

    done = run(as_yaml(HEAD, *DOCUMENTS, trailer))

    assert done.returncode == 2
    assert "missing required field `complete`" in done.stdout


def test_two_whole_streams_one_after_the_other_are_read() -> None:
    other = [document("Travel", 3)]
    trailer = manifest_tree(manifest(files=("travel-00000003.yaml",)))

    done = run(as_yaml(HEAD, *DOCUMENTS, TRAILER, HEAD, *other, trailer))

    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 applications" in done.stdout


def test_the_trailer_of_an_incomplete_export_is_a_note() -> None:
    trailer = manifest_tree(manifest(complete=False, unknown=(UnknownPart("userSchema", 1, "refused", "grant it"),)))

    done = run(as_yaml(HEAD, *DOCUMENTS, trailer))

    assert done.returncode == 0
    assert "note[IDP906]" in done.stdout
    assert STDIN in done.stdout


@pytest.mark.parametrize("write", [as_yaml, as_lines])
def test_a_stream_cut_at_any_byte_never_looks_whole(
    write: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content = write(HEAD, *DOCUMENTS, TRAILER).rstrip().encode()
    head = len(write(HEAD).rstrip().encode())
    looked_whole, without_error = [], []
    for end in range(1, len(content)):
        report = check_bytes(content[:end], monkeypatch)
        if not report.errors:
            without_error.append(end)
            if exit_code(report, ExitPolicy()) == 0:
                looked_whole.append(end)

    assert looked_whole == []
    assert [end for end in without_error if end > head] == []
    assert not check_bytes(content, monkeypatch).errors


def check_bytes(content: bytes, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Check bytes that come through standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
    return idplint.check(["-"])


def test_standard_input_without_a_head_is_read_as_before() -> None:
    assert run(as_yaml(*DOCUMENTS)).returncode == 0
    assert run(as_yaml(*DOCUMENTS, TRAILER)).returncode == 0
    assert run("").returncode == run("\n").returncode == 1
    assert run("name: somebody else's\n").returncode == 3


def test_a_stream_kept_in_a_file_is_held_to_the_same() -> None:
    recognised = Recognised()
    recognised.add(read_document("all.yaml", as_yaml(HEAD, *DOCUMENTS).encode()))

    assert [error.message for error in recognised.exports.errors] == ["the export stream in all.yaml ends early"]
