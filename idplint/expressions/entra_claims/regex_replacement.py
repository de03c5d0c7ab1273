"""`regexReplace`: a pattern of .NET and a template whose `{name}` is a group of the pattern or an additional attribute.

Source: Microsoft, "Customize SAML token claims", section "Regex-based claims transformation".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idplint.expressions.entra_claims.dotnet_regex import Found, find_all, translate
from idplint.expressions.outcomes import Failed, Undecided

if TYPE_CHECKING:
    from collections.abc import Mapping

    from idplint.expressions.outcomes import Outcome

LONGEST_OUTPUT = 1_000_000
_HOLE = re.compile(r"\{([^{}]*)\}")


class NoMatch:
    """The pattern does not match, so Entra skips the transformation."""


def replace(
    text: str, pattern: str, template: str, attributes: Mapping[str, Outcome], seconds: float
) -> str | NoMatch | Undecided | Failed:
    """Transform one text.

    Args:
        text: The input.
        pattern: In the dialect of .NET.
        template: The replacement, with `{name}` holes.
        attributes: Values of the additional attributes, by the name a hole has for them.
        seconds: The search is given up after this time.
    """
    translated = translate(pattern)
    if isinstance(translated, Undecided):
        return translated
    found = find_all(translated, text, seconds)
    if isinstance(found, Undecided):
        return found
    if not found:
        return NoMatch()
    pieces: list[str] = []
    size = 0
    for match in found:
        filled = _filled(template, match, translated.names, attributes)
        if not isinstance(filled, str):
            return filled
        # Each piece may be long, and every character a match: the sum is what fills the memory.
        size += len(filled)
        if size > LONGEST_OUTPUT:
            return Undecided("the result is too long")
        pieces.append(filled)
    # The pages call the template the output; the name of the function, and policies in use, say that what did not match stays.
    # Where one match covers the whole text, both mean the same.
    if pieces[0] == _in_place(text, found, pieces) == _in_place(text, found[:1], pieces):
        return pieces[0]
    return Undecided("the regular expression matches a part of the value, and whether the rest stays is not documented")


def _in_place(text: str, found: list[Found], pieces: list[str]) -> str:
    parts: list[str] = []
    done = 0
    for match, piece in zip(found, pieces, strict=False):
        parts += (text[done : match.start], piece)
        done = match.end
    return "".join((*parts, text[done:]))


def _filled(
    template: str, match: Found, names: tuple[str, ...], attributes: Mapping[str, Outcome]
) -> str | Undecided | Failed:
    if "$" in template:
        return Undecided("what a `$` in a replacement pattern means is not documented")
    parts: list[str] = []
    done = size = 0
    for hole in _HOLE.finditer(template):
        value = _value(hole[1], match, names, attributes)
        if not isinstance(value, str):
            return value
        parts += (template[done : hole.start()], value)
        size += hole.start() - done + len(value)
        done = hole.end()
        if size > LONGEST_OUTPUT:
            return Undecided("the result is too long")
    parts.append(template[done:])
    if set(_HOLE.sub("", template)) & {"{", "}"}:
        return Undecided("what a curly bracket without a partner means in a replacement pattern is not documented")
    return "".join(parts)


def _value(
    name: str, match: Found, names: tuple[str, ...], attributes: Mapping[str, Outcome]
) -> str | Undecided | Failed:
    attribute = next((key for key in attributes if key.lower() == name.lower()), None)
    if name in names and attribute is None:
        return match.groups[name] or Undecided(
            f"the group {name!r} holds nothing, and what Entra then puts in is not documented"
        )
    if name in names:
        return Undecided(f"{name!r} is both a group and an attribute")
    if attribute is None:
        if name.isdigit() or name.lower() in {each.lower() for each in names} or "." in name:
            return Undecided(f"whether `{{{name}}}` names a group is not documented")
        return Failed(f"`{{{name}}}` names neither a group of the regular expression nor an additional attribute")
    value = attributes[attribute]
    if isinstance(value, str | Undecided | Failed) and value != "":
        return value
    return Undecided(f"the attribute {name!r} holds nothing, and what Entra then puts in is not documented")
