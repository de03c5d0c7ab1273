from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.config.discovery import CONFIG_NAMES, find_config
from idplint.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path


def put(path: Path, text: str = "select: [default]\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", sorted(CONFIG_NAMES))
def test_every_name_is_found(tmp_path: Path, name: str) -> None:
    config = put(tmp_path / name)
    assert find_config(tmp_path, tmp_path) == config


def test_the_nearest_wins_and_the_root_is_looked_into(tmp_path: Path) -> None:
    top = put(tmp_path / "idplint.yaml")
    near = put(tmp_path / "apps" / ".idplint.yml")
    deep = put(tmp_path / "apps" / "okta" / "app.json", "{}")
    elsewhere = put(tmp_path / "entra" / "app.json", "{}")
    assert find_config(deep, tmp_path) == near
    assert find_config(deep.parent, tmp_path) == near
    assert find_config(elsewhere, tmp_path) == top


def test_nothing_above_the_root_is_used(tmp_path: Path) -> None:
    put(tmp_path / "idplint.yaml")
    project = tmp_path / "project"
    project.mkdir()
    assert find_config(project, project) is None


def test_a_file_outside_the_project_is_governed_by_the_project(tmp_path: Path) -> None:
    config = put(tmp_path / "project" / "idplint.yaml")
    stray = put(tmp_path / "exports" / "app.json", "{}")
    put(tmp_path / "exports" / "idplint.yaml")
    assert find_config(stray, tmp_path / "project") == config


def test_two_side_by_side_are_refused(tmp_path: Path) -> None:
    put(tmp_path / "idplint.yaml")
    put(tmp_path / ".idplint.yml")
    with pytest.raises(ConfigurationError) as caught:
        find_config(tmp_path, tmp_path)
    assert caught.value.message == "two configuration files stand side by side: .idplint.yml and idplint.yaml"
    assert caught.value.help == "keep one of them"


def test_a_folder_of_that_name_is_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "idplint.yaml").mkdir()
    assert find_config(tmp_path, tmp_path) is None


def test_a_link_inside_the_project_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "shared" / "settings.yaml")
    link = tmp_path / "idplint.yaml"
    link.symlink_to(tmp_path / "shared" / "settings.yaml")
    assert find_config(tmp_path, tmp_path) == link


@pytest.mark.parametrize(("target", "words"), [("outside.yaml", "leads out of the project"), ("gone", "leads nowhere")])
def test_a_link_that_leads_away_is_refused(tmp_path: Path, target: str, words: str) -> None:
    put(tmp_path / "outside.yaml")
    project = tmp_path / "project"
    project.mkdir()
    (project / "idplint.yaml").symlink_to(tmp_path / target)
    with pytest.raises(ConfigurationError, match=words):
        find_config(project, project)
