"""Why two sources differ, in a clause: what one of them does to the value that the other does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.normal_forms.building import folded
from idplint.expressions.normal_forms.forms import BEFORE_AT, FIRST, JOIN, LOWER, UPPER, Applied, Form, Source, Text

if TYPE_CHECKING:
    from collections.abc import Callable

_CASE = {LOWER: "turned to small letters", UPPER: "turned to capitals"}
_CLIP = 40


def cause(one: Form, other: Form, names: tuple[str, str]) -> str:
    """The clause; empty where the two are simply different sources.

    Args:
        one: The login's normal form.
        other: That of SCIM.
        names: What messages call the two.
    """
    if isinstance(one, Source) and isinstance(other, Source):
        if one.attribute.name == other.attribute.name and one != other:
            return f"the same {one.attribute.label} reads differently in a claim and in provisioning"
        return ""
    if isinstance(one, Applied) and isinstance(other, Applied) and one.function == other.function == FIRST:
        return _fallbacks(one, other)
    if folded(one) == folded(other):
        cases = [next((_CASE[part] for part in _functions(each) if part in _CASE), "") for each in (one, other)]
        if all(cases) and cases[0] != cases[1]:
            return f"{names[0]} is {cases[0]}, {names[1]} {cases[1]}"
    for name, form, plain in ((names[0], one, other), (names[1], other, one)):
        for explain in _ONE_SIDED:
            found = explain(form, plain)
            if found:
                return f"only {name} {found}"
    return ""


def _alike(one: Form | None, other: Form) -> bool:
    return one is not None and (one == other or folded(one) == folded(other))


def _case(form: Form, plain: Form) -> str:
    if folded(form) != folded(plain):
        return ""
    cases = [_CASE[part] for part in _functions(form) if part in _CASE]
    return f"is {cases[0]}" if cases and not any(part in _CASE for part in _functions(plain)) else ""


def _functions(form: Form) -> list[str]:
    found = []
    pending: list[Form] = [form]
    while pending:
        part = pending.pop()
        if isinstance(part, Applied):
            found.append(part.function)
            pending += [each for each in part.operands if each is not None]
    return found


def _cut(form: Form, plain: Form) -> str:
    inner = _uncased(form)
    if isinstance(inner, Applied) and inner.function == BEFORE_AT and _alike(inner.operands[0], plain):
        return "is cut before the @"
    return ""


def _added(form: Form, plain: Form) -> str:
    if not isinstance(form, Applied) or form.function != JOIN or isinstance(plain, Text):
        return ""
    if isinstance(plain, Applied) and plain.function == JOIN:
        return _added_to_joined(form.operands, plain.operands)
    rest = [each for each in form.operands if isinstance(each, Text)]
    core = [each for each in form.operands if not isinstance(each, Text)]
    if len(core) != 1 or not rest:
        return ""
    inner = core[0]
    cut = isinstance(inner, Applied) and inner.function == BEFORE_AT and _alike(inner.operands[0], plain)
    if not cut and not _alike(inner, plain):
        return ""
    words = []
    if isinstance(form.operands[0], Text):
        words.append(f'gets "{_short(form.operands[0].text)}" in front')
    if isinstance(form.operands[-1], Text):
        words.append(f'gets "{_short(form.operands[-1].text)}" at the end')
    return f"{'is cut before the @ and ' if cut else ''}{' and '.join(words)}"


def _added_to_joined(longer: tuple[Form | None, ...], shorter: tuple[Form | None, ...]) -> str:
    """One text more at an end of what is joined on both sides."""
    if len(longer) != len(shorter) + 1:
        return ""
    first, last = longer[0], longer[-1]
    if isinstance(last, Text) and longer[:-1] == shorter:
        return f'gets "{_short(last.text)}" at the end'
    return f'gets "{_short(first.text)}" in front' if isinstance(first, Text) and longer[1:] == shorter else ""


def _falls_back(form: Form, plain: Form) -> str:
    if (
        not isinstance(form, Applied)
        or form.function != FIRST
        or not any(_alike(each, plain) for each in form.operands)
    ):
        return ""
    if _alike(form.operands[0], plain):
        return f"falls back on {_words(form.operands[1])} where {_words(plain)} is empty"
    return f"falls back on {_words(plain)}, and takes {_words(form.operands[0])} first"


def _fallbacks(one: Applied, other: Applied) -> str:
    if set(one.operands) == set(other.operands):
        return "the two look at the same attributes in another order"
    if _alike(one.operands[0], other.operands[0] or Text("")):
        return f"the two fall back on different sources: {_words(one.operands[1])}, {_words(other.operands[1])}"
    return ""


def _vendors_own(form: Form, plain: Form) -> str:
    inner = _uncased(form)
    if isinstance(inner, Applied) and ":" in inner.function and inner.operands and _alike(inner.operands[0], plain):
        return f"goes through {inner.function.rpartition(':')[2]}"
    return ""


_ONE_SIDED: tuple[Callable[[Form, Form], str], ...] = (_case, _cut, _added, _falls_back, _vendors_own)


def _uncased(form: Form) -> Form:
    while isinstance(form, Applied) and form.function in _CASE and form.operands[0] is not None:
        form = form.operands[0]
    return form


def _words(form: Form | None) -> str:
    inner = _uncased(form) if form is not None else None
    if isinstance(inner, Source):
        return inner.attribute.label
    if isinstance(inner, Text):
        return f'"{_short(inner.text)}"'
    return "something else"


def _short(text: str) -> str:
    return text if len(text) <= _CLIP else f"{text[: _CLIP - 1]}…"
