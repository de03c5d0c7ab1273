from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, TextIO

import pytest

from idplint.errors import UsageError
from idplint.reports import REPORTERS, render
from idplint.reports.style import ColourChoice, Style, decide_style
from tests.reports.report_samples import FILES, FULL, PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    """A real pseudo-terminal of 87 columns."""
    import fcntl
    import struct
    import termios

    controller, screen = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 87, 0, 0))
    with os.fdopen(screen, "w", encoding="utf-8") as stream:
        yield stream
    os.close(controller)


def pipe(encoding: str = "utf-8") -> TextIO:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


@pytest.mark.parametrize(
    ("choice", "environment", "on_terminal", "elsewhere"),
    [
        ("auto", {}, True, False),
        ("auto", {"TERM": "dumb"}, False, False),
        ("auto", {"CLICOLOR": "0"}, False, False),
        ("auto", {"CLICOLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1", "CLICOLOR": "0", "TERM": "dumb"}, True, True),
        ("auto", {"CLICOLOR_FORCE": "1"}, True, True),
        ("auto", {"FORCE_COLOR": "0"}, True, False),
        ("auto", {"FORCE_COLOR": ""}, True, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ("auto", {"NO_COLOR": ""}, True, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True, True),
        ("never", {"FORCE_COLOR": "1"}, False, False),
    ],
)
def test_who_decides_on_colour(
    terminal: TextIO,
    choice: ColourChoice,
    environment: dict[str, str],
    on_terminal: bool,
    elsewhere: bool,
) -> None:
    assert decide_style(terminal, environment, choice).colour is on_terminal
    assert decide_style(pipe(), environment, choice).colour is elsewhere


def test_only_a_terminal_has_a_width(terminal: TextIO) -> None:
    assert decide_style(terminal, {}, "auto").width == 87
    assert decide_style(terminal, {"COLUMNS": "44"}, "auto").width == 44
    assert decide_style(terminal, {"COLUMNS": "wide"}, "auto").width == 87
    assert decide_style(pipe(), {"COLUMNS": "44"}, "always").width is None


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", True), ("utf-16", True), ("ascii", False), ("cp1252", False), ("cp437", False)],
)
def test_characters_follow_the_encoding_of_the_stream(encoding: str, expected: bool) -> None:
    assert decide_style(pipe(encoding), {}, "auto").unicode is expected


def test_a_stream_in_memory_takes_everything() -> None:
    assert decide_style(io.StringIO(), {}, "auto") == Style(colour=False, width=None, unicode=True)


def test_every_format_can_be_asked_for_by_name() -> None:
    first = {name: render(name, FULL, FILES, PLAIN).split("\n")[0].split(" ")[0] for name in REPORTERS}
    assert first == {
        "text": "error[IDP101]:",
        "concise": "infra/auth0.tf:5:25:",
        "json": "{",
        "github": "::error",
    }


def test_an_unknown_format_is_the_users_mistake() -> None:
    with pytest.raises(UsageError, match="no output format 'sarif'") as caught:
        render("sarif", FULL, FILES, PLAIN)
    assert caught.value.help == "Formats: text, concise, json, github."


def test_asking_which_formats_there_are_loads_none_of_them() -> None:
    program = (
        "import sys, idplint.reports\n"
        "print(sorted(name for name in sys.modules if name.startswith(('msgspec', 'idplint.reports.'))))"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert finished.stdout == "[]\n"
