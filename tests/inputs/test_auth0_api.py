"""Auth0 connections and SCIM configurations: what Auth0 looks people up by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from idplint.inputs import auth0_api
from idplint.inputs.pairing_keys import keys_from_acs
from idplint.model.application import Creation, PairingKey, PartialApplication, ServiceProviderFacts, UpdateTime
from idplint.model.values import Basis, Sourced, Unknown
from tests.inputs.vendor_samples import Estate, assert_origins_hold

if TYPE_CHECKING:
    from pathlib import Path

NAME_ID = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def connection(strategy: str = "samlp", ident: str = "con_Payroll1", **options: object) -> dict[str, Any]:
    return {
        "id": ident,
        "name": "payroll",
        "display_name": "Payroll",
        "strategy": strategy,
        "enabled_clients": [],
        "options": {
            "client_id": "client-1",
            "client_secret": "hush",
            "signingCert": "MIIhush",
            "tenant_domain": "contoso.com",
            **options,
        },
    }


def scim(**changes: object) -> dict[str, Any]:
    return {
        "connection_id": "con_Payroll1",
        "connection_name": "payroll",
        "strategy": "samlp",
        "tenant_name": "contoso",
        "user_id_attribute": "userName",
        "mapping": [{"scim": "userName", "auth0": "username"}],
        "created_at": "2026-01-02T03:04:05Z",
        "updated_on": "2026-01-02T03:04:05Z",
        **changes,
    }


def read_one(estate: Estate, *bodies: object) -> PartialApplication:
    for index, body in enumerate(bodies):
        estate.add(f"body{index}.json", body)
    reading = estate.read(auth0_api)
    assert reading.problems == ()
    (application,) = reading.applications
    assert "hush" not in repr(reading)
    return application


def facts_of(application: PartialApplication) -> ServiceProviderFacts:
    assert application.service_provider is not None
    return application.service_provider


def login_keys(application: PartialApplication) -> list[str] | None:
    """The keys in order, or None where there are none to follow."""
    keys = facts_of(application).login_keys
    return [key.value for key in keys] if isinstance(keys, tuple) else None


def test_connection_and_scim_configuration_join_by_id(estate: Estate) -> None:
    application = read_one(estate, [connection(user_id_attribute="email")], scim(user_id_attribute="externalId"))
    assert (application.id, application.side) == ("auth0:con_Payroll1", "sp")
    assert application.name is not None
    assert application.name.value == "payroll"
    facts = facts_of(application)
    assert facts.id is not None
    assert facts.variant is not None
    assert (facts.id.value, facts.variant.value) == ("auth0", "samlp")
    assert isinstance(facts.scim_key, Sourced)
    assert (facts.scim_key.value, facts.scim_key.basis) == ("externalId", Basis.READ)
    assert facts.scim_key.origin.path == "body1.json"
    assert login_keys(application) == ["attribute:email", "name_id"]
    assert_origins_hold(estate, estate.read(auth0_api))


def test_connection_key_meets_the_acs_url_of_the_identity_provider(estate: Estate) -> None:
    application = read_one(estate, connection(), scim())
    assert PairingKey("auth0-connection-id", "con_Payroll1") in application.keys
    (from_acs,) = keys_from_acs("https://contoso.eu.auth0.com/login/callback?connection=payroll")
    assert from_acs in application.keys


def test_tenant_is_unscoped_without_a_scim_configuration(estate: Estate) -> None:
    assert PairingKey("auth0-connection", "payroll") in read_one(estate, connection()).keys


@pytest.mark.parametrize(("strategy", "has_key"), [("samlp", False), ("waad", True), ("oidc", True), ("okta", True)])
def test_client_id_pairs_openid_connections(estate: Estate, strategy: str, *, has_key: bool) -> None:
    keys = read_one(estate, connection(strategy)).keys
    assert (PairingKey("app-id", "client-1") in keys) is has_key


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ({}, ["name_id"]),
        ({"user_id_attribute": "uid"}, ["attribute:uid", "name_id"]),
        ({"user_id_attribute": NAME_ID}, ["name_id"]),
        ({"user_id_attribute": "", "fieldsMap": {"user_id": "uid"}}, ["attribute:uid", "name_id"]),
        ({"fieldsMap": {"user_id": ["uid", NAME_ID, "mail"]}}, ["attribute:uid", "name_id", "attribute:mail"]),
        ({"user_id_attribute": "uid", "fieldsMap": {"user_id": "mail"}}, ["attribute:uid", "name_id"]),
        ({"user_id_attribute": None, "fieldsMap": {"email": "mail"}}, ["name_id"]),
        ({"user_id_attribute": 7}, None),
    ],
)
def test_saml_login_keys(estate: Estate, options: dict[str, Any], keys: list[str] | None) -> None:
    estate.add("connection.json", connection(**options))
    (application,) = estate.read(auth0_api).applications
    assert login_keys(application) == keys
    assert (keys is None) == isinstance(facts_of(application).login_keys, Unknown), "silence lets the catalogue speak"


def test_name_id_at_the_end_is_the_documented_default(estate: Estate) -> None:
    keys = facts_of(read_one(estate, connection(user_id_attribute="uid"))).login_keys
    assert isinstance(keys, tuple)
    assert [key.basis for key in keys] == [Basis.READ, Basis.CATALOGUE]
    assert "nameidentifier" in keys[1].note


@pytest.mark.parametrize(
    ("strategy", "options", "keys"),
    [
        ("waad", {"userid_attribute": "oid"}, ["oidc:oid"]),
        ("waad", {"userid_attribute": "sub"}, ["oidc:sub"]),
        ("waad", {"user_id_attribute": "oid"}, ["oidc:oid"]),
        ("waad", {"userid_attribute": "email"}, None),
        ("waad", {"userid_attribute": "oid", "waad_protocol": "openid-connect"}, ["oidc:oid"]),
        ("waad", {"userid_attribute": "oid", "waad_protocol": "ws-federation"}, None),
        ("waad", {}, None),
        ("okta", {}, ["oidc:sub"]),
        ("oidc", {}, ["oidc:sub"]),
    ],
)
def test_openid_login_keys(estate: Estate, strategy: str, options: dict[str, Any], keys: list[str] | None) -> None:
    application = read_one(estate, connection(strategy, **options))
    assert login_keys(application) == keys
    assert (keys is None) == isinstance(facts_of(application).login_keys, Unknown), "silence lets the catalogue speak"


@pytest.mark.parametrize("strategy", ["samlp", "waad", "oidc", "okta"])
def test_unread_options_say_nothing_about_logins(estate: Estate, strategy: str) -> None:
    body = connection(strategy)
    del body["options"]
    facts = facts_of(read_one(estate, body))
    assert facts.login_keys is None
    assert facts.updates is None


@pytest.mark.parametrize(("strategy", "key"), [("samlp", "userName"), ("waad", "externalId"), ("okta", "externalId")])
def test_scim_configuration_without_the_attribute_has_the_default(estate: Estate, strategy: str, key: str) -> None:
    body = scim(strategy=strategy)
    del body["user_id_attribute"]
    found = facts_of(read_one(estate, connection(strategy), body)).scim_key
    assert isinstance(found, Sourced)
    assert (found.value, found.basis) == (key, Basis.CATALOGUE)


def test_no_scim_configuration_is_silence(estate: Estate) -> None:
    assert facts_of(read_one(estate, connection())).scim_key is None


def test_scim_configuration_alone_is_a_connection(estate: Estate) -> None:
    application = read_one(estate, [scim()])
    assert application.name is not None
    assert application.name.value == "payroll"
    assert login_keys(application) is None
    assert isinstance(facts_of(application).scim_key, Sourced)


def test_contradicting_scim_configurations_leave_the_key_unknown(estate: Estate) -> None:
    application = read_one(estate, connection(), scim(), scim(user_id_attribute="externalId"))
    assert isinstance(facts_of(application).scim_key, Unknown)


def test_wrong_typed_scim_key_is_a_problem_and_unknown(estate: Estate) -> None:
    estate.add("scim.json", scim(user_id_attribute={"scim": "userName"}))
    reading = estate.read(auth0_api)
    assert [problem.slots["found"] for problem in reading.problems] == ["an object (scim)"]
    assert isinstance(facts_of(reading.applications[0]).scim_key, Unknown)


@pytest.mark.parametrize(
    ("written", "update", "basis"),
    [
        ("on_each_login", UpdateTime.EVERY_LOGIN, Basis.READ),
        ("on_first_login", UpdateTime.FIRST_LOGIN, Basis.READ),
        ("never_on_login", UpdateTime.NEVER, Basis.READ),
        (None, UpdateTime.EVERY_LOGIN, Basis.CATALOGUE),
    ],
)
def test_profile_updates(estate: Estate, written: str | None, update: UpdateTime, basis: Basis) -> None:
    body = connection(**({"set_user_root_attributes": written} if written else {}))
    found = facts_of(read_one(estate, body)).updates
    assert isinstance(found, Sourced)
    assert (found.value, found.basis) == (update, basis)


def test_jit_is_inferred_off_only_from_both_settings(estate: Estate) -> None:
    never = connection(set_user_root_attributes="never_on_login")
    creates = facts_of(read_one(estate, never, scim())).creates
    assert isinstance(creates, Sourced)
    assert (creates.value, creates.basis) == (Creation.DISABLED, Basis.INFERRED)
    assert creates.note


@pytest.mark.parametrize(
    "bodies",
    [
        [connection(set_user_root_attributes="never_on_login")],
        [connection(set_user_root_attributes="on_each_login"), scim()],
        [connection(), scim()],
        [scim()],
    ],
)
def test_jit_is_otherwise_unknown_with_the_line_to_paste(estate: Estate, bodies: list[object]) -> None:
    creates = facts_of(read_one(estate, *bodies)).creates
    assert isinstance(creates, Unknown)
    assert creates.fact == "JIT"
    assert 'match: {id: "auth0:con_Payroll1"}, jit: disabled' in creates.remedy


def test_pages_with_totals_and_checkpoints(estate: Estate) -> None:
    estate.add(
        "connections.json",
        {"start": 0, "limit": 50, "total": 2, "connections": [connection(), connection(ident="con_2")]},
    )
    estate.add("scim.json", {"scim_configurations": [scim(connection_id="con_2")], "next": "abc"})
    reading = estate.read(auth0_api)
    first, second = reading.applications
    assert (first.id, second.id) == ("auth0:con_Payroll1", "auth0:con_2")
    assert facts_of(first).scim_key is None
    assert isinstance(facts_of(second).scim_key, Sourced)
    assert_origins_hold(estate, reading)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (connection(), "connection"),
        (connection("google-apps"), "connection"),
        (scim(), "scim-configuration"),
        ({"connections": [connection()]}, "connections"),
        ({"connections": [{"name": "payroll", "strategy": "samlp"}]}, None),
        ({"connections": []}, None),
        ({"connections": {"http": 1}}, None),
        ({"id": "7", "name": "canary", "strategy": "rolling"}, None),
        ({**scim(), "synchronize_automatically": True}, None),
        ({"connection_id": "con_1"}, None),
        ({"connection_id": "db-1", "mapping": []}, None),
    ],
)
def test_recognition_goes_by_content(estate: Estate, body: object, kind: str | None) -> None:
    estate.add("some.json", body)
    (record,) = estate.documents["some.json"].records
    assert auth0_api.recognise(record) == kind


def test_other_strategies_are_skipped(estate: Estate) -> None:
    estate.add("connections.json", [connection("google-apps"), connection("auth0", ident="con_2")])
    reading = estate.read(auth0_api)
    assert (reading.applications, reading.problems) == ((), ())
