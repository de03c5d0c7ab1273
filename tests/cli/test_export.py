"""`idplint export` as people run it: exit codes, what is printed where, interrupts, pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.cli.conftest import Finished
from tests.exporting.conftest import contents, listing
from tests.exporting.memory_connector import REFUSED, TENANT, Memory, application, without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idplint.connectors.harvest import Harvested
    from tests.cli.conftest import Program

ROOT = Path(__file__).resolve().parents[2]
TWO = [application(1), application(2, "Café ☕", name_id="user.mail")]
INCOMPLETE = [without(TWO[0], REFUSED), TWO[1]]
EXPORTED = f"exported 2 applications of entra tenant {TENANT}"


class Command:
    """The program with a tenant in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.holds(TWO)

    def holds(self, applications: Sequence[Harvested], **trouble: Any) -> None:
        estate = Memory(applications=list(applications), hanging=str(self.folder / "hanging"), **trouble)
        (self.folder / "estate").write_bytes(msgspec.json.encode(estate))

    def start(self, *args: str, **options: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.exporting.command", *args],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(ROOT), "ESTATE": str(self.folder / "estate"), "NO_COLOR": "1"}

    def __call__(self, *args: str) -> Finished:
        process = self.start(*args)
        out, err = process.communicate(timeout=120)
        return Finished(process.returncode, out.decode(), err.decode())

    def shell(self, line: str) -> Finished:
        finished = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line.replace("IDPLINT", f"'{sys.executable}' -m tests.exporting.command")],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Finished(finished.returncode, finished.stdout, finished.stderr)

    def wait_until_it_hangs(self, process: subprocess.Popen[bytes]) -> None:
        for _ in range(1000):
            if (self.folder / "hanging").exists():
                return
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        raise AssertionError("the export never came to the place where it hangs")


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path)


@pytest.mark.parametrize("source", ["entra", "azuread"])
def test_a_complete_export_ends_with_0_and_one_line(command: Command, tmp_path: Path, source: str) -> None:
    finished = command("export", source, "--out", "snapshot")
    assert (finished.code, finished.out) == (0, "")
    assert finished.err == f"{EXPORTED} to snapshot/entra: 2 written\n"
    assert listing(tmp_path / "snapshot" / "entra") == [
        "cafe-00000002.yaml",
        "manifest.json",
        "product-1-00000001.yaml",
    ]
    assert command("export", source, "--out", "snapshot").err == f"{EXPORTED} to snapshot/entra: 2 unchanged\n"


def test_an_incomplete_export_ends_with_2_and_says_what_would_give_the_rest(command: Command) -> None:
    command.holds(INCOMPLETE, left_out={"Microsoft's own": 7})
    finished = command("export", "entra", "--out", "snapshot")
    assert finished.code == 2
    assert finished.err.splitlines() == [
        "part          applications  why it is unknown",
        f"claimsPolicy             1  {REFUSED.reason}",
        f"                            = help: {REFUSED.remedy}",
        "left out: 7 applications, Microsoft's own",
        f"incomplete: {EXPORTED} to snapshot/entra: 2 written",
    ]
    assert command("export", "entra", "--out", "snapshot", "--allow-incomplete").code == 0
    checked = command("check", "snapshot", "--format", "json")
    assert "IDP906" in {found["code"] for found in checked.report["findings"]}


def test_some_applications(command: Command, tmp_path: Path) -> None:
    assert command("export", "entra", "--out", ".", "--app", "Product 1").code == 0
    manifest = json.loads((tmp_path / "entra" / "manifest.json").read_text(encoding="utf-8"))["export"]
    assert (manifest["files"], manifest["asked"]) == (["product-1-00000001.yaml"], {"app": ["Product 1"]})
    assert command("export", "entra", "--out", "limited", "--limit", "1").code == 0
    assert len(listing(tmp_path / "limited" / "entra")) == 2


def test_a_tenant_that_breaks_off_ends_with_2_and_writes_nothing(command: Command, tmp_path: Path) -> None:
    command.holds(TWO, fails_after=1)
    finished = command("export", "entra", "--out", "snapshot", "--raw", "raw", "--allow-incomplete")
    assert (finished.code, finished.out) == (2, "")
    assert finished.err == "error: the list of applications broke off\n  = help: export again\n"
    assert listing(tmp_path) == ["estate"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--out", ""), "--out is empty"),
        (("--out", "a", "--raw", ""), "--raw is empty"),
        (("--out", "a", "--raw", "-"), "--raw names a folder"),
        (("--out", "a", "--raw", "b/../a"), "--out and --raw are one folder"),
        (("--out", "a", "--app", ""), "--app is empty"),
        (("--out", "a", "--limit", "0"), "--limit"),
        (("--out", "a", "--concurrency", "0"), "--concurrency"),
        (("--out", "a", "--cloud", "mars"), "--cloud"),
        ((), "--out"),
    ],
)
def test_wrong_options_are_named(command: Command, tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    finished = command("export", "entra", *args)
    assert finished.code == 2
    assert said in finished.err
    assert "internal" not in finished.err
    assert listing(tmp_path) == ["estate"]


def test_a_cloud_goes_with_entra_alone(program: Program) -> None:
    finished = program("export", "okta", "--out", "a", "--cloud", "usgov")
    assert finished.code == 2
    assert "--cloud usgov is for entra alone" in finished.err


def test_no_option_takes_a_credential(command: Command) -> None:
    text = command("export", "--help").out.lower()
    assert not [word for word in ("secret", "token", "password", "key") if f"--{word}" in text or f"-{word} <" in text]


@pytest.mark.skipif(os.name == "nt", reason="written for a POSIX shell")
class TestPipes:
    def test_a_stream_is_checked(self, command: Command) -> None:
        command("export", "entra", "--out", "snapshot")
        finished = command.shell("IDPLINT export entra --out - | IDPLINT check --format json -")
        assert finished.err == f"{EXPORTED}\n"
        of_folder = command("check", "snapshot", "--format", "json").report
        assert finished.report["summary"]["applications"] == 2
        assert {(each["code"], each["message"]) for each in finished.report["findings"]} == {
            (each["code"], each["message"]) for each in of_folder["findings"]
        }

    @pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
    def test_a_stream_is_utf8_whatever_the_locale(self, command: Command, locale: str) -> None:
        finished = command.shell(f"LC_ALL={locale} PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 IDPLINT export entra --out -")
        assert 'name: "Café ☕"' in finished.out or "name: Café ☕" in finished.out

    def test_a_stream_cut_at_any_line_is_not_taken_for_a_whole_one(self, command: Command) -> None:
        stream = command.shell("IDPLINT export entra --out -").out.splitlines(keepends=True)
        (command.folder / "whole").write_text("".join(stream), encoding="utf-8")
        assert command.shell("IDPLINT check - < whole").code in {0, 1}
        cuts = [1, 2, 3, *range(4, len(stream), 7), len(stream) - 2, len(stream) - 1]
        for cut in cuts:
            (command.folder / "cut").write_text("".join(stream[:cut]), encoding="utf-8")
            for verb in ("check", "show", "convert --out never"):
                finished = command.shell(f"IDPLINT {verb} - < cut")
                assert finished.code == 2, (cut, verb, finished)

    def test_an_export_that_fails_in_a_pipe_fails_the_check(self, command: Command) -> None:
        command.holds(TWO, fails_after=2)
        finished = command.shell("IDPLINT export entra --out - | IDPLINT check -; echo ${PIPESTATUS[@]}")
        assert finished.out.splitlines()[-1].startswith("2 ")
        assert finished.out.splitlines()[-1] != "2 0"

    def test_a_reader_that_went_away_ends_quietly(self, command: Command) -> None:
        line = "mkfifo p; (: < p) & exec 3> p; wait; IDPLINT export entra --out - >&3"
        finished = command.shell(line)
        assert (finished.code, finished.err) == (141, "")

    def test_a_closed_output_is_said_before_anything_is_read(self, command: Command) -> None:
        command.holds(TWO, hangs_after=0)
        finished = command.shell("IDPLINT export entra --out - >&-")
        assert finished.code == 2
        assert "no standard output" in finished.err

    @pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
    def test_nobody_who_reads_errors(self, command: Command, redirection: str) -> None:
        assert command.shell(f"IDPLINT export entra --out snapshot {redirection}").code == 0


@pytest.mark.skipif(os.name == "nt", reason="written for POSIX signals")
class TestInterrupts:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    @pytest.mark.parametrize("after", [0, 1, 2])
    def test_an_interrupt_leaves_the_old_export(self, command: Command, number: int, after: int) -> None:
        command("export", "entra", "--out", "snapshot")
        before = contents(command.folder / "snapshot")
        command.holds([application(1, "Other"), application(9)], hangs_after=after)
        process = command.start("export", "entra", "--out", "snapshot", "--raw", "raw")
        command.wait_until_it_hangs(process)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (130, b"")
        assert err.startswith(b"interrupted")
        assert b"Traceback" not in err
        assert contents(command.folder / "snapshot") == before
        assert listing(command.folder) == ["estate", "hanging", "snapshot"]

    def test_a_job_that_a_script_started_in_the_background_can_be_terminated(self, command: Command) -> None:
        command.holds(TWO, hangs_after=1)
        # Shells have such jobs ignore Ctrl-C.
        process = command.start(
            "export", "entra", "--out", "new", preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)
        )
        command.wait_until_it_hangs(process)
        process.terminate()
        process.communicate(timeout=60)
        assert (process.returncode, (command.folder / "new").exists()) == (130, False)

    def test_a_killed_export_leaves_nothing_that_a_check_would_read(self, command: Command) -> None:
        command.holds(TWO, hangs_after=2)
        process = command.start("export", "entra", "--out", "new")
        command.wait_until_it_hangs(process)
        process.kill()
        process.communicate(timeout=60)
        assert [name for name in contents(command.folder / "new") if not name.endswith(".part")] == []
        assert command("check", "new").code == 3
        command.holds(TWO)
        assert command("export", "entra", "--out", "new").code == 0
        assert len(listing(command.folder / "new" / "entra")) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("ci", "shown"), [("", True), ("true", False)])
def test_progress_is_shown_on_a_terminal_outside_of_ci(command: Command, ci: str, *, shown: bool) -> None:
    import pty

    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.exporting.command", "export", "entra", "--out", "snapshot"],
        cwd=command.folder,
        env={**command.environment, "CI": ci, "TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=terminal,
    )
    os.close(terminal)
    seen = b""
    try:
        while piece := os.read(controller, 4096):
            seen += piece
    except OSError:  # Linux says so when the last writer is gone
        pass
    os.close(controller)
    assert process.wait(timeout=60) == 0
    assert (b"applications read" in seen) == shown
    assert EXPORTED.encode() in seen


def test_hostile_words_from_a_tenant_command_no_terminal(command: Command) -> None:
    hostile = msgspec.structs.replace(REFUSED, reason="\x1b[2J\n::error::pwned", remedy="\r##vso[task]")
    command.holds([without(TWO[0], hostile)], left_out={"\x1b]0;title\x07": 1})
    err = command("export", "entra", "--out", "snapshot").err
    assert "\x1b" not in err
    assert "\r" not in err
    assert not [line for line in err.splitlines() if line.startswith("::")]
    assert "##vso[" not in err


def test_an_extra_that_is_not_installed_is_named_with_the_line_that_installs_it(
    program: Program, tmp_path: Path
) -> None:
    missing = ("msgraph", "msgraph_core", "azure", "azure.identity", "kiota_abstractions")
    (tmp_path / "sitecustomize.py").write_text(
        f"import sys\nsys.modules.update(dict.fromkeys({missing!r}))\n", encoding="utf-8"
    )
    finished = program("export", "entra", "--out", "snapshot", PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert finished.code == 2
    assert "pip install 'idplint[entra]'" in finished.err
    assert not (tmp_path / "snapshot").exists()


INTERRUPTED = """
import os, runpy, signal, sys
from pathlib import Path

number = int(sys.argv.pop(1))
sent = False

def interrupt(event, arguments):
    global sent
    if event == "os.rename" and Path(arguments[1]).parent.name == "entra" and not sent:
        sent = True
        os.kill(os.getpid(), number)

sys.addaudithook(interrupt)
sys.path.insert(0, os.environ["PYTHONPATH"])
runpy.run_module("tests.exporting.command", run_name="__main__", alter_sys=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="written for POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_while_documents_are_moved_waits_until_all_are_there(command: Command, number: int) -> None:
    command("export", "entra", "--out", "snapshot")
    command.holds([application(1, "Other"), application(9)])
    finished = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(int(number)), "export", "entra", "--out", "snapshot"],
        cwd=command.folder,
        env=command.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == f"{EXPORTED} to snapshot/entra: 2 written, 2 removed\n"
    assert listing(command.folder / "snapshot" / "entra") == [
        "manifest.json",
        "other-00000001.yaml",
        "product-9-00000009.yaml",
    ]


def test_a_tenant_that_shows_nothing_ends_with_3_and_leaves_an_earlier_export(command: Command) -> None:
    command("export", "entra", "--out", "out")
    before = contents(command.folder / "out")
    command.holds([])
    ended = command("export", "entra", "--out", "out")
    assert (ended.code, ended.out) == (3, "")
    assert f"entra tenant {TENANT} shows no application" in ended.err
    assert contents(command.folder / "out") == before
