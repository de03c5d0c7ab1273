"""A user as an expression sees them: attributes by the names of a dialect, flat (`user.login`) or nested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from idplint.expressions.outcomes import Value


class Missing:
    """The type of `MISSING`."""


MISSING: Final = Missing()
"""The user was given without this attribute, which is not the same as an attribute that is empty."""


class UserAttributes:
    """Attributes of one user; None was never set, the empty text was cleared.

    Args:
        attributes: By name, flat with dots or nested.
    """

    def __init__(self, attributes: Mapping[str, object]) -> None:
        self._attributes = attributes

    def get(self, *path: str, any_case: bool = False) -> Value | Missing:
        """The value at a path, or MISSING.

        Args:
            path: Names from the outside in.
            any_case: Names match whatever their case, as Entra's claim ids do.
        """
        # Nearly all users are given flat, by the name that the expression has.
        found = self._attributes.get(".".join(path), MISSING) if path else MISSING
        return _find(self._attributes, path, any_case=any_case) if found is MISSING else found  # type: ignore[return-value]


_LONGEST = 100
"""More parts than any attribute has; every one of them costs a look at each shorter name."""


def _find(held: object, path: tuple[str, ...], *, any_case: bool) -> Value | Missing:
    if not path:
        return held  # type: ignore[return-value]
    if not isinstance(held, Mapping) or len(path) > _LONGEST:
        return MISSING
    # The longest flat name first: {"user.manager.login": …} beside {"user": {"manager": …}}.
    for size in range(len(path), 0, -1):
        name = ".".join(path[:size])
        keys = [name] if name in held else []
        if any_case and not keys:
            keys = [key for key in held if isinstance(key, str) and key.lower() == name.lower()]
        for key in keys:
            found = _find(held[key], path[size:], any_case=any_case)
            if not isinstance(found, Missing):
                return found
    return MISSING
