"""Opening an Entra tenant with the credential that the environment offers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from idplint.connectors.entra_clouds import cloud_named
from idplint.connectors.entra_harvest import EntraConnector
from idplint.connectors.entra_sign_in import SignIn
from idplint.connectors.entra_transport import GraphTransport
from idplint.connectors.entra_vendor import Clock, GraphVendor
from idplint.connectors.hiding import Hidden, silence_sdks
from idplint.connectors.session import Session

if TYPE_CHECKING:
    from idplint.connectors.entra_clouds import Cloud
    from idplint.connectors.manners import Manners


def open_entra(cloud: str, manners: Manners) -> EntraConnector:
    """Open a tenant of Microsoft Entra ID; nothing is sent before something is asked for.

    Args:
        cloud: `global`, `usgov`, `usgov-dod` or `china`.
        manners: Limits.

    Raises:
        UsageError: There is no such cloud.
        ConnectorError: The environment holds an address that no credential may be sent to.
        ImportError: The SDKs of the extra `entra` are not installed.
    """
    place, clock, hidden = cloud_named(cloud), Clock(), Hidden()
    silence_sdks()
    sign_in = SignIn(os.environ, place, clock, hidden, manners.answer_within)
    return connect(place, sign_in, clock, manners)


def connect(place: Cloud, sign_in: SignIn, clock: Clock, manners: Manners) -> EntraConnector:
    """Join the parts of a connector; tests name a cloud on a loopback address."""
    transport = GraphTransport(place, sign_in, clock, manners)
    session = Session(transport, GraphVendor(clock), place.graph, manners, hidden=sign_in.hidden)
    return EntraConnector(session, transport, sign_in, place, manners)
