"""The doors to the sample people, on whom a difference between two sources is shown.

All are invented. Values that depend on where an attribute is used (a guest's UPN) follow Microsoft, "B2B collaboration user
claims mapping" and "Attribute mapping: originalUserPrincipalName".
"""

from __future__ import annotations

from itertools import takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from idplint.directory.people_entra import ENTRA_PEOPLE
from idplint.directory.people_okta import OKTA_PEOPLE
from idplint.directory.sample_user import SampleUser, Trait, UserClass
from idplint.model.application import Dialect, IdpKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.directory.attributes import Attribute

__all__ = [
    "GUEST_MARK",
    "SampleUser",
    "Trait",
    "UserClass",
    "guest_upn",
    "population",
    "sample_users",
    "value_identity",
    "with_domain",
]

GUEST_MARK = "#EXT#"
"""What a guest's own userPrincipalName has before the domain of the inviting tenant."""

_BY_IDP = {IdpKind.ENTRA: ENTRA_PEOPLE, IdpKind.OKTA: OKTA_PEOPLE}
_COMMON = frozenset({Trait.PLAIN, Trait.MAIL_DIFFERS, Trait.SYNCED, Trait.ENTRA_GUEST, Trait.ONE_TIME_PASSCODE})
_ORIGINAL_UPN = "entra.originalUserPrincipalName"
_DECODED_UPN = "userPrincipalName, decoded from the guest's #EXT# name"
_RAW_UPN = "the raw #EXT# userPrincipalName"


def sample_users(idp: IdpKind, user_class: UserClass) -> tuple[SampleUser, ...]:
    """The people of a class, the most ordinary first; empty where idplint has nobody of that class."""
    return tuple(user for user in _BY_IDP.get(idp, ()) if user.user_class is user_class)


def population(idp: IdpKind, user_class: UserClass, supplied: Iterable[SampleUser] = ()) -> tuple[SampleUser, ...]:
    """The people of a class, with those of that class whom somebody described in `idplint.yaml`.

    Args:
        idp: Whose directory.
        user_class: Only this class.
        supplied: People of any class, in the order they are to be looked at.

    Returns:
        The ordinary ones first, then the supplied ones, then those who are special in some way.
    """
    own = sample_users(idp, user_class)
    ordinary = tuple(takewhile(lambda user: user.traits <= _COMMON, own))
    return (*ordinary, *(user for user in supplied if user.user_class is user_class), *own[len(ordinary) :])


def with_domain(user: SampleUser, old: str, new: str) -> SampleUser:
    """The same person with their addresses at another domain.

    Args:
        user: Anybody.
        old: The domain, in any case; its subdomains are other domains. In a guest's `#EXT#` name the domain counts that the
            guest comes from.
        new: What takes its place.

    Returns:
        The person whose address it is, who is said to be at the new domain; or `user` where no value is at the old one.
    """
    values = {name: held and _moved(held, old, new) for name, held in user.values.items()}
    if not old or values == user.values:
        return user
    joint = " and whose" if " whose " in user.special else " whose"
    special = f"{user.special}{joint} address is at {new}"
    return msgspec.structs.replace(user, special=special, values=MappingProxyType(values))


def _moved(value: str, old: str, new: str) -> str:
    address, mark, tenant = value.partition(GUEST_MARK)
    separator = "_" if mark else "@"
    local, found, domain = address.rpartition(separator)
    if found and domain.lower() == old.lower():
        address = f"{local}{separator}{new}"
    return f"{address}{mark}{tenant}"


def guest_upn(user: SampleUser, dialect: Dialect) -> str | None:
    """What a guest's `userPrincipalName` yields in a dialect.

    Provisioning decodes the address out of the raw name, `elif_fabrikam.com#EXT#@…` being `elif@fabrikam.com`. A claim carries
    the raw name of guests without an Entra account.

    Returns:
        The value; None for a member, where the person's raw name is not known, and where Microsoft's documentation disagrees
        with itself: of guests from Entra tenants a claim carries the home tenant's UPN on one page, `mail` on another.
    """
    if user.user_class is UserClass.MEMBERS:
        return None
    raw = user.values.get(_ORIGINAL_UPN)
    if raw is None or GUEST_MARK not in raw:
        return None
    if dialect is Dialect.ENTRA_PROVISIONING:
        local, separator, domain = raw.partition(GUEST_MARK)[0].rpartition("_")
        return f"{local}@{domain}" if separator else None
    if dialect is Dialect.ENTRA_CLAIMS and user.user_class is UserClass.EXTERNAL_GUESTS:
        return raw
    return None


def value_identity(attribute: Attribute, dialect: Dialect, user_class: UserClass) -> str | None:
    """A name for the value that an attribute yields for a class of users in a dialect; equal names are equal values.

    Returns:
        The name, or None where what the attribute yields is not documented consistently.
    """
    if attribute.name == _ORIGINAL_UPN:
        return "entra.userPrincipalName" if user_class is UserClass.MEMBERS else _RAW_UPN
    if attribute.name == "entra.userPrincipalName" and user_class is not UserClass.MEMBERS:
        if dialect is Dialect.ENTRA_PROVISIONING:
            return _DECODED_UPN
        return _RAW_UPN if user_class is UserClass.EXTERNAL_GUESTS else None
    return attribute.name
