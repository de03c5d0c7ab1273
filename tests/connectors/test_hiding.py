"""Credentials in messages: hidden in every form that an SDK may print them in."""

from __future__ import annotations

import base64
import json
import logging
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idplint.connectors.hiding import Hidden, silence_sdks

VALUE = "s3cr~et/of+the tests=ä"
FORMS = {
    "as it is": VALUE,
    "quoted": quote(VALUE, safe=""),
    "path": quote(VALUE),
    "form": quote_plus(VALUE),
    "JSON": json.dumps(VALUE, ensure_ascii=False)[1:-1],
    "base64": base64.b64encode(VALUE.encode()).decode(),
    "URL base64": base64.urlsafe_b64encode(VALUE.encode()).decode().rstrip("="),
}


def hidden(*values: str) -> Hidden:
    kept = Hidden()
    for value in values:
        kept.keep(value)
    return kept


@pytest.mark.parametrize("form", FORMS)
def test_a_value_is_hidden_in_every_form(form: str) -> None:
    assert hidden(VALUE).hide(f"x{FORMS[form]}y") == "x***y"


@given(
    st.text(st.characters(codec="utf-8"), max_size=7),
    st.text(st.characters(codec="utf-8"), min_size=8, max_size=40),
    st.text(st.characters(codec="utf-8"), max_size=7),
)
def test_no_half_of_a_value_is_left_inside_base64(before: str, value: str, after: str) -> None:
    text = hidden(value).hide(base64.b64encode(f"{before}{value}{after}".encode()).decode())
    # What is left are the letters of its neighbours, and at most one that a byte of the value shares with each.
    rest = sum(len(part) for part in text.rstrip("=").split("***"))
    assert "***" in text
    assert rest <= (len(before.encode()) + len(after.encode())) * 8 / 6 + 4


def test_each_line_of_a_key_is_hidden() -> None:
    assert hidden("-----BEGIN\nabcdefgh\nijklmnop").line("bad line ijklmnop in abcdefgh") == "bad line *** in ***"


def test_the_longer_of_two_values_is_hidden_whole() -> None:
    assert hidden("abcdef", "abcdefghij").hide("<abcdefghij>") == "<***>"


def test_short_values_are_left_alone() -> None:
    assert hidden("", "no", "admin").hide("there is no admin") == "there is no admin"


def test_a_quoted_message_is_one_printable_line_of_300_letters() -> None:
    line = hidden("planted").line("a\r\n\x1b[31mb planted\u2028" + "c" * 500)
    assert line.startswith("a [31mb *** ccc")
    assert len(line) == 300
    assert line.endswith("…")


def test_a_value_that_would_be_cut_in_the_middle_is_hidden_before() -> None:
    assert "planted" not in hidden("planted-value").line("x" * 290 + "planted-value")


def test_the_loggers_of_sdks_write_nothing_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    silence_sdks()
    silence_sdks()
    for name in ("httpx", "httpcore.http11", "azure.identity.aio._credentials.chained", "okta.request", "msal.token"):
        logging.getLogger(name).critical("planted")
    assert caplog.records == []
    assert sum(isinstance(each, logging.NullHandler) for each in logging.getLogger("azure").handlers) == 1
