"""The clouds that Microsoft Graph answers in.

Sources: Microsoft, "National cloud deployments" (Graph and sign-in hosts); "Configure an app to trust an external identity
provider" (audience of federated credentials); Graph beta, "Get claimsPolicy" (global service only).
"""

from __future__ import annotations

import msgspec

from idplint.errors import UsageError


class Cloud(msgspec.Struct, frozen=True):
    """One cloud, and what it offers."""

    name: str
    """As `--cloud` names it."""
    graph: str
    """Origin of Microsoft Graph."""
    authority: str
    """Origin of the sign-in service."""
    federation_audience: str
    """What a token of another issuer has to be meant for, to be exchanged here."""
    has_claims_policy: bool = False
    """Whether `claimsPolicy`, which the portal's Attributes & Claims page writes, can be read."""


GLOBAL = Cloud(
    "global",
    "https://graph.microsoft.com",
    "https://login.microsoftonline.com",
    "api://AzureADTokenExchange",
    has_claims_policy=True,
)
_US_SIGN_IN = "https://login.microsoftonline.us"
_US_AUDIENCE = "api://AzureADTokenExchangeUSGov"
CLOUDS = {
    cloud.name: cloud
    for cloud in (
        GLOBAL,
        Cloud("usgov", "https://graph.microsoft.us", _US_SIGN_IN, _US_AUDIENCE),
        Cloud("usgov-dod", "https://dod-graph.microsoft.us", _US_SIGN_IN, _US_AUDIENCE),
        Cloud(
            "china",
            "https://microsoftgraph.chinacloudapi.cn",
            "https://login.chinacloudapi.cn",
            "api://AzureADTokenExchangeChina",
        ),
    )
}


def cloud_named(name: str) -> Cloud:
    """Return the cloud of this name.

    Raises:
        UsageError: There is none.
    """
    cloud = CLOUDS.get(name)
    if cloud is None:
        raise UsageError(f"there is no cloud {name!r}", help=f"choose one of {', '.join(CLOUDS)}")
    return cloud
