"""Choosing, testing and converting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.entra_provisioning.conditions import check_condition, truth
from idplint.expressions.entra_provisioning.values import Inner, Moment, Undecidable, as_text
from idplint.expressions.syntax import Call

if TYPE_CHECKING:
    from idplint.expressions.entra_provisioning.values import Arguments

_PRESENCE_TESTS = frozenset({"IsNull", "IsNullOrEmpty", "IsPresent"})


def iif(call: Arguments) -> Inner:
    """IIF: one of two values; fails when an attribute of its condition is null or empty."""
    condition = call.nodes[0]
    if condition is not None:
        check_condition(condition, call.evaluating)
    return call.value(1 if truth(call.value(0)) else 2)


def switch(call: Arguments) -> Inner:
    """Switch: the value whose key equals the source, case-sensitively; else the default, which may be left out.

    An empty key also matches a source that was never set: Microsoft advises it as the test for both.
    """
    source_node = call.nodes[0]
    if isinstance(source_node, Call) and source_node.name in _PRESENCE_TESTS:
        raise Undecidable(f"Microsoft warns against {source_node.name} as the source of Switch")
    source = call.value(0)
    wanted = "" if source is None else as_text(source, "Switch")
    for position in range(2, len(call.nodes), 2):
        key = call.text(position)
        if key == wanted:
            return call.value(position + 1)
        if key and key == wanted.strip():
            # The guide for Workday shows a match with a trailing space, the reference speaks of equality.
            raise Undecidable("Microsoft's pages disagree on whether Switch ignores spaces around its source")
    return call.value(1) if call.given(1) else None


def coalesce(call: Arguments) -> Inner:
    """Coalesce: the first value that is not null; null when all are."""
    value: Inner = None
    for position in range(len(call.nodes)):
        value = call.value(position)
        if value is None:
            continue
        if value == "" and position < len(call.nodes) - 1:
            reason = "Microsoft's pages disagree on whether Coalesce passes over an empty text"
            if call.evaluating.either("coalesce-empty", reason):
                continue
        return value
    return value


def ignore_flow_if_null_or_empty(call: Arguments) -> Inner:
    """IgnoreFlowIfNullOrEmpty inside another function: the value itself when there is one."""
    value = call.value(0)
    if value in (None, ""):
        raise Undecidable("what an ignored flow means inside another function is not documented")
    return value


def redact(call: Arguments) -> Inner:
    """Redact: the value itself; only the provisioning logs hide it."""
    return call.value(0)


def negate(call: Arguments) -> Inner:
    """Not: False for True; otherwise, also for null, True."""
    value = call.value(0)
    if isinstance(value, bool):
        return not value
    if isinstance(value, list):
        raise Undecidable("what Not makes of several values is not documented")
    if isinstance(value, str) and value != "True" and value.strip().lower() == "true":
        raise Undecidable("whether Not takes another spelling of True is not documented")
    if isinstance(value, int):
        raise Undecidable("what Not makes of a number is not documented")
    return value != "True"


def is_null(call: Arguments) -> Inner:
    """IsNull: whether the value is absent."""
    value = call.value(0)
    if value == []:
        raise Undecidable("whether a list without values is null is not documented")
    return value is None


def is_null_or_empty(call: Arguments) -> Inner:
    """IsNullOrEmpty: whether the value is absent or an empty text."""
    value = call.value(0)
    if isinstance(value, list):
        raise Undecidable("IsNullOrEmpty and IsPresent are documented for single values")
    return value is None or value == ""


def is_present(call: Arguments) -> Inner:
    """IsPresent: the inverse of IsNullOrEmpty."""
    return not is_null_or_empty(call)


def is_string(call: Arguments) -> Inner:
    """IsString: whether the value is text; documented no further than that."""
    if isinstance(call.value(0), str):
        return True
    raise Undecidable("which values besides text IsString accepts is not documented")


def to_boolean(call: Arguments) -> Inner:
    """CBool: whether a comparison holds, or a number is not zero."""
    value = call.value(0)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value != 0
    if isinstance(value, str) and value in {"True", "False"}:
        return value == "True"
    raise Undecidable("what CBool makes of this value is not documented")


def to_text(call: Arguments) -> Inner:
    """CStr: a number, a reference or a boolean as text."""
    value = call.value(0)
    if isinstance(value, Moment):
        return value.text
    return call.text(0)


def bit_and(call: Arguments) -> Inner:
    """BitAnd: the bits that are 1 in both numbers."""
    return call.number(0) & call.number(1)
