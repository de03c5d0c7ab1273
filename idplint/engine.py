"""The way from paths to a report; the only module that knows every stage (docs/architecture.md, Flow)."""

from __future__ import annotations

import datetime
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from idplint.analysis.application_analysis import ApplicationAnalysis
from idplint.analysis.keys import Scope
from idplint.config.discovery import CONFIG_NAMES, find_config
from idplint.config.load import load_settings
from idplint.config.settings import Settings
from idplint.documents.archive import STDIN, Documents
from idplint.documents.discovery import Candidate, discover
from idplint.documents.document import Document, DocumentBroken
from idplint.documents.reading import read_document
from idplint.errors import ConfigurationError, UsageError
from idplint.expressions.comparison import Equivalences
from idplint.findings import Label, Problem, Report, RunError, Severity, Summary
from idplint.inputs.recognition import Recognised
from idplint.inputs.registry import marks
from idplint.model.application import Application, Layer
from idplint.model.values import Origin
from idplint.pairing.joining import join
from idplint.providers.catalogue import profiles
from idplint.review.ignoring import Ignores
from idplint.review.reviewing import finish, gather, order
from idplint.ruleset.registry import rules
from idplint.ruleset.running import ask, report_problems
from idplint.ruleset.selection import find_rule, select_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from idplint.findings import Finding
    from idplint.ruleset.running import RawUndecided


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


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was read, before any rule is asked."""

    estates: tuple[Estate, ...]
    documents: Documents
    errors: tuple[RunError, ...]


def check(
    paths: Sequence[str | Path],
    config: str | Path | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
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
    options = Options(config=Path(config) if config else None, select=tuple(select), ignore=tuple(ignore), today=today)
    return report_of(load(paths, options), options)


def load(paths: Sequence[str | Path], options: Options) -> Run:
    """Discover, read, recognise and join.

    Args:
        paths: Files and directories, `-` for standard input. None: what the configuration's `paths` names, else the
            current directory.
        options: Configuration and selection.

    Raises:
        UsageError: A path does not exist.
    """
    documents = Documents()
    errors: list[RunError] = []
    estates = []
    root = project_root(Path.cwd())
    if not paths:
        paths = _default_paths(options, errors)
    for config_path, candidates in _by_configuration(paths, options, root, errors):
        try:
            settings = load_settings(config_path, _display(config_path)) if config_path else Settings()
            _check_codes(settings)
        except ConfigurationError as error:
            errors.append(RunError(message=error.message, path=error.path, line=error.line, help=error.help))
            continue
        errors += _unknown_providers(settings, documents)
        estates.append(_read_estate(settings, config_path, candidates, documents))
    return Run(estates=tuple(estates), documents=documents, errors=tuple(errors))


def report_of(run: Run, options: Options) -> Report:
    """Ask the selected rules about every application of a run.

    Raises:
        UsageError: A rule that was selected or ignored on the command line does not exist.
    """
    today = options.today or datetime.datetime.now(tz=datetime.UTC).date()
    findings: list[Finding] = []
    undecided: list[RawUndecided] = []
    errors = list(run.errors)
    ignored = 0
    for estate in run.estates:
        settings = estate.settings
        chosen = select_rules(rules(), options.select or settings.select, (*settings.ignore, *options.ignore))
        ignores = Ignores(settings.ignores, today)
        severities = {find_rule(rules(), name).code: severity for name, severity in settings.severities.items()}
        raw = report_problems(chosen, estate.problems)
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
        ),
        findings=ordered,
        undecided=facts,
        errors=tuple(errors),
    )


def project_root(start: Path) -> Path:
    """The nearest directory upwards that holds `.git`; `start` itself where there is none."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start)


def _outermost(folder: Path, named: Sequence[Path]) -> Path:
    """The last folder upwards that may hold a file's configuration.

    The project's root; outside a repository the current directory, or the folder that was named on the command line.
    """
    root = project_root(folder)
    if (root / ".git").exists():
        return root
    bounds = [Path.cwd(), *(path if path.is_dir() else path.parent for path in named)]
    around = [bound.resolve() for bound in bounds if folder.is_relative_to(bound.resolve())]
    return min(around, key=lambda bound: len(bound.parts), default=folder)


def _display(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _by_configuration(
    paths: Sequence[str | Path], options: Options, root: Path, errors: list[RunError]
) -> Iterator[tuple[Path | None, list[Candidate | None]]]:
    """The inputs in groups, one for each configuration that governs some; None stands for standard input."""
    if options.config is not None and not options.config.is_file():
        raise UsageError(f"no configuration file {options.config}", help="correct --config")
    grouped: dict[Path | None, list[Candidate | None]] = defaultdict(list)
    files = [Path(path) for path in paths if str(path) != "-"]
    nearest: dict[Path, Path | None] = {}
    failed: set[str] = set()

    def governing(folder: Path) -> Path | None:
        if options.config is not None:
            return options.config
        if folder not in nearest:
            try:
                nearest[folder] = find_config(folder, _outermost(folder, files))
            except ConfigurationError as error:
                nearest[folder] = None
                if error.message not in failed:
                    failed.add(error.message)
                    errors.append(RunError(message=error.message, path=error.path, line=error.line, help=error.help))
        return nearest[folder]

    if len(files) < len(paths):
        grouped[governing(Path.cwd())].append(None)
    for candidate in discover(files, root=root, skip_names=CONFIG_NAMES):
        grouped[governing(candidate.path.parent.resolve())].append(candidate)
    yield from grouped.items()


def _default_paths(options: Options, errors: list[RunError]) -> Sequence[Path]:
    """What to read when nothing is named: `paths` of the nearest configuration, else the current directory."""
    here = Path.cwd()
    try:
        found = options.config or find_config(here, project_root(here))
        settings = load_settings(found, _display(found)) if found is not None and found.is_file() else Settings()
    except ConfigurationError as error:
        errors.append(RunError(message=error.message, path=error.path, line=error.line, help=error.help))
        return ()
    if found is None or not settings.paths:
        return (here,)
    return tuple(found.parent / path for path in settings.paths)


def _unknown_providers(settings: Settings, documents: Documents) -> list[RunError]:
    """Service providers that the configuration names and the catalogue does not have."""
    import difflib

    found = []
    for entry in settings.applications:
        stated = entry.facts.id
        if stated is not None and stated.value not in profiles():
            near = difflib.get_close_matches(stated.value, profiles(), 1)
            found.append(
                RunError(
                    message=f"no service provider `{stated.value}` in the catalogue",
                    path=settings.path,
                    line=documents.span(stated.origin).line,
                    help=f"{f'did you mean `{near[0]}`? ' if near else ''}known: {', '.join(sorted(profiles()))}",
                )
            )
    return found


def _check_codes(settings: Settings) -> None:
    """Refuse rules that do not exist, naming the place in the configuration."""
    words = [*settings.select, *settings.ignore]
    try:
        select_rules(rules(), [*words], ())
        for name in settings.severities:
            find_rule(rules(), name)
        for entry in settings.ignores:
            find_rule(rules(), entry.rule)
    except UsageError as error:
        raise ConfigurationError(error.message, path=settings.path, help=error.help) from None


def _read_estate(
    settings: Settings, config_path: Path | None, candidates: Iterable[Candidate | None], documents: Documents
) -> Estate:
    problems: list[Problem] = []
    recognised = Recognised()
    files = skipped = skipped_broken = 0
    for candidate in _included(candidates, settings, config_path):
        path = candidate.display if candidate else STDIN
        content = b""
        try:
            content = candidate.path.read_bytes() if candidate else sys.stdin.buffer.read()
            document = read_document(path, content)
        except (OSError, DocumentBroken) as error:
            named = candidate is None or candidate.named
            if named or any(mark in content for mark in marks()):
                problems.append(_broken(path, error))
                documents.keep_broken(path, content)
                files += 1
            else:
                skipped += 1
                skipped_broken += 1
            continue
        if recognised.add(document) or (document.problems and (candidate is None or candidate.named)):
            files += 1
            documents.keep(document)
            problems += _left_out(document)
        else:
            skipped += 1
    reading = recognised.read()
    problems += reading.problems
    joined = join(reading.applications, settings.applications)
    problems += joined.problems
    problems += _strange_providers(joined.applications)
    return Estate(
        settings=settings,
        applications=joined.applications,
        analyses=tuple(
            ApplicationAnalysis(application, _scope(application, settings)) for application in joined.applications
        ),
        problems=tuple(problems),
        files=files,
        skipped=skipped,
        skipped_broken=skipped_broken,
    )


def _included(
    candidates: Iterable[Candidate | None], settings: Settings, config_path: Path | None
) -> Iterator[Candidate | None]:
    """The candidates that the configuration's `exclude` leaves in."""
    if not settings.exclude or config_path is None:
        yield from candidates
        return
    import pathspec

    spec = pathspec.GitIgnoreSpec.from_lines(settings.exclude)
    folder = config_path.resolve().parent
    for candidate in candidates:
        if candidate is not None:
            try:
                relative = candidate.path.resolve().relative_to(folder)
            except ValueError:
                relative = candidate.path
            if spec.match_file(relative.as_posix()):
                continue
        yield candidate


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


def _broken(path: str, error: OSError | DocumentBroken) -> Problem:
    if isinstance(error, DocumentBroken):
        detail, advice = error.problem.message, error.problem.help
    else:
        detail, advice = (error.strerror or "it cannot be opened").lower(), "check the file's permissions"
    span = error.problem.span if isinstance(error, DocumentBroken) else None
    return Problem(
        predicate="unreadable",
        outcome="broken",
        slots={"path": path, "detail": detail, "help": advice},
        labels=(Label(Origin(path), "here", primary=True, span=span),),
    )


def _left_out(document: Document) -> list[Problem]:
    return [
        Problem(
            predicate="unreadable",
            outcome="record",
            slots={"path": document.path, "detail": problem.message, "help": problem.help},
            labels=(Label(Origin(document.path), "here", primary=True, span=problem.span),),
        )
        for problem in document.problems
    ]


def _scope(application: Application, settings: Settings) -> Scope:
    directory = settings.directory
    declared = directory.guests.value if directory.guests else None
    assigned = application.guests is not None and application.guests.value
    return Scope(
        equivalences=Equivalences.declared(application.idp.kind, [pair.value for pair in directory.equivalent]),
        guests_in_scope=assigned or declared == "present",
        guests_excluded=declared == "none",
    )
