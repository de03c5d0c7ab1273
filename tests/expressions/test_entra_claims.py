"""Where Entra's documentation is silent, contradicts itself, or the NameID has rules of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from idplint.expressions import entra_claims
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.syntax import Attribute, Call, Literal, Operation, Unsupported
from tests.expressions.test_entra_claims_samples import (
    NAME_ID,
    attribute,
    configuration,
    constant,
    evaluated,
    mapping_policy,
    name_id,
    taken,
    transformation,
)


def reason_of(claim: object, user: dict[str, Any]) -> str:
    outcome = evaluated(claim, user)
    assert isinstance(outcome, Undecided), outcome
    return outcome.reason


@pytest.mark.parametrize("empty", [None, "", []])
def test_name_id_without_a_value_is_a_pairwise_identifier(empty: object) -> None:
    assert "persistent pairwise identifier" in reason_of(
        name_id(configuration(source=attribute("employeeid"))), {"employeeid": empty}
    )


def test_attribute_without_a_value_is_none_outside_a_name_id() -> None:
    assert evaluated("user.employeeid", {"employeeid": None}) is None
    assert evaluated(configuration(transformation("toLowercase", "employeeid")), {"employeeid": None}) is None


def test_missing_attribute_is_undecided_unless_not_reached() -> None:
    assert "user.mail was not given" in reason_of("user.mail", {})
    claim = name_id(
        configuration(source=attribute("mail")), configuration(source=attribute("objectid"), users="members")
    )
    assert evaluated(claim, {"objectid": "8f", "user.class": "members"}) == "8f"


def test_join_of_a_configuration_that_may_or_may_not_feed_the_name_id() -> None:
    join = configuration(transformation("join", "mail", separator="-", input2=taken(constant("x"))))
    assert "drops the domain" in reason_of(join, {"mail": "joe@contoso.com"})
    assert evaluated(join, {"mail": "joe"}) == "joe-x"
    assert (
        evaluated({"@odata.type": "#microsoft.graph.customClaim", "configurations": [join]}, {"mail": "joe@c.com"})
        == "joe@c.com-x"
    )
    assert evaluated(name_id(join), {"mail": "joe@c.com"}) == "joe-x"


def test_join_with_an_empty_input_is_not_documented() -> None:
    join = configuration(transformation("join", "givenname", separator=".", input2=taken(attribute("surname"))))
    assert evaluated(join, {"givenname": "Ada", "surname": "Byron"}) == "Ada.Byron"
    assert "empty" in reason_of(join, {"givenname": "Ada", "surname": None})


@pytest.mark.parametrize(
    ("kind", "text", "fields"),
    [
        ("extractMailPrefix", "a@b@c", {}),
        ("extract", "abc", {"type": "after", "value": "_"}),
        ("extract", "x_US_y_us", {"type": "before", "value": "us"}),
        ("extractAlpha", "123", {"type": "prefix"}),
        ("extractAlpha", "Émile1", {"type": "prefix"}),
        ("extractNumber", "1٣x", {"type": "prefix"}),
        ("substring", "abc", {"index": 3}),
        ("substring", "abc", {"index": -1}),
        ("substring", "a😀c", {"index": 0, "length": 2}),
        ("trim", "xyxabc", {"type": "leading", "value": "xy"}),
        ("trim", " abc", {"type": "leading"}),
        ("toUppercase", "straße", {}),
        ("toLowercase", "İzmir", {}),
        ("regexReplace", "joe@contoso.com", {"regex": "@.*", "replacement": "@x.com"}),
        ("regexReplace", "joe", {"regex": ".*", "replacement": "x"}),
        ("regexReplace", "joe", {"regex": "(?<a>o)(?<b-a>e)", "replacement": "x"}),
        ("regexReplace", "joe", {"regex": "[a-z-[aeiou]]+", "replacement": "x"}),
        ("regexReplace", "joe", {"regex": "^(?<n>.+)$", "replacement": "${n}"}),
        ("regexReplace", "joe", {"regex": "^(?<n>.+)$", "replacement": "{1}"}),
        ("regexReplace", "joe", {"regex": "^(?<n>.?)*$", "replacement": "{n}"}),
        ("regexReplace", "j\x1coe", {"regex": r"^(?<n>\S+)$", "replacement": "{n}"}),
        ("regexReplace", "JÖRG", {"regex": "(?i)^(?<n>jörg)$", "replacement": "{n}"}),
        ("regexReplace", "joe", {"regex": "(?n)^(joe)$", "replacement": "x"}),
    ],
)
def test_what_is_documented_nowhere_is_undecided(kind: str, text: str, fields: dict[str, Any]) -> None:
    assert isinstance(
        evaluated(configuration(transformation(kind, "displayname", **fields)), {"displayname": text}), Undecided
    )


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("000120", {"type": "leading", "value": "0"}, "120"),
        ("000120", {"type": "trailing", "value": "0"}, "00012"),
        ("--a--", {"type": "leadingAndTrailing", "value": "-"}, "a"),
        ("abc", {"type": "leading"}, "abc"),
    ],
)
def test_trim(text: str, fields: dict[str, Any], expected: str) -> None:
    assert evaluated(configuration(transformation("trim", "displayname", **fields)), {"displayname": text}) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"^(?<n>\w+)\.(?'m'\w+)$", "ada.byron", "ada-byron"),
        (r"^(?<n>[A-Z{}\-]+)_(?<m>x{2,3}?)$", "A-{}_xx", "A-{}-xx"),
        (r"^(?<n>.)(?<m>\k<n>)$", "aa", "a-a"),
        (r"^(?<n>(?i)joe)(?<m>X)$", "JOEX", "JOE-X"),
        (r"\A(?<n>[^\s@]+)@(?<m>\p{Ll}+)\z", "é.b@c", "é.b-c"),
        ("^(?<n>a{,2})(?<m>b)$", "a{,2}b", "a{,2}-b"),
        ("^(?<n>[[]+)(?<m>&&)$", "[[&&", "[[-&&"),
    ],
)
def test_regular_expressions_of_dotnet(pattern: str, text: str, expected: str) -> None:
    claim = configuration(transformation("regexReplace", "displayname", regex=pattern, replacement="{n}-{m}"))
    assert evaluated(claim, {"displayname": text}) == expected


def test_case_of_a_value_looked_for_is_not_documented() -> None:
    claim = configuration(
        transformation("contains", "mail", value="@contoso.com", output=taken(constant("in"))), source=constant("out")
    )
    assert evaluated(claim, {"mail": "joe@contoso.com"}) == "in"
    assert evaluated(claim, {"mail": "joe@fabrikam.com"}) == "out"
    assert evaluated(claim, {"mail": None}) == "out"
    assert "letter case" in reason_of(claim, {"mail": "joe@CONTOSO.com"})


def test_replacement_naming_nothing_fails_at_the_vendor() -> None:
    claim = configuration(transformation("regexReplace", "mail", regex="^(?<a>.+)$", replacement="{b}"))
    assert isinstance(evaluated(claim, {"mail": "x"}), Failed)


def test_skipped_regular_expression_keeps_the_input_outside_the_name_id() -> None:
    unmatched = transformation("regexReplace", "mail", regex="^nobody$", replacement="x")
    assert evaluated(configuration(unmatched), {"mail": "joe@c.com"}) == "joe@c.com"
    both = configuration(unmatched, transformation("toUppercase"))
    assert evaluated(both, {"mail": "joe@c.com"}) == "JOE@C.COM"
    assert "default" in reason_of(
        name_id(configuration(unmatched)), {"mail": "joe@c.com", "userprincipalname": "j@c.com"}
    )
    assert (
        evaluated(name_id(configuration(unmatched)), {"mail": "joe@c.com", "userprincipalname": "joe@c.com"})
        == "joe@c.com"
    )


def test_group_conditions() -> None:
    claim = name_id(
        configuration(source=attribute("mail")),
        configuration(source=attribute("employeeid"), users="members", groups=("G1", "G2")),
    )
    user = {"mail": "joe@c.com", "employeeid": "17", "user.class": "members"}
    assert evaluated(claim, {**user, "user.groups": []}) == "joe@c.com"
    assert evaluated(claim, {**user, "user.groups": ["g1", "g2"]}) == "17"
    assert "one of the condition's groups" in reason_of(claim, {**user, "user.groups": ["g1"]})
    assert "user.groups was not given" in reason_of(claim, user)
    assert evaluated(claim, {**user, "user.class": "aadGuests"}) == "joe@c.com"
    assert "user.class was not given" in reason_of(
        claim, {"mail": "m", "employeeid": "17", "user.groups": ["g1", "g2"]}
    )
    assert evaluated(claim, {"mail": "17", "employeeid": "17"}) == "17"


def test_unconditional_transformation_against_a_condition_with_an_attribute() -> None:
    claim = name_id(
        configuration(transformation("toLowercase", "mail")),
        configuration(source=attribute("employeeid"), users="members"),
    )
    assert "without a condition" in reason_of(claim, {"mail": "M", "employeeid": "17", "user.class": "members"})
    assert evaluated(claim, {"mail": "M", "employeeid": "17", "user.class": "aadGuests"}) == "m"


def test_no_configuration_concerns_the_user() -> None:
    claim = name_id(configuration(source=attribute("mail"), users="members"))
    assert "no configuration" in reason_of(claim, {"mail": "m", "user.class": "aadGuests"})


def test_guests_and_their_user_principal_name() -> None:
    raw = "joe_home.example#EXT#@contoso.onmicrosoft.com"
    assert isinstance(evaluated("user.userprincipalname", {"userprincipalname": raw}), Undecided)
    assert isinstance(
        evaluated("user.userprincipalname", {"userprincipalname": raw, "user.class": "aadGuests"}), Undecided
    )
    assert evaluated("user.userprincipalname", {"userprincipalname": raw, "user.class": "externalGuests"}) == raw
    assert evaluated("user.localuserprincipalname", {"localuserprincipalname": raw}) == raw


def test_persistent_format_and_computed_sources_are_undecided() -> None:
    claim = name_id(configuration(source=attribute("objectid")), name_id_format="persistent")
    assert "persistent" in reason_of(claim, {"objectid": "8f"})
    assert "computes" in reason_of("user.pairwiseid", {})
    assert "documents no source attribute" in reason_of("user.shoesize", {"user.shoesize": "44"})


def test_directory_extensions_keep_their_case_and_values() -> None:
    name = "extension_0123456789abcdef0123456789abcdef_CostCentre"
    assert entra_claims.parse(f"user.{name}") == Attribute(("user", name), (0, 5 + len(name)))
    assert evaluated(f"user.{name}", {name: ["a", "b"]}) == ["a", "b"]
    assert "several values" in reason_of(
        name_id(configuration(source=attribute(name, extension=True))), {name: ["a", "b"]}
    )


def test_only_one_value_of_an_ordinary_attribute_is_emitted() -> None:
    assert evaluated("user.othermail", {"othermail": ["a@b.c"]}) == "a@b.c"
    assert evaluated("user.othermail", {"othermail": []}) is None
    assert "which one is not documented" in reason_of("user.othermail", {"othermail": ["a@b.c", "d@e.f"]})


def test_values_that_are_no_text_become_text() -> None:
    assert evaluated("user.accountenabled", {"accountenabled": True}) == "True"
    assert evaluated("user.employeeid", {"employeeid": 17}) == "17"


@pytest.mark.parametrize(
    "claim",
    [
        mapping_policy("ToLowercase()", {"mail": "mail"}, {}),
        mapping_policy("RegexReplace()", {"sourceClaim": "mail"}, {"regex": "^(?<a>.+)$", "replacement": "{a}"}),
        mapping_policy("CreateStringClaim", {}, {"value": "x"}),
        mapping_policy("ExtractMailPrefix", {"mail": "displayname"}, {}),
        mapping_policy("Join", {"string1": "employeeid"}, {"string2": "ext", "separator": "-"}),
        mapping_policy("Join", {"string1": "mail"}, {"string2": "contoso.com", "separator": "@"}),
        mapping_policy("Join", {"string1": "employeeid"}, {"string2": "contoso.com"}),
        {"ClaimsMappingPolicy": {"IncludeBasicClaimSet": "false", "ClaimsSchema": []}},
        {"ClaimsMappingPolicy": {"ClaimsSchema": [{"Source": "user", "ID": "objectid", "SamlClaimType": NAME_ID}]}},
    ],
)
def test_mapping_policies_beyond_what_is_documented_for_the_name_id(claim: dict[str, Any]) -> None:
    user = {
        "mail": "joe@contoso.com",
        "employeeid": "17",
        "displayname": "Joe",
        "objectid": "8f",
        "userprincipalname": "u",
    }
    assert isinstance(evaluated(claim, user), Undecided)


def test_mapping_policy_with_other_spellings_and_two_steps() -> None:
    policy = {
        "claimsMappingPolicy": {
            "includeBasicClaimSet": True,
            "claimsSchema": [
                {"source": "User", "id": "mail"},
                {"source": "Transformation", "id": "prefix", "transformationId": "cut"},
                {"Source": "transformation", "Id": "nid", "TransformationId": "JOIN", "SAMLClaimType": NAME_ID.upper()},
            ],
            "claimsTransformations": [
                {
                    "id": "Cut",
                    "transformationMethod": "ExtractMailPrefix",
                    "inputClaims": [{"claimTypeReferenceId": "MAIL", "transformationClaimType": "mail"}],
                    "outputClaims": [{"claimTypeReferenceId": "prefix", "transformationClaimType": "outputClaim"}],
                },
                {
                    "id": "Join",
                    "transformationMethod": "Join",
                    "inputClaims": [{"claimTypeReferenceId": "prefix", "transformationClaimType": "string1"}],
                    "inputParameters": [{"id": "string2", "value": "fabrikam.com"}, {"id": "separator", "value": "@"}],
                    "outputClaims": [{"claimTypeReferenceId": "nid", "transformationClaimType": "outputClaim"}],
                },
            ],
        }
    }
    assert evaluated(policy, {"mail": "joe@contoso.com"}) == "joe@fabrikam.com"


def test_transformations_in_a_circle() -> None:
    policy = mapping_policy("ExtractMailPrefix", {"mail": "nid"}, {})
    policy["ClaimsMappingPolicy"]["ClaimsSchema"].pop(0)
    assert "circle" in reason_of(policy, {})


def test_trees_can_be_analysed() -> None:
    node = entra_claims.parse(
        json.dumps(configuration(transformation("extractMailPrefix", "mail"), source=attribute("objectid")))
    )
    assert isinstance(node, Operation)
    transformed, fallback = node.operands
    assert isinstance(transformed, Call)
    assert transformed.name == "extractMailPrefix"
    assert isinstance(transformed.arguments[0], Attribute)
    assert transformed.arguments[0].path == ("user", "mail")
    assert isinstance(fallback, Attribute)
    assert isinstance(entra_claims.parse(json.dumps(configuration(source=constant("x")))), Literal)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", ""),
        ("user.", "u"),
        ("nobody.mail", "nobody"),
        ('{"attribute": nope}', "n"),
        ('{"attribute": "x", "Attribute": "y"}', '"Attribute"'),
        ('{"attribute": {"id": "mail", "source": "device"}}', '"mail"'),
        ('{"attribute": {"value": "a"}} tail', "tail"),
    ],
)
def test_what_cannot_be_read_says_where(text: str, place: str) -> None:
    node = entra_claims.parse(text)
    assert isinstance(node, Unsupported)
    assert text[slice(*node.span)] == place


def test_hostile_claims_end() -> None:
    deep = '{"attribute":' * 10_000 + "1" + "}" * 10_000
    assert isinstance(entra_claims.parse(deep), Unsupported)
    assert isinstance(entra_claims.parse("[" * 1_000_000), Unsupported)
    assert isinstance(entra_claims.parse("x" * 1_000_001), Unsupported)
    catastrophic = configuration(
        transformation(
            "regexReplace", "mail", regex=r"^(?<a>(x+x+)+)(?=(?<b>.*y.*y))\k<b>(x|xx|xxx)+z$", replacement="{a}"
        )
    )
    assert isinstance(evaluated(catastrophic, {"mail": "x" * 5000}), Undecided | str)
    many = name_id(*[catastrophic] * 500)
    assert isinstance(evaluated(many, {"mail": "x" * 5000, "userprincipalname": "u"}), Undecided | str)
    doubled = configuration(transformation("regexReplace", "mail", regex="^(?<a>.*)$", replacement="{a}" * 1000))
    assert isinstance(evaluated(doubled, {"mail": "x" * 100_000}), Undecided)
