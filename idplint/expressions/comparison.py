"""Whether two source expressions carry the same value, for whom not, and a person to show it on.

Cheapest first: equal normal forms; equal normal forms where declared facts hold; then the two are evaluated for sample people.
What neither proves the same nor differs for any of them stays undecided.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import msgspec

from idplint.directory.attributes import Shape
from idplint.directory.samples import SampleUser, Trait, UserClass
from idplint.expressions.normal_forms.building import folded
from idplint.expressions.normal_forms.forms import Form, Open, Source, Text, is_repeatable, parts, sources
from idplint.expressions.normal_forms.reading import form_given, form_of
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.population import coincident, guided, people
from idplint.expressions.trying import Tryable, hidden_source, tryable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.expressions.known_directory import KnownDirectory
    from idplint.expressions.outcomes import Outcome, Value
    from idplint.model.application import CaseRule, SourceExpression


class Reach(StrEnum):
    """Whom a difference concerns, in falling order."""

    EVERYONE = "everyone"
    """The two values have different shapes."""
    SOME = "some"
    """Same shape, another attribute: equal for most people, different for some."""
    CLASS = "class"
    """Only one class of users."""
    EDGE = "edge"
    """Only empty or mixed-case values."""

    @property
    def rank(self) -> int:
        """0 for the edge, 3 for everyone."""
        return ("edge", "class", "some", "everyone").index(self.value)


class Example(msgspec.Struct, frozen=True, gc=False):
    """A sample user for whom the two expressions differ, with both values in words."""

    user: SampleUser
    login_value: str
    scim_value: str


class Agreement(msgspec.Struct, frozen=True, gc=False):
    """The answer to: do these two expressions carry the same value?"""

    verdict: Literal["same", "same_given", "different", "undecided"]
    reach: Reach | None = None
    witness: Example | None = None
    reason: str = ""
    """Why undecided; or the declared facts that made them the same."""
    declarable: bool = False
    """Undecided, but a declared equivalence of the two attributes would decide it."""

    @property
    def agrees(self) -> bool:
        """Whether the two carry the same value."""
        return self.verdict in {"same", "same_given"}


@lru_cache(maxsize=16384)
def compare(
    login: SourceExpression,
    scim: SourceExpression,
    directory: KnownDirectory,
    user_class: UserClass = UserClass.MEMBERS,
    case_rule: CaseRule = "unknown",
    username: SourceExpression | None = None,
) -> Agreement:
    """Compare what a login carries with what SCIM stored, for one class of users of one directory.

    Args:
        login: The source on the sign-on side.
        scim: The source on the provisioning side.
        directory: Whose attributes the expressions read, and what was declared of it.
        user_class: Only this class is considered.
        case_rule: How the service provider compares the two values.
        username: What Okta's application username is made of, for expressions that use it inside.
    """
    one = form_of(login, directory.idp, user_class, username)
    other = form_of(scim, directory.idp, user_class, username)
    for form in (one, other):
        if not is_repeatable(form):
            reasons = (part.reason for part in parts(form) if isinstance(part, Open) and not part.repeatable)
            return Agreement("undecided", reason=next(reasons))
    if _equal(one, other, case_rule):
        return Agreement("same")
    if directory.declares:
        one_given, facts = form_given(login, directory, user_class, username)
        other_given, more = form_given(scim, directory, user_class, username)
        if _equal(one_given, other_given, case_rule):
            return Agreement("same_given", reason="; ".join(dict.fromkeys((*facts, *more))))
    for form in (one, other):
        if isinstance(form, Open):
            return Agreement("undecided", reason=form.reason)
    if isinstance(one, Source) and isinstance(other, Source) and (copy := _copy(one, other) or _copy(other, one)):
        reason = f"the directory extension {copy.attribute.label} may hold the on-premises attribute itself"
        return Agreement("undecided", reason=reason, declarable=True)
    return _Trial(login, scim, (one, other), directory, user_class, case_rule, username).agreement()


def _equal(one: Form, other: Form, case_rule: CaseRule) -> bool:
    return one == other or (case_rule == "fold" and folded(one) == folded(other))


def _copy(extension: Source, source: Source) -> Source | None:
    is_copy = extension.attribute.name.startswith("entra.extension_") and source.attribute.on_premises
    return extension if is_copy else None


class _Trial:
    """The evaluation of two expressions for sample people."""

    def __init__(
        self,
        login: SourceExpression,
        scim: SourceExpression,
        forms: tuple[Form, Form],
        directory: KnownDirectory,
        user_class: UserClass,
        case_rule: CaseRule,
        username: SourceExpression | None,
    ) -> None:
        self._ends = tryable(login, directory.idp), tryable(scim, directory.idp)
        self._forms = forms
        self._directory = directory
        self._user_class = user_class
        self._case_rule = case_rule
        self._username = tryable(username, directory.idp) if username is not None else None
        self._doubt = ""

    def agreement(self) -> Agreement:
        """Different with a witness, or undecided."""
        population = people(self._directory, self._user_class)
        edge: Example | None = None
        for user in population:
            found = self._differs(user)
            if found is None:
                continue
            if found[0]:
                return Agreement("different", self._reach(), found[1])
            edge = edge or found[1]
        for user in guided(population, *self._ends):
            found = self._differs(user)
            if found is not None and found[0]:
                return Agreement("different", self._reach(), found[1])
        if edge is not None:
            everyone = self._case_rule == "exact" and self._differs_for_coincident() is not None
            return Agreement("different", Reach.EVERYONE if everyone else Reach.EDGE, edge)
        return Agreement("undecided", reason=self._why_undecided(has_people=bool(population)))

    def _differs(self, user: SampleUser) -> tuple[bool, Example] | None:
        """Whether the two differ in more than case or emptiness, with the example; None where they agree, or that is open."""
        for form in self._forms:
            if Trait.SUPPLIED in user.traits and any(each.attribute.name not in user.values for each in sources(form)):
                return None  # nobody said what this person holds there
            hidden = hidden_source(form, user)
            if hidden is not None:
                self._doubt = self._doubt or (
                    f"what {hidden.attribute.label} holds is known only to the company; "
                    "people added under `directory: samples` in idplint.yaml would show it"
                )
                return None
        values: list[Value] = []
        for end in self._ends:
            outcome = self._value(end, user)
            if isinstance(outcome, Undecided | Failed):
                self._doubt = self._doubt or outcome.reason
                return None
            values.append(outcome)
        one, other = values
        if one == other or (self._case_rule == "fold" and _folded(one) == _folded(other)):
            return None
        more = one is not None and other is not None and _folded(one) != _folded(other)
        return more, Example(user, _words(one), _words(other))

    def _value(self, end: Tryable, user: SampleUser) -> Outcome:
        return end.value(user, self._username)

    def _reach(self) -> Reach:
        if self._user_class is not UserClass.MEMBERS:
            return Reach.CLASS
        if any(isinstance(form, Text) for form in self._forms):
            return Reach.EVERYONE
        free = any(source.attribute.shape is Shape.FREE for form in self._forms for source in sources(form))
        found = None if free else self._differs_for_coincident()
        return Reach.EVERYONE if found is not None and found[0] else Reach.SOME

    def _differs_for_coincident(self) -> tuple[bool, Example] | None:
        return self._differs(coincident(self._directory.idp))

    def _why_undecided(self, *, has_people: bool) -> str:
        unread = next((part for form in self._forms for part in parts(form) if isinstance(part, Open)), None)
        if unread is not None and (not self._doubt or self._doubt.endswith("was not given")):
            return unread.reason
        if self._doubt:
            return self._doubt
        if not has_people:
            return f"idplint knows nobody among the {self._user_class.words} of this directory"
        if all(isinstance(form, Source) for form in self._forms):
            return f"idplint's sample {self._user_class.words} have the same value in both attributes"
        return (
            f"the two carry the same value for all of idplint's sample {self._user_class.words}, "
            "which does not prove that they always do"
        )


def _folded(value: Value) -> Value:
    if isinstance(value, list):
        return [_folded(each) for each in value]
    return value.casefold() if isinstance(value, str) else value


def _words(value: Value) -> str:
    """A value as a message shows it."""
    if value is None:
        return NO_VALUE
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


NO_VALUE = "no value"
"""How a message calls an empty attribute."""


def reaches(found: Iterable[Reach]) -> Reach | None:
    """The widest of several reaches."""
    return max(found, key=lambda reach: reach.rank, default=None)
