"""An Okta connector with the credential that the environment or the home folder holds."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from idplint.connectors.hiding import Hidden, silence_sdks
from idplint.connectors.okta_credentials import find_credential
from idplint.connectors.okta_harvest import OktaConnector
from idplint.connectors.okta_transport import OktaTransport
from idplint.connectors.okta_vendor import OktaVendor

if TYPE_CHECKING:
    from idplint.connectors.harvest import Connector
    from idplint.connectors.manners import Manners
    from idplint.connectors.okta_credentials import OktaCredential


def open_okta(manners: Manners) -> Connector:
    """Open the org that the environment names; nothing is asked yet.

    Raises:
        ConnectorError: The credential is missing or cannot be used.
        ImportError: The SDK is not installed.
    """
    hidden = Hidden()
    credential = find_credential(os.environ, Path("~").expanduser(), Path.cwd(), hidden)
    return connect(credential, manners, hidden)


def connect(credential: OktaCredential, manners: Manners, hidden: Hidden) -> OktaConnector:
    """Open an org with a credential that was found.

    Raises:
        ImportError: The SDK is not installed.
    """
    silence_sdks()
    # A missing extra is to be told here, not at the first request.
    importlib.import_module("okta.request_executor")
    vendor = OktaVendor(credential.mode)
    transport = OktaTransport(credential, vendor, manners, hidden)
    return OktaConnector(transport, vendor, credential.origin, manners)
