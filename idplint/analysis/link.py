"""On which pair of values a service provider joins login and account, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.model.application import CaseRule, Protocol, ServiceProviderFacts
from idplint.model.values import Basis, Origin, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.model.application import Application
    from idplint.providers.profile import JoinKey, Profile

DEFAULT_LOGIN = {Protocol.SAML: "name_id", Protocol.OIDC: "oidc:sub"}


class Link(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The join of a service provider: login values in order, and the SCIM attribute they are looked up in."""

    login: tuple[str, ...]
    """`name_id`, `attribute:<name>`, `oidc:<claim>`; the first that a login carries counts."""
    scim: tuple[str, ...]
    """The SCIM attribute; several, the default first, where the setting that decides was not read."""
    setting: str
    """What decides among several, in words; empty where there is one."""
    case: CaseRule
    certain: bool
    """Read, declared or documented beyond doubt: a mismatch is then an error."""
    because: str
    """Why idplint takes this pair, a clause for messages."""
    scim_origin: Origin | None
    assumptions: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether there is only one SCIM attribute it can be."""
        return len(self.scim) == 1


def resolve_link(application: Application, profile: Profile, variant: str | None) -> Link | Unknown | None:
    """The join of an application's service provider; None where nothing tells the SCIM attribute."""
    facts = application.service_provider
    known = _profile_join(profile, variant)
    protocol = application.protocol.value if isinstance(application.protocol, Sourced) else None
    if isinstance(facts.scim_key, Unknown):
        return facts.scim_key
    if isinstance(facts.login_keys, Unknown):
        return facts.login_keys
    assumptions: list[str] = []
    key = facts.scim_key
    if key is not None:
        scim: tuple[str, ...] = (key.value,)
        because = f"{profile.name} joins on {key.value} ({_basis_words(key.basis)})"
        certain = key.basis is not Basis.CATALOGUE or known is None or known.certain
    elif known is not None:
        scim = (known.default, *(name for name in known.scim if name != known.default))
        because = f"{profile.name} joins on {known.default}" + (" by default" if len(scim) > 1 else "")
        certain = known.certain
        if len(scim) > 1:
            assumptions.append(f"{known.setting} was not read; its default is {known.default}")
    else:
        return None
    return Link(
        login=_login(facts, known, protocol, profile, assumptions),
        scim=scim,
        setting=known.setting if known and len(scim) > 1 else "",
        case=facts.case.value if facts.case else known.case if known else "unknown",
        certain=certain,
        because=because,
        scim_origin=key.origin if key is not None else None,
        assumptions=tuple(assumptions),
    )


def _profile_join(profile: Profile, variant: str | None) -> JoinKey | None:
    if variant is not None and variant in profile.variants:
        return profile.variants[variant].join
    return profile.join


def _login(
    facts: ServiceProviderFacts,
    known: JoinKey | None,
    protocol: Protocol | None,
    profile: Profile,
    assumptions: list[str],
) -> tuple[str, ...]:
    """The login keys in order: read or declared, else the profile's, else what the protocol carries by itself."""
    if isinstance(facts.login_keys, tuple) and facts.login_keys:
        return tuple(key.value for key in facts.login_keys)
    if known is not None:
        assumptions.append(
            f"{profile.name} reads {key_words(known.login[0])} at login unless it was configured otherwise"
        )
        return known.login
    default = DEFAULT_LOGIN.get(protocol, "name_id") if protocol else "name_id"
    assumptions.append(f"the login key is taken to be {key_words(default)}")
    return (default,)


def _basis_words(basis: Basis) -> str:
    return {
        Basis.READ: "read",
        Basis.DECLARED: "declared",
        Basis.CATALOGUE: "the default for this connection",
    }.get(basis, "inferred")


def key_words(key: str) -> str:
    """A login key for messages: `NameID`, `the attribute email`, `the claim sub`."""
    if key == "name_id":
        return "NameID"
    kind, _, name = key.partition(":")
    return f"the {'claim' if kind == 'oidc' else 'attribute'} {name}"
