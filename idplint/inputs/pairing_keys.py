"""The names that URLs give away: which connection or identity provider a sign-on or SCIM address belongs to.

Only addresses that name one connection of one tenant give a key. `https://slack.com` is the entity id of every customer
of Slack, so it gives none.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

from idplint.model.application import PairingKey

_AUTH0_SUFFIX = ".auth0.com"
_AUTH0_ENTITY_ID = re.compile(r"urn:auth0:(?P<tenant>[^:\s]+):(?P<connection>[^:\s]+)")
_AUTH0_SCIM_PATH = re.compile(r"/scim/v2/connections/(?P<id>con_[A-Za-z0-9]+)(?:/|\Z)")
_OKTA_ACS_PATH = re.compile(r"/sso/saml2/(?P<id>0oa[A-Za-z0-9]+)/?\Z")
_OKTA_ENTITY_ID = re.compile(r"https://www\.okta\.com/saml2/service-provider/[A-Za-z0-9]+")


def keys_from_acs(url: str) -> tuple[PairingKey, ...]:
    """Return what an assertion consumer service URL says about the receiving connection.

    An Auth0 callback (`https://<tenant>.<region>.auth0.com/login/callback?connection=<name>`) names tenant and
    connection. The same path on another host may be Auth0 behind a custom domain or an unrelated product
    (`login.docker.com`), so its key is scoped `host:<host>`: it joins only what an Auth0 body proves. An Okta URL
    (`https://<host>/sso/saml2/<id>`) names the identity provider object in the receiving org, by an id that no two
    orgs share. Anything else, and text that is no URL, gives no key.
    """
    parts = _split(url)
    if parts is None:
        return ()
    host = _host(parts)
    if parts.path.rstrip("/") == "/login/callback":
        names = parse_qs(parts.query).get("connection", [])
        if len(names) != 1 or not host:
            return ()
        return (PairingKey("auth0-connection", names[0], auth0_tenant(host) or f"host:{host}"),)
    okta = _OKTA_ACS_PATH.search(parts.path)
    return (PairingKey("okta-idp", okta["id"]),) if okta and host else ()


def keys_from_entity_id(entity_id: str) -> tuple[PairingKey, ...]:
    """Return what a service provider's entity id (SAML audience) says about the receiving connection.

    `urn:auth0:<tenant>:<connection>` is an Auth0 connection;
    `https://www.okta.com/saml2/service-provider/<id>` is one Okta identity provider, under its whole entity id.
    """
    auth0 = _AUTH0_ENTITY_ID.fullmatch(entity_id)
    if auth0:
        return (PairingKey("auth0-connection", auth0["connection"], auth0["tenant"].lower()),)
    if _OKTA_ENTITY_ID.fullmatch(entity_id):
        return (PairingKey("entity-id", entity_id),)
    return ()


def keys_from_scim_endpoint(url: str) -> tuple[PairingKey, ...]:
    """Return what a SCIM base URL says about the receiving connection: Auth0 puts the connection's id in the path."""
    parts = _split(url)
    found = _AUTH0_SCIM_PATH.search(parts.path) if parts else None
    return (PairingKey("auth0-connection-id", found["id"]),) if found else ()


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url.strip())
    except ValueError:  # an unbalanced bracket in the host
        return None


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".").lower()


def auth0_tenant(host: str) -> str | None:
    """Return the tenant of `<tenant>.auth0.com` and `<tenant>.<region>.auth0.com`; None for any other host."""
    return host.split(".", 1)[0] if host.endswith(_AUTH0_SUFFIX) else None
