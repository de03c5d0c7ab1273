"""What every connector is asked for and gives back: the bodies of one application after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping


class Wanted(msgspec.Struct, frozen=True):
    """Which applications of a tenant are asked for."""

    names: tuple[str, ...] = ()
    """Ids, or names in any case, in which `*` and `?` stand for any letters; empty: every application."""
    limit: int | None = None
    """At most this many; None: all."""

    @property
    def is_whole(self) -> bool:
        """Whether the tenant as a whole is asked for."""
        return not self.names and self.limit is None


class Tenancy(msgspec.Struct, frozen=True):
    """Which tenant answers, at which address."""

    idp: str
    """`entra`, `okta` or `auth0`: the folder that the documents are written to."""
    tenant: str
    """Entra tenant id, Okta org host, Auth0 domain."""
    host: str
    api_versions: tuple[str, ...]


class Unread(msgspec.Struct, frozen=True):
    """A part of one application that was asked for and not answered, or that this cloud does not offer."""

    part: str
    """The key of the bundle; `synchronizationJobs.schema` for a key inside."""
    reason: str
    """What was answered instead, one clause."""
    remedy: str
    """What to do about it, one clause."""
    permission: str | None = None
    """The permission that would have given it, where it was refused."""
    offered: bool = True
    """False where no call of this cloud gives it: the export is not incomplete for it."""


class Harvested(msgspec.Struct, frozen=True):
    """One application as its vendor answers, unredacted."""

    ident: str
    """The vendor's id."""
    name: str
    """The name people see; the id where there is none."""
    bundle: dict[str, Any]
    """Bodies by the keys of docs/getting-input.md; `notRead` names keys that are absent, with reason and remedy."""
    unread: tuple[Unread, ...] = ()


class Connector(Protocol):
    """A tenant that can be read."""

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many applications were passed over on purpose so far, by why."""

    @property
    def requests(self) -> int:
        """How many requests were sent so far, repeated ones and those for tokens included."""

    async def tenancy(self) -> Tenancy:
        """Say which tenant answers.

        Raises:
            ConnectorError: The credential is refused, or the vendor cannot be reached.
        """

    def harvest(self, wanted: Wanted) -> AsyncIterator[Harvested]:
        """Yield one application after the other, in no particular order and holding few at a time.

        Raises:
            ConnectorError: The list of applications cannot be read, or the credential is no longer accepted.
        """

    async def close(self) -> None:
        """Close connections."""


def gone(ident: str, name: str, vendor: str) -> Harvested:
    """An application that was listed, and that its vendor then says there is none of.

    Nothing was read of it, which leaves the run incomplete: a vendor that suddenly knows none of its applications looks just so,
    and the next run tells whether it was deleted.
    """
    reason = f"{vendor} listed it, and then had no such application"
    return Harvested(ident, name, {}, (Unread("application", reason, "export again"),))


def not_read(unread: Unread) -> dict[str, str]:
    """The entry of `notRead` that says why a key is absent."""
    return {"reason": unread.reason, "remedy": unread.remedy}
