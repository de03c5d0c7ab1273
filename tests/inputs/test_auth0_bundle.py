"""An Auth0 connection with its SCIM configuration and its tenant, in one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from idplint.inputs import auth0_api, auth0_deploy
from idplint.model.application import PairingKey
from idplint.model.values import Basis, Sourced, Unknown
from tests.inputs.vendor_samples import Estate, assert_origins_hold

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.model.application import PartialApplication

CONNECTION = {
    "id": "con_1",
    "name": "Payroll",
    "strategy": "samlp",
    "options": {"user_id_attribute": "uid", "set_user_root_attributes": "never_on_login"},
}
SCIM = {"connection_id": "con_1", "user_id_attribute": "externalId", "mapping": []}


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def read(estate: Estate, **changes: Any) -> PartialApplication:
    body = {"connection": CONNECTION, "scimConfiguration": SCIM, "domain": "contoso.eu.auth0.com", **changes}
    estate.add("app.json", {key: value for key, value in body.items() if value is not ...})
    reading = estate.read(auth0_deploy)
    assert reading.problems == ()
    (application,) = reading.applications
    return application


def test_a_bundle_says_what_its_bodies_say(estate: Estate) -> None:
    application = read(estate)
    facts = application.service_provider
    assert facts is not None
    assert (application.id, application.side) == ("auth0:con_1", "sp")
    assert isinstance(facts.login_keys, tuple)
    assert [key.value for key in facts.login_keys] == ["attribute:uid", "name_id"]
    assert isinstance(facts.scim_key, Sourced)
    assert facts.scim_key.value == "externalId"
    assert isinstance(facts.creates, Sourced)
    assert facts.attribute_pairs == ()
    assert_origins_hold(estate, estate.read(auth0_api))


def test_the_host_names_the_tenant_that_the_connections_name_is_unique_in(estate: Estate) -> None:
    assert PairingKey("auth0-connection", "Payroll", "contoso") in read(estate).keys
    assert PairingKey("auth0-connection", "Payroll", "contoso") in read(estate, domain=" Contoso.US.auth0.com. ").keys


@pytest.mark.parametrize("domain", [..., None, "", "login.contoso.example", "auth0.com.evil.example"])
def test_a_host_of_its_own_or_none_names_no_tenant(estate: Estate, domain: object) -> None:
    assert PairingKey("auth0-connection", "Payroll", "") in read(estate, domain=domain).keys


def test_the_scim_configurations_own_word_on_the_tenant_comes_first(estate: Estate) -> None:
    application = read(estate, scimConfiguration={**SCIM, "tenant_name": "fabrikam"})
    assert PairingKey("auth0-connection", "Payroll", "fabrikam") in application.keys


def test_no_scim_configuration_is_a_fact(estate: Estate) -> None:
    facts = read(estate, scimConfiguration=None).service_provider
    assert facts is not None
    assert facts.scim_configured is not None
    assert (facts.scim_configured.value, facts.scim_configured.basis) == (False, Basis.READ)
    assert facts.scim_configured.origin.pointer == ("scimConfiguration",)
    assert facts.scim_key is None
    assert isinstance(facts.creates, Unknown)


def test_a_scim_configuration_that_is_absent_says_nothing(estate: Estate) -> None:
    facts = read(estate, scimConfiguration=...).service_provider
    assert facts is not None
    assert facts.scim_configured is None


def test_a_loose_scim_configuration_beats_the_statement_that_there_is_none(estate: Estate) -> None:
    estate.add("scim.json", SCIM)
    facts = read(estate, scimConfiguration=None).service_provider
    assert facts is not None
    assert facts.scim_configured is not None
    assert facts.scim_configured.value is True


@pytest.mark.parametrize(
    "body",
    [
        {"connection": {"id": "db_1", "name": "x", "strategy": "samlp"}, "domain": "contoso.auth0.com"},
        {"connection": "con_1", "domain": "contoso.auth0.com"},
        {"connection": None, "scimConfiguration": None},
        {"connection": CONNECTION},
    ],
)
def test_what_is_no_bundle_is_none(estate: Estate, body: object) -> None:
    estate.add("app.json", body)
    (record,) = estate.documents["app.json"].records
    assert auth0_deploy.recognise(record) is None


def test_a_connection_that_takes_no_part_in_scim_is_left_out(estate: Estate) -> None:
    estate.add("app.json", {"connection": {**CONNECTION, "strategy": "google-oauth2"}, "domain": "contoso.auth0.com"})
    assert estate.read(auth0_deploy).applications == ()


def test_a_broken_scim_configuration_is_not_taken_for_none(estate: Estate) -> None:
    estate.add("app.json", {"connection": CONNECTION, "scimConfiguration": "none", "domain": "contoso.auth0.com"})
    reading = estate.read(auth0_deploy)
    assert [problem.outcome for problem in reading.problems] == ["wrong-type"]
    facts = reading.applications[0].service_provider
    assert facts is not None
    assert facts.scim_configured is None
    assert isinstance(facts.scim_key, Unknown)
