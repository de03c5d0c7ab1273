"""The settings of a run, with the place of every value that people declared."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from idplint.findings import Severity
from idplint.model.application import ServiceProviderFacts
from idplint.model.supplied_sample import SuppliedSample
from idplint.model.values import Origin, Sourced


class Match(msgspec.Struct, frozen=True):
    """Which applications a declared entry speaks of: every condition that is not None must hold.

    Values are patterns as `fnmatch` takes them, compared in any case; the tenant part of an id may be left out.
    """

    id: str | None = None
    name: str | None = None
    acs_url: str | None = None

    @property
    def words(self) -> str:
        """The conditions as they would be written: `name: Ledger*`."""
        conditions = (("id", self.id), ("name", self.name), ("acs_url", self.acs_url))
        return ", ".join(f"{key}: {pattern}" for key, pattern in conditions if pattern is not None)


class DeclaredApplication(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of `applications:`."""

    match: Match
    facts: ServiceProviderFacts = ServiceProviderFacts()
    """Every value has the basis DECLARED and its own origin."""
    pair: tuple[Sourced[str], ...] = ()
    """Ids of the halves of one application."""
    override: Sourced[str] | None = None
    """Why the entry is right where a file that was read says otherwise."""
    origin: Origin


class DirectoryFacts(msgspec.Struct, frozen=True):
    """What people declared about the directory. Attribute names are as they were written."""

    equivalent: tuple[Sourced[tuple[str, ...]], ...] = ()
    """Sets of attributes that hold the same value for everybody."""
    never_null: tuple[Sourced[str], ...] = ()
    """Attributes that are filled for everybody."""
    guests: Sourced[Literal["none", "present"]] | None = None
    """Whether guests are given access to applications."""
    domains: tuple[Sourced[str], ...] = ()
    """Mail and sign-in domains of the organisation."""
    samples: tuple[Sourced[SuppliedSample], ...] = ()
    """Invented people, in the order they were written; each has a name of its own."""


class Ignore(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that was looked at and accepted."""

    rule: str
    """Code or name."""
    reason: str
    application: str | None = None
    """An application's id as it was written; None is every application."""
    until: dt.date | None = None
    """The last day on which it holds."""
    pointer: str | None = None
    """JSON Pointer (RFC 6901) of the place; None is any place."""
    origin: Origin


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything `idplint.yaml` says; the defaults where there is none."""

    path: str | None = None
    """Display path of the file, None where there is none."""
    applications: tuple[DeclaredApplication, ...] = ()
    directory: DirectoryFacts = DirectoryFacts()
    ignores: tuple[Ignore, ...] = ()
    select: tuple[str, ...] = ()
    """Rules to run, as written; empty is the default selection."""
    ignore: tuple[str, ...] = ()
    """Rules not to run, as written."""
    severities: dict[str, Severity] = {}
    """Severity by rule code or name, as written."""
    exclude: tuple[str, ...] = ()
    """Patterns as in .gitignore, relative to the file's folder."""
    paths: tuple[str, ...] = ()
    """What to check when nothing is named, relative to the file's folder."""

    def origin(self, *steps: str | int) -> Origin | None:
        """The place of a plain value by its keys in the file: `origin("select", 0)`, `origin("severity", "IDP101")`."""
        return None if self.path is None else Origin(self.path, steps)
