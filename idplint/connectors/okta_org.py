"""The address of an Okta org, which decides where the credential goes."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from idplint.errors import ConnectorError

_EXAMPLE = "https://acme.okta.com"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def org_origin(text: str, named_by: str, *, plain_http: bool = False) -> str:
    """Return scheme, host and port of an org, as `https://acme.okta.com`.

    Args:
        text: As the user wrote it; one slash at the end is allowed.
        named_by: The variable or file that holds it, for messages.
        plain_http: Whether a loopback address may be asked without TLS.

    Raises:
        ConnectorError: It is no such address, or that of the admin console, which the API does not answer at.
    """
    shown = f"{named_by} is not the address of an Okta org"
    help_line = f"write it as {_EXAMPLE}: https, the org's host, and nothing behind it"
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ConnectorError(shown, help=help_line) from None
    loopback = plain_http and parts.scheme == "http" and _is_loopback(host)
    if not _is_bare(parts) or not _HOST.fullmatch(host) or not (parts.scheme == "https" or loopback):
        raise ConnectorError(shown, help=help_line)
    label, dot, domain = host.partition(".")
    if dot and label.endswith("-admin"):
        right = f"https://{label.removesuffix('-admin')}.{domain}"
        raise ConnectorError(f"{named_by} is the address of Okta's admin console, not of the org", help=f"use {right}")
    return f"{parts.scheme}://{host}" if port is None else f"{parts.scheme}://{host}:{port}"


def _is_bare(parts: SplitResult) -> bool:
    beyond = (parts.path.strip("/"), parts.query, parts.fragment)
    return not any(beyond) and parts.username is None and parts.password is None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
