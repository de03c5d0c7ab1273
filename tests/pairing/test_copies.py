"""Two records of one application: which contradict each other, and which only say more or less."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

import idplint
from tests.entra_bundles import bundle, mapping

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Report

ACS = "https://login.docker.com/login/callback?connection=acme"
SETTLED = "applications: [{match: {id: '*'}, jit: disabled, accounts_before_scim: none}]\n"
BOTH_ORDERS = pytest.mark.parametrize("names", [("a.json", "b.json"), ("b.json", "a.json")])


def checked(folder: Path, monkeypatch: pytest.MonkeyPatch, bodies: dict[str, Any], config: str = SETTLED) -> Report:
    for name, body in bodies.items():
        (folder / name).write_text(json.dumps(body))
    (folder / "idplint.yaml").write_text(config)
    monkeypatch.chdir(folder)
    return idplint.check(["."])


def found(report: Report) -> list[tuple[str, str]]:
    return [(finding.code, finding.outcome) for finding in report.findings]


def okta_app(ident: str = "0oaDOCKER1", **changes: Any) -> dict[str, Any]:
    app: dict[str, Any] = {
        "id": ident,
        "name": f"acme_{ident.lower()}_1",
        "label": f"Docker {ident}",
        "status": "ACTIVE",
        "features": ["PUSH_NEW_USERS", "SCIM_PROVISIONING"],
        "signOnMode": "SAML_2_0",
        "credentials": {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}},
        "settings": {
            "signOn": {"ssoAcsUrl": ACS, "subjectNameIdTemplate": "${user.userName}", "attributeStatements": []}
        },
    }
    return {**app, **changes}


def profile_mapping(ident: str, **expressions: str) -> dict[str, Any]:
    return {
        "id": "prm1",
        "source": {"id": "oty1", "name": "user", "type": "user"},
        "target": {"id": ident, "name": "acme", "type": "appuser"},
        "properties": {name: {"expression": text, "pushStatus": "PUSH"} for name, text in expressions.items()},
    }


@BOTH_ORDERS
@pytest.mark.parametrize("override", [{}, {"userName": "user.email"}])
def test_a_list_of_apps_beside_the_bundle_of_one_is_no_contradiction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, str], override: dict[str, str]
) -> None:
    mappings = [profile_mapping("0oaDOCKER1", email="user.email", **override)]
    whole = {"app": okta_app(), "profileMappings": mappings, "userSchema": None, "features": None, "connection": None}
    report = checked(tmp_path, monkeypatch, dict(zip(names, ([okta_app()], whole), strict=True)))
    assert found(report) == []
    assert report.undecided == ()


@BOTH_ORDERS
def test_a_job_without_its_schema_beside_the_whole_job_is_no_contradiction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, str]
) -> None:
    whole = bundle(acs=ACS)
    poorer = copy.deepcopy(whole)
    del poorer["synchronizationJobs"][0]["schema"]
    report = checked(tmp_path, monkeypatch, dict(zip(names, (poorer, whole), strict=True)))
    assert found(report) == []
    assert report.undecided == ()


@BOTH_ORDERS
def test_letter_case_and_kinds_of_on_are_no_contradiction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, str]
) -> None:
    one, other = bundle(acs=ACS), bundle(acs=ACS, mappings=[mapping("userName", "UserPrincipalName", 1)])
    other["synchronizationJobs"][0]["status"]["code"] = "NotRun"
    assert found(checked(tmp_path, monkeypatch, dict(zip(names, (one, other), strict=True)))) == []


@BOTH_ORDERS
def test_somebody_is_provisioned_and_nobody_is_contradict_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, str]
) -> None:
    one, other = bundle(acs=ACS, name_id="mail"), bundle(acs=ACS, name_id="mail")
    other["synchronizationJobs"] = []
    report = checked(tmp_path, monkeypatch, dict(zip(names, (one, other), strict=True)))
    assert found(report) == [("IDP904", "copies")]
    assert report.undecided


@BOTH_ORDERS
def test_active_and_inactive_at_the_service_provider_contradict_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, str]
) -> None:
    app = bundle(acs="https://acme.okta.com/sso/saml2/0oaidp1", name_id="objectid")
    idp = {
        "id": "0oaidp1",
        "type": "SAML2",
        "name": "Entra",
        "protocol": {"type": "SAML2"},
        "policy": {
            "provisioning": {"action": "DISABLED", "profileMaster": False},
            "subject": {"userNameTemplate": {"template": "idpuser.subjectNameId"}, "matchType": "USERNAME"},
        },
    }
    copies = ({**idp, "status": "ACTIVE"}, {**idp, "status": "INACTIVE"})
    report = checked(tmp_path, monkeypatch, {"app.json": app, **dict(zip(names, copies, strict=True))})
    assert ("IDP904", "copies") in found(report)
    assert [finding.severity.value for finding in report.findings if finding.code == "IDP101"] == ["error"]


def test_the_username_of_a_paired_application_is_not_that_of_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_on = okta_app("0oaSSO1", features=[])
    sign_on["credentials"] = {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}}
    provisions = okta_app("0oaSCIM1", signOnMode="AUTO_LOGIN", settings={})
    config = (
        "applications: [{match: {id: 'okta:0oaSSO1'}, pair: ['okta:0oaSCIM1'], jit: disabled, "
        "accounts_before_scim: none}]\n"
    )
    report = checked(tmp_path, monkeypatch, {"apps.json": [sign_on, provisions]}, config)
    assert found(report) == [("IDP101", "some")]
