from __future__ import annotations

import pytest

from idplint.analysis.scim_paths import same_path


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("userName", "username", True),
        ("urn:ietf:params:scim:schemas:core:2.0:User:userName", "userName", True),
        ('emails[type eq "work"].value', 'Emails[Type EQ "work"].Value', True),
        ('emails[type eq "work"].value', "emails[primary eq true].value", True),
        ('emails[primary eq "True"].value', "emails[primary eq true].value", True),
        ('emails[type eq "home"].value', 'emails[type eq "work"].value', False),
        ("externalId", "userName", False),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber", "employeeNumber", False),
    ],
)
def test_when_two_spellings_name_one_attribute(one: str, other: str, same: bool) -> None:
    assert same_path(one, other) is same
    assert same_path(other, one) is same
