"""`idplint export` as people start it: the real process, the real SDKs, TLS, a company's proxy, and no seam for tests."""

from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.connectors.command_line import finished, idplint, started, written
from tests.connectors.loopback import Reply, Request
from tests.connectors.tls_proxy import PASSWORD, Internet
from tests.connectors.vendors import SIGN_INS, SignIn

if TYPE_CHECKING:
    from pathlib import Path

EVERY = pytest.mark.parametrize("sign_in", SIGN_INS, ids=str)
ONE_EACH = pytest.mark.parametrize("sign_in", [each for each in SIGN_INS if each.is_main], ids=str)

NOISY = {
    "AZURE_LOG_LEVEL": "debug",
    "OKTA_LOGGING_ENABLED": "true",
    "OKTA_CLIENT_LOGGING_ENABLED": "true",
    "OKTA_CLIENT_LOGGING_LOGLEVEL": "10",
    "HTTPX_LOG_LEVEL": "trace",
    "PYTHONWARNINGS": "always",
}
"""Variables with which SDKs, now or once, could be made to talk."""


def manifest(folder: Path, sign_in: SignIn) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads((folder / sign_in.idp / "manifest.json").read_bytes())["export"]
    return tree


@EVERY
def test_a_tenant_is_exported_through_a_proxy_with_a_password(sign_in: SignIn, tmp_path: Path) -> None:
    hosts = sign_in.hosts()
    with Internet(hosts, tmp_path, asks_password=True) as internet:
        done = idplint(
            "export",
            sign_in.idp,
            "--out",
            "out",
            "--raw",
            "raw",
            environment=NOISY | internet.environment | sign_in.environment(tmp_path),
            folder=tmp_path,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    told = manifest(tmp_path / "out", sign_in)
    assert told["complete"] is True
    assert told["applications"] == len(told["files"]) >= 12
    assert set(internet.tunnels) == set(hosts)
    assert internet.refused == []
    for server in internet.servers.values():
        for request in server.seen:
            assert request.method == "GET" or (request.method == "POST" and sign_in.asks_token(request))
    # Read-only: nothing but applications was asked for, and nothing else was written.
    kept = {name: content for name, content in written(tmp_path).items() if name.startswith(("out", "raw"))}
    everything = "\n".join([done.stdout, done.stderr, *(content.decode() for content in kept.values())])
    for secret in (*sign_in.secrets(tmp_path), PASSWORD):
        assert secret not in everything
    assert {"DEBUG", "Warning", "Traceback"}.isdisjoint(done.stderr.split())


@ONE_EACH
def test_two_exports_of_one_tenant_are_the_same_bytes(sign_in: SignIn, tmp_path: Path) -> None:
    with Internet(sign_in.hosts(), tmp_path) as internet:
        for out, concurrency in (("one", "8"), ("two", "1")):
            environment = internet.environment | sign_in.environment(tmp_path)
            arguments = ("export", sign_in.idp, "--out", out, "--concurrency", concurrency)
            assert idplint(*arguments, environment=environment, folder=tmp_path).returncode == 0
    assert written(tmp_path / "one") == written(tmp_path / "two")


@ONE_EACH
def test_a_stream_is_checked_like_the_folder(sign_in: SignIn, tmp_path: Path) -> None:
    with Internet(sign_in.hosts(), tmp_path) as internet:
        environment = internet.environment | sign_in.environment(tmp_path)
        assert idplint("export", sign_in.idp, "--out", "out", environment=environment, folder=tmp_path).returncode == 0
        source = started("export", sign_in.idp, "--out", "-", environment=environment, folder=tmp_path)
        assert source.stdout is not None
        check = started("check", "-", "--format", "json", environment={}, folder=tmp_path, stdin=source.stdout.fileno())
        source.stdout.close()
        streamed = finished(check)
        assert source.wait(60) == 0
        assert source.stderr is not None
        source.stderr.close()
    walked = idplint("check", "out", "--format", "json", environment={}, folder=tmp_path)
    assert streamed.returncode == walked.returncode in {0, 1}
    assert found(streamed.stdout) == found(walked.stdout)


def found(report: str) -> list[tuple[object, ...]]:
    tree = json.loads(report)
    return sorted((each["code"], each.get("message")) for each in tree["findings"])


@ONE_EACH
def test_a_stream_that_is_cut_is_not_taken_for_a_whole_one(sign_in: SignIn, tmp_path: Path) -> None:
    with Internet(sign_in.hosts(), tmp_path) as internet:
        environment = internet.environment | sign_in.environment(tmp_path)
        whole = idplint("export", sign_in.idp, "--out", "-", environment=environment, folder=tmp_path)
    assert whole.returncode == 0
    documents = whole.stdout.split("\n---\n")
    for cut in (1, len(documents) // 2, len(documents) - 1):
        (tmp_path / "cut").write_text("\n---\n".join(documents[:cut]) + "\n", encoding="utf-8")
        with (tmp_path / "cut").open() as pipe:
            done = finished(started("check", "-", environment={}, folder=tmp_path, stdin=pipe.fileno()))
        assert done.returncode == 2, done.stdout
        assert "the export stream on standard input ends early" in done.stdout


@ONE_EACH
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", [0, 2, 4])
def test_an_interrupted_export_leaves_the_folder_as_it_was(
    sign_in: SignIn, number: signal.Signals, after: int, tmp_path: Path
) -> None:
    held: list[int] = []

    def hold(index: int, _: Request) -> Reply | None:
        if index < after:
            return None
        held.append(index)
        return Reply(200, b"{}", delay=30)

    with Internet(sign_in.hosts(), tmp_path) as internet:
        environment = internet.environment | sign_in.environment(tmp_path)
        assert idplint("export", sign_in.idp, "--out", "old", environment=environment, folder=tmp_path).returncode == 0
        before = written(tmp_path)
        internet.restart(hold)
        for out in ("old", "new"):
            held.clear()
            process = started("export", sign_in.idp, "--out", out, environment=environment, folder=tmp_path)
            wait_until(held)
            process.send_signal(number)
            done = finished(process)
            assert done.returncode == 130, done.stderr
            assert "Traceback" not in done.stderr
            assert "interrupted" in done.stderr
            internet.restart(hold)
    assert written(tmp_path) == before
    assert not (tmp_path / "new" / sign_in.idp).exists()


def wait_until(something: list[int]) -> None:
    for _ in range(6000):
        if something:
            return
        time.sleep(0.01)
    raise AssertionError("it never came to that")


@ONE_EACH
def test_a_proxy_that_wants_a_password_and_gets_none_is_an_error_that_names_no_secret(
    sign_in: SignIn, tmp_path: Path
) -> None:
    with Internet(sign_in.hosts(), tmp_path, asks_password=True) as internet:
        wrong = {name: value.replace(PASSWORD, "planted-wrong") for name, value in internet.environment.items()}
        environment = wrong | sign_in.environment(tmp_path)
        done = idplint("export", sign_in.idp, "--out", "out", environment=environment, folder=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert internet.requests == 0
    assert "planted" not in done.stderr
    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())


@ONE_EACH
def test_a_server_that_nobody_vouches_for_is_told_nothing(sign_in: SignIn, tmp_path: Path) -> None:
    with Internet(sign_in.hosts(), tmp_path) as internet:
        environment = internet.environment | sign_in.environment(tmp_path)
        del environment["SSL_CERT_FILE"]
        done = idplint("export", sign_in.idp, "--out", "out", environment=environment, folder=tmp_path)
    assert done.returncode == 2
    assert "certificate" in done.stderr
    assert "Traceback" not in done.stderr
    assert internet.requests == 0


@ONE_EACH
def test_without_credentials_the_variables_are_named(sign_in: SignIn, tmp_path: Path) -> None:
    with Internet(sign_in.hosts(), tmp_path) as internet:
        done = idplint("export", sign_in.idp, "--out", "out", environment=internet.environment, folder=tmp_path)
    assert done.returncode == 2
    assert sign_in.variable in done.stderr
    assert "Traceback" not in done.stderr
    assert internet.requests == 0


@EVERY
def test_an_okta_yaml_in_the_working_folder_redirects_nothing(sign_in: SignIn, tmp_path: Path) -> None:
    settings = {
        "okta": {"client": {"orgUrl": "https://evil.example", "token": "00evil", "proxy": {"host": "evil.example"}}}
    }
    (tmp_path / "okta.yaml").write_text(json.dumps(settings), encoding="utf-8")
    hosts = sign_in.hosts() | {"evil.example": lambda _: Reply(200, b"[]")}
    with Internet(hosts, tmp_path) as internet:
        environment = internet.environment | sign_in.environment(tmp_path)
        done = idplint("export", sign_in.idp, "--out", "out", environment=environment, folder=tmp_path)
    assert "evil.example" not in internet.tunnels
    if sign_in.idp == "okta":
        assert done.returncode == 2
        assert "okta.yaml" in done.stderr
        assert internet.requests == 0
    else:
        assert done.returncode == 0, done.stderr


@ONE_EACH
def test_a_refused_credential_is_an_error_that_does_not_show_it(sign_in: SignIn, tmp_path: Path) -> None:
    with Internet(sign_in.hosts(), tmp_path) as internet:
        environment = internet.environment | sign_in.wrong_environment(tmp_path)
        done = idplint("export", sign_in.idp, "--out", "out", environment=environment, folder=tmp_path)
    assert done.returncode == 2
    assert "planted" not in done.stderr
    assert "Traceback" not in done.stderr
    assert "help" in done.stderr
    assert not (tmp_path / "out" / sign_in.idp).exists()


def test_the_command_imports_no_sdk_of_another_vendor(tmp_path: Path) -> None:
    sign_in = next(each for each in SIGN_INS if each.idp == "auth0")
    with Internet(sign_in.hosts(), tmp_path) as internet:
        environment = internet.environment | sign_in.environment(tmp_path) | {"PYTHONPROFILEIMPORTTIME": "1"}
        done = idplint("export", "auth0", "--out", "out", environment=environment, folder=tmp_path)
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "httpx" in imported
    assert imported.isdisjoint({"okta", "msgraph", "azure", "aiohttp", "kiota_http"})
