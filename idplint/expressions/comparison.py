"""Whether two source expressions carry the same value, for whom not, and a person to show it on.

Cheapest first: equal normal forms; equal normal forms where declared facts hold; then the two are evaluated for sample people.
What neither proves the same nor differs for any of them stays undecided.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import msgspec

from idplint.directory.attributes import Shape
from idplint.directory.samples import SampleUser, Trait, UserClass
from idplint.expressions.normal_forms.building import folded
from idplint.expressions.normal_forms.forms import (
    FIRST,
    Applied,
    Form,
    Open,
    Source,
    Text,
    is_repeatable,
    is_understood,
    parts,
    sources,
    with_operands,
)
from idplint.expressions.normal_forms.reading import form_given, form_of
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.population import coincident, guided, lacking, people
from idplint.expressions.trying import Tryable, cut_up, tryable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from idplint.expressions.known_directory import KnownDirectory
    from idplint.expressions.outcomes import Outcome, Value
    from idplint.model.application import CaseRule, SourceExpression


_AT_DOMAIN = re.compile(r"@((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})$", re.IGNORECASE)


_MOST_COPIES = 4
"""Expressions with more directory extensions than this are no keys."""


_CHOICES = frozenset(
    {"?:", *(f"function:{name}" for name in ("IIF", "Switch", "Coalesce", "ifEmpty", "ifNotEmpty", "when"))}
)
"""The vendors' own ways to choose, beside the one that is the same everywhere."""


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
    copy = _copy(one, other) or _copy(other, one)
    if copy is not None:
        reason = f"the directory extension {copy.attribute.label} may hold the on-premises attribute itself"
        return Agreement("undecided", reason=reason, declarable=True)
    return _Trial(login, scim, (one, other), directory, user_class, case_rule, username).agreement()


def _equal(one: Form, other: Form, case_rule: CaseRule) -> bool:
    return one == other or (case_rule == "fold" and folded(one) == folded(other))


def _copy(one: Form, other: Form) -> Source | None:
    """A directory extension with which the two would carry the same value, if it held an on-premises attribute."""
    extensions = {each: None for each in sources(one) if each.attribute.name.startswith("entra.extension_")}
    if not extensions or len(extensions) > _MOST_COPIES:
        return None
    originals = dict.fromkeys(each for each in sources(other) if each.attribute.on_premises)
    for extension in extensions:
        for original in originals:
            if folded(_replaced(one, extension, original)) == folded(other):
                return extension
    return None


def _replaced(form: Form, old: Source, new: Source) -> Form:
    if form == old:
        return new
    if not isinstance(form, Applied):
        return form
    return with_operands(form, tuple(each and _replaced(each, old, new) for each in form.operands))


def _named_domains(forms: Iterable[Form]) -> tuple[str, ...]:
    """The domains of addresses that expressions put together or take apart, in alphabetical order."""
    texts = (part.text for form in forms for part in parts(form) if isinstance(part, Text))
    return tuple(sorted({found.group(1).lower() for text in texts if (found := _AT_DOMAIN.search(text))}))


class _Difference(msgspec.Struct, frozen=True, gc=False):
    """How two values differ."""

    kind: Literal["value", "case", "empty"]
    example: Example


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
        self._tried: dict[SampleUser, tuple[Value, Value] | None] = {}
        self._sources = [source for form in forms for source in sources(form)]
        self._cut_up = [source for form in forms for source in cut_up(form)]
        self._understood = all(map(is_understood, forms))
        named = _named_domains(forms)
        self._people = people(directory, user_class, named if not directory.domains else ())
        likely = [domain for domain in named if not directory.domains or domain in directory.domains]
        self._home = next(iter((*likely, *directory.domains)), "")

    def agreement(self) -> Agreement:
        """Different with a witness, or undecided."""
        edge: _Difference | None = None
        for user in self._people:
            found = self._differs(user)
            if found is None:
                continue
            if found.kind == "value":
                return Agreement("different", self._reach(), found.example)
            edge = edge or found
        # Only functions of a vendor's own ask for a word or a domain.
        for user in () if self._understood else guided(self._people, self._directory, *self._ends):
            found = self._differs(user)
            if found is not None and found.kind == "value":
                return Agreement("different", self._reach(), found.example)
        for user in self._lacking():
            found = self._differs(user)
            if found is not None and found.kind == "value":
                return Agreement("different", self._reach(), found.example)
            edge = edge or found
        if edge is not None:
            return Agreement("different", self._reach_of_edge(), edge.example)
        return Agreement("undecided", reason=self._why_undecided())

    def _lacking(self) -> tuple[SampleUser, ...]:
        """People without what a choice takes first, so that its other choices are seen too."""
        if not self._chooses():
            return ()
        # In an order that does not depend on which end is which.
        read = sorted({source.attribute for source in self._sources}, key=lambda attribute: attribute.name)
        return lacking(self._people, read, self._directory)

    def _chooses(self) -> bool:
        """Whether an end takes one value or another, depending on what somebody has."""
        applied = (part for form in self._forms for part in parts(form) if isinstance(part, Applied))
        return any(part.function == FIRST or part.function.partition(":")[2] in _CHOICES for part in applied)

    def _differs(self, user: SampleUser) -> _Difference | None:
        """How the two differ; None where they agree, or that is open."""
        values = self._tried[user] = self._values(user)
        if values is None:
            return None
        one, other = values
        if one == other or (self._case_rule == "fold" and _folded(one) == _folded(other)):
            return None
        kind: Literal["value", "case", "empty"] = "case" if _folded(one) == _folded(other) else "value"
        if one is None or other is None:
            kind = "empty"
        return _Difference(kind, Example(user, _words(one), _words(other)))

    def _values(self, user: SampleUser) -> tuple[Value, Value] | None:
        if Trait.SUPPLIED in user.traits and any(each.attribute.name not in user.values for each in self._sources):
            return None  # nobody said what this person holds there
        for source in self._cut_up:
            if source.attribute.name not in user.values:
                self._doubt = self._doubt or (
                    f"what {source.attribute.label} holds is known only to the company; "
                    "people added under `directory: samples` in idplint.yaml would show it"
                )
                return None
        values: list[Value] = []
        for end in self._ends:
            outcome = self._value(end, user)
            if isinstance(outcome, Undecided | Failed):
                self._doubt = self._doubt or outcome.reason
                return None
            values.append(_as_sent(outcome))
        return values[0], values[1]

    def _value(self, end: Tryable, user: SampleUser) -> Outcome:
        return end.value(user, self._username)

    def _reach(self) -> Reach:
        if self._user_class is not UserClass.MEMBERS:
            return Reach.CLASS
        if self._reads_free_text():
            return Reach.SOME
        if any(isinstance(form, Text) for form in self._forms):
            return Reach.EVERYONE
        found = self._differs(coincident(self._directory.idp, self._home))
        everyone = found is not None and found.kind == "value" and not self._anybody_agrees()
        return Reach.EVERYONE if everyone else Reach.SOME

    def _reach_of_edge(self) -> Reach:
        """Of a difference that was only seen in empty values and in case: all may be empty, or in another case."""
        found = None if self._reads_free_text() else self._differs(coincident(self._directory.idp, self._home))
        if found is None or (found.kind == "case" and self._case_rule != "exact"):
            return Reach.EDGE
        if found.kind != "case" and self._anybody_agrees():
            return Reach.EDGE
        return Reach.EVERYONE if self._user_class is UserClass.MEMBERS else Reach.CLASS

    def _reads_free_text(self) -> bool:
        return any(source.attribute.shape is Shape.FREE for source in self._sources)

    def _anybody_agrees(self) -> bool:
        """Whether anybody has one value in both, but for case."""
        names = any(source.attribute.shape is Shape.NAME for source in self._sources)
        if self._understood and not names and not self._chooses():
            return False  # their shapes tell
        for user in self._people:
            # That a login may be no address makes none of its values less of another shape than a handle.
            if Trait.LOGIN_NOT_EMAIL in user.traits:
                continue
            values = self._tried.get(user) or self._values(user)
            if values is not None and values[0] is not None and _folded(values[0]) == _folded(values[1]):
                return True
        return False

    def _why_undecided(self) -> str:
        unread = next((part for form in self._forms for part in parts(form) if isinstance(part, Open)), None)
        if unread is not None and (not self._doubt or self._doubt.endswith("was not given")):
            return unread.reason
        if self._doubt:
            return self._doubt
        if not self._people:
            return f"idplint knows nobody among the {self._user_class.words} of this directory"
        one, other = self._forms
        if isinstance(one, Source) and isinstance(other, Source):
            if one.attribute == other.attribute and one.attribute.multivalued:
                return f"which of the values of {one.attribute.label} is taken is not documented"
            return f"idplint's sample {self._user_class.words} have the same value in both attributes"
        return (
            f"the two carry the same value for all of idplint's sample {self._user_class.words}, "
            "which does not prove that they always do"
        )


def _folded(value: Value) -> Value:
    if isinstance(value, list):
        return [_folded(each) for each in value]
    return value.casefold() if isinstance(value, str) else value


def _as_sent(value: Value) -> Value:
    """A value as text, which is how protocols carry it; a list of one is the one."""
    if isinstance(value, list):
        return _as_sent(value[0]) if len(value) == 1 else [_as_sent(each) for each in value]
    return _words(value) if isinstance(value, int) else value


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
