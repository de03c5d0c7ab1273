"""What the sign-in service's refusals mean for the person who exports.

Source: Microsoft, "Microsoft Entra authentication and authorization error codes". Codes that the page does not explain are named
without advice of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = (
    "set AZURE_TENANT_ID and AZURE_CLIENT_ID, and one of AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH and "
    "AZURE_FEDERATED_TOKEN_FILE; or sign in with `az login`"
)
_CODE = re.compile(r"AADSTS(\d{4,9})")
TRANSIENT = frozenset({"90006", "90012", "90024", "90033"})
"""Codes that are documented to pass."""
_CLOUD = "check that AZURE_TENANT_ID is the tenant's id, and that --cloud names its cloud"
_SIGN_IN = "sign in again: az login"
_HELP = {
    "50076": "sign in again with a second factor: az login",
    "50173": _SIGN_IN,
    "53003": "a Conditional Access policy forbids it: export from a place, or with a credential, that it allows",
    "65001": "have an administrator consent to the permissions of the application that AZURE_CLIENT_ID names",
    "700016": "check that AZURE_CLIENT_ID is the client id of an application in the tenant that AZURE_TENANT_ID names",
    "700082": _SIGN_IN,
    "7000112": "the application that AZURE_CLIENT_ID names is disabled: enable it",
    "7000215": "AZURE_CLIENT_SECRET is wrong: it has to be the secret's value, not its id",
    "7000222": "AZURE_CLIENT_SECRET has expired: make a new secret, or use a certificate or a federated credential",
    "90002": _CLOUD,
    "90038": _CLOUD,
}


def code_in(message: str) -> str | None:
    """The first error code of the sign-in service in a message: digits alone; None where it has none."""
    found = _CODE.search(message)
    return found.group(1) if found else None


def refused(host: str, code: str | None, message: str, clock_trouble: str | None) -> ConnectorError:
    """What to say of a credential that the sign-in service refuses.

    Args:
        host: The sign-in service.
        code: Its error code, digits alone.
        message: The SDK's words, on one line and without credentials, for where there is no code.
        clock_trouble: What is wrong with this machine's clock.
    """
    said = f"AADSTS{code}" if code else message
    if clock_trouble:
        # Assertions and tokens are only valid for minutes.
        return ConnectorError(
            f"{host} refuses the credential ({said}), and {clock_trouble}",
            help="set the clock right, then export again",
        )
    return ConnectorError(f"{host} refuses the credential ({said})", help=_HELP.get(code or "", VARIABLES))


def missing(variables: Mapping[str, str]) -> ConnectorError:
    """What to say where nothing offers a credential.

    Args:
        variables: Those of the environment that make a credential, as far as they are there.
    """
    words = "no credential for Microsoft Graph was found"
    held = [name for name, value in variables.items() if value]
    # A workflow's missing secret arrives as an empty variable.
    lacking = [f"{name} is empty" for name, value in variables.items() if not value]
    if held:
        lacking += [f"{name} is not set" for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID") if name not in variables]
    if lacking:
        words += f": {', '.join(lacking)}"
    return ConnectorError(words, help=VARIABLES)


def unusable(message: str) -> ConnectorError:
    """What to say of a variable, or a file that one names, that makes no credential.

    Args:
        message: The SDK's words, on one line and without credentials.
    """
    return ConnectorError(f"the credential cannot be used: {message}", help=VARIABLES)
