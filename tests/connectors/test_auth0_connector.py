"""Reading an Auth0 tenant over real HTTP: what is read, what is chosen, and what cannot be read."""

from __future__ import annotations

import json

import pytest

from idplint.connectors.harvest import Wanted
from idplint.connectors.manners import Manners
from idplint.errors import ConnectorError, UsageError
from idplint.exporting.native_documents import draft
from tests.connectors.auth0_runs import LIST, SCIM_LIST, SIGN_ON, Run, export, on
from tests.connectors.auth0_server import DOMAIN, SCOPES, auth0_estate, large_estate, trouble
from tests.connectors.loopback import Reply


@pytest.fixture(scope="module")
def sound() -> Run:
    return export(auth0_estate())


# --- a tenant that answers -------------------------------------------------------------------------------------------


def test_every_enterprise_connection_is_exported_with_its_scim_configuration_or_with_none(sound: Run) -> None:
    estate = auth0_estate()
    assert sound.error is None
    assert sorted(sound.bundles) == sorted(each["id"] for each in estate.exported)
    configured = {each["connection_id"]: each for each in estate.configurations}
    for ident, bundle in sound.bundles.items():
        assert bundle["domain"] == DOMAIN
        assert "notRead" not in bundle
        assert bundle["scimConfiguration"] == configured.get(ident)
    assert sound.tenancy.tenant == DOMAIN
    assert sound.lacking == {}


def test_connections_of_other_kinds_are_counted_by_why(sound: Run) -> None:
    assert sound.left_out == {
        "database connection": 1,
        "enterprise connection of a kind without SCIM": 3,
        "social connection": 1,
        "passwordless connection": 1,
        "connection of a kind that idplint does not know": 1,
        "connection without a strategy": 1,
    }


def test_a_whole_tenant_takes_two_lists_and_a_token(sound: Run) -> None:
    estate = auth0_estate()
    assert sound.requests == len(sound.server.seen) == 1 + -(-len(estate.connections) // 5) + 1
    assert sorted({request.method for request in sound.server.seen if request.path != SIGN_ON}) == ["GET"]
    assert [request.method for request in sound.server.seen if request.path == SIGN_ON] == ["POST"]


def test_fields_and_values_of_next_year_are_kept(sound: Run) -> None:
    odd = sound.bundles[f"con_{13:016d}"]
    assert odd["connection"]["a_field_of_next_year"] == {"nested": [1, None, "kept"]}
    assert odd["connection"]["options"]["set_user_root_attributes"] == "a_value_of_next_year"
    assert odd["scimConfiguration"]["a_field_of_next_year"] is None


def test_a_connection_without_a_name_goes_by_its_id(sound: Run) -> None:
    assert {each.ident: each.name for each in sound.harvested}["con_only_an_id"] == "con_only_an_id"


def test_without_the_list_of_scim_configurations_each_connection_is_asked_for_its_own(sound: Run) -> None:
    estate = auth0_estate()
    estate.lists_configurations = False
    run = export(estate)
    assert run.bundles == sound.bundles
    assert len(run.targets("/scim-configuration")) == len(estate.exported)


def test_five_thousand_connections_take_as_many_requests_as_there_are_pages() -> None:
    run = export(large_estate(5000), manners=Manners())
    assert len(run.harvested) == 5000
    assert run.requests == 1 + 50 + 25
    assert sum(bundle["scimConfiguration"] is not None for bundle in run.bundles.values()) == 2500


# --- names and limits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("CON_0000000000000001", [1]),
        ("adatum-saml", [1]),
        ("ADATUM*", [1]),
        ("*saml", [1, 2]),
        ("northwind oidc [EU] ?", [5]),
        ("0oaoktaclient", [4]),
        ("contoso entra sign-on", []),
        ("contoso-entra sign-on", [3]),
        ("../../etc/passwd", [14]),
    ],
)
def test_connections_are_chosen_by_id_client_id_or_name(name: str, found: list[int]) -> None:
    run = export(auth0_estate(), Wanted((name,)))
    assert sorted(run.bundles) == [f"con_{number:016d}" for number in found]
    assert isinstance(run.error, UsageError) is (not found)
    assert not run.targets(SCIM_LIST)


def test_a_name_of_no_connection_is_named_and_the_others_are_not() -> None:
    run = export(auth0_estate(), Wanted(("adatum-saml", "no-such-thing", "con_nor_this")))
    assert "'no-such-thing', 'con_nor_this'" in str(run.error)
    assert "adatum" not in str(run.error)


def test_a_limit_stops_the_listing() -> None:
    run = export(auth0_estate(), Wanted(limit=3))
    assert len(run.harvested) == 3
    assert len(run.targets(LIST)) == 1
    assert len(run.targets("/scim-configuration")) == 3


def test_a_chosen_connection_of_another_kind_is_counted_and_no_error() -> None:
    run = export(auth0_estate(), Wanted(("google",)))
    assert run.error is None
    assert run.left_out == {"social connection": 1}


# --- what is refused or missing --------------------------------------------------------------------------------------


def test_without_read_scim_config_the_configurations_are_unknown_and_the_permission_is_named() -> None:
    estate = auth0_estate()
    estate.scopes = SCOPES - {"read:scim_config"}
    run = export(estate)
    assert run.error is None
    assert len(run.harvested) == len(estate.exported)
    assert len(run.targets(SCIM_LIST)) == 1
    assert not run.targets("/scim-configuration")
    bundle = run.bundles[f"con_{1:016d}"]
    assert "scimConfiguration" not in bundle
    assert bundle["notRead"]["scimConfiguration"]["reason"] == "Auth0 refused it (403 insufficient_scope)"
    assert {unread.permission for each in run.harvested for unread in each.unread} == {"read:scim_config"}


def test_without_read_connections_options_the_options_are_unknown_and_the_permission_is_named() -> None:
    estate = auth0_estate()
    estate.scopes = SCOPES - {"read:connections_options"}
    run = export(estate)
    assert run.error is None
    assert run.lacking == {each["id"]: ["connection.options"] for each in estate.exported}
    assert {unread.permission for each in run.harvested for unread in each.unread} == {"read:connections_options"}
    for harvested in run.harvested:
        written = draft(harvested, "auth0").document
        assert written is not None
        assert b"grant read:connections_options" in written


@pytest.mark.parametrize("strategy", ["samlp", "waad", "okta", "oidc"])
def test_options_that_are_null_are_no_options_that_were_read(strategy: str) -> None:
    estate = auth0_estate()
    estate.connections = [{"id": "con_1", "name": "bare", "strategy": strategy, "options": None}]
    run = export(estate)
    assert run.lacking == {"con_1": ["connection.options"]}


def test_without_read_connections_there_is_no_export_and_the_permission_is_named() -> None:
    estate = auth0_estate()
    estate.scopes = frozenset({"read:scim_config"})
    run = export(estate)
    assert isinstance(run.error, ConnectorError)
    assert "403 insufficient_scope" in run.error.message
    assert "read:connections" in (run.error.help or "")


@pytest.mark.parametrize("status", [401, 403, 404, 409, 500])
def test_one_configuration_that_cannot_be_read_is_unknown_and_the_others_are_there(status: int, sound: Run) -> None:
    estate = auth0_estate()
    estate.lists_configurations = False
    broken = f"con_{3:016d}"
    run = export(estate, fault=on(f"{broken}/scim", Reply(status, b"<html>from something in between</html>")))
    if status == 401:
        assert isinstance(run.error, ConnectorError)
        return
    assert run.error is None
    assert run.lacking == {broken: ["scimConfiguration"]}
    assert str(status) in run.bundles[broken]["notRead"]["scimConfiguration"]["reason"]
    others = {ident: bundle for ident, bundle in run.bundles.items() if ident != broken}
    assert others == {ident: bundle for ident, bundle in sound.bundles.items() if ident != broken}


def test_nothing_is_known_of_a_connection_that_vanishes_between_list_and_detail() -> None:
    estate = auth0_estate()
    estate.lists_configurations = False
    estate.vanished = frozenset({f"con_{2:016d}"})
    run = export(estate)
    assert run.lacking[f"con_{2:016d}"] == ["application"]


def test_a_list_of_configurations_that_breaks_off_leaves_only_the_rest_unknown() -> None:
    estate = auth0_estate()
    estate.page = 2
    run = export(estate, fault=on(SCIM_LIST, trouble(503, "Service Unavailable", "later"), skip=1))
    assert run.bundles[f"con_{1:016d}"]["scimConfiguration"]["user_id_attribute"] == "userName"
    assert f"con_{4:016d}" in run.lacking
    # Whether this one has none is not known either: it might have stood on the next page.
    assert f"con_{2:016d}" in run.lacking


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b"[]",
        b"{",
        b'{"scim_configurations": null}',
        b'{"scim_configurations": [1]}',
        b'{"scim_configurations": [{"connection_id": 7}]}',
        b'{"scim_configurations": [], "next": 5}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_list_of_another_shape_is_not_trusted_and_each_connection_is_asked(body: bytes, sound: Run) -> None:
    run = export(auth0_estate(), fault=on(SCIM_LIST, Reply(200, body)))
    assert run.bundles == sound.bundles


def test_another_connections_configuration_is_not_taken_for_the_one_asked_for() -> None:
    estate = auth0_estate()
    estate.lists_configurations = False
    wrong = Reply(200, json.dumps(estate.configurations[1]).encode())
    run = export(estate, fault=on(f"con_{1:016d}/scim", wrong))
    assert run.lacking == {f"con_{1:016d}": ["scimConfiguration"]}
