"""Running the real Entra connector, over the real Graph SDK, at a server on loopback."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from idplint.connectors.harvest import Harvested, Tenancy, Unread, Wanted
from tests.connectors.entra_bodies import principal_id
from tests.connectors.entra_server import FAST, Estate, connector_at, entra_estate
from tests.connectors.loopback import Fault, Loopback, Reply, Request

if TYPE_CHECKING:
    from idplint.connectors.entra_harvest import EntraConnector
    from idplint.connectors.manners import Manners

ALL = {principal_id(number) for number in range(1, 16)}
"""The ids of what an export of the whole tenant holds."""
PARTS = {
    "claimsPolicy": (r"000001/claimsPolicy", "Policy.Read.All"),
    "synchronizationJobs": (r"000001/synchronization/jobs$", "Synchronization.Read.All"),
    "synchronizationJobs.schema": (r"000001/schema", "Synchronization.Read.All"),
    "appRoleAssignedTo": (r"000001/appRoleAssignedTo", "Application.Read.All"),
}
"""How a part of the first application is asked for, and which permission it takes."""


@dataclass
class Export:
    """What one run gave."""

    found: dict[str, Harvested] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    tenancy: Tenancy | None = None
    requests: int = 0
    seen: list[Request] = field(default_factory=list)

    def of(self, number: int) -> Harvested:
        return self.found[principal_id(number)]

    @property
    def unread(self) -> dict[str, set[Unread]]:
        """By application, in short."""
        return {ident[-2:]: {*each.unread} for ident, each in self.found.items() if each.unread}

    def asked(self, pattern: str) -> int:
        return sum(re.search(pattern, request.target) is not None for request in self.seen)


def export(
    estate: Estate | None = None, wanted: Wanted | None = None, fault: Fault | None = None, **options: Any
) -> Export:
    result = Export()

    async def whole(connector: EntraConnector) -> None:
        try:
            result.tenancy = await connector.tenancy()
            async for harvested in connector.harvest(wanted or Wanted()):
                assert harvested.ident not in result.found
                result.found[harvested.ident] = harvested
        finally:
            result.left_out = dict(connector.left_out)
            result.requests = connector.requests
            await connector.close()

    with Loopback((estate or entra_estate()).handler, fault) as server:
        result.seen = server.seen
        asyncio.run(whole(connector_at(server.url, **options)))
    assert server.methods <= {"GET"}
    return result


def when(pattern: str, reply: Reply, times: int | None = None) -> Fault:
    """Answer so wherever the address matches, `times` times or always."""
    left = [times]

    def fault(_: int, request: Request) -> Reply | None:
        if not re.search(pattern, request.target) or left[0] == 0:
            return None
        left[0] = None if left[0] is None else left[0] - 1
        return reply

    return fault


def quick(**changes: Any) -> Manners:
    return msgspec.structs.replace(FAST, **changes)
