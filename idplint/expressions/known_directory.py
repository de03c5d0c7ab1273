"""What is known of one directory when two expressions are compared: its kind, declared facts, people to try them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from idplint.directory.attributes import Attribute, attribute_named
from idplint.directory.samples import SampleUser
from idplint.model.application import IdpKind

if TYPE_CHECKING:
    from collections.abc import Iterable


class Equivalences(msgspec.Struct, frozen=True, gc=False):
    """Attributes that people declared to hold the same value in this directory, in sets of canonical names."""

    sets: tuple[frozenset[str], ...] = ()

    @classmethod
    def declared(cls, idp: IdpKind, pairs: Iterable[Iterable[str]]) -> Equivalences:
        """Resolve names as people write them; names the directory does not have are left out."""
        resolved: list[frozenset[str]] = []
        for pair in pairs:
            names = frozenset(found.name for text in pair if (found := attribute_named(idp, text)))
            if len(names) > 1:
                # What equals a third thing is equal: sets that share an attribute are one.
                touching = [held for held in resolved if held & names]
                resolved = [held for held in resolved if not held & names]
                resolved.append(names.union(*touching))
        return cls(tuple(resolved))

    def representative(self, attribute: Attribute) -> str | None:
        """One name for all attributes that hold the same value; None where none was declared to equal this one."""
        return next((min(names) for names in self.sets if attribute.name in names), None)


class KnownDirectory(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One directory. Compared by identity: the facts of a run's directory are made once."""

    idp: IdpKind
    equivalences: Equivalences = Equivalences()
    never_null: frozenset[str] = frozenset()
    """Canonical names of attributes that are declared to be filled for everybody."""
    domains: tuple[str, ...] = ()
    """The domains of the organisation's addresses, in lower case; empty where they were not declared."""
    samples: tuple[SampleUser, ...] = ()
    """People supplied by the user, beside the ones idplint brings."""

    def filled_as(self, attribute: Attribute) -> str | None:
        """The declared fact by which a nullable attribute of a member is filled for everybody; None where none says so.

        An attribute that always holds the same as one that nobody lacks is filled as well.
        """
        equal = next((names for names in self.equivalences.sets if attribute.name in names), frozenset())
        for name in (attribute.name, *sorted(equal)):
            plain = name.partition(".")[2]
            if name in self.never_null:
                return f"declared never null: {attribute.label if name == attribute.name else plain}"
            other = attribute_named(self.idp, f"user.{plain}")
            if other is not None and other.name == name != attribute.name and not other.nullable:
                return f"declared equivalent: {' = '.join(sorted(each.partition('.')[2] for each in equal))}"
        return None

    @property
    def declares(self) -> bool:
        """Whether any fact was declared that could make two sources the same."""
        return bool(self.equivalences.sets or self.never_null or self.domains)


_BARE = {kind: KnownDirectory(idp=kind) for kind in IdpKind}


def bare_directory(idp: IdpKind) -> KnownDirectory:
    """A directory of which nothing was declared."""
    return _BARE[idp]
