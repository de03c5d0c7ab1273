"""Positions in groups that grow together."""

from __future__ import annotations

from collections import defaultdict


class Grouping:
    """A union-find over the positions of a list."""

    def __init__(self, size: int) -> None:
        """Each position a group of its own."""
        self._parent = list(range(size))

    def root(self, position: int) -> int:
        """The representative of a position's group."""
        while self._parent[position] != position:
            self._parent[position] = self._parent[self._parent[position]]
            position = self._parent[position]
        return position

    def unite(self, one: int, other: int) -> None:
        """Make one group of two; its representative does not depend on which of them is named first."""
        first, second = sorted((self.root(one), self.root(other)))
        self._parent[second] = first

    def together(self, one: int, other: int) -> bool:
        """Whether two positions are in one group."""
        return self.root(one) == self.root(other)

    def members(self) -> dict[int, list[int]]:
        """The positions of each group, by representative, all in rising order."""
        found: dict[int, list[int]] = defaultdict(list)
        for position in range(len(self._parent)):
            found[self.root(position)].append(position)
        return dict(sorted(found.items()))
