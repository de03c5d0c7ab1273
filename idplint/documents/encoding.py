"""Bytes of a file to UTF-8 without a byte order mark, or the place that is no text."""

from __future__ import annotations

import codecs
import re

from idplint.documents.document import DocumentBroken, ReadProblem
from idplint.documents.spans import Lines, Span, span_in_text

_SAMPLE = 64
"""Bytes that show whether text is UTF-16 without a byte order mark."""

_SAVE_AS = "save the file as UTF-8"
_LEAVE_OUT = "name the text that was exported, or exclude this file"

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_LOOKED_AT = 8192
"""Bytes in which text in no encoding has a control character."""


def to_utf8(content: bytes) -> bytes:
    """The text of a file as valid UTF-8 without a byte order mark.

    Takes UTF-8 and, as Windows PowerShell 5 writes it, UTF-16 in either order; without a byte order mark UTF-16 is
    recognised by NULs in most of the other bytes.

    Raises:
        DocumentBroken: It is no text, a byte belongs to no character, or there is a NUL.
    """
    codec, mark = _codec(content)
    if codec != "utf-8":
        content = _decoded(content, codec, len(mark)).encode("utf-8")
    else:
        content = content.removeprefix(mark)
        if not content.isascii():
            _decoded(content, codec, 0)
    nul = content.find(b"\0")
    if nul >= 0:
        raise DocumentBroken(
            ReadProblem("the file holds a NUL byte, so it is not text", Lines(content).span(nul, nul + 1), _LEAVE_OUT)
        )
    return content


def _codec(content: bytes) -> tuple[str, bytes]:
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8", codecs.BOM_UTF8
    if content.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le", codecs.BOM_UTF16_LE
    if content.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be", codecs.BOM_UTF16_BE
    # What people write here begins with a character of ASCII, and mostly goes on so.
    even, odd = content[:_SAMPLE:2], content[1:_SAMPLE:2]
    if content[1:2] == b"\0" and content[0] and odd.count(0) * 2 > len(odd):
        return "utf-16-le", b""
    if content[:1] == b"\0" and any(content[1:2]) and even.count(0) * 2 > len(even):
        return "utf-16-be", b""
    return "utf-8", b""


def _decoded(content: bytes, codec: str, start: int) -> str:
    try:
        return content[start:].decode(codec)
    except UnicodeDecodeError as error:
        before = content[start : start + error.start].decode(codec, "ignore")
        place = span_in_text(before, len(before), len(before))
        span = Span(place.line, place.column, place.line, place.column + 1)
        name = codec.upper().removesuffix("-LE").removesuffix("-BE")
        spelled = content[start + error.start]
        if codec == "utf-8" and _BINARY.search(content, 0, _LOOKED_AT):
            raise DocumentBroken(ReadProblem("the file is not text", span, _LEAVE_OUT)) from None
        message = f"this is not {name} text: byte 0x{spelled:02x} belongs to no character here"
        raise DocumentBroken(ReadProblem(message, span, _SAVE_AS)) from None
