"""What may stand in a bundle beyond the wire types: places that those hold as anything, or as JSON inside a string.

Source: Microsoft Graph beta, `customClaimTransformation` and its descendants; Microsoft, "Claims customization using a policy".
"""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from idplint.inputs import entra_wire

T = TypeVar("T")
Optional: TypeAlias = T | UnsetType | None


class TransformedAttribute(entra_wire.ClaimAttribute):
    """sourcedAttribute or valueBasedAttribute of a transformation, whose type counts."""

    odata_type: Optional[str] = msgspec.field(name="@odata.type", default=UNSET)


class TransformationInput(entra_wire.Wire):
    """transformationAttribute."""

    attribute: Optional[TransformedAttribute] = UNSET
    treat_as_multi_value: Optional[bool] = UNSET


class Transformation(entra_wire.Wire):
    """customClaimTransformation: what any of its descendants has."""

    odata_type: Optional[str] = msgspec.field(name="@odata.type", default=UNSET)
    input: Optional[TransformationInput] = UNSET
    input2: Optional[TransformationInput] = UNSET
    output: Optional[TransformationInput] = UNSET
    separator: Optional[str] = UNSET
    type: Optional[str] = UNSET
    value: Optional[str] = UNSET
    value2: Optional[str] = UNSET
    index: Optional[int] = UNSET
    length: Optional[int] = UNSET
    regex: Optional[str] = UNSET
    replacement: Optional[str] = UNSET
    additional_attributes: Optional[list[TransformedAttribute]] = UNSET


class PolicyInputClaim(msgspec.Struct, rename="pascal"):
    """One of InputClaims or OutputClaims."""

    claim_type_reference_id: Optional[str] = UNSET
    transformation_claim_type: Optional[str] = UNSET
    treat_as_multi_value: bool | str | UnsetType | None = UNSET


class PolicyParameter(msgspec.Struct, rename="pascal"):
    """One of InputParameters."""

    id: Optional[str] = msgspec.field(name="ID", default=UNSET)
    value: Optional[str] = UNSET
    data_type: Optional[str] = UNSET


class PolicyTransformation(msgspec.Struct, rename="pascal"):
    """One of ClaimsTransformation."""

    id: Optional[str] = msgspec.field(name="ID", default=UNSET)
    transformation_method: Optional[str] = UNSET
    input_claims: Optional[list[PolicyInputClaim]] = UNSET
    input_parameters: Optional[list[PolicyParameter]] = UNSET
    output_claims: Optional[list[PolicyInputClaim]] = UNSET


class PolicyDefinition(entra_wire.ClaimsMappingDefinition, rename="pascal"):
    """The object below the root key of a policy definition, with its transformations under either name."""

    claims_transformation: Optional[list[PolicyTransformation]] = UNSET
    claims_transformations: Optional[list[PolicyTransformation]] = UNSET


IN_PLACE_OF: dict[tuple[type, str], Any] = {
    (entra_wire.ClaimConfiguration, "transformations"): list[Transformation],
    (entra_wire.ClaimsMappingDocument, "claims_mapping_policy"): PolicyDefinition,
}
"""What a field of a wire type is taken to hold instead of its own type."""

NESTED: dict[tuple[type, str], type] = {
    (entra_wire.ClaimsMappingPolicy, "definition"): entra_wire.ClaimsMappingDocument,
}
"""Fields whose texts are JSON documents of another type."""

NO_FILLED_NAME = frozenset({entra_wire.MappingSource})
"""Types whose `name` is that of a source, not of what is filled from it."""

ALSO_NAMES: dict[type, frozenset[str]] = {entra_wire.ClaimsSchemaEntry: frozenset({"id"})}
"""Further keys, in small letters, by which an entry shows that it holds a secret."""
