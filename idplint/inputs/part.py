"""A body that was read, together with the place it was read from and the values in it that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from idplint.model.values import Origin, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idplint.documents.document import Decoded, Malformed, Record

T = TypeVar("T")
W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Passage(Generic[T]):
    """A decoded body, or a part of one, whether it stood in a record or was put together from code."""

    value: T
    origin: Origin
    decoded: Decoded[Any]
    """The decoding of the whole, which knows the values of a wrong type."""

    def below(self, value: W, *steps: str | int) -> Passage[W]:
        """Return a part of this part."""
        return Passage(value, self.origin.at(*steps), self.decoded)

    def at(self, *steps: str | int) -> Origin:
        """Return where a value of this part stands."""
        return self.origin.at(*steps)

    def broken(self, *steps: str | int) -> Malformed | None:
        """Return the value of a wrong type at, above or below a place in this part, if there is one."""
        if not self.decoded.malformed:
            return None
        return self.decoded.broken_below(self.origin.pointer + steps)

    def unknown_if_broken(self, fact: str, *steps: str | int) -> Unknown | None:
        """Return the statement that `fact` is not known because what stands at a place could not be read."""
        malformed = self.broken(*steps)
        if malformed is None:
            return None
        at = Origin(self.origin.path, malformed.pointer)
        if malformed.truncated:
            return Unknown(
                fact,
                "ConvertTo-Json cut the value off because its -Depth was too small",
                "export again with `ConvertTo-Json -Depth 30`",
                at,
            )
        reason = f"{malformed.expected} was expected here and {malformed.found} stands"
        return Unknown(fact, reason, "export it again", at)

    def broken_keys(self, key: str) -> Iterator[str | int]:
        """Yield the keys or indices directly below `key` whose values hold something that could not be read."""
        above = (*self.origin.pointer, key)
        for malformed in self.decoded.malformed:
            if malformed.pointer[: len(above)] == above and len(malformed.pointer) > len(above):
                yield malformed.pointer[len(above)]


@dataclass(frozen=True, slots=True)
class Part(Passage[T]):
    """A decoded record, or a part of one."""

    record: Record

    @classmethod
    def of(cls, record: Record, wire: type[T], *, any_case: bool = False) -> Part[T]:
        """Decode a record, at wish with keys in any case at every depth."""
        decoded = record.decode(wire, any_case=any_case)
        return cls(decoded.value, Origin(record.document.path, record.pointer), decoded, record)

    def below(self, value: W, *steps: str | int) -> Part[W]:
        """Return a part of this part."""
        return Part(value, self.origin.at(*steps), self.decoded, self.record)
