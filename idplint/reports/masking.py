"""Secrets hidden in source excerpts: a labelled line may hold a token beside what the finding is about."""

from __future__ import annotations

import re

_SENSITIVE_KEY = r"(?:secret|passw(?:or)?d|passphrase|token|(?:api|private|access)[_-]?key)"

# A value in quotes runs to the same quote with as many backslashes (JSON inside a JSON string has escaped quotes);
# where that is in doubt, too much is hidden rather than too little. A value without quotes is one word.
_VALUE = r"""(?:(?P<quote>\\*["'])(?P<quoted>(?:(?!(?<!\\)(?P=quote)).)*)|(?P<bare>[^\s"',}\])]+))"""

_ASSIGNMENT = re.compile(rf"""{_SENSITIVE_KEY}\\*["']?\s*(?:=>|[:=])\s*{_VALUE}""", re.IGNORECASE)
# Entra synchronization secrets: `"key": "SecretToken", "value": "..."`
_NAMED_PAIR = re.compile(
    rf"""{_SENSITIVE_KEY}\\*["']\s*,\s*\\*["']?value\\*["']?\s*[:=]\s*{_VALUE}""",
    re.IGNORECASE,
)
_BEARER = re.compile(r"""\bBearer\s+(?P<bare>[^\s"',}\]\\]+)""", re.IGNORECASE)


def mask_secrets(line: str) -> str:
    """The line with the values of secret-looking keys as asterisks, one per code point, so that columns stay true."""
    for pattern in (_ASSIGNMENT, _NAMED_PAIR, _BEARER):
        line = pattern.sub(_masked, line)
    return line


def _masked(match: re.Match[str]) -> str:
    groups = match.groupdict()
    group = "bare" if groups["bare"] is not None else "quoted"
    start, end = (position - match.start() for position in match.span(group))
    whole = match.group()
    return whole[:start] + "*" * (end - start) + whole[end:]
