"""Auth0's mapping paths over a SCIM user. Paths are those of its default mapping, recorded by its Terraform provider."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.expressions import auth0_mapping
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.scim_filter import CORE_USER, ENTERPRISE_USER
from idplint.expressions.syntax import Unsupported
from idplint.expressions.users import UserAttributes

USER: dict[str, Any] = {
    "id": "samlp|acme|ada",
    "externalId": "17",
    "userName": "ada@contoso.com",
    "active": True,
    "displayName": "Ada Byron",
    "name": {"givenName": "Ada", "familyName": "Byron", "middleName": None},
    "emails": [
        {"type": "work", "value": "ada@contoso.com", "primary": True},
        {"type": "home", "value": "ada@example.org", "primary": False},
    ],
    "phoneNumbers": [{"type": "mobile", "value": "+44 20"}],
    "photos": [],
    "ims": None,
    "addresses": [
        {"type": "work", "locality": "London", "primary": True},
        {"type": "work", "locality": "Paris", "streetAddress": "Rue 1"},
    ],
    "roles": ["reader", "writer"],
    ENTERPRISE_USER: {"employeeNumber": "701984", "department": "", "manager": {"value": "m1"}},
}

RESOLVED = [
    ("userName", "ada@contoso.com"),
    ("USERNAME", "ada@contoso.com"),
    (f"{CORE_USER}:userName", "ada@contoso.com"),
    ("externalId", "17"),
    ("active", True),
    ("displayName", "Ada Byron"),
    ("name.givenName", "Ada"),
    ("Name.FamilyName", "Byron"),
    ("name.middleName", None),
    ("emails[primary eq true].value", "ada@contoso.com"),
    ("emails[primary eq false].value", "ada@example.org"),
    ('emails[type eq "work"].value', "ada@contoso.com"),
    ('Emails[Type EQ "work"].Value', "ada@contoso.com"),
    ('emails[type eq "home"].primary', False),
    ('phoneNumbers[type eq "mobile"].value', "+44 20"),
    ("phoneNumbers[primary eq true].value", None),
    ('photos[type eq "photo"].value', None),
    ('ims[type eq "xmpp"].value', None),
    ("roles", ["reader", "writer"]),
    ("addresses[primary eq true].locality", "London"),
    (f"{ENTERPRISE_USER}.employeeNumber", "701984"),
    (f"{ENTERPRISE_USER}:employeeNumber", "701984"),
    (f"{ENTERPRISE_USER.upper()}:EMPLOYEENUMBER", "701984"),
    (f"{ENTERPRISE_USER}:department", ""),
    (f"{ENTERPRISE_USER}.manager.value", "m1"),
]

UNDECIDED = [
    ("nickName", "was not given"),
    ('entitlements[type eq "x"].value', "was not given"),
    ('addresses[type eq "work"].locality', "several values match"),
    ('addresses[type eq "work"].streetAddress', "several values match"),
    ('emails[type eq "WORK"].value', "letter case"),
    ('emails[primary eq "True"].value', "true and false compare"),
    ('emails[type eq "work" and primary eq true].value', "single comparison"),
    ('emails[type sw "work"].value', "single comparison"),
    ('emails[type eq "work"]', "complex"),
    ("emails", "complex"),
    ("emails.value", "without a filter"),
    (f"{ENTERPRISE_USER}.manager", "complex"),
    (f"{ENTERPRISE_USER}", "complex"),
    ("a.b.c", "nothing deeper"),
    ('emails[type eq "work".value', "closing `]`"),
]


def resolved(text: str, user: dict[str, Any] | None = None) -> object:
    return auth0_mapping.evaluate(auth0_mapping.parse(text), UserAttributes(USER if user is None else user))


@pytest.mark.parametrize(("text", "expected"), RESOLVED)
def test_paths_that_resolve(text: str, expected: object) -> None:
    found = resolved(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("text", "reason"), UNDECIDED)
def test_paths_that_are_undecided(text: str, reason: str) -> None:
    found = resolved(text)
    assert isinstance(found, Undecided)
    assert reason in found.reason


@pytest.mark.parametrize("text", ["id", "ID", "meta.created", "password", f"{CORE_USER}:id"])
def test_what_auth0_never_maps_fails(text: str) -> None:
    assert isinstance(resolved(text), Failed)


def test_values_given_by_their_whole_path() -> None:
    flat = {'emails[type eq "work"].value': "a@b.c", "name.givenName": "Ada", f"{ENTERPRISE_USER}:employeeNumber": "7"}
    assert resolved('emails[ type eq "work" ].value', flat) == "a@b.c"
    assert resolved("name.givenName", flat) == "Ada"
    assert resolved(f"{ENTERPRISE_USER}.employeeNumber", flat) == "7"


def test_several_matches_with_one_value_are_that_value() -> None:
    twice = {"emails": [{"type": "work", "value": "a@b.c"}, {"type": "work", "value": "a@b.c"}]}
    assert resolved('emails[type eq "work"].value', twice) == "a@b.c"


def test_broken_path_says_where() -> None:
    node = auth0_mapping.parse("emails[type is 1].value")
    assert isinstance(node, Unsupported)
    assert node.span == (12, 13)


@settings(deadline=None)
@given(st.sampled_from([text for text, _ in RESOLVED]), st.integers(0, 60), st.integers(0, 8), st.text(max_size=5))
def test_mutated_paths(text: str, start: int, size: int, piece: str) -> None:
    found = resolved(text[:start] + piece + text[start + size :])
    assert found is None or isinstance(found, str | bool | int | float | list | Undecided | Failed)


_ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "value", "primary"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.sampled_from([text for text, _ in RESOLVED]),
    st.dictionaries(st.sampled_from(["emails", "name", "userName"]), _ODD),
)
def test_odd_users(text: str, user: dict[str, Any]) -> None:
    found = resolved(text, user)
    assert found is None or isinstance(found, str | bool | int | float | list | Undecided | Failed)
