"""Normal forms of Okta's three dialects.

Source: Okta, "Okta Expression Language overview" and "Okta Expression Language in Identity Engine".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.directory.attributes import Shape, okta_attribute, okta_source_attribute
from idplint.expressions.normal_forms.building import is_address
from idplint.expressions.normal_forms.forms import (
    BEFORE_AT,
    JOIN,
    LOWER,
    UPPER,
    Applied,
    Form,
    Open,
    Source,
    Text,
    parts,
)
from idplint.expressions.normal_forms.vendor_calls import as_written, literal
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Operation, Sequence, Unsupported
from idplint.model.application import Dialect

if TYPE_CHECKING:
    from idplint.expressions.normal_forms.reading import Reader

_LOWER = frozenset({"String.toLowerCase", "fn:toLowerCase", "f:toLowerCase", "toLowerCase"})
_UPPER = frozenset({"String.toUpperCase", "fn:toUpperCase", "f:toUpperCase", "toUpperCase"})
_BEFORE = frozenset({"String.substringBefore", "fn:substringBefore", "f:substringBefore", "substringBefore"})
_TEXT_SHAPES = frozenset({Shape.ADDRESS, Shape.NAME, Shape.HANDLE})
_USERNAME_IN = {
    # In the classic language `user.userName` would be a custom attribute of the profile.
    Dialect.OKTA_TEMPLATE: ("user", "userName"),
    Dialect.OKTA_CLASSIC: ("appuser", "userName"),
    Dialect.OKTA_IDENTITY_ENGINE: ("appuser", "userName"),
}
_BY_TIME = frozenset({"Time.now", "DateTime.now"})


def read(node: Node, reader: Reader) -> Form:
    """The normal form of a syntax tree; never raises but for `RecursionError`."""
    return reader.once(node, _read)


def _read(node: Node, reader: Reader) -> Form:
    match node:
        case Unsupported(reason=reason):
            return reader.open(node, reason)
        case Literal():
            return literal(node)
        case Attribute():
            return _attribute(node, reader)
        case Sequence(items=items, template=True):
            return reader.builder.join(*(read(item, reader) for item in items))
        case Operation(operator="?:", operands=(one, other)):
            first = read(one, reader)
            passed = reader.builder.may_be_passed_over(first)
            return reader.builder.first(first, read(other, reader)) if passed else as_written(node, reader, read)
        case Operation(operator="?:", operands=(condition, then, otherwise)):
            chosen = _choice(condition, read(then, reader), read(otherwise, reader), reader)
            return chosen if chosen is not None else as_written(node, reader, read)
        case Operation(operator="+") if reader.dialect is not Dialect.OKTA_TEMPLATE:
            return _sum(node, reader)
        case Call():
            return _call(node, reader)
        case Operation() | Sequence():
            return as_written(node, reader, read)


def _attribute(node: Attribute, reader: Reader) -> Form:
    root, *rest = node.path
    source = reader.builder.source
    if root == "session":
        return reader.open(node, f"{'.'.join(node.path)} is another one at each sign-in", repeatable=False)
    if root == "user" and rest[:1] == ["profile"] and reader.dialect is Dialect.OKTA_IDENTITY_ENGINE:
        rest = rest[1:]
        if rest == ["id"]:
            return reader.open(node)
    elif root == "user" and reader.dialect is Dialect.OKTA_IDENTITY_ENGINE and rest != ["id"]:
        return reader.open(node, "the Identity Engine language names profile attributes user.profile.…")
    if node.path == _USERNAME_IN.get(reader.dialect):
        if reader.username is None:
            return reader.open(node, "the application username could not be resolved")
        return reader.username
    if len(rest) != 1 or (root == "user" and rest == ["userName"]):
        return reader.open(node)
    if root == "user":
        if rest == ["id"] and reader.dialect is Dialect.OKTA_TEMPLATE:
            return reader.open(node, "whether Okta resolves the user id in a template is not documented")
        return source(okta_attribute(rest[0]), reader.dialect)
    return source(okta_source_attribute(rest[0]), reader.dialect) if root == "source" else reader.open(node)


def _choice(condition: Node, then: Form, otherwise: Form, reader: Reader) -> Form | None:
    """A ternary that asks whether an attribute is empty, or does not matter."""
    if then == otherwise:
        unread = any(isinstance(part, Open) for part in parts(read(condition, reader)))
        return None if unread else then
    asked = _asked_to_be_empty(condition)
    if asked is None:
        return None
    node, empty = asked
    tested = read(node, reader)
    if not isinstance(tested, Source):
        return None
    return reader.builder.if_present(tested, *((otherwise, then) if empty else (then, otherwise)))


def _asked_to_be_empty(condition: Node) -> tuple[Node, bool] | None:
    """What `empty x`, `x == null || x == ""` and their opposites ask for, and whether they hold where it is empty.

    Both have to be asked: null was never set, the empty text was cleared.
    """
    match condition:
        case Operation(operator="!", operands=(inner,)):
            found = _asked_to_be_empty(inner)
            return None if found is None else (found[0], not found[1])
        case Operation(operator="empty", operands=(Attribute() as tested,)):
            return tested, True
        case Operation(
            operator="||" | "&&" as joined,
            operands=(
                Operation(operator=one, operands=(Attribute() as tested, Literal(value=first))),
                Operation(operator=other, operands=(Attribute(path=path), Literal(value=second))),
            ),
        ):
            compared = "==" if joined == "||" else "!="
            if one == other == compared and tested.path == path and {first, second} == {None, ""}:
                return tested, joined == "||"
    return None


def _sum(node: Operation, reader: Reader) -> Form:
    """Texts joined by `+`; two numbers would be added, so that one of the first two operands must be text."""
    forms = [read(each, reader) for each in node.operands]
    if any(map(_is_certainly_text, forms[:2])):
        return reader.builder.join(*forms)
    return as_written(node, reader, read)


def _is_certainly_text(form: Form) -> bool:
    if isinstance(form, Source):
        return form.attribute.shape in _TEXT_SHAPES
    return isinstance(form, Text) or (isinstance(form, Applied) and form.function in {LOWER, UPPER, BEFORE_AT, JOIN})


def _call(node: Call, reader: Reader) -> Form:
    if node.name in _BY_TIME:
        return reader.open(node, f"{node.name}() is the time of evaluation", repeatable=False)
    given = ((node.receiver,) if node.receiver is not None else ()) + node.arguments
    if _is_user_id(node):
        return reader.builder.source(okta_attribute("id"), reader.dialect)
    if any(argument is None for argument in given):
        return as_written(node, reader, read)
    forms = [read(argument, reader) for argument in given if argument is not None]
    build = reader.builder
    match forms:
        case [source] if node.name in _LOWER:
            return build.lower(source)
        case [source] if node.name in _UPPER:
            return build.upper(source)
        case [source, Text("@")] if node.name in _BEFORE and is_address(source):
            return build.before_at(source)
        case [one, other] if node.name == "String.append":
            return build.join(one, other)
        case [Text() as separator, first, *others] if node.name == "String.join" and others:
            return build.join(first, *(part for other in others for part in (separator, other)))
    return as_written(node, reader, read)


def _is_user_id(node: Call) -> bool:
    return (
        node.name == "getInternalProperty"
        and isinstance(node.receiver, Attribute)
        and node.receiver.path == ("user",)
        and len(node.arguments) == 1
        and isinstance(node.arguments[0], Literal)
        and node.arguments[0].value == "id"
    )
