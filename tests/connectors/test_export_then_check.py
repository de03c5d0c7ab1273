"""What an export writes and what the vendor's own bodies say are one and the same to `check`."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from idplint import check
from idplint.connectors.harvest import Wanted
from tests.connectors.loopback import Loopback
from tests.connectors.tenants import VENDORS, Vendor, run

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Report


def save_bodies(vendor: Vendor, folder: Path) -> None:
    """Keep what the vendor answers as it is, one bundle a file: neither redacted nor read."""
    folder.mkdir()
    with Loopback(vendor.handler()) as server:

        async def whole() -> list[dict[str, Any]]:
            connector = vendor.open(server.url)
            try:
                return [harvested.bundle async for harvested in connector.harvest(Wanted())]
            finally:
                await connector.close()

        for number, bundle in enumerate(asyncio.run(whole())):
            (folder / f"{number}.json").write_text(json.dumps(bundle), encoding="utf-8")


def said(report: Report) -> tuple[list[Any], list[Any]]:
    """Findings and undecided facts, without the places where they stand."""
    findings = sorted(
        (
            found.code,
            found.application.id if found.application else "",
            found.outcome,
            found.severity,
            str(found.witness),
        )
        for found in report.findings
    )
    undecided = sorted((fact.application.id, fact.fact, fact.reason, fact.codes) for fact in report.undecided)
    return findings, undecided


@pytest.mark.parametrize("name", VENDORS)
def test_the_documents_of_an_export_say_what_the_bodies_say(name: str, tmp_path: Path) -> None:
    vendor = VENDORS[name]
    save_bodies(vendor, tmp_path / "bodies")
    ending = run(vendor, tmp_path / "snapshot")
    assert ending.complete
    from_bodies, from_documents = (check(tmp_path / which) for which in ("bodies", "snapshot"))
    assert from_bodies.summary.applications == from_documents.summary.applications == len(ending.documents)
    assert said(from_documents) == said(from_bodies)
    assert any(said(from_bodies))
