"""NameID and attributes after a claims mapping policy, which wins over everything that the portal shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.inputs.entra_default_claims import both_unknown, default_name_id, of_both, with_default_attributes
from idplint.inputs.entra_wire import ClaimsMappingDocument
from idplint.inputs.not_read import unread
from idplint.inputs.part import Passage
from idplint.inputs.reading_problems import problems_of
from idplint.model.application import Claim, ClaimBranch, Dialect, SourceExpression
from idplint.model.values import Fact, Origin, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.findings import Problem
    from idplint.inputs.entra_wire import ClaimsMappingPolicy, ClaimsSchemaEntry
    from idplint.inputs.part import Part

NAME_ID_CLAIM = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"
_MAPPING_NAME_IDS = frozenset(
    {"mail", "userprincipalname", "onpremisessamaccountname", "employeeid", "telephonenumber"}
    | {f"extensionattribute{number}" for number in range(1, 16)}
)


def read_mapping_policy(
    policy: Part[ClaimsMappingPolicy], problems: list[Problem]
) -> tuple[Claim | Unknown, tuple[Claim, ...] | Unknown]:
    """NameID and attributes after the one claims mapping policy that is assigned.

    Args:
        policy: The policy as Graph gives it.
        problems: Takes what cannot be read in its definition.
    """
    definition = policy.value.definition
    if broken := policy.unknown_if_broken("NameID", "definition"):
        return of_both(broken)
    if not isinstance(definition, list) or not definition or definition[0] is None:
        reason = "the claims mapping policy was read without its definition"
        otherwise = Unknown("NameID", reason, "export the policy with its `definition`", policy.origin)
        return of_both(unread(policy, "definition", otherwise))
    at = policy.origin.at("definition", 0)
    decoded = policy.record.nested(definition[0], ClaimsMappingDocument, at.pointer)
    if decoded.malformed:
        problems += problems_of(policy.origin.path, decoded)
    return read_mapping_document(Passage(decoded.value, at, decoded), definition[0])


def read_mapping_document(
    document: Passage[ClaimsMappingDocument], text: str
) -> tuple[Claim | Unknown, tuple[Claim, ...] | Unknown]:
    """NameID and attributes after the one claims mapping policy that is assigned.

    Args:
        document: The JSON document that the policy's `definition` holds.
        text: The same as text.
    """
    if document.decoded.malformed:
        malformed = document.decoded.malformed[0]
        return both_unknown(
            f"the policy's definition cannot be read: {malformed.expected} was expected and {malformed.found} stands",
            "correct the JSON text in `definition`",
            Origin(document.origin.path, malformed.pointer),
        )
    policy = document.value.claims_mapping_policy
    if not policy:
        return both_unknown(
            "the policy's definition has no `ClaimsMappingPolicy`",
            "correct the JSON text in `definition`",
            document.origin,
        )
    at = document.origin.at("ClaimsMappingPolicy")
    entries = policy.claims_schema or []
    claims = [
        _mapping_claim(entry, at.at("ClaimsSchema", index), text)
        for index, entry in enumerate(entries)
        if isinstance(entry.saml_claim_type, str) and entry.saml_claim_type
    ]
    name_ids = [claim for claim in claims if claim.name == "NameID"]
    attributes = tuple(claim for claim in claims if claim.name != "NameID")
    has_basic = str(policy.include_basic_claim_set).lower() == "true"
    if has_basic:
        attributes = with_default_attributes(attributes, at)
    if name_ids:
        return name_ids[-1], attributes
    if has_basic:
        return default_name_id(at), attributes
    return (
        Unknown(
            "NameID",
            "the claims mapping policy maps no NameID and leaves out the basic claim set; "
            "what Entra then sends is not documented",
            "map the nameidentifier claim in the policy",
            at,
        ),
        attributes,
    )


def _mapping_claim(entry: ClaimsSchemaEntry, at: Origin, definition: str) -> Claim:
    is_name_id = str(entry.saml_claim_type).strip().lower() == NAME_ID_CLAIM
    name = "NameID" if is_name_id else str(entry.saml_claim_type)
    source: Fact[SourceExpression]
    kind = entry.source.strip().lower() if isinstance(entry.source, str) else ""
    if kind == "transformation":
        if not is_name_id:
            reason = "idplint reads the transformations of a claims mapping policy for the NameID only"
            remedy = "send the claim from an attribute, or compare it by hand: `idplint show` prints where it stands"
            return Claim(name, (ClaimBranch(Unknown(f"claim {name}", reason, remedy, at.at("Source"))),), at)
        source = Sourced(SourceExpression(definition, Dialect.ENTRA_CLAIMS), Origin(at.path, at.pointer[:-3]))
    elif isinstance(entry.extension_id, str) and entry.extension_id.strip():
        source = Sourced(
            SourceExpression(f"user.{entry.extension_id.strip()}", Dialect.ENTRA_CLAIMS), at.at("ExtensionID")
        )
    elif isinstance(entry.id, str) and entry.id.strip() and kind:
        source = Sourced(
            SourceExpression(f"{kind}.{entry.id.strip().lower()}", Dialect.ENTRA_CLAIMS),
            at.at("ID"),
        )
    elif isinstance(entry.value, str):
        source = Sourced(SourceExpression(entry.value, Dialect.CONSTANT), at.at("Value"))
    else:
        fact = name if is_name_id else f"claim {name}"
        source = Unknown(fact, "the ClaimsSchema entry names no source", "give the entry Source and ID", at)
    if is_name_id and isinstance(source, Sourced) and kind != "transformation":
        source = _documented_name_id(source)
    return Claim(name, (ClaimBranch(source),), at)


def _documented_name_id(source: Sourced[SourceExpression]) -> Fact[SourceExpression]:
    """The source of a NameID; unknown where a claims mapping policy is not documented to take it.

    Source: Microsoft, "Claims customization using a policy" (sources that SAML NameID takes); for anything else Entra may send
    a pairwise id.
    """
    text = source.value.text
    ident = text.partition(".")[2].strip().lower() if source.value.dialect is Dialect.ENTRA_CLAIMS else ""
    if text.lower().startswith("user.") and ident in _MAPPING_NAME_IDS:
        return source
    return Unknown(
        "NameID",
        f"a claims mapping policy fills NameID from {text}, which Microsoft does not list for it: Entra may send a pairwise id",
        "set it on the Attributes & Claims page instead, or sign in once and state what arrives in a native document",
        source.origin,
    )
