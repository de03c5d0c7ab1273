"""What `idplint show` prints: one line a value, and nothing in it that a CI runner obeys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from idplint.engine import Options, load
from idplint.reports.understanding import understanding
from tests.reports.test_report_hostile import NASTY, obeyed

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = "Contoso Docs"


def _document(
    *, name: str = PLAIN, attribute: str = "a", target: str = "externalId", source: str = "user.mail", other: str = "x"
) -> dict[str, object]:
    return {
        "idplint": 1,
        "application": {"name": name, "id": f"entra:{other}/1", "idp": {"kind": "entra", "tenant": other}},
        "sign_on": {
            "protocol": {"unknown": other, "remedy": other},
            "name_id": {"source": source, "note": other},
            "attributes": [{"name": attribute, "source": source}, {"name": other, "source": {"constant": source}}],
        },
        "provisioning": {
            "name": other,
            "state": {"unknown": other},
            "endpoint": other,
            "mappings": [{"target": target, "source": source}, {"target": other, "source": {"unknown": other}}],
        },
    }


def _shown(folder: Path, document: dict[str, object]) -> str | None:
    """None where the document is not taken: one of its values is not what it may be."""
    path = folder / "app.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    run = load((path,), Options())
    analyses = [analysis for estate in run.estates for analysis in estate.analyses]
    return understanding(analyses[0], run.documents) if analyses else None


def _lines(text: str | None) -> list[str]:
    assert text is not None
    return text.split("\n")


@pytest.mark.parametrize("place", ["name", "attribute", "target", "source", "other"])
@pytest.mark.parametrize(
    "value",
    ["x\n::error file=a.py,line=1::forged", "::add-mask::e", "x\n  ##[error]forged", "x\r::error::y", "##vso[a]b"],
)
def test_no_value_forges_a_command(tmp_path: Path, place: str, value: str) -> None:
    lines = _lines(_shown(tmp_path, _document(**{place: value})))
    assert len(lines) == len(_lines(_shown(tmp_path, _document(**{place: "y"}))))
    assert not [line for line in lines if obeyed(line)]


# Lone surrogates leave the document unread.
values = st.lists(
    st.one_of(st.sampled_from([piece for piece in NASTY if piece != "\udc80"]), st.text(max_size=5)),
    min_size=1,
    max_size=4,
).map("".join)


@given(values, values, values, values, values)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("x\n::error::y", "::error::y", "\n::error::y", "a\n::error::y", "::error::y")
@example("##[a]", "#", "#[x]", "##vso[x]", "##[x]")
def test_whatever_the_values_are_every_line_is_harmless(
    tmp_path: Path, name: str, attribute: str, target: str, source: str, other: str
) -> None:
    text = _shown(tmp_path, _document(name=name, attribute=attribute, target=target, source=source, other=other))
    for line in (text or "").split("\n"):
        assert not obeyed(line), line
        assert all(character.isprintable() or character == "\u3000" for character in line), line


def test_a_value_of_any_length_is_cut(tmp_path: Path) -> None:
    endless = "x" * 100_000
    text = _shown(tmp_path, _document(name=endless, attribute=endless, target=endless, source=endless, other=endless))
    lines = _lines(text)
    assert lines[0] == "x" * 199 + "…"
    assert max(map(len, lines)) < 2_000


def test_a_remedy_stands_below_what_is_unknown(tmp_path: Path) -> None:
    lines = _lines(_shown(tmp_path, _document(other="ask\nthem")))
    start = next(number for number, line in enumerate(lines) if line.startswith("  protocol"))
    assert lines[start].startswith("  protocol          unknown: ask them  [")
    assert lines[start + 1] == "                      to supply it: ask them"


@pytest.mark.parametrize(
    ("assignment", "lines"),
    [
        (
            {"required": True, "assigned": False},
            ["let in            only people who were assigned", "assigned          nobody is assigned"],
        ),
        (
            {"required": False, "assigned": {"unknown": "403", "remedy": "grant it"}},
            ["let in            everybody of the tenant", "assigned          unknown: 403"],
        ),
    ],
)
def test_who_is_let_in_is_shown_where_it_was_read(tmp_path: Path, assignment: object, lines: list[str]) -> None:
    document = _document()
    assert isinstance(document["application"], dict)
    document["application"]["assignment"] = assignment
    shown = _lines(_shown(tmp_path, document))
    for line in lines:
        assert [each for each in shown if each.strip().startswith(line)]
    assert not [
        each for each in _lines(_shown(tmp_path, _document())) if each.strip().startswith(("let in", "assigned"))
    ]
