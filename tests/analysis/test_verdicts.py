"""Answers that were once wrong: each is a configuration, and what must be said of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import idplint
from tests.entra_bundles import AUTH0_ACS, OBJECT_ID, bundle, mapping, name_id_policy

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Finding, Report

DOCKER_ACS = "https://login.docker.com/login/callback?connection=acme"
WORK = 'emails[type eq "work"].value'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(folder: Path, *bodies: Any, config: str = "{}") -> Report:
    for number, body in enumerate(bodies):
        (folder / f"body{number}.json").write_text(json.dumps(body))
    (folder / "idplint.yaml").write_text(config)
    return idplint.check(["."])


def docker(**changes: Any) -> dict[str, Any]:
    return bundle(acs=DOCKER_ACS, **changes)


def settled(facts: str = "") -> str:
    return f"applications: [{{match: {{id: '*'}}, jit: disabled, accounts_before_scim: none{facts}}}]\n"


def found(report: Report) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.outcome, finding.severity.value) for finding in report.findings]


def one(report: Report, code: str = "IDP101") -> Finding:
    (finding,) = [finding for finding in report.findings if finding.code == code]
    return finding


@pytest.mark.parametrize(
    ("source", "never"),
    [
        ("objectid", "userName from objectId"),
        ("mailnickname", "userName from mailNickname"),
        ("employeeid", "userName from employeeId"),
    ],
)
def test_advice_never_offers_docker_a_key_that_is_no_address(folder: Path, source: str, never: str) -> None:
    finding = one(checked(folder, docker(name_id=source), config=settled()))
    assert (finding.outcome, finding.severity.value) == ("everyone", "error")
    assert never not in finding.help
    assert "make NameID carry user.userprincipalname" in finding.help


def test_advice_never_offers_a_constant_as_a_key(folder: Path) -> None:
    app = docker()
    app["claimsPolicy"] = name_id_policy("x")
    app["claimsPolicy"]["claims"][0]["configurations"][0]["attribute"] = {"value": "all@contoso.com"}
    assert "userName from" not in one(checked(folder, app, config=settled())).help


def test_advice_for_an_unknown_provider_offers_no_shared_attribute(folder: Path) -> None:
    app = bundle(name_id="employeeid")
    app["claimsPolicy"]["includeBasicClaimSet"] = False
    assert "mailnickname" not in one(checked(folder, app)).help


def test_a_read_scim_configuration_is_not_silenced_by_an_application_that_provisions_nobody(folder: Path) -> None:
    app = bundle(acs=AUTH0_ACS)
    app["synchronizationJobs"] = []
    scim = {"connection_id": "con_1", "connection_name": "entra", "strategy": "samlp", "tenant_name": "contoso"}
    report = checked(folder, app, {**scim, "user_id_attribute": "externalId", "mapping": []})
    (fact,) = [fact for fact in report.undecided if "IDP101" in fact.codes]
    assert fact.fact == "SCIM state"
    assert "pair:" in fact.remedy


def test_guests_at_an_unknown_provider_do_not_become_everybody(folder: Path) -> None:
    report = checked(folder, bundle(), config="directory: {guests: present}\n" + settled())
    assert ("IDP101", "unlinked-class", "warning") in found(report)
    assert ("IDP102", "default", "note") in found(report)
    assert one(report).message.startswith("for guests without an Entra account of their own, ")


def test_a_second_job_of_unknown_state_is_not_dropped(folder: Path) -> None:
    app = docker()
    job = json.loads(json.dumps(app["synchronizationJobs"][0]))
    job.update(id=job["id"][:-1] + "1", schedule=None, status=None)
    rules = job["schema"]["synchronizationRules"][0]
    rules["objectMappings"][0]["attributeMappings"] = [mapping("userName", "objectId", 1)]
    app["synchronizationJobs"].append(job)
    report = checked(folder, app, config=settled())
    assert found(report) == []
    assert [(fact.fact, fact.codes) for fact in report.undecided] == [("SCIM state", ("IDP101", "IDP103"))]


def test_mail_declared_equal_to_upn_does_not_hide_the_raw_name_of_a_guest(folder: Path) -> None:
    config = "directory: {guests: present, equivalent: [[user.mail, user.userPrincipalName]]}\n" + settled()
    report = checked(folder, docker(mappings=[mapping("userName", "mail", 1)]), config=config)
    assert ("IDP101", "class", "error") in found(report)
    assert "#EXT#" in str(one(report).witness)


def test_the_exact_e_mail_path_counts_before_another_spelling(folder: Path) -> None:
    lines = [mapping(WORK, "mail"), mapping("emails[primary eq true].value", "userPrincipalName")]
    config = settled(", link: {login: name_id, scim: 'emails[primary eq true].value'}")
    assert found(checked(folder, bundle(mappings=lines), config=config)) == []


def test_jit_off_settles_what_it_settles_though_scim_is_unknown(folder: Path) -> None:
    app = docker()
    del app["synchronizationJobs"]
    report = checked(folder, app, config=settled())
    (fact,) = report.undecided
    assert fact.fact == "SCIM state"
    assert not {"IDP301", "IDP302", "IDP303"} & set(fact.codes)


@pytest.mark.parametrize(
    "extra",
    [{"servicePrincipalType": "ManagedIdentity"}, {"appOwnerOrganizationId": "f8cdef31-a31e-4b4a-93e4-5f571e91255a"}],
)
def test_a_tenant_listing_is_quiet_about_what_nobody_signs_in_to(folder: Path, extra: dict[str, str]) -> None:
    principal = {"id": OBJECT_ID, "appId": "a", "displayName": "Graph", "servicePrincipalNames": [], "replyUrls": []}
    report = checked(folder, {"value": [{**principal, **extra}]})
    assert found(report) == []
    assert report.undecided == ()
    assert report.summary.applications == 1


def test_contradicting_entries_and_contradicting_copies_are_said(folder: Path) -> None:
    config = "applications: [{match: {name: L*}, jit: disabled}, {match: {id: '*'}, jit: enabled}]\n"
    assert ("IDP902", "declared-twice", "warning") in found(checked(folder, docker(), config=config))
    copies = checked(folder, docker(name_id="mail"), docker(name_id="userprincipalname"), config=settled())
    assert found(copies) == [("IDP904", "copies", "warning")]
    assert "NameID" in [fact.fact for fact in copies.undecided]


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_the_order_of_two_copies_decides_nothing(folder: Path, order: tuple[str, str]) -> None:
    for name, source in zip(order, ("mail", "userprincipalname"), strict=True):
        (folder / f"{name}.json").write_text(json.dumps(docker(name_id=source)))
    (folder / "idplint.yaml").write_text(settled())
    report = idplint.check(["."])
    assert found(report) == [("IDP904", "copies", "warning")]


def test_an_inline_hook_lowers_the_confidence_and_is_named(folder: Path) -> None:
    app = {
        "id": "0oaLEDGER1",
        "name": "acme_ledger_1",
        "label": "Ledger",
        "status": "ACTIVE",
        "features": ["PUSH_NEW_USERS", "SCIM_PROVISIONING"],
        "signOnMode": "SAML_2_0",
        "credentials": {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}},
        "settings": {
            "signOn": {
                "ssoAcsUrl": DOCKER_ACS,
                "subjectNameIdTemplate": "${user.employeeNumber}",
                "attributeStatements": [],
                "inlineHooks": [{"id": "cal1"}],
            }
        },
    }
    finding = one(checked(folder, app, config=settled()))
    assert finding.confidence.value == "medium"
    assert "inline hook" in finding.message
    app["settings"]["signOn"]["inlineHooks"] = []  # type: ignore[index]
    assert one(checked(folder, app, config=settled())).confidence.value == "high"


def test_active_directory_attributes_can_be_declared_equal(folder: Path) -> None:
    app = {
        "id": "0oaLEDGER1",
        "name": "acme_ledger_1",
        "label": "Ledger",
        "status": "ACTIVE",
        "features": ["PUSH_NEW_USERS", "SCIM_PROVISIONING"],
        "signOnMode": "SAML_2_0",
        "credentials": {"userNameTemplate": {"template": "${source.userName}", "type": "BUILT_IN"}},
        "settings": {
            "signOn": {"ssoAcsUrl": DOCKER_ACS, "subjectNameIdTemplate": "${user.login}", "attributeStatements": []}
        },
    }
    finding = one(checked(folder, app, config=settled()))
    line = next(line for line in finding.help.splitlines() if "equivalent" in line)
    assert "[user.login, source.userName]" in line
    declared = line.partition("idplint.yaml: ")[2] + "\n" + settled()
    assert found(checked(folder, app, config=declared)) == []


def test_another_spelling_of_the_e_mail_key_is_no_proof(folder: Path) -> None:
    config = settled(", link: {login: name_id, scim: 'emails[primary eq true].value'}")
    report = checked(folder, bundle(name_id="mail", mappings=[mapping(WORK, "mail")]), config=config)
    assert found(report) == []
    assert {code for fact in report.undecided for code in fact.codes if fact.fact == "SCIM mapping"} >= {"IDP101"}


def test_a_name_id_that_auth0_takes_for_the_e_mail_rewrites_it(folder: Path) -> None:
    name_id = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"
    options = {"fieldsMap": {"email": name_id}, "set_user_root_attributes": "on_each_login"}
    connection = {"id": "con_1", "name": "entra", "strategy": "samlp", "options": options}
    lines = [{"auth0": "email", "scim": WORK}]
    scim = {"connection_id": "con_1", "strategy": "samlp", "tenant_name": "contoso", "user_id_attribute": "userName"}
    app = bundle(acs=AUTH0_ACS, mappings=[mapping("userName", "userPrincipalName", 1), mapping(WORK, "mail")])
    report = checked(folder, app, connection, {**scim, "mapping": lines})
    assert one(report, "IDP302").message.startswith("e-mail: NameID brings user.userprincipalname at every login")
