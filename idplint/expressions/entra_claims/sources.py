"""Where a claim comes from: the documented source ids, and their values for a user.

Source: Microsoft, "Claims customization using a policy", table of the values of ID for each Source; "Customize SAML token
claims", attributes of the NameID and special rules on multi-valued sources.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.users import MISSING

if TYPE_CHECKING:
    from idplint.expressions.outcomes import Outcome
    from idplint.expressions.users import UserAttributes

_USER_IDS = frozenset(
    {
        "surname",
        "givenname",
        "displayname",
        "objectid",
        "mail",
        "email",
        "userprincipalname",
        "localuserprincipalname",
        "department",
        "onpremisessamaccountname",
        "netbiosname",
        "dnsdomainname",
        "onpremisesecurityidentifier",
        "onpremisessecurityidentifier",
        "companyname",
        "streetaddress",
        "postalcode",
        "preferredlanguage",
        "onpremisesuserprincipalname",
        "mailnickname",
        "othermail",
        "country",
        "city",
        "state",
        "jobtitle",
        "employeeid",
        "facsimiletelephonenumber",
        "assignedroles",
        "accountenabled",
        "consentprovidedforminor",
        "createddatetime",
        "creationtype",
        "lastpasswordchangedatetime",
        "mobilephone",
        "officelocation",
        "onpremisesdomainname",
        "onpremisesimmutableid",
        "onpremisessyncenabled",
        "preferreddatalocation",
        "proxyaddresses",
        "usertype",
        "telephonenumber",
        "primaryauthoritativeemail",
        "pairwiseid",
        "groups",
    }
) | {f"extensionattribute{number}" for number in range(1, 16)}
_OBJECT_IDS = frozenset({"displayname", "objectid", "tags"})
_IDS = {
    "user": _USER_IDS,
    "application": _OBJECT_IDS,
    "resource": _OBJECT_IDS,
    "audience": _OBJECT_IDS,
    "company": frozenset({"tenantcountry"}),
}
_ALIASES = {
    # The pages on transformations call the attribute `user.email`, the portal and every export `user.mail`.
    "email": ("email", "mail"),
    "mail": ("mail", "email"),
    "onpremisesecurityidentifier": ("onpremisesecurityidentifier", "onpremisessecurityidentifier"),
    "onpremisessecurityidentifier": ("onpremisessecurityidentifier", "onpremisesecurityidentifier"),
}
_EXTENSION = re.compile(r"(extension_|ext[0-9a-z]{8}_).+", re.IGNORECASE | re.DOTALL)


def normal_source(source: str) -> str | None:
    """A documented source in lower case, or None."""
    lowered = source.strip().lower()
    return lowered if lowered in _IDS else None


def normal_id(name: str, *, extension: bool = False) -> str:
    """An attribute id without stray blanks; in lower case unless it names a directory extension."""
    stripped = name.strip()
    return stripped if extension or _EXTENSION.fullmatch(stripped) else stripped.lower()


def value_of_source(user: UserAttributes, source: str, name: str) -> Outcome:
    """The value that a source has for a user: text, a list of texts, or None."""
    lowered = name.lower()
    is_extension = source == "user" and _EXTENSION.fullmatch(name) is not None
    if lowered not in _IDS[source] and not is_extension:
        return Undecided(f"Entra documents no source attribute {source}.{name}")
    if source == "user" and lowered == "groups":
        return Undecided("which groups a token lists depends on settings outside the claim")
    found = _given(user, source, name)
    if isinstance(found, Undecided | Failed):
        if source == "user" and lowered == "pairwiseid":
            return Undecided("Entra computes the pairwise identifier; no attribute holds it")
        return found
    if isinstance(found, list) and not is_extension and lowered != "assignedroles":
        # "Only one value is emitted" of everything but directory extensions.
        if len(found) > 1:
            return Undecided(f"one of several values of {source}.{name} is emitted, and which one is not documented")
        return found[0] if found else None
    if source == "user" and lowered == "userprincipalname" and isinstance(found, str):
        return _guest_aware(user, found)
    return found


def all_values_of_source(user: UserAttributes, source: str, name: str) -> Outcome:
    """As `value_of_source`, for a transformation that takes every value or the first one of a list."""
    found = value_of_source(user, source, name)
    given = _given(user, source, name)
    return given if isinstance(given, list) and name.lower() != "groups" else found


def _given(user: UserAttributes, source: str, name: str) -> Outcome:
    for spelling in _ALIASES.get(name.lower(), (name,)):
        for path in ((source, spelling), (spelling,)) if source == "user" else ((source, spelling),):
            held = user.get(*path, any_case=True)
            if held is not MISSING:
                return _as_claim(held, f"{source}.{name}")
    return Undecided(f"{source}.{name} was not given")


def _as_claim(held: object, label: str) -> Outcome:
    if held is None or isinstance(held, str):
        return held
    if isinstance(held, bool | int):
        return str(held)
    if isinstance(held, list | tuple):
        items = [_as_claim(item, label) for item in held]
        if all(isinstance(item, str) for item in items):
            return items  # type: ignore[return-value]  # every item is text
    return Undecided(f"{label} was given as something else than text, a number, true or false, or a list of them")


def _guest_aware(user: UserAttributes, found: str) -> Outcome:
    # "Customize SAML token claims" and its change history disagree on guests of another Entra tenant: home UPN, or mail.
    if "#EXT#" not in found.upper():
        return found
    known = user_class(user)
    if known in {"members", "externalGuests"}:
        return found
    if known == "aadGuests":
        return Undecided(
            "for a guest of another Entra tenant the claim does not carry the #EXT# form, and the pages disagree on what instead"
        )
    return Undecided("what the claim carries for this guest depends on user.class, which was not given")


_CLASSES = {
    "members": "members",
    "aadguests": "aadGuests",
    "entra_guests": "aadGuests",
    "externalguests": "externalGuests",
    "external_guests": "externalGuests",
}


def user_class(user: UserAttributes) -> str | None:
    """`members`, `aadGuests` or `externalGuests`, or None where it was not given."""
    held = user.get("user", "class", any_case=True)
    return _CLASSES.get(held.strip().lower()) if isinstance(held, str) else None


def user_groups(user: UserAttributes) -> frozenset[str] | None:
    """The ids of the user's groups in lower case, or None where they were not given."""
    held = user.get("user", "groups", any_case=True)
    if not isinstance(held, list | tuple | set | frozenset):
        return None
    return frozenset(item.strip().lower() for item in held if isinstance(item, str))
