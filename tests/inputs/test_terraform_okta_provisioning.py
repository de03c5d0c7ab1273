"""Okta's provisioning in Terraform code, plans and states: what is read, what is silence."""

from __future__ import annotations

import json

import pytest

from idplint.model.application import (
    PairingKey,
    ProvisioningState,
)
from idplint.model.values import Basis, Sourced, Unknown
from tests.inputs.terraform_okta_samples import (
    CORE,
    EMAIL_FORMAT,
    OUTBOUND,
    job_of,
    line,
    lines_of,
    mapping,
    only,
    read,
    saml,
    sources,
    text_of,
)


@pytest.mark.parametrize(
    "arguments", ["", "features = []", 'features = ["PUSH_NEW_USERS"]', "lifecycle {\n  ignore_changes = [features]\n}"]
)
def test_features_in_code_say_nothing_of_provisioning(arguments: str) -> None:
    found = saml(arguments)
    assert isinstance(found.provisioning, Unknown)
    assert found.provisioning.origin is None


def test_the_lines_of_a_mapping_are_sent_at_creation_unless_pushed() -> None:
    found = saml("", mapping(line("email", "user.email") + line("givenName", "user.firstName", "PUSH")))
    lines = lines_of(found)
    assert {target: held.flow for target, held in lines.items()} == {
        "emails[primary eq true].value": "create_only",
        "name.givenName": "always",
    }
    job = job_of(found)
    assert isinstance(job.state, Unknown)
    assert job.state.origin is None
    assert job.rest is not None


def test_a_mapping_that_deletes_what_is_absent_is_complete() -> None:
    found = saml("", mapping(line("email", "user.email"), "delete_when_absent = true"))
    assert job_of(found).rest is None
    lines = lines_of(found)
    assert sorted(lines) == ["emails[primary eq true].value", "externalId", "userName"]
    assert isinstance(lines["externalId"].source, Sourced)
    assert lines["externalId"].source.basis is Basis.IDP_DEFAULT


def test_a_schema_property_tells_the_scim_attribute() -> None:
    properties = "".join(
        f'resource "okta_app_user_schema_property" "{name}" {{\n  app_id = okta_app_saml.ledger.id\n  index = "{name}"\n'
        f'  title = "{name}"\n  type = "string"\n{external}\n}}\n'
        for name, external in (
            ("mail", f'external_name = "emails.^[primary==true].value"\n  external_namespace = "{CORE}"'),
            ("extId", f'external_name = "externalId"\n  external_namespace = "{CORE}"'),
            ("email", 'external_name = "emails"'),
        )
    )
    written = line("mail", "user.email") + line("extId", "user.employeeNumber") + line("email", "user.login")
    lines = lines_of(saml("", mapping(written) + properties))
    assert {target: text_of(held) for target, held in lines.items()} == {
        "emails[primary eq true].value": "user.email",
        "externalId": "user.employeeNumber",
    }


def test_a_line_whose_scim_attribute_is_not_in_code_leaves_others_open() -> None:
    found = saml("", mapping(line("costCode", "user.costCenter"), "delete_when_absent = true"))
    assert lines_of(found) == {}
    rest = job_of(found).rest
    assert rest is not None
    assert "costCode" in rest.reason


def test_inbound_mappings_are_no_provisioning() -> None:
    text = f"""{OUTBOUND}
resource "okta_app_saml" "ledger" {{
  label = "Ledger"
}}
resource "okta_idp_saml" "partner" {{
  name = "Partner"
}}
resource "okta_profile_mapping" "from_app" {{
  source_id = okta_app_saml.ledger.id
  target_id = data.okta_user_profile_mapping_source.user.id
  mappings {{
    id = "email"
    expression = "appuser.email"
  }}
}}
resource "okta_profile_mapping" "from_idp" {{
  source_id = okta_idp_saml.partner.id
  target_id = var.user_type
}}
resource "okta_profile_mapping" "placeholder" {{
  source_id = "<source id>"
  target_id = "<target id>"
}}
variable "user_type" {{}}
"""
    reading = read(text)
    assert [each.id for each in reading.applications] == [
        "terraform:.#okta_app_saml.ledger",
        "terraform:.#okta_idp_saml.partner",
    ]
    assert reading.problems == ()
    assert isinstance(reading.applications[0].provisioning, Unknown)


def test_a_mapping_to_nothing_that_is_declared_is_reported() -> None:
    reading = read(mapping(line("email", "user.email")))
    (problem,) = reading.problems
    assert (problem.predicate, problem.outcome) == ("ambiguous-pairing", "orphan")
    assert "okta_app_saml.ledger" in problem.slots["remedy"]
    assert reading.applications == ()


def test_a_mapping_to_an_id_is_a_record_that_a_snapshot_joins() -> None:
    found = only(mapping(line("email", "user.email")).replace("okta_app_saml.ledger.id", '"0oa1ledger"'))
    assert found.keys == (PairingKey("object-id", "0oa1ledger"),)
    assert list(lines_of(found)) == ["emails[primary eq true].value"]


def test_several_resources_of_one_id_are_one_record() -> None:
    text = mapping(line("email", "user.email")).replace("okta_app_saml.ledger.id", '"0oa1ledger"') + (
        'resource "okta_app_connection" "c" {\n  id = "0oa1ledger"\n  base_url = "https://scim.example/v2"\n'
        '  action = "activate"\n  profile {\n    auth_scheme = "TOKEN"\n    token = "not-kept"\n  }\n}\n'
    )
    found = only(text)
    endpoint = job_of(found).endpoint
    assert endpoint is not None
    assert endpoint.value == "https://scim.example/v2"
    assert "not-kept" not in repr(found)


def test_a_mapping_to_a_data_source_is_a_record_of_that() -> None:
    text = mapping(line("email", "user.email")).replace("okta_app_saml.ledger.id", "data.okta_app.ledger.id")
    found = only(text + 'data "okta_app" "ledger" {\n  id = "0oa1ledger"\n  label = "Ledger"\n}')
    assert found.id == "terraform:.#data.okta_app.ledger"
    assert found.keys == (PairingKey("object-id", "0oa1ledger"),)
    assert found.name is not None
    assert found.name.value == "Ledger"


FEATURE = """
resource "okta_app_features" "users" {{
  app_id = okta_app_saml.ledger.id
  name   = "{name}"
  {status}
  capabilities {{
    create {{
      lifecycle_create {{
        status = {create}
      }}
    }}
    update {{
      profile {{
        status = "DISABLED"
      }}
    }}
  }}
}}
"""


@pytest.mark.parametrize(
    ("name", "status", "create", "state"),
    [
        ("USER_PROVISIONING", 'status = "ENABLED"', '"ENABLED"', ProvisioningState.ACTIVE),
        ("USER_PROVISIONING", 'status = "ENABLED"', '"DISABLED"', ProvisioningState.DISABLED),
        ("USER_PROVISIONING", 'status = "DISABLED"', '"ENABLED"', ProvisioningState.DISABLED),
    ],
)
def test_a_feature_resource_says_whether_scim_is_on(
    name: str, status: str, create: str, state: ProvisioningState
) -> None:
    held = job_of(saml("", FEATURE.format(name=name, status=status, create=create))).state
    assert isinstance(held, Sourced)
    assert held.value is state


def test_a_feature_that_is_left_open_is_unknown_with_its_place() -> None:
    text = FEATURE.format(name="USER_PROVISIONING", status="", create="var.create") + 'variable "create" {}'
    held = job_of(saml("", text)).state
    assert isinstance(held, Unknown)
    assert held.origin is not None


def test_inbound_features_say_nothing() -> None:
    assert isinstance(
        saml("", FEATURE.format(name="INBOUND_PROVISIONING", status="", create='"ENABLED"')).provisioning, Unknown
    )


def test_a_deactivated_connection_is_off() -> None:
    held = job_of(
        saml("", 'resource "okta_app_connection" "c" {\n  id = okta_app_saml.ledger.id\n  action = "deactivate"\n}')
    ).state
    assert isinstance(held, Sourced)
    assert held.value is ProvisioningState.DISABLED


# --- plans and states ------------------------------------------------------------------------------------------------


def state(*resources: dict[str, object]) -> str:
    return json.dumps(
        {
            "format_version": "1.0",
            "terraform_version": "1.9.0",
            "values": {
                "root_module": {
                    "resources": [
                        {
                            "mode": "managed",
                            "name": "ledger",
                            "provider_name": "registry.terraform.io/okta/okta",
                            "schema_version": 0,
                            "address": f"{each['type']}.ledger",
                            **each,
                        }
                        for each in resources
                    ]
                }
            },
        }
    )


def test_a_state_gives_ids_and_empty_texts_are_unset() -> None:
    app = {
        "id": "0oa1ledger",
        "label": "Ledger",
        "preconfigured_app": "",
        "subject_name_id_template": "${user.userName}",
        "subject_name_id_format": EMAIL_FORMAT,
        "user_name_template": "${source.email}",
        "user_name_template_type": "BUILT_IN",
        "user_name_template_push_status": "",
        "status": "ACTIVE",
        "features": ["PUSH_NEW_USERS"],
        "attribute_statements": [
            {"type": "EXPRESSION", "name": "email", "namespace": "", "values": ["user.email"], "filter_type": ""}
        ],
    }
    held = {
        "source_id": "oty1",
        "target_id": "0oa1ledger",
        "target_type": "appuser",
        "mappings": [{"id": "email", "expression": "user.email", "push_status": "DONT_PUSH"}],
        "delete_when_absent": False,
    }
    found = only(
        state({"type": "okta_app_saml", "values": app}, {"type": "okta_profile_mapping", "values": held}), "state.json"
    )
    assert PairingKey("object-id", "0oa1ledger") in found.keys
    assert sources(found.name_id) == ["${user.userName}"]
    assert isinstance(found.application_username, Sourced)
    assert found.application_username.value.text == "${source.email}"
    job = job_of(found)
    assert isinstance(job.state, Sourced)
    assert job.state.value is ProvisioningState.ACTIVE
    assert lines_of(found)["emails[primary eq true].value"].flow == "create_only"
    assert isinstance(found.attributes, tuple)
    assert [claim.name for claim in found.attributes] == ["email"]


def test_a_plan_leads_from_the_mapping_to_an_app_that_has_no_id_yet() -> None:
    app = {"label": "Ledger", "subject_name_id_template": "${user.email}", "status": "ACTIVE"}
    held = {
        "source_id": "oty1",
        "mappings": [{"id": "email", "expression": "user.email", "push_status": "PUSH"}],
        "delete_when_absent": False,
    }
    planned = [
        {"address": f"{kind}.ledger", "mode": "managed", "type": kind, "name": "ledger", "values": values}
        for kind, values in (("okta_app_saml", app), ("okta_profile_mapping", held))
    ]
    unknown: dict[str, dict[str, object]] = {
        "okta_app_saml": {"id": True, "features": True},
        "okta_profile_mapping": {"id": True, "target_id": True},
    }
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": [
            {
                **{key: each[key] for key in ("address", "mode", "type", "name")},
                "change": {
                    "actions": ["create"],
                    "before": None,
                    "after": each["values"],
                    "after_unknown": unknown[str(each["type"])],
                },
            }
            for each in planned
        ],
        "configuration": {
            "root_module": {
                "resources": [
                    {
                        "address": "okta_profile_mapping.ledger",
                        "mode": "managed",
                        "type": "okta_profile_mapping",
                        "name": "ledger",
                        "expressions": {
                            "target_id": {"references": ["okta_app_saml.ledger.id", "okta_app_saml.ledger"]}
                        },
                    }
                ]
            }
        },
    }
    found = only(json.dumps(plan), "plan.json")
    assert found.id == "terraform:plan.json#okta_app_saml.ledger"
    assert lines_of(found)["emails[primary eq true].value"].flow == "always"
    state = job_of(found).state
    assert isinstance(state, Unknown)
    assert state.origin is None, "features are not known before apply, so that a snapshot may say"
