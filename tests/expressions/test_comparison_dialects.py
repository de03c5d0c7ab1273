"""What two sources of any two dialects come to for members, derived by hand from the vendors' documentation.

Microsoft: "Reference for writing expressions for attribute mappings", "Customize SAML token claims", "Claims customization using
a policy". Okta: "Okta Expression Language overview", "Okta Expression Language in Identity Engine", "Application username".
The letters before the sources are explained in `written_sources`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from idplint.expressions.comparison import Agreement, Reach
from tests.expressions.written_sources import (
    ADA_ID,
    EDGE,
    EVERYONE,
    PREFIX,
    SOME,
    Facts,
    Shown,
    assert_shown,
    bare,
    branch,
    claim,
    compared,
    join,
    mapped,
    name_id,
    named,
    output,
    step,
)

if TYPE_CHECKING:
    from idplint.model.application import CaseRule

ADA, ADA_MAIL = "Ada Marsh", "ada.marsh@contoso.com"
DANA_MAIL = "Dana.Ortiz@contoso.com"

# --- the same, whatever the spelling -----------------------------------------------------------------------------------

SAME_IN_ENTRA = [
    ("e user.mail", "p [mail]"),
    ("e user.ObjectID", "p [objectid]"),
    ("e user.localuserprincipalname", "p [userPrincipalName]"),
    ("e user.extension_0f0f_badge", "p [extension_0F0F_badge]"),
    ("o oid", "p [objectId]"),
    ("o upn", "p [userPrincipalName]"),
    (bare("mail"), "p [mail]"),
    (name_id(branch(" Mail ")), "p [mail]"),
    (claim(branch("employeeid")), "p [employeeId]"),
    ("k fixed", claim(branch("'fixed'"))),
    # Calls that change nothing.
    ("e user.objectid", "p Redact([objectId])"),
    ("e user.mail", "p CStr([mail])"),
    ("e user.mail", "p IgnoreFlowIfNullOrEmpty([mail])"),
    ("e user.mail", "p Redact(CStr(IgnoreFlowIfNullOrEmpty([mail])))"),
    ("e user.mail", "p Coalesce([mail])"),
    ("e user.mail", 'p Append([mail], "")'),
    ("e user.mail", 'p Join("-", [mail])'),
    ("e user.objectid", "p StripSpaces([objectId])"),
    ("e user.userprincipalname", "p StripSpaces([userPrincipalName])"),
    ("e user.userprincipalname", "p NormalizeDiacritics([userPrincipalName])"),
    ("e user.objectid", "p ToLower([objectId])"),
    # Case.
    (bare(None, step("toLowercase", "mail")), "p ToLower([mail])"),
    (bare(None, step("toLowercase", "mail")), "p ToLower([mail], )"),
    (bare(None, step("toLowercase", "mail")), "p ToLower(ToUpper(ToLower([mail])))"),
    (bare(None, step("toUppercase", "mail")), "p ToUpper([mail])"),
    (bare(None, step("toUppercase", "mail"), step("toLowercase")), "p ToLower([mail])"),
    # The part before the @.
    (claim(PREFIX), 'p Word([mail], 1, "@")'),
    (name_id(PREFIX), 'p Item(Split([mail], "@"), 1)'),
    (claim(PREFIX), 'p Replace([mail], , "(?<Suffix>@(.)*)", "Suffix", "", , )'),
    (claim(PREFIX), 'p Replace([mail], , "@.*", , "", , )'),
    (claim(branch(None, step("extract", "mail", type="before", value="@"))), 'p Word([mail], 1, "@")'),
    (claim(branch(None, step("extractMailPrefix", "mail"), step("toLowercase"))), 'p Word(ToLower([mail]), 1, "@")'),
    (claim(branch(None, step("toUppercase", "mail"), step("extractMailPrefix"))), 'p ToUpper(Word([mail], 1, "@"))'),
    # Joining. An empty text leaves no separator behind.
    (claim(branch(None, join("objectid", "@", "'contoso.com'"))), 'p Append([objectId], "@contoso.com")'),
    (claim(branch(None, join("objectid", "@", "'contoso.com'"))), 'p Join("@", [objectId], "contoso.com")'),
    (claim(branch(None, join("objectid", "@", "'contoso.com'"))), 'p Append(Append([objectId], "@"), "contoso.com")'),
    (claim(branch(None, join("objectid", "-", "mailnickname"))), 'p Join("-", [objectId], "", [mailNickname])'),
    (claim(branch(None, join("mail", "|", "'eu'"))), 'p Append([mail], "|eu")'),
    ("e user.objectid", 'p Join("-", [objectId], "")'),
    # A NameID's Join drops the domain of its first input, a claim's does not; what has none loses none.
    (name_id(branch(None, join("mail", "@", "'contoso.com'"))), 'p Append(Word([mail], 1, "@"), "@contoso.com")'),
    (name_id(branch(None, join("mailnickname", "@", "'contoso.com'"))), 'p Append([mailNickname], "@contoso.com")'),
    (bare(None, join("mailnickname", "@", "'contoso.com'")), 'p Append([mailNickname], "@contoso.com")'),
    # Fallbacks.
    (
        claim(branch("userprincipalname", step("ifNotEmpty", "mail", output=output("mail")))),
        "p Coalesce([mail], [userPrincipalName])",
    ),
    (
        claim(branch("mail", step("ifEmpty", "mail", output=output("userprincipalname")))),
        "p Coalesce([mail], [userPrincipalName])",
    ),
    (
        claim(branch("mail", step("ifEmpty", "mail", output=output("objectid")))),
        'p Switch([mail], [mail], "", [objectId])',
    ),
    (claim(branch("userprincipalname", step("toLowercase", "objectid"))), "p [objectId]"),
    ("e user.objectid", "p Coalesce([objectId], [mail])"),
    ("e user.objectid", 'p IIF(IsPresent([objectId]), [objectId], "nobody")'),
    ("e user.objectid", "p IIF(Not(IsNullOrEmpty([objectId])), [objectId], [mail])"),
    ("e user.mail", 'p IIF([objectId] = "x", [mail], [mail])'),
    # Claims mapping policies: the sources and methods listed for the NameID.
    (mapped("mail"), "p [mail]"),
    (mapped("onpremisessamaccountname"), "e user.onpremisessamaccountname"),
    (mapped("extensionattribute7"), "p [extensionAttribute7]"),
    (mapped("mail", "ExtractMailPrefix", "mail", {}), 'p Word([mail], 1, "@")'),
    (
        mapped("employeeid", "Join", "string1", {"separator": "@", "string2": "contoso.com"}),
        'p Append([employeeId], "@contoso.com")',
    ),
]
SAME_IN_OKTA = [
    ("t ${source.login}", "c user.login"),
    ("t ${ user.email }", "i user.profile.email"),
    ("c source.email", "c user.email"),
    ("i user.id", 'c user.getInternalProperty("id")'),
    ("o sub", "c user.id"),
    ("o email", "c user.email"),
    ("c user.badge", "i user.profile.badge"),
    ("t ${user.badge}", "c user.badge"),
    ("t ${source.samAccountName}", "c source.samAccountName"),
    ("t fixed", 'c "fixed"'),
    ("k fixed", "c 'fixed'"),
    # Case.
    ("t ${fn:toLowerCase(user.email)}", "c String.toLowerCase(user.email)"),
    ("i user.profile.email.toLowerCase()", "c toLowerCase(user.email)"),
    ("t ${fn:toUpperCase(user.email)}", "i user.profile.email.toUpperCase()"),
    ("c String.toLowerCase(String.toLowerCase(user.login))", "t ${fn:toLowerCase(user.login)}"),
    # The part before the @ of what certainly has one.
    ("t ${fn:substringBefore(user.email, '@')}", 'c String.substringBefore(user.email, "@")'),
    ("i user.profile.email.substringBefore('@')", "c substringBefore(user.email, '@')"),
    ("c String.toLowerCase(String.substringBefore(user.email, '@'))", "t ${fn:substringBefore(fn:toLowerCase(user.email), '@')}"),
    # Joining.
    ("t ${user.login}.eu", 'c user.login + ".eu"'),
    ("t ${user.login}.eu", 'c String.append(user.login, ".eu")'),
    ("t ${user.login}.eu", 'i user.profile.login + ".eu"'),
    ("t ${user.login}.eu", 'c String.join("", user.login, ".", "eu")'),
    ("t ${user.firstName}-${user.lastName}", 'c String.join("-", user.firstName, user.lastName)'),
    ("t ${user.firstName}-${user.lastName}", 'c user.firstName + "-" + user.lastName'),
    # Choosing.
    ("c user.secondEmail ?: user.email", "t ${empty user.secondEmail ? user.email : user.secondEmail}"),
    ("c user.secondEmail ?: user.email", "t ${not empty user.secondEmail ? user.secondEmail : user.email}"),
    ("c user.secondEmail ?: user.email", 'c user.secondEmail == null OR user.secondEmail == "" ? user.email : user.secondEmail'),
    ("c user.secondEmail ?: user.email", 'c user.secondEmail != "" AND user.secondEmail != null ? user.secondEmail : user.email'),
    ("c user.secondEmail ?: user.email", "i user.profile.secondEmail ?: user.profile.email"),
    ("c user.login ?: user.email", "c user.login"),
    ('c isMemberOfGroupName("x") ? user.email : user.email', "c user.email"),
]  # fmt: skip


@pytest.mark.parametrize(("login", "scim"), named(SAME_IN_ENTRA + SAME_IN_OKTA))
def test_other_words_for_one_value_are_the_same_under_every_case_rule(login: str, scim: str) -> None:
    for one, other in ((login, scim), (scim, login)):
        assert compared(one, other) == Agreement("same")
        assert compared(one, other, case="exact") == Agreement("same")


@pytest.mark.parametrize(
    ("login", "scim", "username"),
    named(
        [
            ("t ${user.userName}", "c user.login", "t ${source.login}"),
            ("t eu-${user.userName}", 'c "eu-" + user.email', "t ${source.email}"),
            ("c appuser.userName + '.eu'", "t ${user.login}.eu", "c user.login"),
            ("t ${fn:toLowerCase(user.userName)}", "c String.toLowerCase(user.email)", "t ${user.email}"),
            (
                "t ${fn:substringBefore(user.userName, '@')}",
                "c String.substringBefore(user.email, '@')",
                "c user.email",
            ),
            ("t ${user.userName}", "c appuser.userName", "c user.badge"),
            ("t ${user.userName}", "c user.id", 'c user.getInternalProperty("id")'),
        ]
    ),
)
def test_the_application_username_stands_for_what_it_is_made_of(login: str, scim: str, username: str) -> None:
    assert compared(login, scim, username=username).verdict == "same"


FORGIVEN = [
    ("e user.mail", "p ToLower([mail])"),
    ("e user.mail", "p ToUpper([mail])"),
    (bare(None, step("toUppercase", "mail")), "p ToLower([mail])"),
    ("e user.mailnickname", "p ToLower([mailNickname])"),
    ("e user.extensionattribute1", "p ToLower([extensionAttribute1])"),
    (claim(PREFIX), 'p ToLower(Word([mail], 1, "@"))'),
    ('p Append([objectId], "@CONTOSO.com")', 'p ToLower(Append([objectId], "@contoso.com"))'),
    ("p ToLower(Left([mail], 5))", "p Left([mail], 5)"),
    ("c user.login", "t ${fn:toLowerCase(user.login)}"),
    ("c user.secondEmail ?: user.email", "c String.toLowerCase(user.secondEmail ?: user.email)"),
    ('c "EU-" + user.login', "t eu-${user.login}"),
]


@pytest.mark.parametrize(("login", "scim"), named(FORGIVEN))
def test_case_is_forgiven_only_where_the_service_provider_folds_it(login: str, scim: str) -> None:
    assert compared(login, scim, case="fold").verdict == "same"
    assert compared(login, scim, case="exact").verdict != "same"
    assert compared(login, scim).verdict != "same"


# --- different, and shown on somebody -----------------------------------------------------------------------------------

DIFFERENT_IN_ENTRA = [
    # Another attribute.
    ("e user.mail", "p [userPrincipalName]", Shown(SOME, "Bea Quill", "bea.quill@contoso.com", "bquill@contoso.com")),
    ("e user.userprincipalname", "p [mailNickname]", Shown(EVERYONE, ADA, ADA_MAIL, "ada.marsh")),
    ("e user.userprincipalname", "p [objectId]", Shown(EVERYONE, ADA, ADA_MAIL, ADA_ID)),
    ("e user.pairwiseid", "p [immutableId]", Shown(EVERYONE, ADA, "kL3wPairwiseOfAda0", "ada0immutable==")),
    ("e user.pairwiseid", "p [objectId]", Shown(EVERYONE, ADA, "kL3wPairwiseOfAda0", ADA_ID)),
    ("e user.employeeid", "p [mailNickname]", Shown(EVERYONE, ADA, "1042", "ada.marsh")),
    (
        "e user.userprincipalname",
        "p [onPremisesUserPrincipalName]",
        Shown(SOME, ADA, ADA_MAIL, "ada.marsh@corp.contoso.com"),
    ),
    ("e user.mail", "p [otherMails]", Shown(SOME, ADA, ADA_MAIL, "ada@example.org")),
    (
        "e user.extension_0f0f_badge",
        "p [objectId]",
        Shown(SOME, ADA, "<extension_0f0f_badge of Ada Marsh>", ADA_ID),
    ),
    (
        "e user.extension_0f0f_badge",
        "p [extension_0f0f_desk]",
        Shown(SOME, ADA, "<extension_0f0f_badge of Ada Marsh>", "<extension_0f0f_desk of Ada Marsh>"),
    ),
    # Case and emptiness only.
    ("e user.mail", "p ToLower([mail])", Shown(EDGE, "Dana Ortiz", DANA_MAIL, DANA_MAIL.lower())),
    ("e user.mail", "p ToUpper([mail])", Shown(EDGE, ADA, ADA_MAIL, "ADA.MARSH@CONTOSO.COM")),
    (
        "e user.extensionattribute1",
        "p ToLower([extensionAttribute1])",
        Shown(EDGE, ADA, "<extensionAttribute1 of Ada Marsh>", "<extensionattribute1 of ada marsh>"),
    ),
    (
        "e user.mail",
        "p Coalesce([mail], [userPrincipalName])",
        Shown(EDGE, "Noa Berg", "no value", "noa.berg@contoso.com"),
    ),
    # One side cut.
    (claim(PREFIX), "p [mail]", Shown(EVERYONE, ADA, "ada.marsh", ADA_MAIL)),
    (claim(PREFIX), "p [mailNickname]", Shown(SOME, "Mara Winter", "mara.winter", "mara.sommer")),
    (
        name_id(branch(None, step("extractMailPrefix", "userprincipalname"))),
        "p [mailNickname]",
        Shown(SOME, "Bea Quill", "bquill", "bea.quill"),
    ),
    ("e user.mailnickname", "p Left([mailNickname], 8)", Shown(SOME, ADA, "ada.marsh", "ada.mars")),
    ("e user.displayname", "p StripSpaces([displayName])", Shown(EVERYONE, ADA, ADA, "AdaMarsh")),
    ("e user.displayname", "p NormalizeDiacritics([displayName])", Shown(SOME, "Zoë O'Hara", "Zoë O'Hara", "Zoe O'Hara")),
    # One side lengthened.
    ("e user.employeeid", 'p Join("", "emp-", [employeeId])', Shown(EVERYONE, ADA, "1042", "emp-1042")),
    (
        "e user.userprincipalname",
        'p Append([userPrincipalName], ".test")',
        Shown(EVERYONE, ADA, ADA_MAIL, "ada.marsh@contoso.com.test"),
    ),
    (
        'p Join("-", [mailNickname], [objectId])',
        'p Join("_", [mailNickname], [objectId])',
        Shown(EVERYONE, ADA, f"ada.marsh-{ADA_ID}", f"ada.marsh_{ADA_ID}"),
    ),
    # An address put together: at the domain that the expression names, some people differ, not all.
    (
        "e user.mail",
        'p Append([mailNickname], "@contoso.com")',
        Shown(SOME, "Mara Winter", "mara.winter@contoso.com", "mara.sommer@contoso.com"),
    ),
    (
        "e user.mail",
        'p Append([mailNickname], "@fabrikam.com")',
        Shown(SOME, "Mara Winter", "mara.winter@fabrikam.com", "mara.sommer@fabrikam.com"),
    ),
    (
        "e user.mail",
        'p Append(Word([mail], 1, "@"), "@fabrikam.com")',
        Shown(SOME, "Kimi Lee", "kim.lee@contoso.net", "kim.lee@fabrikam.com"),
    ),
    (
        'p Append([mailNickname], "@fabrikam.com")',
        'p Append([mailNickname], "@fabrikam.net")',
        Shown(EVERYONE, ADA, "ada.marsh@fabrikam.com", "ada.marsh@fabrikam.net"),
    ),
    (
        name_id(branch(None, join("mail", "@", "'contoso.com'"))),
        'p Append([mail], "@contoso.com")',
        Shown(EVERYONE, ADA, ADA_MAIL, "ada.marsh@contoso.com@contoso.com"),
    ),
    (
        claim(branch(None, join("mail", "@", "'contoso.com'"))),
        'p Append(Word([mail], 1, "@"), "@contoso.com")',
        Shown(EVERYONE, ADA, "ada.marsh@contoso.com@contoso.com", ADA_MAIL),
    ),
    # People whose names make their handle agree; those who were renamed do not.
    (
        "e user.mailnickname",
        'p Join(".", [givenName], [surname])',
        Shown(SOME, "Mara Winter", "mara.sommer", "Mara.Winter"),
    ),
    # Branches and fallbacks.
    (
        "e user.userprincipalname",
        "p Coalesce([mail], [userPrincipalName])",
        Shown(SOME, "Bea Quill", "bquill@contoso.com", "bea.quill@contoso.com"),
    ),
    (
        claim(branch("mail", step("ifEmpty", "mail", output=output("userprincipalname")))),
        "p Coalesce([mail], [employeeId])",
        Shown(SOME, "Noa Berg", "noa.berg@contoso.com", "1047"),
    ),
    (
        "e user.userprincipalname",
        'p IIF([department] = "Sales", [objectId], [userPrincipalName])',
        Shown(SOME, ADA, ADA_MAIL, ADA_ID),
    ),
    (
        "e user.userprincipalname",
        'p Switch([department], [userPrincipalName], "Sales", [mailNickname])',
        Shown(SOME, ADA, ADA_MAIL, "ada.marsh"),
    ),
    # A member of the group or not, the NameID is an address.
    (
        name_id(branch("userprincipalname"), branch("mail", groups=("1f2e",))),
        "p [objectId]",
        Shown(EVERYONE, ADA, ADA_MAIL, ADA_ID),
    ),
    # Constants.
    ("k ops@contoso.com", "p [mail]", Shown(EVERYONE, ADA, "ops@contoso.com", ADA_MAIL)),
    (claim(branch("'shared'")), "p [objectId]", Shown(EVERYONE, ADA, "shared", ADA_ID)),
    ("k one", "k two", Shown(EVERYONE, ADA, "one", "two")),
    ("k ", "p [mail]", Shown(EVERYONE, ADA, "no value", ADA_MAIL)),
    ("k Finance", "p [department]", Shown(SOME, ADA, "Finance", "Research")),
]  # fmt: skip
DIFFERENT_IN_OKTA = [
    ("t ${user.email}", "c user.login", Shown(SOME, "Bea Quill", "bea.quill@contoso.com", "bquill@contoso.com")),
    ("i user.profile.login", "c user.email", Shown(SOME, "Bea Quill", "bquill@contoso.com", "bea.quill@contoso.com")),
    ("o sub", "c user.login", Shown(EVERYONE, ADA, "00u1ada0000000000marsh", ADA_MAIL)),
    ("c user.employeeNumber", "c user.id", Shown(EVERYONE, ADA, "1042", "00u1ada0000000000marsh")),
    ("c user.badge", "c user.email", Shown(SOME, ADA, "<badge of Ada Marsh>", ADA_MAIL)),
    ("t ${source.userName}", "c user.login", Shown(SOME, ADA, "ada.marsh@corp.contoso.com", ADA_MAIL)),
    ("t ${fn:toLowerCase(user.login)}", "c user.login", Shown(EDGE, "Dana Ortiz", DANA_MAIL.lower(), DANA_MAIL)),
    ("t ${fn:substringBefore(user.email, '@')}", "c user.email", Shown(EVERYONE, ADA, "ada.marsh", ADA_MAIL)),
    ("t ${fn:substringBefore(user.email, '@')}", "c user.login", Shown(EVERYONE, ADA, "ada.marsh", ADA_MAIL)),
    ("t ${user.login}.sandbox", "c user.login", Shown(EVERYONE, ADA, "ada.marsh@contoso.com.sandbox", ADA_MAIL)),
    ("c user.email", "c user.secondEmail ?: user.email", Shown(SOME, ADA, ADA_MAIL, "ada@example.org")),
    ("c user.secondEmail", "c user.secondEmail ?: user.email", Shown(EDGE, "Noa Berg", "no value", "noa.berg@contoso.com")),
    ("c user.displayName", 'c user.firstName + " " + user.lastName', Shown(EDGE, "Noa Berg", "no value", "Noa Berg")),
    # What was never set is not cleared too.
    (
        "c user.secondEmail ?: user.email",
        'c user.secondEmail == null AND user.secondEmail == "" ? user.email : user.secondEmail',
        Shown(EDGE, "Noa Berg", "noa.berg@contoso.com", "no value"),
    ),
    (
        "t ${user.firstName}.${user.lastName}",
        "t ${fn:substringBefore(user.email, '@')}",
        Shown(SOME, "Edda Frost", "Edda.Frost", "edda.winter"),
    ),
    (
        "t ${fn:substringBefore(user.email, '@')}@contoso.com",
        "c user.email",
        Shown(SOME, "Kimi Lee", "kim.lee@contoso.com", "kim.lee@contoso.net"),
    ),
    (
        'c user.department == "Sales" ? user.email : user.login',
        "c user.login",
        Shown(SOME, "Bea Quill", "bea.quill@contoso.com", "bquill@contoso.com"),
    ),
    ("c String.substringAfter(user.email, '#')", "c user.email", Shown(EVERYONE, ADA, "no value", ADA_MAIL)),
    ("t staff", "c user.login", Shown(EVERYONE, ADA, "staff", ADA_MAIL)),
]  # fmt: skip


@pytest.mark.parametrize(("login", "scim", "expected"), named(DIFFERENT_IN_ENTRA + DIFFERENT_IN_OKTA))
def test_a_difference_is_shown_on_somebody_from_both_sides(login: str, scim: str, expected: Shown) -> None:
    assert_shown(compared(login, scim), expected)
    mirrored = expected._replace(login=expected.scim, scim=expected.login)
    assert_shown(compared(scim, login), mirrored)


def test_the_application_username_is_shown_as_what_it_is_made_of() -> None:
    expected = Shown(SOME, "Bea Quill", "eu-bea.quill@contoso.com", "eu-bquill@contoso.com")
    assert_shown(compared("t eu-${user.userName}", 'c "eu-" + user.login', username="t ${user.email}"), expected)


@pytest.mark.parametrize(
    ("login", "scim", "case", "expected"),
    [
        # Nobody's address is in capitals; some people's has one.
        ("e user.mail", "p ToUpper([mail])", "exact", EVERYONE),
        ("e user.mail", "p ToLower([mail])", "exact", EDGE),
        # What a company keeps in an attribute of its own may well be without letters.
        ("e user.extensionattribute1", "p ToUpper([extensionAttribute1])", "exact", EDGE),
        # Other letters of one name differ whatever the case rule.
        ("e user.mail", "p [userPrincipalName]", "fold", SOME),
        ("c user.email", "c user.login", "exact", SOME),
        # Only who has no display name differs, and nobody by its case.
        ("c user.displayName", 'c user.firstName + " " + user.lastName', "exact", EDGE),
    ],
)
def test_a_case_rule_widens_or_narrows_whom_a_difference_reaches(
    login: str, scim: str, case: CaseRule, expected: Reach
) -> None:
    assert compared(login, scim, case=case).reach is expected


# --- what documentation does not settle ----------------------------------------------------------------------------------

UNDECIDED = [
    # Chance and time: not even the same as itself.
    ("p Guid()", "p Guid()", "does not yield the same value twice"),
    ("p Now()", "p Now()", "does not yield the same value twice"),
    ("p Append([mail], Guid())", "p Append([mail], Guid())", "does not yield the same value twice"),
    ('p RandomString(8, 1, 1, 1, 1, "")', 'p RandomString(8, 1, 1, 1, 1, "")', "does not yield the same value twice"),
    ("p SelectUniqueValue([mail], [mailNickname])", "p [mail]", "does not yield the same value twice"),
    ("c Time.now()", "c Time.now()", "time of evaluation"),
    ("i DateTime.now().toString()", "i DateTime.now().toString()", "time of evaluation"),
    ("c session.id", "c session.id", "at each sign-in"),
    # The live directory.
    ('c isMemberOfGroupName("x") ? user.email : user.login', "c user.email", "depends on the live directory"),
    ('c isMemberOfAnyGroup("a", "b") ? user.email : user.id', "c user.id", "depends on the live directory"),
    ("c findDirectoryUser().managerUpn", "c user.login", "depends on the live directory"),
    ("p Append([mailNickname], DefaultDomain())", "p [mail]", "the tenant's default domain"),
    ("p SingleAppRoleAssignment([appRoleAssignments])", "p [mail]", "does not know what [appRoleAssignments] holds"),
    # What cannot be read.
    ("p ToLower([mail]", "p [mail]", ""),
    ("p Trim([mail])", "p [mail]", ""),
    ("e {", "p [mail]", ""),
    ("e user.shoesize", "p [mail]", "does not know what the claim source user.shoesize holds"),
    ("t ${user.email", "c user.email", "never closed"),
    ("c user.", "c user.email", ""),
    ("i user.email", "c user.email", "names profile attributes user.profile"),
    ("c user.profile.email", "c user.email", ""),
    ("i user.profile.id", "c user.id", ""),
    ("t ${user.id}", "c user.id", "not documented"),
    ("c user.userName", "c user.login", ""),
    ("t ${user.userName}", "c user.login", "could not be resolved"),
    ("t eu-${user.userName}", "c user.login", "could not be resolved"),
    # One of several values.
    ("e user.othermail", "p [otherMails]", "which of the values of otherMails"),
    ("e user.proxyaddresses", "p [proxyAddresses]", "which of the values of proxyAddresses"),
    # Calls that change nothing for idplint's people, which proves nothing.
    ("e user.mail", "p StripSpaces([mail])", ""),
    ("e user.mailnickname", "p NormalizeDiacritics([mailNickname])", "does not prove"),
    ("p ToLower([userPrincipalName])", 'p ToLower([userPrincipalName], "tr-TR")', "does not prove"),
    # An attribute of the company may be a copy of what comes from Active Directory.
    ("e user.onpremisessamaccountname", "p [extension_0f0f_sAMAccountName]", "may hold the on-premises"),
    ("e user.onpremisessamaccountname", "p ToLower([extension_0f0f_sAMAccountName])", "may hold the on-premises"),
    ('p Append([extension_0f0f_upn], ".eu")', 'p Append([onPremisesUserPrincipalName], ".eu")', "may hold the on-premises"),
    # A function cuts up what only the company knows.
    ("p Left([extensionAttribute1], 4)", "p [extensionAttribute1]", "known only to the company"),
    # Two attributes of the company's own may be numbers, which `+` adds.
    ("c user.badge + user.desk", "c String.append(user.badge, user.desk)", "known only to the company"),
    # Entra takes no more than 10,000 characters.
    (f"p ToLower(Append([mail], {json.dumps('x' * 10_000)}))", "p [mail]", "too long"),
    # IIF fails where an attribute of its condition is empty, so that its other branch is no fallback.
    ("p Coalesce([mail], [userPrincipalName])", "p IIF(IsPresent([mail]), [mail], [userPrincipalName])", "IIF fails"),
    ("e user.mail", 'p IIF([department] = "x", [mail], [mail])', ""),
    # What functions make of an empty value is not documented, so that what stands behind it may never be reached.
    ("p Coalesce(ToLower([mail]), [objectId])", "p ToLower(Coalesce([mail], [objectId]))", "never set"),
    ("p Coalesce(IgnoreFlowIfNullOrEmpty([mail]), [objectId])", "p Coalesce([mail], [objectId])", "ignored flow"),
    (claim(branch(None, join("givenname", " ", "surname"))), 'p Join(" ", [givenName], [surname])', ""),
    # A login need not be an address; a template gives nothing then, what the classic function gives is not documented.
    ("t ${fn:substringBefore(user.login, '@')}", "c String.substringBefore(user.login, '@')", ""),
    # Formats and policies that may put another value in place of the source.
    (name_id(branch("objectid"), form="persistent"), "p [objectId]", "persistent format"),
    (bare(None, join("mail", "@", "'contoso.com'")), 'p Append(Word([mail], 1, "@"), "@contoso.com")', "drops the domain"),
    (mapped("objectid"), "p [objectId]", "pairwise identifier"),
    (mapped("mailnickname"), "p [mailNickname]", "pairwise identifier"),
    (mapped("mail", "ToLowercase()", "mail", {}), "p ToLower([mail])", "pairwise identifier"),
    (
        mapped("employeeid", "Join", "string1", {"separator": "-", "string2": "eu"}),
        'p Append([employeeId], "-eu")',
        "verified domain",
    ),
    # Who is in the group is not known.
    (name_id(branch("userprincipalname"), branch("mail", groups=("1f2e",))), "p [userPrincipalName]", "user.groups was not"),
    # In which order a branch without condition comes is not documented.
    (claim(branch(None, step("toLowercase", "mail")), branch("objectid", users="members")), "p [objectId]", ""),
]  # fmt: skip


@pytest.mark.parametrize(("login", "scim", "reason"), named(UNDECIDED))
def test_what_is_not_documented_or_known_is_undecided_with_its_reason(login: str, scim: str, reason: str) -> None:
    for one, other in ((login, scim), (scim, login)):
        agreement = compared(one, other)
        assert agreement.verdict == "undecided"
        assert agreement.reason
        assert reason in agreement.reason


@pytest.mark.parametrize("text", ["p Trim([mail])", "p ToLower([mail]", "e {", "c user.", "t ${", "p Left([mail], 3)"])
def test_what_cannot_be_read_is_at_least_the_same_as_itself(text: str) -> None:
    assert compared(text, text).verdict == "same"


@pytest.mark.parametrize(
    "nested",
    [
        "p " + "Left(" * 90 + "[mail]" + ", 50)" * 90,
        "p " + 'IIF([objectId] = "a", ' * 60 + "[mail]" + ", [objectId])" * 60,
        "p " + "Coalesce(" * 90 + "[mail], [employeeId]" + ", [objectId])" * 90,
        "c " + "String.replace(" * 90 + "user.login" + ", 'a', 'b')" * 90,
        "c " + "user.email == null ? user.login : " * 90 + "user.email",
    ],
    ids=lambda text: text[:20],
)
def test_deep_nesting_takes_no_more_than_a_walk(nested: str) -> None:
    plain = "p [mail]" if nested.startswith("p") else "c user.login"
    assert compared(nested, nested).verdict == "same"
    assert compared(nested, plain).verdict in {"different", "undecided"}


def test_an_undecided_copy_can_be_declared() -> None:
    pair = "e user.onpremisessamaccountname", "p ToLower([extension_0f0f_sAMAccountName])"
    assert compared(*pair).declarable
    declared = Facts(equivalent=(("user.onPremisesSamAccountName", "user.extension_0f0f_sAMAccountName"),))
    assert compared(*pair, declared, case="fold").verdict == "same_given"
