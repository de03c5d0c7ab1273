"""Patterns as in a .gitignore file, matched as git matches them but in bounded time.

Whoever writes a repository writes its .gitignore: a pattern such as `*a*a*a*a*b` must not keep a run busy for ever.
A `*` that another one follows takes the first place where the text between them fits, and never tries a second one:
the later star can reach whatever the earlier one could have left to it (the argument of Python's fnmatch). The same
holds for `**/` and whole path segments.

Source: git's documentation of gitignore, and wildmatch.c and dir.c for what it leaves open.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LONGEST = 4096
"""Characters of a pattern above which it matches nothing: no path is longer."""

_SPECIAL = re.compile(r"[*?\[\\]")
_TRAILING_SPACES = re.compile(r"((?:[^\\]|\\.)*?) *", re.DOTALL)
_DEEP = re.compile(r"\*\*+(?P<after>/|(?=\\/)|\Z)")

_ONE = "[^/]"
_STAR = "*"
_DIRECTORIES = "(?:.*{lazy}/)?{lazy}"
_ANYTHING = ".*{lazy}"
_NEVER = re.compile(r"(?!)")


def _members(test: Callable[[str], object]) -> frozenset[int]:
    return frozenset(number for number in range(128) if test(chr(number)))


_CLASSES = {
    "alnum": _members(str.isalnum),
    "alpha": _members(str.isalpha),
    "blank": _members(" \t".__contains__),
    "cntrl": _members(lambda character: not character.isprintable()),
    "digit": _members(str.isdigit),
    "graph": _members(lambda character: character.isprintable() and character != " "),
    "lower": _members(str.islower),
    "print": _members(str.isprintable),
    "punct": _members(lambda character: character.isprintable() and not character.isalnum() and character != " "),
    "space": _members(" \t\n\r".__contains__),
    "upper": _members(str.isupper),
    "xdigit": _members("0123456789abcdefABCDEF".__contains__),
}


class Patterns:
    """The patterns of one .gitignore file or one `exclude` list; the last that matches a path decides about it."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Take the lines as they are written: comments and blank ones are among them, line ends need not be.

        A pattern that git cannot use, such as one with an unclosed bracket, matches nothing.
        """
        parsed = (_parse(line, first=number == 0) for number, line in enumerate(lines))
        self._latest_first = [pattern for pattern in parsed if pattern is not None][::-1]

    def decide(self, path: str, *, is_directory: bool) -> bool | None:
        """What the patterns say of this path alone, not of the directories above it.

        Args:
            path: Relative to where the patterns count, with forward slashes.
            is_directory: Whether it is one; patterns that end in a slash match nothing else.

        Returns:
            True: ignored; False: expressly not; None: no pattern matches.
        """
        return self._decide(_as_bytes(path), is_directory=is_directory)

    def ignores(self, path: str) -> bool:
        """Whether a file, or a directory above it, is ignored; what is below an ignored directory cannot come back.

        Args:
            path: As for `decide`; with a slash at its end, a directory.
        """
        parts = [part for part in _as_bytes(path).split("/") if part not in ("", ".")]
        return any(
            self._decide("/".join(parts[:depth]), is_directory=depth < len(parts) or path.endswith("/"))
            for depth in range(1, len(parts) + 1)
        )

    def _decide(self, path: str, *, is_directory: bool) -> bool | None:
        name = path.rpartition("/")[2]
        for pattern in self._latest_first:
            if (is_directory or not pattern.only_directories) and pattern.matches(name, path):
                return pattern.ignores
        return None


def matcher(lines: Iterable[str]) -> Callable[[str], bool]:
    """A function that tells of a path whether patterns ignore it, as `Patterns.ignores` does.

    Args:
        lines: As in a .gitignore file.
    """
    return Patterns(lines).ignores


class _Pattern:
    """One line.

    Attributes:
        ignores: False for a line that begins with `!`.
        only_directories: It ends in a slash.
    """

    def __init__(self, text: str, *, ignores: bool) -> None:
        self.ignores = ignores
        self.only_directories = text.endswith("/")
        text = text.removesuffix("/")
        self._only_name = "/" not in text
        text = text.removeprefix("/")
        special = _SPECIAL.search(text)
        # git compares what stands before the first wildcard by itself: `a**/b` is then `a`, and `**/b` behind it.
        split = 0 if self._only_name else special.start() if special else len(text)
        self._start, self._glob = text[:split], text[split:]
        self._is_text = special is None

    def matches(self, name: str, path: str) -> bool:
        subject = name if self._only_name else path
        if self._is_text:
            return subject == self._start + self._glob
        if not subject.startswith(self._start):
            return False
        tokens = self._tokens
        # So a pattern costs no more than the path is long, and one that nothing can match is never compiled.
        if tokens is None or len(subject) - len(self._start) < tokens[1]:
            return False
        return self._compiled.match(subject, len(self._start)) is not None

    @cached_property
    def _tokens(self) -> tuple[list[list[str]], int] | None:
        return _tokenise(self._glob, deep=not self._only_name)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return _compile(self._tokens[0]) if self._tokens is not None else _NEVER


def _parse(line: str, *, first: bool) -> _Pattern | None:
    if first:
        line = line.removeprefix("\ufeff")
    line = _as_bytes(line.removesuffix("\n").removesuffix("\r"))
    if line.startswith("#") or len(line) > LONGEST:
        return None
    kept = _TRAILING_SPACES.fullmatch(line)
    text = kept[1] if kept else line  # no match: a backslash stands last, and keeps the spaces before it
    negated = text.startswith("!")
    text = text.removeprefix("!")
    return _Pattern(text, ignores=not negated) if text else None


def _as_bytes(text: str) -> str:
    """The UTF-8 bytes of a text, one character each: git counts `?` and `[...]` in bytes."""
    if text.isascii():
        return text
    try:
        return text.encode("utf-8", "surrogateescape").decode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _tokenise(glob: str, *, deep: bool) -> tuple[list[list[str]], int] | None:
    """The parts of a glob between its `**/`, each a list of regular expressions and `*`.

    The first item of every part but the first is what its `**/` is; a last part of `**` alone ends a glob in `/**`.

    Returns:
        The parts and the least number of characters they match; None if nothing can match.
    """
    parts: list[list[str]] = [[]]
    least = position = 0
    while position < len(glob):
        character = glob[position]
        if character == "*":
            special = _DEEP.match(glob, position) if deep and (position == 0 or glob[position - 1] == "/") else None
            if special is not None:
                position = special.end()
                if len(parts) > 1 and parts[-1] == [_DIRECTORIES] and special["after"]:
                    continue
                # Before an escaped slash git does not let it stand for no directory at all.
                parts.append([_DIRECTORIES if special["after"] else _ANYTHING])
                continue
            while glob[position : position + 1] == "*":
                position += 1
            parts[-1].append(_STAR)
            continue
        least += 1
        if character == "?":
            parts[-1].append(_ONE)
        elif character == "[":
            bracket = _bracket(glob, position + 1)
            if bracket is None:
                return None
            expression, position = bracket
            parts[-1].append(expression)
        else:
            if character == "\\":
                position += 1
                if position == len(glob):
                    return None
            parts[-1].append(re.escape(glob[position]))
        position += 1
    return parts, least


def _bracket(glob: str, position: int) -> tuple[str, int] | None:
    """The regular expression of `[...]` whose inside begins at the position, and where its `]` stands.

    None where it is not closed, or names a class that does not exist.
    """
    negated = glob[position : position + 1] in ("!", "^")
    position += negated
    members: set[int] = set()
    before: str | None = None  # what a `-` counts from
    first = True
    while first or glob[position : position + 1] != "]":
        first = False
        if position >= len(glob):
            return None
        character = glob[position]
        if character == "-" and before and position + 1 < len(glob) and glob[position + 1] != "]":
            position += 2 if glob[position + 1] == "\\" else 1
            if position >= len(glob):
                return None
            members.update(range(ord(before), ord(glob[position]) + 1))
            before = None
        elif character == "[" and glob[position + 1 : position + 2] == ":" and _ends_class(glob, position):
            end = glob.index("]", position + 2)
            named = _CLASSES.get(glob[position + 2 : end - 1])
            if named is None:
                return None
            members |= named
            position, before = end, None
        else:
            if character == "\\":
                position += 1
                if position == len(glob):
                    return None
            before = glob[position]
            members.add(ord(before))
        position += 1
    # Never a slash, whatever stands in the brackets.
    kept = [number for number in range(1, 256) if (number in members) != negated and number != ord("/")]
    inside = "".join(f"\\x{number:02x}" for number in kept)
    return (f"[{inside}]" if inside else "(?!)"), position


def _ends_class(glob: str, position: int) -> bool:
    """Whether the next `]` after `[:` stands behind a colon of its own."""
    end = glob.find("]", position + 2)
    return end - 1 >= position + 2 and glob[end - 1] == ":"


def _compile(parts: Sequence[list[str]]) -> re.Pattern[str]:
    written = []
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        way, items = (part[0], part[1:]) if number else ("", part)
        if last:
            written.append(way.format(lazy="") + _part(items, last=True))
        else:
            written.append(f"(?>{way.format(lazy='?')}{_part(items, last=False)})")
    return re.compile("".join(written) + r"\Z", re.DOTALL)


def _part(items: Sequence[str], *, last: bool) -> str:
    """A part without `**/`. All stars but the last of all are settled once they fit."""
    pieces: list[list[str]] = [[]]
    for item in items:
        if item == _STAR:
            pieces.append([])
        else:
            pieces[-1].append(item)
    head, *others = ("".join(piece) for piece in pieces)
    written = [head]
    for number, piece in enumerate(others):
        if last and number == len(others) - 1:
            written.append(f"{_ONE}*{piece}")
        else:
            written.append(f"(?>{_ONE}*?{piece})")
    return "".join(written)
