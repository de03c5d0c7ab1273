"""A root module: the tree of modules below it, and the resources that references lead to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from idplint.terraform.bodies import Body, HclBody
from idplint.terraform.module import Module
from idplint.terraform.resource import Resource, ignored_changes, provider_of
from idplint.terraform.root_blocks import configuration_of, imports_of
from idplint.terraform.scope import Scope
from idplint.terraform.values import Reference, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from idplint.findings import Problem
    from idplint.terraform.evaluation import Evaluator
    from idplint.terraform.expansion import Instance
    from idplint.terraform.module_files import Declared, ModuleFiles


class Missing(msgspec.Struct, frozen=True):
    """Why a local module was not read."""

    reason: str
    """Continues «the module `x` »."""
    is_fault: bool
    """Whether Terraform would fail on it too."""


class RootModule:
    """A module that no other one calls, with all that it calls.

    Attributes:
        files: What its directory declares.
        directory: As displayed; addresses are unique below it.
        is_ours: Whether what was read of it declares anything that is wanted; the faults of other people's code are not reported.
    """

    def __init__(
        self,
        files: ModuleFiles,
        modules: Mapping[str, ModuleFiles],
        evaluator: Evaluator,
        report: Callable[[Problem], None],
        take: Callable[[], bool],
    ) -> None:
        self.files = files
        self.directory = files.directory
        self.report = report
        self.take = take
        self.is_ours = True
        self._modules = modules
        self._evaluator = evaluator
        self._referents: dict[str, tuple[Module, tuple[str, str, str], Instance]] = {}
        self._holding: dict[str, bool] = {}
        self.module = Module(files, evaluator, self, "", None, 0)
        evaluator.know(self.directory, self)

    def module_files(self, key: str) -> ModuleFiles | None:
        """The module in a directory, if it was read."""
        return self._modules.get(key)

    def why_missing(self, key: str) -> Missing:
        """Why the module in a directory was not read."""
        if not self._evaluator.files.is_inside(key):
            return Missing("lies outside the project, which is never read", is_fault=False)
        if not os.path.isdir(key):  # noqa: PTH112 - a path that a stranger wrote
            return Missing("names a directory that does not exist", is_fault=True)
        return Missing("was not among the files that were read", is_fault=False)

    def know(self, address: str, module: Module, kind: tuple[str, str, str], instance: Instance) -> None:
        """Remember which block an address means."""
        self._referents[address] = (module, kind, instance)

    def follow(self, reference: Reference) -> Value | None:
        """What is written for an attribute of a resource, or None where the provider decides it."""
        found = self._referents.get(reference.address)
        if found is None or not reference.path:
            return None
        module, kind, instance = found
        if reference.path[0] in ignored_changes(module.files.resources[kind]):
            return None
        return module.written_for(kind, instance, reference.path)

    def resources(self, wanted: frozenset[str]) -> Iterator[Resource]:
        """Every instance of the resources and data sources of some types, modules below included."""
        self.is_ours = self._declares(wanted)
        imports = imports_of(self.files)
        waiting: list[tuple[Module, Unknown | None]] = [(self.module, None)]
        while waiting:
            module, doubt = waiting.pop()
            for kind, declared in module.files.resources.items():
                mode, type_, name = kind
                if type_ not in wanted:
                    continue
                for instance in module.expansion(kind, declared).instances:
                    if not self.take():
                        return
                    address = module.absolute(f"{'data.' if mode == 'data' else ''}{type_}.{name}{instance.suffix}")
                    self.know(address, module, kind, instance)
                    scope = Scope(module, declared.path, instance.names)
                    imported = imports.get(address)
                    yield Resource(
                        mode="data" if mode == "data" else "managed",
                        type=type_,
                        name=name,
                        address=address,
                        key=instance.key,
                        module_directory=module.files.directory,
                        root_directory=self.directory,
                        body=HclBody(self._evaluator, declared, scope, instance.exists or doubt),
                        ignore_changes=ignored_changes(declared),
                        provider=provider_of(declared),
                        planned=False,
                        configuration=configuration_of(module, declared, type_, self._evaluator),
                        import_block=None if imported is None else self._body(imported),
                    )
            for name, target in reversed(list(module.files.called())):
                if not self._holds(target, wanted):
                    continue
                made = module.calls(name)
                if not isinstance(made, Unknown):
                    waiting.extend((called, doubt or instance.exists) for instance, called in reversed(made))

    def _body(self, declared: Declared) -> Body:
        """A block of the root module itself."""
        return HclBody(self._evaluator, declared, Scope(self.module, declared.path, {}))

    def _declares(self, wanted: frozenset[str]) -> bool:
        """Whether a module below, of those that were read, declares a resource of some types."""
        waiting, met = [self.files.key], {self.files.key}
        while waiting:
            files = self._modules.get(waiting.pop())
            if files is None:
                continue
            if any(type_ in wanted for _, type_, _ in files.resources):
                return True
            below = {target for _, target in files.called()} - met
            met |= below
            waiting.extend(below)
        return False

    def _holds(self, key: str, wanted: frozenset[str]) -> bool:
        """Whether a module, or one that it calls, declares a resource of some types; a missing one may, for its report."""
        if key not in self._holding:
            self._holding[key] = False  # a circle adds nothing
            files = self._modules.get(key)
            self._holding[key] = files is None or (
                any(type_ in wanted for _, type_, _ in files.resources)
                or any(self._holds(target, wanted) for _, target in files.called())
            )
        return self._holding[key]
