"""Tests that need every extra: `pip install -e '.[all]' --group connectors`. `.ci/run` gives them an environment of their own."""

from __future__ import annotations

import os
from collections import Counter
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _pytest.config import Config
    from _pytest.terminal import TerminalReporter

_SDKS = ("aiohttp", "azure", "httpx", "msgraph", "okta", "trustme")

collect_ignore_glob: list[str] = []

if any(find_spec(name) is None for name in _SDKS):
    if os.environ.get("IDPLINT_TEST_CONNECTORS"):
        raise RuntimeError("IDPLINT_TEST_CONNECTORS is set, but not every extra is installed")
    collect_ignore_glob.append("*")


def pytest_configure(config: Config) -> None:
    """Overlook sockets that a test server accepted in its last moment: what a connector leaves open is more than a socket."""
    config.addinivalue_line("filterwarnings", "ignore:unclosed <socket:ResourceWarning")


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print how many faults were tried, and what became of the exports they struck."""
    sums: dict[str, Counter[str]] = {}
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "faults":
                vendor, _, tried = value
                sums.setdefault(vendor, Counter()).update(tried)
    for vendor, tried in sorted(sums.items()):
        outcomes = ", ".join(f"{number} {outcome}" for outcome, number in sorted(tried.items()))
        terminalreporter.write_line(f"{vendor}: {tried.total()} faults tried: {outcomes}")
