"""`notRead`: an export says itself what it could not read, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from idplint.inputs import auth0_api, okta_api
from idplint.model.values import Sourced, Unknown
from tests import entra_samples as entra
from tests.inputs import vendor_samples as okta

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from idplint.model.application import Application, PartialApplication, ServiceProviderFacts

SAID = {"reason": "Graph refused it (403 Authorization_RequestDenied)", "remedy": "grant Policy.Read.All"}
CONNECTION = {"id": "con_1", "name": "payroll", "strategy": "samlp", "options": {}}


def expect_said(fact: object, pointer: tuple[str | int, ...]) -> None:
    assert isinstance(fact, Unknown), fact
    assert (fact.reason, fact.remedy) == (SAID["reason"], SAID["remedy"])
    assert fact.origin is not None
    assert fact.origin.path.endswith("app.json")
    assert fact.origin.pointer == pointer


# --- Entra -----------------------------------------------------------------------------------------------------------


def without(key: str, said: object = SAID) -> dict[str, Any]:
    body = entra.bundle()
    body.pop(key, None)
    return {**body, "notRead": {key: said}}


def entra_application(folder: Path, body: object) -> Application:
    estate = entra.Estate(folder)
    estate.add("app.json", body)
    (application,) = estate.run().estates[0].applications
    return application


@pytest.mark.parametrize(
    ("key", "facts"),
    [
        ("claimsMappingPolicies", ["name_id", "attributes"]),
        ("claimsPolicy", ["name_id", "attributes"]),
        ("synchronizationJobs", ["provisioning"]),
    ],
)
def test_what_an_entra_export_could_not_read_is_unknown_for_the_reason_it_gives(
    key: str, facts: list[str], tmp_path: Path
) -> None:
    application = entra_application(tmp_path, without(key))
    for fact in facts:
        expect_said(getattr(application, fact), ("notRead", key))


def test_policies_that_could_not_be_expanded_may_be_named_in_the_service_principal(tmp_path: Path) -> None:
    body = without("claimsMappingPolicies")
    body["servicePrincipal"]["notRead"] = body.pop("notRead")
    application = entra_application(tmp_path, body)
    expect_said(application.name_id, ("servicePrincipal", "notRead", "claimsMappingPolicies"))


def test_a_job_says_why_its_schema_is_not_there(tmp_path: Path) -> None:
    body = entra.bundle(synchronizationJobs=[{**entra.job(), "notRead": {"schema": SAID}}])
    (job,) = entra.jobs_of(entra_application(tmp_path, body))
    expect_said(job.mappings, ("synchronizationJobs", 0, "notRead", "schema"))


def test_a_key_that_is_there_counts_whatever_is_said_of_it(tmp_path: Path) -> None:
    body = {**entra.bundle(), "notRead": {"claimsPolicy": SAID, "claimsMappingPolicies": SAID}}
    assert not isinstance(entra_application(tmp_path, body).name_id, Unknown)


def test_a_loose_body_fills_what_a_bundle_could_not_read(tmp_path: Path) -> None:
    estate = entra.Estate(tmp_path)
    estate.add("app.json", without("claimsPolicy"))
    owner = f"servicePrincipals('{entra.OBJECT_ID}')"
    estate.add("policy.json", {"@odata.context": f"{entra.BETA}{owner}/claimsPolicy", "value": []})
    assert not isinstance(estate.application().name_id, Unknown)


@pytest.mark.parametrize("said", [None, {}, {"reason": None}, {"reason": " "}, {"remedy": "x"}])
def test_an_entry_without_a_reason_leaves_the_usual_words(said: object, tmp_path: Path) -> None:
    name_id = entra_application(tmp_path, without("claimsPolicy", said)).name_id
    assert isinstance(name_id, Unknown)
    assert name_id.reason.startswith("the claims policy")
    assert "claimsPolicy" in name_id.remedy


def test_a_reason_without_a_remedy_keeps_the_usual_remedy(tmp_path: Path) -> None:
    name_id = entra_application(tmp_path, without("claimsPolicy", {"reason": "gone"})).name_id
    assert isinstance(name_id, Unknown)
    assert name_id.reason == "gone"
    assert "az rest" in name_id.remedy


@pytest.mark.parametrize("said", ["x", 7, [], [SAID]])
def test_an_entry_of_the_wrong_form_is_reported_and_excuses_nothing(said: object, tmp_path: Path) -> None:
    estate = entra.Estate(tmp_path)
    estate.add("app.json", without("claimsPolicy", said))
    assert isinstance(estate.application().name_id, Unknown)
    assert [each.outcome for each in estate.findings("IDP901")] == ["wrong-type"]


def test_the_tenant_of_a_bundle_counts_where_no_job_tells_it(tmp_path: Path) -> None:
    body = entra.bundle(synchronizationJobs=[], tenant="ABCDEF00-0000-4000-8000-000000000001")
    assert entra_application(tmp_path, body).idp.tenant == "abcdef00-0000-4000-8000-000000000001"


def test_a_job_tells_the_tenant_before_the_bundle_does(tmp_path: Path) -> None:
    body = entra.bundle(synchronizationJobs=[entra.job(schema=entra.schema())], tenant="abcdef00")
    assert entra_application(tmp_path, body).idp.tenant == entra.TENANT


# --- Okta ------------------------------------------------------------------------------------------------------------


def okta_application(folder: Path, body: object) -> PartialApplication:
    estate = okta.Estate(folder)
    estate.add("app.json", body)
    reading = estate.read(okta_api)
    assert reading.problems == ()
    (application,) = reading.applications
    return application


def test_a_bundle_of_nothing_but_an_app_and_reasons_is_recognised(tmp_path: Path) -> None:
    application = okta_application(tmp_path, {"app": okta.app(), "notRead": {"profileMappings": SAID}})
    entry = okta.provisioning_of(application)
    expect_said(entry.rest, ("notRead", "profileMappings"))
    expect_said(okta.mappings_of(entry)["name.givenName"].source, ("notRead", "profileMappings"))


def test_a_profile_mapping_says_why_its_properties_are_not_there(tmp_path: Path) -> None:
    mapping = {**okta.mapping(None), "notRead": {"properties": SAID}}
    application = okta_application(tmp_path, {"app": okta.app(), "profileMappings": [mapping]})
    expect_said(okta.provisioning_of(application).rest, ("profileMappings", 0, "notRead", "properties"))


def test_features_that_could_not_be_read_leave_the_state_unknown(tmp_path: Path) -> None:
    app = okta.app()
    del app["features"]
    application = okta_application(tmp_path, {"app": app, "notRead": {"features": SAID}})
    expect_said(application.provisioning, ("notRead", "features"))


def test_claims_that_could_not_be_read_leave_open_what_else_is_sent(tmp_path: Path) -> None:
    application = okta_application(tmp_path, {"app": okta.app(), "notRead": {"federatedClaims": SAID}})
    assert isinstance(application.attributes, tuple)
    assert [claim.name for claim in application.attributes] == ["uid"]
    expect_said(application.other_attributes, ("notRead", "federatedClaims"))


def test_an_application_without_saml_has_no_claims_to_miss(tmp_path: Path) -> None:
    body = {"app": okta.app(signOnMode="OPENID_CONNECT"), "notRead": {"federatedClaims": SAID}}
    assert okta_application(tmp_path, body).other_attributes is None


def test_a_schema_that_could_not_be_read_is_a_remark_on_what_is_assumed(tmp_path: Path) -> None:
    body = {
        "app": okta.app(),
        "profileMappings": [okta.mapping({"email": ("user.email", "PUSH")})],
        "notRead": {"userSchema": SAID},
    }
    lines = okta.mappings_of(okta.provisioning_of(okta_application(tmp_path, body)))
    for line in (lines["externalId"], lines["emails[primary eq true].value"]):
        assert isinstance(line.source, Sourced)
        assert f"was not read ({SAID['reason']})" in line.source.note


# --- Auth0 -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def auth0_facts(tmp_path: Path) -> Callable[[object], ServiceProviderFacts]:
    def facts(body: object) -> ServiceProviderFacts:
        estate = okta.Estate(tmp_path)
        estate.add("app.json", body)
        reading = estate.read(auth0_api)
        assert reading.problems == ()
        (application,) = reading.applications
        assert application.service_provider is not None
        return application.service_provider

    return facts


def test_a_scim_configuration_that_could_not_be_read_leaves_its_key_unknown(
    auth0_facts: Callable[[object], ServiceProviderFacts],
) -> None:
    facts = auth0_facts({"connection": CONNECTION, "notRead": {"scimConfiguration": SAID}})
    expect_said(facts.scim_key, ("notRead", "scimConfiguration"))
    assert facts.scim_configured is None


def test_jit_is_unknown_for_that_reason_where_it_alone_would_have_settled_it(
    auth0_facts: Callable[[object], ServiceProviderFacts],
) -> None:
    settled = {**CONNECTION, "options": {"set_user_root_attributes": "never_on_login"}}
    expect_said(
        auth0_facts({"connection": settled, "notRead": {"scimConfiguration": SAID}}).creates,
        ("notRead", "scimConfiguration"),
    )
    other = auth0_facts({"connection": CONNECTION, "notRead": {"scimConfiguration": SAID}}).creates
    assert isinstance(other, Unknown)
    assert other.reason == "Auth0 has no readable JIT switch"


def test_options_that_could_not_be_read_are_not_taken_for_defaults(
    auth0_facts: Callable[[object], ServiceProviderFacts],
) -> None:
    connection = {"id": "con_1", "name": "payroll", "strategy": "samlp", "notRead": {"options": SAID}}
    facts = auth0_facts({"connection": connection, "domain": "contoso.auth0.com"})
    expect_said(facts.login_keys, ("connection", "notRead", "options"))
    expect_said(facts.updates, ("connection", "notRead", "options"))
