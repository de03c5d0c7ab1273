"""What happens to people in a directory: before and after, to show what becomes of a value that was stored.

Sources: Microsoft, "Plan and troubleshoot UserPrincipalName changes", "user resource type" and "Directory and password policies";
Okta, "Okta username format" and "User profile". That Entra ID puts the object id without its dashes before the UPN of a deleted
user, who can still be restored, no page of Microsoft's says that we found; it is on record at github.com/onyx-dot-app/onyx, pull
request 14074.
"""

from __future__ import annotations

from types import MappingProxyType

import msgspec

from idplint.directory.sample_user import SampleUser, Trait, UserClass
from idplint.directory.samples import sample_users, with_domain
from idplint.model.application import IdpKind


class Transition(msgspec.Struct, frozen=True, eq=False):
    """One thing that happens to a person."""

    name: str
    """For code: `renamed`, `email_changed`, `soft_deleted`, `moved_domain`, `remastered`."""
    words: str
    """What happens, as the end of `a person who …`, without a full stop."""
    before: SampleUser
    after: SampleUser
    """The same person; attributes that do not change hold what they held."""


def transitions(idp: IdpKind) -> tuple[Transition, ...]:
    """What can happen to people of a directory, the commonest first; nothing for directories idplint does not know."""
    if idp is IdpKind.ENTRA:
        return _ENTRA
    return _OKTA if idp is IdpKind.OKTA else ()


def _after(before: SampleUser, special: str, trait: Trait | None, values: dict[str, str]) -> SampleUser:
    traits = before.traits - {Trait.PLAIN}
    return SampleUser(
        before.name,
        special,
        before.user_class,
        MappingProxyType({**before.values, **values}),
        traits | {trait} if trait else traits,
    )


def _entra() -> tuple[Transition, ...]:
    ada = sample_users(IdpKind.ENTRA, UserClass.MEMBERS)[0]
    address = "ada.holm@contoso.com"
    renamed = _after(
        ada,
        "a member who is now called Ada Holm",
        Trait.RENAMED,
        {
            "entra.userPrincipalName": address,
            "entra.originalUserPrincipalName": address,
            "entra.onPremisesUserPrincipalName": "ada.holm@corp.contoso.com",
            "entra.mail": address,
            "entra.proxyAddresses": f"SMTP:{address}",
            "entra.displayName": "Ada Holm",
            "entra.surname": "Holm",
        },
    )
    mail = "a.marsh@contoso.com"
    mail_changed = _after(
        ada,
        "a member whose e-mail address changed",
        Trait.EMAIL_CHANGED,
        {"entra.mail": mail, "entra.proxyAddresses": f"SMTP:{mail}"},
    )
    upn = f"{ada.values['entra.objectId']}".replace("-", "") + f"{ada.values['entra.userPrincipalName']}"
    deleted = _after(
        ada,
        "a member who was deleted and can be restored",
        None,
        {"entra.userPrincipalName": upn, "entra.originalUserPrincipalName": upn},
    )
    return (
        Transition("renamed", "is renamed: user principal name, mail, surname and display name change", ada, renamed),
        Transition("email_changed", "gets another e-mail address and keeps the user principal name", ada, mail_changed),
        Transition(
            "moved_domain",
            "moves to another domain of the organisation: user principal name and mail change",
            ada,
            with_domain(ada, "contoso.com", "contoso.net"),
        ),
        Transition(
            "soft_deleted",
            "is deleted but can be restored: the object id is put before the user principal name",
            ada,
            deleted,
        ),
    )


def _okta() -> tuple[Transition, ...]:
    people = sample_users(IdpKind.OKTA, UserClass.MEMBERS)
    ada = people[0]
    nils = next(user for user in people if Trait.AD_WITHOUT_SUFFIX in user.traits)
    address = "ada.holm@contoso.com"
    renamed = _after(
        ada,
        "a member who is now called Ada Holm",
        Trait.RENAMED,
        {
            "okta.login": address,
            "okta.email": address,
            "okta.lastName": "Holm",
            "okta.displayName": "Ada Holm",
            "ad.userPrincipalName": "ada.holm@corp.contoso.com",
        },
    )
    mail_changed = _after(
        ada, "a member whose e-mail address changed", Trait.EMAIL_CHANGED, {"okta.email": "a.marsh@contoso.com"}
    )
    remastered = SampleUser(
        nils.name,
        "a member from Active Directory whose login has its domain now",
        nils.user_class,
        MappingProxyType({**nils.values, "okta.login": f"{nils.values['ad.samAccountName']}@corp.contoso.com"}),
        nils.traits - {Trait.AD_WITHOUT_SUFFIX, Trait.LOGIN_NOT_EMAIL} | {Trait.AD_WITH_SUFFIX},
    )
    return (
        Transition("renamed", "is renamed: login, e-mail, last name and display name change", ada, renamed),
        Transition("email_changed", "gets another e-mail address and keeps the login", ada, mail_changed),
        Transition(
            "remastered",
            "comes from Active Directory, whose username format changes from the bare account name to one with the domain",
            nils,
            remastered,
        ),
    )


_ENTRA = _entra()
_OKTA = _okta()
