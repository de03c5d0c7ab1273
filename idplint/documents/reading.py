"""From the bytes of a file to a document, whichever of the known syntaxes it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from idplint.documents.document import Document, DocumentBroken, ReadProblem
from idplint.documents.encoding import to_utf8
from idplint.documents.json_reading import is_json_lines, read_json, read_json_lines
from idplint.documents.spans import Span

if TYPE_CHECKING:
    from idplint.documents.json_reading import Split

MAX_BYTES = 512 << 20
"""Size above which a file is refused unread."""

_LINES_SUFFIXES = (".jsonl", ".ndjson")
_YAML_SUFFIXES = (".yaml", ".yml")
_JSON_SUFFIXES = (".json",)
_HCL_SUFFIXES = (".tf", ".tofu", ".tfvars")
_START = Span(1, 1, 1, 1)


def read_document(path: str, content: bytes, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read a file's bytes; what it is written in is decided by content, with the path's suffix as a hint.

    JSON may be one object, an array of objects, an OData envelope (`{"value": [...]}` with only annotations beside
    it) or JSON Lines. YAML may be one or several documents, each a mapping or a sequence of mappings. Duplicate keys
    are looked for in YAML always, in JSON up to 8 MiB. HCL is known by its suffix alone; an empty file of it is sound.

    Args:
        path: The display path.
        content: UTF-8 or UTF-16, with or without a byte order mark.
        max_bytes: Size above which the file is refused.

    Raises:
        DocumentBroken: No part of it can be used.
    """
    if len(content) > max_bytes:
        limit = f"{max_bytes >> 20} MiB" if max_bytes >= 1 << 20 else f"{max_bytes} bytes"
        raise DocumentBroken(ReadProblem(f"the file is larger than {limit}", _START, "split it into smaller files"))
    text = to_utf8(content)
    suffix = "." + path.lower().rpartition(".")[2]
    if suffix in _HCL_SUFFIXES:
        return _read_hcl(path, text)
    if not text.strip():
        message = "the file holds nothing but white space" if text else "the file is empty"
        raise DocumentBroken(ReadProblem(message, _START, "write or export it again, or remove it"))
    opens = text.lstrip()[:1] in (b"{", b"[")
    if suffix in _LINES_SUFFIXES:
        return _read_lines(path, text)
    if suffix in _JSON_SUFFIXES or (opens and suffix not in _YAML_SUFFIXES):
        return _read_json(path, text)
    if opens:
        # JSON under a YAML name; but YAML's own flow mappings begin in the same way.
        try:
            return _read_json(path, text)
        except DocumentBroken:
            pass
    from idplint.documents.yaml_reading import read_yaml

    split = read_yaml(text)
    return Document(path, "yaml", split.source, split.entries, tuple(split.collections), tuple(split.problems))


def _read_hcl(path: str, text: bytes) -> Document:
    from idplint.documents.hcl_reading import read_hcl

    split = read_hcl(text)
    return Document(path, "hcl", split.source, (), (), split.problems, split.source.file)


def _read_json(path: str, text: bytes) -> Document:
    try:
        return _document(path, "json", read_json(text))
    except DocumentBroken:
        if is_json_lines(text):
            return _document(path, "jsonl", read_json_lines(text))
        raise


def _read_lines(path: str, text: bytes) -> Document:
    if not is_json_lines(text, several=False):
        try:
            return _document(path, "json", read_json(text))  # one value, written over several lines
        except DocumentBroken:
            pass
    return _document(path, "jsonl", read_json_lines(text))


def _document(path: str, format: Literal["json", "jsonl"], split: Split) -> Document:  # noqa: A002 - as Document
    return Document(path, format, split.source, split.entries, tuple(split.collections), tuple(split.problems))
