""".NET regular expressions, applied with the `regex` library: as .NET would, or undecided.

`translate` in `dotnet_pattern` writes the pattern anew with every part whose meaning is the same in both engines; here are the
searches, which follow .NET's rule for empty matches, and the replacement language.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache
from typing import TYPE_CHECKING

from idplint.expressions.entra_provisioning.dotnet_pattern import Translated, translate
from idplint.expressions.entra_provisioning.values import MAX_OUTPUT, Undecidable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import regex

_MAX_MATCHES = 100_000
_REPLACEMENT = re.compile(r"\$(?:(\$)|(&)|([0-9]+)|\{([A-Za-z_][A-Za-z0-9_]*|[0-9]+)\}|([`'+_]))", re.ASCII)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> tuple[Translated, regex.Pattern[str]]:
    import regex

    translated = translate(pattern)
    try:
        return translated, regex.compile(translated.pattern, flags=regex.VERSION0)
    except (regex.error, OverflowError, RecursionError, MemoryError):
        raise Undecidable("idplint cannot apply this regular expression") from None


def _matches(pattern: str, subject: str, deadline: float) -> Iterator[tuple[Translated, regex.Match[str]]]:
    translated, compiled = _compiled(pattern)
    if subject and max(subject) > "\uffff":
        raise Undecidable("a regular expression may cut a character in two that takes two UTF-16 units")
    if translated.needs_ascii and not subject.isascii():
        raise Undecidable("what `\\b` and `(?i)` mean for accented letters differs between engines")
    at = 0
    for _ in range(_MAX_MATCHES):
        left = deadline - time.monotonic()
        try:
            match = compiled.search(subject, at, timeout=max(left, 0.001))
        except TimeoutError:
            match = None
            left = 0
        if left <= 0:
            raise Undecidable("the regular expression takes too long on this value")
        if match is None:
            return
        yield translated, match
        # .NET moves on by one after an empty match.
        at = match.end() + (match.start() == match.end())
        if at > len(subject):
            return
    raise Undecidable(f"the regular expression matches more than {_MAX_MATCHES:,} times")


def substitute(pattern: str, subject: str, replacement: str, deadline: float) -> str:
    """Every match replaced, as .NET's Regex.Replace does it.

    Raises:
        Undecidable: The pattern cannot be carried over faithfully, takes too long, or the result is too long.
        Rejected: .NET would refuse the pattern.
    """
    _compiled(pattern)
    parts: list[str] = []
    at = size = 0
    for translated, match in _matches(pattern, subject, deadline):
        new = _expanded(replacement, translated, match)
        parts += [subject[at : match.start()], new]
        at = match.end()
        size += len(new)
        if size > MAX_OUTPUT:
            raise Undecidable(f"the result is longer than {MAX_OUTPUT:,} characters")
    return "".join([*parts, subject[at:]])


def _expanded(replacement: str, translated: Translated, match: regex.Match[str]) -> str:
    def value(found: re.Match[str]) -> str:
        dollar, whole, number, name, other = found.groups()
        if dollar:
            return "$"
        if whole:
            return match.group()
        if other or (number and len(number) > 1):
            raise Undecidable("this substitution in a replacement is not carried over")
        index = translated.group(number or name)
        # .NET leaves a reference to a group that does not exist as it stands.
        return found.group() if index is None else match.group(index) or ""

    return _REPLACEMENT.sub(value, replacement) if "$" in replacement else replacement


def group_spans(pattern: str, subject: str, group: str, deadline: float) -> list[tuple[int, int]] | None:
    """Where a named group stands in each match; None when it takes no part in one of them.

    Raises:
        Undecidable: As for `substitute`, or the pattern has no such group.
    """
    translated, _ = _compiled(pattern)
    index = translated.group(group)
    if index is None:
        raise Undecidable("the regular expression has no group of that name")
    spans = [match.span(index) for _, match in _matches(pattern, subject, deadline)]
    return None if (-1, -1) in spans else spans
