"""Every way to sign in to a tenant, as the environment of a process and the hosts that it meets."""

from __future__ import annotations

import base64
import dataclasses
import json
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.connectors import auth0_server, entra_bodies, entra_server, okta_server
from tests.connectors.loopback import Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.connectors.loopback import Handler, Request


@dataclass(frozen=True)
class SignIn:
    """One of a vendor's kinds of credential."""

    idp: str
    kind: str
    hosts: Callable[[], dict[str, Handler]]
    """A tenant that was not asked anything yet."""
    environment: Callable[[Path], dict[str, str]]
    """Variables; files may be put into the folder."""
    wrong_environment: Callable[[Path], dict[str, str]]
    """The same with a credential that is refused."""
    secrets: Callable[[Path], Iterable[str]]
    """What may show nowhere."""
    asks_token: Callable[[Request], bool]
    """Whether a request asks for a token."""
    variable: str
    """One that is named where none is set."""
    is_main: bool = True
    """Whether it stands for the vendor where the credential does not matter."""

    def __str__(self) -> str:
        return f"{self.idp}-{self.kind}"


# --- Auth0 -----------------------------------------------------------------------------------------------------------

_STATIC = auth0_server.token(4711)


def _auth0_hosts() -> dict[str, Handler]:
    estate = auth0_server.auth0_estate()
    estate.static = _STATIC
    return {auth0_server.DOMAIN: estate.handler}


def _auth0_client(_: Path, secret: str = auth0_server.CLIENT_SECRET) -> dict[str, str]:
    return {
        "AUTH0_DOMAIN": auth0_server.DOMAIN,
        "AUTH0_CLIENT_ID": auth0_server.CLIENT_ID,
        "AUTH0_CLIENT_SECRET": secret,
    }


def _auth0_token(_: Path, token: str = _STATIC) -> dict[str, str]:
    return {"AUTH0_DOMAIN": auth0_server.DOMAIN, "AUTH0_API_TOKEN": token}


def _auth0_secrets(_: Path) -> Iterable[str]:
    return (auth0_server.CLIENT_SECRET, auth0_server.PLANTED, _STATIC, auth0_server.token(0), "planted")


SIGN_INS = [
    SignIn(
        "auth0",
        "client",
        _auth0_hosts,
        _auth0_client,
        lambda folder: _auth0_client(folder, "planted-wrong-secret"),
        _auth0_secrets,
        lambda request: request.path == "/oauth/token",
        "AUTH0_CLIENT_SECRET",
    ),
    SignIn(
        "auth0",
        "token",
        _auth0_hosts,
        _auth0_token,
        lambda folder: _auth0_token(folder, auth0_server.token(13)),
        _auth0_secrets,
        lambda _: False,
        "AUTH0_API_TOKEN",
        is_main=False,
    ),
]

# --- Entra -----------------------------------------------------------------------------------------------------------

_TENANT = entra_bodies.TENANT
_CLIENT = "99999999-8888-4777-8666-555555555555"
_SECRET = "planted~client-secret/of+entra=0123456789"  # noqa: S105 - it opens nothing
_GRAPH_TOKEN = ".".join(
    base64.urlsafe_b64encode(part).decode().rstrip("=")
    for part in (b'{"alg":"none"}', json.dumps({"tid": _TENANT}).encode(), b"planted-graph-token")
)
_ASSERTION = "planted.workload.assertion-0123456789"
_BEARER = "planted-bearer-of-the-workflow-0123456789"
_LOGIN = "login.microsoftonline.com"
_GRAPH = "graph.microsoft.com"
_GITHUB = "run-actions-1.actions.githubusercontent.com"


def _microsoft_login(request: Request) -> Reply:
    """The token endpoint, and the documents by which libraries find it."""
    if request.method == "POST" and request.path == f"/{_TENANT}/oauth2/v2.0/token":
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        wanted = {"grant_type": "client_credentials", "client_id": _CLIENT, "scope": f"https://{_GRAPH}/.default"}
        proven = form.get("client_secret") == _SECRET or form.get("client_assertion") == _ASSERTION
        if proven and {name: form.get(name) for name in wanted} == wanted:
            return _json({"token_type": "Bearer", "expires_in": 3599, "access_token": _GRAPH_TOKEN})
        told = f"AADSTS7000215: Invalid client secret provided. It was {form.get('client_secret')}."
        return _json({"error": "invalid_client", "error_description": told, "error_codes": [7000215]}, 401)
    base = f"https://{_LOGIN}/{_TENANT}"
    if request.path.endswith("/.well-known/openid-configuration"):
        return _json(
            {
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
            }
        )
    if request.path == "/common/discovery/instance":
        names = {"preferred_network": _LOGIN, "preferred_cache": "login.windows.net", "aliases": [_LOGIN]}
        return _json(
            {"tenant_discovery_endpoint": f"{base}/v2.0/.well-known/openid-configuration", "metadata": [names]}
        )
    return _json({"error": "invalid_request"}, 400)


def _entra_hosts() -> dict[str, Handler]:
    estate = entra_server.entra_estate()
    estate.tokens = {_GRAPH_TOKEN}

    def graph(request: Request) -> Reply:
        reply = estate.handler(request)
        # The estate's links are those of a server without TLS.
        return dataclasses.replace(reply, body=reply.body.replace(b'"http://graph.', b'"https://graph.'))

    return {_LOGIN: _microsoft_login, _GRAPH: graph}


def _github(request: Request) -> Reply:
    """What gives a workflow its ID tokens."""
    if request.headers.get("authorization", "").lower() != f"bearer {_BEARER}".lower():
        return Reply(401)
    if request.query != {"api-version": "2.0", "audience": "api://AzureADTokenExchange"}:
        return Reply(400)
    return _json({"count": 1, "value": _ASSERTION})


def _entra_file(folder: Path, assertion: str = _ASSERTION) -> dict[str, str]:
    (folder / "assertion").write_text(assertion)
    return {
        "AZURE_TENANT_ID": _TENANT,
        "AZURE_CLIENT_ID": _CLIENT,
        "AZURE_FEDERATED_TOKEN_FILE": str(folder / "assertion"),
    }


def _entra_workflow(_: Path, bearer: str = _BEARER) -> dict[str, str]:
    return {
        "AZURE_TENANT_ID": _TENANT,
        "AZURE_CLIENT_ID": _CLIENT,
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"https://{_GITHUB}/a/b/idtoken?api-version=2.0",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": bearer,
    }


def _entra_secrets(_: Path) -> Iterable[str]:
    return (_SECRET, _GRAPH_TOKEN, _ASSERTION, _BEARER, "planted")


def _asks_microsoft(request: Request) -> bool:
    return request.path == f"/{_TENANT}/oauth2/v2.0/token"


def _entra_secret(_: Path, secret: str = _SECRET) -> dict[str, str]:
    return {"AZURE_TENANT_ID": _TENANT, "AZURE_CLIENT_ID": _CLIENT, "AZURE_CLIENT_SECRET": secret}


SIGN_INS += [
    SignIn(
        "entra",
        "secret",
        _entra_hosts,
        _entra_secret,
        lambda folder: _entra_secret(folder, "planted-wrong-secret"),
        _entra_secrets,
        _asks_microsoft,
        "AZURE_CLIENT_SECRET",
    ),
    SignIn(
        "entra",
        "file",
        _entra_hosts,
        _entra_file,
        lambda folder: _entra_file(folder, "planted.wrong.assertion"),
        _entra_secrets,
        _asks_microsoft,
        "AZURE_FEDERATED_TOKEN_FILE",
        is_main=False,
    ),
    SignIn(
        "entra",
        "workflow",
        lambda: _entra_hosts() | {_GITHUB: _github},
        _entra_workflow,
        lambda folder: _entra_workflow(folder, "planted-wrong-bearer"),
        _entra_secrets,
        _asks_microsoft,
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        is_main=False,
    ),
]

# --- Okta ------------------------------------------------------------------------------------------------------------


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key: rsa.RSAPrivateKey) -> str:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return str(pem, "ascii")


def _wrong_with(assertion: str, audience: str) -> str | None:
    """What is wrong with a client's assertion (RFC 7523, section 3); None: nothing."""
    signed, _, signature = assertion.rpartition(".")
    try:
        _key().public_key().verify(_bytes(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        claims = json.loads(_bytes(signed.partition(".")[2]))
    except (InvalidSignature, ValueError):
        return "invalid_client"
    now = time.time()
    timely = now < claims["exp"] <= now + 3600
    whose = claims["iss"] == claims["sub"] == okta_server.CLIENT_ID and claims["aud"] == audience
    return None if timely and whose else "invalid_client"


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _okta_hosts() -> dict[str, Handler]:
    estate = okta_server.okta_estate()
    estate.scheme = "https"
    estate.check_assertion = _wrong_with
    for each in estate.applications:
        # Hooks of another shape than documented make an export incomplete, which is not what these runs are about.
        sign_on = (each.get("settings") or {}).get("signOn") or {}
        hooks = sign_on.get("inlineHooks")
        if isinstance(hooks, list):
            sign_on["inlineHooks"] = [hook for hook in hooks if isinstance(hook, dict) and isinstance(hook["id"], str)]
    return {okta_server.HOST: estate.handler}


def _okta_token(_: Path, token: str = okta_server.API_TOKEN) -> dict[str, str]:
    return {"OKTA_CLIENT_ORGURL": f"https://{okta_server.HOST}", "OKTA_CLIENT_TOKEN": token}


def _okta_key(folder: Path) -> dict[str, str]:
    # A path is one of the shapes the variable may have; the others are okta's own tests' business.
    (folder / "key.pem").write_text(_pem(_key()))
    return {
        "OKTA_CLIENT_ORGURL": f"https://{okta_server.HOST}",
        "OKTA_CLIENT_AUTHORIZATIONMODE": "PrivateKey",
        "OKTA_CLIENT_CLIENTID": okta_server.CLIENT_ID,
        "OKTA_CLIENT_PRIVATEKEY": str(folder / "key.pem"),
    }


def _okta_secrets(_: Path) -> Iterable[str]:
    lines = [line for line in _pem(_key()).splitlines() if not line.startswith("-----")]
    return (okta_server.API_TOKEN, okta_server.PLANTED, "planted", *lines)


SIGN_INS += [
    SignIn(
        "okta",
        "token",
        _okta_hosts,
        _okta_token,
        lambda folder: _okta_token(folder, "00planted-wrong-token_0123456789abcdefghijk"),
        _okta_secrets,
        lambda _: False,
        "OKTA_CLIENT_TOKEN",
    ),
    SignIn(
        "okta",
        "key",
        _okta_hosts,
        _okta_key,
        lambda folder: _okta_key(folder) | {"OKTA_CLIENT_CLIENTID": "0oaSomebodyElse"},
        _okta_secrets,
        lambda request: request.path == "/oauth2/v1/token",
        "OKTA_CLIENT_PRIVATEKEY",
        is_main=False,
    ),
]


def _json(tree: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(tree).encode())
