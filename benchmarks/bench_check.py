"""Measure idplint on an invented Entra tenant, and its start-up, against plain yardsticks on the same machine.

Three questions, each answered in one run so that the ratios mean something on any machine:

1. a whole tenant: parsing the bytes with `json.loads`, against reading and decoding them, against a whole check;
2. `idplint --version` against `python -c pass`;
3. one small file: `idplint check` against `yamllint` (where it is installed) on the same file.

    python benchmarks/bench_check.py                  # 10,000 applications, 30 % with a schema of 100 kB
    python benchmarks/bench_check.py --scale 0.1      # a tenth of it
    python benchmarks/bench_check.py --profile        # also where the time goes
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import gc
import json
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tenant import Shape, write_tenant

from idplint import check
from idplint.documents.reading import read_document
from idplint.inputs.entra_wire import Bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from idplint.findings import Report

_SMALL = """\
idplint: 1
application:
  name: Ledger
  idp: {kind: entra, tenant: contoso.onmicrosoft.com}
sign_on:
  protocol: saml
  name_id:
    - {source: user.userprincipalname, dialect: entra-claims}
provisioning:
  state: active
  mappings:
    - {target: userName, source: "[userPrincipalName]", dialect: entra-provisioning, matching_precedence: 1}
    - {target: externalId, source: "[objectId]", dialect: entra-provisioning}
service_provider: {id: auth0, variant: samlp}
"""


class Timing(NamedTuple):
    """What one thing took, in seconds: the best of its repetitions."""

    name: str
    seconds: float


def main() -> None:
    """Run every measurement and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundles", type=int, default=10_000, help="applications in the tenant (default 10000)")
    parser.add_argument("--scale", type=float, default=1.0, help="factor on --bundles")
    parser.add_argument("--schema-bytes", type=int, default=100_000, help="size of a schema (default 100000)")
    parser.add_argument("--one-file", action="store_true", help="one JSON array instead of a file per application")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions, of which the best counts (default 3)")
    parser.add_argument("--profile", action="store_true", help="profile a whole check, by time within and below")
    parser.add_argument("--no-start-up", action="store_true", help="leave the start-up measurements out")
    asked = parser.parse_args()
    shape = Shape(max(1, round(asked.bundles * asked.scale)), asked.schema_bytes)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        paths = write_tenant(Path(folder), shape, one_file=asked.one_file)
        _whole_tenant(paths, shape, asked.repeat)
        if asked.profile:
            _profile()
    if not asked.no_start_up:
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            Path("ledger.yaml").write_text(_SMALL, encoding="utf-8")
            _start_up(max(7, asked.repeat))


def _whole_tenant(paths: Sequence[Path], shape: Shape, repeat: int) -> None:
    size = sum(path.stat().st_size for path in paths) / 1e6
    print(f"{shape.bundles} applications in {len(paths)} file(s), {size:.1f} MB")
    reports: list[Report] = []

    def parse() -> None:
        for path in paths:
            json.loads(path.read_bytes())

    def decode() -> None:
        for path in paths:
            for record in read_document(path.name, path.read_bytes()).records:
                record.decode(Bundle)

    def whole() -> None:
        reports[:] = [check(["."])]

    parsed, decoded, checked = _best(
        {"json.loads": parse, "read and decode": decode, "whole check": whole}, repeat, each_before=gc.collect
    )
    for timing in (parsed, decoded, checked):
        print(f"  {timing.name:<16} {timing.seconds:7.3f} s   {timing.seconds / parsed.seconds:5.2f} x json.loads")
    summary = reports[0].summary
    print(
        f"  found: {summary.errors} errors, {summary.warnings} warnings, {summary.notes} notes, "
        f"{summary.undecided} undecided in {summary.applications} applications"
    )
    print(f"  most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _start_up(repeat: int) -> None:
    python = sys.executable
    # Installed programs run from compiled modules; a checkout may not have any, and must not get any from here.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path[1:]), "PYTHONPYCACHEPREFIX": str(Path.cwd())}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(*command: str) -> Callable[[], None]:
        return lambda: _run(command, environment)

    commands = {
        "python -c pass": run(python, "-c", "pass"),
        "idplint --version": run(python, "-m", "idplint", "--version"),
        "idplint check": run(python, "-m", "idplint", "check", "ledger.yaml"),
    }
    if find_spec("yamllint"):
        commands["yamllint"] = run(python, "-m", "yamllint", "-d", "relaxed", "ledger.yaml")
    timings = {timing.name: timing.seconds for timing in _best(commands, repeat)}
    print("start-up, one small file")
    for name, seconds in timings.items():
        print(f"  {name:<18} {seconds * 1000:7.1f} ms   {seconds / timings['python -c pass']:5.2f} x python -c pass")
    if "yamllint" in timings:
        print(f"  idplint check is {timings['idplint check'] / timings['yamllint']:.2f} x yamllint")


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    finished = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if finished.returncode not in {0, 1}:
        raise SystemExit(f"{' '.join(command)} ended with {finished.returncode}:\n{finished.stdout}{finished.stderr}")


def _best(
    actions: dict[str, Callable[[], None]], repeat: int, each_before: Callable[[], object] | None = None
) -> list[Timing]:
    """Run the actions in turn, so that a busy moment of the machine does not hit one of them alone."""
    best = dict.fromkeys(actions, float("inf"))
    for _ in range(repeat):
        for name, action in actions.items():
            if each_before:
                each_before()
            start = time.perf_counter()
            action()
            best[name] = min(best[name], time.perf_counter() - start)
    return [Timing(name, seconds) for name, seconds in best.items()]


def _profile() -> None:
    profile = cProfile.Profile()
    profile.runcall(check, ["."])
    for by in ("cumulative", "tottime"):
        pstats.Stats(profile).strip_dirs().sort_stats(by).print_stats(25)


if __name__ == "__main__":
    main()
