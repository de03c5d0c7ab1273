"""Which functions there are, and how each treats values that are not known.

The functions are described at developer.hashicorp.com/terraform/language/functions. What is not in the tables is unknown
by name: functions that read the clock, the network or the machine, cryptography with secrets, and those that nobody writes near
an identity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.terraform.conversion import CannotConvert
from idplint.terraform.functions import choices, collections, encoding, files, sets, text
from idplint.terraform.operators import undecided
from idplint.terraform.values import Unknown, Value, combined, first_obstacle, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.model.values import Origin
    from idplint.terraform.evaluation import Evaluator
    from idplint.terraform.scope import Scope

_SIMPLE: dict[str, Callable[..., object]] = text.FUNCTIONS
"""Functions of known scalars and lists of scalars, on plain values."""

_STRUCTURAL: dict[str, Callable[[list[Value], Origin], Value]] = {
    **collections.FUNCTIONS,
    **sets.FUNCTIONS,
    **encoding.FUNCTIONS,
}
"""Functions that keep the elements they are given, with their own origins; called for each alternative."""

_CHOOSING: dict[str, Callable[[list[Value], Origin], Value]] = choices.FUNCTIONS
"""Functions that look at alternatives and at what fails themselves."""

_READING: dict[str, Callable[[Evaluator, list[Value], Scope, Origin], Value]] = files.FUNCTIONS
"""Functions that read files of the project."""

FUNCTIONS = frozenset({*_SIMPLE, *_STRUCTURAL, *_CHOOSING, *_READING})
"""Names of all functions that are worked out."""


def call_function(evaluator: Evaluator, name: str, arguments: list[Value], scope: Scope, origin: Origin) -> Value:
    """The result of a function.

    Args:
        evaluator: For functions that need more than their arguments.
        name: As written, `core::` before it allowed.
        arguments: Their values.
        scope: Where the call stands.
        origin: The call.
    """
    name = name.removeprefix("core::")
    if name in _CHOOSING:
        return _guarded(lambda: _CHOOSING[name](arguments, origin), name, origin)
    arguments = [evaluator.concrete(argument) for argument in arguments]
    if name in _STRUCTURAL:
        return combined(arguments, origin, lambda row: _guarded(lambda: _STRUCTURAL[name](row, origin), name, origin))
    if name in _READING:
        return combined(
            arguments, origin, lambda row: _guarded(lambda: _READING[name](evaluator, row, scope, origin), name, origin)
        )
    if name in _SIMPLE:
        return combined(arguments, origin, lambda row: _guarded(lambda: _simple(name, row, origin), name, origin))
    remedy = "write the value itself, or read a plan in JSON as well"
    return Unknown(f"idplint does not work out the function `{name}`", remedy, origin)


def _simple(name: str, row: list[Value], origin: Origin) -> Value:
    for value in row:
        obstacle = first_obstacle(value)
        if obstacle is not None:
            return undecided(obstacle, origin)
    return encoding.structured(_SIMPLE[name](*[plain(value) for value in row]), origin)


def _guarded(work: Callable[[], Value], name: str, origin: Origin) -> Value:
    """What a function gives, or the statement that it has no result for these arguments."""
    try:
        return work()
    except text.NotWorkedOut as error:
        return Unknown(str(error), "write the value itself", origin)
    except CannotConvert as error:
        return Unknown(str(error), "correct the call", origin, fails=True)
    except (TypeError, ValueError, ArithmeticError, LookupError):
        return Unknown(f"`{name}` has no result for these arguments", "correct the call", origin, fails=True)
