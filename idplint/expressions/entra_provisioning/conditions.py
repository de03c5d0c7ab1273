"""Conditions: comparisons, truth, and what an empty attribute does to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from idplint.expressions.entra_provisioning.values import Inner, Moment, Rejected, Undecidable
from idplint.expressions.syntax import Attribute, Call, Node, Operation

if TYPE_CHECKING:
    from idplint.expressions.entra_provisioning.values import Evaluating

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
_HANDLES_EMPTY = frozenset({"Switch", "Coalesce"})

_Single: TypeAlias = bool | int | str | Moment


def compare(operator: str, left: Inner, right: Inner) -> bool:
    """Whether a comparison holds.

    Raises:
        Undecidable: Documentation does not tell, for instance whether `"a" = "A"`.
    """
    if left is None or right is None:
        raise Undecidable("how a value that was never set compares is not documented")
    if isinstance(left, list) or isinstance(right, list):
        raise Undecidable("how several values compare is not documented")
    if operator in {"=", "<>"}:
        return _equal(left, right) is (operator == "=")
    order = _order(left, right)
    return {">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0}[operator]


def _equal(left: _Single, right: _Single) -> bool:
    one, other = _written(left), _written(right)
    if one == other:
        return True
    if one.casefold() == other.casefold():
        raise Undecidable("whether a comparison ignores case is not documented")
    numeric = any(isinstance(side, int | Moment) and not isinstance(side, bool) for side in (left, right))
    if numeric and not (_INTEGER.fullmatch(one) and _INTEGER.fullmatch(other)):
        raise Undecidable("how a number compares with other text is not documented")
    if {one, other} <= {"0", "1", "True", "False"} and bool in {type(left), type(right)}:
        raise Undecidable("whether 1 equals True is not documented")
    return False


def _order(left: _Single, right: _Single) -> int:
    one, other = _written(left), _written(right)
    if one == other:
        return 0
    if not (_INTEGER.fullmatch(one) and _INTEGER.fullmatch(other)):
        raise Undecidable("only the order of whole numbers is documented")
    by_number = 1 if int(one) > int(other) else -1
    if isinstance(left, str) or isinstance(right, str):
        by_text = 1 if one > other else -1
        if by_text != by_number:
            raise Undecidable("whether digits inside text compare as a number is not documented")
    return by_number


def _written(value: _Single) -> str:
    return value.text if isinstance(value, Moment) else str(value)


def truth(value: Inner) -> bool:
    """Whether a condition that is no comparison holds.

    Raises:
        Undecidable: The value is neither `True` nor `False`.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in {"True", "False"}:
        return value == "True"
    raise Undecidable("a condition that is neither True nor False is not documented")


def check_condition(condition: Node, evaluating: Evaluating) -> None:
    """Stop where a condition reads an attribute that is null or empty.

    Microsoft lists this under the known limitations of IIF: "the condition check fails", also inside IsNullOrEmpty
    and IsPresent; it advises Switch with an empty key instead.

    Raises:
        Rejected: An attribute of the condition is null or empty.
        Undecidable: One inside Switch or Coalesce is.
    """
    pending: list[tuple[Node, bool]] = [(condition, False)]
    while pending:
        node, handled = pending.pop()
        if isinstance(node, Attribute):
            if evaluating.value(node) in (None, ""):
                shown = ".".join(node.path)[:80]
                if handled:
                    raise Undecidable(
                        f"whether IIF fails although Switch or Coalesce handles the empty [{shown}] is open"
                    )
                raise Rejected(f"IIF fails when an attribute of its condition is null or empty: [{shown}]")
        elif isinstance(node, Call):
            inside = handled or node.name in _HANDLES_EMPTY
            # An IIF inside checks its own condition; its branches count only when they are taken.
            if node.name != "IIF":
                pending.extend((child, inside) for child in node.arguments if child is not None)
        elif isinstance(node, Operation):
            pending.extend((child, handled) for child in node.operands)
