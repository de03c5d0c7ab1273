"""Bodies as Microsoft Graph sends them, of invented applications."""

from __future__ import annotations

import json
from typing import Any

TENANT = "0f0f0f0f-1111-4222-8333-444444444444"
MICROSOFT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
NON_GALLERY = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"

_SOURCED = "#microsoft.graph.sourcedAttribute"


def principal_id(number: int) -> str:
    return f"5d1c0f6e-0001-4a00-9000-{number:012d}"


def client_id(number: int) -> str:
    return f"5d1c0f6e-0002-4a00-9000-{number:012d}"


def job_id(number: int, which: int = 1) -> str:
    return f"scim.{TENANT.replace('-', '')}.3c000000-0000-4000-800{which}-{number:012d}"


def principal(number: int, name: str | None, **more: Any) -> dict[str, Any]:
    return {
        "id": principal_id(number),
        "appId": client_id(number),
        "displayName": name,
        "appDisplayName": name,
        "accountEnabled": True,
        "servicePrincipalType": "Application",
        "preferredSingleSignOnMode": "saml",
        "loginUrl": None,
        "replyUrls": [f"https://app{number}.example/saml/acs"],
        "servicePrincipalNames": [f"https://app{number}.example/saml", client_id(number)],
        "samlSingleSignOnSettings": {"relayState": ""},
        "appRoleAssignmentRequired": True,
        "applicationTemplateId": NON_GALLERY,
        "tags": [
            "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
            "WindowsAzureActiveDirectoryIntegratedApp",
        ],
        "signInAudience": "AzureADMyOrg",
        "preferredTokenSigningKeyThumbprint": None,
        "appOwnerOrganizationId": TENANT,
        "passwordCredentials": [{"hint": "abc"}],
        **more,
    }


def _attribute(name: str) -> dict[str, Any]:
    return {"@odata.type": _SOURCED, "id": name, "source": "user", "isExtensionAttribute": False}


def claims_policy(source: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "9b000000-0000-4000-8000-00000000b0b0",
        "includeBasicClaimSet": True,
        "audienceOverride": None,
        "groupFilter": None,
        "claims": [
            {
                "@odata.type": "#microsoft.graph.samlNameIdClaim",
                "nameIdFormat": "persistent",
                "serviceProviderNameQualifier": None,
                "configurations": [{"condition": None, "attribute": _attribute(source), "transformations": []}],
            }
        ],
        **more,
    }


def job(number: int, which: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": job_id(number, which),
        "templateId": "scim",
        "schedule": {"expiration": None, "interval": "PT40M", "state": "Active"},
        "status": {"code": "Active", "quarantine": None, "lastExecution": {"state": "Succeeded", "error": None}},
        "synchronizationJobSettings": [{"name": "AzureIngestionAttributeOptimization", "value": "False"}],
        **more,
    }


def _line(target: str, source: str | None, priority: int = 0, **more: Any) -> dict[str, Any]:
    tree = {"type": "Attribute", "name": source, "expression": f"[{source}]", "parameters": []} if source else None
    return {
        "targetAttributeName": target,
        "matchingPriority": priority,
        "flowType": "Always",
        "flowBehavior": "FlowWhenChanged",
        "defaultValue": None,
        "source": tree,
        **more,
    }


def schema(ident: str, external_id: str = "mailNickname") -> dict[str, Any]:
    return {
        "id": ident,
        "version": "Date:2026-10-01T00:00:00Z",
        "synchronizationRules": [
            {
                "id": "03000000-0000-4000-8000-000000000003",
                "name": "USER_OUTBOUND_USER",
                "sourceDirectoryName": "Azure Active Directory",
                "targetDirectoryName": "customappsso",
                "objectMappings": [
                    {
                        "enabled": True,
                        "flowTypes": "Add, Update, Delete, Teleport",
                        "name": "Provision Microsoft Entra ID Users",
                        "sourceObjectName": "User",
                        "targetObjectName": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                        "scope": None,
                        "attributeMappings": [
                            _line("userName", "userPrincipalName", 1),
                            _line("externalId", external_id, flowType="WhenTheMoonIsFull"),
                            _line("userType", None, defaultValue="standard"),
                        ],
                    }
                ],
            }
        ],
        "directories": [
            {"id": "44000000-0000-4000-8000-000000000004", "name": "Azure Active Directory", "objects": []}
        ],
    }


def assigned(number: int, kind: str, which: int = 0) -> dict[str, Any]:
    return {
        "id": f"assignment-{number}-{which}",
        "principalType": kind,
        "principalId": f"66000000-0000-4000-8000-{which:012d}",
        "principalDisplayName": "Ada Example",
        "resourceId": principal_id(number),
        "appRoleId": "00000000-0000-0000-0000-000000000000",
    }


def mapping_policy(number: int, name: str) -> dict[str, Any]:
    definition = {
        "ClaimsMappingPolicy": {"Version": 1, "IncludeBasicClaimSet": "true", "ClaimsSchema": [], "Novel": [1]}
    }
    return {
        "id": f"7a000000-0000-4000-8000-{number:012d}",
        "displayName": name,
        "isOrganizationDefault": False,
        "deletedDateTime": None,
        "definition": [json.dumps(definition)],
    }
