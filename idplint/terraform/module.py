"""One instance of a module: what its names stand for, worked out when somebody asks and remembered."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from idplint.model.values import Origin
from idplint.terraform.expansion import ANY, Expansion, Instance, expanded
from idplint.terraform.limits import MODULES_DEPTH
from idplint.terraform.module_files import source_of
from idplint.terraform.problems import problem
from idplint.terraform.scope import Scope
from idplint.terraform.selection import attribute_of, element_of
from idplint.terraform.values import (
    Known,
    Reference,
    Unknown,
    Unset,
    Value,
    alternatives,
    beyond_try,
    known_list,
    known_map,
    one_of,
)
from idplint.terraform.variables import from_files, input_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.terraform.evaluation import Evaluator
    from idplint.terraform.module_files import Declared, ModuleFiles
    from idplint.terraform.root import RootModule

_PATHS = ("module", "root")
_REMEDY = "read a plan in JSON as well"


class Call:
    """The block by which a module is called, and where it stands."""

    __slots__ = ("declared", "instance", "module")

    def __init__(self, declared: Declared, module: Module, instance: Instance) -> None:
        self.declared = declared
        self.module = module
        self.instance = instance


class Module:
    """An instance of a module.

    Attributes:
        files: What its directory declares.
        root: The root module it belongs to.
        address: `module.sso["eu"]`, empty for the root itself.
        call: Of this instance; None for the root itself.
    """

    def __init__(
        self, files: ModuleFiles, evaluator: Evaluator, root: RootModule, address: str, call: Call | None, depth: int
    ) -> None:
        self.files = files
        self.root = root
        self.address = address
        self.evaluator = evaluator
        self.call = call
        self._depth = depth
        self._remembered: dict[tuple[str, ...], Value] = {}
        self._waiting: set[tuple[str, ...]] = set()
        self._expansions: dict[tuple[str, ...], Expansion] = {}
        self._called: dict[str, tuple[tuple[Instance, Module], ...] | Unknown] = {}

    def base_directory(self) -> str:
        """The directory that relative paths of files count from: the root module's, as Terraform is run there."""
        return self.root.files.key

    def absolute(self, name: str) -> str:
        """The address, in the root module, of something in this module."""
        return f"{self.address}.{name}" if self.address else name

    def traverse(self, root: str, steps: tuple[str | Value, ...], scope: Scope, origin: Origin) -> tuple[Value, int]:
        """The value at the beginning of a traversal, and how many of its steps lead there."""
        del scope
        first = steps[0] if steps and isinstance(steps[0], str) else None
        if root in {"each", "count", "self"}:
            return Unknown(f"`{root}` means nothing here", "correct the expression", origin, fails=True), len(steps)
        if root == "terraform":
            return Unknown(f"`terraform.{first}` is known only when Terraform runs", _REMEDY, origin), len(steps)
        if first is None:
            return self._undeclared(root, origin), len(steps)
        match root:
            case "var":
                return self.variable(first, origin), 1
            case "local":
                return self.local(first, origin), 1
            case "path":
                return self._path(first, origin), 1
            case "module":
                return self._output_of(first, steps, origin)
            case "data" | "resource" if len(steps) > 1 and isinstance(steps[1], str):
                mode = "data" if root == "data" else "managed"
                value, taken = self._resource((mode, first, steps[1]), steps[2:], origin)
                return value, taken + 2
            case _:
                value, taken = self._resource(("managed", root, first), steps[1:], origin)
                return value, taken + 1

    def variable(self, name: str, origin: Origin) -> Value:
        """The value of an input variable."""
        declared = self.files.variables.get(name)
        if declared is None:
            return self._undeclared(f"var.{name}", origin)
        return self._remember(("var", name), origin, lambda: self._input(declared, name))

    def _input(self, declared: Declared, name: str) -> Value:
        if self.call is None:
            loaded, others = from_files(self.evaluator, self.files.values, self, name)
            value = input_value(self.evaluator, declared, loaded, self, name)
            if not others:
                return value
            given = [input_value(self.evaluator, declared, other, self, name) for other in others]
            # Without a default, Terraform always runs with one of the files.
            base = [value] if loaded is not None or declared.attribute("default") is not None else []
            return one_of([*base, *given], Origin(declared.path, declared.pointer))
        call = self.call
        if call.declared.broken:
            origin = Origin(call.declared.path, call.declared.pointer)
            return Unknown("the call of the module is broken", "correct the file", origin)
        found = call.declared.attribute(name)
        if found is None:
            return input_value(self.evaluator, declared, None, self, name)
        attribute, where = found
        scope = Scope(call.module, where.path, call.instance.names)
        given_value = self.evaluator.entity(attribute.expression, scope, (*where.pointer, name))
        return input_value(self.evaluator, declared, given_value, self, name)

    def local(self, name: str, origin: Origin) -> Value:
        """The value of a local."""
        found = self.files.locals_.get(name)
        if found is None:
            return self._undeclared(f"local.{name}", origin)
        attribute, path = found
        return self._remember(
            ("local", name),
            origin,
            lambda: self.evaluator.entity(attribute.expression, Scope(self, path, {}), ("locals", name)),
        )

    def output(self, name: str, origin: Origin) -> Value:
        """The value of an output."""
        declared = self.files.outputs.get(name)
        if declared is None:
            return self._undeclared(f"output.{name}", origin)
        return self._remember(("output", name), origin, lambda: self._shown(declared))

    def _shown(self, declared: Declared) -> Value:
        origin = Origin(declared.path, declared.pointer)
        found = declared.attribute("value")
        if found is None or declared.broken:
            return Unknown("the output is broken", "correct the file", origin)
        if declared.attribute("sensitive") is not None or declared.attribute("ephemeral") is not None:
            return Unknown("the output is marked sensitive", "declare the fact in idplint.yaml", origin)
        attribute, where = found
        return self.evaluator.entity(attribute.expression, Scope(self, where.path, {}), (*where.pointer, "value"))

    def _remember(self, key: tuple[str, ...], origin: Origin, work: Callable[[], Value]) -> Value:
        if key not in self._remembered:
            if key in self._waiting:
                return Unknown(f"`{'.'.join(key[:2])}` depends on itself", "break the circle", origin, fails=True)
            self._waiting.add(key)
            try:
                self._remembered[key] = beyond_try(work())
            finally:
                self._waiting.discard(key)
        return self._remembered[key]

    def _undeclared(self, name: str, origin: Origin) -> Value:
        if self.files.incomplete is not None:
            return Unknown(self.files.incomplete, "correct the file", origin)
        return Unknown(f"the module declares no `{name}`", "declare it, or correct the name", origin, fails=True)

    def _path(self, name: str, origin: Origin) -> Value:
        if name not in _PATHS:
            return Unknown(f"`path.{name}` is known only when Terraform runs", _REMEDY, origin)
        target = self.files.key if name == "module" else self.root.files.key
        return Known(os.path.relpath(target, self.root.files.key).replace(os.sep, "/"), origin, origin)

    def expansion(self, kind: tuple[str, ...], declared: Declared) -> Expansion:
        """The instances of a block, worked out once.

        Args:
            kind: `module` and a name, or mode, type and name of a resource.
            declared: The block.
        """
        if kind not in self._expansions:
            if ("instances", *kind) in self._waiting:
                why = Unknown(
                    "its instances depend on themselves",
                    "break the circle",
                    Origin(declared.path, declared.pointer),
                    fails=True,
                )
                return Expansion("for_each", (Instance(None, ANY, {}, why),), why)
            self._waiting.add(("instances", *kind))
            try:
                found = expanded(self.evaluator, declared, self)
            finally:
                self._waiting.discard(("instances", *kind))
            self._expansions[kind] = found
            if found.excess is not None and found.unknown is not None:
                self.root.report(problem(found.unknown.origin, found.unknown.reason, "split the collection"))
        return self._expansions[kind]

    def calls(self, name: str) -> tuple[tuple[Instance, Module], ...] | Unknown:
        """The instances of a module that is called, or why they cannot be looked into."""
        if name not in self._called:
            self._called[name] = self._called_modules(name)
        return self._called[name]

    def _called_modules(self, name: str) -> tuple[tuple[Instance, Module], ...] | Unknown:
        declared = self.files.calls[name]
        origin = Origin(declared.path, (*declared.pointer, "source"))
        source = source_of(declared)
        if source is None or not source.startswith(("./", "../")):
            return Unknown(f"the module `{name}` is not a local directory", _REMEDY, origin)
        target = os.path.normpath(os.path.join(self.files.key, source))  # noqa: PTH118 - no link is followed
        files = self.root.module_files(target)
        if files is None:
            why = self.root.why_missing(target)
            if why.is_fault and self.root.is_ours:
                self.root.report(problem(origin, f"the module `{name}` {why.reason}", "correct the `source`"))
            return Unknown(f"the module `{name}` {why.reason}", "check the directory that holds both", origin)
        if self._depth >= MODULES_DEPTH:
            reason = f"modules call one another more than {MODULES_DEPTH} levels deep"
            self.root.report(problem(origin, reason, "break the circle"))
            return Unknown(reason, "break the circle", origin)
        expansion = self.expansion(("module", name), declared)
        made = []
        for instance in expansion.instances:
            if not self.root.take():
                break
            address = self.absolute(f"module.{name}{instance.suffix}")
            call = Call(declared, self, instance)
            made.append((instance, Module(files, self.evaluator, self.root, address, call, self._depth + 1)))
        return tuple(made)

    def _output_of(self, name: str, steps: tuple[str | Value, ...], origin: Origin) -> tuple[Value, int]:
        """`module.name.output`, `module.name["key"].output`, or what `module.name` is as a whole."""
        if name not in self.files.calls:
            return self._undeclared(f"module.{name}", origin), len(steps)
        made = self.calls(name)
        if isinstance(made, Unknown):
            return made, len(steps)
        expansion = self.expansion(("module", name), self.files.calls[name])
        if expansion.argument is None and made:
            output = steps[1] if len(steps) > 1 else None
            if isinstance(output, str):
                return made[0][1].output(output, origin), 2
            return _outputs(made[0][1], origin), 1
        if expansion.unknown is not None and made:
            # Whichever instance it is, it is like the one that stands for all.
            key, output = (*steps[1:3], None, None)[:2]
            if key is not None and not isinstance(key, str) and isinstance(output, str):
                return made[0][1].output(output, origin), 3
            return expansion.unknown, len(steps)
        chosen = steps[1] if len(steps) > 1 else None
        if isinstance(chosen, Known) and len(steps) > 2 and isinstance(steps[2], str):  # noqa: PLR2004 - counted in the line itself
            for instance, module in made:
                if instance.key == chosen.value:
                    return module.output(steps[2], origin), 3
        if expansion.argument == "count":
            return known_list([_outputs(module, origin) for _, module in made], origin), 1
        return known_map({str(instance.key): _outputs(module, origin) for instance, module in made}, origin), 1

    def _resource(self, kind: tuple[str, str, str], rest: tuple[str | Value, ...], origin: Origin) -> tuple[Value, int]:
        """A resource or data source, or one of its instances; the steps taken after its name."""
        mode, type_, name = kind
        address = self.absolute(f"{'data.' if mode == 'data' else ''}{type_}.{name}")
        declared = self.files.resources.get(kind)
        if declared is None:
            if self.files.incomplete is not None:
                return Unknown(self.files.incomplete, "correct the file", origin), len(rest)
            return Reference(address, (), self.root.directory, declared=False, written=origin, used=origin), 0
        expansion = self.expansion(kind, declared)
        if expansion.argument is None:
            return self._refer(address, kind, expansion.instances[0], origin), 0
        key = rest[0] if rest and not isinstance(rest[0], str) else None
        if key is None:
            return self._all(address, kind, expansion, origin), 0
        if expansion.unknown is not None:
            suffix = f"[{_spelled(key.value)}]" if isinstance(key, Known) else ANY
            instance = expansion.instances[0]
            return self._refer(address, kind, Instance(instance.key, suffix, instance.names), origin), 1
        return element_of(self._all(address, kind, expansion, origin), key, origin), 1

    def _all(self, address: str, kind: tuple[str, str, str], expansion: Expansion, origin: Origin) -> Value:
        if expansion.unknown is not None:
            return Unknown(expansion.unknown.reason, expansion.unknown.remedy, expansion.unknown.origin)
        sure = [instance for instance in expansion.instances if instance.exists is None]
        choices = [sure] if len(sure) == len(expansion.instances) else [sure, list(expansion.instances)]
        values: list[Value] = []
        for instances in choices:
            members = {instance.key: self._refer(address, kind, instance, origin) for instance in instances}
            if expansion.argument == "count":
                values.append(known_list(members.values(), origin))
            else:
                values.append(known_map({str(key): member for key, member in members.items()}, origin))
        return one_of(values, origin)

    def _refer(self, address: str, kind: tuple[str, str, str], instance: Instance, origin: Origin) -> Reference:
        full = address + instance.suffix
        self.root.know(full, self, kind, instance)
        return Reference(full, (), self.root.directory, declared=True, written=origin, used=origin)

    def written_for(self, kind: tuple[str, str, str], instance: Instance, path: tuple[str | int, ...]) -> Value | None:
        """What is written for an attribute of a resource; None where the provider decides it.

        Args:
            kind: Mode, type and name.
            instance: Of the resource.
            path: Of the attribute.
        """
        declared = self.files.resources[kind]
        name = path[0] if path else None
        found = declared.attribute(name) if isinstance(name, str) else None
        if found is None or declared.broken or not isinstance(name, str) or name in declared.body.repeated:
            return None
        attribute, where = found
        key = ("resource", *kind, instance.suffix, name)
        origin = Origin(where.path, (*where.pointer, name))
        scope = Scope(self, where.path, instance.names)
        value = self._remember(
            key, origin, lambda: self.evaluator.entity(attribute.expression, scope, (*where.pointer, name))
        )
        value = self.evaluator.concrete(value)
        for step in path[1:]:
            if isinstance(step, str):
                value = attribute_of(value, step, origin)
            else:
                value = element_of(value, Known(step, origin, origin), origin)
        # An argument that is null is left to the provider.
        return None if any(isinstance(item, Unset) for item in alternatives(value)) else value


def _outputs(module: Module, origin: Origin) -> Value:
    return known_map({name: module.output(name, origin) for name in module.files.outputs}, origin)


def _spelled(key: object) -> str:
    return f'"{key}"' if isinstance(key, str) else str(key)
