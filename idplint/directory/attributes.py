"""Directory attributes under one name each, whatever a dialect calls them, with the facets that rules reason over.

Sources: Microsoft, "Customize SAML token claims" (claim source ids), "user resource type" (Graph properties), "Expression
builder" and "Known issues for provisioning" (provisioning names); Okta, "User profile" and "Okta Expression Language".
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

import msgspec

from idplint.model.application import IdpKind


class Shape(StrEnum):
    """What a value of an attribute looks like. Values of two different shapes are never equal, for anybody."""

    GUID = "guid"
    OPAQUE = "opaque"
    """A system's own identifier that is not a GUID: an Okta user id, a pairwise id, an immutable id."""
    ADDRESS = "address"
    HANDLE = "handle"
    NUMBER = "number"
    NAME = "name"
    FREE = "free"
    """Whatever the company keeps there: it may repeat any other attribute."""


class Attribute(msgspec.Struct, frozen=True):
    """One directory attribute."""

    name: str
    """Canonical, prefixed by the directory: `entra.objectId`, `okta.login`."""
    label: str
    """As an administrator would call it."""
    shape: Shape
    mutable: bool = True
    unique: bool = False
    nullable: bool = True
    on_premises: bool = False
    """Synchronised from Active Directory, so that a directory extension may well hold the same value."""
    multivalued: bool = False
    """A list of values; which one an expression takes depends on the expression."""

    @property
    def written(self) -> str:
        """As people write it in `idplint.yaml`: `user.mail`, `user.login`, `source.userName`."""
        directory, _, name = self.name.partition(".")
        if directory == "ad":
            return f"source.{next(word for word, meant in AD_NAMES.items() if meant == self.name)}"
        return f"user.{self.label if directory == 'entra' else name}"


def _entra(name: str, shape: Shape, **facets: bool) -> Attribute:
    return Attribute(f"entra.{name}", name, shape, **facets)


_FIXED = {"mutable": False, "unique": True, "nullable": False}

# canonical attribute, claim ids, provisioning names
_ENTRA_TABLE: tuple[tuple[Attribute, tuple[str, ...], tuple[str, ...]], ...] = (
    (_entra("objectId", Shape.GUID, **_FIXED), ("objectid",), ("objectId",)),
    (
        _entra("userPrincipalName", Shape.ADDRESS, unique=True, nullable=False),
        ("userprincipalname",),
        ("userPrincipalName",),
    ),
    (
        _entra("originalUserPrincipalName", Shape.ADDRESS, unique=True, nullable=False),
        ("localuserprincipalname",),
        ("originalUserPrincipalName",),
    ),
    (
        _entra("onPremisesUserPrincipalName", Shape.ADDRESS, on_premises=True),
        ("onpremisesuserprincipalname",),
        ("onPremisesUserPrincipalName",),
    ),
    (_entra("mail", Shape.ADDRESS), ("mail",), ("mail",)),
    (_entra("otherMails", Shape.ADDRESS, multivalued=True), ("othermail",), ("otherMails",)),
    (_entra("proxyAddresses", Shape.ADDRESS, unique=True, multivalued=True), ("proxyaddresses",), ("proxyAddresses",)),
    (_entra("mailNickname", Shape.HANDLE, nullable=False), ("mailnickname",), ("mailNickname",)),
    (
        _entra("onPremisesSamAccountName", Shape.HANDLE, on_premises=True),
        ("onpremisessamaccountname",),
        ("onPremisesSamAccountName",),
    ),
    (
        _entra("onPremisesSecurityIdentifier", Shape.OPAQUE, unique=True, on_premises=True),
        ("onpremisesecurityidentifier", "onpremisessecurityidentifier"),
        ("onPremisesSecurityIdentifier",),
    ),
    (
        _entra("onPremisesImmutableId", Shape.OPAQUE, unique=True, on_premises=True),
        ("onpremisesimmutableid",),
        ("immutableId", "onPremisesImmutableId"),
    ),
    (_entra("employeeId", Shape.NUMBER), ("employeeid",), ("employeeId",)),
    (_entra("pairwiseId", Shape.OPAQUE, unique=True, nullable=False), ("pairwiseid",), ()),
    (_entra("displayName", Shape.NAME, nullable=False), ("displayname",), ("displayName",)),
    (_entra("givenName", Shape.NAME), ("givenname",), ("givenName",)),
    (_entra("surname", Shape.NAME), ("surname",), ("surname",)),
    (_entra("jobTitle", Shape.FREE), ("jobtitle",), ("jobTitle",)),
    (_entra("department", Shape.FREE), ("department",), ("department",)),
    (_entra("companyName", Shape.FREE), ("companyname",), ("companyName",)),
    (_entra("city", Shape.FREE), ("city",), ("city",)),
    (_entra("country", Shape.FREE), ("country",), ("country",)),
    (_entra("state", Shape.FREE), ("state",), ("state",)),
    (_entra("telephoneNumber", Shape.NUMBER), ("telephonenumber",), ("telephoneNumber",)),
    (_entra("mobile", Shape.NUMBER), ("mobilephone",), ("mobile",)),
    *(
        (
            _entra(f"extensionAttribute{number}", Shape.FREE),
            (f"extensionattribute{number}",),
            (f"extensionAttribute{number}",),
        )
        for number in range(1, 16)
    ),
)

_ENTRA_BY_CLAIM = {claim: attribute for attribute, claims, _ in _ENTRA_TABLE for claim in claims}
_ENTRA_BY_PROVISIONING = {name.lower(): attribute for attribute, _, names in _ENTRA_TABLE for name in names}
_ENTRA_BY_OIDC = {
    "oid": "entra.objectId",
    "sub": "entra.pairwiseId",
    "email": "entra.mail",
    "upn": "entra.userPrincipalName",
    "preferred_username": "entra.userPrincipalName",
}

_OKTA_TABLE = (
    Attribute("okta.id", "Okta user id", Shape.OPAQUE, **_FIXED),
    Attribute("okta.login", "login", Shape.ADDRESS, unique=True, nullable=False),
    Attribute("okta.email", "email", Shape.ADDRESS, nullable=False),
    Attribute("okta.secondEmail", "secondEmail", Shape.ADDRESS),
    Attribute("okta.employeeNumber", "employeeNumber", Shape.NUMBER),
    Attribute("okta.firstName", "firstName", Shape.NAME),
    Attribute("okta.lastName", "lastName", Shape.NAME),
    Attribute("okta.displayName", "displayName", Shape.NAME),
    Attribute("okta.nickName", "nickName", Shape.NAME),
    Attribute("okta.middleName", "middleName", Shape.NAME),
    *(
        Attribute(f"okta.{name}", name, shape)
        for shape, names in (
            (Shape.NUMBER, ("primaryPhone", "mobilePhone")),
            (
                Shape.FREE,
                ("honorificPrefix", "honorificSuffix", "title", "userType", "profileUrl", "manager", "managerId"),
            ),
            (Shape.FREE, ("organization", "division", "department", "costCenter")),
            (Shape.FREE, ("streetAddress", "postalAddress", "city", "state", "zipCode", "countryCode")),
            (Shape.FREE, ("preferredLanguage", "locale", "timezone")),
        )
        for name in names
    ),
    Attribute("ad.samAccountName", "AD sAMAccountName", Shape.HANDLE, on_premises=True),
    Attribute("ad.userPrincipalName", "AD userPrincipalName", Shape.ADDRESS, unique=True, on_premises=True),
    Attribute("ad.employeeID", "AD employeeID", Shape.NUMBER, on_premises=True),
)
_OKTA_BY_NAME = {attribute.name: attribute for attribute in _OKTA_TABLE}
AD_NAMES = {
    "samAccountName": "ad.samAccountName",
    "userName": "ad.userPrincipalName",
    "employeeID": "ad.employeeID",
}
"""What `source.<name>` means in a username template for people who come from Active Directory."""
_OKTA_BY_OIDC = {"sub": "okta.id", "email": "okta.email"}


def entra_names() -> tuple[tuple[Attribute, tuple[str, ...], tuple[str, ...]], ...]:
    """Every documented Entra attribute with its claim ids and its provisioning names."""
    return _ENTRA_TABLE


def okta_names() -> tuple[Attribute, ...]:
    """Every attribute of Okta's base profile that idplint knows, and what people from Active Directory bring along."""
    return _OKTA_TABLE


@cache
def entra_claim_attribute(claim_id: str) -> Attribute | None:
    """The attribute behind a claim source id (case does not matter), or None if the id is not documented."""
    lowered = claim_id.strip().lower()
    return _ENTRA_BY_CLAIM.get(lowered) or _entra_extension(lowered)


@cache
def entra_provisioning_attribute(name: str) -> Attribute | None:
    """The attribute behind a provisioning source name, or None if the name is not documented."""
    return _ENTRA_BY_PROVISIONING.get(name.lower()) or _entra_extension(name)


def _entra_extension(name: str) -> Attribute | None:
    """A directory extension, `extension_<app id without dashes>_<name>`."""
    lowered = name.lower()
    if lowered.startswith("extension_") and lowered.count("_") > 1:
        return Attribute(f"entra.{lowered}", name, Shape.FREE)
    return None


@cache
def okta_attribute(name: str) -> Attribute:
    """The Okta profile attribute of that (case-sensitive) name; a custom one where it is not of the base profile."""
    return _OKTA_BY_NAME.get(f"okta.{name}") or Attribute(f"okta.{name}", name, Shape.FREE)


@cache
def okta_source_attribute(name: str) -> Attribute:
    """What `source.<name>` means in a username template: the user's profile, or the directory the user comes from."""
    return _OKTA_BY_NAME[AD_NAMES[name]] if name in AD_NAMES else okta_attribute(name)


@cache
def oidc_attribute(idp: IdpKind, claim: str) -> Attribute | None:
    """The attribute behind a claim that the IdP fills in ID tokens by itself, or None where that is not documented."""
    if idp is IdpKind.ENTRA and claim in _ENTRA_BY_OIDC:
        name = _ENTRA_BY_OIDC[claim]
        return next(attribute for attribute, _, _ in _ENTRA_TABLE if attribute.name == name)
    if idp is IdpKind.OKTA and claim in _OKTA_BY_OIDC:
        return _OKTA_BY_NAME[_OKTA_BY_OIDC[claim]]
    return None


@cache
def attribute_named(idp: IdpKind, text: str) -> Attribute | None:
    """The attribute a person means in `idplint.yaml`: `user.mail`, `[mail]`, `mail`, `user.login`."""
    name = text.strip().removeprefix("user.").strip("[]")
    if not name:
        return None
    if idp is IdpKind.OKTA and name.startswith("source."):
        return okta_source_attribute(name.removeprefix("source."))
    if idp is IdpKind.ENTRA:
        return entra_claim_attribute(name) or entra_provisioning_attribute(name)
    if idp is IdpKind.OKTA:
        return okta_attribute(name)
    return None
