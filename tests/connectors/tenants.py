"""The three tenants of the tests, and an export of each through the real SDK into a folder."""

from __future__ import annotations

import asyncio
import datetime
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from idplint.connectors.harvest import Wanted
from idplint.connectors.hiding import Hidden
from idplint.connectors.manners import Manners
from idplint.errors import IdplintError
from idplint.exporting.flow import Order, export
from tests.connectors import auth0_server, entra_server, okta_server
from tests.connectors.loopback import Fault, Handler, Loopback
from tests.connectors.okta_runs import api_token

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from idplint.connectors.harvest import Connector

ONE_BY_ONE = Manners(concurrency=1, attempts=3, first_wait=0.001, longest_wait=5, answer_within=0.5, jitter=0.0)
DAY = datetime.date(2026, 11, 2)


@dataclass(frozen=True)
class Vendor:
    """A tenant to export, and how its vendor says that there is no such thing."""

    name: str
    handler: Callable[[], Handler]
    open: Callable[[str], Connector]
    none: bytes
    may_be_none: tuple[str, ...]
    """Ends of paths of which a 404 in the vendor's own words is an answer, and no fault."""


def _okta(url: str) -> Connector:
    from idplint.connectors.okta_opening import connect

    return connect(api_token(url), ONE_BY_ONE, Hidden())


def _auth0(url: str) -> Connector:
    from idplint.connectors.auth0_credentials import Auth0Credentials, ClientCredentials
    from idplint.connectors.auth0_opening import auth0_connector

    hidden = Hidden()
    proof = ClientCredentials(auth0_server.CLIENT_ID, auth0_server.CLIENT_SECRET)
    credentials = Auth0Credentials(auth0_server.DOMAIN, f"https://{auth0_server.DOMAIN}/api/v2/", proof)
    return auth0_connector(credentials, hidden, url, ONE_BY_ONE)


def _auth0_one_by_one() -> Handler:
    estate = auth0_server.auth0_estate()
    estate.lists_configurations = False
    return estate.handler


VENDORS = {
    "entra": Vendor(
        "entra",
        lambda: entra_server.entra_estate().handler,
        lambda url: entra_server.connector_at(url, ONE_BY_ONE),
        b'{"error": {"code": "Request_ResourceNotFound", "message": "no"}}',
        ("/claimsPolicy", "/appliesTo"),
    ),
    "okta": Vendor(
        "okta",
        lambda: okta_server.okta_estate().handler,
        _okta,
        b'{"errorCode": "E0000007", "errorSummary": "no"}',
        ("/federated-claims", "/features", "/connections/default"),
    ),
    "auth0": Vendor(
        "auth0",
        lambda: auth0_server.auth0_estate().handler,
        _auth0,
        b'{"statusCode": 404, "error": "Not Found", "message": "no", "errorCode": "not_found"}',
        ("/scim-configuration",),
    ),
}
VENDORS["auth0 without a list of configurations"] = replace(VENDORS["auth0"], handler=_auth0_one_by_one)


@dataclass
class Ending:
    """What a run left behind."""

    documents: dict[str, bytes]
    complete: bool
    failed: bool
    targets: list[str]


def _nothing(_: object) -> None:
    """Neither progress nor a stream is of interest here."""


def run(vendor: Vendor, folder: Path, fault: Fault | None = None, day: datetime.date = DAY) -> Ending:
    failed = complete = False
    with Loopback(vendor.handler(), fault) as server:

        async def whole() -> bool:
            order = Order(wanted=Wanted(), out=folder, today=day)
            outcome = await export(vendor.open(server.url), order, watch=lambda: nullcontext(_nothing), write=_nothing)
            return outcome.complete and outcome.manifest.complete

        try:
            complete = asyncio.run(whole())
        except IdplintError:
            failed = True
        assert server.methods <= {"GET", "POST"}
    files = {path.name: path.read_bytes() for path in sorted((folder / vendor.name).glob("*.yaml"))}
    assert not list(folder.rglob(".idplint-export-*"))
    return Ending(files, complete, failed, [request.target for request in server.seen])
