"""What resources of the msgraph provider say of an Entra application, by URL and body; plans beside their code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from idplint.model.application import Claim, Protocol
from idplint.model.values import Sourced, Unknown
from tests.inputs.terraform_estates import ASSIGNMENT, LEDGER, NAME_ID, Code, checked, mapping, name_id, policy

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.model.application import PartialApplication

GUID = "5d1c0f6e-0001-4a00-9000-0000000000a1"
APP_GUID = "5d1c0f6e-0002-4a00-9000-0000000000a1"
OBJECT_ID = "${azuread_service_principal.ledger.object_id}"


def configuration(attribute: str, condition: str = "null") -> str:
    return f"""{{
      condition = {condition}
      attribute = {{
        "@odata.type" = "#microsoft.graph.sourcedAttribute", id = {attribute}, source = "user", isExtensionAttribute = false
      }}
      transformations = []
    }}"""


def claims_policy(*configurations: str, more: str = "") -> str:
    return f"""{{
    includeBasicClaimSet = true
    audienceOverride     = null
    claims = [
      {{
        "@odata.type"  = "#microsoft.graph.samlNameIdClaim"
        nameIdFormat   = "emailAddress"
        configurations = [{", ".join(configurations)}]
      }},
      {more}
    ]
  }}"""


MAIL = configuration('"mail"')


def put(body: str, url: str = f'"servicePrincipals/{OBJECT_ID}/claimsPolicy"', more: str = "") -> str:
    return f"""
resource "msgraph_resource_action" "claims" {{
  api_version  = "beta"
  method       = "PUT"
  resource_url = {url}
  {more}
  body         = {body}
}}
"""


def branches(application: PartialApplication) -> dict[str | None, object]:
    claim = application.name_id
    assert isinstance(claim, Claim), claim
    return {
        each.users: each.source.value.text if isinstance(each.source, Sourced) else each.source
        for each in claim.branches
    }


@pytest.mark.parametrize(
    "resource",
    [
        put(claims_policy(MAIL)),
        put(claims_policy(MAIL), url=f'"/servicePrincipals/{OBJECT_ID}/claimsPolicy"'),
        put(claims_policy(MAIL), url=f'"https://graph.microsoft.com/beta/servicePrincipals/{OBJECT_ID}/claimsPolicy"'),
        put(claims_policy(MAIL), url='"${azuread_service_principal.ledger.id}/claimsPolicy"'),
        put(claims_policy(MAIL), url="azuread_service_principal.ledger.id", more='action = "claimsPolicy"'),
        put(claims_policy(MAIL), url=f'"servicePrincipals/{OBJECT_ID}"', more='action = "claimsPolicy"'),
        put(
            claims_policy(MAIL),
            url="\"servicePrincipals(appId='${azuread_application.ledger.client_id}')/claimsPolicy\"",
        ),
        put(f"jsonencode({claims_policy(MAIL)})"),
        put(claims_policy(MAIL))
        .replace("msgraph_resource_action", "msgraph_update_resource")
        .replace("resource_url", "url"),
    ],
)
def test_a_claims_policy_is_found_by_its_url_however_that_is_written(tmp_path: Path, resource: str) -> None:
    code = Code(tmp_path, LEDGER + resource)
    assert branches(code.only) == {None: "user.mail"}
    assert isinstance(code.only.name_id, Claim)
    stated = code.only.name_id.format
    assert stated is not None
    assert (stated.value, code.written(stated.origin)) == ("emailAddress", '"emailAddress"')
    source = code.only.name_id.branches[0].source
    assert isinstance(source, Sourced)
    assert code.written(source.origin) == '"mail"'


@pytest.mark.parametrize("change", [("PUT", "GET"), ("PUT", "DELETE"), ("body", 'when = "destroy"\n  body')])
def test_a_call_that_writes_nothing_says_nothing(tmp_path: Path, change: tuple[str, str]) -> None:
    code = Code(tmp_path, LEDGER + put(claims_policy(MAIL)).replace(*change))
    assert code.only.name_id is None


@pytest.mark.parametrize(
    "url", ['"applications/x"', f'"servicePrincipals/{OBJECT_ID}/owners"', '"users/x/sendMail"', "5", "null"]
)
def test_other_urls_are_not_ours(tmp_path: Path, url: str) -> None:
    code = Code(tmp_path, LEDGER + put('{ displayName = "x" }', url=url))
    assert code.only.name_id is None
    assert len(code.applications) == 1


def test_conditions_are_branches_and_a_group_in_code_goes_by_its_address(tmp_path: Path) -> None:
    condition = '{ userType = "any", memberOf = [azuread_group.staff.object_id] }'
    text = LEDGER + 'resource "azuread_group" "staff" {\n  display_name = "staff"\n}\n'
    found = Code(tmp_path, text + put(claims_policy(MAIL, configuration('"objectid"', condition)))).only
    named = {users: source for users, source in branches(found).items() if users and "azuread_group.staff" in users}
    assert set(named.values()) == {"user.objectid"}
    assert "\ue000" not in repr(found)


def test_a_value_that_only_the_provider_knows_is_unknown_for_that_claim_alone(tmp_path: Path) -> None:
    role = """{ "@odata.type" = "#microsoft.graph.customClaim", name = "Role", namespace = "https://sp.example"
      tokenFormat = ["saml"]
      configurations = [{ condition = null, attribute = { value = "${aws_iam_role.admin.arn},x" }, transformations = [] }] }"""
    found = Code(tmp_path, LEDGER + put(claims_policy(MAIL, more=role))).only
    assert branches(found) == {None: "user.mail"}
    assert isinstance(found.attributes, tuple)
    (claim,) = [each for each in found.attributes if each.name == "https://sp.example/Role"]
    assert isinstance(claim.branches[0].source, Unknown)


def test_a_claim_of_an_unknown_kind_may_be_the_name_id(tmp_path: Path) -> None:
    body = claims_policy(MAIL).replace('"#microsoft.graph.samlNameIdClaim"', "var.kind")
    found = Code(tmp_path, 'variable "kind" {}\n' + LEDGER + put(body)).only
    assert isinstance(found.name_id, Unknown)


def test_a_condition_that_is_not_known_leaves_the_name_id_unknown(tmp_path: Path) -> None:
    body = claims_policy(configuration('"mail"', "{ userType = var.kind }"))
    found = Code(tmp_path, 'variable "kind" {}\n' + LEDGER + put(body)).only
    (why,) = branches(found).values()
    assert isinstance(why, Unknown)
    assert "\ue000" not in str(why)


def test_a_mapping_policy_that_code_assigns_beats_the_claims_policy(tmp_path: Path) -> None:
    text = LEDGER + put(claims_policy(MAIL)) + ASSIGNMENT + policy(mapping(name_id('"employeeid"')))
    assert branches(Code(tmp_path, text).only) == {None: "user.employeeid"}


ASSIGNED = {
    "by body": """
resource "msgraph_resource_action" "assign" {
  resource_url = "servicePrincipals/${azuread_service_principal.ledger.object_id}/claimsMappingPolicies/$ref"
  method       = "POST"
  body         = { "@odata.id" = "https://graph.microsoft.com/v1.0/policies/claimsMappingPolicies/${msgraph_resource.policy.id}" }
}
""",
    "by collection": """
resource "msgraph_resource_collection" "assign" {
  url           = "servicePrincipals/${azuread_service_principal.ledger.object_id}/claimsMappingPolicies/$ref"
  reference_ids = [msgraph_resource.policy.id]
}
""",
}


@pytest.mark.parametrize("way", ASSIGNED)
def test_a_mapping_policy_may_be_made_and_assigned_through_graph(tmp_path: Path, way: str) -> None:
    made = f"""
resource "msgraph_resource" "policy" {{
  url  = "policies/claimsMappingPolicies"
  body = {{
    displayName = "Ledger"
    definition  = {mapping(name_id('"mail"'))}
  }}
}}
"""
    assert branches(Code(tmp_path, LEDGER + made + ASSIGNED[way]).only) == {None: "user.mail"}


def test_a_service_principal_may_be_made_through_graph(tmp_path: Path) -> None:
    text = f"""
resource "msgraph_resource" "principal" {{
  url  = "servicePrincipals"
  body = {{ appId = "{APP_GUID}", preferredSingleSignOnMode = "saml", accountEnabled = false }}
}}
""" + put(claims_policy(MAIL), url='"servicePrincipals/${msgraph_resource.principal.id}/claimsPolicy"')
    found = Code(tmp_path, text).only
    assert found.id.endswith("#msgraph_resource.principal")
    assert isinstance(found.protocol, Sourced)
    assert found.protocol.value is Protocol.SAML
    assert branches(found) == {None: "user.mail"}
    assert ("app-id", APP_GUID) in {(key.kind, key.value) for key in found.keys}


def test_an_update_sets_the_sign_on_mode(tmp_path: Path) -> None:
    update = f"""
resource "msgraph_update_resource" "mode" {{
  url  = "servicePrincipals/{OBJECT_ID}"
  body = {{ preferredSingleSignOnMode = "saml", accountEnabled = false }}
}}
"""
    found = Code(tmp_path, LEDGER.replace('  preferred_single_sign_on_mode = "saml"\n', "") + update).only
    assert isinstance(found.protocol, Sourced)
    assert found.protocol.value is Protocol.SAML
    assert isinstance(found.enabled, Sourced)
    assert found.enabled.value is False


def test_a_url_with_an_id_gives_the_key_to_an_export(tmp_path: Path) -> None:
    found = Code(tmp_path, put(claims_policy(MAIL), url=f'"servicePrincipals/{GUID}/claimsPolicy"')).only
    assert {(key.kind, key.value) for key in found.keys} == {("object-id", GUID)}


@pytest.mark.parametrize(
    "body",
    [
        "null",
        "5",
        "[]",
        "{}",
        '"x"',
        "var.nowhere",
        "{ claims = null }",
        "{ claims = 5 }",
        "{ claims = [null, 5, {}] }",
    ],
)
def test_whatever_a_body_is_reading_goes_on(tmp_path: Path, body: str) -> None:
    assert Code(tmp_path, LEDGER + put(body)).only.name_id is not None
    assert checked(tmp_path, {}).summary.applications == 1


# --- plans -----------------------------------------------------------------------------------------------------------

DEFINITION = json.dumps(
    {
        "ClaimsMappingPolicy": {
            "ClaimsSchema": [{"ID": "mail", "SamlClaimType": NAME_ID, "Source": "user"}],
            "IncludeBasicClaimSet": "false",
            "Version": 1,
        }
    }
)


def plan(**bodies: dict[str, Any]) -> dict[str, Any]:
    """A create plan in Terraform's documented format, written by hand after `terraform show -json`.

    Args:
        bodies: For each resource type its `values`, and under `references` the names in its expressions.
    """
    resources, changes, configured = [], [], []
    for kind, body in bodies.items():
        address = f"{kind}.ledger"
        values = {name: value for name, value in body.items() if name != "references"}
        resources.append({"address": address, "mode": "managed", "type": kind, "name": "ledger", "values": values})
        open_ = dict.fromkeys(body.get("references", {}), True)
        changes.append({"address": address, "change": {"actions": ["create"], "after": values, "after_unknown": open_}})
        expressions: dict[str, Any] = {name: {"constant_value": value} for name, value in values.items()}
        expressions |= {name: {"references": names} for name, names in body.get("references", {}).items()}
        configured.append(
            {"address": address, "mode": "managed", "type": kind, "name": "ledger", "expressions": expressions}
        )
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": configured}},
    }


def names(address: str, attribute: str) -> list[str]:
    return [f"{address}.{attribute}", address]


PLAN = plan(
    azuread_application={
        "display_name": "Ledger",
        "identifier_uris": ["https://ledger.example/saml"],
        "web": [{"redirect_uris": ["https://ledger.example/saml/acs"]}],
    },
    azuread_service_principal={
        "account_enabled": True,
        "preferred_single_sign_on_mode": "saml",
        "references": {"client_id": names("azuread_application.ledger", "client_id")},
    },
    azuread_claims_mapping_policy={"display_name": "Ledger", "definition": [DEFINITION]},
    azuread_service_principal_claims_mapping_policy_assignment={
        "references": {
            "claims_mapping_policy_id": names("azuread_claims_mapping_policy.ledger", "id"),
            "service_principal_id": names("azuread_service_principal.ledger", "id"),
        }
    },
    azuread_synchronization_job={
        "enabled": True,
        "template_id": "scim",
        "references": {"service_principal_id": names("azuread_service_principal.ledger", "id")},
    },
)
SAME = (
    LEDGER
    + ASSIGNMENT
    + policy(mapping(name_id('"mail"')))
    + """
resource "azuread_synchronization_job" "ledger" {
  service_principal_id = azuread_service_principal.ledger.id
  template_id          = "scim"
  enabled              = true
}
"""
)
SNAPSHOT = """
idplint: 1
application:
  name: Ledger
  id: entra:contoso.onmicrosoft.com/b6a0f0a2-93a1-5b53-9a55-2f2ad6b8a301
sign_on:
  protocol: saml
  name_id: {source: user.userprincipalname}
  attributes: []
  acs_urls: ["https://ledger.example/saml/acs"]
provisioning:
  state: active
  mappings:
    - {target: userName, source: "[userPrincipalName]", matching_precedence: 1}
"""
SETTINGS = """
applications:
  - match: {name: Ledger}
    link: {login: name_id, scim: userName, case: fold}
    jit: disabled
"""


def test_a_plan_and_the_code_it_was_made_of_give_the_same_findings(tmp_path: Path) -> None:
    found = []
    for name, content in (("code/main.tf", SAME), ("plan/plan.json", PLAN)):
        folder = tmp_path / name.partition("/")[0]
        folder.mkdir()
        files = {name.partition("/")[2]: content, "snapshot.yaml": SNAPSHOT, "idplint.yaml": SETTINGS}
        report = checked(folder, files)
        found.append([(each.code, each.outcome, each.severity, each.witness, each.message) for each in report.findings])
        assert not report.undecided
    assert found[0] == found[1]
    assert [code for code, *_ in found[0]] == ["IDP101", "IDP905"]


def test_in_a_plan_a_body_tells_what_its_url_leaves_open_until_apply(tmp_path: Path) -> None:
    body = {
        "includeBasicClaimSet": True,
        "claims": [
            {
                "@odata.type": "#microsoft.graph.samlNameIdClaim",
                "nameIdFormat": "emailAddress",
                "configurations": [{"condition": None, "attribute": {"id": "mail", "source": "user"}}],
            }
        ],
    }
    text = plan(
        azuread_service_principal={"preferred_single_sign_on_mode": "saml", "account_enabled": True},
        msgraph_resource_action={
            "method": "PUT",
            "body": body,
            "references": {"resource_url": names("azuread_service_principal.ledger", "object_id")},
        },
    )
    assert branches(Code(tmp_path, {"plan.json": text}).only) == {None: "user.mail"}


def test_a_definition_that_is_known_only_after_apply_is_unknown(tmp_path: Path) -> None:
    text = json.loads(json.dumps(PLAN))
    for each in text["planned_values"]["root_module"]["resources"]:
        if each["type"] == "azuread_claims_mapping_policy":
            each["values"]["definition"] = [None]
    for each in text["resource_changes"]:
        if each["address"] == "azuread_claims_mapping_policy.ledger":
            each["change"]["after"]["definition"] = [None]
            each["change"]["after_unknown"] = {"definition": [True]}
    found = Code(tmp_path, {"plan.json": text}).only
    assert isinstance(found.name_id, Unknown)
    assert "after apply" in found.name_id.reason
