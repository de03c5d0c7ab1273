"""One fact of one object out of what code and a snapshot say of it: code counts where it speaks.

Code is silent where it states nothing, and where a value is unknown without a place of its own. What code sets to something
that cannot be told is unknown, whatever the snapshot says: applying the code may change it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from idplint.model.application import Claim, Layer, Provisioning
from idplint.model.values import Origin, Sourced, Unknown
from idplint.pairing import item_by_item
from idplint.pairing.choosing import Choosing, is_persons_word, is_silent
from idplint.pairing.disagreement import disagree
from idplint.pairing.identifiers import split_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from idplint.model.application import PartialApplication

    Stated = Sequence[tuple[PartialApplication, Any]]
    Choose = Callable[[Stated, str], Any]


class Layering:
    """Settles facts of one object.

    Args:
        choosing: Chooses among statements of one layer, and remembers what lost.
    """

    def __init__(self, choosing: Choosing) -> None:
        self._choosing = choosing

    def settle(self, stated: Stated, fact: str, *, choose: Choose | None = None, copies: str | None = None) -> Any:  # noqa: ANN401 - any field
        """What counts of a fact: a known value, why it is unknown, or None where nobody states it.

        Args:
            stated: Statements of the records of one object, those of the better layer first.
            fact: Its name.
            choose: Another way to choose among statements of the same kind.
            copies: Its name where copies of one record contradict each other, if that is another; "" where it may not be
                unknown.
        """
        choose = choose or self._choosing.choose
        among = fact if copies is None else copies
        code = [(record, value) for record, value in stated if record.layer is Layer.CODE]
        if not code:
            return choose(stated, among)
        lower = [(record, value) for record, value in stated if record.layer is not Layer.CODE]
        upper = self._in_code(code, among, choose)
        if not lower:
            return upper
        at = _place(code), _place(lower)
        return self.over(upper, choose(lower, among), fact, at)

    def over(self, code: Any, snapshot: Any, fact: str, at: tuple[Origin, Origin]) -> Any:  # noqa: ANN401 - any field
        """What counts of what code says and what the snapshot says.

        Args:
            code: What code says, None where it says nothing.
            snapshot: What the snapshot says, None where it says nothing.
            fact: Its name.
            at: Where both stand, if the values do not tell.
        """
        if is_silent(code, at[0]):
            return code if snapshot is None else snapshot
        if snapshot is None:
            return code
        if isinstance(code, tuple) and isinstance(snapshot, tuple):
            if _holds(Provisioning, code, snapshot):
                return self._jobs(code, snapshot, at)
            if _holds(Claim, code, snapshot):
                return self._claims(code, snapshot, at)
        return self._weigh(fact, code, snapshot, at)

    def _in_code(self, code: Stated, fact: str, choose: Choose) -> Any:  # noqa: ANN401 - any field
        """What several resources say together; what one resource says twice, in code and a plan, are copies."""
        by_id: dict[tuple[str, str, str], list[tuple[PartialApplication, Any]]] = {}
        for record, value in code:
            by_id.setdefault(split_id(record.id), []).append((record, value))
        each = [(copies[0][0], choose(copies, fact)) for copies in by_id.values()]
        each = [(record, value) for record, value in each if value is not None]
        lists = [value for _, value in each if isinstance(value, tuple)]
        combine = next((way for kind, way in _WAYS.items() if _holds(kind, *lists)), None)
        if len(each) < 2 or combine is None:  # noqa: PLR2004 - nothing to put together
            return choose(each, fact)
        together = lists[0]
        for more in lists[1:]:
            together = combine(together, more, self._beside)
        written = [
            value for record, value in each if isinstance(value, Unknown) and not is_silent(value, record.origin)
        ]
        if combine is item_by_item.claims:
            return written[0] if written else together
        return item_by_item.with_one_state(together, written[0] if written else None)

    def _jobs(
        self, code: tuple[Provisioning, ...], snapshot: tuple[Provisioning, ...], at: tuple[Origin, Origin]
    ) -> tuple[Provisioning, ...]:
        fact = item_by_item.SCIM_STATE
        if not code:
            running = next((job for job in snapshot if item_by_item.runs(job)), None)
            if running is not None:
                self._choosing.code_wins(fact, "none", running.state, at)
            return ()
        if not snapshot:
            if all(item_by_item.says_nothing_of_state(job) for job in code):
                return ()  # a mapping alone provisions nobody
            running = next((job for job in code if item_by_item.runs(job)), None)
            if running is not None:
                self._choosing.code_wins(fact, running.state, "none", at)
            return code
        return item_by_item.jobs(code, snapshot, self._weigh, replaces=True)

    def _claims(
        self, code: tuple[Claim, ...], snapshot: tuple[Claim, ...], at: tuple[Origin, Origin]
    ) -> tuple[Claim, ...]:
        if not code:
            if snapshot:
                self._choosing.code_wins("login attributes", "none", ", ".join(each.name for each in snapshot), at)
            return ()
        return item_by_item.claims(code, snapshot, self._weigh)

    def _weigh(self, fact: str, code: Any, snapshot: Any, at: tuple[Origin, Origin]) -> Any:  # noqa: ANN401 - any field
        """Code, where both speak."""
        if isinstance(code, Unknown):
            if isinstance(snapshot, Unknown):
                return code
            return (
                snapshot if is_persons_word(snapshot) else self._choosing.code_is_unreadable(fact, code, snapshot, at)
            )
        if isinstance(snapshot, Unknown):
            return code
        if isinstance(code, Claim) and isinstance(snapshot, Claim):
            at = _sources(code, snapshot)
            code = msgspec.structs.replace(code, format=code.format or snapshot.format)
            unreadable = next((each.source for each in code.branches if isinstance(each.source, Unknown)), None)
            if unreadable is not None:
                self._choosing.code_is_unreadable(fact, unreadable, snapshot, at)
                return code
        if _differ(code, snapshot):
            self._choosing.code_wins(fact, code, snapshot, at)
        return code

    def _beside(self, fact: str, one: Any, other: Any, at: tuple[Origin, Origin]) -> Any:  # noqa: ANN401 - any field
        """What two resources in code say of one thing: the same, or nothing that counts."""
        for value in (one, other):
            if isinstance(value, Unknown):
                return value
        if not fact or not _differ(one, other):
            return one
        unknown = self._choosing.unsettled(fact, *at)
        if isinstance(one, Claim):
            return msgspec.structs.replace(
                one, branches=tuple(msgspec.structs.replace(each, source=unknown) for each in one.branches)
            )
        return unknown


_WAYS: dict[type, Callable[..., Any]] = {
    Provisioning: partial(item_by_item.jobs, replaces=False),
    Claim: item_by_item.claims,
}


def _holds(kind: type, *lists: tuple[object, ...]) -> bool:
    """Whether lists, of which some may be empty, are lists of a kind."""
    items = [item for held in lists for item in held]
    return bool(items) and all(isinstance(item, kind) for item in items)


def _differ(one: Any, other: Any) -> bool:  # noqa: ANN401 - any field
    if isinstance(one, tuple) != isinstance(other, tuple):
        return True
    if isinstance(one, tuple):
        return [_text(item) for item in one] != [_text(item) for item in other]
    if isinstance(one, Claim) and {each.users for each in one.branches} != {each.users for each in other.branches}:
        return True
    return disagree(one, other, copies=False)


def _sources(code: Claim, snapshot: Claim) -> tuple[Origin, Origin]:
    """Where the sources stand that differ; where the claims stand if only one has a source for some class of users."""
    theirs = {branch.users: branch.source for branch in snapshot.branches}
    for branch in code.branches:
        other = theirs.get(branch.users)
        if isinstance(branch.source, Sourced) and isinstance(other, Sourced) and _differ(branch.source, other):
            return branch.source.origin, other.origin
    return code.origin, snapshot.origin


def _text(item: object) -> str:
    return str(item.value if isinstance(item, Sourced) else item).casefold()


def _place(stated: Stated) -> Origin:
    """Where the first record stands that says something of a fact, else the first."""
    return next((record for record, value in stated if value is not None), stated[0][0]).origin
