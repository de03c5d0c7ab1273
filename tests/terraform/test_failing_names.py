"""`try` and names: what fails where it is declared ends the run of Terraform, whatever stands around its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.terraform import Known, Unknown, alternatives
from tests.terraform.modules import APP, apps, estate

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = """
locals {
  catalog = jsondecode(file("${path.module}/generated.json"))
  either  = var.open ? jsondecode(file("${path.module}/generated.json")) : { label = "mine" }
}
variable "open" {}
"""


def label(directory: Path, text: str) -> list[object]:
    """What the label of the one application may be; None stands for what is not known."""
    (resource,) = apps(estate(directory, {"main.tf": CATALOG + text})).values()
    return [each.value if isinstance(each, Known) else None for each in alternatives(resource.argument("label"))]


@pytest.mark.parametrize(
    "text",
    [
        f'resource "{APP}" "it" {{\n  label = try(local.catalog.label, "other")\n}}\n',
        f'resource "{APP}" "it" {{\n  label = try(local.either.label, "other")\n}}\n',
        f'resource "{APP}" "it" {{\n  for_each = local.catalog\n  label = try(each.value.label, "other")\n}}\n',
        f'resource "{APP}" "it" {{\n  for_each = jsondecode(file("x.json"))\n  label = try(each.key, "other")\n}}\n',
        f'resource "{APP}" "it" {{\n  count = tonumber("x")\n  label = try(count.index, "other")\n}}\n',
    ],
)
def test_a_name_that_fails_is_unknown_and_not_the_fallback(tmp_path: Path, text: str) -> None:
    found = label(tmp_path, text)
    assert None in found
    assert "other" in found or "mine" in found


def test_an_expression_that_fails_by_itself_is_the_fallback(tmp_path: Path) -> None:
    text = f'resource "{APP}" "it" {{\n  label = try(file("${{path.module}}/generated.json"), "other")\n}}\n'
    assert label(tmp_path, text) == ["other"]


def test_whether_a_name_that_fails_can_be_used_is_not_known(tmp_path: Path) -> None:
    text = f'resource "{APP}" "it" {{\n  label = can(local.catalog.label)\n}}\n'
    (resource,) = apps(estate(tmp_path, {"main.tf": CATALOG + text})).values()
    assert isinstance(resource.argument("label"), Unknown)
