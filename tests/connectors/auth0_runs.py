"""Runs of the real Auth0 connector against a server of the tests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from idplint.connectors.auth0_credentials import AccessToken, Auth0Credentials, ClientCredentials
from idplint.connectors.auth0_opening import auth0_connector
from idplint.connectors.harvest import Wanted
from idplint.connectors.hiding import Hidden
from idplint.connectors.manners import Manners
from idplint.errors import ConnectorError, UsageError
from tests.connectors.auth0_server import (
    CLIENT_ID,
    CLIENT_SECRET,
    DOMAIN,
    Auth0Estate,
)
from tests.connectors.loopback import Loopback, Reply, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.connectors.harvest import Harvested, Tenancy
    from tests.connectors.loopback import Fault

FAST = Manners(first_wait=0.001, longest_wait=5, answer_within=0.5, attempts=4)
BY_SECRET = ClientCredentials(CLIENT_ID, CLIENT_SECRET)
WHOLE = Wanted()


@dataclass
class Run:
    harvested: list[Harvested]
    left_out: dict[str, int]
    tenancy: Tenancy
    requests: int
    error: Exception | None
    server: Loopback

    @property
    def bundles(self) -> dict[str, dict[str, Any]]:
        return {each.ident: each.bundle for each in self.harvested}

    @property
    def lacking(self) -> dict[str, list[str]]:
        return {each.ident: [unread.part for unread in each.unread] for each in self.harvested if each.unread}

    def targets(self, part: str) -> list[str]:
        return [request.target for request in self.server.seen if part in request.target]


def export(
    estate: Auth0Estate,
    wanted: Wanted = WHOLE,
    *,
    fault: Fault | None = None,
    proof: ClientCredentials | AccessToken = BY_SECRET,
    manners: Manners = FAST,
    handler: Callable[[Request], Reply] | None = None,
    audience: str = f"https://{DOMAIN}/api/v2/",
) -> Run:
    harvested: list[Harvested] = []
    hidden = Hidden()
    for secret in (CLIENT_SECRET, *([proof.text] if isinstance(proof, AccessToken) else [])):
        hidden.keep(secret)

    async def run(server: Loopback) -> Run:
        credentials = Auth0Credentials(DOMAIN, audience, proof)
        connector = auth0_connector(credentials, hidden, server.url, manners)
        error: Exception | None = None
        tenancy = None
        try:
            tenancy = await connector.tenancy()
            async for each in connector.harvest(wanted):
                harvested.append(each)  # noqa: PERF401 - what was there before an error counts
        except (ConnectorError, UsageError) as raised:
            error = raised
        finally:
            await connector.close()
        return Run(harvested, connector.left_out, tenancy, connector.requests, error, server)  # type: ignore[arg-type]

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


SCIM_LIST = "/connections-scim-configurations"
LIST = "/connections?"
SIGN_ON = "/oauth/token"
