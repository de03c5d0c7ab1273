"""Okta applications in Terraform code, short enough for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.documents.reading import read_document
from idplint.inputs.terraform import read_terraform
from idplint.model.application import (
    Claim,
    PartialApplication,
    Provisioning,
)
from idplint.model.values import Sourced, Unknown

if TYPE_CHECKING:
    from idplint.inputs.adapter import Reading
    from idplint.model.application import AttributeMapping


EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
OUTBOUND = """
data "okta_user_profile_mapping_source" "user" {}
"""


def read(text: str, name: str = "main.tf") -> Reading:
    return read_terraform([read_document(name, text.encode())], None)


def only(text: str, name: str = "main.tf") -> PartialApplication:
    (application,) = read(text, name).applications
    return application


def saml(arguments: str = "", rest: str = "") -> PartialApplication:
    applications = read(
        f'resource "okta_app_saml" "ledger" {{\n  label = "Ledger"\n{arguments}\n}}\n{rest}'
    ).applications
    (found,) = [each for each in applications if each.id == "terraform:.#okta_app_saml.ledger"]
    return found


def sources(claim: Claim | Unknown | None) -> list[str]:
    assert isinstance(claim, Claim)
    return [branch.source.value.text if isinstance(branch.source, Sourced) else "?" for branch in claim.branches]


def job_of(application: PartialApplication) -> Provisioning:
    assert isinstance(application.provisioning, tuple)
    (job,) = application.provisioning
    return job


def lines_of(application: PartialApplication) -> dict[str, AttributeMapping]:
    mappings = job_of(application).mappings
    assert isinstance(mappings, tuple)
    return {line.target: line for line in mappings}


def text_of(line: AttributeMapping) -> str:
    assert isinstance(line.source, Sourced)
    return line.source.value.text


def mapping(lines: str, arguments: str = "") -> str:
    return f"""{OUTBOUND}
resource "okta_profile_mapping" "ledger" {{
  source_id = data.okta_user_profile_mapping_source.user.id
  target_id = okta_app_saml.ledger.id
{arguments}
{lines}
}}
"""


def line(name: str, expression: str, push: str = "") -> str:
    status = f'push_status = "{push}"' if push else ""
    return f'mappings {{\n  id = "{name}"\n  expression = "{expression}"\n  {status}\n}}\n'
