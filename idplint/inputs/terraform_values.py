"""From what a Terraform argument says to facts of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.model.values import Fact, Sourced, Unknown
from idplint.terraform import Known, OneOf, Reference, Unset, alternatives, referenced
from idplint.terraform import Unknown as UnknownValue
from idplint.terraform.values import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.model.values import Origin
    from idplint.terraform import Estate, Resource, Value

_SNAPSHOT = (
    "keep a snapshot of the application beside the code (docs/getting-input.md says how), "
    "which holds what the provider decided"
)


def resource_id(resource: Resource) -> str:
    """The id of what a resource describes: `terraform:<root module>#<address>`."""
    return f"terraform:{resource.root_directory}#{resource.address}"


def imported_text(resource: Resource, estate: Estate) -> str:
    """The id that an `import` block gives a resource; empty where there is none, or it is not known."""
    found = text_fact(resource.imported_id(), "id", estate)
    return found.value if isinstance(found, Sourced) else ""


def configured_text(resource: Resource, name: str, estate: Estate) -> str:
    """An argument of the configuration of a resource's provider; empty where code does not tell it."""
    found = text_fact(resource.configured(name), name, estate)
    return found.value.strip() if isinstance(found, Sourced) else ""


def settled(value: Value, estate: Estate) -> Value:
    """A value with references followed as far as code decides them."""
    if isinstance(value, Reference):
        return estate.value_of(value)
    return value


def text_fact(value: Value, fact: str, estate: Estate) -> Fact[str] | None:
    """One text; None where the argument is unset; unknown where it may be one of several texts.

    Args:
        value: Of the argument.
        fact: What the text tells, in the field's words.
        estate: Where references lead.
    """
    found = [each for each in texts(value, fact, estate) if each is not None]
    if not found:
        return None
    first = found[0]
    if len(found) == 1:
        return first
    known = [each for each in found if isinstance(each, Sourced)]
    shown = " or ".join(f"`{each.value}`" for each in known[:3])
    return Unknown(fact, f"the code leaves open which it is: {shown}", "check the plan instead", origin_of(value))


def texts(value: Value, fact: str, estate: Estate) -> Iterator[Fact[str] | None]:
    """Every text that an argument may have; None stands for unset."""
    for each in alternatives(settled(value, estate)):
        match each:
            case Unset():
                yield None
            case Known(value=bool() as held, written=written):
                yield Sourced(str(held).lower(), written)
            case Known(value=str() | int() | float() as held, written=written):
                yield Sourced(str(held), written)
            case _:
                yield not_known(each, fact)


def boolean_fact(value: Value, fact: str, estate: Estate) -> Fact[bool] | None:
    """True or false, also where it is written as text; None where the argument is unset."""
    found = text_fact(value, fact, estate)
    if not isinstance(found, Sourced):
        return found
    word = found.value.lower()
    if word in {"true", "false"}:
        return Sourced(word == "true", found.origin)
    return Unknown(fact, f"`{found.value}` is neither true nor false", "correct the argument", found.origin)


def items(value: Value, fact: str, estate: Estate) -> tuple[Value, ...] | Unknown:
    """The elements of a list or set; none where it is unset."""
    held = settled(value, estate)
    match held:
        case Unset():
            return ()
        case Known(value=tuple() as elements):
            return elements
        case Known():
            return Unknown(fact, "a list was expected here", "correct the argument", held.written)
        case _:
            return not_known(held, fact)


def not_known(value: Value, fact: str) -> Unknown:
    """The statement that a fact is not known, for a value that is none."""
    match value:
        case UnknownValue():
            return value.fact(fact)
        case Reference(address=address, path=path, declared=declared):
            attribute = ".".join(map(str, (address, *path)))
            if not declared:
                reason = f"`{attribute}` refers to nothing that the module declares"
                return Unknown(fact, reason, "correct the reference", value.written)
            return Unknown(fact, f"`{attribute}` is decided by the provider", _SNAPSHOT, value.written)
        case OneOf():
            return Unknown(fact, "the code leaves open which of several values it is", _SNAPSHOT, origin_of(value))
        case _:
            return Unknown(fact, "a text was expected here", "correct the argument", origin_of(value))


def leads_to(value: Value, estate: Estate) -> Resource | None:
    """The one resource that an argument such as `app_id` refers to; None where there is none, or which one is open."""
    found = {(each.root, each.address): estate.resource(each) for each in referenced(value)}
    resources = [resource for resource in found.values() if resource is not None]
    return resources[0] if len(found) == 1 and resources else None


def written_at(value: Value) -> Origin:
    """Where a value was written, or could be."""
    return origin_of(value)
