from __future__ import annotations

import msgspec
import pytest

from idplint.findings import Location, Severity
from idplint.reports.github import render
from tests.reports.report_samples import BROKEN, FILES, FULL, JIT, MISMATCH, PLAIN, UNDECIDED, default_note, report_of


def test_a_whole_report() -> None:
    assert render(FULL, FILES, PLAIN).splitlines() == [
        (
            "::error file=export/users.json,line=9,title=idplint could not finish::the file ends inside a string"
            "%0AHelp: export it again"
        ),
        (
            "::error file=infra/auth0.tf,line=5,endLine=5,col=25,endColumn=93,title=IDP101 join-key-mismatch::"
            "Contoso Docs: the login carries user.mail, but SCIM fills externalId from extensionAttribute3: "
            "they differ for everyone"
            "%0AThe other end: export/schema.json:1:292, SCIM fills externalId from here"
            "%0AFor example Ada Marsh, a member: the login carries ada.marsh@contoso.com, SCIM stored 3f0e77a1, "
            "so sign-in is refused: no account has this key"
            "%0AHelp: map externalId from `mail` in the provisioning job. Accounts that exist keep the id they have."
            "%0ADocs: idplint explain IDP101"
        ),
        (
            "::warning file=infra/auth0.tf,line=2,endLine=2,col=3,endColumn=7,title=IDP301 jit-and-scim::"
            "Contoso Docs: logins and SCIM both create accounts%0AThe other end: infra/auth0.tf:3:14, signs in by SAML"
            "%0ADocs: idplint explain IDP301"
        ),
        (
            "::notice title=idplint undecided::1 missing fact in 1 application leaves IDP101, IDP104 undecided there."
            "%0AThe text and JSON reports say what is missing, why, and how to supply it."
        ),
        (
            "::notice file=infra/auth0.tf,line=1,endLine=1,col=1,endColumn=9,title=IDP102 nameid-is-not-externalid::"
            "App 1: NameID agrees with userName, not with externalId, which is mailNickname by default"
            '%0AHelp: state what it joins on: `applications: [{name: "App 1", scim_key: userName}]`'
            "%0ADocs: idplint explain IDP102"
        ),
    ]


def test_nothing_to_say_prints_nothing() -> None:
    assert render(report_of(), FILES, PLAIN) == ""


def test_columns_are_left_out_where_the_span_has_several_lines() -> None:
    location = Location("infra/auth0.tf", "", 4, 11, 6, 4, "the options", primary=True)
    line = render(report_of(msgspec.structs.replace(JIT, locations=(location,))), FILES, PLAIN)
    assert line.startswith("::warning file=infra/auth0.tf,line=4,endLine=6,title=IDP301 jit-and-scim::Contoso Docs: ")


def test_a_finding_without_a_place_has_only_a_title() -> None:
    bare = msgspec.structs.replace(JIT, locations=(), application=None)
    assert render(report_of(bare), FILES, PLAIN).startswith("::warning title=IDP301 jit-and-scim::logins and SCIM")


def test_property_values_and_messages_are_escaped_each_in_its_way() -> None:
    location = Location("50%,a:b.json", "", 1, 1, 1, 2, "x", primary=True)
    odd = msgspec.structs.replace(JIT, locations=(location,), message="100%: a, b%0A::error::c", name="x,title=y")
    assert render(report_of(odd), FILES, PLAIN).startswith(
        "::warning file=50%25%2Ca%3Ab.json,line=1,endLine=1,col=1,endColumn=2,title=IDP301 x%2Ctitle=y::"
        "Contoso Docs: 100%25: a, b%250A::error::c%0A",
    )


def test_ten_of_each_level_are_printed_worst_first_and_the_rest_is_counted() -> None:
    notes = [default_note(number) for number in range(14)]
    report = report_of(*notes, *[JIT] * 3, *[MISMATCH] * 12, undecided=(UNDECIDED, UNDECIDED), errors=(BROKEN,))
    *commands, tail = render(report, FILES, PLAIN).splitlines()
    levels = [command.split(" ")[0] for command in commands]
    assert levels == ["::error"] * 10 + ["::warning"] * 3 + ["::notice"] * 10
    assert tail == "8 more not shown (3 errors, 5 notices): GitHub keeps 10 of each kind"
    assert (
        sum("title=idplint undecided::2 missing facts in 1 application leave IDP101" in line for line in commands) == 1
    )


@pytest.mark.parametrize("count", [10, 11])
def test_the_tail_appears_from_the_eleventh_on(count: int) -> None:
    lines = render(report_of(*[JIT] * count), FILES, PLAIN).splitlines()
    assert len(lines) == count
    assert lines[-1].startswith("::") == (count == 10)
    if count == 11:
        assert lines[-1].startswith("1 more not shown (1 warning)")


@pytest.mark.parametrize(
    ("severity", "command"),
    [(Severity.ERROR, "::error "), (Severity.WARNING, "::warning "), (Severity.NOTE, "::notice ")],
)
def test_severities_have_githubs_names(severity: Severity, command: str) -> None:
    report = report_of(msgspec.structs.replace(JIT, severity=severity))
    assert render(report, FILES, PLAIN).startswith(command)


def test_with_three_places_no_one_is_called_the_other_end() -> None:
    third = Location("b.json", "", 2, 1, 2, 4, "", primary=False)
    line = render(report_of(msgspec.structs.replace(JIT, locations=(*JIT.locations, third))), FILES, PLAIN)
    assert "%0AAnother place: infra/auth0.tf:3:14, signs in by SAML%0AAnother place: b.json:2:1%0A" in line


def test_an_error_has_its_column_where_one_is_known() -> None:
    error = msgspec.structs.replace(BROKEN, column=4)
    assert render(report_of(errors=(error,)), FILES, PLAIN).startswith(
        "::error file=export/users.json,line=9,col=4,title="
    )
