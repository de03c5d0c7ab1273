"""Plans and states as `terraform show -json` (or `tofu show -json`) writes them: exact values instead of expressions.

Source: developer.hashicorp.com/terraform/internals/json-format (format versions 0.x and 1.x).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from idplint.model.values import Origin, Pointer
from idplint.terraform.bodies import Body, as_bodies
from idplint.terraform.functions.encoding import structured
from idplint.terraform.limits import TooMuch
from idplint.terraform.plan_references import Configuration
from idplint.terraform.resource import Resource
from idplint.terraform.values import Known, Reference, Unknown, Unset, Value, known_list, known_map

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from idplint.documents.document import Document, Record

_VERSION = re.compile(r"[01]\.\d+(\.\d+)?")
_MODULES_DEPTH = 30
_DEPTH = 90
_NOTHING: Mapping[str, Any] = {}


def is_plan(record: Record) -> bool:
    """Whether a record is a plan or a state that Terraform or OpenTofu wrote as JSON, judged by its keys and its version."""
    keys = record.keys
    if "format_version" not in keys or not {"planned_values", "values"} & keys.keys():
        return False
    if not {"terraform_version", "configuration", "resource_changes", "planned_values"} & keys.keys():
        return False
    return record.document.format in {"json", "jsonl"}


def plans_in(document: Document) -> Iterator[Plan]:
    """The plans and states among the records of a document."""
    if document.hcl is not None:
        return
    for record in document.records:
        if is_plan(record):
            tree = record.tree()
            if isinstance(tree, dict) and _VERSION.fullmatch(str(tree.get("format_version"))):
                yield Plan(tree, Origin(document.path, record.pointer))


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else _NOTHING


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


class Plan:
    """One plan or state.

    Attributes:
        origin: The record.
    """

    def __init__(self, tree: Mapping[str, Any], origin: Origin) -> None:
        self.origin = origin
        self._tree = tree
        self._configuration = Configuration(_object(tree.get("configuration")).get("root_module"), origin.path)
        self._changes: dict[str, Mapping[str, Any]] = {}
        for change in _list(tree.get("resource_changes")):
            address = _object(change).get("address")
            if isinstance(address, str) and "deposed" not in change:
                self._changes[address] = _object(_object(change).get("change"))

    def resources(self, wanted: frozenset[str]) -> Iterator[Resource]:
        """Every instance of the resources and data sources of some types."""
        met: set[str] = set()
        for steps in (("planned_values",), ("values",), ("prior_state", "values")):
            values: Any = self._tree
            for step in steps:
                values = _object(values).get(step)
            for entry, pointer in _entries(_object(values).get("root_module"), (*steps, "root_module")):
                address, type_, name = (entry.get(key) for key in ("address", "type", "name"))
                if not (isinstance(address, str) and isinstance(type_, str) and isinstance(name, str)):
                    continue
                # What the state knew before counts only for data sources, which a plan leaves out once they were read.
                is_data = entry.get("mode") == "data"
                if type_ not in wanted or address in met or (steps[0] == "prior_state" and not is_data):
                    continue
                met.add(address)
                yield self._resource(entry, pointer)

    def _resource(self, entry: Mapping[str, Any], pointer: Pointer) -> Resource:
        key = entry.get("index")
        address = entry["address"]
        body = PlanBody(self, entry, Origin(self.origin.path, (*self.origin.pointer, *pointer)))
        return Resource(
            mode="data" if entry.get("mode") == "data" else "managed",
            type=entry["type"],
            name=entry["name"],
            address=address,
            key=key if isinstance(key, str | int) and not isinstance(key, bool) else None,
            module_directory=self.origin.path,
            root_directory=self.origin.path,
            body=body,
            ignore_changes=(),
            provider=self._configuration.provider_of(address),
            planned=True,
            configuration=self._provider(address),
        )

    def _provider(self, address: str) -> Body | None:
        key = self._configuration.provider_key_of(address)
        if key is None:
            return None
        found = _object(_object(_object(self._tree.get("configuration")).get("provider_config")).get(key))
        origin = self.origin.at("configuration", "provider_config", key)
        return PlanProvider(_object(found.get("expressions")), _object(self._tree.get("variables")), origin)

    def change(self, address: str) -> Mapping[str, Any]:
        """What the plan says it will do to a resource."""
        return self._changes.get(address, _NOTHING)

    def references(self, address: str, argument: str) -> tuple[Reference, ...]:
        """The attributes of other resources that the expression of an argument names."""
        return self._configuration.references(address, argument)

    def expressed(self, address: str) -> frozenset[str] | None:
        """The arguments that the configuration writes; None where the plan does not show it."""
        return self._configuration.written(address)


def _entries(module: object, pointer: Pointer, depth: int = 0) -> Iterator[tuple[Mapping[str, Any], Pointer]]:
    if depth > _MODULES_DEPTH:
        return
    for number, entry in enumerate(_list(_object(module).get("resources"))):
        if isinstance(entry, dict):
            yield entry, (*pointer, "resources", number)
    for number, child in enumerate(_list(_object(module).get("child_modules"))):
        yield from _entries(child, (*pointer, "child_modules", number), depth + 1)


class PlanBody:
    """The planned values of one resource."""

    exists: Unknown | None = None

    def __init__(self, plan: Plan, entry: Mapping[str, Any], origin: Origin) -> None:
        self.origin = origin
        self._plan = plan
        self._address: str = entry["address"]
        self._values = _object(entry.get("values"))
        self._hidden = entry.get("sensitive_values")
        change = plan.change(self._address)
        self._also_hidden = change.get("after_sensitive")
        self._open = change.get("after_unknown")

    def names(self) -> frozenset[str]:
        """The arguments that the configuration writes, or, in a state, all that have a value."""
        expressed = self._plan.expressed(self._address)
        if expressed is not None:
            return expressed
        return frozenset(name for name, value in self._values.items() if value is not None)

    def argument(self, name: str) -> Value:
        """The value of an argument."""
        origin = self.origin.at("values", name)
        if _below(self._hidden, name) is True or _below(self._also_hidden, name) is True:
            return _sensitive(origin)
        if _below(self._open, name) is True:
            references = self._plan.references(self._address, name)
            return Unknown(
                "it is known only after apply", "read a state in JSON after the apply", origin, parts=references
            )
        if self._values.get(name) is None:
            return Unset(origin if name in self._values else None, origin)
        masks = (_below(self._hidden, name), _below(self._also_hidden, name))
        try:
            return _masked(self._values[name], masks, _below(self._open, name), origin)
        except TooMuch as error:
            return Unknown(error.reason, "read the code as well", origin)

    def blocks(self, name: str) -> tuple[Body, ...]:
        """The nested blocks of a type."""
        return tuple(as_bodies(self.argument(name)))


class PlanProvider:
    """The configuration of a provider, as far as it is constants and variables of the root module."""

    exists: Unknown | None = None

    def __init__(self, expressions: Mapping[str, Any], variables: Mapping[str, Any], origin: Origin) -> None:
        self.origin = origin
        self._expressions = expressions
        self._variables = variables

    def names(self) -> frozenset[str]:
        """The arguments that are written."""
        return frozenset(self._expressions)

    def argument(self, name: str) -> Value:
        """The value of an argument."""
        origin = self.origin.at("expressions", name)
        expression = self._expressions.get(name)
        if expression is None:
            return Unset(None, origin)
        value = _object(expression).get("constant_value")
        match _object(expression).get("references"):
            case [str() as only] if only.startswith("var."):
                value = _object(self._variables.get(only.removeprefix("var."))).get("value")
        if isinstance(value, str):
            return Known(value, origin, origin)
        return Unknown("the plan does not show its value", "read the code as well", origin)

    def blocks(self, name: str) -> tuple[Body, ...]:
        """No nested block is read."""
        del name
        return ()


def _below(mask: object, step: str | int) -> object:
    """The part of a mask that concerns a member; a mask that is true concerns them all."""
    if mask is True:
        return True
    if isinstance(mask, dict) and isinstance(step, str):
        return mask.get(step)
    if isinstance(mask, list) and isinstance(step, int) and step < len(mask):
        return mask[step]
    return None


def _masked(value: object, hidden: tuple[object, ...], open_: object, origin: Origin, depth: int = 0) -> Value:
    """A planned value without what is sensitive, and with what is open as unknown."""
    if any(mask is True for mask in hidden):
        return _sensitive(origin)
    if open_ is True:
        return Unknown("it is known only after apply", "read a state in JSON after the apply", origin)
    if depth > _DEPTH:
        raise TooMuch(f"it is nested deeper than {_DEPTH} levels")
    if isinstance(value, dict):
        names = [*value, *[name for name in _object(open_) if name not in value]]
        return known_map(
            {
                name: _masked(
                    value.get(name),
                    tuple([_below(mask, name) for mask in hidden]),
                    _below(open_, name),
                    origin.at(name),
                    depth + 1,
                )
                for name in names
            },
            origin,
        )
    if isinstance(value, list):
        return known_list(
            [
                _masked(
                    item,
                    tuple([_below(mask, number) for mask in hidden]),
                    _below(open_, number),
                    origin.at(number),
                    depth + 1,
                )
                for number, item in enumerate(value)
            ],
            origin,
        )
    return structured(value, origin)


def _sensitive(origin: Origin) -> Unknown:
    return Unknown("it is marked sensitive", "declare the fact in idplint.yaml", origin)
