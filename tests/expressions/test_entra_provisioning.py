"""Reading provisioning expressions, and the corners of their functions that the worked examples leave out."""

from __future__ import annotations

import pytest

from idplint.expressions.entra_provisioning import evaluate, parse, read_stored_tree
from idplint.expressions.outcomes import Failed, Undecided
from idplint.expressions.syntax import Attribute, Call, Literal, Unsupported
from idplint.expressions.users import UserAttributes


def outcome(expression: str, user: dict[str, object] | None = None) -> object:
    return evaluate(parse(expression), UserAttributes(user or {}))


def test_calls_keep_positions_and_left_out_arguments() -> None:
    text = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
    node = parse(text)
    assert isinstance(node, Call)
    assert node.arguments[1] is None
    first = node.arguments[0]
    assert first == Attribute(("IsSoftDeleted",), (7, 22))
    assert text[7:22] == "[IsSoftDeleted]"
    last = node.arguments[5]
    assert isinstance(last, Literal)
    assert text[slice(*last.span)] == '"False"'


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('Replace([x], "-", , , "_", , )', 7),
        ('Replace([x], "-", , ,"", ,)', 7),
        ("ToLower([x], )", 2),
        ("Now( )", 0),
        ('Join ( "" , 1 , -2 )', 3),
    ],
)
def test_left_out_arguments_count(text: str, count: int) -> None:
    node = parse(text)
    assert isinstance(node, Call)
    assert len(node.arguments) == count


def test_escapes_and_attribute_names() -> None:
    assert outcome(r'"Company name: \"Contoso\" \\ \d"') == r'Company name: "Contoso" \ \d'
    assert parse("[passwordProfile.password]") == Attribute(("passwordProfile", "password"), (0, 26))
    name = 'emails[type eq "work"].value'
    assert outcome(f"Append([{name}], [urn:x:2.0:User:division])", {name: "a", "urn:x:2.0:User:division": "b"}) == "ab"


@pytest.mark.parametrize(
    ("text", "wrong", "reason"),
    [
        ("", "", "is empty"),
        ('Append([a], "b', '"b', "no closing quotation mark"),
        ("Append([a, b)", "[a, b)", "no closing bracket"),
        ('Append([a], "b"', '([a], "b"', "is not closed"),
        ("Append([a] [b])", "[", "between arguments"),
        ('"a" "b"', '"', "after the expression"),
        ('switch([a], , "b", "c")', "switch", "documents Switch"),
        ("Trim([a])", "Trim", "cloud sync"),
        ("Frobnicate([a])", "Frobnicate", "no function Frobnicate"),
        ('ToLower(Append([a]), "tr-TR")', "Append([a])", "at least 2 arguments, not 1"),
        ("Append(, [a])", "Append(, [a])", "needs its argument source"),
        ('Not([a], "b")', 'Not([a], "b")', "at most 1 argument, not 2"),
        ('Switch([a], "b", "c", "d", "e")', 'Switch([a], "b", "c", "d", "e")', "groups of 2"),
        ("Append([a], b)", "b", "double quotes"),
        ('Append([a], "x" = "y")', '"x" = "y"', "only in the condition"),
        ('"a" & "b"', "&", "Connect sync"),
        ('IIF([a]="1" AND [b]="2","c","d")', "AND", "no AND"),
        ('IIF([a]=="1","c","d")', "==", "equal is written"),
        ("Mid([a], 1.5, 2)", "1", "whole numbers"),
        ("Left([a], &HZZ)", "&", "Connect sync"),
        ("BitAnd(1, &HFFFF)", "&HFFFF", "negative"),
        ("Append([], [a])", "[]", "no attribute name"),
        ("Join(“-”, [a])", "“", "straight"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(text: str, wrong: str, reason: str) -> None:
    found = [node for node in _nodes(parse(text)) if isinstance(node, Unsupported)]
    assert len(found) == 1
    assert text[slice(*found[0].span)] == wrong
    assert reason in found[0].reason
    assert outcome(text, {"a": "1", "b": "2"}) == Undecided(found[0].reason)


def _nodes(node: object) -> list[object]:
    below = [*getattr(node, "arguments", ()), *getattr(node, "operands", ())]
    return [node, *[found for child in below for found in _nodes(child)]]


@pytest.mark.parametrize(
    ("expression", "user", "expected"),
    [
        # Case: invariant, Turkish, and cultures that change nothing here.
        ("ToUpper([x])", {"x": "straße é \u0131"}, "STRAßE É \u0131"),
        ("ToLower([x])", {"x": "İSTANBUL ΣΑΣ"}, "İstanbul \u03c3\u03b1\u03c3"),
        ('ToLower([x], "tr-TR")', {"x": "TITIZ İ"}, "t\u0131t\u0131z i"),
        ('ToUpper([x], "tr-TR")', {"x": "titiz \u0131"}, "TİTİZ I"),
        ('ToLower([x], "en-US")', {"x": "TITIZ"}, "titiz"),
        ('ToLower([x], "")', {"x": "A"}, "a"),
        ("PCase([x])", {"x": "3M and abc3def _x"}, "3M And Abc3def _X"),
        # Text.
        ("Mid([x], 3, 5)", {"x": "ab"}, ""),
        ('Mid("abc", "2", "9")', {}, "bc"),
        ("StripSpaces([x])", {"x": " a\tb c "}, "a\tbc"),
        ('InStr("AbA","a",2,vbTextCompare)', {}, "3"),
        ("ConvertToBase64([x])", {"x": "😀"}, "PdgA3g=="),
        ('Word("a,b",2,",")', {}, "b"),
        ('Word([x],1,",")', {"x": None}, ""),
        # Lists.
        ('Join("-", [x], "", "c")', {"x": ["a", "b"]}, "a-b-c"),
        ("Count([x])", {"x": ["a", "b"]}, "2"),
        ('Item(Split("a,b", ","), 2)', {}, "b"),
        ("[x]", {"x": ["a", True, 3]}, ["a", "True", "3"]),
        # Choosing.
        ('Switch([x], "d", "A", "1")', {"x": "a"}, "d"),
        ('Switch([x], , "A", "1")', {"x": "a"}, None),
        ('Switch([x], [y], "a", "1")', {"x": "a"}, "1"),
        ('IIF([n]=1, "yes", "no")', {"n": "1"}, "yes"),
        ('IIF([n]>9, "yes", "no")', {"n": 10}, "yes"),
        ('IIF([a]<>[b], "yes", "no")', {"a": "x", "b": "y"}, "yes"),
        ('IIF(BitAnd([uac], 2)=0, "on", "off")', {"uac": "514"}, "off"),
        ('IIF("True", "yes", [gone])', {}, "yes"),
        ("CBool(2)", {}, "True"),
        ("Not([x])", {"x": None}, "True"),
        ("Coalesce([a], [b])", {"a": None, "b": ""}, ""),
        ("[x]", {"x": False}, "False"),
        # An open question whose answer does not matter is no obstacle.
        ('Coalesce([a], "")', {"a": ""}, ""),
        ("ToUpper(PCase([x]))", {"x": "o'hara"}, "O'HARA"),
        # Dates.
        ('DateAdd("m", 1, CDate("2024-01-31"))', {}, "2/29/2024 12:00:00 AM"),
        ('DateAdd("n", -90, CDate("2024-01-01T00:30:00Z"))', {}, "12/31/2023 11:00:00 PM"),
        (
            'FormatDateTime("2024-02-05T13:04:05Z", , "yyyy-MM-ddTHH:mm:ssK", "ddd, d MMM yyyy h:mm tt")',
            {},
            "Mon, 5 Feb 2024 1:04 PM",
        ),
        ('FormatDateTime(" 5 March 2024 ", , "d MMMM yyyy", "yy/MM/dd \'at\' HH")', {}, "24/03/05 at 00"),
        (
            'FormatDateTime("2024-01-01T00:30:00+02:00", "AdjustToUniversal", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-dd")',
            {},
            "2023-12-31",
        ),
        ('DateAdd("m", 1, CDate("9999-11-30"))', {}, "12/30/9999 12:00:00 AM"),
        ('NumFromDate("1601-01-01T00:00:01Z")', {}, "10000000"),
        # Regular expressions as .NET reads them.
        ('Replace("abxd", , "x*", , "-", , )', {}, "-a-b--d-"),
        (r'Replace("a1", , "(?<l>[a-z])(\\d)", , "$1$2${l}${none}$$", , )', {}, "1aa${none}$"),
        (r'Replace("a b", , "\\s", , "_", , )', {}, "a_b"),
        ('Replace("aXbx", , "(?i)x", , "", , )', {}, "ab"),
        (r'Replace("aab", , "(a)\\1", , "c", , )', {}, "cb"),
        ('Replace("a", , "|a", , "-", , )', {}, "-a-"),
        ('Replace("a-[b]", , "[]\\\\[-]", , "", , )', {}, "ab"),
    ],
)
def test_values(expression: str, user: dict[str, object], expected: object) -> None:
    assert outcome(expression, user) == expected


@pytest.mark.parametrize(
    ("expression", "user", "reason"),
    [
        ("Append([mail], [x])", {"x": "a"}, "[mail] was not given"),
        ("[Mail]", {"mail": "a"}, "[Mail] was not given"),
        ('Append([x], "a")', {"x": None}, "never set"),
        ('Join("-", [x], "a")', {"x": None}, "never set"),
        ("ToLower([x])", {"x": ["a", "b"]}, "several values"),
        ("ToLower([x])", {"x": {"a": 1}}, "is an object"),
        ("ToLower([x])", {"x": 1.5}, "of type float"),
        ("CBool([x])", {"x": ["a"]}, "CBool"),
        ('IIF([x], "a", "b")', {"x": ["a"]}, "neither True nor False"),
        ("[x]", {"x": 10**5000}, "64 bits"),
        ("ToUpper([x])", {"x": "µ"}, "U+00B5"),
        ('ToLower([x], "xx-XX")', {"x": "A"}, "culture"),
        ("NormalizeDiacritics([x])", {"x": "Đặng"}, "U+0110"),
        ("NormalizeDiacritics([x])", {"x": "Cafe\u0301"}, "no row"),
        ("PCase([x])", {"x": "o'hara"}, "apostrophe"),
        ("Mid([x], 5, 1)", {"x": "ab"}, "beyond the end"),
        ("Mid([x], 0, 1)", {"x": "ab"}, "positions from 1"),
        ("Left([x], 1)", {"x": "😀"}, "UTF-16"),
        ('InStr("Abc", "a")', {}, "ignores case"),
        ('Split([x], ",")', {"x": "a,,b"}, "empty values"),
        ('Split([x], ",")', {"x": "a ,b"}, "which spaces"),
        ('Split([x], ", ")', {"x": "a, b"}, "one character"),
        ('Word("a,,b", 2, ",")', {}, "nothing between"),
        ('Word("abc", 1, ",")', {}, "without delimiters"),
        ("Item([x], 0)", {"x": ["a"]}, "0 is not to be used"),
        ('IIF([x]="USA", "a", "b")', {"x": "usa"}, "ignores case"),
        ('IIF([x]>5, "a", "b")', {"x": "10"}, "digits inside text"),
        ("CBool([x] = [y])", {"x": None, "y": "a"}, "never set"),
        ("Coalesce([x], [y])", {"x": "", "y": "b"}, "Coalesce passes over"),
        ('CDate("next week")', {}, "not documented"),
        ('NumFromDate("2020-12-31 10:00:00")', {}, "which time zone"),
        ('FormatDateTime("2020-12-31+08:00", , "yyyy-MM-ddzzz", "yyyy-MM-dd")', {}, "time zone of Microsoft"),
        ('FormatDateTime("2020-12-31", , "d", "yyyy")', {}, "standard date format"),
        ('Replace([x], "a", "b", , "c", , )', {"x": "a"}, "combination"),
        ('Replace("a1a", , "(?<g>a)", "g", "b", , )', {}, ""),
        ('Replace("ab cb", , "a(?<g>b)", "g", "x", , )', {}, "same text elsewhere"),
        ('Replace("a", , "(?<x-y>a)", , "", , )', {}, "kind of group"),
        ('Replace("a", , "[a-z-[b]]", , "", , )', {}, "subtracting"),
        ('Replace("ab", , "(a*)*b", , "$1", , )', {}, "may be empty"),
        (r'Replace("é", , "\\bé", , "", , )', {}, "accented"),
        ("IgnoreFlowIfNullOrEmpty(IgnoreFlowIfNullOrEmpty([x]))", {"x": ""}, "inside another function"),
    ],
)
def test_what_is_documented_nowhere_is_undecided(expression: str, user: dict[str, object], reason: str) -> None:
    found = outcome(expression, user)
    if not reason:
        assert not isinstance(found, str)
        return
    assert isinstance(found, Undecided)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("expression", "user", "reason"),
    [
        ('Append(SelectUniqueValue([x], "b"), "c")', {"x": "a"}, "stands only at the top"),
        ('IIF([x]="a", "b", "c")', {"x": None}, "null or empty: [x]"),
        ('IIF(InStr([x], "a")=0, "b", "c")', {"x": ""}, "null or empty: [x]"),
        ('DateAdd("fortnight", 1, CDate("2024-01-01"))', {}, "knows the intervals"),
        ('DateAdd("yyyy", 9000, CDate("2024-01-01"))', {}, "leaves the years"),
        ('FormatDateTime("2024-1-1", , "yyyy-MM-dd", "yyyy")', {}, "does not have the date format"),
        ('FormatDateTime("2024-02-30", , "yyyy-MM-dd", "yyyy")', {}, "is no date"),
        ('Replace("a", , "(a", , "", , )', {}, "unclosed parenthesis"),
        ("Item([x], 2)", {"x": ["a"]}, "value 2 of 1"),
    ],
)
def test_what_entra_itself_refuses_fails(expression: str, user: dict[str, object], reason: str) -> None:
    found = outcome(expression, user)
    assert isinstance(found, Failed)
    assert reason in found.reason


def _constant(text: str) -> dict[str, object]:
    return {"type": "Constant", "name": text, "expression": f'"{text}"', "parameters": []}


def _attribute(name: str) -> dict[str, object]:
    return {"type": "Attribute", "name": name, "expression": f"[{name}]", "parameters": []}


def _function(name: str, *parameters: tuple[str, dict[str, object]]) -> dict[str, object]:
    return {
        "type": "Function",
        "name": name,
        "expression": "…",
        "parameters": [{"key": k, "value": v} for k, v in parameters],
    }


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (_attribute("preferredLanguage"), "en-US"),
        (_constant("x"), "x"),
        (_function("Not", ("source", _attribute("deleted"))), "True"),
        (
            _function(
                "Replace",
                ("source", _attribute("preferredLanguage")),
                ("Find", _constant("-")),
                ("Replacement", _constant("_")),
            ),
            "en_US",
        ),
        (_function("Mid", ("source", _attribute("upn")), ("start", _constant("1")), ("length", _constant("3"))), "ada"),
        (
            _function("Join", ("separator", _constant(" ")), ("source", _attribute("upn")), ("source", _constant("x"))),
            "ada@contoso.com x",
        ),
        (
            _function("Join", ("separator", _constant(" ")), ("source1", _constant("x")), ("source2", _constant("y"))),
            "x y",
        ),
        (
            _function(
                "Switch",
                ("source", _attribute("deleted")),
                ("key1", _constant("True")),
                ("value1", _constant("a")),
                ("key2", _constant("False")),
                ("value2", _constant("b")),
            ),
            "b",
        ),
    ],
)
def test_stored_trees_read_like_text(tree: dict[str, object], expected: str) -> None:
    user = UserAttributes({"preferredLanguage": "en-US", "upn": "ada@contoso.com", "deleted": False})
    assert evaluate(read_stored_tree(tree), user) == expected


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        {},
        {"type": "Function", "name": "Nope"},
        {"type": "Else", "name": "x"},
        _function("Not", ("sauce", _constant("x"))),
        _function("Not", ("source", _constant("x")), ("source", _constant("y"))),
        {"type": "Function", "name": "Not", "parameters": [3]},
        {"type": "Function", "name": "Not", "parameters": [{"key": "source", "value": None}]},
    ],
)
def test_stored_trees_that_cannot_be_read_are_undecided(tree: object) -> None:
    assert isinstance(evaluate(read_stored_tree(tree), UserAttributes({})), Undecided)
