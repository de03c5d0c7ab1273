"""An invented Entra tenant, written as the bundles that docs/getting-input.md makes, for measuring."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_TENANT = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"
_CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
_TARGETS = (
    ("userName", "userPrincipalName"),
    ("displayName", "displayName"),
    ("title", "jobTitle"),
    ('emails[type eq "work"].value', "mail"),
    ("name.givenName", "givenName"),
    ("name.familyName", "surname"),
    ("preferredLanguage", "preferredLanguage"),
    ('addresses[type eq "work"].locality', "city"),
    ('addresses[type eq "work"].country', "country"),
    ('phoneNumbers[type eq "work"].value', "telephoneNumber"),
    ("externalId", "objectId"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "department"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber", "employeeId"),
)


class Shape(NamedTuple):
    """How large the tenant is."""

    bundles: int
    schema_bytes: int
    with_schema: float = 0.30
    """Share of the applications that are provisioned, each with a schema of `schema_bytes`."""
    with_finding: float = 0.01
    """Share of all applications whose NameID is not what SCIM stores."""


def write_tenant(folder: Path, shape: Shape, *, one_file: bool) -> list[Path]:
    """Write the tenant: a file for each application, or one JSON array; returns the files."""
    texts = (json.dumps(bundle(number, shape), separators=(",", ":")) for number in range(shape.bundles))
    if one_file:
        path = folder / "tenant.json"
        path.write_text("[" + ",\n".join(texts) + "]", encoding="utf-8")
        return [path]
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"app-{number:05}.json"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def bundle(number: int, shape: Shape) -> dict[str, Any]:
    """Return one application; the same number always gives the same one."""
    provisioned = number % 100 < round(shape.with_schema * 100)
    wrong = number % 100 < round(shape.with_finding * 100)
    object_id = f"6f0c0000-0000-4000-8000-{number:012d}"
    name_id = "mail" if wrong else "userprincipalname"
    return {
        "servicePrincipal": _service_principal(number, object_id),
        "application": {
            "id": f"4a000000-0000-4000-8000-{number:012d}",
            "appId": f"9d000000-0000-4000-8000-{number:012d}",
            "displayName": f"Application {number}",
            "identifierUris": [f"https://app{number}.example/saml/metadata"],
            "signInAudience": "AzureADMyOrg",
        },
        "claimsMappingPolicies": [],
        "claimsPolicy": {
            "@odata.context": "https://graph.microsoft.com/beta/$metadata#claimsPolicy/$entity",
            "id": object_id,
            "includeBasicClaimSet": True,
            "includeApplicationIdInIssuer": False,
            "audienceOverride": None,
            "groupFilter": None,
            "claims": [
                {
                    "@odata.type": "#microsoft.graph.samlNameIdClaim",
                    "nameIdFormat": "emailAddress",
                    "configurations": [_configuration(name_id)],
                },
                *(
                    {
                        "@odata.type": "#microsoft.graph.customClaim",
                        "name": claim,
                        "namespace": _CLAIMS,
                        "tokenFormat": ["saml"],
                        "samlAttributeNameFormat": None,
                        "configurations": [_configuration(attribute)],
                    }
                    for claim, attribute in (("givenname", "givenname"), ("surname", "surname"))
                ),
            ],
        },
        "synchronizationJobs": [_job(number, shape.schema_bytes)] if provisioned else [],
    }


def _service_principal(number: int, object_id: str) -> dict[str, Any]:
    return {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/$entity",
        "id": object_id,
        "deletedDateTime": None,
        "accountEnabled": True,
        "alternativeNames": [],
        "appDisplayName": f"Application {number}",
        "appDescription": None,
        "appId": f"9d000000-0000-4000-8000-{number:012d}",
        "applicationTemplateId": "8adf8e6e-67b2-4cf2-a259-e3dc5476c621",
        "appOwnerOrganizationId": "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f",
        "appRoleAssignmentRequired": True,
        "displayName": f"Application {number}",
        "homepage": f"https://app{number}.example/",
        "loginUrl": None,
        "logoutUrl": None,
        "notificationEmailAddresses": ["identity@contoso.com"],
        "preferredSingleSignOnMode": "saml",
        "preferredTokenSigningKeyThumbprint": None,
        "replyUrls": [f"https://contoso{number}.eu.auth0.com/login/callback?connection=entra-{number}"],
        "servicePrincipalNames": [f"urn:auth0:contoso{number}:entra-{number}"],
        "servicePrincipalType": "Application",
        "signInAudience": "AzureADMyOrg",
        "tags": [
            "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
            "WindowsAzureActiveDirectoryIntegratedApp",
        ],
        "tokenEncryptionKeyId": None,
        "addIns": [],
        "appRoles": [
            {
                "allowedMemberTypes": ["User"],
                "description": f"Role {role} of application {number}",
                "displayName": f"Role {role}",
                "id": f"1b000000-0000-4000-8{role:03d}-{number:012d}",
                "isEnabled": True,
                "origin": "Application",
                "value": f"role-{role}",
            }
            for role in range(4)
        ],
        "info": {"logoUrl": None, "marketingUrl": None, "privacyStatementUrl": None, "supportUrl": None},
        "keyCredentials": [],
        "oauth2PermissionScopes": [],
        "passwordCredentials": [],
        "resourceSpecificApplicationPermissions": [],
        "verifiedPublisher": {"displayName": None, "verifiedPublisherId": None, "addedDateTime": None},
    }


def _configuration(attribute: str) -> dict[str, Any]:
    source = {"@odata.type": "#microsoft.graph.sourcedAttribute", "id": attribute, "source": "user"}
    return {"condition": None, "attribute": {**source, "isExtensionAttribute": False}, "transformations": []}


def _job(number: int, schema_bytes: int) -> dict[str, Any]:
    job_id = f"customappsso.{_TENANT}.3c000000-0000-4000-8000-{number:012d}"
    schema: dict[str, Any] = {
        "id": job_id,
        "version": f"Date:2026-01-01T00:00:00.0000000Z, Version:{number}",
        "synchronizationRules": [
            {
                "id": f"5e000000-0000-4000-8000-{number:012d}",
                "name": "USER_OUTBOUND_USER",
                "priority": 1,
                "editable": True,
                "sourceDirectoryName": "Azure Active Directory",
                "targetDirectoryName": "customappsso",
                "objectMappings": [
                    {
                        "enabled": True,
                        "name": "Provision Azure Active Directory Users",
                        "sourceObjectName": "User",
                        "targetObjectName": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                        "flowTypes": "Add,Update,Delete",
                        "metadata": [],
                        "scope": None,
                        "attributeMappings": [
                            _line(target, source, rank) for rank, (target, source) in enumerate(_TARGETS)
                        ],
                    }
                ],
            }
        ],
        "directories": [],
    }
    # The remainder of a schema lists every attribute that either directory has.
    size = len(json.dumps(schema, separators=(",", ":")))
    described = _described(0)
    count = max(0, schema_bytes - size) // len(json.dumps(described, separators=(",", ":")))
    attributes = [_described(index) for index in range(count)]
    schema["directories"] = [
        {"id": "1", "name": "Azure Active Directory", "objects": [{"name": "User", "attributes": attributes}]}
    ]
    return {
        "id": job_id,
        "templateId": "customappsso",
        "schedule": {"expiration": None, "interval": "PT40M", "state": "Active"},
        "status": {"code": "Active", "countSuccessiveCompleteFailures": 0, "escrowsPruned": False, "progress": []},
        "synchronizationJobSettings": [{"name": "QuarantineTooManyDeletesThreshold", "value": "500"}],
        "schema": schema,
    }


def _line(target: str, source: str, rank: int) -> dict[str, Any]:
    return {
        "defaultValue": None,
        "exportMissingReferences": False,
        "flowBehavior": "FlowWhenChanged",
        "flowType": "Always",
        "matchingPriority": 1 if rank == 0 else 0,
        "targetAttributeName": target,
        "source": {"expression": f"[{source}]", "name": source, "type": "Attribute", "parameters": []},
    }


def _described(index: int) -> dict[str, Any]:
    return {
        "anchor": False,
        "caseExact": False,
        "defaultValue": None,
        "flowNullValues": False,
        "multivalued": False,
        "mutability": "ReadWrite",
        "name": f"extensionAttribute{index:04d}",
        "required": False,
        "type": "String",
        "apiExpressions": [],
        "metadata": [{"key": "Tags", "value": '[{"key":"MaxLength","value":"256"}]'}],
        "referencedObjects": [],
    }
