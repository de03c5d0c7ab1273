"""Settings of a service provider that name no connection: they belong to the one application of that service provider.

A Terraform resource that carries a JIT switch says whose switch it is by its type alone. It joins an application only if each is
the only one of its kind, first within one root module, then in the estate; an application that stands in the code of another
root module is another one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from idplint.model.application import Layer
from idplint.model.values import Sourced
from idplint.pairing.declarations import names_match
from idplint.pairing.identifiers import TERRAFORM, split_id
from idplint.providers.catalogue import profiles
from idplint.providers.recognition import recognise_together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from idplint.config.settings import DeclaredApplication
    from idplint.model.application import PartialApplication


class Rivals(msgspec.Struct, frozen=True):
    """Settings and applications of one service provider of which nothing tells which belong together."""

    profile: str
    settings: tuple[int, ...]
    applications: tuple[int, ...]


class SoleProducts:
    """Which settings belong to which application, both as groups of records.

    Attributes:
        owners: The application's group by the settings' group.
        rivals: What is left open.
    """

    def __init__(
        self, groups: Mapping[int, Sequence[PartialApplication]], declared: Sequence[DeclaredApplication]
    ) -> None:
        """Match by service provider and way to sign in.

        Args:
            groups: The records that are known to be one application, by a number of the group.
            declared: The entries of `applications:` in `idplint.yaml`, which may say which service provider it is.
        """
        self.owners: dict[int, int] = {}
        self.rivals: list[Rivals] = []
        settings = {number: ident for number, records in groups.items() if (ident := _setting_of(records))}
        if not settings:
            return
        wanted = set(settings.values())
        products = {
            number: ident
            for number, records in groups.items()
            if number not in settings and (ident := _product(records, declared)) in wanted
        }
        for close in (True, False):
            self._match(groups, settings, products, close=close)

    def _match(
        self,
        groups: Mapping[int, Sequence[PartialApplication]],
        settings: Mapping[int, str],
        products: Mapping[int, str],
        *,
        close: bool,
    ) -> None:
        taken = {*self.owners.values(), *(each for rivals in self.rivals for each in rivals.applications)}
        met = {*self.owners, *(each for rivals in self.rivals for each in rivals.settings)}
        fitting: dict[int, list[int]] = {}
        asking: dict[int, list[int]] = defaultdict(list)
        for setting, ident in settings.items():
            if setting in met:
                continue
            fitting[setting] = [
                number
                for number, product in products.items()
                if product == ident and number not in taken and _fit(groups[setting], groups[number], close=close)
            ]
            for number in fitting[setting]:
                asking[number].append(setting)
        for setting, found in fitting.items():
            rivals = tuple(dict.fromkeys(other for number in found for other in asking[number]))
            if len(found) == 1 and len(rivals) == 1:
                self.owners[setting] = found[0]
            elif found and not any(setting in each.settings for each in self.rivals):
                self.rivals.append(Rivals(settings[setting], rivals, tuple(found)))


def _setting_of(records: Sequence[PartialApplication]) -> str | None:
    """The service provider whose settings the records are; None where they name a connection, or are no settings."""
    if any(record.side == "idp" or record.keys for record in records):
        return None
    stated = {
        record.service_provider.id.value for record in records if record.service_provider and record.service_provider.id
    }
    ident = stated.pop() if len(stated) == 1 else ""
    return ident if ident in profiles() and profiles()[ident].terraform else None


def _product(records: Sequence[PartialApplication], declared: Sequence[DeclaredApplication]) -> str | None:
    """The service provider of an application: declared, read, or recognised."""
    if all(record.side == "sp" for record in records):
        return None
    for entry in declared:
        if entry.facts.id is not None and any(names_match(entry, record) for record in records):
            return entry.facts.id.value
    for record in records:
        if record.service_provider is not None and record.service_provider.id is not None:
            return record.service_provider.id.value
    found = recognise_together(records)
    return found.profile_id if found else None


def _fit(settings: Sequence[PartialApplication], product: Sequence[PartialApplication], *, close: bool) -> bool:
    """Whether people sign in to both in the same way, as far as is known, and both are of one root module.

    Args:
        settings: The settings' records.
        product: The application's records.
        close: Whether both must stand in one root module; else it is enough that the application is of no other.
    """
    ways = [
        {record.protocol.value for record in records if isinstance(record.protocol, Sourced)}
        for records in (settings, product)
    ]
    if all(ways) and ways[0].isdisjoint(ways[1]):
        return False
    ours, theirs = _roots(settings), _roots(product)
    if not close and any(record.layer is not Layer.CODE for record in product):
        return True
    return bool(ours & theirs) if close or theirs else True


def _roots(records: Sequence[PartialApplication]) -> set[str]:
    ids = [split_id(record.id) for record in records if record.layer is Layer.CODE]
    return {directory for kind, directory, _ in ids if kind == TERRAFORM}
