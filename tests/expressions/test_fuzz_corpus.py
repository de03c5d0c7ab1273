"""What the fuzzer once kept is still read and evaluated; a run of it is described in `corpus/README.md`."""

from __future__ import annotations

import faulthandler
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from idplint.expressions.syntax import Attribute, Call, Unsupported
from tests.expressions.fuzz_seeds import HOSTILE
from tests.expressions.fuzz_targets import TARGETS, HangError, Tally, UnsoundError, check, check_tree, timed

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = Path(__file__).parent / "corpus"
_NEVER = 300
"""Seconds. A call into C that does not return cannot be interrupted: then the process ends and says where it stood."""


def _lines(target: str) -> list[str]:
    return (CORPUS / f"{target}.jsonl").read_text(encoding="ascii").splitlines()


@pytest.fixture
def _ends() -> Iterator[None]:
    faulthandler.dump_traceback_later(_NEVER, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.usefixtures("_ends")
@pytest.mark.parametrize("target", TARGETS)
def test_every_kept_text_comes_to_a_sound_tree_and_a_documented_answer(target: str) -> None:
    read = 0
    for line in _lines(target):
        text = json.loads(line)
        try:
            read += check(target, text).calls > 1
        except (Exception, HangError) as problem:
            problem.add_note(f"{target}: {text!a}")
            raise
    assert read >= 5, "the corpus of this target is as good as empty"


@pytest.mark.usefixtures("_ends")
@pytest.mark.parametrize("target", TARGETS)
def test_hostile_texts_come_to_an_answer(target: str) -> None:
    for text in HOSTILE:
        assert check(target, text).calls


def test_the_corpus_is_small_plain_and_holds_nothing_twice() -> None:
    assert {path.stem for path in CORPUS.glob("*.jsonl")} == set(TARGETS)
    assert sum(path.stat().st_size for path in CORPUS.glob("*.jsonl")) < 400_000
    for target in TARGETS:
        lines = _lines(target)
        assert len(set(lines)) == len(lines) <= 60
        assert all(isinstance(json.loads(line), str) for line in lines)


def test_a_call_that_takes_too_long_is_noticed() -> None:
    def busy() -> None:
        until = time.process_time() + 20
        while time.process_time() < until:
            pass

    with pytest.raises(HangError, match="still running at"):
        timed(busy, Tally(), 0.05)


@pytest.mark.parametrize(
    ("root", "says"),
    [
        (Attribute(("mail",), (0, 5)), r"span \(0, 5\) in a text of 4"),
        (Attribute(("mail",), (3, 2)), "span"),
        (Attribute(("mail",), (-1, 2)), "span"),
        (Call("Not", (Attribute(("mail",), (4, 9)),), (0, 4)), "span"),
        (Call("trim", (), (0, 4), "mail"), "str in a tree"),  # type: ignore[arg-type]
        (Unsupported("", (0, 4)), "without a reason"),
        (None, "NoneType in a tree"),
    ],
)
def test_a_tree_that_is_not_sound_is_noticed(root: object, says: str) -> None:
    with pytest.raises(UnsoundError, match=says):
        check_tree(root, 4)
