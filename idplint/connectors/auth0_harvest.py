"""Auth0's connections, each with its SCIM configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import msgspec

from idplint.connectors.auth0_credentials import tenant_domain
from idplint.connectors.auth0_vendor import NO_CONNECTION, NO_SCOPE, why_left_out
from idplint.connectors.choosing import Choice
from idplint.connectors.harvest import Harvested, Tenancy, Unread, gone, not_read
from idplint.connectors.paging import ListNotRead, pages, side_by_side
from idplint.connectors.session import Refusal, Trouble
from idplint.connectors.transport import Unreachable
from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from idplint.connectors.auth0_credentials import Auth0Credentials
    from idplint.connectors.auth0_transport import Auth0Transport
    from idplint.connectors.harvest import Wanted
    from idplint.connectors.manners import Manners
    from idplint.connectors.session import Body, Session

    T = TypeVar("T")

_PAGE = 100
"""The most that `take` allows (Auth0 Management API v2)."""

_NOT_THERE = frozenset({404, 405})
_NOT_OFFERED = _NOT_THERE | {400, 501}
"""What a tenant may answer to a list that it does not have."""

_SECRET = re.compile(
    r"secret|passw|private|decrypt|signing_?key|credential|ticket|api_?key|assertion"
    r"|(?:access|refresh|api|id|bot|bearer|auth)_?token|_token$",
    re.IGNORECASE,
)
"""Names of options that no one who reads a configuration needs: they do not even get to where bodies are redacted."""

_DEEPEST = 64
"""Levels of objects and lists; no body that Auth0 documents has a third of them."""

_PART = "scimConfiguration"

_NO_OPTIONS = Unread(
    "connection.options",
    "Auth0 listed the connection without its options",
    "grant read:connections_options of the Auth0 Management API, then export again",
    "read:connections_options",
)
"""Auth0 refuses nothing where the scope is missing: it leaves the key out.

Source: Auth0 Docs, "Migrate to Management API Connection Options Scopes"; so for every tenant since July 8, 2025.
"""


class Auth0Connector:
    """A tenant of Auth0.

    A whole tenant takes two lists, connections and SCIM configurations. Where the second is not offered, and where few
    connections are wanted, each connection is asked for its own.

    Attributes:
        left_out: How many connections were passed over, by why.
    """

    def __init__(
        self,
        session: Session,
        transport: Auth0Transport,
        credentials: Auth0Credentials,
        origin: str,
        manners: Manners,
    ) -> None:
        """Make a connector; nothing is sent yet.

        Args:
            session: Reads, through `transport`.
            transport: Knows the token, which names the tenant.
            credentials: Whom to ask as.
            origin: Scheme, host and port of the tenant, without a slash at the end.
            manners: Limits.
        """
        self.left_out: dict[str, int] = {}
        self._session = session
        self._transport = transport
        self._credentials = credentials
        self._api = f"{origin}/api/v2"
        self._width = manners.concurrency * 2
        self._domain = ""

    @property
    def requests(self) -> int:
        """How many requests were sent so far, repeated ones and those for tokens included."""
        return self._session.requests + self._transport.token_requests

    async def tenancy(self) -> Tenancy:
        """Say which tenant answers: the one that the token is for.

        Raises:
            ConnectorError: No token is to be had.
        """
        token = ""
        try:
            answer = await self._transport.token()
        except Unreachable:
            # A list, which is asked for next, is waited for and asked for again; it says what is wrong, too.
            pass
        else:
            token = answer if isinstance(answer, str) else ""
        self._domain = tenant_domain(self._credentials, token)
        return Tenancy("auth0", self._domain, self._credentials.domain, ("v2",))

    async def harvest(self, wanted: Wanted) -> AsyncIterator[Harvested]:
        """Yield one connection after the other.

        Raises:
            ConnectorError: The list of connections cannot be read, or the credential is no longer accepted.
            UsageError: A name that is asked for is no connection's.
        """
        if not self._domain:
            await self.tenancy()
        chosen = self._connections(wanted)
        if wanted.is_whole:
            # The list without which there is nothing to export is asked for first.
            first = await anext(chosen, None)
            if first is None:
                return
            chosen = _before(first, chosen)
            configured = await self._configurations()
            if configured is not None:
                async for connection in chosen:
                    yield self._harvested(connection, configured.take(connection["id"]))
                return
        async for harvested in side_by_side(chosen, self._with_configuration, self._width):
            yield harvested

    async def close(self) -> None:
        """Close connections."""
        await self._session.close()

    async def _connections(self, wanted: Wanted) -> AsyncIterator[dict[str, Any]]:
        choice = Choice(wanted)
        taken = 0
        url = f"{self._api}/connections?take={_PAGE}"
        try:
            async for page in pages(self._session, url, _is_page_of("connections"), _items("connections"), _next(url)):
                for connection in page:
                    held = connection.get("options")
                    client = held.get("client_id") if isinstance(held, dict) else None
                    names = (connection.get("name"), connection.get("display_name"))
                    if not choice.takes((connection["id"], client), names):
                        continue
                    why = why_left_out(connection.get("strategy"))
                    if why is not None:
                        self._count(why)
                        continue
                    if wanted.limit is not None and taken >= wanted.limit:
                        return
                    taken += 1
                    yield _without_secrets(connection)
        except ListNotRead as error:
            raise _no_list(error.refusal) from None
        choice.require_all()

    async def _configurations(self) -> _Configurations | None:
        """Every SCIM configuration of the tenant; None where Auth0 does not offer the list."""
        url = f"{self._api}/connections-scim-configurations?take={_PAGE}"
        configured = _Configurations()
        accept, items = _is_page_of("scim_configurations", "connection_id"), _items("scim_configurations")
        try:
            async for page in pages(self._session, url, accept, items, _next(url)):
                configured.keep(page)
        except ListNotRead as error:
            refusal = error.refusal
            if refusal.trouble in {Trouble.NOT_FOUND, Trouble.MALFORMED} or refusal.status in _NOT_OFFERED:
                return None
            configured.missing = refusal
        return configured

    async def _with_configuration(self, connection: dict[str, Any]) -> Harvested:
        """The connection, which may have been deleted since it was listed, with its SCIM configuration."""
        ident = connection["id"]
        url = f"{self._api}/connections/{quote(ident, safe='')}/scim-configuration"
        reading = await self._session.read(
            url, lambda tree: isinstance(tree, dict) and tree.get("connection_id") == ident
        )
        if not isinstance(reading, Refusal):
            return self._harvested(connection, reading.tree)
        if reading.trouble is not Trouble.NOT_FOUND:
            return self._harvested(connection, reading)
        if reading.code == NO_CONNECTION:
            return gone(ident, _name_of(connection), self._session.vendor.name)
        return self._harvested(connection, None)

    def _harvested(self, connection: dict[str, Any], configuration: dict[str, Any] | Refusal | None) -> Harvested:
        bundle: dict[str, Any] = {"connection": connection}
        unread: list[Unread] = []
        if connection.get("options") is None:
            unread.append(_NO_OPTIONS)
            listed = {key: value for key, value in connection.items() if key != "options"}
            bundle["connection"] = {**listed, "notRead": {"options": not_read(_NO_OPTIONS)}}
        if isinstance(configuration, Refusal):
            refused = _unread(configuration)
            unread.append(refused)
            bundle["notRead"] = {_PART: not_read(refused)}
        else:
            bundle[_PART] = configuration
        bundle["domain"] = self._domain
        return Harvested(connection["id"], _name_of(connection), bundle, tuple(unread))

    def _count(self, why: str) -> None:
        self.left_out[why] = self.left_out.get(why, 0) + 1


class _Configurations:
    """SCIM configurations by connection, as text: as trees they would take five times the memory.

    Attributes:
        missing: Why there may be more; None where there are not.
    """

    def __init__(self) -> None:
        self.missing: Refusal | None = None
        self._held: dict[str, bytes] = {}

    def keep(self, page: list[dict[str, Any]]) -> None:
        for each in page:
            self._held[each["connection_id"]] = msgspec.json.encode(each)

    def take(self, ident: str) -> dict[str, Any] | Refusal | None:
        """A connection's configuration; None where it has none."""
        held = self._held.pop(ident, None)
        return self.missing if held is None else msgspec.json.decode(held, type=dict[str, Any])


async def _before(first: T, others: AsyncIterator[T]) -> AsyncIterator[T]:
    yield first
    async for each in others:
        yield each


def _is_page_of(key: str, ident: str = "id") -> Callable[[Any], bool]:
    def accept(tree: object) -> bool:
        return (
            isinstance(tree, dict)
            and isinstance(tree.get(key), list)
            and all(isinstance(each, dict) and isinstance(each.get(ident), str) and each[ident] for each in tree[key])
            and isinstance(tree.get("next"), str | None)
        )

    return accept


def _items(key: str) -> Callable[[Any], list[Any]]:
    def items(tree: dict[str, Any]) -> list[Any]:
        listed: list[Any] = tree[key]
        return listed

    return items


def _next(first: str) -> Callable[[Body], str | None]:
    def following(body: Body) -> str | None:
        checkpoint = body.tree.get("next")
        return f"{first}&from={quote(checkpoint, safe='')}" if checkpoint else None

    return following


def _without_secrets(connection: dict[str, Any]) -> dict[str, Any]:
    """The body without what is only ever a secret; its other keys stay, known to idplint or not."""
    kept: dict[str, Any] = _pruned(connection)
    return kept


def _pruned(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - a JSON value
    if depth > _DEEPEST and isinstance(value, dict | list):
        return None
    if isinstance(value, dict):
        return {name: _pruned(held, depth + 1) for name, held in value.items() if not _SECRET.search(name)}
    return [_pruned(each, depth + 1) for each in value] if isinstance(value, list) else value


def _name_of(connection: dict[str, Any]) -> str:
    name = connection.get("name")
    return name if isinstance(name, str) and name else str(connection["id"])


def _unread(refusal: Refusal) -> Unread:
    if refusal.code == NO_SCOPE:
        return Unread(
            _PART,
            refusal.reason,
            "grant read:scim_config of the Auth0 Management API, then export again",
            "read:scim_config",
        )
    if refusal.trouble is Trouble.FORBIDDEN:
        return Unread(
            _PART,
            refusal.reason,
            "grant read:scim_config of the Auth0 Management API, and see whether the tenant's plan has inbound SCIM",
            "read:scim_config",
        )
    return Unread(_PART, refusal.reason, "export again")


def _no_list(refusal: Refusal) -> ConnectorError:
    if refusal.trouble is Trouble.FORBIDDEN:
        return ConnectorError(
            f"the list of connections cannot be read: {refusal.reason}",
            help="grant read:connections of the Auth0 Management API to the machine-to-machine application",
        )
    if refusal.status in _NOT_THERE:
        return ConnectorError(
            f"the list of connections cannot be read: {refusal.reason}",
            help="check that AUTH0_DOMAIN is the tenant's domain",
        )
    return ConnectorError(f"the list of connections cannot be read: {refusal.reason}", help="export again later")
