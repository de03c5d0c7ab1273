"""`okta-template`: literal text with `${…}` holes, as in SAML subject templates and built-in username templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idplint.expressions.okta import functions_jstl, interpreter
from idplint.expressions.okta.grammar import Parser, too_deep
from idplint.expressions.okta.language import NAMESPACES, Language
from idplint.expressions.okta.tokens import UnreadableError
from idplint.expressions.syntax import MAX_LENGTH, Literal, Node, Sequence, Unsupported

if TYPE_CHECKING:
    from idplint.expressions.outcomes import Outcome
    from idplint.expressions.users import UserAttributes

LANGUAGE = Language(
    name="okta-template",
    title="templates",
    functions=functions_jstl.FUNCTIONS,
    methods={},
    live=frozenset(),
    rejected=dict.fromkeys(
        NAMESPACES, "templates do not support this language's functions; Okta wants JSTL's `fn:` ones there"
    ),
    template=True,
    arrays=False,
    elvis=False,
)

_CLASSIC = re.compile(
    r"\s*(?:user|source|appuser|idpuser|org|app|session)\.\w|.*?\b(?:String|Arrays|Convert|Iso3166Convert|Time)\.\w{1,40}\(",
    re.DOTALL,
)


def parse(text: str) -> Node:
    """The template's parts; a hole that cannot be read is `Unsupported`. Raises nothing."""
    if len(text) > MAX_LENGTH:
        return Unsupported(f"longer than {MAX_LENGTH} characters", (0, len(text)))
    if not text:
        return Unsupported("the template is empty", (0, 0))
    if "${" not in text and _CLASSIC.match(text):
        return Unsupported(
            "this is written in the classic language; a template has `${…}` and sends the rest literally",
            (0, len(text)),
        )
    parts: list[Node] = []
    place = 0
    while place < len(text):
        hole = text.find("${", place)
        if hole != place:
            end = len(text) if hole < 0 else hole
            parts.append(_literal(text[place:end], place))
            place = end
            continue
        node, place = _hole(text, hole)
        parts.append(node)
    return Sequence(tuple(parts), (0, len(text)), template=True)


def _literal(text: str, place: int) -> Node:
    for mark, reason in (
        ("{", "a brace without `$` before it is not documented for templates"),
        ("\\", "whether a backslash in a template is an escape is not documented"),
    ):
        found = text.find(mark)
        if found >= 0:
            return Unsupported(reason, (place + found, place + found + 1))
    return Literal(text, (place, place + len(text)))


def _hole(text: str, place: int) -> tuple[Node, int]:
    """The hole that opens here, and where the text goes on; an unreadable hole takes the rest of the text with it."""
    try:
        parser = Parser(text, place + 2, LANGUAGE)
        if parser.current.text == "}":
            return Unsupported("the hole is empty", (place, parser.current.end)), parser.current.end
        node = parser.expression()
        last = parser.current
        if last.kind == "end":
            return Unsupported("the `${` is never closed", (place, place + 2)), len(text)
        if last.text != "}":
            return Unsupported(f"`{last.text[:40]}` cannot stand here", (last.start, last.end)), len(text)
    except UnreadableError as error:
        return Unsupported(error.reason, error.span), len(text)
    return too_deep(node) or node, last.end


def evaluate(node: Node, user: UserAttributes) -> Outcome:
    """What the template gives for a user. Raises nothing."""
    return interpreter.evaluate(node, user, LANGUAGE)
