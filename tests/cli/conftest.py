from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest


@dataclass(frozen=True)
class Finished:
    """What a person saw of a run."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        return json.loads(self.out)


class Program(Protocol):
    def __call__(self, *args: str, stdin: bytes = b"", **environment: str) -> Finished: ...


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The real program, run in an empty folder."""

    def run(*args: str, stdin: bytes = b"", **environment: str) -> Finished:
        finished = subprocess.run(
            [sys.executable, "-m", "idplint", *args],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "NO_COLOR": "1", **environment},
        )
        return Finished(finished.returncode, finished.stdout.decode(), finished.stderr.decode())

    return run
