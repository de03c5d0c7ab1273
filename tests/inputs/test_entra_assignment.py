"""Whether people must be assigned to an Entra application, and whether anybody is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from idplint.model.values import Sourced, Unknown
from tests.entra_samples import GRAPH, OBJECT_ID, OTHER_ID, Estate, bundle, service_principal

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.model.application import Assignment

PERSON = {
    "id": "a1",
    "appRoleId": "r1",
    "principalType": "User",
    "principalId": "u1",
    "principalDisplayName": "Jane Doe",
    "resourceId": OBJECT_ID,
}
GROUP = {**PERSON, "principalType": "Group"}
PROGRAM = {**PERSON, "principalType": "ServicePrincipal"}
LIST = f"{GRAPH}servicePrincipals('{OBJECT_ID}')/appRoleAssignedTo"


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return Estate(tmp_path)


def read(estate: Estate, **changes: Any) -> Assignment:
    principal = service_principal(appRoleAssignmentRequired=changes.pop("required", True))
    estate.add("app.json", bundle(servicePrincipal=principal, **changes))
    assignment = estate.application().assignment
    assert assignment is not None
    return assignment


@pytest.mark.parametrize("required", [True, False])
def test_whether_assignment_is_required_is_what_the_service_principal_says(estate: Estate, required: bool) -> None:
    fact = read(estate, required=required).required
    assert isinstance(fact, Sourced)
    assert fact.value is required
    assert fact.origin.pointer == ("servicePrincipal", "appRoleAssignmentRequired")


@pytest.mark.parametrize(
    ("listed", "assigned"),
    [
        ({"value": [PERSON]}, True),
        ({"value": [PROGRAM, GROUP]}, True),
        ([GROUP], True),
        ({"value": [PROGRAM]}, False),
        ({"value": []}, False),
        ([], False),
        (None, False),
    ],
)
def test_people_and_groups_count_and_programs_do_not(estate: Estate, listed: object, assigned: bool) -> None:
    fact = read(estate, appRoleAssignedTo=listed).assigned
    assert isinstance(fact, Sourced)
    assert fact.value is assigned


def test_nobody_is_kept_by_name(estate: Estate) -> None:
    read(estate, appRoleAssignedTo={"value": [PERSON]})
    assert "Jane" not in repr(estate.run().estates[0].applications)


@pytest.mark.parametrize(
    "listed",
    [{"error": {"code": "Authorization_RequestDenied"}}, {"values": []}, "x", [7], [{"id": "a1"}], {"value": "x"}],
)
def test_what_is_no_list_of_assignments_tells_nothing(estate: Estate, listed: object) -> None:
    assert isinstance(read(estate, appRoleAssignedTo=listed).assigned, Unknown)


def test_assignments_that_could_not_be_read_are_unknown_for_the_reason_given(estate: Estate) -> None:
    said = {"reason": "Graph refused it", "remedy": "grant Application.Read.All"}
    fact = read(estate, notRead={"appRoleAssignedTo": said}).assigned
    assert isinstance(fact, Unknown)
    assert (fact.reason, fact.remedy) == (said["reason"], said["remedy"])


def test_an_export_that_speaks_of_no_assignment_has_none(estate: Estate) -> None:
    estate.add("app.json", bundle())
    assert estate.application().assignment is None


@pytest.mark.parametrize(
    ("body", "assigned"),
    [
        ({"@odata.context": LIST, "value": [PERSON]}, True),
        ({"@odata.context": LIST, "value": []}, False),
        (GROUP, True),
    ],
)
def test_loose_assignments_find_their_application(estate: Estate, body: object, assigned: bool) -> None:
    estate.add("list.json", body)
    fact = read(estate).assigned
    assert isinstance(fact, Sourced)
    assert fact.value is assigned


@pytest.mark.parametrize("body", [PROGRAM, {**PERSON, "resourceId": OTHER_ID}])
def test_a_loose_assignment_of_a_program_or_to_another_application_tells_nothing(estate: Estate, body: object) -> None:
    estate.add("one.json", body)
    assert isinstance(read(estate).assigned, Unknown)
