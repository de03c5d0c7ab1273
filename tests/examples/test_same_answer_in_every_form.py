"""One configuration gives one answer, in whichever form it was saved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from idplint.cli.convert import convert
from idplint.config.discovery import CONFIG_NAMES
from idplint.engine import check
from tests.examples.example_files import (
    Body,
    Bundle,
    copy_estate,
    copy_without,
    entra_bundles,
    estates,
    files_of,
    name_of,
    okta_bundles,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from idplint.findings import Report

Answer = tuple[frozenset[tuple[object, ...]], frozenset[tuple[object, ...]]]

GRAPH = "https://graph.microsoft.com/v1.0/$metadata#"
UNREADABLE = "IDP901"


def answer(report: Report) -> Answer:
    """What was found and what was not decided, without the places it stands at."""
    assert report.errors == ()
    found = frozenset(
        (
            finding.code,
            finding.application.id if finding.application else None,
            finding.outcome,
            finding.severity,
            finding.witness,
        )
        for finding in report.findings
    )
    undecided = frozenset((fact.application.id, fact.fact, fact.codes) for fact in report.undecided)
    return found, undecided


def answer_of_estate(estate: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    monkeypatch.chdir(estate)
    return answer(check([estate]))


def expect_same(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Body, Path], None]
) -> None:
    expected = answer_of_estate(bundle.estate, monkeypatch)
    if any(code == UNREADABLE for code, *_ in expected[0]):
        pytest.skip("a body that cannot be read has no other form")
    other = tmp_path / "estate"
    copy_without(bundle, other)
    write(bundle.body, other / "other-form")
    assert answer_of_estate(other, monkeypatch) == expected


def save(path: Path, body: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")


# --- Entra -----------------------------------------------------------------------------------------------------------


def as_graph_bodies(bundle: Body, folder: Path) -> None:
    """One file for every call of Microsoft Graph."""
    principal = bundle["servicePrincipal"]
    of_principal = f"{GRAPH}servicePrincipals('{principal['id']}')"
    save(folder / "servicePrincipal.json", {"@odata.context": f"{GRAPH}servicePrincipals/$entity", **principal})
    if isinstance(bundle.get("application"), dict):
        save(folder / "application.json", {"@odata.context": f"{GRAPH}applications/$entity", **bundle["application"]})
    if "claimsMappingPolicies" in bundle:
        policies = listed(bundle["claimsMappingPolicies"])
        save(folder / "policies.json", {"@odata.context": f"{of_principal}/claimsMappingPolicies", "value": policies})
    if "claimsPolicy" in bundle:
        policy = bundle["claimsPolicy"]
        context = f"{of_principal.replace('v1.0', 'beta')}/claimsPolicy"
        # Where there is none, Graph answers 404; an empty list states the same in a file.
        body = {"value": []} if policy is None else policy
        save(folder / "claimsPolicy.json", {"@odata.context": context, **body})
    if "synchronizationJobs" in bundle:
        jobs = listed(bundle["synchronizationJobs"])
        bare = [{key: value for key, value in job.items() if key != "schema"} for job in jobs]
        save(folder / "jobs.json", {"@odata.context": f"{of_principal}/synchronization/jobs", "value": bare})
        for number, job in enumerate(jobs):
            if isinstance(job.get("schema"), dict):
                context = f"{of_principal}/synchronization/jobs('{job.get('id')}')/schema/$entity"
                save(folder / f"schema-{number}.json", {"@odata.context": context, **job["schema"]})


def listed(held: object) -> list[Any]:
    """The items of a list, with or without the envelope that Graph puts around it."""
    if isinstance(held, dict):
        held = held["value"]
    return held if isinstance(held, list) else []


def as_native_document(bundle: Body, folder: Path) -> None:
    exported = folder.parent.parent / "exported" / "bundle.json"
    save(exported, bundle)
    assert convert([str(exported)], str(folder)) == 0
    assert [path.suffix for path in folder.iterdir()] == [".yaml"]


def as_json_lines(bundle: Body, folder: Path) -> None:
    folder.mkdir(parents=True)
    lines = ({"note": "the nightly export"}, bundle)
    (folder / "export.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def as_powershell_object(bundle: Body, folder: Path) -> None:
    """Keys as PowerShell's objects have them, what they have no property for in a bag, and Windows' text encoding."""
    folder.mkdir(parents=True)
    (folder / "dump.json").write_bytes(json.dumps(pascal_case(bundle), indent=4).encode("utf-16"))


def pascal_case(value: Any) -> Any:
    if isinstance(value, list):
        return [pascal_case(each) for each in value]
    if not isinstance(value, dict):
        return value
    known = {f"{key[0].upper()}{key[1:]}": pascal_case(each) for key, each in value.items() if not key.startswith("@")}
    annotations = {key: each for key, each in value.items() if key.startswith("@")}
    return known | ({"AdditionalProperties": annotations} if annotations else {})


@pytest.mark.parametrize("bundle", [pytest.param(bundle, id=bundle.id) for bundle in entra_bundles()])
@pytest.mark.parametrize("write", [as_graph_bodies, as_native_document, as_json_lines, as_powershell_object])
def test_an_entra_bundle_in_another_form(
    bundle: Bundle, write: Callable[[Body, Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_same(bundle, tmp_path, monkeypatch, write)


# --- Okta ------------------------------------------------------------------------------------------------------------


def as_okta_bodies(bundle: Body, folder: Path) -> None:
    """One file for every call of Okta's management API."""
    save(folder / "app.json", bundle["app"])
    for number, mapping in enumerate(bundle.get("profileMappings", ())):
        save(folder / f"mapping-{number}.json", mapping)
    if "userSchema" in bundle:
        save(folder / "schema.json", bundle["userSchema"])
    for number, feature in enumerate(bundle.get("features", ())):
        save(folder / f"feature-{number}.json", feature)
    if "connection" in bundle:
        save(folder / "connection.json", bundle["connection"])


def states_nothing_by_absence(bundle: Body) -> bool:
    """Whether loose bodies can say all that a bundle says: an empty list or null in it is a statement of its own."""
    return all(bundle[key] for key in ("profileMappings", "userSchema", "connection") if key in bundle)


@pytest.mark.parametrize("bundle", [pytest.param(bundle, id=bundle.id) for bundle in okta_bundles()])
@pytest.mark.parametrize("write", [as_okta_bodies, as_native_document, as_json_lines])
def test_an_okta_bundle_in_another_form(
    bundle: Bundle, write: Callable[[Body, Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if write is as_okta_bodies and not states_nothing_by_absence(bundle.body):
        pytest.skip("loose bodies cannot state that there is no mapping or schema")
    expect_same(bundle, tmp_path, monkeypatch, write)


# --- whole estates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("estate", [pytest.param(estate, id=name_of(estate)) for estate in estates()])
def test_a_whole_estate_as_native_documents(estate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what is not a bundle: loose bodies, PowerShell dumps, the service provider's side."""
    expected = answer_of_estate(estate, monkeypatch)
    if any(code in {UNREADABLE, "IDP904", "IDP905", "IDP906"} for code, *_ in expected[0]):
        pytest.skip("what is wrong with the files, or between them, is not converted")
    configs = [path.read_text(encoding="utf-8") for path in files_of(estate) if path.name in CONFIG_NAMES]
    if any("terraform:" in text for text in (str(expected), *configs)):
        pytest.skip("an application that only code knows is named by its directory, and a document stands in another")
    exported, other = tmp_path / "exported", tmp_path / "estate"
    copy_estate(estate, exported)
    (other / ".git").mkdir(parents=True)
    for config in files_of(exported):
        if config.name in CONFIG_NAMES:
            config.rename(other / config.name)
    assert convert([str(exported)], str(other / "native")) == 0
    assert answer_of_estate(other, monkeypatch) == expected


def test_there_are_bundles_to_compare() -> None:
    assert len(entra_bundles()) >= 14
    assert len(okta_bundles()) >= 2
