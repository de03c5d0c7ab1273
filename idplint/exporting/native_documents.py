"""From a harvested bundle to the documents that are written: redacted first, then read as any file would be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from idplint.connectors.harvest import Harvested, Unread
from idplint.documents.document import DocumentBroken
from idplint.documents.reading import read_document
from idplint.inputs.native_writer import native_text
from idplint.inputs.recognition import Recognised
from idplint.inputs.redaction import redacted
from idplint.pairing.joining import join

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.findings import Problem
    from idplint.inputs.export_manifest import Idp
    from idplint.model.application import PartialApplication

WHOLE = "application"
"""The part that an application lacks of which nothing could be read."""

_PATH = "bundle.json"
"""What a bundle is called while it is read: it stands in no file yet."""

_REPORT = "look at the body with --raw; if the vendor answers so, idplint has to learn it"


class Drafted(msgspec.Struct, frozen=True):
    """What is written about one application."""

    document: bytes | None
    """The native document; None where the bundle could not be read."""
    bundle: bytes | None
    """The redacted bundle as JSON; None where it cannot be written as such."""
    unread: tuple[Unread, ...]


def draft(harvested: Harvested, idp: Idp) -> Drafted:
    """Redact, write and read one bundle; nothing that a vendor answers makes it raise.

    Args:
        harvested: One application as a connector gives it.
        idp: Where it comes from.
    """
    if not harvested.bundle:
        return Drafted(None, None, harvested.unread)
    try:
        tree = redacted(harvested.bundle, idp)
        bundle = _json(tree)
        document = read_document(_PATH, bundle)
    except (DocumentBroken, RecursionError, ValueError) as error:
        message = error.problem.message if isinstance(error, DocumentBroken) else "it cannot be written as JSON"
        return Drafted(None, None, (*harvested.unread, Unread(WHOLE, message, _REPORT)))
    recognised = Recognised()
    recognised.add(document)
    reading = recognised.read()
    unread = [
        *harvested.unread,
        *_left_out(tree),
        *(Unread(WHOLE, problem.message, _REPORT) for problem in document.problems),
    ]
    unread += _unread_parts(reading.problems, reading.applications)
    applications = join(reading.applications, ()).applications
    if len(applications) != 1:
        if not any(each.part == WHOLE for each in unread):
            unread.append(Unread(WHOLE, "the bundle is not that of one application", _REPORT))
        return Drafted(None, bundle, tuple(unread))
    return Drafted(native_text(applications[0]).encode(), bundle, tuple(unread))


def idents_in(path: str, content: bytes) -> frozenset[str]:
    """The ids of the applications that a document or bundle is about; empty where it names none.

    Args:
        path: The file's path, for its suffix.
        content: What stands in it.
    """
    try:
        document = read_document(path, content)
    except DocumentBroken:
        return frozenset()
    recognised = Recognised()
    recognised.add(document)
    return frozenset(partial.id for partial in recognised.read().applications if not partial.id.startswith("native:"))


def is_bundle(path: str, content: bytes) -> bool:
    """Whether bytes are one bundle and nothing else, as `--raw` writes it."""
    try:
        document = read_document(path, content)
    except DocumentBroken:
        return False
    return len(document.records) == 1 and Recognised().add(document)


def _json(tree: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.format(msgspec.json.encode(tree), indent=2) + b"\n"
    except (UnicodeEncodeError, OverflowError):
        # Halves of characters and numbers beyond 64 bits, neither of which any body is known to hold.
        return json.dumps(tree, indent=2, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _left_out(tree: dict[str, Any]) -> list[Unread]:
    """The definitions of claims mapping policies that do not get through, because nobody can tell what stands in them."""
    policies = tree.get("claimsMappingPolicies")
    unread = []
    for policy in policies if isinstance(policies, list) else ():
        said = policy.get("notRead") if isinstance(policy, dict) else None
        why = said.get("definition") if isinstance(said, dict) else None
        if isinstance(why, dict):
            unread.append(Unread("claimsMappingPolicies.definition", str(why.get("reason")), str(why.get("remedy"))))
    return unread


def _unread_parts(problems: Sequence[Problem], applications: Sequence[PartialApplication]) -> list[Unread]:
    unread = []
    for problem in problems:
        if problem.predicate == "unreadable":
            pointer = problem.labels[0].origin.pointer
            part = str(pointer[0]) if pointer and applications else WHOLE
            unread.append(Unread(part, _why(problem), _REPORT))
    return unread


def _why(problem: Problem) -> str:
    slots = problem.slots
    if "expected" in slots and "found" in slots:
        place = "/".join(str(step) for step in problem.labels[0].origin.pointer)
        return f"{slots['expected']} was expected at {place} and {slots['found']} stands there"
    return str(slots.get("detail", "it cannot be read"))
