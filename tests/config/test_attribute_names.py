"""An attribute that no directory of the estate has is reported wherever `directory:` names it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import idplint
from tests.entra_bundles import bundle

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Finding

ENTRA = json.dumps(bundle(acs="https://contoso.eu.auth0.com/login/callback?connection=entra"))
OKTA = """\
idplint: 1
application: {name: Ledger, id: "okta:acme/0oa1", idp: {kind: okta, tenant: acme}}
sign_on: {protocol: saml, name_id: {source: "${user.email}"}, attributes: []}
"""
NAMES = """\
directory:
  equivalent: [[user.mail, user.userPrincipleName]]
  never_null: [user.employeeId, user.emploeeNumber]
  samples:
    - name: Jo Park
      attributes:
        user.mail: jo@sub.example
        user.shoeSize: "43"
        "": nothing
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "app.json").write_text(ENTRA)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def strange(text: str, project: Path) -> list[tuple[str, int, int]]:
    (project / "idplint.yaml").write_text(text)
    report = idplint.check(["."])
    assert report.errors == ()
    found = [each for each in report.findings if each.code == "IDP902"]
    return [(named(each), each.locations[0].line, each.locations[0].column) for each in found]


def named(finding: Finding) -> str:
    assert finding.message.endswith(" so what is declared of it counts for nothing")
    return finding.message.split("`")[1]


def test_every_misspelt_name_is_told_with_its_place(project: Path) -> None:
    assert strange(NAMES, project) == [
        ("user.userPrincipleName", 2, 28),
        ("user.emploeeNumber", 3, 33),
        ("user.shoeSize", 8, 9),
        ("", 9, 9),
    ]


def test_a_custom_attribute_may_be_oktas_where_there_is_okta(project: Path) -> None:
    (project / "okta.yaml").write_text(OKTA)
    assert strange(NAMES, project) == [("", 9, 9)]


def test_names_are_not_judged_where_no_directory_was_read(project: Path) -> None:
    (project / "app.json").unlink()
    (project / "other.yaml").write_text(OKTA.replace("kind: okta, tenant: acme", "kind: other"))
    assert strange(NAMES, project) == []


def test_a_sample_of_every_class_goes_through_a_whole_check(project: Path) -> None:
    (project / "okta.yaml").write_text(OKTA)
    entries = "".join(
        f"    - {{name: Jo {each}, class: {each}, attributes: {{userPrincipalName: null, mail: j@sub.example}}}}\n"
        for each in ("members", "entra_guests", "external_guests")
    )
    assert strange(f"directory:\n  guests: present\n  samples:\n{entries}", project) == []
