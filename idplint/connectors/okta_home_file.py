"""`~/.okta/okta.yaml`, where Okta's SDKs and command-line tools keep the settings of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 65_536


def read_home_file(path: Path) -> dict[str, str]:
    """Return the settings below `okta.client`, lists joined by blanks; empty where there is no file.

    Raises:
        ConnectorError: The file cannot be read; its text, which holds a secret, is not quoted.
    """
    import yaml

    help_line = "write it as `okta: {client: {orgUrl: https://acme.okta.com, token: ...}}`, or use the environment"
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConnectorError(f"~/.okta/okta.yaml cannot be opened: {error.strerror}", help=help_line) from None
    try:
        tree = yaml.safe_load(content) if len(content) <= _LARGEST else None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError):
        tree = None
    settings = tree
    for key in ("okta", "client"):
        settings = settings.get(key) if isinstance(settings, dict) else None
    if not isinstance(settings, dict):
        raise ConnectorError("~/.okta/okta.yaml has no settings below okta.client", help=help_line)
    texts = {key: _text(value) for key, value in settings.items() if isinstance(key, str)}
    return {key: text for key, text in texts.items() if text}


def _text(value: object) -> str:
    if isinstance(value, list):
        return " ".join(each for each in value if isinstance(each, str))
    return value.strip() if isinstance(value, str) else ""
