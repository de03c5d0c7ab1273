"""A sample person: the class they belong to, what is special about them and what the directory holds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

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


class Trait(StrEnum):
    """What sets a person apart from the others of their class. The sign-in name is Entra's UPN, Okta's login."""

    PLAIN = "plain"
    """Nothing, for somebody of their class."""
    MAIL_DIFFERS = "mail_differs"
    """The e-mail address is another one than the sign-in name, whatever the case of letters."""
    NO_MAIL = "no_mail"
    MIXED_CASE = "mixed_case"
    """The sign-in name or the e-mail address has capital letters."""
    ACCENTS = "accents"
    """Letters beyond ASCII in the name, an apostrophe in the address."""
    SYNCED = "synced"
    """A member who comes from Active Directory."""
    CLOUD_ONLY = "cloud_only"
    """A member without any on-premises attribute."""
    SAME_PREFIX = "same_prefix"
    """One of two whose addresses differ in the domain only."""
    SAME_START = "same_start"
    """One of two whose addresses have the first eight characters in common."""
    RENAMED = "renamed"
    """Sign-in name and e-mail address are new, older names live on elsewhere."""
    LOGIN_NOT_EMAIL = "login_not_email"
    """The sign-in name is no address."""
    EMAIL_CHANGED = "email_changed"
    """The sign-in name is the former e-mail address."""
    AD_WITH_SUFFIX = "ad_with_suffix"
    """From Active Directory; the sign-in name is the account name with a domain."""
    AD_WITHOUT_SUFFIX = "ad_without_suffix"
    """From Active Directory; the sign-in name is the bare account name."""
    ONE_TIME_PASSCODE = "one_time_passcode"
    GOOGLE = "google"
    SAML_GUEST = "saml_guest"
    """A guest whose organisation signs them in through SAML or WS-Federation."""
    ENTRA_GUEST = "entra_guest"
    SUPPLIED = "supplied"
    """From `idplint.yaml`; no other trait is said of them."""


class SampleUser(msgspec.Struct, frozen=True, eq=False):
    """One person and the values the directory holds for them. Two are the same only if they are one object."""

    name: str
    special: str
    """In a few words, what is special about them."""
    user_class: UserClass
    values: Mapping[str, str | None]
    """By canonical attribute name (`entra.mail`). None is known to be empty; what is not in here is not known."""
    traits: frozenset[Trait] = frozenset()

    @property
    def words(self) -> str:
        """For messages: `Ada Marsh, a member`."""
        return f"{self.name}, {self.special}"

    def value(self, attribute: Attribute) -> str:
        """What this person's attribute holds, nothing where it is empty, or in words whose it is where that is not known."""
        held = self.values.get(attribute.name, f"<{attribute.label} of {self.name}>")
        return "" if held is None else held
