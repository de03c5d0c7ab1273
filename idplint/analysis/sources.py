"""The source expressions at both ends of a key, with Okta's application username resolved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from idplint.analysis.scim_paths import canonical_path, same_path
from idplint.directory.samples import UserClass
from idplint.model.application import (
    Application,
    AttributeMapping,
    Claim,
    Dialect,
    Protocol,
    Provisioning,
    SourceExpression,
)
from idplint.model.values import Fact, Sourced, Unknown
from idplint.pairing.identifiers import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

_APPLICATION_USERNAME = re.compile(r"\$\{\s*user\.userName\s*\}")


class Audience(msgspec.Struct, frozen=True, gc=False):
    """A class of users for whom a claim has one source."""

    user_class: UserClass
    group: str = ""
    """Group ids of a group condition; empty where the whole class is meant."""

    @property
    def words(self) -> str:
        """For messages."""
        return f"{self.user_class.words} in group {self.group}" if self.group else self.user_class.words

    @property
    def is_everyone(self) -> bool:
        """Whether this is the ordinary case, not a special class."""
        return self.user_class is UserClass.MEMBERS and not self.group


def is_application_username(expression: SourceExpression) -> bool:
    """Whether an expression is Okta's application username, whatever that is made of."""
    text = expression.text.strip()
    if expression.dialect is Dialect.OKTA_TEMPLATE:
        return _APPLICATION_USERNAME.fullmatch(text) is not None
    return expression.dialect is Dialect.OKTA_CLASSIC and text == "appuser.userName"


def resolved(application: Application, source: Fact[SourceExpression]) -> Fact[SourceExpression]:
    """Replace `${user.userName}`, the application username, by what that stands for in this application.

    Source: Okta, "Application username" (the NameID template's userName is the per-assignment application username).
    """
    if isinstance(source, Unknown):
        return source
    if not is_application_username(source.value):
        return source
    username = application.application_username
    if username is None:
        return Unknown(
            "application username",
            "${user.userName} stands for the application username, and that was not read",
            "export the app's credentials.userNameTemplate and its profile mapping",
            source.origin,
        )
    if isinstance(username, Unknown):
        return username
    return Sourced(username.value, source.origin, source.basis, source.note)


def login_claim(application: Application, keys: tuple[str, ...]) -> tuple[str, Claim] | Unknown:
    """The first claim of an ordered list of login keys that a login of this application carries."""
    for key in keys:
        found = _claim(application, key)
        if found is not None:
            return found if isinstance(found, Unknown) else (key, found)
    sent = application.attributes if isinstance(application.attributes, tuple) else ()
    oidc = isinstance(application.protocol, Sourced) and application.protocol.value is Protocol.OIDC
    choices = [f"'{'oidc' if oidc else 'attribute'}:{claim.name}'" for claim in sent] + ([] if oidc else ["name_id"])
    line = f"- {{match: {{id: {quoted(application.id)}}}, link: {{login: {choices[0] if choices else 'name_id'}}}}}"
    return Unknown(
        "login key",
        f"no login of this application carries {' or '.join(keys)}",
        f"send it, or add to `applications:` in idplint.yaml what is read instead: {line}"
        + (f"   # or {', '.join(choices[1:4])}" if choices[1:] else ""),
        application.origin,
    )


def _claim(application: Application, key: str) -> Claim | Unknown | None:
    if key == "name_id":
        return application.name_id
    wanted = key.partition(":")[2].lower()
    if isinstance(application.attributes, Unknown):
        return application.attributes
    sent = (claim for claim in application.attributes if claim.name.lower() == wanted)
    return next(sent, application.other_attributes)


def mapping_of(provisioning: Provisioning, target: str) -> AttributeMapping | Unknown | None:
    """The mapping that fills a SCIM attribute; None where the mappings are known and none does."""
    if isinstance(provisioning.mappings, Unknown):
        return provisioning.mappings
    wanted = canonical_path(target)
    exact = next((mapping for mapping in provisioning.mappings if canonical_path(mapping.target) == wanted), None)
    if exact is not None:
        return exact
    return next((mapping for mapping in provisioning.mappings if same_path(mapping.target, target)), provisioning.rest)


def audiences(
    claim: Claim, *, guests_in_scope: bool, guests_excluded: bool
) -> Iterator[tuple[Audience, Fact[SourceExpression]]]:
    """The classes of users that count for a claim, each with its source.

    Guests count where a condition of the claim names them or they are known to be in scope, never where they are excluded.
    """
    named = {branch.users for branch in claim.branches}
    for branch in claim.branches:
        if branch.users is None:
            yield Audience(UserClass.MEMBERS), branch.source
            continue
        user_class, group = _selector(branch.users)
        if user_class is UserClass.MEMBERS or not guests_excluded:
            yield Audience(user_class, group), branch.source
    if not guests_in_scope or guests_excluded:
        return
    rest = next((branch.source for branch in claim.branches if branch.users is None), None)
    for guest in (UserClass.ENTRA_GUESTS, UserClass.EXTERNAL_GUESTS):
        if guest.value not in named:
            yield (
                Audience(guest),
                rest
                or Unknown(
                    claim.name,
                    f"no configuration of the claim covers {guest.words}",
                    "add a configuration without a condition, or declare directory: {guests: none} in idplint.yaml",
                    claim.origin,
                ),
            )


def _selector(users: str) -> tuple[UserClass, str]:
    if users.startswith("groups:"):
        return UserClass.MEMBERS, users.removeprefix("groups:")
    name, _, groups = users.partition("+")
    return UserClass(name), groups.removeprefix("groups:")
