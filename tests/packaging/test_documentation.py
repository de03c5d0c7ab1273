"""The README and the pages under docs/: commands that work, links that lead somewhere, samples that idplint accepts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "rules"
)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_SAMPLE = re.compile(r"<!-- sample: (?P<name>\S+) -->\n```yaml\n(?P<text>.*?)```", re.DOTALL)


def paste(pattern: str) -> str:
    """The one line of the README that people paste."""
    lines = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if re.search(pattern, line)]
    assert len(lines) == 1, lines
    return lines[0]


def samples(page: str, name: str) -> list[str]:
    """The YAML samples of a page that people would save under a name."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [match["text"] for match in _SAMPLE.finditer(text) if match["name"] == name]


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "idplint", "check", "--format", "json", "--allow-empty"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the line is for POSIX shells")
def test_line_that_tries_it_out_works_in_a_clean_copy(source: Path, bare_environment: dict[str, str]) -> None:
    line = paste(r"^python3 -m venv .*idplint check").replace("python3 ", f"{sys.executable} ", 1)
    finished = subprocess.run(
        ["sh", "-c", line], cwd=source, check=False, capture_output=True, text=True, env=bare_environment
    )
    assert finished.returncode == 1, finished.stdout + finished.stderr
    assert "error[IDP101]" in finished.stdout


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for match in _LINK.finditer(page.read_text(encoding="utf-8")):
        target, _, anchor = match["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), f"{page.name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in slugs, f"{page.name} links to {target}#{anchor}"


@pytest.mark.parametrize("text", samples("configuration.md", "idplint.yaml"))
def test_configuration_samples_are_accepted(tmp_path: Path, text: str) -> None:
    (tmp_path / "idplint.yaml").write_text(text, encoding="utf-8")
    for folder in ("exports", "snapshot"):  # which a sample names under `paths`
        (tmp_path / folder).mkdir()
    finished = check(tmp_path)
    assert finished.returncode in {0, 1}, finished.stderr + finished.stdout
    assert json.loads(finished.stdout)["errors"] == []


def test_configuration_samples_name_every_key() -> None:
    schema = json.loads((ROOT / "idplint" / "config" / "config.schema.json").read_text(encoding="utf-8"))
    text = "".join(samples("configuration.md", "idplint.yaml"))
    forms = schema["definitions"]
    keys = {*schema["properties"]}.union(
        *(forms[name]["properties"] for name in ("ApplicationEntry", "MatchEntry", "DirectoryEntry", "IgnoreEntry"))
    )
    assert {key for key in keys if not re.search(rf"\b{key}:", text)} == set()


@pytest.mark.parametrize("text", samples("native-documents.md", "application.yaml"))
def test_native_samples_are_read_to_the_end(tmp_path: Path, text: str) -> None:
    (tmp_path / "application.yaml").write_text(text, encoding="utf-8")
    report = json.loads(check(tmp_path).stdout)
    assert report["summary"]["applications"] == 1
    assert [finding for finding in report["findings"] if finding["code"].startswith("IDP9")] == []


def test_pages_have_samples() -> None:
    assert samples("configuration.md", "idplint.yaml")
    assert samples("native-documents.md", "application.yaml")
