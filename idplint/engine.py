"""The way from paths to a report; the only module that knows every stage (docs/architecture.md, Flow)."""

from __future__ import annotations

import datetime
import errno
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from idplint.analysis.application_analysis import ApplicationAnalysis
from idplint.analysis.keys import Scope
from idplint.config.discovery import display_path, project_root
from idplint.config.governing import by_configuration, current_directory, default_paths
from idplint.config.load import load_settings
from idplint.config.settings import DirectoryFacts, Settings
from idplint.directory.attributes import attribute_named
from idplint.directory.supplied import supplied_users
from idplint.documents.archive import STDIN, Documents
from idplint.documents.document import DocumentBroken
from idplint.documents.reading import read_document
from idplint.documents.unsupported_code import tally, unsupported_kind
from idplint.errors import ConfigurationError, UsageError
from idplint.expressions.known_directory import Equivalences, KnownDirectory
from idplint.findings import Finding, Label, Problem, Report, RunError, Severity, Summary
from idplint.inputs.exports import begins_stream, ends_early
from idplint.inputs.recognition import Recognised
from idplint.inputs.registry import marks
from idplint.inputs.unreadable_files import broken, left_out, unopened
from idplint.model.application import Application, IdpKind, Layer
from idplint.pairing.joining import join
from idplint.providers.catalogue import profiles
from idplint.review.configured_names import unknown_providers, unknown_rules
from idplint.review.ignoring import Ignores
from idplint.review.reviewing import finish, gather, order
from idplint.ruleset.registry import rules
from idplint.ruleset.running import ask, report_problems
from idplint.ruleset.selection import find_rule, select_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from idplint.documents.discovery import Candidate
    from idplint.model.values import Origin
    from idplint.ruleset.running import RawUndecided


_UNREADABLE = "IDP901"


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller may ask of a run besides paths."""

    config: Path | None = None
    """This file instead of the nearest `idplint.yaml` of each input."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    today: datetime.date | None = None
    """The day that decides about expired ignores; None is the current day."""


class Estate(msgspec.Struct, frozen=True, kw_only=True):
    """The files that one `idplint.yaml` governs, read and joined."""

    settings: Settings
    applications: tuple[Application, ...]
    analyses: tuple[ApplicationAnalysis, ...]
    problems: tuple[Problem, ...]
    files: int
    skipped: int
    skipped_broken: int
    not_read: tuple[tuple[str, str], ...]
    """Language and path of files of code that idplint does not read."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was read, before any rule is asked."""

    estates: tuple[Estate, ...]
    documents: Documents
    errors: tuple[RunError, ...]


def check(
    paths: str | Path | Sequence[str | Path],
    config: str | Path | None = None,
    *,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    today: datetime.date | None = None,
) -> Report:
    """Read configuration and report what is wrong with it.

    Args:
        paths: Files and directories; `-` is standard input. Empty: what `paths` of the configuration names, else the current
            directory.
        config: An `idplint.yaml` to use for every input, instead of the nearest of each.
        select: Only these rules: codes, names, prefixes of codes, or `default`.
        ignore: Not these rules.
        today: The day that decides about expired ignores; None is the current day.

    Raises:
        UsageError: A path does not exist, or a rule that was selected does not.
    """
    options = Options(
        config=Path(config) if config else None,
        select=(select,) if isinstance(select, str) else tuple(select),
        ignore=(ignore,) if isinstance(ignore, str) else tuple(ignore),
        today=today,
    )
    return report_of(load((paths,) if isinstance(paths, str | Path) else paths, options), options)


def load(paths: Sequence[str | Path], options: Options) -> Run:
    """Discover, read, recognise and join.

    Args:
        paths: Files and directories, `-` for standard input. None: what the configuration's `paths` names, else the
            current directory.
        options: Configuration and selection.

    Raises:
        UsageError: A path does not exist, or the current directory does not.
    """
    current_directory()
    if "" in paths:
        raise UsageError("a path is empty", help="write `.` for the current directory")
    documents = Documents()
    errors: list[RunError] = []
    estates = []
    if not paths:
        paths = default_paths(options.config, documents, errors)
    for config_path, candidates in by_configuration(paths, options.config, errors):
        try:
            settings = load_settings(config_path, display_path(config_path)) if config_path else Settings()
        except ConfigurationError as error:
            errors.append(RunError.of(error))
            continue
        if mistakes := unknown_rules(settings, documents):
            errors += mistakes
            continue
        errors += unknown_providers(settings, documents)
        estates.append(_read_estate(settings, _included(candidates, settings, config_path), documents, errors))
    return Run(estates=tuple(estates), documents=documents, errors=tuple(dict.fromkeys(errors)))


def report_of(run: Run, options: Options) -> Report:
    """Ask the selected rules about every application of a run.

    Raises:
        UsageError: A rule that was selected or ignored on the command line does not exist.
    """
    today = options.today or datetime.datetime.now(tz=datetime.UTC).date()
    select_rules(rules(), options.select, options.ignore)  # a wrong word is wrong though nothing was read
    findings: list[Finding] = []
    undecided: list[RawUndecided] = []
    errors = list(run.errors)
    ignored = 0
    for estate in run.estates:
        settings = estate.settings
        chosen = select_rules(rules(), options.select or settings.select, (*settings.ignore, *options.ignore))
        ignores = Ignores(settings.ignores, today, chosen)
        severities = {find_rule(rules(), name).code: severity for name, severity in settings.severities.items()}
        raw = report_problems(chosen, estate.problems, estate.applications)
        for analysis in estate.analyses:
            found, open_facts = ask(chosen, analysis)
            raw += found
            undecided += open_facts
        for finding in raw:
            if ignores.covers(finding):
                ignored += 1
            else:
                findings.append(finish(finding, severities, run.documents))
        findings += [
            finish(finding, severities, run.documents) for finding in report_problems(chosen, ignores.problems())
        ]
    ordered = order(findings)
    facts = gather(undecided)
    return Report(
        summary=Summary(
            errors=sum(finding.severity is Severity.ERROR for finding in ordered),
            warnings=sum(finding.severity is Severity.WARNING for finding in ordered),
            notes=sum(finding.severity is Severity.NOTE for finding in ordered),
            undecided=len(facts),
            ignored=ignored,
            applications=sum(len(estate.applications) for estate in run.estates),
            files=sum(estate.files for estate in run.estates),
            skipped=sum(estate.skipped for estate in run.estates),
            skipped_broken=sum(estate.skipped_broken for estate in run.estates),
            not_read=tally(file for estate in run.estates for file in estate.not_read),
        ),
        findings=ordered,
        undecided=facts,
        errors=tuple(errors),
    )


def unreadable(run: Run) -> tuple[Finding, ...]:
    """What could not be read (IDP901), as the configuration would have it reported; for who asks no other rule."""
    report = report_of(run, Options(select=(_UNREADABLE,)))
    return tuple(finding for finding in report.findings if finding.code == _UNREADABLE)


def _read_estate(
    settings: Settings, candidates: Iterable[Candidate | None], documents: Documents, errors: list[RunError]
) -> Estate:
    problems: list[Problem] = []
    recognised = Recognised()
    files = skipped = skipped_broken = 0
    not_read: list[tuple[str, str]] = []
    for candidate in candidates:
        path = candidate.display if candidate else STDIN
        if candidate is not None and candidate.unlisted is not None:
            message = f"this directory cannot be listed: {candidate.unlisted}"
            errors.append(RunError(message=message, path=path, help="check its permissions, or exclude it"))
            continue
        content = b""
        document = None
        try:
            content = _content(candidate)
            if kind := unsupported_kind(path, content):
                not_read.append((kind, path))
                continue
            document = read_document(path, content)
            found = left_out(document)
            ours = recognised.add(document, candidate.path.parent if candidate and not candidate.named else None)
        except OSError as error:
            found, ours = [unopened(path, error)], True
        except DocumentBroken as error:
            found, ours = [broken(path, error)], False
            if candidate is None and begins_stream(content):
                errors.append(ends_early(path))
        if ours or (found and (candidate is None or candidate.named or _is_meant_for_idplint(content))):
            files += 1
            problems += found
            if document is not None:
                documents.keep(document)
            else:
                documents.keep_broken(path, content)
        else:
            skipped += 1
            skipped_broken += bool(found)
            if document is not None and document.format == "hcl":
                documents.keep(document)  # a variable in it may be the place to mend
    reading = recognised.read(project_root(settings.path))
    for document in reading.opened:
        documents.keep(document)
    problems += [*reading.problems, *recognised.exports.problems]
    errors += recognised.exports.errors
    joined = join(reading.applications, settings.applications, recognised.exports.exported_on)
    problems += joined.problems
    problems += _strange_providers(joined.applications)
    problems += _strange_attributes(settings, joined.applications)
    directories = {kind: _directory(kind, settings) for kind in IdpKind}
    return Estate(
        settings=settings,
        applications=joined.applications,
        analyses=tuple(
            ApplicationAnalysis(application, _scope(application, settings, directories[application.idp.kind]))
            for application in joined.applications
        ),
        problems=tuple(problems),
        files=files,
        skipped=skipped,
        skipped_broken=skipped_broken,
        not_read=tuple(not_read),
    )


def _content(candidate: Candidate | None) -> bytes:
    if candidate is not None:
        return candidate.path.read_bytes()
    if sys.stdin is None:  # as `<&-` leaves it
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin.buffer.read()


def _is_meant_for_idplint(content: bytes) -> bool:
    """Whether a file of which something could not be read shows the mark of a format."""
    text = content.replace(b"\0", b"")  # UTF-16, as Windows PowerShell writes it
    return any(mark in text for mark in marks())


def _included(
    candidates: Iterable[Candidate | None], settings: Settings, config_path: Path | None
) -> Iterator[Candidate | None]:
    """The candidates that the configuration's `exclude` leaves in."""
    if not settings.exclude or config_path is None:
        yield from candidates
        return
    from idplint.documents.discovery_patterns import matcher

    excluded = matcher(settings.exclude)
    folder = config_path.resolve().parent
    for candidate in candidates:
        if candidate is not None:
            try:
                relative = candidate.path.resolve().relative_to(folder)
            except ValueError:
                relative = candidate.path
            if excluded(relative.as_posix() + ("/" if candidate.unlisted is not None else "")):
                continue
        yield candidate


def _strange_attributes(settings: Settings, applications: Iterable[Application]) -> list[Problem]:
    """Attributes that are named under `directory` and that no directory of the estate has."""
    kinds = {application.idp.kind for application in applications} & {IdpKind.ENTRA, IdpKind.OKTA}
    return [
        Problem(
            predicate="configuration",
            outcome="unknown-attribute",
            slots={"attribute": name, "directory": " or ".join(sorted(kinds))},
            labels=(Label(origin, "no attribute of that name", primary=True),),
        )
        for name, origin in _attribute_names(settings.directory)
        if kinds and all(attribute_named(kind, name) is None for kind in kinds)
    ]


def _attribute_names(stated: DirectoryFacts) -> Iterator[tuple[str, Origin]]:
    for pair in stated.equivalent:
        yield from ((name, pair.origin.at(index)) for index, name in enumerate(pair.value))
    for filled in stated.never_null:
        yield filled.value, filled.origin
    for sample in stated.samples:
        for name, _ in sample.value.attributes:
            yield name, msgspec.structs.replace(sample.origin.at("attributes", name), part="key")


def _strange_providers(applications: Iterable[Application]) -> list[Problem]:
    """Service providers that a native document names and the catalogue does not have."""
    return [
        Problem(
            predicate="configuration",
            outcome="unknown-provider",
            slots={"provider": stated.value, "known": ", ".join(sorted(profiles()))},
            labels=(Label(stated.origin, "not in the catalogue", primary=True),),
        )
        for application in applications
        if (stated := application.service_provider.id) is not None
        and stated.value not in profiles()
        and application.layers.get(stated.origin.path) is Layer.NATIVE
    ]


def _directory(idp: IdpKind, settings: Settings) -> KnownDirectory:
    stated = settings.directory
    filled = (attribute_named(idp, name.value) for name in stated.never_null)
    return KnownDirectory(
        idp=idp,
        equivalences=Equivalences.declared(idp, [pair.value for pair in stated.equivalent]),
        never_null=frozenset(attribute.name for attribute in filled if attribute is not None),
        domains=tuple(dict.fromkeys(domain.value.lower().lstrip("@") for domain in stated.domains)),
        samples=supplied_users(idp, [sample.value for sample in stated.samples]),
    )


def _scope(application: Application, settings: Settings, directory: KnownDirectory) -> Scope:
    declared = settings.directory.guests.value if settings.directory.guests else None
    assigned = application.guests is not None and application.guests.value
    return Scope(
        directory=directory,
        guests_in_scope=assigned or declared == "present",
        guests_excluded=declared == "none",
    )
