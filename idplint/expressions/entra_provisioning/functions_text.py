"""Text: cutting, searching, encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.entra_provisioning.values import Inner, Undecidable, as_text, bounded

if TYPE_CHECKING:
    from idplint.expressions.entra_provisioning.values import Arguments

_LAST_OF_BASIC_PLANE = "\uffff"


def _within_basic_plane(text: str, function: str) -> str:
    # .NET counts UTF-16 units: beyond the basic plane a cut may fall inside a character.
    if text > "" and max(text) > _LAST_OF_BASIC_PLANE:
        raise Undecidable(f"{function} may cut a character in two that takes two UTF-16 units")
    return text


def append(call: Arguments) -> Inner:
    """Append: two texts as one."""
    return bounded(call.text(0) + call.text(1))


def left(call: Arguments) -> Inner:
    """Left: the first characters; all for a negative number, none for 0 or a null text."""
    value, length = call.value(0), call.number(1)
    if value is None:
        return ""
    text = as_text(value, "Left")
    return text if length < 0 else _within_basic_plane(text, "Left")[:length]


def mid(call: Arguments) -> Inner:
    """Mid: characters from a position counted from 1; a length beyond the end means up to the end."""
    text, start, length = _within_basic_plane(call.text(0), "Mid"), call.number(1), call.number(2)
    if start < 1 or length < 0:
        raise Undecidable("Mid is documented for positions from 1 and lengths from 0")
    if start > len(text) + 1:
        raise Undecidable("what Mid yields when it starts beyond the end is not documented")
    return text[start - 1 : start - 1 + length]


def strip_spaces(call: Arguments) -> Inner:
    """StripSpaces: the text without its spaces; other white space stays."""
    return call.text(0).replace(" ", "")


def in_string(call: Arguments) -> Inner:
    """InStr: where a text first stands in another, counted from 1; 0 when it does not."""
    text, sought = _within_basic_plane(call.text(0), "InStr"), call.text(1)
    start = call.number(2) if call.given(2) else 1
    if start < 1 or start > max(len(text), 1) or not sought:
        raise Undecidable("InStr is documented for a text to find and a start inside the text")
    exact = text.find(sought, start - 1) + 1
    mode = _compare_type(call)
    if mode == "vbBinaryCompare":
        return exact
    if not (text + sought).isascii():
        raise Undecidable("how InStr compares text with accents is not documented")
    folded = text.lower().find(sought.lower(), start - 1) + 1
    if mode == "vbTextCompare" or folded == exact:
        return folded
    raise Undecidable("whether InStr ignores case when no comparison is named is not documented")


def _compare_type(call: Arguments) -> str:
    from idplint.expressions.syntax import Literal, Operation

    node = call.nodes[3] if len(call.nodes) > 3 else None  # noqa: PLR2004 - the fourth argument
    if isinstance(node, Operation) and isinstance(node.operands[0], Literal):
        return str(node.operands[0].value)
    if node is not None:
        raise Undecidable("InStr compares with vbTextCompare or vbBinaryCompare")
    return ""


def word(call: Arguments) -> Inner:
    """Word: the n-th run of characters between delimiters, each character of which separates; empty when there is none."""
    value, number = call.value(0), call.number(1)
    if value is None or number < 1:
        return ""
    text, delimiters = as_text(value, "Word"), call.text(2)
    if not text:
        return ""
    if not delimiters:
        raise Undecidable("Word without delimiters is not documented")
    for delimiter in delimiters[1:]:
        text = text.replace(delimiter, delimiters[0])
    if delimiters[0] not in text:
        raise Undecidable("whether a text without delimiters counts as a word is not documented")
    every = text.split(delimiters[0])
    filled = [part for part in every if part]
    answers = {parts[number - 1] if number <= len(parts) else "" for parts in (every, filled)}
    if len(answers) > 1:
        raise Undecidable("whether Word counts the nothing between two delimiters is not documented")
    return answers.pop()


def to_base64(call: Arguments) -> Inner:
    """ConvertToBase64: Base64 of the text in UTF-16, little-endian."""
    import base64

    return bounded(base64.b64encode(call.text(0).encode("utf-16-le", "surrogatepass")).decode("ascii"))


def to_utf8_hex(call: Arguments) -> Inner:
    """ConvertToUTF8Hex: the bytes of the text in UTF-8, each as two hexadecimal digits."""
    try:
        return bounded(call.text(0).encode().hex().upper())
    except UnicodeEncodeError:
        raise Undecidable("half a surrogate pair has no UTF-8 form") from None
