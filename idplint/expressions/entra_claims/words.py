"""A claim with transformations as a message can show it: `toLowercase(user.mail)`."""

from __future__ import annotations

from idplint.expressions.entra_claims.parsing import parse
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Operation, Sequence, Unsupported

_UNREAD = "a claim transformation"
_INNER = frozenset({"mappedNameId", "verifiedDomain", "beyondNameIdLimits", "allValues", "perhapsWithoutDomain"})


def in_words(text: str) -> str:
    """The claim's JSON in one line; "a claim transformation" where it cannot be read. Never raises."""
    try:
        return _words(parse(text))
    except RecursionError:
        return _UNREAD


def _words(node: Node | None) -> str:
    match node:
        case Attribute(path=path):
            return ".".join(path)
        case Literal(value=value):
            return f'"{value}"' if isinstance(value, str) else str(value)
        case Operation(operator="?:", operands=(transformed, attribute)):
            return f"{_words(transformed)}, else {_words(attribute)}"
        case Call():
            return _call(node)
        case None:
            return ""
        case Unsupported() | Operation() | Sequence():
            return _UNREAD


def _call(node: Call) -> str:
    if node.name in {"samlNameIdClaim", "customClaim"}:
        branches = [each for each in node.arguments if isinstance(each, Call) and each.name == "when"]
        return _words(branches[0].arguments[2]) if len(branches) == 1 else f"{_UNREAD} in {len(branches)} branches"
    if node.name in _INNER:
        return _words(node.arguments[0])
    if node.name == "withoutDomain":
        return f"{_words(node.arguments[0])} without its domain"
    given = [_words(each) for each in node.arguments if each is not None]
    return _UNREAD if _UNREAD in given else f"{node.name}({', '.join(given)})"
