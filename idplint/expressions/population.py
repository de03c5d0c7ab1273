"""On whom expressions are tried: the sample people of a directory, and people made for two given expressions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from idplint.directory.attributes import Shape, entra_names, okta_names
from idplint.directory.samples import SampleUser, Trait, UserClass, population, with_domain
from idplint.expressions.trying import constants
from idplint.model.application import IdpKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from idplint.expressions.known_directory import KnownDirectory
    from idplint.expressions.trying import Tryable

_MOST_GUIDED = 64
_ORDINARY = 2
"""How many of the most ordinary people are varied."""
_DOMAIN = re.compile(r"@?((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})", re.IGNORECASE)
_UNMARKED = frozenset({Trait.PLAIN, Trait.MIXED_CASE})
_HOME, _SECOND = "contoso.com", "contoso.net"
"""The domains that idplint's people are at."""


@lru_cache(maxsize=64)
def people(directory: KnownDirectory, user_class: UserClass) -> tuple[SampleUser, ...]:
    """The people of a class that can exist in a directory, the most ordinary first.

    Nobody lacks an attribute that is declared never null; where the domains are declared, addresses are at those.
    """
    found: list[SampleUser] = []
    for user in population(directory.idp, user_class, directory.samples):
        if any(user.values.get(name, "") is None for name in directory.never_null):
            continue
        placed: SampleUser | None = user
        if Trait.SUPPLIED not in user.traits:
            placed = _placed(user, directory.domains)
            placed = placed and _made_equal(placed, directory.equivalences.sets)
        if placed is not None:
            found.append(placed)
    return tuple(found)


def _made_equal(user: SampleUser, equal: tuple[frozenset[str], ...]) -> SampleUser | None:
    """A person for whom the attributes that were declared equal are; None where differing is what is special about them."""
    changed: dict[str, str | None] = {}
    for names in equal:
        held = [user.values[name] for name in sorted(names) if name in user.values]
        if len(set(held)) > 1 and not user.traits & _UNMARKED:
            return None
        if held:
            changed |= dict.fromkeys(names, held[0])
    return msgspec.structs.replace(user, values={**user.values, **changed}) if changed else user


def _placed(user: SampleUser, domains: tuple[str, ...]) -> SampleUser | None:
    """A person at the declared domains; None where there is no second domain to put them at."""
    if not domains or user.user_class is not UserClass.MEMBERS:
        return user
    at_second = any(value is not None and value.lower().endswith(f"@{_SECOND}") for value in user.values.values())
    if at_second and len(domains) == 1:
        return None
    moved = {
        name: None if value is None else _moved(_moved(value, _HOME, domains[0]), _SECOND, domains[-1])
        for name, value in user.values.items()
    }
    return msgspec.structs.replace(user, values=moved)


def _moved(value: str, old: str, new: str) -> str:
    return f"{value[: -len(old)]}{new}" if value.lower().endswith(f"@{old}") else value


def guided(population: Sequence[SampleUser], *ends: Tryable) -> Iterator[SampleUser]:
    """People for whom a branch of an expression may be taken: at a domain, or with a word, that the expressions name."""
    texts = list(dict.fromkeys(text for end in ends for text in constants(end)))
    if not texts:
        return
    ordinary = [user for user in population if user.user_class is UserClass.MEMBERS][:_ORDINARY]
    made = 0
    for text in texts:
        domain = _DOMAIN.fullmatch(text)
        variants = [with_domain(user, _HOME, domain.group(1)) for user in ordinary] if domain else []
        for name in _told_apart(ends):
            variants += [_with(user, name, text) for user in ordinary]
        for user in variants:
            made += 1
            if made > _MOST_GUIDED:
                return
            yield user


def _told_apart(ends: Sequence[Tryable]) -> list[str]:
    """Attributes that a condition may ask for: those that are no identifier themselves."""
    found = (attribute for end in ends for _, attribute in end.reads if attribute is not None)
    return list(dict.fromkeys(each.name for each in found if each.shape in {Shape.FREE, Shape.NAME}))


def _with(user: SampleUser, name: str, value: str) -> SampleUser:
    label = name.partition(".")[2]
    special = f"{user.special}, with {label} {value}"
    return msgspec.structs.replace(user, special=special, values={**user.values, name: value})


_OF_SHAPE = {
    Shape.GUID: "3f0e7a52-0000-4000-8000-00000000ada0",
    Shape.OPAQUE: "00u1ada0000000000marsh",
    Shape.ADDRESS: "ada.marsh@contoso.com",
    Shape.HANDLE: "ada.marsh",
    Shape.NUMBER: "1042",
    Shape.NAME: "Ada Marsh",
}


@lru_cache(maxsize=8)
def coincident(idp: IdpKind) -> SampleUser:
    """A person whose attributes all hold the same value, as far as their shapes allow it.

    Two sources that differ even for this person differ for everybody.
    """
    names = okta_names() if idp is IdpKind.OKTA else tuple(attribute for attribute, _, _ in entra_names())
    values = {each.name: _OF_SHAPE[each.shape] for each in names if each.shape in _OF_SHAPE}
    return SampleUser("Ada Marsh", "a member", UserClass.MEMBERS, values, frozenset({Trait.PLAIN}))
