"""What any text must come to, whichever parser reads it: a sound tree, documented answers, and both soon.

The fuzzer (`tools/fuzz_expressions.py`) and the replay of its corpus (`test_fuzz_corpus.py`) both call `check`.
"""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

import msgspec

from idplint.expressions import scim_filter
from idplint.expressions.entra_provisioning import read_stored_tree
from idplint.expressions.evaluation import DIALECTS, language
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Operation, Sequence, Unsupported
from idplint.expressions.users import UserAttributes
from tests.expressions.fuzz_people import Person, people

if TYPE_CHECKING:
    from types import FrameType

CPU_SECONDS: Final = 2.0
"""More than this for one call of a parser or an evaluator is a hang."""
STORED_TREE: Final = "entra-stored-tree"
SCIM_FILTER: Final = "scim-filter"
TARGETS: Final = (*DIALECTS, SCIM_FILTER, STORED_TREE)
MODULES: Final = tuple(sorted({name.split(".")[2] for name in DIALECTS.values()} | {"scim_filter", "users"}))
"""Modules and packages of `idplint.expressions` that the targets run."""

Answer: TypeAlias = Callable[[], object]
_Given = TypeVar("_Given")


class UnsoundError(AssertionError):
    """A tree or an answer is not of the documented form."""


class HangError(BaseException):
    """A call took more than its share of the processor; no `except Exception` may swallow it."""


class Tally(msgspec.Struct):
    """What checking one text took."""

    calls: int = 0
    slowest: float = 0.0
    """Seconds of processor time of the slowest call."""


def check(target: str, text: str, *, cpu_seconds: float = CPU_SECONDS) -> Tally:
    """Read a text and evaluate it for several people.

    Args:
        target: One of `TARGETS`.
        text: Anything; for `STORED_TREE` whatever is no JSON is passed over.
        cpu_seconds: The share of each call; 0 takes the watch away.

    Raises:
        UnsoundError: A tree or an answer is not of the documented form.
        HangError: A call took too long.
        Exception: Whatever a parser or an evaluator raised; none ever should.
    """
    tally = Tally()
    for read in _readers(target):
        node = timed(partial(read, text), tally, cpu_seconds)
        if node is None:
            return tally
        check_tree(node, _length(target, text))
        for person in people(target, text):
            for ask in _questions(target, node, person):
                answer = timed(ask, tally, cpu_seconds)
                if not _is_documented(target, answer):
                    raise UnsoundError(f"{target} answers {type(answer).__name__}: {ascii(answer)[:200]}")
    return tally


def _readers(target: str) -> tuple[Callable[[str], Node | None], ...]:
    if target == SCIM_FILTER:
        return (scim_filter.parse_filter, scim_filter.parse_path)
    if target == STORED_TREE:
        return (_stored,)
    return (language(target).parse,)


def _stored(text: str) -> Node | None:
    try:
        source = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return read_stored_tree(source)


def _length(target: str, text: str) -> int:
    """How far spans may reach: those of a stored tree lie in the text that stands beside it."""
    if target != STORED_TREE:
        return len(text)
    source = json.loads(text)
    beside = source.get("expression") if isinstance(source, dict) else None
    return len(beside) if isinstance(beside, str) else 0


def _questions(target: str, node: Node, person: Person) -> tuple[Answer, ...]:
    if target == SCIM_FILTER:
        return tuple(
            lambda folds=folds: scim_filter.matches(node, person, folds=folds) for folds in (None, True, False)
        )
    spoken = language("entra-provisioning" if target == STORED_TREE else target)
    return (lambda: spoken.evaluate(node, UserAttributes(person)),)


# --- form ------------------------------------------------------------------------------------------------------------


def check_tree(root: object, length: int) -> None:
    """Every node is a `Node` and lies inside the text.

    Raises:
        UnsoundError: One does not.
    """
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Literal | Attribute | Call | Operation | Sequence | Unsupported):
            raise UnsoundError(f"{type(node).__name__} in a tree")
        start, end = node.span
        if not 0 <= start <= end <= length:
            raise UnsoundError(f"{type(node).__name__} has the span {node.span} in a text of {length} characters")
        if isinstance(node, Unsupported) and not node.reason:
            raise UnsoundError("a part is unsupported without a reason")
        if isinstance(node, Call):
            waiting += [each for each in (*node.arguments, node.receiver) if each is not None]
        elif isinstance(node, Operation):
            waiting += node.operands
        elif isinstance(node, Sequence):
            waiting += node.items


def _is_documented(target: str, answer: object) -> bool:
    if isinstance(answer, Undecided | Failed):
        return isinstance(answer.reason, str) and bool(answer.reason)
    if target == SCIM_FILTER:
        return isinstance(answer, bool)
    single: tuple[type, ...] = (str,) if target.startswith("entra-") else (str, int, float)
    if isinstance(answer, list):
        nested = target.startswith("okta-")
        return all((nested and _is_documented(target, each)) or isinstance(each, single) for each in answer)
    return answer is None or isinstance(answer, single)


# --- time ------------------------------------------------------------------------------------------------------------


def timed(call: Callable[[], _Given], tally: Tally, cpu_seconds: float) -> _Given:
    """What a call gives; it is counted.

    Raises:
        HangError: It took more processor time than that.
    """
    tally.calls += 1
    before = time.process_time()
    with _watched(cpu_seconds):
        answer = call()
    tally.slowest = max(tally.slowest, time.process_time() - before)
    return answer


@contextmanager
def _watched(cpu_seconds: float) -> Iterator[None]:
    """Raise `HangError` in what runs inside once it has had its share of processor time (main thread only)."""
    earlier = signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, earlier)


def _give_up(_signal: int, frame: FrameType | None) -> None:
    place = f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else "an unknown place"
    raise HangError(f"still running at {place}")
