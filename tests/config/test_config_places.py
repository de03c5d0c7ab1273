"""Every mistake in the configuration is told with its place, under the name that people use for the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import idplint
from idplint.engine import Options, load
from tests.entra_bundles import bundle

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import RunError

HEALTHY = json.dumps(bundle(acs="https://contoso.eu.auth0.com/login/callback?connection=entra"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    (root / "apps").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "apps" / "app.json").write_text(HEALTHY)
    monkeypatch.chdir(root)
    return root


def places(errors: tuple[RunError, ...]) -> list[tuple[str | None, int | None, int | None]]:
    return [(error.path, error.line, error.column) for error in errors]


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("ignores:\n  - reason: x\n    rule: IDP999\n", (3, 11), "IDP999"),
        ("severity:\n  IDP101: note\n  IDP3: error\n", (3, 3), "IDP3"),
        ("select: [default, IDP999]\n", (1, 19), "IDP999"),
        ("\nignore:\n  - nosuch\n", (3, 5), "nosuch"),
        ("applications:\n  - match: {name: x}\n    service_provider: auth00\n", (3, 23), "auth00"),
    ],
)
def test_names_that_stand_for_nothing(project: Path, text: str, place: tuple[int, int], word: str) -> None:
    (project / "idplint.yaml").write_text(text)
    errors = idplint.check(["."]).errors
    assert places(errors) == [("idplint.yaml", *place)]
    assert word in errors[0].message


def test_all_wrong_names_are_told_at_once(project: Path) -> None:
    (project / "idplint.yaml").write_text("select: [IDP999]\nignore: [IDP998]\n")
    assert len(idplint.check(["."]).errors) == 2


def test_paths_of_the_configuration_that_do_not_exist(project: Path) -> None:
    (project / "idplint.yaml").write_text("paths: [apps, nope]\n")
    report = idplint.check([])
    assert places(report.errors) == [("idplint.yaml", 1, 15)]
    assert "`nope`, which does not exist" in report.errors[0].message
    assert report.summary.files == 1, "the others are read"


@pytest.mark.parametrize("path", ["..", "../other", "/", "link", "apps/../../other"])
def test_paths_of_the_configuration_stay_inside_the_project(project: Path, path: str) -> None:
    other = project.parent / "other"
    other.mkdir()
    (other / "app.json").write_text(HEALTHY)
    (project / "link").symlink_to(other)
    (project / "idplint.yaml").write_text(f"paths:\n  - {path}\n")
    report = idplint.check([])
    assert places(report.errors) == [("idplint.yaml", 2, 5)]
    assert "leads out of the project" in report.errors[0].message
    assert report.summary.files == 0


def test_paths_may_lead_to_another_folder_of_the_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "conf").mkdir()
    (project / "conf" / "idplint.yaml").write_text("paths: [../apps]\n")
    monkeypatch.chdir(project / "conf")
    run = load((), Options())
    assert run.errors == ()
    assert [str(application.origin.path) for estate in run.estates for application in estate.applications] == [
        "../apps/app.json"
    ]


def test_two_configurations_side_by_side_are_named_from_here(project: Path) -> None:
    for folder in ("apps", "more"):
        (project / folder).mkdir(exist_ok=True)
        (project / folder / "app.json").write_text(HEALTHY)
        (project / folder / "idplint.yaml").write_text("")
        (project / folder / ".idplint.yaml").write_text("")
    assert places(idplint.check(["."]).errors) == [
        ("apps/.idplint.yaml", None, None),
        ("more/.idplint.yaml", None, None),
    ]


def test_a_configuration_that_is_a_link_is_named_as_the_link(project: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("")
    (project / "apps" / "idplint.yaml").symlink_to(tmp_path / "outside.yaml")
    assert places(idplint.check(["."]).errors) == [("apps/idplint.yaml", None, None)]
    (project / "apps" / "idplint.yaml").unlink()
    (project / "shared.yaml").write_text("nonsense: 1\n")
    (project / "apps" / "idplint.yaml").symlink_to(project / "shared.yaml")
    assert places(idplint.check(["."]).errors) == [("apps/idplint.yaml", 1, 1)]


def test_a_configuration_of_a_neighbour_is_named_from_here(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "apps" / "idplint.yaml").write_text("nonsense: 1\n")
    (project / "here").mkdir()
    monkeypatch.chdir(project / "here")
    for path in ("../apps", str(project / "apps")):
        assert places(idplint.check([path]).errors) == [("../apps/idplint.yaml", 1, 1)]


def test_outside_a_repository_the_folder_that_was_named_or_the_current_one_is_the_top(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").rmdir()
    (project / "apps" / "sub").mkdir()
    (project / "apps" / "sub" / "app.json").write_text(HEALTHY)
    (project / "apps" / "idplint.yaml").write_text("nonsense: 1\n")
    assert idplint.check(["apps/sub"]).errors
    monkeypatch.chdir(project / "apps" / "sub")
    assert not idplint.check([]).errors
