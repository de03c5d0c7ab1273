"""Every input format, in the order in which a record is offered to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from idplint.inputs import auth0_deploy, entra_graph, native, okta_api
from idplint.providers.catalogue import profiles

if TYPE_CHECKING:
    from idplint.inputs.adapter import Adapter

ADAPTERS: tuple[Adapter, ...] = tuple(
    cast("Adapter", module) for module in (native, entra_graph, okta_api, auth0_deploy)
)

WHAT_IS_READ = (
    "Microsoft Graph bodies (servicePrincipal, claimsPolicy, claimsMappingPolicies, synchronization) and Entra bundles",
    "Okta apps, profile mappings, app user schemas, features, identity providers and Okta bundles",
    "Auth0 connections and SCIM configurations, also in trees of the Auth0 Deploy CLI",
    "Terraform and OpenTofu code (azuread, msgraph, okta, auth0, and settings of Grafana and Datadog), plans and states in JSON",
    "idplint's native documents (`idplint: 1`)",
)
"""For the message when nothing was recognised."""

_CODE_MARKS = (
    b'"okta_app',
    b'"okta_idp',
    b'"okta_profile_mapping"',
    b'"azuread_',
    b'"msgraph_',
    b'"auth0_connection',
)
"""Types of Terraform resources: see `idplint.inputs.terraform`, which is loaded for estates with code only."""


def marks() -> tuple[bytes, ...]:
    """Byte strings by which a file that cannot be parsed shows that it was meant for idplint."""
    switches = (f'"{each.resource}"'.encode() for held in profiles().values() for each in held.terraform)
    return (*(mark for adapter in ADAPTERS for mark in adapter.MARKS), *_CODE_MARKS, *switches)
