"""Okta's dialects: what is failed, undecided or unreadable, and where the message points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from idplint.expressions.okta import classic, identity_engine, template
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.syntax import Attribute, Node, Operation, Sequence, Unsupported
from idplint.expressions.users import UserAttributes

if TYPE_CHECKING:
    from types import ModuleType

ADA: dict[str, object] = {
    "user": {
        "login": "ada@contoso.com",
        "email": "Ada.Byron@contoso.com",
        "nick": None,
        "cleared": "",
        "tags": ["a", "b"],
    },
    "appuser.userName": "E1042",
}


def outcome(dialect: ModuleType, expression: str, user: dict[str, object] | None = None) -> object:
    found: object = dialect.evaluate(dialect.parse(expression), UserAttributes(ADA if user is None else user))
    return found


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("user.nick ?: user.cleared ?: 'none'", "none"),
        ("user.nick == null ? 'a' : user.nick == '' ? 'b' : 'c'", "a"),
        ("false ? 1 : true ? 2 : 3", 2),
        ("true or false and false", True),
        ("not true || TRUE And !False", True),
        ("1 + 2 + 'x' + 1 + 2", "3x12"),
        ("10 - 3 - 2", 5),
        ("1.5 + 1", 2.5),
        ("user.tags", ["a", "b"]),
        ("user.nick", None),
        ("user.cleared", ""),
        ("String.len('\U0001f600a')", 3),
        ("String.toUpperCase('straße')", "STRASSE"),
        ("Arrays.size('a,b,c')", 3),
        ("Arrays.contains('a,b', 'b')", True),
        ("Time.fromIso8601ToString('2015-07-31T17:18:37.979Z', \"yyyy-MM-dd'T'hh:mm a\")", "2015-07-31T05:18 PM"),
        ("Time.fromIso8601ToString('2015-07-31T17:18:37.979Z', 'MMM d, YYYY')", "Jul 31, 2015"),
        ("Time.fromIso8601ToWindows(Time.fromUnixToIso8601('1438363117979'))", "130828367179790000"),
        ("Time.fromUnixToIso8601('1438363117979')", "2015-07-31T17:18:37.979Z"),
        ("Iso3166Convert.toAlpha3('CH')", "CHE"),
        ("'b' > 'a'", True),
        ("2 <= 2.0", True),
    ],
)
def test_classic_values(expression: str, value: object) -> None:
    assert outcome(classic, expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("${fn:substringBefore(user.login, '!')}", ""),
        ("${fn:substringAfter(user.login, '!')}", ""),
        ("${fn:length(user.nick)}", "0"),
        ("${fn:join(fn:split('a;b,,c', ',;'), '-')}", "a-b-c"),
        ("${fn:substring('abcdef', 2, -1)}", "cdef"),
        ("${fn:substring('abc', 5, 9)}", ""),
        ("${fn:indexOf('abc', 'z')}", "-1"),
        ("${fn:replace('a.b.c', '.', '')}", "abc"),
        ("${fn:containsIgnoreCase('ABC', 'b') and not empty user.login}", "true"),
        ("${fn:trim('  a b ')}|${fn:toUpperCase(user.login)}", "a b|ADA@CONTOSO.COM"),
        ("${fn:escapeXml('<a&\"b\">')}", "&lt;a&amp;&#034;b&#034;&gt;"),
        ("${user.login eq 'ada@contoso.com' ? 'x' : 'y'}", "x"),
        ("${source.login}", "ada@contoso.com"),
        ("${fn:toLowerCase(source.email)}", "ada.byron@contoso.com"),
        ("${user.userName}", "E1042"),
        ("urn:payroll", "urn:payroll"),
        ("${user.nick == null}", "true"),
    ],
)
def test_template_values(expression: str, value: object) -> None:
    assert outcome(template, expression) == value


@pytest.mark.parametrize(
    ("dialect", "expression", "reason"),
    [
        (classic, "user.nick + 'x'", "null"),
        (classic, "String.toLowerCase(user.nick)", "null"),
        (classic, "user.mobile", "user.mobile was not given"),
        (classic, "String.substringBefore(user.login, '!')", "does not occur"),
        (classic, "substringAfter(user.login, '!')", "does not occur"),
        (classic, "String.substring(user.login, 0, 99)", "leaves a text"),
        (classic, "String.substring('\U0001f600', 0, 1)", "goes through a character"),
        (classic, "String.replace('a', '', 'b')", "empty text"),
        (classic, "user.profile.login", "Identity Engine"),
        (classic, "user", "whole record"),
        (classic, "'1' == 1", "text with a number"),
        (classic, "user.nick ? 1 : 2", "Boolean"),
        (classic, "Convert.toInt(1.5)", "half"),
        (classic, "2147483647 + 1", "32 bits"),
        (classic, "6 / 2", "not documented"),
        (classic, "Arrays.contains(user.tags, 'a') ? 1 : 2", "not supported in conditions"),
        (classic, 'Convert.toInt("2018") == user.yearJoined', "not supported in conditions"),
        (classic, "user.tags[5]", "position 5"),
        (classic, "'engineering' matches '(?i)engineer'", "a part of the text"),
        (classic, "'a' matches '(a)\\1'", "exactly as Java"),
        (classic, "Time.fromUnixToIso8601('1438363117000')", ".000"),
        (classic, "Time.fromStringToIso8601('31/07/2015', 'dd/MM/yyyy')", "time zone"),
        (classic, "Time.fromIso8601ToString('2015-07-31T17:18:37+02:00', 'yyyy')", "in UTC"),
        (classic, "Time.fromIso8601ToString('2015-07-31T17:18:37Z', 'xxxx')", "`xxxx`"),
        (identity_engine, "'2015-07-31T17:18:37Z'.parseStringTime().toString('YYYY')", "`YYYY`"),
        (identity_engine, "'31 July 15'.parseStringTime('dd MMMM yyyy')", "strictly"),
        (classic, "Iso3166Convert.toName('FR')", "name Okta has"),
        (classic, "Iso3166Convert.toAlpha2('XX')", "no ISO 3166-1 code"),
        (classic, "isMemberOfGroup('00g1') ? 'a' : 'b'", "live directory"),
        (identity_engine, "user.login", "user.profile.login"),
        (identity_engine, "'a.b'.replaceFirst('.', '-')", "regular expression"),
        (identity_engine, "'a'.substringAfter('b')", "does not occur"),
        (identity_engine, "'1.5'.toInteger()", "half"),
        (identity_engine, "'1e3'.toNumber()", "spelling"),
        (template, "a${user.nick}b", "null"),
        (template, "${user.firstName + user.lastName}", "was not given"),
        (template, "${user.login + user.email}", "adds numbers"),
        (template, "${user.id}", "not documented"),
        (template, "${user.profile.login}", "Identity Engine"),
    ],
)
def test_undocumented_is_undecided(dialect: ModuleType, expression: str, reason: str) -> None:
    found = outcome(dialect, expression)
    assert isinstance(found, Undecided)
    assert reason in found.reason


@pytest.mark.parametrize(
    "expression", ["${String.substringBefore(user.login, '@')}", "${Arrays.size(user.tags)}", "x${Time.now()}"]
)
def test_templates_reject_the_classic_functions(expression: str) -> None:
    found = outcome(template, expression)
    assert isinstance(found, Failed)
    assert "fn:" in found.reason


def unsupported(node: Node) -> Unsupported:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Unsupported):
            return current
        if isinstance(current, Sequence):
            waiting.extend(current.items)
        elif isinstance(current, Operation):
            waiting.extend(current.operands)
    raise AssertionError(node)


@pytest.mark.parametrize(
    ("dialect", "expression", "span", "reason"),
    [
        (classic, "", (0, 0), "empty"),
        (classic, "  ", (0, 2), "empty"),
        (classic, "${user.email}", (0, 1), "templates"),
        (classic, "user.email + ${user.login}", (13, 14), "templates"),
        (classic, "'abc", (0, 1), "never closed"),
        (classic, "String.len('a'", (10, 11), "never closed"),
        (classic, "(user.email", (0, 1), "never closed"),
        (classic, "user.tags[0", (9, 10), "never closed"),
        (classic, "user.login = 'a'", (11, 12), "=="),
        (classic, "'it''s'", (0, 5), "doubled"),
        (classic, "String.reverse('a')", (0, 19), "not documented"),
        (classic, "'a' + String.len('a', 'b')", (6, 26), "2 arguments"),
        (classic, "'a'.toUpperCase()", (0, 17), "not documented"),
        (classic, "true ? 1", (8, 8), "no `:`"),
        (classic, "1 < 2 < 3", (6, 7), "in a row"),
        (classic, "user.login user.email", (11, 15), "cannot stand here"),
        (classic, "\u201cx\u201d", (0, 1), "typographic"),
        (classic, "user?.login", (4, 6), "safe navigation"),
        (identity_engine, "String.toUpperCase('a')", (0, 23), "Identity Engine"),
        (identity_engine, "user.profile.x.reverse()", (0, 24), "not documented"),
        (template, "user.email", (0, 10), "classic"),
        (template, "String.substringBefore(user.login, '@')", (0, 39), "classic"),
        (template, "{user.userName}", (0, 1), "brace"),
        (template, "a${user.login", (1, 3), "never closed"),
        (template, "a${}", (1, 4), "empty"),
        (template, "${user.login ?: 'x'}", (13, 15), "`?:`"),
        (template, "x${substringBefore(user.login, '@')}", (3, 35), "not documented"),
        (template, "\\${user.login}", (0, 1), "backslash"),
    ],
)
def test_the_message_points_at_the_place(
    dialect: ModuleType, expression: str, span: tuple[int, int], reason: str
) -> None:
    found = unsupported(dialect.parse(expression))
    assert found.span == span
    assert reason in found.reason
    assert isinstance(outcome(dialect, expression), Undecided)


def test_the_tree_has_paths_and_positions() -> None:
    assert classic.parse(" user.login ") == Attribute(("user", "login"), (1, 11))
    node = classic.parse("user.a + 'b' + user.c")
    assert isinstance(node, Operation)
    assert (node.operator, len(node.operands), node.span) == ("+", 3, (0, 21))


def test_a_backslash_in_a_constant_is_a_plain_character() -> None:
    assert outcome(classic, '"DOM\\" + user.login') == "DOM\\ada@contoso.com"


def test_equal_names_of_one_attribute_are_found() -> None:
    assert outcome(identity_engine, "user.profile.login") == "ada@contoso.com"
    assert outcome(classic, "user.login", {"user": {"profile": {"login": "ada"}}}) == "ada"


def test_every_country_code_is_found_by_each_of_its_codes() -> None:
    from idplint.expressions.okta.functions_countries import _CODES, country

    codes = _CODES.split()
    assert len(codes) == 249
    for joined in codes:
        found = {country(code).alpha2 for code in (joined[:2], joined[2:5], joined[5:])}
        assert found == {joined[:2]}


def test_a_long_chain_of_conditions_is_read() -> None:
    text = " : ".join(f"user.login == '{number}' ? 'n{number}'" for number in range(90)) + " : 'other'"
    assert outcome(classic, text, {"user.login": "88"}) == "n88"
    assert outcome(classic, text) == "other"


def test_malformed_trees_are_undecided() -> None:
    for operator in ("+", "?:", "==", "[]", ".", "!", "&&", "-"):
        for dialect in (classic, identity_engine, template):
            assert isinstance(dialect.evaluate(Operation(operator, (), (0, 0)), UserAttributes({})), Undecided)
