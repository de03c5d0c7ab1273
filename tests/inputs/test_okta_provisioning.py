"""What Okta provisions: whether it is on, and which source fills which SCIM attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from idplint.inputs import okta_api
from idplint.model.application import Dialect, PairingKey, PartialApplication, ProvisioningState
from idplint.model.values import Basis, Sourced, Unknown
from tests.inputs.vendor_samples import (
    APP_ID,
    CORE,
    ENTERPRISE,
    MAPPING_ID,
    PUSH,
    Estate,
    app,
    assert_origins_hold,
    mapping,
    mappings_of,
    provisioning_of,
    schema,
    text_of,
)

if TYPE_CHECKING:
    from pathlib import Path

OKTA_ID = 'user.getInternalProperty("id")'
EMAIL = "emails[primary eq true].value"


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def read_bundle(estate: Estate, **bodies: object) -> PartialApplication:
    estate.add("payroll.json", {"app": app(), **bodies})
    reading = estate.read(okta_api)
    assert reading.problems == ()
    assert_origins_hold(estate, reading)
    (application,) = reading.applications
    return application


def state_of(application: PartialApplication) -> ProvisioningState:
    state = provisioning_of(application).state
    assert isinstance(state, Sourced)
    return state.value


def feature(create: str, profile: str, deactivate: str, status: str = "ENABLED") -> dict[str, Any]:
    return {
        "name": "USER_PROVISIONING",
        "status": status,
        "description": "User provisioning settings from Okta to a downstream application",
        "capabilities": {
            "create": {"lifecycleCreate": {"status": create}},
            "update": {
                "profile": {"status": profile},
                "lifecycleDeactivate": {"status": deactivate},
                "password": {"status": "ENABLED", "seed": "RANDOM", "change": "KEEP_EXISTING"},
            },
        },
    }


# --- state -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PUSH)
def test_each_user_feature_alone_switches_provisioning_on(estate: Estate, name: str) -> None:
    application = read_bundle(estate, app=app(features=["IMPORT_NEW_USERS", name]))
    assert state_of(application) is ProvisioningState.ACTIVE
    state = provisioning_of(application).state
    assert estate.written(state) == name


@pytest.mark.parametrize("features", [[], None, ["GROUP_PUSH"], ["IMPORT_NEW_USERS", "PROFILE_MASTERING"]])
def test_features_without_users_are_no_provisioning(estate: Estate, features: list[str] | None) -> None:
    assert read_bundle(estate, app=app(features=features)).provisioning == ()


def test_absent_features_leave_the_state_unknown(estate: Estate) -> None:
    body = app()
    del body["features"]
    application = read_bundle(estate, app=body)
    assert isinstance(application.provisioning, Unknown)
    assert application.provisioning.fact == "SCIM state"
    assert application.provisioning.remedy == f"GET /api/v1/apps/{APP_ID}"


def test_wrong_typed_features_are_a_problem_and_unknown(estate: Estate) -> None:
    estate.add("app.json", app(features="PUSH_NEW_USERS"))
    reading = estate.read(okta_api)
    assert [problem.slots["found"] for problem in reading.problems] == ['text ("PUSH_NEW_USERS")']
    assert isinstance(reading.applications[0].provisioning, Unknown)


def test_capabilities_decide_over_the_outer_status(estate: Estate) -> None:
    off = read_bundle(estate, features=[feature("DISABLED", "DISABLED", "DISABLED")])
    assert state_of(off) is ProvisioningState.DISABLED
    updates_only = read_bundle(estate, features=[feature("DISABLED", "ENABLED", "DISABLED")])
    assert state_of(updates_only) is ProvisioningState.ACTIVE
    switched_off = read_bundle(estate, features=[feature("ENABLED", "ENABLED", "ENABLED", status="DISABLED")])
    assert state_of(switched_off) is ProvisioningState.DISABLED


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("ENABLED", ProvisioningState.ACTIVE),
        ("UNKNOWN", ProvisioningState.ACTIVE),
        ("DISABLED", ProvisioningState.DISABLED),
    ],
)
def test_connection_status(estate: Estate, status: str, state: ProvisioningState) -> None:
    connection = {"status": status, "profile": {"authScheme": "UNKNOWN"}}
    assert state_of(read_bundle(estate, connection=connection)) is state


def test_endpoint_comes_from_the_connection(estate: Estate) -> None:
    url = "https://contoso.eu.auth0.com/scim/v2/connections/con_Payroll1"
    connection = {"status": "ENABLED", "authScheme": "TOKEN", "baseUrl": url, "profile": {"authScheme": "TOKEN"}}
    application = read_bundle(estate, connection=connection)
    endpoint = provisioning_of(application).endpoint
    assert endpoint is not None
    assert endpoint.value == url
    assert PairingKey("auth0-connection-id", "con_Payroll1") in application.keys


# --- userName --------------------------------------------------------------------------------------------------------


def template(text: str | None, kind: str | None, push: str | None = None) -> dict[str, Any]:
    return {"userNameTemplate": {"template": text, "type": kind, **({"pushStatus": push} if push else {})}}


def test_user_name_is_the_username_template(estate: Estate) -> None:
    application = read_bundle(estate, profileMappings=[mapping({})])
    user_name = mappings_of(provisioning_of(application))["userName"]
    assert text_of(user_name.source) == "${source.login}"
    assert user_name.matching_precedence == 1
    assert user_name.chosen is False
    assert isinstance(user_name.source, Sourced)
    assert user_name.source.note == ""
    assert application.application_username == user_name.source


@pytest.mark.parametrize(
    ("text", "kind", "dialect"),
    [
        ("${source.email}", "BUILT_IN", Dialect.OKTA_TEMPLATE),
        ("${source.userName}${instance.userSuffix}", "BUILT_IN", Dialect.OKTA_TEMPLATE),
        ("${source.email}", "", Dialect.OKTA_TEMPLATE),
        ("user.employeeNumber", "CUSTOM", Dialect.OKTA_CLASSIC),
        ("${source.login}", "CUSTOM", Dialect.OKTA_CLASSIC),
    ],
)
def test_template_type_names_the_dialect(estate: Estate, text: str, kind: str, dialect: Dialect) -> None:
    application = read_bundle(estate, app=app(credentials=template(text, kind)), profileMappings=[])
    username = application.application_username
    assert isinstance(username, Sourced)
    assert (username.value.text, username.value.dialect) == (text, dialect)
    assert mappings_of(provisioning_of(application))["userName"].chosen is True


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (None, "NONE"),
        ("${source.login}", "NONE"),
        (None, "BUILT_IN"),
        ("", "CUSTOM"),
        ("user.email", None),
        ("x", "NEW"),
    ],
)
def test_no_usable_template_leaves_the_username_unknown(estate: Estate, text: str | None, kind: str | None) -> None:
    application = read_bundle(estate, app=app(credentials=template(text, kind)), profileMappings=[])
    assert isinstance(application.application_username, Unknown)
    assert isinstance(mappings_of(provisioning_of(application))["userName"].source, Unknown)


@pytest.mark.parametrize(("push", "flow"), [("PUSH", "always"), ("DONT_PUSH", "create_only"), ("NOT_CONFIGURED", None)])
def test_push_status_of_the_template_is_the_flow(estate: Estate, push: str, flow: str | None) -> None:
    application = read_bundle(estate, app=app(credentials=template("user.email", "CUSTOM", push)), profileMappings=[])
    assert mappings_of(provisioning_of(application))["userName"].flow == flow


def test_mapping_of_user_name_overrides_the_template(estate: Estate) -> None:
    application = read_bundle(estate, profileMappings=[mapping({"userName": ("user.email", "DONT_PUSH")})])
    username = application.application_username
    assert isinstance(username, Sourced)
    assert (username.value.text, username.value.dialect) == ("user.email", Dialect.OKTA_CLASSIC)
    assert "overrides" in username.note
    lines = mappings_of(provisioning_of(application))
    assert text_of(lines["userName"].source) == "user.email"
    assert (lines["userName"].flow, lines["userName"].chosen) == ("create_only", True)
    assert username.origin.pointer[:2] == ("profileMappings", 0)


def test_unread_mappings_keep_the_template_with_a_note(estate: Estate) -> None:
    application = read_bundle(estate)
    username = application.application_username
    assert isinstance(username, Sourced)
    assert username.value.text == "${source.login}"
    assert "not read" in username.note


@pytest.mark.parametrize(
    "bodies",
    [
        {"notRead": {"profileMappings": {"reason": "Okta refused it (403)", "remedy": "grant the scope"}}},
        {
            "profileMappings": [
                {
                    **{key: value for key, value in mapping({}).items() if key != "properties"},
                    "notRead": {"properties": {"reason": "Okta refused it (403)", "remedy": "grant the scope"}},
                }
            ]
        },
    ],
    ids=["the list", "one mapping"],
)
def test_refused_mappings_leave_the_username_unknown(estate: Estate, bodies: dict[str, Any]) -> None:
    username = read_bundle(estate, **bodies).application_username
    assert isinstance(username, Unknown)
    assert (username.reason, username.remedy) == ("Okta refused it (403)", "grant the scope")


def test_two_user_types_with_different_usernames_have_no_common_one(estate: Estate) -> None:
    staff = mapping({"userName": ("user.email", "PUSH")}, name="staff", id="otySTAFF", mapping_id="prmSTAFF")
    application = read_bundle(estate, profileMappings=[mapping({"email": ("user.email", "PUSH")}), staff])
    assert isinstance(application.application_username, Unknown)
    assert isinstance(application.provisioning, tuple)
    first, second = application.provisioning
    assert (first.name, second.name) == ("user", "staff")
    assert text_of(mappings_of(first)["userName"].source) == "${source.login}"
    assert text_of(mappings_of(second)["userName"].source) == "user.email"


def test_two_user_types_of_one_name_are_told_apart(estate: Estate) -> None:
    other = mapping({}, id="otyOTHER", mapping_id="prmOTHER")
    application = read_bundle(estate, profileMappings=[mapping({}), other])
    assert isinstance(application.provisioning, tuple)
    assert [entry.name for entry in application.provisioning] == ["user (otyDEFAULT)", "user (otyOTHER)"]
    assert isinstance(application.application_username, Sourced)


# --- externalId ------------------------------------------------------------------------------------------------------


def test_external_id_is_the_okta_user_id_by_default(estate: Estate) -> None:
    application = read_bundle(estate, profileMappings=[mapping({})], userSchema=schema())
    line = mappings_of(provisioning_of(application))["externalId"]
    assert isinstance(line.source, Sourced)
    assert (line.source.value.text, line.source.value.dialect) == (OKTA_ID, Dialect.OKTA_CLASSIC)
    assert (line.source.basis, line.chosen) == (Basis.IDP_DEFAULT, False)
    assert line.origin.pointer == ("app", "features")
    assert "not read" not in line.source.note


def test_external_id_default_says_when_the_schema_was_not_read(estate: Estate) -> None:
    line = mappings_of(provisioning_of(read_bundle(estate, profileMappings=[mapping({})])))["externalId"]
    assert isinstance(line.source, Sourced)
    assert "schema" in line.source.note
    assert "not read" in line.source.note


@pytest.mark.parametrize(
    "bodies",
    [{}, {"profileMappings": [mapping({"employeeKey": ("user.employeeNumber", "PUSH")})]}],
    ids=["neither mappings nor schema were read", "a property that only the schema could name"],
)
def test_external_id_is_unknown_where_only_the_schema_could_tell_that_it_is_remapped(
    estate: Estate, bodies: dict[str, Any]
) -> None:
    source = mappings_of(provisioning_of(read_bundle(estate, **bodies)))["externalId"].source
    assert isinstance(source, Unknown)
    assert source.reason == "the app user schema, which may remap externalId, was not read"
    assert "GET /api/v1/meta/schemas/apps/" in source.remedy


def test_external_id_stays_the_default_where_only_standard_properties_are_mapped(estate: Estate) -> None:
    standard = mapping({"email": ("user.email", "PUSH")})
    line = mappings_of(provisioning_of(read_bundle(estate, profileMappings=[standard])))["externalId"]
    assert text_of(line.source) == OKTA_ID


def test_remapped_external_id_is_followed_with_a_warning(estate: Estate) -> None:
    remapped = mapping({"extId": ("user.login", "PUSH")})
    application = read_bundle(estate, profileMappings=[remapped], userSchema=schema(extId=("externalId", CORE)))
    line = mappings_of(provisioning_of(application))["externalId"]
    assert text_of(line.source) == "user.login"
    assert line.chosen is True
    assert isinstance(line.source, Sourced)
    assert "verify on the wire" in line.source.note


@pytest.mark.parametrize("namespace", [None, ""])
def test_external_id_property_without_a_namespace_is_never_sent(estate: Estate, namespace: str | None) -> None:
    remapped = mapping({"extId": ("user.login", "PUSH")})
    application = read_bundle(estate, profileMappings=[remapped], userSchema=schema(extId=("externalId", namespace)))
    assert text_of(mappings_of(provisioning_of(application))["externalId"].source) == OKTA_ID


def test_external_id_property_with_unread_mappings_is_unknown(estate: Estate) -> None:
    application = read_bundle(estate, userSchema=schema(extId=("externalId", CORE)))
    assert isinstance(mappings_of(provisioning_of(application))["externalId"].source, Unknown)


# --- other attributes ------------------------------------------------------------------------------------------------


def test_schema_names_the_scim_attribute_of_each_mapping(estate: Estate) -> None:
    lines = {
        "mail": ("user.email", "PUSH"),
        "work": ("user.login", "DONT_PUSH"),
        "first": ("user.firstName", "PUSH"),
        "number": ("user.employeeNumber", "PUSH"),
        "local": ("user.nickName", "PUSH"),
        "absent": ("user.title", "PUSH"),
    }
    written = schema(
        mail=("emails.^[primary==true].value", CORE),
        work=("emails.^[type=='work'].value", CORE),
        first=("name.givenName", CORE),
        number=("employeeNumber", ENTERPRISE),
        local=("nickName", None),
    )
    application = read_bundle(estate, profileMappings=[mapping(lines)], userSchema=written)
    found = mappings_of(provisioning_of(application))
    assert set(found) == {
        "userName",
        "externalId",
        EMAIL,
        'emails[type eq "work"].value',
        "name.givenName",
        f"{ENTERPRISE}:employeeNumber",
    }
    assert text_of(found[EMAIL].source) == "user.email"
    assert (found[EMAIL].flow, found['emails[type eq "work"].value'].flow) == ("always", "create_only")


def test_without_a_schema_only_okta_standard_names_are_followed(estate: Estate) -> None:
    lines = {
        "email": ("user.email", "PUSH"),
        "firstName": ("user.firstName", "PUSH"),
        "familyName": ("user.lastName", "PUSH"),
        "displayName": ("user.displayName", "PUSH"),
        "extId": ("user.login", "PUSH"),
    }
    found = mappings_of(provisioning_of(read_bundle(estate, profileMappings=[mapping(lines)])))
    assert set(found) == {"userName", "externalId", EMAIL, "name.givenName", "name.familyName", "displayName"}
    email = found[EMAIL].source
    assert isinstance(email, Sourced)
    assert "assumed" in email.note


def test_null_schema_was_read_and_sends_nothing_else(estate: Estate) -> None:
    lines = mapping({"email": ("user.email", "PUSH")})
    found = mappings_of(provisioning_of(read_bundle(estate, profileMappings=[lines], userSchema=None)))
    assert set(found) == {"userName", "externalId"}


def test_unread_mappings_are_unknown_not_absent(estate: Estate) -> None:
    found = mappings_of(provisioning_of(read_bundle(estate)))
    assert set(found) == {"userName", "externalId", EMAIL, "name.givenName", "name.familyName"}
    email = found[EMAIL].source
    assert isinstance(email, Unknown)
    assert (email.fact, email.reason) == ("SCIM mapping", "profile mappings were not read")
    assert email.remedy == f"GET /api/v1/mappings?targetId={APP_ID} then GET /api/v1/mappings/<mapping id>"


@pytest.mark.parametrize("mappings", [None, []])
def test_empty_mappings_were_read(estate: Estate, mappings: list[object] | None) -> None:
    application = read_bundle(estate, profileMappings=mappings)
    assert set(mappings_of(provisioning_of(application))) == {"userName", "externalId"}
    assert isinstance(application.application_username, Sourced)
    assert application.application_username.note == ""


def test_header_of_a_mapping_names_the_call_that_reads_it(estate: Estate) -> None:
    found = mappings_of(provisioning_of(read_bundle(estate, profileMappings=[mapping(None)])))
    email = found[EMAIL].source
    assert isinstance(email, Unknown)
    assert email.remedy == f"GET /api/v1/mappings/{MAPPING_ID}"


def test_inbound_mappings_say_nothing_about_what_is_sent(estate: Estate) -> None:
    inbound = mapping({"email": ("appuser.email", "PUSH")})
    inbound["source"], inbound["target"] = inbound["target"], inbound["source"]
    both = [inbound, mapping({"email": ("user.email", "PUSH")}, mapping_id="prmOUT")]
    found = mappings_of(provisioning_of(read_bundle(estate, profileMappings=both)))
    assert text_of(found[EMAIL].source) == "user.email"
    alone = mappings_of(provisioning_of(read_bundle(estate, profileMappings=[inbound])))
    assert isinstance(alone[EMAIL].source, Unknown)


def test_wrong_typed_mapping_is_unknown_and_the_others_stay(estate: Estate) -> None:
    lines = mapping({"displayName": ("user.displayName", "PUSH")})
    lines["properties"]["email"] = "user.email"
    lines["properties"]["userName"] = {"expression": ["user.login"], "pushStatus": "PUSH"}
    estate.add("payroll.json", {"app": app(), "profileMappings": [lines]})
    reading = estate.read(okta_api)
    assert len(reading.problems) == 2
    found = mappings_of(provisioning_of(reading.applications[0]))
    assert isinstance(found[EMAIL].source, Unknown)
    assert isinstance(found["userName"].source, Unknown)
    assert text_of(found["displayName"].source) == "user.displayName"


def test_truncated_mappings_and_schema_are_unknown(estate: Estate) -> None:
    estate.add("payroll.json", {"app": app(), "profileMappings": "System.Object[]", "userSchema": "@{id=x; name=y}"})
    reading = estate.read(okta_api)
    assert [problem.outcome for problem in reading.problems] == ["truncated", "truncated"]
    found = mappings_of(provisioning_of(reading.applications[0]))
    email = found[EMAIL].source
    assert isinstance(email, Unknown)
    assert "-Depth" in email.reason
    assert isinstance(found["externalId"].source, Unknown)
