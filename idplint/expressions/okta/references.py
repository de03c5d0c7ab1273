"""What an attribute reference, or a question to the live directory, comes to for one user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.okta.inner import MAX_TEXT, Inner, check_length, undecided
from idplint.expressions.syntax import Attribute, Call, Literal, Node, Operation
from idplint.expressions.users import MISSING

if TYPE_CHECKING:
    from idplint.expressions.okta.language import Language
    from idplint.expressions.users import UserAttributes

TOP_LEVEL = frozenset({"id", "status", "created", "lastUpdated", "passwordChanged", "lastLogin"})
"""Properties of the Identity Engine's `user` that are not in `user.profile`."""

TIMES = frozenset(("user", name) for name in ("created", "lastUpdated", "passwordChanged", "lastLogin"))
"""References that the Identity Engine documents as a date and time."""
_LARGEST = 2**63 - 1


def attribute(path: tuple[str, ...], user: UserAttributes, language: Language) -> Inner:
    """The value of a reference.

    Raises:
        StoppedError: It belongs to another dialect, was not given, or is no value.
    """
    _check_dialect(path, language)
    for candidate in (path, *_same(path, language)):
        found = user.get(*candidate)
        if found is not MISSING:
            return plain(found, ".".join(path))
    raise undecided(f"{'.'.join(path)} was not given")


def _check_dialect(path: tuple[str, ...], language: Language) -> None:
    written = ".".join(path)
    if len(path) == 1 and path[0] in {"user", "appuser", "source", "idpuser", "org", "app", "session"}:
        raise undecided(f"{written} is a whole record, no value")
    if path[:2] == ("user", "profile") and len(path) > 2 and language.name != "okta-identity-engine":  # noqa: PLR2004
        raise undecided(
            f"{written} is how the Identity Engine language names an attribute; {language.title} sends it literally or fails"
        )
    if language.name == "okta-identity-engine" and len(path) == 2 and path[0] == "user" and path[1] not in TOP_LEVEL:  # noqa: PLR2004
        raise undecided(f"{written}: the Identity Engine language names profile attributes user.profile.{path[1]}")
    if language.name == "okta-template" and path == ("user", "id"):
        raise undecided("whether a template knows user.id is not documented by Okta")


def _same(path: tuple[str, ...], language: Language) -> list[tuple[str, ...]]:
    """Other names of the same value, by which the user may have been described."""
    if path[0] == "user" and len(path) > 1:
        if path[1] == "profile" and len(path) == 3 and path[2] not in TOP_LEVEL:  # noqa: PLR2004
            return [("user", path[2])]
        if language.name == "okta-template" and path == ("user", "userName"):
            return [("appuser", "userName")]
        if path[1] not in TOP_LEVEL and path[1] != "profile":
            return [("user", "profile", *path[1:])]
    if language.name == "okta-template" and path in {("source", "login"), ("source", "email")}:
        return [("user", path[1]), ("user", "profile", path[1])]
    if len(path) == 1:
        return [("source", path[0])]
    return []


def plain(value: object, written: str, depth: int = 0) -> Inner:
    """A value from the user as evaluation works with it.

    Raises:
        StoppedError: It is a record, or longer than idplint works with.
    """
    if isinstance(value, str):
        check_length(len(value))
        return value
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise undecided(f"{written} is larger than any of Okta's whole numbers")
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple) and depth < 3 and len(value) <= MAX_TEXT:  # noqa: PLR2004 - attributes have flat arrays
        return [plain(item, written, depth + 1) for item in value]
    raise undecided(f"{written} is a whole record, no value")


def live(call: Call, user: UserAttributes, members: tuple[str, ...] = ()) -> Inner:
    """The answer of the live directory, where the user was given with it.

    A mapping may hold the answer under the call's own text: `isMemberOfGroup("00g1")`, `findDirectoryUser().managerUpn`.

    Raises:
        StoppedError: It was not.
    """
    name = call.name
    receiver = call.receiver.path if isinstance(call.receiver, Attribute) else ()
    if name == "getInternalProperty" and receiver == ("user",) and len(call.arguments) == 1 and not members:
        asked = call.arguments[0]
        if isinstance(asked, Literal) and asked.value in {"id", "status"}:
            found = user.get("user", str(asked.value))
            if found is not MISSING:
                return plain(found, f"user.{asked.value}")
    for quote in ('"', "'"):
        written = _written(call, quote)
        if written is None:
            break
        found = user.get(*receiver, written, *members)
        if found is not MISSING:
            return plain(found, written)
    shown = "".join(f".{member}" for member in members)
    before = ".".join(receiver) + "." if receiver else ""
    if name in {"Time.now", "DateTime.now"}:
        raise undecided(f"{name}() is the time of evaluation")
    raise undecided(f"{before}{name}(…){shown} depends on the live directory")


def _written(call: Call, quote: str) -> str | None:
    parts = [_constant(argument, quote) for argument in call.arguments]
    if any(part is None for part in parts):
        return None
    return f"{call.name}({', '.join(part for part in parts if part is not None)})"


def _constant(node: Node | None, quote: str) -> str | None:
    if not isinstance(node, Literal):
        return None
    return f"{quote}{node.value}{quote}" if isinstance(node.value, str) else str(node.value)


def live_members(node: Node) -> tuple[Call, tuple[str, ...]] | None:
    """The call under a chain of members (`findDirectoryUser().managerUpn`), with their names; None for anything else."""
    members: list[str] = []
    while isinstance(node, Operation) and node.operator == ".":
        inner, member = node.operands
        if isinstance(member, Attribute):
            members[:0] = member.path
        node = inner
    return (node, tuple(members)) if isinstance(node, Call) else None
