"""A sample person as the expressions of each dialect see them: their attributes under the dialect's own names."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from idplint.directory.attributes import AD_NAMES, entra_names
from idplint.directory.sample_user import SampleUser, UserClass
from idplint.directory.samples import guest_upn
from idplint.model.application import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_UPN = "entra.userPrincipalName"
_CLAIM_CLASSES = {
    UserClass.MEMBERS: "members",
    UserClass.ENTRA_GUESTS: "aadGuests",
    UserClass.EXTERNAL_GUESTS: "externalGuests",
}


@lru_cache(maxsize=1024)
def attributes_of(user: SampleUser, dialect: Dialect) -> Mapping[str, object]:
    """The attributes of a person for `evaluate`.

    Returns:
        Values by the dialect's own names. None is empty; what the directory would know and the sample does not say is left out.
        Nothing for dialects that have no expressions over attributes.
    """
    match dialect:
        case Dialect.ENTRA_PROVISIONING:
            found = dict(_entra(user, dialect))
        case Dialect.ENTRA_CLAIMS:
            found = {f"user.{name}": value for name, value in _entra(user, dialect)}
            found["user.class"] = _CLAIM_CLASSES[user.user_class]
        case Dialect.OKTA_IDENTITY_ENGINE:
            found = dict(_okta(user, "user.profile."))
        case Dialect.OKTA_TEMPLATE | Dialect.OKTA_CLASSIC:
            held = user.values
            found = dict(_okta(user, "user.")) | dict(_okta(user, "source."))
            found |= {f"source.{word}": held[name] for word, name in AD_NAMES.items() if name in held}
        case Dialect.OIDC_CLAIM | Dialect.CONSTANT:
            found = {}
    return MappingProxyType(found)


def _okta(user: SampleUser, prefix: str) -> Iterator[tuple[str, str | None]]:
    for name, value in user.values.items():
        directory, _, word = name.partition(".")
        if directory == "okta" and word == "id":
            # The id is no attribute of the profile; user.getInternalProperty("id") looks for it here in every dialect.
            yield "user.id", value
        elif directory == "okta":
            yield f"{prefix}{word}", value


def _entra(user: SampleUser, dialect: Dialect) -> Iterator[tuple[str, str | None]]:
    for attribute, claim_ids, provisioning_names in entra_names():
        guest = attribute.name == _UPN and user.user_class is not UserClass.MEMBERS
        value = guest_upn(user, dialect) if guest else user.values.get(attribute.name)
        if value is not None or (attribute.name in user.values and not guest):
            for name in claim_ids if dialect is Dialect.ENTRA_CLAIMS else provisioning_names:
                yield name, value
