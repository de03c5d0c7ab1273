"""Read every Terraform file below a directory: which parse, which are broken, and whether anything crashes.

    python benchmarks/corpus.py DIR                # also compares with pygohcl, Terraform's own parser, where it is installed
    python benchmarks/corpus.py DIR --evaluate     # also works out every argument of every resource, module by module
    python benchmarks/corpus.py DIR --check        # also runs `idplint check`: applications, findings, what is undecided

Each directory directly below DIR counts as one project. Nothing is written, and nothing outside DIR is opened. With `--check`
every file is named, so that a broken one is reported (IDP901) whether or not it holds anything for idplint: those must be exactly
the files that pygohcl refuses. Every finding is printed, to be read beside the code.
"""

from __future__ import annotations

import argparse
import contextlib
import time
import traceback
from collections import Counter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from idplint.documents.document import Document, DocumentBroken
from idplint.documents.reading import read_document
from idplint.engine import Options, load, report_of
from idplint.model.application import IdpKind
from idplint.terraform import Body, Known, OneOf, Reference, Unknown, Unset, read_modules

if TYPE_CHECKING:
    from collections.abc import Callable

    from idplint.findings import Finding
    from idplint.model.application import Application

_SUFFIXES = (".tf", ".tofu", ".tfvars")


def main() -> int:
    """Print the counts; 1 if anything crashed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    crashes = 0
    counts: Counter[str] = Counter()
    values: Counter[str] = Counter()
    said: Counter[str] = Counter()
    oracle = _oracle()
    projects = [child for child in sorted(options.directory.iterdir()) if child.is_dir()] or [options.directory]
    for project in projects:
        documents = []
        for path in sorted(project.rglob("*")):
            if path.is_file() and path.name.endswith(_SUFFIXES):
                document = _read(path, counts, oracle)
                if document is not None:
                    documents.append(document)
        if options.evaluate:
            crashes += _evaluate(project, documents, values)
        if options.check:
            crashes += _check(project, oracle, said)
    crashes += counts["crashed"]
    for table in (counts, values, said):
        for name, count in sorted(table.items()):
            print(f"{name:40} {count}")
    return min(crashes, 1)


def _read(path: Path, counts: Counter[str], oracle: Callable[[str], bool] | None) -> Document | None:
    content = path.read_bytes()
    counts["files"] += 1
    document = None
    broken = True
    try:
        document = read_document(str(path), content)
        broken = bool(document.problems)
        if document.problems:
            met = document.problems[0]
            print(f"{path}:{met.span.line}:{met.span.column}: {met.message}")
    except DocumentBroken as error:
        print(f"{path}:{error.problem.span.line}: {error.problem.message}")
    except Exception:  # noqa: BLE001 - the question is whether there is any
        counts["crashed"] += 1
        print(f"{path}: {traceback.format_exc()}")
    counts["broken" if broken else "sound"] += 1
    if oracle is not None:
        refused = not oracle(content.decode("utf-8-sig", "replace"))
        counts["agrees with pygohcl" if refused is broken else "DISAGREES with pygohcl"] += 1
        if refused is not broken:
            print(f"{path}: pygohcl {'refuses' if refused else 'takes'} it")
    return document


def _oracle() -> Callable[[str], bool] | None:
    """Whether pygohcl takes a text; None where it is not installed."""
    if find_spec("pygohcl") is None:
        return None
    pygohcl = import_module("pygohcl")

    def takes(text: str) -> bool:
        try:
            pygohcl.loads(text)
        except (pygohcl.HCLParseError, pygohcl.HCLInternalError):
            return False
        return True

    return takes


def _evaluate(project: Path, documents: list[Document], values: Counter[str]) -> int:
    """Work out everything in a project; the number of crashes."""
    started = time.perf_counter()
    wanted = frozenset(
        block.labels[0]
        for document in documents
        if document.hcl is not None
        for block in document.hcl.body.blocks
        if block.type in {"resource", "data"} and block.labels
    )
    try:
        estate = read_modules(documents, wanted, project)
        values["root modules"] += len(estate.roots)
        for resource in estate.resources:
            values["resource instances"] += 1
            _ask(resource.body, values)
        values["problems"] += len(estate.problems)
    except Exception:  # noqa: BLE001
        print(f"{project}: {traceback.format_exc()}")
        return 1
    print(f"{project.name}: {len(documents)} files, evaluated in {time.perf_counter() - started:.1f} s")
    return 0


def _ask(body: Body, values: Counter[str]) -> None:
    for name in body.names():
        match body.argument(name):
            case Known():
                values["known arguments"] += 1
            case Unset():
                values["null arguments"] += 1
            case OneOf():
                values["arguments that may be one of several"] += 1
            case Reference(declared=declared):
                values["references" if declared else "references to nothing"] += 1
            case Unknown() as unknown:
                values["unknown arguments"] += 1
                values[f"  because {_kind(unknown.reason)}"] += 1


def _check(project: Path, oracle: Callable[[str], bool] | None, said: Counter[str]) -> int:
    """Check the Terraform files of a project as its user would, from within it; the number of crashes."""
    with contextlib.chdir(project):
        files = [path for path in sorted(Path().rglob("*")) if path.is_file() and path.name.endswith(_SUFFIXES)]
        if not files:
            return 0
        options = Options()
        try:
            started = time.perf_counter()
            run = load(files, options)
            report = report_of(run, options)
        except Exception:  # noqa: BLE001 - the question is whether there is any
            print(f"{project}: {traceback.format_exc()}")
            said["check: crashed"] += 1
            return 1
        print(f"{project.name}: {len(files)} files, checked in {time.perf_counter() - started:.1f} s")
        said["check: crashed"] += 0
        said["check: files"] += len(files)
        said["check: files with something for idplint"] += report.summary.files
        said["check: undecided facts"] += len(report.undecided)
        for error in report.errors:
            said["check: errors of the run"] += 1
            print(f"{project.name}: {error.path}: {error.message}")
        for application in (each for estate in run.estates for each in estate.applications):
            said[f"check: applications: {_vendor(application)}"] += 1
        for finding in report.findings:
            said[f"check: {finding.severity} {finding.code} {finding.outcome}"] += 1
            print(_line(project, finding))
        for fact in report.undecided:
            said[f"check: undecided: {fact.fact}"] += 1
        if oracle is not None:
            broken = {finding.locations[0].path for finding in report.findings if _is_syntax(finding)}
            refused = {str(path) for path in files if not oracle(path.read_text("utf-8-sig", "replace"))}
            said["check: IDP901, refused by pygohcl too"] += len(broken & refused)
            said["check: IDP901, TAKEN by pygohcl"] += len(broken - refused)
            said["check: no IDP901, REFUSED by pygohcl"] += len(refused - broken)
            for path in sorted(broken ^ refused):
                print(f"{project.name}/{path}: idplint and pygohcl differ")
    return 0


def _vendor(application: Application) -> str:
    """The identity provider; the service provider of a record that has only that side."""
    if application.idp.kind is not IdpKind.UNKNOWN:
        return str(application.idp.kind)
    named = application.service_provider.id
    return f"{named.value if named else 'unknown'} (service provider's side alone)"


def _is_syntax(finding: Finding) -> bool:
    """Whether a finding is about the text of a file; one about what the text says (a missing module) has a place in it."""
    return finding.code == "IDP901" and not finding.locations[0].pointer


def _line(project: Path, finding: Finding) -> str:
    at = finding.locations[0]
    name = finding.application.id if finding.application else ""
    first = finding.message.partition("\n")[0]
    return f"{project.name}/{at.path}:{at.line}: {finding.severity} {finding.code} {finding.outcome} [{name}] {first}"


def _kind(reason: str) -> str:
    """A reason without the names in it."""
    pieces = reason.split("`")
    return "x".join(pieces[::2])[:70]


if __name__ == "__main__":
    raise SystemExit(main())
