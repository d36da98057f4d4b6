"""`chorus serve`: the service over HTTP."""

from __future__ import annotations

import contextlib
import math
import socket
from typing import Annotated

import typer
import uvicorn

from service.cli.configuration import load_settings
from service.cli.failures import CommandError
from service.runtime.logs import configure_logging

ANNOUNCEMENT = "Chorus listens on "
"""What stands before the address in the line on stdout that says the service takes requests."""


class AnnouncingServer(uvicorn.Server):
    """A server that prints its address, the port chosen by the system included, once it takes requests."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            typer.echo(f"{ANNOUNCEMENT}http://{f'[{host}]' if ':' in host else host}:{port}")


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="CHORUS_HOST")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0: any free one.", show_default="CHORUS_PORT")
    ] = None,
    encoder: Annotated[
        str | None, typer.Option(help="Sentence encoder to load.", show_default="CHORUS_ENCODER")
    ] = None,
    log_level: Annotated[str | None, typer.Option(help="Least level logged.", show_default="CHORUS_LOG_LEVEL")] = None,
) -> None:
    """Serve the REST interface until SIGTERM or Ctrl-C; requests that run then are finished.

    Settings are read from the environment (CHORUS_*) and .env; flags win over both.
    """
    settings = load_settings(host=host, port=port, encoder=encoder, log_level=log_level)
    configure_logging(settings.log_level)
    with _bind(settings.host, settings.port) as listener:
        # Imported here: the models' libraries take seconds to load, and what is wrong with a flag is told at once.
        from service.app import create_app, load_models  # noqa: PLC0415

        app = create_app(settings, models=load_models(settings))
        grace = math.ceil(settings.drain_timeout_seconds)
        server = AnnouncingServer(
            uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=grace)
        )
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _bind(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CommandError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    return listener
