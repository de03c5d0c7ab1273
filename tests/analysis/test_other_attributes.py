"""A login of which not every attribute was read: what is there counts, and nothing is taken for missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from idplint.engine import check
from tests.inputs import vendor_samples as okta

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.findings import Report

REASON = "Okta refused it (403 E0000006)"
UNREAD = {"notRead": {"federatedClaims": {"reason": REASON, "remedy": "grant okta.apps.read"}}}


def report(folder: Path, *, unread: bool, statements: dict[str, str], **options: object) -> Report:
    listed = [{"type": "EXPRESSION", "name": name, "values": [text]} for name, text in statements.items()]
    app: dict[str, Any] = {
        "app": okta.app(settings={"signOn": okta.sign_on(attributeStatements=listed)}),
        "profileMappings": [okta.mapping({"firstName": ("user.nickName", "PUSH")})],
        **(UNREAD if unread else {}),
    }
    connection = {
        "connection": {"id": "con_1", "name": "payroll", "strategy": "samlp", "options": options},
        "scimConfiguration": {
            "connection_id": "con_1",
            "user_id_attribute": "externalId",
            "mapping": [{"auth0": "given_name", "scim": "name.givenName"}],
        },
        "domain": "contoso.eu.auth0.com",
    }
    (folder / ".git").mkdir()
    (folder / "app.json").write_text(json.dumps(app), encoding="utf-8")
    (folder / "connection.json").write_text(json.dumps(connection), encoding="utf-8")
    return check([folder])


def undecided(found: Report) -> set[str]:
    """The rules that wait for the attributes that were not read."""
    return {code for fact in found.undecided if fact.reason == REASON for code in fact.codes}


def codes(found: Report) -> set[str]:
    return {finding.code for finding in found.findings}


@pytest.mark.parametrize("unread", [True, False])
def test_a_key_that_was_read_is_judged(tmp_path: Path, unread: bool) -> None:
    found = report(tmp_path, unread=unread, statements={"uid": "user.email"}, user_id_attribute="uid")
    assert "IDP101" in codes(found)
    assert "IDP101" not in undecided(found)


@pytest.mark.parametrize("unread", [True, False])
def test_the_nameid_is_judged_where_it_comes_first(tmp_path: Path, unread: bool) -> None:
    found = report(tmp_path, unread=unread, statements={"uid": "user.email"})
    assert "IDP101" in codes(found)
    assert "IDP101" not in undecided(found)


def test_a_key_that_may_be_among_what_was_not_read_is_undecided(tmp_path: Path) -> None:
    found = report(tmp_path, unread=True, statements={"uid": "user.email"}, user_id_attribute="staff")
    assert "IDP101" in undecided(found)
    assert "IDP101" not in codes(found)


def test_the_nameid_is_judged_where_the_first_key_is_known_not_to_be_sent(tmp_path: Path) -> None:
    found = report(tmp_path, unread=False, statements={"uid": "user.email"}, user_id_attribute="staff")
    assert "IDP101" in codes(found)


def test_no_attribute_is_called_lost_or_in_order_that_may_be_sent(tmp_path: Path) -> None:
    found = report(tmp_path, unread=True, statements={"uid": "user.email"}, set_user_root_attributes="on_each_login")
    assert undecided(found) == {"IDP302", "IDP306"}
    assert not {"IDP302", "IDP306"} & codes(found)


def test_an_attribute_that_is_known_not_to_be_sent_is_lost(tmp_path: Path) -> None:
    found = report(tmp_path, unread=False, statements={"uid": "user.email"}, set_user_root_attributes="on_each_login")
    assert undecided(found) == set()
    assert "IDP306" in codes(found)
