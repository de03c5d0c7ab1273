"""What a resource says, argument by argument, worked out when somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from idplint.model.values import Origin
from idplint.terraform.comprehension import bindings
from idplint.terraform.module_files import kind_of
from idplint.terraform.operators import undecided
from idplint.terraform.scope import Scope
from idplint.terraform.values import (
    Known,
    Unknown,
    Unset,
    Value,
    alternatives,
    known_map,
    used_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.documents.hcl_syntax import Expression
    from idplint.terraform.evaluation import Evaluator
    from idplint.terraform.module_files import Declared

_BROKEN = "the file is broken here"
_CORRECT = "correct the file"


class Body(Protocol):
    """A resource, a block in it, or an object that stands for a block."""

    @property
    def origin(self) -> Origin:
        """Where it stands."""

    @property
    def exists(self) -> Unknown | None:
        """Why it is not known whether it is there at all; None if it is."""

    def names(self) -> frozenset[str]:
        """The arguments that are written, whatever their values."""

    def argument(self, name: str) -> Value:
        """The value of an argument; `Unset` where it is absent."""

    def blocks(self, name: str) -> tuple[Body, ...]:
        """The nested blocks of a type, in order; also those written as a list of objects, or generated."""


class HclBody:
    """A block of an HCL file, in one instance.

    Attributes:
        exists: As `Body.exists`.
    """

    def __init__(self, evaluator: Evaluator, declared: Declared, scope: Scope, exists: Unknown | None = None) -> None:
        self.exists = exists
        self._evaluator = evaluator
        self._declared = declared
        self._scope = scope
        self._arguments: dict[str, Value] = {}

    @property
    def origin(self) -> Origin:
        """The block."""
        return Origin(self._declared.path, self._declared.pointer)

    def names(self) -> frozenset[str]:
        """The arguments that are written."""
        return frozenset(self._declared.names())

    def argument(self, name: str) -> Value:
        """The value of an argument."""
        if name not in self._arguments:
            self._arguments[name] = self._argument(name)
        return self._arguments[name]

    def _argument(self, name: str) -> Value:
        declared = self._declared
        found = declared.attribute(name)
        if declared.broken:
            return Unknown(_BROKEN, _CORRECT, self.origin)
        if found is None:
            return Unset(None, self.origin.at(name))
        attribute, where = found
        origin = Origin(where.path, (*where.pointer, name))
        if name in where.body.repeated:
            return Unknown(f"`{name}` is given twice", "keep one of the two", origin)
        scope = Scope(self._scope.module, where.path, self._scope.names)
        return used_at(self._evaluator.entity(attribute.expression, scope, origin.pointer), origin)

    def blocks(self, name: str) -> tuple[Body, ...]:
        """The nested blocks of a type."""
        if self._declared.broken or self._declared.body.deep:
            why = Unknown(_BROKEN if self._declared.broken else "blocks are nested too deeply", _CORRECT, self.origin)
            return (UnknownBody(why),)
        if self._declared.attribute(name) is not None:
            return tuple(as_bodies(self._evaluator.concrete(self.argument(name))))
        bodies: list[Body] = []
        for block in self._declared.nested():
            if kind_of(block) != name:
                continue
            if _is_dynamic(block):
                bodies.extend(self._generated(block, name))
            else:
                bodies.append(HclBody(self._evaluator, block, Scope(self._scope.module, block.path, self._scope.names)))
        return tuple(bodies)

    def _generated(self, block: Declared, name: str) -> Iterator[Body]:
        """The blocks that a `dynamic` block makes."""
        origin = Origin(block.path, (*block.pointer, "for_each"))
        content = next((inner for inner in block.nested() if kind_of(inner) == "content"), None)
        through = block.attribute("for_each")
        if content is None or through is None or block.broken:
            yield UnknownBody(Unknown(_BROKEN, _CORRECT, origin))
            return
        scope = Scope(self._scope.module, block.path, self._scope.names)
        iterator = _iterator(block) or name
        whole = self._evaluator.concrete(self._evaluator.entity(through[0].expression, scope, origin.pointer))
        options = alternatives(whole)
        doubt = None
        if len(options) > 1:
            doubt = Unknown("the collection may be one of several", "narrow the choice", origin)
        for value in options:
            turns = bindings(value, "key", "value", origin)
            if isinstance(turns, Unknown):
                names = {iterator: known_map({"key": turns, "value": turns}, origin)}
                yield HclBody(self._evaluator, content, scope.binding(names), turns)
                continue
            for turn in turns:
                names = {iterator: known_map(turn, origin)}
                yield HclBody(self._evaluator, content, scope.binding(names), doubt)


def _is_dynamic(block: Declared) -> bool:
    steps = block.pointer[:-1] if isinstance(block.pointer[-1], int) else block.pointer
    return len(steps) > 1 and steps[-2] == "dynamic"


def _iterator(block: Declared) -> str | None:
    found = block.attribute("iterator")
    expression: Expression | None = found[0].expression if found else None
    return getattr(expression, "name", None)


class ObjectBody:
    """An object that stands for a block."""

    exists: Unknown | None = None

    def __init__(self, value: Known, exists: Unknown | None = None) -> None:
        self._value = value
        self._pairs = {} if isinstance(value.value, str | int | float | tuple) else value.value
        self.exists = exists

    @property
    def origin(self) -> Origin:
        """The object."""
        return self._value.written

    def names(self) -> frozenset[str]:
        """The keys."""
        return frozenset(self._pairs)

    def argument(self, name: str) -> Value:
        """The value of a key."""
        found = self._pairs.get(name)
        return Unset(None, self.origin.at(name)) if found is None else found

    def blocks(self, name: str) -> tuple[Body, ...]:
        """The objects under a key."""
        return tuple(as_bodies(self.argument(name)))


class UnknownBody:
    """Something that may be a block, of which nothing is known."""

    def __init__(self, why: Unknown) -> None:
        self.exists: Unknown | None = why
        self._why = why

    @property
    def origin(self) -> Origin:
        """What is in the way."""
        return self._why.origin

    def names(self) -> frozenset[str]:
        """None that are known."""
        return frozenset()

    def argument(self, name: str) -> Value:  # noqa: ARG002 - one signature for all of its kind
        """Unknown."""
        return self._why

    def blocks(self, name: str) -> tuple[Body, ...]:  # noqa: ARG002 - one signature for all of its kind
        """Unknown."""
        return (self,)


def as_bodies(value: Value) -> Iterator[Body]:
    """A value that is written where blocks may stand: an object, or a list of objects."""
    options = alternatives(value)
    for option in options:
        match option:
            case Unset():
                continue
            case Known(value=tuple() as items):
                found = [body for item in items for body in as_bodies(item)]
            case Known():
                found = [ObjectBody(option)]
            case _:
                found = [UnknownBody(undecided(option, Origin("")))]
        for body in found:
            if len(options) > 1 and isinstance(body, ObjectBody) and body.exists is None:
                body.exists = Unknown("it may be one of several", "narrow the choice", body.origin)
            yield body
