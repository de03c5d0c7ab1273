"""What two sources come to for guests, for conditional claims and under declared facts, derived by hand from documentation.

Microsoft: "B2B collaboration user claims mapping", "Customize SAML token claims" (claims conditions), "Claims customization using
a policy". The letters before the sources are explained in `written_sources`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.model.supplied_sample import SuppliedSample
from tests.expressions.written_sources import (
    ADA_ID,
    CLASS,
    EDGE,
    ENTRA_GUESTS,
    EVERYONE,
    EXTERNAL_GUESTS,
    MEMBERS,
    PREFIX,
    SOME,
    Facts,
    Shown,
    assert_shown,
    branch,
    claim,
    compared,
    join,
    name_id,
    named,
    step,
)

if TYPE_CHECKING:
    from idplint.directory.samples import UserClass

# --- guests and conditions -----------------------------------------------------------------------------------------------

OMAR_RAW = "omar_partner.example#EXT#@contoso.onmicrosoft.com"
ELIF_RAW = "elif_fabrikam.com#EXT#@contoso.onmicrosoft.com"
TWO_BRANCHES = name_id(branch("userprincipalname"), branch("mail", users="externalGuests"))
GUESTS = [
    ("e user.mail", "p [mail]", ENTRA_GUESTS, "same"),
    ("e user.mail", "p [mail]", EXTERNAL_GUESTS, "same"),
    ("e user.objectid", "p [objectId]", EXTERNAL_GUESTS, "same"),
    ("e user.localuserprincipalname", "p [originalUserPrincipalName]", ENTRA_GUESTS, "same"),
    ("e user.userprincipalname", "p [originalUserPrincipalName]", EXTERNAL_GUESTS, "same"),
    ("e user.userprincipalname", "p [originalUserPrincipalName]", ENTRA_GUESTS, "undecided"),
    ("e user.userprincipalname", "p [userPrincipalName]", ENTRA_GUESTS, "undecided"),
    (
        "e user.userprincipalname",
        "p [userPrincipalName]",
        EXTERNAL_GUESTS,
        Shown(CLASS, "Omar Reyes", OMAR_RAW, "omar@partner.example"),
    ),
    (
        "e user.localuserprincipalname",
        "p [userPrincipalName]",
        ENTRA_GUESTS,
        Shown(CLASS, "Elif Kaya", ELIF_RAW, "elif@fabrikam.com"),
    ),
    (
        "e user.localuserprincipalname",
        "p [userPrincipalName]",
        EXTERNAL_GUESTS,
        Shown(CLASS, "Omar Reyes", OMAR_RAW, "omar@partner.example"),
    ),
    ("e user.mail", "p [userPrincipalName]", EXTERNAL_GUESTS, "undecided"),
    (
        "e user.mail",
        "p [objectId]",
        ENTRA_GUESTS,
        Shown(CLASS, "Elif Kaya", "elif@fabrikam.com", "3f0e7a52-0000-4000-8000-00000000e11f"),
    ),
    # An invitation fills no employee id: it is missing for the whole class, not at its edge.
    (
        "e user.employeeid",
        "p [objectId]",
        EXTERNAL_GUESTS,
        Shown(CLASS, "Omar Reyes", "no value", "3f0e7a52-0000-4000-8000-000000000aa0"),
    ),
    # Two branches: the class decides which one counts.
    (TWO_BRANCHES, "p [userPrincipalName]", MEMBERS, "same"),
    (TWO_BRANCHES, "p [userPrincipalName]", ENTRA_GUESTS, "undecided"),
    (
        TWO_BRANCHES,
        "p [objectId]",
        EXTERNAL_GUESTS,
        Shown(CLASS, "Omar Reyes", "omar@partner.example", "3f0e7a52-0000-4000-8000-000000000aa0"),
    ),
    (
        TWO_BRANCHES,
        "p [originalUserPrincipalName]",
        EXTERNAL_GUESTS,
        Shown(CLASS, "Omar Reyes", "omar@partner.example", OMAR_RAW),
    ),
    # A guest without mail falls back to the branch before.
    (TWO_BRANCHES, "p Coalesce([mail], [originalUserPrincipalName])", EXTERNAL_GUESTS, "same"),
    (TWO_BRANCHES, "p [mail]", EXTERNAL_GUESTS, "undecided"),
    (name_id(branch("objectid"), branch("mail", users="allGuests")), "p [objectId]", MEMBERS, "same"),
    (name_id(branch("mail", users="aadGuests")), "p [mail]", ENTRA_GUESTS, "same"),
    (name_id(branch("mail", users="aadGuests")), "p [mail]", MEMBERS, "undecided"),
    (name_id(branch("mail"), branch("objectid", users="members")), "p [objectId]", MEMBERS, "same"),
    (name_id(branch("mail"), branch("objectid", users="members")), "p [mail]", EXTERNAL_GUESTS, "same"),
    # Conditions with attributes come first, those with transformations win.
    (
        name_id(branch("mail"), branch(None, step("toLowercase", "objectid"), users="any"), branch("mail", users="any")),
        "p [objectId]",
        MEMBERS,
        "same",
    ),
    # No matter in which group, a group's condition for guests does not concern members.
    (name_id(branch("mail"), branch("objectid", users="allGuests", groups=("1f2e",))), "p [mail]", MEMBERS, "same"),
    (name_id(branch("mail"), branch("objectid", users="allGuests", groups=("1f2e",))), "p [mail]", ENTRA_GUESTS, "undecided"),
    # idplint knows of no guests in Okta.
    ("c user.email", "c user.login", EXTERNAL_GUESTS, "undecided"),
]  # fmt: skip


@pytest.mark.parametrize(("login", "scim", "users", "expected"), named(GUESTS))
def test_each_class_of_users_is_judged_by_itself(
    login: str, scim: str, users: UserClass, expected: str | Shown
) -> None:
    agreement = compared(login, scim, users=users)
    if isinstance(expected, Shown):
        assert_shown(agreement, expected)
    else:
        assert agreement.verdict == expected


# --- declared facts ------------------------------------------------------------------------------------------------------

MAIL_IS_UPN = Facts(equivalent=(("user.mail", "user.userPrincipalName"),))
MAIL_FILLED = Facts(never_null=("user.mail",))
AT_FABRIKAM = Facts(domains=("fabrikam.com",))
MAIL_AT_FABRIKAM = Facts(never_null=("user.mail",), domains=("fabrikam.com",))
AT_TWO = Facts(domains=("fabrikam.com", "fabrikam.net"))
JO = SuppliedSample("Jo Park", "", "members", (("user.mailNickname", "jo park"), ("user.mail", "jo@contoso.com")))
PREFIX_AT_FABRIKAM = 'p Append(Word([mail], 1, "@"), "@fabrikam.com")'
GIVEN = [
    ("e user.mail", "p [userPrincipalName]", MAIL_IS_UPN, "mail = userPrincipalName"),
    ("e user.mail", "p [originalUserPrincipalName]", MAIL_IS_UPN, "mail = userPrincipalName"),
    (claim(PREFIX), 'p Word([userPrincipalName], 1, "@")', MAIL_IS_UPN, "mail = userPrincipalName"),
    ("e user.userprincipalname", "p Coalesce([mail], [userPrincipalName])", MAIL_IS_UPN, "mail = userPrincipalName"),
    ("e user.mail", "p Coalesce([mail], [userPrincipalName])", MAIL_FILLED, "never null: mail"),
    ("e user.mail", "p IIF(IsPresent([mail]), [mail], [userPrincipalName])", MAIL_FILLED, "never null: mail"),
    (
        claim(branch(None, join("givenname", " ", "surname"))),
        'p Join(" ", [givenName], [surname])',
        Facts(never_null=("user.givenName", "user.surname")),
        "never null: surname",
    ),
    ("e user.mail", PREFIX_AT_FABRIKAM, MAIL_AT_FABRIKAM, "never null: mail; declared: every address is at fabrikam.com"),
    (
        "p ToUpper([mail])",
        'p Append(ToUpper(Word([mail], 1, "@")), "@FABRIKAM.COM")',
        MAIL_AT_FABRIKAM,
        "every address is at fabrikam.com",
    ),
    (
        name_id(branch(None, join("userprincipalname", "@", "'fabrikam.com'"))),
        "p [userPrincipalName]",
        AT_FABRIKAM,
        "every address is at fabrikam.com",
    ),
    ("t ${user.email}", "c user.login", Facts(equivalent=(("user.login", "user.email"),)), "email = login"),
    ("c user.secondEmail ?: user.email", "c user.secondEmail", Facts(never_null=("user.secondEmail",)), "secondEmail"),
    ("t ${fn:substringBefore(user.email, '@')}@fabrikam.com", "c user.email", AT_FABRIKAM, "at fabrikam.com"),
    (
        'p IIF([department] = "Sales", [mail], [objectId])',
        'p IIF([extensionAttribute1] = "Sales", [mail], [objectId])',
        Facts(equivalent=(("user.department", "user.extensionAttribute1"),)),
        "department = extensionAttribute1",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("login", "scim", "facts", "reason"), named(GIVEN))
def test_a_declared_fact_decides_and_is_named(login: str, scim: str, facts: Facts, reason: str) -> None:
    assert compared(login, scim).verdict in {"different", "undecided"}
    for one, other in ((login, scim), (scim, login)):
        agreement = compared(one, other, facts)
        assert agreement.verdict == "same_given"
        assert reason in agreement.reason


NOT_GIVEN = [
    ("e user.mail", "p [mail]", MAIL_IS_UPN, "same"),
    ("e user.mail", "p [objectId]", MAIL_IS_UPN, Shown(EVERYONE, "Ada Marsh", "ada.marsh@contoso.com", ADA_ID)),
    # Another attribute that is always filled is no help.
    (
        "e user.mail",
        "p Coalesce([mail], [employeeId])",
        Facts(never_null=("user.employeeId",)),
        Shown(EDGE, "Noa Berg", "no value", "1047"),
    ),
    # Word gives nothing for who has no mail, and the domain alone is put behind it.
    ("e user.mail", PREFIX_AT_FABRIKAM, AT_FABRIKAM, Shown(EDGE, "Noa Berg", "no value", "@fabrikam.com")),
    # Capitals in the domain are other letters.
    (
        "e user.mail",
        'p Append(Word([mail], 1, "@"), "@FABRIKAM.com")',
        AT_FABRIKAM,
        Shown(EDGE, "Ada Marsh", "ada.marsh@fabrikam.com", "ada.marsh@FABRIKAM.com"),
    ),
    (
        "p ToUpper([mail])",
        'p Append(ToUpper(Word([mail], 1, "@")), "@fabrikam.com")',
        AT_FABRIKAM,
        Shown(EDGE, "Ada Marsh", "ADA.MARSH@FABRIKAM.COM", "ADA.MARSH@fabrikam.com"),
    ),
    # Another domain than all addresses are at, and one of two.
    (
        "e user.mail",
        'p Append(Word([mail], 1, "@"), "@contoso.com")',
        AT_FABRIKAM,
        Shown(EVERYONE, "Ada Marsh", "ada.marsh@fabrikam.com", "ada.marsh@contoso.com"),
    ),
    ("e user.mail", PREFIX_AT_FABRIKAM, AT_TWO, Shown(SOME, "Kimi Lee", "kim.lee@fabrikam.net", "kim.lee@fabrikam.com")),
    (
        "e user.mail",
        'p Append(Word([mail], 1, "@"), "@fabrikam.net")',
        AT_TWO,
        Shown(SOME, "Ada Marsh", "ada.marsh@fabrikam.com", "ada.marsh@fabrikam.net"),
    ),
    # idplint's own second domain may be the declared first one: nobody is moved twice.
    (
        "e user.mail",
        "p ToLower([mail])",
        Facts(domains=("contoso.net", "fabrikam.net")),
        Shown(EDGE, "Dana Ortiz", "Dana.Ortiz@contoso.net", "dana.ortiz@contoso.net"),
    ),
    # Nobody is at a domain that is not declared, not even for the sake of an expression that names it.
    ("e user.mail", 'p Replace([mail], "@contoso.com", , , "", , )', AT_FABRIKAM, "undecided"),
    (
        "e user.mail",
        'p Replace([mail], "@fabrikam.com", , , "", , )',
        AT_FABRIKAM,
        Shown(EVERYONE, "Ada Marsh", "ada.marsh@fabrikam.com", "ada.marsh"),
    ),
    # People who were described show what idplint's own do not.
    ("e user.mailnickname", "p StripSpaces([mailNickname])", Facts(), "undecided"),
    (
        "e user.mailnickname",
        "p StripSpaces([mailNickname])",
        Facts(samples=(JO,)),
        Shown(SOME, "Jo Park", "jo park", "jopark"),
    ),
    ("e user.employeeid", "p StripSpaces([employeeId])", Facts(samples=(JO,)), "undecided"),
]  # fmt: skip


@pytest.mark.parametrize(("login", "scim", "facts", "expected"), named(NOT_GIVEN))
def test_a_declared_fact_decides_no_more_than_it_says(
    login: str, scim: str, facts: Facts, expected: str | Shown
) -> None:
    agreement = compared(login, scim, facts)
    if isinstance(expected, Shown):
        assert_shown(agreement, expected)
    else:
        assert agreement.verdict == expected


@pytest.mark.parametrize("users", [ENTRA_GUESTS, EXTERNAL_GUESTS])
def test_that_members_mail_is_their_upn_says_nothing_of_guests(users: UserClass) -> None:
    assert compared("e user.mail", "p [userPrincipalName]", MAIL_IS_UPN, users).verdict == "undecided"
