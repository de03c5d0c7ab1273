"""What Terraform code says of an Entra application's NameID and attributes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from idplint.model.application import Claim, Dialect
from idplint.model.values import Basis, Sourced, Unknown
from tests.inputs.terraform_estates import ASSIGNMENT, CLAIMS, LEDGER, NAME_ID, Code, checked, mapping, name_id, policy

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.model.application import PartialApplication

REST = LEDGER + ASSIGNMENT
MAIL, UPN = mapping(name_id('"mail"')), mapping(name_id('"userprincipalname"'))
MARK = "\ue0000\ue001\ue000" + "9" * 5000 + "\ue001"
"""What stands for a value that is not known, written by somebody who wants to be mistaken for one."""
AS_JSON = json.dumps(
    {
        "ClaimsMappingPolicy": {
            "Version": 1,
            "IncludeBasicClaimSet": "false",
            "ClaimsSchema": [{"Source": "user", "ID": "mail", "SamlClaimType": NAME_ID}],
        }
    }
)
HEREDOC = f"[<<-JSON\n    {AS_JSON}\n    JSON\n  ]"


def sources(application: PartialApplication) -> list[object]:
    """The texts of the NameID's branches, or why one is not known."""
    claim = application.name_id
    assert isinstance(claim, Claim), claim
    return [
        branch.source.value.text if isinstance(branch.source, Sourced) else branch.source for branch in claim.branches
    ]


def unknown(application: PartialApplication) -> Unknown:
    assert isinstance(application.name_id, Unknown), application.name_id
    return application.name_id


WAYS = {
    "literal": (mapping(name_id('"mail"')), "", {}, '"mail"'),
    "local": (mapping(name_id("local.key")), 'locals {\n  key = "mail"\n}\n', {}, '"mail"'),
    "default": (mapping(name_id("var.key")), 'variable "key" {\n  default = "mail"\n}\n', {}, '"mail"'),
    "tfvars": (mapping(name_id("var.key")), 'variable "key" {}\n', {"terraform.tfvars": 'key = "mail"\n'}, '"mail"'),
    "interpolation": (mapping(name_id('"${local.key}"')), 'locals {\n  key = "mail"\n}\n', {}, None),
    "for": (
        mapping().replace("[]", '[for c, a in local.claims : { Source = "user", ID = a, SamlClaimType = c }]'),
        f'locals {{\n  claims = {{ "{NAME_ID}" = "mail" }}\n}}\n',
        {},
        '"mail"',
    ),
    "whole definition from a variable": (
        "var.definition",
        f'variable "definition" {{\n  default = [{json.dumps(AS_JSON)}]\n}}\n',
        {},
        None,
    ),
    "text": (f"[{json.dumps(AS_JSON)}]", "", {}, None),
    "heredoc": (HEREDOC, "", {}, None),
    "file": ('[file("${path.module}/claims.json")]', "", {"claims.json": AS_JSON}, None),
    "other keys' case, and a version that is text": (
        mapping(f'{{ Source = "User", Id = " Mail ", SAMLClaimType = "{NAME_ID}" }}', basic="false")
        .replace("Version = 1", 'version = "1"')
        .replace("IncludeBasic", "includeBasic")
        .replace("ClaimsSchema", "claimsSchema"),
        "",
        {},
        '" Mail "',
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_name_id_is_the_same_however_it_is_written(tmp_path: Path, way: str) -> None:
    definition, more, files, written = WAYS[way]
    code = Code(tmp_path, {"main.tf": REST + policy(definition) + more, **files})
    assert sources(code.only) == ["user.mail"]
    claim = code.only.name_id
    assert isinstance(claim, Claim)
    source = claim.branches[0].source
    assert isinstance(source, Sourced)
    assert source.basis is Basis.READ
    if written is not None:
        assert code.written(source.origin) == written
    else:
        code.documents[source.origin.path].span(source.origin.pointer)


@pytest.mark.parametrize(
    ("files", "written"),
    [
        ({"main.tf": REST + policy(HEREDOC)}, "<<-JSON"),
        ({"main.tf": REST + policy('[file("${path.module}/claims.json")]'), "claims.json": AS_JSON}, '"mail"'),
    ],
)
def test_a_source_in_json_text_leads_to_the_text_and_in_a_file_into_it(
    tmp_path: Path, files: dict[str, str], written: str
) -> None:
    code = Code(tmp_path, {**files})
    claim = code.only.name_id
    assert isinstance(claim, Claim)
    source = claim.branches[0].source
    assert isinstance(source, Sourced)
    assert code.written(source.origin) == written


def test_an_expression_over_attributes_is_kept_whole(tmp_path: Path) -> None:
    definition = f"""[jsonencode({{
      ClaimsMappingPolicy = {{
        Version = 1
        IncludeBasicClaimSet = "true"
        ClaimsSchema = [
          {{ Source = "user", ID = "mail" }},
          {{ Source = "transformation", ID = "prefix", TransformationId = "cut", SamlClaimType = "{NAME_ID}" }},
        ]
        ClaimsTransformations = [{{
          ID = "cut", TransformationMethod = "ExtractMailPrefix"
          InputClaims  = [{{ ClaimTypeReferenceId = "mail", TransformationClaimType = "mail" }}]
          OutputClaims = [{{ ClaimTypeReferenceId = "prefix", TransformationClaimType = "outputClaim" }}]
        }}]
      }}
    }})]"""
    (text,) = sources(Code(tmp_path, REST + policy(definition)).only)
    assert isinstance(text, str)
    assert json.loads(text)["ClaimsMappingPolicy"]["ClaimsTransformations"][0]["ID"] == "cut"


def test_a_policy_that_maps_only_the_name_claim_leaves_the_name_id_at_its_default(tmp_path: Path) -> None:
    entry = f'{{ Source = "user", ID = "employeeid", SamlClaimType = "{CLAIMS}/name" }}'
    found = Code(tmp_path, REST + policy(mapping(entry, basic='"true"'))).only
    assert sources(found) == ["user.userprincipalname"]
    claim = found.name_id
    assert isinstance(claim, Claim)
    assert isinstance(claim.branches[0].source, Sourced)
    assert claim.branches[0].source.basis is Basis.IDP_DEFAULT
    without = Code(tmp_path, REST + policy(mapping(entry))).only
    assert "not documented" in unknown(without).reason


def test_attributes_are_read_beside_the_name_id(tmp_path: Path) -> None:
    email = f'{{ Source = "user", ID = "mail", SamlClaimType = "{CLAIMS}/emailaddress" }}'
    found = Code(tmp_path, REST + policy(mapping(name_id('"mail"'), email))).only
    assert isinstance(found.attributes, tuple)
    assert [claim.name for claim in found.attributes] == [f"{CLAIMS}/emailaddress"]


@pytest.mark.parametrize(
    "definition",
    [
        mapping(name_id('var.strict ? "mail" : "userprincipalname"')),
        f"var.strict ? {MAIL} : {UPN}",
    ],
)
def test_a_value_that_may_be_one_of_several_is_a_branch_for_each(tmp_path: Path, definition: str) -> None:
    found = Code(tmp_path, 'variable "strict" {}\n' + REST + policy(definition)).only
    assert sorted(map(str, sources(found))) == ["user.mail", "user.userprincipalname"]
    assert isinstance(found.name_id, Claim)
    assert {branch.users for branch in found.name_id.branches} == {None}


def test_a_choice_between_two_policies_is_a_branch_for_each(tmp_path: Path) -> None:
    other = policy(mapping(name_id('"employeeid"'))).replace('"ledger"', '"other"', 1)
    chosen = ASSIGNMENT.replace(
        "azuread_claims_mapping_policy.ledger.id",
        "var.strict ? azuread_claims_mapping_policy.ledger.id : azuread_claims_mapping_policy.other.id",
    )
    text = 'variable "strict" {}\n' + LEDGER + chosen + policy(mapping(name_id('"mail"'))) + other
    assert sorted(map(str, sources(Code(tmp_path, text).only))) == ["user.employeeid", "user.mail"]


def test_value_or_nothing_is_no_choice_between_two_identities(tmp_path: Path) -> None:
    text = 'variable "strict" {}\n' + REST + policy(mapping(name_id('var.strict ? "mail" : null')))
    assert sources(Code(tmp_path, text).only) == ["user.mail"]


def test_a_source_without_a_value_is_unknown_where_it_is_used(tmp_path: Path) -> None:
    found = Code(tmp_path, 'variable "key" {}\n' + REST + policy(mapping(name_id("var.key")))).only
    (why,) = sources(found)
    assert isinstance(why, Unknown)
    assert why.fact == "NameID"
    assert why.origin is not None
    assert "\ue000" not in str(why)


def test_an_unknown_claim_type_may_be_the_name_id(tmp_path: Path) -> None:
    entry = '{ Source = "user", ID = "mail", SamlClaimType = var.type }'
    found = Code(tmp_path, 'variable "type" {}\n' + REST + policy(mapping(entry, basic='"true"'))).only
    assert unknown(found).origin is not None
    assert isinstance(found.attributes, Unknown)


def test_an_entry_that_is_not_known_at_all_leaves_the_name_id_unknown(tmp_path: Path) -> None:
    found = Code(tmp_path, 'variable "entry" {}\n' + REST + policy(mapping("var.entry", basic='"true"'))).only
    assert "variable" in unknown(found).reason
    assert isinstance(found.attributes, Unknown)


def test_an_unknown_value_of_another_claim_leaves_the_name_id_known(tmp_path: Path) -> None:
    entry = f'{{ Source = "user", ID = var.key, SamlClaimType = "{CLAIMS}/role" }}'
    found = Code(tmp_path, 'variable "key" {}\n' + REST + policy(mapping(name_id('"mail"'), entry))).only
    assert sources(found) == ["user.mail"]
    assert isinstance(found.attributes, tuple)
    assert isinstance(found.attributes[0].branches[0].source, Unknown)


def test_two_assigned_policies_leave_open_which_one_wins(tmp_path: Path) -> None:
    second = ASSIGNMENT.replace('assignment" "ledger"', 'assignment" "second"')
    found = Code(tmp_path, REST + second + policy(mapping(name_id('"mail"')))).only
    assert "more than one" in unknown(found).reason


def test_a_policy_that_is_assigned_and_stands_elsewhere_is_unknown(tmp_path: Path) -> None:
    elsewhere = ASSIGNMENT.replace("azuread_claims_mapping_policy.ledger.id", '"7a000000-0000-4000-8000-00000000c1a1"')
    code = Code(tmp_path, LEDGER + elsewhere)
    why = unknown(code.only)
    assert why.origin is not None
    assert code.written(why.origin) == '"7a000000-0000-4000-8000-00000000c1a1"'


def test_a_policy_that_nothing_assigns_says_nothing(tmp_path: Path) -> None:
    code = Code(tmp_path, LEDGER + policy(mapping(name_id('"mail"'))))
    assert code.only.name_id is None
    assert code.reading.problems == ()


def test_a_definition_that_terraform_leaves_alone_is_for_the_snapshot_to_say(tmp_path: Path) -> None:
    ignored = policy(mapping(name_id('"mail"')) + "\n  lifecycle {\n    ignore_changes = [definition]\n  }")
    assert Code(tmp_path, REST + ignored).only.name_id is None


def test_a_value_of_a_wrong_type_is_reported_in_code_and_the_name_id_is_unknown(tmp_path: Path) -> None:
    wrong = mapping(name_id('"mail"')).replace("[{", "{ one = {").replace("}] }", "}} }")
    code = Code(tmp_path, REST + policy(wrong))
    assert unknown(code.only).origin is not None
    (problem,) = code.reading.problems
    assert problem.outcome == "wrong-type"
    assert problem.slots["path"].endswith("main.tf")
    assert [each.code for each in checked(tmp_path, {}).findings] == ["IDP901"]


def test_a_name_id_in_a_policy_shows_saml_where_no_mode_is_set(tmp_path: Path) -> None:
    without = REST.replace('  preferred_single_sign_on_mode = "saml"\n', "")
    found = Code(tmp_path, without + policy(mapping(name_id('"mail"')))).only
    assert isinstance(found.protocol, Sourced)
    assert (found.protocol.value, found.protocol.basis) == ("saml", Basis.INFERRED)


@pytest.mark.parametrize(
    "source",
    ['ExtensionID = "extension_0f_key"', 'ID = "objectid"', 'ID = "othermail"', 'ID = "extensionattribute16"'],
)
def test_a_name_id_from_what_microsoft_does_not_list_is_unknown(tmp_path: Path, source: str) -> None:
    line = f'{{ Source = "user", {source}, SamlClaimType = "{NAME_ID}" }}'
    found = Code(tmp_path, REST + policy(mapping(line))).only
    assert isinstance(found.name_id, Claim)
    unknown = found.name_id.branches[0].source
    assert isinstance(unknown, Unknown)
    assert "which Microsoft does not list for it" in unknown.reason


def test_a_directory_extension_and_a_constant_are_sources_of_attributes(tmp_path: Path) -> None:
    extension = '{ Source = "user", ExtensionID = "extension_0f_key", SamlClaimType = "https://x.example/key" }'
    constant = '{ Value = "everybody", SamlClaimType = "https://x.example/who" }'
    found = Code(tmp_path, REST + policy(mapping(f"{extension}, {constant}"))).only
    assert isinstance(found.attributes, tuple)
    by_name = {claim.name: claim.branches[0].source for claim in found.attributes}
    key, who = by_name["https://x.example/key"], by_name["https://x.example/who"]
    assert isinstance(key, Sourced)
    assert isinstance(who, Sourced)
    assert key.value.text == "user.extension_0f_key"
    assert who.value.dialect is Dialect.CONSTANT


@pytest.mark.parametrize(
    "definition",
    [
        "5",
        '"mail"',
        "{}",
        "[]",
        "null",
        "[null]",
        "[5]",
        '["not JSON"]',
        '["{"]',
        "[jsonencode([1])]",
        "[jsonencode(null)]",
        "[jsonencode({})]",
        "[jsonencode({ ClaimsMappingPolicy = null })]",
        "[jsonencode({ ClaimsMappingPolicy = 5 })]",
        "[jsonencode({ ClaimsMappingPolicy = { ClaimsSchema = [null, 5, [], {}] } })]",
        "[jsonencode({ ClaimsMappingPolicy = { ClaimsSchema = var.nowhere } })]",
        mapping(f'{{ SamlClaimType = "{NAME_ID}" }}'),
        mapping(f'{{ Source = "transformation", SamlClaimType = "{NAME_ID}" }}'),
        mapping(name_id(f'"{MARK}"')),
        "[jsonencode(" + "[" * 80 + "1" + "]" * 80 + ")]",
        '[file("/etc/passwd")]',
        "[for x in var.nowhere : x]",
    ],
)
def test_whatever_a_definition_is_reading_goes_on(tmp_path: Path, definition: str) -> None:
    found = Code(tmp_path, REST + policy(definition)).only
    assert found.name_id is not None
    report = checked(tmp_path, {})
    assert report.summary.applications == 1


def test_as_many_alternatives_as_anybody_could_write_end_as_one_unknown(tmp_path: Path) -> None:
    entries = [
        f'{{ Source = "user", ID = var.s{number} ? "mail" : "employeeid", SamlClaimType = "{CLAIMS}/c{number}" }}'
        for number in range(40)
    ]
    variables = "".join(f'variable "s{number}" {{}}\n' for number in range(40))
    found = Code(tmp_path, variables + REST + policy(mapping(name_id('"mail"'), *entries))).only
    assert sources(found) == ["user.mail"]
    assert isinstance(found.attributes, tuple)
    assert all(isinstance(claim.branches[0].source, Unknown) for claim in found.attributes)
