"""Patterns match what git matches with them, and none can keep a run busy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from idplint.documents.discovery_patterns import LONGEST, Patterns, matcher

if TYPE_CHECKING:
    from pathlib import Path

GIT = shutil.which("git")

PATHS = (
    *("a", "ab", "b.json", "a b", "a ", "#x", "!x", "[x]", "a]", "x-y", "a\\b", "é.json", "A1"),
    *("foo/a", "foo/ab", "foo/bar/a", "foo/bar/ab/b.json", "foo/bar/baz/a", "foobar/a", "fo/x", "foo/bar.json"),
    *("x/foo/a", "x/foo/bar/a", "x/y/z/w/v", "x/y/foo/z/foo/bar/a", "logs/1/a.yaml", "deep/logs/1/b.yaml", "-/]/^"),
)

# Each is a whole ignore file.
FILES = (
    *("a", "/a", "a/", "/a/", "foo", "foo/", "/foo", "foo/bar", "/foo/bar/", "foo/bar/a", "bar", "x/foo"),
    *("*", "**", "/*", "/**", "*/", "**/", "*/a", "*/*", "/*/*", "*/*/", "foo/*", "foo/**", "foo/**/", "foo/*/a"),
    *("**/a", "**/foo", "**/foo/", "**/foo/a", "**/foo/**/a", "**/**/a", "x/**/a", "x/**/foo/**", "x/**/**/a", "***/a"),
    *("foo**", "foo**/a", "foo**/bar/a", "fo*/a", "**foo", "**foo/a", "a**b", "foo/**bar/a", "x/**z/w", "x/**\\/a"),
    *("*.json", "b.*", "*b*", "a*b", "*a*b", "?", "??", "???b", "*?", "foo/?", "foo/*b", "foo/ba?", "x/?/z", "x?y/z"),
    *("[ab]", "[!ab]", "[^a]", "[a-c]*", "[]x]", "[!]]", "[]-a]", "x[-+]y", "x[+-]y", "[[x]*", "[x", "[", "[]", "[!]"),
    *(
        "[[:alpha:]]",
        "[[:alnum:]]*",
        "[[:foo:]]",
        "[[:alpha:]",
        "[[:]",
        "[[::]]",
        "[![:alpha:]]x",
        "[[:upper:][:digit:]]?",
    ),
    *("foo[/]a", "foo[!x]a", "[\\]]*", "a[\\]]", "[a\\-z]", "x[a-]y", "[b-a]", "[--0]", "[\\[]x]", "[[-\\]]x]"),
    *(
        "\\a",
        "\\#x",
        "\\!x",
        "#x",
        "!x",
        "a\\",
        "a\\\\b",
        "a\\ ",
        "a\\  ",
        "a ",
        "a b",
        "a b  ",
        "\ta",
        "a\t",
        " a",
        "foo\\/a",
    ),
    *(
        "",
        "/",
        "//",
        "!",
        "!/",
        "a//",
        "foo//a",
        "./a",
        "é.json",
        "?.json",
        "??.json",
        "[é]*",
        "[!x].json",
        "[!x]?.json",
    ),
    *("a\r", "a \r", "a\r\r", "\r", "\ufeffa", "a\x0bb", "a\x85"),
    *("foo\n!foo/a", "foo/*\n!foo/bar", "*\n!a", "!a\n*", "/*\n!/foo\n/foo/*\n!/foo/bar", "*.json\n!b.json\nb.json"),
    *("*\n!*/\n!*.yaml", "a\n#a\n!\n\n", "foo/\n!foo/bar/a", "x/**\n!x/foo/", "!a\na\n!a\na"),
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if GIT is None:
        pytest.skip("needs git")
    root = tmp_path_factory.mktemp("repository")
    subprocess.run([GIT, "init", "-q", str(root)], check=True)
    for path in PATHS:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"")
    return root


def ignored_by_git(root: Path, text: str) -> set[str]:
    assert GIT is not None
    (root / ".git" / "info" / "exclude").write_bytes(text.encode("utf-8", "surrogateescape"))
    asked = subprocess.run(
        [GIT, "-c", "core.excludesFile=", "check-ignore", "--no-index", "--stdin", "-z"],
        cwd=root,
        input="\0".join(PATHS).encode() + b"\0",
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_CONFIG_NOSYSTEM": "1"},
    )
    assert asked.returncode in (0, 1), asked.stderr
    return {path for path in asked.stdout.decode().split("\0") if path}


def ignored_here(text: str) -> set[str]:
    ignores = matcher(text.split("\n"))
    return {path for path in PATHS if ignores(path)}


@pytest.mark.parametrize("text", FILES)
def test_git_agrees(repository: Path, text: str) -> None:
    assert ignored_here(text) == ignored_by_git(repository, text)


_pieces = st.sampled_from(
    [
        *"ab/*?[]!^-\\# .x",
        "**",
        "**/",
        "/**",
        "/**/",
        "foo",
        "bar",
        "json",
        "[a-z]",
        "[!a]",
        "[[:alpha:]]",
        "\n",
        "\n!",
        "é",
    ]
)


@given(st.lists(_pieces, max_size=9).map("".join))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("*a*/**/b*")
@example("**/*b")
def test_git_agrees_on_what_nobody_would_write(repository: Path, text: str) -> None:
    assert ignored_here(text) == ignored_by_git(repository, text)


HOSTILE = (
    *("*a" * 30 + "b", "**/a*" * 30 + "b", "*a" * 30 + "/b", "**/" * 500 + "b", "*" * 4000 + "b", "?*" * 60 + "b"),
    *("a" + "/**/a" * 60 + "/b", "**/*a" * 60 + "/**b", "[a]*" * 60 + "[!a]", "*a*" * 1000, "[a" * 2000),
)


@pytest.mark.parametrize("pattern", HOSTILE)
@pytest.mark.parametrize("path", ["a" * 120 + ".yaml", "a/" * 60 + "c", ("a" * 40 + "/") * 4 + "c", "a" * 250])
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    # In a process of its own: a regular expression that runs away cannot be interrupted from within.
    program = (
        "import sys; from idplint.documents.discovery_patterns import matcher\n"
        "ignores = matcher([sys.argv[1]])\n"
        "print([ignores(sys.argv[2]) for _ in range(20)][-1])"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program, pattern, path], capture_output=True, text=True, check=True, timeout=60
    )
    assert finished.stdout in ("False\n", "True\n")


def test_a_pattern_longer_than_any_path_matches_nothing() -> None:
    assert not matcher(["*" * (LONGEST + 1)])("a")
    assert matcher(["*" * LONGEST])("a")


def test_a_path_and_what_is_above_it_are_asked_apart() -> None:
    patterns = Patterns(["build/", "!build/keep.json", "*.yaml"])
    assert patterns.decide("build", is_directory=True) is True
    assert patterns.decide("build", is_directory=False) is None
    assert patterns.decide("build/x.json", is_directory=False) is None
    assert patterns.decide("build/keep.json", is_directory=False) is False
    assert [patterns.ignores(path) for path in ("build/keep.json", "build/", "build", "a/b.yaml", "/a/b.yaml")] == [
        *(True, True, False, True, True)
    ]


def test_names_that_are_not_text_are_matched_by_their_bytes() -> None:
    assert matcher(["\udce9?"])("\udce9x")
    assert not matcher(["\ud800"])("x")
