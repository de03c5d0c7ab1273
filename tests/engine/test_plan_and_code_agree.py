"""A plan and the code it was made of give the same answer; what a plan keeps back is kept back.

The plans are written by hand in the format that Terraform documents (see `written_plans`): no provider runs here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idplint.engine import Options, load, report_of
from idplint.reports import REPORTERS, render
from idplint.reports.style import Style
from idplint.reports.understanding import understanding
from tests.engine.answers import answer, write
from tests.engine.drawn_estates import JIT_AND_LINK, acs, drawn_estate
from tests.engine.written_code import literally
from tests.engine.written_estates import OKTA, code, snapshot
from tests.engine.written_plans import PLANNED, plan

if TYPE_CHECKING:
    from pathlib import Path


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
@pytest.mark.parametrize("in_module", [False, True])
@pytest.mark.parametrize("vendor", sorted(PLANNED))
def test_a_plan_and_the_code_it_was_made_of_give_the_same_answer(
    vendor: str, in_module: bool, data: st.DataObject
) -> None:
    writer, apps, others = drawn_estate(vendor, data.draw)
    planned = plan(PLANNED[vendor], apps, in_module=in_module)
    assert answer({"plan.json": planned, **others}) == answer({**code(writer, apps, literally), **others}), planned


LEDGER: dict[str, Any] = {
    "name": "Ledger",
    "acs": acs("Ledger"),
    "status": None,
    "name_id": "${user.email}",
    "format": None,
    "username": None,
    "attributes": [],
    "wanted": True,
    "complete": True,
    "mappings": [{"id": "email", "expression": "user.email", "push_status": None}],
}
BESIDE = {
    "snapshot.yaml": snapshot(
        {"name": "Ledger", "id": "okta:contoso/0oa1ledger", "username": {"source": "${source.login}"}},
        {"name_id": {"source": "${user.userName}"}, "acs_urls": [acs("Ledger")]},
        [
            {"target": "userName", "source": "${source.login}", "dialect": "okta-template", "matching_precedence": 1},
            {"target": "externalId", "source": 'user.getInternalProperty("id")'},
        ],
    ),
    "idplint.yaml": json.dumps({"applications": [{"match": {"name": "Ledger"}, **JIT_AND_LINK["userName"]}]}),
}


def planned_ledger(**changed: object) -> dict[str, Any]:
    body = json.loads(plan(PLANNED["okta"], [{**LEDGER, **changed}]))
    assert isinstance(body, dict)
    return body


def application_in(body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The planned resource of the application, and its change."""
    change = body["resource_changes"][0]["change"]
    return body["planned_values"]["root_module"]["resources"][0], change


def codes(body: dict[str, Any]) -> set[str]:
    return {found.code for found in answer({"plan.json": json.dumps(body), **BESIDE}).findings}


def undecided(body: dict[str, Any]) -> set[str]:
    return {fact for _, fact, _ in answer({"plan.json": json.dumps(body), **BESIDE}).undecided}


def test_a_default_that_only_the_plan_shows_is_nobodys_choice() -> None:
    joined = {**BESIDE, "idplint.yaml": BESIDE["idplint.yaml"].replace('"userName"', '"externalId"')}
    same_user_name = {**LEDGER, "name_id": "${user.userName}"}
    from_code = answer({**code(OKTA, [same_user_name], literally), **joined})
    assert "IDP103" not in {found.code for found in from_code.findings}
    assert answer({"plan.json": plan(PLANNED["okta"], [same_user_name]), **joined}) == from_code


def test_what_is_known_after_apply_is_neither_the_old_value_nor_a_default() -> None:
    body = planned_ledger()
    assert "IDP101" in codes(body)
    resource, change = application_in(body)
    for values in (resource["values"], change["after"]):
        del values["subject_name_id_template"]
    change["before"] = {"subject_name_id_template": "${user.email}"}
    change["after_unknown"]["subject_name_id_template"] = True
    assert "IDP101" not in codes(body)
    assert "NameID" in undecided(body)


def test_an_element_that_is_known_after_apply_leaves_the_others_known() -> None:
    body = planned_ledger(attributes=[{"name": "mail", "values": ["user.email"]}, {"name": "late", "values": None}])
    _, change = application_in(body)
    change["after_unknown"]["attribute_statements"] = [{}, {"values": True}]
    assert codes(body) == codes(planned_ledger(attributes=[{"name": "mail", "values": ["user.email"]}]))


SECRET = "hush-7c1d"  # noqa: S105 - what must not be printed


def with_secrets(body: dict[str, Any]) -> dict[str, Any]:
    """A plan that holds a secret at every place where Terraform's format may put one, under names that tell nothing."""
    resource, change = application_in(body)
    for values in (resource["values"], change["after"]):
        values["subject_name_id_suffix"] = SECRET
        values["status_note"] = f"${{{SECRET}}}"
        values["attribute_statements"] = [{"name": "mail", "values": ["user.email"], "note": SECRET}]
        values["user_name_template"] = SECRET
        for name in sorted(values):  # in the order in which Terraform writes them
            values[name] = values.pop(name)
    marks = {
        "subject_name_id_suffix": True,
        "status_note": True,
        "attribute_statements": [{"note": True}],
        "user_name_template": True,
    }
    resource["sensitive_values"] = change["after_sensitive"] = change["before_sensitive"] = marks
    change["before"] = {**change["after"], "label": SECRET}
    body["variables"] = {"pin": {"value": SECRET}}
    body["output_changes"] = {"pin": {"actions": ["create"], "before": None, "after": SECRET, "after_sensitive": True}}
    body["planned_values"]["outputs"] = {"pin": {"sensitive": True, "value": SECRET}}
    return body


def every_text(folder: Path) -> dict[str, str]:
    run = load([folder], Options())
    report = report_of(run, Options())
    styles = (Style(), Style(width=200), Style(unicode=True))
    texts = {
        f"{format_} {number}": render(format_, report, run.documents, style)
        for format_ in REPORTERS
        for number, style in enumerate(styles)
    }
    shown = (understanding(each, run.documents) for estate in run.estates for each in estate.analyses)
    return {**texts, "show": "\n".join(shown), "what is kept": repr([each.applications for each in run.estates])}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("as_state", [False, True])
def test_sensitive_values_are_printed_by_nothing(tmp_path: Path, as_state: bool, indent: int | None) -> None:
    body = with_secrets(planned_ledger())
    if as_state:
        body = {
            "format_version": "1.0",
            "terraform_version": body["terraform_version"],
            "values": body["planned_values"],
        }
    write(tmp_path, {"plan.json": json.dumps(body, indent=indent), **BESIDE})
    texts = every_text(tmp_path)
    assert "IDP101" in texts["text 0"]
    assert [name for name, text in texts.items() if SECRET in text] == []


@pytest.mark.parametrize("cut", [1, 40, 400, 4000])
def test_a_plan_that_breaks_off_is_reported_without_what_stands_there(tmp_path: Path, cut: int) -> None:
    text = json.dumps(with_secrets(planned_ledger()))
    write(tmp_path, {"plan.json": text[:-cut], **BESIDE})
    texts = every_text(tmp_path)
    assert "IDP901" in texts["text 0"]
    assert [name for name, text in texts.items() if SECRET in text] == []
