"""What an export says of itself: the manifest beside its documents, and head and trailer where they come as one stream.

A manifest is trusted with the removal of files and with the word that nothing is missing, so it is read strictly: a key that is
not known, a file name that leads elsewhere or a list that names what another does not makes the whole of it unreadable.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from idplint.config.discovery import CONFIG_NAMES
from idplint.errors import IdplintError

if TYPE_CHECKING:
    from idplint.documents.document import Record
    from idplint.model.values import Pointer

T = TypeVar("T")

MANIFEST_NAME = "manifest.json"
"""The file beside the documents of an export."""

Count = Annotated[int, Meta(ge=0)]
Idp = Literal["entra", "okta", "auth0"]

_NOT_DOCUMENTS = CONFIG_NAMES | {MANIFEST_NAME}
_FILE_NAME = re.compile(r"[^\x00-\x1f/\\:.][^\x00-\x1f/\\:]*\.(?:yaml|json)")
_AT = re.compile(r" - at `(?:key in )?\$(?P<path>.*)`\Z")
_STEP = re.compile(r"\.(?P<key>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")


class UnknownPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of applications that an export did not read."""

    part: str
    """The key of the bundle, `synchronizationJobs.schema` for a nested one."""
    applications: Count
    reason: str
    remedy: str
    offered: bool = True
    """Whether the service offers it at all; what it does not offer leaves no export incomplete."""


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an export was limited to."""

    app: tuple[str, ...] = ()
    limit: Annotated[int, Meta(ge=1)] | None = None


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What one export read of one tenant, and what it did not.

    `complete` stands last when it is written, so that no manifest that was cut off can be taken for a whole one.
    """

    idp: Idp
    tenant: str
    host: str
    api_versions: tuple[str, ...]
    exported_on: datetime.date
    """The day in UTC on which the documents were read, `kept` ones excepted."""
    applications: Count
    """Documents in the folder, or in the stream."""
    files: tuple[str, ...]
    """Their names, sorted."""
    kept: tuple[str, ...]
    """Those of them that stayed as an earlier export wrote them, because this one knows less."""
    left_out: dict[str, Count]
    """Why applications were not exported on purpose, and how many."""
    unknown: tuple[UnknownPart, ...]
    lacking: dict[str, tuple[str, ...]] = {}
    """The parts that were not read, by file."""
    asked: Asked | None = None
    complete: bool
    """Whether nothing of what was asked for is unknown for a reason of that run."""


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The first document of a stream."""

    begins: Literal[True]
    idp: Idp
    tenant: str


class _ManifestDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    idplint: Literal[1]
    export: Manifest


class _HeadDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    idplint: Literal[1]
    export: Head


class MalformedManifestError(IdplintError):
    """A manifest, or the head of a stream, says something that no export writes.

    Attributes:
        pointer: Where, below the top of the document.
    """

    def __init__(self, message: str, pointer: Pointer = ()) -> None:
        super().__init__(message, help="export again, into a folder of its own if this one is not to be replaced")
        self.pointer = pointer


def manifest_tree(manifest: Manifest) -> dict[str, Any]:
    """Return a manifest as plain JSON values; also the trailer of a stream."""
    tree: dict[str, Any] = msgspec.to_builtins(manifest)
    order = [*(name for name in tree if name != "complete"), "complete"]
    return {"idplint": 1, "export": {name: tree[name] for name in order}}


def manifest_text(manifest: Manifest) -> bytes:
    """Return a manifest as the bytes of `manifest.json`: UTF-8, one key or item a line, a line end at the end."""
    return msgspec.json.format(msgspec.json.encode(manifest_tree(manifest)), indent=2) + b"\n"


def head_tree(idp: Idp, tenant: str) -> dict[str, Any]:
    """Return the first document of a stream as plain JSON values."""
    return {"idplint": 1, "export": {"begins": True, "idp": idp, "tenant": tenant}}


def read_manifest(content: bytes) -> Manifest:
    """Read the bytes of `manifest.json`.

    Raises:
        MalformedManifestError: It is not a manifest, or not one to trust.
    """
    try:
        tree = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise MalformedManifestError("the manifest is not JSON") from None
    return manifest_of(tree)


def manifest_of(tree: object) -> Manifest:
    """Read a manifest from plain values.

    Raises:
        MalformedManifestError: As `read_manifest`.
    """
    manifest = _converted(tree, _ManifestDocument).export
    _require_sound(manifest)
    return manifest


def head_of(tree: object) -> Head:
    """Read the head of a stream from plain values.

    Raises:
        MalformedManifestError: It is none.
    """
    return _converted(tree, _HeadDocument).export


def recognise(record: Record) -> Literal["head", "manifest"] | None:
    """Return which of the two a record is meant to be, by its keys alone: `idplint` beside `export`."""
    if record.keys.get("idplint") != "idplint" or record.keys.get("export") != "export":
        return None
    if "application" in record.keys:
        return None  # a native document with a wrong key
    tree = record.tree()
    export = tree.get("export") if isinstance(tree, dict) else None
    return "head" if isinstance(export, dict) and "begins" in export else "manifest"


def _converted(tree: object, wanted: type[T]) -> T:
    try:
        return msgspec.convert(tree, wanted)
    except msgspec.ValidationError as error:
        said = str(error)
        at = _AT.search(said)
        detail = said[: at.start()] if at else said
        raise MalformedManifestError(
            f"no export writes this manifest: {detail[:1].lower()}{detail[1:]}", _pointer(at["path"]) if at else ()
        ) from None


def _pointer(path: str) -> Pointer:
    """The keys of a place as msgspec writes it; what it leaves open (`[...]`) ends them."""
    steps: list[str | int] = []
    for step in _STEP.finditer(path):
        if step["index"] == "...":
            break
        steps.append(int(step["index"]) if step["index"] else step["key"])
    return tuple(steps)


def _require_sound(manifest: Manifest) -> None:
    """Refuse a manifest of the right form whose lists cannot be true."""
    for index, name in enumerate(manifest.files):
        if not _FILE_NAME.fullmatch(name) or name.lower() in _NOT_DOCUMENTS:
            raise MalformedManifestError(
                "no export writes this manifest: a file name that is none of its own", ("export", "files", index)
            )
    if len({name.lower() for name in manifest.files}) < len(manifest.files):
        raise MalformedManifestError("no export writes this manifest: it lists a file twice", ("export", "files"))
    for key, names in (("kept", manifest.kept), ("lacking", tuple(manifest.lacking))):
        if not set(names) <= set(manifest.files):
            raise MalformedManifestError(
                f"no export writes this manifest: `{key}` names a file that `files` does not", ("export", key)
            )
