"""NameID and attributes of an Entra application, as far as Terraform code sets them.

A claims mapping policy that code assigns beats everything else. That code assigns none says nothing: one may be assigned by hand,
and so the default NameID never follows from code alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from idplint.inputs.entra_claims import read_claims_policy
from idplint.inputs.entra_mapping_policy import read_mapping_document
from idplint.inputs.entra_wire import ClaimsMappingDocument, ClaimsPolicy
from idplint.inputs.terraform_azuread_principals import guid_in
from idplint.inputs.terraform_graph_bodies import GraphBody, member, variants
from idplint.inputs.terraform_values import items, leads_to, not_known, settled
from idplint.model.application import Claim, ClaimBranch
from idplint.model.values import Sourced, Unknown
from idplint.terraform import Known, Unset, alternatives, as_structure
from idplint.terraform.values import origin_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.findings import Problem
    from idplint.inputs.terraform_azuread_principals import Principal, Statement
    from idplint.terraform import Estate, Resource, Value

MAPPING_POLICY = "azuread_claims_mapping_policy"

_NAMES = ("samlClaimType", "@odata.type", "tokenFormat", "includeBasicClaimSet", "namespace", "name")
"""Keys that decide which claim an entry is, or whether it is sent at all."""

Claims: TypeAlias = "tuple[Claim | Unknown | None, tuple[Claim, ...] | Unknown | None]"
"""NameID and attributes; None is silence."""


def read_code_claims(
    principal: Principal, policies: Sequence[Resource], estate: Estate
) -> tuple[Claims, list[Problem]]:
    """What code says that an application's assertion carries, and what in it has a wrong type.

    Args:
        principal: The application.
        policies: Claims mapping policies of the estate, of either provider.
        estate: Where references lead.
    """
    problems: list[Problem] = []
    assigned = principal.said("policy assignment")
    if len(assigned) > 1:
        reason = "more than one claims mapping policy is assigned, and which one wins is not documented"
        return _both(Unknown("NameID", reason, "leave one assigned", assigned[1].resource.origin)), problems
    if assigned:
        return _assigned(assigned[0], policies, estate, problems), problems
    written = principal.said("claims policy")
    if len(written) > 1:
        reason = "the code writes the claims policy twice, and which one comes last is open"
        return _both(Unknown("NameID", reason, "write it once", written[1].resource.origin)), problems
    if written and written[0].body is not None and not written[0].resource.ignores("body"):
        return _combined([_claims_policy(each, problems) for each in variants(written[0].body, estate)]), problems
    return (None, None), problems


def _both(unknown: Unknown) -> Claims:
    return unknown, msgspec.structs.replace(unknown, fact="login attributes")


# --- claims mapping policy -------------------------------------------------------------------------------------------


def _assigned(assignment: Statement, policies: Sequence[Resource], estate: Estate, problems: list[Problem]) -> Claims:
    about = assignment.about
    if about is None or isinstance(about, Unset):
        reason = "the assignment names no claims mapping policy"
        return _both(Unknown("NameID", reason, "name the policy", assignment.resource.origin))
    found: list[Claims] = []
    for each in alternatives(settled(about, estate)):
        if isinstance(each, Unset):
            continue
        policy = leads_to(each, estate) or _by_id(each, policies, assignment.resource.root_directory)
        if policy is not None and policy in policies:
            found += _policy(policy, estate, problems)
            continue
        unknown = not_known(each, "NameID")
        if isinstance(each, Known):
            unknown = Unknown(
                "NameID",
                "the claims mapping policy that is assigned does not stand in the code",
                "keep a snapshot of the application beside the code, or manage the policy there",
                origin_of(each),
            )
        found.append(_both(unknown))
    return _combined(found)


def _by_id(value: Value, policies: Sequence[Resource], root: str) -> Resource | None:
    """The policy of an id, which a state knows."""
    ident = guid_in(value)
    if ident is None:
        return None
    return next(
        (each for each in policies if each.root_directory == root and guid_in(each.argument("id")) == ident), None
    )


def _policy(policy: Resource, estate: Estate, problems: list[Problem]) -> list[Claims]:
    if policy.ignores("definition") or policy.ignores("body"):
        return [(None, None)]
    written = policy.argument("definition")
    if policy.type != MAPPING_POLICY:
        written = member(as_structure(settled(policy.argument("body"), estate)), "definition", estate)
    found: list[Claims] = []
    for each in alternatives(settled(written, estate)):
        held = items(each, "NameID", estate)
        if isinstance(held, Unknown):
            found.append(_both(held))
        elif held:
            for text in alternatives(settled(held[0], estate)):
                document = as_structure(text)
                found += [_document(variant, problems) for variant in variants(document, estate)]
        else:
            reason = "the claims mapping policy has no definition"
            found.append(_both(Unknown("NameID", reason, "write its `definition`", origin_of(each))))
    return found


def _document(document: Value, problems: list[Problem]) -> Claims:
    if not isinstance(document, Known):
        return _both(not_known(document, "NameID"))
    body = GraphBody(document)
    open_ = body.obstacle(*_NAMES[:-2])
    if open_ is not None:
        return _both(not_known(open_, "NameID"))
    passage = body.decoded(ClaimsMappingDocument)
    problems += body.problems(passage)
    return _told(body, read_mapping_document(passage, body.text))


# --- custom claims policy --------------------------------------------------------------------------------------------


def _claims_policy(value: Value, problems: list[Problem]) -> Claims:
    if not isinstance(value, Known):
        return _both(not_known(value, "NameID"))
    body = GraphBody(value)
    open_ = body.obstacle(*_NAMES)
    if open_ is not None:
        return _both(not_known(open_, "NameID"))
    passage = body.decoded(ClaimsPolicy)
    problems += body.problems(passage)
    return _told(body, read_claims_policy(passage))


def _told(body: GraphBody, found: tuple[Claim | Unknown, tuple[Claim, ...] | Unknown]) -> Claims:
    """What the Graph adapter made of a body, told of the code."""
    name_id, attributes = found
    led = body.unknown(name_id) if isinstance(name_id, Unknown) else body.claim(name_id)
    if isinstance(attributes, Unknown):
        return led, body.unknown(attributes)
    return led, tuple([claim for each in attributes if (claim := body.claim(each)) is not None])


# --- one of several --------------------------------------------------------------------------------------------------


def _combined(found: Sequence[Claims]) -> Claims:
    """What code says where it may be one of several: a branch for each."""
    if not found:
        return None, None
    if len(found) == 1:
        return found[0]
    return _name_id([each[0] for each in found]), _attributes([each[1] for each in found])


def _name_id(stated: Sequence[Claim | Unknown | None]) -> Claim | Unknown | None:
    spoken = [each for each in stated if each is not None]
    claims = [each for each in spoken if isinstance(each, Claim)]
    if not claims:
        return spoken[0] if spoken else None
    formats = {each.format.value if each.format else None for each in claims}
    branches = [
        branch for each in spoken for branch in (each.branches if isinstance(each, Claim) else (ClaimBranch(each),))
    ]
    return Claim("NameID", _distinct(branches), claims[0].origin, claims[0].format if len(formats) == 1 else None)


def _attributes(stated: Sequence[tuple[Claim, ...] | Unknown | None]) -> tuple[Claim, ...] | Unknown | None:
    spoken = [each for each in stated if each is not None]
    unknown = next((each for each in spoken if isinstance(each, Unknown)), None)
    if unknown is not None or not spoken:
        return unknown
    by_name: dict[str, list[Claim]] = {}
    for claims in spoken:
        for claim in () if isinstance(claims, Unknown) else claims:
            by_name.setdefault(claim.name.casefold(), []).append(claim)
    found = []
    for same in by_name.values():
        branches = [branch for claim in same for branch in claim.branches]
        if len(same) < len(spoken):
            reason = "the code leaves open whether it is sent"
            fact = f"claim {same[0].name}"
            branches.append(ClaimBranch(Unknown(fact, reason, "check the plan instead", same[0].origin)))
        found.append(msgspec.structs.replace(same[0], branches=_distinct(branches)))
    return tuple(found)


def _distinct(branches: Sequence[ClaimBranch]) -> tuple[ClaimBranch, ...]:
    """Branches that say different things, whichever place they stand at."""
    kept: dict[object, ClaimBranch] = {}
    for branch in branches:
        source = branch.source
        said = source.value if isinstance(source, Sourced) else source.reason
        kept.setdefault((said, branch.users), branch)
    return tuple(kept.values())
