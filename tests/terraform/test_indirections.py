"""Values that come through variables, locals, modules and encoders are the values written literally."""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idplint.documents.document import DocumentBroken
from idplint.documents.reading import read_document
from tests.terraform.modules import APP, apps, estate, shown

_TEXT = st.text(alphabet=st.sampled_from('ab ${}%"\\\n\té😀#~/<-'), max_size=8)
_SCALARS = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | _TEXT
_KEYS = st.sampled_from(["a", "b", "user.login", "x-y", "é"])
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3), max_leaves=6
)


def written(value: object) -> str:
    """A value in HCL."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            text = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
            return '"' + text.replace("${", "$${").replace("%{", "%%{") + '"'
        case list():
            return "[" + ", ".join(written(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{written(key)} = {written(item)}" for key, item in value.items()) + "}"
    raise AssertionError(value)


def app(expression: str) -> str:
    return f'resource "{APP}" "it" {{\n  label = {expression}\n}}\n'


_INDIRECTIONS = {
    "literal": lambda text: {"main.tf": app(text)},
    "a default": lambda text: {"main.tf": app("var.x"), "v.tf": f'variable "x" {{\n  default = {text}\n}}\n'},
    "tfvars": lambda text: {"main.tf": app("var.x") + 'variable "x" {}\n', "terraform.tfvars": f"x = {text}\n"},
    "locals": lambda text: {
        "main.tf": app("local.x.y[0]") + f"locals {{\n  x = {{ y = [local.z] }}\n  z = {text}\n}}\n"
    },
    "a module": lambda text: {
        "main.tf": f'module "m" {{\n  source = "./m"\n  x = {text}\n}}\n' + app("module.m.out"),
        "m/main.tf": 'variable "x" {}\noutput "out" {\n  value = var.x\n}\n',
    },
    "a conditional": lambda text: {"main.tf": app(f"length([1]) == 1 ? {text} : timestamp()")},
    "try": lambda text: {"main.tf": app(f"try(local.none.x, {text})") + "locals {\n  none = {}\n}\n"},
    "for": lambda text: {"main.tf": app(f"[for x in [{text}] : x][0]")},
    "lookup": lambda text: {"main.tf": app(f'lookup({{ k = {text} }}, "k", 1)')},
    "jsonencode": lambda text: {"main.tf": app(f"jsondecode(jsonencode({text}))")},
    "JSON text": lambda text: {
        "main.tf": app('jsondecode("${local.x}")') + f"locals {{\n  x = jsonencode({text})\n}}\n"
    },
    "for_each": lambda text: {
        "main.tf": f'resource "{APP}" "it" {{\n  for_each = {{ k = {text} }}\n  label = each.value\n}}\n'
    },
}


def value_of(files: dict[str, str]) -> object:
    with tempfile.TemporaryDirectory() as directory:
        found = estate(Path(directory), files)
        (resource,) = apps(found).values()
        return shown(resource.argument("label"))


@pytest.mark.parametrize("indirection", _INDIRECTIONS)
@settings(max_examples=25, deadline=None)
@given(value=_VALUES)
def test_a_value_means_the_same_however_it_gets_there(indirection: str, value: object) -> None:
    assert value_of(_INDIRECTIONS[indirection](written(value))) == value


_WORDS = """a 1 "t" "${a}" [ ] { } ( ) = , ? : . * for in if %{ ${ # /* */ ... => \\ é null ! - &&"""
_LINES = ("\n", "\r\n", " ", "<<E\n", "E\n", 'resource "a" "b" {\n', "}\n", "a = 1\n")
_PIECES = st.sampled_from([*_WORDS.split(" "), *_LINES])


@settings(deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_no_text_raises_anything_but_that_it_is_broken(pieces: list[str]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        try:
            read_document("x.tf", "".join(pieces).encode())
        except DocumentBroken:
            return
        found = estate(Path(directory), {"main.tf": app("1") + "".join(pieces)})
        for resource in found.resources:
            for name in resource.names():
                resource.argument(name)


_NAMES = st.sampled_from(["a", "b", "c", "d"])


@st.composite
def _bodies(draw: st.DrawFn, depth: int = 0) -> str:
    names = draw(st.lists(_NAMES, max_size=3, unique=draw(st.booleans())))
    lines = [f"{name} = {written(draw(_VALUES))}" for name in names]
    if depth < 2:
        lines += [f'block "l" {{\n{inner}\n}}' for inner in draw(st.lists(_bodies(depth + 1), max_size=1))]
    return draw(st.sampled_from(["\n", "\n\n", "\r\n", "\n# c\n", " ", " , "])).join(lines)


@settings(deadline=None, max_examples=200)
@given(_bodies())
def test_terraforms_own_parser_takes_and_refuses_the_same_modules(text: str) -> None:
    pygohcl = import_module("pygohcl")
    try:
        pygohcl.loads(text)
        taken = True
    except (pygohcl.HCLParseError, pygohcl.HCLInternalError):
        taken = False
    try:
        ours = not read_document("x.tf", text.encode()).problems
    except DocumentBroken:
        ours = False
    assert ours is taken
