from __future__ import annotations

import asyncio
import datetime
import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from idplint.connectors.harvest import Wanted
from idplint.exporting.flow import Order, export
from tests.exporting.memory_connector import Memory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from idplint.connectors.harvest import Harvested
    from idplint.exporting.flow import Outcome

TODAY = datetime.date(2026, 11, 22)


class Snapshot:
    """A folder that exports are written to, and what stands in it."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.streamed: list[str] = []

    @property
    def folder(self) -> Path:
        return self.out / "entra"

    def export(
        self,
        applications: Sequence[Harvested] | Memory,
        *,
        names: Sequence[str] = (),
        limit: int | None = None,
        today: datetime.date = TODAY,
        raw: Path | None = None,
        stream: bool = False,
    ) -> Outcome:
        connector = applications if isinstance(applications, Memory) else Memory(applications=list(applications))
        order = Order(wanted=Wanted(tuple(names), limit), out=None if stream else self.out, raw=raw, today=today)
        self.streamed = []
        return asyncio.run(export(connector, order, watch=lambda: nullcontext(_nobody), write=self.streamed.append))

    @property
    def manifest(self) -> Any:
        tree = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        assert tree.keys() == {"idplint", "export"}
        return tree["export"]

    @property
    def documents(self) -> list[str]:
        """The names of the documents, hidden files included."""
        return [name for name in listing(self.folder) if name != "manifest.json"]

    def contents(self) -> dict[str, bytes]:
        return contents(self.out)


def _nobody(count: int) -> None:
    del count


def listing(folder: Path) -> list[str]:
    """The names of what lies in a folder, sorted, hidden ones included."""
    return sorted(path.name for path in folder.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with what stands in it; nothing where there is no folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return Snapshot(tmp_path / "snapshot")
