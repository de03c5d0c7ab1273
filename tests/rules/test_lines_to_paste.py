"""Every line that a report tells people to paste is YAML that idplint takes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import idplint
from idplint.config.load import load_settings

ROOT = Path(__file__).parents[2]
ESTATES = sorted({path.parent for folder in ("rules", "examples") for path in (ROOT / folder).rglob("idplint.yaml")})
_APPLICATION = re.compile(r"add to `applications:` in idplint\.yaml(?: what is read instead)?: (- \{[^#]*\})")
_DIRECTORY = re.compile(r"in idplint\.yaml: (directory: \{[^…\n]*\})")


@pytest.mark.parametrize("estate", ESTATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_lines_to_paste(estate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "estate"
    shutil.copytree(estate, folder)
    monkeypatch.chdir(folder)
    report = idplint.check(["."])
    texts = [finding.help for finding in report.findings] + [fact.remedy for fact in report.undecided]
    promised = sum("add to `applications:`" in line for text in texts for line in text.splitlines())
    lines = [match for text in texts for line in text.splitlines() for match in _APPLICATION.findall(line)]
    assert len(lines) == promised
    config = tmp_path / "pasted.yaml"
    for line in lines:
        if "<id of" not in line:
            config.write_text(f"applications:\n  {line}\n")
            assert load_settings(config, "pasted.yaml").applications[0].match.id
    for text in texts:
        for line in _DIRECTORY.findall(text):
            config.write_text(f"{line}\n")
            load_settings(config, "pasted.yaml")
