"""Connected components."""

from __future__ import annotations

from collections.abc import Iterable


def connect(size: int, pairs: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """The component of each of `size` items that `pairs` connect, numbered from 0 in order of first appearance."""
    parent = list(range(size))

    def find(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for one, two in pairs:
        low, high = sorted((find(one), find(two)))
        parent[high] = low
    number: dict[int, int] = {}
    return tuple(number.setdefault(find(item), len(number)) for item in range(size))
