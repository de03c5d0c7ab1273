"""What tells one Okta dialect from another: its operators, functions and methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from idplint.expressions.okta.inner import Inner

Implementation: TypeAlias = Callable[[Sequence[Inner]], Inner]


class Function(msgspec.Struct, frozen=True):
    """A documented function or method; a method's receiver is its first argument."""

    least: int
    most: int | None
    """None when any number of arguments is taken."""
    run: Implementation


class Language(msgspec.Struct, frozen=True):
    """One dialect."""

    name: str
    title: str
    """As a message names it."""
    functions: Mapping[str, Function]
    """By the name as written, with its namespace."""
    methods: Mapping[str, Function]
    """By name; `least` and `most` count the receiver."""
    live: frozenset[str]
    """Functions and methods whose result only the live directory knows."""
    rejected: Mapping[str, str]
    """Namespaces that Okta documents as not available here, with the reason."""
    template: bool = False
    arrays: bool = True
    elvis: bool = True


NAMESPACES = frozenset({"String", "Arrays", "Convert", "Iso3166Convert", "Time", "Groups", "DateTime"})

LIVE = frozenset(
    {
        "getFilteredGroups",
        "isMemberOfGroupName",
        "isMemberOfGroup",
        "isMemberOfAnyGroup",
        "isMemberOfGroupNameStartsWith",
        "isMemberOfGroupNameContains",
        "isMemberOfGroupNameRegex",
        "Groups.contains",
        "Groups.startsWith",
        "Groups.endsWith",
        "getManagerUser",
        "getManagerAppUser",
        "getAssistantUser",
        "getAssistantAppUser",
        "hasDirectoryUser",
        "hasWorkdayUser",
        "findDirectoryUser",
        "findWorkdayUser",
        "Time.now",
        "DateTime.now",
        "getGroups",
        "isMemberOf",
        "getLinkedObject",
        "getInternalProperty",
        "versionGreaterThan",
        "versionLessThan",
    }
)
