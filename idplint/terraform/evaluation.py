"""Working out expressions as far as what was read decides them.

Nothing is executed. Every result is one of the values of `idplint.terraform.values`; what cannot be worked out is unknown with a
reason, never a guess. Operands that may be one of several give results that may be one of several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.documents.hcl_syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    Index,
    Literal,
    ObjectItems,
    Splat,
    Template,
    TupleItems,
    Unary,
    Unreadable,
    Variable,
)
from idplint.model.values import Origin, Pointer
from idplint.terraform.comprehension import evaluate_for
from idplint.terraform.conversion import CannotConvert, to_boolean, to_text
from idplint.terraform.functions.registry import call_function
from idplint.terraform.limits import DEPTH_LIMIT, Budget, TooMuch
from idplint.terraform.operators import binary, unary, undecided
from idplint.terraform.selection import attribute_of, element_of, splat
from idplint.terraform.templates import render
from idplint.terraform.values import (
    Known,
    OneOf,
    Reference,
    Unknown,
    Unset,
    Value,
    alternatives,
    combined,
    first_obstacle,
    known_list,
    known_map,
    one_of,
    work_of,
)

if TYPE_CHECKING:
    from idplint.terraform.project_files import ProjectFiles
    from idplint.terraform.scope import Root, Scope


class Evaluator:
    """Works out the expressions of one run.

    Attributes:
        budget: What is left of the work that the run may do.
        files: What `file()` and its kin may read.
    """

    def __init__(self, files: ProjectFiles) -> None:
        self.budget = Budget()
        self.files = files
        self._roots: dict[str, Root] = {}
        self._following: set[tuple[str, str, tuple[str | int, ...]]] = set()

    def entity(self, expression: Expression, scope: Scope, pointer: Pointer) -> Value:
        """The value of one argument, local, variable or output; limits end here as unknown values."""
        mark = self.budget.enter()
        try:
            return self.evaluate(expression, scope, pointer)
        except TooMuch as error:
            return Unknown(error.reason, "write the value itself", Origin(scope.path, pointer))
        except RecursionError:
            return Unknown("it is nested too deeply", "write the value itself", Origin(scope.path, pointer))
        finally:
            self.budget.leave(mark)

    def evaluate(self, expression: Expression, scope: Scope, pointer: Pointer) -> Value:
        """The value of an expression.

        Args:
            expression: What to work out.
            scope: Where it stands.
            pointer: The pointer of the expression in its document.

        Raises:
            TooMuch: It goes beyond the limits.
        """
        budget = self.budget
        budget.step()
        if budget.depth >= DEPTH_LIMIT:
            raise TooMuch(f"more than {DEPTH_LIMIT} expressions wait for one another")
        budget.depth += 1
        try:
            return self._evaluate(expression, scope, pointer)
        finally:
            budget.depth -= 1

    def _evaluate(self, expression: Expression, scope: Scope, pointer: Pointer) -> Value:  # noqa: C901, PLR0911 - one case for each kind
        origin = Origin(scope.path, pointer)
        match expression:
            case Literal(value=scalar):
                return Unset(origin, origin) if scalar is None else Known(scalar, origin, origin)
            case Template(parts=parts):
                return render(self, parts, scope, pointer)
            case Variable() | GetAttribute() | Index():
                return self._traversal(expression, scope, pointer)
            case Conditional():
                return self._conditional(expression, scope, pointer)
            case Call():
                return self._call(expression, scope, pointer)
            case TupleItems(items=items):
                values = [self.evaluate(item, scope, (*pointer, number)) for number, item in enumerate(items)]
                return known_list(values, origin)
            case ObjectItems():
                return self._object(expression, scope, pointer)
            case Binary(operator=operator, left=left, right=right):
                operands = [self.concrete(self.evaluate(side, scope, pointer)) for side in (left, right)]
                return combined(operands, origin, lambda row: binary(operator, row[0], row[1], origin))
            case Unary(operator=operator, operand=operand):
                value = self.concrete(self.evaluate(operand, scope, pointer))
                return combined([value], origin, lambda row: unary(operator, row[0], origin))
            case Splat():
                base = self.evaluate(expression.base, scope, pointer)
                return splat(self, base, expression.steps, scope, pointer)
            case For():
                return evaluate_for(self, expression, scope, pointer)
            case Unreadable(reason=reason):
                return Unknown(reason, "correct the file", origin)

    def concrete(self, value: Value) -> Value:
        """The same value with references followed to what is written for them, as far as it is."""
        match value:
            case Reference():
                return self._followed(value)
            case OneOf() if any(isinstance(item, Reference) for item in value.values):
                return one_of([self.concrete(item) for item in value.values], Origin(""))
            case _:
                return value

    def _followed(self, reference: Reference) -> Value:
        root = self._roots.get(reference.root)
        place = (reference.root, reference.address, reference.path)
        if root is None or place in self._following:
            # Resources that refer to each other in a circle: Terraform refuses them, and nothing is written at its end.
            return reference
        self._following.add(place)
        try:
            written = root.follow(reference)
        finally:
            self._following.discard(place)
        return reference if written is None else written

    def know(self, root: str, module: Root) -> None:
        """Tell which root module the references of a directory lead into."""
        self._roots[root] = module

    def _traversal(self, expression: Expression, scope: Scope, pointer: Pointer) -> Value:
        """A name with the attributes and indices behind it."""
        keys: list[str | Expression] = []
        base = expression
        while isinstance(base, GetAttribute | Index):
            keys.append(base.name if isinstance(base, GetAttribute) else base.key)
            base = base.base
        keys.reverse()
        origin = Origin(scope.path, pointer)
        steps: list[str | Value] = [
            key if isinstance(key, str) else self.concrete(self.evaluate(key, scope, pointer)) for key in keys
        ]
        if not isinstance(base, Variable):
            value, taken = self.evaluate(base, scope, pointer), 0
        elif base.name in scope.names:
            value, taken = scope.names[base.name], 0
        else:
            value, taken = scope.module.traverse(base.name, tuple(steps), scope, origin)
        for step in steps[taken:]:
            value = attribute_of(value, step, origin) if isinstance(step, str) else element_of(value, step, origin)
        return value

    def _conditional(self, expression: Conditional, scope: Scope, pointer: Pointer) -> Value:
        tests = alternatives(self.concrete(self.evaluate(expression.test, scope, pointer)))
        chosen: set[bool] = set()
        for test in tests:
            if first_obstacle(test) is None:
                try:
                    chosen.add(to_boolean(test))
                except CannotConvert as error:
                    return Unknown(str(error), "correct the condition", Origin(scope.path, pointer), fails=True)
            elif isinstance(test, Unknown) and test.fails:
                return test
            else:
                chosen = {True, False}
                break
        branches = []
        if True in chosen:
            branches.append(self.evaluate(expression.yes, scope, (*pointer, "?")))
        if False in chosen:
            branches.append(self.evaluate(expression.no, scope, (*pointer, ":")))
        return one_of(branches, Origin(scope.path, pointer))

    def _object(self, expression: ObjectItems, scope: Scope, pointer: Pointer) -> Value:
        origin = Origin(scope.path, pointer)
        pairs: dict[str, Value] = {}
        for number, item in enumerate(expression.items):
            key = self.concrete(self.evaluate(item.key, scope, pointer))
            if isinstance(key, OneOf) or first_obstacle(key) is not None:
                return undecided(first_obstacle(key) or key, origin)
            try:
                name = to_text(key)
            except CannotConvert as error:
                return Unknown(str(error), "correct the key", origin, fails=True)
            step = name if isinstance(item.key, Literal) else number
            pairs[name] = self.evaluate(item.value, scope, (*pointer, step))
        return known_map(pairs, origin)

    def _call(self, expression: Call, scope: Scope, pointer: Pointer) -> Value:
        origin = Origin(scope.path, pointer)
        arguments = [
            self.evaluate(argument, scope, (*pointer, f"{expression.name}()", number))
            for number, argument in enumerate(expression.arguments)
        ]
        if expression.spread and arguments:
            last = self.concrete(arguments.pop())
            if not isinstance(last, Known) or not isinstance(last.value, tuple):
                return undecided(first_obstacle(last) or last, origin)
            arguments.extend(last.value)
        self.budget.step(sum(work_of(argument) for argument in arguments))
        return call_function(self, expression.name, arguments, scope, origin)
