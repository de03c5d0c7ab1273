"""An Okta org, one application after the other: those it signs people in to, then those that sign people in to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from idplint.connectors.choosing import Choice
from idplint.connectors.harvest import Harvested, Tenancy, Unread, gone
from idplint.connectors.okta_calls import API_VERSION, OktaCalls
from idplint.connectors.okta_details import Gone, OktaDetails, name_of
from idplint.connectors.okta_mappings import MappingHeaders
from idplint.connectors.okta_vendor import SCOPES, OktaVendor
from idplint.connectors.paging import ListNotRead, side_by_side
from idplint.connectors.session import Session, Trouble
from idplint.errors import ConnectorError, UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from idplint.connectors.harvest import Wanted
    from idplint.connectors.manners import Manners
    from idplint.connectors.okta_transport import OktaTransport

NOT_FEDERATED = "identity provider of a type other than SAML2 and OIDC"
_UNLISTED = "the list of identity providers"
_FEDERATED = frozenset({"SAML2", "OIDC"})


class OktaConnector:
    """Reads one org.

    Attributes:
        unread: What of the org as a whole was not read: the list of its identity providers. An application without a body
            stands for it in the harvest.
    """

    def __init__(self, transport: OktaTransport, vendor: OktaVendor, origin: str, manners: Manners) -> None:
        """Make a connector.

        Args:
            transport: Carries requests.
            vendor: Words refusals.
            origin: Scheme, host and port of the org.
            manners: Limits.
        """
        self.unread: tuple[Unread, ...] = ()
        self._transport = transport
        self._vendor = vendor
        self._origin = origin
        self._width = manners.concurrency * 2
        self._session = Session(transport, vendor, origin, manners)
        self._calls = OktaCalls(self._session, origin)
        self._left_out: dict[str, int] = {}

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many applications were passed over on purpose so far, by why."""
        return self._left_out

    @property
    def requests(self) -> int:
        """How many requests were sent so far, repeated ones and those for tokens included."""
        return self._session.requests + self._transport.token_calls

    async def tenancy(self) -> Tenancy:
        """Say which org answers: it goes by its host, which is known before anything is asked."""
        host = urlsplit(self._origin).hostname or ""
        return Tenancy("okta", host, host, (API_VERSION,))

    async def harvest(self, wanted: Wanted) -> AsyncIterator[Harvested]:
        """Yield one application after the other.

        Raises:
            ConnectorError: The list of applications cannot be read, or the credential is no longer accepted.
            UsageError: A name that was asked for matches nothing.
        """
        choice = _Budget(wanted)
        mappings = MappingHeaders(self._calls, whole=wanted.is_whole)
        details = OktaDetails(self._calls, self._vendor, mappings)
        try:
            async for harvested in side_by_side(
                self._applications(choice), partial(_harvest, details, self._vendor.name), self._width
            ):
                yield harvested
            async for harvested in self._identity_providers(choice):
                yield harvested
        finally:
            await mappings.close()
            await details.close()
        self._require_all(choice)

    async def close(self) -> None:
        """Close connections."""
        await self._session.close()

    async def _applications(self, choice: _Budget) -> AsyncIterator[dict[str, Any]]:
        try:
            async for page in self._calls.applications():
                for app in page:
                    if choice.takes(app, (app["id"], _client_id(app)), (app.get("label"), app.get("name"))):
                        yield app
                if choice.is_spent():
                    return
        except ListNotRead as error:
            raise self._unlisted(error) from None

    async def _identity_providers(self, choice: _Budget) -> AsyncIterator[Harvested]:
        if choice.is_spent():
            return
        try:
            async for page in self._calls.identity_providers():
                for body in page:
                    if not choice.takes(body, (body["id"],), (body.get("name"),)):
                        continue
                    if body.get("type") not in _FEDERATED:
                        self._leave_out(NOT_FEDERATED)
                    else:
                        yield Harvested(body["id"], name_of(body, "name"), body)
                if choice.is_spent():
                    return
        except ListNotRead as error:
            unread = self._vendor.unread("identityProviders", error.refusal)
            self.unread = (unread,)
            # Nobody knows how many there are. One that says so keeps the export from passing for a complete one.
            whole = msgspec.structs.replace(unread, part="application", reason=f"{_UNLISTED}: {unread.reason}")
            yield Harvested("identity-providers", "every identity provider", {}, (whole,))

    def _require_all(self, choice: _Budget) -> None:
        try:
            choice.require_all()
        except UsageError as error:
            unread = next(iter(self.unread), None)
            if unread is None:
                raise
            message = f"{error.message} (its identity providers were not read: {unread.reason})"
            raise ConnectorError(message, help=unread.remedy) from None

    def _leave_out(self, why: str) -> None:
        self._left_out[why] = self._left_out.get(why, 0) + 1

    def _unlisted(self, error: ListNotRead) -> ConnectorError:
        refused = error.refusal.trouble is Trouble.FORBIDDEN
        return ConnectorError(
            f"the list of applications at {urlsplit(self._origin).hostname} cannot be read: {error.refusal.reason}",
            help=self._vendor.grant(SCOPES["application"]) if refused else "export again later",
        )


class _Budget:
    """What is still wanted of a tenant, each thing once: a list that shifts while it is read names some twice."""

    def __init__(self, wanted: Wanted) -> None:
        self._choice = Choice(wanted)
        self._left = wanted.limit
        self._seen: set[str] = set()

    def is_spent(self) -> bool:
        """Whether as many were taken as are wanted."""
        return self._left is not None and self._left <= 0

    def takes(self, body: dict[str, Any], idents: tuple[object, ...], names: tuple[object, ...]) -> bool:
        """Whether this one is wanted; it then counts."""
        if self.is_spent() or body["id"] in self._seen or not self._choice.takes(idents, names):
            return False
        self._seen.add(body["id"])
        if self._left is not None:
            self._left -= 1
        return True

    def require_all(self) -> None:
        """Object to names that matched nothing, unless the lists were not read to their end."""
        if not self.is_spent():
            self._choice.require_all()


async def _harvest(details: OktaDetails, vendor: str, app: dict[str, Any]) -> Harvested:
    """An application, which may have vanished."""
    try:
        return await details.harvest(app)
    except Gone:
        return gone(app["id"], name_of(app, "label", "name"), vendor)


def _client_id(app: dict[str, Any]) -> object:
    credentials = app.get("credentials")
    client = credentials.get("oauthClient") if isinstance(credentials, dict) else None
    return client.get("client_id") if isinstance(client, dict) else None
