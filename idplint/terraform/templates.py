"""Text with sequences in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.documents.hcl_syntax import Piece, TemplateFor, TemplateIf
from idplint.model.values import Origin, Pointer
from idplint.terraform.comprehension import bindings
from idplint.terraform.conversion import CannotConvert, scalar_text, to_boolean
from idplint.terraform.limits import TEXT_LIMIT, TooMuch
from idplint.terraform.operators import undecided
from idplint.terraform.values import (
    ALTERNATIVES_LIMIT,
    Known,
    OneOf,
    Reference,
    Unknown,
    Unset,
    Value,
    alternatives,
    one_of,
    work_of,
)

if TYPE_CHECKING:
    from idplint.terraform.evaluation import Evaluator
    from idplint.terraform.scope import Scope


_PIECES = 64
"""Pieces that a text known in part keeps; a longer one is unknown as a whole."""


def render(evaluator: Evaluator, pieces: tuple[Piece, ...], scope: Scope, pointer: Pointer) -> Value:
    """The text of a template; a template that is one interpolation is the value itself.

    Where a piece is not known, so is the text, but the unknown value keeps its pieces in order.
    """
    origin = Origin(scope.path, pointer)
    if len(pieces) == 1 and not isinstance(pieces[0], str | TemplateIf | TemplateFor):
        return evaluator.evaluate(pieces[0], scope, pointer)
    rows: list[list[Value]] = [[]]
    for piece in pieces:
        value = _piece(evaluator, piece, scope, pointer)
        if isinstance(value, Unknown) and value.parts and not isinstance(piece, str):
            rows = [[*row, *value.parts] for row in rows]
            continue
        rows = [[*row, item] for row in rows for item in alternatives(value)]
        if len(rows) > ALTERNATIVES_LIMIT:
            return Unknown(f"it may be one of more than {ALTERNATIVES_LIMIT} texts", "narrow the choice", origin)
    evaluator.budget.step(sum(work_of(value) for row in rows for value in row))
    return one_of([_joined(row, origin) for row in rows], origin)


def _piece(evaluator: Evaluator, piece: Piece, scope: Scope, pointer: Pointer) -> Value:
    origin = Origin(scope.path, pointer)
    match piece:
        case str():
            return Known(piece, origin, origin)
        case TemplateIf():
            return _chosen(evaluator, piece, scope, pointer)
        case TemplateFor():
            collection = evaluator.concrete(evaluator.evaluate(piece.collection, scope, pointer))
            bound = bindings(collection, piece.key_name, piece.value_name, origin)
            if isinstance(bound, Unknown):
                return bound
            texts: list[Value] = []
            for names in bound:
                evaluator.budget.step(len(piece.parts) + 1)
                texts.append(_text(evaluator, piece.parts, scope.binding(names), pointer))
            if any(isinstance(text, OneOf) for text in texts):
                return Unknown("it depends on a value that may be one of several", "narrow the choice", origin)
            return _joined(texts, origin)
        case _:
            return evaluator.concrete(evaluator.evaluate(piece, scope, pointer))


def _text(evaluator: Evaluator, pieces: tuple[Piece, ...], scope: Scope, pointer: Pointer) -> Value:
    """What a directive contains, always as text."""
    if not pieces:
        return Known("", Origin(scope.path, pointer), Origin(scope.path, pointer))
    return render(evaluator, (*pieces, ""), scope, pointer)


def _chosen(evaluator: Evaluator, piece: TemplateIf, scope: Scope, pointer: Pointer) -> Value:
    origin = Origin(scope.path, pointer)
    branches = []
    for test in alternatives(evaluator.concrete(evaluator.evaluate(piece.test, scope, pointer))):
        try:
            chosen = {to_boolean(test)} if isinstance(test, Known) else {True, False}
        except CannotConvert as error:
            return Unknown(str(error), "correct the condition", origin, fails=True)
        branches += [_text(evaluator, piece.yes if yes else piece.no, scope, pointer) for yes in sorted(chosen)]
    return one_of(branches, origin)


def _joined(row: list[Value], origin: Origin) -> Value:
    texts: list[str] = []
    parts: list[Value] = []
    obstacle: Value | None = None
    for value in row:
        if isinstance(value, Known) and isinstance(value.value, str | int | float):
            texts.append(scalar_text(value.value))
        elif isinstance(value, Unset | Known):
            what = "null" if isinstance(value, Unset) else "a list or an object"
            return Unknown(f"{what} stands where text is needed", "correct the template", origin, fails=True)
        else:
            obstacle = obstacle or value
        parts.append(value)
    if sum(map(len, texts)) > TEXT_LIMIT:
        raise TooMuch(f"it is longer than {TEXT_LIMIT} characters")
    if obstacle is None:
        return Known("".join(texts), origin, origin)
    why = undecided(obstacle, origin)
    fails = isinstance(obstacle, Reference) and not obstacle.declared
    kept = tuple([part for part in parts if not (isinstance(part, Known) and part.value == "")])
    return Unknown(why.reason, why.remedy, why.origin, why.fails or fails, kept if len(kept) <= _PIECES else ())
