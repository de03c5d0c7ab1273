"""Errors that end a run, or a part of it, with a message for the person who started it."""

from __future__ import annotations


class IdplintError(Exception):
    """Something the user can put right: what happened, where, and one line of help.

    Attributes:
        message: What is wrong, one sentence, without the place.
        path: The file concerned, as the user would name it, or None.
        line: 1-based line in that file, or None.
        column: 1-based column in code points, or None.
        help: One line that says what to do next, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        help: str | None = None,  # noqa: A002 - the word the JSON report uses
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.help = help

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class ConfigurationError(IdplintError):
    """`idplint.yaml`, a rule or a profile says something idplint cannot follow (exit code 2)."""


class UsageError(IdplintError):
    """The command line or the call asks for something that does not exist (exit code 2)."""


class ConnectorError(IdplintError):
    """A tenant cannot be read: the credential is refused, or its list of applications does not come (exit code 2)."""


class NothingThere(IdplintError):  # noqa: N818 - what happened, not a mistake of anybody's
    """A tenant shows no application at all, so that an earlier export of it is rather left as it is (exit code 3)."""
