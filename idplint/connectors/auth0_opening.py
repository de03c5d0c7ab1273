"""A connector to the Auth0 tenant that the environment names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from idplint.connectors.auth0_credentials import credentials_from
from idplint.connectors.auth0_harvest import Auth0Connector
from idplint.connectors.auth0_transport import Auth0Transport
from idplint.connectors.auth0_vendor import Auth0
from idplint.connectors.hiding import Hidden
from idplint.connectors.session import Session
from idplint.connectors.transport import is_private
from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from idplint.connectors.auth0_credentials import Auth0Credentials
    from idplint.connectors.harvest import Connector
    from idplint.connectors.manners import Manners


def open_auth0(manners: Manners) -> Connector:
    """Open a connector with the credentials of the environment; nothing is sent yet.

    Raises:
        ConnectorError: Credentials are missing, or the environment's proxies cannot be used.
        ImportError: httpx is not installed.
    """
    hidden = Hidden()
    credentials = credentials_from(os.environ, hidden)
    return auth0_connector(credentials, hidden, f"https://{credentials.domain}", manners)


def auth0_connector(credentials: Auth0Credentials, hidden: Hidden, origin: str, manners: Manners) -> Auth0Connector:
    """Make a connector that asks `origin`, whatever the credentials' domain is.

    Args:
        credentials: Whom to ask as.
        hidden: What no message may show.
        origin: Scheme, host and port; plain `http` is for servers on this machine.
        manners: Limits.

    Raises:
        ConnectorError: The environment's proxies or certificates cannot be used, or the secret would travel in clear.
        ImportError: httpx is not installed.
    """
    if not is_private(origin):
        raise ConnectorError(f"{origin} is no https address")
    transport = Auth0Transport(credentials, hidden, origin, manners)
    session = Session(transport, Auth0(), origin, manners, hidden=hidden)
    return Auth0Connector(session, transport, credentials, origin, manners)
