"""The connector for a kind of identity provider; no SDK is imported before one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.connectors.manners import Manners
from idplint.errors import ConnectorError, UsageError

if TYPE_CHECKING:
    from idplint.connectors.harvest import Connector


def open_connector(idp: str, cloud: str, concurrency: int) -> Connector:
    """Open a connector with the credentials that the environment holds.

    Args:
        idp: `entra`, `okta` or `auth0`.
        cloud: Microsoft's cloud: `global`, `usgov`, `usgov-dod` or `china`; the others have one each.
        concurrency: How many requests may be on their way at one time.

    Raises:
        ConnectorError: The extra that holds the vendor's SDK is not installed, or credentials are missing or not usable.
        UsageError: There is no such kind or cloud.
    """
    manners = Manners(concurrency=concurrency)
    try:
        if idp == "entra":
            from idplint.connectors.entra_opening import open_entra

            return open_entra(cloud, manners)
        if cloud != "global":
            raise UsageError(f"--cloud {cloud} is for entra alone", help="leave --cloud out")
        if idp == "okta":
            from idplint.connectors.okta_opening import open_okta

            return open_okta(manners)
        if idp == "auth0":
            from idplint.connectors.auth0_opening import open_auth0

            return open_auth0(manners)
    except ImportError as error:
        # A module of ours that is missing is a mistake of ours, and no extra helps.
        if (error.name or "").partition(".")[0] == "idplint":
            raise
        raise ConnectorError(
            f"export {idp} needs {error.name or 'a package'}, which is not installed",
            help=f"pip install 'idplint[{idp}]'",
        ) from None
    raise UsageError(f"there is no connector for {idp!r}", help="choose entra, okta or auth0")
