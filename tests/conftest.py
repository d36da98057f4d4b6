from __future__ import annotations

import logging
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from xdist.remote import Producer

from service.cli.demo import running_service
from tests.scheduling import LoadByService, is_served

if TYPE_CHECKING:
    from tests.postgres import PostgresServer
    from tests.redis_server import RedisServer

_OF_CHECKPOINTS = frozenset({"default_checkpoint", "service"})
"""Fixtures that load what `make checkpoint entailment rewriter` installs; `service` is a running one."""
_SLOW_FOLDER = "training"
"""Where models are trained."""
_CONFIGURED = ("chorus", "uvicorn", "uvicorn.error", "huey", "opentelemetry")
"""Loggers whose level and handlers `configure_logging` sets."""

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
    items.sort(key=lambda item: not is_served(item.nodeid))


@pytest.fixture(autouse=True)
def loggers_as_before() -> Iterator[None]:
    """Commands run in the process configure loggers, which no test after them may feel."""
    loggers = [logging.getLogger(name) for name in _CONFIGURED]
    before = [(logger.level, list(logger.handlers)) for logger in loggers]
    yield
    for logger, (level, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.handlers[:] = handlers


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadByService:
    return LoadByService(config, log)


@pytest.fixture(scope="session")
def kept_readings(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> dict[str, str]:
    """Settings by which processes of this run keep for each other what their models read: tests read the same stories.

    tests/properties/test_cache.py shows that no answer changes by it.
    """
    own = tmp_path_factory.getbasetemp()
    folder = own if worker_id == "master" else own.parent
    return {"CHORUS_CACHE_BYTES": "100000000", "CHORUS_CACHE_FILE": str(folder / "readings.db")}


@pytest.fixture(scope="session")
def service(kept_readings: dict[str, str]) -> Iterator[str]:
    """The address of a service with the models that ship."""
    with running_service(kept_readings) as url:
        yield url


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server."""
    if find_spec("psycopg") is None:
        pytest.skip("NO PSYCOPG FOUND: JOBS IN A DATABASE ARE NOT TESTED. Install it with: make dev")
    # Imported here: it needs psycopg.
    from tests.postgres import find_programs, running_postgres  # noqa: PLC0415

    programs = find_programs()
    if programs is None:
        pytest.skip("NO POSTGRESQL FOUND: JOBS IN A DATABASE ARE NOT TESTED. On Debian: apt-get install postgresql")
    with running_postgres(programs) as server:
        yield server


@pytest.fixture
def jobs_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of a database that holds nothing."""
    with postgres.new_database() as url:
        yield url


@pytest.fixture(scope="session")
def redis_server_of_all() -> Iterator[RedisServer]:
    """A Redis server, with what tests before left in it."""
    if find_spec("redis") is None:
        pytest.skip("NO REDIS-PY FOUND: CACHES IN REDIS ARE NOT TESTED. Install it with: make dev")
    # Imported here: it needs redis-py.
    from tests.redis_server import find_redis, running_redis  # noqa: PLC0415

    program = find_redis()
    if program is None:
        pytest.skip("NO REDIS-SERVER FOUND: CACHES IN REDIS ARE NOT TESTED. On Debian: apt-get install redis-server")
    with running_redis(program) as server:
        yield server


@pytest.fixture
def redis_server(redis_server_of_all: RedisServer) -> RedisServer:
    """A Redis server that holds nothing."""
    with redis_server_of_all.connect() as client:
        client.flushall()
    return redis_server_of_all


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cases", type=int, default=300, help="requests drawn from the OpenAPI document, all together")
