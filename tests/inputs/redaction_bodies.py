"""Whole bodies for tests of redaction, and ways to put something at any place of one."""

from __future__ import annotations

import base64
import copy
import json
from typing import Any, Literal

from tests.entra_bundles import bundle

Idp = Literal["entra", "okta", "auth0"]

MARKER = "planted-f3a9"
PRIVATE_KEY = f"-----BEGIN {'RSA PRIVATE'} KEY-----\nAAAA"


def compact_token() -> str:
    """A token of the form of RFC 7515, put together here so that no file holds one."""
    parts = (b'{"alg":"none","typ":"JWT"}', b'{"sub":"nobody"}', b"no signature")
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def text_of(tree: object) -> str:
    return json.dumps(tree)


def places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [at] if at else []
    if isinstance(value, dict):
        found += [place for key, each in value.items() for place in places(each, (*at, key))]
    elif isinstance(value, list):
        found += [place for index, each in enumerate(value) for place in places(each, (*at, index))]
    return found


def put(tree: Any, place: tuple[str | int, ...], value: object) -> Any:
    changed = copy.deepcopy(tree)
    holder = changed
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    return changed


def value_at(tree: Any, place: tuple[str | int, ...]) -> Any:
    for step in place:
        tree = tree[step]
    return tree


OKTA = {
    "app": {
        "id": "0oaexample0000000001",
        "name": "ledger",
        "label": "Ledger",
        "status": "ACTIVE",
        "features": ["PUSH_NEW_USERS"],
        "signOnMode": "SAML_2_0",
        "credentials": {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}},
        "settings": {
            "signOn": {
                "ssoAcsUrl": "https://ledger.example/acs",
                "audience": "https://ledger.example",
                "subjectNameIdTemplate": "${user.userName}",
                "attributeStatements": [{"type": "EXPRESSION", "name": "email", "values": ["user.email"]}],
            }
        },
    },
    "profileMappings": [
        {
            "id": "prmexample000000001",
            "source": {"id": "otyexample1", "type": "user"},
            "target": {"id": "0oaexample0000000001", "type": "appuser"},
            "properties": {"email": {"expression": "user.email", "pushStatus": "PUSH"}},
        }
    ],
    "userSchema": {"definitions": {"base": {"properties": {"userName": {"externalName": "userName"}}}}},
    "features": [{"name": "USER_PROVISIONING", "status": "ENABLED"}],
    "connection": {"status": "ENABLED", "baseUrl": "https://ledger.example/scim"},
}
AUTH0 = {
    "connection": {
        "id": "con_0000000000000001",
        "name": "entra",
        "strategy": "samlp",
        "options": {"user_id_attribute": "upn", "fieldsMap": {"user_id": "upn"}},
    },
    "scimConfiguration": {
        "connection_id": "con_0000000000000001",
        "user_id_attribute": "externalId",
        "mapping": [{"auth0": "preferred_username", "scim": "userName"}],
    },
    "domain": "contoso.eu.auth0.com",
}
WHOLE: list[tuple[Idp, dict[str, Any]]] = [
    ("entra", {**bundle(name_id="mail"), "claimsMappingPolicies": [{"id": "p1", "definition": ["{}"]}]}),
    ("okta", OKTA),
    ("auth0", AUTH0),
]
