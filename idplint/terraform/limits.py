"""How much work a module may cause: no file can make the run hang or fill the memory."""

from __future__ import annotations

INSTANCES_LIMIT = 1000
"""Instances of one `for_each` or `count`; beyond, the block is read once with its key unknown."""

ESTATE_LIMIT = 20_000
"""Instances of modules and resources that one run makes."""

ITEMS_LIMIT = 50_000
"""Values, at every depth, in one list or object."""

RANGE_LIMIT = 1024
"""Numbers that `range` gives, as in Terraform."""

TEXT_LIMIT = 1 << 20
"""Characters of one text that an expression builds, and bytes of a file that `file()` reads."""

DEPTH_LIMIT = 80
"""Expressions, locals, variables and outputs that may wait for one another."""

MODULES_DEPTH = 12
"""Modules that may call one another; a module that calls itself ends here."""

ENTITY_STEPS = 300_000
"""Steps of work for one argument, local, variable or output."""

RUN_STEPS = 10_000_000
"""Steps of work for all of a run."""


class TooMuch(Exception):  # noqa: N818 - named for what happened
    """An expression asks for more work than the limits allow.

    Attributes:
        reason: Which limit, a clause.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Budget:
    """Counts the work of one run."""

    __slots__ = ("_left", "_spent", "depth")

    def __init__(self) -> None:
        self._left = RUN_STEPS
        self._spent = 0
        self.depth = 0

    def enter(self) -> int:
        """Begin to work out one argument, local, variable or output; the mark to leave with."""
        mark = self._spent
        self._spent = 0
        return mark

    def leave(self, mark: int) -> None:
        """Go on with what waited."""
        self._spent = mark

    def step(self, amount: int = 1) -> None:
        """Count work.

        Raises:
            TooMuch: The entity or the run has used up its share.
        """
        self._spent += amount
        self._left -= amount
        if self._spent > ENTITY_STEPS:
            raise TooMuch(f"working it out takes more than {ENTITY_STEPS} steps")
        if self._left < 0:
            raise TooMuch(f"the configuration takes more than {RUN_STEPS} steps to work out")
