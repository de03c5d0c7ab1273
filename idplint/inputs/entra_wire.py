"""Microsoft Graph bodies as they arrive, naming only the fields idplint reads.

Source: Microsoft Graph v1.0 resource types servicePrincipal, claimsMappingPolicy, synchronizationJob, synchronizationSchema,
appRoleAssignment, and the beta type customClaimsPolicy. `UNSET` is a key that is absent (not read), None is null (read, empty).
"""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from idplint.inputs.not_read import NotReadKeys

T = TypeVar("T")
Optional: TypeAlias = T | UnsetType | None


class Wire(msgspec.Struct, rename="camel", gc=False):
    """A Graph object: camelCase keys, unknown keys ignored."""


class ServicePrincipal(Wire):
    """The enterprise application."""

    id: Optional[str] = UNSET
    app_id: Optional[str] = UNSET
    display_name: Optional[str] = UNSET
    account_enabled: Optional[bool] = UNSET
    service_principal_type: Optional[str] = UNSET
    preferred_single_sign_on_mode: Optional[str] = UNSET
    reply_urls: Optional[list[str]] = UNSET
    service_principal_names: Optional[list[str]] = UNSET
    tags: Optional[list[str]] = UNSET
    preferred_token_signing_key_thumbprint: Optional[str] = UNSET
    application_template_id: Optional[str] = UNSET
    app_owner_organization_id: Optional[str] = UNSET
    app_role_assignment_required: Optional[bool] = UNSET
    claims_mapping_policies: Optional[list[ClaimsMappingPolicy]] = UNSET
    not_read: NotReadKeys = UNSET


class ApplicationObject(Wire):
    """The registration behind an enterprise application."""

    app_id: Optional[str] = UNSET
    identifier_uris: Optional[list[str]] = UNSET


class ClaimsMappingPolicy(Wire):
    """A claims mapping policy; `definition` holds one JSON document as text."""

    id: Optional[str] = UNSET
    definition: Optional[list[str | None]] = UNSET
    deleted_date_time: Optional[str] = UNSET
    applies_to: Optional[list[DirectoryObject]] = UNSET
    not_read: NotReadKeys = UNSET


class DirectoryObject(Wire):
    """Something that has an object id."""

    id: Optional[str] = UNSET


class ClaimsSchemaEntry(msgspec.Struct, rename="pascal", gc=False):
    """One entry of ClaimsSchema in a claims mapping policy."""

    source: Optional[str] = UNSET
    id: Optional[str] = msgspec.field(name="ID", default=UNSET)
    extension_id: Optional[str] = msgspec.field(name="ExtensionID", default=UNSET)
    value: Optional[str] = UNSET
    transformation_id: Optional[str] = msgspec.field(name="TransformationID", default=UNSET)
    saml_claim_type: Optional[str] = UNSET
    jwt_claim_type: Optional[str] = UNSET


class ClaimsMappingDefinition(msgspec.Struct, rename="pascal", gc=False):
    """The object below the root key of a policy definition."""

    include_basic_claim_set: bool | str | UnsetType | None = UNSET
    claims_schema: Optional[list[ClaimsSchemaEntry]] = UNSET


class ClaimsMappingDocument(msgspec.Struct, rename="pascal", gc=False):
    """The JSON document inside `definition`."""

    claims_mapping_policy: Optional[ClaimsMappingDefinition] = UNSET


class ClaimAttribute(Wire):
    """sourcedAttribute or valueBasedAttribute."""

    id: Optional[str] = UNSET
    source: Optional[str] = UNSET
    is_extension_attribute: Optional[bool] = UNSET
    value: Optional[str] = UNSET


class ClaimCondition(Wire):
    """customClaimCondition."""

    user_type: Optional[str] = UNSET
    member_of: Optional[list[str]] = UNSET


class ClaimConfiguration(Wire):
    """One configuration of a claim: for whom, and from what."""

    condition: Optional[ClaimCondition] = UNSET
    attribute: Optional[ClaimAttribute] = UNSET
    transformations: Optional[list[Any]] = UNSET


class ConfiguredClaim(Wire):
    """samlNameIdClaim or customClaim."""

    odata_type: Optional[str] = msgspec.field(name="@odata.type", default=UNSET)
    name_id_format: Optional[str] = UNSET
    name: Optional[str] = UNSET
    namespace: Optional[str] = UNSET
    token_format: Optional[list[str]] = UNSET
    configurations: Optional[list[ClaimConfiguration]] = UNSET

    @property
    def is_name_id(self) -> bool:
        """Whether this is the NameID rather than an attribute."""
        return isinstance(self.odata_type, str) and self.odata_type.lower().endswith("samlnameidclaim")


class GraphError(Wire):
    """What Graph answers instead of a body."""

    code: Optional[str] = UNSET

    @property
    def says_there_is_none(self) -> bool:
        """Whether the answer was 404: the thing does not exist, which is a fact like null."""
        return isinstance(self.code, str) and self.code.lower().endswith("resourcenotfound")


class ClaimsPolicy(Wire):
    """customClaimsPolicy (beta), alone or inside the `value` list that the API reference shows."""

    include_basic_claim_set: Optional[bool] = UNSET
    claims: Optional[list[ConfiguredClaim]] = UNSET
    value: Optional[list[ClaimsPolicy]] = UNSET
    error: Optional[GraphError] = UNSET


class MappingSource(Wire):
    """attributeMappingSource: the parse-tree root and its text."""

    type: Optional[str] = UNSET
    name: Optional[str] = UNSET
    expression: Optional[str] = UNSET


class MappingLine(Wire):
    """attributeMapping."""

    target_attribute_name: Optional[str] = UNSET
    matching_priority: Optional[int] = UNSET
    flow_type: Optional[str] = UNSET
    default_value: Optional[str] = UNSET
    source: Optional[MappingSource] = UNSET


class ObjectMapping(Wire):
    """objectMapping: which object type maps to which, and how."""

    enabled: Optional[bool] = UNSET
    name: Optional[str] = UNSET
    source_object_name: Optional[str] = UNSET
    target_object_name: Optional[str] = UNSET
    attribute_mappings: Optional[list[MappingLine]] = UNSET


class SynchronizationRule(Wire):
    """synchronizationRule: one direction between two directories."""

    name: Optional[str] = UNSET
    source_directory_name: Optional[str] = UNSET
    target_directory_name: Optional[str] = UNSET
    object_mappings: Optional[list[ObjectMapping]] = UNSET


class SynchronizationSchema(Wire):
    """synchronizationSchema without its directories."""

    id: Optional[str] = UNSET
    synchronization_rules: Optional[list[SynchronizationRule]] = UNSET


class Schedule(Wire):
    """synchronizationSchedule."""

    state: Optional[str] = UNSET


class JobStatus(Wire):
    """synchronizationStatus."""

    code: Optional[str] = UNSET


class SynchronizationJob(Wire):
    """synchronizationJob, with its schema where a bundle carries it."""

    id: Optional[str] = UNSET
    template_id: Optional[str] = UNSET
    schedule: Optional[Schedule] = UNSET
    status: Optional[JobStatus] = UNSET
    schema: Optional[SynchronizationSchema] = UNSET
    not_read: NotReadKeys = UNSET


class RoleAssignment(Wire):
    """appRoleAssignment, as listed by appRoleAssignedTo."""

    resource_id: Optional[str] = UNSET
    principal_type: Optional[str] = UNSET


class AssignmentList(Wire):
    """The verbatim body of GET …/appRoleAssignedTo."""

    value: Optional[list[RoleAssignment]] = UNSET
    error: Optional[GraphError] = UNSET


class MappingPolicyList(Wire):
    """The verbatim body of GET …/claimsMappingPolicies."""

    value: Optional[list[ClaimsMappingPolicy]] = UNSET
    error: Optional[GraphError] = UNSET


class JobList(Wire):
    """The verbatim body of GET …/synchronization/jobs."""

    value: Optional[list[SynchronizationJob]] = UNSET
    error: Optional[GraphError] = UNSET


class Bundle(Wire):
    """The Entra bundle: verbatim bodies under one roof."""

    service_principal: Optional[ServicePrincipal] = UNSET
    application: Optional[ApplicationObject] = UNSET
    claims_mapping_policies: list[ClaimsMappingPolicy] | MappingPolicyList | UnsetType | None = UNSET
    claims_policy: Optional[ClaimsPolicy] = UNSET
    synchronization_jobs: list[SynchronizationJob] | JobList | UnsetType | None = UNSET
    app_role_assigned_to: list[RoleAssignment] | AssignmentList | UnsetType | None = UNSET
    tenant: Optional[str] = UNSET
    not_read: NotReadKeys = UNSET
