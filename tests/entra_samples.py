"""Graph bodies as people save them, and estates of files read by the real engine."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

from idplint.engine import Options, Run, load, report_of
from idplint.model.application import AttributeMapping, Claim, Provisioning, SourceExpression
from idplint.model.values import Sourced, Unknown

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Finding, Report
    from idplint.model.application import Application

OBJECT_ID = "5d1c0f6e-0001-4a00-9000-0000000000a1"
APP_ID = "5d1c0f6e-0002-4a00-9000-0000000000a1"
OTHER_ID = "5d1c0f6e-0001-4a00-9000-0000000000b2"
TENANT = "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f"
JOB_ID = "scim.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.3c000000-0000-4000-8000-000000000010"
ACS = "https://contoso.eu.auth0.com/login/callback?connection=entra"
GRAPH = "https://graph.microsoft.com/v1.0/$metadata#"
BETA = "https://graph.microsoft.com/beta/$metadata#"
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
NAME_ID = f"{CLAIMS}nameidentifier"
USER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

TODAY = datetime.date(2026, 11, 22)


class Estate:
    """A folder of files governed by one `idplint.yaml`."""

    def __init__(self, folder: Path, config: str = "{}") -> None:
        self.folder = folder
        (folder / ".git").mkdir()
        self.configure(config)

    def configure(self, config: str) -> None:
        (self.folder / "idplint.yaml").write_text(config, encoding="utf-8")

    def add(self, name: str, body: object) -> None:
        """Write a body as JSON; text as it is."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body if isinstance(body, str) else json.dumps(body, indent=1), encoding="utf-8")

    def run(self) -> Run:
        return load([self.folder], Options(today=TODAY))

    def report(self) -> Report:
        return report_of(self.run(), Options(today=TODAY))

    def applications(self) -> dict[str, Application]:
        (estate,) = self.run().estates
        return {application.id: application for application in estate.applications}

    def application(self) -> Application:
        (found,) = self.applications().values()
        return found

    def findings(self, code: str) -> list[Finding]:
        return [finding for finding in self.report().findings if finding.code == code]


def service_principal(**changes: object) -> dict[str, Any]:
    return {
        "id": OBJECT_ID,
        "appId": APP_ID,
        "displayName": "Quill CRM",
        "accountEnabled": True,
        "servicePrincipalType": "Application",
        "preferredSingleSignOnMode": "saml",
        "replyUrls": ["https://quill.example/saml/acs"],
        "servicePrincipalNames": ["https://quill.example/saml", APP_ID],
        "tags": ["WindowsAzureActiveDirectoryIntegratedApp"],
        **changes,
    }


def attribute(ident: str, **changes: object) -> dict[str, Any]:
    kind = "#microsoft.graph.sourcedAttribute"
    return {"@odata.type": kind, "id": ident, "source": "user", "isExtensionAttribute": False, **changes}


def configuration(
    ident: str | None, users: str | None = None, groups: tuple[str, ...] = (), transformations: tuple[object, ...] = ()
) -> dict[str, Any]:
    condition = {"@odata.type": "#microsoft.graph.customClaimCondition", "userType": users, "memberOf": [*groups]}
    return {
        "condition": condition if users or groups else None,
        "attribute": attribute(ident) if ident else None,
        "transformations": [*transformations],
    }


def to_lower(ident: str) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.toLowercaseTransformation",
        "input": {"treatAsMultiValue": False, "attribute": attribute(ident)},
    }


def claims_policy(*configurations: dict[str, Any], **changes: object) -> dict[str, Any]:
    name_id = {
        "@odata.type": "#microsoft.graph.samlNameIdClaim",
        "nameIdFormat": "emailAddress",
        "serviceProviderNameQualifier": None,
        "configurations": [*configurations],
    }
    return {
        "id": "9b000000-0000-4000-8000-00000000b0b0",
        "includeBasicClaimSet": True,
        "audienceOverride": None,
        "groupFilter": None,
        "claims": [name_id],
        **changes,
    }


def custom_claim(name: str, ident: str, **changes: object) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.customClaim",
        "name": name,
        "namespace": CLAIMS.rstrip("/"),
        "tokenFormat": ["saml"],
        "configurations": [configuration(ident)],
        **changes,
    }


def mapping_policy(
    *entries: dict[str, Any],
    basic: object = "true",
    ident: str = "7a000000-0000-4000-8000-00000000c1a1",
    transformations: dict[str, Any] | None = None,
) -> dict[str, Any]:
    definition = {"Version": 1, "IncludeBasicClaimSet": basic, "ClaimsSchema": [*entries], **(transformations or {})}
    return {
        "id": ident,
        "displayName": "quill-nameid",
        "isOrganizationDefault": False,
        "deletedDateTime": None,
        "definition": [json.dumps({"ClaimsMappingPolicy": definition})],
    }


def line(target: str, attribute_name: str | None, priority: int = 0, **changes: object) -> dict[str, Any]:
    return {
        "targetAttributeName": target,
        "matchingPriority": priority,
        "flowType": "Always",
        "defaultValue": None,
        "source": attribute_name
        and {"type": "Attribute", "name": attribute_name, "expression": f"[{attribute_name}]", "parameters": []},
        **changes,
    }


DEFAULT_LINES = (line("userName", "userPrincipalName", 1), line("externalId", "mailNickname"))


def object_mapping(*lines: dict[str, Any], **changes: object) -> dict[str, Any]:
    return {
        "enabled": True,
        "flowTypes": "Add, Update, Delete",
        "name": "Provision Microsoft Entra ID Users",
        "sourceObjectName": "User",
        "targetObjectName": USER,
        "scope": None,
        "metadata": [{"key": "Disposition", "value": '"Normal"'}],
        "attributeMappings": [*(lines or DEFAULT_LINES)],
        **changes,
    }


def schema(*object_mappings: dict[str, Any], job_id: str = JOB_ID, **rule: object) -> dict[str, Any]:
    return {
        "id": job_id,
        "version": "Date:2026-10-01T00:00:00Z",
        "synchronizationRules": [
            {
                "name": "USER_OUTBOUND_USER",
                "sourceDirectoryName": "Azure Active Directory",
                "targetDirectoryName": "customappsso",
                "objectMappings": [*(object_mappings or (object_mapping(),))],
                **rule,
            }
        ],
    }


def job(state: str = "Active", code: str = "Active", job_id: str = JOB_ID, **changes: object) -> dict[str, Any]:
    return {
        "id": job_id,
        "templateId": job_id.partition(".")[0],
        "schedule": {"expiration": None, "interval": "PT40M", "state": state},
        "status": {"code": code, "quarantine": None, "lastExecution": {"state": "Succeeded"}},
        "synchronizationJobSettings": [],
        **changes,
    }


def bundle(**changes: object) -> dict[str, Any]:
    """A SAML application that nobody changed: NameID = UPN, userName <- UPN, externalId <- mailNickname."""
    return {
        "servicePrincipal": service_principal(),
        "application": None,
        "claimsMappingPolicies": [],
        "claimsPolicy": None,
        "synchronizationJobs": [job(schema=schema())],
        **changes,
    }


def auth0_connection(**changes: object) -> dict[str, Any]:
    return {"id": "con_ENTRA1", "name": "entra", "strategy": "samlp", "options": {}, **changes}


def auth0_scim(**changes: object) -> dict[str, Any]:
    return {
        "connection_id": "con_ENTRA1",
        "connection_name": "entra",
        "strategy": "samlp",
        "tenant_name": "contoso",
        "user_id_attribute": "externalId",
        "mapping": [{"auth0": "email", "scim": 'emails[type eq "work"].value'}],
        **changes,
    }


def name_id_of(application: Application) -> dict[str | None, str]:
    """NameID sources by class of users; an unknown source is its reason in angle brackets."""
    assert isinstance(application.name_id, Claim), application.name_id
    return {branch.users: text_of(branch.source) for branch in application.name_id.branches}


def text_of(fact: Sourced[SourceExpression] | Unknown) -> str:
    return fact.value.text if isinstance(fact, Sourced) else f"<{fact.reason}>"


def attributes_of(application: Application) -> dict[str, str]:
    """Sources of the attributes for everyone, by name without the usual namespace."""
    assert isinstance(application.attributes, tuple), application.attributes
    return {claim.name.removeprefix(CLAIMS): text_of(claim.branches[0].source) for claim in application.attributes}


def jobs_of(application: Application) -> tuple[Provisioning, ...]:
    assert isinstance(application.provisioning, tuple), application.provisioning
    return application.provisioning


def lines_of(provisioning: Provisioning) -> dict[str, AttributeMapping]:
    assert isinstance(provisioning.mappings, tuple), provisioning.mappings
    return {mapping.target: mapping for mapping in provisioning.mappings}
