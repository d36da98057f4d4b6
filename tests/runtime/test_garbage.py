from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from service.runtime.garbage import collected_behind, spare_nothing, spare_what_stays


class Node:
    """What can be watched as it goes."""

    def __init__(self) -> None:
        self.other: Node | None = None


@pytest.fixture
def spared() -> Iterator[None]:
    thresholds = gc.get_threshold()
    spare_what_stays()
    yield
    spare_nothing()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("spared")
def test_no_full_collection_interrupts_a_request() -> None:
    before = gc.get_stats()[2]["collections"]
    kept = [[number] for number in range(500_000)]
    assert gc.get_stats()[2]["collections"] == before
    assert len(kept) == 500_000


@pytest.mark.usefixtures("spared")
def test_circles_are_collected_behind_a_request() -> None:
    with collected_behind():
        node = Node()
        node.other = node
        circle = weakref.ref(node)
        gc.collect(1)  # it is old now, and old ones are looked at by full collections alone
        del node
        assert circle() is not None
    assert circle() is None


@pytest.mark.usefixtures("spared")
def test_beside_another_request_young_objects_alone_are_gone_through() -> None:
    with collected_behind():
        before = gc.get_stats()[2]["collections"]
        with collected_behind():
            pass
        assert gc.get_stats()[2]["collections"] == before
    assert gc.get_stats()[2]["collections"] == before + 1


def test_what_a_stopped_request_held_goes_with_it() -> None:
    held: list[weakref.ref[Node]] = []

    def work() -> None:
        node = Node()
        held.append(weakref.ref(node))
        raise TimeoutError

    with pytest.raises(TimeoutError) as stopped, collected_behind():
        work()
    assert stopped.value.__traceback__ is not None
    assert held[0]() is None


def test_nothing_is_collected_where_nothing_was_spared() -> None:
    before = gc.get_stats()[2]["collections"]
    with collected_behind():
        pass
    assert gc.get_stats()[2]["collections"] == before
