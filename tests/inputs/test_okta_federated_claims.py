"""Claims that Okta keeps beside the application, and the inline hook that may replace what it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from idplint.inputs import okta_api
from idplint.model.application import HOOK_NOTE, Claim, Dialect
from idplint.model.values import Sourced, Unknown
from tests.inputs.vendor_samples import Estate, app, assert_origins_hold, catalog_app, sign_on

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.model.application import PartialApplication

STAFF = {"id": "ofc1", "name": "staff", "expression": "user.profile.employeeNumber", "created": "2026-01-01"}


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def read(estate: Estate, body: dict[str, Any]) -> PartialApplication:
    estate.add("app.json", body)
    reading = estate.read(okta_api)
    assert reading.problems == ()
    (application,) = reading.applications
    return application


def claims_of(application: PartialApplication) -> dict[str, Claim]:
    assert isinstance(application.attributes, tuple)
    return {claim.name: claim for claim in application.attributes}


def source_of(claim: Claim) -> Any:
    (branch,) = claim.branches
    return branch.source


def test_federated_claims_stand_beside_attribute_statements(estate: Estate) -> None:
    claims = claims_of(read(estate, {"app": app(), "federatedClaims": [STAFF]}))
    assert list(claims) == ["uid", "staff"]
    source = source_of(claims["staff"])
    assert source.value.text == "user.profile.employeeNumber"
    assert source.value.dialect is Dialect.OKTA_IDENTITY_ENGINE
    assert_origins_hold(estate, estate.read(okta_api))


@pytest.mark.parametrize("body", [{"federatedClaims": []}, {"federatedClaims": None}, {"features": []}])
def test_no_federated_claims_or_none_read_leave_the_statements(estate: Estate, body: dict[str, Any]) -> None:
    application = read(estate, {"app": app(), **body})
    assert list(claims_of(application)) == ["uid"]
    assert application.other_attributes is None


def test_which_of_two_claims_of_one_name_is_sent_is_unknown(estate: Estate) -> None:
    claims = claims_of(read(estate, {"app": app(), "federatedClaims": [{**STAFF, "name": "uid"}]}))
    source = source_of(claims["uid"])
    assert isinstance(source, Unknown)
    assert "not documented" in source.reason


@pytest.mark.parametrize("expression", [None, "", " "])
def test_a_claim_without_an_expression_has_no_source(estate: Estate, expression: object) -> None:
    claims = claims_of(read(estate, {"app": app(), "federatedClaims": [{**STAFF, "expression": expression}]}))
    assert isinstance(source_of(claims["staff"]), Unknown)


def test_what_a_catalog_app_sends_stays_unknown(estate: Estate) -> None:
    assert isinstance(read(estate, {"app": catalog_app(), "federatedClaims": [STAFF]}).attributes, Unknown)


@pytest.mark.parametrize("listed", ["x", {}, 7, [7], [{"name": 7}]])
def test_a_broken_list_of_claims_is_not_taken_for_none(estate: Estate, listed: object) -> None:
    estate.add("app.json", {"app": app(), "federatedClaims": listed})
    reading = estate.read(okta_api)
    assert [problem.outcome for problem in reading.problems] == ["wrong-type"]
    assert isinstance(reading.applications[0].attributes, Unknown)


def test_a_broken_expression_spoils_its_claim_alone(estate: Estate) -> None:
    broken = {**STAFF, "name": "broken", "expression": 7}
    estate.add("app.json", {"app": app(), "federatedClaims": [STAFF, broken]})
    claims = claims_of(estate.read(okta_api).applications[0])
    assert isinstance(source_of(claims["staff"]), Sourced)
    assert isinstance(source_of(claims["broken"]), Unknown)


# --- inline hooks ----------------------------------------------------------------------------------------------------

HOOKED = app(settings={"signOn": sign_on(inlineHooks=[{"id": "cal1"}])})
HOOK = {"id": "cal1", "name": "Payroll claims", "status": "ACTIVE", "type": "com.okta.saml.tokens.transform"}


def test_the_remark_names_the_hook(estate: Estate) -> None:
    application = read(estate, {"app": HOOKED, "inlineHooks": [HOOK], "federatedClaims": [STAFF]})
    claims = claims_of(application)
    assert isinstance(application.name_id, Claim)
    for claim in (application.name_id, claims["uid"], claims["staff"]):
        assert source_of(claim).note == "the SAML inline hook 'Payroll claims' may replace this value at sign-in"


@pytest.mark.parametrize("hooks", [[], None, [{**HOOK, "id": "cal2"}], [{"id": "cal1"}]])
def test_a_hook_without_a_name_is_a_hook_all_the_same(estate: Estate, hooks: object) -> None:
    application = read(estate, {"app": HOOKED, "inlineHooks": hooks, "features": []})
    assert isinstance(application.name_id, Claim)
    assert source_of(application.name_id).note == HOOK_NOTE


def test_a_hook_that_the_app_does_not_call_is_no_remark(estate: Estate) -> None:
    application = read(estate, {"app": app(), "inlineHooks": [HOOK]})
    assert isinstance(application.name_id, Claim)
    assert source_of(application.name_id).note == ""


def test_a_hooks_name_cannot_forge_another_remark(estate: Estate) -> None:
    application = read(estate, {"app": HOOKED, "inlineHooks": [{**HOOK, "name": "x; all is well\n"}]})
    assert isinstance(application.name_id, Claim)
    note = source_of(application.name_id).note
    assert note == "the SAML inline hook 'x, all is well\\n' may replace this value at sign-in"
