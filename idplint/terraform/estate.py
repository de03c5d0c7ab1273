"""All modules and plans of a run, and the resources in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.documents.document import Document, DocumentBroken
from idplint.documents.reading import read_document
from idplint.findings import Label, Problem
from idplint.model.values import Origin
from idplint.terraform.completion import Completion
from idplint.terraform.evaluation import Evaluator
from idplint.terraform.limits import ESTATE_LIMIT
from idplint.terraform.module_files import roots
from idplint.terraform.plan import plans_in
from idplint.terraform.problems import problem
from idplint.terraform.project_files import ProjectFiles
from idplint.terraform.root import RootModule
from idplint.terraform.values import Reference, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from idplint.terraform.plan import Plan
    from idplint.terraform.resource import Resource


class Estate:
    """What Terraform code and plans say.

    Attributes:
        roots: The directories of the root modules, as displayed.
        resources: Every instance of the wanted types, in order of roots; those of plans come last.
        opened: Documents that were read besides those that were given; findings may lead into them.
    """

    def __init__(
        self, documents: Iterable[Document], wanted: frozenset[str], files: ProjectFiles, *, complete: bool
    ) -> None:
        given = list(documents)
        self._files = files
        self._evaluator = Evaluator(files)
        self._problems: dict[tuple[str, Origin], Problem] = {}
        self._taken = 0
        completion = Completion(given, files, allowed=complete)
        modules = completion.modules()
        self.opened: tuple[Document, ...] = tuple(completion.opened)
        for path, broken in completion.broken.items():
            self._report(_broken(path, broken))
        self._roots: dict[str, RootModule] = {}
        found: list[Resource] = []
        for key in roots(modules):
            root = RootModule(modules[key], modules, self._evaluator, self._report, self._take)
            self._roots[root.directory] = root
            found.extend(root.resources(wanted))
        self._plans: tuple[Plan, ...] = tuple([plan for document in given for plan in plans_in(document)])
        for plan in self._plans:
            found.extend(plan.resources(wanted))
        self.roots: tuple[str, ...] = tuple(self._roots)
        self.resources: tuple[Resource, ...] = tuple(found)
        self._by_address = {(resource.root_directory, resource.address): resource for resource in found}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read or followed so far; ask again after the arguments, which are worked out lazily."""
        return (*self._problems.values(), *self._files.problems.values())

    def resource(self, reference: Reference) -> Resource | None:
        """The resource that a reference leads to, if it is of a wanted type."""
        return self._by_address.get((reference.root, reference.address))

    def value_of(self, reference: Reference) -> Value:
        """What is written for the attribute that a reference names; the reference itself where the provider decides it."""
        return self._evaluator.concrete(reference)

    def documents_read(self) -> tuple[Document, ...]:
        """The documents behind `file()` and its kin, so that findings can lead into them."""
        documents = []
        for path, text in self._files.opened.items():
            try:
                documents.append(read_document(path, text.encode()))
            except DocumentBroken:
                continue
        return tuple(documents)

    def _report(self, met: Problem) -> None:
        self._problems.setdefault((met.slots["detail"], met.labels[0].origin), met)

    def _take(self) -> bool:
        self._taken += 1
        if self._taken == ESTATE_LIMIT + 1:
            origin = Origin(next(iter(self._roots), "."))
            reason = f"the configuration makes more than {ESTATE_LIMIT} instances; the others were not read"
            self._report(problem(origin, reason, "check parts of the repository by themselves"))
        return self._taken <= ESTATE_LIMIT


def _broken(path: str, broken: DocumentBroken) -> Problem:
    met = broken.problem
    return Problem(
        predicate="unreadable",
        outcome="broken",
        slots={"path": path, "detail": met.message, "help": met.help},
        labels=(Label(Origin(path), "here", primary=True, span=met.span),),
    )


def read_modules(
    documents: Iterable[Document],
    wanted_types: frozenset[str],
    project_root: str | Path | None,
    *,
    complete: bool = True,
) -> Estate:
    """Read Terraform modules, and plans and states in JSON.

    Args:
        documents: Whatever was read; HCL documents and those in which `is_plan` holds for a record are used.
        wanted_types: The resource types to expand; the others are followed only where an expression leads to them.
        project_root: The directory outside of which nothing is opened; None opens nothing.
        complete: Whether to read the other files of the modules' directories, and the local modules they call, where they lie
            in the project.
    """
    return Estate(documents, wanted_types, ProjectFiles(project_root), complete=complete)


def referenced(value: Value) -> tuple[Reference, ...]:
    """The references in a value: itself, its alternatives, the pieces of a text that is known in part."""
    match value:
        case Reference():
            return (value,)
        case Unknown():
            return tuple([met for part in value.parts for met in referenced(part)])
        case _:
            return tuple([met for item in getattr(value, "values", ()) for met in referenced(item)])
