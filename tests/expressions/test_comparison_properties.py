"""What must hold of the comparison of any two expressions, on any people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import idplint
from idplint.directory.attributes import oidc_attribute
from idplint.directory.samples import UserClass
from idplint.directory.views import attributes_of
from idplint.expressions.comparison import Agreement, compare
from idplint.expressions.known_directory import Equivalences, KnownDirectory, bare_directory
from idplint.expressions.outcomes import Failed, Outcome, Undecided, Value
from idplint.model.application import CaseRule, Dialect, IdpKind, SourceExpression
from tests.expressions.made_up_people import people
from tests.expressions.written_expressions import pairs, settled_pairs

if TYPE_CHECKING:
    from idplint.directory.samples import SampleUser

MODERATE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(MODERATE, max_examples=500)
"""Where most of what is drawn does not even come to the question."""
CASE_RULES: tuple[CaseRule, ...] = ("exact", "fold", "unknown")
PEOPLE = 5
Pair = tuple[SourceExpression, SourceExpression]

idps = st.sampled_from((IdpKind.ENTRA, IdpKind.OKTA))
settled = idps.flatmap(lambda idp: st.tuples(st.just(idp), st.one_of(settled_pairs(idp), pairs(idp))))
any_pairs = idps.flatmap(lambda idp: st.tuples(st.just(idp), pairs(idp)))
case_rules = st.sampled_from(CASE_RULES)
user_classes = st.sampled_from((UserClass.MEMBERS, UserClass.MEMBERS, *UserClass))
usernames = st.sampled_from(
    (
        None,
        SourceExpression("${source.login}", Dialect.OKTA_TEMPLATE),
        SourceExpression("${fn:substringBefore(user.email, '@')}", Dialect.OKTA_TEMPLATE),
        SourceExpression("user.badge", Dialect.OKTA_CLASSIC),
    )
)


# --- what the public evaluation gives -----------------------------------------------------------------------------------


def value_of(expression: SourceExpression, user: SampleUser, username: SourceExpression | None = None) -> Outcome:
    """What an expression yields for a person, with "" as no value, numbers as text and a list of one as the one."""
    if expression.dialect is Dialect.CONSTANT:
        return as_sent(expression.text)
    if expression.dialect is Dialect.OIDC_CLAIM:
        idp = IdpKind.OKTA if any(name.startswith("okta.") for name in user.values) else IdpKind.ENTRA
        attribute = oidc_attribute(idp, expression.text)
        assert attribute is not None
        claim = SourceExpression(f"user.{attribute.label}", Dialect.ENTRA_CLAIMS)
        return value_of(claim, user) if idp is IdpKind.ENTRA else as_sent(user.values[attribute.name])
    held: dict[str, object] = dict(attributes_of(user, expression.dialect))
    if username is not None and "userName" in expression.text:
        made = value_of(username, user)
        if not isinstance(made, Undecided | Failed):
            held["appuser.userName"] = made
    return as_sent(idplint.evaluate(expression.text, dialect=expression.dialect.value, user=held))


def as_sent(value: Outcome) -> Outcome:
    if isinstance(value, Undecided | Failed):
        return value
    if isinstance(value, list) and len(value) == 1:
        return as_sent(value[0])
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return None if value in ("", []) else value


def folded(value: Value) -> Value:
    if isinstance(value, list):
        return [folded(each) for each in value]
    return value.casefold() if isinstance(value, str) else value


def differ(pair: Pair, user: SampleUser, case: CaseRule, username: SourceExpression | None = None) -> bool | None:
    """Whether the two values differ under a case rule; None where one of them is not decided."""
    values: list[Value] = []
    for expression in pair:
        found = value_of(expression, user, username)
        if isinstance(found, Undecided | Failed):
            return None
        values.append(found)
    one, other = values
    return folded(one) != folded(other) if case == "fold" else one != other


def is_real(text: str) -> bool:
    """Whether a witness's value is one of theirs, not one that only the company knows."""
    return "<" not in text


# --- the properties -----------------------------------------------------------------------------------------------------


@MODERATE
@given(any_pairs, user_classes, case_rules, usernames)
def test_a_source_never_differs_from_itself_and_the_order_of_two_does_not_matter(
    drawn: tuple[IdpKind, Pair], users: UserClass, case: CaseRule, username: SourceExpression | None
) -> None:
    idp, (one, other) = drawn
    directory = bare_directory(idp)
    for source in (one, other):
        assert compare(source, source, directory, users, case, username).verdict in {"same", "undecided"}
    agreement = compare(one, other, directory, users, case, username)
    mirrored = compare(other, one, directory, users, case, username)
    assert (agreement.verdict, agreement.reach) == (mirrored.verdict, mirrored.reach)
    assert (agreement.witness is None) == (mirrored.witness is None) == (agreement.verdict != "different")
    if agreement.witness is not None and mirrored.witness is not None:
        seen = mirrored.witness
        assert (agreement.witness.user.words, agreement.witness.login_value) == (seen.user.words, seen.scim_value)
        assert agreement.witness.scim_value == seen.login_value


@MODERATE
@given(any_pairs, user_classes, case_rules, usernames)
def test_a_difference_is_there_for_its_witness_as_everybody_can_evaluate(
    drawn: tuple[IdpKind, Pair], users: UserClass, case: CaseRule, username: SourceExpression | None
) -> None:
    idp, pair = drawn
    witness = compare(*pair, bare_directory(idp), users, case, username).witness
    if witness is not None and is_real(witness.login_value) and is_real(witness.scim_value):
        assert witness.user.user_class is users
        assert differ(pair, witness.user, case, username) is True
        assert (
            value_of(pair[0], witness.user, username) == (witness.login_value, None)[witness.login_value == "no value"]
        )


def crowd(data: st.DataObject, idp: IdpKind, users: UserClass) -> list[SampleUser]:
    drawn: list[SampleUser] = data.draw(st.lists(people(idp, users), min_size=PEOPLE, max_size=PEOPLE))
    return drawn


@MANY
@given(settled, user_classes, case_rules, usernames, st.data())
def test_what_is_called_the_same_differs_for_nobody(
    drawn: tuple[IdpKind, Pair],
    users: UserClass,
    case: CaseRule,
    username: SourceExpression | None,
    data: st.DataObject,
) -> None:
    idp, pair = drawn
    if compare(*pair, bare_directory(idp), users, case, username).verdict == "same":
        for user in crowd(data, idp, users if idp is IdpKind.ENTRA else UserClass.MEMBERS):
            assert not differ(pair, user, case, username), (dict(user.values), pair)


# --- declared facts -----------------------------------------------------------------------------------------------------

_EQUIVALENT = {
    IdpKind.ENTRA: (("user.mail", "user.userPrincipalName"), ("user.department", "user.extensionAttribute1")),
    IdpKind.OKTA: (("user.login", "user.email"), ("user.department", "user.badge")),
}
_FILLED = {
    IdpKind.ENTRA: ("entra.mail", "entra.givenName", "entra.surname", "entra.department", "entra.employeeId"),
    IdpKind.OKTA: ("okta.secondEmail", "okta.displayName", "okta.department", "okta.badge"),
}
_ADDRESSES = ("entra.mail", "entra.userPrincipalName", "entra.originalUserPrincipalName", "okta.email", "okta.login")


@st.composite
def directories(draw: Any, idp: IdpKind) -> KnownDirectory:
    """A directory of which at least one fact was declared."""
    equivalent = draw(st.lists(st.sampled_from(_EQUIVALENT[idp]), unique=True))
    filled = draw(st.frozensets(st.sampled_from(_FILLED[idp])))
    domains = draw(st.sampled_from(((), ("contoso.com",), ("fabrikam.com",), ("fabrikam.com", "contoso.net"))))
    if not (equivalent or filled or domains):
        filled = frozenset(_FILLED[idp])
    return KnownDirectory(
        idp=idp, equivalences=Equivalences.declared(idp, equivalent), never_null=filled, domains=domains
    )


def obeying(user: SampleUser, directory: KnownDirectory) -> SampleUser:
    """The person as one of this directory: attributes filled, addresses at its domains, equal ones equal."""
    values: dict[str, str | None] = dict(user.values)
    for name in directory.never_null:
        values[name] = values.get(name) or ("x.y@contoso.com" if name.lower().endswith("mail") else "Filled")
    for name in _ADDRESSES if directory.domains else ():
        held = values.get(name) or ""
        if "@" in held and "#EXT#" not in held:
            values[name] = f"{held.partition('@')[0]}@{directory.domains[len(held) % len(directory.domains)]}"
    for declared in directory.equivalences.sets:
        # Nobody means a guest's #EXT# name who says that mail and userPrincipalName are the same.
        names = declared if user.user_class is UserClass.MEMBERS else declared - {"entra.userPrincipalName"}
        # What equals an e-mail address is an address.
        present = [values[name] or "" for name in sorted(names) if values.get(name)]
        filled = next((value for value in present if "@" in value), present[0] if present else None)
        values.update(dict.fromkeys(names, filled))
    if user.user_class is UserClass.MEMBERS and "entra.userPrincipalName" in values:
        values["entra.originalUserPrincipalName"] = values["entra.userPrincipalName"]
    return msgspec.structs.replace(user, values=values)


@MANY
@given(settled, user_classes, case_rules, st.data())
def test_what_is_the_same_given_facts_differs_for_nobody_who_obeys_them(
    drawn: tuple[IdpKind, Pair], users: UserClass, case: CaseRule, data: st.DataObject
) -> None:
    idp, pair = drawn
    directory = data.draw(directories(idp))
    agreement = compare(*pair, directory, users, case)
    if compare(*pair, bare_directory(idp), users, case).verdict == "same":
        assert agreement == Agreement("same")
    if agreement.verdict == "same_given":
        assert agreement.reason
        for user in crowd(data, idp, users if idp is IdpKind.ENTRA else UserClass.MEMBERS):
            obedient = obeying(user, directory)
            assert not differ(pair, obedient, case), (dict(obedient.values), pair)


@MODERATE
@given(settled, case_rules, st.data())
def test_a_witness_obeys_the_declared_facts(drawn: tuple[IdpKind, Pair], case: CaseRule, data: st.DataObject) -> None:
    idp, pair = drawn
    directory = data.draw(directories(idp))
    witness = compare(*pair, directory, UserClass.MEMBERS, case).witness
    if witness is None:
        return
    values = witness.user.values
    assert all(values.get(name, "unknown") is not None for name in directory.never_null)
    for names in directory.equivalences.sets:
        assert len({values[name] for name in names if name in values}) <= 1
    for name in _ADDRESSES if directory.domains else ():
        held = values.get(name) or ""
        assert "@" not in held or held.rpartition("@")[2].lower() in directory.domains
    if is_real(witness.login_value) and is_real(witness.scim_value):
        assert differ(pair, witness.user, case) is True


@pytest.mark.parametrize("idp", [IdpKind.ENTRA, IdpKind.OKTA])
@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.text(max_size=40),
    st.sampled_from(list(Dialect)),
    st.sampled_from(list(Dialect)),
)
def test_any_text_is_compared_without_an_exception(
    idp: IdpKind, one: str, other: str, dialect: Dialect, second: Dialect
) -> None:
    for text in (one, f"ToLower({one})", f"${{user.login}}{one}", f"user.login + {one}", f'{{"attribute": {one}}}'):
        pair = SourceExpression(text, dialect), SourceExpression(other, second)
        assert compare(*pair, bare_directory(idp)).verdict in {"same", "different", "undecided"}
        assert compare(pair[0], pair[0], bare_directory(idp)).verdict in {"same", "undecided"}
