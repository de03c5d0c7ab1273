"""What can be said of one key by itself: may it be empty, can two people share it, what changes it?

Facets of attributes are carried through the functions above them; where a vendor's function stands in between, sample people are
asked. Sources: see `idplint.directory.attributes` and `idplint.directory.transitions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from idplint.directory.attributes import Attribute, Shape
from idplint.directory.samples import SampleUser, UserClass
from idplint.directory.transitions import Transition, transitions
from idplint.expressions.known_directory import KnownDirectory
from idplint.expressions.normal_forms.forms import (
    BEFORE_AT,
    FIRST,
    JOIN,
    LOWER,
    UPPER,
    Applied,
    Form,
    Open,
    Source,
    Text,
    parts,
    sources,
)
from idplint.expressions.normal_forms.reading import form_given
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.population import emptied, people
from idplint.expressions.trying import constants, hidden_source, tryable
from idplint.model.application import SourceExpression

if TYPE_CHECKING:
    from collections.abc import Iterator


_DESCRIPTIVE = frozenset(
    f"{directory}.{name}"
    for directory, names in {
        "entra": ("jobTitle", "department", "companyName", "city", "country", "state"),
        "okta": (
            "title",
            "department",
            "division",
            "organization",
            "costCenter",
            "city",
            "state",
            "zipCode",
            "countryCode",
            "locale",
            "preferredLanguage",
            "timezone",
            "userType",
            "manager",
            "managerId",
        ),
    }.items()
    for name in names
)
"""Attributes that many people share by their nature."""


class Emptiness(msgspec.Struct, frozen=True):
    """Whether a key is empty for somebody."""

    verdict: Literal["never", "sometimes", "unknown"]
    attribute: Attribute | None = None
    """The attribute that is empty then."""
    user: SampleUser | None = None
    given: tuple[str, ...] = ()
    """Declared facts that decided."""


class Sharing(msgspec.Struct, frozen=True):
    """Whether two people can have one key."""

    verdict: Literal["unique", "shared", "across_domains", "depends_on_domains", "constant", "unknown"]
    """`across_domains`: shared by people whose addresses differ only in the domain; `depends_on_domains`: the same, where
    it is not known whether there are two domains."""
    pair: tuple[SampleUser, SampleUser] | None = None
    """Two people with one value."""
    value: str = ""
    given: tuple[str, ...] = ()
    by_nature: bool = False
    """Shared already as the attributes hold it, whatever the functions above them do."""


class Key(msgspec.Struct, frozen=True, eq=False):
    """The source of a key for one class of users of one directory."""

    source: SourceExpression
    directory: KnownDirectory
    user_class: UserClass = UserClass.MEMBERS
    username: SourceExpression | None = None

    def form(self) -> tuple[Form, tuple[str, ...]]:
        """The normal form where the declared facts hold, and those that were used."""
        return form_given(self.source, self.directory, self.user_class, self.username)

    def values(self, among: tuple[SampleUser, ...]) -> Iterator[tuple[SampleUser, object]]:
        """What the key is for people, where that is certain."""
        prepared = tryable(self.source, self.directory.idp)
        username = tryable(self.username, self.directory.idp) if self.username is not None else None
        form, _ = self.form()
        for user in among:
            if hidden_source(form, user) is not None:
                continue
            value = prepared.value(user, username)
            if not isinstance(value, Undecided | Failed):
                yield user, value


def emptiness(key: Key) -> Emptiness:
    """Whether somebody has no value for a key."""
    form, given = key.form()
    facts: dict[str, None] = dict.fromkeys(given)
    open_attribute = _open_attribute(form, key, facts)
    given = tuple(facts)
    if open_attribute is None:
        return Emptiness("never", given=given)
    if isinstance(open_attribute, Open):
        return Emptiness("unknown")
    lacking = emptied(people(key.directory, key.user_class), open_attribute)
    if _is_more_than_its_attributes(form):
        # Only a value says what a vendor's function, or text around it, makes of an attribute that is empty.
        found = next((user for user, value in key.values(lacking) if value is None), None)
        return Emptiness("sometimes", open_attribute, found) if found else Emptiness("unknown", open_attribute)
    return Emptiness("sometimes", open_attribute, next(iter(lacking), None))


def _open_attribute(form: Form, key: Key, facts: dict[str, None]) -> Attribute | Open | None:
    """An attribute that may be empty and leaves the form empty then; None where it never is. Adds the facts it used."""
    match form:
        case Text():
            return None
        case Open():
            return form
        case Source(attribute=attribute):
            if not attribute.nullable:
                return None
            fact = _fact_of_being_filled(attribute, key)
            if fact is None:
                return attribute
            facts[fact] = None
            return None
        case Applied(function, operands) if function == FIRST:
            held = [_open_attribute(each, key, facts) for each in operands if each is not None]
            return held[0] if all(each is not None for each in held) else None
        case Applied(_, operands):
            held = [_open_attribute(each, key, facts) for each in operands if each is not None]
            return next((each for each in held if each is not None), None)


def _fact_of_being_filled(attribute: Attribute, key: Key) -> str | None:
    if key.user_class is UserClass.MEMBERS:
        return key.directory.filled_as(attribute)
    return f"declared never null: {attribute.label}" if attribute.name in key.directory.never_null else None


def _is_more_than_its_attributes(form: Form) -> bool:
    known = {LOWER, UPPER, BEFORE_AT, FIRST}
    return any(isinstance(part, Applied) and part.function not in known for part in parts(form))


def sharing(key: Key) -> Sharing:
    """Whether two people can have one value for a key."""
    form, given = key.form()
    if isinstance(form, Text):
        return Sharing("constant", value=form.text)
    verdict: _Verdict = _sharing(form)
    if verdict == "unique":
        return Sharing("unique", given=given)
    if any(isinstance(part, Open) for part in parts(form)):
        return Sharing("unknown")
    pair = _pair(key)
    if verdict == "unknown":
        # Two people are the proof; that there are none among a dozen proves nothing.
        verdict = "shared" if pair is not None else "unknown"
        if pair is not None and _prefix_of_an_address(form, pair):
            verdict = "depends_on_domains"
    if verdict == "depends_on_domains":
        if len(key.directory.domains) == 1:
            return Sharing("unique", given=(*given, f"declared: every address is at {key.directory.domains[0]}"))
        if key.directory.domains:
            verdict = "across_domains"
    return Sharing(verdict, pair[:2] if pair else None, pair[2] if pair else "", by_nature=_sharing(form) == "shared")


_Verdict: TypeAlias = Literal["unique", "shared", "across_domains", "depends_on_domains", "unknown"]


def _sharing(form: Form) -> _Verdict:
    match form:
        case Source(attribute=attribute):
            if attribute.shape is Shape.NAME or attribute.name in _DESCRIPTIVE:
                return "shared"
            # Numbers, handles and the company's own attributes are kept unique by those who keep them, or not: nothing is
            # claimed. An e-mail address is not promised to be unique either, but every provider that joins on it relies on that.
            return "unique"
        case Applied(function, (inner,)) if function in {LOWER, UPPER} and inner is not None:
            return _sharing(inner)
        case Applied(function, (inner,)) if function == BEFORE_AT and inner is not None:
            return "depends_on_domains" if _sharing(inner) == "unique" else "shared"
        case Applied(function, operands) if function == JOIN:
            held = [_sharing(each) for each in operands if each is not None and not isinstance(each, Text)]
            return "unique" if "unique" in held else next(iter(held), "shared")
        case Applied(function, operands) if function == FIRST:
            # A constant at the end is a rule of its own.
            held = [_sharing(each) for each in operands if each is not None and not isinstance(each, Text)]
            return next((each for each in held if each != "unique"), "unique")
        case _:
            # Whatever a function does: of the same values it makes the same.
            held = [_sharing(each) for each in sources(form)]
            opaque = any(isinstance(part, Open) for part in parts(form))
            return "shared" if held and not opaque and set(held) == {"shared"} else "unknown"


def _pair(key: Key) -> tuple[SampleUser, SampleUser, str] | None:
    """Two sample people with one value."""
    seen: dict[str, SampleUser] = {}
    for user, value in key.values(people(key.directory, key.user_class)):
        if not isinstance(value, str) or "<" in value:
            continue
        other = seen.setdefault(value.casefold(), user)
        if other is not user:
            return other, user, value
    return None


def _prefix_of_an_address(form: Form, pair: tuple[SampleUser, SampleUser, str]) -> bool:
    """Whether the two share a value only because their addresses differ in the domain alone."""
    one, other, _ = pair
    for source in sources(form):
        if source.attribute.shape is not Shape.ADDRESS:
            continue
        held, second = one.values.get(source.attribute.name), other.values.get(source.attribute.name)
        if held and second and held.lower().partition("@")[0] == second.lower().partition("@")[0]:
            return True
    return False


def shared_default(form: Form) -> str | None:
    """The constant that everybody gets who has no value of their own; None where there is none."""
    for part in parts(form):
        if isinstance(part, Applied) and part.function == FIRST and isinstance(last := part.operands[-1], Text):
            return last.text
    return None


def shared_constant(key: Key) -> str | None:
    """`shared_default`, also where a vendor's own choice gives it: found by trying people who lack an attribute."""
    form, _ = key.form()
    default = shared_default(form)
    if default is not None or isinstance(form, Text | Source | Open):
        return default
    texts = set(constants(tryable(key.source, key.directory.idp)))
    for attribute in dict.fromkeys(source.attribute for source in sources(form)):
        if not attribute.nullable or _fact_of_being_filled(attribute, key) is not None:
            continue
        lacking = emptied(people(key.directory, key.user_class), attribute)
        found = next((value for _, value in key.values(lacking) if isinstance(value, str) and value in texts), None)
        if found is not None:
            return found
    return None


def changes(key: Key) -> tuple[Transition, ...]:
    """What happens to people that gives them another key."""
    if key.user_class is not UserClass.MEMBERS:
        return ()
    found = []
    for transition in transitions(key.directory.idp):
        values = [value for _, value in key.values((transition.before, transition.after))]
        if len(values) == 2 and values[0] != values[1]:  # noqa: PLR2004 - before and after
            found.append(transition)
    return tuple(found)
