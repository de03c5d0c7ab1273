"""Directories of HCL files as modules: what each declares, and which of them are called by others.

Source: developer.hashicorp.com/terraform/language/files (and .../files/override), opentofu.org/docs/language/files (`.tofu`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from idplint.documents.hcl_blocks import Block
from idplint.documents.hcl_pointers import with_pointers
from idplint.documents.hcl_syntax import Literal
from idplint.model.values import Pointer
from idplint.terraform.project_files import displayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from idplint.documents.document import Document
    from idplint.documents.hcl_blocks import Attribute, Body

_CODE = (".tf", ".tofu")
_LABELS = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "provider": 1, "import": 0}


class Declared(msgspec.Struct, frozen=True):
    """A block of a module, or what an override file lays over it."""

    path: str
    """The document."""
    pointer: Pointer
    block: Block
    over: Declared | None = None
    """The block in an override file, whose arguments win and whose nested blocks replace those of the same type."""

    @property
    def body(self) -> Body:
        """What stands between the braces, converted when somebody asks."""
        return self.block.body

    @property
    def broken(self) -> bool:
        """Whether something in it could not be parsed."""
        return self.block.broken

    def attribute(self, name: str) -> tuple[Attribute, Declared] | None:
        """An argument and the block it stands in."""
        if self.over is not None and (found := self.over.attribute(name)) is not None:
            return found
        attribute = self.body.attributes.get(name)
        return None if attribute is None else (attribute, self)

    def names(self) -> set[str]:
        """The arguments that are written."""
        own = set(self.body.attributes)
        return own if self.over is None else own | self.over.names()

    def nested(self) -> Iterator[Declared]:
        """The blocks in it, in order."""
        replaced = set()
        if self.over is not None:
            overriding = list(self.over.nested())
            replaced = {kind_of(block) for block in overriding}
            yield from overriding
        for block, pointer in with_pointers(self.body, self.pointer):
            inner = Declared(self.path, pointer, block)
            if kind_of(inner) not in replaced:
                yield inner


def kind_of(block: Declared) -> str:
    """The type of a nested block, also where it is dynamic."""
    steps = [step for step in block.pointer if isinstance(step, str)]
    index = -1
    if isinstance(block.pointer[-1], int):
        steps = [step for step in block.pointer[:-1] if isinstance(step, str)]
    return steps[index]


class ModuleFiles:
    """What the files of one directory declare.

    Attributes:
        directory: As displayed.
        key: Its absolute path, by which modules are told apart.
        variables: By name, as are `locals_`, `outputs` and `calls`.
        resources: By mode (`managed` or `data`), type and name.
        providers: Configurations of providers: `okta`, and `okta.eu` for one with an alias.
        imports: The `import` blocks.
        values: The tfvars documents of the directory, in order of names.
        incomplete: Why it may declare more than was read, or None.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self.directory = displayed(key)
        self.variables: dict[str, Declared] = {}
        self.locals_: dict[str, tuple[Attribute, str]] = {}
        self.outputs: dict[str, Declared] = {}
        self.calls: dict[str, Declared] = {}
        self.resources: dict[tuple[str, str, str], Declared] = {}
        self.providers: dict[str, Declared] = {}
        self.imports: list[Declared] = []
        self.values: list[Document] = []
        self.incomplete: str | None = None
        self.paths: list[str] = []

    def add(self, document: Document, *, overriding: bool) -> None:
        """Take the declarations of a file; those of override files come last."""
        if document.hcl is None:
            return
        self.paths.append(document.path)
        if document.problems:
            self.incomplete = f"`{document.path}` is broken, so the module may declare more than could be read"
        for block, pointer in with_pointers(document.hcl.body, ()):
            if block.type == "locals":
                for name, attribute in block.body.attributes.items():
                    if overriding or name not in self.locals_:
                        self.locals_[name] = (attribute, document.path)
            elif len(block.labels) == _LABELS.get(block.type):
                self._declare(block, pointer, document.path, overriding=overriding)

    def _declare(self, block: Block, pointer: Pointer, path: str, *, overriding: bool) -> None:
        declared = Declared(path, pointer, block)
        if block.type in {"resource", "data"}:
            mode = "managed" if block.type == "resource" else "data"
            _put(self.resources, (mode, *block.labels[:2]), declared, overriding=overriding)
        elif block.type == "import":
            self.imports.append(declared)
        elif block.type == "provider":
            _put(self.providers, _provider_key(declared), declared, overriding=overriding)
        else:
            table = {"module": self.calls, "variable": self.variables, "output": self.outputs}[block.type]
            _put(table, block.labels[0], declared, overriding=overriding)

    def called(self) -> Iterator[tuple[str, str]]:
        """The names of calls of local modules, with the absolute paths of their directories."""
        for name, call in self.calls.items():
            source = source_of(call)
            if source is not None and source.startswith(("./", "../")):
                yield name, os.path.normpath(os.path.join(self.key, source))  # noqa: PTH118 - no link is followed


def _provider_key(declared: Declared) -> str:
    """`okta`, or `okta.eu` with an alias."""
    alias = declared.attribute("alias")
    name = declared.block.labels[0]
    if alias is None:
        return name
    expression = alias[0].expression
    return f"{name}.{expression.value if isinstance(expression, Literal) else ''}"


def _put(table: dict, key: object, declared: Declared, *, overriding: bool) -> None:  # type: ignore[type-arg]
    before = table.get(key)
    if before is None:
        table[key] = declared
    elif overriding:
        table[key] = msgspec.structs.replace(before, over=_over(before.over, declared))


def _over(below: Declared | None, declared: Declared) -> Declared:
    return declared if below is None else msgspec.structs.replace(below, over=_over(below.over, declared))


def source_of(call: Declared) -> str | None:
    """The literal `source` of a module call."""
    found = call.attribute("source")
    if found is None or not isinstance(found[0].expression, Literal):
        return None
    value = found[0].expression.value
    return value if isinstance(value, str) else None


def is_override(path: str) -> bool:
    """Whether a file lays its blocks over those of others."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return stem == "override" or stem.endswith("_override")


def gathered(documents: Iterable[Document]) -> dict[str, ModuleFiles]:
    """The modules of a set of files, by the absolute paths of their directories.

    Of `main.tf` and `main.tofu` in one directory only the latter counts, as in OpenTofu.
    """
    directories: dict[str, list[Document]] = {}
    for document in documents:
        if document.hcl is not None:
            directories.setdefault(directory_of(document.path), []).append(document)
    modules = {}
    for key, members in directories.items():
        module = ModuleFiles(key)
        tofu = {member.path[: -len(".tofu")] for member in members if member.path.endswith(".tofu")}
        ordered = sorted(members, key=lambda member: (is_override(member.path), member.path))
        for member in ordered:
            if member.path.endswith(".tfvars"):
                module.values.append(member)
            elif not (member.path.endswith(".tf") and member.path[: -len(".tf")] in tofu):
                module.add(member, overriding=is_override(member.path))
        if module.paths:
            modules[key] = module
    return modules


def directory_of(path: str) -> str:
    """The absolute directory of a document."""
    return os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120 - no link is followed


def roots(modules: dict[str, ModuleFiles]) -> list[str]:
    """The modules that no other module calls; of modules that only call one another in a circle, the first."""
    called = {target for key, module in modules.items() for _, target in module.called() if target != key}
    found = [key for key in sorted(modules) if key not in called]
    reached: set[str] = set()
    _reach(modules, found, reached)
    for key in sorted(modules):
        if key not in reached:
            found.append(key)
            _reach(modules, [key], reached)
    return found


def _reach(modules: dict[str, ModuleFiles], start: list[str], reached: set[str]) -> None:
    waiting = list(start)
    while waiting:
        key = waiting.pop()
        if key in reached or key not in modules:
            continue
        reached.add(key)
        waiting.extend(target for _, target in modules[key].called())


def is_code(name: str) -> bool:
    """Whether a file name is that of a module's code."""
    return name.endswith(_CODE)
