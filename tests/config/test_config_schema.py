from __future__ import annotations

import copy
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from idplint.config.config_file import ConfigFile
from idplint.config.explanation import explain
from idplint.config.schema import config_schema
from idplint.inputs.native_document import NativeDocument
from idplint.inputs.native_schema import native_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG: dict[str, Any] = {
    "applications": [
        {
            "match": {"name": "Ledger*"},
            "service_provider": {"id": "auth0", "link": {"login": ["name_id"], "scim": {"unknown": "never asked"}}},
            "jit": "enabled",
            "pair": ["okta:0oa1"],
        }
    ],
    "directory": {
        "equivalent": [["mail", "userPrincipalName"]],
        "guests": "none",
        "samples": [
            {"name": "Jo Park", "special": "an heir", "class": "members", "attributes": {"mail": "a", "mobile": None}}
        ],
    },
    "ignores": [{"rule": "IDP301", "reason": "ticket", "until": "2027-01-31", "pointer": "/sign_on"}],
    "select": ["default"],
    "severity": {"IDP101": "note"},
}
NATIVE: dict[str, Any] = {
    "idplint": 1,
    "application": {"name": "Ledger", "idp": {"kind": "entra"}, "enabled": True},
    "sign_on": {
        "protocol": "saml",
        "name_id": [
            {"source": "user.mail", "format": "emailAddress"},
            {"users": "members", "source": {"constant": ""}},
        ],
        "attributes": [{"name": "email", "source": {"unknown": "hidden"}}],
        "acs_urls": ["https://contoso.eu.auth0.com/login/callback?connection=entra"],
    },
    "provisioning": {
        "state": "active",
        "mappings": [{"target": "externalId", "source": "[objectId]", "matching_precedence": 2, "flow": "always"}],
    },
    "service_provider": {"login": {"creates": "disabled"}, "basis": {"login.creates": "read"}},
}
FORMS = {"config": (CONFIG, ConfigFile, config_schema()), "native": (NATIVE, NativeDocument, native_schema())}


def keys_and_their_descriptions(schema: object) -> Iterator[tuple[str, object]]:
    if isinstance(schema, dict):
        properties = schema.get("properties", {})
        yield from ((key, each.get("description")) for key, each in properties.items())
        for each in schema.values():
            yield from keys_and_their_descriptions(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from keys_and_their_descriptions(each)


@pytest.mark.parametrize(
    ("schema", "package", "name"),
    [
        (config_schema(), "idplint.config", "config.schema.json"),
        (native_schema(), "idplint.inputs", "native.schema.json"),
    ],
)
def test_the_committed_schema_is_the_generated_one(schema: dict[str, Any], package: str, name: str) -> None:
    assert json.loads(resources.files(package).joinpath(name).read_bytes()) == schema


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_key_is_described(form: str) -> None:
    described = list(keys_and_their_descriptions(FORMS[form][2]))
    assert len(described) > 20
    assert [key for key, description in described if not description] == []


def test_the_schemas_are_valid_in_their_dialects() -> None:
    assert config_schema()["$id"] == "urn:idplint:schema:config:1"
    Draft7Validator.check_schema(config_schema())
    Draft202012Validator.check_schema(native_schema())
    assert native_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert native_schema()["$defs"]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(each, (*path, key))


WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.sampled_from(["", " ", "enabled", "none", "name_id", "2027-01-31", "2027-02-30", "members", "/a", "active"]),
    st.just([]),
    st.just({}),
    st.just({"unknown": "x"}),
    st.just({"unknwon": "x"}),
)


@pytest.mark.parametrize("form", sorted(FORMS))
@given(data=st.data())
def test_what_loading_refuses_is_explained_and_nothing_else(form: str, data: st.DataObject) -> None:
    example, wanted, schema = FORMS[form]
    tree: Any = copy.deepcopy(example)
    path = data.draw(st.sampled_from([place for place in places(tree) if place]))
    parent = tree
    for step in path[:-1]:
        parent = parent[step]
    if isinstance(parent, dict) and data.draw(st.booleans()):
        parent[f"{path[-1]}x"] = parent.pop(path[-1])
    else:
        parent[path[-1]] = data.draw(WRONG)
    try:
        msgspec.convert(tree, wanted)
    except msgspec.ValidationError:
        assert explain(tree, schema)
    else:
        assert explain(tree, schema) == ()
