"""What a run knows of each application after it was read: enough to name, count and compare, and nothing more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from idplint.connectors.harvest import Tenancy, Unread, Wanted
from idplint.exporting.native_documents import draft
from idplint.inputs.export_manifest import Idp, UnknownPart
from idplint.inputs.secrets import text_without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.connectors.harvest import Harvested
    from idplint.exporting.staging import Staging

DOCUMENT = "yaml"
BUNDLE = "json"


class Exported(msgspec.Struct, frozen=True):
    """One application that was read, whose documents wait in a staging folder."""

    ident: str
    name: str
    number: int
    """Part of the name under which the staging folder keeps its documents; says nothing."""
    kinds: frozenset[str]
    """The documents there are: `DOCUMENT`, `BUNDLE`, both or none."""
    unread: tuple[Unread, ...]

    def staged_as(self, kind: str) -> str:
        """The name under which the staging folder keeps one of its documents."""
        return f"{self.number}.{kind}"

    @property
    def missing(self) -> frozenset[str]:
        """Parts that another run could know."""
        return frozenset(each.part for each in self.unread if each.offered)


class HarvestLog:
    """The applications of a run, each once."""

    def __init__(self, tenancy: Tenancy, wanted: Wanted) -> None:
        self.tenancy = tenancy
        self.idp = msgspec.convert(tenancy.idp, Idp)
        self.wanted = wanted
        self.left_out: dict[str, int] = {}
        self._by_ident: dict[str, Exported] = {}
        self._taken = 0

    def take(self, harvested: Harvested, document_staging: Staging, bundle_staging: Staging | None) -> None:
        """Write the documents of an application into the staging folders.

        A list that shifts while it is paged through may name an application twice; the copy that knows more counts.

        Raises:
            IdplintError: They cannot be written.
        """
        drafted = draft(harvested, self.idp)
        self._taken += 1
        kinds = set()
        for kind, content, staging in (
            (DOCUMENT, drafted.document, document_staging),
            (BUNDLE, drafted.bundle, bundle_staging),
        ):
            if content is not None and staging is not None:
                staging.write(f"{self._taken}.{kind}", content)
                kinds.add(kind)
        # It becomes the name of a file.
        name = text_without_secrets(harvested.name)
        exported = Exported(harvested.ident, name, self._taken, frozenset(kinds), drafted.unread)
        before = self._by_ident.get(harvested.ident)
        if before is None or len(exported.missing) < len(before.missing):
            self._by_ident[harvested.ident] = exported

    @property
    def applications(self) -> list[Exported]:
        """Every application, by id."""
        return [self._by_ident[ident] for ident in sorted(self._by_ident)]

    def __len__(self) -> int:
        return len(self._by_ident)

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for and that this cloud offers was read."""
        return not any(each.missing for each in self._by_ident.values())


def unknown_parts(applications: Iterable[Exported]) -> tuple[UnknownPart, ...]:
    """Which parts are unknown for how many applications, why, and what would give them; sorted."""
    counted = Counter(row for each in applications for row in {_row(unread) for unread in each.unread})
    rows = (msgspec.structs.replace(row, applications=number) for row, number in counted.items())
    return tuple(sorted(rows, key=lambda row: (row.part, row.reason, row.remedy)))


def _row(unread: Unread) -> UnknownPart:
    remedy = unread.remedy
    if unread.permission is not None and unread.permission not in remedy:
        remedy = f"{remedy} ({unread.permission})"
    return UnknownPart(
        part=unread.part,
        applications=1,
        reason=writable(unread.reason),
        remedy=writable(remedy),
        offered=unread.offered,
    )


def writable(text: str) -> str:
    """Text that can stand in a file: halves of characters, which an answer may hold, become question marks."""
    return text.encode("utf-8", "replace").decode()
