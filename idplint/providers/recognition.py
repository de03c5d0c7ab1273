"""Telling which service provider an application is, by its URLs and names. An exact host beats every pattern."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from idplint.model.values import Origin, Sourced
from idplint.providers.catalogue import profiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from idplint.model.application import Application, PartialApplication
    from idplint.providers.profile import Profile

_EXACT_HOST, _HOST_PATTERN, _ENTITY, _GALLERY = 4, 3, 2, 1


class Recognised(msgspec.Struct, frozen=True):
    """A profile and what it was recognised by."""

    profile_id: str
    origin: Origin
    because: str


@lru_cache(maxsize=4096)
def _url_score(url: str) -> tuple[int, str]:
    """The best (score, profile id) for a reply URL; (0, "") where none fits."""
    host, path = _host_and_path(url)
    return _best(
        (_HOST_PATTERN if "*" in pattern else _EXACT_HOST, held.id)
        for held in profiles().values()
        for pattern in held.recognise.acs_hosts
        if fnmatchcase(host, pattern) and fnmatchcase(path, held.recognise.acs_path)
    )


@lru_cache(maxsize=4096)
def _endpoint_score(url: str) -> tuple[int, str]:
    host, path = _host_and_path(url)
    return _best(
        (_HOST_PATTERN if "*" in pattern.partition("/")[0] else _EXACT_HOST, held.id)
        for held in profiles().values()
        for pattern in held.recognise.scim_endpoints
        if fnmatchcase(f"{host}{path}", pattern)
    )


@lru_cache(maxsize=4096)
def _name_score(name: str, kind: str) -> tuple[int, str]:
    def patterns(held: Profile) -> tuple[str, ...]:
        recognise = held.recognise
        return recognise.entity_ids if kind == "entity" else (*recognise.okta_apps, *recognise.entra_templates)

    return _best(
        (_ENTITY if kind == "entity" else _GALLERY, held.id)
        for held in profiles().values()
        for pattern in patterns(held)
        if fnmatchcase(name.lower(), pattern)
    )


def _best(scores: Iterable[tuple[int, str]]) -> tuple[int, str]:
    return max(scores, default=(0, ""))


def _host_and_path(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return "", ""
    return host, f"{parts.path}?{parts.query}" if parts.query else parts.path


def recognise(application: Application) -> Recognised | None:
    """The profile that an application's URLs and names point to, or None where none does or two do equally well."""
    return recognise_together((application,))


def recognise_together(records: Iterable[Application | PartialApplication]) -> Recognised | None:
    """The same for what several records say of one application."""
    found = [each for record in records for each in _scores(record)]
    best = max((score for score, *_ in found), default=0)
    if best == 0:
        return None
    leaders = [item for item in found if item[0] == best]
    if len({ident for _, ident, *_ in leaders}) > 1:
        return None
    _, ident, shown, what = leaders[0]
    host = _host_and_path(shown.value)[0]
    return Recognised(ident, shown.origin, f"its {what} is {host or shown.value}")


def _scores(record: Application | PartialApplication) -> Iterator[tuple[int, str, Sourced[str], str]]:
    """How well each URL and name of a record fits which profile, and what it is."""
    for url in record.acs_urls or ():
        yield (*_url_score(url.value), url, "reply URL")
    for provisioning in record.provisioning if isinstance(record.provisioning, tuple) else ():
        if provisioning.endpoint is not None:
            yield (*_endpoint_score(provisioning.endpoint.value), provisioning.endpoint, "SCIM endpoint")
    for entity in record.entity_ids or ():
        yield (*_name_score(entity.value, "entity"), entity, "entity id")
    for hint in record.catalogue_hints:
        yield (*_name_score(hint, "gallery"), Sourced(hint, record.origin), "name in the gallery")
