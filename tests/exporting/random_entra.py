"""Entra bundles drawn at random: policies, transformations and jobs of every documented shape, and parts missing.

Source: Microsoft Graph v1.0 (servicePrincipal, synchronizationJob, synchronizationSchema) and beta (customClaimsPolicy);
Microsoft, "Claims customization using a policy".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

Body = dict[str, Any]

REFUSED = {"reason": "the vendor refused it (403)", "remedy": "grant the permission, then export again"}
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
ATTRIBUTES = (
    *("userprincipalname", "mail", "objectid", "employeeid", "onpremisessamaccountname", "extensionattribute1"),
    *("displayname", "localuserprincipalname", "othermail", "mailnickname", " Mail ", "telephonenumber"),
)
NAMES = ("email", "name", "givenname", "uid", "upn", "emailaddress", "groups")
SCIM_TARGETS = (
    *(
        "userName",
        "externalId",
        'emails[type eq "work"].value',
        "emails[primary eq true].value",
        "displayName",
        "active",
    ),
    *("name.givenName", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber", "nickName"),
)
_PROVISIONED = ("userPrincipalName", "mail", "objectId", "mailNickname", "employeeId", "extensionAttribute1")
_EXPRESSIONS = (
    'Join("@", NormalizeDiacritics(StripSpaces([mailNickname])), "contoso.com")',
    "ToLower([userPrincipalName])",
    "ToLower([mail], )",
    "IIF(IsPresent([mail]), [mail], [userPrincipalName])",
    'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
    "Coalesce([mail], [userPrincipalName])",
    "NoSuchFunction([mail])",
    'Replace([userPrincipalName], , "(?<Suffix>@(.)*)", "Suffix", "", , )',
)
_ACS = (
    "https://contoso.eu.auth0.com/login/callback?connection=a",
    "https://contoso.eu.auth0.com/login/callback?connection=b",
    "https://fabrikam.us.auth0.com/login/callback?connection=a",
    "https://login.contoso.example/login/callback?connection=a",
    "https://login.docker.com/login/callback?connection=contoso-saml",
    "https://acme.okta.com/sso/saml2/0oaINBOUND0000000901",
    "https://acme.okta.com/oauth2/v1/authorize/callback",
    "https://app.datadoghq.eu/account/saml/assertion",
    "https://ledger.example/acs",
    "https://contoso.grafana.net/saml/acs",
)
ENTITY_IDS = (
    "urn:auth0:contoso:a",
    "urn:auth0:contoso:b",
    "https://www.okta.com/saml2/service-provider/spacme0000000901",
    "https://ledger.example/saml",
    "https://slack.com",
)
CLIENT_IDS = tuple(f"5d1c0f6e-0002-4a00-9000-0000000000{number:02x}" for number in range(6))


def entra_bundle(random: Random, number: int) -> Body:
    """One application with its policies and jobs; some of the parts are refused, absent or null."""
    bundle: Body = {"servicePrincipal": _principal(random, number), "tenant": "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f"}
    parts = {
        "application": random.choice(
            (None, None, {"appId": "x", "identifierUris": random.sample(ENTITY_IDS, random.randrange(2))})
        ),
        "claimsMappingPolicies": _mapping_policies(random),
        "claimsPolicy": _claims_policies(random),
        "synchronizationJobs": _jobs(random, number),
        "appRoleAssignedTo": {
            "value": [
                {"resourceId": "r", "principalType": random.choice(("User", "Group", "ServicePrincipal"))}
                for _ in range(random.randrange(3))
            ]
        },
    }
    for key, body in parts.items():
        fate = random.random()
        if fate < 0.08:
            bundle.setdefault("notRead", {})[key] = REFUSED
        elif fate > 0.04 + 0.08:
            bundle[key] = body
    return bundle


def _principal(random: Random, number: int) -> Body:
    saml = random.random() < 0.8
    app_id = random.choice(CLIENT_IDS)
    principal: Body = {
        "id": f"5d1c0f6e-0001-4a00-9000-0000000000{number:02x}",
        "appId": app_id,
        "displayName": random.choice(
            ("Ledger", "Payroll", "Auth0 production", f"Product {number}", "Ünïcode: [x] #1", None)
        ),
        "accountEnabled": random.choice((True, True, True, False, None)),
        "servicePrincipalType": random.choice(
            ("Application", "Application", "Application", "Legacy", "ManagedIdentity")
        ),
        "preferredSingleSignOnMode": "saml"
        if saml
        else random.choice(("oidc", "password", "notSupported", None, "new")),
        "replyUrls": random.sample(_ACS, random.choice((0, 1, 1, 1, 2))),
        "servicePrincipalNames": [app_id, *random.sample(ENTITY_IDS, random.randrange(2))],
        "tags": random.choice(([], ["WindowsAzureActiveDirectoryCustomSingleSignOnApplication"])),
        "preferredTokenSigningKeyThumbprint": random.choice((None, None, "A1B2")),
        "applicationTemplateId": random.choice((None, "8adf8e6e-67b2-4cf2-a259-e3dc5476c621")),
        "appOwnerOrganizationId": random.choice((None, "f8cdef31-a31e-4b4a-93e4-5f571e91255a")),
        "appRoleAssignmentRequired": random.choice((True, False)),
    }
    return {key: each for key, each in principal.items() if key in {"id", "displayName"} or random.random() > 0.02}


# --- claims ----------------------------------------------------------------------------------------------------------


def _mapping_policies(random: Random) -> Any:
    count = random.choice((0, 0, 0, 0, 0, 1, 1, 1, 2))
    policies = [_mapping_policy(random, number) for number in range(count)]
    return random.choice((policies, policies, policies, {"value": policies}, policies or None))


def _mapping_policy(random: Random, number: int) -> Body:
    entries = [_schema_entry(random) for _ in range(random.randrange(5))]
    policy = {
        "Version": 1,
        "IncludeBasicClaimSet": random.choice(("true", "false", True, False)),
        "ClaimsSchema": entries,
        random.choice(("ClaimsTransformation", "ClaimsTransformations")): [_transformation_entry(random)],
    }
    texts = [json.dumps({"ClaimsMappingPolicy": policy}), json.dumps({"ClaimsMappingPolicy": policy}, indent=2)]
    if random.random() < 0.05:
        # Text that is no JSON object is IDP901 in a file; an export says instead that it was not read.
        texts = ['{"Other": {}}', '{"ClaimsMappingPolicy": null}']
    body = {"id": f"7a0{number}", "displayName": "policy", "definition": [random.choice(texts)]}
    if random.random() < 0.05:
        body["deletedDateTime"] = "2026-01-01T00:00:00Z"
    return body


def _schema_entry(random: Random) -> Body:
    claim = random.choice((f"{CLAIMS}/nameidentifier", f"{CLAIMS}/nameidentifier", *NAMES, f"{CLAIMS}/emailaddress"))
    key = random.choice(("SamlClaimType", "SAMLClaimType", "SamlClaimType", "JwtClaimType"))
    source = random.choice(
        (
            {"Source": random.choice(("user", "User")), random.choice(("ID", "Id")): random.choice(ATTRIBUTES).strip()},
            {"Source": "user", "ExtensionID": "extension_0f0f0f0f_staff"},
            {"Value": "constant"},
            {"Source": "transformation", "ID": "out", random.choice(("TransformationID", "TransformationId")): "mk"},
            {"Source": "company", "ID": "tenantcountry"},
            {"Source": "user", "ID": "mail"},
            {},
        )
    )
    return {**source, key: claim} if random.random() < 0.9 else {**source}


def _transformation_entry(random: Random) -> Body:
    method = random.choice(("Join", "ExtractMailPrefix", "ToLowercase()", "RegexReplace()", "CreateStringClaim"))
    return {
        "ID": "mk",
        "TransformationMethod": method,
        "InputClaims": [
            {
                "ClaimTypeReferenceId": random.choice(("mail", "userprincipalname", "employeeid")),
                "TransformationClaimType": random.choice(("string1", "mail", "string")),
                "TreatAsMultiValue": random.choice((True, False, "true")),
            }
        ],
        "InputParameters": [
            {"ID": "string2", "Value": "contoso.com"},
            {"ID": "separator", "Value": "@", "DataType": "string"},
            {"ID": "value", "Value": "x"},
        ],
        "OutputClaims": [{"ClaimTypeReferenceId": "out", "TransformationClaimType": "outputClaim"}],
    }


def _claims_policies(random: Random) -> Any:
    policy = {
        "id": "9b00",
        "includeBasicClaimSet": random.choice((True, True, False)),
        "audienceOverride": None,
        "groupFilter": None,
        "claims": [
            *([_claim(random, name_id=True)] if random.random() < 0.9 else []),
            *(_claim(random, name_id=False) for _ in range(random.randrange(4))),
        ],
    }
    none: Body | None = random.choice(
        (None, {"value": []}, {"error": {"code": "Request_ResourceNotFound", "message": "gone"}})
    )
    return random.choice((policy, policy, policy, policy, {"value": [policy]}, none, none))


def _claim(random: Random, *, name_id: bool) -> Body:
    configurations = [_configuration(random) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    if random.random() < 0.7:
        configurations[0]["condition"] = None
    if name_id:
        return {
            "@odata.type": "#microsoft.graph.samlNameIdClaim",
            "nameIdFormat": random.choice(("default", "unspecified", "emailAddress", "persistent", None)),
            "serviceProviderNameQualifier": None,
            "configurations": configurations,
        }
    return {
        "@odata.type": "#microsoft.graph.customClaim",
        "name": random.choice(NAMES),
        "namespace": random.choice((None, "", CLAIMS, f"{CLAIMS}/")),
        "tokenFormat": random.choice((["saml"], ["jwt"], ["saml", "jwt"], [])),
        "samlAttributeNameFormat": "unspecified",
        "configurations": configurations,
    }


def _configuration(random: Random) -> Body:
    condition = random.choice((None, "any", "members", "allGuests", "aadGuests", "externalGuests"))
    groups = random.choice(([], [], [], ["11111111-0000-4000-8000-000000000001", "0000-other"]))
    transformations = [_transformation(random) for _ in range(random.choice((0, 0, 1, 1, 2)))]
    return {
        "condition": {"@odata.type": "#microsoft.graph.customClaimCondition", "userType": condition, "memberOf": groups}
        if condition
        else None,
        "attribute": random.choice((attribute(random), attribute(random), None)),
        "transformations": random.choice((transformations, transformations, transformations or None)),
    }


def attribute(random: Random) -> Body:
    """A sourcedAttribute or valueBasedAttribute."""
    if random.random() < 0.1:
        return {"@odata.type": "#microsoft.graph.valueBasedAttribute", "value": random.choice(("constant", "", "a\nb"))}
    if random.random() < 0.1:
        ident = "extension_0f0f0f0f_Staff"
        return {
            "@odata.type": "#microsoft.graph.sourcedAttribute",
            "id": ident,
            "source": "user",
            "isExtensionAttribute": True,
        }
    return {
        "@odata.type": "#microsoft.graph.sourcedAttribute",
        "id": random.choice(ATTRIBUTES),
        "source": random.choice(("user", "user", "user", "User", "company", None)),
        "isExtensionAttribute": False,
    }


def _transformation(random: Random) -> Body:
    def held() -> Body:
        return {"treatAsMultiValue": random.choice((False, False, True)), "attribute": attribute(random)}

    kind, fields = random.choice(
        (
            ("join", {"separator": random.choice(("@", "-", "")), "input2": held()}),
            ("extractMailPrefix", {}),
            ("toLowercase", {}),
            ("toUppercase", {}),
            ("contains", {"value": "@contoso", "output": held()}),
            ("startsWith", {"value": "a", "output": held()}),
            ("endsWith", {"value": ".com", "output": held()}),
            ("ifEmpty", {"output": held()}),
            ("ifNotEmpty", {"output": held()}),
            ("extract", {"type": random.choice(("prefix", "suffix", "between", "after")), "value": "@", "value2": "."}),
            ("extractAlpha", {"type": random.choice(("prefix", "suffix"))}),
            ("extractNumber", {"type": random.choice(("prefix", "suffix"))}),
            ("substring", {"index": random.randrange(3), "length": random.choice((None, 4))}),
            ("trim", {"type": random.choice(("leading", "trailing", "leadingAndTrailing")), "value": " "}),
            (
                "regexReplace",
                {
                    "regex": r"^(?'name'[^@]+)@.*$",
                    "replacement": random.choice(("{name}", "{name}@{mail}", "x")),
                    "additionalAttributes": [attribute(random) for _ in range(random.randrange(2))],
                },
            ),
            ("future", {"knob": 1}),
        )
    )
    wired = {"@odata.type": f"#microsoft.graph.{kind}Transformation", "input": held(), **fields}
    return wired if random.random() < 0.9 else {"@odata.type": wired["@odata.type"], **fields}


# --- provisioning ----------------------------------------------------------------------------------------------------


def _jobs(random: Random, number: int) -> Any:
    jobs = [_job(random, f"{number:04x}{index:04x}") for index in range(random.choice((0, 1, 1, 1, 1, 2)))]
    return random.choice((jobs, jobs, jobs, {"value": jobs}, jobs or None))


def _job(random: Random, suffix: str) -> Body:
    template = random.choice(("scim", "scim", "scim", "customappsso", "Azure2Azure", "Workday2AD"))
    ident = f"{template}.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.3c000000-0000-4000-8000-0000{suffix}"
    job: Body = {
        "id": ident,
        "templateId": template,
        "schedule": {"state": random.choice(("Active", "Active", "Disabled", "Paused", None)), "interval": "PT40M"},
        "status": {
            "code": random.choice(("Active", "Active", "Quarantine", "NotRun", "Paused", "NotConfigured", None))
        },
    }
    fate = random.random()
    if fate < 0.08:
        job["notRead"] = {"schema": REFUSED}
    elif fate < 0.12:
        job["schema"] = None
    elif fate > 0.15:
        mappings = [_object_mapping(random) for _ in range(random.choice((1, 1, 1, 2)))]
        job["schema"] = {
            "id": ident,
            "synchronizationRules": [
                {
                    "name": "USER_OUTBOUND_USER",
                    "sourceDirectoryName": random.choice(
                        ("Azure Active Directory", "Azure Active Directory", "Workday")
                    ),
                    "targetDirectoryName": "customappsso",
                    "objectMappings": mappings,
                }
            ],
        }
    return job


def _object_mapping(random: Random) -> Body:
    is_group = random.random() < 0.1
    return {
        "enabled": random.choice((True, True, True, False)),
        "name": "Provision",
        "sourceObjectName": "Group" if is_group else "User",
        "targetObjectName": f"urn:ietf:params:scim:schemas:core:2.0:{'Group' if is_group else 'User'}",
        "attributeMappings": [
            _line(random, target, index)
            for index, target in enumerate(random.sample(SCIM_TARGETS, random.randrange(2, 7)))
        ],
    }


def _line(random: Random, target: str, index: int) -> Body:
    name, expression = random.choice(_PROVISIONED), random.choice(_EXPRESSIONS)
    source = random.choice(
        (
            {"type": "Attribute", "name": name, "expression": f"[{name}]", "parameters": []},
            {"type": "Attribute", "name": name, "expression": f"[{name}]", "parameters": []},
            {"type": "Attribute", "name": name, "expression": None},
            {"type": "Function", "name": "ToLower", "expression": expression, "parameters": [{"key": "source"}]},
            {"type": "Function", "name": "ToLower"},
            {"type": "Constant", "name": "fixed", "expression": '"fixed"'},
            None,
        )
    )
    return {
        "targetAttributeName": target,
        "matchingPriority": random.choice((0, 0, index + 1)),
        "flowType": random.choice(("Always", "Always", "ObjectAddOnly")),
        "defaultValue": random.choice((None, None, None, "", "none")),
        "source": source,
    }
