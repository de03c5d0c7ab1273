"""Whatever stands in the files read, the output cannot be made to say or do something else."""

from __future__ import annotations

import json
import re

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from idplint.findings import ApplicationName, Confidence, Finding, Location, Report, RunError, Severity, UndecidedFact
from idplint.findings import Witness as SampleUser
from idplint.reports import REPORTERS, render
from idplint.reports.style import Style
from tests.reports.report_samples import DOCS_APP, MISMATCH, Files, report_of

NASTY = [
    "\x1b[2J",
    "\x1b]8;;https://example.com\x07",
    "\x9b31m",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\x85",
    "\r",
    "\n",
    "\n::error title=x::forged",
    "\n  ::set-output name=x::y",
    "::add-mask::x",
    "::stop-commands::x",
    "##[error]forged",
    "###[group]",
    "##vso[task.setvariable variable=x]y",
    "##",
    "[x]",
    "%0A::error::x",
    "%",
    ",title=x",
    ":",
    "\udc80",
    "\U000e0041",
    "\t",
    "山",
    "e\u0301",
    "`",
    "a ",
]
texts = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=5)), max_size=6).map("".join)
lines = texts.map(lambda text: text.replace("\n", "␊"))
positions = st.integers(min_value=1, max_value=40)
styles = st.builds(Style, st.just(value=False), st.sampled_from([None, 20, 60, 120]), st.booleans())
applications = st.builds(ApplicationName, texts, texts, texts)
locations = st.builds(Location, texts, texts, st.just(1), positions, st.integers(1, 2), positions, texts, st.booleans())
findings = st.builds(
    Finding,
    code=st.one_of(st.just("IDP102"), texts),
    name=texts,
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    application=st.none() | applications,
    message=texts,
    locations=st.lists(locations, max_size=3).map(tuple),
    witness=st.none() | st.builds(SampleUser, texts, texts, texts, texts, texts),
    help=texts,
    docs=texts,
    fingerprint=texts,
    outcome=texts,
)
facts = st.builds(
    UndecidedFact,
    fact=texts,
    application=applications,
    codes=st.lists(texts, max_size=2).map(tuple),
    reason=texts,
    remedy=texts,
)
errors = st.builds(
    RunError,
    message=texts,
    path=st.none() | texts,
    line=st.none() | positions,
    column=st.none() | positions,
    help=st.none() | texts,
)


class OneLine:
    """Sources in which every line of every file is the same."""

    def __init__(self, text: str) -> None:
        self.text = text

    def line(self, path: str, number: int) -> str | None:  # noqa: ARG002 - as the protocol has it
        return self.text


@st.composite
def reports(draw: st.DrawFn) -> Report:
    return report_of(
        *draw(st.lists(findings, max_size=3)),
        undecided=tuple(draw(st.lists(facts, max_size=2))),
        errors=tuple(draw(st.lists(errors, max_size=2))),
    )


def obeyed(line: str) -> bool:
    """Whether GitHub's or Azure's runner would do something on this line (actions/runner, `ActionCommand`)."""
    if re.search(r"##(\[|vso\[)", line, re.IGNORECASE):
        return True
    command = re.match(r"::(.*?)::", line.lstrip())
    return command is not None and command.group(1).split(" ")[0] not in {":", ""}


@given(reports(), lines, styles)
@example(report_of(MISMATCH), "##[error]x", Style())
def test_no_format_prints_anything_a_terminal_or_an_encoding_trips_over(
    report: Report,
    line: str,
    style: Style,
) -> None:
    for name in REPORTERS:
        text = render(name, report, OneLine(line), style)
        for character in text:
            assert character.isprintable() or character in "\n\u3000", (name, hex(ord(character)))
        text.encode("utf-8" if style.unicode else "ascii")
        assert text.endswith("\n") or not text


@given(reports(), lines, styles)
def test_no_human_readable_line_is_a_command_to_a_runner(report: Report, line: str, style: Style) -> None:
    for name in ("text", "concise", "json"):
        for printed in render(name, report, OneLine(line), style).split("\n"):
            assert not obeyed(printed), (name, printed)


@given(reports(), lines, st.sampled_from([None, 30, 80]))
def test_colour_codes_are_only_ours(report: Report, line: str, width: int | None) -> None:
    for name in ("text", "concise"):
        coloured = render(name, report, OneLine(line), Style(colour=True, width=width))
        plain = render(name, report, OneLine(line), Style(colour=False, width=width))
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


COMMAND = re.compile(
    r"::(?:error|warning|notice) "
    r"(?:(?:file|line|endLine|col|endColumn)=[^,:\r\n]*,)*title=(?P<title>[^,:\r\n]*)::[^\r\n]*",
)
TAIL = re.compile(r"\d+ more not shown \((?:\d+ (?:error|warning|notice)s?(?:, )?)+\): GitHub keeps 10 of each kind")


@given(reports(), styles)
@example(report_of(*[MISMATCH] * 12), Style())
def test_every_github_line_is_one_of_our_commands_or_the_tail(report: Report, style: Style) -> None:
    printed = render("github", report, Files({}), style).split("\n")
    assert printed.pop() == ""
    expected = len(report.findings) + len(report.errors) + bool(report.undecided)
    if TAIL.fullmatch(printed[-1] if printed else ""):
        printed.pop()
    else:
        assert len(printed) == expected
    for line in printed:
        assert COMMAND.fullmatch(line), line
        assert not re.search(r"%(?!25|0A|0D|3A|2C)", line), line
        # Azure Pipelines obeys these anywhere on a line, and may be what runs the GitHub format.
        assert not re.search(r"##(\[|vso\[)", line, re.IGNORECASE), line


@given(texts, texts)
def test_github_gets_back_what_was_written(name: str, message: str) -> None:
    finding = report_of(MISMATCH).findings[0]
    changed = Finding(
        code="IDP1",
        name=name,
        severity=finding.severity,
        confidence=finding.confidence,
        application=DOCS_APP,
        message=message,
        locations=(),
        witness=None,
        help="",
        docs="",
        fingerprint="",
    )
    line = render("github", report_of(changed), Files({}), Style()).removesuffix("\n")
    matched = COMMAND.fullmatch(line)
    assert matched is not None
    shown = line.split("::", 2)[2].replace("%0A", "\n").replace("%25", "%")
    # Unescaped as the runner does, nothing is left of the escaping and the sentence stays one line.
    assert "\n" not in shown
    assert shown.count("%") == message.count("%")
    title = matched["title"].replace("%2C", ",").replace("%3A", ":").replace("%25", "%")
    assert (title.count(","), title.count(":"), title.count("%")) == (name.count(","), name.count(":"), name.count("%"))


@given(reports(), styles)
def test_json_says_exactly_what_the_report_says(report: Report, style: Style) -> None:
    def readable(text: str) -> str:
        return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match.group()):04x}", text)

    written = json.loads(render("json", report, Files({}), style))
    assert [entry["message"] for entry in written["findings"]] == [readable(each.message) for each in report.findings]
    assert [entry["help"] for entry in written["findings"]] == [readable(each.help) for each in report.findings]
    assert [
        [(place["path"], place["pointer"], place["label"]) for place in entry["locations"]]
        for entry in written["findings"]
    ] == [
        [(readable(place.path), readable(place.pointer), readable(place.label)) for place in each.locations]
        for each in report.findings
    ]
    assert [entry["remedy"] for entry in written["undecided"]] == [readable(each.remedy) for each in report.undecided]


def _full_of(text: str) -> Report:
    who = ApplicationName(text, text, "entra")
    place = Location("a.json", text, 1, 1, 1, 2, text, primary=True)
    finding = Finding(
        code="IDP101",
        name=text,
        severity=Severity.NOTE,
        confidence=Confidence.HIGH,
        application=who,
        message=f"{text} is wrong",
        locations=(place, place),
        witness=SampleUser(text, text, text, text, text),
        help=f"{text}\n{text}",
        docs=text,
        fingerprint="",
    )
    folded = msgspec.structs.replace(finding, code="IDP102")
    fact = UndecidedFact(fact=text, application=who, codes=("IDP101",), reason=text, remedy=text)
    return report_of(
        *(finding, folded, folded), undecided=(fact,), errors=(RunError(message=text, path="a.json", help=text),)
    )


@pytest.mark.parametrize(
    "endless",
    ["x" * 50_000, "x " * 25_000, "x\n" * 25_000, "\u202e" * 50_000],
    ids=["word", "words", "lines", "unsafe"],
)
@pytest.mark.parametrize("unicode", [True, False])
def test_no_value_fills_the_screen(endless: str, unicode: bool) -> None:
    for name in set(REPORTERS) - {"json"}:
        text = render(name, _full_of(endless), OneLine(endless.replace("\n", " ")), Style(unicode=unicode))
        normal = render(name, _full_of("x"), OneLine("x"), Style(unicode=unicode))
        # A control character is printed as six.
        assert len(text) - len(normal) < 200_000, name
        assert max(map(len, text.split("\n"))) < 50_000, name
    written = json.loads(render("json", _full_of(endless), Files({}), Style(unicode=unicode)))
    assert written["findings"][0]["application"]["name"] == endless


def test_what_follows_an_endless_word_can_still_be_read() -> None:
    for name in ("text", "concise", "github"):
        assert "x\u2026 is wrong" in render(name, _full_of("x" * 50_000), Files({}), Style())


def test_a_web_address_to_be_copied_is_not_cut() -> None:
    address = f"https://graph.example.com/{'a' * 300}"
    fact = UndecidedFact(
        fact="f", application=DOCS_APP, codes=("IDP101",), reason="r", remedy=f"az rest --url {address}"
    )
    for name in ("text", "concise"):
        assert address in render(name, report_of(undecided=(fact,)), Files({}), Style())
