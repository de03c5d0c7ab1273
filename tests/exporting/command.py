"""`idplint` as it is run, but for a tenant in memory: `export` opens the one that the file named by ESTATE holds."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from idplint.cli import app
from idplint.cli import export as command
from tests.exporting.memory_connector import Memory


def _opened(idp: str, cloud: str, concurrency: int) -> Memory:
    del cloud, concurrency
    estate = msgspec.json.decode(Path(os.environ["ESTATE"]).read_bytes(), type=Memory)
    estate.idp = idp
    return estate


if __name__ == "__main__":
    command._opened = _opened  # noqa: SLF001 - connectors over HTTP have tests of their own
    app.run()
