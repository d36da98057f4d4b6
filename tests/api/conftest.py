from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.api.clients import run_app


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of an application with default settings, shared by the tests that leave no trace in it."""
    with run_app() as shared:
        yield shared
