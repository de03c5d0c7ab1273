"""Every input format, in the order in which a record is offered to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from idplint.inputs import auth0_api, entra_graph, native, okta_api

if TYPE_CHECKING:
    from idplint.inputs.adapter import Adapter

ADAPTERS: tuple[Adapter, ...] = tuple(cast("Adapter", module) for module in (native, entra_graph, okta_api, auth0_api))

WHAT_IS_READ = (
    "Microsoft Graph bodies (servicePrincipal, claimsPolicy, claimsMappingPolicies, synchronization) and Entra bundles",
    "Okta apps, profile mappings, app user schemas, features, identity providers and Okta bundles",
    "Auth0 connections and SCIM configurations",
    "idplint's native documents (`idplint: 1`)",
)
"""For the message when nothing was recognised."""


def marks() -> tuple[bytes, ...]:
    """Byte strings by which a file that cannot be parsed shows that it was meant for idplint."""
    return tuple(mark for adapter in ADAPTERS for mark in adapter.MARKS)
