"""The examples are answered alike whether or not their bundles were redacted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from idplint.documents.document import DocumentBroken
from idplint.documents.reading import read_document
from idplint.engine import check
from idplint.inputs.redaction import redacted

if TYPE_CHECKING:
    import pytest

    from tests.inputs.redaction_bodies import Idp

ROOT = Path(__file__).resolve().parents[2]
CUT_OFF = "truncated"
"""An outcome that no service brings about: PowerShell did, and redaction keeps nothing of the text it left."""

ESTATES = sorted(
    {path.parent for path in [*ROOT.glob("rules/*/examples/*/idplint.yaml"), *ROOT.glob("examples/**/idplint.yaml")]}
)


def idp_of(tree: object) -> Idp | None:
    if isinstance(tree, dict):
        keys = {key.lower() for key in tree}
        if "serviceprincipal" in keys:
            return "entra"
        if "app" in keys:
            return "okta"
        if {"connection", "scimconfiguration"} <= keys:
            return "auth0"
        if {"type", "protocol", "policy"} <= keys:
            return "okta"
    return None


def redact_file(path: Path) -> int:
    """Put bundles without what is not read in place of those of a file; returns how many there are."""
    try:
        trees = [record.tree() for record in read_document(path.name, path.read_bytes()).records]
    except DocumentBroken:
        return 0
    idps = [idp_of(tree) for tree in trees]
    if not trees or None in idps:
        return 0
    kept = [redacted(tree, idp) for tree, idp in zip(trees, idps, strict=True) if idp and isinstance(tree, dict)]
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(each) + "\n" for each in kept))
    else:
        path.write_text(json.dumps(kept[0] if len(kept) == 1 else kept))
    return len(kept)


def answers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[tuple[object, ...]], ...]:
    monkeypatch.chdir(folder)
    report = check(["."])
    found: list[tuple[object, ...]] = [
        (
            each.code,
            each.application,
            each.outcome,
            each.severity,
            each.witness,
            [(place.path, place.pointer) for place in each.locations],
        )
        for each in report.findings
    ]
    undecided: list[tuple[object, ...]] = [(each.fact, each.application, each.codes) for each in report.undecided]
    assert report.errors == ()
    return found, undecided


def test_every_example_is_answered_alike_with_redacted_bundles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    redactions = 0
    for number, estate in enumerate(ESTATES):
        whole, kept = tmp_path / f"{number}-whole" / "estate", tmp_path / f"{number}-kept" / "estate"
        shutil.copytree(estate, whole)
        shutil.copytree(estate, kept)
        count = sum(redact_file(path) for path in sorted(kept.rglob("*.json*")))
        if count:
            before = answers(whole, monkeypatch)
            if any(outcome == CUT_OFF for _, _, outcome, *_ in before[0]):
                continue
            assert answers(kept, monkeypatch) == before, estate
            redactions += count

    assert redactions > 100
