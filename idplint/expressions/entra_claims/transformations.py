"""Transformations of a custom claims policy as calls: `#microsoft.graph.joinTransformation` is `join(input, separator, input2)`.

Source: Microsoft Graph beta, resource types `customClaimTransformation` and its descendants.
"""

from __future__ import annotations

from idplint.expressions.entra_claims.json_tree import Json, Members, member, text_of
from idplint.expressions.entra_claims.sources import normal_id, normal_source
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Unsupported

ALL_VALUES = "allValues"
"""Wraps an input of which every value is transformed."""
DROPS_DOMAIN = "withoutDomain"
"""Wraps the first input of a NameID Join."""
MAY_DROP_DOMAIN = "perhapsWithoutDomain"
"""The same, where nothing says whether the claim is a NameID, or whether the policy has that peculiarity."""

_NAMES = {
    name.lower(): name
    for name in (
        "join",
        "extractMailPrefix",
        "toLowercase",
        "toUppercase",
        "contains",
        "startsWith",
        "endsWith",
        "ifEmpty",
        "ifNotEmpty",
        "extract",
        "extractAlpha",
        "extractNumber",
        "substring",
        "trim",
        "regexReplace",
    )
}
_EXTRACTS = {
    "after": "after",
    "aftermatching": "after",
    "before": "before",
    "beforematching": "before",
    "between": "between",
    "betweenmatching": "between",
}
_TRIMS = ("leading", "trailing", "leadingandtrailing")


def attribute_node(written: Json) -> Node:
    """A `customClaimAttributeBase`: a source of a value, or a constant."""
    if not isinstance(written.value, dict):
        return Unsupported("an attribute object was expected", written.span)
    members = written.value
    constant, name = member(members, "value"), member(members, "id")
    kind = (text_of(members, "@odata.type") or "").rpartition(".")[2].lower()
    if constant and isinstance(constant.value, str) and kind != "sourcedattribute" and not name:
        return Literal(constant.value, constant.span)
    if not (name and isinstance(name.value, str) and name.value.strip()) or kind == "valuebasedattribute":
        return Unsupported("the attribute names neither a source nor a constant", written.span)
    return source_node(name, text_of(members, "source") or "user", _is_true(members, "isExtensionAttribute"))


def source_node(name: Json, source: str, extension: bool = False) -> Node:  # noqa: FBT001, FBT002 - a flag of the policy
    """The attribute of a source, by its id."""
    known = normal_source(source)
    if not known:
        return Unsupported(f"the source {source.strip()!r} is not one that Entra documents", name.span)
    return Attribute((known, normal_id(str(name.value), extension=extension)), name.span)


def _is_true(members: Members, key: str) -> bool:
    found = member(members, key)
    return found is not None and (found.value is True or str(found.value).lower() == "true")


def input_node(members: Members, key: str, owner: Json) -> Node:
    """A `transformationAttribute`."""
    found = member(members, key)
    if not found or not isinstance(found.value, dict) or not (inner := member(found.value, "attribute")):
        return Unsupported(f"the transformation has no {key!r}", owner.span)
    node = attribute_node(inner)
    return Call(ALL_VALUES, (node,), found.span) if _is_true(found.value, "treatAsMultiValue") else node


def transformation_node(written: Json, previous: Node | None, domain: str | None) -> Node:
    """One transformation.

    Args:
        written: The JSON object.
        previous: What the transformation before it yields; None for the first one.
        domain: What a Join wraps its input in, `DROPS_DOMAIN` or `MAY_DROP_DOMAIN`; None for a claim that is no NameID.
    """
    if not isinstance(written.value, dict):
        return Unsupported("a transformation object was expected", written.span)
    members = written.value
    kind = (text_of(members, "@odata.type") or "").rpartition(".")[2].lower().removesuffix("transformation")
    name = _NAMES.get(kind)
    if not name:
        return Unsupported("the transformation's @odata.type is not one that idplint knows", written.span)
    first = _first_input(members, previous, written)
    if name == "join" and domain:
        first = Call(domain, (first,), first.span)
    arguments = _arguments(name, members, written)
    if isinstance(arguments, Unsupported):
        return arguments
    return Call(name, (first, *arguments), written.span)


def _first_input(members: Members, previous: Node | None, written: Json) -> Node:
    if previous is None:
        return input_node(members, "input", written)
    held = member(members, "input")
    if held and isinstance(held.value, dict) and _is_true(held.value, "treatAsMultiValue"):
        return Call(ALL_VALUES, (previous,), previous.span)
    return previous


def _arguments(name: str, members: Members, written: Json) -> tuple[Node | None, ...] | Unsupported:
    if name == "join":
        separator = member(members, "separator")
        # Absent or null is no separator: the documentation calls it optional.
        return _optional_text(separator, written), input_node(members, "input2", written)
    if name in {"contains", "startsWith", "endsWith"}:
        value = text_of(members, "value")
        if not value:
            return Unsupported("the transformation has no value to look for", written.span)
        return Literal(value, members["value"].span), input_node(members, "output", written)
    if name in {"ifEmpty", "ifNotEmpty"}:
        return (input_node(members, "output", written),)
    if name in {"extractAlpha", "extractNumber"}:
        return _choice(members, {"prefix": "prefix", "suffix": "suffix"}, written)
    if name == "trim":
        choice = _choice(members, {each: each for each in _TRIMS}, written)
        return (
            choice if isinstance(choice, Unsupported) else (*choice, _optional_text(member(members, "value"), written))
        )
    if name == "extract":
        return _extract(members, written)
    if name == "substring":
        return _substring(members, written)
    return _regex(members, written) if name == "regexReplace" else ()


def _optional_text(found: Json | None, written: Json) -> Node:
    if found is None:
        return Literal("", (written.span[1], written.span[1]))
    if isinstance(found.value, str):
        return Literal(found.value, found.span)
    return Unsupported("a text was expected", found.span)


def _choice(members: Members, choices: dict[str, str], written: Json) -> tuple[Node, ...] | Unsupported:
    chosen = choices.get((text_of(members, "type") or "").strip().lower())
    if not chosen:
        return Unsupported("the transformation's type is not one that is documented", written.span)
    return (Literal(chosen, members["type"].span),)


def _extract(members: Members, written: Json) -> tuple[Node, ...] | Unsupported:
    choice = _choice(members, _EXTRACTS, written)
    if isinstance(choice, Unsupported):
        return choice
    between = isinstance(choice[0], Literal) and choice[0].value == "between"
    arguments: list[Node] = [*choice]
    for key in ("value", "value2") if between else ("value",):
        value = text_of(members, key)
        if not value:
            return Unsupported(f"the transformation has no {key!r} to match", written.span)
        arguments.append(Literal(value, members[key].span))
    return tuple(arguments)


def _substring(members: Members, written: Json) -> tuple[Node | None, ...] | Unsupported:
    arguments: list[Node | None] = []
    for key in ("index", "length"):
        found = member(members, key)
        if found and (isinstance(found.value, bool) or not isinstance(found.value, int)):
            return Unsupported(f"{key!r} is no whole number", found.span)
        arguments.append(Literal(found.value, found.span) if found and isinstance(found.value, int) else None)
    return tuple(arguments) if arguments[0] else Unsupported("the transformation has no 'index'", written.span)


def _regex(members: Members, written: Json) -> tuple[Node, ...] | Unsupported:
    pattern, replacement = text_of(members, "regex"), text_of(members, "replacement")
    if not pattern:
        return Unsupported("the transformation has no 'regex'", written.span)
    if replacement is None:
        return Unsupported("the transformation has no 'replacement'", written.span)
    named: list[Node] = []
    additional = member(members, "additionalAttributes")
    if additional and not isinstance(additional.value, tuple):
        return Unsupported("a list of attributes was expected", additional.span)
    for each in additional.value if additional and isinstance(additional.value, tuple) else ():
        node = attribute_node(each)
        if not isinstance(node, Attribute):
            return Unsupported("an additional attribute names no source", each.span)
        named.append(Call("named", (Literal(node.path[-1], node.span), node), each.span))
    return (Literal(pattern, members["regex"].span), Literal(replacement, members["replacement"].span), *named)
