"""The people whom somebody described in `idplint.yaml`, as people of a directory."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from idplint.directory.attributes import attribute_named
from idplint.directory.sample_user import SampleUser, Trait, UserClass
from idplint.directory.samples import GUEST_MARK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.model.application import IdpKind
    from idplint.model.supplied_sample import SuppliedSample

_UPN = "entra.userPrincipalName"
_ORIGINAL_UPN = "entra.originalUserPrincipalName"


def supplied_users(idp: IdpKind, samples: Iterable[SuppliedSample]) -> tuple[SampleUser, ...]:
    """The people of a directory, in the order they were written.

    Args:
        idp: Whose directory. Okta may have any attribute: whatever it is called, it is one of the profile.
        samples: As they were written.

    Returns:
        Everybody of whom at least one attribute is known to that directory. Names it does not know are left out; of two names
        of one attribute the first counts.
    """
    people = []
    for sample in samples:
        values: dict[str, str | None] = {}
        for text, value in sample.attributes:
            attribute = attribute_named(idp, text)
            if attribute is not None:
                values.setdefault(attribute.name, value)
        user_class = UserClass(sample.user_class)
        if values:
            people.append(
                SampleUser(
                    sample.name,
                    sample.special or "described in idplint.yaml",
                    user_class,
                    MappingProxyType(_with_both_names(values, user_class)),
                    frozenset({Trait.SUPPLIED}),
                )
            )
    return tuple(people)


def _with_both_names(values: dict[str, str | None], user_class: UserClass) -> dict[str, str | None]:
    """Fill `userPrincipalName` and `originalUserPrincipalName` from each other as far as the one says what the other is.

    A member's are the same. A guest's own is the one with #EXT#, and what `userPrincipalName` yields depends on who reads it.
    """
    upn = values.get(_UPN)
    if user_class is UserClass.MEMBERS:
        for given, other in ((_UPN, _ORIGINAL_UPN), (_ORIGINAL_UPN, _UPN)):
            if given in values:
                values.setdefault(other, values[given])
        return values
    if upn is not None and GUEST_MARK in upn:
        values.setdefault(_ORIGINAL_UPN, upn)
    return {name: value for name, value in values.items() if name != _UPN}
