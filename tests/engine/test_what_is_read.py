"""Which files count as read, as skipped, and as unreadable."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import idplint
from idplint.errors import UsageError
from tests.entra_bundles import bundle

if TYPE_CHECKING:
    from pathlib import Path

HEALTHY = json.dumps(bundle(acs="https://contoso.eu.auth0.com/login/callback?connection=entra"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "healthy.json").write_text(HEALTHY)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("export.json", b'{"servicePrincipal": {"id": "a", "id": "b"}}'),
        ("export.json", b'{"servicePrincipal": {"id": "a", "displayName": "\\ud800"}}'),
        ("ledger.yaml", b"idplint: 1\napplication: !ledger {name: Ledger}\n"),
        ("export.json", '{"servicePrincipal": {"id": "a", "id": "b"}}'.encode("utf-16")),
    ],
    ids=["duplicate key", "lone surrogate", "foreign tag", "UTF-16"],
)
def test_a_recognisable_file_whose_only_record_was_left_out_is_reported(
    folder: Path, name: str, content: bytes
) -> None:
    (folder / name).write_bytes(content)
    report = idplint.check(["."])
    assert [(found.code, found.locations[0].path) for found in report.findings if found.code == "IDP901"] == [
        ("IDP901", name)
    ]
    assert report.summary.files == 2
    assert report.summary.skipped == 0


def test_a_strangers_record_that_was_left_out_is_counted_as_broken(folder: Path) -> None:
    (folder / "stack.yaml").write_text("Resources:\n  Queue: !Ref Name\n")
    (folder / "package.json").write_text('{"name": "web"}')
    report = idplint.check(["."])
    assert report.findings == ()
    assert (report.summary.skipped, report.summary.skipped_broken) == (2, 1)


def test_one_path_may_be_given_as_it_is(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "app.json").write_text(HEALTHY)
    for path in ("sub", folder / "sub"):
        assert idplint.check(path) == idplint.check([path])
        assert idplint.check(path).summary.files == 1


def test_one_rule_may_be_given_as_it_is(folder: Path) -> None:
    assert idplint.check(".", select="IDP101") == idplint.check(["."], select=["IDP101"])
    with pytest.raises(UsageError, match="IDP999"):
        idplint.check(".", ignore="IDP999")


def test_an_empty_path_is_not_the_current_directory(folder: Path) -> None:
    with pytest.raises(UsageError, match="empty"):
        idplint.check([""])


def test_a_wrong_rule_is_refused_though_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="IDP999"):
        idplint.check(["."], select=["IDP999"])
