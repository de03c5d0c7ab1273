"""The values of input variables: calls, tfvars files and defaults, in Terraform's order.

Source: developer.hashicorp.com/terraform/language/values/variables (variable definition precedence).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.documents.hcl_syntax import Literal
from idplint.model.values import Origin
from idplint.terraform.conversion import constrained
from idplint.terraform.scope import Scope
from idplint.terraform.values import OneOf, Unknown, Unset, Value, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from idplint.documents.document import Document
    from idplint.terraform.evaluation import Evaluator
    from idplint.terraform.module_files import Declared
    from idplint.terraform.scope import Surroundings

_SECRET = "the variable is marked sensitive"  # noqa: S105 - a sentence about secrets
_SECRET_REMEDY = "declare the fact in idplint.yaml"  # noqa: S105 - a sentence about secrets


def input_value(
    evaluator: Evaluator, declared: Declared, given: Value | None, module: Surroundings, name: str
) -> Value:
    """The value of a variable.

    Args:
        evaluator: For the default.
        declared: The `variable` block.
        given: What a call or a tfvars file gives, None for nothing.
        module: The module that declares the variable.
        name: Of the variable.
    """
    origin = Origin(declared.path, declared.pointer)
    if declared.broken:
        return Unknown("the declaration of the variable is broken", "correct the file", origin)
    if _says(declared, "sensitive", truth=True) or _says(declared, "ephemeral", truth=True):
        return Unknown(_SECRET, _SECRET_REMEDY, origin)
    scope = Scope(module, declared.path, {})
    default = _default(evaluator, declared, scope)
    if given is None:
        value = default
    elif _says(declared, "nullable", truth=False) and default is not None:
        items = given.values if isinstance(given, OneOf) else (given,)
        value = one_of([default if isinstance(item, Unset) else item for item in items], origin)
    else:
        value = given
    if value is None:
        remedy = f"give `{name}` a default, or a value in terraform.tfvars"
        return Unknown(f"the variable `{name}` is given no value in the files that were read", remedy, origin)
    type_ = declared.attribute("type")
    if type_ is None:
        return value
    pointer = (*declared.pointer, "type")
    return constrained(value, type_[0].expression, lambda fallback: evaluator.entity(fallback, scope, pointer))


def _default(evaluator: Evaluator, declared: Declared, scope: Scope) -> Value | None:
    found = declared.attribute("default")
    if found is None:
        return None
    attribute, where = found
    inner = Scope(scope.module, where.path, {})
    return evaluator.entity(attribute.expression, inner, (*where.pointer, "default"))


def _says(declared: Declared, name: str, *, truth: bool) -> bool:
    found = declared.attribute(name)
    return found is not None and isinstance(found[0].expression, Literal) and found[0].expression.value is truth


def from_files(
    evaluator: Evaluator, documents: Sequence[Document], module: Surroundings, name: str
) -> tuple[Value | None, tuple[Value, ...]]:
    """What the tfvars files of a root module give a variable.

    Args:
        evaluator: For the expressions.
        documents: The tfvars files of its directory.
        module: The root module.
        name: Of the variable.

    Returns:
        What Terraform loads by itself (`terraform.tfvars`, then `*.auto.tfvars` in order of names; the last wins), and what
        each other file would give if it were named with `-var-file`.
    """
    loaded: Value | None = None
    for document in sorted(filter(is_loaded, documents), key=_rank):
        for value in _in(evaluator, document, module, name):
            loaded = value
    others = [document for document in documents if not is_loaded(document)]
    return loaded, tuple([value for document in others for value in _in(evaluator, document, module, name)])


def is_loaded(document: Document) -> bool:
    """Whether Terraform loads a tfvars file without being told."""
    name = document.path.rpartition("/")[2]
    return name == "terraform.tfvars" or name.endswith(".auto.tfvars")


def _rank(document: Document) -> tuple[bool, str]:
    name = document.path.rpartition("/")[2]
    return name != "terraform.tfvars", name


def _in(evaluator: Evaluator, document: Document, module: Surroundings, name: str) -> Iterator[Value]:
    attribute = document.hcl.body.attributes.get(name) if document.hcl is not None else None
    if attribute is not None:
        yield evaluator.entity(attribute.expression, Scope(module, document.path, {}), (name,))
