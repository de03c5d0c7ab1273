"""The parts of one Okta application before they are put together: each body with the place it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from idplint.inputs.not_read import unread
from idplint.model.values import Unknown

if TYPE_CHECKING:
    from idplint.inputs.okta_wire import App, Bundle, Connection, Feature, FederatedClaim, Mapping, UserSchema
    from idplint.inputs.part import Part


@dataclass(slots=True)
class OktaParts:
    """Everything that was read of one application."""

    app: Part[App]
    mappings: list[Part[Mapping]] | None = None
    """Outbound profile mappings, one per user type; None where they were not read."""
    unread_mappings: Unknown | None = None
    """Why the mappings could not be read although they were there."""
    schema: Part[UserSchema] | None = None
    """The app user schema; None where it was not read."""
    features: list[Part[Feature]] = field(default_factory=list)
    connection: Part[Connection] | None = None
    federated_claims: Part[list[FederatedClaim]] | None = None
    """Claims beside the attribute statements; None where they were not read."""
    hook_names: dict[str, str] = field(default_factory=dict)
    """Names of inline hooks by id."""
    bundle: Part[Bundle] | None = None
    """The bundle all this came in, which may say why something is not there."""

    @property
    def id(self) -> str:
        """The application's id."""
        return str(self.app.value.id)

    @property
    def app_call(self) -> str:
        """The call that reads the application."""
        return f"GET /api/v1/apps/{self.id}"

    def mappings_unknown(self) -> Unknown:
        """Return the statement that what the profile mappings say is not known."""
        otherwise = Unknown(
            "SCIM mapping",
            "profile mappings were not read",
            f"GET /api/v1/mappings?targetId={self.id} then GET /api/v1/mappings/<mapping id>",
        )
        return self.unread_mappings or unread(self.bundle, "profileMappings", otherwise)
