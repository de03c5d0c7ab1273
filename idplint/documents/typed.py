"""From generic values to typed ones, tolerantly: what does not fit is listed and left at its default."""

from __future__ import annotations

import re
import types
from functools import cache, cached_property
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
_KINDS: dict[type, str] = {
    type(None): "null",
    bool: _BOOLEAN,
    int: _NUMBER,
    float: _NUMBER,
    str: _TEXT,
    list: _LIST,
    dict: _OBJECT,
}

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
def _names(wanted: Any) -> dict[str, str]:  # noqa: ANN401 - the cache wants something hashable
    """Lower-cased field names of a Struct, each with its spelling; empty for any other type."""
    if not _is_struct(wanted):
        return {}
    return {field.encode_name.lower(): field.encode_name for field in msgspec.structs.fields(wanted)}


def keys_differ(wanted: type, keys: Mapping[str, str]) -> bool:
    """Whether an exact match of keys could miss something.

    Args:
        wanted: The type a record is to be read as.
        keys: The record's lower-cased keys with their spelling.
    """
    names = _names(cast("Any", wanted))
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
    value = _plan(cast("Any", wanted)).convert(tree, pointer, malformed)
    return Decoded(wanted() if isinstance(value, _Unfit) else cast("T", value), tuple(malformed))


def convert_text(text: str, wanted: type[T], pointer: Pointer) -> Decoded[T]:
    """As `convert`, from JSON text that stands in a string at the pointer."""
    from idplint.documents.json_text import read_nested

    tree = read_nested(text, _ABSENT)
    if tree is _ABSENT:
        found = f"text that is not JSON{_quoted(text, pointer)}"
        return Decoded(wanted(), (Malformed(pointer, _plan(cast("Any", wanted)).kinds, found, _is_truncated(text)),))
    return convert(tree, wanted, pointer)


class _Plan:
    """How to convert to one type; worked out once for each type.

    Attributes:
        wanted: The type.
        kinds: What it expects, in words.
    """

    def __init__(self, wanted: Any) -> None:  # noqa: ANN401 - any annotation
        self.wanted = wanted
        self.kinds = _kinds(wanted)

    def convert(self, value: object, pointer: Pointer, malformed: list[Malformed]) -> object:
        """The value as the type, or _UNFIT after saying why."""
        if _KINDS.get(type(value), _TEXT) == self.kinds or get_origin(self.wanted) is Literal:
            try:
                return msgspec.convert(value, self.wanted)
            except msgspec.ValidationError:
                pass
        return _refuse(value, self, pointer, malformed)


class _Text(_Plan):
    def convert(self, value: object, pointer: Pointer, malformed: list[Malformed]) -> object:
        return value if isinstance(value, str) else _refuse(value, self, pointer, malformed)


class _Anything(_Plan):
    def convert(self, value: object, pointer: Pointer, malformed: list[Malformed]) -> object:  # noqa: ARG002
        return msgspec.Raw(msgspec.json.encode(value)) if self.wanted is msgspec.Raw else value


class _Union(_Plan):
    def __init__(self, wanted: Any) -> None:  # noqa: ANN401
        super().__init__(wanted)
        members = get_args(wanted)
        self._takes_null = type(None) in members
        self._members = [_plan(member) for member in members if member not in (msgspec.UnsetType, type(None))]
        self._only = self._members[0] if len(self._members) == 1 else None

    def convert(self, value: object, pointer: Pointer, malformed: list[Malformed]) -> object:
        if value is None and self._takes_null:
            return None
        if self._only is not None:
            return self._only.convert(value, pointer, malformed)
        kind = _KINDS.get(type(value), _TEXT)
        attempts: list[tuple[object, list[Malformed]]] = []
        for member in self._members:
            if member.kinds == kind or isinstance(member, _Anything) or get_origin(member.wanted) is Literal:
                met: list[Malformed] = []
                result = member.convert(value, pointer, met)
                if not met:
                    return result
                attempts.append((result, met))
        if not any(member.kinds == kind for member in self._members):
            return _refuse(value, self, pointer, malformed)
        result, met = min(attempts, key=lambda attempt: len(attempt[1]))
        malformed.extend(met)
        return result


class _Struct(_Plan):
    @cached_property
    def _fields(self) -> list[tuple[str, str, str, _Plan, bool]]:
        """Attribute, key, lower-cased key, plan, whether required; late, because types may contain themselves."""
        return [
            (field.name, field.encode_name, field.encode_name.lower(), _plan(field.type), field.required)
            for field in msgspec.structs.fields(self.wanted)
        ]

    def convert(self, value: object, pointer: Pointer, malformed: list[Malformed]) -> object:
        if not isinstance(value, dict):
            return _refuse(value, self, pointer, malformed)
        arguments: dict[str, object] = {}
        folded: dict[str, object] | None = None
        unfit = False
        for name, key, lowered, plan, required in self._fields:
            member = value.get(key, _ABSENT)
            if member is _ABSENT:
                if folded is None:
                    folded = _folded(value)
                member = folded.get(lowered, _ABSENT)
            if member is not _ABSENT:
                result = plan.convert(member, (*pointer, key), malformed)
                if result is not _UNFIT:
                    arguments[name] = result
                    continue
            elif required:
                malformed.append(Malformed((*pointer, key), plan.kinds, "nothing"))
            unfit = unfit or required
        return _UNFIT if unfit else self.wanted(**arguments)


def _folded(value: dict[str, object]) -> dict[str, object]:
    """The members by lower-cased key, with those of an AdditionalProperties bag that are not there already."""
    folded = {key.lower(): member for key, member in value.items()}
    bag = folded.get(BAG)
    if isinstance(bag, dict):
        for key, member in bag.items():
            folded.setdefault(key.lower(), member)
    return folded


class _Map(_Plan):
    def convert(self, value: object, pointer: Pointer, malformed: list[Malformed]) -> object:
        if not isinstance(value, dict):
            return _refuse(value, self, pointer, malformed)
        arguments = get_args(self.wanted)
        plan = _plan(arguments[1] if arguments else object)
        results = {key: plan.convert(member, (*pointer, key), malformed) for key, member in value.items()}
        return {key: result for key, result in results.items() if result is not _UNFIT}


class _List(_Plan):
    def convert(self, value: object, pointer: Pointer, malformed: list[Malformed]) -> object:
        if not isinstance(value, list):
            return _refuse(value, self, pointer, malformed)
        arguments = get_args(self.wanted)
        item_type = arguments[0] if arguments else object
        plan = _plan(item_type)
        converted = [plan.convert(item, (*pointer, index), malformed) for index, item in enumerate(value)]
        if _UNFIT in converted:
            stand_in = _stand_in(item_type)
            if stand_in is _UNFIT:
                return _UNFIT
            converted = [stand_in if item is _UNFIT else item for item in converted]
        container = get_origin(self.wanted) or self.wanted
        return converted if container is list else container(converted)


def _stand_in(wanted: Any) -> object:  # noqa: ANN401
    """What stands for an unreadable list item, so that the indices of the others stay true; _UNFIT if nothing can."""
    members = get_args(wanted) if get_origin(wanted) in (Union, types.UnionType) else (wanted,)
    if msgspec.UnsetType in members:
        return msgspec.UNSET
    for member in members:
        if _is_struct(member) and not any(field.required for field in msgspec.structs.fields(member)):
            return member()
    return _UNFIT


@cache
def _plan(wanted: Any) -> _Plan:  # noqa: ANN401
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        return _Union(wanted)
    if wanted in (object, Any, msgspec.Raw):
        return _Anything(wanted)
    if _is_struct(wanted):
        return _Struct(wanted)
    if (origin or wanted) is dict:
        return _Map(wanted)
    if (origin or wanted) in (list, tuple, set, frozenset):
        return _List(wanted)
    return _Text(wanted) if wanted is str else _Plan(wanted)


def _refuse(value: object, plan: _Plan, pointer: Pointer, malformed: list[Malformed]) -> _Unfit:
    truncated = isinstance(value, str) and plan.kinds != _TEXT and _is_truncated(value)
    malformed.append(Malformed(pointer, plan.kinds, _describe(value, pointer), truncated))
    return _UNFIT


def _is_truncated(text: str) -> bool:
    return _TRUNCATED.fullmatch(text) is not None


def _is_struct(wanted: Any) -> bool:  # noqa: ANN401
    cls = get_origin(wanted) or wanted
    return isinstance(cls, type) and issubclass(cls, msgspec.Struct)


@cache
def _kinds(wanted: Any) -> str:  # noqa: ANN401
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


def _describe(value: object, pointer: Pointer) -> str:
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
