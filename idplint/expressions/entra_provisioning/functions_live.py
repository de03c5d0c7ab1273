"""Functions that depend on the live directory, on the clock, on chance or on more than the user's attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.entra_provisioning.values import Undecidable

if TYPE_CHECKING:
    from idplint.expressions.entra_provisioning.values import Arguments, Inner


def by_chance(call: Arguments) -> Inner:
    """Guid, RandomString: another value each time."""
    raise Undecidable(f"{call.function} yields a random value")


def now(call: Arguments) -> Inner:
    """Now: the time of the run, in UTC."""
    raise Undecidable(f"{call.function} yields the time of the provisioning run")


def default_domain(call: Arguments) -> Inner:
    """DefaultDomain: a setting of the tenant."""
    raise Undecidable(f"{call.function} yields the tenant's default domain, which the user's attributes do not tell")


def select_unique_value(call: Arguments) -> Inner:
    """SelectUniqueValue: the first value that the target does not hold yet."""
    raise Undecidable(f"{call.function} yields the first value that is still free in the target directory")


def complex_roles(call: Arguments) -> Inner:
    """AppRoleAssignmentsComplex and its relatives: JSON with ids that the assignments' names do not tell."""
    raise Undecidable(f"{call.function} writes the ids of app role assignments, which idplint does not know")


def single_role(call: Arguments) -> Inner:
    """SingleAppRoleAssignment: the name of the one app role; Microsoft guarantees nothing for several.

    Graph's parseExpression example gives `appRoleAssignments` as a list of role names.
    """
    roles = call.value(0)
    names = roles if isinstance(roles, list) else [roles]
    if len(names) > 1:
        raise Undecidable("with several app roles there is no guarantee which one is provisioned")
    if not names or not isinstance(names[0], str) or names[0][:1] in {"", "{", "["}:
        raise Undecidable("what SingleAppRoleAssignment yields without a named app role is not documented")
    return names[0]
