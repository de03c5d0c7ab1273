"""JSON and YAML inside Terraform: `jsonencode`, `jsondecode`, `yamlencode`, `yamldecode`."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from idplint.documents.document import DocumentBroken
from idplint.terraform.conversion import to_text
from idplint.terraform.limits import TEXT_LIMIT, TooMuch
from idplint.terraform.operators import undecided
from idplint.terraform.values import Known, Unknown, Unset, Value, first_obstacle, known_list, known_map, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.model.values import Origin

_DEPTH = 90
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def structured(value: object, origin: Origin, *, inside: bool = False, depth: int = 0) -> Value:
    """A plain value as values with origins.

    Args:
        value: Of the kinds that JSON has.
        origin: Where it stands.
        inside: Whether pointers lead on into it, as they do into JSON and YAML.
        depth: Levels so far.

    Raises:
        TooMuch: It is too large, or nested too deeply.
    """
    if depth > _DEPTH:
        raise TooMuch(f"it is nested deeper than {_DEPTH} levels")
    match value:
        case None:
            return Unset(origin, origin)
        case float() if not math.isfinite(value):
            return Unknown("a number too large to work with", "correct the value", origin)
        case float() if value.is_integer():
            return Known(int(value), origin, origin)
        case str() | int() | float():
            return Known(value, origin, origin)
        case list():
            return known_list(
                [
                    structured(item, origin.at(number) if inside else origin, inside=inside, depth=depth + 1)
                    for number, item in enumerate(value)
                ],
                origin,
            )
        case dict():
            return known_map(
                {
                    str(key): structured(
                        item, origin.at(str(key)) if inside else origin, inside=inside, depth=depth + 1
                    )
                    for key, item in value.items()
                },
                origin,
            )
        case _:
            return Unknown("a value of a kind that JSON does not have", "correct the value", origin)


def decoded(value: Value, origin: Origin, read: Callable[[str], object]) -> Value:
    """What a text stands for; what it was encoded from, where that is known."""
    if isinstance(value, Known | Unknown) and value.decoded is not None:
        return value.decoded
    if first_obstacle(value) is not None:
        return undecided(first_obstacle(value) or value, origin)
    text = to_text(value)
    written = value.written if isinstance(value, Known) else origin
    try:
        return structured(read(text), written, inside=True)
    except (ValueError, RecursionError, DocumentBroken):
        return Unknown("the text cannot be decoded", "correct the text", written, fails=True)


def read_json(text: str) -> object:
    """Strict JSON; raises ValueError on anything else."""
    return json.loads(text, parse_constant=_refuse)


def _refuse(name: str) -> object:
    raise ValueError(name)


def read_yaml(text: str) -> object:
    """One YAML document, without tags that build objects and without aliases that grow; raises DocumentBroken."""
    from idplint.documents.yaml_nodes import Composer

    documents = list(Composer(text).documents())
    if len(documents) != 1:
        raise ValueError(len(documents))
    if documents[0].problem is not None:
        raise DocumentBroken(documents[0].problem)
    return documents[0].value()


def json_text(value: Value) -> str:
    """A known value as Terraform's `jsonencode` writes it: compact, keys in order, HTML's signs escaped."""
    text = json.dumps(plain(value), separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    for sign, escape in _ESCAPED.items():
        text = text.replace(sign, escape)
    if len(text) > TEXT_LIMIT:
        raise TooMuch(f"it is longer than {TEXT_LIMIT} characters")
    return text


def _jsonencode(arguments: list[Value], origin: Origin) -> Value:
    (value,) = arguments
    obstacle = first_obstacle(value)
    if obstacle is None:
        return Known(json_text(value), origin, origin, decoded=value)
    why = undecided(obstacle, origin)
    return Unknown(why.reason, why.remedy, why.origin, why.fails, decoded=value)


def _yamlencode(arguments: list[Value], origin: Origin) -> Value:
    (value,) = arguments
    obstacle = first_obstacle(value)
    if obstacle is not None:
        why = undecided(obstacle, origin)
        return Unknown(why.reason, why.remedy, why.origin, why.fails, decoded=value)
    reason = "idplint knows what `yamlencode` is given, but not how it lays the text out"
    return Unknown(reason, "use `jsonencode`, which YAML readers take as well", origin, decoded=value)


def _jsondecode(arguments: list[Value], origin: Origin) -> Value:
    (value,) = arguments
    return decoded(value, origin, read_json)


def _yamldecode(arguments: list[Value], origin: Origin) -> Value:
    (value,) = arguments
    return decoded(value, origin, read_yaml)


def as_structure(value: Value) -> Value:
    """What a value is as a structure: JSON text is decoded, all else stays.

    Providers take JSON as text (`definition`, `body`); an adapter reads through it either way.
    """
    if isinstance(value, Known | Unknown) and value.decoded is not None:
        return value.decoded
    if isinstance(value, Known) and isinstance(value.value, str):
        try:
            return structured(read_json(value.value), value.written, inside=True)
        except (ValueError, RecursionError):
            return Unknown("the text is not JSON", "correct the text", value.written)
        except TooMuch as error:
            return Unknown(error.reason, "shorten the text", value.written)
    return value


FUNCTIONS: dict[str, Callable[[list[Value], Origin], Value]] = {
    "jsondecode": _jsondecode,
    "jsonencode": _jsonencode,
    "yamldecode": _yamldecode,
    "yamlencode": _yamlencode,
}
"""By Terraform's name."""
