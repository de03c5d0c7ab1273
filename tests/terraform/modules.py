"""Modules written to a directory and read back, for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.documents.reading import read_document
from idplint.terraform import Estate, Known, OneOf, Reference, Resource, Unknown, Unset, Value, read_modules

if TYPE_CHECKING:
    from pathlib import Path

APP = "okta_app_saml"


def estate(directory: Path, files: dict[str, str], *, given: tuple[str, ...] = (), root: Path | None = None) -> Estate:
    """Write files and read them as Terraform.

    Args:
        directory: Where to write.
        files: Text by relative path.
        given: The files to hand over; all that are HCL or JSON if empty.
        root: The project's root; the directory if None.
    """
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    read = given or tuple(name for name in files if name.endswith((".tf", ".tofu", ".tfvars", ".json")))
    documents = [read_document(str(directory / name), (directory / name).read_bytes()) for name in read]
    return read_modules(documents, frozenset({APP, "azuread_application"}), root or directory)


def apps(found: Estate) -> dict[str, Resource]:
    """The applications of an estate by address."""
    return {resource.address: resource for resource in found.resources if resource.type == APP}


def shown(value: Value) -> object:
    """A value without origins, in a form that compares."""
    match value:
        case Known(value=tuple() as items):
            return [shown(item) for item in items]
        case Known(value=str() | int() | float() as scalar):
            return scalar
        case Known(value=pairs) if not isinstance(pairs, str | int | float | tuple):
            return {key: shown(item) for key, item in pairs.items()}
        case Unset():
            return None
        case OneOf():
            return {repr(shown(item)) for item in value.values}
        case Reference():
            return ("reference", value.address, value.path)
        case Unknown():
            return ("unknown", value.reason)
    raise AssertionError(value)


def argument_of(directory: Path, expression: str, *, others: str = "", **files: str) -> Value:
    """What an expression gives as the argument of an application, beside other declarations."""
    text = f'{others}\nresource "{APP}" "it" {{\n  label = {expression}\n}}\n'
    found = estate(
        directory, {"main.tf": text, **{name.replace("__", "."): content for name, content in files.items()}}
    )
    (resource,) = apps(found).values()
    return resource.argument("label")
