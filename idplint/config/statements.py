"""What people state about a service provider, in the form both `idplint.yaml` and native documents use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

from idplint.model.application import AccountLink, Creation, PairedAttribute, ServiceProviderFacts, UpdateTime
from idplint.model.values import Basis, Sourced, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.model.values import Fact, Origin

Text: TypeAlias = Annotated[str, Meta(min_length=1)]

LoginKey: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^(name_id|attribute:.+|oidc:.+)$",
        description="What a login is looked up by: name_id, attribute:<SAML attribute name> or oidc:<claim>.",
    ),
]


class Unstated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The statement that a value is not known, and why."""

    unknown: Annotated[Text, Meta(description="Why the value is not known.")]
    remedy: Annotated[
        Text | UnsetType, Meta(description="How to find it out: the call to make or the line to write.")
    ] = UNSET


class LinkStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which value of the login meets which value of SCIM."""

    login: Annotated[
        LoginKey | Annotated[tuple[LoginKey, ...], Meta(min_length=1)] | Unstated | UnsetType,
        Meta(
            description="What the service provider looks people up by at login: name_id, attribute:<SAML name> or "
            "oidc:<claim>. In a list, the first that the login carries counts."
        ),
    ] = UNSET
    scim: Annotated[
        Text | Unstated | UnsetType,
        Meta(description="The SCIM attribute whose value is looked up: externalId, userName, or another path."),
    ] = UNSET
    case: Annotated[
        Literal["exact", "fold", "unknown"] | UnsetType,
        Meta(description="Whether upper and lower case count when the two values are compared (exact) or not (fold)."),
    ] = UNSET


class LoginStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a login may do to accounts."""

    creates: Annotated[
        Literal["enabled", "disabled", "unknown"] | Unstated | UnsetType,
        Meta(description="Whether a login creates an account that is not there (just-in-time creation, JIT)."),
    ] = UNSET
    updates: Annotated[
        Literal["every_login", "first_login", "never", "unknown"] | Unstated | UnsetType,
        Meta(description="When a login overwrites the account's attributes."),
    ] = UNSET
    links: Annotated[
        Literal["anybody", "some", "nobody"] | Unstated | UnsetType,
        Meta(
            description="Whose existing account a first login may be linked to, where that can be chosen: anybody's, that of "
            "people a filter lets through, or nobody's."
        ),
    ] = UNSET


class PairStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A claim and a SCIM attribute that fill one attribute at the service provider."""

    says: Annotated[Text, Meta(description="What they say of a person, in words: role, e-mail.")]
    login: Annotated[tuple[Text, ...], Meta(description="Names of the claim; the first that is sent counts.")]
    scim: Annotated[tuple[Text, ...], Meta(description="SCIM attributes; the first that is mapped counts.")]


AccountsBeforeScim: TypeAlias = Literal["none", "present"]


class ServiceProviderStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of the service provider."""

    id: Annotated[
        Text | UnsetType,
        Meta(description="The service provider's name in idplint's catalogue: auth0, docker, okta, generic."),
    ] = UNSET
    variant: Annotated[
        Text | UnsetType,
        Meta(description="Which kind of connection, where the catalogue knows several: samlp, waad."),
    ] = UNSET
    link: Annotated[
        LinkStatement | UnsetType, Meta(description="Which value of the login meets which value of SCIM.")
    ] = UNSET
    login: Annotated[LoginStatement | UnsetType, Meta(description="What a login may do to accounts.")] = UNSET
    accounts_before_scim: Annotated[
        AccountsBeforeScim | UnsetType,
        Meta(description="Whether the service provider had accounts before SCIM was switched on."),
    ] = UNSET
    attribute_pairs: Annotated[
        tuple[PairStatement, ...] | UnsetType,
        Meta(description="Which claims and SCIM attributes fill one attribute there; an empty list says that none do."),
    ] = UNSET


def link_facts(
    statement: LinkStatement, at: Origin, basis: Callable[[str], Basis], facts: ServiceProviderFacts
) -> ServiceProviderFacts:
    """Return `facts` with what a `link` states.

    Args:
        statement: The link.
        at: Where it stands.
        basis: The basis of a value by its place inside the service provider: `link.scim`, `link.login`; of the keys in
            a list `link.login.0`, `link.login.1`, ...
        facts: What is known already.
    """
    login_keys, scim_key, case = facts.login_keys, facts.scim_key, facts.case
    if isinstance(statement.login, str):
        login_keys = (Sourced(statement.login, at.at("login"), basis("link.login")),)
    elif isinstance(statement.login, Unstated):
        login_keys = not_known(statement.login, "login key", at.at("login"), "link: {login: name_id}")
    elif statement.login is not UNSET:
        login_keys = tuple(
            Sourced(key, at.at("login", index), basis(f"link.login.{index}"))
            for index, key in enumerate(statement.login)
        )
    if statement.scim is not UNSET:
        if isinstance(statement.scim, str):
            scim_key = Sourced(statement.scim, at.at("scim"), basis("link.scim"))
        else:
            scim_key = not_known(statement.scim, "SCIM key", at.at("scim"), "link: {scim: externalId}")
    if statement.case is not UNSET:
        case = Sourced(statement.case, at.at("case"), basis("link.case"))
    return msgspec.structs.replace(facts, login_keys=login_keys, scim_key=scim_key, case=case)


def stated_facts(
    statement: ServiceProviderStatement, at: Origin, basis: Callable[[str], Basis]
) -> ServiceProviderFacts:
    """Return what a whole `service_provider` mapping states; see `link_facts` for the arguments."""
    facts = ServiceProviderFacts(
        id=None if statement.id is UNSET else Sourced(statement.id, at.at("id"), basis("id")),
        variant=None if statement.variant is UNSET else Sourced(statement.variant, at.at("variant"), basis("variant")),
        accounts_before_scim=None
        if statement.accounts_before_scim is UNSET
        else Sourced(statement.accounts_before_scim, at.at("accounts_before_scim"), basis("accounts_before_scim")),
        attribute_pairs=None
        if statement.attribute_pairs is UNSET
        else tuple(PairedAttribute(pair.says, pair.login, pair.scim) for pair in statement.attribute_pairs),
    )
    if statement.link is not UNSET:
        facts = link_facts(statement.link, at.at("link"), basis, facts)
    if statement.login is not UNSET:
        facts = _login_facts(statement.login, at.at("login"), basis, facts)
    return facts


def _login_facts(
    statement: LoginStatement, at: Origin, basis: Callable[[str], Basis], facts: ServiceProviderFacts
) -> ServiceProviderFacts:
    creates: Fact[Creation] | None = None
    updates: Fact[UpdateTime] | None = None
    line = "login: {creates: disabled}"
    if isinstance(statement.creates, Unstated):
        creates = not_known(statement.creates, "JIT", at.at("creates"), line)
    elif statement.creates == "unknown":
        creates = Unknown("JIT", "it is stated as unknown", f"state it: `{line}`", at.at("creates"))
    elif statement.creates is not UNSET:
        creates = Sourced(Creation(statement.creates), at.at("creates"), basis("login.creates"))
    fact, line = "profile updates at login", "login: {updates: every_login}"
    if isinstance(statement.updates, Unstated):
        updates = not_known(statement.updates, fact, at.at("updates"), line)
    elif statement.updates == "unknown":
        updates = Unknown(fact, "it is stated as unknown", f"state it: `{line}`", at.at("updates"))
    elif statement.updates is not UNSET:
        updates = Sourced(UpdateTime(statement.updates), at.at("updates"), basis("login.updates"))
    links: Fact[AccountLink] | None = None
    if isinstance(statement.links, Unstated):
        links = not_known(statement.links, "account linking", at.at("links"), "login: {links: nobody}")
    elif statement.links is not UNSET:
        links = Sourced(AccountLink(statement.links), at.at("links"), basis("login.links"))
    return msgspec.structs.replace(facts, creates=creates, updates=updates, links=links)


def not_known(statement: Unstated, fact: str, at: Origin, line: str) -> Unknown:
    """Return the model's form of `{unknown: reason, remedy: ...}`; without a remedy, `line` is the one to write."""
    remedy = f"state it: `{line}`" if statement.remedy is UNSET else statement.remedy
    return Unknown(fact, statement.unknown, remedy, at)
