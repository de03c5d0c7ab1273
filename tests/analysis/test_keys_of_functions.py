"""What reports say of keys that differ for few people, of people without a value, and of advice that cannot be followed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import idplint
from tests.analysis.test_key_rules import ENTRA, OKTA, checked, classic, entra, template
from tests.entra_bundles import bundle
from tests.expressions.written_sources import branch, join, name_id, step

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Finding, Report

PAIRWISE = "a pairwise identifier that only Entra can compute"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(report: Report) -> list[tuple[str, str]]:
    return sorted((each.code, each.outcome) for each in report.findings)


def the(report: Report, code: str) -> Finding:
    (finding,) = [each for each in report.findings if each.code == code]
    return finding


def claims(*branches: dict[str, Any]) -> dict[str, str]:
    """A NameID of several configurations."""
    return {"source": name_id(*branches)[2:], "dialect": "entra-claims"}


# --- whom it reaches -------------------------------------------------------------------------------------------------


def test_small_letters_for_one_group_alone_are_no_error(folder: Path) -> None:
    """The same function for everybody is a warning: for some of them it cannot be worse."""
    group = branch(None, step("toLowercase", "userprincipalname"), users="members", groups=("1f2e",))
    body = bundle()
    body["claimsPolicy"] = {
        "includeBasicClaimSet": True,
        "claims": [json.loads(name_id(branch("userprincipalname"), group)[2:])],
    }
    (folder / "body.json").write_text(json.dumps(body))
    link = (
        "applications:\n- match: {name: '*'}\n  link: {login: name_id, scim: userName, case: exact}\n  jit: disabled\n"
    )
    (folder / "idplint.yaml").write_text(link)
    finding = the(idplint.check(["."]), "IDP101")
    assert (finding.outcome, finding.severity) == ("edge", "warning")
    assert "mixed case, for members in group 1f2e, because only NameID is turned to small letters" in finding.message


def test_capitals_against_small_letters_are_named_for_what_they_are(folder: Path) -> None:
    source = claims(branch(None, step("toUppercase", "userprincipalname")))
    finding = the(checked(folder, ENTRA, source, entra("ToLower([userPrincipalName])")), "IDP101")
    assert finding.outcome == "everyone"
    assert "because NameID is turned to capitals, userName turned to small letters (" in finding.message


def test_a_number_taken_first_concerns_those_who_have_one(folder: Path) -> None:
    finding = the(checked(folder, OKTA, classic("user.employeeNumber ?: user.login"), classic("user.login")), "IDP101")
    assert (finding.outcome, finding.confidence) == ("some", "medium")


# --- people without a value ------------------------------------------------------------------------------------------


def test_who_has_no_value_is_shown_once_and_with_what_entra_sends_for_them(folder: Path) -> None:
    scim = entra("Coalesce([employeeId], [userPrincipalName])")
    report = checked(folder, ENTRA, entra("user.employeeid"), scim)
    assert found(report) == [("IDP101", "edge")]
    witness = the(report, "IDP101").witness
    assert witness is not None
    assert (witness.login_value, witness.scim_value) == (PAIRWISE, "finn.doyle@contoso.com")


def test_okta_is_not_said_to_send_a_pairwise_identifier(folder: Path) -> None:
    report = checked(folder, OKTA, classic("user.employeeNumber"), classic("user.employeeNumber ?: user.login"))
    witness = the(report, "IDP101").witness
    assert witness is not None
    assert witness.login_value == "no value"


def test_a_difference_in_case_leaves_room_for_who_has_no_value(folder: Path) -> None:
    source = claims(branch(None, step("toLowercase", "mail")))
    assert found(checked(folder, ENTRA, source, entra("[mail]"))) == [
        ("IDP101", "edge"),
        ("IDP107", "pairwise-without-mail"),
    ]


def test_mail_that_always_equals_the_sign_in_name_is_not_said_to_be_missing(folder: Path) -> None:
    config = "directory: {equivalent: [[user.mail, user.userPrincipalName]]}\n"
    report = checked(folder, ENTRA, entra("user.mail"), entra("[userPrincipalName]"), config=config)
    assert (report.findings, report.undecided) == ((), ())


def test_a_mapping_that_has_a_default_is_not_said_to_store_nothing(folder: Path) -> None:
    scim = {**entra("[employeeId]"), "default_value": "unassigned"}
    report = checked(folder, ENTRA, entra("user.employeeid"), scim)
    assert found(report) == [("IDP106", "mapping-default"), ("IDP107", "pairwise")]
    witness = the(report, "IDP107").witness
    assert witness is not None
    assert (witness.login_value, witness.scim_value) == (PAIRWISE, "unassigned")


# --- shared keys -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "condition",
    ['user.employeeNumber != null ? user.employeeNumber : "none"', 'user.employeeNumber ?: "none"'],
)
def test_a_constant_in_any_kind_of_choice_is_a_shared_account(folder: Path, condition: str) -> None:
    report = checked(folder, OKTA, classic(condition), classic(condition))
    finding = the(report, "IDP106")
    assert finding.outcome == "shared-default"
    assert 'falls back on "none"' in finding.message


@pytest.mark.parametrize(
    ("login", "scim"),
    [
        (claims(branch(None, join("givenname", ".", "surname"))), entra('Join(".", [givenName], [surname])')),
        (claims(branch("displayname")), entra("[displayName]")),
        (entra("user.department"), entra("[department]")),
    ],
)
def test_names_and_departments_are_shared_whatever_is_made_of_them(
    folder: Path, login: dict[str, str], scim: dict[str, str]
) -> None:
    finding = the(checked(folder, ENTRA, login, scim), "IDP105")
    assert finding.outcome == "shared-attribute"


def test_an_attribute_shared_by_nature_is_not_said_to_lose_anything(folder: Path) -> None:
    """Two people of one department are the example, and no function makes one value of theirs."""
    report = checked(folder, OKTA, template("${user.department}"), classic("user.department"))
    finding = the(report, "IDP105")
    assert finding.outcome == "shared-attribute"
    assert finding.witness is not None
    assert finding.witness.login_value == finding.witness.scim_value == "Finance"


# --- advice ----------------------------------------------------------------------------------------------------------


def test_no_mapping_is_advised_from_what_entra_does_not_provision(folder: Path) -> None:
    """The on-premises account name is a source for claims only (Microsoft, "Known issues for provisioning")."""
    source = claims(
        branch(None, step("join", "onpremisessamaccountname", separator="@", input2=_constant("contoso.com")))
    )
    report = checked(folder, ENTRA, source, entra("[userPrincipalName]"))
    help_text = the(report, "IDP101").help
    assert "make NameID carry user.userprincipalname" in help_text
    assert "amAccountName" not in help_text


def _constant(text: str) -> dict[str, Any]:
    return {"attribute": {"@odata.type": "#microsoft.graph.valueBasedAttribute", "value": text}}
