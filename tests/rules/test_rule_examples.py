"""Every example of every rule, run for real: what is found, where, and what is left undecided."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
import pytest
import yaml

from idplint.engine import check
from idplint.ruleset.registry import rules
from idplint.ruleset.selection import find_rule

if TYPE_CHECKING:
    from idplint.findings import Finding, Report

RULES = Path(__file__).resolve().parents[2] / "rules"
EXAMPLES = sorted(path.parent for path in RULES.glob("*/examples/*/expect.yaml"))
TODAY = datetime.date(2026, 6, 1)


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    path: str
    pointer: str


class ExpectedFinding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    application: str | None
    outcome: str
    severity: Literal["error", "warning", "note"]
    labels: tuple[Place, ...]


class ExpectedUndecided(msgspec.Struct, frozen=True, forbid_unknown_fields=True, order=True):
    application: str
    codes: tuple[str, ...]
    fact: str


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    findings: tuple[ExpectedFinding, ...]
    undecided: tuple[ExpectedUndecided, ...]
    also_reported: tuple[str, ...]


def _expected(example: Path) -> Expected:
    return msgspec.convert(yaml.safe_load((example / "expect.yaml").read_text(encoding="utf-8")), Expected)


def _code(example: Path) -> str:
    return find_rule(rules(), example.parent.parent.name).code


def _found(finding: Finding) -> ExpectedFinding:
    return ExpectedFinding(
        code=finding.code,
        application=finding.application.id if finding.application else None,
        outcome=finding.outcome,
        severity=finding.severity.value,
        labels=tuple(Place(place.path, place.pointer) for place in finding.locations),
    )


@pytest.fixture
def report(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """The report on an example in a folder of its own, so that no other configuration governs it."""
    folder = tmp_path / "estate"
    shutil.copytree(request.param, folder, ignore=shutil.ignore_patterns("expect.yaml"))
    monkeypatch.chdir(folder)
    return check(["."], today=TODAY)


@pytest.mark.parametrize(
    ("example", "report"),
    [pytest.param(example, example, id=f"{_code(example)}-{example.name}") for example in EXAMPLES],
    indirect=["report"],
)
def test_example_is_reported_as_expected(example: Path, report: Report) -> None:
    code, expected = _code(example), _expected(example)

    assert report.errors == ()
    assert [_found(each) for each in report.findings if each.code == code] == list(expected.findings)
    undecided = sorted(
        ExpectedUndecided(each.application.id, each.codes, each.fact) for each in report.undecided if code in each.codes
    )
    assert undecided == sorted(expected.undecided)
    assert sorted({each.code for each in report.findings} - {code}) == sorted(expected.also_reported)
    for finding in report.findings:
        assert [place.primary for place in finding.locations] == [True] + [False] * (len(finding.locations) - 1)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{_code(example)}-{example.name}")
def test_name_of_example_says_what_it_shows(example: Path) -> None:
    code, expected = _code(example), _expected(example)
    kind, idp, what = example.name.split("-", 2)

    assert kind in {"bad", "good", "undecided"}
    assert idp in {"entra", "okta"}
    assert what
    assert (example / "idplint.yaml").is_file()
    assert {each.code for each in expected.findings} == ({code} if kind == "bad" else set())
    assert bool(expected.undecided) == (kind == "undecided")
    assert all(code in each.codes for each in expected.undecided)
