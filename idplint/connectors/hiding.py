"""What keeps credentials out of messages and logs."""

from __future__ import annotations

import base64
import html
import logging
import re
from urllib.parse import quote, quote_plus

import msgspec

_SHORTEST = 6
"""Shorter values occur in ordinary words, so that hiding them would spoil every message and tell what they are."""
_LONGEST_MESSAGE = 300
_LOGGERS = (
    "aiohttp",
    "azure",
    "h11",
    "h2",
    "hpack",
    "httpcore",
    "httpx",
    "kiota",
    "kiota_http",
    "msal",
    "msal_extensions",
    "msgraph",
    "msgraph_core",
    "okta",
    "okta-sdk-python",
    "opentelemetry",
    "urllib3",
)


_SHAPES = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY.*?(?:-----END [A-Z0-9 ]*-----|\Z)"  # RFC 7468
    r"|eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*",  # RFC 7515
    re.DOTALL,
)
"""Credentials that show what they are, such as an assertion that an SDK has made and nobody else has seen."""
_ESCAPED = re.compile("%[0-9A-F]{2}")


class Hidden:
    """The credentials of one run, in every form in which a message might show them."""

    def __init__(self) -> None:
        self._forms: set[str] = set()

    def keep(self, value: str) -> None:
        """Hide this value from now on; one of fewer than six characters is left alone."""
        for part in (value, *value.splitlines()):
            if len(part) >= _SHORTEST:
                self._forms |= {form for form in _forms(part) if len(form) >= _SHORTEST}

    def hide(self, text: str) -> str:
        """Return the text with `***` in place of every value that was kept, and of private keys and tokens (JWT) of any kind."""
        # Longest first, since one value may be the beginning of another.
        for form in sorted(self._forms, key=len, reverse=True):
            text = text.replace(form, "***")
        return _SHAPES.sub("***", text)

    def line(self, text: str) -> str:
        """Return what a message may quote: one line of printable characters, cut to 300, without what was kept."""
        plain = "".join(letter if letter.isprintable() else " " for letter in self.hide(text))
        plain = " ".join(plain.split())
        return plain if len(plain) <= _LONGEST_MESSAGE else plain[: _LONGEST_MESSAGE - 1] + "…"


def silence_sdks() -> None:
    """Keep the SDKs' loggers from writing anywhere: at DEBUG they name addresses, headers and bodies."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
            logger.addHandler(logging.NullHandler())
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)


def _forms(value: str) -> set[str]:
    """The value as it is, inside JSON or HTML, in a URL or form, and inside base64 text, whatever stands before it."""
    forms = {value, quote(value, safe=""), quote(value), quote_plus(value)}
    # Some write the digits of an escape in small letters.
    forms |= {_ESCAPED.sub(lambda found: found[0].lower(), form) for form in forms}
    forms |= {msgspec.json.encode(value).decode()[1:-1], html.escape(value), html.escape(value, quote=False)}
    raw = value.encode("utf-8", "surrogatepass")
    for before in range(3):
        # Base64 turns three bytes into four letters: those at either end also depend on the neighbours.
        start = -(-before * 8 // 6) if before else 0
        whole = (before + len(raw)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"\0" * before + raw).decode()
            forms |= {text[start:whole], quote(text[start:whole], safe="")}
            if not before:
                forms |= {text, text.rstrip("=")}
    return forms
