"""Whatever stands in place of one value, reading goes on, and nothing is claimed that the file does not say."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from idplint.inputs import auth0_api, okta_api
from idplint.model.application import SourceExpression
from idplint.model.values import Basis
from tests.inputs.vendor_samples import CORE, Estate, app, assert_origins_hold, mapping, schema, sign_on, sourced_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from idplint.inputs.adapter import Adapter

JUNK: tuple[object, ...] = (
    None,
    True,
    7,
    "",
    "System.Object[]",
    [],
    {},
    [None],
    [[]],
    {"href": {}},
    ["x", {"y": None}],
)

OKTA = {
    "app": app(
        settings={"signOn": sign_on(acsEndpoints=[{"url": "https://a.example.com/acs"}], inlineHooks=[{"id": "h"}])}
    ),
    "profileMappings": [mapping({"email": ("user.email", "PUSH"), "userName": ("user.login", "PUSH")})],
    "userSchema": schema(email=("emails.^[primary==true].value", CORE), extId=("externalId", CORE)),
    "features": [{"name": "USER_PROVISIONING", "capabilities": {"update": {"profile": {"status": "ENABLED"}}}}],
    "connection": {"status": "ENABLED", "baseUrl": "https://scim.example.com/v2"},
}
INBOUND = {
    "id": "0oaPARTNER",
    "type": "SAML2",
    "status": "ACTIVE",
    "protocol": {"settings": {"honorPersistentNameId": True}, "credentials": {"trust": {"audience": "urn:x"}}},
    "policy": {
        "provisioning": {"action": "AUTO", "profileMaster": True},
        "subject": {"userNameTemplate": {"template": "idpuser.subjectNameId"}, "matchType": "USERNAME"},
    },
}
AUTH0 = {
    "connections": [
        {
            "id": "con_1",
            "name": "payroll",
            "strategy": "samlp",
            "options": {"fieldsMap": {"user_id": ["uid"]}, "set_user_root_attributes": "never_on_login"},
        }
    ]
}


def places(value: object, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    steps: list[str | int] = (
        [*value] if isinstance(value, dict) else [*range(len(value))] if isinstance(value, list) else []
    )
    for step in steps:
        yield (*above, step)
        yield from places(value[step], (*above, step))  # type: ignore[index]


def replaced(body: object, place: tuple[str | int, ...], junk: object) -> object:
    changed: Any = copy.deepcopy(body)
    holder = changed
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = junk
    return changed


@pytest.mark.parametrize("junk", JUNK, ids=repr)
@pytest.mark.parametrize(
    ("adapter", "body"), [(okta_api, OKTA), (okta_api, INBOUND), (auth0_api, AUTH0)], ids=["app", "idp", "auth0"]
)
def test_any_value_may_be_anything(tmp_path: Path, adapter: Adapter, body: object, junk: object) -> None:
    for place in places(body):
        estate = Estate(tmp_path)
        estate.add("body.json", replaced(body, place, junk))
        reading = estate.read(adapter)
        for sourced in sourced_in(reading.applications):
            written = estate.written(sourced)
            if sourced.basis is Basis.READ and isinstance(sourced.value, SourceExpression):
                assert written == sourced.value.text, place
        for problem in reading.problems:
            assert problem.labels, place


def test_the_body_that_is_replaced_piece_by_piece_is_read_in_full(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    estate.add("body.json", OKTA)
    reading = estate.read(okta_api)
    assert reading.problems == ()
    assert_origins_hold(estate, reading)
