"""Sample people, one for each class of users and the commonest trait, to show a difference on somebody.

All invented. Values that depend on where an attribute is used (a guest's UPN) follow Microsoft, "B2B collaboration user claims
mapping" and "Attribute mapping: originalUserPrincipalName".
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from idplint.model.application import Dialect, IdpKind

if TYPE_CHECKING:
    from idplint.directory.attributes import Attribute


class UserClass(StrEnum):
    """A set of users that configuration can select."""

    MEMBERS = "members"
    ENTRA_GUESTS = "entra_guests"
    EXTERNAL_GUESTS = "external_guests"

    @property
    def words(self) -> str:
        """For messages."""
        return {
            "members": "members",
            "entra_guests": "guests from other Entra tenants",
            "external_guests": "guests without an Entra account of their own",
        }[self.value]


class SampleUser(msgspec.Struct, frozen=True, eq=False):
    """One person and the values the directory holds for them."""

    name: str
    special: str
    """In a few words, what is special about them."""
    user_class: UserClass
    values: Mapping[str, str]

    @property
    def words(self) -> str:
        """For messages: `Ada Marsh, a member`."""
        return f"{self.name}, {self.special}"

    def value(self, attribute: Attribute) -> str:
        """What this person's attribute holds, or in words whose it is where only the company knows."""
        return self.values.get(attribute.name, f"<{attribute.label} of {self.name}>")


def _person(name: str, special: str, user_class: UserClass, **values: str) -> SampleUser:
    return SampleUser(name, special, user_class, MappingProxyType({_key(key): held for key, held in values.items()}))


def _key(name: str) -> str:
    prefix, _, rest = name.partition("_")
    return f"{prefix}.{rest}"


_ENTRA = (
    _person(
        "Ada Marsh",
        "a member",
        UserClass.MEMBERS,
        entra_objectId="3f0e7a52-0000-4000-8000-00000000ada0",
        entra_userPrincipalName="ada.marsh@contoso.com",
        entra_originalUserPrincipalName="ada.marsh@contoso.com",
        entra_onPremisesUserPrincipalName="ada.marsh@corp.contoso.com",
        entra_mail="ada.marsh@contoso.com",
        entra_otherMails="ada@example.org",
        entra_proxyAddresses="SMTP:ada.marsh@contoso.com",
        entra_mailNickname="ada.marsh",
        entra_onPremisesSamAccountName="amarsh",
        entra_onPremisesSecurityIdentifier="S-1-5-21-1111-2222-3333-1104",
        entra_onPremisesImmutableId="ada0immutable==",
        entra_employeeId="1042",
        entra_pairwiseId="kL3wPairwiseOfAda0",
        entra_displayName="Ada Marsh",
        entra_givenName="Ada",
        entra_surname="Marsh",
        entra_telephoneNumber="+44 20 7946 0001",
        entra_mobile="+44 7700 900001",
    ),
    _person(
        "Bea Quill",
        "a member whose mail differs from her user principal name",
        UserClass.MEMBERS,
        entra_objectId="3f0e7a52-0000-4000-8000-00000000bea0",
        entra_userPrincipalName="bquill@contoso.com",
        entra_originalUserPrincipalName="bquill@contoso.com",
        entra_onPremisesUserPrincipalName="bquill@corp.contoso.com",
        entra_mail="bea.quill@contoso.com",
        entra_otherMails="bea@example.org",
        entra_proxyAddresses="SMTP:bea.quill@contoso.com",
        entra_mailNickname="bea.quill",
        entra_onPremisesSamAccountName="bquill",
        entra_onPremisesSecurityIdentifier="S-1-5-21-1111-2222-3333-1105",
        entra_onPremisesImmutableId="bea0immutable==",
        entra_employeeId="1043",
        entra_pairwiseId="kL3wPairwiseOfBea0",
        entra_displayName="Bea Quill",
        entra_givenName="Bea",
        entra_surname="Quill",
        entra_telephoneNumber="+44 20 7946 0002",
        entra_mobile="+44 7700 900002",
    ),
    _person(
        "Elif Kaya",
        "a guest from another Entra tenant",
        UserClass.ENTRA_GUESTS,
        entra_objectId="3f0e7a52-0000-4000-8000-00000000e11f",
        entra_originalUserPrincipalName="elif_fabrikam.com#EXT#@contoso.onmicrosoft.com",
        entra_mail="elif@fabrikam.com",
        entra_mailNickname="elif_fabrikam.com#EXT#",
        entra_displayName="Elif Kaya",
        entra_givenName="Elif",
        entra_surname="Kaya",
    ),
    _person(
        "Omar Reyes",
        "a guest who signs in with a one-time passcode",
        UserClass.EXTERNAL_GUESTS,
        entra_objectId="3f0e7a52-0000-4000-8000-000000000aa0",
        entra_originalUserPrincipalName="omar_partner.example#EXT#@contoso.onmicrosoft.com",
        entra_mail="omar@partner.example",
        entra_mailNickname="omar_partner.example#EXT#",
        entra_displayName="Omar Reyes",
        entra_givenName="Omar",
        entra_surname="Reyes",
    ),
)

_OKTA = (
    _person(
        "Ada Marsh",
        "a member",
        UserClass.MEMBERS,
        okta_id="00u1ada0000000000marsh",
        okta_login="ada.marsh@contoso.com",
        okta_email="ada.marsh@contoso.com",
        okta_secondEmail="ada@example.org",
        okta_employeeNumber="1042",
        okta_firstName="Ada",
        okta_lastName="Marsh",
        okta_displayName="Ada Marsh",
        okta_nickName="Ada",
        ad_samAccountName="amarsh",
        ad_userPrincipalName="ada.marsh@corp.contoso.com",
        ad_employeeID="E-1042",
    ),
    _person(
        "Bea Quill",
        "a member whose e-mail differs from her login",
        UserClass.MEMBERS,
        okta_id="00u1bea0000000000quill",
        okta_login="bquill@contoso.com",
        okta_email="bea.quill@contoso.com",
        okta_secondEmail="bea@example.org",
        okta_employeeNumber="1043",
        okta_firstName="Bea",
        okta_lastName="Quill",
        okta_displayName="Bea Quill",
        okta_nickName="Bea",
        ad_samAccountName="bquill",
        ad_userPrincipalName="bquill@corp.contoso.com",
        ad_employeeID="E-1043",
    ),
)

_BY_IDP = {IdpKind.ENTRA: _ENTRA, IdpKind.OKTA: _OKTA}

# What userPrincipalName yields for guests depends on the place that reads it.
_GUEST_UPN: dict[tuple[UserClass, Dialect], str | None] = {
    (UserClass.ENTRA_GUESTS, Dialect.ENTRA_PROVISIONING): "elif@fabrikam.com",
    # Microsoft's pages disagree here: the home tenant's UPN, or mail.
    (UserClass.ENTRA_GUESTS, Dialect.ENTRA_CLAIMS): None,
    (UserClass.EXTERNAL_GUESTS, Dialect.ENTRA_PROVISIONING): "omar@partner.example",
    (UserClass.EXTERNAL_GUESTS, Dialect.ENTRA_CLAIMS): "omar_partner.example#EXT#@contoso.onmicrosoft.com",
}
_DECODED_UPN = "userPrincipalName, decoded from the guest's #EXT# name"
_RAW_UPN = "the raw #EXT# userPrincipalName"


def sample_users(idp: IdpKind, user_class: UserClass) -> tuple[SampleUser, ...]:
    """The people of a class, the most ordinary first; empty where idplint has nobody of that class."""
    return tuple(user for user in _BY_IDP.get(idp, ()) if user.user_class is user_class)


def guest_upn(user_class: UserClass, dialect: Dialect) -> str | None:
    """What a guest's `userPrincipalName` yields in a dialect, or None where Microsoft's documentation disagrees with itself."""
    return _GUEST_UPN.get((user_class, dialect))


def value_identity(attribute: Attribute, dialect: Dialect, user_class: UserClass) -> str | None:
    """A name for the value that an attribute yields for a class of users in a dialect; equal names are equal values.

    Returns:
        The name, or None where what the attribute yields is not documented consistently.
    """
    if attribute.name == "entra.originalUserPrincipalName":
        return "entra.userPrincipalName" if user_class is UserClass.MEMBERS else _RAW_UPN
    if attribute.name == "entra.userPrincipalName" and user_class is not UserClass.MEMBERS:
        if dialect is Dialect.ENTRA_PROVISIONING:
            return _DECODED_UPN
        return _RAW_UPN if user_class is UserClass.EXTERNAL_GUESTS else None
    return attribute.name
