"""Bundles without anything that idplint does not read: what `idplint export` passes on and keeps.

The allow-list is not written down: it is what the wire types name. A key that no adapter reads never gets through, and one that
an adapter learns to read gets through from then on.
"""

from __future__ import annotations

import json
import math
import types
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol, Union, cast, get_args, get_origin

import msgspec

from idplint.documents.json_text import find_depth, find_duplicate_key, read_nested
from idplint.documents.malformed import BAG
from idplint.inputs import auth0_wire, entra_wire, okta_wire
from idplint.inputs.not_read import NotRead
from idplint.inputs.redaction_shapes import ALSO_NAMES, IN_PLACE_OF, NESTED, NO_FILLED_NAME
from idplint.inputs.secrets import REDACTED, names_secret, shows_secret, text_without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Members = dict[str, Any]

_NAMES = frozenset({"name", "targetattributename", "samlclaimtype", "jwtclaimtype"})
"""Keys, in small letters, that name what an entry fills."""
_VALUES = frozenset(
    {"source", "defaultvalue", "configurations", "value", "values", "expression", "extensionid", "transformationid"}
)
"""Keys, in small letters, that say what an entry fills it from."""
_SAID_BY_PRESENCE = frozenset({"expression"})
"""Those of them whose absence would say that nothing fills the entry."""
_NOT_READ = "notread"
_DEEPEST = 64
"""Levels of objects and lists; no body that a vendor documents has a third of them."""
_NO_JSON = {
    "reason": "its text is no JSON that can be read in one way only, so nobody can tell whether a secret stands in it",
    "remedy": "correct the policy's definition, then export again",
}
_ABSENT = object()


def redacted(bundle: Mapping[str, Any], idp: Literal["entra", "okta", "auth0"]) -> dict[str, Any]:
    """Return a bundle with only what the inputs read, and without secrets in that.

    Keys that no wire type names are left out at every depth; the order of the others stays. A value of another type than the
    one expected keeps its kind and loses its content. Texts lose user info and credential-like parameters of URLs; one that
    shows a private key or a token becomes `REDACTED`. An entry that fills something called like a secret loses what it fills it
    from. JSON inside strings (claims mapping policies) is treated in the same way; text that is no JSON there is left out.

    Args:
        bundle: Plain JSON values: the bundle of an application or connection, or the body of an Okta identity provider.
        idp: Which service it came from.
    """
    kept = _shape(_wire_type(bundle, idp)).keep(dict(bundle), 0)
    return kept if isinstance(kept, dict) else {}


def _wire_type(bundle: Mapping[str, Any], idp: Literal["entra", "okta", "auth0"]) -> Any:  # noqa: ANN401 - a Struct
    if idp == "entra":
        return entra_wire.Bundle
    if idp == "okta":
        return okta_wire.Bundle if "app" in bundle else okta_wire.InboundIdp
    return auth0_wire.Bundle


class _Shape(Protocol):
    def keep(self, value: object, depth: int) -> object:
        """What of a value gets through."""


class _Text:
    def keep(self, value: object, depth: int) -> object:  # noqa: ARG002 - a text has no depth
        return text_without_secrets(value) if isinstance(value, str) else _emptied(value)


class _Scalar:
    """Numbers, true and false; and what no wire type says anything about, of which no content gets through."""

    def keep(self, value: object, depth: int) -> object:  # noqa: ARG002
        return _emptied(value)


class _List:
    def __init__(self, item: _Shape) -> None:
        self._item = item

    def keep(self, value: object, depth: int) -> object:
        if not isinstance(value, list) or depth > _DEEPEST:
            return _emptied(value)
        return [self._item.keep(each, depth + 1) for each in value]


class _Map:
    """An object whose keys are names that people gave, such as those of profile properties."""

    def __init__(self, member: _Shape) -> None:
        self._member = member

    def keep(self, value: object, depth: int) -> object:
        if not isinstance(value, dict) or depth > _DEEPEST:
            return _emptied(value)
        return {
            key: self._entry(member, depth + 1, secret=names_secret(key))
            for key, member in value.items()
            if not shows_secret(key)
        }

    def _entry(self, value: object, depth: int, *, secret: bool) -> object:
        if secret and isinstance(self._member, _Object):
            return self._member.keep(value, depth, secret=True)
        return _emptied(value) if secret else self._member.keep(value, depth)


class _Choice:
    def __init__(self, members: list[_Shape]) -> None:
        self._members = members

    def keep(self, value: object, depth: int) -> object:
        wanted: tuple[type, ...] = (_Text,)
        if isinstance(value, dict):
            wanted = (_Object, _Map)
        elif isinstance(value, list):
            wanted = (_List,)
        fitting = (member for member in self._members if isinstance(member, wanted))
        shape = next(fitting, None)
        return shape.keep(value, depth) if shape is not None else _emptied(value)


class _Object:
    def __init__(self, wanted: Any) -> None:  # noqa: ANN401 - a Struct
        self._wanted = wanted

    @cached_property
    def _fields(self) -> dict[str, _Shape]:
        """Shapes by lower-cased key, for adapters find keys whatever their case; late, because types may hold themselves."""
        return {
            field.encode_name.lower(): _shape(IN_PLACE_OF.get((origin, field.name), field.type))
            for field, origin in self._declared()
        }

    @cached_property
    def _nested(self) -> dict[str, _Shape]:
        """Shapes of the JSON that texts hold, by lower-cased key."""
        return {
            field.encode_name.lower(): _shape(NESTED[origin, field.name])
            for field, origin in self._declared()
            if (origin, field.name) in NESTED
        }

    @cached_property
    def _naming(self) -> frozenset[str]:
        if self._wanted in NO_FILLED_NAME:
            return frozenset()
        return (_NAMES & self._fields.keys()) | ALSO_NAMES.get(self._wanted, frozenset())

    def _declared(self) -> Iterator[tuple[Any, type]]:
        """The fields, each with the type that an exception for it is listed under: the Struct or one it descends from."""
        for field in msgspec.structs.fields(self._wanted):
            listed = (base for base in self._wanted.__mro__ if (base, field.name) in {*IN_PLACE_OF, *NESTED})
            yield field, next(listed, self._wanted)

    def keep(self, value: object, depth: int, *, secret: bool = False) -> object:
        if not isinstance(value, dict) or depth > _DEEPEST:
            return _emptied(value)
        secret = secret or any(_names_one(value, name) for name in self._naming)
        return self._kept(value, depth, _VALUES if secret else frozenset())

    def _kept(self, value: Members, depth: int, hidden: frozenset[str]) -> Members:
        kept: Members = {}
        unread: Members = {}
        for key, member in value.items():
            folded = key.lower()
            if folded == BAG and isinstance(member, dict) and depth <= _DEEPEST:
                kept[key] = self._kept(member, depth + 1, hidden)
            elif folded == _NOT_READ and isinstance(member, dict):
                unread |= {name: _REASON.keep(held, depth + 1) for name, held in member.items() if self._has(name)}
                kept[key] = unread
            elif folded not in self._fields:
                continue
            elif folded in hidden:
                if folded in _SAID_BY_PRESENCE and isinstance(member, str):
                    kept[key] = _emptied(member)
            elif folded in self._nested and isinstance(member, list):
                texts = [_nested_text(each, self._nested[folded]) for each in member]
                if _ABSENT in texts:
                    unread[key] = dict(_NO_JSON)
                else:
                    kept[key] = texts
            else:
                kept[key] = self._fields[folded].keep(member, depth + 1)
        if unread and not any(key.lower() == _NOT_READ for key in kept):
            kept["notRead"] = unread
        return kept

    def _has(self, name: str) -> bool:
        return name.lower() in self._fields


def _names_one(value: Members, name: str) -> bool:
    """Whether an entry's key, wherever it stands and however it is spelled, names a secret."""
    for key, member in value.items():
        folded = key.lower()
        if folded == name and isinstance(member, str) and names_secret(member):
            return True
        if (
            folded == BAG
            and isinstance(member, dict)
            and any(
                held.lower() == name and isinstance(text, str) and names_secret(text) for held, text in member.items()
            )
        ):
            return True
    return False


def _emptied(value: object) -> object:
    """What stays of a value that nothing expects there: its kind, and numbers, which are no secrets."""
    if isinstance(value, str):
        return REDACTED if value else value
    if isinstance(value, dict):
        return {}
    if isinstance(value, float) and not math.isfinite(value):
        return REDACTED  # JSON has no such number
    return [] if isinstance(value, list) else value


@cache
def _shape(wanted: Any) -> _Shape:  # noqa: ANN401 - any annotation
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        members = [each for each in get_args(wanted) if each not in (msgspec.UnsetType, type(None))]
        return _shape(members[0]) if len(members) == 1 else _Choice([_shape(each) for each in members])
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return _Object(wanted)
    if (origin or wanted) is dict:
        arguments = get_args(wanted)
        return _Map(_shape(arguments[1]) if arguments else _Scalar())
    if (origin or wanted) in (list, tuple):
        arguments = get_args(wanted)
        return _List(_shape(arguments[0]) if arguments else _Scalar())
    return _Text() if wanted is str or origin is Literal else _Scalar()


_REASON = cast("_Object", _shape(NotRead))


# --- JSON inside strings -----------------------------------------------------------------------------------------------


def _nested_text(text: object, shape: _Shape) -> object:
    """JSON text with what gets through of it; _ABSENT where it cannot be read in one way only."""
    if not isinstance(text, str):
        return _emptied(text)
    tree = read_nested(text, _ABSENT)
    if not isinstance(tree, dict) or find_depth(text, _DEEPEST) is not None:
        return _ABSENT
    if find_duplicate_key(text) or _has_rival_keys(tree):
        return _ABSENT
    if _transforms_into_secret(tree):
        tree = _without_constants(tree)
    kept = shape.keep(tree, 0)
    written = json.dumps(kept, separators=(",", ":"), ensure_ascii=False)
    # Halves of characters can stand in no file but as escapes.
    return written if written.isprintable() else json.dumps(kept, separators=(",", ":"))


def _has_rival_keys(tree: object) -> bool:
    """Whether an object has two keys that differ in case only: readers choose between them in different ways."""
    if isinstance(tree, dict):
        return len({key.lower() for key in tree}) < len(tree) or any(map(_has_rival_keys, tree.values()))
    return isinstance(tree, list) and any(map(_has_rival_keys, tree))


def _transforms_into_secret(tree: object) -> bool:
    """Whether a claim that is called like a secret comes from a transformation, whose constants may then be that secret."""
    if isinstance(tree, dict):
        names = _NAMES | {"id"}
        fills = any(_names_one(tree, name) for name in names) and any(key.lower() == "transformationid" for key in tree)
        return fills or any(map(_transforms_into_secret, tree.values()))
    return isinstance(tree, list) and any(map(_transforms_into_secret, tree))


def _without_constants(tree: Any) -> Any:  # noqa: ANN401 - plain JSON values
    """A definition without any transformation or constant: which of them make the secret is not worth finding out."""
    gone = {"claimstransformation", "claimstransformations", "value"}
    if isinstance(tree, dict):
        return {key: _without_constants(each) for key, each in tree.items() if key.lower() not in gone}
    return [_without_constants(each) for each in tree] if isinstance(tree, list) else tree
