"""Functions that read files: `file`, `fileexists`, `templatefile`. They see the project and nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from idplint.documents.hcl_reading import read_template
from idplint.terraform.conversion import CannotConvert, to_text
from idplint.terraform.functions.collections import mapped
from idplint.terraform.operators import undecided
from idplint.terraform.scope import NoSurroundings, Scope
from idplint.terraform.values import Known, Unknown, Value, first_obstacle

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.model.values import Origin
    from idplint.terraform.evaluation import Evaluator


def _path(argument: Value, scope: Scope, origin: Origin) -> str | Unknown:
    if (obstacle := first_obstacle(argument)) is not None:
        return undecided(obstacle, origin)
    return os.path.join(scope.module.base_directory(), to_text(argument))  # noqa: PTH118 - no link is followed


def _file(evaluator: Evaluator, arguments: list[Value], scope: Scope, origin: Origin) -> Value:
    path = _path(arguments[0], scope, origin)
    return path if isinstance(path, Unknown) else evaluator.files.text(path, origin)


def _fileexists(evaluator: Evaluator, arguments: list[Value], scope: Scope, origin: Origin) -> Value:
    path = _path(arguments[0], scope, origin)
    if isinstance(path, Unknown):
        return path
    found = evaluator.files.exists(path, origin)
    return found if isinstance(found, Unknown) else Known(found, origin, origin)


def _templatefile(evaluator: Evaluator, arguments: list[Value], scope: Scope, origin: Origin) -> Value:
    template = _file(evaluator, arguments, scope, origin)
    if not isinstance(template, Known):
        return template
    if isinstance(scope.module, NoSurroundings):
        raise CannotConvert("a template cannot call `templatefile`")
    if not isinstance(arguments[1], Known):
        return undecided(arguments[1], origin)
    text = to_text(template)
    evaluator.budget.step(len(text) // 16)
    inner = Scope(NoSurroundings(scope.module.base_directory()), template.written.path, mapped(arguments[1]))
    return evaluator.evaluate(read_template(text), inner, ())


FUNCTIONS: dict[str, Callable[[Evaluator, list[Value], Scope, Origin], Value]] = {
    "file": _file,
    "fileexists": _fileexists,
    "templatefile": _templatefile,
}
"""By Terraform's name."""
