"""Functions of text and numbers, on plain Python values; a wrong kind of argument ends as TypeError or ValueError."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import urllib.parse
from typing import TYPE_CHECKING

from idplint.terraform.conversion import CannotConvert, scalar_text
from idplint.terraform.limits import ITEMS_LIMIT, RANGE_LIMIT, TEXT_LIMIT, TooMuch

if TYPE_CHECKING:
    from collections.abc import Callable

_VERB = re.compile(r"%(?P<flags>[-0]?)(?P<width>\d{0,3})(?P<verb>[a-zA-Z%]|$)|%")
_WORDS = re.compile(r"(?<![^\W_])[^\W\d_]", re.UNICODE)


class NotWorkedOut(Exception):  # noqa: N818 - named for what happened
    """The call is sound, but idplint does not know its result; the message is a clause."""


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return scalar_text(value)
    raise CannotConvert("text is needed here")


def _number(value: object) -> int | float:
    if isinstance(value, bool):
        raise CannotConvert("a number is needed here")
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return float(value)
    raise CannotConvert("a number is needed here")


def _whole(value: object) -> int:
    number = _number(value)
    if number != int(number):
        raise CannotConvert("a whole number is needed here")
    return int(number)


def _list(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    raise CannotConvert("a list is needed here")


def _bounded(text: str) -> str:
    if len(text) > TEXT_LIMIT:
        raise TooMuch(f"it is longer than {TEXT_LIMIT} characters")
    return text


def _each(text: str, change: Callable[[str], str]) -> str:
    """Change of case as Go does it: character by character, never to several."""
    if text.isascii():
        return change(text)
    return "".join(changed if len(changed := change(character)) == 1 else character for character in text)


def _lower(text: object) -> str:
    return _each(_text(text), str.lower)


def _upper(text: object) -> str:
    return _each(_text(text), str.upper)


def _title(text: object) -> str:
    return _WORDS.sub(lambda match: _each(match[0], str.upper), _text(text))


def _replace(text: object, old: object, new: object) -> str:
    sought = _text(old)
    if len(sought) > 1 and sought.startswith("/") and sought.endswith("/"):
        raise NotWorkedOut("idplint does not work out `replace` with a regular expression")
    whole, put = _text(text), _text(new)
    if len(whole) + (whole.count(sought) if sought else len(whole) + 1) * len(put) > TEXT_LIMIT:
        raise TooMuch(f"it is longer than {TEXT_LIMIT} characters")
    return whole.replace(sought, put)


def _substr(text: object, offset: object, length: object) -> str:
    whole, start, count = _text(text), _whole(offset), _whole(length)
    if start < 0:
        start += len(whole)
    if start < 0:
        raise ValueError(offset)
    return whole[start:] if count < 0 else whole[start : start + count]


def _join(separator: object, *lists: object) -> str:
    pieces = [_text(item) for items in lists for item in _list(items)]
    between = _text(separator)
    if sum(map(len, pieces)) + len(between) * len(pieces) > TEXT_LIMIT:
        raise TooMuch(f"it is longer than {TEXT_LIMIT} characters")
    return between.join(pieces)


def _split(separator: object, text: object) -> list[str]:
    whole, between = _text(text), _text(separator)
    pieces = list(whole) if not between else whole.split(between, ITEMS_LIMIT + 1)
    if len(pieces) > ITEMS_LIMIT:
        raise TooMuch(f"it holds more than {ITEMS_LIMIT} values")
    return pieces


def _trimmed(text: object, cut: object) -> str:
    return _text(text).strip(_text(cut)) if cut else _text(text)


def _format(pattern: object, *arguments: object) -> str:
    """`format` with the verbs %s, %v, %d and %%, and widths."""
    waiting = list(arguments)

    def put(match: re.Match[str]) -> str:
        verb = match["verb"]
        if verb == "%":
            return "%"
        if verb not in {"s", "v", "d"}:
            raise NotWorkedOut(f"idplint does not work out `format` with `{match[0]}`")
        value = waiting.pop(0)
        if isinstance(value, list | dict) or value is None:
            raise NotWorkedOut("idplint does not work out `format` of a list or an object")
        shown = str(_whole(value)) if verb == "d" else _text(value)
        width = int(match["width"] or 0)
        if match["flags"] == "-":
            return shown.ljust(width)
        return shown.zfill(width) if match["flags"] == "0" and verb == "d" else shown.rjust(width)

    shown = _VERB.sub(put, _text(pattern))
    if waiting:
        raise ValueError(pattern)
    return _bounded(shown)


def _formatlist(pattern: object, *arguments: object) -> list[str]:
    lengths = {len(item) for item in arguments if isinstance(item, list)}
    if len(lengths) > 1:
        raise ValueError(lengths)
    count = lengths.pop() if lengths else 1
    return [
        _format(pattern, *[item[number] if isinstance(item, list) else item for item in arguments])
        for number in range(count)
    ]


def _indent(spaces: object, text: object) -> str:
    count, whole = _whole(spaces), _text(text)
    if not 0 <= count <= TEXT_LIMIT or len(whole) + whole.count("\n") * count > TEXT_LIMIT:
        raise TooMuch(f"it is longer than {TEXT_LIMIT} characters")
    return whole.replace("\n", "\n" + " " * count)


def _range(*bounds: object) -> list[int | float]:
    numbers = [_number(bound) for bound in bounds]
    start, end = (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) > 2 else (1 if start <= end else -1)  # noqa: PLR2004 - counted in the line itself
    if step == 0 or len(numbers) > 3:  # noqa: PLR2004 - counted in the line itself
        raise ValueError(bounds)
    count = max(0, math.ceil((end - start) / step))
    if count > RANGE_LIMIT:
        raise ValueError(bounds)
    return [start + number * step for number in range(count)]


def _flattened(numbers: tuple[object, ...]) -> list[int | float]:
    return [_number(number) for number in numbers]


def _chomp(text: object) -> str:
    return _text(text).rstrip("\r\n")


def _hashed(name: str) -> Callable[[object], str]:
    return lambda text: hashlib.new(name, _text(text).encode(), usedforsecurity=False).hexdigest()


def _decoded(text: object) -> str:
    return base64.b64decode(_text(text), validate=True).decode()


def _contains_text(text: object, part: object) -> bool:
    return _text(part) in _text(text)


def _dirname(path: object) -> str:
    return _text(path).rpartition("/")[0] or ("/" if _text(path).startswith("/") else ".")


def _basename(path: object) -> str:
    return _text(path).rstrip("/").rpartition("/")[2]


FUNCTIONS: dict[str, Callable[..., object]] = {
    "abs": lambda number: abs(_number(number)),
    "base64decode": _decoded,
    "base64encode": lambda text: base64.b64encode(_text(text).encode()).decode(),
    "basename": _basename,
    "ceil": lambda number: math.ceil(_number(number)),
    "chomp": _chomp,
    "dirname": _dirname,
    "endswith": lambda text, end: _text(text).endswith(_text(end)),
    "floor": lambda number: math.floor(_number(number)),
    "format": _format,
    "formatlist": _formatlist,
    "indent": _indent,
    "join": _join,
    "lower": _lower,
    "max": lambda *numbers: max(_flattened(numbers)),
    "md5": _hashed("md5"),
    "min": lambda *numbers: min(_flattened(numbers)),
    "range": _range,
    "replace": _replace,
    "sha1": _hashed("sha1"),
    "sha256": _hashed("sha256"),
    "sha512": _hashed("sha512"),
    "split": _split,
    "startswith": lambda text, start: _text(text).startswith(_text(start)),
    "strcontains": _contains_text,
    "strrev": lambda text: _text(text)[::-1],
    "substr": _substr,
    "title": _title,
    "trim": _trimmed,
    "trimprefix": lambda text, prefix: _text(text).removeprefix(_text(prefix)),
    "trimspace": lambda text: _text(text).strip(),
    "trimsuffix": lambda text, suffix: _text(text).removesuffix(_text(suffix)),
    "upper": _upper,
    "urlencode": lambda text: urllib.parse.quote_plus(_text(text)),
}
"""By Terraform's name."""
