"""Terraform code written to disk and read back, as an adapter makes it and as a user sees it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from idplint.documents.document import DocumentBroken
from idplint.documents.reading import read_document
from idplint.engine import check
from idplint.inputs import terraform_azuread
from idplint.inputs.terraform import WANTED
from idplint.terraform import read_modules

if TYPE_CHECKING:
    from pathlib import Path

    from idplint.documents.document import Document
    from idplint.findings import Report
    from idplint.inputs.adapter import Reading
    from idplint.model.application import PartialApplication
    from idplint.model.values import Origin

NAME_ID = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"

LEDGER = """
resource "azuread_application" "ledger" {
  display_name    = "Ledger"
  identifier_uris = ["https://ledger.example/saml"]
  web {
    redirect_uris = ["https://ledger.example/saml/acs"]
  }
}

resource "azuread_service_principal" "ledger" {
  client_id                     = azuread_application.ledger.client_id
  preferred_single_sign_on_mode = "saml"
}
"""

ASSIGNMENT = """
resource "azuread_service_principal_claims_mapping_policy_assignment" "ledger" {
  claims_mapping_policy_id = azuread_claims_mapping_policy.ledger.id
  service_principal_id     = azuread_service_principal.ledger.id
}
"""


def policy(definition: str) -> str:
    """A claims mapping policy with a definition in HCL."""
    return f"""
resource "azuread_claims_mapping_policy" "ledger" {{
  display_name = "Ledger"
  definition   = {definition}
}}
"""


def mapping(*entries: str, basic: str = '"false"') -> str:
    """A definition that holds entries of ClaimsSchema."""
    listed = ", ".join(entries)
    return f"""[jsonencode({{
    ClaimsMappingPolicy = {{ Version = 1, IncludeBasicClaimSet = {basic}, ClaimsSchema = [{listed}] }}
  }})]"""


def name_id(source: str) -> str:
    """The entry that sends an attribute, given in HCL, as NameID."""
    return f'{{ Source = "user", ID = {source}, SamlClaimType = "{NAME_ID}" }}'


def write(folder: Path, files: dict[str, str | dict[str, Any]]) -> None:
    """Write a repository."""
    (folder / ".git").mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")


class Code:
    """Code on disk, and what the Entra adapter makes of it."""

    def __init__(self, folder: Path, files: str | dict[str, str | dict[str, Any]]) -> None:
        self.folder = folder
        write(folder, {"main.tf": files} if isinstance(files, str) else files)
        self.documents: dict[str, Document] = {}
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            try:
                self.documents[str(path)] = read_document(str(path), path.read_bytes())
            except DocumentBroken:
                continue
        self.reading = self._read()
        self.applications = tuple(each for each in self.reading.applications if not _is_other_name(each))

    def _read(self) -> Reading:
        estate = read_modules(self.documents.values(), WANTED, self.folder)
        resources = [each for each in estate.resources if each.type in terraform_azuread.TYPES]
        reading = terraform_azuread.read(estate, resources)
        self.documents |= {document.path: document for document in (*estate.opened, *estate.documents_read())}
        return reading

    @property
    def only(self) -> PartialApplication:
        """The one application."""
        (application,) = self.applications
        return application

    def written(self, origin: Origin) -> str:
        """The text at a place."""
        document = self.documents[origin.path]
        span = document.span(origin.pointer, origin.part)
        line = document.line(span.line) or ""
        return line[span.column - 1 : span.end_column - 1] if span.line == span.end_line else line[span.column - 1 :]


def _is_other_name(application: PartialApplication) -> bool:
    return any(key.kind == "terraform-address" for key in application.keys)


def checked(folder: Path, files: dict[str, str | dict[str, Any]]) -> Report:
    """What `idplint check` says of a repository."""
    write(folder, files)
    return check(folder)
