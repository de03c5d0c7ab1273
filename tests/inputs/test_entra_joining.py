"""Loose Graph bodies find their service principal, or are said to have none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from idplint.model.values import Unknown
from tests.entra_samples import (
    APP_ID,
    BETA,
    GRAPH,
    JOB_ID,
    NAME_ID,
    OBJECT_ID,
    OTHER_ID,
    Estate,
    bundle,
    claims_policy,
    configuration,
    job,
    jobs_of,
    lines_of,
    mapping_policy,
    name_id_of,
    schema,
    service_principal,
    text_of,
)

if TYPE_CHECKING:
    from pathlib import Path

OWN = f"servicePrincipals('{OBJECT_ID}')"
OTHER = service_principal(id=OTHER_ID, appId=APP_ID.replace("a1", "b2"), displayName="Other")
BY_EMPLOYEE_ID = mapping_policy({"Source": "user", "ID": "employeeid", "SamlClaimType": NAME_ID})
MAIL = claims_policy(configuration("mail"))


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def listed(context: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {"@odata.context": context, "value": [*items]}


@pytest.mark.parametrize(
    "owner",
    [OWN, OWN.upper().replace("SERVICEPRINCIPALS", "servicePrincipals"), f"servicePrincipals(appId='{APP_ID}')"],
)
def test_joined_by_context(estate: Estate, owner: str) -> None:
    estate.add("all.json", listed(GRAPH + "servicePrincipals", service_principal(), OTHER))
    estate.add("x/a.json", listed(f"{GRAPH}{owner}/claimsMappingPolicies"))
    estate.add("x/b.json", {"@odata.context": f"{BETA}{owner}/claimsPolicy/$entity", **MAIL})
    estate.add("x/c.json", listed(f"{GRAPH}{owner}/synchronization/jobs", job()))
    estate.add(
        "x/d.json", {"@odata.context": f"{GRAPH}{owner}/synchronization/jobs('{JOB_ID}')/schema/$entity", **schema()}
    )
    application = estate.applications()[f"entra:{OBJECT_ID}"]
    assert name_id_of(application) == {None: "user.mail"}
    (entry,) = jobs_of(application)
    assert text_of(lines_of(entry)["externalId"].source) == "[mailNickname]"
    assert estate.findings("IDP904") == []


def test_empty_lists_mean_there_is_none(estate: Estate) -> None:
    estate.add("sp.json", listed(GRAPH + "servicePrincipals", service_principal()))
    estate.add("a.json", listed(f"{GRAPH}{OWN}/claimsMappingPolicies"))
    estate.add("b.json", listed(f"{BETA}{OWN}/claimsPolicy"))
    estate.add("c.json", listed(f"{GRAPH}{OWN}/synchronization/jobs"))
    application = estate.application()
    assert name_id_of(application) == {None: "user.userprincipalname"}
    assert jobs_of(application) == ()


def test_a_list_shaped_claims_policy(estate: Estate) -> None:
    estate.add("sp.json", service_principal(claimsMappingPolicies=[]))
    estate.add("b.json", listed(f"{BETA}{OWN}/claimsPolicy", MAIL))
    assert name_id_of(estate.application()) == {None: "user.mail"}


def test_entra_exporter_folders(estate: Estate) -> None:
    folder = f"ServicePrincipals/{OBJECT_ID}"
    estate.add(f"{folder}/{OBJECT_ID}.json", service_principal(claimsMappingPolicies=[]))
    estate.add(f"{folder}/ClaimsPolicy/9b.json", MAIL)
    estate.add(f"{folder}/Synchronization/Jobs/job.json", job())
    estate.add(f"{folder}/Synchronization/Jobs/Schema/schema.json", {**schema(), "id": "elsewhere"})
    estate.add(f"ServicePrincipals/{OTHER_ID}/{OTHER_ID}.json", OTHER)
    application = estate.applications()[f"entra:{OBJECT_ID}"]
    assert name_id_of(application) == {None: "user.mail"}
    (entry,) = jobs_of(application)
    assert "externalId" in lines_of(entry)
    assert estate.findings("IDP904") == []


def test_assigned_policies_in_a_folder_named_after_the_application(estate: Estate) -> None:
    folder = f"ServicePrincipals/{OBJECT_ID}"
    estate.add(f"{folder}/{OBJECT_ID}.json", service_principal())
    estate.add(f"{folder}/ClaimsMappingPolicies/p.json", BY_EMPLOYEE_ID)
    assert name_id_of(estate.application()) == {None: "user.employeeid"}


def test_beside_the_only_service_principal_of_the_folder(estate: Estate) -> None:
    estate.add("quill/sp.json", service_principal(claimsMappingPolicies=[]))
    estate.add("quill/policy.json", MAIL)
    estate.add("other/sp.json", OTHER)
    assert name_id_of(estate.applications()[f"entra:{OBJECT_ID}"]) == {None: "user.mail"}


def test_the_same_service_principal_twice_in_a_folder_is_one(estate: Estate) -> None:
    estate.add("sp.json", service_principal(claimsMappingPolicies=[]))
    estate.add("again.json", listed(GRAPH + "servicePrincipals", service_principal()))
    estate.add("policy.json", MAIL)
    assert name_id_of(estate.application()) == {None: "user.mail"}
    assert estate.findings("IDP904") == []


def test_beside_two_service_principals_it_belongs_to_none(estate: Estate) -> None:
    estate.add("sp.json", service_principal(claimsMappingPolicies=[]))
    estate.add("other.json", OTHER)
    estate.add("policy.json", MAIL)
    (finding,) = estate.findings("IDP904")
    assert finding.outcome == "orphan"
    assert finding.locations[0].path.endswith("policy.json")
    assert f"entra:{OBJECT_ID}" in finding.message
    assert f"entra:{OTHER_ID}" in finding.message
    assert isinstance(estate.applications()[f"entra:{OBJECT_ID}"].name_id, Unknown)


@pytest.mark.parametrize(
    "body",
    [
        {"@odata.context": f"{BETA}servicePrincipals('{OTHER_ID}')/claimsPolicy/$entity", **MAIL},
        listed(f"{GRAPH}servicePrincipals('{OTHER_ID}')/synchronization/jobs", job()),
        listed(f"{GRAPH}servicePrincipals('{OTHER_ID}')/claimsMappingPolicies", BY_EMPLOYEE_ID),
    ],
    ids=["claims policy", "job", "mapping policy"],
)
def test_a_body_of_a_service_principal_that_was_not_read(estate: Estate, body: dict[str, Any]) -> None:
    estate.add("sp.json", service_principal(claimsMappingPolicies=[]))
    estate.add("body.json", body)
    (finding,) = estate.findings("IDP904")
    assert finding.locations[0].path.endswith("body.json")
    application = estate.application()
    assert isinstance(application.name_id, Unknown)
    assert isinstance(application.provisioning, Unknown)


@pytest.mark.parametrize("suffix", ["", "/$entity"])
def test_the_tenants_list_of_policies_joins_nothing(estate: Estate, suffix: str) -> None:
    estate.add("sp.json", service_principal())
    estate.add("policies.json", listed(f"{GRAPH}policies/claimsMappingPolicies{suffix}", BY_EMPLOYEE_ID))
    assert isinstance(estate.application().name_id, Unknown)
    assert estate.findings("IDP904") == []


def test_applies_to_joins(estate: Estate) -> None:
    policy = {**BY_EMPLOYEE_ID, "appliesTo": [{"id": OBJECT_ID.upper()}, {"id": "another"}]}
    estate.add("all.json", listed(GRAPH + "servicePrincipals", service_principal(), OTHER))
    estate.add("policies.json", listed(f"{GRAPH}policies/claimsMappingPolicies(appliesTo())", policy))
    applications = estate.applications()
    assert name_id_of(applications[f"entra:{OBJECT_ID}"]) == {None: "user.employeeid"}
    assert isinstance(applications[f"entra:{OTHER_ID}"].name_id, Unknown)


def test_one_policy_read_twice_is_one_policy(estate: Estate) -> None:
    estate.add("sp.json", service_principal(claimsMappingPolicies=[BY_EMPLOYEE_ID]))
    policy = {**BY_EMPLOYEE_ID, "appliesTo": [{"id": OBJECT_ID}]}
    estate.add("policies.json", listed(f"{GRAPH}policies/claimsMappingPolicies(appliesTo())", policy))
    assert name_id_of(estate.application()) == {None: "user.employeeid"}


def test_a_deleted_policy_is_not_assigned(estate: Estate) -> None:
    deleted = {**BY_EMPLOYEE_ID, "deletedDateTime": "2026-01-01T00:00:00Z"}
    estate.add("sp.json", service_principal(claimsMappingPolicies=[deleted]))
    estate.add("policy.json", MAIL)
    assert name_id_of(estate.application()) == {None: "user.mail"}


def test_a_job_read_twice_is_one_job(estate: Estate) -> None:
    estate.add("sp.json", service_principal())
    estate.add("list.json", listed(f"{GRAPH}{OWN}/synchronization/jobs", job()))
    estate.add("job.json", {"@odata.context": f"{GRAPH}{OWN}/synchronization/jobs/$entity", **job()})
    estate.add("schema.json", schema())
    (entry,) = jobs_of(estate.application())
    assert "userName" in lines_of(entry)


def test_loose_bodies_fill_what_a_bundle_left_out(estate: Estate) -> None:
    body = bundle()
    del body["claimsPolicy"]
    body["synchronizationJobs"] = [job()]
    estate.add("app.json", body)
    estate.add("x/policy.json", {"@odata.context": f"{BETA}{OWN}/claimsPolicy/$entity", **MAIL})
    estate.add("x/schema.json", schema())
    application = estate.application()
    assert name_id_of(application) == {None: "user.mail"}
    (entry,) = jobs_of(application)
    assert "externalId" in lines_of(entry)
    assert estate.findings("IDP904") == []


def test_powershell_objects_of_every_kind(estate: Estate) -> None:
    def pascal(value: Any) -> Any:
        if isinstance(value, dict):
            return {key[0].upper() + key[1:] if key[0] != "@" else key: pascal(held) for key, held in value.items()}
        return [pascal(held) for held in value] if isinstance(value, list) else value

    estate.add("sp.json", pascal(service_principal(claimsMappingPolicies=[BY_EMPLOYEE_ID])))
    estate.add("jobs.json", json.dumps([pascal(job())]))
    estate.add("schema.json", pascal(schema()))
    application = estate.application()
    assert application.name == "Quill CRM"
    assert name_id_of(application) == {None: "user.employeeid"}
    (entry,) = jobs_of(application)
    assert text_of(lines_of(entry)["userName"].source) == "[userPrincipalName]"


@pytest.mark.parametrize(
    "principal", [None, {}, {"displayName": "x"}, {"error": {"code": "x"}}, {"id": None}], ids=repr
)
def test_a_bundle_without_an_id_is_said(estate: Estate, principal: object) -> None:
    estate.add("app.json", bundle(servicePrincipal=principal))
    assert estate.applications() == {}
    (finding,) = estate.findings("IDP901")
    assert finding.locations[0].pointer == "/servicePrincipal"


def test_the_registration_adds_its_identifier_uris(estate: Estate) -> None:
    estate.add("sp.json", service_principal())
    registration = {
        "id": "1",
        "appId": APP_ID,
        "displayName": "Quill",
        "identifierUris": ["api://quill", "https://quill.example/saml"],
    }
    estate.add("application.json", registration)
    found = [entity.value for entity in estate.application().entity_ids]
    assert found == ["https://quill.example/saml", "api://quill"]
