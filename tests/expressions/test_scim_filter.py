"""The filters and paths that RFC 7644 shows, over the user that RFC 7643 shows (names and values our own)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.scim_filter import ENTERPRISE_USER, matches, parse_filter, parse_path
from idplint.expressions.syntax import Attribute, Literal, Operation, Unsupported

USER: dict[str, Any] = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE_USER],
    "id": "2819c223",
    "externalId": "Ada-17",
    "userName": "bjensen",
    "name": {"familyName": "O'Malley", "givenName": "Barbara"},
    "title": "Tour Guide",
    "userType": "Employee",
    "active": True,
    "emails": [
        {"value": "bjensen@example.com", "type": "work", "primary": True},
        {"value": "babs@home.example.org", "type": "home"},
    ],
    "ims": [{"value": "babs@foo.com", "type": "xmpp"}],
    "meta": {"lastModified": "2011-05-13T04:42:34Z"},
    "loginCount": 7,
    ENTERPRISE_USER: {"employeeNumber": "701984", "manager": {"value": "26118915"}},
}

# RFC 7644 section 3.4.2.2, its list of examples, and figures 1 and 2.
RFC_EXAMPLES = [
    ('userName Eq "bjensen"', True),
    ('Username eq "bjensen"', True),
    ('userName eq "BJENSEN"', True),
    ('name.familyName co "O\'Malley"', True),
    ('userName sw "J"', False),
    ('urn:ietf:params:scim:schemas:core:2.0:User:userName sw "B"', True),
    ("title pr", True),
    ("nickName pr", False),
    ('meta.lastModified gt "2011-05-13T04:42:34Z"', False),
    ('meta.lastModified ge "2011-05-13T04:42:34Z"', True),
    ('meta.lastModified lt "2011-05-13T04:42:34Z"', False),
    ('meta.lastModified le "2011-05-13T06:42:34+02:00"', True),
    ('title pr and userType eq "Employee"', True),
    ('title pr or userType eq "Intern"', True),
    ('schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"', True),
    ('userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")', True),
    ('userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")', False),
    ('userType eq "Employee" and (emails.type eq "work")', True),
    ('userType eq "Employee" and emails[type eq "work" and value co "@example.com"]', True),
    ('emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]', True),
    ('emails[type eq "home" and value co "@example.com"]', False),
    (f'{ENTERPRISE_USER}:employeeNumber eq "701984"', True),
    (f"{ENTERPRISE_USER}:manager.value pr", True),
    ("active eq true", True),
    ("active ne true", False),
    ("nickName eq null", True),
    ("loginCount gt 6.5", True),
    ('userName ew "sen" or title pr and active eq false', True),
]


@pytest.mark.parametrize(("text", "expected"), RFC_EXAMPLES)
def test_rfc_filters(text: str, expected: object) -> None:
    assert matches(parse_filter(text), USER) is expected


def test_rfc_filters_are_counted() -> None:
    print(f"scim filters: {len(RFC_EXAMPLES)} examples")  # noqa: T201
    assert len(RFC_EXAMPLES) >= 25


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("members", ("members",)),
        ("name.familyName", ("name", "familyName")),
        (f"{ENTERPRISE_USER}:employeeNumber", (ENTERPRISE_USER, "employeeNumber")),
        (f"{ENTERPRISE_USER}.employeeNumber", (ENTERPRISE_USER, "employeeNumber")),
        (f"{ENTERPRISE_USER}:manager.displayName", (ENTERPRISE_USER, "manager", "displayName")),
        ("urn:contoso:scim:1.0:User:badge", ("urn:contoso:scim:1.0:User", "badge")),
        ("manager.$ref", ("manager", "$ref")),
    ],
)
def test_rfc_paths(text: str, path: tuple[str, ...]) -> None:
    assert parse_path(text) == Attribute(path, (0, len(text)))


def test_path_into_a_selected_value() -> None:
    node = parse_path('addresses[type eq "work"].streetAddress')
    assert node == Operation(
        ".",
        (
            Operation(
                "[]",
                (
                    Attribute(("addresses",), (0, 9)),
                    Operation("eq", (Attribute(("type",), (10, 14)), Literal("work", (18, 24))), (10, 24)),
                ),
                (0, 25),
            ),
            Attribute(("streetAddress",), (26, 39)),
        ),
        (0, 39),
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", ""),
        ("userName", ""),
        ("userName eq", ""),
        ("userName zz 1", "z"),
        ("userName eq 'x'", "'"),
        ('userName eq "x', '"x'),
        ('(userName eq "x"', ""),
        ('not userName eq "x"', "u"),
        ("a.b.c pr", "a.b.c"),
        ("title pr )", ")"),
    ],
)
def test_broken_filters_say_where(text: str, place: str) -> None:
    node = parse_filter(text)
    assert isinstance(node, Unsupported)
    assert text[slice(*node.span)] == place


@pytest.mark.parametrize(
    "text",
    [
        'active eq "true"',
        'loginCount eq "7"',
        'urn:contoso:badge eq "x" or colour eq "RED"',
        'nickName ne "x"',
        'emails.type ne "work"',
        "title eq",
    ],
)
def test_what_the_rfc_leaves_open_is_undecided(text: str) -> None:
    assert isinstance(matches(parse_filter(text), {**USER, "colour": "red"}), Undecided)


def test_letter_case_follows_the_schema() -> None:
    assert matches(parse_filter('externalId eq "ada-17"'), USER) is False
    assert matches(parse_filter('externalId eq "ada-17"'), USER, folds=True) is True
    assert matches(parse_filter('userName eq "BJensen"'), USER, folds=False) is False


def test_ordering_truth_values_fails() -> None:
    assert isinstance(matches(parse_filter("active gt true"), USER), Failed)


def test_hostile_filters_end() -> None:
    assert isinstance(parse_filter("(" * 10_000 + "title pr"), Unsupported)
    assert isinstance(parse_filter("not (" * 10_000 + "title pr"), Unsupported)
    assert isinstance(parse_filter("a[" * 10_000 + "title pr"), Unsupported)
    assert isinstance(parse_path("x" * 1_000_001), Unsupported)
    assert matches(parse_filter(" or ".join(["title pr"] * 20_000)), USER) is True
    assert isinstance(parse_filter("x eq 1" + "0" * 100_000), Unsupported)


@settings(deadline=None)
@given(st.sampled_from([text for text, _ in RFC_EXAMPLES]), st.integers(0, 60), st.integers(0, 8), st.text(max_size=5))
def test_mutated_filters(text: str, start: int, size: int, piece: str) -> None:
    mutated = text[:start] + piece + text[start + size :]
    assert isinstance(matches(parse_filter(mutated), USER), bool | Undecided | Failed)
    parse_path(mutated)


@given(st.text())
def test_any_filter(text: str) -> None:
    assert isinstance(matches(parse_filter(text), USER), bool | Undecided | Failed)
