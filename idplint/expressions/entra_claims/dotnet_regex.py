"""Regular expressions of .NET, as far as they mean exactly the same to the `regex` package once rewritten.

Source: Microsoft, "Regular Expression Language - Quick Reference" and the pages it leads to. What is not listed here (balancing
groups, conditionals, class subtraction, the options n and x, Unicode blocks ...) is not translated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from idplint.expressions.outcomes import Undecided

_LONGEST_PATTERN = 2_000
_MOST_GROUPS = 100
_DEEPEST = 40
_MOST_REPEATS = 1_000

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_GROUP = re.compile(rf"\(\?(?:<(?P<angle>{_NAME})>|'(?P<quoted>{_NAME})')")
_OPTIONS = re.compile(r"\(\?(?P<options>(?=[ims-])[ims]*(?:-[ims]+)?)(?P<end>[:)])")
_PLAIN_GROUPS = ("(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>")
_QUANTIFIER = re.compile(r"[*+?]|\{(?P<low>[0-9]+)(?:(?P<comma>,)(?P<high>[0-9]*))?\}")
_CATEGORY = re.compile(
    r"\\[pP]\{(?:L|Lu|Ll|Lt|Lm|Lo|M|Mn|Mc|Me|N|Nd|Nl|No|P|Pc|Pd|Ps|Pe|Pi|Pf|Po|S|Sm|Sc|Sk|So|Z|Zs|Zl|Zp)\}"
)
_BACK_REFERENCE = re.compile(rf"\\k(?:<(?P<angle>{_NAME})>|'(?P<quoted>{_NAME})')")
_CODE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})")
_CONTROLS = {"t": r"\t", "r": r"\r", "n": r"\n", "f": r"\f", "v": r"\x0b", "a": r"\x07", "e": r"\x1b"}
_SHORTHANDS = frozenset("wWdDsS")
_SPACES = frozenset("\t\n\v\f\r")


class Pattern(msgspec.Struct, frozen=True):
    """A translated pattern."""

    text: str
    """For `regex.compile(…, regex.VERSION1)`."""
    names: tuple[str, ...]
    folds_case: bool
    """Whether it ignores letter case anywhere."""
    has_shorthands: bool
    """Whether it has `\\w`, `\\d`, `\\s`, `\\b` or their opposites, which the two dialects fill differently beyond letters."""


class _Unfaithful(Exception):  # noqa: N818 - carries a reason, is no error
    """The rest of the pattern cannot be translated."""


class Found(msgspec.Struct, frozen=True):
    """One match: where it stands, and the text of each named group (None where it took no part)."""

    start: int
    end: int
    groups: Mapping[str, str | None]


def translate(pattern: str) -> Pattern | Undecided:
    """Rewrite a .NET pattern, or say what stands against it."""
    if len(pattern) > _LONGEST_PATTERN:
        return Undecided(f"idplint reads no regular expression beyond {_LONGEST_PATTERN} characters")
    try:
        return _Translation(pattern).result()
    except _Unfaithful as reason:
        return Undecided(f"idplint does not read the regular expression: {reason}")


def find_all(pattern: Pattern, text: str, seconds: float) -> list[Found] | Undecided:
    """Every match from left to right, as `Regex.Matches` finds them.

    Args:
        pattern: From `translate`.
        text: Searched.
        seconds: The search is given up after this time.
    """
    import regex

    letters = [letter for letter in text if not letter.isascii()]
    if any(ord(letter) > 0xFFFF for letter in letters):  # noqa: PLR2004 - .NET counts UTF-16 units
        return Undecided("a regular expression of .NET reads characters beyond the Basic Multilingual Plane in halves")
    if letters and pattern.folds_case:
        return Undecided("letter case beyond ASCII in a regular expression depends on the culture")
    controls = any(not letter.isprintable() and letter not in _SPACES for letter in text)
    if pattern.has_shorthands and (controls or not all(letter.isalpha() for letter in letters)):
        return Undecided("the regular expression classes characters that .NET and idplint may class differently")
    try:
        compiled = regex.compile(pattern.text, regex.VERSION1)
        found = [
            Found(match.start(), match.end(), match.groupdict())
            for match in compiled.finditer(text, timeout=max(seconds, 0.001))
        ]
    except TimeoutError:
        return Undecided("the regular expression takes too long on this value")
    except (regex.error, RecursionError, MemoryError, OverflowError, ValueError):
        return Undecided("the regular expression cannot be read")
    return found


class _Translation:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._out: list[str] = []
        self._names: list[str] = []
        self._numbered = 0
        self._open_groups: list[bool] = []
        """For each group that is open, whether a named group stands in it."""
        self._closed_names = False
        """Whether what was read last is a group with a named one in it."""
        self._folds = not pattern.isascii() and "(?i" in pattern
        self._shorthands = False
        self._quantifiable = False
        self._refers_by_number = False

    def result(self) -> Pattern:
        while self._at < len(self._pattern):
            self._step()
        if self._open_groups:
            raise _Unfaithful("a bracket is not closed")
        if self._refers_by_number and self._names:
            raise _Unfaithful("it refers to a group by number while other groups have names")
        if len(set(self._names)) < len(self._names):
            raise _Unfaithful("two groups have one name")
        if len(self._names) + self._numbered > _MOST_GROUPS:
            raise _Unfaithful("it has too many groups")
        return Pattern("".join(self._out), tuple(self._names), self._folds, self._shorthands)

    def _put(self, text: str, size: int, *, quantifiable: bool) -> None:
        self._out.append(text)
        self._at += size
        self._quantifiable = quantifiable
        self._closed_names = False

    def _step(self) -> None:
        letter = self._pattern[self._at]
        quantifier = _QUANTIFIER.match(self._pattern, self._at)
        if letter == "\\":
            self._escape()
        elif letter == "[":
            self._set()
        elif letter == "(":
            self._group()
        elif letter == ")":
            self._close()
        elif quantifier:
            self._quantify(quantifier)
        elif letter in "^$|":
            self._put(letter, 1, quantifiable=False)
        elif letter == ".":
            self._put(letter, 1, quantifiable=True)
        else:
            self._put(_literal(letter), 1, quantifiable=True)

    def _quantify(self, found: re.Match[str]) -> None:
        if not self._quantifiable:
            raise _Unfaithful("a quantifier follows nothing")
        if self._closed_names and found.group() != "?":
            # The dialects keep different repetitions where one is empty.
            raise _Unfaithful("a group with a name is repeated")
        low, high = found["low"], found["high"]
        if low and (len(low) > 4 or len(high or "") > 4 or max(int(low), int(high or 0)) > _MOST_REPEATS):  # noqa: PLR2004
            raise _Unfaithful("it repeats too often")
        if low and high and int(high) < int(low):
            raise _Unfaithful("a quantifier counts backwards")
        lazy = "?" if self._pattern.startswith("?", found.end()) else ""
        self._put(found.group() + lazy, len(found.group() + lazy), quantifiable=False)

    def _group(self) -> None:
        named = _GROUP.match(self._pattern, self._at)
        options = _OPTIONS.match(self._pattern, self._at)
        if options:
            switched_on = options["options"].partition("-")[0]
            self._folds = self._folds or "i" in switched_on
            if options["end"] == ":":
                self._open()
            self._put(options.group(), len(options.group()), quantifiable=False)
        elif named:
            name = named["angle"] or named["quoted"]
            self._names.append(name)
            self._open(named=True)
            self._put(f"(?P<{name}>", len(named.group()), quantifiable=False)
        elif plain := next((each for each in _PLAIN_GROUPS if self._pattern.startswith(each, self._at)), None):
            self._open()
            self._put(plain, len(plain), quantifiable=False)
        elif self._pattern.startswith("(?", self._at):
            raise _Unfaithful(f"`{self._pattern[self._at : self._at + 4]}` has no equal here")
        else:
            self._numbered += 1
            self._open()
            self._put("(", 1, quantifiable=False)

    def _open(self, *, named: bool = False) -> None:
        self._open_groups.append(named)
        if len(self._open_groups) > _DEEPEST:
            raise _Unfaithful("its groups nest too deep")

    def _close(self) -> None:
        if not self._open_groups:
            raise _Unfaithful("a bracket is closed that was not opened")
        named = self._open_groups.pop()
        if self._open_groups:
            self._open_groups[-1] = self._open_groups[-1] or named
        self._put(")", 1, quantifiable=True)
        self._closed_names = named

    def _escape(self) -> None:
        following = self._pattern[self._at + 1 : self._at + 2]
        reference = _BACK_REFERENCE.match(self._pattern, self._at)
        if reference:
            name = reference["angle"] or reference["quoted"]
            if name not in self._names:
                raise _Unfaithful("it refers to a group that does not stand before")
            self._put(f"(?P={name})", len(reference.group()), quantifiable=True)
        elif following in {"b", "B"}:
            self._shorthands = True
            self._put(f"\\{following}", 2, quantifiable=False)
        elif following == "A":
            self._put(r"\A", 2, quantifiable=False)
        elif following == "z":
            self._put(r"\Z", 2, quantifiable=False)
        elif following == "Z":
            self._put(r"(?=\n?\Z)", 2, quantifiable=False)
        elif following.isdigit() and following != "0":
            if self._pattern[self._at + 2 : self._at + 3].isdigit() or int(following) > self._numbered:
                raise _Unfaithful(f"`\\{following}` may be a group or a character")
            self._refers_by_number = True
            self._put(f"(?:\\{following})", 2, quantifiable=True)
        else:
            text, size = self._character()
            self._put(text, size, quantifiable=True)

    def _character(self) -> tuple[str, int]:
        """An escape that stands for a character or a class of them, inside a set or outside."""
        following = self._pattern[self._at + 1 : self._at + 2]
        fixed = _CATEGORY.match(self._pattern, self._at) or _CODE.match(self._pattern, self._at)
        if fixed:
            self._shorthands = self._shorthands or following in "pP"
            return fixed.group(), len(fixed.group())
        if following in _SHORTHANDS and following:
            self._shorthands = True
            return f"\\{following}", 2
        if following in _CONTROLS:
            return _CONTROLS[following], 2
        if not following or following.isalnum() or following == "_" or not following.isascii():
            raise _Unfaithful(f"`\\{following}` has no equal here")
        return _literal(following), 2

    def _set(self) -> None:
        self._at += 1
        negated = self._pattern.startswith("^", self._at)
        self._at += negated
        parts: list[str] = []
        while True:
            letter = self._pattern[self._at : self._at + 1]
            if not letter:
                raise _Unfaithful("a set is not closed")
            if letter == "]" and parts:
                break
            if letter == "-" and self._pattern.startswith("-[", self._at):
                raise _Unfaithful("a set is subtracted from another")
            if letter == "\\":
                if self._pattern.startswith("\\b", self._at):
                    raise _Unfaithful("`[\\b]` has no equal here")
                text, size = self._character()
            elif letter == "-" and not _is_range(self._pattern, self._at, parts):
                text, size = r"\-", 1
            else:
                text, size = ("-" if letter == "-" else _literal(letter)), 1
            parts.append(text)
            self._at += size
        self._out.append(f"[{'^' if negated else ''}{''.join(parts)}]")
        self._at += 1
        self._quantifiable = True
        self._closed_names = False


def _is_range(pattern: str, at: int, parts: list[str]) -> bool:
    """Whether a hyphen in a set stands between two characters."""
    following = pattern[at + 1 : at + 2]
    if not parts or following in {"]", ""}:
        return False
    ends_class = re.fullmatch(r"\\[wWdDsSpP].*", parts[-1], re.DOTALL)
    if ends_class or re.match(r"\\[wWdDsSpP]", pattern[at + 1 :]) or (len(parts) > 1 and parts[-2] == "-"):
        raise _Unfaithful("a hyphen in a set may be a range or not")
    return True


def _literal(letter: str) -> str:
    return (
        letter
        if letter.isalnum() or letter == "_" or not letter.isascii()
        else f"\\{letter}"
        if letter.isprintable()
        else f"\\x{ord(letter):02x}"
    )
