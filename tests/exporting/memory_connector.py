"""A tenant held in memory: a connector that answers with given bundles, and fails where it is told to."""

from __future__ import annotations

import asyncio
import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from idplint.connectors.harvest import Harvested, Tenancy, Unread, Wanted, not_read
from idplint.errors import ConnectorError
from tests.entra_bundles import OBJECT_ID, bundle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TENANT = "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f"
REFUSED = Unread(
    "claimsPolicy", "Graph refused it (403 Authorization_RequestDenied)", "grant Policy.Read.All, then export again"
)


def guid(number: int) -> str:
    """The object id of an invented application; the first eight letters tell them apart."""
    return f"{number:08x}{OBJECT_ID[8:]}"


def application(number: int, name: str | None = None, *, ident: str | None = None, **changes: Any) -> Harvested:
    """An untouched Entra application."""
    ident = ident or guid(number)
    name = f"Product {number}" if name is None else name
    body = bundle(name=name, object_id=ident, acs=f"https://product-{number}.example/acs", **changes)
    body["servicePrincipal"]["appId"] = f"{number:08x}-aaaa-4a00-9000-0000000000a1"
    return Harvested(ident, name, {**body, "tenant": TENANT})


def without(harvested: Harvested, *unread: Unread) -> Harvested:
    """The same application with parts that could not be read."""
    body = copy.deepcopy(harvested.bundle)
    for each in unread:
        body.pop(each.part)
        body.setdefault("notRead", {})[each.part] = not_read(each)
    return msgspec.structs.replace(harvested, bundle=body, unread=(*harvested.unread, *unread))


class Memory(msgspec.Struct, kw_only=True):
    """A connector without a network."""

    applications: list[Harvested]
    left_out: dict[str, int] = {}
    idp: str = "entra"
    tenant: str = TENANT
    fails_after: int | None = None
    """Raise ConnectorError once so many applications were given."""
    hangs_after: int | None = None
    """Wait for ever once so many were given, having written the file `hanging`."""
    hanging: str = "hanging"
    requests: int = 0
    harvested: bool = False
    closed: bool = False

    async def tenancy(self) -> Tenancy:
        return Tenancy(self.idp, self.tenant, "graph.example", ("v1.0", "beta"))

    async def harvest(self, wanted: Wanted) -> AsyncIterator[Harvested]:
        self.harvested = True
        chosen = [each for each in self.applications if not wanted.names or {each.ident, each.name} & {*wanted.names}]
        for number, each in enumerate(chosen[: wanted.limit]):
            await self._trouble(number)
            self.requests += 1
            yield each
        await self._trouble(len(chosen))

    async def _trouble(self, given: int) -> None:
        await asyncio.sleep(0)
        if self.fails_after is not None and given >= self.fails_after:
            raise ConnectorError("the list of applications broke off", help="export again")
        if self.hangs_after is not None and given >= self.hangs_after:
            self._say_so()
            await asyncio.sleep(3600)

    def _say_so(self) -> None:
        Path(self.hanging).touch()

    async def close(self) -> None:
        self.closed = True
