"""Trying an expression on people: what value would this one carry?"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from idplint.directory.attributes import Attribute, Shape
from idplint.directory.samples import SampleUser, UserClass, guest_upn
from idplint.expressions.evaluation import Language, language
from idplint.expressions.normal_forms.forms import FIRST, JOIN, LOWER, UPPER, Applied, Form, Source
from idplint.expressions.normal_forms.plain import plain_attribute
from idplint.expressions.normal_forms.reading import parsed
from idplint.expressions.outcomes import Failed, Outcome, Undecided
from idplint.expressions.syntax import Attribute as Path
from idplint.expressions.syntax import Call, Literal, Node, Operation, Sequence
from idplint.expressions.users import MISSING, Missing, UserAttributes
from idplint.model.application import Dialect, IdpKind, SourceExpression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.expressions.outcomes import Value

_UPN = "entra.userPrincipalName"
_CLAIMS_CLASS = {
    UserClass.MEMBERS: "members",
    UserClass.ENTRA_GUESTS: "aadGuests",
    UserClass.EXTERNAL_GUESTS: "externalGuests",
}
_SEE_THROUGH = frozenset({LOWER, UPPER, JOIN, FIRST})
"""Functions after which a placeholder can still be read."""


_CONFIGURING = {
    "samlNameIdClaim": (0,),
    "when": (0,),
    "extract": (1,),
    "extractAlpha": (1,),
    "extractNumber": (1,),
    "trim": (1,),
}
"""Where in the calls of a claim a word of its configuration stands."""


class Tryable(msgspec.Struct, frozen=True, eq=False):
    """An expression ready to be evaluated for many people."""

    expression: SourceExpression
    attribute: Attribute | None
    """The attribute whose plain value it is."""
    node: Node | None
    language: Language | None
    reads: tuple[tuple[str, Attribute | None], ...]
    """Every name the expression reads, as it writes it, with the attribute behind it; None where there is none."""

    def value(self, user: SampleUser, username: Tryable | None = None) -> Outcome:
        """What the expression yields for a person; "" is None, for neither is sent.

        Args:
            user: The person. What only the company knows stands as a placeholder in angle brackets.
            username: Okta's application username.
        """
        found: Outcome
        if self.attribute is not None:
            held = _held(user, self.attribute, self.expression.dialect)
            found = placeholder(user, self.attribute) if isinstance(held, Missing) else held
            if found is None and self.expression.dialect is Dialect.OKTA_TEMPLATE:
                return Undecided("what a template writes for null is not documented by Okta")
        elif self.node is None or self.language is None:
            found = self.expression.text
        else:
            found = self.language.evaluate(self.node, UserAttributes(self._seen(user, username)))
        if isinstance(found, Failed):
            return Undecided(f"the identity provider itself fails: {found.reason}")
        return None if found in ("", []) else found

    def _seen(self, user: SampleUser, username: Tryable | None) -> dict[str, object]:
        dialect = self.expression.dialect
        seen: dict[str, object] = {}
        if dialect is Dialect.ENTRA_CLAIMS:
            seen["user.class"] = _CLAIMS_CLASS[user.user_class]
        for name, attribute in self.reads:
            if attribute is None:
                if username is not None and name in {"user.userName", "appuser.userName"}:
                    found = username.value(user)
                    if not isinstance(found, Undecided | Failed):
                        seen["appuser.userName"] = found
                continue
            held = _held(user, attribute, dialect)
            if not isinstance(held, Missing):
                seen[name] = held
            elif attribute.shape is Shape.FREE:
                seen[name] = placeholder(user, attribute)
        return seen


def _held(user: SampleUser, attribute: Attribute, dialect: Dialect) -> Value | Missing:
    """What a person's attribute holds where a dialect reads it; a guest's user principal name reads differently."""
    if attribute.name == _UPN and user.user_class is not UserClass.MEMBERS:
        decoded = guest_upn(user, dialect)
        return MISSING if decoded is None else decoded
    return user.values.get(attribute.name, MISSING)


def placeholder(user: SampleUser, attribute: Attribute) -> str:
    """What stands for a value that only the company knows."""
    return f"<{attribute.label} of {user.name}>"


@lru_cache(maxsize=4096)
def tryable(expression: SourceExpression, idp: IdpKind) -> Tryable:
    """Prepare an expression. Never raises."""
    attribute = plain_attribute(expression, idp)
    if attribute is not None or expression.dialect in {Dialect.CONSTANT, Dialect.OIDC_CLAIM}:
        return Tryable(expression, attribute, None, None, ())
    spoken, node = language(expression.dialect.value), parsed(expression)
    names = dict.fromkeys(path for path in _paths(node))
    reads = tuple((".".join(path), _attribute(path, expression.dialect)) for path in names)
    return Tryable(expression, None, node, spoken, reads)


def _attribute(path: tuple[str, ...], dialect: Dialect) -> Attribute | None:
    from idplint.directory import attributes

    if dialect is Dialect.ENTRA_PROVISIONING:
        return attributes.entra_provisioning_attribute(".".join(path))
    if dialect is Dialect.ENTRA_CLAIMS:
        return attributes.entra_claim_attribute(path[-1]) if path[0] == "user" else None
    root, name = path[0], path[-1]
    if path == ("user", "profile", "id"):
        return None
    if len(path) == (3 if path[:2] == ("user", "profile") else 2) and path != ("user", "userName"):
        if root == "user":
            return attributes.okta_attribute(name)
        if root == "source":
            return attributes.okta_source_attribute(name)
    return None


def _paths(node: Node) -> Iterator[tuple[str, ...]]:
    for part in nodes(node):
        if isinstance(part, Path):
            yield part.path
        elif isinstance(part, Call) and part.name == "getInternalProperty":
            # Its answer for "id" is looked up under the plain name.
            yield ("user", "id")


def nodes(node: Node) -> Iterator[Node]:
    """A node and everything inside it."""
    pending: list[Node | None] = [node]
    while pending:
        part = pending.pop()
        if part is None:
            continue
        yield part
        if isinstance(part, Call):
            pending += [part.receiver, *part.arguments]
        elif isinstance(part, Operation):
            pending += part.operands
        elif isinstance(part, Sequence):
            pending += part.items


def constants(prepared: Tryable) -> list[str]:
    """The texts that an expression names, in order, each once."""
    if prepared.node is None:
        return []
    found = list(nodes(prepared.node))
    # The words of a claim's configuration are no values: its format, its user type, which kind of extract.
    words = {
        id(argument)
        for part in found
        if isinstance(part, Call)
        for position in _CONFIGURING.get(part.name, ())
        for argument in part.arguments[position : position + 1]
    }
    texts = (part.value for part in found if isinstance(part, Literal) and id(part) not in words)
    return list(dict.fromkeys(text for text in texts if isinstance(text, str) and text))


def hidden_source(form: Form, user: SampleUser) -> Source | None:
    """An attribute that only the company knows and that a function cuts up, so that no placeholder can stand for it."""
    return next((part for part in cut_up(form) if part.attribute.name not in user.values), None)


def cut_up(form: Form) -> list[Source]:
    """The attributes of a form for which no placeholder can stand, as a function looks into them."""
    found: list[Source] = []
    pending: list[tuple[Form, bool]] = [(form, True)]
    while pending:
        part, readable = pending.pop()
        if isinstance(part, Source):
            if not readable and part.attribute.shape is Shape.FREE:
                found.append(part)
        elif isinstance(part, Applied):
            below = readable and part.function in _SEE_THROUGH
            pending.extend((operand, below) for operand in part.operands if operand is not None)
    return found
