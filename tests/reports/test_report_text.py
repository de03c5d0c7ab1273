from __future__ import annotations

import re

import msgspec

from idplint.findings import ApplicationName, Report, Severity
from idplint.reports.style import Style
from idplint.reports.text import render
from tests.reports.report_samples import (
    BROKEN,
    DOCS_APP,
    FILES,
    FULL,
    JIT,
    MISMATCH,
    PLAIN,
    UNDECIDED,
    default_note,
    report_of,
)


def shown(report: Report, style: Style = PLAIN) -> str:
    return render(report, FILES, style)


def test_a_whole_report() -> None:
    assert shown(FULL) == (
        """\
error[IDP101]: the login carries user.mail, but SCIM fills externalId from extensionAttribute3: they differ for everyone
  application: Contoso Docs (entra)
  --> infra/auth0.tf:5:25
   |
 5 |     user_id_attribute = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
   |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the login key
   |
  ::: export/schema.json:1:292 at /value/3/mapping/source/expression
   |
 1 | …": "3", "mapping": {"source": {"expression": "[extensionAttribute3]"}}}, {"id": "4", "mapping": {"source": {"expr…
   |                                               ----------------------- SCIM fills externalId from here
   |
   = for example: Ada Marsh, a member
       login carries   ada.marsh@contoso.com
       SCIM stored     3f0e77a1
       so              sign-in is refused: no account has this key
   = help: map externalId from `mail` in the provisioning job. Accounts that exist keep the id they have.
   = docs: idplint explain IDP101
   = confidence: medium

warning[IDP301]: logins and SCIM both create accounts
  application: Contoso Docs (entra)
  --> infra/auth0.tf:2:3
  ::: infra/auth0.tf:3:14
   |
 2 |   name     = "contoso-saml"
   |   ^^^^ created here
 3 |   strategy = "samlp"
   |              ------- signs in by SAML
   |
   = docs: idplint explain IDP301

"""
        "note[IDP102]: infra/auth0.tf:1:1: NameID agrees with userName, not with externalId, which is mailNickname by "
        'default [App 1]; to settle: state what it joins on: `applications: [{name: "App 1", scim_key: userName}]`\n'
        """\

undecided[IDP101, IDP104]: Northwind Wiki: NameID unknown: the Graph API answered 403 for its claims policy
  = to decide it: GET /servicePrincipals/77aa/claimsPolicy with Policy.Read.All

error: export/users.json:9: the file ends inside a string
  = help: export it again

1 error, 1 warning, 1 note, 1 undecided in 2 applications (3 files read, 2 skipped, 1 of them not parseable)
This run is incomplete: see the error above.
"""
    )


def test_on_a_narrow_terminal_everything_but_the_message_and_paths_fits() -> None:
    report = report_of(MISMATCH, default_note(1))
    assert shown(report, Style(width=60)) == (
        "error[IDP101]: the login carries user.mail, but SCIM fills externalId from extensionAttribute3: "
        "they differ for everyone\n"
        """\
  application: Contoso Docs (entra)
  --> infra/auth0.tf:5:25 at /resource/auth0_connection/contoso/options/0/user_id_attribute
   |
 5 | …"http://schemas.xmlsoap.org/ws/2005/05/identity/claim…
   |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |  the login key
   |
  ::: export/schema.json:1:292 at /value/3/mapping/source/expression
   |
 1 | …{"expression": "[extensionAttribute3]"}}}, {"id": "4"…
   |                 -----------------------
   |                 SCIM fills externalId from here
   |
   = for example: Ada Marsh, a member
       login carries   ada.marsh@contoso.com
       SCIM stored     3f0e77a1
       so              sign-in is refused: no account has
                       this key
   = help: map externalId from `mail` in the provisioning
           job. Accounts that exist keep the id they have.
   = docs: idplint explain IDP101
   = confidence: medium

note[IDP102]: infra/auth0.tf:1:1: NameID agrees with
    userName, not with externalId, which is mailNickname by
    default [App 1]; to settle: state what it joins on:
    `applications: [{name: "App 1", scim_key: userName}]`

1 error, 1 note in 2 applications (3 files read)
"""
    )


def test_notes_on_defaults_are_one_line_however_many() -> None:
    report = report_of(*(default_note(number) for number in range(1, 13)), applications=12)
    assert shown(report) == (
        "note[IDP102]: 12 applications whose NameID agrees with another SCIM attribute, not externalId, by the identity"
        " provider's default: App 1, App 2, App 3 (and 9 more); to settle: state what it joins on: "
        '`applications: [{name: "App 1", scim_key: userName}]`\n'
        "\n"
        "12 notes in 12 applications (3 files read)\n"
    )


def test_a_warning_of_the_folded_code_keeps_its_block() -> None:
    chosen = msgspec.structs.replace(default_note(1), severity=Severity.WARNING, outcome="chosen")
    assert "  --> infra/auth0.tf:1:1\n" in shown(report_of(chosen))


def test_notes_that_somebody_made_of_warnings_are_not_said_to_be_defaults() -> None:
    chosen = [msgspec.structs.replace(default_note(number), outcome="chosen") for number in (1, 2)]
    text = shown(report_of(*chosen, default_note(3)))
    assert "2 applications whose NameID agrees with another SCIM attribute, not externalId: App 1, App 2;" in text
    assert "by the identity provider's default" not in text


def test_help_that_is_code_is_neither_wrapped_nor_moved_to_the_margin() -> None:
    paste = "add to idplint.yaml:\n  applications: [{name: Contoso Docs, scim_key: userName, login_key: name_id}]"
    text = shown(report_of(msgspec.structs.replace(JIT, help=paste)), Style(width=50))
    assert (
        "   = help: add to idplint.yaml:\n"
        "             applications: [{name: Contoso Docs, scim_key: userName, login_key: name_id}]\n"
    ) in text


def test_two_applications_of_one_name_are_told_apart() -> None:
    twin = ApplicationName(id="91bb", name=DOCS_APP.name, idp="okta")
    text = shown(report_of(JIT, undecided=(msgspec.structs.replace(UNDECIDED, application=twin),)))
    assert "  application: Contoso Docs (entra, 8f3c)\n" in text
    assert "undecided[IDP101, IDP104]: Contoso Docs (okta, 91bb): NameID unknown" in text


def test_a_finding_without_place_and_application_still_says_everything_else() -> None:
    bare = msgspec.structs.replace(JIT, application=None, locations=())
    assert shown(report_of(bare)).startswith(
        "warning[IDP301]: logins and SCIM both create accounts\n   = docs: idplint explain IDP301\n\n",
    )


def test_an_empty_sample_value_can_be_seen() -> None:
    assert MISMATCH.witness is not None
    witness = msgspec.structs.replace(MISMATCH.witness, login_value="", scim_value=" ada ")
    text = shown(report_of(msgspec.structs.replace(MISMATCH, witness=witness)))
    assert "       login carries   (nothing)\n" in text
    assert '       SCIM stored     " ada "\n' in text


def test_nothing_found() -> None:
    assert shown(report_of(applications=12, files=15)) == "No findings in 12 applications (15 files read).\n"


def test_counts_are_singular_where_they_are_one_and_ignored_ones_are_said() -> None:
    report = report_of(JIT, applications=1, files=1, skipped=3, ignored=2)
    assert shown(report).endswith("\n\n1 warning in 1 application (1 file read, 3 skipped); 2 ignored\n")


def test_undecided_alone_is_not_called_clean() -> None:
    text = shown(report_of(undecided=(UNDECIDED,)))
    assert text.endswith("\n\nNo findings, 1 undecided in 2 applications (3 files read)\n")


def test_a_run_that_failed_in_part_never_ends_as_if_it_were_whole() -> None:
    text = shown(report_of(errors=(BROKEN, BROKEN)))
    assert text.endswith("This run is incomplete: see the 2 errors above.\n")


def test_colour_changes_nothing_but_colour() -> None:
    coloured = shown(FULL, Style(colour=True))
    assert coloured.startswith("\x1b[1;31merror[IDP101]\x1b[0m")
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == shown(FULL)
    on_terminal = Style(colour=True, width=50)
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown(FULL, on_terminal)) == shown(FULL, Style(width=50))


def test_facts_missing_for_one_reason_in_many_applications_are_one_block() -> None:
    many = tuple(
        msgspec.structs.replace(
            UNDECIDED,
            application=ApplicationName(id=f"id{number}", name=f"App {number}", idp="entra"),
            remedy=f"remedy {number}",
        )
        for number in range(5)
    )
    text = shown(report_of(undecided=many))
    blocks = [line for line in text.splitlines() if line.startswith("undecided")]
    assert len(blocks) == 1
    assert blocks[0].startswith(
        "undecided[IDP101, IDP104]: 5 applications: App 0, App 1, App 2 (and 2 more): NameID unknown: "
    )
    assert text.count("remedy") == 1
    assert "= to decide the first: remedy 0\n" in text


def test_an_error_has_its_column_where_one_is_known() -> None:
    text = shown(report_of(errors=(msgspec.structs.replace(BROKEN, column=4),)))
    assert text.startswith("error: export/users.json:9:4: the file ends inside a string\n")


def test_remarks_fit_120_columns_where_there_is_no_terminal() -> None:
    prose = "take one pair on both sides " * 20
    code = "  applications: " + "x" * 130
    text = shown(
        report_of(
            msgspec.structs.replace(JIT, help=f"{prose}\n{code}"),
            undecided=(msgspec.structs.replace(UNDECIDED, remedy=prose),),
        )
    )
    assert [line for line in text.split("\n") if len(line) > 120] == [f"           {code}"]
    assert "   = help: take one pair on both sides" in text
