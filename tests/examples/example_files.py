"""The example estates of the repository, as files and as the bundles in them."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[2]

Body = dict[str, Any]


class Bundle(NamedTuple):
    """One Entra or Okta bundle of an estate."""

    estate: Path
    file: Path
    place: int
    """Position among the records of the file."""
    body: Body

    @property
    def id(self) -> str:
        """For the names of tests."""
        return f"{self.file.relative_to(REPOSITORY).as_posix()}#{self.place}"


def estates() -> list[Path]:
    """Every folder that is checked on its own: of `examples/`, and the examples of the rules."""
    own = {config.parent for config in (REPOSITORY / "examples").rglob("idplint.yaml")}
    of_rules = {folder for folder in (REPOSITORY / "rules").glob("*/examples/*") if folder.is_dir()}
    return sorted(own | of_rules)


def name_of(estate: Path) -> str:
    return estate.relative_to(REPOSITORY).as_posix()


def files_of(estate: Path) -> list[Path]:
    return sorted(path for path in estate.rglob("*") if path.is_file())


def records_of(path: Path) -> list[Any]:
    """The JSON records of a file; nothing where it holds no JSON."""
    if path.suffix not in {".json", ".jsonl", ".ndjson"}:
        return []
    content = path.read_bytes()
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
        if path.suffix != ".json":
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        held = json.loads(text)
    except ValueError:
        return []
    return held if isinstance(held, list) else [held]


def entra_bundles() -> list[Bundle]:
    return [bundle for bundle in _records() if isinstance(bundle.body.get("servicePrincipal"), dict)]


def okta_bundles() -> list[Bundle]:
    return [
        bundle
        for bundle in _records()
        if isinstance(bundle.body.get("app"), dict) and bundle.body.keys() & {"profileMappings", "userSchema"}
    ]


def _records() -> list[Bundle]:
    return [
        Bundle(estate, file, place, record)
        for estate in estates()
        for file in files_of(estate)
        for place, record in enumerate(records_of(file))
        if isinstance(record, dict)
    ]


def copy_without(bundle: Bundle, target: Path) -> None:
    """Copy an estate to a project of its own, all but one bundle."""
    copy_estate(bundle.estate, target)
    copied = target / bundle.file.relative_to(bundle.estate)
    others = [record for place, record in enumerate(records_of(bundle.file)) if place != bundle.place]
    if not others:
        copied.unlink()
    elif bundle.file.suffix == ".json":
        copied.write_text(json.dumps(others), encoding="utf-8")
    else:
        copied.write_text("".join(json.dumps(record) + "\n" for record in others), encoding="utf-8")


def copy_estate(estate: Path, target: Path) -> None:
    # A project's root is where `.git` lies: an idplint.yaml governs the folders below it up to there.
    (target / ".git").mkdir(parents=True)
    for file in files_of(estate):
        if file.name == "expect.yaml" or file.suffix == ".md":
            continue
        copied = target / file.relative_to(estate)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(file.read_bytes())
