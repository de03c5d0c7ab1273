"""From a source expression to its normal form."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from idplint.directory.samples import UserClass
from idplint.expressions.normal_forms.building import Builder
from idplint.expressions.normal_forms.forms import Form, Open, Text
from idplint.expressions.normal_forms.plain import plain_attribute
from idplint.model.application import Dialect, IdpKind, SourceExpression

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.expressions.known_directory import KnownDirectory
    from idplint.expressions.syntax import Node

_CLIP = 60
_LONGEST = {Dialect.ENTRA_PROVISIONING: 10_000}
"""Characters that Entra accepts (Microsoft, "Reference for writing expressions for attribute mappings")."""
_LONGEST_OF_ALL = 200_000


class Reader(msgspec.Struct, frozen=True):
    """What reading a syntax tree needs besides the tree."""

    builder: Builder
    dialect: Dialect
    text: str
    """The whole expression, which spans point into."""
    username: Form | None
    """What Okta's application username stands for, where it is known."""
    known: dict[int, Form] = msgspec.field(default_factory=dict)
    """What was read already, by the identity of its node: deep trees are walked once, not once for every level."""

    def once(self, node: Node, read: Callable[[Node, Reader], Form]) -> Form:
        """The form of a node, read when it is first asked for."""
        found = self.known.get(id(node))
        if found is None:
            found = self.known[id(node)] = read(node, self)
        return found

    def open(self, node: Node, reason: str = "", *, repeatable: bool = True) -> Open:
        """A part that idplint does not know the value of."""
        written = self.text[slice(*node.span)]
        if not reason:
            reason = f"idplint does not evaluate `{clipped(written)}`"
        return Open(f"{self.dialect}:{written}", reason, repeatable)


def clipped(text: str) -> str:
    """An expression short enough for a message."""
    return text if len(text) <= _CLIP else f"{text[: _CLIP - 1]}…"


@lru_cache(maxsize=16384)
def form_of(
    expression: SourceExpression,
    idp: IdpKind,
    user_class: UserClass = UserClass.MEMBERS,
    username: SourceExpression | None = None,
) -> Form:
    """What an expression comes to in any directory. Never raises: what cannot be read is `Open`.

    Args:
        expression: The source.
        idp: Whose directory it reads.
        user_class: For whom the form holds.
        username: What Okta's application username is made of, where that is known.
    """
    return _form(expression, idp, Builder(user_class), username)


def form_given(
    expression: SourceExpression,
    directory: KnownDirectory,
    user_class: UserClass,
    username: SourceExpression | None = None,
) -> tuple[Form, tuple[str, ...]]:
    """What an expression comes to where the declared facts of a directory hold, and the facts that were used, in words."""
    builder = Builder(user_class, directory)
    form = _form(expression, directory.idp, builder, username)
    return form, tuple(builder.given)


def _form(
    expression: SourceExpression, idp: IdpKind, builder: Builder, username: SourceExpression | None = None
) -> Form:
    if expression.dialect is Dialect.CONSTANT:
        return Text(expression.text)
    attribute = plain_attribute(expression, idp)
    if attribute is not None:
        return builder.source(attribute, expression.dialect)
    if expression.dialect is Dialect.OIDC_CLAIM:
        reason = f"what the claim {clipped(expression.text)} holds by itself is not documented"
        return Open(f"{expression.dialect}:{expression.text}", reason)
    if len(expression.text) > _LONGEST.get(expression.dialect, _LONGEST_OF_ALL):
        return Open(f"{expression.dialect}:{expression.text}", "the expression is too long")
    inner = _form(username, idp, builder) if username is not None and username != expression else None
    reader = Reader(builder, expression.dialect, expression.text, inner)
    try:
        return _read(reader, parsed(expression))
    except RecursionError:
        return Open(f"{expression.dialect}:{expression.text}", "the expression is nested too deeply")


@lru_cache(maxsize=16384)
def parsed(expression: SourceExpression) -> Node:
    """The syntax tree of an expression of a dialect that has one. Never raises."""
    from idplint.expressions.evaluation import language

    return language(expression.dialect.value).parse(expression.text)


def _read(reader: Reader, node: Node) -> Form:
    match reader.dialect:
        case Dialect.ENTRA_PROVISIONING:
            from idplint.expressions.normal_forms.entra_provisioning import read
        case Dialect.ENTRA_CLAIMS:
            from idplint.expressions.normal_forms.entra_claims import read
        case _:
            from idplint.expressions.normal_forms.okta import read
    return read(node, reader)
