"""From generic values to typed ones, tolerantly: what does not fit is listed and left at its default."""

from __future__ import annotations

import re
import types
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

import msgspec

from idplint.documents.malformed import BAG, Decoded, Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from idplint.model.values import Pointer

T = TypeVar("T")

_EXCERPT = 40
"""Characters of a value that a message shows at most."""

_TEXT, _NUMBER, _BOOLEAN, _LIST, _OBJECT = "text", "a number", "true or false", "a list", "an object"

_SECRET = re.compile(r"passw|secret|token|credential|private_?key|api_?key|certificate", re.IGNORECASE)
"""Keys whose text no message quotes."""

_TRUNCATED = re.compile(
    r"@\{.*\}|System\.(Object|Collections|Management|String|Int|Boolean)[\w.`]*(\[.*\])?"
    r"|Microsoft\.(Graph|Open|Azure)\.[\w.]+(\[\])?( Microsoft\.[\w.]+)*|(System\.Collections\.Hashtable ?)+",
    re.DOTALL,
)
"""What ConvertTo-Json writes for an object or a list that lies below its -Depth."""


class _Unfit:
    """The mark of a value that could not be converted; the reason is in the list of malformed values."""


_UNFIT = _Unfit()
_ABSENT = object()


@cache
def _fields(wanted: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(wanted)


@cache
def _names(wanted: type) -> dict[str, str]:
    """Lower-cased field names of a Struct, each with its spelling; empty for any other type."""
    if not _is_struct(wanted):
        return {}
    return {field.encode_name.lower(): field.encode_name for field in _fields(wanted)}


def keys_differ(wanted: type, keys: Mapping[str, str]) -> bool:
    """Whether an exact match of keys could miss something.

    Args:
        wanted: The type a record is to be read as.
        keys: The record's lower-cased keys with their spelling.
    """
    names = _names(wanted)
    for lowered, spelled in keys.items():
        if lowered is not spelled and lowered != spelled:
            name = names.get(lowered)
            if (name is not None and name != spelled) or spelled[0].isupper():
                return True
        elif names.get(lowered, lowered) != spelled:
            return True
    return BAG in keys


def convert(tree: object, wanted: type[T], pointer: Pointer) -> Decoded[T]:
    """Convert a generic value tolerantly.

    Args:
        tree: Plain Python values.
        wanted: A msgspec Struct whose fields all have defaults.
        pointer: Absolute pointer of the value.

    Returns:
        The typed value, all defaults where the value is no object at all, and everything that did not fit.
    """
    malformed: list[Malformed] = []
    value = _convert(tree, wanted, pointer, malformed)
    return Decoded(wanted() if isinstance(value, _Unfit) else cast("T", value), tuple(malformed))


def convert_text(text: str, wanted: type[T], pointer: Pointer) -> Decoded[T]:
    """As `convert`, from JSON text that stands in a string at the pointer."""
    from idplint.documents.json_text import read_nested

    tree = read_nested(text, _ABSENT)
    if tree is _ABSENT:
        found = f"text that is not JSON{_quoted(text, pointer)}"
        return Decoded(wanted(), (Malformed(pointer, _kinds(wanted), found, _is_truncated(text)),))
    return convert(tree, wanted, pointer)


def _convert(value: object, wanted: Any, pointer: Pointer, malformed: list[Malformed]) -> object:  # noqa: ANN401, PLR0911
    """The value as the wanted type, or _UNFIT after saying why."""
    origin = get_origin(wanted)
    if origin is Annotated:
        return _convert(value, get_args(wanted)[0], pointer, malformed)
    if origin in (Union, types.UnionType):
        return _convert_union(value, wanted, pointer, malformed)
    if wanted is object or wanted is Any:
        return value
    if wanted is msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(value))
    if _kind(value) != _kinds(wanted) and origin is not Literal:
        return _refuse(value, wanted, pointer, malformed)
    if isinstance(value, dict):
        if _is_struct(wanted):
            return _convert_struct(value, wanted, pointer, malformed)
        return _convert_map(value, get_args(wanted), pointer, malformed)
    if isinstance(value, list):
        return _convert_list(value, wanted, pointer, malformed)
    try:
        return msgspec.convert(value, wanted)
    except msgspec.ValidationError:
        return _refuse(value, wanted, pointer, malformed)


def _convert_union(value: object, wanted: Any, pointer: Pointer, malformed: list[Malformed]) -> object:  # noqa: ANN401
    members = [member for member in get_args(wanted) if member is not msgspec.UnsetType]
    if value is None and type(None) in members:
        return None
    fitting = [member for member in members if member in (object, Any, msgspec.Raw) or _kinds(member) == _kind(value)]
    fitting = fitting or [member for member in members if get_origin(member) is Literal]
    attempts: list[tuple[object, list[Malformed]]] = []
    for member in fitting:
        met: list[Malformed] = []
        result = _convert(value, member, pointer, met)
        if not met:
            return result
        attempts.append((result, met))
    if not attempts:
        return _refuse(value, wanted, pointer, malformed)
    result, met = min(attempts, key=lambda attempt: len(attempt[1]))
    malformed.extend(met)
    return result


def _convert_struct(
    value: dict[str, object], wanted: type[msgspec.Struct], pointer: Pointer, malformed: list[Malformed]
) -> object:
    members = _Members(value)
    arguments: dict[str, object] = {}
    unfit = False
    for field in _fields(wanted):
        member = members.find(field.encode_name)
        result: object = _UNFIT
        if member is not _ABSENT:
            result = _convert(member, field.type, (*pointer, field.encode_name), malformed)
        elif field.required:
            malformed.append(Malformed((*pointer, field.encode_name), _kinds(field.type), "nothing"))
        if result is not _UNFIT:
            arguments[field.name] = result
        elif field.required:
            unfit = True
    return _UNFIT if unfit else wanted(**arguments)


class _Members:
    """The members of an object: by exact key, else by key whatever its case, else from its AdditionalProperties bag."""

    def __init__(self, value: dict[str, object]) -> None:
        self._exact = value
        self._folded: dict[str, object] | None = None

    def find(self, key: str) -> object:
        if key in self._exact:
            return self._exact[key]
        if self._folded is None:
            self._folded = {name.lower(): member for name, member in self._exact.items()}
            bag = self._folded.get(BAG)
            if isinstance(bag, dict):
                for name, member in bag.items():
                    self._folded.setdefault(str(name).lower(), member)
        return self._folded.get(key.lower(), _ABSENT)


def _convert_map(
    value: dict[str, object], arguments: tuple[Any, ...], pointer: Pointer, malformed: list[Malformed]
) -> object:
    wanted = arguments[1] if arguments else object
    converted = {}
    for key, member in value.items():
        result = _convert(member, wanted, (*pointer, key), malformed)
        if result is not _UNFIT:
            converted[key] = result
    return converted


def _convert_list(value: list[object], wanted: Any, pointer: Pointer, malformed: list[Malformed]) -> object:  # noqa: ANN401
    arguments = get_args(wanted)
    item_type = arguments[0] if arguments else object
    converted = []
    for index, item in enumerate(value):
        result = _convert(item, item_type, (*pointer, index), malformed)
        if result is _UNFIT:
            result = _placeholder(item_type)
        converted.append(result)
    if any(item is _UNFIT for item in converted):
        return _UNFIT
    container = get_origin(wanted) or wanted
    return converted if container is list else container(converted)


def _placeholder(wanted: Any) -> object:  # noqa: ANN401
    """What stands for an unreadable list item, so that the indices of the others stay true."""
    members = get_args(wanted) if get_origin(wanted) in (Union, types.UnionType) else (wanted,)
    if msgspec.UnsetType in members:
        return msgspec.UNSET
    for member in members:
        if _is_struct(member) and not any(field.required for field in _fields(member)):
            return member()
    return _UNFIT


def _refuse(value: object, wanted: Any, pointer: Pointer, malformed: list[Malformed]) -> _Unfit:  # noqa: ANN401
    truncated = isinstance(value, str) and _kinds(wanted) != _TEXT and _is_truncated(value)
    malformed.append(Malformed(pointer, _kinds(wanted), _describe(value, pointer), truncated))
    return _UNFIT


def _is_truncated(text: str) -> bool:
    return _TRUNCATED.fullmatch(text) is not None


def _is_struct(wanted: Any) -> bool:  # noqa: ANN401
    cls = get_origin(wanted) or wanted
    return isinstance(cls, type) and issubclass(cls, msgspec.Struct)


def _kind(value: object) -> str:  # noqa: PLR0911
    match value:
        case None:
            return "null"
        case bool():
            return _BOOLEAN
        case int() | float():
            return _NUMBER
        case str():
            return _TEXT
        case list():
            return _LIST
        case dict():
            return _OBJECT
        case _:
            return _TEXT


@cache
def _kinds(wanted: Any) -> str:  # noqa: ANN401, PLR0911
    """What a type expects, in words."""
    origin = get_origin(wanted)
    if origin is Annotated:
        return _kinds(get_args(wanted)[0])
    if origin in (Union, types.UnionType):
        members = (member for member in get_args(wanted) if member not in (msgspec.UnsetType, type(None)))
        return " or ".join(dict.fromkeys(_kinds(member) for member in members))
    if origin is Literal:
        return " or ".join(dict.fromkeys(msgspec.json.encode(choice).decode() for choice in get_args(wanted)))
    if _is_struct(wanted) or (origin or wanted) is dict:
        return _OBJECT
    if (origin or wanted) in (list, tuple, set, frozenset):
        return _LIST
    if wanted is type(None):
        return "null"
    if wanted is bool:
        return _BOOLEAN
    return _NUMBER if wanted in (int, float) else _TEXT


def _describe(value: object, pointer: Pointer) -> str:  # noqa: PLR0911 - a table of cases
    match value:
        case None:
            return "null"
        case bool():
            return f"true or false ({str(value).lower()})"
        case int() | float():
            return f"a number{_bracketed(_clipped(_number_text(value)), pointer)}"
        case str():
            return f"text{_quoted(value, pointer)}"
        case list():
            return f"a list ({len(value)} {'item' if len(value) == 1 else 'items'})"
        case dict():
            # Only keys: the values of an object nobody expected may be secrets.
            return f"an object ({_clipped(', '.join(map(str, value))) or 'empty'})"
        case _:
            return _TEXT


def _number_text(value: float) -> str:
    try:
        return str(value)
    except ValueError:  # more digits than Python converts to text
        return "very long"


def _quoted(text: str, pointer: Pointer) -> str:
    return _bracketed(f'"{_clipped(text)}"', pointer)


def _bracketed(excerpt: str, pointer: Pointer) -> str:
    return "" if any(isinstance(step, str) and _SECRET.search(step) for step in pointer) else f" ({excerpt})"


def _clipped(text: str) -> str:
    shown = "".join(character if character.isprintable() else _escaped(character) for character in text[:_EXCERPT])
    if len(text) <= _EXCERPT and len(shown) <= _EXCERPT:
        return shown
    return shown[: _EXCERPT - 1] + "…"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
