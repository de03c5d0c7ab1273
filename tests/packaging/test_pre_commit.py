"""The pre-commit hook: what triggers it, and a real run in somebody's repository."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import identify.identify
import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    RunHook = Callable[[Path], subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parents[2]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


def triggers(hook: dict[str, Any], path: str) -> bool:
    """Whether pre-commit would run a hook because of a changed file, by the rules pre-commit documents."""
    tags = {"file", *identify.identify.tags_from_filename(path)}
    wanted = set(hook.get("types", ["file"]))
    either = set(hook.get("types_or", []))
    return (
        re.search(hook.get("files", ""), path) is not None
        and not (hook.get("exclude") and re.search(hook["exclude"], path))
        and wanted <= tags
        and (not either or bool(either & tags))
    )


@pytest.mark.parametrize(
    "path",
    [
        "exports/ledger.json",
        "exports/export.jsonl",
        "auth0.ndjson",
        "snapshot/ledger.yaml",
        "Snapshot/Ledger.YML",
        "idplint.yaml",
        ".idplint.yml",
        "deep/er/ServicePrincipals/6f0c/6f0c.JSON",
        "terraform/claims.tf",
        "terraform/prod.auto.tfvars",
        "terraform/claims.tofu",
    ],
)
def test_hook_runs_for(path: str) -> None:
    assert triggers(HOOKS["idplint"], path)


@pytest.mark.parametrize(
    "path",
    ["README.md", "main.py", "json", "ledger.json.md", "ledger.yaml.bak", "a.jsonnet", "main.tf.bak", "state.tfstate"],
)
def test_hook_does_not_run_for(path: str) -> None:
    assert not triggers(HOOKS["idplint"], path)


def test_hook_reads_the_whole_repository_once() -> None:
    hook = HOOKS["idplint"]
    assert hook["pass_filenames"] is False, "both ends of a finding may stand in files that did not change"
    assert hook["require_serial"] is True
    assert "additional_dependencies" not in hook
    assert hook["language"] == "python"


@pytest.fixture(scope="module")
def published(source: Path, bare_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a git repository with one commit and no tags, which is what pre-commit clones."""
    repository = tmp_path_factory.mktemp("published") / "idplint"
    shutil.copytree(source, repository)
    commit(repository, bare_environment)
    return repository


def commit(repository: Path, environment: dict[str, str]) -> None:
    """Make a folder a repository with everything in one commit."""
    identity = ("-c", "user.name=Ada Marsh", "-c", "user.email=ada.marsh@contoso.com", "-c", "commit.gpgsign=false")
    for args in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "Everything")):
        subprocess.run(["git", *identity, *args], cwd=repository, check=True, capture_output=True, env=environment)


@pytest.fixture(scope="module")
def hook_environments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it installed; shared, so that it installs once."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def run_hook(tmp_path: Path, published: Path, hook_environments: Path, bare_environment: dict[str, str]) -> RunHook:
    """Run the hook of the published repository on all files of another one."""

    def run(repository: Path) -> subprocess.CompletedProcess[str]:
        commit(repository, bare_environment)
        # As a configuration of the repository would: `try-repo` itself makes a new environment every time.
        config = tmp_path / "config.yaml"
        head = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=published,
            check=True,
            capture_output=True,
            text=True,
            env=bare_environment,
        )
        hooks = {"repos": [{"repo": str(published), "rev": head.stdout.strip(), "hooks": [{"id": "idplint"}]}]}
        config.write_text(yaml.safe_dump(hooks), encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--config", str(config), "--all-files", "--verbose"],
            cwd=repository,
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**bare_environment, "PRE_COMMIT_HOME": str(hook_environments)},
        )

    return run


@pytest.mark.slow
def test_try_repo_fails_on_a_broken_tenant_and_shows_why(
    published: Path, hook_environments: Path, bare_environment: dict[str, str], tmp_path: Path
) -> None:
    repository = tmp_path / "tenant"
    shutil.copytree(ROOT / "examples" / "auth0-entra" / "broken", repository)
    commit(repository, bare_environment)
    finished = subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(published), "idplint", "--all-files"],
        cwd=repository,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**bare_environment, "PRE_COMMIT_HOME": str(hook_environments)},
    )
    assert finished.returncode == 1, finished.stdout + finished.stderr
    assert "Failed" in finished.stdout
    assert "error[IDP101]" in finished.stdout
    assert "contoso-customer-portal.json" in finished.stdout


@pytest.mark.slow
def test_hook_passes_on_a_sound_tenant(run_hook: RunHook, tmp_path: Path) -> None:
    repository = tmp_path / "tenant"
    shutil.copytree(ROOT / "examples" / "auth0-entra" / "fixed", repository)
    finished = run_hook(repository)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "Passed" in finished.stdout


@pytest.mark.slow
def test_hook_passes_where_nothing_is_for_idplint(run_hook: RunHook, tmp_path: Path) -> None:
    repository = tmp_path / "web"
    repository.mkdir()
    (repository / "package.json").write_text('{"name": "web", "version": "1.0.0"}\n', encoding="utf-8")
    finished = run_hook(repository)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "Passed" in finished.stdout


@pytest.mark.slow
def test_hook_is_skipped_where_no_file_can_be_for_idplint(run_hook: RunHook, tmp_path: Path) -> None:
    repository = tmp_path / "prose"
    repository.mkdir()
    (repository / "README.md").write_text("# Prose\n", encoding="utf-8")
    finished = run_hook(repository)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "Skipped" in finished.stdout


class Story:
    """Somebody's repository in which the hook is installed, commit by commit."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    def git(self, *args: str) -> subprocess.CompletedProcess[str]:
        identity = ("-c", "user.name=Ada Marsh", "-c", "user.email=ada.marsh@contoso.com", "-c", "commit.gpgsign=false")
        return subprocess.run(
            ["git", *identity, *args],
            cwd=self.folder,
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=self._environment,
        )

    def commit(self, message: str) -> tuple[bool, str]:
        """Commit everything; whether it went through, and what was printed."""
        assert self.git("add", "-A").returncode == 0
        head = self.git("rev-parse", "HEAD").stdout
        finished = self.git("commit", "-m", message)
        moved = self.git("rev-parse", "HEAD").stdout != head
        assert moved == (finished.returncode == 0)
        return moved, finished.stdout + finished.stderr


@pytest.fixture
def story(tmp_path: Path, published: Path, hook_environments: Path, bare_environment: dict[str, str]) -> Story:
    """A repository with pre-commit installed in it, and nothing else."""
    folder = tmp_path / "identity"
    folder.mkdir()
    found = Story(folder, {**bare_environment, "PRE_COMMIT_HOME": str(hook_environments)})
    assert found.git("init", "-q", "-b", "main").returncode == 0
    rev = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=published, check=True, capture_output=True, text=True, env=bare_environment
    ).stdout.strip()
    hooks = {"repos": [{"repo": str(published), "rev": rev, "hooks": [{"id": "idplint"}]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(hooks), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**bare_environment, "PRE_COMMIT_HOME": str(hook_environments)},
    )
    return found


@pytest.mark.slow
def test_the_commit_that_moves_the_name_id_is_refused_with_both_ends_and_the_repaired_one_passes(story: Story) -> None:
    example = ROOT / "examples" / "entra-terraform-with-snapshot"
    shutil.copytree(example / "broken", story.folder, dirs_exist_ok=True)
    claims = story.folder / "terraform" / "claims.tf"
    moved = claims.read_text(encoding="utf-8")
    before = moved.replace('nameidentifier = "mail"', 'nameidentifier = "userprincipalname"')
    assert before != moved
    claims.write_text(before, encoding="utf-8")
    passed, printed = story.commit("Ledger: single sign-on as code")
    assert passed, printed

    claims.write_text(moved, encoding="utf-8")
    passed, printed = story.commit("Ledger: sign people in by mail")
    assert not passed, printed
    assert "error[IDP101]" in printed
    assert "terraform/claims.tf:6:" in printed, "the end that the commit changed"
    assert "snapshot/ledger.yaml:22:" in printed, "the end that stands in a file the commit does not touch"
    assert "user.mail" in printed
    assert "[userPrincipalName]" in printed

    shutil.copyfile(example / "fixed" / "terraform" / "claims.tf", claims)
    passed, printed = story.commit("Ledger: send mail as a claim of its own")
    assert passed, printed
    assert "Passed" in printed
