"""An export as one stream of YAML documents, for a pipe: a head, the documents, a trailer without which it is cut off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from idplint.exporting.document_names import stems
from idplint.exporting.harvest_log import DOCUMENT
from idplint.exporting.manifest_accounts import Standing, manifest_of
from idplint.inputs.export_manifest import head_tree, manifest_tree

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from idplint.exporting.harvest_log import HarvestLog
    from idplint.exporting.staging import Staging
    from idplint.inputs.export_manifest import Manifest

_START = "---\n"


def stream_manifest(log: HarvestLog, today: datetime.date) -> Manifest:
    """What the trailer says: the documents are named as they would be in a folder."""
    written = [each for each in log.applications if DOCUMENT in each.kinds]
    names = stems((each.name, each.ident) for each in written)
    return manifest_of(log, Standing({f"{names[each.ident]}.yaml": each for each in written}), None, today)


def stream_texts(log: HarvestLog, staging: Staging, manifest: Manifest) -> Iterator[str]:
    """The pieces of the stream, one document at a time, in the order of the names in the manifest.

    Raises:
        IdplintError: A staged document cannot be read.
    """
    written = {each.ident: each for each in log.applications if DOCUMENT in each.kinds}
    names = stems((each.name, each.ident) for each in written.values())
    yield _document(head_tree(manifest.idp, manifest.tenant))
    for ident in sorted(names, key=names.__getitem__):
        yield _START + staging.read(written[ident].staged_as(DOCUMENT)).decode()
    yield _document(manifest_tree(manifest))


def _document(tree: dict[str, Any]) -> str:
    """A document on one line in YAML's flow style, with the mark of its start before it."""
    # On one line a head is there or not. JSON is YAML but for characters that YAML wants written out, and line separators.
    text = json.dumps(tree, ensure_ascii=False)
    return f"--- {''.join(letter if letter.isprintable() else _escaped(letter) for letter in text)}\n"


def _escaped(letter: str) -> str:
    number = ord(letter)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - four digits
