"""How Okta words its refusals, and which permission would have given what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idplint.connectors.harvest import Unread
from idplint.connectors.session import Trouble

if TYPE_CHECKING:
    from idplint.connectors.okta_credentials import Mode
    from idplint.connectors.session import Refusal

NOT_ENABLED = "E0000015"
"""401: the call belongs to a feature that this org or credential does not have; not a word about the token."""
VALIDATION = "E0000001"
"""400: some precondition of the call is not met; the call's own documentation says which."""
_NOT_FOUND = "E0000007"
_CREDENTIAL = frozenset({None, "E0000004", "E0000005", "E0000011", "invalid_token"})

SCOPES = {
    "application": "okta.apps.read",
    "profileMappings": "okta.profileMappings.read",
    "profileMappings.properties": "okta.profileMappings.read",
    "userSchema": "okta.schemas.read",
    "features": "okta.apps.read",
    "connection": "okta.apps.read",
    "federatedClaims": "okta.apps.read",
    "inlineHooks": "okta.inlineHooks.read",
    "identityProviders": "okta.idps.read",
}
"""The OAuth scope of each part (Okta management OpenAPI 2026.06, `security` of the operations)."""

_CODE = re.compile(r"E[0-9]{7}|[a-z_]{3,40}")
_LATER = "export again later"


class OktaVendor:
    """Okta, as far as refusals go. Source: developer.okta.com, "Okta error codes and descriptions".

    Attributes:
        name: As messages name it.
    """

    def __init__(self, mode: Mode) -> None:
        """Make a vendor that knows by which kind of credential it is asked."""
        self.name = "Okta"
        self._mode = mode

    def error_code(self, tree: object) -> str | None:
        """The `errorCode` of the management API, or the `error` of its authorization server (RFC 6749, section 5.2)."""
        if not isinstance(tree, dict):
            return None
        code = tree.get("errorCode", tree.get("error"))
        # A server that sends back what it was sent must not have it shown.
        return code if isinstance(code, str) and _CODE.fullmatch(code) else None

    def says_there_is_none(self, code: str | None) -> bool:
        """E0000007, "Resource not found"; a 404 without it is a gateway's."""
        return code == _NOT_FOUND

    def refuses_credential(self, code: str | None) -> bool:
        """E0000011 and its like, and a bare 401; E0000015 is about the one call."""
        return code in _CREDENTIAL

    def help_credential(self) -> str:
        """One line on what to look at."""
        if self._mode == "PrivateKey":
            return "check that the service app is active, that its key is registered, and that it has the scopes and a role"
        return "check OKTA_CLIENT_TOKEN and that OKTA_CLIENT_ORGURL is its org; an API token ends after 30 days without use"

    def unread(self, part: str, refusal: Refusal) -> Unread:
        """Return the statement that a part was not read."""
        scope = SCOPES[part]
        if refusal.code == NOT_ENABLED and scope == SCOPES["application"]:
            # The same permission just gave the application, so it is the feature that the org lacks.
            remedy = "nothing, unless this org uses the feature: then ask Okta's support why its API refuses it"
            return Unread(part, refusal.reason, remedy, offered=False)
        if refusal.trouble is Trouble.FORBIDDEN:
            return Unread(part, refusal.reason, self.grant(scope), permission=scope)
        return Unread(part, refusal.reason, _LATER)

    def grant(self, scope: str) -> str:
        """What to do where a call is refused."""
        if self._mode == "SSWS":
            return (
                f"use an API token of an administrator whose role reads this (as the scope {scope}), then export again"
            )
        return f"grant {scope} to the service app, and a role that may read this, then export again"
