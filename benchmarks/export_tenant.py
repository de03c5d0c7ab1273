"""Measure an export of a large Entra tenant against the least time that its requests could take, in one run.

    python benchmarks/export_tenant.py                         # 5,000 applications, 50 ms for each answer, 8 requests at a time
    python benchmarks/export_tenant.py --applications 500

The tenant is another process on this machine, the way to it is the real SDK. The least number of requests is one for each page
of a list and one for each part of an application that no list gives; the least time is what so many take if every one of the
requests that may be under way at once always is. Memory is the most that the process held, for a tenant of a tenth of the size
and for the whole one.

It needs `pip install -e '.[entra]'`.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tenant import Shape

_HERE = Path(__file__).parent
_PAGE = 999
_DAY = datetime.date(2026, 11, 2)
_MEGABYTE = 1024
_PARTS = 3
"""Claims policy, provisioning jobs and assignments have to be asked for one application at a time."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=5000)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds before each answer")
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.once:
        print(json.dumps(_export(wanted.applications, wanted.latency, wanted.concurrency)))
        return
    for applications in (max(wanted.applications // 10, 1), wanted.applications):
        # A process each, since memory is measured at its highest.
        run = [sys.executable, __file__, "--once", f"--applications={applications}", f"--latency={wanted.latency}"]
        result = subprocess.run(
            [*run, f"--concurrency={wanted.concurrency}"], check=True, capture_output=True, text=True
        )
        _report(applications, wanted.latency, wanted.concurrency, json.loads(result.stdout))


def _report(applications: int, latency: float, concurrency: int, measured: dict[str, Any]) -> None:
    least = _least_requests(applications)
    # One at a time: who we are and the two lists, each page of which names the next.
    serial = 2 + 2 * math.ceil(applications / _PAGE)
    least_time = latency * (serial + (least - serial) / concurrency)
    print(f"{applications} applications, {latency * 1000:.0f} ms an answer, {concurrency} requests at a time")
    print(f"  requests  {measured['requests']:>8}  {measured['requests'] / least:.3f} of the least, {least}")
    print(
        f"  wall time {measured['wall']:>7.1f}s  {measured['wall'] / least_time:.2f} of the least, {least_time:.1f} s"
    )
    print(
        f"  processor {measured['processor']:>7.1f}s  {measured['processor'] / measured['wall']:.2f} of the wall time"
    )
    print(f"  memory    {measured['memory']:>6.0f} MB  {measured['started']:.0f} MB before the first request")
    print(f"  documents {measured['documents']:>8}  complete: {measured['complete']}")


def _least_requests(applications: int) -> int:
    shape = Shape(applications, 0)
    provisioned = sum(number % 100 < round(shape.with_schema * 100) for number in range(applications))
    return 1 + 1 + 2 * math.ceil(applications / _PAGE) + _PARTS * applications + provisioned


def _export(applications: int, latency: float, concurrency: int) -> dict[str, Any]:
    server = subprocess.Popen(
        [sys.executable, str(_HERE / "graph_server.py"), f"--applications={applications}", f"--latency={latency}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdin is not None  # noqa: S101 - both are pipes
    assert server.stdout is not None  # noqa: S101
    try:
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        with tempfile.TemporaryDirectory() as folder:
            measured = _measure(url, Path(folder), concurrency)
        server.stdin.write("\n")
        server.stdin.flush()
        return {**measured, "requests": int(server.stdout.readline())}
    finally:
        server.kill()
        server.wait()


def _measure(url: str, folder: Path, concurrency: int) -> dict[str, Any]:
    import msgspec

    from idplint.connectors.entra_clouds import GLOBAL
    from idplint.connectors.entra_opening import connect
    from idplint.connectors.entra_sign_in import SignIn
    from idplint.connectors.entra_vendor import Clock
    from idplint.connectors.harvest import Wanted
    from idplint.connectors.hiding import Hidden
    from idplint.connectors.manners import Manners
    from idplint.exporting.flow import Order, export

    manners = Manners(concurrency=concurrency)
    cloud = msgspec.structs.replace(GLOBAL, graph=url)
    clock = Clock()
    order = Order(wanted=Wanted(), out=folder, today=_DAY)

    async def run() -> tuple[bool, int]:
        sign_in = SignIn({}, cloud, clock, Hidden(), manners.answer_within, make=lambda *_: _Token())
        connector = connect(cloud, sign_in, clock, manners)
        outcome = await export(connector, order, watch=lambda: nullcontext(_nothing), write=_nothing)
        return outcome.complete, outcome.applications

    started = _memory()
    wall, processor = time.perf_counter(), time.process_time()
    complete, documents = asyncio.run(run())
    return {
        "wall": time.perf_counter() - wall,
        "processor": time.process_time() - processor,
        "memory": _memory(),
        "started": started,
        "complete": complete,
        "documents": documents,
    }


class _Token:
    """A credential for a tenant that asks for none."""

    async def get_token(self, *_: str, **__: object) -> Any:  # noqa: ANN401 - the SDK's own
        from azure.core.credentials import AccessToken

        return AccessToken("none", int(time.time()) + 86400)

    async def close(self) -> None:
        """Nothing is open."""


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE


def _nothing(_: object) -> None:
    """Neither progress nor a stream is of interest here."""


if __name__ == "__main__":
    main()
