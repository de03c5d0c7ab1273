"""The real `idplint` process, with nothing in its environment but what a test puts there."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SECONDS = 120
"""Against tests that would hang; none comes near it."""


def started(
    *arguments: str, environment: Mapping[str, str], folder: Path, stdin: int | None = None
) -> subprocess.Popen[str]:
    """Start `idplint` in a folder that is also its home."""
    inherited = {name: os.environ[name] for name in ("PATH", "COVERAGE_PROCESS_START") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "idplint", *arguments],
        env={**inherited, "HOME": str(folder), "LANG": "C.UTF-8", "NO_PROXY": "", **environment},
        cwd=folder,
        stdin=subprocess.DEVNULL if stdin is None else stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def finished(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """Wait for it."""
    stdout, stderr = process.communicate(timeout=_SECONDS)
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def idplint(*arguments: str, environment: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `idplint` to its end."""
    return finished(started(*arguments, environment=environment, folder=folder))


def written(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path inside."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
