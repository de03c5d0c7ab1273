"""What an exporting program says it could not read: `notRead`, beside the keys that are absent for that reason.

`"notRead": {"claimsPolicy": {"reason": "Graph refused it (403)", "remedy": "grant Policy.Read.All"}}` may stand in an object of
a bundle and names keys that would stand beside it. A key that is there all the same counts; one that is absent without such an
entry was not read, for a reason nobody knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from idplint.model.values import Unknown

if TYPE_CHECKING:
    from idplint.inputs.part import Passage


class NotRead(msgspec.Struct, gc=False):
    """Why a key is absent, and what would supply it."""

    reason: str | UnsetType | None = UNSET
    remedy: str | UnsetType | None = UNSET


NotReadKeys: TypeAlias = dict[str, NotRead | None] | UnsetType | None
"""The value of `notRead`, by the key that is absent."""


def unread(part: Passage[Any] | None, key: str, otherwise: Unknown) -> Unknown:
    """Return why a key of an object is absent.

    Args:
        part: The object, of a type with a field `not_read`; None where there is none to ask.
        key: As it would stand in the object.
        otherwise: What is said of the fact where `notRead` does not name the key, or gives no reason or remedy.
    """
    said = part.value.not_read if part is not None else UNSET
    entry = said.get(key) if isinstance(said, dict) else None
    if part is None or not isinstance(entry, NotRead) or not isinstance(entry.reason, str) or not entry.reason.strip():
        return otherwise
    remedy = entry.remedy if isinstance(entry.remedy, str) and entry.remedy.strip() else otherwise.remedy
    return Unknown(otherwise.fact, entry.reason, remedy, part.at("notRead", key))


def is_reported(part: Passage[Any], key: str) -> bool:
    """Whether an object says why a key of it is absent."""
    blank = Unknown("", "", "")
    return unread(part, key, blank) is not blank
