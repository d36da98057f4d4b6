"""Connected components of graphs."""

from __future__ import annotations

from collections.abc import Sequence

from service.pipeline.text.watching import look_at_clock


def connect(size: int, pairs: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The component of each of `size` items that `pairs` connect, numbered from 0 in order of first appearance.

    Source: Galler and Fischer (1964), "An improved equivalence algorithm": trees, whose root is their first item. Cost:
    all but linear.
    """
    look_at_clock()
    parent = list(range(size))

    def find_root(item: int) -> int:
        while parent[item] != item:
            parent[item] = item = parent[parent[item]]
        return item

    for one, two in pairs:
        first, second = find_root(one), find_root(two)
        parent[max(first, second)] = min(first, second)
    numbers: dict[int, int] = {}
    return tuple(numbers.setdefault(find_root(item), len(numbers)) for item in range(size))
