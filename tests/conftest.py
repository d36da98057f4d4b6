from __future__ import annotations

import pytest
from hypothesis import settings

_OF_CHECKPOINTS = frozenset({"default_checkpoint", "service"})
"""Fixtures that load what `make checkpoint rewriter` installs; `service` is a running one."""

# How long an example takes says nothing here: speed is measured in benchmarks, and machines that run tests are shared.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that a fixture ties to installed checkpoints; others say so themselves."""
    for item in items:
        if _OF_CHECKPOINTS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.models)
