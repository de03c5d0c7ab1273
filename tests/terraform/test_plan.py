"""Plans and states in JSON give the same resources as code, and never show what is sensitive.

The plans are written by hand after Terraform's documented format (JSON output format 1.2), as the providers cannot be had here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idplint.documents.reading import read_document
from idplint.terraform import Reference, Unknown, Unset, is_plan, read_modules, referenced
from tests.terraform.modules import APP, apps, estate, shown

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.terraform import Estate

SECRET = "not-for-anyone"  # noqa: S105 - invented

PLAN: dict[str, Any] = {
    "format_version": "1.2",
    "terraform_version": "1.9.5",
    "planned_values": {
        "root_module": {
            "resources": [
                {
                    "address": f'{APP}.it["eu"]',
                    "mode": "managed",
                    "type": APP,
                    "name": "it",
                    "index": "eu",
                    "values": {
                        "label": "Ledger",
                        "subject_name_id_template": "${user.login}",
                        "recipient": None,
                        "key": SECRET,
                        "attribute_statements": [{"name": "mail", "values": ["user.email"], "note": SECRET}],
                    },
                    "sensitive_values": {"attribute_statements": [{"note": True}]},
                }
            ],
            "child_modules": [
                {
                    "address": "module.m",
                    "resources": [
                        {
                            "address": f"module.m.{APP}.inner",
                            "mode": "managed",
                            "type": APP,
                            "name": "inner",
                            "values": {"label": "Inner"},
                        }
                    ],
                }
            ],
        }
    },
    "resource_changes": [
        {
            "address": f'{APP}.it["eu"]',
            "change": {
                "actions": ["create"],
                "after": {},
                "after_unknown": {"sso_url": True},
                "after_sensitive": {"key": True},
            },
        },
        {"address": f"module.m.{APP}.inner", "change": {"after_unknown": {"sso_url": True, "audience": True}}},
    ],
    "configuration": {
        "root_module": {
            "resources": [
                {
                    "address": f"{APP}.it",
                    "mode": "managed",
                    "type": APP,
                    "name": "it",
                    "provider_config_key": "okta.eu",
                    "expressions": {
                        "label": {"constant_value": "Ledger"},
                        "sso_url": {"references": ["azuread_application.x.id", "azuread_application.x"]},
                    },
                }
            ],
            "module_calls": {
                "m": {
                    "source": "./m",
                    "expressions": {
                        "id": {"references": ["azuread_application.y[0].client_id", "azuread_application.y[0]"]}
                    },
                    "module": {
                        "resources": [
                            {
                                "address": f"{APP}.inner",
                                "expressions": {
                                    "sso_url": {"references": ["var.id"]},
                                    "audience": {"references": ["data.okta_group.g.id", "data.okta_group.g"]},
                                },
                            }
                        ]
                    },
                }
            },
        }
    },
}


def read(tree: object) -> Estate:
    return read_modules([read_document("plan.json", json.dumps(tree).encode())], frozenset({APP}), None)


def test_a_plan_gives_its_values_with_pointers_into_it() -> None:
    resource = apps(read(PLAN))[f'{APP}.it["eu"]']
    label = resource.argument("label")
    assert shown(label) == "Ledger"
    assert resource.key == "eu"
    assert resource.planned
    assert resource.provider == "okta.eu"
    document = read_document("plan.json", json.dumps(PLAN).encode())
    assert document.value_at(getattr(label, "written").pointer) == "Ledger"  # noqa: B009 - only known values have it
    assert shown(resource.argument("subject_name_id_template")) == "${user.login}"
    assert isinstance(resource.argument("recipient"), Unset)
    assert isinstance(resource.argument("nothing"), Unset)


def test_what_is_sensitive_is_never_kept_at_any_depth() -> None:
    resource = apps(read(PLAN))[f'{APP}.it["eu"]']
    (block,) = resource.blocks("attribute_statements")
    assert shown(block.argument("name")) == "mail"
    for value in (resource.argument("key"), block.argument("note"), resource.argument("attribute_statements")):
        assert SECRET not in repr(value)
    assert isinstance(resource.argument("key"), Unknown)


def test_what_is_known_after_apply_is_unknown_and_tells_its_references() -> None:
    found = apps(read(PLAN))
    value = found[f'{APP}.it["eu"]'].argument("sso_url")
    assert isinstance(value, Unknown)
    assert [(met.address, met.path) for met in referenced(value)] == [("azuread_application.x", ("id",))]
    inner = found[f"module.m.{APP}.inner"]
    assert [(met.address, met.path) for met in referenced(inner.argument("sso_url"))] == [
        ("azuread_application.y[0]", ("client_id",))
    ]
    assert [(met.address, met.path) for met in referenced(inner.argument("audience"))] == [
        ("module.m.data.okta_group.g", ("id",))
    ]


def test_a_state_gives_its_values() -> None:
    state = {"format_version": "1.0", "terraform_version": "1.9.5", "values": PLAN["planned_values"]}
    assert set(apps(read(state))) == set(apps(read(PLAN)))
    assert SECRET in repr(apps(read(state))[f'{APP}.it["eu"]'].argument("key"))  # nothing marks it there


def test_other_json_is_no_plan() -> None:
    trees: list[dict[str, Any]] = [{"format_version": "1.0"}, {"values": {}}, {"format_version": "1.0", "values": {}}]
    for tree in trees:
        document = read_document("x.json", json.dumps(tree).encode())
        assert not any(is_plan(record) for record in document.records)


def test_code_and_plan_of_the_same_module_say_the_same(tmp_path: Path) -> None:
    code = f"""
resource "{APP}" "it" {{
  for_each = toset(["eu"])
  label = "Ledger"
  subject_name_id_template = "$${{user.login}}"
  attribute_statements {{
    name   = "mail"
    values = ["user.email"]
  }}
}}
"""
    coded = apps(estate(tmp_path, {"main.tf": code}))[f'{APP}.it["eu"]']
    planned = apps(read(PLAN))[f'{APP}.it["eu"]']
    for name in ("label", "subject_name_id_template", "recipient"):
        assert shown(coded.argument(name)) == shown(planned.argument(name))
    for one, other in zip(coded.blocks("attribute_statements"), planned.blocks("attribute_statements"), strict=True):
        assert shown(one.argument("values")) == shown(other.argument("values"))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "root_module",
                    "resources",
                    "address",
                    "type",
                    "values",
                    "change",
                    "after_unknown",
                    "references",
                    "module_calls",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(
    st.dictionaries(
        st.sampled_from(["planned_values", "values", "resource_changes", "configuration", "prior_state"]), _JSON
    )
)
def test_no_plan_however_wrong_raises(parts: dict[str, object]) -> None:
    tree = {"format_version": "1.2", "terraform_version": "1", **parts}
    for resource in read(tree).resources:
        for name in ("label", "x", *resource.names()):
            resource.argument(name)
            resource.blocks(name)


@pytest.mark.parametrize(
    "path", [("planned_values", "root_module", "resources", 0, "values"), ("configuration",), ("resource_changes",)]
)
@pytest.mark.parametrize("wrong", [None, 1, "x", [], [1], {"a": 1}])
def test_a_part_of_the_wrong_type_costs_only_itself(path: tuple[str | int, ...], wrong: object) -> None:
    tree = json.loads(json.dumps(PLAN))
    place = tree
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = wrong
    found = apps(read(tree))
    assert shown(found[f"module.m.{APP}.inner"].argument("label")) == "Inner"
    value = found[f'{APP}.it["eu"]'].argument("label")
    assert not isinstance(value, Reference)
