"""What an Entra application puts into its assertion: NameID and attributes, per class of users.

Precedence (Microsoft: "Customize claims with the claims mapping policy"): an assigned claims mapping policy, then the custom
claims policy that the portal writes, then the platform default. What was not read is unknown, never the default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from idplint.inputs.entra_default_claims import (
    both_unknown,
    default_attributes,
    default_name_id,
    of_both,
    with_default_attributes,
)
from idplint.inputs.entra_mapping_policy import read_mapping_policy
from idplint.inputs.entra_wire import ClaimAttribute, ClaimConfiguration, ConfiguredClaim
from idplint.inputs.not_read import unread
from idplint.model.application import Claim, ClaimBranch, Dialect, SourceExpression
from idplint.model.values import Fact, Origin, Sourced, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.inputs.entra_parts import EntraParts
    from idplint.inputs.entra_wire import ClaimsPolicy
    from idplint.inputs.part import Passage

_BAG = "additionalproperties"
_USER_CLASSES = ("members", "entra_guests", "external_guests")
_CONDITION_CLASSES = {
    "any": _USER_CLASSES,
    "members": ("members",),
    "allguests": ("entra_guests", "external_guests"),
    "aadguests": ("entra_guests",),
    "externalguests": ("external_guests",),
}


def read_claims(parts: EntraParts) -> tuple[Claim | Unknown, tuple[Claim, ...] | Unknown]:
    """NameID and attributes of a SAML application, after Entra's precedence."""
    ident = parts.service_principal.value.id
    if "mapping policies" in parts.broken:
        return of_both(parts.broken["mapping policies"])
    if parts.mapping_policies is None:
        call = f"az rest --url https://graph.microsoft.com/v1.0/servicePrincipals/{ident}/claimsMappingPolicies"
        reason = "the assigned claims mapping policies were not read, and they win over everything else"
        otherwise = Unknown("NameID", reason, f"add `claimsMappingPolicies`: {call}")
        otherwise = unread(parts.service_principal, "claimsMappingPolicies", otherwise)
        return of_both(unread(parts.bundle, "claimsMappingPolicies", otherwise))
    if len(parts.mapping_policies) > 1:
        return both_unknown(
            "more than one claims mapping policy is assigned, and which one wins is not documented",
            "leave one claims mapping policy assigned",
            parts.mapping_policies[1].origin,
        )
    if parts.mapping_policies:
        return read_mapping_policy(parts.mapping_policies[0], parts.problems)
    if "claims policy" in parts.broken:
        return of_both(parts.broken["claims policy"])
    if parts.claims_policy is None:
        call = f"az rest --url https://graph.microsoft.com/beta/servicePrincipals/{ident}/claimsPolicy"
        reason = "the claims policy (the portal's Attributes & Claims) was not read"
        otherwise = Unknown("NameID", reason, f"add `claimsPolicy` (null where the answer is 404): {call}")
        return of_both(unread(parts.bundle, "claimsPolicy", otherwise))
    policy = parts.claims_policy.value
    if policy is None:
        return _platform_default(parts.claims_policy.origin)
    return read_claims_policy(parts.claims_policy.below(policy))


def _platform_default(origin: Origin) -> tuple[Claim, tuple[Claim, ...]]:
    return default_name_id(origin), default_attributes(origin)


# --- custom claims policy --------------------------------------------------------------------------------------------


def read_claims_policy(policy: Passage[ClaimsPolicy]) -> tuple[Claim | Unknown, tuple[Claim, ...] | Unknown]:
    """NameID and attributes after the custom claims policy, where no claims mapping policy is assigned."""
    if broken := policy.unknown_if_broken("NameID"):
        return of_both(broken)
    claims = policy.value.claims
    if not isinstance(claims, list):
        return both_unknown(
            "the claims policy was read without its claims",
            "export the whole body of /claimsPolicy",
            policy.origin,
        )
    name_id: Claim | Unknown | None = None
    attributes = []
    for index, claim in enumerate(claims):
        at = policy.origin.at("claims", index)
        if claim.is_name_id:
            name_id = _name_id(claim, at)
        elif _is_saml(claim) and isinstance(claim.name, str):
            attributes.append(_attribute(claim, at))
    has_basic = policy.value.include_basic_claim_set is True
    if name_id is None:
        if has_basic:
            name_id = default_name_id(policy.origin)
        else:
            name_id = Unknown(
                "NameID",
                "the claims policy sets no NameID and leaves out the basic claim set; what Entra then sends is not documented",
                "set the NameID under Attributes & Claims",
                policy.origin,
            )
    return name_id, with_default_attributes(tuple(attributes), policy.origin) if has_basic else tuple(attributes)


def _is_saml(claim: ConfiguredClaim) -> bool:
    return not claim.token_format or any(kind.lower() == "saml" for kind in claim.token_format)


def _name_id(claim: ConfiguredClaim, at: Origin) -> Claim:
    name_id_format = (
        Sourced(claim.name_id_format, at.at("nameIdFormat")) if isinstance(claim.name_id_format, str) else None
    )
    return Claim("NameID", _branches(claim.configurations or [], at, "NameID", "samlNameIdClaim"), at, name_id_format)


def _attribute(claim: ConfiguredClaim, at: Origin) -> Claim:
    prefix = f"{claim.namespace.rstrip('/')}/" if isinstance(claim.namespace, str) and claim.namespace else ""
    name = f"{prefix}{claim.name}"
    return Claim(name, _branches(claim.configurations or [], at, f"claim {name}", "customClaim"), at)


def _branches(
    configurations: Sequence[ClaimConfiguration], at: Origin, fact: str, kind: str
) -> tuple[ClaimBranch, ...]:
    """Which configuration wins for which users, as disjoint branches.

    Entra evaluates the configurations with a plain attribute from top to bottom, then those with transformations; the last
    whose condition matches wins (Microsoft: "Customize SAML token claims", claims conditions).
    """
    indexed = list(enumerate(configurations))
    ordered = [item for item in indexed if not item[1].transformations] + [
        item for item in indexed if item[1].transformations
    ]
    winners: dict[str, int | None] = dict.fromkeys(_USER_CLASSES)
    groups: dict[str, int] = {}
    for index, configuration in ordered:
        condition = configuration.condition or None
        user_type = condition.user_type if condition and isinstance(condition.user_type, str) else "any"
        classes = _CONDITION_CLASSES.get(user_type.lower())
        if classes is None:
            unknown = Unknown(
                fact,
                f"the condition's userType {user_type!r} is not one idplint knows",
                "use any, members, allGuests, aadGuests or externalGuests",
                at.at("configurations", index, "condition"),
            )
            return (ClaimBranch(unknown),)
        if condition and condition.member_of:
            selector = f"groups:{','.join(sorted(condition.member_of))}"
            if "members" in classes:
                groups[selector] = index
            else:
                groups.update({f"{name}+{selector}": index for name in classes})
            continue
        for name in classes:
            winners[name] = index
            # A later configuration without a group condition overrides what a group was given before it.
            groups = {selector: held for selector, held in groups.items() if not _covers(name, selector)}

    def source_of(index: int | None, users: str) -> Fact[SourceExpression]:
        if index is None:
            return Unknown(
                fact,
                f"no configuration of the claim covers {users.replace('_', ' ')}",
                "add a configuration without a condition",
                at.at("configurations"),
            )
        return _source(configurations[index], at.at("configurations", index), fact, kind)

    guests = ("entra_guests", "external_guests")
    # Where a class of guests is covered by no configuration, the members' source is theirs alone.
    everyone_else = None if all(winners[name] is not None for name in guests) else "members"
    branches = [ClaimBranch(source_of(winners["members"], "members"), everyone_else)]
    branches += [
        ClaimBranch(source_of(winners[name], name), name)
        for name in guests
        if winners[name] is not None and (everyone_else or winners[name] != winners["members"])
    ]
    branches += [ClaimBranch(source_of(index, selector), selector) for selector, index in groups.items()]
    return tuple(branches)


def _covers(user_class: str, selector: str) -> bool:
    """Whether a group selector's users belong to a class that a later configuration covers."""
    return selector.startswith(f"{user_class}+") or (user_class == "members" and selector.startswith("groups:"))


def _source(configuration: ClaimConfiguration, at: Origin, fact: str, kind: str) -> Fact[SourceExpression]:
    if configuration.transformations:
        # A whole claim, since transformations work otherwise on a NameID than on other claims. Its condition is a branch.
        written = {"attribute": _plain(configuration.attribute), "transformations": configuration.transformations}
        text = msgspec.json.encode(
            {"@odata.type": f"#microsoft.graph.{kind}", "configurations": [_unbagged(written)]}
        ).decode()
        return Sourced(SourceExpression(text, Dialect.ENTRA_CLAIMS), at)
    attribute = configuration.attribute
    if isinstance(attribute, ClaimAttribute):
        if isinstance(attribute.id, str) and attribute.id.strip():
            name = attribute.id.strip()
            if attribute.is_extension_attribute is not True:
                name = name.lower()
            source = attribute.source.strip().lower() if isinstance(attribute.source, str) else "user"
            return Sourced(SourceExpression(f"{source}.{name}", Dialect.ENTRA_CLAIMS), at.at("attribute", "id"))
        if isinstance(attribute.value, str):
            return Sourced(SourceExpression(attribute.value, Dialect.CONSTANT), at.at("attribute", "value"))
    return Unknown(fact, "the claim's configuration names no source", "set a source for the claim", at)


def _unbagged(value: object) -> object:
    """Graph's own JSON, where PowerShell put what it has no property for, such as `@odata.type`, into a bag."""
    if isinstance(value, list):
        return [_unbagged(each) for each in value]
    if not isinstance(value, dict):
        return value
    flat = {key: _unbagged(each) for key, each in value.items() if key.lower() != _BAG}
    for key, each in value.items():
        if key.lower() == _BAG and isinstance(each, dict):
            flat = {**{name: _unbagged(held) for name, held in each.items()}, **flat}
    return flat


def _plain(attribute: object) -> object:
    """The attribute as written, without the keys that were not there."""
    return msgspec.to_builtins(attribute) if attribute is not UNSET else None
