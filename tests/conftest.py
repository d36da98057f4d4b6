from __future__ import annotations

import pytest
from hypothesis import settings

_OF_CHECKPOINTS = frozenset({"default_checkpoint", "service"})
"""Fixtures that load what `make checkpoint rewriter` installs; `service` is a running one."""
_SLOW_FOLDERS = frozenset({"properties", "training"})
"""Folders of tests that try many examples, or train."""

# How long an example takes says nothing here: speed is measured in benchmarks, and machines that run tests are shared.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what a fixture ties to installed checkpoints, and folders that take long; other tests say so themselves."""
    for item in items:
        if _SLOW_FOLDERS.intersection(item.path.parts):
            item.add_marker(pytest.mark.slow)
        if _OF_CHECKPOINTS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.models)
