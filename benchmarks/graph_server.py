"""An invented Entra tenant behind HTTP on this machine, every answer late by a fixed time: the peer of export_tenant.py.

It prints its port, and then, whenever a line arrives on standard input, how many requests it has answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web
from tenant import Shape, bundle

_PAGE = 999


class Tenant:
    """The bodies of a tenant, by path."""

    def __init__(self, shape: Shape, latency: float) -> None:
        """Make a tenant; `latency` is in seconds."""
        self.shape = shape
        self.latency = latency
        self.answered = 0
        self._bundle = lru_cache(maxsize=256)(lambda number: bundle(number, shape))

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Answer one request, after the latency."""
        await asyncio.sleep(self.latency)
        self.answered += 1
        path = request.path
        version, _, rest = path.lstrip("/").partition("/")
        skip = int(parse_qs(request.query_string).get("skip", ["0"])[0])
        base = f"{request.scheme}://{request.host}/{version}"
        if rest == "servicePrincipals":
            return self._page(base, rest, "servicePrincipal", skip)
        if rest == "applications":
            return self._page(base, rest, "application", skip)
        if rest == "organization":
            return _json({"value": [{"id": "0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f"}]})
        if rest.startswith("policies/claimsMappingPolicies"):
            return _json({"value": []})
        number = int(rest.split("/")[1][-12:])
        held = self._bundle(number)
        if rest.endswith("/claimsPolicy"):
            return _json(held["claimsPolicy"])
        if rest.endswith("/synchronization/jobs"):
            jobs = [
                {key: value for key, value in job.items() if key != "schema"} for job in held["synchronizationJobs"]
            ]
            return _json({"value": jobs})
        if rest.endswith("/schema"):
            return _json(held["synchronizationJobs"][0]["schema"])
        if rest.endswith("/appRoleAssignedTo"):
            return _json({"value": []})
        return _json({"error": {"code": "BadRequest", "message": path}}, 400)

    def _page(self, base: str, name: str, key: str, skip: int) -> web.Response:
        last = min(skip + _PAGE, self.shape.bundles)
        page: dict[str, Any] = {"value": [self._bundle(number)[key] for number in range(skip, last)]}
        if last < self.shape.bundles:
            page["@odata.nextLink"] = f"{base}/{name}?skip={last}"
        return _json(page)


def _json(tree: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(status=status, body=json.dumps(tree).encode(), content_type="application/json")


async def _serve(tenant: Tenant) -> None:
    runner = web.ServerRunner(web.Server(tenant.answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(tenant.answered, flush=True)


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, required=True)
    parser.add_argument("--latency", type=float, required=True, help="seconds")
    wanted = parser.parse_args()
    asyncio.run(_serve(Tenant(Shape(wanted.applications, 20_000), wanted.latency)))


if __name__ == "__main__":
    main()
