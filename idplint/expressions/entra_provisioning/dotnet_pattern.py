r"""A .NET regular expression written anew for the `regex` library, or the reason why that cannot be done faithfully.

Differences minded here: `\w` and `\s` hold other characters, unnamed groups are numbered before named ones, `\Z` stands
before a last line break, classes may be subtracted, `{,n}` is no quantifier.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from idplint.expressions.entra_provisioning.values import Rejected, Undecidable

_MAX_PATTERN = 5_000
_MAX_REPEAT = 1_000
_MAX_NESTING = 50
_MAX_WEIGHT = 20_000
"""Atoms of a pattern when its counted repetitions are written out, as the library does."""
_WORD: Final = r"\p{L}\p{Mn}\p{Nd}\p{Pc}"
_SPACE: Final = r"\f\n\r\t\v\x85\p{Z}"
_CLASSES: Final = {"d": r"\p{Nd}", "w": _WORD, "s": _SPACE}
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b"}
_CATEGORY = re.compile(
    r"[pP]\{(Lu|Ll|Lt|Lm|Lo|L|Mn|Mc|Me|M|Nd|Nl|No|N|Pc|Pd|Ps|Pe|Pi|Pf|Po|P|Sm|Sc|Sk|So|S|Zs|Zl|Zp|Z)\}"
)
_CODE = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{([0-9]+)(?:(,)([0-9]*))?\})\??", re.ASCII)
_NAMED = re.compile(r"\?(?:<([A-Za-z_][A-Za-z0-9_]*)>|'([A-Za-z_][A-Za-z0-9_]*)')", re.ASCII)
_SPECIAL_GROUP = re.compile(r"\?(?::|=|!|<=|<!|>)")
_NAMED_REFERENCE = re.compile(r"k(?:<([A-Za-z_][A-Za-z0-9_]*)>|'([A-Za-z_][A-Za-z0-9_]*)')", re.ASCII)


class Translated(msgspec.Struct, frozen=True):
    """A pattern in the dialect of the `regex` library."""

    pattern: str
    unnamed: tuple[int, ...]
    """Indices of the unnamed groups in the new pattern, in order."""
    named: dict[str, int]
    needs_ascii: bool
    """Whether it means the same only for ASCII subjects."""

    def group(self, name: str) -> int | None:
        """The index in the new pattern of a group as .NET names or numbers it; None when there is none."""
        if not name.isdecimal():
            return self.named.get(name)
        numbered = [0, *self.unnamed, *self.named.values()]
        return numbered[int(name)] if len(name) < 5 and int(name) < len(numbered) else None  # noqa: PLR2004


@lru_cache(maxsize=1024)
def translate(pattern: str) -> Translated:
    """The pattern for the `regex` library.

    Raises:
        Undecidable: It holds something whose meaning is not the same there.
        Rejected: .NET refuses it.
    """
    if len(pattern) > _MAX_PATTERN:
        raise Undecidable(f"the regular expression is longer than {_MAX_PATTERN:,} characters")
    if pattern and max(pattern) > "\uffff":
        raise Undecidable("the regular expression holds a character of two UTF-16 units")
    return _Translator(pattern).run()


def _literal(character: str) -> str:
    return character if character.isalnum() or character == "_" else f"\\u{ord(character):04X}"


class _Group(msgspec.Struct):
    """A group that is being read."""

    behind: bool
    """Whether it looks behind, or stands in a group that does."""
    zero_width: bool = False
    branch_may_be_empty: bool = True
    some_branch_may_be_empty: bool = False
    weight: int = 0
    """Atoms so far, with counted repetitions written out."""


class _Translator:
    """Reads one pattern from left to right and writes it anew."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.written: list[str] = []
        self.unnamed: list[int] = []
        self.named: dict[str, int] = {}
        self.groups = [_Group(behind=False)]
        self.needs_ascii = False
        self.repeatable = False
        self.atom_may_be_empty = True
        self.atom_weight = 0

    def run(self) -> Translated:
        if self.pattern.startswith("(?i)"):
            self.at = 4
            if not self.pattern.isascii():
                raise Undecidable("`(?i)` on accented letters differs between engines")
            self.needs_ascii = True
            self.written.append("(?i)")
        while self.at < len(self.pattern):
            self._step(self.pattern[self.at])
        if len(self.groups) > 1:
            raise Rejected("the regular expression has an unclosed parenthesis")
        return Translated("".join(self.written), tuple(self.unnamed), self.named, self.needs_ascii)

    def _step(self, character: str) -> None:
        if quantifier := _QUANTIFIER.match(self.pattern, self.at):
            self._quantifier(quantifier)
        elif character == "\\":
            self._escape()
        elif character == "[":
            self._class()
        elif character == "(":
            self._open()
        elif character == ")":
            self._close()
        elif character == "|":
            self._end_branch()
            self._write("|", repeatable=False)
        elif character in "^$":
            self._write(character, repeatable=False)
        elif character == ".":
            self._write(r"[^\n]")
        elif character in "{}":
            raise Undecidable("a brace outside a quantifier is read differently by other engines")
        else:
            self._write(_literal(character))

    def _write(self, text: str, size: int = 1, *, repeatable: bool = True, may_be_empty: bool = False) -> None:
        self._end_atom()
        self.written.append(text)
        self.at += size
        self.repeatable = repeatable
        self.atom_may_be_empty = may_be_empty or not repeatable
        self.atom_weight = 1

    def _end_atom(self) -> None:
        group = self.groups[-1]
        group.branch_may_be_empty = group.branch_may_be_empty and self.atom_may_be_empty
        self.atom_may_be_empty = True
        group.weight += self.atom_weight
        self.atom_weight = 0

    def _end_branch(self) -> None:
        self._end_atom()
        group = self.groups[-1]
        group.some_branch_may_be_empty = group.some_branch_may_be_empty or group.branch_may_be_empty
        group.branch_may_be_empty = True

    def _close(self) -> None:
        if len(self.groups) == 1:
            raise Rejected("the regular expression closes a parenthesis that is not open")
        self._end_branch()
        group = self.groups.pop()
        self._write(")", may_be_empty=group.some_branch_may_be_empty or group.zero_width)
        self.atom_weight += group.weight

    def _quantifier(self, match: re.Match[str]) -> None:
        if not self.repeatable:
            raise Undecidable("a quantifier stands where nothing can be repeated")
        least, comma, most = match.groups()
        for bound in (least, most):
            if bound and (len(bound) > 4 or int(bound) > _MAX_REPEAT):  # noqa: PLR2004 - digits of the bound
                raise Undecidable(f"the regular expression repeats more than {_MAX_REPEAT:,} times")
        if comma and most and int(most) < int(least):
            raise Rejected("a quantifier of the regular expression ends before it begins")
        once = match.group()[0] == "?" or (least is not None and not comma and int(least) < 2)  # noqa: PLR2004
        if self.atom_may_be_empty and not once:
            raise Undecidable("engines differ on repeating what may be empty")
        self.atom_may_be_empty = self.atom_may_be_empty or match.group()[0] in "*?" or least == "0" * len(least or "x")
        self.atom_weight *= max(int(least or 1), int(most or 1), 1)
        if self.atom_weight > _MAX_WEIGHT:
            raise Undecidable("the repetitions inside repetitions of the regular expression are too many")
        self.written.append(match.group())
        self.at += len(match.group())
        self.repeatable = False

    def _open(self) -> None:
        if len(self.groups) > _MAX_NESTING:
            raise Undecidable(f"the regular expression is nested deeper than {_MAX_NESTING}")
        behind = self.groups[-1].behind
        opening, zero_width = "(", False
        size = 1
        if special := _SPECIAL_GROUP.match(self.pattern, self.at + 1):
            opening += special.group()
            size = len(opening)
            behind = behind or "<" in opening
            zero_width = opening not in {"(?:", "(?>"}
        else:
            size = self._open_capture(behind=behind)
        self._write(opening, size, repeatable=False)
        self.groups.append(_Group(behind=behind, zero_width=zero_width))

    def _open_capture(self, *, behind: bool) -> int:
        """Count a capturing group; the length of what opens it."""
        if behind:
            raise Undecidable("a group that captures while looking behind is not carried over")
        index = len(self.unnamed) + len(self.named) + 1
        if named := _NAMED.match(self.pattern, self.at + 1):
            name = named.group(1) or named.group(2)
            if name in self.named:
                raise Undecidable("two groups of the regular expression have one name")
            self.named[name] = index
            return 1 + len(named.group())
        if self.pattern.startswith("(?", self.at):
            raise Undecidable("this kind of group in a regular expression is not carried over")
        self.unnamed.append(index)
        return 1

    def _escape(self) -> None:
        rest = self.pattern[self.at + 1 : self.at + 2]
        if not rest:
            raise Rejected("the regular expression ends in a backslash")
        if rest.lower() in _CLASSES:
            negation = "^" if rest.isupper() else ""
            self._write(f"[{negation}{_CLASSES[rest.lower()]}]", 2)
        elif category := _CATEGORY.match(self.pattern, self.at + 1):
            self._write("\\" + category.group(), 1 + len(category.group()))
        elif rest in {"b", "B"}:
            self.needs_ascii = True
            self._write("\\" + rest, 2, repeatable=False)
        elif rest in {"A", "z", "Z"}:
            self._write({"A": r"\A", "z": r"\Z", "Z": r"(?=\n?\Z)"}[rest], 2, repeatable=False)
        elif reference := _NAMED_REFERENCE.match(self.pattern, self.at + 1):
            index = self.named.get(reference.group(1) or reference.group(2))
            if index is None:
                raise Undecidable("the regular expression refers to a group that does not come before")
            self._write(f"(?:\\g<{index}>)", 1 + len(reference.group()), may_be_empty=True)
        elif "1" <= rest <= "9":
            self._numbered_reference(int(rest))
        else:
            character, size = self._escaped_character(self.at)
            self._write(_literal(character), size)

    def _numbered_reference(self, number: int) -> None:
        following = self.pattern[self.at + 2 : self.at + 3]
        if (
            self.named
            or "(?<" in self.pattern
            or "(?'" in self.pattern
            or number > len(self.unnamed)
            or following.isdigit()
        ):
            raise Undecidable("a numbered reference in this regular expression is not carried over")
        self._write(f"(?:\\g<{number}>)", 2, may_be_empty=True)

    def _escaped_character(self, at: int) -> tuple[str, int]:
        """The character that an escape stands for, and the length of the escape."""
        rest = self.pattern[at + 1 : at + 2]
        if code := _CODE.match(self.pattern, at + 1):
            return chr(int(code.group(1) or code.group(2), 16)), 1 + len(code.group())
        if rest in _CONTROLS:
            return _CONTROLS[rest], 2
        if not rest or rest.isalnum() or rest == "_":
            raise Undecidable(f"the escape \\{rest} in a regular expression is not carried over")
        return rest, 2

    def _class(self) -> None:
        start = self.at
        self.at += 1
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        items: list[str] = []
        first = True
        while True:
            if self.at >= len(self.pattern):
                self.at = start
                raise Rejected("the regular expression has an unclosed bracket")
            if self.pattern[self.at] == "]" and not first:
                break
            items.append(self._class_item())
            first = False
        self._write(f"[{'^' if negated else ''}{''.join(items)}]")

    def _class_item(self) -> str:
        if self.pattern.startswith("-[", self.at):
            raise Undecidable("subtracting one class from another is not carried over")
        if self.pattern.startswith("[:", self.at):
            raise Undecidable("`[:` in a class is read differently by other engines")
        low = self._class_atom()
        if len(low) > 1 or not self._range_follows():
            return low if len(low) > 1 else _literal(low)
        self.at += 1
        if self.pattern.startswith("[", self.at):
            raise Undecidable("subtracting one class from another is not carried over")
        high = self._class_atom()
        if len(high) > 1:
            raise Undecidable("a range in a class ends in no single character")
        if high < low:
            raise Rejected("a range of the regular expression is in reverse order")
        return f"{_literal(low)}-{_literal(high)}"

    def _range_follows(self) -> bool:
        return self.pattern.startswith("-", self.at) and self.pattern[self.at + 1 : self.at + 2] not in {"", "]"}

    def _class_atom(self) -> str:
        """One character, or the longer text of a set of them."""
        character = self.pattern[self.at]
        if character != "\\":
            self.at += 1
            return character
        rest = self.pattern[self.at + 1 : self.at + 2]
        if rest in _CLASSES:
            self.at += 2
            return _CLASSES[rest]
        if rest.lower() in _CLASSES:
            raise Undecidable("a negated set inside a class is not carried over")
        if category := _CATEGORY.match(self.pattern, self.at + 1):
            self.at += 1 + len(category.group())
            return "\\" + category.group()
        if rest == "b":
            self.at += 2
            return "\b"
        decoded, size = self._escaped_character(self.at)
        self.at += size
        return decoded
