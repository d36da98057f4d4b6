from __future__ import annotations

from pathlib import Path

import pytest

from tests.properties.cached_answers import write_models


@pytest.fixture(scope="session")
def cached_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small models of every kind that a cache is about."""
    path = tmp_path_factory.mktemp("models")
    write_models(path)
    return path
