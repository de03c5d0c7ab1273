"""What `idplint export` passes on of the bodies that a service gave: no secret, wherever one may stand."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from idplint.documents.reading import read_document
from idplint.inputs.recognition import Recognised
from idplint.inputs.redaction import redacted
from idplint.model.values import Unknown
from tests.entra_bundles import bundle, mapping, name_id_policy
from tests.inputs.redaction_bodies import (
    AUTH0,
    MARKER,
    OKTA,
    PRIVATE_KEY,
    WHOLE,
    Idp,
    compact_token,
    places,
    put,
    text_of,
    value_at,
)

# --- secrets in bodies as the services send them ----------------------------------------------------------------------------


def test_entra_bodies_lose_keys_passwords_and_notes() -> None:
    body = bundle()
    body["servicePrincipal"] |= {
        "passwordCredentials": [{"secretText": MARKER, "hint": MARKER}],
        "keyCredentials": [{"key": MARKER}],
        "notes": MARKER,
        "customSecurityAttributes": {"x": MARKER},
    }
    body["application"] = {"appId": "x", "identifierUris": [], "passwordCredentials": [{"secretText": MARKER}]}
    body["synchronizationJobs"][0] |= {
        "synchronizationJobSettings": [{"name": "SecretToken", "value": MARKER}],
        "secrets": [{"key": "SecretToken", "value": MARKER}],
    }
    body["synchronizationJobs"][0]["schema"]["directories"] = [{"metadata": [{"key": "k", "value": MARKER}]}]
    body["appRoleAssignedTo"] = {
        "value": [{"resourceId": "r", "principalType": "User", "principalDisplayName": MARKER}]
    }

    assert MARKER not in text_of(redacted(body, "entra"))


def test_okta_bodies_lose_tokens_passwords_and_the_headers_of_hooks() -> None:
    body = copy.deepcopy(OKTA)
    app: dict[str, Any] = body["app"]  # type: ignore[assignment]
    app["credentials"] |= {
        "password": {"value": MARKER},
        "signing": {"kid": MARKER},
        "oauthClient": {"client_id": "0oa1", "client_secret": MARKER},
    }
    app["settings"] |= {"app": {"adminPassword": MARKER}, "notes": {"admin": MARKER}}
    app["profile"] = {"apiKey": MARKER}
    hook = {"id": "cal1", "name": "stamp", "status": "ACTIVE", "type": "com.okta.saml.tokens.transform"}
    hook |= {"channel": {"config": {"uri": MARKER, "authScheme": {"value": MARKER}, "headers": [{"value": MARKER}]}}}  # type: ignore[dict-item]
    body["inlineHooks"] = [hook]
    body["connection"] |= {"profile": {"authScheme": "TOKEN", "token": MARKER}}  # type: ignore[operator]

    kept = redacted(body, "okta")

    assert MARKER not in text_of(kept)
    assert kept["inlineHooks"][0]["name"] == "stamp"


def test_an_okta_identity_provider_loses_its_client_secret() -> None:
    body = {
        "id": "0oaidp",
        "type": "OIDC",
        "protocol": {
            "credentials": {"client": {"client_id": "c", "client_secret": MARKER}, "signing": {"kid": MARKER}}
        },
        "policy": {"provisioning": {"action": "AUTO"}},
    }

    kept = redacted(body, "okta")

    assert MARKER not in text_of(kept)
    assert kept["protocol"] == {"credentials": {"client": {"client_id": "c"}}}


def test_auth0_bodies_lose_certificates_secrets_and_tokens() -> None:
    body: dict[str, Any] = copy.deepcopy(AUTH0)
    body["connection"]["options"] |= {
        "client_secret": MARKER,
        "signingCert": MARKER,
        "app_secret": MARKER,
        "decryptionKey": {"key": MARKER},
        "upstream_params": {"x": {"value": MARKER}},
    }
    body["scimConfiguration"]["tokens"] = [{"token": MARKER}]

    kept = redacted(body, "auth0")

    assert MARKER not in text_of(kept)
    assert kept == AUTH0


# --- secrets among what is read -----------------------------------------------------------------------------------------------


def test_a_mapping_line_that_fills_a_password_loses_what_fills_it() -> None:
    line = {**mapping("urn:x:password", "mail"), "defaultValue": MARKER}
    line["source"] = {"type": "Constant", "name": MARKER, "expression": MARKER}
    other = mapping("userName", "mail")

    kept = redacted(bundle(mappings=[line, other]), "entra")

    lines = kept["synchronizationJobs"][0]["schema"]["synchronizationRules"][0]["objectMappings"][0][
        "attributeMappings"
    ]
    assert lines[0] == {"targetAttributeName": "urn:x:password", "matchingPriority": 0, "flowType": "Always"}
    assert lines[1] == other


def test_a_claim_called_like_a_secret_loses_its_source() -> None:
    body = bundle(name_id="mail")
    claim = {
        "@odata.type": "#microsoft.graph.customClaim",
        "name": "apiToken",
        "configurations": [{"attribute": {"value": MARKER}, "transformations": []}],
    }
    body["claimsPolicy"]["claims"].append(claim)

    kept = redacted(body, "entra")

    assert kept["claimsPolicy"]["claims"] == [
        *name_id_policy("mail")["claims"],
        {"@odata.type": "#microsoft.graph.customClaim", "name": "apiToken"},
    ]


def test_okta_statements_and_properties_called_like_a_secret_lose_their_values() -> None:
    body: dict[str, Any] = copy.deepcopy(OKTA)
    statements = body["app"]["settings"]["signOn"]["attributeStatements"]
    statements.append({"type": "EXPRESSION", "name": "api_key", "values": [MARKER]})
    body["profileMappings"][0]["properties"]["clientSecret"] = {"expression": MARKER, "pushStatus": "PUSH"}
    body["federatedClaims"] = [{"id": "ofc1", "name": "access-token", "expression": MARKER}]

    kept = redacted(body, "okta")

    assert MARKER not in text_of(kept)
    assert kept["profileMappings"][0]["properties"]["clientSecret"] == {"expression": "REDACTED", "pushStatus": "PUSH"}
    assert kept["app"]["settings"]["signOn"]["attributeStatements"][1] == {"type": "EXPRESSION", "name": "api_key"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://ann:pw@ledger.example/acs", "https://ledger.example/acs"),
        ("https://ledger.example/acs?tenant=1&api_key=x", "https://ledger.example/acs?tenant=1&api_key=REDACTED"),
        ("https://ledger.example/a?%74oken=x;b=2", "https://ledger.example/a?%74oken=REDACTED;b=2"),
        ("https://ledger.example/token=x?token=x", "https://ledger.example/token=x?token=REDACTED"),
        ("https://ledger.example/#access_token=x", "https://ledger.example/#access_token=REDACTED"),
        ("https://[half?token=x", "https://[half?token=REDACTED"),
        ("spn:5d1c0f6e", "spn:5d1c0f6e"),
    ],
)
def test_urls_lose_credentials_and_nothing_else(written: str, kept: str) -> None:
    assert redacted(bundle(acs=written), "entra")["servicePrincipal"]["replyUrls"] == [kept]


def test_an_expression_loses_only_what_stands_in_its_urls() -> None:
    body: dict[str, Any] = copy.deepcopy(OKTA)
    template = 'user.code == "1" ? "https://a:b@x.example/?token=1&y=2" : user.email'
    body["app"]["settings"]["signOn"]["subjectNameIdTemplate"] = template

    kept = redacted(body, "okta")["app"]["settings"]["signOn"]["subjectNameIdTemplate"]

    assert kept == 'user.code == "1" ? "https://x.example/?token=REDACTED&y=2" : user.email'


@pytest.mark.parametrize("secret", [PRIVATE_KEY, compact_token()], ids=["private key", "token"])
@pytest.mark.parametrize(("idp", "body"), WHOLE, ids=[idp for idp, _ in WHOLE])
def test_a_private_key_or_token_comes_out_of_no_place_at_all(idp: Idp, body: dict[str, Any], secret: str) -> None:
    texts = [place for place in places(body) if isinstance(value_at(body, place), str)]

    assert texts
    for place in texts:
        kept = redacted(put(body, place, f"before {secret} after"), idp)
        assert secret.splitlines()[-1] not in text_of(kept)
        assert secret.split("\n", maxsplit=1)[0] not in text_of(kept)


def test_a_token_in_the_name_of_a_property_does_not_come_out() -> None:
    body: dict[str, Any] = copy.deepcopy(OKTA)
    body["profileMappings"][0]["properties"][compact_token()] = {"expression": "user.email"}

    assert list(redacted(body, "okta")["profileMappings"][0]["properties"]) == ["email"]


def test_a_host_that_begins_like_a_token_is_none() -> None:
    kept = redacted(bundle(acs="https://eyjafjalla.ledger.example/acs"), "entra")

    assert kept["servicePrincipal"]["replyUrls"] == ["https://eyjafjalla.ledger.example/acs"]


# --- why something was not read -----------------------------------------------------------------------------------------------


def test_the_reason_why_a_part_was_not_read_stays_without_secrets() -> None:
    body = bundle()
    del body["claimsPolicy"]
    said = {"reason": f"refused: Bearer {compact_token()}", "remedy": "see https://a:b@x.example", "body": MARKER}
    body["notRead"] = {"claimsPolicy": said, MARKER: {"reason": "x"}}
    body["synchronizationJobs"][0]["notRead"] = {"schema": {"reason": "refused (403)", "remedy": "grant it"}}

    kept = redacted(body, "entra")

    assert kept["notRead"] == {"claimsPolicy": {"reason": "REDACTED", "remedy": "see https://x.example"}}
    assert kept["synchronizationJobs"][0]["notRead"] == {"schema": {"reason": "refused (403)", "remedy": "grant it"}}


# --- claims mapping policies --------------------------------------------------------------------------------------------------


def with_definition(text: str) -> dict[str, Any]:
    return bundle() | {"claimsMappingPolicies": [{"id": "p1", "definition": [text]}]}


def definition_of(kept: dict[str, Any]) -> Any:
    return json.loads(kept["claimsMappingPolicies"][0]["definition"][0])


NAME_ID = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"
TRANSFORMED = {
    "ClaimsMappingPolicy": {
        "IncludeBasicClaimSet": "true",
        "ClaimsSchema": [
            {"Source": "user", "ID": "mail"},
            {"Source": "transformation", "ID": "nid", "TransformationId": "cut", "SamlClaimType": NAME_ID},
        ],
        "ClaimsTransformation": [
            {
                "ID": "cut",
                "TransformationMethod": "ExtractMailPrefix",
                "InputClaims": [{"ClaimTypeReferenceId": "mail", "TransformationClaimType": "mail"}],
                "OutputClaims": [{"ClaimTypeReferenceId": "nid", "TransformationClaimType": "outputClaim"}],
            }
        ],
    }
}


def test_a_policy_keeps_what_is_read_of_it_with_its_transformations() -> None:
    written = copy.deepcopy(TRANSFORMED)
    written["ClaimsMappingPolicy"]["Version"] = MARKER
    written["ClaimsMappingPolicy"]["ClaimsTransformation"][0]["Note"] = MARKER  # type: ignore[index]

    assert definition_of(redacted(with_definition(json.dumps(written)), "entra")) == TRANSFORMED


def test_a_policy_claim_called_like_a_secret_takes_transformations_and_constants_with_it() -> None:
    written: dict[str, Any] = copy.deepcopy(TRANSFORMED)
    policy = written["ClaimsMappingPolicy"]
    policy["ClaimsSchema"] += [
        {"Source": "transformation", "ID": "x", "TransformationId": "make", "JwtClaimType": "client_secret"},
        {"Value": MARKER, "ID": "harmless"},
    ]
    policy["ClaimsTransformation"].append(
        {
            "ID": "make",
            "TransformationMethod": "CreateStringClaim",
            "InputParameters": [{"ID": "value", "Value": MARKER}],
        }
    )

    kept = redacted(with_definition(json.dumps(written)), "entra")

    assert MARKER not in text_of(kept)
    assert "ClaimsTransformation" not in definition_of(kept)["ClaimsMappingPolicy"]


def test_a_constant_of_a_policy_claim_called_like_a_secret_is_left_out() -> None:
    entry = {"Value": MARKER, "SamlClaimType": "https://ledger.example/api-key"}
    written = {"ClaimsMappingPolicy": {"ClaimsSchema": [entry]}}

    kept = definition_of(redacted(with_definition(json.dumps(written)), "entra"))

    assert kept["ClaimsMappingPolicy"]["ClaimsSchema"] == [{"SamlClaimType": "https://ledger.example/api-key"}]


@pytest.mark.parametrize(
    "text",
    [
        f"{MARKER} is no JSON",
        f'["{MARKER}"]',
        f'"{MARKER}"',
        f'{{"ClaimsMappingPolicy": {{}}, "claimsMappingPolicy": "{MARKER}"}}',
        f'{{"a": 1, "a": "{MARKER}"}}',
        '{"a":' * 100 + f'"{MARKER}"' + "}" * 100,
        '{"a":' * 100_000,
    ],
    ids=["text", "list", "string", "rival keys", "duplicate keys", "deep", "endless"],
)
def test_a_definition_that_can_not_be_read_in_one_way_is_left_out_with_its_reason(text: str) -> None:
    kept = redacted(with_definition(text), "entra")

    (policy,) = kept["claimsMappingPolicies"]
    assert MARKER not in text_of(kept)
    assert set(policy) == {"id", "notRead"}
    assert policy["notRead"]["definition"]["reason"].startswith("its text is no JSON")


def test_odd_values_come_out_as_something_that_can_be_written() -> None:
    body = with_definition('{"ClaimsMappingPolicy": {"ClaimsSchema": [{"Source": "\\ud800", "ID": 1e999}]}}')
    body["servicePrincipal"]["accountEnabled"] = float("nan")

    kept = redacted(body, "entra")

    assert json.loads(json.dumps(kept, allow_nan=False)) == kept
    assert kept["claimsMappingPolicies"][0]["definition"][0].isascii()


def transformation_input(name: str) -> dict[str, Any]:
    attribute = {"@odata.type": "#microsoft.graph.sourcedAttribute", "id": name, "source": "user"}
    return {"treatAsMultiValue": False, "attribute": {**attribute, "isExtensionAttribute": False}}


def test_every_transformation_that_is_evaluated_stays_whole() -> None:
    mail, other = transformation_input("mail"), transformation_input("employeeid")
    steps: list[dict[str, Any]] = [
        {"@odata.type": "join", "input": mail, "separator": "-", "input2": other},
        {"@odata.type": "contains", "input": mail, "value": "a", "output": other},
        {"@odata.type": "ifEmpty", "input": mail, "output": other},
        {"@odata.type": "extract", "input": mail, "type": "between", "value": "a", "value2": "b"},
        {"@odata.type": "substring", "input": mail, "index": 1, "length": 2},
        {"@odata.type": "trim", "input": mail, "type": "leading", "value": "0"},
        {
            "@odata.type": "regexReplace",
            "input": mail,
            "regex": "(?'name'.*)@",
            "replacement": "{name}-{employeeid}",
            "additionalAttributes": [other["attribute"]],
        },
    ]
    body = bundle(name_id="mail")
    (configuration,) = body["claimsPolicy"]["claims"][0]["configurations"]
    configuration["transformations"] = steps

    kept = redacted(body, "entra")

    assert kept["claimsPolicy"]["claims"][0]["configurations"][0]["transformations"] == steps


def test_bags_within_bags_are_cut() -> None:
    body: dict[str, Any] = {"servicePrincipal": {}}
    inner = body["servicePrincipal"]
    for _ in range(800):
        inner["AdditionalProperties"] = {}
        inner = inner["AdditionalProperties"]
    inner["displayName"] = MARKER

    assert MARKER not in text_of(redacted(body, "entra"))


def test_a_body_nested_without_end_is_cut() -> None:
    body: dict[str, Any] = {"claimsPolicy": {}}
    inner = body["claimsPolicy"]
    for _ in range(800):
        inner["value"] = [{}]
        inner = inner["value"][0]
    inner["claims"] = [{"name": MARKER}]

    assert MARKER not in text_of(redacted(body, "entra"))


def test_powershell_objects_are_treated_alike_whatever_the_case_of_their_keys() -> None:
    body = {
        "ServicePrincipal": {
            "Id": "5d1c0f6e",
            "AdditionalProperties": {"displayName": "Ledger", "passwordCredentials": [{"secretText": MARKER}]},
            "KeyCredentials": MARKER,
        }
    }

    assert redacted(body, "entra") == {
        "ServicePrincipal": {"Id": "5d1c0f6e", "AdditionalProperties": {"displayName": "Ledger"}}
    }


def test_a_policy_whose_definition_is_no_json_says_so_in_the_document() -> None:
    bundle = {
        "servicePrincipal": {"id": "6f0c0000-0000-4000-8000-000000000001", "preferredSingleSignOnMode": "saml"},
        "claimsMappingPolicies": [{"id": "7a", "definition": ["{'single': 'quotes'}"]}],
    }
    kept = redacted(bundle, "entra")
    document = read_document("bundle.json", json.dumps(kept).encode())
    recognised = Recognised()
    recognised.add(document)
    (application,) = recognised.read().applications
    assert isinstance(application.name_id, Unknown)
    assert application.name_id.reason.startswith("its text is no JSON that can be read in one way only")
