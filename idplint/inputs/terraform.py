"""Terraform and OpenTofu: which resources say something about sign-on and provisioning, and who reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from idplint.inputs.adapter import Reading
from idplint.inputs.terraform_vendors import VENDORS
from idplint.terraform import is_plan, read_modules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from idplint.documents.document import Document
    from idplint.findings import Problem
    from idplint.model.application import PartialApplication
    from idplint.terraform import Estate, Resource


class Vendor(Protocol):
    """Reads the resources of one Terraform provider, or of one kind of service provider."""

    TYPES: frozenset[str]
    """Resource types that are read."""

    def read(self, estate: Estate, resources: Sequence[Resource]) -> Reading:
        """Make partial applications of the resources, which are of the types above."""


WANTED = frozenset(kind for vendor in VENDORS for kind in vendor.TYPES)
"""Every resource type that some vendor reads."""

MARKS = tuple(sorted(f'"{kind}"'.encode() for kind in WANTED))
"""Byte strings by which a broken HCL file shows that it was meant for idplint."""


def declares_ours(document: Document) -> bool:
    """Whether a document declares a resource that is read, or is a plan or a state."""
    if document.hcl is None:
        return any(is_plan(record) for record in document.records)
    return any(
        block.type in {"resource", "data"} and block.labels and block.labels[0] in WANTED
        for block in document.hcl.body.blocks
    )


def read_terraform(documents: Sequence[Document], project_root: Path | None) -> Reading:
    """Read all modules and plans of an estate.

    Args:
        documents: HCL files, and JSON documents that hold a plan or a state.
        project_root: Nothing outside of it is opened; None opens nothing.
    """
    estate = read_modules(documents, WANTED, project_root)
    applications: list[PartialApplication] = []
    problems: list[Problem] = []
    for vendor in VENDORS:
        resources = [each for each in estate.resources if each.type in vendor.TYPES]
        if resources:
            found = vendor.read(estate, resources)
            applications += found.applications
            problems += found.problems
    return Reading(tuple(applications), (*problems, *estate.problems), (*estate.opened, *estate.documents_read()))
