"""Which service provider an application is: an exact host beats every pattern, and Auth0's path proves nothing elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from idplint.engine import Options, load
from tests.entra_bundles import bundle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("acs", "profile"),
    [
        ("https://contoso.eu.auth0.com/login/callback?connection=entra", "auth0"),
        ("https://CONTOSO.auth0.com/login/callback?connection=entra", "auth0"),
        ("https://login.docker.com/login/callback?connection=entra", "docker"),
        ("https://login.ledger.example/login/callback?connection=entra", "generic"),
        ("https://contoso.auth0.com.evil.example/login/callback?connection=entra", "generic"),
        ("https://evilauth0.com/login/callback?connection=entra", "generic"),
        ("https://acme.okta.com/sso/saml2/0oa1", "okta"),
        ("https://ledger.example/acs", "generic"),
        ("not a url", "generic"),
        ("https://[::1", "generic"),
    ],
)
def test_reply_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, acs: str, profile: str) -> None:
    (tmp_path / "app.json").write_text(json.dumps(bundle(acs=acs)))
    monkeypatch.chdir(tmp_path)
    run = load(["app.json"], Options())
    assert run.estates[0].analyses[0].profile.id == profile


def test_an_entity_id_of_auth0s_form_proves_no_auth0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = bundle(acs="https://login.ledger.example/login/callback?connection=entra")
    app["servicePrincipal"]["servicePrincipalNames"] = ["urn:auth0:ledger:entra"]
    (tmp_path / "app.json").write_text(json.dumps(app))
    monkeypatch.chdir(tmp_path)
    assert load(["app.json"], Options()).estates[0].analyses[0].profile.id == "generic"
