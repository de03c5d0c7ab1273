"""What is read once for all of a tenant's applications: claims mapping policies, and registrations."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from idplint.connectors.entra_calls import Calls, is_object, listed, packed, unpacked
from idplint.connectors.paging import ListNotRead, side_by_side
from idplint.connectors.session import Body, Refusal, Session, Trouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Policies:
    """Claims mapping policies by what they apply to."""

    def __init__(self) -> None:
        self._by_target: dict[str, list[object]] = {}
        self._refusal: Refusal | None = None

    async def fetch(self, session: Session, calls: Calls, width: int) -> None:
        """Read every policy, and what each applies to.

        Where the targets of one policy are not to be had, no application's list is known to be whole.

        Raises:
            ConnectorError: The credential is refused.
        """

        async def targets(policy: dict[str, Any]) -> tuple[dict[str, Any], list[str] | Refusal]:
            idents: list[str] = []
            try:
                async for page in listed(session, calls.applies_to(policy["id"])):
                    idents += [each["id"].lower() for each in page]
            except ListNotRead as error:
                # A policy that was deleted since it was listed applies to nothing.
                return policy, [] if error.refusal.trouble is Trouble.NOT_FOUND else error.refusal
            return policy, idents

        found: list[tuple[str, dict[str, Any], list[str]]] = []
        try:
            async with aclosing(side_by_side(_each(session, calls.mapping_policies()), targets, width)) as results:
                async for policy, reading in results:
                    if isinstance(reading, Refusal):
                        self._refusal = reading
                        return
                    found.append((policy["id"], policy, reading))
        except ListNotRead as error:
            self._refusal = error.refusal
            return
        for _, policy, idents in sorted(found, key=lambda each: each[0]):
            content = packed(policy)
            for ident in idents:
                self._by_target.setdefault(ident, []).append(content)

    def of(self, ident: str) -> list[object] | Refusal:
        """The policies of a service principal, by id; why they are not known."""
        if self._refusal is not None:
            return self._refusal
        return [unpacked(content) for content in self._by_target.get(ident.lower(), ())]


class Registrations:
    """The tenant's registrations by client id."""

    def __init__(self, session: Session, calls: Calls) -> None:
        """Make one that asks for each registration as it is needed, unless all are fetched first."""
        self._session = session
        self._calls = calls
        self._by_client: dict[str, object] = {}
        self._is_listed = False
        self._refusal: Refusal | None = None

    async def fetch(self) -> None:
        """Read them all.

        Raises:
            ConnectorError: The credential is refused.
        """
        self._is_listed = True
        try:
            async for registration in _each(self._session, self._calls.applications()):
                client = registration.get("appId")
                if isinstance(client, str):
                    self._by_client[client.lower()] = packed(registration)
        except ListNotRead as error:
            self._refusal = error.refusal

    async def of(self, client: object) -> object:
        """The registration; None where this tenant has none, as for applications of others; a `Refusal` where it is not known.

        Raises:
            ConnectorError: The credential is refused.
        """
        if not isinstance(client, str) or not client:
            return None
        if self._is_listed:
            return unpacked(self._by_client.get(client.lower(), self._refusal))
        reading = await self._session.read(self._calls.application(client), is_object)
        if isinstance(reading, Body):
            return reading.tree
        return None if reading.trouble is Trouble.NOT_FOUND else reading


async def _each(session: Session, url: str) -> AsyncIterator[dict[str, Any]]:
    async for page in listed(session, url):
        for each in page:
            yield each
