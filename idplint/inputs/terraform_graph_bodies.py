"""Bodies of Microsoft Graph that stand in Terraform code, read as the Graph adapter reads those that an export holds.

Code is put together to the JSON that the provider will send; what the adapter makes of that is led back to the places in code.
A value that is not known stands in that JSON as a mark, and whatever was made of a mark is unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from idplint.documents.typed import convert
from idplint.findings import Label, Problem
from idplint.inputs.part import Passage
from idplint.inputs.reading_problems import problems_of
from idplint.inputs.terraform_values import not_known, settled
from idplint.model.application import AttributeMapping, Claim, ClaimBranch, Provisioning, SourceExpression
from idplint.model.values import Fact, Origin, Pointer, Sourced, Unknown
from idplint.terraform import Known, OneOf, Reference, Unset
from idplint.terraform.values import ALTERNATIVES_LIMIT, origin_of

if TYPE_CHECKING:
    from idplint.terraform import Estate, Value

W = TypeVar("W")

_HERE = "\ue000"
"""The path of a body that stands in no file."""
_MARK = re.compile("\ue000([0-9]{1,9})\ue001")
_DEPTH = 100


def member(value: Value, name: str, estate: Estate) -> Value:
    """A value of an object by its key, whatever the key's case; unset where there is none."""
    held = settled(value, estate)
    if isinstance(held, Known) and isinstance(held.value, Mapping):
        found = held.value.get(name)
        if found is not None:
            return found
        return next(
            (each for key, each in held.value.items() if key.lower() == name.lower()), Unset(None, held.written)
        )
    return Unset(None, origin_of(held)) if isinstance(held, Known | Unset) else held


def variants(value: Value, estate: Estate, depth: int = 0) -> list[Value]:
    """Every value that one may be, with alternatives in it resolved; the value itself where they are too many.

    Value or nothing is no choice between two identities: nothing is left out then.
    """
    held = settled(value, estate)
    if depth > _DEPTH:
        return [held]
    match held:
        case OneOf(values=values):
            written = [each for each in values if not isinstance(each, Unset)] or values[:1]
            found = [variant for each in written for variant in variants(each, estate, depth + 1)]
            return found if len(found) <= ALTERNATIVES_LIMIT else [held]
        case Known(value=tuple() as elements):
            rows = _rows([variants(each, estate, depth + 1) for each in elements])
            return [msgspec.structs.replace(held, value=row) for row in rows] or [held]
        case Known(value=Mapping() as pairs):
            rows = _rows([variants(each, estate, depth + 1) for each in pairs.values()])
            keys = tuple(pairs)
            return [msgspec.structs.replace(held, value=dict(zip(keys, row, strict=True))) for row in rows] or [held]
        case _:
            return [held]


def _rows(columns: list[list[Value]]) -> list[tuple[Value, ...]]:
    """Every combination; none where they are too many."""
    count = 1
    for column in columns:
        count *= len(column)
        if count > ALTERNATIVES_LIMIT:
            return []
    return list(product(*columns))


class GraphBody:
    """One body, without alternatives.

    Attributes:
        origin: Where it was written.
        tree: The JSON that is sent, with marks for what is not known.
    """

    def __init__(self, value: Value) -> None:
        self.origin = origin_of(value)
        self._places: dict[Pointer, Origin] = {}
        self._obstacles: list[tuple[Pointer, Value]] = []
        self.tree = self._plain(value, (), 0)

    @property
    def text(self) -> str:
        """The body as JSON text."""
        return json.dumps(self.tree, ensure_ascii=False, separators=(",", ":"))

    def _plain(self, value: Value, at: Pointer, depth: int) -> Any:  # noqa: ANN401 - any JSON
        self._places[_folded(at)] = origin_of(value)
        if depth <= _DEPTH:
            match value:
                case Known(value=tuple() as elements):
                    return [self._plain(each, (*at, number), depth + 1) for number, each in enumerate(elements)]
                case Known(value=str() | int() | float() as scalar):
                    return scalar
                case Known(value=Mapping() as pairs):
                    return {key: self._plain(each, (*at, key), depth + 1) for key, each in pairs.items()}
                case Unset():
                    return None
        self._obstacles.append((_folded(at), value))
        return f"\ue000{len(self._obstacles) - 1}\ue001"

    def decoded(self, wire: type[W]) -> Passage[W]:
        """The body as the Graph adapter takes it."""
        decoded = convert(self.tree, wire, ())
        return Passage(decoded.value, Origin(_HERE), decoded)

    def obstacle(self, *keys: str) -> Value | None:
        """What is not known and stands at or below one of some keys, at any depth."""
        wanted = {key.lower() for key in keys}
        return next((held for at, held in self._obstacles if wanted.intersection(map(str, at))), None)

    def problems(self, passage: Passage[W]) -> list[Problem]:
        """Values of a wrong type, those that are not known left out."""
        found = []
        for malformed in passage.decoded.malformed:
            if not self._marked_at(malformed.pointer):
                at = self.home(Origin(_HERE, malformed.pointer))
                (problem,) = problems_of(at.path, msgspec.structs.replace(passage.decoded, malformed=(malformed,)))
                labels = tuple([Label(at, label.text, primary=label.primary) for label in problem.labels])
                found.append(msgspec.structs.replace(problem, labels=labels))
        return found

    def home(self, origin: Origin) -> Origin:
        """The place in code that a place in the body came from."""
        if origin.path != _HERE:
            return origin
        at = _folded(origin.pointer)
        return next(
            (self._places[at[:size]] for size in range(len(at), -1, -1) if at[:size] in self._places), self.origin
        )

    def unknown(self, unknown: Unknown) -> Unknown:
        """The same, told of the code; where a mark is the reason, of what it stands for."""
        held = self._marked_in(unknown.reason) or (self._marked_at(unknown.origin.pointer) if unknown.origin else None)
        if held is not None:
            return not_known(held, unknown.fact)
        return msgspec.structs.replace(unknown, origin=self.home(unknown.origin) if unknown.origin else self.origin)

    def claim(self, claim: Claim) -> Claim | None:
        """The same, told of the code; None where not even its name is known."""
        if self._marked_in(claim.name):
            return None
        fact = claim.name if claim.name == "NameID" else f"claim {claim.name}"
        stated = claim.format
        if stated is not None:
            stated = (
                None
                if self._marked_in(stated.value)
                else msgspec.structs.replace(stated, origin=self.home(stated.origin))
            )
        branches = tuple(
            [ClaimBranch(self._source(each.source, fact), self._named(each.users)) for each in claim.branches]
        )
        return Claim(claim.name, branches, self.home(claim.origin), stated)

    def provisioning(self, job: Provisioning) -> Provisioning:
        """The same, told of the code."""
        if isinstance(job.mappings, Unknown):
            return msgspec.structs.replace(job, mappings=self.unknown(job.mappings), origin=self.home(job.origin))
        lines = [self._line(line) for line in job.mappings]
        unnamed = next((held for line in job.mappings if (held := self._marked_in(line.target)) is not None), None)
        rest = not_known(unnamed, "SCIM mapping") if unnamed is not None else job.rest
        kept = tuple([line for line in lines if line is not None])
        return msgspec.structs.replace(job, mappings=kept, origin=self.home(job.origin), rest=rest)

    def _line(self, line: AttributeMapping) -> AttributeMapping | None:
        if self._marked_in(line.target):
            return None
        source = self._source(line.source, "SCIM mapping")
        default = line.default_value
        above = _folded(line.origin.pointer)
        held = next((held for at, held in self._obstacles if at[: len(above)] == above), None)
        if held is not None:
            source = not_known(held, "SCIM mapping")
            default = None if default and self._marked_in(default) else default
        return msgspec.structs.replace(line, source=source, default_value=default, origin=self.home(line.origin))

    def _source(self, source: Fact[SourceExpression], fact: str) -> Fact[SourceExpression]:
        if isinstance(source, Unknown):
            return self.unknown(source)
        held = self._marked_in(source.value.text)
        if held is not None:
            return not_known(held, fact)
        return msgspec.structs.replace(source, origin=self.home(source.origin))

    def _named(self, users: str | None) -> str | None:
        """A class of users; a group that only the provider knows goes by its address."""
        return users and _MARK.sub(lambda mark: self._address(int(mark[1])), users)

    def _address(self, number: int) -> str:
        held = self._obstacles[number][1] if number < len(self._obstacles) else None
        return held.address if isinstance(held, Reference) else "a group that is not known"

    def _marked_in(self, text: str) -> Value | None:
        for mark in _MARK.finditer(text):
            if int(mark[1]) < len(self._obstacles):
                return self._obstacles[int(mark[1])][1]
        return None

    def _marked_at(self, pointer: Pointer) -> Value | None:
        at = _folded(pointer)
        return next((held for place, held in self._obstacles if place == at), None)


def _folded(pointer: Pointer) -> Pointer:
    return tuple([step.lower() if isinstance(step, str) else step for step in pointer])


def sourced_text(fact: Fact[str] | None) -> Sourced[str] | None:
    """A text that is known, or None."""
    return fact if isinstance(fact, Sourced) else None
