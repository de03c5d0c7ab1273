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

    from idplint.directory.attributes import Attribute
    from idplint.expressions.known_directory import KnownDirectory
    from idplint.expressions.trying import Tryable

_MOST_GUIDED = 64
_TELLING = frozenset({Trait.PLAIN, Trait.MAIL_DIFFERS, Trait.MIXED_CASE, Trait.LOGIN_NOT_EMAIL})
"""Those whose attributes can be told apart; what the others would add is not worth their time."""
_MOST_LACKED = 8
"""A chain of more choices than this is hardly a key."""
_ORDINARY = 2
"""How many of the most ordinary people are varied."""
_DOMAIN = re.compile(r"@?((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})", re.IGNORECASE)
_UNMARKED = frozenset({Trait.PLAIN, Trait.MIXED_CASE})
_HOME, _SECOND = "contoso.com", "contoso.net"
"""The domains that idplint's people are at."""
_PLACES = re.compile(r"contoso\.(?:com|net)\b")
_SIGN_IN_OR_MAIL = ("entra.userPrincipalName", "entra.mail", "okta.login", "okta.email")
"""Attributes whose addresses are at the organisation's domains."""
_NAME_LIKE = re.compile(r"[^\W\d_][^\W\d_ .'-]{0,63}(?:[ .'-][^\W\d_ .'-]{1,63}){0,4}")


@lru_cache(maxsize=256)
def people(directory: KnownDirectory, user_class: UserClass, named: tuple[str, ...] = ()) -> tuple[SampleUser, ...]:
    """The people of a class that can exist in a directory, the most ordinary first.

    Nobody lacks an attribute that is declared never null; where the domains are declared, addresses are at those.

    Args:
        directory: Whose people.
        user_class: Only this class.
        named: Domains that are likely to be the organisation's, where none were declared: an expression names them.
    """
    found: list[SampleUser] = []
    for user in population(directory.idp, user_class, directory.samples):
        if any(user.values.get(name, "") is None for name in directory.never_null):
            continue
        placed: SampleUser | None = user
        if Trait.SUPPLIED not in user.traits:
            placed = _placed(user, directory.domains, named)
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


def _placed(user: SampleUser, declared: tuple[str, ...], named: tuple[str, ...]) -> SampleUser | None:
    """A person at the domains of the organisation; None where all of those are declared and this person is at another."""
    if user.user_class is not UserClass.MEMBERS:
        return user
    user = _moved(user, _homes(declared or named))
    return user if all(_at_any(user.values.get(name), declared) for name in _SIGN_IN_OR_MAIL) else None


def _homes(domains: tuple[str, ...]) -> dict[str, str]:
    """Where the people at each of idplint's domains are put: the first domain, and a second one if there is any."""
    if not domains:
        return {}
    others = [domain for domain in (*domains, _SECOND, _HOME) if domain != domains[0]]
    return {_HOME: domains[0], _SECOND: others[0]}


def _at_any(value: str | None, declared: tuple[str, ...]) -> bool:
    domain = (value or "").rpartition("@")[2] if "@" in (value or "") else ""
    return not declared or not domain or domain.lower() in declared


def _moved(user: SampleUser, homes: dict[str, str]) -> SampleUser:
    if all(old == new for old, new in homes.items()):
        return user
    values: dict[str, str | None] = {}
    for name, value in user.values.items():
        domain = (value or "").rpartition("@")[2]
        new = homes.get(domain.lower()) if value is not None and f"@{domain}" in value else None
        values[name] = value if value is None or new is None else value[: -len(domain)] + new
    special = _PLACES.sub(lambda place: homes[place.group()], user.special)
    return msgspec.structs.replace(user, special=special, values=values)


def guided(population: Sequence[SampleUser], directory: KnownDirectory, *ends: Tryable) -> Iterator[SampleUser]:
    """People for whom a branch of an expression may be taken: at a domain, or with a word, that the expressions name.

    They are such as can exist where the declared facts hold.
    """
    # In an order that does not depend on which end is which.
    texts = sorted({text for end in ends for text in constants(end)})
    if not texts:
        return
    ordinary = [user for user in population if user.user_class is UserClass.MEMBERS][:_ORDINARY]
    made = 0
    for text in texts:
        match = _DOMAIN.fullmatch(text)
        domain = match.group(1).lower() if match else ""
        possible = domain and (not directory.domains or domain in directory.domains)
        variants = [with_domain(user, _domain_of(user), domain) for user in ordinary] if possible else []
        for attribute in _told_apart(ends) if text == text.strip() else ():
            if attribute.shape is Shape.FREE or _NAME_LIKE.fullmatch(text):
                variants += [_with(user, attribute, text, directory) for user in ordinary]
        for user in variants:
            made += 1
            if made > _MOST_GUIDED:
                return
            yield user


def _domain_of(user: SampleUser) -> str:
    """The domain of somebody's sign-in name or address."""
    held = (user.values.get(name) or "" for name in _SIGN_IN_OR_MAIL)
    return next((value.rpartition("@")[2] for value in held if "@" in value), "")


def _told_apart(ends: Sequence[Tryable]) -> list[Attribute]:
    """Attributes that a condition may ask for: those that are no identifier themselves."""
    found = (attribute for end in ends for _, attribute in end.reads if attribute is not None)
    return sorted({each for each in found if each.shape in {Shape.FREE, Shape.NAME}}, key=lambda each: each.name)


def _with(user: SampleUser, attribute: Attribute, value: str, directory: KnownDirectory) -> SampleUser:
    equal = next((names for names in directory.equivalences.sets if attribute.name in names), {attribute.name})
    special = f"{user.special}, with {attribute.label} {value}"
    return msgspec.structs.replace(user, special=special, values={**user.values, **dict.fromkeys(equal, value)})


def emptied(among: Sequence[SampleUser], attribute: Attribute) -> tuple[SampleUser, ...]:
    """People without an attribute: those of a population who have none, and its most ordinary one made to have none."""
    found = [user for user in among if user.values.get(attribute.name, "") is None]
    for user in among[:1]:
        special = f"{user.special} without {attribute.label}"
        values = {**user.values, attribute.name: None}
        found.append(msgspec.structs.replace(user, special=special, values=values))
    return tuple(found)


def lacking(
    among: Sequence[SampleUser], attributes: Sequence[Attribute], directory: KnownDirectory
) -> tuple[SampleUser, ...]:
    """People of a population made to lack one of several attributes, then all of them.

    They are such as can exist where the declared facts hold. An invitation fills a guest's attributes: only members lack some.
    """
    absent = [each for each in attributes if each.nullable and directory.filled_as(each) is None]
    sets = [(each,) for each in absent] + ([tuple(absent)] if len(absent) > 1 else [])
    found: list[SampleUser] = []
    for chosen in sets[:_MOST_LACKED]:
        gone: set[str] = set()
        for attribute in chosen:
            equal = next((names for names in directory.equivalences.sets if attribute.name in names), frozenset())
            gone |= {attribute.name, *equal}
        words = " and ".join(attribute.label for attribute in chosen)
        for user in among:
            if user.user_class is not UserClass.MEMBERS or not user.traits & _TELLING:
                continue
            if not any(user.values.get(name) for name in gone):
                continue
            special = f"{user.special}, without {words}"
            values = {**user.values, **dict.fromkeys(gone)}
            found.append(msgspec.structs.replace(user, special=special, values=values))
    return tuple(found)


_OF_SHAPE = {
    Shape.GUID: "3f0e7a52-0000-4000-8000-00000000ada0",
    Shape.ADDRESS: "ada.marsh@contoso.com",
    Shape.HANDLE: "ada.marsh",
    Shape.NUMBER: "1042",
    Shape.NAME: "Ada Marsh",
}


@lru_cache(maxsize=64)
def coincident(idp: IdpKind, domain: str = "") -> SampleUser:
    """A person whose attributes all hold the same value, as far as their shapes allow it.

    Two sources that differ even for this person differ for everybody.

    Args:
        idp: Whose directory.
        domain: Where the person's address is.
    """
    names = okta_names() if idp is IdpKind.OKTA else tuple(attribute for attribute, _, _ in entra_names())
    # Identifiers of two systems are never equal: each is called after itself.
    values = {each.name: _OF_SHAPE.get(each.shape, each.name) for each in names if each.shape is not Shape.FREE}
    user = SampleUser("Ada Marsh", "a member", UserClass.MEMBERS, values, frozenset({Trait.PLAIN}))
    return _moved(user, _homes((domain,))) if domain else user
