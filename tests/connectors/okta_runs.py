"""Running an Okta connector against the org of the tests: the real SDK over real HTTP, with short waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from idplint.connectors.harvest import Wanted
from idplint.connectors.hiding import Hidden
from idplint.connectors.manners import Manners
from idplint.connectors.okta_credentials import OktaCredential
from idplint.connectors.okta_opening import connect
from idplint.errors import ConnectorError, UsageError
from tests.connectors.loopback import Loopback, Reply, Request
from tests.connectors.okta_server import API_TOKEN, OktaEstate

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.connectors.harvest import Harvested, Unread
    from tests.connectors.loopback import Fault

FAST = Manners(first_wait=0.001, longest_wait=5, answer_within=0.5, attempts=4)
WHOLE = Wanted()


@dataclass
class Run:
    """What one run gave."""

    harvested: list[Harvested]
    left_out: dict[str, int]
    unread: tuple[Unread, ...]
    requests: int
    error: ConnectorError | UsageError | None
    server: Loopback

    @property
    def bundles(self) -> dict[str, dict[str, Any]]:
        return {each.ident: each.bundle for each in self.harvested}

    @property
    def lacking(self) -> dict[str, list[str]]:
        return {each.ident: [unread.part for unread in each.unread] for each in self.harvested if each.unread}

    @property
    def targets(self) -> list[str]:
        return [request.target for request in self.server.seen]

    def asked(self, part: str) -> int:
        return sum(part in target for target in self.targets)


def api_token(url: str) -> OktaCredential:
    return OktaCredential(url, "SSWS", token=API_TOKEN)


def export(
    estate: OktaEstate,
    wanted: Wanted = WHOLE,
    *,
    fault: Fault | None = None,
    credential: Callable[[str], OktaCredential] = api_token,
    manners: Manners = FAST,
    handler: Callable[[Request], Reply] | None = None,
    hidden: Hidden | None = None,
) -> Run:
    """Read the org as a whole or in part."""
    harvested: list[Harvested] = []
    secrets = hidden or Hidden()
    secrets.keep(API_TOKEN)

    async def run(server: Loopback) -> Run:
        connector = connect(credential(server.url), manners, secrets)
        error: ConnectorError | UsageError | None = None
        try:
            async for each in connector.harvest(wanted):
                harvested.append(each)  # noqa: PERF401 - what was there before an error counts
        except (ConnectorError, UsageError) as raised:
            error = raised
        finally:
            await connector.close()
        return Run(harvested, dict(connector.left_out), connector.unread, connector.requests, error, server)

    with Loopback(handler or estate.handler, fault) as server:
        return asyncio.run(run(server))


def on(part: str, reply: Reply, times: int = 1_000_000, skip: int = 0) -> Fault:
    """Answer so many requests whose target holds `part` like this, after the first `skip`."""
    met = 0

    def fault(_: int, request: Request) -> Reply | None:
        nonlocal met
        if part not in request.target:
            return None
        met += 1
        return reply if skip < met <= skip + times else None

    return fault
