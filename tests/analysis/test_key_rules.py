"""What reports say of keys that are made by functions: why two differ, and what is wrong with one by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import idplint
from tests.entra_bundles import bundle

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Report

ENTRA, OKTA = "entra:contoso.onmicrosoft.com/5d1c0f6e-0001-4a00-9000-000000000f01", "okta:contoso/0oaPROBE0000000001d7"
QUALITY = {"IDP105", "IDP106", "IDP107"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "idplint.yaml").write_text("{}\n")
    return tmp_path


def checked(folder: Path, ident: str, name_id: Any, scim: Any, *, config: str = "", acs: str = "") -> Report:
    """The report on one application whose service provider joins NameID and userName."""
    document = {
        "idplint": 1,
        "application": {"name": "Probe", "id": ident},
        "sign_on": {"protocol": "saml", "name_id": name_id, "attributes": [], "acs_urls": [acs] if acs else []},
        "provisioning": {"state": "active", "mappings": [{"target": "userName", **scim}]},
        "service_provider": {"login": {"creates": "disabled"}, "accounts_before_scim": "none"},
    }
    if not acs:
        document["service_provider"] |= {"link": {"login": "name_id", "scim": "userName", "case": "exact"}}  # type: ignore[operator]
    (folder / "application.json").write_text(json.dumps(document))
    (folder / "idplint.yaml").write_text(config or "{}\n")
    return idplint.check(["."])


def entra(text: str) -> dict[str, str]:
    return {"source": text}


def template(text: str) -> dict[str, str]:
    return {"source": text, "dialect": "okta-template"}


def classic(text: str) -> dict[str, str]:
    return {"source": text, "dialect": "okta-classic"}


@pytest.mark.parametrize(
    ("ident", "name_id", "scim", "cause"),
    [
        (ENTRA, entra("user.mail"), entra("ToUpper([mail])"), "only userName is turned to capitals"),
        (ENTRA, entra("user.mail"), entra('Word([mail], 1, "@")'), "only userName is cut before the @"),
        (
            ENTRA,
            entra("user.mailnickname"),
            entra('Append([mailNickname], "@contoso.com")'),
            'only userName gets "@contoso.com" at the end',
        ),
        (
            ENTRA,
            entra("user.employeeid"),
            entra('Join("", "E-", [employeeId])'),
            'only userName gets "E-" in front',
        ),
        (
            OKTA,
            template("${user.firstName}.${user.lastName}"),
            template("${user.firstName}.${user.lastName}@contoso.com"),
            'only userName gets "@contoso.com" at the end',
        ),
        (
            OKTA,
            template("x-${user.firstName}.${user.lastName}"),
            template("${user.firstName}.${user.lastName}"),
            'only NameID gets "x-" in front',
        ),
        (
            ENTRA,
            entra("user.mail"),
            entra("Coalesce([mail], [userPrincipalName])"),
            "only userName falls back on userPrincipalName where mail is empty",
        ),
        (
            ENTRA,
            entra("user.displayname"),
            entra("NormalizeDiacritics([displayName])"),
            "only userName goes through NormalizeDiacritics",
        ),
    ],
)
def test_the_message_says_what_one_side_does_and_the_other_does_not(
    folder: Path, ident: str, name_id: dict[str, str], scim: dict[str, str], cause: str
) -> None:
    (message,) = [each.message for each in checked(folder, ident, name_id, scim).findings if each.code == "IDP101"]
    assert f", because {cause} (" in message


@pytest.mark.parametrize(
    ("ident", "name_id", "scim", "acs"),
    [
        (ENTRA, entra("user.userprincipalname"), entra("[userPrincipalName]"), ""),
        (ENTRA, entra("user.objectid"), entra("[objectId]"), ""),
        (ENTRA, entra("user.mail"), entra("[mail]"), "https://login.docker.com/login/callback?connection=contoso"),
        (OKTA, template("${user.login}"), template("${source.login}"), ""),
        (OKTA, template("${user.email}"), classic("user.email"), ""),
        (
            OKTA,
            template("${user.email}"),
            classic("user.email"),
            "https://login.docker.com/login/callback?connection=c",
        ),
    ],
)
def test_an_ordinary_key_is_neither_shared_nor_constant_nor_empty(
    folder: Path, ident: str, name_id: dict[str, str], scim: dict[str, str], acs: str
) -> None:
    report = checked(folder, ident, name_id, scim, acs=acs)
    assert report.findings == ()
    assert not [fact for fact in report.undecided if QUALITY & set(fact.codes)]


def test_an_untouched_application_raises_nothing_about_its_key_by_itself(folder: Path) -> None:
    (folder / "body.json").write_text(json.dumps(bundle()))
    report = idplint.check(["."])
    assert not QUALITY & {each.code for each in report.findings}
    assert not [fact for fact in report.undecided if QUALITY & set(fact.codes)]


def test_keys_that_differ_are_put_right_before_anything_is_said_of_one_of_them(folder: Path) -> None:
    report = checked(folder, ENTRA, entra("user.employeeid"), entra("[userPrincipalName]"))
    assert [each.code for each in report.findings] == ["IDP101"]


def test_a_name_id_from_entra_is_not_said_to_be_left_out_where_its_source_is_empty(folder: Path) -> None:
    (finding,) = checked(folder, ENTRA, entra("user.employeeid"), entra("[employeeId]")).findings
    assert (finding.code, finding.outcome) == ("IDP107", "pairwise")
    assert finding.witness is not None
    assert finding.witness.login_value == "a pairwise identifier that only Entra can compute"


def test_text_around_an_empty_attribute_is_not_said_to_make_an_empty_key(folder: Path) -> None:
    source = template("${user.lastName}-${user.employeeNumber}")
    report = checked(folder, OKTA, source, source)
    assert report.findings == ()
    (fact,) = [each for each in report.undecided if "IDP107" in each.codes]
    assert (fact.fact, fact.codes) == ("empty NameID", ("IDP107",))
    assert "directory: {never_null: [user.lastName]}" in fact.remedy


def test_attributes_declared_never_null_make_a_key_of_two_never_empty(folder: Path) -> None:
    source = template("${user.lastName}-${user.employeeNumber}")
    config = "directory: {never_null: [user.lastName, user.employeeNumber]}\n"
    report = checked(folder, OKTA, source, source, config=config)
    assert (report.findings, report.undecided) == ((), ())


@pytest.mark.parametrize(
    ("domains", "outcome"),
    [("[contoso.com]", []), ("[contoso.com, fabrikam.example]", [("IDP105", "across-domains")])],
)
def test_the_declared_domains_decide_whether_a_prefix_tells_people_apart(
    folder: Path, domains: str, outcome: list[tuple[str, str]]
) -> None:
    source = template('${fn:substringBefore(user.email, "@")}')
    report = checked(folder, OKTA, source, source, config=f"directory: {{domains: {domains}}}\n")
    assert [(each.code, each.outcome) for each in report.findings] == outcome
    assert report.undecided == ()


def test_two_supplied_people_with_one_value_are_the_example(folder: Path) -> None:
    source = template("${fn:substring(user.email, 0, 3)}")
    people = ", ".join(
        f"{{name: {name}, attributes: {{user.email: {email}, user.login: {email}}}}}"
        for name, email in (("Jo Park", "qqqjo@sub.example"), ("Kai Ito", "qqqkai@sub.example"))
    )
    report = checked(folder, OKTA, source, source, config=f"directory: {{samples: [{people}]}}\n")
    (finding,) = report.findings
    assert (finding.code, finding.outcome) == ("IDP105", "lossy")
    assert finding.witness is not None
    assert finding.witness.user == "Jo Park and Kai Ito"
