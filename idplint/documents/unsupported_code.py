"""Configuration as code that idplint recognises and does not read, so that it can say so."""

from __future__ import annotations

import re

_BICEP_SUFFIXES = (".bicep", ".bicepparam")
_PULUMI_NAME = re.compile(r"pulumi(\.[^/]+)?\.ya?ml", re.IGNORECASE)
_PULUMI_KEY = re.compile(rb"(?m)^(runtime|config|resources|encryptionsalt|secretsprovider)\s*:")
_TERRAGRUNT_BLOCK = re.compile(
    rb"(?m)^\s*(terraform|include|inputs|dependency|locals|remote_state|unit|stack)\s*[\"={]"
)


def unsupported_kind(path: str, content: bytes) -> str | None:
    """What a file is written in, if that is a language that describes infrastructure and that idplint does not read.

    Args:
        path: Any form of path; the name decides first.
        content: The bytes of the file; they decide where the name alone could be something else.

    Returns:
        `Terraform JSON`, `Terragrunt`, `Bicep`, `Pulumi`, or None.
    """
    name = path.replace("\\", "/").rpartition("/")[2]
    lowered = name.lower()
    if lowered.endswith((".tf.json", ".tofu.json", ".tfvars.json")):
        return "Terraform JSON"
    if lowered in {"terragrunt.hcl", "terragrunt.stack.hcl"}:
        return "Terragrunt"
    if lowered.endswith(".hcl") and _TERRAGRUNT_BLOCK.search(content) and b"terragrunt" in content:
        return "Terragrunt"
    if lowered.endswith(_BICEP_SUFFIXES):
        return "Bicep"
    if _PULUMI_NAME.fullmatch(name) and _PULUMI_KEY.search(content):
        return "Pulumi"
    return None
