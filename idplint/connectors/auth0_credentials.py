"""What Auth0's connector signs in with, from the environment and from nowhere else."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from idplint.connectors.hiding import Hidden

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})+", re.IGNORECASE)
_TOKENS = ("AUTH0_API_TOKEN", "AUTH0_ACCESS_TOKEN")
"""The names of Auth0's Terraform provider and of its Deploy CLI."""


class ClientCredentials(msgspec.Struct, frozen=True):
    """A machine-to-machine application that asks for tokens itself."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return "ClientCredentials(***)"


class AccessToken(msgspec.Struct, frozen=True):
    """A token that somebody else asked for."""

    text: str
    variable: str
    """Which environment variable it stands in."""

    def __repr__(self) -> str:
        return "AccessToken(***)"


class Auth0Credentials(msgspec.Struct, frozen=True):
    """Which tenant is asked, and as whom."""

    domain: str
    """The host that is asked: the tenant's own domain or a custom one."""
    audience: str
    """The identifier of the Management API: always on the tenant's own domain."""
    proof: ClientCredentials | AccessToken


def credentials_from(environment: Mapping[str, str], hidden: Hidden) -> Auth0Credentials:
    """Read credentials.

    `AUTH0_DOMAIN`, and a token in `AUTH0_API_TOKEN` or `AUTH0_ACCESS_TOKEN`, else `AUTH0_CLIENT_ID` and
    `AUTH0_CLIENT_SECRET`. `AUTH0_AUDIENCE` names the Management API where `AUTH0_DOMAIN` is a custom domain.

    Args:
        environment: The environment's variables.
        hidden: Is given what no message may show.

    Raises:
        ConnectorError: Variables are missing or cannot be what they are named for.
    """
    given = {name: text for name, value in environment.items() if name.startswith("AUTH0_") and (text := value.strip())}
    for secret in (*_TOKENS, "AUTH0_CLIENT_SECRET"):
        if secret in given:
            hidden.keep(given[secret])
    token = next((name for name in _TOKENS if name in given), None)
    proof = (token,) if token else ("AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET")
    missing = [name for name in ("AUTH0_DOMAIN", *proof) if name not in given]
    if missing:
        instead = "" if token or "AUTH0_CLIENT_ID" in given else " (or a token in AUTH0_API_TOKEN)"
        raise ConnectorError(
            f"Auth0 cannot be asked: {_listed(missing)} {'is' if len(missing) == 1 else 'are'} not set{instead}",
            help="set AUTH0_DOMAIN and AUTH0_CLIENT_ID with AUTH0_CLIENT_SECRET, or AUTH0_DOMAIN and AUTH0_API_TOKEN",
        )
    for name in proof:
        # Such a value can be no header, and the exception that says so would quote it.
        if not (given[name].isascii() and given[name].isprintable()):
            raise ConnectorError(
                f"Auth0 cannot be asked: {name} holds characters that no credential has",
                help="set it again, without line breaks and typographic characters",
            )
    domain = _host(given["AUTH0_DOMAIN"], hidden)
    audience = given.get("AUTH0_AUDIENCE", f"https://{domain}/api/v2/")
    return Auth0Credentials(
        domain,
        audience,
        AccessToken(given[token], token)
        if token
        else ClientCredentials(given["AUTH0_CLIENT_ID"], given["AUTH0_CLIENT_SECRET"]),
    )


def tenant_domain(credentials: Auth0Credentials, token: str) -> str:
    """The tenant's own domain, `contoso.eu.auth0.com`, in small letters.

    A custom domain says nothing about the tenant, but the Management API's identifier does, which tokens for it hold as
    their audience: `https://contoso.eu.auth0.com/api/v2/`.
    """
    for audience in (*_audiences(token), credentials.audience):
        try:
            parts = urlsplit(audience)
        except ValueError:
            continue
        if parts.scheme == "https" and parts.path.rstrip("/") == "/api/v2" and _HOST.fullmatch(parts.netloc):
            return parts.netloc.lower()
    return credentials.domain


def _audiences(token: str) -> list[str]:
    parts = token.split(".")
    try:
        claims = msgspec.json.decode(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (IndexError, binascii.Error, ValueError, RecursionError):
        return []
    held = claims.get("aud") if isinstance(claims, dict) else None
    listed = held if isinstance(held, list) else [held]
    return [each for each in listed if isinstance(each, str)]


def _host(text: str, hidden: Hidden) -> str:
    # People copy it from the address bar.
    host = re.sub(r"^https://", "", text).rstrip("/")
    if not _HOST.fullmatch(host):
        raise ConnectorError(
            f"AUTH0_DOMAIN is no host name: {hidden.line(text)[:100]}",
            help="set it to the tenant's domain, such as contoso.eu.auth0.com",
        )
    return host.lower()


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
