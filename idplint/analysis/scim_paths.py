"""SCIM attribute paths: when two spellings name one attribute.

Source: RFC 7644 section 3.10 (attribute notation: names are case-insensitive, core schema URN optional), RFC 7643 section 4.1.2.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CORE = "urn:ietf:params:scim:schemas:core:2.0:user:"
_QUOTED = re.compile(r'("[^"]*")')
_BOOLEAN = re.compile(r'"(true|false)"', re.IGNORECASE)

WORK_EMAIL = 'emails[type eq "work"].value'
_EMAIL_SPELLINGS = frozenset(
    {
        WORK_EMAIL,
        "emails[primary eq true].value",
        "emails.value",
        "emails",
    }
)


@lru_cache(maxsize=2048)
def canonical_path(path: str) -> str:
    """One spelling for a path: lower case outside quotes, no core schema URN, booleans unquoted."""
    pieces = _QUOTED.split(_BOOLEAN.sub(lambda match: match.group(1).lower(), path.strip()))
    lowered = "".join(piece if piece.startswith('"') else re.sub(r"\s+", " ", piece).lower() for piece in pieces)
    return lowered.removeprefix(_CORE)


@lru_cache(maxsize=4096)
def same_path(one: str, other: str) -> bool:
    """Whether two paths name one attribute; the work, the primary and the only e-mail are taken as one."""
    first, second = canonical_path(one), canonical_path(other)
    return first == second or {first, second} <= _EMAIL_SPELLINGS
