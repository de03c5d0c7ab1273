"""Where the credential of an Okta org comes from: the environment first, then `~/.okta/okta.yaml`.

The SDK would let an `okta.yaml` in the working directory overrule both, so that a repository somebody else wrote could
send the token elsewhere. idplint hands every setting to the SDK itself, and does not start where there is such a file.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

import msgspec

from idplint.connectors.okta_home_file import read_home_file
from idplint.connectors.okta_key import read_private_key, secrets_of
from idplint.connectors.okta_org import org_origin
from idplint.errors import ConnectorError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from idplint.connectors.hiding import Hidden

Mode = Literal["SSWS", "Bearer", "PrivateKey"]

READ_SCOPES = (
    "okta.apps.read",
    "okta.profileMappings.read",
    "okta.schemas.read",
    "okta.idps.read",
    "okta.inlineHooks.read",
)
"""What an export asks for where no scopes are set; Okta refuses a token for scopes of which one was not granted."""

# The SDK's own variables, then those of the Terraform provider okta/okta.
_VARIABLES: dict[str, tuple[str, ...]] = {
    "orgUrl": ("OKTA_CLIENT_ORGURL",),
    "token": ("OKTA_CLIENT_TOKEN", "OKTA_API_TOKEN"),
    "authorizationMode": ("OKTA_CLIENT_AUTHORIZATIONMODE",),
    "clientId": ("OKTA_CLIENT_CLIENTID", "OKTA_API_CLIENT_ID"),
    "scopes": ("OKTA_CLIENT_SCOPES", "OKTA_API_SCOPES"),
    "privateKey": ("OKTA_CLIENT_PRIVATEKEY", "OKTA_API_PRIVATE_KEY"),
    "kid": ("OKTA_CLIENT_KID", "OKTA_API_PRIVATE_KEY_ID"),
}
_HELP = (
    "set OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN, or OKTA_CLIENT_ORGURL, OKTA_CLIENT_CLIENTID and OKTA_CLIENT_PRIVATEKEY "
    "(with OKTA_CLIENT_SCOPES); or write them into ~/.okta/okta.yaml"
)
_NEEDED: dict[Mode, tuple[str, ...]] = {
    "SSWS": ("token",),
    "Bearer": ("token",),
    "PrivateKey": ("clientId", "privateKey"),
}
_MODES: dict[str, Mode] = {"ssws": "SSWS", "bearer": "Bearer", "privatekey": "PrivateKey"}


class OktaCredential(msgspec.Struct, frozen=True):
    """How to be let in to one org."""

    origin: str
    """`https://acme.okta.com`."""
    mode: Mode
    token: str = ""
    """An API token (SSWS) or an access token (Bearer)."""
    client_id: str = ""
    private_key: str | dict[str, str] = ""
    kid: str | None = None
    scopes: tuple[str, ...] = READ_SCOPES

    def __repr__(self) -> str:
        """Name the org alone: this may end up in a traceback."""
        return f"OktaCredential({self.origin!r}, {self.mode!r}, ***)"

    def __rich_repr__(self) -> list[tuple[str, str]]:
        """As `__repr__`."""
        return [("origin", self.origin), ("mode", self.mode)]

    def config(self, answer_within: float) -> dict[str, dict[str, object]]:
        """Return every setting that the SDK's request executor and its OAuth read, so that it looks nowhere else."""
        client: dict[str, object] = {
            "orgUrl": self.origin,
            "authorizationMode": self.mode,
            "rateLimit": {"maxRetries": 0},
            "requestTimeout": answer_within,
            "raiseException": False,
        }
        if self.mode == "PrivateKey":
            client |= {
                "clientId": self.client_id,
                "scopes": list(self.scopes),
                "privateKey": self.private_key,
                "kid": self.kid,
                # Minutes before its end at which a token is replaced.
                "oauthTokenRenewalOffset": 1,
                "dpopEnabled": False,
            }
        else:
            client["token"] = self.token
        return {"client": client}


class _Setting(msgspec.Struct, frozen=True):
    text: str
    named_by: str


def find_credential(
    environ: Mapping[str, str], home: Path, working_directory: Path, hidden: Hidden, *, plain_http: bool = False
) -> OktaCredential:
    """Find the org and the credential for it; every secret found is hidden from then on.

    The environment wins over the file, setting by setting; the file is not opened where the environment is enough.

    Args:
        environ: The environment.
        home: The user's home folder.
        working_directory: Where a file `okta.yaml` must not be.
        hidden: Keeps what was found out of messages.
        plain_http: Whether a loopback address may be asked without TLS.

    Raises:
        ConnectorError: Something is missing or cannot be used.
    """
    home_file = home / ".okta" / "okta.yaml"
    _refuse_planted_file(working_directory / "okta.yaml", home_file)
    settings = _from_environment(environ)
    if not _is_enough(settings):
        from_file = {
            key: _Setting(text, f"{key} in ~/.okta/okta.yaml") for key, text in read_home_file(home_file).items()
        }
        settings = {**from_file, **settings}
    for key in ("token", "privateKey"):
        if key in settings:
            hidden.keep(settings[key].text.strip())
    return _credential(settings, hidden, plain_http=plain_http)


def _refuse_planted_file(planted: Path, home_file: Path) -> None:
    try:
        if not os.path.lexists(planted) or (planted.exists() and home_file.exists() and planted.samefile(home_file)):
            return
    except OSError:
        pass
    raise ConnectorError(
        "there is a file okta.yaml in the working directory, which could send the Okta credential to another host",
        help="start idplint from another folder, or remove the file; settings belong in the environment or ~/.okta/okta.yaml",
    )


def _from_environment(environ: Mapping[str, str]) -> dict[str, _Setting]:
    found = {
        key: _Setting(environ[name], name)
        for key, names in _VARIABLES.items()
        for name in reversed(names)
        if environ.get(name, "").strip()
    }
    org = environ.get("OKTA_ORG_NAME", "").strip()
    if "orgUrl" not in found and org:
        base = environ.get("OKTA_BASE_URL", "").strip() or "okta.com"
        found["orgUrl"] = _Setting(f"https://{org}.{base}", "OKTA_ORG_NAME")
    return found


def _is_enough(settings: Mapping[str, _Setting]) -> bool:
    return {"orgUrl", *_NEEDED[_mode(settings)]} <= settings.keys()


def _credential(settings: Mapping[str, _Setting], hidden: Hidden, *, plain_http: bool) -> OktaCredential:
    mode = _mode(settings)
    missing = [_VARIABLES[key][0] for key in ("orgUrl", *_NEEDED[mode]) if key not in settings]
    if missing:
        names = ", ".join(missing)
        raise ConnectorError(f"{names}: not set in the environment, nor in ~/.okta/okta.yaml", help=_HELP)
    origin = org_origin(settings["orgUrl"].text, settings["orgUrl"].named_by, plain_http=plain_http)
    if mode != "PrivateKey":
        return OktaCredential(origin, mode, token=_token(settings["token"]))
    key = read_private_key(settings["privateKey"].text, settings["privateKey"].named_by)
    for secret in secrets_of(key):
        hidden.keep(secret)
    scopes = settings["scopes"].text.replace(",", " ").split() if "scopes" in settings else READ_SCOPES
    return OktaCredential(
        origin,
        mode,
        client_id=settings["clientId"].text.strip(),
        private_key=key,
        kid=settings["kid"].text.strip() if "kid" in settings else None,
        scopes=tuple(scopes),
    )


def _mode(settings: Mapping[str, _Setting]) -> Mode:
    if "authorizationMode" not in settings:
        return "PrivateKey" if "privateKey" in settings and "token" not in settings else "SSWS"
    written = settings["authorizationMode"]
    mode = _MODES.get(written.text.strip().lower())
    if mode is None:
        raise ConnectorError(f"{written.named_by} is no mode of the Okta SDK", help="use SSWS, Bearer or PrivateKey")
    return mode


def _token(setting: _Setting) -> str:
    token = setting.text.strip()
    # It becomes a header.
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConnectorError(
            f"{setting.named_by} holds characters that no Okta token has", help="copy the token once more"
        )
    return token
