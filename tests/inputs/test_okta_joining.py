"""Loose Okta bodies: what is recognised, and which application each belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from idplint.inputs import okta_api
from idplint.model.application import ProvisioningState
from idplint.model.values import Sourced, Unknown
from tests.inputs.vendor_samples import (
    APP_ID,
    CORE,
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

EMAIL = "emails[primary eq true].value"


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def feature(app_id: str | None) -> dict[str, Any]:
    links = {"self": {"href": f"https://acme.okta.com/api/v1/apps/{app_id}/features/USER_PROVISIONING"}}
    return {
        "name": "USER_PROVISIONING",
        "status": "ENABLED",
        "capabilities": {"create": {"lifecycleCreate": {"status": "DISABLED"}}},
        **({"_links": links} if app_id else {}),
    }


def test_loose_files_join_by_the_ids_they_carry(estate: Estate) -> None:
    estate.add("apps.json", [app(), app(id="0oaOTHER", label="Other", features=[])])
    estate.add("mapping.json", mapping({"mail": ("user.email", "PUSH")}))
    estate.add("schema.json", schema(mail=("emails.^[primary==true].value", CORE)))
    estate.add("features.json", [feature(APP_ID)])
    reading = estate.read(okta_api)
    assert reading.problems == ()
    payroll, other = reading.applications
    assert (payroll.id, other.id) == (f"okta:{APP_ID}", "okta:0oaOTHER")
    entry = provisioning_of(payroll)
    assert isinstance(entry.state, Sourced)
    assert entry.state.value is ProvisioningState.DISABLED
    assert entry.state.origin.path == "features.json"
    assert text_of(mappings_of(entry)[EMAIL].source) == "user.email"
    assert other.provisioning == ()
    assert_origins_hold(estate, reading)


@pytest.mark.parametrize("order", [("list.json", "full.json"), ("full.json", "list.json")])
def test_full_mapping_replaces_its_header_in_the_list(estate: Estate, order: tuple[str, str]) -> None:
    bodies = {"list.json": [mapping(None)], "full.json": mapping({"email": ("user.email", "PUSH")})}
    for name in order:
        estate.add(name, bodies[name])
    estate.add("app.json", app())
    reading = estate.read(okta_api)
    assert reading.problems == ()
    assert text_of(mappings_of(provisioning_of(reading.applications[0]))[EMAIL].source) == "user.email"


def test_full_mapping_replaces_its_header_in_a_bundle(estate: Estate) -> None:
    estate.add("bundle.json", {"app": app(), "profileMappings": [mapping(None)]})
    estate.add("full.json", mapping({"email": ("user.email", "PUSH")}))
    (application,) = estate.read(okta_api).applications
    assert text_of(mappings_of(provisioning_of(application))[EMAIL].source) == "user.email"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (feature(None), "an application feature"),
        (feature("0oaELSEWHERE"), "an application feature"),
        ({**schema(), "id": "https://acme.okta.com/meta/schemas/apps/0oaELSEWHERE/default"}, "an app user schema"),
        ({**mapping({}), "target": {"id": "0oaELSEWHERE", "name": "x", "type": "appuser"}}, "a profile mapping"),
    ],
)
def test_body_of_no_read_application_is_an_orphan(estate: Estate, body: object, what: str) -> None:
    estate.add("app.json", app(features=[]))
    estate.add("loose.json", [body])
    reading = estate.read(okta_api)
    (problem,) = reading.problems
    assert (problem.predicate, problem.outcome) == ("ambiguous-pairing", "orphan")
    assert (problem.slots["what"], problem.slots["candidates"]) == (what, f"okta:{APP_ID}")
    assert problem.labels[0].origin.path == "loose.json"
    assert len(reading.applications) == 1


def test_one_folder_joins_nothing_by_itself(estate: Estate) -> None:
    estate.add("app.json", app())
    estate.add("features.json", [feature(None)])
    (application,) = estate.read(okta_api).applications
    state = provisioning_of(application).state
    assert isinstance(state, Sourced)
    assert state.value is ProvisioningState.ACTIVE


def test_mapping_headers_and_inbound_mappings_of_other_apps_are_no_orphans(estate: Estate) -> None:
    inbound = mapping({"email": ("appuser.email", "PUSH")})
    inbound["source"], inbound["target"] = inbound["target"], inbound["source"]
    elsewhere = {**mapping(None), "target": {"id": "0oaELSEWHERE", "name": "x", "type": "appuser"}}
    estate.add("app.json", app(features=[]))
    estate.add("mappings.json", [inbound, elsewhere])
    assert estate.read(okta_api).problems == ()


def test_loose_app_alone_leaves_the_mappings_unknown(estate: Estate) -> None:
    estate.add("app.json", app())
    (application,) = estate.read(okta_api).applications
    assert isinstance(mappings_of(provisioning_of(application))[EMAIL].source, Unknown)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (app(), "app"),
        ({"app": app(), "features": None}, "bundle"),
        ({"app": app()}, "bundle"),
        (mapping({}), "mapping"),
        (schema(), "schema"),
        (feature(None), "feature"),
        ({"app": {"name": "web", "port": 80}, "features": []}, None),
        ({"app": "web"}, None),
        ({"source": {"type": "git"}, "target": {"type": "oci"}}, None),
        ({"source": "src", "target": "es2022"}, None),
        ({"id": "https://example.com/a.json", "definitions": {}}, None),
        ({"id": "https://acme.okta.com/meta/schemas/user/default", "definitions": {}}, None),
        ({"name": "browser", "capabilities": {}}, None),
        ({"type": "http", "protocol": "h2", "policy": "strict"}, None),
        ({"id": 1, "label": "x"}, None),
        ({"status": "ok", "profile": "default"}, None),
    ],
)
def test_recognition_goes_by_content(estate: Estate, body: object, kind: str | None) -> None:
    estate.add("some.json", body)
    (record,) = estate.documents["some.json"].records
    assert okta_api.recognise(record) == kind
