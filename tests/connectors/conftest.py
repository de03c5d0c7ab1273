"""These tests need every extra (`pip install -e '.[all]' --group connectors`); `.ci/run` gives them an environment of their own."""

from __future__ import annotations

import os
from importlib.util import find_spec

_SDKS = ("aiohttp", "azure", "httpx", "msgraph", "okta", "trustme")

collect_ignore_glob: list[str] = []

if any(find_spec(name) is None for name in _SDKS):
    if os.environ.get("IDPLINT_TEST_CONNECTORS"):
        raise RuntimeError("IDPLINT_TEST_CONNECTORS is set, but not every extra is installed")
    collect_ignore_glob.append("*")
