"""Worked examples of Microsoft's references, restated: each row names its page and what the example yields."""

from __future__ import annotations

import pytest

from idplint.expressions.entra_provisioning import evaluate, parse
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.users import UserAttributes
from tests.expressions.test_entra_provisioning_guides import BY_RULE as GUIDE_RULES
from tests.expressions.test_entra_provisioning_guides import OTHERWISE_PRINTED, SUCCESSFACTORS, WORKDAY
from tests.expressions.test_entra_provisioning_guides import PUBLISHED as GUIDE_PUBLISHED

_LEARN = "https://learn.microsoft.com/en-us/entra/identity"
REFERENCE = (
    "Reference for writing expressions for attribute mappings in Microsoft Entra ID",
    f"{_LEARN}/app-provisioning/functions-for-customizing-application-data",
)
CLOUD_SYNC = (
    "Writing expressions for attribute mappings in Microsoft Entra ID (cloud sync)",
    f"{_LEARN}/hybrid/cloud-sync/reference-expressions",
)
PARSE_EXPRESSION = (
    "synchronizationSchema: parseExpression",
    "https://learn.microsoft.com/en-us/graph/api/synchronization-synchronizationschema-parseexpression",
)
OBJECT_MAPPING = (
    "objectMapping resource type",
    "https://learn.microsoft.com/en-us/graph/api/resources/synchronization-objectmapping",
)
ROLES = (
    "Customize user provisioning attribute-mappings for SaaS applications in Microsoft Entra ID",
    f"{_LEARN}/app-provisioning/customize-application-attributes",
)

UPN = (
    'Join("@", NormalizeDiacritics(StripSpaces(Join(".",  [PreferredFirstName], [PreferredLastName]))), "contoso.com")'
)
PHONE = r'"\\+(?<isdCode>\\d* )(?<phoneNumber>\\d{10})"'
HIRED: dict[str, object] = {"StatusHireDate": "2012-03-16-07:00"}
JOHN: dict[str, object] = {"PreferredFirstName": "John", "PreferredLastName": "Smith"}
DATES = 'DateDiff("{}", CDate("{}"), CDate("{}"))'
LATE, EARLY = "8/25/2021 5:41:18 PM", "2012-03-16-07:00"
ZONES = 'Switch([state], "Australia/Sydney", "NSW", "Australia/Sydney","QLD", "Australia/Brisbane", "SA", "Australia/Adelaide")'
USA_AND_CA = 'IIF([country]="USA",IIF([state]="CA","True","False"),"False")'
USA_OR_CA = 'IIF([country]="USA","True",IIF([state]="CA","True","False"))'

# The numbers of NumFromDate are reckoned by hand: 2021-01-01T07:59:59Z is 13,253,961,599 s after 1601.
Example = tuple[tuple[str, str], str, dict[str, object], object]
PUBLISHED: list[Example] = [
    (
        REFERENCE,
        'Append([userPrincipalName], ".test")',
        {"userPrincipalName": "John.Doe@contoso.com"},
        "John.Doe@contoso.com.test",
    ),
    (REFERENCE, "BitAnd(&HF, &HF7)", {}, "7"),
    (REFERENCE, "CDate([StatusHireDate])", {"StatusHireDate": "2020-03-16-07:00"}, "3/16/2020 7:00:00 AM"),
    (REFERENCE, 'CDate("2021-06-30+08:00")', {}, "6/29/2021 4:00:00 PM"),
    (REFERENCE, 'CDate("2009-06-15T01:45:30-07:00")', {}, "6/15/2009 8:45:30 AM"),
    (
        REFERENCE,
        "Coalesce([mail],[userPrincipalName])",
        {"mail": None, "userPrincipalName": "John.Doe@contoso.com"},
        "John.Doe@contoso.com",
    ),
    (REFERENCE, 'ConvertToBase64("Hello world!")', {}, "SABlAGwAbABvACAAdwBvAHIAbABkACEA"),
    (REFERENCE, 'ConvertToUTF8Hex("Hello world!")', {}, "48656C6C6F20776F726C6421"),
    (REFERENCE, "CStr([dn])", {"dn": "cn=Joe,dc=contoso,dc=com"}, "cn=Joe,dc=contoso,dc=com"),
    (REFERENCE, 'DateAdd("d", 7, CDate([StatusHireDate]))', HIRED, "3/23/2012 7:00:00 AM"),
    (REFERENCE, 'DateAdd("d", -10, CDate([StatusHireDate]))', HIRED, "3/6/2012 7:00:00 AM"),
    (REFERENCE, 'DateAdd("ww", 2, CDate([StatusHireDate]))', HIRED, "3/30/2012 7:00:00 AM"),
    (REFERENCE, 'DateAdd("m", 10, CDate([StatusHireDate]))', HIRED, "1/16/2013 7:00:00 AM"),
    (REFERENCE, 'DateAdd("yyyy", 2, CDate([StatusHireDate]))', HIRED, "3/16/2014 7:00:00 AM"),
    (REFERENCE, DATES.format("d", "2021-08-18+08:00", "2021-08-31+08:00"), {}, "13"),
    (REFERENCE, DATES.format("d", LATE, EARLY), {}, "-3449"),
    (REFERENCE, DATES.format("ww", LATE, EARLY), {}, "-493"),
    (REFERENCE, DATES.format("m", LATE, EARLY), {}, "-113"),
    (REFERENCE, DATES.format("yyyy", LATE, EARLY), {}, "-9"),
    (REFERENCE, DATES.format("d", "2021-08-31+08:00", "2021-08-31+08:00"), {}, "0"),
    (REFERENCE, DATES.format("h", "2021-08-24", "2021-08-25"), {}, "24"),
    (REFERENCE, DATES.format("n", "2021-08-24", "2021-08-25"), {}, "1440"),
    (REFERENCE, DATES.format("s", "2021-08-24", "2021-08-25"), {}, "86400"),
    (REFERENCE, "DateFromNum(129699324000000000)", {}, "1/1/2012 11:00:00 PM"),
    (
        REFERENCE,
        'FormatDateTime([extensionAttribute1], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")',
        {"extensionAttribute1": "20150123105347.1Z"},
        "2015-01-23",
    ),
    (REFERENCE, 'Switch([country],[country],"","Other")', {"country": ""}, "Other"),
    (REFERENCE, 'InStr("The quick brown fox","quick")', {}, "5"),
    (REFERENCE, 'InStr("repEated","e",3,vbBinaryCompare)', {}, "7"),
    (REFERENCE, 'Left("John Doe", 3)', {}, "Joh"),
    (REFERENCE, "NormalizeDiacritics([givenName])", {"givenName": "Zoë"}, "Zoe"),
    (REFERENCE, "PCase([firstName])", {"firstName": "PABLO GONSALVES (SECOND)"}, "Pablo Gonsalves (Second)"),
    (REFERENCE, 'PCase([lastName]," \'-")', {"lastName": "PINTO-DE'SILVA"}, "Pinto-De'Silva"),
    (
        REFERENCE,
        'PCase(Join(" ",[firstName],[lastName]))',
        {"firstName": "GREGORY", "lastName": "JAMES"},
        "Gregory James",
    ),
    (
        REFERENCE,
        'Replace([BusinessTitle],"Product Developer", , , "Software Engineer", , )',
        {"BusinessTitle": "Product Developer"},
        "Software Engineer",
    ),
    (
        REFERENCE,
        'Replace([UserID],"<username>", , , , , "<username>@contoso.com")',
        {"UserID": "jsmith"},
        "jsmith@contoso.com",
    ),
    (
        REFERENCE,
        f'Replace([telephoneNumber], , {PHONE}, , "${{phoneNumber}}", , )',
        {"telephoneNumber": "+91 9998887777"},
        "9998887777",
    ),
    (
        REFERENCE,
        r'Replace([AddressLineData], ,"(?<streetNumber>^\\d*)","streetNumber", "888", , )',
        {"AddressLineData": "545 Tremont Street"},
        "888 Tremont Street",
    ),
    (
        REFERENCE,
        'Replace([userPrincipalName], , "(?<Suffix>@(.)*)", "Suffix", "", , )',
        {"userPrincipalName": "jsmith@contoso.com"},
        "jsmith",
    ),
    (
        REFERENCE,
        f'Replace([telephoneNumber], , {PHONE}, "phoneNumber" , , [mobile], )',
        {"telephoneNumber": "", "mobile": "+91 8887779999"},
        "8887779999",
    ),
    (REFERENCE, 'Replace([mailNickname], , "[a-zA-Z_]*", , "", , )', {"mailNickname": "john_doe72"}, "72"),
    (REFERENCE, f"ToLower({UPN})", JOHN, "john.smith@contoso.com"),
    (
        REFERENCE,
        'Split([extensionAttribute5], ",")',
        {"extensionAttribute5": "PermissionSetOne, PermissionSetTwo"},
        ["PermissionSetOne", "PermissionSetTwo"],
    ),
    (REFERENCE, 'Switch([statusFlag], "Default Value", "true", "1", "", "0")', {"statusFlag": ""}, "0"),
    (REFERENCE, ZONES, {"state": "QLD"}, "Australia/Brisbane"),
    (REFERENCE, 'Word("The quick brown fox",3," ")', {}, "brown"),
    (REFERENCE, 'Word("This,string!has&many separators",3,",!&#")', {}, "has"),
    (REFERENCE, 'Replace([mail], "@contoso.com", , ,"", ,)', {"mail": "john.doe@contoso.com"}, "john.doe"),
    (
        REFERENCE,
        "Append(Mid([givenName], 1, 3), Mid([surname], 1, 5))",
        {"givenName": "John", "surname": "Doe"},
        "JohDoe",
    ),
    (REFERENCE, 'Join(", ", "", [surname], [givenName])', {"givenName": "John", "surname": "Doe"}, "Doe, John"),
    (PARSE_EXPRESSION, 'Replace([preferredLanguage], "-", , , "_", ,  )', {"preferredLanguage": "EN-US"}, "EN_US"),
    (
        CLOUD_SYNC,
        'FormatDateTime([extensionAttribute1], "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")',
        {"extensionAttribute1": "20150123105347.1Z"},
        "2015-01-23",
    ),
]
"""The page prints this result for this expression and input (dates of DateDiff's table stand in CDate, as it advises)."""

BY_RULE: list[Example] = [
    (REFERENCE, "CBool([attribute1] = [attribute2])", {"attribute1": "x", "attribute2": "x"}, "True"),
    (REFERENCE, "CBool([attribute1] = [attribute2])", {"attribute1": "x", "attribute2": "y"}, "False"),
    (REFERENCE, "Coalesce([mail],[userPrincipalName])", {"mail": None, "userPrincipalName": None}, None),
    (
        REFERENCE,
        "DateFromNum([lastLogonTimestamp])",
        {"lastLogonTimestamp": "129699324000000000"},
        "1/1/2012 11:00:00 PM",
    ),
    (REFERENCE, "IgnoreFlowIfNullOrEmpty([department])", {"department": "Sales"}, "Sales"),
    (REFERENCE, "IgnoreFlowIfNullOrEmpty([department])", {"department": None}, None),
    (
        REFERENCE,
        'IgnoreFlowIfNullOrEmpty(Switch([prefix], "", "3443", "Dr.", "3444", "Prof.", "3445", "Prof. Dr."))',
        {"prefix": "3444"},
        "Prof.",
    ),
    (
        REFERENCE,
        'IgnoreFlowIfNullOrEmpty(Switch([prefix], "", "3443", "Dr.", "3444", "Prof.", "3445", "Prof. Dr."))',
        {"prefix": "9"},
        None,
    ),
    (REFERENCE, 'IIF([country]="USA",[country],[department])', {"country": "USA", "department": "Sales"}, "USA"),
    (REFERENCE, 'IIF([country]="USA",[country],[department])', {"country": "Peru", "department": "Sales"}, "Sales"),
    (REFERENCE, USA_AND_CA, {"country": "USA", "state": "CA"}, "True"),
    (REFERENCE, USA_AND_CA, {"country": "USA", "state": "WA"}, "False"),
    (REFERENCE, USA_OR_CA, {"country": "Peru", "state": "CA"}, "True"),
    (REFERENCE, USA_OR_CA, {"country": "Peru", "state": "WA"}, "False"),
    (REFERENCE, 'IIF([country]="","Other",[country])', {"country": ""}, Failed),
    (REFERENCE, 'IIF(IsNullOrEmpty([country]),"Other",[country])', {"country": None}, Failed),
    (REFERENCE, 'IIF(IsPresent([country]),[country],"Other")', {"country": None}, Failed),
    (REFERENCE, 'Switch([country],[country],"","Other")', {"country": None}, "Other"),
    (REFERENCE, 'Switch([country],[country],"","Other")', {"country": "Peru"}, "Peru"),
    (CLOUD_SYNC, 'InStr("The quick brown fox","slow")', {}, "0"),
    (REFERENCE, "IsNull([displayName])", {"displayName": None}, "True"),
    (REFERENCE, "IsNull([displayName])", {"displayName": "A"}, "False"),
    (REFERENCE, "IsNullOrEmpty([displayName])", {"displayName": ""}, "True"),
    (REFERENCE, "IsPresent([displayName])", {"displayName": ""}, "False"),
    (
        REFERENCE,
        "Item([proxyAddresses], 1)",
        {"proxyAddresses": ["SMTP:a@contoso.com", "smtp:b@contoso.com"]},
        "SMTP:a@contoso.com",
    ),
    (CLOUD_SYNC, "Item([proxyAddresses], 3)", {"proxyAddresses": ["SMTP:a@contoso.com"]}, Failed),
    (REFERENCE, 'Join("; ", [proxyAddresses])', {"proxyAddresses": ["a", "b"]}, "a; b"),
    (REFERENCE, 'Left("John Doe", 0)', {}, ""),
    (REFERENCE, 'Left("John Doe", -1)', {}, "John Doe"),
    (REFERENCE, "Left([displayName], 3)", {"displayName": None}, ""),
    (REFERENCE, 'Left("Jo", 3)', {}, "Jo"),
    (REFERENCE, "NormalizeDiacritics([givenName])", {"givenName": "Łukasz Ørsted Groß"}, "Lukasz OErsted Gross"),
    (REFERENCE, "Not([IsSoftDeleted])", {"IsSoftDeleted": "True"}, "False"),
    (REFERENCE, "Not([IsSoftDeleted])", {"IsSoftDeleted": "False"}, "True"),
    (
        REFERENCE,
        'NumFromDate(Join("", FormatDateTime([ContractEndDate], ,"yyyy-MM-ddzzz", "yyyy-MM-dd"), " 23:59:59-08:00"))',
        {"ContractEndDate": "2020-12-31-08:00"},
        "132539615990000000",
    ),
    (
        REFERENCE,
        'NumFromDate(Join("",FormatDateTime([endDate], ,"M/d/yyyy hh:mm:ss tt","yyyy-MM-dd")," 23:59:59-08:00"))',
        {"endDate": "12/31/2020 12:00:00 AM"},
        "132539615990000000",
    ),
    (REFERENCE, "Redact([userPrincipalName])", {"userPrincipalName": "a@contoso.com"}, "a@contoso.com"),
    (REFERENCE, 'Redact("StringToBeRedacted")', {}, "StringToBeRedacted"),
    (REFERENCE, "RemoveDuplicates([proxyAddresses])", {"proxyAddresses": ["a", "b", "a"]}, ["a", "b"]),
    (
        REFERENCE,
        f'Replace([telephoneNumber], , {PHONE}, "phoneNumber" , , [mobile], )',
        {"telephoneNumber": "555", "mobile": "+91 8887779999"},
        "555",
    ),
    (REFERENCE, UPN, JOHN, "John.Smith@contoso.com"),
    (REFERENCE, UPN.replace("[PreferredFirstName]", "Mid([PreferredFirstName], 1, 2)"), JOHN, "Jo.Smith@contoso.com"),
    (REFERENCE, 'Switch(ToLower([statusFlag]), "0", "true", "1", "false", "0")', {"statusFlag": "TRUE"}, "1"),
    (REFERENCE, ZONES, {"state": "VIC"}, "Australia/Sydney"),
    (
        REFERENCE,
        'IIF([companyName] = "Company A", "A", IIF([companyName] = "Company B", "B", "External"))',
        {"companyName": "Company B"},
        "B",
    ),
    (REFERENCE, 'Word("The quick",5," ")', {}, ""),
    (REFERENCE, 'Word("The quick",0," ")', {}, ""),
    (
        REFERENCE,
        'Join("", 1000, Replace(ConvertToUTF8Hex([objectId]), , "[a-zA-Z_]*", , "", , ))',
        {"objectId": "00aa"},
        "100030306161",
    ),
    (OBJECT_MAPPING, "Mid([userPrincipalName], 1, 8)", {"userPrincipalName": "johns@contoso.com"}, "johns@co"),
    (ROLES, "SingleAppRoleAssignment([appRoleAssignments])", {"appRoleAssignments": ["Admin"]}, "Admin"),
]
"""The page states the rule or the expression; the input, and so the result, is ours."""

UNDECIDED: list[tuple[tuple[str, str], str, dict[str, object], str]] = [
    (REFERENCE, "Guid()", {}, "random"),
    (REFERENCE, "RandomString(6,3,0,0,3)", {}, "random"),
    (REFERENCE, "Redact(RandomString(6,3,0,0,3))", {}, "random"),
    (REFERENCE, "Now()", {}, "time of the provisioning run"),
    (REFERENCE, 'DateDiff("d", Now(), CDate([StatusHireDate]))', HIRED, "time of the provisioning run"),
    (REFERENCE, f"SelectUniqueValue({UPN}, {UPN})", JOHN, "still free in the target"),
    (
        REFERENCE,
        "Switch(IsPresent([a]),[a], IsPresent([b]),[b], IsPresent([c]),[c])",
        {"a": "x", "b": None, "c": None},
        "Microsoft warns against IsPresent",
    ),
    (ROLES, "SingleAppRoleAssignment([appRoleAssignments])", {"appRoleAssignments": ["Admin", "User"]}, "no guarantee"),
    (ROLES, "AppRoleAssignmentsComplex([appRoleAssignments])", {"appRoleAssignments": ["Admin"]}, "ids of app role"),
    (
        SUCCESSFACTORS,
        "Coalesce([preferredName], [firstName])",
        {"preferredName": "", "firstName": "Robert"},
        "pages disagree on whether Coalesce",
    ),
    (
        WORKDAY,
        'Switch(Replace([mobile], , "\\\\+(?<isdCode>\\\\d* )(?<phoneNumber>.*)", , "${isdCode}", , ), "USA", "44", "GBR")',
        {"mobile": "+44 20 7946 0958"},
        "pages disagree on whether Switch",
    ),
    (CLOUD_SYNC, 'Trim(" Test ")', {}, "not documented for provisioning"),
    (
        CLOUD_SYNC,
        'IIF([employeeType]="Intern","t-" & [alias],[alias])',
        {"employeeType": "Intern", "alias": "a"},
        "Connect sync",
    ),
]


@pytest.mark.parametrize(("page", "expression", "user", "expected"), [*PUBLISHED, *BY_RULE])
def test_documented_example(page: tuple[str, str], expression: str, user: dict[str, object], expected: object) -> None:
    outcome = evaluate(parse(expression), UserAttributes(user))
    if expected is Failed:
        assert isinstance(outcome, Failed), page
    else:
        assert outcome == expected, page


@pytest.mark.parametrize(("page", "expression", "user", "reason"), UNDECIDED)
def test_documented_example_that_stays_open(
    page: tuple[str, str], expression: str, user: dict[str, object], reason: str
) -> None:
    outcome = evaluate(parse(expression), UserAttributes(user))
    assert isinstance(outcome, Undecided), page
    assert reason in outcome.reason


def test_how_many_examples_there_are() -> None:
    published, rules = len(PUBLISHED) + len(GUIDE_PUBLISHED), len(BY_RULE) + len(GUIDE_RULES)
    print(  # noqa: T201 - the count is asked for
        f"Entra provisioning: {published} examples with the result their page prints, {rules} by a page's rule with our input, "
        f"{len(OTHERWISE_PRINTED)} where the page prints another result, {len(UNDECIDED)} undecided"
    )
    assert published >= 80
