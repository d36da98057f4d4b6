from __future__ import annotations

import pytest
from hypothesis import settings

_OF_CHECKPOINTS = frozenset({"default_checkpoint", "service"})
"""Fixtures that load what `make checkpoint entailment rewriter` installs; `service` is a running one."""
_SLOW_FOLDER = "training"
"""Where models are trained."""

# How long an example takes says nothing here: speed is measured in benchmarks, and machines that run tests are shared.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs installed checkpoints by its fixtures, and what trains or tries many examples, which takes long.

    Other tests say so themselves.
    """
    for item in items:
        tries_many = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if tries_many or _SLOW_FOLDER in item.path.parts:
            item.add_marker(pytest.mark.slow)
        if _OF_CHECKPOINTS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.models)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cases", type=int, default=300, help="requests drawn from the OpenAPI document, all together")
