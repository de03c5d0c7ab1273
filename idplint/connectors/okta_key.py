"""The private key of an Okta service app, as the environment or the home folder holds it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from idplint.errors import ConnectorError

_LARGEST = 65_536
_HELP = "give an RSA private key: PEM text, the JSON of a JWK, or the path of a file that holds either"


def read_private_key(text: str, named_by: str) -> str | dict[str, str]:
    r"""Return the key as the SDK takes it: PEM text, or the members of a JWK.

    Args:
        text: PEM, with line ends or with `\n` in their place; the JSON of a JWK; or a path.
        named_by: The variable or file that holds it, for messages, which never quote the key.

    Raises:
        ConnectorError: It is none of these, or no RSA key.
    """
    held = text.strip()
    if not _is_key(held):
        held = _from_file(held, named_by)
    if held.startswith("{"):
        return _jwk(held, named_by)
    if not _is_key(held):
        raise ConnectorError(f"{named_by} holds no private key", help=_HELP)
    return held.replace("\\n", "\n")


def secrets_of(key: str | dict[str, str]) -> list[str]:
    """Return what of a key must never be shown: the PEM's lines, the private members of a JWK (RFC 7518, section 6.3.2)."""
    if isinstance(key, str):
        return [key, *(line for line in key.splitlines() if not line.startswith("-----"))]
    return [value for name, value in key.items() if name in {"d", "p", "q", "dp", "dq", "qi"}]


def _is_key(text: str) -> bool:
    return text.startswith("{") or "-----BEGIN" in text


def _from_file(path: str, named_by: str) -> str:
    try:
        with Path(path).expanduser().open("rb") as file:
            content = file.read(_LARGEST + 1)
        text = content.decode("utf-8").strip()
    except (OSError, ValueError, RuntimeError):
        raise ConnectorError(f"{named_by} names no file that can be read, and is no private key", help=_HELP) from None
    if len(content) > _LARGEST:
        raise ConnectorError(f"{named_by} names a file that is too large for a private key", help=_HELP)
    return text


def _jwk(text: str, named_by: str) -> dict[str, str]:
    try:
        members = msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, RecursionError):
        raise ConnectorError(f"{named_by} is neither PEM nor the JSON of a JWK", help=_HELP) from None
    if members.get("kty") != "RSA" or "d" not in members:
        raise ConnectorError(f"{named_by} is no RSA private key", help=_HELP)
    # The SDK fails on members that are no text, such as key_ops.
    return {name: value for name, value in members.items() if isinstance(value, str)}
