"""Replace, whose meaning depends on which of its seven arguments are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.entra_provisioning.values import MAX_OUTPUT, Inner, Undecidable, as_text

if TYPE_CHECKING:
    from idplint.expressions.entra_provisioning.values import Arguments

_SOURCE, _OLD, _PATTERN, _GROUP, _NEW, _ATTRIBUTE, _TEMPLATE = range(7)


def replace(call: Arguments) -> Inner:
    """Replace: the five documented combinations of arguments; others are undecided."""
    given = frozenset(position for position in range(1, 7) if call.given(position))
    if given == {_OLD, _NEW}:
        return _replaced(call.text(_SOURCE), call.text(_OLD), call.text(_NEW))
    if given == {_OLD, _TEMPLATE}:
        return _replaced(call.text(_TEMPLATE), call.text(_OLD), call.text(_SOURCE))
    if given == {_PATTERN, _NEW}:
        from idplint.expressions.entra_provisioning.dotnet_regex import substitute

        return substitute(call.text(_PATTERN), call.text(_SOURCE), call.text(_NEW), call.evaluating.deadline)
    if given == {_PATTERN, _GROUP, _NEW}:
        return _group_replaced(call)
    if given == {_PATTERN, _GROUP, _ATTRIBUTE}:
        return _from_other(call)
    raise Undecidable("Replace is not documented for this combination of arguments")


def _replaced(text: str, old: str, new: str) -> str:
    if not old:
        raise Undecidable("Replace of an empty text is not documented")
    if len(text) + text.count(old) * (len(new) - len(old)) > MAX_OUTPUT:
        raise Undecidable(f"the result is longer than {MAX_OUTPUT:,} characters")
    return text.replace(old, new)


def _group_replaced(call: Arguments) -> str:
    """The text of a group replaced; decided only where it does not matter whether that means its position or its value."""
    from idplint.expressions.entra_provisioning.dotnet_regex import group_spans

    source, group, new = call.text(_SOURCE), call.text(_GROUP), call.text(_NEW)
    spans = group_spans(call.text(_PATTERN), source, group, call.evaluating.deadline)
    if spans == []:
        return source
    if spans is None or any(start == end for start, end in spans):
        raise Undecidable("what Replace does when its group is empty is not documented")
    if "$" in new:
        raise Undecidable("whether Replace expands `$` in the value for a group is not documented")
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += [source[at:start], new]
        at = end
    by_position = "".join([*parts, source[at:]])
    first = source[: spans[0][0]] + new + source[spans[0][1] :]
    by_value = source
    for value in dict.fromkeys(source[start:end] for start, end in spans):
        by_value = _replaced(by_value, value, new)
    first_value = _replaced(source, source[spans[0][0] : spans[0][1]], new)
    if len({by_position, first, by_value, first_value}) > 1:
        raise Undecidable("whether Replace changes only the group or the same text elsewhere too is not documented")
    return by_position


def _from_other(call: Arguments) -> Inner:
    """The source when it has a value, else the group found in another attribute."""
    from idplint.expressions.entra_provisioning.dotnet_regex import group_spans

    source = call.value(_SOURCE)
    if isinstance(source, list):
        raise Undecidable("what Replace makes of several values is not documented")
    if source is not None and source != "":
        return source
    other = as_text(call.value(_ATTRIBUTE), "Replace")
    spans = group_spans(call.text(_PATTERN), other, call.text(_GROUP), call.evaluating.deadline)
    if not spans:
        raise Undecidable("what Replace yields when its pattern finds nothing in the other attribute is not documented")
    start, end = spans[0]
    return other[start:end]
