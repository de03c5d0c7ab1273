"""What an argument of a Terraform resource can be, as far as files alone decide it.

Known, unset and unknown are kept apart everywhere, also inside lists and objects. A value that may be one of several is all of
them; a value that another resource supplies is a reference to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from idplint.model.values import Origin
from idplint.model.values import Unknown as UnknownFact
from idplint.terraform.limits import ITEMS_LIMIT, TooMuch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ALTERNATIVES_LIMIT = 16
"""Values that one argument may have; beyond that it is unknown."""


class Known(msgspec.Struct, frozen=True):
    """A value that was written out, or follows from what was.

    The value is text, a number, a truth value, a tuple of values or a mapping of text to values.
    """

    value: str | int | float | bool | tuple[Value, ...] | Mapping[str, Value]
    written: Origin
    """Where the literal stands: a tfvars file, a local, a variable's default, or the argument itself."""
    used: Origin
    """The argument that was asked for."""
    is_set: bool = False
    """Whether a tuple of values is a set, which has no indices."""
    decoded: Value | None = None
    """What the text was encoded from, where it is the result of `jsonencode` or `yamlencode`."""
    size: int = 1
    """Values in it, itself included."""


class Unset(msgspec.Struct, frozen=True):
    """No value: the argument is absent, or null."""

    written: Origin | None
    """Where the null stands; None where the argument is absent."""
    used: Origin
    """The argument that was asked for, and where it could be written."""


class Unknown(msgspec.Struct, frozen=True):
    """A value that files do not decide, or that idplint does not work out."""

    reason: str
    """A clause without a full stop."""
    remedy: str
    """What would make it known."""
    origin: Origin
    """The expression that is in the way."""
    fails: bool = False
    """Whether Terraform itself would refuse the expression, which `try` and `can` react to."""
    parts: tuple[Value, ...] = ()
    """Of text that is known in part: its pieces in order."""
    decoded: Value | None = None
    """What the text would be encoded from, where it is the result of `jsonencode` or `yamlencode`."""

    def fact(self, name: str) -> UnknownFact:
        """The same, as the statement that a fact of an application is not known."""
        return UnknownFact(name, self.reason, self.remedy, self.origin)


class Reference(msgspec.Struct, frozen=True):
    """An attribute of a resource or data source, which the provider supplies."""

    address: str
    """Absolute in its root module: `module.sso.azuread_application.ledger["eu"]`, `data.okta_group.staff`; `[*]` stands for
    an instance whose key is not known."""
    path: tuple[str | int, ...]
    """Attribute names and indices below the resource."""
    root: str
    """The root module's directory, as `Resource.root_directory` names it."""
    declared: bool
    """Whether the module declares such a resource. If not, Terraform refuses the expression: so an unescaped `${user.login}`
    ends."""
    written: Origin
    used: Origin


class OneOf(msgspec.Struct, frozen=True):
    """Any of several values, of which files do not say which; at least two, at most `ALTERNATIVES_LIMIT`."""

    values: tuple[Known | Unset | Unknown | Reference, ...]


Value: TypeAlias = Known | Unset | Unknown | OneOf | Reference


def beyond_try(value: Value) -> Value:
    """The value of something that has a name. Where that fails Terraform stops there, and no `try` around the name goes on."""
    if isinstance(value, Unknown) and value.fails:
        return msgspec.structs.replace(value, fails=False)
    if isinstance(value, OneOf) and any(isinstance(each, Unknown) and each.fails for each in value.values):
        values = tuple([beyond_try(each) for each in value.values])
        return OneOf(values)  # type: ignore[arg-type]  # none of them is another OneOf
    return value


def known_list(items: Iterable[Value], written: Origin, *, is_set: bool = False) -> Known:
    """A list, or a set, of values.

    Raises:
        TooMuch: It is larger than the limits allow.
    """
    kept = tuple(items)
    return Known(kept, written, written, is_set, size=_size(kept))


def known_map(pairs: Mapping[str, Value], written: Origin) -> Known:
    """An object or a map.

    Raises:
        TooMuch: It is larger than the limits allow.
    """
    return Known(pairs, written, written, size=_size(pairs.values()))


def _size(items: Iterable[Value]) -> int:
    size = 1 + sum(size_of(item) for item in items)
    if size > ITEMS_LIMIT:
        raise TooMuch(f"it holds more than {ITEMS_LIMIT} values")
    return size


def size_of(value: Value) -> int:
    """The number of values in a value, itself included."""
    if isinstance(value, OneOf):
        return sum(size_of(item) for item in value.values)
    return value.size if isinstance(value, Known) else 1


def work_of(value: Value) -> int:
    """Steps that looking through a value counts for: its values, and its own text by the quarter of a kilobyte."""
    text = value.value if isinstance(value, Known) else None
    return size_of(value) + (len(text) // 256 if isinstance(text, str) else 0)


def alternatives(value: Value) -> tuple[Known | Unset | Unknown | Reference, ...]:
    """The values that a value may be: itself, unless it is one of several."""
    return value.values if isinstance(value, OneOf) else (value,)


def origin_of(value: Value) -> Origin:
    """Where a value was written, or what is in its way; of several, of the first."""
    match value:
        case Known() | Reference():
            return value.written
        case Unset():
            return value.written or value.used
        case Unknown():
            return value.origin
        case OneOf():
            return origin_of(value.values[0])


def one_of(values: Iterable[Value], origin: Origin) -> Value:
    """Any of several values; equal ones count once.

    Args:
        values: At least one.
        origin: The expression that offers them.
    """
    kept: list[Known | Unset | Unknown | Reference] = []
    met: set[str] = set()
    for value in values:
        for alternative in alternatives(value):
            mark = identity(alternative)
            if mark not in met:
                met.add(mark)
                kept.append(alternative)
    if len(kept) == 1:
        return kept[0]
    if len(kept) > ALTERNATIVES_LIMIT:
        return Unknown(f"it may be one of more than {ALTERNATIVES_LIMIT} values", "narrow the choice", origin)
    return OneOf(tuple(kept))


def identity(value: Value, depth: int = 0) -> str:
    """Text that is equal for values that mean the same, wherever they were written."""
    if depth > _IDENTITY_DEPTH:
        return f"deep {id(value)}"
    match value:
        case Known(value=tuple() as items):
            return f"[{','.join(identity(item, depth + 1) for item in items)}]{value.is_set}"
        case Known(value=str() | int() | float() as scalar):
            return f"{type(scalar).__name__} {scalar!r}"
        case Known(value=Mapping() as pairs):
            return "{" + ",".join(f"{key!r}:{identity(item, depth + 1)}" for key, item in sorted(pairs.items())) + "}"
        case Unset():
            return "unset"
        case Unknown():
            return f"unknown {value.reason} {value.origin}"
        case Reference():
            return f"reference {value.root} {value.address} {value.path}"
        case OneOf():
            return "one of " + "|".join(sorted(identity(item, depth + 1) for item in value.values))
    raise AssertionError(value)


_IDENTITY_DEPTH = 100


def used_at(value: Value, used: Origin, depth: int = 0) -> Value:
    """The same value, asked for at an argument; elements of lists and objects are so too."""
    if depth > _IDENTITY_DEPTH:
        return value
    match value:
        case Known(value=tuple() as items):
            return msgspec.structs.replace(
                value, used=used, value=tuple([used_at(item, used, depth + 1) for item in items])
            )
        case Known(value=str() | int() | float()):
            return msgspec.structs.replace(value, used=used, decoded=_decoded(value, used, depth))
        case Known(value=Mapping() as pairs):
            return msgspec.structs.replace(
                value, used=used, value={key: used_at(item, used, depth + 1) for key, item in pairs.items()}
            )
        case Unset() | Reference():
            return msgspec.structs.replace(value, used=used)
        case Unknown():
            if value.decoded is None:
                return value
            return msgspec.structs.replace(value, decoded=_decoded(value, used, depth))
        case OneOf():
            moved = [used_at(item, used, depth + 1) for item in value.values]
            return OneOf(tuple([item for item in moved if not isinstance(item, OneOf)]))
    return value


def _decoded(value: Known | Unknown, used: Origin, depth: int) -> Value | None:
    return None if value.decoded is None else used_at(value.decoded, used, depth + 1)


def combined(values: list[Value], origin: Origin, apply: Callable[[list[Value]], Value]) -> Value:
    """The result of something done to values, for every combination of those that may be one of several.

    Args:
        values: The operands.
        origin: The expression, for the case that there are too many combinations.
        apply: Called with values none of which is `OneOf`.
    """
    if not any(isinstance(value, OneOf) for value in values):
        return apply(values)
    rows: list[list[Value]] = [[]]
    for value in values:
        rows = [[*row, alternative] for row in rows for alternative in alternatives(value)]
        if len(rows) > ALTERNATIVES_LIMIT:
            return Unknown(f"it may be one of more than {ALTERNATIVES_LIMIT} values", "narrow the choice", origin)
    return one_of([apply(row) for row in rows], origin)


def plain(value: Value) -> object:
    """A known value without origins, for comparisons and encoders; None for unset.

    Raises:
        ValueError: Something in it is not known.
    """
    match value:
        case Known(value=tuple() as items):
            return [plain(item) for item in items]
        case Known(value=str() | int() | float() as scalar):
            return scalar
        case Known(value=Mapping() as pairs):
            return {key: plain(item) for key, item in pairs.items()}
        case Unset():
            return None
        case _:
            raise ValueError(value)


def first_obstacle(value: Value, depth: int = 0) -> Value | None:
    """The first thing in a value that is not known, or None."""
    match value:
        case Known(value=tuple() as items):
            inner: Iterable[Value] = items
        case Known(value=str() | int() | float()) | Unset():
            return None
        case Known(value=Mapping() as pairs):
            inner = pairs.values()
        case _:
            return value
    if depth > _IDENTITY_DEPTH:
        return value
    return next((met for item in inner if (met := first_obstacle(item, depth + 1)) is not None), None)
