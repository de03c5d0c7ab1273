"""Read every Terraform file below a directory: which parse, which are broken, and whether anything crashes.

    python benchmarks/corpus.py DIR                # also compares with pygohcl, Terraform's own parser, where it is installed
    python benchmarks/corpus.py DIR --evaluate     # also works out every argument of every resource, module by module

Each directory directly below DIR counts as one project. Nothing is written, and nothing outside DIR is opened.
"""

from __future__ import annotations

import argparse
import time
import traceback
from collections import Counter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from idplint.documents.document import Document, DocumentBroken
from idplint.documents.reading import read_document
from idplint.terraform import Body, Known, OneOf, Reference, Unknown, Unset, read_modules

if TYPE_CHECKING:
    from collections.abc import Callable

_SUFFIXES = (".tf", ".tofu", ".tfvars")


def main() -> int:
    """Print the counts; 1 if anything crashed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--evaluate", action="store_true")
    options = parser.parse_args()
    crashes = 0
    counts: Counter[str] = Counter()
    values: Counter[str] = Counter()
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
    crashes += counts["crashed"]
    for name, count in sorted(counts.items()):
        print(f"{name:40} {count}")
    for name, count in sorted(values.items()):
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


def _kind(reason: str) -> str:
    """A reason without the names in it."""
    pieces = reason.split("`")
    return "x".join(pieces[::2])[:70]


if __name__ == "__main__":
    raise SystemExit(main())
