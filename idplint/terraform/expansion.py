"""`count` and `for_each`: which instances a block has, as far as that is known.

Source: developer.hashicorp.com/terraform/language/meta-arguments/count and .../for_each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from idplint.model.values import Origin
from idplint.terraform.conversion import CannotConvert, described, scalar_text, to_number
from idplint.terraform.limits import INSTANCES_LIMIT
from idplint.terraform.operators import undecided
from idplint.terraform.scope import Scope
from idplint.terraform.values import Known, Unknown, Value, alternatives, beyond_try, known_map, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.terraform.evaluation import Evaluator
    from idplint.terraform.module_files import Declared
    from idplint.terraform.scope import Surroundings

ANY = "[*]"
"""What stands behind the address of an instance whose key is not known."""


class Instance(msgspec.Struct, frozen=True):
    """One instance of a block."""

    key: str | int | None
    """Of `for_each` or `count`; None for a block without either, and where the key is not known."""
    suffix: str
    """What follows the address of the block: nothing, `[0]`, `["eu"]`, or `[*]`."""
    names: Mapping[str, Value]
    """`each` or `count` inside it."""
    exists: Unknown | None = None
    """Why it is not known whether there is such an instance; None if there is."""


class Expansion(msgspec.Struct, frozen=True):
    """The instances of a block."""

    argument: str | None
    """`count` or `for_each`, or None for a block that is there once."""
    instances: tuple[Instance, ...]
    unknown: Unknown | None = None
    """Why the instances are not known; then there is one that stands for all."""
    excess: int | None = None
    """How many instances there would be, if that is more than the limit."""


def expanded(evaluator: Evaluator, declared: Declared, module: Surroundings) -> Expansion:
    """The instances of a block of a module.

    Args:
        evaluator: For `count` and `for_each`.
        declared: The block.
        module: The module instance it stands in.
    """
    for argument, instances_of in (("count", _counted), ("for_each", _keyed)):
        found = declared.attribute(argument)
        if found is None:
            continue
        attribute, where = found
        pointer = (*where.pointer, argument)
        value = evaluator.concrete(evaluator.entity(attribute.expression, Scope(module, where.path, {}), pointer))
        return instances_of(alternatives(value), Origin(where.path, pointer))
    return Expansion(None, (Instance(None, "", {}),))


def _counted(values: Iterable[Value], origin: Origin) -> Expansion:
    counts: list[int] = []
    for value in values:
        if not isinstance(value, Known):
            return _open("count", undecided(value, origin), origin)
        try:
            number = to_number(value)
        except CannotConvert as error:
            return _open("count", Unknown(str(error), "give a whole number", origin, fails=True), origin)
        if not isinstance(number, int) or number < 0:
            return _open("count", Unknown("the count is no whole number", "correct it", origin, fails=True), origin)
        counts.append(number)
    if max(counts) > INSTANCES_LIMIT:
        return _open("count", _excess(max(counts), origin), origin, max(counts))
    doubt = Unknown("the count may be one of several numbers", "narrow the choice", origin)
    return Expansion(
        "count",
        tuple(
            [
                Instance(
                    number,
                    f"[{number}]",
                    {"count": known_map({"index": Known(number, origin, origin)}, origin)},
                    None if number < min(counts) else doubt,
                )
                for number in range(max(counts))
            ]
        ),
    )


def _keyed(values: Iterable[Value], origin: Origin) -> Expansion:
    tables: list[Mapping[str, Value]] = []
    for value in values:
        if not isinstance(value, Known):
            return _open("for_each", undecided(value, origin), origin)
        table = _table(value, origin)
        if isinstance(table, Unknown):
            return _open("for_each", table, origin)
        tables.append(table)
    keys = sorted({key for table in tables for key in table})
    if len(keys) > INSTANCES_LIMIT:
        return _open("for_each", _excess(len(keys), origin), origin, len(keys))
    doubt = Unknown("the collection may be one of several", "narrow the choice", origin)
    instances = []
    for key in keys:
        having = [table[key] for table in tables if key in table]
        each = known_map({"key": Known(key, origin, origin), "value": one_of(having, origin)}, origin)
        exists = None if len(having) == len(tables) else doubt
        instances.append(Instance(key, f"[{json.dumps(key, ensure_ascii=False)}]", {"each": each}, exists))
    return Expansion("for_each", tuple(instances))


def _table(value: Known, origin: Origin) -> Mapping[str, Value] | Unknown:
    if isinstance(value.value, str | int | float) or (isinstance(value.value, tuple) and not value.is_set):
        reason = f"`for_each` takes a map or a set, and {described(value)} stands here"
        return Unknown(reason, "wrap it in `toset`", origin, fails=True)
    if not isinstance(value.value, tuple):
        return value.value
    table: dict[str, Value] = {}
    for item in value.value:
        if not isinstance(item, Known) or not isinstance(item.value, str | int | float):
            return undecided(item, origin)
        table[scalar_text(item.value)] = item
    return table


def _excess(number: int, origin: Origin) -> Unknown:
    reason = f"it would make {number} instances, and idplint follows up to {INSTANCES_LIMIT}"
    return Unknown(reason, "read a plan in JSON as well", origin)


def _open(argument: str, why: Unknown, origin: Origin, excess: int | None = None) -> Expansion:
    """One instance that stands for all, of which the key is not known."""
    each = beyond_try(why)
    if argument == "count":
        names = {"count": known_map({"index": each}, origin)}
    else:
        names = {"each": known_map({"key": each, "value": each}, origin)}
    return Expansion(argument, (Instance(None, ANY, names, why),), why, excess)
