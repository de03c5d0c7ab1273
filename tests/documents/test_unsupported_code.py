"""Files that describe infrastructure and that idplint does not read are recognised."""

from __future__ import annotations

import pytest

from idplint.documents.unsupported_code import unsupported_kind


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("infra/main.tf.json", b"{}", "Terraform JSON"),
        ("x.tofu.json", b"{}", "Terraform JSON"),
        ("live/terragrunt.hcl", b"inputs = {}", "Terragrunt"),
        ("main.bicep", b"param x string", "Bicep"),
        ("Pulumi.yaml", b"name: x\nruntime: python\n", "Pulumi"),
        ("Pulumi.prod.yaml", b"config:\n  a: b\n", "Pulumi"),
        ("pulumi.yaml", b"idplint: 1\n", None),
        ("main.tf", b"", None),
        ("app.json", b"{}", None),
        ("x.hcl", b"a = 1", None),
    ],
)
def test_the_language_of_a_file_is_named(path: str, content: bytes, kind: str | None) -> None:
    assert unsupported_kind(path, content) == kind
