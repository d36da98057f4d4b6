"""`chorus serve`: the service over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import Callable
from typing import Annotated

import typer
import uvicorn

from service.cli.configuration import load_settings
from service.cli.connections import bound_connections
from service.cli.failures import CommandError
from service.cli.options import Engine
from service.cli.processes import ANNOUNCEMENT, CLOSING_SECONDS, TURN_SECONDS, announce, serve_with_processes
from service.runtime.admission import Admission
from service.runtime.garbage import spare_what_stays
from service.runtime.logs import configure_logging
from service.settings import Settings

_LOOK_SECONDS = 0.1
"""Between two looks at whether Ctrl-C was pressed a second time."""


class ServiceServer(uvicorn.Server):
    """A server that listens while models load, says its address once it takes requests, and drains before it closes.

    load: loads the models; runs in a thread, and what it raises ends the server and is kept in `failure`.
    """

    def __init__(
        self, config: uvicorn.Config, *, load: Callable[[], None], admission: Admission, drain_seconds: float
    ) -> None:
        super().__init__(config)
        self._load = load
        self._admission = admission
        self._drain_seconds = drain_seconds
        self._loading: asyncio.Task[None] | None = None
        self.failure: Exception | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        sys.setswitchinterval(TURN_SECONDS)
        await super().startup(sockets=sockets)
        if self.started:
            self._loading = asyncio.create_task(self._become_ready())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Refuses new work but listens on, for probes, until what runs has ended or its time is up; then closes."""
        draining = asyncio.create_task(self._admission.drain(self._drain_seconds))
        while not draining.done() and not self.force_exit:
            await asyncio.wait({draining}, timeout=_LOOK_SECONDS)
        await super().shutdown(sockets=sockets)

    async def _become_ready(self) -> None:
        try:
            await asyncio.to_thread(self._load)
        except Exception as error:  # noqa: BLE001
            self.failure, self.should_exit = error, True
            return
        announce(self.servers[0].sockets[0])


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="CHORUS_HOST")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0: any free one.", show_default="CHORUS_PORT")
    ] = None,
    encoder: Annotated[
        str | None, typer.Option(help="Sentence encoder to load.", show_default="CHORUS_ENCODER")
    ] = None,
    log_level: Annotated[str | None, typer.Option(help="Least level logged.", show_default="CHORUS_LOG_LEVEL")] = None,
    engine: Annotated[
        Engine, typer.Option(help="Where models run: in this process, or in the Ray cluster of RAY_ADDRESS.")
    ] = Engine.LOCAL,
    readers: Annotated[int, typer.Option(help="With --engine ray: processes with models, at most.", min=1)] = 1,
) -> None:
    """Serve the REST interface until SIGTERM or Ctrl-C; requests that run then are finished.

    Settings are read from the environment (CHORUS_*) and .env; flags win over both.
    """
    settings = load_settings(host=host, port=port, encoder=encoder, log_level=log_level)
    configure_logging(settings.log_level)
    if engine is Engine.RAY:
        # Imported here: nobody else needs it.
        from service.cli.serve_ray import serve_on_ray  # noqa: PLC0415

        serve_on_ray(settings, readers=readers, announcement=ANNOUNCEMENT)
        return
    with bind(settings.host, settings.port) as listener:
        if settings.workers > 1:
            serve_with_processes(settings, listener)
        else:
            serve_alone(settings, listener)


def serve_alone(settings: Settings, listener: socket.socket) -> None:
    """Answers requests in this process until it is told to end. Raises: what the models could not be loaded for."""
    # Imported here: what is wrong with a flag is told at once.
    from service.app import create_app, make_ready  # noqa: PLC0415

    app = create_app(settings, loads=False)

    def load() -> None:
        make_ready(app)
        spare_what_stays()

    server = ServiceServer(
        uvicorn.Config(
            app,
            http=bound_connections(most=settings.max_connections, header_seconds=settings.header_timeout_seconds),
            log_config=None,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=CLOSING_SECONDS,
        ),
        load=load,
        admission=app.state.services.admission,
        drain_seconds=settings.drain_timeout_seconds,
    )
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    if server.failure:
        raise server.failure


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to an address. Raises: CommandError if it is taken or none of this machine's."""
    # asyncio sends small answers at once (TCP_NODELAY) only where the socket says that it speaks TCP.
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CommandError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    return listener
