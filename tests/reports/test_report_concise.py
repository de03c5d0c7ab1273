from __future__ import annotations

import re

import msgspec

from idplint.reports.concise import render
from idplint.reports.style import Style
from tests.reports.report_samples import BROKEN, FILES, FULL, JIT, MISMATCH, PLAIN, report_of


def test_a_whole_report() -> None:
    assert render(FULL, FILES, PLAIN) == (
        "infra/auth0.tf:5:25: error[IDP101] the login carries user.mail, but SCIM fills externalId from "
        "extensionAttribute3: they differ for everyone [Contoso Docs]\n"
        "infra/auth0.tf:2:3: warning[IDP301] logins and SCIM both create accounts [Contoso Docs]\n"
        "infra/auth0.tf:1:1: note[IDP102] NameID agrees with userName, not with externalId, which is mailNickname by "
        "default [App 1]\n"
        "undecided[IDP101, IDP104] Northwind Wiki: NameID unknown: the Graph API answered 403 for its claims policy;"
        " to decide it: GET /servicePrincipals/77aa/claimsPolicy with Policy.Read.All\n"
        "export/users.json:9: error: the file ends inside a string; help: export it again\n"
        "1 error, 1 warning, 1 note, 1 undecided in 2 applications (3 files read, 2 skipped, 1 of them not parseable)\n"
        "This run is incomplete: see the error above.\n"
    )


def test_a_finding_is_one_line_even_if_its_message_is_not() -> None:
    long = msgspec.structs.replace(JIT, message="one\n  two\r\nthree", application=None, locations=())
    assert render(report_of(long), FILES, PLAIN).split("\n")[0] == "warning[IDP301] one two three"


def test_colour_changes_nothing_but_colour() -> None:
    coloured = render(report_of(MISMATCH), FILES, Style(colour=True, width=40))
    assert "\x1b[1;31merror[IDP101]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(report_of(MISMATCH), FILES, PLAIN)


def test_an_error_has_its_column_where_one_is_known() -> None:
    error = msgspec.structs.replace(BROKEN, column=4, help="close it\nor\nnot")
    assert render(report_of(errors=(error,)), FILES, PLAIN).split("\n")[0] == (
        "export/users.json:9:4: error: the file ends inside a string; help: close it or not"
    )
