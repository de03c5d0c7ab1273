"""Exports that are killed: whatever stands in the folder then is the old export, the new one, or says that it is neither."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from idplint.engine import check
from tests.exporting.conftest import Snapshot
from tests.exporting.memory_connector import REFUSED, application, without

if TYPE_CHECKING:
    from idplint.connectors.harvest import Harvested

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")

OLD = [application(number) for number in range(1, 6)]
NEW = [
    application(1),
    application(2, name_id="user.mail"),
    application(3, "Renamed"),
    application(6),
    without(application(7), REFUSED),
]
"""One unchanged, one changed, one renamed, two new. Of an incomplete export nothing vanishes."""
COMPLETE = NEW[:-1]
"""Two vanish."""

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.exporting import test_kills as estates
from tests.exporting.conftest import Snapshot

steps = 0

def kill_at(event, arguments):
    global steps
    if event not in ("os.rename", "os.remove"):
        return
    moved_to = arguments[1 if event == "os.rename" else 0]
    if Path(moved_to).parent == Path(sys.argv[1]) / "entra":
        if steps == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        steps += 1

sys.addaudithook(kill_at)
Snapshot(Path(sys.argv[1])).export(getattr(estates, sys.argv[2]))
"""


def killed(out: Path, estate: str, step: int) -> bool:
    """Export in a process that kills itself before so many moves and removals; whether it came to that."""
    finished = subprocess.run(
        [sys.executable, "-c", KILLED, str(out), estate, str(step)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert finished.returncode in {0, -9}, finished.stderr
    return finished.returncode == -9


def published(snapshot: Snapshot) -> dict[str, bytes]:
    return {name: content for name, content in snapshot.contents().items() if ".idplint-export-" not in name}


def exported(folder: Path, *estates: list[Harvested]) -> dict[str, bytes]:
    whole = Snapshot(folder)
    for estate in estates:
        whole.export(estate)
    return published(whole)


@pytest.mark.parametrize("estate", ["NEW", "COMPLETE"])
def test_an_export_killed_at_any_step_never_looks_whole(tmp_path: Path, estate: str) -> None:
    new: list[Harvested] = {"NEW": NEW, "COMPLETE": COMPLETE}[estate]
    before = exported(tmp_path / "old", OLD)
    after = exported(tmp_path / "new", OLD, new)
    assert before != after
    step = 0
    while True:
        snapshot = Snapshot(tmp_path / f"step-{step}")
        snapshot.export(OLD)
        if not killed(snapshot.out, estate, step):
            break
        found = published(snapshot)
        manifest = json.loads(found["entra/manifest.json"])["export"]
        if manifest["complete"]:
            assert found == before, f"killed before step {step}"
        else:
            names = {name.partition("/")[2] for name in found} - {"manifest.json"}
            assert names <= set(manifest["files"]), "every document that is there is accounted for"
            assert "IDP906" in {each.code for each in check(snapshot.out).findings}
        snapshot.export(new)
        assert published(snapshot) == after, f"the next export after step {step} mends it"
        assert not [name for name in snapshot.documents if name.startswith(".")]
        step += 1
    assert published(snapshot) == after
    # The manifest twice, one changed, one renamed (there and gone), those that are new, those that vanished.
    assert step == {"NEW": 2 + 1 + 2 + 2, "COMPLETE": 2 + 1 + 2 + 1 + 2}[estate]


def test_a_first_export_killed_at_any_step_never_looks_whole(tmp_path: Path) -> None:
    after = exported(tmp_path / "new", COMPLETE)
    step = 0
    while killed((snapshot := Snapshot(tmp_path / f"step-{step}")).out, "COMPLETE", step):
        manifest = snapshot.folder / "manifest.json"
        if manifest.exists():
            assert not snapshot.manifest["complete"]
        else:
            assert published(snapshot) == {}
        snapshot.export(COMPLETE)
        assert published(snapshot) == after
        step += 1
    assert step == 2 + len(COMPLETE)


def test_a_document_that_a_killed_export_bettered_is_not_made_worse_by_the_next(tmp_path: Path) -> None:
    snapshot = Snapshot(tmp_path / "out")
    snapshot.export([without(each, REFUSED) for each in COMPLETE])
    before_the_last_move = 2 + len(COMPLETE) - 1
    assert killed(snapshot.out, "COMPLETE", before_the_last_move)
    known = {name: text for name, text in published(snapshot).items() if name.endswith(".yaml")}
    snapshot.export([without(each, REFUSED) for each in COMPLETE])
    assert {name: text for name, text in published(snapshot).items() if name.endswith(".yaml")} == known
    assert REFUSED.reason.encode() not in b"".join(known.values())
    assert len(snapshot.manifest["kept"]) == len(COMPLETE)
