"""Which files are found: named ones always, walked ones by suffix, ignore files and links."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from idplint.documents.discovery import discover
from idplint.errors import UsageError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)
    return root


def _write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")


def _found(root: Path, *paths: str, exclude: tuple[str, ...] = (), skip: tuple[str, ...] = ()) -> list[str]:
    found = discover([Path(path) for path in paths], root=root, exclude=exclude, skip_names=frozenset(skip))
    return [candidate.display for candidate in found]


def test_directories_are_walked_by_name_and_suffix(project: Path) -> None:
    _write(project, "b.yaml", "a.json", "c/d.ndjson", "c/a.JSONL", "c.yml", "x.tf", "README", "json", "b/z.json")
    _write(project, "x.tofu", "x.auto.tfvars", "x.tfstate", ".terraform/modules/y.tf")
    found = ["a.json", "b/z.json", "b.yaml", "c/a.JSONL", "c/d.ndjson", "c.yml", "x.auto.tfvars", "x.tf", "x.tofu"]
    assert _found(project, ".") == found


def test_named_files_come_whatever_their_suffix(project: Path) -> None:
    _write(project, "export", "b/x.json")
    (project / ".gitignore").write_text("*\n")
    found = list(discover([Path("export"), Path("b/x.json")], root=project, exclude=["*"]))
    assert [(candidate.display, candidate.named) for candidate in found] == [("export", True), ("b/x.json", True)]


def test_a_file_given_twice_comes_once_and_is_named(project: Path) -> None:
    _write(project, "a/x.json", "a/y.json")
    found = list(discover([Path("a"), Path("a/x.json"), project / "a" / "x.json", Path("a/../a")], root=project))
    assert [(candidate.display, candidate.named) for candidate in found] == [("a/x.json", True), ("a/y.json", False)]


def test_copies_and_caches_are_skipped(project: Path) -> None:
    _write(
        project, *(f"{name}/x.json" for name in (".git", ".terraform", "node_modules", ".venv", "__pycache__", "ok"))
    )
    _write(project, "deep/node_modules/x.json", "idplint.yaml", "ok/idplint.yaml", ".github/x.yml")
    assert _found(project, ".", skip=("idplint.yaml",)) == [".github/x.yml", "ok/x.json"]
    assert _found(project, "node_modules", "idplint.yaml", skip=("idplint.yaml",)) == [
        "node_modules/x.json",
        "idplint.yaml",
    ]


def test_ignore_files_hide_what_git_hides(project: Path) -> None:
    _write(
        project,
        *("a.json", "keep.json", "build/x.json", "src/build/x.json", "src/a.json", "src/keep.json"),
        *("src/deep/only.json", "src/deep/b.yaml", "logs/1.json", "other/logs/1.json", "a b.json", "#x.json"),
    )
    (project / ".gitignore").write_text("# comment\nbuild/\n/a.json\nonly.*\n/logs\n!keep.json\n\\#x.json\n!\n\n")
    (project / "src" / ".gitignore").write_text("*.json\n!keep.json\n/deep/*.yaml\n")
    expected = ["a b.json", "keep.json", "other/logs/1.json", "src/keep.json"]
    assert _found(project, ".") == expected
    git = shutil.which("git")
    if git is not None:
        subprocess.run([git, "init", "-q"], cwd=project, check=True)
        listed = subprocess.run(
            [git, "ls-files", "--others", "--exclude-standard", "-z"], cwd=project, check=True, capture_output=True
        ).stdout.decode()
        assert sorted(name for name in listed.split("\0") if name.endswith((".json", ".yaml"))) == expected


def test_ignore_files_above_the_named_directory_count_up_to_the_root(project: Path) -> None:
    _write(project, "a/b/x.json", "a/b/y.json", "a/b/z.json")
    (project.parent / ".gitignore").write_text("z.json\n")
    (project / ".gitignore").write_text("x.json\n")
    (project / "a" / ".gitignore").write_text("y.json\n")
    assert _found(project, "a/b") == ["a/b/z.json"]
    assert _found(project / "a", "a/b") == ["a/b/x.json", "a/b/z.json"]


def test_a_named_directory_is_walked_though_it_is_ignored(project: Path) -> None:
    _write(project, "build/x.json")
    (project / ".gitignore").write_text("build/\n")
    assert _found(project, ".") == []
    assert _found(project, "build") == ["build/x.json"]


def test_excluded_patterns_are_relative_to_the_root(project: Path) -> None:
    _write(project, "a/x.json", "a/y.json", "b/a/x.json", "c/x.json")
    assert _found(project, ".", exclude=("/a/x.json", "c/")) == ["a/y.json", "b/a/x.json"]
    assert _found(project, "a", exclude=("a/x.json",)) == ["a/y.json"]
    assert _found(project, "c", "a", exclude=("c/", "a/*", "!a/y.json")) == ["a/y.json"]


def test_links_never_lead_out(project: Path) -> None:
    _write(project, "real/x.json")
    outside = project.parent / "outside"
    _write(outside, "secret.json")
    (project / "loop").symlink_to(project)
    (project / "away").symlink_to(outside)
    (project / "secret.json").symlink_to(outside / "secret.json")
    (project / "inside.json").symlink_to(project / "real" / "x.json")
    (project / "dangling.json").symlink_to(project / "none.json")
    assert _found(project, ".") == ["inside.json"]
    for path in ("secret.json", "away", "away/secret.json"):
        with pytest.raises(UsageError, match="leads out"):
            _found(project, path)


def test_paths_outside_the_root_may_be_named(project: Path) -> None:
    outside = project.parent / "outside"
    _write(outside, "a.json")
    assert _found(project, "../outside") == ["../outside/a.json"]
    assert _found(project, str(outside)) == [f"{outside.as_posix()}/a.json"]
    assert _found(project, str(project)) == []


def test_absolute_paths_below_here_are_shown_relative(project: Path) -> None:
    _write(project, "a/x.json")
    assert _found(project, str(project / "a"), str(project / "a" / "x.json"), "./a/x.json") == ["a/x.json"]


@pytest.mark.parametrize("path", ["none.json", "a.json/x", "\0"])
def test_a_path_that_does_not_exist_is_refused_before_anything_is_read(project: Path, path: str) -> None:
    _write(project, "a.json")
    with pytest.raises(UsageError) as raised:
        discover([Path("a.json"), Path(path)], root=project)
    assert raised.value.path == path


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every directory")
def test_a_directory_that_may_not_be_listed_is_not_passed_over(project: Path) -> None:
    (project / "closed").mkdir(mode=0)
    found = list(discover([Path()], root=project))
    assert [(candidate.display, candidate.unlisted) for candidate in found] == [("closed", "permission denied")]


def test_other_kinds_of_files_are_not_opened(project: Path) -> None:
    os.mkfifo(project / "pipe.json")
    assert _found(project, ".") == []


def test_deep_directories_are_walked(project: Path) -> None:
    deep = project
    for _ in range(900):
        deep = deep / "d"
    deep.mkdir(parents=True)
    _write(deep, "x.json")
    (name,) = _found(project, ".")
    assert name == "d/" * 900 + "x.json"


def test_root_reached_through_a_link(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(project, "a/x.json")
    alias = project.parent / "alias"
    alias.symlink_to(project)
    monkeypatch.chdir(alias)
    assert _found(alias, "a", "a/x.json") in (["a/x.json"], [str(alias / "a" / "x.json")])
