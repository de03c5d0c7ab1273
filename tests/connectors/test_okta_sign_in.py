"""How idplint is let in to an Okta org: where credentials come from, tokens and their end, and that nothing shows them."""

from __future__ import annotations

import base64
import json
import logging
import os
import ssl
import subprocess
import sys
import time
import traceback
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("okta")

import trustme
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from idplint.connectors.hiding import Hidden
from idplint.connectors.manners import Manners
from idplint.connectors.okta_credentials import OktaCredential, find_credential
from idplint.connectors.okta_opening import open_okta
from idplint.errors import ConnectorError
from tests.connectors.loopback import Loopback, Reply, Request
from tests.connectors.okta_runs import api_token, export, on
from tests.connectors.okta_server import ALL_SCOPES, API_TOKEN, CLIENT_ID, OktaEstate, okta_estate, planted, trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.connectors.loopback import Fault

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ORG = "https://acme.okta.com"
TOKEN_URL = "/oauth2/v1/token"  # noqa: S105


def pem(key: Any = KEY) -> str:
    return str(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
    )


def jwk() -> dict[str, Any]:
    numbers = KEY.private_numbers()

    def number(value: int) -> str:
        raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    public = {"kty": "RSA", "kid": "key-of-tests", "n": number(numbers.public_numbers.n), "e": number(65537)}
    private = {
        "d": numbers.d,
        "p": numbers.p,
        "q": numbers.q,
        "dp": numbers.dmp1,
        "dq": numbers.dmq1,
        "qi": numbers.iqmp,
    }
    return public | {name: number(value) for name, value in private.items()} | {"key_ops": ["sign"], "use": "sig"}


def _part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def checked(assertion: str, audience: str) -> str | None:
    """What Okta checks of an assertion (RFC 7523, section 3)."""
    head, body, signature = assertion.split(".")
    try:
        KEY.public_key().verify(_part(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return "invalid_client"
    claims = json.loads(_part(body))
    now = time.time()
    timely = claims["iat"] - 5 <= now <= claims["exp"] <= now + 3600
    known = claims["iss"] == claims["sub"] == CLIENT_ID and claims["aud"] == audience
    return None if timely and known and json.loads(_part(head))["alg"] == "RS256" else "invalid_client"


def estate_with_key(**more: Any) -> OktaEstate:
    estate = okta_estate()
    estate.check_assertion = checked
    for name, value in more.items():
        setattr(estate, name, value)
    return estate


def by_key(key: Any = None, **more: Any) -> Callable[[str], OktaCredential]:
    return lambda url: OktaCredential(url, "PrivateKey", client_id=CLIENT_ID, private_key=key or pem(), **more)


# --- private keys -----------------------------------------------------------------------------------------------------


def test_a_service_app_signs_in_with_its_key_and_reads_everything_with_one_token() -> None:
    estate = estate_with_key()
    run = export(estate, credential=by_key())
    assert run.error is None
    assert not run.lacking
    assert len(estate.tokens) == 1
    posts = [request for request in run.server.seen if request.method != "GET"]
    assert [(request.method, request.path) for request in posts] == [("POST", TOKEN_URL)]
    assert run.requests == len(run.server.seen)


def test_a_key_as_jwk_signs_in_and_its_id_goes_into_the_assertion() -> None:
    kinds: list[object] = []
    estate = estate_with_key()

    def check(assertion: str, audience: str) -> str | None:
        kinds.append(json.loads(_part(assertion.partition(".")[0])).get("kid"))
        return checked(assertion, audience)

    estate.check_assertion = check
    key = {name: value for name, value in jwk().items() if isinstance(value, str)}
    assert export(estate, credential=by_key(key)).error is None
    assert export(estate, credential=by_key(kid="named")).error is None
    assert kinds == ["key-of-tests", "named"]


def test_a_token_that_ends_in_the_middle_is_renewed_once() -> None:
    estate = estate_with_key()

    def fault(index: int, _: Request) -> Reply | None:
        if index == 12:
            estate.expired.update(estate.tokens)
        return None

    run = export(estate, credential=by_key(), fault=fault)
    assert run.error is None
    assert not run.lacking
    assert len(estate.tokens) == 2


def test_a_token_that_is_refused_for_good_ends_the_run() -> None:
    run = export(estate_with_key(), credential=by_key(), fault=on("/apps", trouble(401, "E0000011")))
    assert run.error is not None
    assert run.error.message == "Okta does not accept the credential (401 E0000011)"
    assert "service app" in (run.error.help or "")
    assert run.asked(TOKEN_URL) == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(429, headers=[("Retry-After", "0")]),
        Reply(500),
        Reply(503, b"<html>"),
        Reply(cut_after=0),
        Reply(delay=0.8),
    ],
    ids=["429", "500", "503", "cut", "slow"],
)
def test_an_authorization_server_that_stumbles_is_asked_again(reply: Reply) -> None:
    run = export(estate_with_key(), credential=by_key(), fault=on(TOKEN_URL, reply, times=1))
    assert run.error is None
    assert not run.lacking
    assert run.asked(TOKEN_URL) >= 2


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{}", b"[" * 5000, b'{"access_token": 7}', b'{"access_token": "x", "expires_in": "1"}',
     b'{"access_token": "x", "token_type": "DPoP"}', b"\xff"],
)  # fmt: skip
def test_an_authorization_server_that_gives_something_else_is_no_traceback(body: bytes) -> None:
    run = export(estate_with_key(), credential=by_key(), fault=on(TOKEN_URL, Reply(body=body)))
    assert isinstance(run.error, ConnectorError)
    assert "something else than an access token" in run.error.message
    assert run.asked("/api/") == 0


@pytest.mark.parametrize(
    ("estate", "scopes", "code", "help_line"),
    [
        (
            estate_with_key(scopes=frozenset({"okta.apps.read"})),
            tuple(ALL_SCOPES),
            "400: invalid_scope",
            "OKTA_CLIENT_SCOPES",
        ),
        (okta_estate(), ("okta.apps.read",), "401: invalid_client", "OKTA_CLIENT_CLIENTID"),
        (
            estate_with_key(check_assertion=lambda *_: "invalid_dpop_proof"),
            ("okta.apps.read",),
            "400: invalid_dpop_proof",
            "DPoP",
        ),
    ],
)
def test_a_refused_assertion_ends_the_run_and_says_what_to_do(
    estate: OktaEstate, scopes: tuple[str, ...], code: str, help_line: str
) -> None:
    run = export(estate, credential=by_key(scopes=scopes))
    assert isinstance(run.error, ConnectorError)
    assert f"Okta gives no access token ({code}: The server says" in run.error.message
    assert help_line in (run.error.help or "")
    assert run.requests == 2  # the one that wanted the token, and the one for it


def test_fewer_scopes_than_an_export_reads_leave_parts_unknown() -> None:
    estate = estate_with_key(scopes=frozenset({"okta.apps.read", "okta.idps.read"}))
    run = export(estate, credential=by_key(scopes=("okta.apps.read", "okta.idps.read")))
    assert run.error is None
    reasons = {unread.part: unread for each in run.harvested for unread in each.unread}
    assert reasons.keys() == {"profileMappings", "userSchema", "inlineHooks"}
    assert "grant okta.schemas.read to the service app" in reasons["userSchema"].remedy


@pytest.mark.parametrize(("minutes", "word"), [(120, "behind"), (-90, "ahead of")])
def test_a_wrong_clock_is_named_where_an_assertion_is_refused(minutes: int, word: str) -> None:
    date = formatdate(time.time() + 60 * minutes, usegmt=True)
    reply = Reply(401, b'{"error": "invalid_client"}', [("Date", date)])
    run = export(estate_with_key(), credential=by_key(), fault=on(TOKEN_URL, reply))
    assert isinstance(run.error, ConnectorError)
    assert f"this machine's clock is {abs(minutes)} min {word} Okta's" in run.error.message


def weak() -> str:
    return pem(rsa.generate_private_key(public_exponent=65537, key_size=1024))  # noqa: S505 - to be refused


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            "-----BEGIN {0} KEY-----\nAAAA\n-----END {0} KEY-----".format("PRIVATE"),
            "not a key that the Okta SDK can use",
        ),
        (pem(ec.generate_private_key(ec.SECP256R1())), "not a key that the Okta SDK can use"),
        (weak(), "too short"),
        ({"kty": "RSA", "d": "?"}, "not a key that the Okta SDK can use"),
    ],
    ids=["garbage", "elliptic", "weak", "jwk"],
)
def test_a_key_that_cannot_sign_is_an_error_before_anything_is_sent(key: Any, message: str) -> None:
    run = export(estate_with_key(), credential=by_key(key))
    assert isinstance(run.error, ConnectorError)
    assert message in run.error.message
    assert not run.server.seen


# --- where credentials come from --------------------------------------------------------------------------------------


def find(home: Path, environ: Mapping[str, str], work: Path | None = None) -> OktaCredential:
    folder = work or home / "work"
    folder.mkdir(exist_ok=True)
    return find_credential(environ, home, folder, Hidden())


def home_file(home: Path, text: str) -> None:
    (home / ".okta").mkdir(exist_ok=True)
    (home / ".okta" / "okta.yaml").write_text(text)


BY_TOKEN = {"OKTA_CLIENT_ORGURL": f"{ORG}/", "OKTA_CLIENT_TOKEN": f" {API_TOKEN}\n"}
IN_FILE = f"okta:\n  client:\n    orgUrl: https://file.okta.com\n    token: {API_TOKEN}-of-file\n"


def test_an_api_token_comes_from_the_environment(tmp_path: Path) -> None:
    assert find(tmp_path, BY_TOKEN) == OktaCredential(ORG, "SSWS", token=API_TOKEN)


def test_an_access_token_comes_from_the_environment(tmp_path: Path) -> None:
    found = find(tmp_path, BY_TOKEN | {"OKTA_CLIENT_AUTHORIZATIONMODE": "bearer"})
    assert found.mode == "Bearer"


def test_the_variables_of_the_terraform_provider_do_as_well(tmp_path: Path) -> None:
    org = {"OKTA_ORG_NAME": "acme", "OKTA_BASE_URL": "oktapreview.com"}
    found = find(tmp_path, org | {"OKTA_API_TOKEN": API_TOKEN})
    assert (found.origin, found.token) == ("https://acme.oktapreview.com", API_TOKEN)
    key = {"OKTA_API_CLIENT_ID": CLIENT_ID, "OKTA_API_PRIVATE_KEY": pem(), "OKTA_API_SCOPES": "okta.apps.read"}
    found = find(tmp_path, org | key)
    assert (found.mode, found.client_id, found.scopes) == ("PrivateKey", CLIENT_ID, ("okta.apps.read",))


def test_a_key_may_be_text_or_a_jwk_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(pem())
    base = {"OKTA_CLIENT_ORGURL": ORG, "OKTA_CLIENT_CLIENTID": CLIENT_ID, "OKTA_CLIENT_SCOPES": "a,b c"}
    for text in (pem(), pem().replace("\n", "\\n"), str(tmp_path / "key.pem")):
        found = find(tmp_path, base | {"OKTA_CLIENT_PRIVATEKEY": text})
        assert str(found.private_key).strip() == pem().strip()
        assert found.scopes == ("a", "b", "c")
    found = find(tmp_path, base | {"OKTA_CLIENT_PRIVATEKEY": json.dumps(jwk())})
    assert isinstance(found.private_key, dict)
    assert found.private_key["kid"] == "key-of-tests"


def test_the_home_folders_file_does_where_the_environment_is_silent(tmp_path: Path) -> None:
    home_file(tmp_path, IN_FILE)
    assert find(tmp_path, {}) == OktaCredential("https://file.okta.com", "SSWS", token=f"{API_TOKEN}-of-file")


def test_the_environment_wins_over_the_home_folders_file(tmp_path: Path) -> None:
    home_file(tmp_path, IN_FILE)
    assert find(tmp_path, {"OKTA_CLIENT_TOKEN": API_TOKEN}) == OktaCredential(
        "https://file.okta.com", "SSWS", token=API_TOKEN
    )
    home_file(tmp_path, "}{ this is not read where the environment is enough")
    assert find(tmp_path, BY_TOKEN).origin == ORG


def test_a_list_of_scopes_in_the_file_is_understood(tmp_path: Path) -> None:
    key = json.dumps(pem())
    home_file(tmp_path, f"okta: {{client: {{orgUrl: '{ORG}', clientId: c, privateKey: {key}, scopes: [a, b]}}}}")
    assert find(tmp_path, {}).scopes == ("a", "b")


@pytest.mark.parametrize(
    "text", ["", "okta: [", "okta: 1", "okta: {client: []}", "\x00", "&a [*a, *a]", "a" * 70000, "? [" * 3000]
)
def test_a_broken_file_is_an_error_that_does_not_quote_it(tmp_path: Path, text: str) -> None:
    home_file(tmp_path, text + f"\n# {API_TOKEN}")
    with pytest.raises(ConnectorError, match=r"~/\.okta/okta\.yaml") as error:
        find(tmp_path, {})
    assert API_TOKEN not in "".join(traceback.format_exception(error.value))


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({}, "OKTA_CLIENT_ORGURL, OKTA_CLIENT_TOKEN: not set"),
        ({"OKTA_CLIENT_ORGURL": ORG}, "OKTA_CLIENT_TOKEN: not set"),
        ({"OKTA_CLIENT_ORGURL": ORG, "OKTA_CLIENT_PRIVATEKEY": "x"}, "OKTA_CLIENT_CLIENTID: not set"),
        (
            BY_TOKEN | {"OKTA_CLIENT_AUTHORIZATIONMODE": "PrivateKey"},
            "OKTA_CLIENT_CLIENTID, OKTA_CLIENT_PRIVATEKEY: not set",
        ),
        (BY_TOKEN | {"OKTA_CLIENT_AUTHORIZATIONMODE": "magic"}, "OKTA_CLIENT_AUTHORIZATIONMODE is no mode"),
        (BY_TOKEN | {"OKTA_CLIENT_TOKEN": "a\nb: c"}, "characters that no Okta token has"),
        (BY_TOKEN | {"OKTA_CLIENT_TOKEN": "tökén"}, "characters that no Okta token has"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, environ: dict[str, str], message: str) -> None:
    with pytest.raises(ConnectorError, match=message) as error:
        find(tmp_path, environ)
    assert error.value.help


@pytest.mark.parametrize(
    "key", ["/nowhere/key.pem", "", "{", '{"kty": "EC", "d": "x"}', "\0", "/dev/zero", "~nobody-there/x"]
)
def test_a_private_key_that_is_none_is_an_error(tmp_path: Path, key: str) -> None:
    environ = {"OKTA_CLIENT_ORGURL": ORG, "OKTA_CLIENT_CLIENTID": "c", "OKTA_CLIENT_PRIVATEKEY": key}
    with pytest.raises(ConnectorError, match=r"OKTA_CLIENT_(PRIVATEKEY|TOKEN)"):
        find(tmp_path, environ)


@pytest.mark.parametrize(
    "address",
    [
        "acme.okta.com", "http://acme.okta.com", "http://127.0.0.1:1", "https://", "https://{yourOktaDomain}", "https://a b/",
        "https://acme.okta.com/oauth2/default", "https://u:p@acme.okta.com", "https://acme.okta.com?x", "https://acme.okta.com#x",
        "ftp://acme.okta.com", "https://[", "https://acme.okta.com:99999", "https://ácme.okta.com", "https://acme.okta.com\\@evil",
    ],
)  # fmt: skip
def test_an_address_that_is_no_orgs_is_an_error(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConnectorError, match="OKTA_CLIENT_ORGURL is not the address of an Okta org"):
        find(tmp_path, BY_TOKEN | {"OKTA_CLIENT_ORGURL": address})


def test_the_address_of_the_admin_console_is_an_error_that_names_the_right_one(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="admin console") as error:
        find(tmp_path, BY_TOKEN | {"OKTA_CLIENT_ORGURL": "https://acme-admin.okta.com"})
    assert error.value.help == "use https://acme.okta.com"


# --- a repository that wants the token --------------------------------------------------------------------------------


def test_a_planted_okta_yaml_stops_everything(tmp_path: Path) -> None:
    work = tmp_path / "repository"
    work.mkdir()
    plants: list[Callable[[Path], object]] = [
        lambda path: path.write_text(""),
        lambda path: path.symlink_to("/nowhere"),
        lambda path: path.mkdir(),
    ]
    for plant in plants:
        planted_file = work / "okta.yaml"
        plant(planted_file)
        with pytest.raises(ConnectorError, match=r"okta\.yaml in the working directory"):
            find(tmp_path, BY_TOKEN, work)
        planted_file.rmdir() if planted_file.is_dir() else planted_file.unlink()
    assert find(tmp_path, BY_TOKEN, work).origin == ORG


def test_the_home_folders_own_file_is_not_taken_for_a_planted_one(tmp_path: Path) -> None:
    home_file(tmp_path, IN_FILE)
    assert find(tmp_path, {}, tmp_path / ".okta").origin == "https://file.okta.com"


HOSTILE = """\
okta:
  client:
    orgUrl: {evil}
    token: stolen
    authorizationMode: SSWS
    logging: {{enabled: true, logLevel: 10}}
    proxy: {{host: 127.0.0.1, port: 1}}
"""

PROGRAM = """\
import asyncio, sys
from pathlib import Path
from idplint.connectors.hiding import Hidden
from idplint.connectors.harvest import Wanted
from idplint.connectors.manners import Manners
from idplint.connectors.okta_credentials import OktaCredential
from idplint.connectors.okta_opening import connect

async def run():
    connector = connect(OktaCredential(sys.argv[1], "SSWS", token=sys.argv[2]), Manners(first_wait=0.001), Hidden())
    count = 0
    async for _ in connector.harvest(Wanted()):
        count += 1
    await connector.close()
    print(count)

asyncio.run(run())
"""


def test_no_file_and_no_variable_sends_the_sdk_elsewhere_or_makes_it_talk(tmp_path: Path) -> None:
    estate = okta_estate()
    with Loopback(lambda _: Reply(body=b"[]")) as evil, Loopback(estate.handler) as server:
        text = HOSTILE.format(evil=evil.url)
        home_file(tmp_path, text)
        (tmp_path / "okta.yaml").write_text(text)
        (tmp_path / ".netrc").write_text("default login me password planted-netrc-password\n")
        (tmp_path / ".netrc").chmod(0o600)
        hostile = {
            "OKTA_CLIENT_ORGURL": evil.url,
            "OKTA_CLIENT_TOKEN": "stolen",
            "OKTA_CLIENT_LOGGING_ENABLED": "true",
            "OKTA_CLIENT_LOGGING_LOGLEVEL": "10",
            "OKTA_CLIENT_PROXY_HOST": "127.0.0.1",
            "OKTA_CLIENT_PROXY_PORT": str(evil.port),
            "OKTA_CLIENT_RATELIMIT_MAXRETRIES": "9",
            "OKTA_TESTING_TESTINGDISABLEHTTPSCHECK": "true",
            "HTTP_PROXY": evil.url,
            "NO_PROXY": "127.0.0.1",
            "HOME": str(tmp_path),
            "PYTHONPATH": str(Path.cwd()),
            "PYTHONWARNINGS": "always",
        }
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, server.url, API_TOKEN],
            cwd=tmp_path, env=hostile, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.stdout == "18\n"
    assert done.stderr == ""
    assert not evil.seen
    assert {request.headers["authorization"] for request in server.seen} == {f"SSWS {API_TOKEN}"}


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    estate = okta_estate()
    with Loopback(estate.handler) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        run = export(okta_estate(), handler=lambda _: Reply(500))
    assert run.error is None or "names an address elsewhere" in run.error.message
    assert proxy.seen
    assert not run.server.seen


def test_a_proxy_that_the_sdk_cannot_speak_to_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", "socks5://127.0.0.1:1")
    run = export(okta_estate())
    assert isinstance(run.error, ConnectorError)
    assert "socks5 proxies" in run.error.message


def test_a_certificate_of_nobody_is_an_error_at_once() -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with Loopback(okta_estate().handler, tls=tls) as server:
        credential = OktaCredential(server.url, "SSWS", token=API_TOKEN)
        run = export(okta_estate(), credential=lambda _: credential)
        assert isinstance(run.error, ConnectorError)
        assert run.error.message == "this machine does not trust the certificate of Okta"
        assert not server.seen


def test_opening_reads_the_environment_and_asks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in list(os.environ):
        if name.startswith("OKTA_"):
            monkeypatch.delenv(name)
    with pytest.raises(ConnectorError, match="OKTA_CLIENT_ORGURL, OKTA_CLIENT_TOKEN"):
        open_okta(Manners())
    for name, value in BY_TOKEN.items():
        monkeypatch.setenv(name, value)
    assert open_okta(Manners()).requests == 0


# --- nothing shows ----------------------------------------------------------------------------------------------------

EVERY_FAULT: dict[str, Callable[[], Fault | None]] = {
    "none": lambda: None,
    "refused": lambda: on("/apps", trouble(401, "E0000011", f"{API_TOKEN} is unknown")),
    "forbidden": lambda: on("/api/v1/apps/", Reply(403, json.dumps({"errorCode": API_TOKEN, "x": pem()}).encode())),
    "echo": lambda: on("/mappings", Reply(400, f'{{"errorCode": "planted-in-a-body- {API_TOKEN}"}}'.encode())),
    "no-token": lambda: on(
        TOKEN_URL,
        Reply(401, json.dumps({"error": "invalid_client", "error_description": f"{API_TOKEN} {pem()}"}).encode()),
    ),
    "cut": lambda: on("/idps", Reply(body=API_TOKEN.encode(), cut_after=3)),
}


@pytest.mark.parametrize("kind", EVERY_FAULT)
@pytest.mark.parametrize("credential", ["token", "key"])
def test_no_secret_shows_in_errors_reasons_or_logs(
    kind: str, credential: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hidden = Hidden()
    for secret in (API_TOKEN, pem()):
        hidden.keep(secret)
    estate = estate_with_key()
    way = by_key() if credential == "key" else api_token
    run = export(estate, fault=EVERY_FAULT[kind](), hidden=hidden, credential=way)
    shown = [repr(each.unread) for each in run.harvested] + [repr(run.unread), caplog.text]
    shown += [json.dumps(each.bundle.get("notRead", "")) for each in run.harvested]
    if run.error is not None:
        shown += [*traceback.format_exception(run.error), run.error.help or "", repr(run.error.__context__)]
    text = "\n".join(shown)
    for secret in (*planted(estate), *pem().splitlines()[1:-1], "BEGIN PRIVATE"):
        assert secret not in text, secret


def test_a_credential_does_not_show_itself() -> None:
    credential = OktaCredential(ORG, "PrivateKey", token=API_TOKEN, client_id="c", private_key=pem())
    text = f"{credential!r} {credential} {credential.__rich_repr__()}"
    assert API_TOKEN not in text
    assert "BEGIN" not in text


def test_a_hook_leaves_its_headers_behind() -> None:
    run = export(okta_estate())
    assert "planted-in-a-body-" not in json.dumps([bundle.get("inlineHooks") for bundle in run.bundles.values()])


def test_no_sdk_is_imported_before_a_tenant_is_opened() -> None:
    code = "import sys, idplint.connectors.opening; print({'okta', 'aiohttp', 'httpx', 'msgraph', 'azure'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
