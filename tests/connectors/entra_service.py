"""Entra's sign-in service, and GitHub's that gives workflows their ID tokens."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from idplint.connectors.entra_sign_in import SignIn
from idplint.connectors.entra_vendor import Clock
from idplint.connectors.hiding import Hidden
from tests.connectors.entra_bodies import TENANT
from tests.connectors.entra_server import at
from tests.connectors.loopback import Loopback, Reply, Request

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CLIENT = "99999999-0000-4000-8000-000000000001"
PLANTED = "planted~Value.Of+The/Tests=1"
ENVIRON = {"AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": CLIENT, "AZURE_CLIENT_SECRET": PLANTED}
SCOPE = "https://graph.microsoft.com/.default"


@dataclass
class Service:
    """The sign-in service: each reply of `queue` once, then tokens."""

    queue: list[Reply] = field(default_factory=list)
    lives: int = 3600
    issued: int = 0
    forms: list[dict[str, list[str]]] = field(default_factory=list)

    def handler(self, request: Request) -> Reply:
        if request.path.startswith("/github"):
            assert request.headers["authorization"] == f"Bearer {PLANTED}"
            return self.queue.pop(0) if self.queue else reply(200, {"value": "assertion-of-the-workflow"})
        assert request.method == "POST"
        assert request.path == f"/{TENANT}/oauth2/v2.0/token"
        self.forms.append(parse_qs(request.body.decode()))
        if self.queue:
            return self.queue.pop(0)
        self.issued += 1
        token = {"token_type": "Bearer", "expires_in": self.lives, "access_token": jwt(self.issued)}
        return reply(200, token)


def reply(status: int, tree: Any, **headers: str) -> Reply:
    return Reply(status, json.dumps(tree).encode(), [*headers.items()])


def refusal(code: str, **headers: str) -> Reply:
    description = f"AADSTS{code}: No. You sent {PLANTED}.\r\nTrace ID: 1\r\nTimestamp: 2026-11-01 00:00:00Z"
    return reply(401, {"error": "invalid_client", "error_description": description}, **headers)


def jwt(number: int, tenant: str = TENANT) -> str:
    claims = json.dumps({"tid": tenant.upper(), "n": number}).encode()
    return f"eyJh.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.c2ln{number}"


class Run:
    """A sign-in with an environment, and what it says."""

    def __init__(
        self,
        server: Loopback,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        environ: dict[str, str] | None = None,
        cloud: str = "global",
    ) -> None:
        self.environ = ENVIRON if environ is None else environ
        for name in ENVIRON:
            monkeypatch.delenv(name, raising=False)
        for name, value in self.environ.items():
            monkeypatch.setenv(name, value)
        place = at("https://graph.microsoft.com", cloud, authority=server.url)
        self.sign_in = SignIn(self.environ, place, Clock(), Hidden(), 5.0, connection_verify=str(tmp_path / "ca.pem"))

    def tokens(self, *steps: str | None) -> list[str]:
        """One token for each step: None, a claims challenge, or `renew`."""

        async def whole() -> list[str]:
            found = []
            try:
                for step in steps or (None,):
                    if step == "renew":
                        await self.sign_in.renew()
                    claims = None if step == "renew" else step
                    token = await self.sign_in.get_token(SCOPE, claims=claims, enable_cae=True)
                    found.append(token.token)
            finally:
                await self.sign_in.close()
            return found

        return asyncio.run(whole())
