"""The same estate gives the same answer, whether its code is literal or goes through what the language offers."""

from __future__ import annotations

import json
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.answers import answer
from tests.engine.drawn_estates import JIT_AND_LINK, NAME_ID, acs, drawn_estate
from tests.engine.written_code import literally, quoted
from tests.engine.written_estates import choice, code, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.answers import Answer

PROPERTY = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@PROPERTY
@given(st.data())
@pytest.mark.parametrize("vendor", ["okta", "entra", "auth0"])
def test_code_in_other_words_gives_the_same_answer(vendor: str, data: st.DataObject) -> None:
    writer, apps, others = drawn_estate(vendor, data.draw)
    literal = code(writer, apps, literally)
    reworded = code(writer, apps, lambda ways: data.draw(st.sampled_from(ways)))
    said = answer({**literal, **others})
    assert not any(found.code == "IDP901" for found in said.findings), said
    assert answer({**reworded, **others}) == said, "\n".join(f"--- {name}\n{text}" for name, text in reworded.items())


# --- what the code leaves open ---------------------------------------------------------------------------------------


OKTA_SNAPSHOT = snapshot(
    {"name": "Ledger", "id": "okta:contoso/0oa1ledger", "username": {"source": "${source.login}"}},
    {"name_id": {"source": "${user.userName}"}, "acs_urls": [acs("Ledger")]},
    [
        {"target": "userName", "source": "${source.login}", "dialect": "okta-template", "matching_precedence": 1},
        {"target": "externalId", "source": 'user.getInternalProperty("id")'},
    ],
)
ENTRA_SNAPSHOT = snapshot(
    {"name": "Ledger", "id": "entra:contoso.onmicrosoft.com/b6a0f0a2-93a1-5b53-9a55-2f2ad6b8a301"},
    {"name_id": {"source": "user.mail"}, "attributes": [], "acs_urls": [acs("Ledger")]},
    [
        {"target": "userName", "source": "[userPrincipalName]", "matching_precedence": 1},
        {"target": "externalId", "source": "[objectId]"},
    ],
)
BY_USER_NAME = json.dumps({"applications": [{"match": {"name": "Ledger"}, **JIT_AND_LINK["userName"]}]})


def okta_with(name_id: str) -> dict[str, str]:
    text = (
        f'resource "okta_app_saml" "ledger" {{\n  label = "Ledger"\n  sso_url = "{acs("Ledger")}"\n'
        f"  subject_name_id_template = {name_id}\n}}\n"
    )
    return {"main.tf": text, "snapshot.yaml": OKTA_SNAPSHOT, "idplint.yaml": BY_USER_NAME}


def entra_with(name_id: str, job: str = "true") -> dict[str, str]:
    schema = f'[{{ Source = "user", ID = {name_id}, SamlClaimType = "{NAME_ID}" }}]'
    text = f"""
resource "azuread_application" "ledger" {{
  display_name = "Ledger"
  web {{
    redirect_uris = ["{acs("Ledger")}"]
  }}
}}
resource "azuread_service_principal" "ledger" {{
  client_id                     = azuread_application.ledger.client_id
  preferred_single_sign_on_mode = "saml"
}}
resource "azuread_claims_mapping_policy" "ledger" {{
  display_name = "Ledger"
  definition   = [jsonencode({{ ClaimsMappingPolicy = {{ Version = 1, ClaimsSchema = {schema} }} }})]
}}
resource "azuread_service_principal_claims_mapping_policy_assignment" "ledger" {{
  claims_mapping_policy_id = azuread_claims_mapping_policy.ledger.id
  service_principal_id     = azuread_service_principal.ledger.id
}}
resource "azuread_synchronization_job" "ledger" {{
  service_principal_id = azuread_service_principal.ledger.id
  template_id          = "scim"
  enabled              = {job}
}}
"""
    return {"main.tf": text, "snapshot.yaml": ENTRA_SNAPSHOT, "idplint.yaml": BY_USER_NAME}


def by_conditional(one: str, other: str) -> tuple[str, dict[str, str]]:
    return choice(one, other), {"variables.tf": 'variable "open" {}\n'}


def by_files_that_are_not_loaded_by_themselves(one: str, other: str) -> tuple[str, dict[str, str]]:
    files = {"stage.tfvars": f"open = {quoted(one)}\n", "live.tfvars": f"open = {quoted(other)}\n"}
    return "var.open", {"variables.tf": 'variable "open" {}\n', **files}


def by_conditional_in_a_local_of_objects(one: str, other: str) -> tuple[str, dict[str, str]]:
    chosen = f"var.open ? {{ name_id = {quoted(one)} }} : {{ name_id = {quoted(other)} }}"
    return "local.held.name_id", {"variables.tf": f'variable "open" {{}}\nlocals {{\n  held = {chosen}\n}}\n'}


def by_default_or_a_file(one: str, other: str) -> tuple[str, dict[str, str]]:
    declared = f'variable "open" {{\n  default = {quoted(one)}\n}}\n'
    return "var.open", {"variables.tf": declared, "live.tfvars": f"open = {quoted(other)}\n"}


CHOICES = [
    by_conditional,
    by_files_that_are_not_loaded_by_themselves,
    by_conditional_in_a_local_of_objects,
    by_default_or_a_file,
]
ALTERNATIVES = [
    *[(okta_with, pair) for pair in permutations(("${user.userName}", "${user.email}", "${user.employeeNumber}"), 2)],
    *[(entra_with, pair) for pair in permutations(("userprincipalname", "mail", "employeeid"), 2)],
]


def how_bad(said: Answer) -> list[tuple[int, int, str]]:
    """What is said of the keys, the worst last."""
    reaches = ("edge", "some", "everyone")
    return sorted(
        (found.severity.rank, reaches.index(found.outcome), found.witness.login_value if found.witness else "")
        for found in said.findings
        if found.code == "IDP101"
    )


@pytest.mark.parametrize("chosen", CHOICES)
@pytest.mark.parametrize(("estate", "alternatives"), ALTERNATIVES)
def test_a_choice_that_is_left_open_gives_the_worst_of_its_alternatives(
    chosen: Callable[[str, str], tuple[str, dict[str, str]]],
    estate: Callable[[str], dict[str, str]],
    alternatives: tuple[str, str],
) -> None:
    each = [how_bad(answer(estate(quoted(alternative)))) for alternative in alternatives]
    expression, files = chosen(*alternatives)
    assert how_bad(answer({**estate(expression), **files})) == max(each)
    assert max(each), "one of the alternatives is wrong by itself"


@pytest.mark.parametrize("open_", ["var.open", "var.open == 1", "!var.open"])
def test_a_switch_that_is_left_open_is_neither_on_nor_off(open_: str) -> None:
    files = {"variables.tf": 'variable "open" {}\n'}
    said = answer({**entra_with('"mail"', open_), **files})
    assert how_bad(said) == []
    assert ("Ledger", "SCIM state") in {(name, fact) for name, fact, _ in said.undecided}
    assert how_bad(answer(entra_with('"mail"', "true"))) != []
    assert how_bad(answer(entra_with('"mail"', "false"))) == []
