"""Shared by the tests that build, install and run the project as strangers would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_NOT_OURS = shutil.ignore_patterns(
    ".git", ".venv", "build", "dist", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis", "*.pyc"
)


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker of the tests that build or install something, so that `-m "not slow"` can leave them out."""
    config.addinivalue_line("markers", "slow: builds or installs the project; needs a package index")


@pytest.fixture(scope="session")
def bare_environment() -> dict[str, str]:
    """The environment without anything that would lead Python, git or idplint back to this checkout."""
    led_astray = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "IDPLINT_CONFIG")
    kept = {key: value for key, value in os.environ.items() if key not in led_astray and not key.startswith("GIT_")}
    return {**kept, "NO_COLOR": "1"}


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project as a clone has it: no environment, no build, no caches, no git."""
    return Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("source") / "idplint", ignore=_NOT_OURS))


@pytest.fixture(scope="session")
def distributions(
    source: Path, tmp_path_factory: pytest.TempPathFactory, bare_environment: dict[str, str]
) -> tuple[Path, Path]:
    """Source distribution, and the wheel that is built from it."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(out), str(source)],
        check=True,
        capture_output=True,
        env=bare_environment,
        cwd=out,
    )
    (sdist,) = out.glob("*.tar.gz")
    (wheel,) = out.glob("*.whl")
    return sdist, wheel
