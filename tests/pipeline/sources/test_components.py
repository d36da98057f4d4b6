from __future__ import annotations

from service.pipeline.sources.components import connect


def test_components_are_numbered_in_order_of_first_appearance() -> None:
    assert connect(5, [(3, 1), (4, 3)]) == (0, 1, 2, 1, 1)
    assert connect(3, []) == (0, 1, 2)
    assert connect(0, []) == ()
