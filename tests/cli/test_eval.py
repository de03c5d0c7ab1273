"""`idplint eval`: the value, or why there is none, and never a traceback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import idplint
from idplint.expressions.outcomes import Undecided

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program

ADA = {"mail": "Ada.Marsh@contoso.com", "userPrincipalName": "ada@contoso.com", "givenName": None}


@pytest.mark.parametrize(
    ("dialect", "expression", "user", "value"),
    [
        ("entra-provisioning", "ToLower([mail])", {"mail": "Ada@Contoso.com"}, "ada@contoso.com"),
        ("entra-claims", "user.mail", {"user.mail": "ada@contoso.com"}, "ada@contoso.com"),
        ("okta-template", '${fn:substringBefore(user.login, "@")}', {"user": {"login": "ada@contoso.com"}}, "ada"),
        ("okta-classic", "String.len(user.login)", {"user.login": "ada"}, 3),
        ("okta-identity-engine", "user.profile.login.toUpperCase()", {"user.profile.login": "ada"}, "ADA"),
        (
            "auth0-mapping",
            'emails[type eq "work"].value',
            {"emails": [{"type": "work", "value": "a@b.example"}]},
            "a@b.example",
        ),
    ],
)
def test_each_dialect(program: Program, dialect: str, expression: str, user: dict[str, object], value: object) -> None:
    finished = program("eval", expression, "--dialect", dialect, "--user", json.dumps(user))
    assert (finished.code, json.loads(finished.out)) == (0, value)
    assert idplint.evaluate(expression, dialect=dialect, user=user) == value


def test_a_file_and_standard_input(program: Program, tmp_path: Path) -> None:
    (tmp_path / "ada.json").write_text(json.dumps(ADA), encoding="utf-8-sig")
    for user, stdin in (("ada.json", b""), ("-", json.dumps(ADA).encode())):
        finished = program("eval", "[mail]", "--dialect", "entra-provisioning", "--user", user, stdin=stdin)
        assert finished.code in (0, 1)
        assert "Traceback" not in finished.err


def test_what_idplint_will_not_say(program: Program) -> None:
    finished = program("eval", "Now()", "--dialect", "entra-provisioning", "--user", "{}")
    assert finished.code == 1
    assert finished.out.startswith("undecided: ")
    assert isinstance(idplint.evaluate("Now()", dialect="entra-provisioning", user={}), Undecided)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--dialect", "entra", "--user", "{}"), "entra-provisioning"),
        (("--dialect", "entra-claims", "--user", "{"), "not JSON"),
        (("--dialect", "entra-claims", "--user", "nope.json"), "nope.json"),
    ],
)
def test_mistakes(program: Program, arguments: tuple[str, ...], words: str) -> None:
    finished = program("eval", "user.mail", *arguments)
    assert finished.code == 2
    assert words in finished.err
    assert "Traceback" not in finished.err
