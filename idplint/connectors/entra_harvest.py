"""Every enterprise application of an Entra tenant, with all that Microsoft Graph tells of its sign-on and provisioning."""

from __future__ import annotations

from collections import Counter
from contextlib import aclosing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from idplint.connectors.choosing import Choice
from idplint.connectors.entra_calls import Calls, is_page, listed
from idplint.connectors.entra_reading import Reader
from idplint.connectors.entra_refusals import VARIABLES
from idplint.connectors.entra_tenant_lists import Policies, Registrations
from idplint.connectors.entra_vendor import LIST_PERMISSION
from idplint.connectors.harvest import Harvested, Tenancy, Wanted
from idplint.connectors.paging import ListNotRead, side_by_side
from idplint.connectors.session import Body, Refusal, Session, Trouble
from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from idplint.connectors.entra_clouds import Cloud
    from idplint.connectors.entra_sign_in import SignIn
    from idplint.connectors.entra_transport import GraphTransport
    from idplint.connectors.manners import Manners

_MICROSOFT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
"""The tenant that owns Microsoft's own applications, of which every tenant has hundreds."""
OF_MICROSOFT = "Microsoft's own, without sign-on settings"
_FEW = 20
"""So many registrations are asked for one by one rather than by reading the whole tenant's."""


class EntraConnector:
    """A tenant of Microsoft Entra ID."""

    def __init__(
        self, session: Session, transport: GraphTransport, sign_in: SignIn, cloud: Cloud, manners: Manners
    ) -> None:
        """Make a connector.

        Args:
            session: Reads from the cloud's Graph.
            transport: The session's; counts requests.
            sign_in: The transport's; may tell the tenant.
            cloud: Which Graph.
            manners: Limits.
        """
        self._session = session
        self._transport = transport
        self._sign_in = sign_in
        self._cloud = cloud
        self._width = manners.concurrency * 2
        self._calls = Calls(cloud.graph)
        self._left_out: Counter[str] = Counter()
        self._tenant: str | None = None

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many applications were passed over on purpose so far, by why."""
        return self._left_out

    @property
    def requests(self) -> int:
        """How many requests were sent so far, repeated ones and those for tokens included."""
        return self._transport.requests

    async def tenancy(self) -> Tenancy:
        """Say which tenant answers; see `Connector`."""
        versions = ("v1.0", "beta") if self._cloud.has_claims_policy else ("v1.0",)
        host = urlsplit(self._cloud.graph).hostname or ""
        return Tenancy("entra", await self._tenant_id(), host, versions)

    async def _tenant_id(self) -> str:
        if self._tenant is None:
            reading = await self._session.read(self._calls.organization(), is_page)
            if isinstance(reading, Refusal) and reading.trouble is Trouble.UNREACHABLE:
                raise ConnectorError(reading.reason, help=f"check the network, HTTPS_PROXY and {self._cloud.graph}")
            items = reading.tree["value"] if isinstance(reading, Body) else []
            # No permission of an export covers the tenant's own object, so that a refusal is the rule; what the token says of
            # its tenant comes next, since a person who is signed in may have named none.
            tenant = items[0]["id"].lower() if len(items) == 1 else self._sign_in.tenant
            if tenant is None:
                raise ConnectorError(
                    f"{self._session.vendor.name} does not tell which tenant this is, and neither does the token",
                    help=f"set AZURE_TENANT_ID to the tenant's id, not to a domain; {VARIABLES}",
                )
            self._tenant = tenant
        return self._tenant

    async def harvest(self, wanted: Wanted) -> AsyncIterator[Harvested]:
        """Yield one application after the other; see `Connector`.

        Raises:
            ConnectorError: The list of service principals cannot be read, or the credential is no longer accepted.
            UsageError: A name that is asked for matches nothing; raised after what others match.
        """
        tenant = await self._tenant_id()
        policies, registrations = Policies(), Registrations(self._session, self._calls)
        await policies.fetch(self._session, self._calls, self._width)
        if not _are_few(wanted):
            await registrations.fetch()
        reader = Reader(self._session, self._cloud, tenant, policies, registrations)
        async with aclosing(side_by_side(self._principals(wanted), reader.read, self._width)) as results:
            async for harvested in results:
                yield harvested

    async def _principals(self, wanted: Wanted) -> AsyncIterator[dict[str, Any]]:
        choice = Choice(wanted)
        taken = 0
        try:
            async for page in listed(self._session, self._calls.principals()):
                for principal in page:
                    if taken == wanted.limit:
                        # Names that were not met yet may stand further down.
                        return
                    idents = (principal["id"], principal.get("appId"))
                    if not choice.takes(idents, (principal.get("displayName"),)):
                        continue
                    if _is_of_microsoft(principal):
                        self._left_out[OF_MICROSOFT] += 1
                        continue
                    taken += 1
                    yield principal
        except ListNotRead as error:
            raise _unlisted(error.refusal) from None
        choice.require_all()

    async def close(self) -> None:
        """Close connections."""
        await self._session.close()


def _are_few(wanted: Wanted) -> bool:
    if wanted.limit is not None and wanted.limit <= _FEW:
        return True
    return 0 < len(wanted.names) <= _FEW and not any("*" in name or "?" in name for name in wanted.names)


def _is_of_microsoft(principal: dict[str, Any]) -> bool:
    owner = principal.get("appOwnerOrganizationId")
    if not isinstance(owner, str) or owner.lower() != _MICROSOFT:
        return False
    return not principal.get("applicationTemplateId") and not principal.get("preferredSingleSignOnMode")


def _unlisted(refusal: Refusal) -> ConnectorError:
    if refusal.trouble is Trouble.FORBIDDEN:
        advice = f"grant {LIST_PERMISSION} to the credential, and have an administrator consent to it"
    elif refusal.trouble is Trouble.UNREACHABLE:
        advice = "check the network and HTTPS_PROXY, then export again"
    else:
        advice = "export again later"
    return ConnectorError(f"the list of applications cannot be read: {refusal.reason}", help=advice)
