"""Keywords of the Auth0 Deploy CLI: marks in a value's place which are replaced when the tree is deployed.

Source: Auth0 Deploy CLI, "Keyword Replacement". `@@KEY@@` stands for a JSON value, quotes around it included; `##KEY##` for
text as it is, also in the middle of a value. The replacements stand outside of the tree and differ from tenant to tenant,
so a value that holds a keyword is unknown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar, cast

import msgspec
from msgspec import UNSET

from idplint.documents.malformed import Decoded, Malformed
from idplint.inputs.part import Part
from idplint.model.values import Origin, Pointer, Unknown

if TYPE_CHECKING:
    from idplint.documents.document import Document

T = TypeVar("T")
W = TypeVar("W")

_KEYWORD = re.compile(r"##[^\s#]+##|@@[^\s@]+@@")
_COMMENT = re.compile(r"\s*:?\s+(##[^\s#]+##)")
"""What follows a key, or the dash of a list item, whose value YAML takes for a comment."""
_REMEDIES = {
    "login key": "write the value itself, or declare `link: {login: …}` under `applications:` in idplint.yaml",
    "SCIM key": "write the value itself, or declare `link: {scim: …}` under `applications:` in idplint.yaml",
}
_REMEDY = "write the value itself"


def keyword_in(value: object) -> str | None:
    """Return the first keyword in a text, with its marks; None where there is none, or where the value is no text."""
    found = _KEYWORD.search(value) if isinstance(value, str) else None
    return found[0] if found else None


class KeywordPart(Part[T]):
    """A part in which values that hold a keyword count as values that could not be read."""

    __slots__ = ()

    @classmethod
    def reading(cls, part: Part[T]) -> KeywordPart[T]:
        """Take every text that holds a keyword out of a part, and remember its place."""
        document = part.record.document
        found: list[Malformed] = []
        value = cast("T", _without(part.value, part.origin.pointer, document, found))
        decoded = Decoded(part.decoded.value, (*part.decoded.malformed, *found))
        return cls(value, part.origin, decoded, part.record)

    def below(self, value: W, *steps: str | int) -> KeywordPart[W]:
        """Return a part of this part."""
        return KeywordPart(value, self.origin.at(*steps), self.decoded, self.record)

    def unknown_if_broken(self, fact: str, *steps: str | int) -> Unknown | None:
        """As for any part, but with the keyword as the reason where one stands there."""
        malformed = self.broken(*steps)
        keyword = keyword_in(malformed.found) if malformed else None
        if malformed is None or keyword is None:
            return super().unknown_if_broken(fact, *steps)
        reason = f"{keyword} stands there, which the Deploy CLI replaces only when it deploys"
        return Unknown(fact, reason, _REMEDIES.get(fact, _REMEDY), Origin(self.origin.path, malformed.pointer))


def keyword_at(document: Document, pointer: Pointer) -> str | None:
    """Return the keyword in the value at a place, or in its place where YAML takes an unquoted `##KEY##` for a comment."""
    try:
        value = document.value_at(pointer)
    except KeyError:
        return None
    return keyword_in(value) or _commented(document, pointer, value)


def _commented(document: Document, pointer: Pointer, value: object) -> str | None:
    # Only where there is no value: a comment behind a value is far more likely to be one.
    if value is not None or document.format != "yaml":
        return None
    span = document.span(pointer, "key")
    line = document.line(span.end_line)
    behind = _COMMENT.match(line, span.end_column - 1) if line is not None else None
    return behind[1] if behind else None


def _without(value: object, pointer: Pointer, document: Document, found: list[Malformed]) -> object:
    """Return a decoded value without the texts that hold a keyword."""
    if isinstance(value, msgspec.Struct):
        names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
        kept = {
            name: _without(held, (*pointer, key), document, found)
            for name, key in names
            if (held := getattr(value, name)) is not UNSET
        }
        return type(value)(**kept)
    if isinstance(value, list):
        return [_without(item, (*pointer, index), document, found) for index, item in enumerate(value)]
    if value is None or isinstance(value, str):
        keyword = keyword_in(value) or _commented(document, pointer, value)
        if keyword is not None:
            found.append(Malformed(pointer, "a value", f"the keyword {keyword}"))
            return UNSET
    return value
