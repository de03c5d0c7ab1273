"""What `idplint check` says of the example estates, through the real command."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, NamedTuple

import pytest

from tests.examples.example_files import REPOSITORY, files_of


class Found(NamedTuple):
    """A finding as the tables of the READMEs state it."""

    code: str
    application: str
    outcome: str
    severity: str


class Open(NamedTuple):
    """A fact that is missing."""

    fact: str
    application: str
    codes: tuple[str, ...]


class Expected(NamedTuple):
    """Everything an estate is expected to give."""

    exit_code: int
    applications: int
    found: list[Found]
    undecided: list[Open]
    ignored: int = 0


PORTAL = "entra:fb0c49b0-2414-5a27-96c9-6193326ecc11"
BENEFITS = "entra:contoso.onmicrosoft.com/4be1d0c7-52f3-5a0e-9c86-70d1b2a9e314"
DOCKER_OKTA = "okta:0oa7dockerContoso01d7"
QUILL = "entra:d6a0eb87-7a25-5296-87ef-351d9613f12c"
PLINTH = "entra:02da0bce-1025-5659-9fb5-b5f09e2bf5b7"
LEDGER_AS_CODE = "entra:contoso.onmicrosoft.com/b6a0f0a2-93a1-5b53-9a55-2f2ad6b8a301"
OLD_EXPENSES = "entra:f94dc735-ad62-552d-8050-48752e24af23"
KILN = "entra:d3dd33ce-17b3-585e-b032-a3f111272d12"
ATLAS = "entra:0075fc6c-402a-5235-ad6d-524f4126b881"
LEDGER = "entra:85a45283-fbc9-5259-98c0-f1e6dae44580"
PARTNERS = "entra:f197c1ab-32e0-52b3-a364-b26292a4ee7c"
LUMEN = "entra:1296a74b-77c3-5d19-bb85-4453377d53e2"
DOCKER_ENTRA = "entra:38f65d2d-4bc5-5978-b2e2-d10285a9ef4e"
SIGNAL_DESK = "entra:8d266ecd-96a7-5d57-a2d2-430c8dab87f2"
HARBOUR = "entra:c079485b-d77c-506d-9bc4-3d4e0a2b1a31"
CEDAR = "entra:6a931bd0-640d-599c-a201-2206c1196c25"
JUNIPER = "entra:36588343-3e11-54b0-b84f-b62c9010cac2"

SHOWN_LEDGER = "entra:b1b6e5a4-6f0e-4c51-9d0e-2a6f6f0c1e01"
LEDGER_OKTA = "okta:contoso/0oa7ledgerContoso01d7"
TIDE_CHARTS_OKTA = "okta:contoso/0oa7tidesContoso001d7"
WAREHOUSE = "okta:0oa7warehouseConto1d7"
PARKING = "okta:0oa7parkingContoso1d7"

JIT_UNDECIDED = (QUILL, PLINTH, KILN, LEDGER, PARTNERS, LUMEN, SIGNAL_DESK, HARBOUR, CEDAR, JUNIPER)

EXPECTED = {
    "auth0-entra/broken": Expected(1, 1, [Found("IDP101", PORTAL, "everyone", "error")], []),
    "auth0-entra/fixed": Expected(0, 1, [], []),
    "auth0-deploy-cli/broken": Expected(1, 1, [Found("IDP101", BENEFITS, "everyone", "error")], []),
    "auth0-deploy-cli/fixed": Expected(0, 1, [], []),
    "docker-okta/broken": Expected(
        1,
        1,
        [
            Found("IDP301", DOCKER_OKTA, "conflict-error", "error"),
            Found("IDP302", DOCKER_OKTA, "rewritten", "warning"),
            Found("IDP303", DOCKER_OKTA, "accounts-by-login", "warning"),
        ],
        [],
    ),
    "docker-okta/fixed": Expected(0, 1, [], []),
    "entra-terraform-with-snapshot/broken": Expected(
        1,
        1,
        [Found("IDP101", LEDGER_AS_CODE, "some", "error"), Found("IDP905", LEDGER_AS_CODE, "differs", "note")],
        [],
    ),
    "entra-terraform-with-snapshot/fixed": Expected(0, 1, [], []),
    "okta-terraform/broken": Expected(
        1,
        2,
        [
            Found("IDP101", LEDGER_OKTA, "some", "error"),
            Found("IDP304", TIDE_CHARTS_OKTA, "not-pushed", "warning"),
            Found("IDP905", LEDGER_OKTA, "differs", "note"),
        ],
        [],
    ),
    "okta-terraform/fixed": Expected(0, 2, [], []),
    "expressions": Expected(
        1,
        4,
        [
            Found("IDP101", SHOWN_LEDGER, "some", "error"),
            Found("IDP101", PARKING, "everyone", "error"),
            Found("IDP105", WAREHOUSE, "across-domains", "warning"),
        ],
        [],
    ),
    "contoso-tenant": Expected(
        1,
        16,
        [
            Found("IDP101", ATLAS, "everyone", "error"),
            Found("IDP101", PARTNERS, "class", "error"),
            Found("IDP101", KILN, "unlinked-other-claim", "warning"),
            Found("IDP101", JUNIPER, "unlinked-some", "warning"),
            Found("IDP101", OLD_EXPENSES, "unlinked-everyone", "note"),
            Found("IDP102", QUILL, "default", "note"),
            Found("IDP107", HARBOUR, "pairwise", "warning"),
            Found("IDP107", CEDAR, "pairwise-without-mail", "note"),
            Found("IDP301", DOCKER_ENTRA, "conflict-by-default", "warning"),
        ],
        [
            *(Open("JIT", application, ("IDP301",)) for application in JIT_UNDECIDED),
            Open("NameID", LEDGER, ("IDP101", "IDP102", "IDP105", "IDP106", "IDP107", "IDP302")),
            Open("accounts before SCIM", DOCKER_ENTRA, ("IDP303",)),
        ],
        ignored=1,
    ),
}


def idplint(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "idplint", *arguments],
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )


def report(estate: str) -> tuple[int, dict[str, Any]]:
    ran = idplint("check", f"examples/{estate}", "--format", "json")
    assert ran.stderr == ""
    return ran.returncode, json.loads(ran.stdout)


@pytest.mark.parametrize("estate", EXPECTED)
def test_an_estate_gives_exactly_what_its_readme_says(estate: str) -> None:
    expected = EXPECTED[estate]
    exit_code, said = report(estate)
    found = [
        Found(each["code"], each["application"]["id"], each["outcome"], each["severity"]) for each in said["findings"]
    ]
    undecided = [Open(each["fact"], each["application"]["id"], tuple(each["codes"])) for each in said["undecided"]]
    assert sorted(found) == sorted(expected.found)
    assert sorted(undecided) == sorted(expected.undecided)
    assert said["errors"] == []
    assert said["summary"]["applications"] == expected.applications
    assert said["summary"]["ignored"] == expected.ignored
    assert exit_code == expected.exit_code


@pytest.mark.parametrize("estate", EXPECTED)
def test_no_file_of_an_estate_is_passed_over(estate: str) -> None:
    _, said = report(estate)
    exports = [
        path
        for path in files_of(REPOSITORY / "examples" / estate)
        if path.name != "idplint.yaml" and path.suffix != ".md"
    ]
    assert said["summary"]["files"] == len(exports)
    assert said["summary"]["skipped"] == 0


def test_all_estates_together_give_what_they_give_alone() -> None:
    """The same object ids stand in `broken` and `fixed`; each estate has its own idplint.yaml, so nothing is joined."""
    ran = idplint("check", "examples", "--format", "json")
    said = json.loads(ran.stdout)
    found = sorted(
        Found(each["code"], each["application"]["id"], each["outcome"], each["severity"]) for each in said["findings"]
    )
    assert found == sorted(each for expected in EXPECTED.values() for each in expected.found)
    assert ran.returncode == 1


def place_of(path: str, after: str, text: str) -> str:
    """`path:line:column` of the first `text` that follows `after` in a file, found without idplint."""
    lines = (REPOSITORY / path).read_text(encoding="utf-8").splitlines()
    begun = False
    for number, line in enumerate(lines, 1):
        begun = begun or after in line
        if begun and text in line:
            return f"{path}:{number}:{line.index(text) + 1}"
    raise AssertionError(f"{text} does not follow {after} in {path}")


def test_text_shows_both_ends_of_the_seed_case_and_a_person() -> None:
    folder = "examples/auth0-entra/broken"
    ran = idplint("check", folder)
    app = f"{folder}/entra/contoso-customer-portal.json"
    lines = ran.stdout.splitlines()
    assert ran.returncode == 1
    assert lines[0].startswith("error[IDP101]: ")
    assert "user.userprincipalname" in lines[0]
    assert "[objectId]" in lines[0]
    assert "externalId" in lines[0]
    places = [line.split()[1] for line in lines if line.lstrip().startswith(("--> ", "::: "))]
    assert places == [
        place_of(app, "samlNameIdClaim", '"userprincipalname"'),
        place_of(app, '"targetAttributeName": "externalId"', '"[objectId]"'),
        place_of(f"{folder}/auth0/scim-configuration.json", "{", '"externalId"'),
    ]
    shown = {" ".join(line.split()) for line in lines}
    assert "= for example: Ada Marsh, a member" in shown
    assert "login carries ada.marsh@contoso.com" in shown
    assert "SCIM stored 3f0e7a52-0000-4000-8000-00000000ada0" in shown
    assert 'so sign-in is refused: "JIT user provisioning is disabled for this connection"' in shown
    assert lines[-1].startswith("1 error in 1 application (3 files read)")


def test_text_shows_the_values_that_two_expressions_yield_for_one_person() -> None:
    ran = idplint("check", "examples/expressions")
    shown = [" ".join(line.split()) for line in ran.stdout.splitlines()]
    at = shown.index("= for example: Bea Quill, a member whose mail differs from her user principal name")
    assert shown[at + 1 : at + 4] == [
        "login carries bquill@contoso.com",
        "SCIM stored bea.quill@contoso.com",
        "so sign-in is refused",
    ]


def test_text_says_what_only_one_side_does_to_a_value() -> None:
    ran = idplint("check", "examples/expressions")
    (line,) = [line for line in ran.stdout.splitlines() if "substringBefore(user.email" in line and "[IDP101]" in line]
    assert "they differ for everyone, because only NameID is cut before the @" in line


def test_two_people_of_one_name_in_two_domains_are_named_in_text() -> None:
    ran = idplint("check", "examples/expressions")
    assert "Kim Lee and Kimi Lee" in ran.stdout
    assert "Kimi Lee signs in to the account of Kim Lee" in ran.stdout


def test_broken_and_fixed_differ_in_the_name_id_only() -> None:
    """Otherwise the pair would not show what puts the seed case right."""
    app = "entra/contoso-customer-portal.json"
    broken, fixed = (
        (REPOSITORY / "examples/auth0-entra" / estate / app).read_text(encoding="utf-8").splitlines()
        for estate in ("broken", "fixed")
    )
    assert len(broken) == len(fixed)
    changed = [(one.strip(), other.strip()) for one, other in zip(broken, fixed, strict=True) if one != other]
    assert changed == [
        ('"nameIdFormat": "emailAddress",', '"nameIdFormat": "unspecified",'),
        ('"id": "userprincipalname",', '"id": "objectid",'),
    ]


def test_the_deploy_cli_estates_differ_in_the_scim_key_only() -> None:
    broken, fixed = (REPOSITORY / "examples/auth0-deploy-cli" / estate for estate in ("broken", "fixed"))
    changed = [
        (one.strip(), other.strip())
        for path in files_of(broken)
        for one, other in zip(
            path.read_text(encoding="utf-8").splitlines(),
            (fixed / path.relative_to(broken)).read_text(encoding="utf-8").splitlines(),
            strict=True,
        )
        if one != other
    ]
    assert changed == [("user_id_attribute: externalId", "user_id_attribute: userName")]


def test_text_points_into_tenant_yaml() -> None:
    folder = "examples/auth0-deploy-cli/broken"
    lines = idplint("check", folder).stdout.splitlines()
    places = [line.split()[1] for line in lines if line.lstrip().startswith(("--> ", "::: "))]
    assert places[-1] == place_of(f"{folder}/auth0/tenant.yaml", "scim_configuration", "externalId")


def test_text_points_to_the_local_that_a_module_was_handed() -> None:
    folder = "examples/okta-terraform/broken"
    lines = idplint("check", folder).stdout.splitlines()
    places = [line.split()[1] for line in lines if line.lstrip().startswith(("--> ", "::: "))]
    assert places[:2] == [
        place_of(f"{folder}/main.tf", "ledger", '"$${user.email}"'),
        place_of(f"{folder}/modules/saml-app/main.tf", "resource", "resource"),
    ]
