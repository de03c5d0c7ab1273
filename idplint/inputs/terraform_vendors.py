"""The modules that read Terraform resources, one for each provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from idplint.inputs import terraform_auth0, terraform_azuread, terraform_okta, terraform_switches

if TYPE_CHECKING:
    from idplint.inputs.terraform import Vendor

VENDORS: tuple[Vendor, ...] = tuple(
    cast("Vendor", module) for module in (terraform_azuread, terraform_okta, terraform_auth0, terraform_switches)
)
"""In the order in which their applications are listed."""
