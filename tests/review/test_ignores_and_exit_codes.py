"""Ignores with reason and expiry, severities, fingerprints, and what the exit code means."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING

import pytest

import idplint
from idplint.findings import Report, Severity
from idplint.review.exit_codes import ExitPolicy, exit_code
from tests.entra_bundles import AUTH0_ACS, OBJECT_ID, bundle

if TYPE_CHECKING:
    from pathlib import Path

TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One application whose NameID and SCIM keys differ for everyone under every setting of Auth0."""
    (tmp_path / "app.json").write_text(json.dumps(bundle(acs=AUTH0_ACS, name_id="objectid")))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(today: datetime.date = TODAY, select: tuple[str, ...] = ()) -> Report:
    return idplint.check(["app.json"], today=today, select=select)


def found(report: Report) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.outcome, finding.severity.value) for finding in report.findings]


MISMATCH = ("IDP101", "everyone", "error")


def test_without_ignores(estate: Path) -> None:
    assert found(checked()) == [MISMATCH]


@pytest.mark.parametrize(
    "application", [f"entra:{OBJECT_ID}", f"entra:contoso/{OBJECT_ID}", "entra:*", "Ledger", "led*"]
)
def test_an_ignore_covers_its_application(estate: Path, application: str) -> None:
    (estate / "idplint.yaml").write_text(
        f"ignores: [{{rule: join-key-mismatch, application: '{application}', reason: ticket 7}}]\n"
    )
    report = checked()
    assert found(report) == []
    assert report.summary.ignored == 1


def test_an_ignore_of_another_application_is_unused(estate: Path) -> None:
    (estate / "idplint.yaml").write_text("ignores: [{rule: IDP101, application: 'entra:other', reason: ticket 7}]\n")
    assert found(checked()) == [MISMATCH, ("IDP902", "unused-ignore", "note")]


def test_an_ignore_of_a_rule_that_did_not_run_is_not_unused(estate: Path) -> None:
    (estate / "idplint.yaml").write_text(
        "ignores: [{rule: IDP301, reason: ticket 7}, {rule: join-key-mismatch, reason: ticket 8}]\n"
    )
    assert found(checked(select=("IDP101",))) == []
    assert found(checked(select=("IDP301",))) == [("IDP902", "unused-ignore", "note")]
    report = idplint.check(["app.json"], today=TODAY, ignore=["IDP101", "IDP301"])
    assert found(report) == []


def test_an_ignore_expires_after_its_last_day(estate: Path) -> None:
    (estate / "idplint.yaml").write_text("ignores: [{rule: IDP101, reason: ticket 7, until: 2026-11-22}]\n")
    assert found(checked(TODAY)) == []
    late = checked(TODAY + datetime.timedelta(days=1))
    assert found(late) == [MISMATCH, ("IDP902", "expired-ignore", "warning")]
    assert "ticket 7" in late.findings[1].message
    assert late.findings[1].locations[0].path == "idplint.yaml"


def test_an_ignore_may_name_a_pointer(estate: Path) -> None:
    pointer = checked().findings[0].locations[0].pointer
    (estate / "idplint.yaml").write_text(f"ignores: [{{rule: IDP101, reason: x, pointer: '{pointer}'}}]\n")
    assert found(checked()) == []
    (estate / "idplint.yaml").write_text("ignores: [{rule: IDP101, reason: x, pointer: /elsewhere}]\n")
    assert MISMATCH in found(checked())


def test_severities_and_selection_of_the_configuration(estate: Path) -> None:
    (estate / "idplint.yaml").write_text("severity: {join-key-mismatch: note}\n")
    assert found(checked()) == [("IDP101", "everyone", "note")]
    (estate / "idplint.yaml").write_text("select: [IDP3]\n")
    assert found(checked()) == []
    assert found(checked(select=("IDP101",))) == [MISMATCH], "the command line wins over the file"
    (estate / "idplint.yaml").write_text("ignore: [IDP101]\n")
    assert found(checked()) == []


def test_the_fingerprint_stays_when_lines_move_and_changes_with_the_application(estate: Path) -> None:
    before = checked().findings[0]
    (estate / "app.json").write_text(json.dumps(bundle(acs=AUTH0_ACS, name_id="objectid"), indent=4))
    after = checked().findings[0]
    assert after.locations[0].line != before.locations[0].line
    assert after.fingerprint == before.fingerprint
    other = bundle(acs=AUTH0_ACS, name_id="objectid", object_id=OBJECT_ID.replace("0001", "0009"))
    (estate / "app.json").write_text(json.dumps(other))
    assert checked().findings[0].fingerprint != before.fingerprint


def test_a_disabled_application_gives_at_most_notes(estate: Path) -> None:
    app = bundle(acs=AUTH0_ACS, name_id="objectid")
    app["servicePrincipal"]["accountEnabled"] = False
    (estate / "app.json").write_text(json.dumps(app))
    report = checked()
    assert found(report) == [("IDP101", "everyone", "note")]
    assert report.undecided == ()


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (ExitPolicy(), 1),
        (ExitPolicy(exit_zero=True), 0),
        (ExitPolicy(fail_on=Severity.NOTE), 1),
        (ExitPolicy(strict=True), 1),
    ],
)
def test_exit_codes_with_an_error_finding(estate: Path, policy: ExitPolicy, expected: int) -> None:
    assert exit_code(checked(), policy) == expected


def test_exit_codes_with_undecided_facts_only(estate: Path) -> None:
    (estate / "app.json").write_text(json.dumps(bundle(acs=AUTH0_ACS)))
    report = checked()
    assert found(report) == []
    assert report.undecided
    assert exit_code(report, ExitPolicy()) == 0
    assert exit_code(report, ExitPolicy(strict=True)) == 1


def test_a_run_that_was_not_done_properly_wins(estate: Path) -> None:
    (estate / "idplint.yaml").write_text("nonsense: 1\n")
    assert exit_code(checked(), ExitPolicy(exit_zero=True)) == 2
