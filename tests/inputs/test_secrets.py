"""Secrets inside texts: in addresses, however they are written, and by their shape."""

from __future__ import annotations

import pytest

from idplint.inputs.secrets import REDACTED, shows_secret, text_without_secrets

ADDRESSES = {
    "https://user:planted@host/x": "https://host/x",
    "https://user:it's-planted@host/x": "https://host/x",
    'https://user:"planted"@host/x': "https://host/x",
    "https://user:back\\planted@host/x": "https://host/x",
    "HTTPS://user:planted@host": "HTTPS://host",
    "https:////user:planted@host/x": "https:////host/x",
    "//user:planted@host/x?token=planted": "//host/x?token=REDACTED",
    "https://host/?token=it's-planted": "https://host/?token=REDACTED",
    "https://host/a;token=planted/b": "https://host/a;token=REDACTED/b",
    "https://host/?key=planted&auth=planted&jwt=planted": "https://host/?key=REDACTED&auth=REDACTED&jwt=REDACTED",
    "https://host/?subscription-key=planted&x=1": "https://host/?subscription-key=REDACTED&x=1",
    "host.example/scim?token=planted": "host.example/scim?token=REDACTED",
    "see https://user:planted@host/x, or (https://host/?sig=planted)": "see https://host/x, or (https://host/?sig=REDACTED",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_an_address_gives_away_is_taken_out(address: str) -> None:
    assert "planted" not in text_without_secrets(address)
    assert text_without_secrets(address).startswith(ADDRESSES[address])


@pytest.mark.parametrize(
    "text",
    [
        "https://contoso.eu.auth0.com/login/callback?connection=entra&organization=o_1",
        "https://host/monkey?keyboard=1&author=2",
        'Join("@", [mailNickname], "https://host/")',
        "user.department==null?user.tokenOwner:user.isContractor==true",
        "urn:auth0:contoso:entra",
        "user@example.com",
        "xoxo-hugs, github_pattern",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert text_without_secrets(text) == text


@pytest.mark.parametrize(
    "token",
    ["ghp_" + "a1B2" * 9, "github_pat_" + "a1B2_" * 8, "xoxb" + "-1234567890-abcdef", "xoxe" + ".xoxp-1-abcdefghij"],
)
def test_tokens_that_tell_what_they_are_are_no_names(token: str) -> None:
    assert shows_secret(token)
    assert text_without_secrets(f"Ledger {token}") == REDACTED


@pytest.mark.parametrize("text", ["://" + "a" * 3_000_000, "/" + "?" * 3_000_000, ";a" * 1_500_000, "://a;" * 600_000])
def test_a_text_of_any_length_is_read_once(text: str) -> None:
    assert text_without_secrets(text) == text
