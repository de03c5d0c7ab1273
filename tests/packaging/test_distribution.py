"""What people get who install idplint, far away from the checkout."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import idplint

if TYPE_CHECKING:
    from collections.abc import Callable

    Installed = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parents[2]
RULES = sorted(path.parent.name for path in (ROOT / "rules").glob("*/rule.yaml"))
CODES = [rule["code"] for rule in json.loads((ROOT / "idplint/ruleset/rules.json").read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def installed(
    distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory, bare_environment: dict[str, str]
) -> Installed:
    """The program of a clean environment, run in a folder of its own."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home / "venv", with_pip=True)
    scripts = next(path for path in (home / "venv" / "bin", home / "venv" / "Scripts") if path.is_dir())

    def run(*args: str, cwd: Path = home) -> subprocess.CompletedProcess[str]:
        command = [str(scripts / args[0]), *args[1:]]
        return subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False, env=bare_environment
        )

    finished = run("python", "-m", "pip", "install", "--quiet", "--no-cache-dir", str(distributions[1]))
    assert finished.returncode == 0, finished.stderr
    return run


@pytest.mark.slow
def test_version_is_the_same_everywhere(installed: Installed, distributions: tuple[Path, Path]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == idplint.__version__
    assert f"-{idplint.__version__}-" in distributions[1].name
    for command in (("idplint", "--version"), ("idplint", "-V"), ("python", "-m", "idplint", "--version")):
        finished = installed(*command)
        assert (finished.returncode, finished.stdout) == (0, f"idplint {idplint.__version__}\n")
    assert f"[{idplint.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_rules_are_listed_and_explained(installed: Installed) -> None:
    listed = installed("idplint", "rules")
    assert listed.returncode == 0, listed.stderr
    assert [line.split()[0] for line in listed.stdout.splitlines()] == CODES
    for code in CODES:
        finished = installed("idplint", "explain", code)
        assert finished.returncode == 0, finished.stderr
        assert finished.stdout.startswith(f"{code} ")
        assert len(finished.stdout.splitlines()) > len(listed.stdout.splitlines()), "the prose is in the wheel"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["config", "native", "report"])
def test_schemas_are_printed(installed: Installed, kind: str) -> None:
    finished = installed("idplint", "schema", kind)
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["$id"].startswith("urn:idplint:schema:")


@pytest.mark.slow
def test_examples_give_what_they_promise(installed: Installed, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "auth0-entra", tmp_path / "auth0-entra")
    broken = installed("idplint", "check", "auth0-entra/broken", cwd=tmp_path)
    assert broken.returncode == 1, broken.stdout + broken.stderr
    assert "error[IDP101]" in broken.stdout
    fixed = installed("idplint", "check", "auth0-entra/fixed", cwd=tmp_path)
    assert fixed.returncode == 0, fixed.stdout + fixed.stderr
    named = installed("idplint", "convert", "auth0-entra/broken", "--out", "snapshot", cwd=tmp_path)
    assert named.returncode == 0, named.stderr
    assert (tmp_path / named.stdout.strip()).read_text(encoding="utf-8").startswith("idplint: 1")


@pytest.mark.slow
def test_library_works_as_documented(installed: Installed, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "auth0-entra" / "broken", tmp_path / "broken")
    code = "import idplint; print([finding.code for finding in idplint.check(['broken']).findings])"
    finished = installed("python", "-c", code, cwd=tmp_path)
    assert finished.stdout.strip() == "['IDP101']", finished.stderr


@pytest.mark.slow
def test_wheel_holds_the_package_the_rules_and_the_licence(distributions: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(distributions[1]) as wheel:
        names = set(wheel.namelist())
    assert {f"idplint/_rules/{rule}/doc.md" for rule in RULES} <= names
    assert {"idplint/py.typed", "idplint/ruleset/rules.json", "idplint/providers/catalogue.json"} <= names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"idplint", f"idplint-{idplint.__version__}.dist-info"}, "nothing else lands in site-packages"


@pytest.mark.slow
def test_source_distribution_holds_what_the_tests_need(distributions: tuple[Path, Path]) -> None:
    with tarfile.open(distributions[0]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {f"rules/{rule}/rule.yaml" for rule in RULES} <= names
    assert {f"rules/{rule}/doc.md" for rule in RULES} <= names
    wanted = {"README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml", "tools/generate.py", ".pre-commit-hooks.yaml"}
    assert wanted <= names
    assert any(name.startswith("examples/auth0-entra/broken/") for name in names)
    assert "tests/packaging/test_distribution.py" in names
    assert not [name for name in names if name.startswith((".venv", "dist/", ".git/")) or "__pycache__" in name]
