"""The form in which Entra stores an expression beside its text: `type`, `name`, `parameters`.

Source: Microsoft Graph, "attributeMappingSource resource type" and "synchronizationSchema: parseExpression". Keys of
parameters are internal names; left-out arguments are absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from idplint.expressions.entra_provisioning.catalogue import SIGNATURES, STORED_KEYS
from idplint.expressions.entra_provisioning.parser import build_call
from idplint.expressions.syntax import MAX_DEPTH, Attribute, Literal, Node, Span, Unsupported

_NUMBERED = re.compile(r"(.*?)([0-9]+)")


def read_stored_tree(source: object) -> Node:
    """The syntax tree of a stored `source`. Never raises; what cannot be read is an `Unsupported` node.

    Args:
        source: The decoded JSON object. Spans are those of its `expression` text as a whole, since parts have none.
    """
    text = source.get("expression") if isinstance(source, Mapping) else None
    return _node(source, (0, len(text) if isinstance(text, str) else 0), 0)


def _node(source: object, span: Span, depth: int) -> Node:
    if not isinstance(source, Mapping):
        return Unsupported("a stored source is an object", span)
    if depth > MAX_DEPTH:
        return Unsupported(f"calls are nested deeper than {MAX_DEPTH}", span)
    kind, name = source.get("type", "Attribute"), source.get("name")
    if not isinstance(name, str):
        return Unsupported("a stored source needs its name", span)
    match kind:
        case "Attribute":
            return Attribute(tuple(name.split(".")), span) if name else Unsupported("the attribute has no name", span)
        case "Constant":
            return Literal(name, span)
        case "Function":
            return _call(name, source.get("parameters"), span, depth)
        case _:
            return Unsupported("a stored source is an Attribute, a Constant or a Function", span)


def _call(name: str, parameters: object, span: Span, depth: int) -> Node:
    if name not in SIGNATURES:
        return build_call(name, [], span, span)
    positions = _Positions(name)
    arguments: dict[int, Node] = {}
    for pair in parameters if isinstance(parameters, list) else ():
        key = pair.get("key") if isinstance(pair, Mapping) else None
        if not isinstance(key, str) or not isinstance(pair, Mapping):
            return Unsupported(f"a stored parameter of {name} has no key", span)
        position = positions.of(key)
        if position is None or position in arguments:
            return Unsupported(f"idplint does not know the stored parameter {key[:40]} of {name}", span)
        arguments[position] = _node(pair.get("value"), span, depth + 1)
    count = max(arguments, default=-1) + 1
    if count > 2 * len(arguments) + len(SIGNATURES[name].parameters):
        return Unsupported(f"the stored parameters of {name} are numbered with gaps", span)
    if name in {"FormatDateTime", "Switch"} and count < len(SIGNATURES[name].parameters):
        return Unsupported(f"the stored form of {name} lacks parameters", span)
    return build_call(name, [arguments.get(position) for position in range(count)], span, span)


class _Positions:
    """Where each stored key of one call belongs."""

    def __init__(self, function: str) -> None:
        signature = SIGNATURES[function]
        self.names = [parameter.lower() for parameter in signature.parameters]
        self.renamed = {key: name.lower() for key, name in STORED_KEYS.get(function, {}).items()}
        self.repeating = signature.repeating
        self.seen: dict[str, int] = {}

    def of(self, key: str) -> int | None:
        """The position from 0; a repeated key, plain or numbered (`key1`, `source0`), counts on."""
        name = self.renamed.get(key.lower(), key.lower())
        if name not in self.names:
            match = _NUMBERED.fullmatch(name)
            if not match or match.group(1) not in self.names:
                return None
            name = match.group(1)
        position = self.names.index(name)
        if position < len(self.names) - self.repeating:
            return position
        # Numbers may start at 0 or 1: the order in the list decides.
        turn = self.seen.get(name, 0)
        self.seen[name] = turn + 1
        return position + turn * self.repeating
