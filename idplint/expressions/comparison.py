"""Whether two source expressions carry the same value, for whom not, and a person to show it on."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import msgspec

from idplint.directory.attributes import Attribute, Shape, attribute_named
from idplint.directory.samples import SampleUser, UserClass, guest_upn, sample_users, value_identity
from idplint.expressions.terms import Constant, Reference, Term, Unsupported, term_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.model.application import IdpKind, SourceExpression


class Reach(StrEnum):
    """Whom a difference concerns, in falling order."""

    EVERYONE = "everyone"
    """The two values have different shapes."""
    SOME = "some"
    """Same shape, another attribute: equal for most people, different for some."""
    CLASS = "class"
    """Only one class of users."""
    EDGE = "edge"
    """Only empty or mixed-case values."""

    @property
    def rank(self) -> int:
        """0 for the edge, 3 for everyone."""
        return ("edge", "class", "some", "everyone").index(self.value)


class Example(msgspec.Struct, frozen=True, gc=False):
    """A sample user for whom the two expressions differ, with both values."""

    user: SampleUser
    login_value: str
    scim_value: str


class Agreement(msgspec.Struct, frozen=True, gc=False):
    """The answer to: do these two expressions carry the same value?"""

    verdict: Literal["same", "same_given", "different", "undecided"]
    reach: Reach | None = None
    example: Example | None = None
    reason: str = ""
    """Why undecided; or the declared equivalence that made them the same."""
    declarable: bool = False
    """Undecided, but a declared equivalence of the two attributes would decide it."""

    @property
    def agrees(self) -> bool:
        """Whether the two carry the same value."""
        return self.verdict in {"same", "same_given"}


class Equivalences(msgspec.Struct, frozen=True, gc=False):
    """Attributes that people declared to hold the same value in this directory, in sets of canonical names."""

    sets: tuple[frozenset[str], ...] = ()

    @classmethod
    def declared(cls, idp: IdpKind, pairs: Iterable[Iterable[str]]) -> Equivalences:
        """Resolve names as people write them; names the directory does not have are left out."""
        resolved: list[frozenset[str]] = []
        for pair in pairs:
            names = frozenset(found.name for text in pair if (found := attribute_named(idp, text)))
            if len(names) > 1:
                # What equals a third thing is equal: sets that share an attribute are one.
                touching = [held for held in resolved if held & names]
                resolved = [held for held in resolved if not held & names]
                resolved.append(names.union(*touching))
        return cls(tuple(resolved))

    def holds(self, one: Attribute, other: Attribute) -> bool:
        """Whether the two attributes were declared to hold the same value."""
        return any(one.name in names and other.name in names for names in self.sets)


@lru_cache(maxsize=16384)
def compare(
    login: SourceExpression,
    scim: SourceExpression,
    idp: IdpKind,
    user_class: UserClass = UserClass.MEMBERS,
    equivalences: Equivalences = Equivalences(),  # noqa: B008 - frozen
) -> Agreement:
    """Compare what a login carries with what SCIM stored, for one class of users of one directory.

    Args:
        login: The source on the sign-on side.
        scim: The source on the provisioning side.
        idp: Whose directory the expressions read.
        user_class: Only this class is considered.
        equivalences: Declared facts, used only where they decide.
    """
    if login == scim:
        return Agreement("same")
    one, other = term_of(login, idp), term_of(scim, idp)
    for term in (one, other):
        if isinstance(term, Unsupported):
            return Agreement("undecided", reason=term.reason)
    if isinstance(one, Constant) and isinstance(other, Constant):
        if one.text == other.text:
            return Agreement("same")
        return _different(Reach.EVERYONE, one, other, idp, user_class)
    if not (isinstance(one, Reference) and isinstance(other, Reference)):
        return _different(Reach.EVERYONE, one, other, idp, user_class)
    return _compare_references(one, other, idp, user_class, equivalences)


def _compare_references(
    one: Reference, other: Reference, idp: IdpKind, user_class: UserClass, equivalences: Equivalences
) -> Agreement:
    identities = (
        value_identity(one.attribute, one.dialect, user_class),
        value_identity(other.attribute, other.dialect, user_class),
    )
    if one.attribute.name == other.attribute.name and one.dialect == other.dialect:
        return Agreement("same")
    if None in identities:
        return Agreement(
            "undecided",
            reason=f"Microsoft's documentation disagrees on what userPrincipalName yields for {user_class.words}",
        )
    if identities[0] == identities[1]:
        return Agreement("same")
    # A guest's #EXT# name is not what people mean who declare that mail and userPrincipalName are the same.
    ordinary = identities == (one.attribute.name, other.attribute.name)
    if ordinary and equivalences.holds(one.attribute, other.attribute):
        labels = f"{one.attribute.label} = {other.attribute.label}"
        return Agreement("same_given", reason=f"declared equivalent: {labels}")
    if one.attribute.name == other.attribute.name:
        return _different(Reach.CLASS, one, other, idp, user_class)
    shapes = {one.attribute.shape, other.attribute.shape}
    if Shape.FREE in shapes and (_copies_on_premises(one, other) or _copies_on_premises(other, one)):
        extension = one if one.attribute.shape is Shape.FREE else other
        reason = f"the directory extension {extension.attribute.label} may hold the on-premises attribute itself"
        return Agreement("undecided", reason=reason, declarable=True)
    reach = Reach.EVERYONE if len(shapes) > 1 and Shape.FREE not in shapes else Reach.SOME
    return _different(reach, one, other, idp, user_class)


def _copies_on_premises(extension: Reference, source: Reference) -> bool:
    return extension.attribute.name.startswith("entra.extension_") and source.attribute.on_premises


def _different(reach: Reach, one: Term, other: Term, idp: IdpKind, user_class: UserClass) -> Agreement:
    people = sample_users(idp, user_class)
    for user in people:
        login_value, scim_value = _value(one, user), _value(other, user)
        if login_value != scim_value:
            return Agreement("different", reach, Example(user, login_value, scim_value))
    if people:
        return Agreement(
            "undecided", reason=f"idplint's sample {user_class.words} have the same value in both attributes"
        )
    return Agreement("undecided", reason=f"idplint knows nobody among the {user_class.words} of this directory")


def _value(term: Term, user: SampleUser) -> str:
    if isinstance(term, Constant):
        return term.text
    if isinstance(term, Reference):
        if term.attribute.name == "entra.userPrincipalName":
            guest = guest_upn(user.user_class, term.dialect)
            if guest is not None:
                return guest
        return user.value(term.attribute)
    return f"<{term.reason}>"
