"""The parser of HCL, watched so that no file can hold it up."""

from __future__ import annotations

import re
import time
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Parser, Tree

_WATCHED = 8 << 10
"""Bytes above which the parser is watched while it reads; below, its worst is a tenth of a second."""

_PATIENCE = 0.5
"""Seconds of processor time for any file, and"""

_PATIENCE_PER_BYTE = 5e-6
"""for each of its bytes: about 25 times what sound files take. Only text made for it, such as a block with thousands of labels,
takes longer, with the square of its length."""


_PARTS = 2000
"""Stretches of a broken file that are read by themselves."""

_BLOCK = re.compile(
    rb"^(?:check|data|ephemeral|import|locals|module|moved|output|provider|removed|resource|terraform|variable)\b[^\n=]*\{",
    re.MULTILINE,
)
_ARGUMENT = re.compile(rb"^[A-Za-z_][\w-]*[ \t]*=(?!=)", re.MULTILINE)


_BEFORE_ESCAPE = re.compile(rb"\$(?=\$\$\{)|%(?=%%\{)")
"""A sign before an escaped sequence, as in `$$${`: plain text, at which the grammar stumbles."""


class Lost(Exception):  # noqa: N818 - named for what happened
    """The parser found no way through a file in the time it has.

    Attributes:
        offset: How many bytes it had read.
    """

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def parse_hcl(content: bytes) -> Tree:
    """The tree of a file, which has errors in it where the file is broken.

    Raises:
        Lost: It was given up.
    """
    content = _readable(content)
    if len(content) <= _WATCHED:
        return _parser().parse(content)
    reached = 0
    end = time.thread_time() + _PATIENCE + _PATIENCE_PER_BYTE * len(content)

    def is_lost(offset: int, _: bool) -> bool:  # noqa: FBT001 - the parser's signature
        nonlocal reached
        reached = offset
        return time.thread_time() > end

    try:
        tree = _parser().parse(lambda offset, _: content[offset : offset + (1 << 20)], progress_callback=is_lost)
    except ValueError:  # how the binding says that it was stopped
        raise Lost(reached) from None
    return tree


def parse_parts(content: bytes) -> list[Tree]:
    """The trees of a broken file, one for each stretch that begins like a block of its own.

    After a mistake the parser often swallows the rest of a file; between two blocks that begin at the left margin it has a
    new chance. In a file without blocks each argument is a stretch. Offsets are those of the file.
    """
    from tree_sitter import Range

    content = _readable(content)
    starts = [match.start() for match in _BLOCK.finditer(content)] or [
        match.start() for match in _ARGUMENT.finditer(content)
    ]
    bounds = [0, *[start for start in starts[:_PARTS] if start], len(content)]
    trees = []
    row, counted = 0, 0
    for start, end in pairwise(bounds):
        row, counted = row + content.count(b"\n", counted, start), start
        last = row + content.count(b"\n", start, end)
        column = end - (content.rfind(b"\n", 0, end) + 1)
        parser = _parser()
        parser.included_ranges = [Range((row, 0), (last, column), start, end)]
        if end - start <= _WATCHED * 2:
            trees.append(parser.parse(content))
    return trees


def _readable(content: bytes) -> bytes:
    """The same text for the grammar, of the same length: texts themselves are taken from the file."""
    return _BEFORE_ESCAPE.sub(b"_", content) if b"$$${" in content or b"%%%{" in content else content


def _parser() -> Parser:
    """A parser of its own for each file: one that was stopped keeps what it had."""
    from tree_sitter import Parser

    return Parser(hcl_language())


@cache
def hcl_language() -> Language:
    """HCL's grammar."""
    from tree_sitter import Language
    from tree_sitter_hcl import language

    return Language(language())
