"""Who may sign in to an Entra application: whether people must be assigned, and whether anybody is.

Source: Microsoft Graph v1.0, servicePrincipal (`appRoleAssignmentRequired`) and appRoleAssignment (`principalType`). Nobody's id
or name is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.inputs.not_read import unread
from idplint.model.application import Assignment
from idplint.model.values import Fact, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.inputs.entra_parts import EntraParts
    from idplint.inputs.entra_wire import RoleAssignment

REQUIRED = "assignment requirement"
ASSIGNED = "assignments"
_PEOPLE = frozenset({"user", "group"})


def read_assignment(parts: EntraParts) -> Assignment | None:
    """Return what was read of an application's assignments; None where nothing speaks of them."""
    assignment = Assignment(_required(parts), _assigned(parts))
    silent = (isinstance(fact, Unknown) and fact.origin is None for fact in (assignment.required, assignment.assigned))
    return None if all(silent) else assignment


def is_of_people(assignment: RoleAssignment) -> bool:
    """Whether a user or a group was assigned; programs are assigned roles too, and sign in to nothing."""
    kind = assignment.principal_type
    return isinstance(kind, str) and kind.lower() in _PEOPLE


def _required(parts: EntraParts) -> Fact[bool]:
    principal = parts.service_principal
    if broken := principal.unknown_if_broken(REQUIRED, "appRoleAssignmentRequired"):
        return broken
    required = principal.value.app_role_assignment_required
    if isinstance(required, bool):
        return Sourced(required, principal.origin.at("appRoleAssignmentRequired"))
    otherwise = Unknown(REQUIRED, "appRoleAssignmentRequired was not read", "export the whole service principal")
    return unread(principal, "appRoleAssignmentRequired", otherwise)


def _assigned(parts: EntraParts) -> Fact[bool]:
    if "assignments" in parts.broken:
        return parts.broken["assignments"]
    listed = parts.assignments
    if listed is None:
        ident = parts.service_principal.value.id
        call = f"az rest --url https://graph.microsoft.com/v1.0/servicePrincipals/{ident}/appRoleAssignedTo"
        otherwise = Unknown(ASSIGNED, "the assignments were not read", f"add `appRoleAssignedTo`: {call}")
        return unread(parts.bundle, "appRoleAssignedTo", otherwise)
    if any(is_of_people(held) for held in listed.value):
        return Sourced(value=True, origin=listed.origin)
    if all(isinstance(held.principal_type, str) for held in listed.value):
        return Sourced(value=False, origin=listed.origin)
    reason = "the assignments were read without their principalType"
    return Unknown(ASSIGNED, reason, "export the whole body of /appRoleAssignedTo", listed.origin)
