"""Configuration as code that idplint recognises and does not read, so that it can say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idplint.findings import NotRead

if TYPE_CHECKING:
    from collections.abc import Iterable

_TERRAGRUNT_NAMES = frozenset({"terragrunt.hcl", "terragrunt.stack.hcl"})
_BICEP_SUFFIXES = (".bicep", ".bicepparam")
_PULUMI_NAME = re.compile(r"pulumi(\.[^/]+)?\.ya?ml", re.IGNORECASE)
_PULUMI_KEY = re.compile(rb"(?m)^(runtime|config|resources|encryptionsalt|secretsprovider)\s*:")
_TERRAGRUNT_BLOCK = re.compile(
    rb"(?m)^\s*(terraform|include|inputs|dependency|locals|remote_state|unit|stack)\s*[\"={]"
)


def is_unsupported_name(name: str) -> bool:
    """Whether a file of a name is worth a look in walking only because `unsupported_kind` knows it by its name."""
    lowered = name.lower()
    return lowered in _TERRAGRUNT_NAMES or lowered.endswith(_BICEP_SUFFIXES)


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
    if lowered in _TERRAGRUNT_NAMES:
        return "Terragrunt"
    if lowered.endswith(".hcl") and _TERRAGRUNT_BLOCK.search(content) and b"terragrunt" in content:
        return "Terragrunt"
    if lowered.endswith(_BICEP_SUFFIXES):
        return "Bicep"
    if _PULUMI_NAME.fullmatch(name) and _PULUMI_KEY.search(content):
        return "Pulumi"
    return None


def tally(files: Iterable[tuple[str, str]]) -> tuple[NotRead, ...]:
    """How many files of each kind there are, in order of its name.

    Args:
        files: Kind and path of each file.
    """
    paths: dict[str, list[str]] = {}
    for kind, path in files:
        paths.setdefault(kind, []).append(path)
    return tuple(NotRead(kind=kind, files=len(found), example=found[0]) for kind, found in sorted(paths.items()))
