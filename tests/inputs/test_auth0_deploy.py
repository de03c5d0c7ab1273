"""Auth0 Deploy CLI trees: connections as code, alone and beside a snapshot of the same connection."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from idplint import check
from idplint.inputs import auth0_deploy
from idplint.inputs.pairing_keys import keys_from_acs
from idplint.model.application import Creation, Layer, PairingKey, PartialApplication, ServiceProviderFacts, UpdateTime
from idplint.model.values import Basis, Sourced, Unknown
from idplint.pairing.joining import join
from tests.inputs.vendor_samples import Estate, assert_origins_hold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from idplint.findings import Report
    from idplint.inputs.adapter import Reading
    from idplint.model.application import Application

TENANT = """\
tenant:
  friendly_name: "##ENV## portal"
clients:
  - name: Portal
    callbacks: "@@CALLBACKS@@"
connections:
  - name: google-oauth2
    strategy: google-oauth2
    options: {email: true}
  - name: payroll
    strategy: samlp
    enabled_clients: [Portal]
    options:
      signingCert: "##CERT##"
      user_id_attribute: email
      set_user_root_attributes: never_on_login
    scim_configuration:
      user_id_attribute: externalId
      mapping:
        - {scim: externalId, auth0: app_metadata.external_id}
        - {scim: 'emails[type eq "work"].value', auth0: email}
roles: []
"""

ENTRA = """\
idplint: 1
application: {name: Payroll, id: "entra:contoso.com/6f0c0000-0000-4000-8000-000000000001"}
sign_on:
  protocol: saml
  name_id: {source: user.userprincipalname}
  attributes: []
  acs_urls: ["https://contoso.eu.auth0.com/login/callback?connection=payroll"]
provisioning:
  state: active
  mappings:
    - {target: userName, source: "[userPrincipalName]", matching_precedence: 1}
    - {target: externalId, source: "[objectId]"}
"""


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def connection(**changes: Any) -> dict[str, Any]:
    """`connections/payroll.json`."""
    return {
        "name": "payroll",
        "strategy": "samlp",
        "enabled_clients": ["Portal"],
        "options": {"set_user_root_attributes": "never_on_login"},
        "scim_configuration": {
            "user_id_attribute": "userName",
            "mapping": [{"scim": "userName", "auth0": "username"}],
        },
        **changes,
    }


def snapshot(ident: str = "con_1", **options: str) -> dict[str, Any]:
    """A Management API body of the same connection."""
    return {"id": ident, "name": "payroll", "strategy": "samlp", "options": options}


def snapshot_of_scim(ident: str = "con_1", tenant: str = "contoso", key: str = "userName") -> dict[str, Any]:
    return {
        "connection_id": ident,
        "connection_name": "payroll",
        "strategy": "samlp",
        "tenant_name": tenant,
        "user_id_attribute": key,
        "mapping": [],
    }


def one(estate: Estate, name: str, body: object) -> PartialApplication:
    estate.add(name, body)
    reading = estate.read(auth0_deploy)
    assert reading.problems == ()
    (application,) = reading.applications
    return application


def facts_of(application: PartialApplication | Application) -> ServiceProviderFacts:
    assert application.service_provider is not None
    return application.service_provider


def tenant_with(**options: str) -> str:
    """`tenant.yaml` of one samlp connection whose options are written as given."""
    lines = "".join(f"      {key}: {text}\n" for key, text in options.items())
    return f"connections:\n  - name: payroll\n    strategy: samlp\n    options:\n      debug: false\n{lines}"


def joined(estate: Estate, *bodies: object) -> Application:
    for number, body in enumerate(bodies):
        estate.add(f"body{number}.{'yaml' if isinstance(body, str) else 'json'}", body)
    reading = estate.read(auth0_deploy)
    assert reading.problems == ()
    result = join(reading.applications, [])
    assert result.problems == ()
    (application,) = result.applications
    return application


def test_tenant_yaml_gives_its_enterprise_connections_and_nothing_else(estate: Estate) -> None:
    application = one(estate, "tenant.yaml", TENANT)
    assert (application.id, application.side, application.layer) == ("auth0:payroll", "sp", Layer.CODE)
    facts = facts_of(application)
    assert isinstance(facts.scim_key, Sourced)
    assert facts.scim_key.value == "externalId"
    assert isinstance(facts.login_keys, tuple)
    assert [key.value for key in facts.login_keys] == ["attribute:email", "name_id"]
    assert isinstance(facts.updates, Sourced)
    assert facts.updates.value is UpdateTime.NEVER
    assert facts.attribute_pairs is not None
    assert [pair.says for pair in facts.attribute_pairs] == ["e-mail"]
    assert_origins_hold(estate, estate.read(auth0_deploy))


def test_a_value_of_tenant_yaml_is_found_at_its_line_and_column(estate: Estate) -> None:
    key = facts_of(one(estate, "tenant.yaml", TENANT)).scim_key
    assert isinstance(key, Sourced)
    span = estate.documents["tenant.yaml"].span(key.origin.pointer)
    line = TENANT.splitlines()[span.line - 1]
    assert line[span.column - 1 : span.end_column - 1] == "externalId"
    assert TENANT.splitlines()[span.line - 2].strip() == "scim_configuration:"


def test_a_directory_tree_gives_the_same_as_tenant_yaml(estate: Estate, tmp_path: Path) -> None:
    body = {
        "name": "payroll",
        "strategy": "samlp",
        "options": {"user_id_attribute": "email", "set_user_root_attributes": "never_on_login"},
        "scim_configuration": {"user_id_attribute": "externalId", "mapping": [{"scim": "externalId", "auth0": "x"}]},
    }
    from_yaml = facts_of(one(estate, "tenant.yaml", TENANT))
    (tmp_path / "other").mkdir()
    from_json = facts_of(one(Estate(tmp_path / "other"), "payroll.json", body))
    assert isinstance(from_yaml.scim_key, Sourced)
    assert isinstance(from_json.scim_key, Sourced)
    assert from_json.scim_key.value == from_yaml.scim_key.value
    assert isinstance(from_yaml.login_keys, tuple)
    assert isinstance(from_json.login_keys, tuple)
    assert [key.value for key in from_json.login_keys] == [key.value for key in from_yaml.login_keys]
    assert isinstance(from_json.creates, Sourced)
    assert isinstance(from_yaml.creates, Sourced)
    assert from_json.creates.value is from_yaml.creates.value is Creation.DISABLED


def test_jit_is_inferred_off_from_both_settings_and_says_so(estate: Estate) -> None:
    creates = facts_of(one(estate, "payroll.json", connection())).creates
    assert isinstance(creates, Sourced)
    assert (creates.value, creates.basis) == (Creation.DISABLED, Basis.INFERRED)
    assert creates.note


@pytest.mark.parametrize("scim", ["absent", None])
def test_a_missing_scim_configuration_is_unknown_and_not_off(estate: Estate, scim: object) -> None:
    body = connection(scim_configuration=scim)
    if scim == "absent":
        del body["scim_configuration"]
    facts = facts_of(one(estate, "payroll.json", body))
    assert isinstance(facts.scim_key, Unknown)
    assert "read:scim_config" in facts.scim_key.remedy
    assert facts.scim_configured is None
    assert isinstance(facts.creates, Unknown), "login updates alone do not tell that JIT is off"
    assert 'match: {id: "auth0:payroll"}' in facts.creates.remedy


@pytest.mark.parametrize(
    ("strategy", "options", "keys"),
    [
        ("samlp", {"user_id_attribute": "uid", "fieldsMap": {"user_id": "mail"}}, ["attribute:uid", "name_id"]),
        ("samlp", {"fieldsMap": {"user_id": ["uid", "mail"]}}, ["attribute:uid", "attribute:mail", "name_id"]),
        ("samlp", {}, ["name_id"]),
        ("waad", {"userid_attribute": "oid", "user_id_attribute": "sub"}, ["oidc:oid"]),
        ("waad", {"userid_attribute": "sub"}, ["oidc:sub"]),
        ("oidc", {}, ["oidc:sub"]),
        ("okta", {"user_id_attribute": "email"}, ["oidc:sub"]),
    ],
)
def test_login_keys_follow_the_order_of_the_strategy(
    estate: Estate, strategy: str, options: dict[str, Any], keys: list[str]
) -> None:
    found = facts_of(one(estate, "payroll.json", connection(strategy=strategy, options=options))).login_keys
    assert isinstance(found, tuple)
    assert [key.value for key in found] == keys


# --- keywords --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ['"##KEY##"', "'@@KEY@@'", '"prefix-##KEY##"', "##KEY##", "prefix-##KEY##", "  ##KEY## # why"],
)
def test_a_keyword_makes_the_login_key_unknown_with_a_remedy(estate: Estate, written: str) -> None:
    found = facts_of(one(estate, "tenant.yaml", tenant_with(user_id_attribute=written))).login_keys
    assert isinstance(found, Unknown)
    assert "KEY" in found.reason
    assert "write the value itself" in found.remedy
    assert found.origin is not None
    assert found.origin.pointer[-1] == "user_id_attribute"


@pytest.mark.parametrize(
    "written", ["email ##KEY##", "email # ##KEY## was here", "email  # note", "a##b", "'##'", '"# #KEY# #"']
)
def test_what_only_looks_like_a_keyword_is_a_value(estate: Estate, written: str) -> None:
    assert isinstance(facts_of(one(estate, "tenant.yaml", tenant_with(user_id_attribute=written))).login_keys, tuple)


@pytest.mark.parametrize(
    ("strategy", "options", "fact"),
    [
        ("samlp", "@@OPTIONS@@", "login_keys"),
        ("samlp", "@@OPTIONS@@", "updates"),
        ("samlp", {"fieldsMap": "@@MAP@@"}, "login_keys"),
        ("samlp", {"fieldsMap": {"user_id": ["email", "##KEY##"]}}, "login_keys"),
        ("samlp", {"set_user_root_attributes": "##SYNC##"}, "updates"),
        ("samlp", {"set_user_root_attributes": "##SYNC##"}, "creates"),
        ("waad", "@@OPTIONS@@", "login_keys"),
        ("waad", {"userid_attribute": "##KEY##", "user_id_attribute": "oid"}, "login_keys"),
        ("waad", {"userid_attribute": "oid", "waad_protocol": "##P##"}, "login_keys"),
    ],
)
def test_a_keyword_leaves_only_its_own_fact_unknown(estate: Estate, strategy: str, options: object, fact: str) -> None:
    facts = facts_of(one(estate, "payroll.json", connection(strategy=strategy, options=options)))
    assert isinstance(getattr(facts, fact), Unknown)
    assert isinstance(facts.scim_key, Sourced)


@pytest.mark.parametrize("scim", ["@@SCIM@@", {"user_id_attribute": "##KEY##", "mapping": "@@MAPPING@@"}])
def test_a_keyword_in_the_scim_configuration_leaves_the_scim_key_unknown(estate: Estate, scim: object) -> None:
    facts = facts_of(one(estate, "payroll.json", connection(scim_configuration=scim)))
    assert isinstance(facts.scim_key, Unknown)
    assert "Deploy CLI" in facts.scim_key.reason
    assert "link: {scim:" in facts.scim_key.remedy


def test_a_keyword_in_a_secret_or_a_client_disturbs_nobody(estate: Estate) -> None:
    body = connection(options={"client_secret": "##SECRET##", "signingCert": "@@CERT@@", "client_id": "##ID##"})
    application = one(estate, "payroll.json", body)
    facts = facts_of(application)
    assert isinstance(facts.login_keys, tuple)
    assert [key.kind for key in application.keys] == ["auth0-connection"]


def test_a_name_with_a_keyword_joins_nothing_by_name(estate: Estate) -> None:
    application = one(estate, "payroll.json", connection(name="##ENV##-payroll"))
    assert (application.id, application.name, application.keys) == ("auth0:##ENV##-payroll", None, ())


def test_a_keyword_instead_of_the_list_of_connections_is_reported(estate: Estate) -> None:
    estate.add("tenant.yaml", "tenant: {friendly_name: x}\nconnections: '@@CONNECTIONS@@'\n")
    reading = estate.read(auth0_deploy)
    assert reading.applications == ()
    (problem,) = reading.problems
    assert "@@CONNECTIONS@@" in problem.slots["detail"]


@pytest.mark.parametrize(
    "item",
    ["'@@MORE@@'", "name: ##X##\n    strategy: samlp", "{name: b, strategy: '##X##', options: {}}"],
)
def test_a_keyword_instead_of_what_tells_the_connection_is_reported(estate: Estate, item: str) -> None:
    estate.add("tenant.yaml", f"{tenant_with()}  - {item}\n")
    reading = estate.read(auth0_deploy)
    assert [application.id for application in reading.applications] == ["auth0:payroll"]
    (problem,) = reading.problems
    assert "keyword" in problem.slots["detail"]


# --- beside a snapshot -----------------------------------------------------------------------------------------------


def test_the_connection_key_meets_the_acs_url_of_the_identity_provider(estate: Estate) -> None:
    (from_acs,) = keys_from_acs("https://contoso.eu.auth0.com/login/callback?connection=payroll")
    assert PairingKey("auth0-connection", from_acs.value) in one(estate, "payroll.json", connection()).keys


def test_a_snapshot_of_the_same_name_is_the_same_connection_and_code_wins(estate: Estate) -> None:
    estate.add("code.json", connection())
    estate.add("connections.json", [snapshot()])
    estate.add("scim.json", snapshot_of_scim(key="externalId"))
    result = join(estate.read(auth0_deploy).applications, [])
    (application,) = result.applications
    assert {application.id, *application.other_ids} == {"auth0:con_1", "auth0:payroll"}
    key = facts_of(application).scim_key
    assert isinstance(key, Sourced)
    assert (key.value, key.origin.path) == ("userName", "code.json")
    (contested,) = [each for each in application.contested if each.fact == "SCIM key"]
    assert [origin.path for origin in contested.losers] == ["scim.json"]
    assert [problem.predicate for problem in result.problems] == ["code-differs-from-snapshot"]


@pytest.mark.parametrize(
    ("options", "first"), [({}, "attribute:uid"), ({"user_id_attribute": "mail"}, "attribute:mail")]
)
def test_an_option_that_the_tree_leaves_out_yields_to_the_snapshot(
    estate: Estate, options: dict[str, str], first: str
) -> None:
    estate.add("code.json", connection(options=options))
    estate.add("snapshot.json", snapshot(user_id_attribute="uid"))
    (application,) = join(estate.read(auth0_deploy).applications, []).applications
    keys = facts_of(application).login_keys
    assert isinstance(keys, tuple)
    assert keys[0].value == first


def test_a_snapshot_tells_the_scim_key_that_the_tree_leaves_out(estate: Estate) -> None:
    body = connection()
    del body["scim_configuration"]
    key = facts_of(joined(estate, body, snapshot(), snapshot_of_scim(key="externalId"))).scim_key
    assert isinstance(key, Sourced)
    assert key.value == "externalId"


def test_jit_follows_the_login_sync_of_the_code_and_not_that_of_the_snapshot(estate: Estate) -> None:
    body = connection(options={"set_user_root_attributes": "on_each_login"})
    application = joined(estate, body, snapshot(set_user_root_attributes="never_on_login"), snapshot_of_scim())
    assert isinstance(facts_of(application).creates, Unknown)


def test_jit_is_inferred_from_the_code_and_the_scim_configuration_of_the_snapshot(estate: Estate) -> None:
    body = connection()
    del body["scim_configuration"]
    creates = facts_of(joined(estate, body, snapshot_of_scim())).creates
    assert isinstance(creates, Sourced)
    assert (creates.value, creates.basis, creates.origin.path) == (Creation.DISABLED, Basis.INFERRED, "body0.json")


def test_snapshots_of_two_tenants_do_not_tell_which_one_the_tree_is(estate: Estate) -> None:
    for number, body in enumerate([connection(), snapshot_of_scim("con_1"), snapshot_of_scim("con_2", "fabrikam")]):
        estate.add(f"body{number}.json", body)
    result = join(estate.read(auth0_deploy).applications, [])
    assert [problem.predicate for problem in result.problems] == ["ambiguous-pairing"]
    assert sorted(application.id for application in result.applications) == [
        "auth0:con_1",
        "auth0:con_2",
        "auth0:payroll",
    ]


@pytest.mark.parametrize(("tenant", "applications"), [("contoso", 1), ("fabrikam", 2)])
def test_a_tree_that_names_its_tenant_joins_only_the_snapshot_of_that_tenant(
    estate: Estate, tenant: str, applications: int
) -> None:
    body = connection()
    body["scim_configuration"]["tenant_name"] = tenant
    estate.add("payroll.json", body)
    estate.add("scim.json", snapshot_of_scim())
    reading = estate.read(auth0_deploy)
    assert [application.id for application in reading.applications] == [f"auth0:{tenant}/payroll", "auth0:con_1"]
    result = join(reading.applications, [])
    assert result.problems == ()
    assert len(result.applications) == applications


def test_a_tree_that_was_exported_with_identifiers_joins_by_id(estate: Estate) -> None:
    application = joined(estate, connection(id="con_1", name="renamed"), snapshot_of_scim())
    assert (application.id, application.other_ids) == ("auth0:con_1", ())


# --- recognition -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (connection(), "deploy-connection"),
        (connection(id="con_1"), "deploy-connection"),
        (snapshot(), "connection"),
        ({"connections": [snapshot()], "start": 0, "limit": 50, "total": 1}, "connections"),
        ({"connections": [snapshot()], "clients": []}, "deploy-tenant"),
        ({"connections": [connection()]}, "deploy-tenant"),
        (connection(strategy="google-oauth2"), None),
        ({"name": "users", "strategy": "auth0", "options": {}}, None),
        ({"name": "canary", "strategy": "oidc"}, None),
        ({"name": "Portal", "app_type": "spa", "callbacks": []}, None),
        ({"name": "contoso", "display_name": "Contoso", "connections": [{"name": "payroll"}]}, None),
        ({"name": "contoso", "connections": [{"name": "payroll", "strategy": "samlp"}]}, None),
        ({"friendly_name": "x", "default_directory": ""}, None),
        ({"connections": [{"name": "db", "strategy": "round-robin"}]}, None),
        ({"connections": "@@C@@"}, None),
        ({"connections": 7, "clients": []}, None),
        ({"connections": [], "clients": []}, None),
    ],
)
def test_recognition_goes_by_content(estate: Estate, body: object, kind: str | None) -> None:
    estate.add("some.json", body)
    (record,) = estate.documents["some.json"].records
    assert auth0_deploy.recognise(record) == kind


def checked(folder: Path, **files: str) -> Report:
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("_yaml", ".yaml").replace("_json", ".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return check([folder])


def test_the_rest_of_a_directory_tree_is_passed_over_in_silence(tmp_path: Path) -> None:
    report = checked(
        tmp_path,
        entra_yaml=ENTRA,
        auth0__connections__payroll_json=json.dumps(connection()),
        auth0__tenant_json='{"friendly_name": "x", "allowed_logout_urls": @@URLS@@}',
        auth0__clients__portal_json='{"name": "Portal", "callbacks": @@CALLBACKS@@}',
        auth0__roles__editor_json='{"name": "editor", "permissions": []}',
    )
    assert (report.summary.files, report.summary.skipped) == (2, 3)
    assert (report.findings, report.undecided, report.errors) == ((), (), ())


def test_a_moved_scim_key_is_found_against_the_snapshot_of_the_identity_provider(tmp_path: Path) -> None:
    report = checked(tmp_path, entra_yaml=ENTRA, tenant_yaml=TENANT.replace("      user_id_attribute: email\n", "", 1))
    assert [finding.code for finding in report.findings if finding.severity == "error"] == ["IDP101"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tenant_yaml", TENANT.replace('"@@CALLBACKS@@"', "@@CALLBACKS@@")),
        ("tenant_yaml", "connections:\n  - name: a\n    strategy: okta\n    options: @@OPTIONS@@\n"),
        ("tenant_yaml", f"clients: !include clients.yaml\n{tenant_with()}"),
        ("payroll_json", '{"name": "payroll", "strategy": "oidc", "options": @@OPTIONS@@}'),
        ("payroll_json", '{"name": "payroll", "scim_configuration": @@SCIM@@}'),
    ],
)
def test_a_tree_that_is_not_yaml_or_json_before_replacement_is_reported(tmp_path: Path, name: str, text: str) -> None:
    report = checked(tmp_path, **{name: text})
    assert [finding.code for finding in report.findings] == ["IDP901"]
    assert report.summary.skipped == 0


# --- hostile ---------------------------------------------------------------------------------------------------------

_JUNK: list[Any] = [None, 7, -1.5, True, "", "##", "@@@@", "##A##", [], [[]], [None], {}, {"a": {}}, ["##A##"]]


def mutations() -> list[tuple[str, Callable[[dict[str, Any]], None]]]:
    """Every value of a connection replaced by every kind of junk."""

    def replaced(*steps: Any, junk: Any) -> Callable[[dict[str, Any]], None]:
        def change(body: dict[str, Any]) -> None:
            held: Any = body
            for step in steps[:-1]:
                held = held[step]
            held[steps[-1]] = junk

        return change

    places: list[tuple[Any, ...]] = [
        ("id",),
        ("name",),
        ("strategy",),
        ("options",),
        ("options", "set_user_root_attributes"),
        ("options", "user_id_attribute"),
        ("options", "fieldsMap"),
        ("options", "client_id"),
        ("scim_configuration",),
        ("scim_configuration", "user_id_attribute"),
        ("scim_configuration", "tenant_name"),
        ("scim_configuration", "mapping"),
        ("scim_configuration", "mapping", 0),
    ]
    return [(f"{place}={junk!r}", replaced(*place, junk=junk)) for place in places for junk in _JUNK]


@pytest.mark.parametrize("change", [change for _, change in mutations()], ids=[name for name, _ in mutations()])
def test_junk_anywhere_is_never_a_crash_and_never_a_guess(
    estate: Estate, change: Callable[[dict[str, Any]], None]
) -> None:
    body = connection()
    change(body)
    estate.add("alone.json", body)
    estate.add("tenant.json", {"connections": [body, body, *_JUNK], "clients": _JUNK})
    reading: Reading = estate.read(auth0_deploy)
    join(reading.applications, [])
    for application in reading.applications:
        key = facts_of(application).scim_key
        assert isinstance(key, Sourced | Unknown)
        if isinstance(key, Sourced):
            assert key.value in {"userName", "externalId", "##", "@@@@"}


@pytest.mark.parametrize("junk", [7, "@@X@@", None, {"strategy": "samlp", "name": "a", "options": 7}])
def test_thousands_of_unreadable_connections_are_each_reported(estate: Estate, junk: object) -> None:
    estate.add("tenant.json", {"connections": [connection(), *[junk] * 20_000], "clients": []})
    reading = estate.read(auth0_deploy)
    assert len(reading.problems) == 20_000
    assert reading.applications[0].id == "auth0:payroll"


def test_values_of_a_connection_that_takes_no_part_in_scim_are_not_looked_at(estate: Estate) -> None:
    strange = {"name": "google", "strategy": "google-oauth2", "options": {"set_user_root_attributes": ["x"]}}
    estate.add("tenant.json", {"connections": [strange, connection()], "clients": []})
    reading = estate.read(auth0_deploy)
    assert reading.problems == ()
    assert [application.id for application in reading.applications] == ["auth0:payroll"]


def test_a_value_of_a_wrong_type_is_reported_and_its_fact_unknown(estate: Estate) -> None:
    estate.add("payroll.json", connection(options={"user_id_attribute": 7, "set_user_root_attributes": ["never"]}))
    reading = estate.read(auth0_deploy)
    assert [problem.outcome for problem in reading.problems] == ["wrong-type", "wrong-type"]
    facts = facts_of(reading.applications[0])
    assert isinstance(facts.login_keys, Unknown)
    assert isinstance(facts.updates, Unknown)
    assert isinstance(facts.creates, Unknown)


def test_two_trees_with_one_connection_name_are_copies_that_must_agree(estate: Estate) -> None:
    estate.add("dev.json", connection())
    estate.add("prod.json", connection(scim_configuration={"user_id_attribute": "externalId", "mapping": []}))
    result = join(estate.read(auth0_deploy).applications, [])
    assert [problem.outcome for problem in result.problems] == ["copies"]
    assert isinstance(facts_of(result.applications[0]).scim_key, Unknown)


def test_anchors_and_merge_keys_are_followed(estate: Estate) -> None:
    text = (
        "scim: &scim {user_id_attribute: externalId, mapping: []}\n"
        "connections:\n"
        "  - &base {name: payroll, strategy: samlp, scim_configuration: *scim}\n"
        "  - {<<: *base, name: other}\n"
    )
    estate.add("tenant.yaml", text)
    reading = estate.read(auth0_deploy)
    assert [application.id for application in reading.applications] == ["auth0:payroll", "auth0:other"]
    for application in reading.applications:
        key = facts_of(application).scim_key
        assert isinstance(key, Sourced)
        assert key.value == "externalId"


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_a_large_tenant_gives_every_connection(estate: Estate, suffix: str) -> None:
    body = {"tenant": {}, "connections": [connection(name=f"c{number}") for number in range(2000)]}
    text = json.dumps(body)
    estate.add(f"tenant.{suffix}", text if suffix == "json" else f"# by hand\n{text}")
    assert estate.documents[f"tenant.{suffix}"].format == suffix
    assert len(estate.read(auth0_deploy).applications) == 2000
