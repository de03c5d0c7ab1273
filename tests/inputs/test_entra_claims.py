"""NameID and attributes out of claims mapping policies, claims policies and Entra's defaults."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from idplint.model.application import Claim, Dialect
from idplint.model.values import Basis, Sourced, Unknown
from tests.entra_samples import (
    CLAIMS,
    NAME_ID,
    Estate,
    attribute,
    attributes_of,
    bundle,
    claims_policy,
    configuration,
    custom_claim,
    mapping_policy,
    name_id_of,
    service_principal,
    to_lower,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def entry(**keys: object) -> dict[str, Any]:
    return keys


# --- claims mapping policies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        entry(Source="user", ID="employeeid", SamlClaimType=NAME_ID),
        entry(Source="User", Id="employeeid", SAMLClaimType=NAME_ID),
        entry(source="USER", id=" EmployeeID ", samlClaimType=NAME_ID),
        entry(Source=" user", ID="employeeid", SamlClaimType=NAME_ID.replace("nameid", "NameId")),
        entry(SOURCE="user", iD="employeeid", SamlClaimType=NAME_ID, JwtClaimType=None, SAMLNameForm="x"),
    ],
)
def test_claims_schema_keys_in_any_case(estate: Estate, written: dict[str, Any]) -> None:
    estate.add("app.json", bundle(claimsMappingPolicies=[mapping_policy(written)]))
    assert name_id_of(estate.application()) == {None: "user.employeeid"}


@pytest.mark.parametrize("root", ["ClaimsMappingPolicy", "claimsMappingPolicy", "CLAIMSMAPPINGPOLICY"])
@pytest.mark.parametrize("listed", ["ClaimsSchema", "claimsSchema"])
def test_definition_keys_in_any_case(estate: Estate, root: str, listed: str) -> None:
    text = json.dumps({root: {listed: [entry(Source="user", ID="mail", SamlClaimType=NAME_ID)]}})
    estate.add("app.json", bundle(claimsMappingPolicies=[{"id": "p", "definition": [text]}]))
    assert name_id_of(estate.application()) == {None: "user.mail"}


@pytest.mark.parametrize("transformation_key", ["TransformationId", "TransformationID", "transformationid"])
@pytest.mark.parametrize("listed", ["ClaimsTransformation", "ClaimsTransformations"])
def test_transformations_under_every_name_are_not_evaluated_as_plain_sources(
    estate: Estate, transformation_key: str, listed: str
) -> None:
    policy = mapping_policy(
        entry(Source="user", ID="employeeid"),
        {"Source": "Transformation", "ID": "nid", transformation_key: "mk", "SamlClaimType": NAME_ID},
        transformations={listed: [{"ID": "mk", "TransformationMethod": "Join"}]},
    )
    estate.add("app.json", bundle(claimsMappingPolicies=[policy]))
    name_id = estate.application().name_id
    assert isinstance(name_id, Claim)
    (branch,) = name_id.branches
    assert isinstance(branch.source, Sourced)
    assert branch.source.value.text == policy["definition"][0]
    assert branch.source.origin.pointer == ("claimsMappingPolicies", 0, "definition", 0)
    assert estate.findings("IDP101") == []


@pytest.mark.parametrize("basic", ["true", "True", True])
def test_a_policy_that_keeps_the_basic_set_leaves_the_default_name_id(estate: Estate, basic: object) -> None:
    policy = mapping_policy(entry(Source="user", ID="department", SamlClaimType=f"{CLAIMS}name"), basic=basic)
    estate.add("app.json", bundle(claimsMappingPolicies=[policy]))
    application = estate.application()
    assert name_id_of(application) == {None: "user.userprincipalname"}
    assert attributes_of(application) == {
        "name": "user.department",
        "emailaddress": "user.mail",
        "givenname": "user.givenname",
        "surname": "user.surname",
    }


@pytest.mark.parametrize("basic", ["false", False, None])
def test_a_policy_without_basic_set_and_name_id_leaves_it_unknown(estate: Estate, basic: object) -> None:
    policy = mapping_policy(entry(Source="user", ID="mail", SamlClaimType="email"), basic=basic)
    estate.add("app.json", bundle(claimsMappingPolicies=[policy]))
    application = estate.application()
    assert isinstance(application.name_id, Unknown)
    assert "not documented" in application.name_id.reason
    assert attributes_of(application) == {"email": "user.mail"}


def test_extensions_constants_and_inputs_of_transformations(estate: Estate) -> None:
    policy = mapping_policy(
        entry(Source="user", ExtensionID="extension_abc_CostCentre", SamlClaimType="cost"),
        entry(Value="gold", SamlClaimType="plan"),
        entry(Source="user", ID="surname"),
        entry(Source="company", ID="tenantcountry", SamlClaimType="country"),
        entry(Source="user", SamlClaimType="broken"),
        entry(Source="user", ID="mail", SamlClaimType="", JwtClaimType="email"),
        basic="false",
    )
    estate.add("app.json", bundle(claimsMappingPolicies=[policy]))
    assert attributes_of(estate.application()) == {
        "cost": "user.extension_abc_CostCentre",
        "plan": "gold",
        "country": "company.tenantcountry",
        "broken": "<the ClaimsSchema entry names no source>",
    }


def test_positions_lead_through_the_escapes_of_the_definition(estate: Estate) -> None:
    policy = mapping_policy(
        entry(Source="user", ID="displayname", SamlClaimType='quote " and \u00fc'),
        {"Source": "user", "id": "employeeid", "SamlClaimType": NAME_ID},
    )
    text = json.dumps(bundle(claimsMappingPolicies=[policy]))
    estate.add("app.json", text)
    run = estate.run()
    (application,) = run.estates[0].applications
    assert isinstance(application.name_id, Claim)
    source = application.name_id.branches[0].source
    assert isinstance(source, Sourced)
    span = run.documents.span(source.origin)
    assert text[span.column - 1 : span.end_column - 1] == '\\"employeeid\\"'


@pytest.mark.parametrize(
    "definition",
    [
        None,
        [],
        [None],
        ["{not json"],
        ['{"ClaimsMappingPolicy": null}'],
        ['{"Other": {}}'],
        ["[]"],
        ["System.Object[]"],
        "System.Object[]",
        7,
        ['{"ClaimsMappingPolicy": {"ClaimsSchema": "System.Object[]"}}'],
        ['{"ClaimsMappingPolicy": {"ClaimsSchema": [null]}}'],
    ],
    ids=repr,
)
def test_a_definition_that_cannot_be_read_is_never_the_default(estate: Estate, definition: object) -> None:
    policy = {"id": "p", "displayName": "ClaimsMappingPolicy", "definition": definition}
    estate.add("app.json", bundle(claimsMappingPolicies=[policy]))
    application = estate.application()
    assert isinstance(application.name_id, Unknown)
    assert isinstance(application.attributes, Unknown)


# --- precedence -------------------------------------------------------------------------------------------------------

EMPLOYEE_ID_POLICY = mapping_policy(entry(Source="user", ID="employeeid", SamlClaimType=NAME_ID))
MAIL_POLICY = claims_policy(configuration("mail"))
FORBIDDEN = {"error": {"code": "Authorization_RequestDenied", "message": "Insufficient privileges"}}
MISSING = {"error": {"code": "Request_ResourceNotFound", "message": "Resource does not exist"}}


@pytest.mark.parametrize(
    ("mapping", "portal", "expected"),
    [
        ([EMPLOYEE_ID_POLICY], MAIL_POLICY, "user.employeeid"),
        ({"value": [EMPLOYEE_ID_POLICY]}, MAIL_POLICY, "user.employeeid"),
        ([EMPLOYEE_ID_POLICY], FORBIDDEN, "user.employeeid"),
        ([], MAIL_POLICY, "user.mail"),
        (None, MAIL_POLICY, "user.mail"),
        ({"value": []}, {"value": [MAIL_POLICY]}, "user.mail"),
        (MISSING, MAIL_POLICY, "user.mail"),
        ([{**EMPLOYEE_ID_POLICY, "deletedDateTime": "2026-01-01T00:00:00Z"}], MAIL_POLICY, "user.mail"),
        ([], None, "user.userprincipalname"),
        ([], {"value": []}, "user.userprincipalname"),
        ([], MISSING, "user.userprincipalname"),
        (FORBIDDEN, MAIL_POLICY, None),
        ([], FORBIDDEN, None),
        ([], {}, None),
        ([], {"value": [MAIL_POLICY, MAIL_POLICY]}, None),
        ([], {"value": [{}]}, None),
        ([], "System.Object[]", None),
        ("System.Object[]", MAIL_POLICY, None),
        ({"values": []}, MAIL_POLICY, None),
        ([EMPLOYEE_ID_POLICY, mapping_policy(ident="other")], MAIL_POLICY, None),
    ],
)
def test_precedence(estate: Estate, mapping: object, portal: object, expected: str | None) -> None:
    estate.add("app.json", bundle(claimsMappingPolicies=mapping, claimsPolicy=portal))
    application = estate.application()
    if expected is None:
        assert isinstance(application.name_id, Unknown)
        assert isinstance(application.attributes, Unknown)
        assert application.name_id.remedy
        assert estate.findings("IDP101") == []
    else:
        assert name_id_of(application) == {None: expected}


@pytest.mark.parametrize("missing", ["claimsMappingPolicies", "claimsPolicy"])
def test_what_is_absent_was_not_read(estate: Estate, missing: str) -> None:
    body = bundle()
    del body[missing]
    estate.add("app.json", body)
    name_id = estate.application().name_id
    assert isinstance(name_id, Unknown)
    assert missing in name_id.remedy


def test_policies_expanded_inside_the_service_principal(estate: Estate) -> None:
    body = bundle(servicePrincipal=service_principal(claimsMappingPolicies=[EMPLOYEE_ID_POLICY]))
    del body["claimsMappingPolicies"]
    estate.add("app.json", body)
    assert name_id_of(estate.application()) == {None: "user.employeeid"}


def test_the_default_is_marked_as_one(estate: Estate) -> None:
    estate.add("app.json", bundle())
    name_id = estate.application().name_id
    assert isinstance(name_id, Claim)
    source = name_id.branches[0].source
    assert isinstance(source, Sourced)
    assert source.basis is Basis.IDP_DEFAULT


# --- claims policies --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text", "dialect"),
    [
        (attribute("  UserPrincipalName "), "user.userprincipalname", Dialect.ENTRA_CLAIMS),
        (attribute("mail", source="User "), "user.mail", Dialect.ENTRA_CLAIMS),
        (attribute("mail", source=None), "user.mail", Dialect.ENTRA_CLAIMS),
        (attribute(" extension_a_Cost ", isExtensionAttribute=True), "user.extension_a_Cost", Dialect.ENTRA_CLAIMS),
        (attribute("displayname", source="application"), "application.displayname", Dialect.ENTRA_CLAIMS),
        ({"@odata.type": "#microsoft.graph.valueBasedAttribute", "value": "x Y"}, "x Y", Dialect.CONSTANT),
    ],
)
def test_sources_of_a_claim(estate: Estate, source: object, text: str, dialect: Dialect) -> None:
    policy = claims_policy({"condition": None, "attribute": source, "transformations": []})
    estate.add("app.json", bundle(claimsPolicy=policy))
    name_id = estate.application().name_id
    assert isinstance(name_id, Claim)
    held = name_id.branches[0].source
    assert isinstance(held, Sourced)
    assert (held.value.text, held.value.dialect) == (text, dialect)
    assert name_id.format is not None
    assert name_id.format.value == "emailAddress"


@pytest.mark.parametrize("source", [None, {}, attribute(""), attribute("  "), {"id": None, "value": None}], ids=repr)
def test_a_claim_without_source_is_unknown(estate: Estate, source: object) -> None:
    policy = claims_policy({"condition": None, "attribute": source, "transformations": None})
    estate.add("app.json", bundle(claimsPolicy=policy))
    assert name_id_of(estate.application()) == {None: "<the claim's configuration names no source>"}


GROUP = "6d000000-0000-4000-8000-0000000000c1"


@pytest.mark.parametrize(
    ("configurations", "branches"),
    [
        ([configuration("mail")], {None: "user.mail"}),
        ([configuration("mail"), configuration("objectid")], {None: "user.objectid"}),
        ([configuration("mail", "any")], {None: "user.mail"}),
        (
            [configuration("mail"), configuration("objectid", "allGuests")],
            {None: "user.mail", "entra_guests": "user.objectid", "external_guests": "user.objectid"},
        ),
        (
            [configuration("mail"), configuration("objectid", "aadGuests")],
            {None: "user.mail", "entra_guests": "user.objectid"},
        ),
        (
            [configuration("mail"), configuration("objectid", "ExternalGuests")],
            {None: "user.mail", "external_guests": "user.objectid"},
        ),
        (
            [configuration("objectid", "allGuests"), configuration("mail")],
            {None: "user.mail"},
        ),
        (
            [configuration("mail"), configuration("objectid", "members")],
            {None: "user.objectid", "entra_guests": "user.mail", "external_guests": "user.mail"},
        ),
        (
            [configuration("mail"), configuration("objectid", "any", (GROUP,))],
            {None: "user.mail", f"groups:{GROUP}": "user.objectid"},
        ),
        (
            [configuration("objectid", "any", (GROUP,)), configuration("mail")],
            {None: "user.mail"},
        ),
        (
            [configuration("mail"), configuration("objectid", "aadGuests", (GROUP,))],
            {None: "user.mail", f"entra_guests+groups:{GROUP}": "user.objectid"},
        ),
        (
            [configuration("objectid", "aadGuests", (GROUP,)), configuration("mail", "members")],
            {
                "members": "user.mail",
                f"entra_guests+groups:{GROUP}": "user.objectid",
            },
        ),
        ([], {"members": "<no configuration of the claim covers members>"}),
        (
            [configuration("mail"), configuration("objectid", "robots")],
            {None: "<the condition's userType 'robots' is not one idplint knows>"},
        ),
    ],
    ids=range(14),
)
def test_the_last_configuration_that_matches_wins(
    estate: Estate, configurations: list[dict[str, Any]], branches: dict[str | None, str]
) -> None:
    estate.add("app.json", bundle(claimsPolicy=claims_policy(*configurations)))
    assert name_id_of(estate.application()) == branches


def test_transformations_come_after_all_attributes_wherever_they_stand(estate: Estate) -> None:
    transformed = configuration(None, transformations=(to_lower("mail"),))
    estate.add("app.json", bundle(claimsPolicy=claims_policy(transformed, configuration("objectid"))))
    name_id = estate.application().name_id
    assert isinstance(name_id, Claim)
    (branch,) = name_id.branches
    assert isinstance(branch.source, Sourced)
    assert json.loads(branch.source.value.text) == {
        "@odata.type": "#microsoft.graph.samlNameIdClaim",
        "configurations": [{"attribute": None, "transformations": transformed["transformations"]}],
    }
    assert branch.source.origin.pointer[-2:] == ("configurations", 0)


def test_a_guest_transformation_does_not_touch_members(estate: Estate) -> None:
    guests = configuration(None, "allGuests", transformations=(to_lower("mail"),))
    estate.add("app.json", bundle(claimsPolicy=claims_policy(guests, configuration("userprincipalname"))))
    branches = name_id_of(estate.application())
    assert branches.pop(None) == "user.userprincipalname"
    assert set(branches) == {"entra_guests", "external_guests"}


def test_attributes_of_a_claims_policy(estate: Estate) -> None:
    policy = claims_policy(configuration("mail"), includeBasicClaimSet=False)
    policy["claims"] += [
        custom_claim("emailaddress", "userprincipalname"),
        custom_claim("role", "department", namespace=None),
        custom_claim("upn", "mail", namespace="", tokenFormat=[]),
        custom_claim("jwt_only", "mail", tokenFormat=["jwt"]),
        custom_claim("both", "objectid", tokenFormat=["jwt", "SAML"], namespace="https://x.example/"),
    ]
    estate.add("app.json", bundle(claimsPolicy=policy))
    assert attributes_of(estate.application()) == {
        "emailaddress": "user.userprincipalname",
        "role": "user.department",
        "upn": "user.mail",
        "https://x.example/both": "user.objectid",
    }


def test_a_claims_policy_that_keeps_the_basic_set_sends_its_attributes_too(estate: Estate) -> None:
    policy = claims_policy(configuration("mail"))
    policy["claims"].append(custom_claim("EmailAddress", "userprincipalname"))
    estate.add("app.json", bundle(claimsPolicy=policy))
    assert attributes_of(estate.application()) == {
        "EmailAddress": "user.userprincipalname",
        "givenname": "user.givenname",
        "name": "user.userprincipalname",
        "surname": "user.surname",
    }


@pytest.mark.parametrize(("basic", "known"), [(True, True), (False, False), (None, False)])
def test_a_claims_policy_without_name_id(estate: Estate, basic: object, known: bool) -> None:
    policy = claims_policy(includeBasicClaimSet=basic, claims=[custom_claim("emailaddress", "mail")])
    estate.add("app.json", bundle(claimsPolicy=policy))
    assert isinstance(estate.application().name_id, Claim) is known


def test_a_powershell_dump_with_bags_reads_like_the_body(estate: Estate) -> None:
    dumped = {
        "Id": "9b",
        "IncludeBasicClaimSet": True,
        "Claims": [
            {
                "Configurations": [
                    {
                        "Attribute": {"AdditionalProperties": attribute(" Mail", isExtensionAttribute=None)},
                        "Condition": {"MemberOf": None, "UserType": None, "AdditionalProperties": {}},
                        "Transformations": [],
                        "AdditionalProperties": {},
                    },
                    {
                        "Attribute": {"AdditionalProperties": attribute("objectid")},
                        "Condition": {"AdditionalProperties": {"userType": "allGuests", "memberOf": []}},
                        "Transformations": None,
                    },
                ],
                "AdditionalProperties": {
                    "@odata.type": "#microsoft.graph.samlNameIdClaim",
                    "nameIdFormat": "persistent",
                },
            }
        ],
        "AdditionalProperties": {"@odata.context": "irrelevant"},
    }
    estate.add("app.json", bundle(claimsPolicy=dumped))
    application = estate.application()
    assert name_id_of(application) == {
        None: "user.mail",
        "entra_guests": "user.objectid",
        "external_guests": "user.objectid",
    }
    assert isinstance(application.name_id, Claim)
    assert application.name_id.format is not None
    assert application.name_id.format.value == "persistent"


@pytest.mark.parametrize("cut", ["System.Object[]", "@{condition=; attribute=}", "Microsoft.Graph.Beta.Models.X"])
def test_values_that_powershell_cut_off_are_said_and_decide_nothing(estate: Estate, cut: str) -> None:
    policy = claims_policy(configuration("mail"))
    policy["claims"][0]["configurations"] = cut
    estate.add("app.json", bundle(claimsPolicy=policy))
    assert isinstance(estate.application().name_id, Unknown)
    (finding,) = estate.findings("IDP901")
    assert finding.outcome == "truncated"
    assert finding.locations[0].pointer == "/claimsPolicy/claims/0/configurations"


@pytest.mark.parametrize(
    ("changes", "saml"),
    [
        ({}, True),
        ({"preferredSingleSignOnMode": "SAML"}, True),
        ({"preferredSingleSignOnMode": None}, False),
        ({"preferredSingleSignOnMode": ""}, False),
        ({"preferredSingleSignOnMode": None, "preferredTokenSigningKeyThumbprint": "5A"}, True),
        (
            {"preferredSingleSignOnMode": None, "tags": ["WindowsAzureActiveDirectoryCustomSingleSignOnApplication"]},
            True,
        ),
        (
            {
                "preferredSingleSignOnMode": None,
                "replyUrls": [],
                "tags": ["WindowsAzureActiveDirectoryCustomSingleSignOnApplication"],
            },
            False,
        ),
        ({"preferredSingleSignOnMode": "telepathy"}, False),
    ],
)
def test_protocol(estate: Estate, changes: dict[str, object], saml: bool) -> None:
    estate.add("app.json", bundle(servicePrincipal=service_principal(**changes)))
    application = estate.application()
    assert isinstance(application.protocol, Sourced) is saml
    assert isinstance(application.name_id, Claim) is saml


def test_protocol_from_a_name_id_in_the_claims_policy(estate: Estate) -> None:
    principal = service_principal()
    del principal["preferredSingleSignOnMode"]
    estate.add("app.json", bundle(servicePrincipal=principal, claimsPolicy={"value": [MAIL_POLICY]}))
    assert name_id_of(estate.application()) == {None: "user.mail"}


def test_an_oidc_application_carries_the_claims_entra_fills_itself(estate: Estate) -> None:
    estate.add("app.json", bundle(servicePrincipal=service_principal(preferredSingleSignOnMode="oidc")))
    application = estate.application()
    assert application.name_id is None
    assert set(attributes_of(application)) == {"oid", "sub", "preferred_username"}
