"""Worked examples of Microsoft's pages on claims, each with its page.

Some pages state input and output; others describe a case without values (an e-mail that contains a domain, a guest without other
mail), and then the values are ours. Examples that idplint leaves undecided are listed too, with what stands against an answer.
"""

from __future__ import annotations

from typing import Any

import pytest

from idplint.expressions.outcomes import Undecided
from tests.expressions.test_entra_claims_samples import (
    attribute,
    configuration,
    constant,
    evaluated,
    mapping_policy,
    name_id,
    taken,
    transformation,
)

SAML = "Customize SAML token claims, https://learn.microsoft.com/entra/identity-platform/saml-claims-customization"
JWT = "Customize app JSON Web Token (JWT) claims, https://learn.microsoft.com/entra/identity-platform/jwt-claims-customization"
CUSTOM = (
    "Customize claims using Microsoft Graph Custom Claims Policy, "
    "https://learn.microsoft.com/entra/identity-platform/claims-customization-custom-claims-policy"
)
POLICY = "Claims customization using a policy, https://learn.microsoft.com/entra/identity-platform/reference-claims-customization"
CONFIGURATION = (
    "customClaimConfiguration resource type, https://learn.microsoft.com/graph/api/resources/customclaimconfiguration"
)
MULTIPLE = (
    "transformationAttribute resource type, https://learn.microsoft.com/graph/api/resources/transformationattribute"
)
SUBSTRING = (
    "substringTransformation resource type, https://learn.microsoft.com/graph/api/resources/substringtransformation"
)
GUESTS = "Customize SAML token claims: emit claims based on conditions"

BRITTA = {
    "user.class": "aadGuests",
    "user.userprincipalname": "britta@wingtip.example.com",
    "user.mail": "britta@example.com",
    "user.extensionattribute1": "G-17",
    "user.othermail": "b.simon@example.org",
}


def one(kind: str, text: str, **fields: Any) -> tuple[Any, dict[str, Any]]:
    """A transformation of the display name."""
    return configuration(transformation(kind, "displayname", **fields)), {"displayname": text}


def email_regex(*, source: dict[str, Any] | None = None) -> dict[str, Any]:
    """The page's regular expression."""
    return configuration(
        transformation(
            "regexReplace",
            "mail",
            regex=r"(?'domain'^.*?)(?i)(\@fabrikam\.com)$",
            replacement="{country}.{domain}@xyz.com",
            additionalAttributes=[attribute("country")],
        ),
        source=source,
    )


CONTAINS = configuration(
    transformation("contains", "mail", value="@contoso.com", output=taken(attribute("mail"))),
    source=attribute("userprincipalname"),
)
ENDS = configuration(
    transformation("endsWith", "employeeid", value="000", output=taken(attribute("employeeid"))),
    source=attribute("extensionattribute1"),
)
STARTS = configuration(
    transformation("startsWith", "country", value="US", output=taken(attribute("employeeid"))),
    source=attribute("extensionattribute1"),
)
IF_EMPTY = configuration(
    transformation("ifEmpty", "employeeid", output=taken(attribute("extensionattribute1"))),
    source=attribute("employeeid"),
)
IF_NOT_EMPTY = configuration(transformation("ifNotEmpty", "employeeid", output=taken(attribute("extensionattribute1"))))
JOIN = configuration(transformation("join", "userprincipalname", separator="@", input2=taken(constant("fabrikam.com"))))
GUEST_ATTRIBUTES = name_id(
    configuration(source=attribute("userprincipalname")),
    configuration(source=attribute("extensionattribute1"), users="allGuests"),
    configuration(source=attribute("mail"), users="aadGuests"),
)
GUEST_TRANSFORMATIONS = name_id(
    configuration(source=attribute("userprincipalname")),
    configuration(
        transformation("ifNotEmpty", "extensionattribute1", output=taken(attribute("extensionattribute1"))),
        users="allGuests",
    ),
    configuration(transformation("toLowercase", "othermail"), users="aadGuests"),
    configuration(source=attribute("mail"), users="aadGuests"),
)
EMPLOYEE_OR_GUEST = name_id(
    configuration(source=attribute("mail"), users="members"),
    configuration(source=attribute("extensionattribute1"), users="allGuests"),
)
DATA_JOIN = configuration(transformation("join", "extensionattribute1", separator="-", input2=taken(constant("ext"))))

EXAMPLES: list[tuple[str, Any, dict[str, Any], object]] = [
    (SAML, "user.mail", {"user.mail": "britta@contoso.com"}, "britta@contoso.com"),
    (SAML, "user.userprincipalname", {"userPrincipalName": "britta@contoso.com"}, "britta@contoso.com"),
    (SAML, configuration(source=constant("EMEA")), {}, "EMEA"),
    (SAML, *one("extractMailPrefix", "joe_smith@contoso.com"), "joe_smith"),
    (SAML, name_id(JOIN), {"userprincipalname": "joe_smith@contoso.com"}, "joe_smith@fabrikam.com"),
    (SAML, *one("toLowercase", "Joe_Smith@Contoso.com"), "joe_smith@contoso.com"),
    (SAML, *one("toUppercase", "joe_smith"), "JOE_SMITH"),
    (SAML, CONTAINS, {"mail": "joe@contoso.com", "userprincipalname": "joe@corp.example"}, "joe@contoso.com"),
    (SAML, CONTAINS, {"mail": "joe@fabrikam.com", "userprincipalname": "joe@corp.example"}, "joe@corp.example"),
    (SAML, ENDS, {"employeeid": "12000", "extensionattribute1": "x1"}, "12000"),
    (SAML, ENDS, {"employeeid": "12001", "extensionattribute1": "x1"}, "x1"),
    (SAML, STARTS, {"country": "US", "employeeid": "17", "extensionattribute1": "x1"}, "17"),
    (SAML, STARTS, {"country": "DE", "employeeid": "17", "extensionattribute1": "x1"}, "x1"),
    (SAML, *one("extract", "Finance_BSimon", type="after", value="Finance_"), "BSimon"),
    (SAML, *one("extract", "BSimon_US", type="before", value="_US"), "BSimon"),
    (SAML, *one("extract", "Finance_BSimon_US", type="between", value="Finance_", value2="_US"), "BSimon"),
    (SAML, *one("extractAlpha", "BSimon_123", type="prefix"), "BSimon"),
    (SAML, *one("extractAlpha", "123_Simon", type="suffix"), "Simon"),
    (SAML, *one("extractNumber", "123_BSimon", type="prefix"), "123"),
    (SAML, *one("extractNumber", "BSimon_123", type="suffix"), "123"),
    (SAML, IF_EMPTY, {"employeeid": None, "extensionattribute1": "x1"}, "x1"),
    (SAML, IF_EMPTY, {"employeeid": "", "extensionattribute1": "x1"}, "x1"),
    (SAML, IF_EMPTY, {"employeeid": "17", "extensionattribute1": "x1"}, "17"),
    (SAML, IF_NOT_EMPTY, {"employeeid": "17", "extensionattribute1": "x1"}, "x1"),
    (SAML, IF_NOT_EMPTY, {"employeeid": None, "extensionattribute1": "x1"}, None),
    (SAML, *one("substring", "PleaseExtractThisNow", index=6, length=11), "ExtractThis"),
    (SAML, *one("substring", "PleaseExtractThisNow", index=6), "ExtractThisNow"),
    (SUBSTRING, *one("substring", "BSimon", index=0, length=100), "BSimon"),
    (
        SAML,
        configuration(transformation("extractMailPrefix", "mail"), transformation("toUppercase")),
        {"mail": "joe_smith@contoso.com"},
        "JOE_SMITH",
    ),
    (SAML, email_regex(), {"mail": "swmal@fabrikam.com", "country": "US"}, "US.swmal@xyz.com"),
    (JWT, email_regex(), {"mail": "swmal@FABRIKAM.COM", "country": "US"}, "US.swmal@xyz.com"),
    (
        SAML,
        email_regex(source=attribute("userprincipalname")),
        {"mail": "swmal@contoso.com", "country": "US", "userprincipalname": "swmal@corp.example"},
        "swmal@corp.example",
    ),
    (
        SAML,
        configuration(
            transformation("toLowercase", "mail"),
            transformation("regexReplace", regex=r"^(?<alias>[a-z]+)@fabrikam\.com$", replacement="{alias}@xyz.com"),
        ),
        {"mail": "SWMAL@Fabrikam.com"},
        "swmal@xyz.com",
    ),
    (CUSTOM, configuration(source=attribute(" employeeId")), {"employeeid": "17"}, "17"),
    (
        CUSTOM,
        configuration(source={**attribute(" tenantcountry"), "source": "company"}),
        {"company.tenantcountry": "DE"},
        "DE",
    ),
    (CUSTOM, DATA_JOIN, {"extensionattribute1": "data"}, "data-ext"),
    (
        CONFIGURATION,
        configuration(transformation("toLowercase", "employeeid"), source=attribute("mail")),
        {"employeeid": None, "mail": "joe@contoso.com"},
        "joe@contoso.com",
    ),
    (
        MULTIPLE,
        configuration(transformation("toLowercase", "proxyaddresses")),
        {"proxyaddresses": ["SMTP:a@contoso.com", "smtp:b@contoso.com"]},
        "smtp:a@contoso.com",
    ),
    (
        MULTIPLE,
        configuration(transformation("toLowercase", "proxyaddresses", every=True)),
        {"proxyaddresses": ["SMTP:a@contoso.com", "smtp:b@contoso.com"]},
        ["smtp:a@contoso.com", "smtp:b@contoso.com"],
    ),
    (GUESTS, EMPLOYEE_OR_GUEST, {**BRITTA, "user.class": "members"}, "britta@example.com"),
    (GUESTS, EMPLOYEE_OR_GUEST, {**BRITTA, "user.class": "externalGuests"}, "G-17"),
    (GUESTS, GUEST_ATTRIBUTES, BRITTA, "britta@example.com"),
    (GUESTS, GUEST_ATTRIBUTES, {**BRITTA, "user.class": "externalGuests"}, "G-17"),
    (GUESTS, GUEST_ATTRIBUTES, {**BRITTA, "user.class": "members"}, "britta@wingtip.example.com"),
    (GUESTS, GUEST_TRANSFORMATIONS, BRITTA, "b.simon@example.org"),
    (GUESTS, GUEST_TRANSFORMATIONS, {**BRITTA, "user.othermail": None}, "G-17"),
    (GUESTS, GUEST_TRANSFORMATIONS, {**BRITTA, "user.othermail": ""}, "G-17"),
    (POLICY, mapping_policy("ExtractMailPrefix", {"mail": "mail"}, {}), {"mail": "foo@bar.com"}, "foo"),
    (
        POLICY,
        mapping_policy("ExtractMailPrefix()", {"mail": "extensionattribute3"}, {}),
        {"extensionattribute3": "johndoe"},
        "johndoe",
    ),
    (
        POLICY,
        mapping_policy("Join", {"string1": "employeeid"}, {"string2": "contoso.com", "separator": "@"}),
        {"employeeid": "17"},
        "17@contoso.com",
    ),
    (
        POLICY,
        mapping_policy(
            "join", {"string1": "onpremisessamaccountname"}, {"string2": "contoso.com", "separator": "@"}, plural=True
        ),
        {"onpremisessamaccountname": "joe"},
        "joe@contoso.com",
    ),
    (
        POLICY,
        {"ClaimsMappingPolicy": {"Version": 1, "IncludeBasicClaimSet": "true", "ClaimsSchema": []}},
        {"userprincipalname": "joe@contoso.com"},
        "joe@contoso.com",
    ),
]

# The pages' outputs: foo@bar.com.sandbox, the text in lower case, in upper case, and (of a NameID) joe_smith@fabrikam.com.
UNDECIDED_EXAMPLES: list[tuple[str, Any, dict[str, Any], str]] = [
    (
        POLICY,
        mapping_policy("Join", {"string1": "mail"}, {"string2": "sandbox", "separator": "."}),
        {"mail": "foo@bar.com"},
        "drops the domain",
    ),
    (POLICY, mapping_policy("ToLowercase()", {"mail": "mail"}, {}), {"mail": "FOO@bar.com"}, "does not list"),
    (POLICY, mapping_policy("ToUppercase()", {"mail": "mail"}, {}), {"mail": "foo@bar.com"}, "does not list"),
    (SAML, JOIN, {"userprincipalname": "joe_smith@contoso.com"}, "where the claim is a NameID"),
]


@pytest.mark.parametrize(("page", "claim", "user", "reason"), UNDECIDED_EXAMPLES)
def test_undecided_example(page: str, claim: object, user: dict[str, Any], reason: str) -> None:
    outcome = evaluated(claim, user)
    assert isinstance(outcome, Undecided), page
    assert reason in outcome.reason


@pytest.mark.parametrize(("page", "claim", "user", "expected"), EXAMPLES)
def test_worked_example(page: str, claim: object, user: dict[str, Any], expected: object) -> None:
    assert evaluated(claim, user) == expected, page


def test_examples_are_counted() -> None:
    outcomes = [evaluated(claim, user) for _, claim, user, _ in (*EXAMPLES, *UNDECIDED_EXAMPLES)]
    undecided = [outcome.reason for outcome in outcomes if isinstance(outcome, Undecided)]
    right = sum(found == expected for found, (*_, expected) in zip(outcomes, EXAMPLES, strict=False))
    wrong = len(outcomes) - right - len(undecided)
    print(f"entra-claims: {len(outcomes)} worked examples, {right} right, {wrong} wrong, {len(undecided)} undecided:")  # noqa: T201
    print("\n".join(undecided))  # noqa: T201
    assert right >= 50
    assert wrong == 0
