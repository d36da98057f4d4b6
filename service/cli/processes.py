"""Several processes that serve as one: `CHORUS_WORKERS`, and `uvicorn --workers`.

Each has the application for itself, loads its models before it takes requests, and maps their weights from the same
files, so that these are in memory once. uvicorn starts them, and replaces those that die.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import typer
import uvicorn
from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.supervisors import Multiprocess

from service.cli.configuration import load_settings
from service.cli.connections import bound_connections
from service.cli.dispatch import CAN_HAND_OVER, DispatchedLoop, dispatching
from service.cli.draining import drain_before_the_end
from service.cli.failures import CommandError
from service.runtime.garbage import spare_what_stays
from service.runtime.logs import configure_logging
from service.runtime.metrics import SHARED_FOLDER
from service.settings import Settings

ANNOUNCEMENT = "Chorus listens on "
"""What stands before the address in the line on stdout that says the service takes requests."""
CLOSING_SECONDS = 2
"""For the last answers to be sent once nothing is worked on any more."""
TURN_SECONDS = 0.0005
"""How long work holds the interpreter while the event loop waits for it, which it does several times for one answer. On
a busy machine half of `/healthz` was answered within 30 ms at the usual five milliseconds, within 12 at half of one."""
_SILENT_SECONDS = 600
"""After which a process is replaced that does not answer when another one has died. One that starts says nothing until
it has imported what it needs, for a minute and more where the machine is busy with other things."""
_LOOK_SECONDS = 0.1
"""How long an answer is waited for whether a process takes requests."""


def make_worker() -> FastAPI:
    """The application as one of several processes has it: `uvicorn --factory service.cli.processes:make_worker`.

    Metrics add up where the variable PROMETHEUS_MULTIPROC_DIR names an empty folder that all of them share.
    """
    settings = load_settings()
    configure_logging(settings.log_level)
    sys.setswitchinterval(TURN_SECONDS)
    # Imported here: the process that starts the others needs nothing of it.
    from service.app import create_app  # noqa: PLC0415

    forget_dead()
    app = create_app(settings, loaded=spare_what_stays)
    drain_before_the_end(app)
    return app


def serve_with_processes(
    settings: Settings, listener: socket.socket, make: str = f"{__name__}:{make_worker.__name__}"
) -> None:
    """Serves on `listener` with `settings.workers` processes until SIGTERM or Ctrl-C.

    make: module and function that makes the application of each. Raises: CommandError if one could not start.
    """
    config = uvicorn.Config(
        make,
        factory=True,
        workers=settings.workers,
        loop=f"{DispatchedLoop.__module__}:{DispatchedLoop.__name__}",
        http=bound_connections(most=settings.max_connections, header_seconds=settings.header_timeout_seconds),
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=CLOSING_SECONDS,
        timeout_worker_healthcheck=_SILENT_SECONDS,
    )
    with _sharing(settings, listener):
        processes = _Processes(config, [listener])
        processes.run()
    if processes.failed:
        raise CommandError("a process could not start; the log says why")


def announce(listener: socket.socket) -> None:
    """Says on stdout that requests are taken, and where."""
    host, port = listener.getsockname()[:2]
    typer.echo(f"{ANNOUNCEMENT}http://{f'[{host}]' if ':' in host else host}:{port}")


def forget_dead() -> None:
    """Leaves out of the metrics what processes had going that were killed, where processes share a folder of them."""
    folder = os.environ.get(SHARED_FOLDER)
    for path in Path(folder).glob("gauge_live*_*.db") if folder else ():
        pid = int(path.stem.rpartition("_")[2])
        if not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            mark_process_dead(pid)  # type: ignore[no-untyped-call]


class _Processes(Multiprocess):
    """uvicorn's processes; says where they listen once all take requests. failed: one died before they did."""

    _announced = False
    failed = False

    def keep_subprocess_alive(self) -> None:
        # uvicorn's own look waits for each process to answer, and hears no signal meanwhile.
        if not all(process.process.is_alive() for process in self.processes):
            if not self._announced:
                self.failed = True
                self.should_exit.set()
                return
            super().keep_subprocess_alive()
            forget_dead()
        if not self._announced and all(process.is_ready(_LOOK_SECONDS) for process in self.processes):
            self._announced = True
            announce(self.sockets[0])


@contextlib.contextmanager
def _sharing(settings: Settings, listener: socket.socket) -> Iterator[None]:
    """A context in whose environment processes find what flags said, their part of the cores, where metrics go, and who
    hands them connections.
    """
    from models.processor import count_usable_cores  # noqa: PLC0415

    threads = settings.threads or max(1, count_usable_cores() // settings.workers)
    with contextlib.ExitStack() as stack:
        folder, meeting = (
            stack.enter_context(tempfile.TemporaryDirectory(prefix=f"chorus-{what}-"))
            for what in ("metrics", "dispatch")
        )
        dispatched = stack.enter_context(dispatching(listener, Path(meeting))) if CAN_HAND_OVER else {}
        given = {
            "CHORUS_ENCODER": settings.encoder,
            "CHORUS_LOG_LEVEL": settings.log_level,
            "CHORUS_THREADS": str(threads),
            SHARED_FOLDER: folder,
            **dispatched,
        }
        with environment(given):
            yield


@contextlib.contextmanager
def environment(given: Mapping[str, str]) -> Iterator[None]:
    """A context in whose environment, which processes started in it inherit, these names have these values."""
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
