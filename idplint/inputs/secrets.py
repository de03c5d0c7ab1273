"""What is never written to a file: how a secret is recognised by its name, by its place in a URL, or by its shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

REDACTED = "REDACTED"
"""What stands in place of a secret."""

_NAMES = re.compile(
    r"passw|pass[_-]?phrase|pwd|secret|token|credential|(?:private|api|access)[_-]?key|assertion|signature"
    r"|\bsig\b|\bcode\b",
    re.IGNORECASE,
)
_PARAMETERS = re.compile(
    r"(?:\b|_)(?:auth|authorization|bearer|jwt|key|pass|passcode|pw)\Z"
    r"|(?:account|auth|encryption|function|master|shared|signing|subscription)[_-]?key",
    re.IGNORECASE,
)
"""Names that say more of a URL's parameter than of an attribute, which may well be called `key`."""
_SHAPES = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY"  # RFC 7468, with the older labels of OpenSSL, OpenSSH and PGP
    r"|(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*"  # RFC 7515: base64url of {"
    r"|(?<![A-Za-z0-9_])(?:gh[oprsu]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})"  # GitHub, "About authentication"
    r"|(?<![A-Za-z0-9_-])xox[abeprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}"  # Slack, "Token types"
)
_URL = re.compile(r"://[^\s\"'<>\\]+")
"""From behind the scheme on, so that long texts without a URL are read once only."""
_NOTHING_BUT_URL = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?//\S+\s*|[\w.:@%~-]*/[^\s()?]*\?[^\s=]+=\S*")
"""In which quotation marks belong to the URL; the scheme, and what stands before the query, may be missing."""
_SEPARATOR = re.compile("[&;]")
_PATH_PARAMETER = re.compile(r"(?<=;)([^;=/]+)=([^;/]+)")
_AUTHORITY_ENDS = re.compile("[/?#]")


def names_secret(name: str) -> bool:
    """Whether an attribute or URL parameter of this name may hold a secret, so that its value is never written."""
    return _NAMES.search(name) is not None


def shows_secret(text: str) -> bool:
    """Whether a text holds a private key in PEM (RFC 7468), a token in compact form (RFC 7515, RFC 7516), GitHub's or Slack's."""
    return _SHAPES.search(text) is not None


def url_without_secrets(url: str) -> str:
    """Return the URL without user info and without values of parameters that look like credentials.

    Parameters are those of the query, of the path (RFC 3986, section 3.3) and of the fragment, where the implicit flow puts
    them (RFC 6749, section 4.2.2).
    """
    address, hash_sign, fragment = url.partition("#")
    address, question_mark, query = address.partition("?")
    scheme, mark, rest = address.partition("//")
    if mark and (not scheme.strip() or scheme.endswith(":")):
        # A hostile or careless author may have put more slashes than there should be.
        more = len(rest) - len(rest := rest.lstrip("/"))
        mark += "/" * more
        end = found.start() if (found := _AUTHORITY_ENDS.search(rest)) else len(rest)
        address = f"{scheme}{mark}{rest[:end].rpartition('@')[2]}{rest[end:]}"
    address = _PATH_PARAMETER.sub(_without_value, address)
    return f"{address}{question_mark}{_parameters(query)}{hash_sign}{_parameters(fragment)}"


def text_without_secrets(text: str) -> str:
    """Return a text with every URL in it cleaned, or `REDACTED` where the text shows a secret by its shape."""
    if shows_secret(text):
        return REDACTED
    if _NOTHING_BUT_URL.fullmatch(text):
        text = url_without_secrets(text)
    if "://" not in text:
        return text
    return _URL.sub(lambda found: url_without_secrets(found[0]), text)


def _parameters(query: str) -> str:
    return "".join(_cleaned(query)) if "=" in query else query


def _cleaned(query: str) -> Iterator[str]:
    start = 0
    for separator in (*_SEPARATOR.finditer(query), None):
        end = separator.start() if separator else len(query)
        name, sign, value = query[start:end].partition("=")
        yield f"{name}={REDACTED}" if sign and value and _names_secret_parameter(name) else query[start:end]
        if separator:
            yield separator[0]
            start = separator.end()


def _without_value(parameter: re.Match[str]) -> str:
    return f"{parameter[1]}={REDACTED}" if _names_secret_parameter(parameter[1]) else parameter[0]


def _names_secret_parameter(name: str) -> bool:
    plain = unquote(name)
    return names_secret(plain) or _PARAMETERS.search(plain) is not None
