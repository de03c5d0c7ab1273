"""Worked examples of Okta's own documentation beyond the classic language, restated: page, expression, user, value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.expressions.okta import classic, identity_engine, template
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.users import UserAttributes
from tests.expressions.test_okta_classic_examples import CLASSIC

if TYPE_CHECKING:
    from types import ModuleType

OIE = "Okta Expression Language in Identity Engine, https://developer.okta.com/docs/reference/okta-expression-language-in-identity-engine/"
OIN_SAML = "Submit an SSO integration: dynamic properties (SAML), https://developer.okta.com/docs/guides/submit-oin-app/saml2/main/"
UPDATE_SAML = "Update your OIN integration (SAML), https://developer.okta.com/docs/guides/update-oin-app/saml2/main/"
CUSTOM_2015 = "Custom Expressions with Examples, https://support.okta.com/help/blogdetail?id=a67F0000000blN1IAI"

JOHN: dict[str, object] = {
    "user.created": "2015-07-30T23:58:32.000Z",
    "user.profile": {
        "firstName": "John",
        "lastName": "Doe",
        "email": "john.doe@okta.com",
        "strArray": ["one", "two"],
        "intArray": [1, 2, 3],
        "stringDouble": "1.1",
        "country": "United States",
        "countryAlpha2": "US",
        "countryAlpha3": "USA",
        "isContractor": False,
        "middleInitial": "",
    },
}
MIDDLE = (
    'user.profile.firstName + " " + (user.profile.middleInitial.length() == 0 ? "" : '
    '(user.profile.middleInitial.substring(0, 1) + ". ")) + user.profile.lastName'
)

ENGINE: list[tuple[str, str, dict[str, object], object]] = [
    (OIE, "user.created", JOHN, "2015-07-30T23:58:32.000Z"),
    (OIE, "user.profile.firstName", JOHN, "John"),
    (OIE, "'test'.toUpperCase()", JOHN, "TEST"),
    (OIE, "user.profile.firstName.toUpperCase()", JOHN, "JOHN"),
    (OIE, "'TEST'.toLowerCase()", JOHN, "test"),
    (OIE + " (printed there with a misplaced quotation mark)", "'test'.substring(1)", JOHN, "est"),
    (OIE, "user.profile.firstName.substring(1,3)", JOHN, "oh"),
    (OIE, "'hello'.replace('l', 'p')", JOHN, "heppo"),
    (OIE, "user.profile.firstName.replace('ohn', 'ames')", JOHN, "James"),
    (OIE, "'hello'.replaceFirst('l', 'p')", JOHN, "heplo"),
    (OIE, "'test'.length()", JOHN, 4),
    (OIE, "'This is a test'.removeSpaces()", JOHN, "Thisisatest"),
    (OIE, "'This is a test'.contains('test')", JOHN, True),
    (OIE, "'This is a test'.contains('Test')", JOHN, False),
    (OIE, "user.profile.email.substringBefore('@')", JOHN, "john.doe"),
    (OIE, "user.profile.email.substringAfter('@')", JOHN, "okta.com"),
    (OIE, "user.profile.email.substringAfter('.')", JOHN, "doe@okta.com"),
    (OIE, "user.profile.intArray.contains(3)", JOHN, True),
    (OIE, "{1, 2, 3}.contains('one')", JOHN, False),
    (OIE, "user.profile.strArray.size()", JOHN, 2),
    (OIE, "{}.isEmpty()", JOHN, True),
    (OIE, "user.profile.strArray.add('zero')", JOHN, ["one", "two", "zero"]),
    (OIE, "{'one', 'two'}.add('two')", JOHN, ["one", "two", "two"]),
    (OIE, "user.profile.intArray.remove(1)", JOHN, [2, 3]),
    (OIE, "{2, 3}.remove(1)", JOHN, [2, 3]),
    (OIE, "{{1}, {2, 3}}.flatten()", JOHN, [1, 2, 3]),
    (OIE, "user.profile.intArray.flatten()", JOHN, [1, 2, 3]),
    (OIE, "user.profile.stringDouble.toInteger()", JOHN, 1),
    (OIE, "user.profile.email.toInteger()", JOHN, Failed),
    (OIE, "'-2147483649'.toInteger()", JOHN, 2147483647),
    (OIE, "user.profile.stringDouble.toNumber()", JOHN, 1.1),
    (OIE, "'1.7'.toNumber()", JOHN, 1.7),
    (OIE, "'123This is a test'.toNumber()", JOHN, Failed),
    (OIE, "1.1.toInteger()", JOHN, 1),
    (OIE, "-1.6.toInteger()", JOHN, -2),
    (OIE, "2147483647.7.toInteger()", JOHN, -2147483648),
    (OIE, "user.profile.country.parseCountryCode().toAlpha2()", JOHN, "US"),
    (OIE, "user.profile.countryAlpha2.parseCountryCode().toAlpha3()", JOHN, "USA"),
    (OIE, "user.profile.countryAlpha3.parseCountryCode().toNumeric()", JOHN, "840"),
    (OIE, "'USA'.parseCountryCode().toAlpha2()", JOHN, "US"),
    (OIE, "'840'.parseCountryCode().toAlpha3()", JOHN, "USA"),
    (OIE, "'United States'.parseCountryCode().toNumeric()", JOHN, "840"),
    (OIE, "'US'.parseCountryCode().toName()", JOHN, "United States"),
    (OIE, "'130828367179790000'.parseWindowsTime()", JOHN, "2015-07-31T17:18:37.979Z"),
    (OIE, "'1438377580979'.parseUnixTime()", JOHN, "2015-07-31T21:19:40.979Z"),
    (OIE, "'2015-06-17T00:23:19.676Z'.parseStringTime()", JOHN, "2015-06-17T00:23:19.676Z"),
    (OIE, "'17 June 2015 00:23:19'.parseStringTime('dd MMMM yyyy HH:mm:ss')", JOHN, "2015-06-17T00:23:19Z"),
    (OIE, "user.created.toWindows()", JOHN, "130827743120000000"),
    (OIE, "user.created.toString()", JOHN, "2015-07-30T23:58:32Z"),
    (OIE, "user.created.toString('MM/dd/yyyy')", JOHN, "07/30/2015"),
    (
        OIE + " (with the time that the page assumes)",
        "'2015-07-31T17:18:37.979Z'.parseStringTime().toZone('Asia/Tokyo')",
        JOHN,
        "2015-08-01T02:18:37.979+09:00[Asia/Tokyo]",
    ),
    (
        OIE + " (with the time that the page assumes)",
        "'2015-07-31T17:18:37.979Z'.parseStringTime().toUnix()",
        JOHN,
        "1438363117979",
    ),
    (OIE, "user.created.plusDays(2)", JOHN, "2015-08-01T23:58:32.000Z"),
    (OIE, "user.created.plusHours(-1)", JOHN, "2015-07-30T22:58:32.000Z"),
    (OIE, "user.created.plusMinutes(0)", JOHN, "2015-07-30T23:58:32.000Z"),
    (OIE, "user.created.plusSeconds(0)", JOHN, "2015-07-30T23:58:32.000Z"),
    (
        OIE + " (with the time that the page assumes)",
        "'2015-07-31T17:18:37.979Z'.parseStringTime().minusHours(100)",
        JOHN,
        "2015-07-27T13:18:37.979Z",
    ),
    (
        OIE + " (with the time that the page assumes)",
        "'2015-07-31T17:18:37.979Z'.parseStringTime().minusMinutes(-1)",
        JOHN,
        "2015-07-31T17:19:37.979Z",
    ),
    (OIE, "'Hello world'", JOHN, "Hello world"),
    (OIE, "user.profile.firstName + user.profile.lastName", JOHN, "JohnDoe"),
    (OIE, 'user.profile.country == "United States"', JOHN, True),
    (OIE, "user.profile.intArray.contains(0)", JOHN, False),
    (OIE, "user.profile.isContractor || user.created.withinSeconds(0)", JOHN, False),
    (OIE, MIDDLE, JOHN, "John Doe"),
    (
        OIE,
        (
            "user.profile.isContractor && user.isMemberOf({'group.profile.name': 'West Coast Users'}) "
            '? "West coast contractors" : "Others"'
        ),
        JOHN,
        "Others",
    ),
    (OIE, "security.risk.level == 'HIGH'", {"security.risk.level": "HIGH"}, True),
    (OIE, "security.risk.level != 'LOW'", {"security.risk.level": "HIGH"}, True),
    (
        OIE,
        "security.behaviors.contains('New IP') && security.behaviors.contains('New Device')",
        {"security.behaviors": ["New IP"]},
        False,
    ),
    (OIE, "device.profile.managed == true", {"device.profile.managed": True}, True),
    (OIE, "login.identifier", {"login.identifier": "ada@example.com"}, "ada@example.com"),
]

HOSTS = (
    "https://${fn:endsWith(org.site_url, 'host1.com') ? 'host1.com' : "
    "fn:endsWith(org.site_url, 'host2.com') ? 'host2.com' : '.host.com'}/sso/saml"
)
COMPANY = "https://${empty org.companyId ? 'login.myapp.io' : 'login.myapp.io?connection=' += org.companyId}"

TEMPLATE: list[tuple[str, str, dict[str, object], object]] = [
    (
        OIN_SAML,
        "https://${org.subdomain}.example.org/strawberry/login",
        {"org.subdomain": "berryfarm"},
        "https://berryfarm.example.org/strawberry/login",
    ),
    (
        OIN_SAML,
        "${empty org.baseUrl ? 'https://app.mydomain.com' : org.baseUrl}",
        {"org.baseUrl": ""},
        "https://app.mydomain.com",
    ),
    (
        OIN_SAML,
        "${empty org.baseUrl ? 'https://app.mydomain.com' : org.baseUrl}",
        {"org.baseUrl": "https://b.example"},
        "https://b.example",
    ),
    (OIN_SAML, "${fn:substringAfter(org.base_url, '//')}", {"org.base_url": "https://b.example"}, "b.example"),
    (
        OIN_SAML,
        "${fn:substringBefore(user.userName, '@')}@example.com",
        {"appuser.userName": "ada@contoso.com"},
        "ada@example.com",
    ),
    (OIN_SAML, HOSTS, {"org.site_url": "eu.host2.com"}, "https://host2.com/sso/saml"),
    (OIN_SAML, HOSTS, {"org.site_url": "eu.host1.com"}, "https://host1.com/sso/saml"),
    (OIN_SAML, HOSTS, {"org.site_url": "eu.host3.com"}, "https://.host.com/sso/saml"),
    (
        OIN_SAML,
        "https://${fn:contains(org.environment, 'production') ? 'productiondomain.com' : 'previewdomain.com'}/sso/saml",
        {"org.environment": "production-2"},
        "https://productiondomain.com/sso/saml",
    ),
    (OIN_SAML, "${user.userName}", {"appuser.userName": "E1042"}, "E1042"),
    (UPDATE_SAML, COMPANY, {"org.companyId": None}, "https://login.myapp.io"),
    (UPDATE_SAML, COMPANY, {"org.companyId": "c7"}, "https://login.myapp.io?connection=c7"),
    (CUSTOM_2015, '${f:substringBefore(user.email, "@")}', {"user.email": "jdoe@aol.com"}, "jdoe"),
]

ROWS = [
    *((identity_engine, *row) for row in ENGINE),
    *((template, *row) for row in TEMPLATE),
]


@pytest.mark.parametrize(("dialect", "page", "expression", "user", "expected"), ROWS)
def test_the_documentations_examples(
    dialect: ModuleType, page: str, expression: str, user: dict[str, object], expected: object
) -> None:
    outcome = dialect.evaluate(dialect.parse(expression), UserAttributes(user))
    if expected is Failed:
        assert isinstance(outcome, Failed), page
    else:
        assert outcome == expected, page
        assert type(outcome) is type(expected), page


@pytest.mark.parametrize(
    ("dialect", "expression", "reason"),
    [
        (classic, "Arrays.flatten('10, 20, 30, 40')", "comma-separated"),
        (classic, "Time.now()", "time of evaluation"),
        (classic, 'Time.now("EST", "YYYY-MM-dd HH:mm:ss")', "time of evaluation"),
        (classic, 'Groups.startsWith("OKTA", "TEST", 100) ?: {}', "live directory"),
        (classic, 'isMemberOfAnyGroup("groupId1", "groupId2", "groupId3")', "live directory"),
        (
            classic,
            'user.getGroups({"group.profile.name": "Everyone", "operator": "STARTS_WITH"}).![name]',
            "projection",
        ),
        (classic, 'getManagerAppUser("active_directory", "google").firstName', "live directory"),
        (identity_engine, "DateTime.now()", "time of evaluation"),
        (identity_engine, "user.created.withinDays(1)", "time of evaluation"),
        (
            identity_engine,
            "user.isMemberOf({'group.id': {'00g1', '00g2'}}, {'group.type': 'APP_GROUP'})",
            "live directory",
        ),
        (identity_engine, "device.profile.osVersion.versionGreaterThan('14.2.1') == true", "live directory"),
    ],
)
def test_examples_that_only_the_live_directory_or_the_clock_can_answer(
    dialect: ModuleType, expression: str, reason: str
) -> None:
    outcome = dialect.evaluate(dialect.parse(expression), UserAttributes({"user.created": "2015-07-30T23:58:32.000Z"}))
    assert isinstance(outcome, Undecided)
    assert reason in outcome.reason


def test_there_are_enough_examples() -> None:
    pages = {row[1].split(" (")[0] for row in ROWS} | {row[0].split(" (")[0] for row in CLASSIC}
    counts = f"{len(CLASSIC)} classic, {len(ENGINE)} Identity Engine, {len(TEMPLATE)} template, {len(pages)} pages"
    print(f"Okta examples: {counts}")  # noqa: T201 - the count is to be seen
    assert len(ROWS) + len(CLASSIC) >= 150
    assert len(pages) >= 15
