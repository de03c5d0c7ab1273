"""Which applications of a listing are asked for by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idplint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.connectors.harvest import Wanted


class Choice:
    """The names asked for, and which of them were found so far."""

    def __init__(self, wanted: Wanted) -> None:
        """Make a choice of which nothing was found yet."""
        self._names = {name: _pattern(name) for name in wanted.names}
        self._missing = set(self._names)

    def takes(self, idents: Iterable[object], names: Iterable[object]) -> bool:
        """Whether an application is asked for.

        Args:
            idents: Its ids, such as an object id and a client id; anything but text is passed over.
            names: The names people see; anything but text is passed over.
        """
        if not self._names:
            return True
        exact = {each.casefold() for each in idents if isinstance(each, str)}
        seen = [each for each in names if isinstance(each, str)]
        matching = {
            name
            for name, pattern in self._names.items()
            if name.casefold() in exact or any(pattern.fullmatch(each) for each in seen)
        }
        self._missing -= matching
        return bool(matching)

    def require_all(self) -> None:
        """Object to names that no application of the listing has.

        Raises:
            UsageError: There are some.
        """
        if self._missing:
            listed = ", ".join(repr(name) for name in self._names if name in self._missing)
            raise UsageError(
                f"--app matches no application of the tenant: {listed}",
                help="give an id, or a name as the console shows it; * and ? stand for any letters",
            )


def _pattern(name: str) -> re.Pattern[str]:
    # Not fnmatch, in which brackets have a meaning: they are common in names.
    parts = (".*" if each == "*" else "." if each == "?" else re.escape(each) for each in re.sub(r"\*+", "*", name))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
