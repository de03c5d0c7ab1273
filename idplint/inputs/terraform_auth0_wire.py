"""Auth0 resources in Terraform, put together as the bodies of the Management API that they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from idplint.documents.malformed import Decoded, Malformed
from idplint.inputs import auth0_wire as wire
from idplint.inputs.part import Passage
from idplint.inputs.terraform_values import items, not_known, settled, text_fact
from idplint.model.values import Origin, Pointer, Sourced, Unknown
from idplint.terraform import Known, OneOf, Unset, as_structure

if TYPE_CHECKING:
    from idplint.terraform import Body, Estate, Resource, Value

T = TypeVar("T")
W = TypeVar("W")

_FIELDS = ("user_id", "email", "given_name", "family_name")
"""Attributes in a map of fields that matter."""


@dataclass(frozen=True, slots=True)
class Written(Passage[T], Generic[T]):
    """A body put together from code, whose values may each stand elsewhere: in a variable's default, a local, a tfvars file.

    Attributes:
        places: Where each value stands, by its place in the body.
        unknown: What is written and not known, likewise.
        steps: The place of this part in the body.
    """

    places: Mapping[Pointer, Origin]
    unknown: Mapping[Pointer, Unknown]
    steps: Pointer = ()

    def below(self, value: W, *steps: str | int) -> Written[W]:
        """Return a part of this part."""
        place = (*self.steps, *steps)
        return Written(value, self.at(*steps), self.decoded, self.places, self.unknown, place)

    def at(self, *steps: str | int) -> Origin:
        """Return where a value of this part stands; without it, this part."""
        return self.places.get((*self.steps, *steps), self.origin)

    def broken(self, *steps: str | int) -> Malformed | None:
        """Return a value at, above or below a place in this part that is not known, if there is one."""
        found = self._unknown_at(steps)
        return None if found is None else Malformed(steps, "a value", found.reason)

    def unknown_if_broken(self, fact: str, *steps: str | int) -> Unknown | None:
        """Return the statement that `fact` is not known because what stands at a place is not."""
        found = self._unknown_at(steps)
        return None if found is None else msgspec.structs.replace(found, fact=fact)

    def _unknown_at(self, steps: Pointer) -> Unknown | None:
        asked = (*self.steps, *steps)
        for place, unknown in self.unknown.items():
            shorter = min(len(place), len(asked))
            if place[:shorter] == asked[:shorter]:
                return unknown
        return None


def connection_ident(estate: Estate, resource: Resource) -> str | None:
    """The id of a connection, where a state, a data source's argument or an `import` block gives it."""
    for value in (resource.argument("id"), resource.argument("connection_id"), resource.imported_id()):
        ident = text_fact(value, "connection", estate)
        if isinstance(ident, Sourced) and ident.value.startswith("con_"):
            return ident.value
    return None


def connection(estate: Estate, resource: Resource) -> Written[wire.Connection]:
    """Return a connection."""
    reader = _Reader(estate)
    value = wire.Connection(
        id=connection_ident(estate, resource) or UNSET,
        name=reader.text(resource.body, "name"),
        strategy=reader.text(resource.body, "strategy"),
        options=UNSET if resource.ignores("options") else reader.options(resource),
    )
    if resource.planned:
        reader.forget_unknown(("options", "set_user_root_attributes"))
    return reader.written(value, resource.origin)


def scim_configuration(estate: Estate, resource: Resource) -> Written[wire.ScimConfiguration]:
    """Return a SCIM configuration."""
    reader = _Reader(estate)
    body = resource.body
    value = wire.ScimConfiguration(
        connection_name=reader.text(body, "connection_name"),
        strategy=reader.text(body, "strategy"),
        tenant_name=reader.text(body, "tenant_name"),
        user_id_attribute=UNSET if resource.ignores("user_id_attribute") else reader.text(body, "user_id_attribute"),
        mapping=UNSET if resource.ignores("mapping") else reader.mapping(resource),
    )
    if resource.planned:
        computed = ("connection_name", "strategy", "tenant_name", "user_id_attribute", "mapping")
        reader.forget_unknown(*[(name,) for name in computed])
    return reader.written(value, resource.origin)


class _Reader:
    """Reads arguments, and remembers where each stood and which are not known."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self.places: dict[Pointer, Origin] = {}
        self.unknown: dict[Pointer, Unknown] = {}

    def written(self, value: T, origin: Origin) -> Written[T]:
        """Return a body."""
        return Written(value, origin, Decoded(value), self.places, self.unknown)

    def text(self, body: Body, name: str, *above: str | int) -> str | UnsetType:
        """Return an argument; the empty text, which sets nothing, is none."""
        return self._text(body.argument(name), (*above, name))

    def forget_unknown(self, *places: Pointer) -> None:
        """Take for silence what a plan leaves open of arguments that the service fills where nobody sets them."""
        for place in places:
            self.unknown.pop(place, None)

    def options(self, resource: Resource) -> wire.Options | UnsetType:
        """Return the options of a connection."""
        body = self._only(resource, "options")
        if body is None:
            return UNSET
        return wire.Options(
            client_id=self.text(body, "client_id", "options"),
            user_id_attribute=self.text(body, "user_id_attribute", "options"),
            fields_map=self._fields_map(body.argument("fields_map"), ("options", "fieldsMap")),
            set_user_root_attributes=self.text(body, "set_user_root_attributes", "options"),
            waad_protocol=self.text(body, "waad_protocol", "options"),
        )

    def mapping(self, resource: Resource) -> list[wire.ScimMappingLine] | UnsetType:
        """Return the lines of a SCIM configuration's mapping."""
        bodies = resource.blocks("mapping")
        lines = []
        for number, body in enumerate(bodies):
            if body.exists is not None:
                self.unknown["mapping",] = body.exists.fact("SCIM mapping")
                return UNSET
            place = ("mapping", number)
            self.places[place] = body.origin
            lines.append(wire.ScimMappingLine(self.text(body, "auth0", *place), self.text(body, "scim", *place)))
        return lines if bodies else UNSET

    def _only(self, resource: Resource, name: str) -> Body | None:
        bodies = resource.blocks(name)
        if not bodies:
            return None
        self.places[name,] = bodies[0].origin
        if len(bodies) == 1 and bodies[0].exists is None:
            return bodies[0]
        doubt = next((body.exists.fact(name) for body in bodies if body.exists is not None), None)
        self.unknown[name,] = doubt or Unknown(
            name, f"`{name}` is given more than once", "keep one of them", bodies[1].origin
        )
        return None

    def _text(self, value: Value, place: Pointer) -> str | UnsetType:
        fact = text_fact(value, str(place[-1]), self._estate)
        if isinstance(fact, Unknown):
            self.unknown[place] = fact
            return UNSET
        if fact is None or not fact.value:
            return UNSET
        self.places[place] = fact.origin
        return fact.value

    def _fields_map(self, value: Value, place: Pointer) -> wire.FieldsMap | UnsetType:
        held = as_structure(settled(value, self._estate))
        match held:
            case Unset() | Known(value=""):
                return UNSET
            case Known(value=str() | int() | float() | tuple()):
                self.unknown[place] = Unknown(
                    "fields_map", "JSON text of an object was expected here", "correct the argument", held.written
                )
                return UNSET
            case Known(value=Mapping() as pairs):
                self.places[place] = held.written
                return wire.FieldsMap(
                    **{name: self._field(pairs[name], (*place, name)) for name in _FIELDS if name in pairs}
                )
            case _:
                self.unknown[place] = not_known(held, "fields_map")
                return UNSET

    def _field(self, value: Value, place: Pointer) -> str | list[str] | UnsetType:
        held = settled(value, self._estate)
        if isinstance(held, OneOf) or not isinstance(held, Known) or not isinstance(held.value, tuple):
            return self._text(held, place)
        self.places[place] = held.written
        elements = items(held, str(place[-1]), self._estate)
        if isinstance(elements, Unknown):
            self.unknown[place] = elements
            return UNSET
        texts = [self._text(each, (*place, number)) for number, each in enumerate(elements)]
        return [text for text in texts if isinstance(text, str)]
