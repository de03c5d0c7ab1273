"""Entra bundles for tests: a healthy default, to be changed one thing at a time."""

from __future__ import annotations

import copy
from typing import Any

OBJECT_ID = "5d1c0f6e-0001-4a00-9000-0000000000a1"
JOB_ID = "scim.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.3c000000-0000-4000-8000-000000000010"
AUTH0_ACS = "https://contoso.eu.auth0.com/login/callback?connection=entra"


def mapping(target: str, source: str, precedence: int = 0) -> dict[str, Any]:
    return {
        "targetAttributeName": target,
        "matchingPriority": precedence,
        "flowType": "Always",
        "source": {"type": "Attribute", "name": source, "expression": f"[{source}]"},
    }


def name_id_policy(source: str) -> dict[str, Any]:
    return {
        "includeBasicClaimSet": True,
        "claims": [
            {
                "@odata.type": "#microsoft.graph.samlNameIdClaim",
                "nameIdFormat": "default",
                "configurations": [
                    {"condition": None, "attribute": {"id": source, "source": "user"}, "transformations": []}
                ],
            }
        ],
    }


def bundle(
    *,
    name: str = "Ledger",
    acs: str = "https://ledger.example/acs",
    name_id: str | None = None,
    mappings: list[dict[str, Any]] | None = None,
    object_id: str = OBJECT_ID,
) -> dict[str, Any]:
    """An untouched default application (NameID = UPN, userName <- UPN, externalId <- mailNickname), unless told otherwise."""
    default = [mapping("userName", "userPrincipalName", 1), mapping("externalId", "mailNickname")]
    return copy.deepcopy(
        {
            "servicePrincipal": {
                "id": object_id,
                "appId": object_id.replace("0001", "0002"),
                "displayName": name,
                "accountEnabled": True,
                "preferredSingleSignOnMode": "saml",
                "replyUrls": [acs],
                "servicePrincipalNames": [],
                "tags": [],
            },
            "application": None,
            "claimsMappingPolicies": [],
            "claimsPolicy": name_id_policy(name_id) if name_id else None,
            "synchronizationJobs": [
                {
                    "id": JOB_ID,
                    "templateId": "scim",
                    "schedule": {"state": "Active"},
                    "status": {"code": "Active"},
                    "schema": {
                        "id": JOB_ID,
                        "synchronizationRules": [
                            {
                                "name": "USER_OUTBOUND_USER",
                                "sourceDirectoryName": "Azure Active Directory",
                                "targetDirectoryName": "customappsso",
                                "objectMappings": [
                                    {
                                        "enabled": True,
                                        "sourceObjectName": "User",
                                        "targetObjectName": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                                        "attributeMappings": default if mappings is None else mappings,
                                    }
                                ],
                            }
                        ],
                    },
                }
            ],
        }
    )
