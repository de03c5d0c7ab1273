from __future__ import annotations

from idplint.documents.pointers import format_pointer


def test_pointers_are_written_as_rfc_6901_says() -> None:
    assert format_pointer(()) == ""
    assert format_pointer(("value", 0, "a/b", "m~n", "", "é")) == "/value/0/a~1b/m~0n//é"
