"""A sample person as the expressions of each dialect see them: their attributes under the dialect's own names."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from idplint.directory.attributes import AD_NAMES, entra_names
from idplint.directory.samples import SampleUser, UserClass, guest_upn
from idplint.model.application import Dialect

if TYPE_CHECKING:
    from collections.abc import Mapping

_UPN = "entra.userPrincipalName"


@lru_cache(maxsize=256)
def attributes_of(user: SampleUser, dialect: Dialect) -> Mapping[str, object]:
    """The attributes of a person for `evaluate`; what the directory would know and the sample does not say is left out."""
    if dialect is Dialect.ENTRA_PROVISIONING:
        return dict(_entra(user, dialect, claims=False))
    if dialect is Dialect.ENTRA_CLAIMS:
        classes = {
            UserClass.MEMBERS: "members",
            UserClass.ENTRA_GUESTS: "aadGuests",
            UserClass.EXTERNAL_GUESTS: "externalGuests",
        }
        return {
            **{f"user.{name}": value for name, value in _entra(user, dialect, claims=True)},
            "user.class": classes[user.user_class],
        }
    held = dict(user.values)
    return {
        **{f"user.{name.removeprefix('okta.')}": value for name, value in held.items() if name.startswith("okta.")},
        **{f"source.{name.removeprefix('okta.')}": value for name, value in held.items() if name.startswith("okta.")},
        **{f"source.{word}": held[name] for word, name in AD_NAMES.items() if name in held},
    }


def _entra(user: SampleUser, dialect: Dialect, *, claims: bool) -> list[tuple[str, str]]:
    found = []
    for attribute, claim_ids, provisioning_names in entra_names():
        value = user.values.get(attribute.name)
        if attribute.name == _UPN and user.user_class is not UserClass.MEMBERS:
            value = guest_upn(user.user_class, dialect)
        if value is not None:
            found += [(name, value) for name in (claim_ids if claims else provisioning_names)]
    return found
