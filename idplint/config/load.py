"""From the text of `idplint.yaml` to settings, or to the one message that says what to mend."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import UNSET

from idplint.config.config_file import ApplicationEntry, ConfigFile, DirectoryEntry, IgnoreEntry, SampleEntry
from idplint.config.explanation import explain
from idplint.config.settings import DeclaredApplication, DirectoryFacts, Ignore, Match, Settings
from idplint.config.statements import link_facts, stated_facts
from idplint.documents.document import DocumentBroken
from idplint.documents.reading import read_document
from idplint.errors import ConfigurationError
from idplint.model.application import Creation, ServiceProviderFacts
from idplint.model.supplied_sample import SuppliedSample
from idplint.model.values import Basis, Origin, Sourced

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from idplint.documents.document import Document, Record
    from idplint.model.values import Pointer

_EXPECTED = "write keys such as `applications:` and `ignores:` at the top level of one YAML document"


def load_settings(path: Path, display: str) -> Settings:
    """Read a configuration file.

    Args:
        path: The file.
        display: What messages and origins call it.

    Raises:
        ConfigurationError: It cannot be read or says something that has no meaning; with line and column where the
            mistake has a place.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(
            f"the configuration cannot be read: {reason}", path=display, help="check the permissions of the file"
        ) from error
    if not content.strip():
        return Settings(path=display)
    try:
        document = read_document(display, content)
    except DocumentBroken as broken:
        problem = broken.problem
        raise ConfigurationError(
            problem.message, path=display, line=problem.span.line, column=problem.span.column, help=problem.help
        ) from None
    record = _only_record(document)
    return Settings(path=display) if record is None else _settings(document, _decode(document, record))


def _only_record(document: Document) -> Record | None:
    """The one mapping the file consists of; None where there are only comments."""
    for problem in document.problems:
        raise ConfigurationError(
            problem.message,
            path=document.path,
            line=problem.span.line,
            column=problem.span.column,
            help=problem.help,
        )
    if len(document.records) == 1 and document.records[0].pointer == ():
        return document.records[0]
    if not document.records and not document.collections and document.value_at(()) in (None, []):
        return None
    raise _error(document, (), "value", "the configuration must be one mapping of keys", _EXPECTED)


def _decode(document: Document, record: Record) -> ConfigFile:
    tree = record.tree()
    try:
        return msgspec.convert(tree, ConfigFile)
    except msgspec.ValidationError as error:
        schema = json.loads(resources.files("idplint.config").joinpath("config.schema.json").read_bytes())
        for mistake in explain(tree, schema):
            raise _error(document, mistake.pointer, mistake.part, mistake.message, mistake.help) from None
        raise ConfigurationError(str(error), path=document.path, help="compare the file with its schema") from None


def _error(
    document: Document,
    pointer: Pointer,
    part: Literal["value", "key"],
    message: str,
    help: str,  # noqa: A002 - as in IdplintError
) -> ConfigurationError:
    span = document.span(pointer, part)
    return ConfigurationError(message, path=document.path, line=span.line, column=span.column, help=help or None)


def _settings(document: Document, file: ConfigFile) -> Settings:
    top = Origin(document.path)
    return Settings(
        path=document.path,
        applications=tuple(
            _application(document, entry, top.at("applications", index))
            for index, entry in enumerate(file.applications)
        ),
        directory=_directory(document, file.directory, top.at("directory")),
        ignores=tuple(_ignore(entry, top.at("ignores", index)) for index, entry in enumerate(file.ignores)),
        select=file.select,
        ignore=file.ignore,
        severities=file.severity,
        exclude=file.exclude,
        paths=file.paths,
    )


def _declared(_: str) -> Basis:
    return Basis.DECLARED


def _application(document: Document, entry: ApplicationEntry, at: Origin) -> DeclaredApplication:
    match = Match(*(_given(value) for value in (entry.match.id, entry.match.name, entry.match.acs_url)))
    if match == Match():
        place = at.at("match").pointer
        raise _error(document, place, "value", "`match` names no application", "give it `id`, `name` or `acs_url`")
    _refuse_repetition(document, entry, at)
    return DeclaredApplication(
        match=match,
        facts=_facts(entry, at),
        pair=_sourced(entry.pair, at.at("pair")),
        override=None if entry.override is UNSET else Sourced(entry.override, at.at("override"), Basis.DECLARED),
        origin=at,
    )


def _refuse_repetition(document: Document, entry: ApplicationEntry, at: Origin) -> None:
    whole = entry.service_provider
    if isinstance(whole, str) or whole is UNSET:
        return
    creates = UNSET if whole.login is UNSET else whole.login.creates
    for key, here, there, elsewhere in (
        ("link", entry.link, whole.link, "service_provider.link"),
        ("jit", entry.jit, creates, "service_provider.login.creates"),
        (
            "accounts_before_scim",
            entry.accounts_before_scim,
            whole.accounts_before_scim,
            "service_provider.accounts_before_scim",
        ),
    ):
        if here is not UNSET and there is not UNSET:
            message = f"`{key}` is stated twice: `{elsewhere}` says it too"
            raise _error(document, at.at(key).pointer, "key", message, "keep one of the two")


def _facts(entry: ApplicationEntry, at: Origin) -> ServiceProviderFacts:
    facts = ServiceProviderFacts()
    if isinstance(entry.service_provider, str):
        facts = ServiceProviderFacts(id=Sourced(entry.service_provider, at.at("service_provider"), Basis.DECLARED))
    elif entry.service_provider is not UNSET:
        facts = stated_facts(entry.service_provider, at.at("service_provider"), _declared)
    if entry.link is not UNSET:
        facts = link_facts(entry.link, at.at("link"), _declared, facts)
    changed: dict[str, Any] = {}
    if entry.jit is not UNSET:
        changed["creates"] = Sourced(Creation(entry.jit), at.at("jit"), Basis.DECLARED)
    if entry.accounts_before_scim is not UNSET:
        place = at.at("accounts_before_scim")
        changed["accounts_before_scim"] = Sourced(entry.accounts_before_scim, place, Basis.DECLARED)
    return msgspec.structs.replace(facts, **changed)


def _directory(document: Document, entry: DirectoryEntry, at: Origin) -> DirectoryFacts:
    return DirectoryFacts(
        equivalent=tuple(
            Sourced(names, at.at("equivalent", index), Basis.DECLARED) for index, names in enumerate(entry.equivalent)
        ),
        never_null=_sourced(entry.never_null, at.at("never_null")),
        guests=None if entry.guests is UNSET else Sourced(entry.guests, at.at("guests"), Basis.DECLARED),
        domains=_sourced(entry.domains, at.at("domains")),
        samples=_samples(document, entry.samples, at.at("samples")),
    )


def _samples(document: Document, entries: Sequence[SampleEntry], at: Origin) -> tuple[Sourced[SuppliedSample], ...]:
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if first.setdefault(entry.name, index) != index:
            place = at.at(index, "name").pointer
            message = f"item {index + 1} of `samples` has the name of item {first[entry.name] + 1}"
            raise _error(document, place, "value", message, "give each of them a name of their own")
    return tuple(
        Sourced(
            SuppliedSample(
                name=entry.name,
                special=_given(entry.special) or "",
                user_class=entry.user_class,
                attributes=tuple(entry.attributes.items()),
            ),
            at.at(index),
            Basis.DECLARED,
        )
        for index, entry in enumerate(entries)
    )


def _ignore(entry: IgnoreEntry, at: Origin) -> Ignore:
    return Ignore(
        rule=entry.rule,
        reason=entry.reason,
        application=_given(entry.application),
        until=None if entry.until is UNSET else entry.until,
        pointer=_given(entry.pointer),
        origin=at,
    )


def _given(value: str | msgspec.UnsetType) -> str | None:
    return None if value is UNSET else value


def _sourced(values: Sequence[str], at: Origin) -> tuple[Sourced[str], ...]:
    return tuple(Sourced(value, at.at(index), Basis.DECLARED) for index, value in enumerate(values))
