from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

import idplint.reports.json_report as module
from idplint.findings import Location, Report
from idplint.reports.json_report import render, report_schema, schema_text
from idplint.reports.style import Style
from tests.reports.report_samples import FILES, FULL, JIT, MISMATCH, PLAIN, default_note, report_of

COMMITTED = Path(module.__file__).with_name("report.schema.json")


def decoded(report: Report, style: Style = PLAIN) -> Any:
    return json.loads(render(report, FILES, style))


def test_a_whole_report() -> None:
    report = report_of(msgspec.structs.replace(MISMATCH, locations=MISMATCH.locations[1:]), undecided=FULL.undecided)
    assert render(report, FILES, PLAIN) == (
        """\
{
  "version": 1,
  "summary": {
    "errors": 1,
    "warnings": 0,
    "notes": 0,
    "undecided": 1,
    "ignored": 0,
    "applications": 2,
    "files": 3,
    "skipped": 0,
    "skipped_broken": 0,
    "not_read": []
  },
  "findings": [
    {
      "code": "IDP101",
      "name": "join-key-mismatch",
      "severity": "error",
      "confidence": "medium",
      "application": {
        "id": "8f3c",
        "name": "Contoso Docs",
        "idp": "entra"
      },
"""
        '      "message": "the login carries user.mail, but SCIM fills externalId from extensionAttribute3: '
        'they differ for everyone",\n'
        """\
      "locations": [
        {
          "path": "infra/auth0.tf",
          "pointer": "/resource/auth0_connection/contoso/options/0/user_id_attribute",
          "line": 5,
          "column": 25,
          "end_line": 5,
          "end_column": 93,
          "label": "the login key",
          "primary": true
        }
      ],
      "witness": {
        "user": "Ada Marsh, a member",
        "class": "members",
        "login_value": "ada.marsh@contoso.com",
        "scim_value": "3f0e77a1",
        "outcome": "sign-in is refused: no account has this key"
      },
      "help": "map externalId from `mail` in the provisioning job. Accounts that exist keep the id they have.",
      "docs": "idplint explain IDP101",
      "fingerprint": "a1b2c3",
      "outcome": "everyone"
    }
  ],
  "undecided": [
    {
      "fact": "NameID",
      "application": {
        "id": "77aa",
        "name": "Northwind Wiki",
        "idp": "entra"
      },
      "codes": [
        "IDP101",
        "IDP104"
      ],
      "reason": "the Graph API answered 403 for its claims policy",
      "remedy": "GET /servicePrincipals/77aa/claimsPolicy with Policy.Read.All"
    }
  ],
  "errors": []
}
"""
    )


def test_what_is_absent_is_null() -> None:
    bare = decoded(report_of(msgspec.structs.replace(JIT, application=None, locations=())))["findings"][0]
    assert (bare["application"], bare["witness"], bare["locations"]) == (None, None, [])


def test_errors_of_the_run_are_listed() -> None:
    assert decoded(FULL)["errors"] == [
        {
            "message": "the file ends inside a string",
            "path": "export/users.json",
            "line": 9,
            "help": "export it again",
        },
    ]


def test_the_committed_schema_is_the_one_of_the_structs() -> None:
    renew = "idplint.reports.json_report.schema_text() is what belongs into report.schema.json"
    assert COMMITTED.read_text(encoding="utf-8") == schema_text(), renew


def test_the_schema_is_a_valid_schema() -> None:
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "urn:idplint:schema:report:1"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    "report",
    [
        FULL,
        report_of(),
        report_of(default_note(1)),
        report_of(msgspec.structs.replace(JIT, application=None, locations=())),
    ],
    ids=["full", "empty", "note", "bare"],
)
def test_real_reports_satisfy_the_schema(report: Report) -> None:
    jsonschema.Draft202012Validator(json.loads(COMMITTED.read_text(encoding="utf-8"))).validate(decoded(report))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("version",), 2),
        (("extra",), 1),
        (("summary", "files"), -1),
        (("findings", 0, "severity"), "fatal"),
        (("findings", 0, "confidence"), "none"),
        (("findings", 0, "extra"), "x"),
        (("findings", 0, "locations", 0, "line"), 0),
        (("findings", 0, "witness", "user_class"), "x"),
        (("findings", 0, "application", "name"), None),
        (("undecided", 0, "application"), None),
        (("errors", 0, "line"), "9"),
    ],
)
def test_the_schema_refuses_what_idplint_never_prints(place: tuple[str | int, ...], value: object) -> None:
    report = decoded(FULL)
    target = report
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(report_schema()).validate(report)


def test_non_ascii_text_is_utf_8_where_the_stream_takes_it_and_escaped_where_not() -> None:
    named = report_of(msgspec.structs.replace(JIT, message="Zoë 山田 🔑"))
    assert "Zoë 山田 🔑" in render(named, FILES, PLAIN)
    plain = render(named, FILES, Style(unicode=False))
    assert plain.isascii()
    assert json.loads(plain) == decoded(named)


def test_a_file_name_that_is_not_valid_unicode_does_not_end_the_run() -> None:
    location = Location("b\udc80\x7f.json", "", 1, 1, 1, 2, "é", primary=True)
    text = render(report_of(msgspec.structs.replace(JIT, locations=(location,))), FILES, PLAIN)
    text.encode()
    written = json.loads(text)["findings"][0]["locations"][0]
    assert written["path"] == "b\\udc80\x7f.json"
    assert written["label"] == "é"
    assert text.startswith('{\n  "version": 1,\n')
