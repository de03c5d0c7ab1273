"""Synchronization jobs and schemas as outbound user provisioning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from idplint.model.application import Dialect, ProvisioningState
from idplint.model.values import Sourced, Unknown
from tests.entra_samples import (
    JOB_ID,
    TENANT,
    Estate,
    bundle,
    job,
    jobs_of,
    line,
    lines_of,
    object_mapping,
    schema,
    text_of,
)

if TYPE_CHECKING:
    from pathlib import Path

FORBIDDEN = {"error": {"code": "Authorization_RequestDenied"}}
GROUPS = object_mapping(
    line("displayName", "displayName", 1),
    sourceObjectName="Group",
    targetObjectName="urn:ietf:params:scim:schemas:core:2.0:Group",
)


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


@pytest.mark.parametrize(
    ("schedule", "status", "expected"),
    [
        ("Active", "Active", ProvisioningState.ACTIVE),
        ("Active", "NotRun", ProvisioningState.NOT_YET_RUN),
        ("Active", "Quarantine", ProvisioningState.QUARANTINED),
        ("Active", "Paused", ProvisioningState.PAUSED),
        ("Active", "NotConfigured", ProvisioningState.DISABLED),
        ("Disabled", "Active", ProvisioningState.DISABLED),
        ("Disabled", "Quarantine", ProvisioningState.DISABLED),
        ("paused", "Active", ProvisioningState.PAUSED),
        ("active", "quarantine", ProvisioningState.QUARANTINED),
        ("Active", "Brewing", ProvisioningState.ACTIVE),
        ("Active", None, ProvisioningState.ACTIVE),
        (None, "NotRun", ProvisioningState.NOT_YET_RUN),
        (None, None, None),
        ("Brewing", "Brewing", None),
    ],
)
def test_states(estate: Estate, schedule: Any, status: Any, expected: ProvisioningState | None) -> None:
    estate.add("app.json", bundle(synchronizationJobs=[job(schedule, status, schema=schema())]))
    (entry,) = jobs_of(estate.application())
    assert (entry.state.value if isinstance(entry.state, Sourced) else None) == expected


@pytest.mark.parametrize(
    ("jobs", "known"),
    [
        (None, True),
        ([], True),
        ({"value": []}, True),
        ({"error": {"code": "Request_ResourceNotFound"}}, True),
        (FORBIDDEN, False),
        ({}, False),
        ("System.Object[]", False),
        (7, False),
    ],
)
def test_no_job_is_a_statement_and_an_error_is_none(estate: Estate, jobs: object, known: bool) -> None:
    estate.add("app.json", bundle(synchronizationJobs=jobs))
    provisioning = estate.application().provisioning
    assert provisioning == () if known else isinstance(provisioning, Unknown)


def test_jobs_that_are_absent_were_not_read(estate: Estate) -> None:
    body = bundle()
    del body["synchronizationJobs"]
    estate.add("app.json", body)
    provisioning = estate.application().provisioning
    assert isinstance(provisioning, Unknown)
    assert "synchronization/jobs" in provisioning.remedy


@pytest.mark.parametrize("wrapped", [False, True])
def test_lines_and_tenant(estate: Estate, wrapped: bool) -> None:
    jobs: Any = [job(schema=schema())]
    estate.add("app.json", bundle(synchronizationJobs={"value": jobs} if wrapped else jobs))
    application = estate.application()
    assert application.idp.tenant == TENANT
    (entry,) = jobs_of(application)
    lines = lines_of(entry)
    assert {target: (text_of(held.source), held.matching_precedence) for target, held in lines.items()} == {
        "userName": ("[userPrincipalName]", 1),
        "externalId": ("[mailNickname]", None),
    }
    assert not any(held.chosen for held in lines.values())


@pytest.mark.parametrize(
    ("changes", "text", "dialect"),
    [
        ({"source": None, "defaultValue": "standard"}, "standard", Dialect.CONSTANT),
        (
            {"source": {"type": "Constant", "name": "x", "expression": '"x y"'}},
            "x y",
            Dialect.CONSTANT,
        ),
        ({"source": {"type": "constant", "name": "x", "expression": None}}, "x", Dialect.CONSTANT),
        (
            {"source": {"type": "Function", "name": "ToLower", "expression": "ToLower([mail])"}},
            "ToLower([mail])",
            Dialect.ENTRA_PROVISIONING,
        ),
        ({"source": {"type": "Attribute", "name": "mail"}}, "[mail]", Dialect.ENTRA_PROVISIONING),
        ({"source": {"type": "Attribute", "name": "mail", "expression": ""}}, "[mail]", Dialect.ENTRA_PROVISIONING),
        ({"source": {"type": "attribute", "expression": "[mail]"}}, "[mail]", Dialect.ENTRA_PROVISIONING),
        (
            {"source": {"AdditionalProperties": {"type": "Attribute", "name": "mail"}}},
            "[mail]",
            Dialect.ENTRA_PROVISIONING,
        ),
    ],
)
def test_sources(estate: Estate, changes: dict[str, Any], text: str, dialect: Dialect) -> None:
    mapping = object_mapping(line("externalId", None, **changes))
    estate.add("app.json", bundle(synchronizationJobs=[job(schema=schema(mapping))]))
    (entry,) = jobs_of(estate.application())
    source = lines_of(entry)["externalId"].source
    assert isinstance(source, Sourced)
    assert (source.value.text, source.value.dialect) == (text, dialect)


@pytest.mark.parametrize(
    "source",
    [{}, {"type": "Function", "name": "ToLower"}, {"type": "Attribute"}, {"type": "Attribute", "name": ""}],
    ids=repr,
)
def test_a_source_that_says_nothing_is_unknown(estate: Estate, source: object) -> None:
    mapping = object_mapping(line("externalId", None, source=source))
    estate.add("app.json", bundle(synchronizationJobs=[job(schema=schema(mapping))]))
    (entry,) = jobs_of(estate.application())
    assert isinstance(lines_of(entry)["externalId"].source, Unknown)


def test_a_source_that_is_absent_was_not_read(estate: Estate) -> None:
    written = line("externalId", None)
    del written["source"]
    estate.add("app.json", bundle(synchronizationJobs=[job(schema=schema(object_mapping(written)))]))
    (entry,) = jobs_of(estate.application())
    assert isinstance(lines_of(entry)["externalId"].source, Unknown)


def test_a_mapping_of_the_type_none_without_a_default_maps_nothing(estate: Estate) -> None:
    mapping = object_mapping(line("userName", "mail", 1), line("externalId", None, source=None))
    estate.add("app.json", bundle(synchronizationJobs=[job(schema=schema(mapping))]))
    (entry,) = jobs_of(estate.application())
    assert set(lines_of(entry)) == {"userName"}


def test_flow_precedence_and_default_value(estate: Estate) -> None:
    mapping = object_mapping(
        line("userName", "mail", 2, flowType="ObjectAddOnly", defaultValue="nobody"),
        line("externalId", "objectId", 0, flowType="ALWAYS", defaultValue=""),
        line("title", "jobTitle", -1, flowType="ValueAddOnly"),
        line("nickName", "mailNickname", flowType=None, matchingPriority=None),
    )
    estate.add("app.json", bundle(synchronizationJobs=[job(schema=schema(mapping))]))
    (entry,) = jobs_of(estate.application())
    found = {
        target: (held.matching_precedence, held.flow, held.default_value) for target, held in lines_of(entry).items()
    }
    assert found == {
        "userName": (2, "create_only", "nobody"),
        "externalId": (None, "always", None),
        "title": (None, None, None),
        "nickName": (None, None, None),
    }


@pytest.mark.parametrize(
    "body",
    [
        schema(GROUPS),
        schema(object_mapping(enabled=False)),
        schema(sourceDirectoryName="Workday", targetDirectoryName="Azure Active Directory"),
        schema(sourceDirectoryName="Salesforce"),
        schema(targetDirectoryName="Active Directory"),
        schema(targetDirectoryName="Azure Active Directory (target tenant)"),
        schema(targetDirectoryName="Microsoft Entra ID"),
    ],
    ids=["groups", "off", "hr", "inbound", "ad", "cross-tenant", "entra"],
)
def test_what_is_not_outbound_user_provisioning(estate: Estate, body: dict[str, Any]) -> None:
    estate.add("app.json", bundle(synchronizationJobs=[job(schema=body)]))
    assert jobs_of(estate.application()) == ()


@pytest.mark.parametrize(
    "template", ["AD2AADProvisioning", "Azure2Azure", "Workday2AD", "SuccessFactors2AADUserProvisioning"]
)
def test_directory_and_hr_jobs_are_told_by_their_template(estate: Estate, template: str) -> None:
    ident = JOB_ID.replace("scim", template)
    estate.add("app.json", bundle(synchronizationJobs=[job(job_id=ident)]))
    assert jobs_of(estate.application()) == ()


def test_groups_beside_users_leave_the_users(estate: Estate) -> None:
    mappings = (GROUPS, object_mapping(enabled=None), object_mapping(line("userName", "mail", 1), enabled=False))
    estate.add("app.json", bundle(synchronizationJobs=[job(schema=schema(*mappings))]))
    (entry,) = jobs_of(estate.application())
    assert "externalId" in lines_of(entry)


def test_several_jobs_and_the_legacy_connector(estate: Estate) -> None:
    legacy = JOB_ID.replace("scim", "customappsso")
    jobs = [
        job(schema=schema(sourceDirectoryName="Microsoft Entra ID", targetDirectoryName="Quill")),
        job("Paused", job_id=legacy, schema=schema(job_id=legacy)),
    ]
    estate.add("app.json", bundle(synchronizationJobs=jobs))
    assert sorted(entry.name for entry in jobs_of(estate.application())) == [legacy, JOB_ID]


@pytest.mark.parametrize(
    "body", [None, {}, {"id": JOB_ID}, "System.Object[]", {"synchronizationRules": "@{a=b}"}], ids=repr
)
def test_a_job_whose_schema_is_not_there_is_on_and_maps_nobody_knows_what(estate: Estate, body: object) -> None:
    estate.add("app.json", bundle(synchronizationJobs=[job(schema=body)]))
    (entry,) = jobs_of(estate.application())
    assert isinstance(entry.mappings, Unknown)
    assert isinstance(entry.state, Sourced)
    assert estate.findings("IDP104") == []


def test_one_unreadable_value_makes_the_mapping_unknown_and_is_said(estate: Estate) -> None:
    mapping = object_mapping(line("userName", "mail", 1), line("externalId", None, source="System.Object[]"))
    estate.add("app.json", bundle(synchronizationJobs=[job(schema=schema(mapping))]))
    (entry,) = jobs_of(estate.application())
    assert isinstance(entry.mappings, Unknown)
    (finding,) = estate.findings("IDP901")
    assert finding.outcome == "truncated"
    assert finding.locations[0].pointer.endswith("/attributeMappings/1/source")


def test_a_powershell_dump_of_jobs_and_schema(estate: Estate) -> None:
    dumped = {
        "Id": JOB_ID,
        "TemplateId": "scim",
        "Schedule": {"Interval": "00:40:00", "State": "Active"},
        "Status": {"Code": "Quarantine"},
        "Schema": {
            "Id": JOB_ID,
            "SynchronizationRules": [
                {
                    "SourceDirectoryName": "Azure Active Directory",
                    "TargetDirectoryName": "customappsso",
                    "ObjectMappings": [
                        {
                            "Enabled": True,
                            "SourceObjectName": "User",
                            "TargetObjectName": "User",
                            "AttributeMappings": [
                                {
                                    "TargetAttributeName": "externalId",
                                    "MatchingPriority": 1,
                                    "FlowType": "Always",
                                    "Source": {"Type": "Attribute", "Name": "objectId", "Expression": "[objectId]"},
                                    "AdditionalProperties": {},
                                }
                            ],
                        }
                    ],
                }
            ],
            "AdditionalProperties": {"@odata.context": "x"},
        },
    }
    estate.add("app.json", bundle(synchronizationJobs=[dumped]))
    (entry,) = jobs_of(estate.application())
    assert text_of(lines_of(entry)["externalId"].source) == "[objectId]"
    assert isinstance(entry.state, Sourced)
    assert entry.state.value is ProvisioningState.QUARANTINED
