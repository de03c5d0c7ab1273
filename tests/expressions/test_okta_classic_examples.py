"""Worked examples of Okta's own documentation for the classic language, restated: page, expression, user, value."""

from __future__ import annotations

import pytest

from idplint.expressions.okta import classic
from idplint.expressions.users import UserAttributes

OEL = "Okta Expression Language overview guide, https://developer.okta.com/docs/reference/okta-expression-language/"
OIN_SCIM = (
    "Submit a SCIM integration: dynamic properties, https://developer.okta.com/docs/guides/submit-oin-app/scim/main/"
)
UPDATE_SCIM = "Update your OIN integration (SCIM), https://developer.okta.com/docs/guides/update-oin-app/scim/main/"
RELEASE_2016 = "Release notes 2016, https://developer.okta.com/docs/release-notes/2016/"
RELEASE_2017 = "Release notes 2017, https://developer.okta.com/docs/release-notes/2017/"
SMART_CARD = (
    "Smart card IdP expressions, https://help.okta.com/en-us/Content/Topics/Security/idp-smart-card-exp-examples.htm"
)
OVERRIDES = (
    "About expressions, https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-about-expressions.htm"
)
USERNAMES = (
    "Application usernames are not being updated automatically, "
    "https://support.okta.com/help/s/article/Application-Usernames-are-not-being-updated-automatically"
)
USERNAME_UPDATE = (
    "Update application username using an expression language, "
    "https://support.okta.com/help/s/article/Update-application-username-using-an-expression-language"
)
DOMAIN_USERNAME = (
    "Custom username DOMAIN\\username for SAML application, "
    "https://support.okta.com/help/s/article/Custom-Username-DOMAIN-username-for-SAML-Application"
)
ALIAS = (
    "Creating a custom alias attribute using secondary email in Salesforce, "
    "https://support.okta.com/help/s/article/creating-a-custom-alias-attribute-using-secondary-email-in-salesforce"
)
PHONE = (
    "Convert an AD user's phone number to E.164, "
    "https://support.okta.com/help/s/article/convert-an-ad-user-s-phone-number-to-e-164-us-format-in-okta"
)
ARRAY = "How to convert string to array, https://support.okta.com/help/s/article/How-to-convert-string-to-array-using-Okta-Expression-Language"
DATES = (
    "How to calculate Okta profile attribute values based on derived dates, "
    "https://support.okta.com/help/s/article/how-to-calculate-okta-profile-attribute-values-based-on-derived-dates"
)
EXPIRES = (
    "How to convert Active Directory accountExpires into date format, "
    "https://support.okta.com/help/s/article/How-to-convert-Active-Directory-accountExpires-into-date-format"
)
GITHUB = "Add GitHub as an IdP: no email, https://developer.okta.com/docs/guides/social-login/github/main/"
UNIVERSAL = "Universal Directory, https://developer.okta.com/docs/concepts/universal-directory/"
TERRAFORM = "Terraform: custom authorization server, https://developer.okta.com/docs/guides/terraform-create-custom-auth-server/main/"

WINSTON: dict[str, object] = {
    "user.firstName": "Winston",
    "user.lastName": "Churchill",
    "user.email": "winston.churchill@gmail.com",
    "user.login": "winston.churchill@gmail.com",
}
ALEX: dict[str, object] = {"source.firstName": "Alexander", "user.email": "alex@okta.com"}
NUMBERS: dict[str, object] = {"user": {"arrayAttribute": [10, 20, 30]}}
NAMES: dict[str, object] = {
    "firstName": "Ada",
    "lastName": "Byron",
    "middleInitial": "King",
    "courtesyTitle": "",
    "honorificPrefix": "Lady",
}
FULL = 'firstName + " " + (String.len(middleInitial) == 0 ? "" : (String.substring(middleInitial, 0, 1) + ". ")) + lastName'
TITLED = (
    '(courtesyTitle != "" ? (courtesyTitle + " ") : honorificPrefix != "" ? (honorificPrefix + " ") : "") + ' + FULL
)
PREFIX_OR_ALL = (
    'String.stringContains(idpuser.subjectAltNameEmail, "@") '
    '? String.substringBefore(idpuser.subjectAltNameEmail, "@") : idpuser.subjectAltNameEmail'
)
EITHER_NUMBER = (
    'user.employeeNumber != "" AND user.employeeNumber != null ? user.employeeNumber : user.nonEmployeeNumber'
)
UPPER_DOMAIN = 'toUpperCase(substringBefore( substringAfter(user.email, "@"), ".")) + "\\" + '
PHONE_CLEAN = (
    'String.append("+1", String.replace(String.replace(String.replace(String.replace('
    'appuser.mobilePhone, "-", ""), "(", ""), ")", ""), " ", ""))'
)
YEAR_LATER = (
    "String.substring(Time.fromUnixToIso8601((Convert.toInt(String.substring("
    'Time.fromIso8601ToUnix("2021-09-20" +"T00:00:00.000Z"),0,10)) + 31536000)+"000"),0,10)'
)
EXPIRY = (
    "appuser.accountExpires != '9223372036854775807' ? "
    'Time.fromIso8601ToString(Time.fromWindowsToIso8601(appuser.accountExpires),"dd-MM-YYYY") : ""'
)

CLASSIC: list[tuple[str, str, dict[str, object], object]] = [
    (OEL, "user.firstName", WINSTON, "Winston"),
    (OEL, 'user.getInternalProperty("id")', {"user.id": "00uADA"}, "00uADA"),
    (OEL, "user.getInternalProperty('status')", {"user": {"status": "ACTIVE"}}, "ACTIVE"),
    (OEL, 'user.getInternalProperty("status") == "ACTIVE"', {"user.status": "STAGED"}, False),
    (OEL, "zendesk.firstName", {"zendesk": {"firstName": "Ada"}}, "Ada"),
    (OEL, "appuser.firstName", {"appuser.firstName": "Ada"}, "Ada"),
    (OEL, "idpuser.firstName", {"idpuser.firstName": "Ada"}, "Ada"),
    (OEL, "office365_app.domain", {"office365_app.domain": "contoso.com"}, "contoso.com"),
    (OEL, "org.subDomain", {"org.subDomain": "contoso"}, "contoso"),
    (OEL, "session.amr", {"session.amr": ["mfa", "pwd", "kba"]}, ["mfa", "pwd", "kba"]),
    (OEL, 'String.append("This is", " a test")', {}, "This is a test"),
    (OEL, 'String.join(",", "This", "is", "a", "test")', {}, "This,is,a,test"),
    (OEL, 'String.join("", "This", "is", "a", "test")', {}, "Thisisatest"),
    (OEL, 'String.len("This")', {}, 4),
    (OEL, 'String.removeSpaces("This is a test")', {}, "Thisisatest"),
    (OEL, 'String.replace("This is a test", "is", "at")', {}, "That at a test"),
    (OEL, 'String.replaceFirst("This is a test", "is", "at")', {}, "That is a test"),
    (OEL, 'String.startsWith("Kiss", "K")', {}, True),
    (OEL, 'String.stringContains("This is a test", "test")', {}, True),
    (OEL, 'String.stringContains("This is a test", "doesn\'tExist")', {}, False),
    (OEL, 'String.stringSwitch("This is a test", "default", "key1", "value1")', {}, "default"),
    (OEL, 'String.stringSwitch("This is a test", "default", "test", "value1")', {}, "value1"),
    (
        OEL,
        'String.stringSwitch("First match wins", "default", "absent", "value1", "wins", "value2", "match", "value3")',
        {},
        "value2",
    ),
    (OEL, 'String.stringSwitch("Substrings count", "default", "ring", "value1")', {}, "value1"),
    (OEL, 'String.substring("This is a test", 2, 9)', {}, "is is a"),
    (OEL, 'String.substringAfter("abc@okta.com", "@")', {}, "okta.com"),
    (OEL, 'String.substringBefore("abc@okta.com", "@")', {}, "abc"),
    (OEL, 'String.toUpperCase("This")', {}, "THIS"),
    (OEL, 'String.toLowerCase("ThiS")', {}, "this"),
    (OEL, "toUpperCase(source.firstName)", ALEX, "ALEXANDER"),
    (OEL, "toLowerCase(source.firstName)", {"source.firstName": "AlexANDER"}, "alexander"),
    (OEL, "substringBefore(user.email, '@')", ALEX, "alex"),
    (OEL, "substringAfter(user.email, '@')", ALEX, "okta.com"),
    (OEL, "substring(source.firstName, 1, 4)", ALEX, "lex"),
    (OEL, "Arrays.add(user.arrayAttribute, 40)", NUMBERS, [10, 20, 30, 40]),
    (OEL, "Arrays.remove(user.arrayAttribute, 20)", NUMBERS, [10, 30]),
    (OEL, "Arrays.clear(user.arrayAttribute)", NUMBERS, []),
    (OEL, "Arrays.get({0, 1, 2}, 0)", {}, 0),
    (OEL, "Arrays.flatten(10, {20, 30}, 40)", {}, [10, 20, 30, 40]),
    (OEL, "Arrays.contains({10, 20, 30}, 10)", {}, True),
    (OEL, "Arrays.contains({10, 20, 30}, 50)", {}, False),
    (OEL, "Arrays.size({10, 20, 30})", {}, 3),
    (OEL, "Arrays.size(NULL)", {}, 0),
    (OEL, "Arrays.isEmpty({10, 20})", {}, False),
    (OEL, "Arrays.isEmpty(NULL)", {}, True),
    (OEL, 'Arrays.toCsvString({"This", "is", " a ", "test"})', {}, "This,is, a ,test"),
    (RELEASE_2017, 'Arrays.toCsvString({"This", "is", " a ", "test"})', {}, "This,is, a ,test"),
    (OEL, "Convert.toInt(user.val)", {"user.val": "1234"}, 1234),
    (OEL, "Convert.toInt(user.val)", {"user.val": 123.4}, 123),
    (OEL, "Convert.toInt(user.val)", {"user.val": 123.6}, 124),
    (OEL, "Convert.toNum(user.val)", {"user.val": "3.141"}, 3.141),
    (OEL, 'Iso3166Convert.toAlpha2("IND")', {}, "IN"),
    (OEL, 'Iso3166Convert.toAlpha3("840")', {}, "USA"),
    (OEL, 'Iso3166Convert.toNumeric("USA")', {}, "840"),
    (OEL, 'Iso3166Convert.toName("IN")', {}, "India"),
    (OEL, 'isMemberOfGroupName("group1")', {'isMemberOfGroupName("group1")': True}, True),
    (OEL, 'user.getLinkedObject("manager").lastName', {'user.getLinkedObject("manager").lastName': "Gates"}, "Gates"),
    (OEL, "'Hello world'", {}, "Hello world"),
    (OEL, "1234", {}, 1234),
    (OEL, "3.141", {}, 3.141),
    (OEL, "true", {}, True),
    (OEL, "{1, 2, 3}[0]", {}, 1),
    (OEL, "user.arrayProperty[0]", {"user.arrayProperty": ["a", "b"]}, "a"),
    (OEL, 'user.firstName + " " + user.lastName', WINSTON, "Winston Churchill"),
    (OEL, "user.groupCode == 123 ? 'Sales' : 'Other'", {"user.groupCode": 123}, "Sales"),
    (OEL, "user.groupCode == 123 ? 'Sales' : 'Other'", {"user.groupCode": 124}, "Other"),
    (OEL, FULL, NAMES, "Ada K. Byron"),
    (OEL, FULL, NAMES | {"middleInitial": ""}, "Ada Byron"),
    (OEL, TITLED, NAMES, "Lady Ada K. Byron"),
    (OEL, TITLED, NAMES | {"courtesyTitle": "Countess"}, "Countess Ada K. Byron"),
    (OEL, TITLED, NAMES | {"honorificPrefix": ""}, "Ada K. Byron"),
    (OEL, 'String.stringContains(user.department, "Sales")', {"user.department": "California Sales"}, True),
    (OEL, 'user.city == "San Francisco"', {"user.city": "San Francisco"}, True),
    (OEL, "user.salary >= 1000000", {"user.salary": 1000000}, True),
    (OEL, "!user.isContractor", {"user.isContractor": False}, True),
    (OEL, "user.salary > 1000000 AND !user.isContractor", {"user.salary": 1000000, "user.isContractor": False}, False),
    (OEL, 'user.department matches "California-[a-zA-Z]+-Sales"', {"user.department": "California-West-Sales"}, True),
    (OEL, 'user.department matches "California-[a-zA-Z]+-Sales"', {"user.department": "Nevada-West-Sales"}, False),
    (
        OEL,
        r'user.primaryPhone matches "(\+\d{1,2}\s)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}"',
        {"user.primaryPhone": "+1 (415) 555-0199"},
        True,
    ),
    (OEL, "user.title matches '(?i)engineer'", {"user.title": "Engineer"}, True),
    (OEL, EITHER_NUMBER, {"user.employeeNumber": "7", "user.nonEmployeeNumber": "X7"}, "7"),
    (OEL, EITHER_NUMBER, {"user.employeeNumber": None, "user.nonEmployeeNumber": "X7"}, "X7"),
    (OEL, EITHER_NUMBER, {"user.employeeNumber": "", "user.nonEmployeeNumber": "X7"}, "X7"),
    (OEL, "user.employeeNumber == null", {"user.employeeNumber": None}, True),
    (OEL, "user.employeeNumber == null", {"user.employeeNumber": ""}, False),
    (OEL, 'user.employeeNumber == ""', {"user.employeeNumber": ""}, True),
    (OEL, "user.firstName + user.lastName", WINSTON, "WinstonChurchill"),
    (OEL, 'user.firstName + "." + user.lastName', WINSTON, "Winston.Churchill"),
    (OEL, "substring(user.firstName, 0, 1) + user.lastName", WINSTON, "WChurchill"),
    (OEL, "substring(user.firstName, 0, 1) + substring(user.lastName, 0, 6)", WINSTON, "WChurch"),
    (
        OEL + " (its printed value has an h too many)",
        'toLowerCase(substring( user.firstName, 0, 1)) + "." + toLowerCase(user.lastName)',
        WINSTON,
        "w.churchill",
    ),
    (OEL, UPPER_DOMAIN + 'substringBefore( user.email, "@")', WINSTON, "GMAIL\\winston.churchill"),
    (
        OEL,
        UPPER_DOMAIN + "toLowerCase(substring( user.firstName, 0, 1)) + toLowerCase(user.lastName)",
        WINSTON,
        "GMAIL\\wchurchill",
    ),
    (
        OEL,
        '"XDOMAIN\\" + toLowerCase(substring( user.firstName, 0, 1)) + toLowerCase(user.lastName)',
        WINSTON,
        "XDOMAIN\\wchurchill",
    ),
    (
        OEL,
        "hasWorkdayUser() ? findWorkdayUser().employeeID : null",
        {"hasWorkdayUser()": True, "findWorkdayUser().employeeID": "123456"},
        "123456",
    ),
    (
        OEL,
        "hasDirectoryUser() ? findDirectoryUser().managerUpn : null",
        {"hasDirectoryUser()": False},
        None,
    ),
    (OEL, "app.profile.label", {"app": {"profile": {"label": "Payroll"}}}, "Payroll"),
    (
        OEL,
        'String.replace(Arrays.toCsvString(access.scope),","," ")',
        {"access.scope": ["openid", "email"]},
        "openid email",
    ),
    (OEL, "user.hasBadge", {"user.hasBadge": True}, True),
    (OEL, 'String.stringContains(user.email, "@example.com")', {"user.email": "ada@example.com"}, True),
    (OEL, 'Arrays.contains(user.favoriteColors, "blue")', {"user.favoriteColors": ["red", "blue"]}, True),
    (RELEASE_2016, 'String.replaceFirst("This list includes chores", "is", "at")', {}, "That list includes chores"),
    (
        RELEASE_2016 + " (which prints last for latt)",
        'String.replace("This list includes chores", "is", "at")',
        {},
        "That latt includes chores",
    ),
    (
        OIN_SCIM,
        "'https://' + app.subdomain + '.example.org/strawberry/scim2/'",
        {"app.subdomain": "berryfarm"},
        "https://berryfarm.example.org/strawberry/scim2/",
    ),
    (
        OIN_SCIM,
        "'https://' + (app.region == 'us' ? 'myfruit' : 'myveggie') + '.example.com/strawberry/oauth/token'",
        {"app.region": "eu"},
        "https://myveggie.example.com/strawberry/oauth/token",
    ),
    (
        OIN_SCIM,
        "(String.len(app.baseUrl) == 0 ? 'https://fruit.example.com/scim2/' : app.baseUrl) + 'v1/oauth_token'",
        {"app.baseUrl": ""},
        "https://fruit.example.com/scim2/v1/oauth_token",
    ),
    (
        OIN_SCIM,
        (
            "(String.stringContains(app.environment,\"PROD\") ? 'https://fruit.example.com' : 'https://fruit-sandbox.example.com')"
            " + '/v1/oauth2/token'"
        ),
        {"app.environment": "PROD-EU"},
        "https://fruit.example.com/v1/oauth2/token",
    ),
    (
        UPDATE_SCIM,
        "'https://fruits.example.com/scim2/myapp' + (String.len(app.companyId) == 0 ? '/' : '?connection=' + app.companyId)",
        {"app.companyId": "c7"},
        "https://fruits.example.com/scim2/myapp?connection=c7",
    ),
    (
        SMART_CARD,
        'String.substringBefore(idpuser.subjectAltNameEmail, "@")',
        {"idpuser.subjectAltNameEmail": "ada@example.com"},
        "ada",
    ),
    (
        SMART_CARD,
        "String.substring(idpuser.subjectCn, String.len(idpuser.subjectCn)-20, String.len(idpuser.subjectCn))",
        {"idpuser.subjectCn": "BYRON.ADA.01234567890123456789"},
        "01234567890123456789",
    ),
    (
        SMART_CARD,
        'String.toLowerCase(String.substringBefore(idpuser.subjectAltNameUpn, "@"))',
        {"idpuser.subjectAltNameUpn": "Ada.Byron@example.com"},
        "ada.byron",
    ),
    (SMART_CARD, PREFIX_OR_ALL, {"idpuser.subjectAltNameEmail": "ada@example.com"}, "ada"),
    (SMART_CARD, PREFIX_OR_ALL, {"idpuser.subjectAltNameEmail": "ada"}, "ada"),
    (OVERRIDES + " (in words there)", 'user.lastName + ", " + user.firstName', WINSTON, "Churchill, Winston"),
    (USERNAMES, 'String.substringBefore(user.login, "@")', WINSTON, "winston.churchill"),
    (USERNAMES, "user.employeeID", {"user.employeeID": "E1042"}, "E1042"),
    (USERNAME_UPDATE, 'user.firstName + "." + user.lastName', WINSTON, "Winston.Churchill"),
    (
        DOMAIN_USERNAME,
        '"XDOMAIN" + toLowerCase(substring( user.firstName, 0, 1)) + toLowerCase(user.lastName)',
        WINSTON,
        "XDOMAINwchurchill",
    ),
    (
        ALIAS,
        "String.substring(user.secondEmail, 0,4) + String.substring(String.substringAfter(user.secondEmail,'.'), 0,4)",
        {"user.secondEmail": "winston.churchill@example.com"},
        "winschur",
    ),
    (ALIAS, "String.substringAfter(user.secondEmail,'.')", {"user.secondEmail": "winston"}, ""),
    (PHONE, PHONE_CLEAN, {"appuser.mobilePhone": "415-123-4567"}, "+14151234567"),
    (ARRAY, "Arrays.add(Arrays.toCsvString({}),user.title)", {"user.title": "Countess"}, ["Countess"]),
    (ARRAY, "Arrays.add(Arrays.add(Arrays.toCsvString({}),'a'),'b')", {}, ["a", "b"]),
    (DATES, YEAR_LATER, {}, "2022-09-20"),
    (EXPIRES, EXPIRY, {"appuser.accountExpires": "9223372036854775807"}, ""),
    (EXPIRES, EXPIRY, {"appuser.accountExpires": "130827743120000000"}, "30-07-2015"),
    (
        GITHUB,
        "appuser.email == null ? appuser.externalId + '@github.example.com' : appuser.email",
        {"appuser.email": None, "appuser.externalId": "583231"},
        "583231@github.example.com",
    ),
    (
        UNIVERSAL,
        'user.department == "Engineering" AND user.countryCode == "GB"',
        {"user.department": "Engineering", "user.countryCode": "GB"},
        True,
    ),
    (TERRAFORM, 'String.substringAfter(user.email, "@") == "mycompany.com"', {"user.email": "ada@mycompany.com"}, True),
]


@pytest.mark.parametrize(("page", "expression", "user", "expected"), CLASSIC)
def test_the_documentations_examples(page: str, expression: str, user: dict[str, object], expected: object) -> None:
    outcome = classic.evaluate(classic.parse(expression), UserAttributes(user))
    assert outcome == expected, page
    assert type(outcome) is type(expected), page
