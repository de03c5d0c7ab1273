"""Terraform code that says one thing in many ways: the writers behind the tests of this folder.

A `Chooser` picks one of several ways. The one that always takes the first writes literal code; Hypothesis takes any.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Chooser = Callable[[Sequence[Any]], Any]
    Way = Callable[["Directory", Any, int], str]

_DECOY = "not this"


def literally(ways: Sequence[Any]) -> Any:
    """The chooser of literal code."""
    return ways[0]


def quoted(text: str) -> str:
    """A text in HCL, in which nothing is interpolated."""
    return _unescaped(json.dumps(text, ensure_ascii=False))


def _unescaped(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def literal(value: object) -> str:
    """A value as HCL, written out."""
    match value:
        case str():
            return quoted(value)
        case list():
            return "[" + ", ".join(literal(item) for item in value) + "]"
        case dict():
            return "{ " + ", ".join(f"{quoted(name)} = {literal(item)}" for name, item in value.items()) + " }"
        case _:
            return json.dumps(value)


def decoy(value: object) -> object:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case list():
            return [decoy(item) for item in value]
        case dict():
            return {name: decoy(item) for name, item in value.items()}
        case _:
            return _DECOY


class Directory:
    """One directory of code, which grows as values are written into it."""

    def __init__(self, choose: Chooser, path: str = "") -> None:
        self.choose = choose
        self.files: dict[str, str] = {}
        self._path = path
        self._names = 0

    @property
    def is_root(self) -> bool:
        """Whether tfvars files of this directory are loaded."""
        return not self._path

    def add(self, text: str, file: str = "main.tf") -> None:
        """Append to a file."""
        path = f"{self._path}{file}"
        self.files[path] = self.files.get(path, "") + text + "\n"

    def new_name(self) -> str:
        """A name that nothing else has here."""
        self._names += 1
        return f"n{self._names}"

    def value(self, value: object, depth: int = 2) -> str:
        """An expression for a value."""
        if depth == 0:
            return literal(value)
        ways = _of_null if value is None else _of_any
        if isinstance(value, str) and value:
            ways = _of_text
        elif isinstance(value, list):
            ways = (*_of_any, _in_pieces, _for_each_element)
        elif isinstance(value, dict):
            ways = (*_of_any, _merged_members)
        way: Way = self.choose(ways)
        return way(self, value, depth - 1)

    def json_text(self, value: object) -> str:
        """An expression for a value as JSON text."""
        way = self.choose(("literal", "jsonencode", "heredoc", "file", "read again"))
        text = json.dumps(value)
        if way == "literal":
            return quoted(text)
        if way == "heredoc":
            return _heredoc(self, text, 0)
        if way == "jsonencode":
            return f"jsonencode({self.value(value)})"
        name = f"{self.new_name()}.json"
        self.files[f"{self._path}{name}"] = text
        reading = f'file("${{path.module}}/{name}")'
        return reading if way == "file" else f"jsonencode(jsondecode({reading}))"

    def blocks(self, name: str, bodies: Sequence[dict[str, Any]]) -> str:
        """Nested blocks of one type, written out or made by a `dynamic` block."""
        if self.choose((True, False)) or not bodies:
            return "".join(f"  {name} {{\n{self.arguments(body)}  }}\n" for body in bodies)
        return dynamic(self, name, self.value(list(bodies)), bodies[0])

    def arguments(self, body: dict[str, Any]) -> str:
        """Arguments of a block; what is null may also be left out."""
        return "".join(
            f"    {name} = {self.value(value)}\n"
            for name, value in body.items()
            if value is not None or not self.choose((True, False))
        )


def dynamic(directory: Directory, name: str, collection: str, members: Sequence[str] | dict[str, Any]) -> str:
    """A `dynamic` block over objects of which each member is an argument."""
    iterator, alias = directory.choose(((name, ""), ("it", "    iterator = it\n")))
    access = directory.choose(('{}.value["{}"]', "{}.value.{}"))
    arguments = "".join(f"      {member} = {access.format(iterator, member)}\n" for member in members)
    return f'  dynamic "{name}" {{\n    for_each = {collection}\n{alias}    content {{\n{arguments}    }}\n  }}\n'


# --- ways to write any value -----------------------------------------------------------------------------------------


def _plain(directory: Directory, value: Any, depth: int) -> str:
    match value:
        case list():
            return "[" + ", ".join(directory.value(item, depth) for item in value) + "]"
        case dict():
            members = (f"{quoted(name)} = {directory.value(item, depth)}" for name, item in value.items())
            return "{ " + ", ".join(members) + " }"
        case _:
            return literal(value)


def _variable(directory: Directory, value: Any, depth: int) -> str:
    del depth
    name = directory.new_name()
    types = {str: "string", bool: "bool", int: "number", list: "list(any)"}
    stated = types.get(type(value), "any")
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        stated = "any"
    declared = directory.choose(("", f"  type = {stated}\n", f"  type = {stated}\n  nullable = true\n"))
    directory.add(f'variable "{name}" {{\n{declared}  default = {literal(value)}\n}}', "variables.tf")
    return f"var.{name}"


def _variable_file(directory: Directory, value: Any, depth: int) -> str:
    if not directory.is_root:
        return _variable(directory, value, depth)
    name = directory.new_name()
    default = directory.choose(("", f"  default = {literal(decoy(value))}\n"))
    directory.add(f'variable "{name}" {{\n{default}}}', "variables.tf")
    directory.add(f"{name} = {literal(value)}", directory.choose(("terraform.tfvars", "all.auto.tfvars")))
    return f"var.{name}"


def _local(directory: Directory, value: Any, depth: int) -> str:
    name = directory.new_name()
    directory.add(f"locals {{\n  {name} = {directory.value(value, depth)}\n}}", "locals.tf")
    return f"local.{name}"


def _member_of_local(directory: Directory, value: Any, depth: int) -> str:
    name = directory.new_name()
    held = f"{{ other = {literal(decoy(value))}, this = {directory.value(value, depth)} }}"
    directory.add(f"locals {{\n  {name} = {held}\n}}", "locals.tf")
    return f"local.{name}" + str(directory.choose((".this", '["this"]')))


def _conditional(directory: Directory, value: Any, depth: int) -> str:
    written, other = directory.value(value, depth), literal(decoy(value))
    test = directory.choose(("true", 'contains(["a", "b"], "b")', "length([1, 2]) > 1", "!false", "declared"))
    if test == "declared":
        test = _variable(directory, value=True, depth=0)
    return (
        f"({test} ? {written} : {other})" if directory.choose((True, False)) else f"(!({test}) ? {other} : {written})"
    )


def _tried(directory: Directory, value: Any, depth: int) -> str:
    written = directory.value(value, depth)
    name = directory.new_name()
    directory.add(f"locals {{\n  {name} = {{}}\n}}", "locals.tf")
    return str(directory.choose((f"try(local.{name}.absent, {written})", f"try({written}, {literal(decoy(value))})")))


def _coalesced(directory: Directory, value: Any, depth: int) -> str:
    written = directory.value(value, depth)
    return str(directory.choose((f"coalesce(null, {written})", f"coalesce({written}, {literal(decoy(value))})")))


def _looked_up(directory: Directory, value: Any, depth: int) -> str:
    written, other = directory.value(value, depth), literal(decoy(value))
    return str(
        directory.choose(
            (
                f'lookup({{ this = {written} }}, "this", {other})',
                f'lookup({{ other = {other} }}, "this", {written})',
                f"element([{other}, {written}], 1)",
                f"merge({{ this = {other} }}, {{ this = {written} }}).this",
                f'{{ for name, each_one in {{ this = {written} }} : name => each_one }}["this"]',
                f"one([for each_one in [{written}] : each_one])",
                f"one([{{ this = {written} }}][*].this)",
            )
        )
    )


def _encoded(directory: Directory, value: Any, depth: int) -> str:
    written = directory.value(value, depth)
    kind = directory.choose(("json", "yaml"))
    return f"{kind}decode({kind}encode({written}))"


def _optional_member(directory: Directory, value: Any, depth: int) -> str:
    if not isinstance(value, str | bool):
        return _local(directory, value, depth)
    name = directory.new_name()
    kind = "string" if isinstance(value, str) else "bool"
    directory.add(
        f'variable "{name}" {{\n  type = object({{ this = optional({kind}, {literal(value)}) }})\n  default = {{}}\n}}',
        "variables.tf",
    )
    return f"var.{name}.this"


# --- ways to write texts, lists, objects -----------------------------------------------------------------------------


def _joined(directory: Directory, value: str, depth: int) -> str:
    middle = len(value) // 2
    left, right = (directory.value(part, depth) for part in (value[:middle], value[middle:]))
    return str(
        directory.choose(
            (f'join("", [{left}, {right}])', f'format("%s%s", {left}, {right})', f'"${{{left}}}${{{right}}}"')
        )
    )


def _interpolated(directory: Directory, value: str, depth: int) -> str:
    name = directory.new_name()
    directory.add(f"locals {{\n  {name} = {directory.value(value[:3], depth)}\n}}", "locals.tf")
    rest = quoted(value[3:])
    return f'"${{local.{name}}}{rest[1:]}'


def _trimmed(directory: Directory, value: str, depth: int) -> str:
    prefixed = directory.value(f"x-{value}", depth)
    return f'trimprefix({prefixed}, "x-")'


def _heredoc(directory: Directory, value: str, depth: int) -> str:
    del depth
    # `<<-` takes away the indentation that all lines have.
    mark = "<<" if value.startswith(" ") else directory.choose(("<<", "<<-"))
    return f'trimsuffix({mark}EOT\n{_unescaped(value)}\nEOT\n, "\\n")'


def _in_pieces(directory: Directory, value: list[Any], depth: int) -> str:
    first, rest = directory.value(value[:1], depth), directory.value(value[1:], depth)
    return str(directory.choose((f"concat({first}, {rest})", f"flatten([{first}, {rest}])")))


def _for_each_element(directory: Directory, value: list[Any], depth: int) -> str:
    written = directory.value(value, depth)
    return str(directory.choose((f"[for item in {written} : item]", f"[for item in {written} : item if item != null]")))


def _merged_members(directory: Directory, value: dict[str, Any], depth: int) -> str:
    names = list(value)
    first = {name: value[name] for name in names[:1]}
    rest = {name: value[name] for name in names[1:]}
    return f"merge({directory.value(first, depth)}, {directory.value(rest, depth)})"


_of_null: tuple[Way, ...] = (_plain, _variable, _variable_file, _local, _member_of_local, _conditional)
_of_any: tuple[Way, ...] = (*_of_null, _tried, _looked_up, _encoded, _optional_member)
_of_text: tuple[Way, ...] = (*_of_any, _coalesced, _joined, _interpolated, _trimmed, _heredoc)
