"""Which lines of the expression parsers texts reach, and the few texts that reach them all."""

from __future__ import annotations

import sys
from functools import cache
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FrameType
from typing import TYPE_CHECKING, TypeAlias

from idplint import expressions
from tests.expressions.fuzz_targets import MODULES, check

if TYPE_CHECKING:
    from collections.abc import Mapping

_HOME = str(Path(expressions.__file__).parent)

Step: TypeAlias = tuple[str, int, int]
"""From one line to the next inside a function: file, line before (0 at its beginning), line."""


def steps(target: str, text: str) -> frozenset[Step]:
    """The steps that checking a text takes.

    Raises:
        Exception: As `check` raises; tracing is slow, so nothing counts as a hang.
    """
    found: set[Step] = set()

    def enter(frame: FrameType, _event: str, _argument: object) -> object:
        name = frame.f_code.co_filename
        if not name.startswith(_HOME):
            return None
        before = 0

        def follow(inner: FrameType, event: str, _argument: object) -> object:
            nonlocal before
            if event == "line":
                found.add((name, before, inner.f_lineno))
                before = inner.f_lineno
            return follow

        return follow

    earlier = sys.gettrace()
    sys.settrace(enter)  # type: ignore[arg-type]
    try:
        check(target, text, cpu_seconds=0)
    finally:
        sys.settrace(earlier)
    return frozenset(found)


def lines(reached: frozenset[Step]) -> frozenset[tuple[str, int]]:
    """The lines at the end of steps."""
    return frozenset((name, line) for name, _, line in reached)


@cache
def all_lines() -> frozenset[tuple[str, int]]:
    """Every line of a function in the modules that the targets run."""
    found: set[tuple[str, int]] = set()
    for path in Path(_HOME).rglob("*.py"):
        if path.relative_to(_HOME).parts[0].removesuffix(".py") in MODULES:
            found |= {(str(path), line) for line in _lines_of(compile(path.read_bytes(), str(path), "exec"))}
    return frozenset(found)


def _lines_of(code: CodeType) -> set[int]:
    inner = [each for each in code.co_consts if isinstance(each, CodeType)]
    found = {line for each in inner for line in _lines_of(each)}
    if code.co_flags & CO_OPTIMIZED:
        found |= {line for _, _, line in code.co_lines() if line and line != code.co_firstlineno}
    return found


def fewest(reached: Mapping[str, frozenset[Step]], most: int) -> list[str]:
    """The texts that together take every step, greedily; among equals the shorter one.

    Args:
        reached: The steps of each text.
        most: No more texts than this.
    """
    missing = set().union(*reached.values())
    waiting = sorted(reached, key=lambda text: (len(text), text))
    gains = {text: len(reached[text]) for text in waiting}
    chosen: list[str] = []
    while missing and len(chosen) < most:
        best, best_gain = "", 0
        for text in waiting:
            # What a text would add only ever shrinks.
            if gains[text] > best_gain:
                gains[text] = len(reached[text] & missing)
                if gains[text] > best_gain:
                    best, best_gain = text, gains[text]
        if not best_gain:
            break
        chosen.append(best)
        missing -= reached[best]
    return sorted(chosen, key=lambda text: (len(text), text))
