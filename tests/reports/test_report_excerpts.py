from __future__ import annotations

import pytest

from idplint.findings import Location, Severity
from idplint.reports.excerpts import excerpts
from idplint.reports.layout import display_width
from idplint.reports.style import Style
from tests.reports.report_samples import PLAIN, Files, at


def drawn(text: str, *spans: str, style: Style = PLAIN, path: str = "app.json") -> list[str]:
    """The excerpt of a file with the given spans, the first of them primary."""
    files = Files({path: text})
    locations = [
        at(path, span, f"label {number}", pointer="/here", primary=number == 0, files=files)
        for number, span in enumerate(spans)
    ]
    return excerpts(locations, Severity.ERROR, files, style)


def under_carets(lines: list[str], mark: str = "^") -> str:
    """What stands above the carets, column by column as a terminal shows it."""
    row = next(number for number, line in enumerate(lines) if f" {mark}" in line and "|" in line)
    first = lines[row].index(mark)
    last = lines[row].rindex(mark) + 1
    above, column = "", 0
    for character in lines[row - 1]:
        width = display_width(character)
        # A combining mark stands on the character before it.
        if first <= (column if width else column - 1) < last:
            above += character
        column += width
    return above


@pytest.mark.parametrize(
    "line",
    [
        "name: plain",
        "name: 山田太郎 mail: plain",
        "\uff46\uff55\uff4c\uff4c: plain",
        "e\u0301le\u0300ve: plain",
        "\tname:\tplain",
        "a\tb\t山\tplain",
        "name: \u1112\u1161\u11ab plain",
        "bell \a and \x1b[31m and \u202e plain",
        "🔑 key ##[group] plain",
    ],
)
def test_carets_stand_under_what_they_mean(line: str) -> None:
    lines = drawn(line, "plain")
    assert under_carets(lines) == "plain"
    assert lines[-2].endswith("^^^^^ label 0")


@pytest.mark.parametrize(
    ("before", "shown", "columns"),
    [
        ("山田 ", "山田 ", 5),
        ("\uff46\uff55 ", "\uff46\uff55 ", 5),
        ("e\u0301\u0300 ", "e\u0301\u0300 ", 2),
        ("\u1112\u1161\u11ab ", "\u1112\u1161\u11ab ", 3),
        ("\t", "    ", 4),
        ("ab\tc\t", "ab  c   ", 8),
        ("\x1b[0m", "\\x1b[0m", 7),
        ("##[a]", "\\x23#[a]", 8),
    ],
)
def test_the_first_caret_stands_in_the_column_a_terminal_counts(before: str, shown: str, columns: int) -> None:
    assert drawn(f"{before}plain", "plain")[2:4] == [
        f" 1 | {shown}plain",
        f"   | {' ' * columns}^^^^^ label 0",
    ]


def test_carets_are_as_wide_as_wide_characters() -> None:
    assert drawn('name = "山田e\u0301" # x', "山田e\u0301")[2:4] == [
        ' 1 | name = "山田e\u0301" # x',
        "   |         ^^^^^ label 0",
    ]


def test_a_heap_of_combining_marks_is_cut_like_anything_else() -> None:
    heap = "e" + "\u0301" * 5000
    line = drawn(f"{heap}needle{heap}", "needle")[2]
    assert line.startswith(" 1 | …needlee")
    assert line.endswith("…")


def test_a_line_end_left_in_the_text_is_not_shown() -> None:
    assert drawn("needle\r\nnext", "needle")[2] == " 1 | needle"


def test_the_column_in_the_heading_counts_code_points() -> None:
    assert drawn("山田e\u0301 plain", "plain")[0] == "  --> app.json:1:6"


@pytest.mark.parametrize("width", [None, 40, 60, 100])
@pytest.mark.parametrize("filler", ["x", "山", "e\u0301", "\t"])
@pytest.mark.parametrize("before", [0, 3, 30, 5000])
@pytest.mark.parametrize("after", [0, 3, 30, 5000])
def test_long_lines_are_clipped_around_the_span(width: int | None, filler: str, before: int, after: int) -> None:
    lines = drawn(f'{filler * before}"needle"{filler * after}', '"needle"', style=Style(width=width))
    assert under_carets(lines) == '"needle"'
    # Only on a terminal is a label moved below its carets; elsewhere it may run on.
    assert max(display_width(line) for line in (lines if width else lines[:3])) <= (width or 120)
    clipped = before + after >= 5000
    assert (" at /here" in lines[0]) == ("…" in lines[2]) or not clipped
    if clipped:
        assert lines[0].endswith(" at /here")
    if before == 5000:
        assert lines[2].startswith(" 1 | …")
    if after == 5000:
        assert lines[2].endswith("…")


def test_a_span_longer_than_the_line_may_be_shows_its_beginning() -> None:
    lines = drawn(f'{{"a": "{"v" * 500}"}}', "v" * 500, style=Style(width=50))
    assert lines == [
        "  --> app.json:1:8 at /here",
        "   |",
        f" 1 | …{'v' * 43}…",
        f"   |  {'^' * 43}",
        "   |  label 0",
        "   |",
    ]


def test_both_ends_on_one_minified_line_get_an_excerpt_each() -> None:
    text = '{"login": "user.mail", ' + '"x": 1, ' * 9000 + '"scim": "[objectId]"}'
    lines = drawn(text, '"user.mail"', '"[objectId]"')
    assert [line for line in lines if " app.json:" in line] == [
        "  --> app.json:1:11 at /here",
        "  ::: app.json:1:72032 at /here",
    ]
    assert under_carets(lines) == '"user.mail"'
    assert under_carets(lines, "-") == '"[objectId]"'


def test_a_line_of_many_megabytes_is_clipped_to_what_is_shown() -> None:
    text = "x" * 20_000_000 + "needle" + "x" * 20_000_000
    files = Files({"dump.json": text})
    location = at("dump.json", "needle", "", primary=True, files=files)
    one = [text]
    files.line = lambda path, number: one[number - 1]  # type: ignore[method-assign] # noqa: ARG005
    lines = excerpts([location], Severity.ERROR, files, PLAIN)
    assert under_carets(lines) == "needle"
    assert max(map(len, lines)) < 300


def test_labels_on_one_line_and_near_lines_share_an_excerpt_with_a_heading_each() -> None:
    text = 'a = "one"  b = "two"\n\n\nc = "three"\n\n\n\n\nd = "four"'
    assert drawn(text, '"two"', '"one"', '"three"', '"four"', path="x.tf") == [
        "  --> x.tf:1:16",
        "  ::: x.tf:1:5",
        "  ::: x.tf:4:5",
        "   |",
        ' 1 | a = "one"  b = "two"',
        "   |                ^^^^^ label 0",
        "   |     ----- label 1",
        "...",
        ' 4 | c = "three"',
        "   |     ------- label 2",
        "   |",
        "  ::: x.tf:9:5",
        "   |",
        ' 9 | d = "four"',
        "   |     ------ label 3",
        "   |",
    ]


@pytest.mark.parametrize(("distance", "headings"), [(4, [0, 1]), (5, [0, 5])])
def test_labels_four_lines_apart_still_share_an_excerpt(distance: int, headings: list[int]) -> None:
    lines = drawn("one" + "\n" * distance + "two", "one", "two")
    assert [number for number, line in enumerate(lines) if "app.json" in line] == headings


def test_a_clipped_line_next_to_a_short_one_has_its_own_excerpt() -> None:
    lines = drawn("short\n" + "x" * 500 + "needle", "short", "needle")
    assert lines[5] == "  ::: app.json:2:501 at /here"


def test_the_same_line_of_another_file_is_another_excerpt() -> None:
    files = Files({"a.tf": "login", "b.tf": "scim"})
    ends = [at("a.tf", "login", "", primary=True, files=files), at("b.tf", "scim", "", files=files)]
    assert excerpts(ends, Severity.ERROR, files, PLAIN) == [
        "  --> a.tf:1:1",
        "   |",
        " 1 | login",
        "   | ^^^^^",
        "   |",
        "  ::: b.tf:1:1",
        "   |",
        " 1 | scim",
        "   | ----",
        "   |",
    ]


def test_a_span_of_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    files = Files({"a.tf": "options {  \n  x = 1\n}\n"})
    location = Location("a.tf", "/options", 1, 9, 3, 2, "this block", primary=True)
    assert excerpts([location], Severity.NOTE, files, PLAIN)[2:4] == [" 1 | options {", "   |         ^ this block"]


def test_an_empty_span_at_the_end_of_a_line_gets_one_caret() -> None:
    files = Files({"a.yaml": "key:"})
    location = Location("a.yaml", "/key", 1, 5, 1, 5, "no value", primary=True)
    assert excerpts([location], Severity.NOTE, files, PLAIN)[2:4] == [" 1 | key:", "   |     ^ no value"]


def test_without_the_source_text_the_place_the_pointer_and_the_label_remain() -> None:
    location = Location("gone.json", "/value/0/id", 7, 3, 7, 9, "the SCIM key", primary=True)
    assert excerpts([location], Severity.ERROR, Files({}), PLAIN) == [
        "  --> gone.json:7:3 at /value/0/id: the SCIM key",
    ]


def test_line_numbers_of_any_length_keep_the_bars_in_line() -> None:
    lines = drawn("\n" * 12344 + "needle", "needle")
    assert lines == [
        "     --> app.json:12345:1",
        "      |",
        "12345 | needle",
        "      | ^^^^^^ label 0",
        "      |",
    ]


@pytest.mark.parametrize(
    "line",
    [
        '{"client_secret": "hunter22", "key": "needle"}',
        '{"a": "{\\"clientSecret\\":\\"hunter22\\",\\"b\\":1}", "key": "needle"}',
        '{"key": "SecretToken", "value": "hunter22", "k": "needle"}',
        "password: hunter22 # needle",
        'api_key = "a \\"hunter22" # needle',
        '{"header": "Authorization: Bearer hunter22", "key": "needle"}',
        '{"SCIM_TOKEN" => "hunter22", "needle"}',
        f'{{"secretToken": "{"hunter22" * 400}", "key": "needle"}}',
    ],
)
def test_secrets_beside_the_span_are_not_printed(line: str) -> None:
    lines = drawn(line, "needle")
    assert "hunter22" not in "\n".join(lines)
    assert "********" in lines[2]
    assert under_carets(lines) == "needle"
    assert max(map(len, lines)) < 300


def test_ordinary_values_are_not_taken_for_secrets() -> None:
    line = 'token_endpoint_auth_method = "post", secretary = "mail", user_id = "needle"'
    assert drawn(line, "needle")[2] == f" 1 | {line}"


def test_an_ascii_stream_gets_ascii() -> None:
    lines = drawn("x" * 300 + "née needle", "needle", style=Style(unicode=False))
    assert "".join(lines).isascii()
    assert lines[2].startswith(" 1 | ...x")
    assert lines[2].endswith("n\\xe9e needle")
    assert under_carets(lines) == "needle"
    assert max(map(len, lines)) < 300


@pytest.mark.parametrize("line", ["M\ufffdller plain", "{\0 plain"])
def test_bytes_that_are_no_text_get_no_excerpt(line: str) -> None:
    assert drawn(line, "plain") == [f"  --> app.json:1:{line.index('plain') + 1} at /here: label 0"]
