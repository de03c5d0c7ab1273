"""Changes to a text that keep much of its grammar: brackets stay in pairs, words are the language's own."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|\$\{|[A-Za-z_][\w.:@]*\(?|\d+|\s+|.", re.DOTALL)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_NUMBERS = ("0", "1", "-1", "2", "9", "255", "2147483647", "2147483648", "9223372036854775808", "00", "1e400")
_SIGNS = "\"'\\()[]{}$.,:;?!=<>&|+-*/^@#_ \t\n0123456789aAdDHMmSsTyYzZ"
_SIGN_IN_ONE = 0.35
_MOST_DONORS = 3_000
_MOST_CHANGES = 4
_MOST_SLOW = 8
_SLOW_IN_ONE = 0.05
_JSON_IN_ONE = 0.85
_MOST_REPEATS = 130
"""Enough to pass every limit of depth."""


class Mutator:
    """Changes texts with the words of a language and with parts of other texts.

    Args:
        texts: The first donors of parts.
        pieces: Words to put in.
        seed: The same seed makes the same changes.
    """

    def __init__(self, texts: Sequence[str], pieces: Sequence[str], seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret hangs on it
        self._donors = list(texts)
        self._pieces = pieces
        self._is_json = sum(text.startswith("{") for text in texts) > len(texts) / 2
        self._changes: tuple[Callable[[str], str], ...] = (
            *(self._insert, self._cut, self._swap_token, self._swap_token, self._swap_part, self._swap_part),
            *(self._wrap, self._repeat, self._splice, self._number, self._inside_string),
        )
        self._slow: list[tuple[float, str]] = []

    def changed(self, text: str, longest: int) -> str:
        """A text with one to four changes, cut to `longest` characters; now and then one of the slow texts instead."""
        self._lend(text)
        if self._slow and self._random.random() < _SLOW_IN_ONE:
            text = self._random.choice(self._slow)[1]
        in_json = self._is_json and self._random.random() < _JSON_IN_ONE
        for _ in range(self._random.randint(1, _MOST_CHANGES)):
            text = self._in_json(text) if in_json else self._random.choice(self._changes)(text)
        return text[:longest]

    def favour(self, text: str, seconds: float) -> None:
        """Remember a text that took long: what hangs is often a text like it."""
        self._slow = sorted([*self._slow, (seconds, text)], reverse=True)[:_MOST_SLOW]

    def _lend(self, text: str) -> None:
        if len(self._donors) < _MOST_DONORS:
            self._donors.append(text)
        else:
            self._donors[self._random.randrange(_MOST_DONORS)] = text

    def _piece(self) -> str:
        if self._random.random() < _SIGN_IN_ONE:
            return self._random.choice(_SIGNS)
        return self._random.choice(self._pieces)

    def _span(self, text: str) -> tuple[int, int]:
        start = self._random.randint(0, len(text))
        return start, min(len(text), start + int(self._random.expovariate(0.15)))

    def _insert(self, text: str) -> str:
        at = self._random.randint(0, len(text))
        return text[:at] + self._piece() + text[at:]

    def _cut(self, text: str) -> str:
        start, end = self._span(text)
        return text[:start] + text[end:]

    def _swap_token(self, text: str) -> str:
        tokens = list(_TOKEN.finditer(text))
        if not tokens:
            return self._piece()
        chosen = self._random.choice(tokens)
        return text[: chosen.start()] + self._piece() + text[chosen.end() :]

    def _swap_part(self, text: str) -> str:
        """A call, a list or a string of another text in the place of one of this."""
        donor = self._random.choice(self._donors)
        here, there = self._part(text), self._part(donor)
        return text[: here[0]] + donor[slice(*there)] + text[here[1] :]

    def _part(self, text: str) -> tuple[int, int]:
        tokens = list(_TOKEN.finditer(text))
        if not tokens:
            return 0, len(text)
        first = self._random.randrange(len(tokens))
        open_brackets: list[str] = []
        for token in tokens[first:]:
            last = token.group()[-1]
            if last in _CLOSING:
                open_brackets.append(_CLOSING[last])
            elif open_brackets and last == open_brackets[-1] and len(token.group()) == 1:
                open_brackets.pop()
            if not open_brackets:
                return tokens[first].start(), token.end()
        return tokens[first].span()

    def _wrap(self, text: str) -> str:
        start, end = self._part(text)
        opening = self._piece()
        closing = _CLOSING.get(opening[-1:], opening if opening in {'"', "'"} else ")")
        more = f", {self._piece()}" if self._random.random() < 0.5 else ""  # noqa: PLR2004 - a coin
        return text[:start] + opening + text[start:end] + more + closing + text[end:]

    def _repeat(self, text: str) -> str:
        start, end = self._part(text) if self._random.random() < 0.5 else self._span(text)  # noqa: PLR2004 - a coin
        times = self._random.choice((2, 3, 10, _MOST_REPEATS))
        return text[:start] + text[start:end] * times + text[end:]

    def _splice(self, text: str) -> str:
        donor = self._random.choice(self._donors)
        return text[: self._random.randint(0, len(text))] + donor[self._random.randint(0, len(donor)) :]

    def _number(self, text: str) -> str:
        numbers = list(re.finditer(r"-?\d+", text))
        if not numbers:
            return text
        chosen = self._random.choice(numbers)
        return text[: chosen.start()] + self._random.choice(_NUMBERS) + text[chosen.end() :]

    def _inside_string(self, text: str) -> str:
        """Patterns, dates and templates stand in strings: change one there without breaking it off."""
        strings = [each for each in re.finditer(r"\"[^\"]*\"|'[^']*'", text) if len(each.group()) > 2]  # noqa: PLR2004
        if not strings:
            return text
        chosen = self._random.choice(strings)
        at = self._random.randint(chosen.start() + 1, chosen.end() - 1)
        until = min(chosen.end() - 1, at + self._random.randrange(3))
        quote = chosen.group()[0]
        return text[:at] + self._piece().strip(quote) + text[until:]

    # --- JSON ------------------------------------------------------------------------------------------------------

    def _in_json(self, text: str) -> str:
        here = _read(text)
        there = next((each for each in map(_read, self._random.choices(self._donors, k=5)) if each is not None), None)
        # Where the text is no JSON, another one that is takes its place.
        value = here if here is not None else there
        return self._swap_part(text) if value is None else json.dumps(self._grafted(value, there))

    def _grafted(self, value: object, donor: object) -> object:
        """The value with one member, at any depth, exchanged, left out, doubled, renamed, or changed as a text."""
        keys: list[object] = (
            list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
        )
        if not keys or self._random.random() < 0.1:  # noqa: PLR2004
            return self._leaf(value, donor)
        key = self._random.choice(keys)
        members: dict[object, object] = dict(value) if isinstance(value, dict) else dict(enumerate(value))  # type: ignore[arg-type]
        draw = self._random.random()
        if draw < 0.08:  # noqa: PLR2004
            del members[key]
        elif draw < 0.14:  # noqa: PLR2004
            members[str(self._piece()).strip('"') if isinstance(value, dict) else -1] = members[key]
        else:
            members[key] = self._grafted(members[key], donor)
        return members if isinstance(value, dict) else list(members.values())

    def _leaf(self, value: object, donor: object) -> object:
        draw = self._random.random()
        if draw < 0.3:  # noqa: PLR2004
            return self._within(donor)
        if draw < 0.9 and isinstance(value, str):  # noqa: PLR2004
            return self._random.choice((self._insert, self._cut, self._swap_token, self._repeat))(value)
        return self._random.choice((None, True, 0, -1.5, "", [], {}, self._piece(), [value], {"type": value}))

    def _within(self, donor: object) -> object:
        """Some part of a JSON value."""
        while isinstance(donor, dict | list) and donor and self._random.random() < 0.75:  # noqa: PLR2004
            donor = self._random.choice(list(donor.values()) if isinstance(donor, dict) else donor)
        return donor


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
