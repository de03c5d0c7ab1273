"""How Microsoft Graph words its refusals, and which permission would have given what.

Sources: Microsoft Graph, "Microsoft Graph error responses and resource types" and the permission tables of each call;
`Policy.Read.All` for claimsPolicy is what administrators report to suffice.
"""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

from idplint.connectors.harvest import Unread
from idplint.connectors.session import Refusal, Trouble

LIST_PERMISSION = "Application.Read.All"
PERMISSIONS = {
    "application": LIST_PERMISSION,
    "appRoleAssignedTo": LIST_PERMISSION,
    "claimsMappingPolicies": "Policy.Read.All",
    "claimsPolicy": "Policy.Read.All",
    "synchronizationJobs": "Synchronization.Read.All",
    "synchronizationJobs.schema": "Synchronization.Read.All",
}
"""The least permission to read each part of a bundle, the same for a program and for a person who is signed in."""
_ROLE = ", and a person who is signed in a role that reads provisioning, which Global Reader does not"
_MORE = {
    "claimsMappingPolicies": f" beside {LIST_PERMISSION}",
    "claimsPolicy": " (newer documentation asks for Policy.ReadWrite.ApplicationConfiguration)",
    "synchronizationJobs": _ROLE,
    "synchronizationJobs.schema": _ROLE,
}
_OFF_BY = 300.0
"""Seconds by which clocks may differ: the leeway that Kerberos and most validators of tokens have."""


class Clock:
    """Compares this machine's clock with the servers'."""

    def __init__(self) -> None:
        self._off_by = 0.0

    def note(self, date: str | None) -> None:
        """Take the header `Date` of an answer that has just arrived."""
        try:
            self._off_by = time.time() - parsedate_to_datetime(date or "").timestamp()
        except (ValueError, OverflowError):
            return

    @property
    def trouble(self) -> str | None:
        """What is wrong with this machine's clock, as one clause; None where nothing is."""
        if abs(self._off_by) <= _OFF_BY:
            return None
        return f"this machine's clock is {abs(self._off_by) / 60:.0f} minutes {'fast' if self._off_by > 0 else 'slow'}"


class GraphVendor:
    """Microsoft Graph."""

    name = "Microsoft Graph"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def error_code(self, tree: object) -> str | None:
        """`code` of an error body: `{"error": {"code": "Request_ResourceNotFound", …}}`."""
        error = tree.get("error") if isinstance(tree, dict) else None
        code = error.get("code") if isinstance(error, dict) else None
        return code if isinstance(code, str) and code else None

    def says_there_is_none(self, code: str | None) -> bool:
        """Whether a 404 speaks of the thing: `UnknownError`, say, comes from a gateway of Graph's."""
        return code is not None and code.lower().endswith("notfound")

    def refuses_credential(self, code: str | None) -> bool:
        """Whether a 401 is about the token; services behind Graph answer 401 where a permission is missing."""
        return code is None or code.lower().startswith(("invalidauthenticationtoken", "authentication_", "token"))

    def help_credential(self) -> str:
        """What to do about a token that Graph does not accept."""
        if trouble := self._clock.trouble:
            return f"{trouble}: set it right, then export again"
        return "check that --cloud names the cloud of the tenant, and that the credential was not revoked"


def unread(part: str, refusal: Refusal) -> Unread:
    """Say why a part of an application was not read, and what to do about it."""
    if refusal.trouble is Trouble.FORBIDDEN:
        permission = PERMISSIONS[part]
        remedy = f"grant {permission}{_MORE.get(part, '')}, then export again"
        return Unread(part, refusal.reason, remedy, permission)
    if refusal.trouble is Trouble.THROTTLED:
        return Unread(part, refusal.reason, "export again later, with a lower --concurrency")
    return Unread(part, refusal.reason, "export again")
